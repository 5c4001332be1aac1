//! What was asked for while something else had to come first.

use std::path::PathBuf;

use crate::edit::History;
use crate::store::{FileState, Loaded, Recoverable, Session};

/// What was asked for when unsaved changes were in the way.
pub enum Then {
    /// Close the window.
    Quit,
    /// Put another pack on the desk.
    Put(Arrival),
}

/// A pack that is ready to take the place of the open one.
pub enum Arrival {
    New,
    Sample,
    /// One that was read from this file.
    Opened(PathBuf, Box<Loaded>),
    /// Unsaved work of a session that ended without being closed.
    Restored(Box<Recoverable>),
    /// One for which all is done that has to be done on the disk.
    Ready(Box<Ready>),
}

/// A pack with a session of its own.
pub struct Ready {
    /// The pack and its history.
    pub history: History,
    /// Where unsaved work is kept.
    pub session: Session,
    /// The file that it lies in.
    pub file: Option<PathBuf>,
    /// What that file held.
    pub known: FileState,
    /// What was mended when it was read.
    pub warnings: Vec<String>,
}
