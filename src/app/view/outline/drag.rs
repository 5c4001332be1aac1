//! What is dragged over the outline: where it would land is drawn, and it is taken when let go.

use eframe::egui::{
    self, CornerRadius, DragAndDrop, FontId, Id, Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2,
};

use crate::app::message::dragged::{Dragged, DraggedPages};
use crate::app::message::pages::PagesRequest;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::view::outline::INDENT;
use crate::app::view::outline::drop::{Landing, Load, Row, RowKind, landing};
use crate::app::view::theme::Palette;
use crate::app::view::widgets::dropped_files;
use crate::edit::Command;
use crate::pack::{ItemId, SectionId};

/// How near the edge a dragged load scrolls the outline, in points.
const SCROLL_ZONE: f32 = 36.0;
/// How fast it scrolls there, in points a second.
const SCROLL_SPEED: f32 = 480.0;

/// Shows where a dragged load would land, and takes it when it is let go.
pub fn drop_zone(
    ui: &mut Ui,
    desk: &Desk,
    rows: &[Row],
    area: Rect,
    first_y: f32,
    outbox: &mut Outbox,
) {
    let indent_x = area.left() + INDENT + 16.0;
    let find = |pointer: Pos2, load: Load| landing(rows, pointer, indent_x, first_y, load);
    take_dropped_files(ui, area, &find, outbox);

    let Some(dragged) = DragAndDrop::payload::<Dragged>(ui.ctx()) else {
        return;
    };
    let Some(pointer) = ui.ctx().pointer_latest_pos() else {
        return;
    };
    drag_label(ui, desk, &dragged, pointer);
    if !area.expand2(vec2(0.0, 24.0)).contains(pointer) {
        return;
    }
    auto_scroll(ui, area, pointer);
    let has_section = matches!(&*dragged, Dragged::Items(items) if items.iter().any(|id| matches!(id, ItemId::Section(_))));
    let load = if has_section {
        Load::Sections
    } else {
        Load::Documents
    };
    let landing = find(pointer, load);
    paint_landing(ui, area, rows, landing);
    if ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        match &*dragged {
            Dragged::Items(items) => outbox.edit(Command::Move {
                items: items.clone(),
                to: landing.location,
            }),
            Dragged::Files(files) => outbox.push(Request::Import {
                files: files.clone(),
                at: Some(landing.location),
            }),
            Dragged::Pages(pages) => {
                let change = pages.excerpt(desk.anchor(landing.location));
                outbox.push(Request::Pages(PagesRequest::Change(change)));
            }
        }
    }
}

/// Files from the file manager. While they hover, some systems do not tell where; when they are
/// let go, all do.
fn take_dropped_files(
    ui: &Ui,
    area: Rect,
    find: &dyn Fn(Pos2, Load) -> Landing,
    outbox: &mut Outbox,
) {
    let hovering = ui.input(|input| !input.raw.hovered_files.is_empty());
    if hovering {
        let palette = Palette::of(ui);
        let stroke = Stroke::new(2.0, palette.accent);
        ui.painter().rect_stroke(
            area.shrink(1.0),
            CornerRadius::same(6),
            stroke,
            StrokeKind::Inside,
        );
        if let Some(pointer) = ui
            .ctx()
            .pointer_latest_pos()
            .filter(|pointer| area.contains(*pointer))
        {
            paint_landing(ui, area, &[], find(pointer, Load::Documents));
        }
    }
    let files = dropped_files(ui);
    if files.is_empty() {
        return;
    }
    let pointer = ui
        .ctx()
        .pointer_latest_pos()
        .filter(|pointer| area.contains(*pointer));
    let at = pointer.map(|pointer| find(pointer, Load::Documents).location);
    outbox.push(Request::for_dropped(files, at));
}

