//! The PDF of what is selected.

use std::ops::Range;
use std::sync::Arc;

use crate::app::message::entry::Entry;
use crate::edit::Revision;
use crate::export::ShownMark;
use crate::pdf::inspect::PageInfo;

/// The PDF of what is selected, made by the export.
#[derive(Clone)]
pub struct Sheet {
    /// What it shows.
    pub entry: Entry,
    /// The state of the pack that it was made from.
    pub revision: Revision,
    /// The PDF.
    pub bytes: Arc<[u8]>,
    /// The size of each page.
    pub pages: Vec<PageInfo>,
    /// The number of its first page in the pack.
    pub first_page: u32,
    /// How many pages the pack has.
    pub total_pages: u32,
    /// The marks that are drawn on its pages.
    pub marks: Vec<ShownMark>,
    /// Which of its pages are a document's own, rather than notes before and after it; counted
    /// from 0. `None` where it shows no document.
    pub own_pages: Option<Range<u32>>,
}
