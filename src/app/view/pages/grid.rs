//! The grid: every page of a document's source, to choose what the document shows of it.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::style::ScrollAnimation;
use eframe::egui::{self, Id, Pos2, Rect, ScrollArea, Sense, Ui, vec2};

use crate::app::message::page_act::PageAct;
use crate::app::message::pages::Cell;
use crate::app::message::pages::{PageLook, PagesRequest};
use crate::app::state::pages::chosen::Chosen;
use crate::app::state::pages::source::SourcePages;
use crate::app::state::pages::thumbnails::{ThumbnailPage, Thumbnails};
use crate::app::state::raster::SheetKey;
use crate::app::view::pages::change::Ground;
use crate::app::view::pages::page_field::PageField;
use crate::app::view::pages::tiles::{HEIGHT_RATIO, Tiles};
use crate::edit::Revision;
use crate::jobs::JobSlot;
use crate::pack::{DocumentId, Turn};

/// Width of a thumbnail at first, at least and at most, in points.
pub const FIRST_WIDTH: f32 = 132.0;
const SMALLEST_WIDTH: f32 = 72.0;
const LARGEST_WIDTH: f32 = 420.0;

/// The state of the grid.
pub struct Grid {
    /// Whether it stands in the place of the reader.
    pub is_open: bool,
    /// The document whose pages are shown, and the state of the pack that they are for.
    pub sheet: JobSlot<(DocumentId, Revision)>,
    /// The pages, or why there are none.
    pub source: Option<Result<SourcePages, String>>,
    /// The grid is to take the keyboard, and show the cursor.
    pub(super) wants_keyboard: bool,
    /// Where the cursor stands at first: on this one of the pages that the document shows, counted
    /// from 0.
    opened_at: usize,
    /// By how many times its height the grid is to be scrolled down.
    turned: f32,
    /// The thumbnails: all pages of the source, or those that the document shows.
    pub(super) cells: Vec<Cell>,
    /// All pages of the source, for each document that was shown: what is left out keeps its
    /// place and its turn.
    pub(super) arranged: BTreeMap<DocumentId, Vec<Cell>>,
    /// Whether the pages are shown as well that the document leaves out.
    pub(in crate::app) shows_all: bool,
    /// The same for documents of which the person has said so.
    pub(super) shows_all_of: BTreeMap<DocumentId, bool>,
    pub(super) chosen: Chosen,
    pub(super) field: PageField,
    pub(super) width: f32,
    pub(super) has_keyboard: bool,
    /// An act that was asked for by its keys or from a menu.
    pub(super) asked: Option<PageAct>,
    pub(super) columns: usize,
    /// How many rows are seen at once.
    pub(super) page_rows: usize,
    /// Where a frame was begun to be drawn, in the content, and what was chosen before it.
    pub(super) frame: Option<(Pos2, BTreeSet<usize>)>,
    generations: u64,
}

impl Default for Grid {
    fn default() -> Self {
        Self {
            is_open: false,
            sheet: JobSlot::default(),
            source: None,
            wants_keyboard: false,
            opened_at: 0,
            turned: 0.0,
            cells: Vec::new(),
            arranged: BTreeMap::new(),
            shows_all: true,
            shows_all_of: BTreeMap::new(),
            chosen: Chosen::default(),
            field: PageField::default(),
            width: FIRST_WIDTH,
            has_keyboard: false,
            asked: None,
            columns: 1,
            page_rows: 1,
            frame: None,
            generations: 0,
        }
    }
}

impl Grid {
    /// Opens it with the keyboard on this one of the pages that the document shows, counted from 0.
    pub fn open(&mut self, place: usize) {
        self.is_open = true;
        self.wants_keyboard = true;
        self.opened_at = place;
        self.chosen.forget_cursor();
        self.choose_view();
    }

    /// The place that has the keyboard, where one has, and that Tab stops at.
    pub(super) fn cursor(&self) -> usize {
        self.chosen.cursor().unwrap_or(0)
    }

    /// Shows the pages larger or smaller, or others of them.
    pub fn look(&mut self, look: PageLook) {
        match look {
            PageLook::Larger => self.zoom(1.25),
            PageLook::Smaller => self.zoom(0.8),
            PageLook::FitWidth => self.width = FIRST_WIDTH,
            PageLook::Next => self.turned += 1.0,
            PageLook::Previous => self.turned -= 1.0,
        }
    }

