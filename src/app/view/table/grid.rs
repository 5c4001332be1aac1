//! The rows of the table and their cells.

use eframe::egui::{
    self, Id, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use crate::app::message::entry::{Entry, Pick};
use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::view::table::TableView;
use crate::app::view::table::cell::Editing;
use crate::app::view::table::column::{Column, Row};
use crate::app::view::table::widths::{self, PADDING, Widths};
use crate::app::view::theme::{BODY_SIZE, Palette, ROW_HEIGHT};
use crate::app::view::widgets::{is_clicked_not_by_key, one_line, paint_line};
use crate::pack::DocumentId;

pub(super) const HEAD_HEIGHT: f32 = 28.0;
/// How far the title of what is attached to an e-mail stands to the right, in points.
const ATTACHED_INDENT: f32 = 14.0;

impl TableView {
    /// Draws the heads and the rows.
    pub(super) fn grid(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        rows: &[&Row<'_>],
        outbox: &mut Outbox,
    ) {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        let room = ui.available_rect_before_wrap();
        let (head, _) = ui.allocate_exact_size(vec2(room.width(), HEAD_HEIGHT), Sense::hover());
        let widths = widths::fit(&self.measured(ui, desk, rows), room.width() - 12.0);
        let width: f32 = widths.iter().sum();
        let order: Vec<Entry> = rows
            .iter()
            .map(|row| Entry::Item(row.document.id.into()))
            .collect();
        let output = ScrollArea::both()
            .id_salt("table")
            .auto_shrink(false)
            .show(ui, |ui| {
                let origin = ui.cursor().min;
                let height = (rows.len() as f32 * ROW_HEIGHT).max(ui.available_height());
                ui.allocate_exact_size(vec2(width, height), Sense::hover());
                for (index, row) in rows.iter().enumerate() {
                    let top = origin.y + index as f32 * ROW_HEIGHT;
                    let rect = Rect::from_min_size(pos2(origin.x, top), vec2(width, ROW_HEIGHT));
                    let is_cursor =
                        desk.selection.cursor() == Some(Entry::Item(row.document.id.into()));
                    let is_edited = self.is_edited(row.document.id);
                    if is_cursor && self.is_following {
                        ui.scroll_to_rect(rect, None);
                    }
                    if ui.is_rect_visible(rect) || is_edited || is_cursor && self.is_following {
                        self.row(ui, desk, (row, rect, widths), &order, outbox);
                    }
                }
            });
        let head_width = output.inner_rect.width();
        let clip = Rect::from_min_size(head.min, vec2(head_width, HEAD_HEIGHT));
        let left = head.left() - output.state.clamped_offset().x;
        self.head(ui, clip, left, &widths);
    }

    /// The widths at which nothing is cut, measured once for the rows that are shown.
    fn measured(&mut self, ui: &Ui, desk: &Desk, rows: &[&Row<'_>]) -> Widths {
        let known = self.shown.as_mut().map(|shown| &mut shown.measured);
        match known {
            Some(known) => *known.get_or_insert_with(|| widths::measure(ui, desk, rows)),
            None => widths::measure(ui, desk, rows),
        }
    }

    fn is_edited(&self, id: DocumentId) -> bool {
        self.editing
            .as_ref()
            .is_some_and(|editing| editing.document == id)
    }

    fn row(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        (row, rect, widths): (&Row<'_>, Rect, Widths),
        order: &[Entry],
        outbox: &mut Outbox,
    ) {
        let palette = Palette::of(ui);
        let entry = Entry::Item(row.document.id.into());
        let is_selected = desk.selection.contains(entry);
        let is_hovered = ui.rect_contains_pointer(rect);
        if is_selected {
            ui.painter().rect_filled(rect, 0, palette.accent_soft);
        } else if is_hovered {
            ui.painter().rect_filled(rect, 0, palette.hover);
        }
        let line = Stroke::new(1.0, palette.line.gamma_multiply(0.6));
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - 0.5, line);
        for (column, cell) in cells(rect.left(), rect.top(), rect.height(), &widths) {
            let is_edited = self
                .editing
                .as_ref()
                .is_some_and(|editing| editing.is_of(row.document.id, column));
            if is_edited {
                self.edited_cell(ui, cell, row.document, outbox);
            } else if ui.is_rect_visible(cell) || self.is_following {
                self.cell(ui, desk, (row, column, cell), order, outbox);
            }
        }
    }

    fn cell(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        (row, column, rect): (&Row<'_>, Column, Rect),
        order: &[Entry],
        outbox: &mut Outbox,
    ) {
        let entry = Entry::Item(row.document.id.into());
        let is_selected = desk.selection.contains(entry);
        let is_cursor = desk.selection.cursor() == Some(entry) && self.column == column;
        // Only the cell at the cursor is reached by Tab; the arrows lead to the others.
        let sense = if is_cursor {
            Sense::click()
        } else {
            Sense::CLICK
        };
        let response = ui.interact(rect, cell_id(row.document.id, column), sense);
        let text = column.text(desk, row);
        let spoken = format!("{} {}: {text}", row.number, column.name());
        response.widget_info(|| WidgetInfo::selected(Role::Cell, true, is_selected, &spoken));
        let mail = row.mail.filter(|_| column == Column::Title);
        let is_cut = paint_cell(ui, desk, (row, column, rect), &text);
        if is_cursor && self.is_following && !ui.ctx().text_edit_focused() {
            response.request_focus();
        }
        if response.has_focus() {
            self.has_keyboard = true;
            let ring = Stroke::new(1.5, Palette::of(ui).accent);
            ui.painter()
                .rect_stroke(rect.shrink(1.0), 3, ring, StrokeKind::Inside);
            self.keys(ui, desk, response.id, row, order, outbox);
        }
        if is_clicked_not_by_key(ui, &response) {
            let modifiers = ui.input(|input| input.modifiers);
            self.column = column;
            self.follow_cursor = true;
            outbox.push(Request::PickFrom(
                order.to_vec(),
                entry,
                Pick::of(modifiers),
            ));
        }
        if response.double_clicked() {
            self.next_editing = Editing::begin(row.document, column);
        }
        let response = if is_cut {
            response.on_hover_text(text)
        } else {
            response
        };
        if let Some(mail) = mail {
            response.on_hover_text(format!("Attached to “{}”", mail.title));
        }
    }
}

/// Paints what stands in a cell. Returns whether it is cut.
fn paint_cell(
    ui: &Ui,
    desk: &Desk,
    (row, column, rect): (&Row<'_>, Column, Rect),
    text: &str,
) -> bool {
    let palette = Palette::of(ui);
    let colour = match column {
        Column::Origin if text == "Changed" => palette.warning,
        Column::Marking if !desk.pack().marking.covers(&row.document.marking) => palette.warning,
        Column::Number | Column::Pages | Column::Origin => palette.muted,
        _ => palette.text,
    };
    let font = egui::FontId::proportional(BODY_SIZE - 1.0);
    let is_attached = column == Column::Title && row.mail.is_some();
    let indent = if is_attached { ATTACHED_INDENT } else { 0.0 };
    let room = rect.width() - 2.0 * PADDING - indent;
    let words = one_line(ui, text, font, colour, room);
    let is_cut = words.elided;
    let x = if column.is_figure() {
        rect.right() - PADDING - words.size().x
    } else {
        rect.left() + PADDING + indent
    };
    paint_line(ui, words, x, rect.center().y);
    is_cut
}

/// The cells of a row from `left` on.
pub(super) fn cells(
    left: f32,
    top: f32,
    height: f32,
    widths: &Widths,
) -> impl Iterator<Item = (Column, Rect)> {
    let mut x = left;
    Column::ALL
        .into_iter()
        .zip(*widths)
        .map(move |(column, width)| {
            let rect = Rect::from_min_size(pos2(x, top), vec2(width, height));
            x += width;
            (column, rect)
        })
}

fn cell_id(document: DocumentId, column: Column) -> Id {
    Id::unique(("table-cell", document, column))
}
