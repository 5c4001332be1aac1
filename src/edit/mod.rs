//! Changing a pack: one enum of commands, applied in one place, with undo.
//!
//! Architecture invariant: [`apply`] is the only code that changes a pack once it is open. Undo,
//! autosave and the tests all rest on that.

mod annotations;
mod apply;
mod command;
mod excerpts;
mod history;
#[cfg(test)]
mod random_tests;
mod reorder;
#[cfg(test)]
mod tests;

pub use apply::{EditError, apply};
pub use command::{
    AnnotationChange, Command, MeetingPart, MergeKey, NewAnnotation, NewDocument, PasteFrom,
    Replacement,
};
pub use history::{History, Revision};
