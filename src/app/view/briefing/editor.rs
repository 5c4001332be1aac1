//! The editor of a briefing page: its title, who gets it, and its parts one below the other.

use eframe::egui::{
    self, CursorIcon, DragAndDrop, Frame, Margin, Rect, ScrollArea, Sense, Stroke, TextEdit, Ui,
    vec2,
};

use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::state::cite;
use crate::app::state::desk::Desk;
use crate::app::view::briefing::Editor;
use crate::app::view::briefing::grip::DraggedPart;
use crate::app::view::briefing::part::{self, Change};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{field_id, icon_label};
use crate::edit::Command;
use crate::pack::{Audience, Document, PagePart};

/// The widest that the column gets, in points.
const COLUMN: f32 = 720.0;
const MARGIN: f32 = 20.0;
/// Between two parts, in points: room for the button that adds one there.
const GAP: f32 = 14.0;

impl Editor {
    /// Draws the editor of a briefing page.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        document: &Document,
        outbox: &mut Outbox,
    ) {
        ScrollArea::vertical()
            .id_salt(("write", document.id))
            .auto_shrink(false)
            .show(ui, |ui| {
                let room = ui.available_width();
                let width = (room - 2.0 * MARGIN).clamp(120.0, COLUMN);
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 0.0;
                    ui.add_space(((room - width) / 2.0).max(0.0));
                    ui.vertical(|ui| {
                        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
                        ui.set_width(width);
                        ui.add_space(12.0);
                        head(ui, document, outbox);
                        for trouble in cite::troubles(desk.pack(), document) {
                            warning(ui, &trouble);
                        }
                        self.parts(ui, desk, document, outbox);
                        ui.add_space(80.0);
                    });
                });
            });
    }

    fn parts(&mut self, ui: &mut Ui, desk: &Desk, document: &Document, outbox: &mut Outbox) {
        let Some(page) = document.page() else {
            return;
        };
        let mut change = None;
        let mut tops = Vec::with_capacity(page.parts.len() + 1);
        for (index, part) in page.parts.iter().enumerate() {
            let (gap, wanted) = part::gap(ui, index, GAP);
            tops.push(gap);
            let of_gap = wanted.map(|part| Change::Insert(index, part));
            let of_part = self.part(ui, desk, document, (index, part), outbox);
            change = change.or(of_gap).or(of_part);
        }
        let (end, _) = ui.allocate_exact_size(vec2(ui.available_width(), GAP), Sense::hover());
        tops.push(end);
        let wanted = part::add_row(ui);
        change = change.or(wanted.map(|part| Change::Insert(page.parts.len(), part)));
        change = change.or(take_dragged_part(ui, document, &tops));
        if let Some(change) = change {
            let is_step = matches!(change, Change::Cite(..));
            if let Change::Insert(part, PagePart::Text(_)) = &change {
                self.write_in(document.id, *part);
            }
            let command = Command::SetPage(document.id, change.apply(page));
            outbox.edit(if is_step {
                Command::All {
                    name: format!("Cite on “{}”", document.title.trim()),
                    commands: vec![command],
                }
            } else {
                command
            });
        }
    }
}

/// Title and audience.
fn head(ui: &mut Ui, document: &Document, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    let mut title = document.title.clone();
    let field = TextEdit::singleline(&mut title)
        .id(field_id((document.id, "page title")))
        .font(theme::semibold(22.0))
        .hint_text("Title")
        .frame(Frame::new().inner_margin(Margin::symmetric(0, 4)))
        .desired_width(f32::INFINITY);
    if ui.add(field).accessible_name("Page title").changed() {
        let item = document.id.into();
        outbox.edit(Command::Rename { item, title });
    }
    ui.horizontal(|ui| {
        let label = egui::RichText::new("For").color(palette.muted);
        ui.add(egui::Label::new(label).selectable(false));
        for (audience, name) in [
            (Audience::Circulated, "Everybody"),
            (Audience::Private, "Speaking copy only"),
        ] {
            let is_so = document.audience == audience;
            if ui.selectable_label(is_so, name).clicked() && !is_so {
                outbox.edit(Command::SetAudience(document.id, audience));
            }
        }
    });
}

fn warning(ui: &mut Ui, text: &str) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        icon_label(ui, icons::TRIANGLE_ALERT, palette.warning, 14.0);
        ui.label(egui::RichText::new(text).color(palette.warning));
    });
}

/// Shows where a part that is dragged would go, and moves it when it is let go.
fn take_dragged_part(ui: &Ui, document: &Document, gaps: &[Rect]) -> Option<Change> {
    let dragged = DragAndDrop::payload::<DraggedPart>(ui.ctx())?;
    if dragged.page != document.id {
        return None;
    }
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    let pointer = ui.ctx().pointer_latest_pos()?;
    let distance = |rect: &Rect| (rect.center().y - pointer.y).abs();
    let (to, gap) = gaps
        .iter()
        .enumerate()
        .min_by(|(_, one), (_, other)| distance(one).total_cmp(&distance(other)))?;
    let palette = Palette::of(ui);
    let stroke = Stroke::new(2.0, palette.accent);
    ui.painter().hline(gap.x_range(), gap.center().y, stroke);
    if !ui.input(|input| input.pointer.any_released()) {
        return None;
    }
    DragAndDrop::clear_payload(ui.ctx());
    Some(Change::Move {
        from: dragged.part,
        to,
    })
}
