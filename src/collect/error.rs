//! Why files are not taken in.

use std::path::{Path, PathBuf};

use crate::capitals::capitalised;
use crate::import::ImportError;
use crate::progress::Cancelled;
use crate::store::StoreError;

/// A file could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// It is not something that a document can be made from.
    #[error("{}: {}", file.display(), error.problem)]
    Import {
        /// The file.
        file: PathBuf,
        /// Why.
        error: ImportError,
    },
    /// It could not be read, or its copy could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The person asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl CollectError {
    /// Whether the file is a PDF whose password is missing or wrong.
    pub fn wants_password(&self) -> bool {
        matches!(self, Self::Import { error, .. } if error.wants_password())
    }

    /// What happened, and what to do about it.
    pub fn with_hint(&self) -> String {
        match self {
            Self::Import { error, .. } => format!("{self}. {}", error.hint()),
            Self::Store(_) | Self::Cancelled(_) => self.to_string(),
        }
    }

    /// The file that was to be taken in, as one that was left out.
    pub fn left_out(&self, file: &Path) -> LeftOut {
        match self {
            Self::Import { file, error } => LeftOut::of(file.display().to_string(), error),
            Self::Store(_) | Self::Cancelled(_) => LeftOut {
                file: file.display().to_string(),
                reason: sentence(&self.to_string()),
                hint: String::new(),
            },
        }
    }
}

/// A file that was left out while others were taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The file, with its path where it has one; "scan.pdf, attached to letter.eml".
    pub file: String,
    /// Why, a sentence.
    pub reason: String,
    /// What to do about it, a sentence; may be empty.
    pub hint: String,
}

impl LeftOut {
    pub(super) fn of(file: String, error: &ImportError) -> Self {
        Self {
            file,
            reason: sentence(&error.problem.to_string()),
            hint: error.hint().to_owned(),
        }
    }

    /// The file without its folders.
    pub fn name(&self) -> &str {
        let name = Path::new(&self.file).file_name();
        name.and_then(|name| name.to_str()).unwrap_or(&self.file)
    }

    /// "/papers/a.pdf: The file is empty. Check that it was saved or copied to the end."
    pub fn wording(&self) -> String {
        let words = format!("{}: {} {}", self.file, self.reason, self.hint);
        words.trim_end().to_owned()
    }
}

fn sentence(text: &str) -> String {
    let text = capitalised(text);
    let is_ended = text.ends_with(['.', '!', '?']);
    if is_ended { text } else { text + "." }
}

/// Why bytes are not taken in; which file they are is known further up.
pub(super) enum AddError {
    Import(ImportError),
    Store(StoreError),
    Cancelled(Cancelled),
}

impl From<StoreError> for AddError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Cancelled> for AddError {
    fn from(cancelled: Cancelled) -> Self {
        Self::Cancelled(cancelled)
    }
}

impl AddError {
    /// Names the file by its path.
    pub(super) fn of(self, file: &Path) -> CollectError {
        match self {
            Self::Import(error) => CollectError::Import {
                file: file.to_owned(),
                error,
            },
            Self::Store(error) => error.into(),
            Self::Cancelled(cancelled) => cancelled.into(),
        }
    }
}
