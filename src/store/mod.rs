//! Packs on disk: the pack file, the sources beside it, unsaved work, locks.
//!
//! ```text
//! Name.ron                    the pack, as text for people and programs
//! Name.ron.bak                the last good one before it
//! Name (theirs, 1 December 2026 14.05).ron
//!                             what somebody else saved, before it was replaced; a pack of its own
//! Name.documents/<sha256>.pdf the sources, never changed once written
//! .~lock.Name.ron#            who has it open
//! .briefpack-XXXXXX.tmp       a file that is being written; locked until it has its name
//! .~save.Name.ron#            who is saving it
//! ```
//!
//! Architecture invariant: a pack file never names a source that was not written, whole and
//! flushed, before it; and at any moment the pack file is the old one or the new one, never half
//! of either.
//!
//! Architecture invariant: no save replaces what this window did not read or write itself. It hands
//! back a [`Conflict`], and the person decides.

#[cfg(test)]
mod conflict_tests;
mod disk;
mod error;
mod file_state;
mod files;
mod format;
mod lock;
mod pack_file;
mod passing;
mod places;
mod save;
mod session;
mod sources;
#[cfg(test)]
pub(crate) mod test_support;
mod version_1;
mod version_3;
mod versions;

pub use disk::hash_reader;
pub use error::{SourceError, StoreError, explain_read};
pub use file_state::FileState;
pub use files::{NotAFile, create_private_folder, open_file};
pub use format::{Loaded, from_ron, to_ron};
pub use lock::{HeldBy, PackLock};
pub use pack_file::documents_folder;
pub use passing::PassingFolder;
pub use places::{OriginPath, Places, may_be_elsewhere};
pub use save::{
    Conflict, NewFile, SaveOutcome, Saved, check_target, load, replace, retire_unused, save,
    write_file,
};
pub use session::{
    Autosave, Recoverable, Restored, Session, clear_sessions, data_folder, recoverable_sessions,
};
pub use sources::{SourceState, SourceStore};
pub use versions::saved_at;
