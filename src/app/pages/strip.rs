//! The strip: the pages of what is shown as thumbnails, left of the pages.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::{
    self, EventFilter, FontId, Key, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind,
    Ui, WidgetInfo, pos2, style::ScrollAnimation, vec2,
};

use super::selection::Chosen;
use super::thumbnails::{Leaf, SheetKey, Thumbnails};
use crate::app::outline_drag::Dragged;
use crate::app::reader::Sheet;
use crate::app::selection::{Entry, Pick};
use crate::app::theme::{Palette, SMALL_SIZE};
use crate::app::widgets::{one_line, paint_line};
use crate::pack::Turn;

/// Width of a thumbnail, in points.
const WIDTH: f32 = 104.0;
/// No thumbnail is higher than so many times its width.
const HIGHEST: f32 = 1.6;
/// Height of the line with the page number, in points.
const LABEL_HEIGHT: f32 = 20.0;
/// Distance between thumbnails, in points.
const GAP: f32 = 10.0;
/// How wide the strip is, in points.
pub const STRIP_WIDTH: f32 = WIDTH + 36.0;

/// The state of the strip.
#[derive(Debug, Default)]
pub struct Strip {
    entry: Option<Entry>,
    sheet: Option<SheetKey>,
    before: Option<SheetKey>,
    chosen: Chosen,
    /// The current page as of the last frame; the strip follows when it changes.
    followed: Option<u32>,
    has_keyboard: bool,
}

/// What the strip shows.
pub struct Shown<'a> {
    /// The sheet of the reader.
    pub sheet: &'a Arc<Sheet>,
    /// Its key.
    pub key: SheetKey,
    /// The page in the middle of the reader, counted from 0.
    pub current: u32,
    /// What the pages of the source are called, where that differs, by the page of the sheet.
    pub source_page: &'a dyn Fn(u32) -> Option<u32>,
    /// What is dragged with these pages of the sheet.
    pub load: &'a dyn Fn(Vec<u32>) -> Option<Dragged>,
}

