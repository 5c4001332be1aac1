//! What is said by the pointer while pages are dragged.

use eframe::egui::{self, FontId, Rect, Stroke, StrokeKind, Ui, vec2};

use crate::app::view::theme::Palette;

/// Says by the pointer why something cannot be let go here.
pub fn refusal(ui: &Ui, at: egui::Pos2, why: &str) {
    let palette = Palette::of(ui);
    let layer = egui::LayerId::new(egui::Order::Tooltip, egui::Id::unique("page-refusal"));
    let painter = ui.ctx().layer_painter(layer);
    let font = FontId::proportional(13.0);
    let galley = painter.layout(why.to_owned(), font, palette.warning, 260.0);
    let rect = Rect::from_min_size(at, galley.size() + vec2(16.0, 10.0));
    let stroke = Stroke::new(1.0, palette.warning);
    painter.rect(rect, 6, palette.panel, stroke, StrokeKind::Outside);
    painter.galley(rect.min + vec2(8.0, 5.0), galley, palette.warning);
}
