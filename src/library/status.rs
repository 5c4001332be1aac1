//! How it stands with the library, for the person.

use std::path::Path;
use std::sync::Arc;

/// How it stands with the library.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// Its folders, in the person's order.
    pub folders: Vec<FolderStatus>,
    /// While files are being read: how many were, and how many there are to read.
    pub progress: Option<(usize, usize)>,
    /// Whether reading waits until the person lets it go on.
    pub is_paused: bool,
    /// What the person should know of the index.
    pub remark: Option<String>,
}

/// A folder of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderStatus {
    /// Where it is.
    pub path: Arc<Path>,
    /// How it stands with it.
    pub state: FolderState,
}

/// How it stands with a folder of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderState {
    /// It was not looked through yet.
    Waiting,
    /// It was looked through.
    Ready {
        /// How many files a document can be made from.
        files: usize,
        /// How many files of other kinds there are.
        others: usize,
        /// How many folders in it could not be read.
        unread: usize,
        /// Whether some are left out because there are too many.
        is_cut_short: bool,
    },
    /// It is not there now, as when a drive is not connected; this is what the system says. What is
    /// known of its files stays.
    Unreachable(String),
}