impl Strip {
    /// Draws the strip. Returns the page to go to, counted from 0.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        shown: &Shown<'_>,
        thumbnails: &mut Thumbnails,
    ) -> Option<u32> {
        self.take_up(shown);
        let had_keyboard = std::mem::take(&mut self.has_keyboard);
        let rows = Rows::new(shown.sheet);
        let mut go_to = None;
        thumbnails.begin(ui.ctx());
        ScrollArea::vertical()
            .id_salt(("strip", shown.sheet.entry))
            .auto_shrink(false)
            .show_viewport(ui, |ui, viewport| {
                let origin = ui.cursor().min;
                ui.allocate_space(vec2(ui.available_width(), rows.height()));
                if self.followed != Some(shown.current) {
                    // Only the strip moves: the pages are where the person put them.
                    let rect = rows.rect(shown.current, origin, ui.max_rect().width());
                    ui.scroll_to_rect_animation(rect, None, ScrollAnimation::none());
                    self.followed = Some(shown.current);
                }
                let in_sight = rows.between(viewport.min.y, viewport.max.y);
                // The one with the keyboard is drawn even out of sight, so that it keeps it.
                let cursor = self
                    .chosen
                    .cursor()
                    .and_then(|place| u32::try_from(place).ok());
                let beyond = cursor.filter(|page| had_keyboard && !in_sight.contains(page));
                for page in in_sight.chain(beyond) {
                    let rect = rows.rect(page, origin, ui.max_rect().width());
                    let response = self.thumbnail(ui, rect, page, shown, &rows, thumbnails);
                    if let Some(page) = self.acts(ui, &response, page, shown) {
                        go_to = Some(page);
                    }
                }
                let ahead = rows.between(viewport.max.y, viewport.max.y + viewport.height());
                for page in ahead {
                    let size = rows.paper(page);
                    thumbnails.prepare(ui, self.leaf(shown, page), size.x);
                }
            });
        thumbnails.end(shown.key, &shown.sheet.bytes);
        go_to
    }

    /// Notices a new sheet, and keeps what is chosen where it is of the same entry.
    fn take_up(&mut self, shown: &Shown<'_>) {
        let entry = Some(shown.sheet.entry);
        if self.sheet != Some(shown.key) {
            self.before = self.sheet.filter(|_| self.entry == entry);
            self.sheet = Some(shown.key);
        }
        if self.entry != entry {
            self.entry = entry;
            self.chosen.clear();
            self.followed = None;
        }
        self.chosen.keep(shown.sheet.pages.len());
    }

    fn leaf(&self, shown: &Shown<'_>, page: u32) -> Leaf {
        let info = shown.sheet.pages.get(page as usize);
        Leaf {
            sheet: shown.key,
            before: self.before,
            page,
            width_pt: info.map_or(1.0, |info| info.width_pt),
            turn: Turn::None,
        }
    }

    fn thumbnail(
        &self,
        ui: &Ui,
        cell: Rect,
        page: u32,
        shown: &Shown<'_>,
        rows: &Rows,
        thumbnails: &mut Thumbnails,
    ) -> Response {
        let palette = Palette::of(ui);
        let id = ui.scope_id().with(("thumbnail", page));
        let response = ui.interact(cell, id, Sense::click_and_drag());
        let number = shown.sheet.first_page + page;
        let source = (shown.source_page)(page).filter(|source| *source != number);
        let is_current = page == shown.current;
        let is_chosen = self.chosen.contains(page as usize);
        response.widget_info(|| {
            let source = source.map_or_else(String::new, |source| {
                format!(", page {source} of the source")
            });
            let current = if is_current { ", shown" } else { "" };
            let chosen = if is_chosen { ", selected" } else { "" };
            let words = format!("Page {number}{source}{current}{chosen}");
            WidgetInfo::selected(Role::ListItem, true, is_chosen, words)
        });
        if is_chosen && self.chosen.len() > 1 {
            ui.painter()
                .rect_filled(cell.expand2(vec2(6.0, 3.0)), 6, palette.accent_soft);
        } else if response.hovered() {
            ui.painter()
                .rect_filled(cell.expand2(vec2(6.0, 3.0)), 6, palette.hover);
        }
        let size = rows.paper(page);
        let paper = Rect::from_min_size(pos2(cell.center().x - size.x / 2.0, cell.top()), size);
        thumbnails.paint(ui, paper, self.leaf(shown, page), palette.paper_tint);
        if is_current || response.has_focus() {
            let width = if is_current { 2.5 } else { 1.5 };
            let stroke = Stroke::new(width, palette.accent);
            ui.painter()
                .rect_stroke(paper.expand(2.0), 2, stroke, StrokeKind::Outside);
        }
        paint_number(ui, cell, number, source, is_current);
        response
    }

    /// What clicks, drags and keys on a thumbnail do. Returns the page to go to.
    fn acts(&mut self, ui: &Ui, response: &Response, page: u32, shown: &Shown<'_>) -> Option<u32> {
        let place = page as usize;
        let modifiers = ui.input(|input| input.modifiers);
        let mut go_to = None;
        if response.clicked() {
            let pick = if modifiers.command {
                Pick::Toggle
            } else if modifiers.shift {
                Pick::Extend
            } else {
                go_to = Some(page);
                Pick::Only
            };
            self.chosen.pick(place, pick);
            response.request_focus();
        }
        if response.drag_started() {
            if !self.chosen.contains(place) {
                self.chosen.pick(place, Pick::Only);
            }
            let pages = self
                .chosen
                .places()
                .filter_map(|place| u32::try_from(place).ok());
            if let Some(load) = (shown.load)(pages.collect()) {
                response.dnd_set_drag_payload(load);
            }
        }
        if response.has_focus() {
            self.has_keyboard = true;
            ui.memory_mut(|memory| {
                let filter = EventFilter {
                    vertical_arrows: true,
                    horizontal_arrows: true,
                    ..EventFilter::default()
                };
                memory.set_focus_lock_filter(response.id, filter);
            });
            if let Some(next) = self.keys(ui, shown.sheet.pages.len()) {
                let id = ui.scope_id().with(("thumbnail", next));
                ui.memory_mut(|memory| memory.request_focus(id));
                go_to = Some(next);
            }
        }
        go_to
    }

    /// Where the arrow keys lead.
    fn keys(&mut self, ui: &Ui, count: usize) -> Option<u32> {
        let whole = isize::try_from(count).unwrap_or(isize::MAX);
        let (steps, pick) = ui.input(|input| {
            if input.modifiers.command || input.modifiers.alt {
                return (0, Pick::Only);
            }
            let steps = [
                (Key::ArrowUp, -1),
                (Key::ArrowDown, 1),
                (Key::Home, -whole),
                (Key::End, whole),
            ];
            let steps = steps.into_iter().find(|(key, _)| input.key_pressed(*key));
            let pick = if input.modifiers.shift {
                Pick::Extend
            } else {
                Pick::Only
            };
            (steps.map_or(0, |(_, steps)| steps), pick)
        });
        if steps == 0 {
            return None;
        }
        self.chosen.step(steps, pick, count);
        self.chosen
            .cursor()
            .and_then(|place| u32::try_from(place).ok())
    }
}