    /// Where the cursor stands at first.
    fn first_cursor(&self, source: &SourcePages) -> usize {
        let numbered = self.cells.iter().enumerate();
        let mut shown = numbered.filter(|(_, cell)| cell.is_shown);
        let found = if source.is_flow {
            let page = u32::try_from(self.opened_at + 1).unwrap_or(u32::MAX);
            let begins = |cell: &Cell| source.flows_to.get(&cell.page).copied();
            shown.rfind(|(_, cell)| begins(cell).is_some_and(|begins| begins <= page))
        } else {
            shown.nth(self.opened_at)
        };
        found.map_or(0, |(place, _)| place)
    }

    /// Takes in the pages of a document as they are now.
    pub fn show(&mut self, pages: Result<SourcePages, String>) {
        let old = self.source.take();
        let before = old.as_ref().and_then(|old| old.as_ref().ok());
        let now = pages.as_ref().ok();
        if before.map(|pages| pages.digest) != now.map(|pages| pages.digest) {
            self.generations += 1;
        }
        let is_other = before.map(|pages| pages.document) != now.map(|pages| pages.document);
        if is_other {
            self.chosen.clear();
            self.cells.clear();
        }
        let shown = now.map(|pages| pages.shown.clone());
        self.source = Some(pages);
        if let Some(shown) = shown {
            self.lay_out(&shown);
        }
        if is_other {
            self.choose_view();
        }
    }

    /// Forgets everything but how large thumbnails are.
    pub fn clear(&mut self) {
        *self = Self {
            width: self.width,
            generations: self.generations,
            ..Self::default()
        };
    }

    /// Asks for an act on what is chosen.
    pub(super) fn act(&self, act: PageAct, family: &[DocumentId]) -> Option<PagesRequest> {
        Some(self.ground(family)?.change(act).into())
    }

    /// Asks for a page to be read: that of the document which shows this page of the source.
    pub(super) fn read(&self, cell: Cell, family: &[DocumentId]) -> Option<PagesRequest> {
        let ground = self.ground(family)?;
        let shown = self.cells.iter().filter(|cell| cell.is_shown);
        let before = shown.take_while(|other| other.key() != cell.key()).count();
        let place = u32::try_from(before).ok()?;
        let place = ground.place_in_document(cell.page).unwrap_or(place);
        Some(PagesRequest::Read(ground.document, place))
    }

    /// What acts are done on.
    pub(super) fn ground<'a>(&'a self, family: &'a [DocumentId]) -> Option<Ground<'a>> {
        let source = self.source.as_ref()?.as_ref().ok()?;
        Some(Ground {
            document: source.document,
            cells: &self.cells,
            chosen: &self.chosen,
            is_flow: source.is_flow,
            flows_to: &source.flows_to,
            continued: &source.continued,
            family,
        })
    }

    /// Makes thumbnails larger or smaller.
    pub(super) fn zoom(&mut self, factor: f32) {
        self.width = (self.width * factor).clamp(SMALLEST_WIDTH, LARGEST_WIDTH);
    }

    /// The slider for the size of thumbnails.
    pub(super) fn size_slider(&mut self, ui: &mut Ui) {
        ui.spacing_mut().slider_width = 90.0;
        let range = SMALLEST_WIDTH..=LARGEST_WIDTH;
        let slider = egui::Slider::new(&mut self.width, range)
            .logarithmic(true)
            .show_value(false);
        ui.add(slider)
            .on_hover_text("Size of the pages (Ctrl and wheel)")
            .accessible_name("Size of the pages");
    }

