//! What is to be cited, and where the citation goes.

use crate::pack::{AnnotationId, DocumentId, Target};

/// What is to be cited.
#[derive(Debug, Clone)]
pub enum ToCite {
    Document(DocumentId),
    /// A note or mark.
    Note(AnnotationId),
    /// Something that is not marked yet: it is marked first.
    Passage(DocumentId, Target),
}

/// Where on a briefing page a citation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitePlace {
    /// At the end of its last text.
    End,
    /// Into a text.
    Text {
        /// Which part, counted from 0.
        part: usize,
        /// How many characters of the text stand before it.
        at: usize,
    },
}
