//! The pages of a document as thumbnails: a strip beside the reader, and a grid in its place where
//! pages are chosen, turned, moved and taken apart.

mod change;
mod document_pages;
mod drop_mark;
mod grid;
mod grid_bar;
mod grid_cell;
mod grid_drag;
mod grid_keys;
mod grid_view;
mod menu;
mod page_field;
mod paper;
mod rows;
mod strip;
mod strip_acts;
mod tiles;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use eframe::egui::{self, RichText, Ui};

use crate::app::message::icons;
use crate::app::message::page_act::PageAct;
use crate::app::message::pages::{PageChange, PageLook, PagesRequest};
use crate::app::state::desk::Desk;
use crate::app::state::pages::thumbnails::Thumbnails;
use crate::app::state::pictures::PictureCache;
use crate::app::state::raster::SheetKey;
use crate::app::view::pages::grid::Grid;
use crate::app::view::pages::strip::{Shown, Strip};
use crate::app::view::reader::Reader;
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::muted;
use crate::edit::Revision;
use crate::jobs::JobId;
use crate::pack::{Body, Document, DocumentId};

pub use menu::menu_entries;
pub use strip::STRIP_WIDTH;

/// The state of strip and grid.
pub struct PagesView {
    thumbnails: Thumbnails,
    /// The thumbnails beside the pages.
    pub strip: Strip,
    /// The thumbnails in the place of the pages.
    pub grid: Grid,
    /// Changes that are still to be worked out, in the order in which they were asked for.
    pub changes: VecDeque<PageChange>,
    /// The work on the first of them, and the state of the pack that it is done on.
    pub changing: Option<(JobId, Revision)>,
}

impl PagesView {
    /// Nothing is shown yet; `wake` is called when a thumbnail is ready.
    pub fn new(cache: &Rc<RefCell<PictureCache>>, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            thumbnails: Thumbnails::new(cache, wake),
            strip: Strip::default(),
            grid: Grid::default(),
            changes: VecDeque::new(),
            changing: None,
        }
    }

    /// Whether everything in sight is there and all changes are done; for tests and pictures of
    /// the window.
    pub fn is_settled(&self, desk: Option<&Desk>) -> bool {
        let now = desk.and_then(|desk| Some((grid_document(desk)?, desk.history.revision())));
        let is_made = !self.grid.is_open || now.is_none() || self.grid.sheet.done() == now.as_ref();
        is_made && self.changes.is_empty() && self.thumbnails.is_settled()
    }

    /// Whether the grid stands in the place of the reader.
    pub fn is_grid_open(&self) -> bool {
        self.grid.is_open
    }

    /// Has the grid take the keyboard.
    pub fn take_keyboard(&mut self) {
        self.grid.wants_keyboard = true;
    }

    /// Has the strip take the keyboard.
    pub fn strip_takes_keyboard(&mut self) {
        self.strip.wants_keyboard = true;
    }

    /// Whether a thumbnail has the keyboard.
    pub fn has_keyboard(&self) -> bool {
        self.grid.is_open && self.grid.has_keyboard || self.strip.has_keyboard
    }

    /// Has an act done on the pages that are chosen in the grid, or else in the strip.
    pub fn ask(&mut self, act: PageAct) {
        if self.grid.is_open {
            self.grid.asked = Some(act);
        } else {
            self.strip.asked = Some(act);
        }
    }

    /// Shows the pages of the grid larger or smaller, or others of them.
    pub fn look(&mut self, look: PageLook) {
        self.grid.look(look);
    }

    /// Forgets what belongs to the pack that was open.
    pub fn clear(&mut self) {
        self.grid.clear();
        self.changes.clear();
        self.changing = None;
        self.thumbnails.rest();
    }

    /// Wants no thumbnails any more: none are in sight.
    pub fn rest(&mut self) {
        self.strip.asked = None;
        self.strip.has_keyboard = false;
        self.strip.wants_keyboard = false;
        self.thumbnails.rest();
    }

    /// Draws the strip of what the reader shows. A click goes to the page.
    pub fn strip(&mut self, ui: &mut Ui, desk: &Desk, reader: &Reader) -> Option<PagesRequest> {
        let Some((generation, sheet)) = reader.sheet() else {
            self.rest();
            return None;
        };
        if self.changes.is_empty() && sheet.revision == desk.history.revision() {
            self.strip.expect_nothing();
        }
        let key = SheetKey::of_reader(generation);
        let own = self.strip.take_up(desk, key, &sheet);
        let family = own
            .as_ref()
            .map_or_else(Vec::new, |own| family(desk, own.document));
        let shown = Shown {
            key,
            current: reader.current_page(),
            own,
            family: &family,
            sheet: &sheet,
        };
        self.strip.ui(ui, &shown, &mut self.thumbnails)
    }

    /// Draws the bar above the grid.
    pub fn grid_bar(&mut self, ui: &mut Ui, desk: &Desk) -> Option<PagesRequest> {
        let document = grid_document(desk);
        let title = document.and_then(|id| desk.pack().title_of(id.into()));
        let family = document.map_or_else(Vec::new, |id| family(desk, id));
        self.grid.bar(ui, title.unwrap_or("…"), &family)
    }

    /// Draws the grid in the place of the reader.
    pub fn grid(&mut self, ui: &mut Ui, desk: &Desk) -> Option<PagesRequest> {
        let Some(document) = grid_document(desk) else {
            self.thumbnails.rest();
            let text = "In the outline, select a document made from a file. Pages written in \
                Briefpack can't be chosen.";
            message(ui, "No pages to choose", text);
            return None;
        };
        match &self.grid.source {
            Some(Err(why))
                if self
                    .grid
                    .sheet
                    .done()
                    .is_some_and(|(of, _)| *of == document) =>
            {
                message(ui, "The pages can't be shown", why);
                None
            }
            Some(Ok(source)) if source.document == document => {
                let family = family(desk, document);
                self.grid.pages(ui, &mut self.thumbnails, &family)
            }
            _ => {
                self.thumbnails.rest();
                ui.centered_and_justified(egui::Ui::spinner);
                None
            }
        }
    }
}

/// The document whose pages the grid shows.
pub fn grid_document(desk: &Desk) -> Option<DocumentId> {
    let id = desk.selection.document()?;
    desk.pack().document(id)?.source()?;
    Some(id)
}

/// Every document of the same source, and of the same part of it where a text was split, in the
/// order of the pack.
fn family(desk: &Desk, id: DocumentId) -> Vec<DocumentId> {
    let of = |document: &Document| match &document.body {
        Body::Source { source, extent } => Some((source.clone(), extent.lines())),
        Body::Page(_) => None,
    };
    let Some(own) = desk.pack().document(id).and_then(of) else {
        return Vec::new();
    };
    let documents = desk.pack().documents();
    documents
        .filter(|document| of(document).as_ref() == Some(&own))
        .map(|document| document.id)
        .collect()
}

fn message(ui: &mut Ui, title: &str, text: &str) {
    let palette = Palette::of(ui);
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 3.0).max(24.0));
        let icon = RichText::new(icons::LAYOUT_GRID).font(theme::icon_font(32.0));
        ui.label(icon.color(palette.muted));
        ui.label(theme::strong(title));
        ui.scope(|ui| {
            ui.set_max_width(420.0_f32.min(ui.available_width() - 24.0));
            muted(ui, text);
        });
    });
}
