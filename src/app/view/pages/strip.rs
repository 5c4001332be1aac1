//! The strip: the pages of what is shown as thumbnails, left of the pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::style::ScrollAnimation;
use eframe::egui::{
    self, FontId, Id, Rect, Response, Role, ScrollArea, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

use crate::app::message::entry::{Entry, Pick};
use crate::app::message::page_act::PageAct;
use crate::app::message::pages::{PageChange, PagesRequest};
use crate::app::state::desk::Desk;
use crate::app::state::pages::cells::shown;
use crate::app::state::pages::chosen::Chosen;
use crate::app::state::pages::thumbnails::{ThumbnailPage, Thumbnails};
use crate::app::state::raster::SheetKey;
use crate::app::state::sheet::Sheet;
use crate::app::view::pages::document_pages::{OwnPages, Slot};
use crate::app::view::pages::paper;
use crate::app::view::pages::rows::{LABEL_HEIGHT, Rows, WIDTH};
use crate::app::view::theme::{Palette, SMALL_SIZE};
use crate::app::view::widgets::{one_line, paint_line, row_sense};
use crate::edit::Revision;
use crate::pack::{DocumentId, ShownPage, Turn};

/// How wide the strip is, in points.
pub const STRIP_WIDTH: f32 = WIDTH + 36.0;

/// The state of the strip.
#[derive(Debug, Default)]
pub struct Strip {
    entry: Option<Entry>,
    sheet: Option<SheetKey>,
    /// Where the pages of the sheet stood on the one before, whose pictures are there.
    before: BTreeMap<u32, (SheetKey, u32)>,
    /// What is known of the pages of a sheet, and of which sheet.
    pub(super) own: Option<(SheetKey, Revision, Arc<OwnPages>)>,
    /// The chosen pages of the sheet.
    pub(super) chosen: Chosen,
    /// The current page as of the last frame; the strip follows when it changes.
    followed: Option<u32>,
    pub(super) has_keyboard: bool,
    pub(super) wants_keyboard: bool,
    /// An act that was asked for by its keys or from a menu.
    pub(super) asked: Option<PageAct>,
    /// The page with the keyboard is moving: it is gone to when it is there.
    pub(super) follows_cursor: bool,
    /// The pages that the document shows when what was asked for is done.
    pub(super) expected: Option<Vec<ShownPage>>,
}

/// What the strip shows.
pub struct Shown<'a> {
    /// The sheet of the reader.
    pub sheet: &'a Arc<Sheet>,
    pub key: SheetKey,
    /// The page in the middle of the reader, counted from 0.
    pub current: u32,
    /// Which of its pages are a document's own.
    pub own: Option<Arc<OwnPages>>,
    /// Every document of the same source, in the order of the pack.
    pub family: &'a [DocumentId],
}

impl Shown<'_> {
    /// Asks for a page of the sheet to be shown.
    pub(super) fn go_to(&self, page: u32) -> PagesRequest {
        PagesRequest::GoTo(self.sheet.entry, page)
    }
}

impl Strip {
    /// Notices a new sheet, and keeps what is chosen where it is of the same entry. Returns which
    /// of its pages are a document's own.
    pub fn take_up(&mut self, desk: &Desk, key: SheetKey, sheet: &Sheet) -> Option<Arc<OwnPages>> {
        let entry = Some(sheet.entry);
        if self.sheet != Some(key) {
            let old = self.sheet.replace(key).filter(|_| self.entry == entry);
            let pages = 0..u32::try_from(sheet.pages.len()).unwrap_or(u32::MAX);
            let same = |old| move |page| (page, (old, page));
            self.before = old.map_or_else(BTreeMap::new, |old| pages.map(same(old)).collect());
        }
        if self.entry != entry {
            self.entry = entry;
            self.own = None;
            self.chosen.clear();
            self.followed = None;
            self.follows_cursor = false;
        }
        let is_known =
            |(of, revision, _): &(SheetKey, Revision, _)| (*of, *revision) == (key, sheet.revision);
        if !self.own.as_ref().is_some_and(is_known)
            && let Some(own) = OwnPages::of(desk, sheet)
        {
            self.take_in(key, sheet.revision, &Arc::new(own));
        }
        self.chosen.keep(sheet.pages.len());
        let own = self.own.as_ref().filter(|(of, ..)| *of == key);
        own.map(|(.., own)| Arc::clone(own))
    }

