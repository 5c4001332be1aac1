//! Why a file can't take the place of a source.

use std::path::PathBuf;

use crate::collect::{CollectError, LayOutError};
use crate::edit::EditError;
use crate::export::ExportError;
use crate::progress::Cancelled;

/// A file can't take the place of a source. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ReviseError {
    /// Its bytes are those of the source.
    #[error("{} is the version that is in the pack already. Choose another file, or save the \
        changes to this one first", file.display())]
    Same {
        /// The file.
        file: PathBuf,
    },
    /// It could not be taken in.
    #[error("{}", .0.with_hint())]
    Collect(#[from] CollectError),
    /// Its layout could not be kept.
    #[error(transparent)]
    LayOut(#[from] LayOutError),
    /// It shows a part of its file, which is not found again when the file is laid out otherwise.
    #[error(
        "'{title}' shows a part of its file; show all of it first, and choose the pages again \
         afterwards"
    )]
    Excerpt {
        /// The title of the document.
        title: String,
    },
    /// No document can be made from it.
    #[error("{} can't be shown, so it can't take the place of '{title}'. Open the file in its own \
        program to see whether it is whole", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The title of the document.
        title: String,
    },
    /// A document is no longer there, or is made from no file.
    #[error("{} can't take the place of a source: {error}. Select a document that was made from a \
        file", file.display())]
    Edit {
        /// The file.
        file: PathBuf,
        /// Why.
        error: EditError,
    },
    /// The texts could not be read.
    #[error(transparent)]
    Export(#[from] ExportError),
}

impl From<Cancelled> for ReviseError {
    fn from(cancelled: Cancelled) -> Self {
        Self::Export(cancelled.into())
    }
}
