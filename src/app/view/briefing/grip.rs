//! The handle by which a part of a briefing page is dragged.

use eframe::egui::{CursorIcon, Role, Sense, Ui, WidgetInfo, vec2};

use crate::app::message::icons;
use crate::app::view::theme::Palette;
use crate::app::view::widgets::paint_icon;
use crate::pack::DocumentId;

/// A part that is dragged by its handle.
#[derive(Debug, Clone, Copy)]
pub struct DraggedPart {
    /// The page that it is of.
    pub page: DocumentId,
    /// Which part, counted from 0.
    pub part: usize,
}

/// The handle by which a part is dragged.
pub fn grip(ui: &mut Ui, payload: DraggedPart) {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(18.0, 28.0), Sense::click_and_drag());
    let name = format!("Drag part {}", payload.part + 1);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let colour = if response.hovered() {
        palette.text
    } else {
        palette.muted
    };
    paint_icon(ui, icons::GRIP_VERTICAL, rect.center(), colour, 15.0);
    response.dnd_set_drag_payload(payload);
    response.on_hover_cursor(CursorIcon::Grab);
}
