//! The list of all notes of the pack: found, gone through, and changed many at a time.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use eframe::egui::{
    self, Button, EventFilter, Id, Key, Rect, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo,
    vec2,
};

use crate::app::message::entry::Pick;
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::state::in_hand::InHand;
use crate::app::view::notes::empty_state;
use crate::app::view::notes::filter::{Filter, Line, Row, as_text};
use crate::app::view::notes::list_filters::{bulk_bar, filters};
use crate::app::view::notes::list_row::{self, document_line, paint_row};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{icon_button, key_steps, own_undo_id, row_sense};
use crate::edit::{Command, Revision};
use crate::export::Place;
use crate::pack::{Anchoring, AnnotationId, NoteState};

const HEADING_HEIGHT: f32 = 30.0;

/// The state of the list.
#[derive(Debug, Default)]
pub struct NoteList {
    filter: Filter,
    shows_filters: bool,
    /// The lines, and the state of the pack and the filter that they are for.
    lines: Rc<Vec<Line>>,
    /// The upper edge of each line, and the end of the last one, in points.
    tops: Rc<Vec<f32>>,
    /// On which line each note stands.
    places: HashMap<AnnotationId, usize>,
    made_for: Option<(Revision, Filter)>,
    chosen: BTreeSet<AnnotationId>,
    /// Where the last plain click was, from which Shift extends.
    anchor: Option<AnnotationId>,
    cursor: Option<AnnotationId>,
    /// The row at the cursor is to be brought into sight and get the keyboard.
    follow_cursor: bool,
    last_in_hand: Option<AnnotationId>,
}

impl NoteList {
    /// Draws the list.
    pub fn ui(&mut self, ui: &mut Ui, desk: &Desk, in_hand: &InHand, outbox: &mut Outbox) {
        if desk.pack().annotations().next().is_none() {
            let text = "Select words on a page and press N.";
            empty_state(ui, "No notes yet", text);
            return;
        }
        ui.spacing_mut().item_spacing.y = 4.0;
        self.search(ui, desk);
        if self.shows_filters {
            filters(ui, desk, &mut self.filter);
        }
        self.take_in(desk);
        if in_hand.annotation != self.last_in_hand {
            self.last_in_hand = in_hand.annotation;
            self.take_cursor_to(in_hand.annotation);
        }
        if self.chosen.len() < 2 {
            self.count(ui);
        } else {
            bulk_bar(ui, desk, &self.chosen, outbox);
        }
        self.rows(ui, desk, outbox);
    }

