//! One part of a briefing page in the editor, and what can be done with it.

use std::collections::BTreeSet;

use eframe::egui::{self, Align, Frame, Layout, Margin, Rect, Stroke, Ui, vec2};

use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::state::desk::Desk;
use crate::app::view::briefing::grip::{DraggedPart, grip};
use crate::app::view::briefing::text_part::{self, TextAt, TextChange};
use crate::app::view::briefing::{Editor, generated};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::icon_button;
use crate::pack::{BriefingPage, Document, Gather, NoteKind, PagePart};

/// One change to the parts of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// This part holds something else now.
    Set(usize, PagePart),
    /// Something was cited in this text.
    Cite(usize, String),
    /// This part goes.
    Remove(usize),
    /// A part moves.
    Move {
        from: usize,
        /// How many parts stand before its new place; counted before it moves.
        to: usize,
    },
    /// A new part comes before this one.
    Insert(usize, PagePart),
}

impl Change {
    /// The page after the change.
    pub fn apply(self, page: &BriefingPage) -> BriefingPage {
        let mut page = page.clone();
        let parts = &mut page.parts;
        match self {
            Self::Set(index, new) => {
                if let Some(part) = parts.get_mut(index) {
                    *part = new;
                }
            }
            Self::Cite(index, text) => {
                if let Some(part) = parts.get_mut(index) {
                    *part = PagePart::Text(text);
                }
            }
            Self::Remove(index) => {
                if index < parts.len() {
                    parts.remove(index);
                }
            }
            Self::Move { from, to } => {
                if from < parts.len() {
                    let part = parts.remove(from);
                    let to = if to > from { to - 1 } else { to };
                    parts.insert(to.min(parts.len()), part);
                }
            }
            Self::Insert(index, part) => parts.insert(index.min(parts.len()), part),
        }
        page
    }
}

impl Editor {
    /// Draws a part; returns what the person did to it.
    pub(super) fn part(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        document: &Document,
        (index, part): (usize, &PagePart),
        outbox: &mut Outbox,
    ) -> Option<Change> {
        let of = TextAt {
            page: document.id,
            part: index,
        };
        let count = document.page().map_or(0, |page| page.parts.len());
        match part {
            PagePart::Text(text) => {
                let mut tool = None;
                let moved = head(ui, of, count, |ui| {
                    if self.is_active(of) {
                        tool = text_part::tools(ui);
                    } else {
                        heading(ui, "Text");
                    }
                });
                let change = self
                    .text_field(ui, desk, of, text, tool, outbox)
                    .map(|change| match change {
                        TextChange::Typed(text) => Change::Set(index, PagePart::Text(text)),
                        TextChange::Cited(text) => Change::Cite(index, text),
                    });
                change.or(moved)
            }
            PagePart::Objectives | PagePart::Agenda | PagePart::Notes(_) => {
                let title = self.title(desk, part);
                let shown = generated_frame(ui).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    let moved = head(ui, of, count, |ui| heading(ui, &title));
                    let changed = ui
                        .push_id(index, |ui| {
                            self.generated(ui, desk, document, of, part, outbox)
                        })
                        .inner;
                    changed.map(|part| Change::Set(index, part)).or(moved)
                });
                shown.inner
            }
        }
    }

    /// What a generated part will hold.
    fn title(&mut self, desk: &Desk, part: &PagePart) -> String {
        match part {
            PagePart::Text(_) => "Text".to_owned(),
            PagePart::Objectives => "Objectives · of the meeting".to_owned(),
            PagePart::Agenda => "Agenda · documents with their pages".to_owned(),
            PagePart::Notes(wanted) => {
                generated::summary(wanted, self.gatherings.found(desk, wanted).notes)
            }
        }
    }

    fn generated(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        document: &Document,
        of: TextAt,
        part: &PagePart,
        outbox: &mut Outbox,
    ) -> Option<PagePart> {
        let key = (of.page, of.part);
        let mut is_unfolded = self.unfolded.contains(&key);
        let inner = Frame::new().inner_margin(Margin {
            left: 22,
            ..Margin::ZERO
        });
        let changed = inner
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing.y = 4.0;
                match part {
                    PagePart::Notes(wanted) => {
                        let found = self.gatherings.found(desk, wanted);
                        let is_unfolded = &mut is_unfolded;
                        let changed =
                            generated::notes(ui, document, wanted, &found, is_unfolded, outbox);
                        return changed.map(PagePart::Notes);
                    }
                    PagePart::Agenda => generated::agenda(ui, desk, &mut is_unfolded, outbox),
                    PagePart::Objectives => generated::objectives(ui, desk.pack(), outbox),
                    PagePart::Text(_) => {}
                }
                None
            })
            .inner;
        if is_unfolded {
            self.unfolded.insert(key);
        } else {
            self.unfolded.remove(&key);
        }
        changed
    }
}

/// The head of a part: its handle, what `show` draws, and the buttons that move it.
fn head(ui: &mut Ui, of: TextAt, count: usize, show: impl FnOnce(&mut Ui)) -> Option<Change> {
    let row = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let dragged = DraggedPart {
            page: of.page,
            part: of.part,
        };
        grip(ui, dragged);
        show(ui);
        buttons(ui, of.part, count)
    });
    row.inner
}

