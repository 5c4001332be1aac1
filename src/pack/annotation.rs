//! What the person writes on a document.

use serde::{Deserialize, Serialize};

use super::AnnotationId;

/// A note on a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annotation {
    /// Stays the same through every edit.
    pub id: AnnotationId,
    /// What the note is on.
    pub target: Target,
    /// The note's text.
    pub body: String,
}

/// What an annotation is on. The names follow the W3C Web Annotation model, in which an
/// annotation joins a body to a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// The document as a whole; printed in a box above its first page.
    Document,
}
