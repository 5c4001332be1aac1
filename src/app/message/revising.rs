//! New versions of sources, and which way they come to their pages.

use std::path::PathBuf;

use crate::edit::Revision;
use crate::pack::SourceId;
use crate::revise;

/// A new version that was compared with the one in the pack.
#[derive(Debug)]
pub struct Compared {
    /// The source that it takes the place of.
    pub source: SourceId,
    /// The file that holds it.
    pub file: PathBuf,
    /// What opens it, where it is protected.
    pub password: Option<String>,
    /// The state of the pack that it was compared with.
    pub state: Revision,
    /// What it does to the documents.
    pub new_version: revise::NewVersion,
}

/// Which way a document of an office program comes to its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayoutChoice {
    /// As the program that it was made with sets it.
    Kept,
    /// Its text flows on our own pages.
    Flowing,
}
