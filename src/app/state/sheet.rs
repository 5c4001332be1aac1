//! The PDF of what is selected.

use std::ops::Range;
use std::sync::Arc;

use crate::app::message::entry::Entry;
use crate::edit::Revision;
use crate::export::{Extension, ShownMark};
use crate::pdf::inspect::PageInfo;

/// The PDF of what is selected: as the export makes it or, until the pages of the pack are counted,
/// without anything that the pack adds.
#[derive(Clone)]
pub struct Sheet {
    /// What it shows.
    pub entry: Entry,
    /// The state of the pack that it was made from.
    pub revision: Revision,
    /// The PDF.
    pub bytes: Arc<[u8]>,
    /// Which pages it holds, counted from 0: all or, at first, those near the one that is read.
    pub made: Range<u32>,
    /// The size of each page as it is shown.
    pub pages: Vec<PageInfo>,
    /// The numbers of its pages; `None` where these are not counted yet, and nothing is stamped.
    pub numbers: Option<Numbers>,
    /// How much taller each page is made for what is stamped on it, as far as that is known. Where
    /// nothing is stamped yet, the pages of the PDF are without it.
    pub extensions: Vec<Extension>,
    /// The marks that are drawn on its pages.
    pub marks: Vec<ShownMark>,
    /// Which of its pages are a document's own, rather than notes before and after it; counted
    /// from 0. `None` where it shows no document.
    pub own_pages: Option<Range<u32>>,
}

/// The numbers of a sheet's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// That of the first page, in the pack.
    pub first_page: u32,
    /// How many pages the pack has.
    pub total_pages: u32,
}

impl Sheet {
    /// The number of a page in the pack; `page` counts from 0.
    pub fn number(&self, page: u32) -> Option<u32> {
        Some(self.numbers?.first_page + page)
    }

    /// Whether the PDF holds all pages.
    pub fn is_whole(&self) -> bool {
        self.made.len() == self.pages.len()
    }

    /// Which page of the PDF a page is, both counted from 0. `None` where it is not there yet.
    pub fn in_pdf(&self, page: u32) -> Option<u32> {
        self.made.contains(&page).then(|| page - self.made.start)
    }

    /// How much taller a page is made for what is stamped on it.
    pub fn extension(&self, page: u32) -> Extension {
        let page = usize::try_from(page).ok();
        let extension = page.and_then(|page| self.extensions.get(page));
        extension.copied().unwrap_or_default()
    }

    /// The page of this sheet that shows what a page of `other` shows, another sheet of the same.
    pub fn same_page(&self, page: u32, other: &Self) -> u32 {
        let first = |sheet: &Self| sheet.own_pages.as_ref().map_or(0, |own| own.start);
        (page + first(self)).saturating_sub(first(other))
    }
}
