//! Where the command palette leads.

use std::path::PathBuf;

use crate::app::message::action::Action;
use crate::app::message::entry::Entry;
use crate::pack::AnnotationId;

/// What was chosen in the command palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GoTo {
    /// Do this.
    Action(Action),
    /// Show a document or section.
    Entry(Entry),
    /// Show a page of the pack, counted from 1.
    Page(u32),
    /// Show a note or mark.
    Note(AnnotationId),
    /// Open a pack.
    Pack(PathBuf),
}
