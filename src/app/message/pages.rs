//! What is asked of the pages of documents.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::app::message::anchor::Anchor;
use crate::app::message::entry::Entry;
use crate::pack::{DocumentId, Pack, PageSelection, ShownPage, Turn};

/// A document as the person saw it who asked for a change. If it shows other pages when the turn of
/// the change comes, the change is carried out on those, where it still makes sense.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub document: DocumentId,
    /// The pages that it showed, or would after the changes that were asked for before.
    pub shown: Vec<ShownPage>,
}

/// Pages of flowing text, as the person saw them. Where they begin depends on much else, so the
/// pack is kept in which they were seen.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowPages {
    pub pack: Arc<Pack>,
    pub document: DocumentId,
    /// The pages of the document as it was shown, counted from 1.
    pub pages: BTreeSet<u32>,
}

/// What is done with what begins on pages of flowing text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FlowAct {
    /// The document no longer shows it.
    LeaveOut,
    /// The document shows nothing else.
    OnlyThese,
    /// It becomes a document of its own; `None` for right after the document.
    Excerpt(Option<Anchor>),
    /// The document ends before the first of these pages, and another begins with it.
    Split,
}

/// A change to the pages of documents, to be worked out beside the window.
#[derive(Debug, Clone, PartialEq)]
pub enum PageChange {
    /// The document shows these pages of its source, known by what they are among those that were
    /// seen; the change was asked of the last ones.
    Choose(Seen, Vec<Cell>, BTreeSet<Key>),
    /// These pages of a document's source become a document of their own; `None` for right after
    /// the document.
    Excerpt(DocumentId, PageSelection, Option<Anchor>),
    /// A change to flowing text, by pages of a document as it is shown.
    Flow(FlowPages, FlowAct),
    /// A document is split: so many of the pages that were seen stay in it.
    Split(Seen, usize),
    /// The others become part of the first of these documents.
    Merge(Vec<DocumentId>),
}

/// A thumbnail of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    /// The page of the source, counted from 1.
    pub page: u32,
    /// How often this page stood before it, as a document may show a page twice.
    pub repeat: u32,
    /// How it is turned.
    pub turn: Turn,
    /// Whether the document shows it.
    pub is_shown: bool,
}

impl Cell {
    /// The page as the document shows it.
    pub fn shown(self) -> ShownPage {
        ShownPage {
            page: self.page,
            turn: self.turn,
        }
    }

    /// What stays the same when it is turned, moved, left out or taken in.
    pub fn key(self) -> Key {
        (self.page, self.repeat)
    }
}

/// What a page is known by among those of its document: its number in the source, and how often it
/// stood before, as a document may show a page twice.
pub type Key = (u32, u32);

/// What is asked of pages.
#[derive(Debug, Clone, PartialEq)]
pub enum PagesRequest {
    /// Change what documents show.
    Change(PageChange),
    /// Say why something is not done.
    Refuse(&'static str),
    /// Show a page of what the reader shows, counted from 0.
    GoTo(Entry, u32),
    /// Read a page of a document, counted from 0 among those that it shows.
    Read(DocumentId, u32),
    /// Show all pages of the source of what is read.
    OpenGrid,
    /// Go back to the reader.
    CloseGrid,
}

impl From<Result<PageChange, &'static str>> for PagesRequest {
    /// The change that was asked for, or why it cannot be done.
    fn from(change: Result<PageChange, &'static str>) -> Self {
        match change {
            Ok(change) => Self::Change(change),
            Err(why) => Self::Refuse(why),
        }
    }
}

/// How pages are looked at another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageLook {
    Larger,
    Smaller,
    /// As wide as there is room; in the grid as wide as at first.
    FitWidth,
    /// The next page, or those below.
    Next,
    /// The page before, or those above.
    Previous,
}
