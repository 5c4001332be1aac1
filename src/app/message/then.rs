//! What was asked for while something else had to come first.

use std::path::PathBuf;

use crate::store::{Loaded, Recoverable};

/// What was asked for when unsaved changes were in the way.
pub enum Then {
    /// Close the window.
    Quit,
    /// Put another pack on the desk.
    Put(Arrival),
}

/// A pack that is ready to take the place of the open one.
pub enum Arrival {
    /// A new one.
    New,
    /// The sample.
    Sample,
    /// One that was read from this file.
    Opened(PathBuf, Box<Loaded>),
    /// Unsaved work of a session that ended without being closed.
    Restored(Box<Recoverable>),
}