fn paint_number(ui: &Ui, cell: Rect, number: u32, source: Option<u32>, is_current: bool) {
    let palette = Palette::of(ui);
    let colour = if is_current {
        palette.accent
    } else {
        palette.text
    };
    let font = FontId::proportional(SMALL_SIZE);
    let galley = one_line(ui, &number.to_string(), font.clone(), colour, WIDTH);
    let source = source.map(|source| {
        let words = format!("p. {source}");
        one_line(ui, &words, font, palette.muted, WIDTH)
    });
    let gap = 8.0;
    let width = galley.size().x + source.as_ref().map_or(0.0, |galley| galley.size().x + gap);
    let y = cell.bottom() - LABEL_HEIGHT / 2.0 + 2.0;
    let x = cell.center().x - width / 2.0;
    let next = x + galley.size().x + gap;
    paint_line(ui, galley, x, y);
    if let Some(source) = source {
        paint_line(ui, source, next, y);
    }
}

/// Where the thumbnails lie, one below the other. Pure.
struct Rows {
    /// The size of each thumbnail, in points of the screen.
    sizes: Vec<egui::Vec2>,
    /// The upper edge of each, and below the last one the end; in points of the screen.
    tops: Vec<f32>,
}

impl Rows {
    fn new(sheet: &Sheet) -> Self {
        let mut y = GAP;
        let mut tops = Vec::with_capacity(sheet.pages.len() + 1);
        let mut sizes = Vec::with_capacity(sheet.pages.len());
        for page in &sheet.pages {
            let size = fitted(
                vec2(page.width_pt, page.height_pt),
                vec2(WIDTH, WIDTH * HIGHEST),
            );
            tops.push(y);
            sizes.push(size);
            y += size.y + LABEL_HEIGHT + GAP;
        }
        tops.push(y);
        Self { sizes, tops }
    }

    fn height(&self) -> f32 {
        self.tops.last().copied().unwrap_or(GAP)
    }

    fn paper(&self, page: u32) -> egui::Vec2 {
        self.sizes.get(page as usize).copied().unwrap_or_default()
    }

    /// A page with its number.
    fn rect(&self, page: u32, origin: egui::Pos2, width: f32) -> Rect {
        let top = self.tops.get(page as usize).copied().unwrap_or_default();
        let size = vec2(WIDTH, self.paper(page).y + LABEL_HEIGHT);
        let corner = origin + vec2(((width - WIDTH) / 2.0).max(0.0), top);
        Rect::from_min_size(corner, size)
    }

    fn between(&self, upper: f32, lower: f32) -> Range<u32> {
        let first = self.tops.partition_point(|top| *top <= upper).max(1) - 1;
        let end = self.tops.partition_point(|top| *top < lower);
        let end = end.min(self.sizes.len()).max(first);
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        number(first)..number(end)
    }
}

/// The size of a page that is made to fit into `room`.
pub fn fitted(page: egui::Vec2, room: egui::Vec2) -> egui::Vec2 {
    let page = page.max(vec2(1.0, 1.0));
    page * (room.x / page.x).min(room.y / page.y)
}
