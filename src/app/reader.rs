//! The reader: the pages of what is selected, as they will be exported.

use std::sync::Arc;

use eframe::egui::{
    self, Align, Color32, ColorImage, CornerRadius, Layout, Rect, RichText, Role, ScrollArea,
    Sense, Shadow, TextureHandle, TextureOptions, Ui, WidgetInfo, pos2, vec2,
};
use lru::LruCache;

use super::action::Action;
use super::icons;
use super::raster::{Rasteriser, Rendered, Wanted};
use super::request::{Outbox, Request};
use super::selection::Entry;
use super::theme::Palette;
use super::widgets::{icon_button, muted};
use crate::pdf::inspect::PageInfo;
use crate::pdf::render::MAX_SIDE_PX;

/// Distance between pages and around them, in points of the screen.
const GAP: f32 = 16.0;
const SMALLEST_ZOOM: f32 = 0.25;
const LARGEST_ZOOM: f32 = 4.0;
/// How much memory the pictures of pages may take beyond those in sight, in bytes.
const MOST_BYTES: usize = 256 << 20;

/// The PDF of what is selected, made by the export.
#[derive(Clone)]
pub struct Sheet {
    /// What it shows.
    pub entry: Entry,
    /// The PDF.
    pub bytes: Arc<[u8]>,
    /// The size of each page.
    pub pages: Vec<PageInfo>,
    /// The number of its first page in the pack.
    pub first_page: u32,
    /// How many pages the pack has.
    pub total_pages: u32,
}

/// How large the pages are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Zoom {
    FitWidth,
    /// 1 is 100 %: an inch of paper is 96 points of the screen.
    Fixed(f32),
}

/// The state of the reader.
pub struct Reader {
    rasteriser: Rasteriser,
    textures: LruCache<(u64, u32), Texture>,
    sheet: Option<(u64, Sheet)>,
    /// The sheet before an edit: its pictures are shown until those of the new one are there.
    previous: Option<u64>,
    generations: u64,
    zoom: Zoom,
    shown_zoom: f32,
    current: u32,
    go_to: Option<u32>,
    /// The page to go to when the sheet of this entry is there.
    awaited: Option<(Entry, u32)>,
    /// The page that was gone to, and where the view came to rest there.
    landed: Option<(u32, Option<f32>)>,
    wanted: Vec<Wanted>,
    /// Why what is selected cannot be shown.
    pub failure: Option<String>,
    /// Whether a new sheet is being made.
    pub is_waiting: bool,
}

struct Texture {
    handle: Result<TextureHandle, String>,
    pixels_per_point: f32,
}

/// Screen points for each point of paper at 100 %.
const FULL_SIZE: f32 = 96.0 / 72.0;

