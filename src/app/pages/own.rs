//! Which pages of the reader's sheet are which pages of a document.

use std::ops::Range;

use crate::app::desk::Desk;
use crate::app::outline_drag::{Dragged, DraggedPages, PagesOf};
use crate::app::reader::{Reader, Sheet};
use crate::app::selection::Entry;
use crate::pack::{Body, Document, Extent, ItemId, MediaClass, PageSelection, ShownPage};

/// The pages of the reader's sheet that are a document's own.
pub struct OwnPages<'a> {
    document: &'a Document,
    extent: &'a Extent,
    class: MediaClass,
    /// Where they stand on the sheet, counted from 0.
    on_sheet: Range<u32>,
}

impl<'a> OwnPages<'a> {
    /// Those of the document that is shown; `None` for what is no document made from a file, and
    /// until its text was read; none of a sheet that is older than the pack, as what its pages are
    /// is known of the pack as it was.
    pub fn of(desk: &'a Desk, reader: &Reader, sheet: &Sheet) -> Option<Self> {
        let Entry::Item(ItemId::Document(id)) = sheet.entry else {
            return None;
        };
        if sheet.revision != desk.history.revision() {
            return None;
        }
        let document = desk.pack().document(id)?;
        let Body::Source { source, extent } = &document.body else {
            return None;
        };
        Some(Self {
            document,
            extent,
            class: desk.pack().sources.get(source)?.media.class(),
            on_sheet: reader.own_pages()?,
        })
    }

    /// Which page of the document a page of the sheet is, counted from 0.
    fn place(&self, page: u32) -> Option<u32> {
        let is_own = self.on_sheet.contains(&page);
        is_own.then(|| page - self.on_sheet.start)
    }

    fn shown(&self, page: u32) -> Option<ShownPage> {
        let place = self.place(page)?;
        match self.extent {
            Extent::Pages(pages) => pages.pages().get(usize::try_from(place).ok()?).copied(),
            _ => Some(ShownPage::upright(place + 1)),
        }
    }

    /// The page of the source that a page of the sheet shows, counted from 1, where the source has
    /// pages of its own.
    pub fn source_page(&self, page: u32) -> Option<u32> {
        let shown = self.shown(page)?;
        (self.class == MediaClass::Pages).then_some(shown.page)
    }

    /// What is dragged with these pages of the sheet.
    pub fn load(&self, pages: &[u32]) -> Option<Dragged> {
        let pages = match self.class {
            MediaClass::Flow => {
                let places = pages.iter().filter_map(|page| self.place(*page));
                PagesOf::Shown(places.map(|place| place + 1).collect())
            }
            MediaClass::Pages | MediaClass::Picture => {
                let shown = pages.iter().filter_map(|page| self.shown(*page));
                PagesOf::Source(PageSelection::new(shown.collect())?)
            }
        };
        Some(Dragged::Pages(DraggedPages {
            document: self.document.id,
            pages,
        }))
    }
}