/// What stands around a generated part.
fn generated_frame(ui: &Ui) -> Frame {
    let palette = Palette::of(ui);
    Frame::new()
        .fill(palette.window)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin {
            left: 4,
            right: 8,
            top: 4,
            bottom: 10,
        })
}

fn heading(ui: &mut Ui, text: &str) {
    let palette = Palette::of(ui);
    let room = (ui.available_width() - 96.0).max(40.0);
    let text = egui::RichText::new(text).color(palette.muted);
    ui.allocate_ui_with_layout(
        vec2(room, 28.0),
        Layout::left_to_right(Align::Center),
        |ui| ui.add(egui::Label::new(text).truncate().selectable(false)),
    );
}

/// The buttons at the right of a part's head.
fn buttons(ui: &mut Ui, index: usize, count: usize) -> Option<Change> {
    let number = index + 1;
    let mut change = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if icon_button(ui, icons::X, &format!("Remove part {number}")).clicked() {
            change = Some(Change::Remove(index));
        }
        ui.add_enabled_ui(number < count, |ui| {
            if icon_button(ui, icons::ARROW_DOWN, &format!("Move part {number} down")).clicked() {
                change = Some(Change::Move {
                    from: index,
                    to: index + 2,
                });
            }
        });
        ui.add_enabled_ui(index > 0, |ui| {
            if icon_button(ui, icons::ARROW_UP, &format!("Move part {number} up")).clicked() {
                change = Some(Change::Move {
                    from: index,
                    to: index - 1,
                });
            }
        });
    });
    change
}

/// The parts that can be added, with their names.
fn choices() -> [(&'static str, PagePart); 4] {
    let lines = Gather {
        kinds: BTreeSet::from([NoteKind::LineToTake]),
        ..Gather::default()
    };
    [
        ("Text", PagePart::Text(String::new())),
        ("Notes", PagePart::Notes(lines)),
        ("Objectives", PagePart::Objectives),
        ("Agenda", PagePart::Agenda),
    ]
}

/// The room before a part: under the pointer, a button that adds one there.
pub fn gap(ui: &mut Ui, index: usize, height: f32) -> (Rect, Option<PagePart>) {
    let size = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    let palette = Palette::of(ui);
    let mut wanted = None;
    let place = Rect::from_center_size(rect.center(), vec2(28.0, height));
    let button = egui::Button::new(theme::icon(icons::PLUS).color(palette.muted))
        .frame_when_inactive(false)
        .min_size(place.size());
    let name = format!("Add before part {}", index + 1);
    let is_near = response.contains_pointer();
    let button = ui
        .scope(|ui| {
            // There for keys and screen readers even while it is not painted.
            ui.set_opacity(if is_near { 1.0 } else { 0.0 });
            ui.put(place, button).accessible_name(&name)
        })
        .inner;
    if is_near || button.has_focus() {
        let line = Stroke::new(1.0, palette.line);
        let y = rect.center().y;
        ui.painter().hline(rect.left()..=place.left(), y, line);
        ui.painter().hline(place.right()..=rect.right(), y, line);
    }
    egui::Popup::menu(&button).show(|ui| {
        for (name, part) in choices() {
            if ui.button(name).clicked() {
                wanted = Some(part);
            }
        }
    });
    (rect, wanted)
}

/// The buttons below the last part.
pub fn add_row(ui: &mut Ui) -> Option<PagePart> {
    let mut wanted = None;
    ui.horizontal_wrapped(|ui| {
        for (name, part) in choices() {
            let button = ui
                .button((theme::icon(icons::PLUS), name))
                .accessible_name(format!("Add {}", name.to_lowercase()));
            if button.clicked() {
                wanted = Some(part);
            }
        }
    });
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_move_to_the_place_that_was_meant() {
        let text = |text: &str| PagePart::Text(text.to_owned());
        let page = BriefingPage {
            parts: vec![text("a"), text("b"), text("c")],
        };
        let texts_after = |change: Change| -> String {
            let changed = change.apply(&page);
            let texts = changed.parts.iter().map(|part| match part {
                PagePart::Text(text) => text.as_str(),
                _ => "?",
            });
            texts.collect()
        };
        for (from, to, expected) in [
            (0, 0, "abc"),
            (0, 1, "abc"),
            (0, 2, "bac"),
            (0, 3, "bca"),
            (2, 0, "cab"),
            (2, 1, "acb"),
            (1, 9, "acb"),
            (9, 0, "abc"),
        ] {
            assert_eq!(
                texts_after(Change::Move { from, to }),
                expected,
                "{from} to {to}"
            );
        }
        assert_eq!(texts_after(Change::Remove(1)), "ac");
        assert_eq!(texts_after(Change::Insert(1, PagePart::Agenda)), "a?bc");
        assert_eq!(texts_after(Change::Set(2, text("z"))), "abz");
        assert_eq!(texts_after(Change::Cite(0, "y".to_owned())), "ybc");
    }
}
