//! Changing a pack: one enum of commands, applied in one place, with undo.
//!
//! Architecture invariant: [`apply`] is the only code that changes a pack once it is open. Undo,
//! autosave and the tests all rest on that.

mod annotations;
mod apply;
mod command;
mod error;
mod excerpts;
mod history;
mod outline;
#[cfg(test)]
mod random_tests;
mod reorder;
#[cfg(test)]
mod tests;

pub use apply::apply;
pub use command::{
    AnnotationChange, Command, MeetingPart, MergeKey, NewAnnotation, NewDocument, PasteFrom,
    Replacement,
};
pub use error::EditError;
pub use history::{History, Revision};
