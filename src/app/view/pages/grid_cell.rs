//! A thumbnail of the grid: how it looks, and what clicks and drags do to it.

use eframe::egui::{
    Align2, Color32, CornerRadius, DragAndDrop, EventFilter, FontId, Rect, Response, Role, Stroke,
    StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::message::dragged::{Dragged, DraggedPages, PagesOf};
use crate::app::message::entry::Pick;
use crate::app::message::page_act::PageAct;
use crate::app::message::pages::{Cell, PagesRequest};
use crate::app::state::pages::cells;
use crate::app::state::pages::chosen::Chosen;
use crate::app::state::pages::thumbnails::Thumbnails;
use crate::app::state::raster::SheetKey;
use crate::app::view::pages::change::Ground;
use crate::app::view::pages::grid::{Canvas, Grid, cell_id};
use crate::app::view::pages::menu::{Direction, act_entries};
use crate::app::view::pages::paper;
use crate::app::view::pages::tiles::LABEL_HEIGHT;
use crate::app::view::theme::{Palette, SMALL_SIZE};
use crate::app::view::widgets::{context_menu, is_clicked_not_by_key, row_sense};
use crate::pack::{DocumentId, Turn};

impl Grid {
    /// Draws a thumbnail.
    pub(super) fn cell(
        &mut self,
        ui: &Ui,
        place: usize,
        canvas: &Canvas<'_>,
        key: SheetKey,
        thumbnails: &mut Thumbnails,
    ) -> Option<PagesRequest> {
        let cell = *self.cells.get(place)?;
        let rect = canvas.tiles.rect(place).translate(canvas.origin.to_vec2());
        let id = cell_id(canvas.source.document, cell);
        let response = ui.interact(rect, id, row_sense(self.cursor() == place, true));
        let is_chosen = self.chosen.contains(place);
        response.widget_info(|| {
            WidgetInfo::selected(Role::ListItem, true, is_chosen, spoken(cell, is_chosen))
        });
        if self.wants_keyboard && self.chosen.cursor() == Some(place) {
            response.request_focus();
        }
        let palette = Palette::of(ui);
        let ground = rect.expand(6.0);
        if is_chosen {
            ui.painter().rect_filled(ground, 6, palette.accent_soft);
        } else if response.hovered() && !DragAndDrop::has_any_payload(ui.ctx()) {
            ui.painter().rect_filled(ground, 6, palette.hover);
        }
        let room = Rect::from_min_max(rect.min, rect.max - vec2(0.0, LABEL_HEIGHT));
        let size = self.paper(cell, canvas.source, canvas.tiles);
        let paper = Rect::from_center_size(room.center(), size);
        let tint = if cell.is_shown {
            palette.paper_tint
        } else {
            palette.paper_tint.lerp_to_gamma(palette.window, 0.55)
        };
        if let Some(leaf) = self.leaf(place, canvas.source, key) {
            paper::paint(thumbnails, ui, paper, leaf, tint);
        } else {
            beyond_the_end(ui, paper);
        }
        if !cell.is_shown {
            paint_left_out(ui, paper);
        }
        if is_chosen || response.has_focus() {
            let width = if response.has_focus() { 2.5 } else { 1.5 };
            let stroke = Stroke::new(width, palette.accent);
            ui.painter()
                .rect_stroke(ground, 6, stroke, StrokeKind::Inside);
        }
        paint_number(ui, rect, cell);
        self.clicks(ui, &response, place, cell, canvas)
    }

    fn clicks(
        &mut self,
        ui: &Ui,
        response: &Response,
        place: usize,
        cell: Cell,
        canvas: &Canvas<'_>,
    ) -> Option<PagesRequest> {
        let mut request = None;
        if is_clicked_not_by_key(ui, response) {
            let pick = Pick::of(ui.input(|input| input.modifiers));
            self.chosen.pick(place, pick);
            response.request_focus();
        }
        if response.double_clicked() && cell.is_shown {
            request = self.read(cell, canvas.family);
        }
        let is_chosen = self.chosen.contains(place);
        if (response.drag_started() || response.secondary_clicked()) && !is_chosen {
            self.chosen.pick(place, Pick::Only);
        }
        if response.drag_started()
            && let Some(pages) = cells::excerpt(&self.cells, &self.chosen)
        {
            response.dnd_set_drag_payload(Dragged::Pages(DraggedPages {
                document: canvas.source.document,
                pages: PagesOf::Source(pages),
            }));
        }
        if response.has_focus() {
            self.has_keyboard = true;
            let filter = EventFilter {
                vertical_arrows: true,
                horizontal_arrows: true,
                escape: true,
                ..EventFilter::default()
            };
            let id = response.id;
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        }
        context_menu(response, |ui| {
            if let Some(act) = self.menu(ui, place, canvas.family) {
                if act == PageAct::Split {
                    self.chosen.pick(place, Pick::Only);
                }
                request = self.act(act, canvas.family);
            }
        });
        request
    }

    fn menu(&self, ui: &mut Ui, place: usize, family: &[DocumentId]) -> Option<PageAct> {
        let ground = self.ground(family)?;
        // Of several pages the one is meant that the menu was opened on.
        let here = Chosen::only(place);
        let split_here = Ground {
            chosen: &here,
            ..ground
        };
        let change = |act| match act {
            PageAct::Split => split_here.change(act),
            _ => ground.change(act),
        };
        let offered = |act| act != PageAct::TakeIn || self.leaves_out();
        act_entries(ui, change, Direction::Across, offered)
    }
}

/// The thumbnail in words, for screen readers and tests.
fn spoken(cell: Cell, is_chosen: bool) -> String {
    let mut words = format!("Page {}", cell.page);
    if cell.repeat > 0 {
        words.push_str(" again");
    }
    words.push_str(match cell.turn {
        Turn::None => "",
        Turn::Right => ", turned right",
        Turn::Half => ", turned by half",
        Turn::Left => ", turned left",
    });
    if !cell.is_shown {
        words.push_str(", left out");
    }
    if is_chosen {
        words.push_str(", selected");
    }
    words
}

/// Hatches a page that is left out, and says so.
fn paint_left_out(ui: &Ui, paper: Rect) {
    let palette = Palette::of(ui);
    let painter = ui.painter().with_clip_rect(paper.intersect(ui.clip_rect()));
    let stroke = Stroke::new(1.0, palette.muted.gamma_multiply(0.45));
    let step = 12.0;
    let mut x = paper.left() - paper.height();
    while x < paper.right() {
        let from = pos2(x, paper.bottom());
        painter.line_segment([from, from + vec2(paper.height(), -paper.height())], stroke);
        x += step;
    }
    let font = FontId::proportional(SMALL_SIZE);
    let words = "Left out".to_owned();
    let galley = ui.painter().layout_no_wrap(words, font, palette.text);
    let badge = Rect::from_center_size(paper.center(), galley.size() + vec2(14.0, 6.0));
    let edge = Stroke::new(1.0, palette.edge);
    painter.rect(badge, 10, palette.panel, edge, StrokeKind::Inside);
    painter.galley(badge.min + vec2(7.0, 3.0), galley, palette.text);
}

/// A page that the source no longer has.
fn beyond_the_end(ui: &Ui, paper: Rect) {
    let palette = Palette::of(ui);
    let stroke = Stroke::new(1.0, palette.error);
    ui.painter().rect(
        paper,
        CornerRadius::ZERO,
        palette.panel,
        stroke,
        StrokeKind::Inside,
    );
    ui.painter().text(
        paper.center(),
        Align2::CENTER_CENTER,
        "Not in the file",
        FontId::proportional(SMALL_SIZE),
        palette.error,
    );
}

fn paint_number(ui: &Ui, rect: Rect, cell: Cell) {
    let palette = Palette::of(ui);
    let colour: Color32 = if cell.is_shown {
        palette.text
    } else {
        palette.muted
    };
    let mut words = cell.page.to_string();
    words.push_str(match cell.turn {
        Turn::None => "",
        Turn::Right => ", turned right",
        Turn::Half => ", upside down",
        Turn::Left => ", turned left",
    });
    ui.painter().text(
        pos2(rect.center().x, rect.bottom() - LABEL_HEIGHT / 2.0 + 2.0),
        Align2::CENTER_CENTER,
        words,
        FontId::proportional(SMALL_SIZE),
        colour,
    );
}
