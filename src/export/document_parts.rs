//! What a document becomes before it is bound.

use std::sync::Arc;

use super::located::Located;
use super::part::Part;
use super::part_key::PartKey;
use super::report::Finding;
use crate::pack::AnnotationId;

/// A document, ready to be bound, but for the pages that name other pages: briefing pages and
/// notes pages are set once every page has its number.
#[derive(Debug, Clone, Default)]
pub(super) struct DocumentParts {
    /// A page with the note on the document, where there is no room for it above the first page.
    pub front: Option<Arc<Part>>,
    /// The document, or a placeholder for it; `None` for a briefing page, and in a copy that is
    /// without the document.
    pub main: Option<Arc<Part>>,
    /// Whether `main` is the document itself.
    pub is_shown: bool,
    /// A note that goes above the first page of `main`.
    pub note: Option<Arc<Part>>,
    /// Where the annotations stand on `main`, those too that are not in this copy.
    pub located: Arc<Vec<Located>>,
    /// What stands on the page of notes after the document, with the numbers of those whose
    /// passage was found.
    pub on_notes_page: Vec<(Option<u32>, AnnotationId)>,
    /// Whether the numbers are to be set beside the passages.
    pub has_markers: bool,
    /// How many comments others wrote on its pages, kept or not.
    pub comments: u32,
    /// What needs a look.
    pub findings: Vec<Finding>,
    /// By what `front`, `main` and `note` are found in the cache again.
    pub keys: [Option<PartKey>; 3],
}

impl DocumentParts {
    /// A document that is shown, without any notes yet.
    pub fn of(key: PartKey, main: Arc<Part>) -> Self {
        Self {
            main: Some(main),
            is_shown: true,
            keys: [None, Some(key), None],
            ..Self::default()
        }
    }

    /// What is known of it without its parts.
    pub fn without_parts(&self) -> Self {
        Self {
            front: None,
            main: None,
            note: None,
            ..self.clone()
        }
    }
}