    /// Draws the thumbnails. Returns what is asked for.
    pub fn pages(
        &mut self,
        ui: &mut Ui,
        thumbnails: &mut Thumbnails,
        family: &[DocumentId],
    ) -> Option<PagesRequest> {
        let Some(Ok(source)) = self.source.clone() else {
            return None;
        };
        let key = SheetKey::of_source(self.generations);
        if self.wants_keyboard && self.chosen.cursor().is_none() {
            let first = self.first_cursor(&source);
            self.chosen.set_cursor(Some(first));
        }
        let asked = self.asked.take();
        let mut request = asked.and_then(|act| self.act(act, family));
        thumbnails.begin(ui.ctx());
        self.take_wheel(ui);
        let pane = ui.available_rect_before_wrap();
        let had_keyboard = std::mem::take(&mut self.has_keyboard);
        ScrollArea::vertical()
            .id_salt(("grid", source.document))
            .auto_shrink(false)
            .scroll_source(egui::scroll_area::ScrollSource {
                drag: egui::scroll_area::DragScroll::Never,
                ..egui::scroll_area::ScrollSource::default()
            })
            .show_viewport(ui, |ui, viewport| {
                let tiles = Tiles::new(self.width, ui.available_width(), self.cells.len());
                self.columns = tiles.columns;
                let origin = ui.cursor().min;
                let height = tiles.height().max(viewport.height());
                let content = vec2(ui.available_width(), height);
                let (_, background) = ui.allocate_exact_size(content, Sense::click_and_drag());
                background.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::List, true, "Pages of the source")
                });
                let canvas = Canvas {
                    origin,
                    pane,
                    tiles,
                    source: &source,
                    family,
                };
                self.draw_frame(ui, &background, &canvas);
                let turned = std::mem::take(&mut self.turned) * viewport.height();
                if turned != 0.0 {
                    ui.scroll_with_delta_animation(vec2(0.0, -turned), ScrollAnimation::none());
                }
                if had_keyboard || self.wants_keyboard {
                    self.follow_cursor(ui, &canvas);
                }
                let in_sight = tiles.between(viewport.min.y, viewport.max.y);
                // The one with the keyboard is drawn even out of sight, so that it keeps it.
                let beyond = self.chosen.cursor().filter(|place| {
                    (had_keyboard || self.wants_keyboard) && !in_sight.contains(place)
                });
                for place in in_sight.chain(beyond) {
                    request = self
                        .cell(ui, place, &canvas, key, thumbnails)
                        .or(request.take());
                }
                if self.has_keyboard {
                    self.wants_keyboard = false;
                    self.page_rows = tiles.rows_in(viewport.height());
                    // The Enter that ends the writing of page numbers is not for the page.
                    if had_keyboard {
                        request = self.keys(ui, &canvas).or(request.take());
                    }
                }
                request = self.take_drop(ui, &canvas).or(request.take());
                let ahead = tiles.between(viewport.max.y, viewport.max.y + viewport.height());
                for place in ahead {
                    if let Some(leaf) = self.leaf(place, &source, key) {
                        thumbnails.prepare(ui, leaf, tiles.width);
                    }
                }
            });
        thumbnails.end(key, &source.bytes);
        self.wants_keyboard |= asked.is_some();
        request
    }

    /// Ctrl and the wheel make the pages larger or smaller.
    fn take_wheel(&mut self, ui: &Ui) {
        if ui.rect_contains_pointer(ui.max_rect()) {
            let factor = ui.input(egui::InputState::zoom_delta);
            if (factor - 1.0).abs() > f32::EPSILON {
                self.zoom(factor);
            }
        }
    }

    /// A page as it is to be drawn.
    pub(super) fn leaf(
        &self,
        place: usize,
        source: &SourcePages,
        sheet: SheetKey,
    ) -> Option<ThumbnailPage> {
        let cell = self.cells.get(place)?;
        let page = cell.page.checked_sub(1)?;
        let info = source.pages.get(page as usize)?;
        Some(ThumbnailPage {
            sheet,
            before: None,
            page,
            width_pt: info.width_pt,
            turn: cell.turn,
        })
    }

    /// The size of the paper at a place.
    pub(super) fn paper(&self, cell: Cell, source: &SourcePages, tiles: Tiles) -> egui::Vec2 {
        let info = source.pages.get(cell.page.saturating_sub(1) as usize);
        let upright = info.map_or(vec2(210.0, 297.0), |info| {
            vec2(info.width_pt, info.height_pt)
        });
        let page = match cell.turn {
            Turn::None | Turn::Half => upright,
            Turn::Right | Turn::Left => vec2(upright.y, upright.x),
        };
        crate::app::view::pages::rows::fitted(page, vec2(tiles.width, tiles.width * HEIGHT_RATIO))
    }

    fn follow_cursor(&mut self, ui: &Ui, canvas: &Canvas<'_>) {
        if self.wants_keyboard
            && let Some(place) = self.chosen.cursor()
        {
            let rect = canvas.tiles.rect(place).translate(canvas.origin.to_vec2());
            ui.scroll_to_rect_animation(rect, None, ScrollAnimation::none());
        }
    }
}

/// Where the grid lies.
pub(super) struct Canvas<'a> {
    /// Where the upper left corner of the content lies on the screen.
    pub origin: Pos2,
    /// The part of the screen through which it is seen.
    pub pane: Rect,
    pub tiles: Tiles,
    pub source: &'a SourcePages,
    pub family: &'a [DocumentId],
}

/// The thumbnail of a page, wherever it stands, so that it keeps the keyboard.
pub(super) fn cell_id(document: DocumentId, cell: Cell) -> Id {
    Id::unique(("page-of-source", document, cell.key()))
}
