//! What a search in the pack found.

use std::ops::Range;

use crate::app::message::entry::Entry;
use crate::app::message::span::Span;
use crate::edit::Revision;
use crate::export::Copy;

/// What is looked for: the words, the state of the pack, its copy.
pub type Question = (String, Revision, Copy);

/// A place where the words stand.
#[derive(Debug, Clone)]
pub struct Hit {
    pub entry: Entry,
    /// The page of the pack.
    pub page: u32,
    /// Where it stands there.
    pub span: Span,
    /// Some words around the hit.
    pub snippet: String,
    /// The hit in them.
    pub bold: Range<usize>,
}

/// What a search found.
#[derive(Debug, Default)]
pub struct PackMatches {
    /// The documents in which something was found, with the number of their first row.
    pub documents: Vec<MatchingDocument>,
    /// The places, in the order of the pack.
    pub hits: Vec<Hit>,
    /// Whether there are more hits than are listed.
    pub is_cut: bool,
    /// How many documents could not be looked through.
    pub unreadable: usize,
}

/// A document in which something was found.
#[derive(Debug)]
pub struct MatchingDocument {
    pub title: String,
    pub hits: Range<usize>,
}
