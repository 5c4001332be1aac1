//! What is dragged over the grid: a frame that chooses pages, and pages that are put elsewhere.

use eframe::egui::{self, DragAndDrop, Rect, Response, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::app::message::dragged::Dragged;
use crate::app::message::pages::PagesRequest;
use crate::app::view::outline::drag::auto_scroll;
use crate::app::view::pages::drop_mark::refusal;
use crate::app::view::pages::grid::{Canvas, Grid};
use crate::app::view::theme::Palette;

impl Grid {
    /// A frame that is drawn on the ground chooses what it touches.
    pub(super) fn draw_frame(&mut self, ui: &Ui, ground: &Response, canvas: &Canvas<'_>) {
        let point = ui.ctx().pointer_latest_pos();
        let Some(point) = point.map(|point| point - canvas.origin.to_vec2()) else {
            return;
        };
        let is_adding = ui.input(|input| input.modifiers.command || input.modifiers.shift);
        if ground.clicked() && !is_adding {
            self.chosen.clear();
        }
        if ground.drag_started() {
            let start = ui.input(|input| input.pointer.press_origin());
            let start = start.map_or(point, |start| start - canvas.origin.to_vec2());
            if !is_adding {
                self.chosen.clear();
            }
            self.frame = Some((start, self.chosen.snapshot()));
        }
        if !ground.dragged() {
            self.frame = None;
        }
        let Some((start, before)) = self.frame.clone() else {
            return;
        };
        let frame = Rect::from_two_pos(start, point);
        let touched = canvas.tiles.between(frame.min.y, frame.max.y);
        let touched = touched.filter(|place| canvas.tiles.rect(*place).intersects(frame));
        self.chosen.set_within(&before, touched);
        auto_scroll(ui, canvas.pane, point + canvas.origin.to_vec2());
        let palette = Palette::of(ui);
        let painter = ui.ctx().layer_painter(egui::LayerId::new(
            egui::Order::Foreground,
            egui::Id::unique("page-frame"),
        ));
        painter.with_clip_rect(canvas.pane).rect(
            frame.translate(canvas.origin.to_vec2()),
            2,
            palette.accent.gamma_multiply(0.12),
            Stroke::new(1.0, palette.accent),
            StrokeKind::Inside,
        );
    }

    /// Shows where dragged pages would land, and takes them when they are let go.
    pub(super) fn take_drop(&self, ui: &Ui, canvas: &Canvas<'_>) -> Option<PagesRequest> {
        let dragged = DragAndDrop::payload::<Dragged>(ui.ctx())?;
        let Dragged::Pages(pages) = &*dragged else {
            return None;
        };
        let pointer = ui.ctx().pointer_latest_pos()?;
        if pages.document != canvas.source.document || !canvas.pane.contains(pointer) {
            return None;
        }
        auto_scroll(ui, canvas.pane, pointer);
        let point = pointer - canvas.origin.to_vec2();
        let place = canvas.tiles.landing(point);
        let palette = Palette::of(ui);
        let put = self.ground(canvas.family)?.put(place);
        let why = put.as_ref().err().filter(|_| canvas.source.is_flow);
        let let_go = ui.input(|input| input.pointer.any_released());
        if let Some(why) = why {
            let at = pointer + vec2(14.0, 44.0);
            refusal(ui, at, why);
        } else if put.is_ok() {
            let (x, top, bottom) = canvas.tiles.landing_line(point);
            let corner = canvas.origin.to_vec2();
            let stroke = Stroke::new(3.0, palette.accent);
            let (top, bottom) = (top + corner.y, bottom + corner.y);
            ui.painter().vline(x + corner.x, top..=bottom, stroke);
            let end = pos2(x + corner.x, top);
            ui.painter()
                .circle(end, 4.0, palette.window, Stroke::new(2.0, palette.accent));
        }
        if let_go {
            DragAndDrop::clear_payload(ui.ctx());
        }
        // Pages that are let go where they were stay there.
        (let_go && put.is_ok()).then(|| put.into())
    }
}