    fn search(&mut self, ui: &mut Ui, desk: &Desk) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let width = (ui.available_width() - 64.0).max(60.0);
            let field = TextEdit::singleline(&mut self.filter.words)
                .id(own_undo_id(ui, "note-filter"))
                .hint_text("Search notes")
                .desired_width(width - 8.0);
            ui.add(field).accessible_name("Search notes");
            let is_narrowed = Filter {
                words: String::new(),
                ..self.filter.clone()
            } != Filter::default();
            let palette = Palette::of(ui);
            let colour = if is_narrowed {
                palette.accent
            } else {
                palette.text
            };
            let icon = theme::icon(icons::LIST_FILTER).color(colour);
            let button = Button::new(icon)
                .frame_when_inactive(self.shows_filters)
                .selected(self.shows_filters)
                .min_size(vec2(28.0, 28.0));
            let response = ui
                .add(button)
                .on_hover_text("Filters")
                .accessible_name("Filters");
            if response.clicked() {
                self.shows_filters = !self.shows_filters;
            }
            if icon_button(ui, icons::CLIPBOARD_COPY, "Copy the list as text").clicked() {
                self.take_in(desk);
                ui.ctx().copy_text(as_text(desk.pack(), &self.lines));
            }
        });
    }

    /// Brings the lines up to the present state of the pack and the filter.
    fn take_in(&mut self, desk: &Desk) {
        let wanted = (desk.history.revision(), self.filter.clone());
        if self.made_for.as_ref() == Some(&wanted) {
            return;
        }
        if self
            .filter
            .document
            .is_some_and(|id| desk.pack().document(id).is_none())
        {
            self.filter.document = None;
        }
        let lines = self.filter.lines(desk.pack());
        let mut top = 0.0;
        let mut tops = vec![top];
        for line in &lines {
            top += line_height(line);
            tops.push(top);
        }
        let places = lines.iter().enumerate();
        let places = places.filter_map(|(index, line)| Some((line.note()?.id, index)));
        self.places = places.collect();
        self.lines = Rc::new(lines);
        self.tops = Rc::new(tops);
        let is_there = |id: &AnnotationId| self.places.contains_key(id);
        self.chosen.retain(is_there);
        self.cursor = self.cursor.filter(is_there);
        self.anchor = self.anchor.filter(is_there);
        self.made_for = Some(wanted);
    }

    fn shown(&self) -> impl DoubleEndedIterator<Item = AnnotationId> {
        self.lines.iter().filter_map(|line| Some(line.note()?.id))
    }

    /// What is taken in hand elsewhere is the chosen one here.
    fn take_cursor_to(&mut self, id: Option<AnnotationId>) {
        let is_elsewhere =
            |id: &AnnotationId| self.cursor != Some(*id) && self.places.contains_key(id);
        let Some(id) = id.filter(is_elsewhere) else {
            return;
        };
        self.pick(id, Pick::Only);
        self.follow_cursor = true;
    }

    fn pick(&mut self, id: AnnotationId, pick: Pick) {
        match pick {
            Pick::Only => {
                self.chosen = BTreeSet::from([id]);
                self.anchor = Some(id);
            }
            Pick::Toggle => {
                if !self.chosen.remove(&id) {
                    self.chosen.insert(id);
                }
                self.anchor = Some(id);
            }
            Pick::Extend => {
                let order: Vec<AnnotationId> = self.shown().collect();
                let place = |wanted| order.iter().position(|other| *other == wanted);
                if let (Some(from), Some(to)) = (place(self.anchor.unwrap_or(id)), place(id)) {
                    let range = order.get(from.min(to)..=from.max(to)).unwrap_or_default();
                    self.chosen = range.iter().copied().collect();
                }
            }
        }
        self.cursor = Some(id);
    }

    fn count(&self, ui: &mut Ui) {
        let words = match self.places.len() {
            0 => "No note matches".to_owned(),
            1 => "1 note".to_owned(),
            many => format!("{many} notes"),
        };
        let palette = Palette::of(ui);
        let text = RichText::new(words).small().color(palette.muted);
        ui.add(egui::Label::new(text).selectable(false));
    }

    fn rows(&mut self, ui: &mut Ui, desk: &Desk, outbox: &mut Outbox) {
        let lines = Rc::clone(&self.lines);
        let tops = Rc::clone(&self.tops);
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .id_salt("all-notes")
            .auto_shrink(false)
            .show_viewport(ui, |ui, viewport| {
                let origin = ui.cursor().min;
                let width = ui.available_width();
                let end = tops.last().copied().unwrap_or_default();
                ui.allocate_space(vec2(width, end + 8.0));
                let follows = std::mem::take(&mut self.follow_cursor);
                let first = tops
                    .partition_point(|top| *top < viewport.min.y)
                    .saturating_sub(1);
                let last = tops.partition_point(|top| *top < viewport.max.y);
                let cursor = self.cursor.and_then(|id| self.places.get(&id).copied());
                // The line at the cursor keeps the keyboard, wherever it is.
                let before = cursor.filter(|index| *index < first);
                let after = cursor.filter(|index| *index >= last);
                for index in before.into_iter().chain(first..last).chain(after) {
                    let Some(line) = lines.get(index) else {
                        continue;
                    };
                    let is_at_cursor = cursor == Some(index);
                    let top = tops.get(index).copied().unwrap_or_default();
                    let rect = Rect::from_min_size(
                        origin + vec2(0.0, top),
                        vec2(width - 6.0, line_height(line)),
                    );
                    if follows && is_at_cursor {
                        ui.scroll_to_rect(rect, None);
                    }
                    match line {
                        Line::Document { id, title } => {
                            let pages = desk.plan.as_ref();
                            let page = pages.and_then(|(_, plan)| plan.span(Place::Document(*id)));
                            document_line(ui, rect, title, page.map(|pages| pages.first));
                        }
                        Line::Kind(kind) => document_line(ui, rect, kind, None),
                        Line::Note(row) => {
                            self.note(ui, rect, row, follows && is_at_cursor, outbox);
                        }
                    }
                }
            });
    }

    fn note(&mut self, ui: &Ui, rect: Rect, row: &Row, takes_focus: bool, outbox: &mut Outbox) {
        let id = Id::unique(("note-row", row.id));
        let cursor = self.cursor.or_else(|| self.shown().next());
        let response = ui.interact(rect, id, row_sense(cursor == Some(row.id), false));
        let is_chosen = self.chosen.contains(&row.id);
        response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_chosen, spoken(row)));
        if takes_focus && !ui.ctx().text_edit_focused() {
            response.request_focus();
        }
        paint_row(ui, rect, row, is_chosen, self.filter.by_kind, &response);
        let modifiers = ui.input(|input| input.modifiers);
        if response.clicked() {
            response.request_focus();
            let pick = if modifiers.command {
                Pick::Toggle
            } else if modifiers.shift {
                Pick::Extend
            } else {
                Pick::Only
            };
            self.pick(row.id, pick);
            if pick == Pick::Only {
                self.show(row.id, outbox);
            }
        }
        if response.double_clicked() {
            outbox.push(Request::WriteNote(row.id));
        }
        if response.has_focus() {
            ui.memory_mut(|memory| {
                let filter = EventFilter {
                    vertical_arrows: true,
                    ..EventFilter::default()
                };
                memory.set_focus_lock_filter(id, filter);
            });
            self.keys(ui, row.id, outbox);
        }
    }

    fn show(&mut self, id: AnnotationId, outbox: &mut Outbox) {
        self.last_in_hand = Some(id);
        outbox.push(Request::ShowNote(id));
    }

    /// Enter, Delete, the arrows and Ctrl+A on the row that has the keyboard.
    fn keys(&mut self, ui: &Ui, id: AnnotationId, outbox: &mut Outbox) {
        let pressed = |key: Key| ui.input(|input| input.key_pressed(key));
        let modifiers = ui.input(|input| input.modifiers);
        if pressed(Key::Enter) {
            outbox.push(Request::WriteNote(id));
        }
        if pressed(Key::Delete) && !self.chosen.is_empty() {
            let chosen = self.chosen.iter().copied().collect();
            outbox.edit(Command::RemoveAnnotations(chosen));
        }
        if modifiers.command && pressed(Key::A) {
            self.chosen = self.shown().collect();
        }
        let all = isize::try_from(self.shown().count()).unwrap_or(isize::MAX);
        let keys = [
            (Key::ArrowUp, -1),
            (Key::ArrowDown, 1),
            (Key::PageUp, -10),
            (Key::PageDown, 10),
            (Key::Home, -all),
            (Key::End, all),
        ];
        let (step, pick) = key_steps(ui, &keys);
        if step != 0 {
            self.step(step, pick == Pick::Extend, outbox);
            ui.ctx().request_repaint();
        }
    }
}