    /// Takes in which pages are the document's own. What is chosen stays chosen, wherever it is
    /// now.
    fn take_in(&mut self, key: SheetKey, revision: Revision, own: &Arc<OwnPages>) {
        self.expected = None;
        let old = self.own.replace((key, revision, Arc::clone(own)));
        if let Some((of, _, old)) = old {
            if of != key {
                let same = |page| Some((page, (of, own.same_on(&old, page)?)));
                self.before = own.on_sheet().filter_map(same).collect();
            }
            let places = own.places();
            self.chosen
                .remap(|page| old.key(page).and_then(|key| places.get(&key).copied()));
        }
    }

    /// This was asked for.
    pub fn expect(&mut self, change: &PageChange) {
        if let PageChange::Choose(_, pages, _) = change {
            self.expected = Some(shown(pages));
        }
    }

    /// This was asked for last, and is not done after all.
    pub fn take_back(&mut self, change: &PageChange) {
        if let PageChange::Choose(seen, ..) = change
            && let Some((.., own)) = &self.own
            && own.document == seen.document
        {
            self.expected = Some(seen.shown.clone());
        }
    }

    /// Nothing that was asked for is still to be done.
    pub fn expect_nothing(&mut self) {
        self.expected = None;
    }

    /// Draws the strip. Returns what is asked for.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        shown: &Shown<'_>,
        thumbnails: &mut Thumbnails,
    ) -> Option<PagesRequest> {
        let takes_keyboard = std::mem::take(&mut self.wants_keyboard);
        let had_keyboard = std::mem::take(&mut self.has_keyboard) || takes_keyboard;
        if takes_keyboard && self.chosen.is_empty() {
            self.chosen.pick(shown.current as usize, Pick::Only);
        }
        let slots = self.slots(shown);
        let rows = Rows::new(slots.iter().map(|slot| size_of(shown.sheet, *slot)));
        let asked = self.asked.take();
        let mut request = asked.and_then(|act| self.carry_out(act, shown));
        thumbnails.begin(ui.ctx());
        let pane = ui.available_rect_before_wrap();
        let place_of = |page: u32| {
            let place = slots.iter().position(|slot| slot.page == page);
            place.and_then(|place| u32::try_from(place).ok())
        };
        ScrollArea::vertical()
            .id_salt(("strip", shown.sheet.entry))
            .auto_shrink(false)
            .scroll_source(egui::scroll_area::ScrollSource {
                drag: egui::scroll_area::DragScroll::Never,
                ..egui::scroll_area::ScrollSource::default()
            })
            .show_viewport(ui, |ui, viewport| {
                let origin = ui.cursor().min;
                ui.allocate_space(vec2(ui.available_width(), rows.height()));
                let width = ui.max_rect().width();
                if self.followed != Some(shown.current)
                    && let Some(place) = place_of(shown.current)
                {
                    // Only the strip moves: the pages are where the person put them.
                    let rect = rows.rect(place, origin, width);
                    ui.scroll_to_rect_animation(rect, None, ScrollAnimation::none());
                    self.followed = Some(shown.current);
                }
                let in_sight = rows.between(viewport.min.y, viewport.max.y);
                // The one with the keyboard is drawn even out of sight, so that it keeps it.
                let cursor = self.cursor().and_then(place_of);
                if takes_keyboard && let Some((page, place)) = self.cursor().zip(cursor) {
                    let id = thumbnail_id(ui, page);
                    ui.memory_mut(|memory| memory.request_focus(id));
                    ui.scroll_to_rect(rows.rect(place, origin, width), None);
                }
                let beyond = cursor.filter(|place| had_keyboard && !in_sight.contains(place));
                for place in in_sight.chain(beyond) {
                    let Some(slot) = slots.get(place as usize) else {
                        continue;
                    };
                    let rect = rows.rect(place, origin, width);
                    let drawn = (*slot, place, rows.paper(place));
                    let response = self.thumbnail(ui, rect, drawn, shown, thumbnails);
                    request = self
                        .acts(ui, &response, slot.page, shown)
                        .or(request.take());
                }
                request = self
                    .follow_moved(ui, shown, had_keyboard)
                    .or(request.take());
                let ground = Ground {
                    pane,
                    top: origin.y,
                    across: rows.rect(0, origin, width).x_range(),
                    rows: &rows,
                    slots: &slots,
                };
                request = self.take_drop(ui, shown, &ground).or(request.take());
                let ahead = rows.between(viewport.max.y, viewport.max.y + viewport.height());
                for place in ahead {
                    if let Some(slot) = slots.get(place as usize) {
                        let width = rows.paper(place).x;
                        thumbnails.prepare(ui, self.leaf(shown, *slot), width);
                    }
                }
            });
        thumbnails.end(shown.key, &shown.sheet.bytes);
        request
    }

    /// The pages in the order in which they are drawn: what was asked for is seen at once.
    fn slots(&self, shown: &Shown<'_>) -> Vec<Slot> {
        let count = u32::try_from(shown.sheet.pages.len()).unwrap_or(u32::MAX);
        match (&shown.own, &self.expected) {
            (Some(own), Some(expected)) => own.slots(count, expected),
            _ => (0..count).map(Slot::upright).collect(),
        }
    }

    /// The page of the sheet that the keyboard is on.
    pub(super) fn cursor(&self) -> Option<u32> {
        u32::try_from(self.chosen.cursor()?).ok()
    }

    fn leaf(&self, shown: &Shown<'_>, slot: Slot) -> ThumbnailPage {
        let info = shown.sheet.pages.get(slot.page as usize);
        ThumbnailPage {
            sheet: shown.key,
            before: self.before.get(&slot.page).copied(),
            page: slot.page,
            width_pt: info.map_or(1.0, |info| info.width_pt),
            turn: slot.turn,
        }
    }

    /// Draws a page at a place of the strip, as large as it is there.
    fn thumbnail(
        &self,
        ui: &Ui,
        cell: Rect,
        (slot, place, size): (Slot, u32, egui::Vec2),
        shown: &Shown<'_>,
        thumbnails: &mut Thumbnails,
    ) -> Response {
        let page = slot.page;
        let palette = Palette::of(ui);
        let response = ui.interact(
            cell,
            thumbnail_id(ui, page),
            row_sense(self.cursor().unwrap_or(shown.current) == page, true),
        );
        let number = shown.sheet.number(place);
        let source = shown.own.as_ref().and_then(|own| own.source_page(page));
        let source = source.filter(|source| Some(*source) != number);
        let is_current = page == shown.current;
        let is_chosen = self.chosen.contains(page as usize);
        response.widget_info(|| {
            let source = source.map_or_else(String::new, |source| {
                format!(", page {source} of the source")
            });
            let current = if is_current { ", shown" } else { "" };
            let chosen = if is_chosen { ", selected" } else { "" };
            let number = number.map_or_else(
                || format!("{} of the document", place + 1),
                |number| number.to_string(),
            );
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
        let paper = Rect::from_min_size(pos2(cell.center().x - size.x / 2.0, cell.top()), size);
        paper::paint(
            thumbnails,
            ui,
            paper,
            self.leaf(shown, slot),
            palette.paper_tint,
        );
        if is_current || response.has_focus() {
            let width = if is_current { 2.5 } else { 1.5 };
            let stroke = Stroke::new(width, palette.accent);
            ui.painter()
                .rect_stroke(paper.expand(2.0), 2, stroke, StrokeKind::Outside);
        }
        paint_number(ui, cell, number, source, is_current);
        response
    }
}

/// How large a page is as it is drawn, in points of paper.
fn size_of(sheet: &Sheet, slot: Slot) -> egui::Vec2 {
    let info = sheet.pages.get(slot.page as usize);
    let size = info.map_or(vec2(1.0, 1.0), |info| vec2(info.width_pt, info.height_pt));
    match slot.turn {
        Turn::None | Turn::Half => size,
        Turn::Right | Turn::Left => size.yx(),
    }
}

/// Where the strip lies.
pub(super) struct Ground<'a> {
    /// The part of the screen through which it is seen.
    pub pane: Rect,
    /// The height of its upper edge on the screen.
    pub top: f32,
    /// The sides of its thumbnails on the screen.
    pub across: egui::Rangef,
    pub rows: &'a Rows,
    pub slots: &'a [Slot],
}

/// The thumbnail of a page of the sheet.
pub(super) fn thumbnail_id(ui: &Ui, page: u32) -> Id {
    ui.scope_id().with(("thumbnail", page))
}

fn paint_number(ui: &Ui, cell: Rect, number: Option<u32>, source: Option<u32>, is_current: bool) {
    let palette = Palette::of(ui);
    let colour = if is_current {
        palette.accent
    } else {
        palette.text
    };
    let font = FontId::proportional(SMALL_SIZE);
    // A number that is not known yet has no stand-in.
    let number = number.map_or_else(String::new, |number| number.to_string());
    let galley = one_line(ui, &number, font.clone(), colour, WIDTH);
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
