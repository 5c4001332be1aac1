//! Why no PDF came out, and why a document is not in it.

use std::path::PathBuf;

use super::not_shown::NotShown;
use crate::pdf::error::AssembleError;
use crate::pdf::write::WriteError;
use crate::progress::Cancelled;
use crate::store::StoreError;

/// Why no PDF came out. Anything wrong with a single document is in the report instead.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The person asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// There is nothing to show, such as the divider of a section in a pack without dividers.
    #[error("it has no pages of its own")]
    NoPages,
    /// Our own pages could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The parts could not be put together.
    #[error("the PDF could not be put together: {0}")]
    Assemble(#[from] AssembleError),
    /// The finished PDF could not be written to disk.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The PDF would take the place of something that the pack is made from.
    #[error("{} belongs to the pack: {what}. Choose another name for the PDF", file.display())]
    OwnFile {
        /// The file that was not overwritten.
        file: PathBuf,
        /// What it is to the pack.
        what: String,
    },
    /// The page numbers do not add up: better no PDF than a wrong one.
    #[error("the PDF was not made, because {0}. Please report this: it is a fault in Briefpack")]
    Defect(String),
}

/// Why a document could not be made ready.
pub(super) enum PartError {
    NotShown(NotShown),
    Defect(WriteError),
    Cancelled(Cancelled),
}

impl From<Cancelled> for PartError {
    fn from(cancelled: Cancelled) -> Self {
        Self::Cancelled(cancelled)
    }
}

impl From<WriteError> for PartError {
    fn from(error: WriteError) -> Self {
        Self::Defect(error)
    }
}
