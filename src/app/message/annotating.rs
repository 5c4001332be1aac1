//! What marks and notes are made with, and which one is in hand.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::edit::NewAnnotation;
use crate::pack::{Audience, Author, Mark, NoteKind, Target};

/// The pen: how the next mark or note is made. Part of the preferences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pen {
    /// How the next mark looks.
    pub mark: Mark,
    /// What the next note is for.
    pub kind: NoteKind,
    /// Who may see the next mark or note.
    pub audience: Audience,
    /// Who writes.
    pub author: Author,
}

impl Default for Pen {
    fn default() -> Self {
        Self {
            mark: Mark::default(),
            kind: NoteKind::KeyPoint,
            audience: Audience::Private,
            author: Author::default(),
        }
    }
}

impl Pen {
    /// A mark without words on `target`.
    pub fn mark(&self, target: Target, mark: Mark) -> NewAnnotation {
        NewAnnotation {
            target,
            mark,
            body: String::new(),
            kind: None,
            audience: self.audience,
            author: self.author.clone(),
            created: Some(Timestamp::now()),
        }
    }

    /// A note on `target` that is about to be written.
    pub fn note(&self, target: Target) -> NewAnnotation {
        NewAnnotation {
            kind: Some(self.kind),
            ..self.mark(target, self.mark)
        }
    }
}

/// What stands beside the pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SidePane {
    /// What is known about the selected document, section or pack.
    #[default]
    Details,
    /// The notes on the selected document, each at the height of its passage.
    Notes,
    /// All notes of the pack, as a list.
    AllNotes,
    /// What a search in the pack found.
    Find,
}