impl NoteList {
    fn step(&mut self, steps: isize, is_extending: bool, outbox: &mut Outbox) {
        let order: Vec<AnnotationId> = self.shown().collect();
        let here = self
            .cursor
            .and_then(|id| order.iter().position(|other| *other == id));
        let next = here.map_or(0, |here| here.saturating_add_signed(steps));
        let Some(id) = order.get(next.min(order.len().saturating_sub(1))).copied() else {
            return;
        };
        self.follow_cursor = true;
        if is_extending {
            self.pick(id, Pick::Extend);
        } else {
            self.pick(id, Pick::Only);
            self.show(id, outbox);
        }
    }
}

fn line_height(line: &Line) -> f32 {
    match line {
        Line::Document { .. } | Line::Kind(_) => HEADING_HEIGHT,
        Line::Note(row) => list_row::height(row),
    }
}

/// A note of the list in words.
fn spoken(row: &Row) -> String {
    let mut words = vec![row.kind.to_owned(), row.audience.name().to_lowercase()];
    if row.state == NoteState::Done {
        words.push("done".to_owned());
    }
    if row.anchoring != Anchoring::Sound {
        words.push("to check".to_owned());
    }
    let text = if row.text.is_empty() {
        &row.quote
    } else {
        &row.text
    };
    format!("{}: {text}, on {}", words.join(", "), row.title)
}
