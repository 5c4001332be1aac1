//! What a save may take the place of.

use crate::store::FileState;

/// What a save may take the place of.
#[derive(Debug, Clone)]
pub enum Over {
    /// What this window read or saved last, or no file at all under a new name.
    Known,
    /// What somebody else put into the pack's file, which the person has been told of.
    Theirs(FileState),
    /// Another pack, under a name that the person chose.
    Another,
}

/// What somebody else's version of the pack was found to be.
pub struct Look {
    /// What the file held.
    pub state: FileState,
    /// When it was written, where known.
    pub saved_at: Option<jiff::Timestamp>,
    /// What is different in it, a sentence each.
    pub differences: Vec<String>,
}
