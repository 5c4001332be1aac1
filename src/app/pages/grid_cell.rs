//! A thumbnail of the grid: how it looks, and what clicks, drags and keys do to it.

use eframe::egui::{
    self, Align2, Color32, CornerRadius, DragAndDrop, EventFilter, FontId, Key, Modifiers, Rect,
    Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::acts::PageAct;
use super::cells::{self, Cell};
use super::grid::{Canvas, Grid, Wish, cell_id};
use super::thumbnails::{SheetKey, Thumbnails};
use super::tiles::LABEL_HEIGHT;
use crate::app::outline_drag::{Dragged, DraggedPages, PagesOf, auto_scroll};
use crate::app::selection::Pick;
use crate::app::theme::{self, Palette, SMALL_SIZE};
use crate::app::widgets::is_clicked_not_by_key;
use crate::pack::Turn;

impl Grid {
    /// Draws a thumbnail.
    pub(super) fn cell(
        &mut self,
        ui: &Ui,
        place: usize,
        canvas: &Canvas<'_>,
        key: SheetKey,
        thumbnails: &mut Thumbnails,
    ) -> Option<Wish> {
        let cell = *self.cells.get(place)?;
        let rect = canvas.tiles.rect(place).translate(canvas.origin.to_vec2());
        let id = cell_id(canvas.source.document, cell);
        let response = ui.interact(rect, id, Sense::click_and_drag());
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
            thumbnails.paint(ui, paper, leaf, tint);
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
    ) -> Option<Wish> {
        let modifiers = ui.input(|input| input.modifiers);
        let mut wish = None;
        if is_clicked_not_by_key(ui, response) {
            let pick = if modifiers.command {
                Pick::Toggle
            } else if modifiers.shift {
                Pick::Extend
            } else {
                Pick::Only
            };
            self.chosen.pick(place, pick);
            response.request_focus();
        }
        if response.double_clicked() && cell.is_shown {
            wish = Some(Wish::Read(cell));
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
        response.context_menu(|ui| {
            if let Some(act) = self.menu(ui, canvas.family) {
                wish = Some(Wish::Act(act));
            }
        });
        wish
    }

    fn menu(&self, ui: &mut Ui, family: &[crate::pack::DocumentId]) -> Option<PageAct> {
        let ground = self.ground(family)?;
        let mut wish = None;
        for (index, group) in PageAct::GROUPS.iter().enumerate() {
            if index > 0 {
                ui.separator();
            }
            for act in *group {
                let change = ground.change(*act);
                let button = egui::Button::new((theme::icon(act.icon()), act.label()))
                    .shortcut_text(act.keys().2);
                let response = ui
                    .add_enabled(change.is_ok(), button)
                    .accessible_name(act.label());
                let response = match change {
                    Err(why) => response.on_disabled_hover_text(why),
                    Ok(_) => response,
                };
                if response.clicked() {
                    wish = Some(*act);
                }
            }
        }
        wish
    }

    /// What keys do where a thumbnail has the keyboard.
    pub(super) fn keys(&mut self, ui: &Ui, canvas: &Canvas<'_>) -> Option<Wish> {
        if egui::Popup::is_any_open(ui.ctx()) {
            return None;
        }
        for act in PageAct::GROUPS.concat() {
            let (modifiers, key, _) = act.keys();
            let is_pressed = ui.input(|input| {
                let held = input.modifiers;
                let is_held = if modifiers == Modifiers::ALT {
                    held.alt && !held.command && !held.shift
                } else {
                    held.is_none()
                };
                is_held && input.key_pressed(key)
            });
            if is_pressed {
                self.wants_keyboard = true;
                return Some(Wish::Act(act));
            }
        }
        let (pressed, modifiers) = ui.input(|input| {
            let keys = [
                Key::ArrowLeft,
                Key::ArrowRight,
                Key::ArrowUp,
                Key::ArrowDown,
                Key::PageUp,
                Key::PageDown,
                Key::Home,
                Key::End,
                Key::Space,
                Key::A,
                Key::Enter,
                Key::Escape,
            ];
            let pressed = keys.into_iter().find(|key| input.key_pressed(*key));
            (pressed, input.modifiers)
        });
        let key = pressed.filter(|_| !modifiers.alt)?;
        let columns = isize::try_from(canvas.tiles.columns).unwrap_or(1);
        let page = columns * isize::try_from(self.page_rows).unwrap_or(1);
        let all = isize::try_from(self.cells.len()).unwrap_or(isize::MAX);
        let steps = match key {
            Key::ArrowLeft => -1,
            Key::ArrowRight => 1,
            Key::ArrowUp => -columns,
            Key::ArrowDown => columns,
            Key::PageUp => -page,
            Key::PageDown => page,
            Key::Home => -all,
            Key::End => all,
            Key::Space => {
                self.chosen.pick(self.chosen.cursor()?, Pick::Toggle);
                return None;
            }
            Key::A if modifiers.command => {
                let cursor = self.chosen.cursor();
                self.chosen.set(0..self.cells.len());
                self.chosen.set_cursor(cursor);
                return None;
            }
            Key::Enter => {
                let cell = *self.cells.get(self.chosen.cursor()?)?;
                return cell.is_shown.then_some(Wish::Read(cell));
            }
            Key::Escape if self.chosen.len() > 1 => {
                let cursor = self.chosen.cursor()?;
                self.chosen.pick(cursor, Pick::Only);
                return None;
            }
            Key::Escape => return Some(Wish::Close),
            _ => return None,
        };
        if modifiers.command {
            return None;
        }
        let pick = if modifiers.shift {
            Pick::Extend
        } else {
            Pick::Only
        };
        self.chosen.step(steps, pick, self.cells.len());
        self.wants_keyboard = true;
        ui.ctx().request_repaint();
        None
    }

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
    pub(super) fn take_drop(&self, ui: &Ui, canvas: &Canvas<'_>) -> Option<Wish> {
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
        } else {
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
        (let_go && put.is_ok()).then_some(Wish::Put(place))
    }
}

/// Says by the pointer why something cannot be let go here.
fn refusal(ui: &Ui, at: egui::Pos2, why: &str) {
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
        Turn::Right => " · right",
        Turn::Half => " · half",
        Turn::Left => " · left",
    });
    ui.painter().text(
        pos2(rect.center().x, rect.bottom() - LABEL_HEIGHT / 2.0 + 2.0),
        Align2::CENTER_CENTER,
        words,
        FontId::proportional(SMALL_SIZE),
        colour,
    );
}
