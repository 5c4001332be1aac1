//! One line of the list of all notes, and how it is painted.

use eframe::egui::{CornerRadius, FontId, Rect, Response, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::app::message::icons;
use crate::app::view::notes::choices::audience_icon;
use crate::app::view::notes::filter::Row;
use crate::app::view::theme::{self, BODY_SIZE, Palette, SMALL_SIZE};
use crate::app::view::widgets::{one_line, paint_icon, paint_line};
use crate::pack::{Anchoring, Audience, NoteState};

const LINE: f32 = 19.0;
const TEXT_X: f32 = 14.0;

/// How high a row is, in points.
pub fn height(row: &Row) -> f32 {
    let texts = [&row.text, &row.quote];
    let count = texts.iter().filter(|text| !text.is_empty()).count();
    14.0 + LINE * (1 + count) as f32
}

/// Paints the heading of a group, with the page that it begins on.
pub fn document_line(ui: &Ui, rect: Rect, title: &str, page: Option<u32>) {
    let palette = Palette::of(ui);
    let y = rect.bottom() - 12.0;
    let mut right = rect.right() - 4.0;
    if let Some(page) = page {
        let font = FontId::proportional(SMALL_SIZE);
        let galley = one_line(ui, &format!("page {page}"), font, palette.muted, 80.0);
        right -= galley.size().x;
        paint_line(ui, galley, right, y);
        right -= 8.0;
    }
    let font = theme::semibold(SMALL_SIZE);
    let galley = one_line(ui, title, font, palette.text, right - rect.left() - 4.0);
    paint_line(ui, galley, rect.left() + 4.0, y);
}

/// Paints a note.
pub fn paint_row(
    ui: &Ui,
    rect: Rect,
    row: &Row,
    is_chosen: bool,
    names_document: bool,
    response: &Response,
) {
    let palette = Palette::of(ui);
    let inner = rect.shrink2(vec2(0.0, 1.0));
    let corners = CornerRadius::same(theme::RADIUS);
    if is_chosen {
        ui.painter()
            .rect_filled(inner, corners, palette.accent_soft);
    } else if response.hovered() {
        ui.painter().rect_filled(inner, corners, palette.hover);
    }
    if response.has_focus() {
        let stroke = Stroke::new(1.5, palette.accent);
        ui.painter()
            .rect_stroke(inner, corners, stroke, StrokeKind::Inside);
    }
    let bar = Rect::from_min_size(inner.min + vec2(4.0, 6.0), vec2(3.0, inner.height() - 12.0));
    let colour = if row.is_of_document {
        palette.edge
    } else {
        theme::mark_colour(row.mark.colour, ui.visuals().dark_mode)
    };
    ui.painter().rect_filled(bar, 1.5, colour);

    let left = inner.left() + TEXT_X;
    let room = inner.right() - 8.0 - left;
    let mut y = inner.top() + 6.0 + LINE / 2.0;
    head(ui, row, left, inner.right() - 8.0, y, names_document);
    if !row.text.is_empty() {
        y += LINE;
        let font = FontId::proportional(BODY_SIZE);
        paint_line(
            ui,
            one_line(ui, &row.text, font, palette.text, room),
            left,
            y,
        );
    }
    if !row.quote.is_empty() {
        y += LINE;
        let font = FontId::proportional(SMALL_SIZE);
        paint_line(
            ui,
            one_line(ui, &row.quote, font, palette.muted, room),
            left,
            y,
        );
    }
}

/// Kind, audience, what is amiss, and who wrote it.
fn head(ui: &Ui, row: &Row, left: f32, right: f32, y: f32, names_document: bool) {
    let palette = Palette::of(ui);
    let small = FontId::proportional(SMALL_SIZE);
    let mut x = left;
    let kind_colour = if row.state == NoteState::Done {
        palette.muted
    } else {
        palette.text
    };
    let kind = one_line(
        ui,
        row.kind,
        theme::semibold(SMALL_SIZE),
        kind_colour,
        120.0,
    );
    x += kind.size().x + 8.0;
    paint_line(ui, kind, left, y);
    let audience_colour = match row.audience {
        Audience::Private => palette.muted,
        Audience::Circulated => palette.accent,
    };
    paint_icon(
        ui,
        audience_icon(row.audience),
        pos2(x + 6.0, y),
        audience_colour,
        13.0,
    );
    x += 20.0;
    if row.state == NoteState::Done {
        paint_icon(ui, icons::CHECK, pos2(x + 6.0, y), palette.good, 13.0);
        x += 20.0;
    }
    if row.anchoring != Anchoring::Sound {
        paint_icon(
            ui,
            icons::TRIANGLE_ALERT,
            pos2(x + 6.0, y),
            palette.warning,
            13.0,
        );
        x += 20.0;
    }
    let initials = one_line(ui, &row.initials, small.clone(), palette.muted, 48.0);
    let end = right - initials.size().x;
    paint_line(ui, initials, end, y);
    if names_document {
        let room = (end - 8.0 - x).max(0.0);
        let title = one_line(ui, &row.title, small, palette.muted, room);
        paint_line(ui, title, x, y);
    }
}