impl Reader {
    /// A reader that shows nothing yet.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            rasteriser: Rasteriser::start(wake),
            textures: LruCache::unbounded(),
            sheet: None,
            previous: None,
            generations: 0,
            zoom: Zoom::FitWidth,
            shown_zoom: 1.0,
            current: 0,
            go_to: None,
            awaited: None,
            landed: None,
            wanted: Vec::new(),
            failure: None,
            is_waiting: false,
        }
    }

    /// Shows this sheet.
    pub fn show(&mut self, sheet: Sheet) {
        self.is_waiting = false;
        self.failure = None;
        let is_same = self
            .sheet
            .as_ref()
            .is_some_and(|(_, old)| old.entry == sheet.entry);
        if is_same
            && self
                .sheet
                .as_ref()
                .is_some_and(|(_, old)| old.bytes == sheet.bytes)
        {
            return;
        }
        self.previous = self
            .sheet
            .as_ref()
            .filter(|_| is_same)
            .map(|(number, _)| *number);
        if !is_same {
            self.current = 0;
            let page = self
                .awaited
                .take()
                .filter(|(entry, _)| *entry == sheet.entry);
            self.go_to = Some(page.map_or(0, |(_, page)| page));
        }
        self.generations += 1;
        self.wanted.clear();
        self.sheet = Some((self.generations, sheet));
    }

    /// Goes to a page of an entry, counted from 0; its sheet may still be on its way.
    pub fn go_to(&mut self, entry: Entry, page: u32) {
        if self
            .sheet
            .as_ref()
            .is_some_and(|(_, sheet)| sheet.entry == entry)
        {
            self.go_to = Some(page);
        } else {
            self.awaited = Some((entry, page));
        }
    }

    /// Shows nothing.
    pub fn clear(&mut self) {
        self.sheet = None;
        self.previous = None;
        self.failure = None;
        self.is_waiting = false;
        self.textures.clear();
    }

    /// Whether every page in sight is there as a picture; for tests and pictures of the window.
    pub fn is_settled(&self) -> bool {
        !self.is_waiting && self.wanted.is_empty()
    }

    /// Does what an action stands for, if it is the reader's.
    pub fn act(&mut self, action: Action) -> bool {
        let zoomed = |factor: f32, zoom: f32| {
            Zoom::Fixed((zoom * factor).clamp(SMALLEST_ZOOM, LARGEST_ZOOM))
        };
        let last = self
            .sheet
            .as_ref()
            .map_or(0, |(_, sheet)| sheet.pages.len().saturating_sub(1));
        let last = u32::try_from(last).unwrap_or(u32::MAX);
        match action {
            Action::ZoomIn => self.zoom = zoomed(1.25, self.shown_zoom),
            Action::ZoomOut => self.zoom = zoomed(0.8, self.shown_zoom),
            Action::FitWidth => self.zoom = Zoom::FitWidth,
            Action::NextPage => self.go_to = Some((self.current + 1).min(last)),
            Action::PreviousPage => self.go_to = Some(self.current.saturating_sub(1)),
            _ => return false,
        }
        true
    }

    /// Takes in the pictures that have become ready.
    fn take_pictures(&mut self, ctx: &egui::Context) {
        for Rendered {
            generation,
            wanted,
            raster,
        } in self.rasteriser.poll()
        {
            self.wanted.retain(|other| other.page != wanted.page);
            let handle = raster.map(|raster| {
                let size = [raster.width_px as usize, raster.height_px as usize];
                let image = ColorImage::from_rgba_premultiplied(size, &raster.rgba);
                ctx.load_texture(
                    format!("page-{}", wanted.page),
                    image,
                    TextureOptions::LINEAR,
                )
            });
            let texture = Texture {
                handle,
                pixels_per_point: wanted.pixels_per_point,
            };
            self.textures.put((generation, wanted.page), texture);
        }
    }

    /// Draws the bar with page navigation and zoom.
    pub fn bar(&mut self, ui: &mut Ui, outbox: &mut Outbox) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            if let Some((_, sheet)) = &self.sheet {
                if icon_button(ui, icons::CHEVRON_LEFT, "Previous page").clicked() {
                    outbox.act(Action::PreviousPage);
                }
                let mut page = sheet.first_page + self.current;
                ui.label("page");
                let range = 1..=sheet.total_pages;
                let field = egui::DragValue::new(&mut page)
                    .range(range)
                    .speed(0.1)
                    .update_while_editing(false);
                let response = ui.add(field).on_hover_text("Type a page number");
                if response.accessible_name("Page").changed() {
                    outbox.push(Request::GoToPage(page));
                }
                ui.label(format!("of {}", sheet.total_pages));
                if icon_button(ui, icons::CHEVRON_RIGHT, "Next page").clicked() {
                    outbox.act(Action::NextPage);
                }
            }
            if self.is_waiting {
                ui.add_space(8.0);
                ui.add(egui::Spinner::new().size(16.0));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                super::widgets::action_icon_button(ui, Action::ShowDetails, true, outbox);
                // A narrow pane keeps what has no key of its own.
                let is_wide = ui.available_width() > 190.0;
                if is_wide
                    && ui
                        .button("Fit")
                        .on_hover_text("Fit width (Ctrl+0)")
                        .clicked()
                {
                    outbox.act(Action::FitWidth);
                }
                if icon_button(ui, icons::PLUS, "Zoom in").clicked() {
                    outbox.act(Action::ZoomIn);
                }
                if is_wide {
                    ui.label(format!("{:.0} %", self.shown_zoom * 100.0));
                }
                if icon_button(ui, icons::MINUS, "Zoom out").clicked() {
                    outbox.act(Action::ZoomOut);
                }
            });
        });
    }

    /// Draws the pages.
    pub fn pages(&mut self, ui: &mut Ui) {
        self.take_pictures(ui.ctx());
        if let Some(failure) = &self.failure {
            message(ui, icons::TRIANGLE_ALERT, "This can't be shown", failure);
            return;
        }
        let Some((generation, sheet)) = self.sheet.clone() else {
            if self.is_waiting {
                ui.centered_and_justified(egui::Ui::spinner);
            } else {
                message(
                    ui,
                    icons::FILE_TEXT,
                    "Nothing selected",
                    "Select a row of the outline to read its pages.",
                );
            }
            return;
        };
        let widest = sheet
            .pages
            .iter()
            .map(|page| page.width_pt)
            .fold(1.0, f32::max);
        let room = (ui.available_width() - 2.0 * GAP - 8.0).max(40.0);
        let scale = match self.zoom {
            Zoom::FitWidth => (room / widest).min(1.6 * FULL_SIZE),
            Zoom::Fixed(zoom) => zoom * FULL_SIZE,
        };
        self.shown_zoom = scale / FULL_SIZE;
        let tops = tops(&sheet.pages, scale);
        let content = vec2(
            widest * scale + 2.0 * GAP,
            tops.last().copied().unwrap_or(GAP),
        );
        let mut area = ScrollArea::both()
            .id_salt(("pages", sheet.entry))
            .auto_shrink(false);
        if let Some(page) = self.go_to.take()
            && let Some(top) = tops.get(page as usize)
        {
            area = area.vertical_scroll_offset(top - GAP);
            self.landed = Some((page, None));
        }
        let longest = sheet
            .pages
            .iter()
            .map(|page| page.width_pt.max(page.height_pt));
        let largest_side = ui
            .input(|input| input.max_texture_side)
            .min(MAX_SIDE_PX as usize);
        let sharpest = largest_side as f32 / longest.fold(1.0, f32::max);
        let pixels_per_point = (scale * ui.ctx().pixels_per_point()).min(sharpest);
        area.show_viewport(ui, |ui, viewport| {
            let width = content.x.max(viewport.width());
            let origin = ui.cursor().min;
            ui.allocate_space(vec2(width, content.y));
            let mut missing = Vec::new();
            let mut near = 0;
            let middle = viewport.center().y;
            self.settle_landing(viewport.min.y);
            for (index, page) in (0u32..).zip(&sheet.pages) {
                let top = tops.get(index as usize).copied().unwrap_or_default();
                let size = vec2(page.width_pt, page.height_pt) * scale;
                // The next page is made ready before it comes into sight.
                let is_near =
                    top - viewport.height() < viewport.max.y && top + size.y > viewport.min.y;
                if !is_near {
                    continue;
                }
                near += 1;
                if top - GAP <= middle && self.landed.is_none() {
                    self.current = index;
                }
                let corner = origin + vec2((width - size.x) / 2.0, top);
                let rect = Rect::from_min_size(corner, size);
                let in_sight = top < viewport.max.y;
                if in_sight {
                    self.page(ui, rect, generation, index, sheet.first_page + index);
                }
                if self.needs_picture(generation, index, pixels_per_point) {
                    missing.push(Wanted {
                        page: index,
                        pixels_per_point,
                    });
                }
            }
            self.bound_memory(near);
            if missing != self.wanted {
                self.wanted.clone_from(&missing);
                self.rasteriser.want(generation, &sheet.bytes, missing);
            }
        });
    }

    /// The page that was gone to is the current one until the view moves: of several small pages in
    /// sight, the one in the middle may be another.
    fn settle_landing(&mut self, y: f32) {
        match &mut self.landed {
            Some((page, rest @ None)) => {
                *rest = Some(y);
                self.current = *page;
            }
            Some((_, Some(rest))) if (*rest - y).abs() > 1.0 => self.landed = None,
            _ => {}
        }
    }

    /// Forgets the pictures that were not in use for longest, beyond what memory is meant for them.
    fn bound_memory(&mut self, in_use: usize) {
        let bytes = |textures: &LruCache<(u64, u32), Texture>| -> usize {
            let sizes = textures
                .iter()
                .filter_map(|(_, texture)| texture.handle.as_ref().ok());
            sizes.map(TextureHandle::byte_size).sum()
        };
        while self.textures.len() > in_use && bytes(&self.textures) > MOST_BYTES {
            self.textures.pop_lru();
        }
    }

    fn needs_picture(&self, generation: u64, page: u32, pixels_per_point: f32) -> bool {
        self.textures
            .peek(&(generation, page))
            .is_none_or(|texture| (texture.pixels_per_point - pixels_per_point).abs() > 0.01)
    }

    fn page(&mut self, ui: &mut Ui, rect: Rect, generation: u64, index: u32, number: u32) {
        let palette = Palette::of(ui);
        let response = ui.interact(rect, ui.scope_id().with(("page", index)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Page {number}")));
        let shadow = Shadow {
            offset: [0, 1],
            blur: 8,
            spread: 0,
            color: Color32::from_black_alpha(50),
        };
        ui.painter().add(shadow.as_shape(rect, CornerRadius::ZERO));
        ui.painter()
            .rect_filled(rect, CornerRadius::ZERO, palette.paper_tint);
        let mut key = (generation, index);
        if self.textures.peek(&key).is_none()
            && let Some(previous) = self.previous
        {
            key = (previous, index);
        }
        match self.textures.get(&key).map(|texture| &texture.handle) {
            Some(Ok(texture)) => {
                let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                ui.painter()
                    .image(texture.id(), rect, uv, palette.paper_tint);
            }
            Some(Err(why)) => {
                let text =
                    format!("This page can't be drawn here: {why}\nIt is in the export as it is.");
                let colour = super::theme::LIGHT.error;
                ui.painter().text(
                    rect.center_top() + vec2(0.0, 60.0),
                    egui::Align2::CENTER_TOP,
                    text,
                    egui::FontId::proportional(13.0),
                    colour,
                );
            }
            None => {}
        }
    }
}

/// The upper edge of each page, and below the last one the end of the content.
fn tops(pages: &[PageInfo], scale: f32) -> Vec<f32> {
    let mut y = GAP;
    let mut tops = Vec::with_capacity(pages.len() + 1);
    for page in pages {
        tops.push(y);
        y += page.height_pt * scale + GAP;
    }
    tops.push(y);
    tops
}

fn message(ui: &mut Ui, icon: &str, title: &str, text: &str) {
    let palette = Palette::of(ui);
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 3.0).max(24.0));
        ui.label(
            RichText::new(icon)
                .font(super::theme::icon_font(32.0))
                .color(palette.muted),
        );
        ui.label(super::theme::strong(title));
        ui.scope(|ui| {
            ui.set_max_width(420.0);
            muted(ui, text);
        });
    });
}