fn paint_landing(ui: &Ui, area: Rect, rows: &[Row], landing: Landing) {
    let palette = Palette::of(ui);
    paint_section(ui, area, rows, landing.location.section);
    let nested: Option<SectionId> = landing.location.section;
    let left = area.left() + if nested.is_some() { INDENT + 8.0 } else { 6.0 };
    let right = area.right() - 8.0;
    let y = landing.line_y;
    let painter = ui.painter();
    painter.hline(left..=right, y, Stroke::new(2.0, palette.accent));
    painter.circle(
        pos2(left, y),
        4.0,
        palette.panel,
        Stroke::new(2.0, palette.accent),
    );
}

/// Frames the section that the load would go into: its own row and its documents.
fn paint_section(ui: &Ui, area: Rect, rows: &[Row], section: Option<SectionId>) {
    let Some(section) = section else {
        return;
    };
    let is_of_it = |row: &&Row| match row.kind {
        RowKind::Section { id, .. } | RowKind::Nested { section: id, .. } => id == section,
        RowKind::TopDocument { .. } => false,
    };
    let span = rows
        .iter()
        .filter(is_of_it)
        .fold(Rect::NOTHING, |span, row| {
            span.union(Rect::from_x_y_ranges(area.x_range(), row.top..=row.bottom))
        });
    let palette = Palette::of(ui);
    let stroke = Stroke::new(1.0, palette.accent);
    let frame = span.shrink2(vec2(4.0, 0.0));
    ui.painter()
        .rect_stroke(frame, CornerRadius::same(6), stroke, StrokeKind::Inside);
}

/// Scrolls while something is held near the upper or lower edge.
pub fn auto_scroll(ui: &Ui, area: Rect, pointer: Pos2) {
    let seconds = ui.input(|input| input.stable_dt).min(0.1);
    let above = (area.top() + SCROLL_ZONE - pointer.y).clamp(0.0, SCROLL_ZONE);
    let below = (pointer.y - area.bottom() + SCROLL_ZONE).clamp(0.0, SCROLL_ZONE);
    let speed = (above - below) / SCROLL_ZONE * SCROLL_SPEED;
    if speed != 0.0 {
        ui.scroll_with_delta_animation(
            vec2(0.0, speed * seconds),
            egui::style::ScrollAnimation::none(),
        );
        ui.ctx().request_repaint();
    }
}

/// What is being dragged, by the pointer.
fn drag_label(ui: &Ui, desk: &Desk, dragged: &Dragged, pointer: Pos2) {
    let text = match dragged {
        Dragged::Items(items) => match items.as_slice() {
            [item] => desk.pack().title_of(*item).unwrap_or_default().to_owned(),
            many => format!("{} items", many.len()),
        },
        Dragged::Files(files) => match files.as_slice() {
            [file] => file
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            many => format!("{} files", many.len()),
        },
        Dragged::Pages(pages) => pages_label(pages, desk),
    };
    let palette = Palette::of(ui);
    let painter = ui.ctx().layer_painter(egui::LayerId::new(
        egui::Order::Tooltip,
        Id::unique("drag-label"),
    ));
    let galley = crate::app::view::widgets::one_line(
        ui,
        &text,
        FontId::proportional(13.0),
        palette.text,
        260.0,
    );
    let rect = Rect::from_min_size(pointer + vec2(14.0, 10.0), galley.size() + vec2(16.0, 10.0));
    painter.rect(
        rect,
        CornerRadius::same(6),
        palette.panel,
        Stroke::new(1.0, palette.accent),
        StrokeKind::Outside,
    );
    painter.galley(rect.min + vec2(8.0, 5.0), galley, palette.text);
}

/// What dragged pages are, by the pointer.
fn pages_label(pages: &DraggedPages, desk: &Desk) -> String {
    let title = desk.pack().title_of(pages.document.into());
    let title = title.unwrap_or_default();
    match pages.count() {
        1 => format!("1 page of “{title}”"),
        many => format!("{many} pages of “{title}”"),
    }
}
