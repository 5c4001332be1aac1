//! The pages of a document as thumbnails: a strip beside the reader, and a grid in its place where
//! pages are chosen, turned, moved and taken apart.

mod selection;
mod strip;
mod thumbnails;

use std::sync::Arc;

use eframe::egui::Ui;

use super::desk::Desk;
use super::outline_drag::Dragged;
use super::reader::Reader;
use super::selection::Entry;
use crate::pack::{Body, DocumentId, Extent, ItemId};
pub use strip::STRIP_WIDTH;
use strip::{Shown, Strip};
use thumbnails::{SheetKey, Thumbnails};

/// The state of strip and grid.
pub struct PagesView {
    thumbnails: Thumbnails,
    strip: Strip,
}

impl PagesView {
    /// Nothing is shown yet; `wake` is called when a thumbnail is ready.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            thumbnails: Thumbnails::new(wake),
            strip: Strip::default(),
        }
    }

    /// Whether every thumbnail in sight is there; for tests and pictures of the window.
    pub fn is_settled(&self) -> bool {
        self.thumbnails.is_settled()
    }

    /// Wants no thumbnails any more: none are in sight.
    pub fn rest(&mut self) {
        self.thumbnails.rest();
    }

    /// Draws the strip of what the reader shows. A click goes to the page.
    pub fn strip(&mut self, ui: &mut Ui, desk: &Desk, reader: &mut Reader) {
        let Some((generation, sheet)) = reader.sheet() else {
            self.rest();
            return;
        };
        let document = document_of(sheet.entry);
        let extent = document
            .and_then(|id| desk.pack().document(id))
            .and_then(|document| match &document.body {
                Body::Source { extent, .. } => Some(extent),
                Body::Page(_) => None,
            });
        let own = reader.own_pages();
        let place = |page: u32| {
            let own = own.clone()?;
            own.contains(&page).then(|| page - own.start)
        };
        let source_page = |page: u32| {
            let place = place(page)?;
            match extent? {
                Extent::Whole | Extent::Lines { .. } => Some(place + 1),
                Extent::Pages(pages) => {
                    let shown = pages.pages().get(usize::try_from(place).ok()?)?;
                    Some(shown.page)
                }
                Extent::Blocks { .. } => None,
            }
        };
        let load = |pages: Vec<u32>| -> Option<Dragged> { None };
        let shown = Shown {
            key: SheetKey::of_reader(generation),
            current: reader.current_page(),
            source_page: &source_page,
            load: &load,
            sheet: &sheet,
        };
        let go_to = self.strip.ui(ui, &shown, &mut self.thumbnails);
        if let Some(page) = go_to {
            reader.go_to(sheet.entry, page);
        }
    }
}

fn document_of(entry: Entry) -> Option<DocumentId> {
    match entry {
        Entry::Item(ItemId::Document(id)) => Some(id),
        _ => None,
    }
}
