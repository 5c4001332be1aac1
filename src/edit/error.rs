//! Why a command could not be carried out.

use crate::pack::{AnnotationId, DocumentId, ItemId};

/// Why a command could not be carried out. The pack is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The item is not, or no longer, in the pack.
    #[error("that item is no longer in the pack")]
    NoSuchItem(ItemId),
    /// Sections stand side by side, never within one another.
    #[error("a section cannot be put into another section")]
    SectionInSection,
    /// The note is not, or no longer, in the pack.
    #[error("that note is no longer in the pack")]
    NoSuchAnnotation(AnnotationId),
    /// Its notes are others than when the change was prepared, and none may be lost.
    #[error("the notes on that document have changed; try again")]
    NotesChanged(DocumentId),
    /// Documents of different sources stay apart.
    #[error("only documents that were made from one file can become one")]
    OtherSource(DocumentId),
    /// Only a briefing page is written in Briefpack.
    #[error("that document is not a briefing page")]
    NotAPage(DocumentId),
    /// Notes stand on what others wrote; a briefing page is written itself.
    #[error("a briefing page can't carry notes; write on the page itself")]
    NotesOnPage(DocumentId),
}
