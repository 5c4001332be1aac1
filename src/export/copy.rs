//! The copies of a pack: who may see what.

use crate::pack::{Annotation, Audience, Document};

/// One rendering of a pack.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Copy {
    /// What everybody gets: only what is circulated, and no name of who wrote it.
    #[default]
    Circulation,
    /// What the speaker has in hand: private notes too.
    Speaking,
}

impl Copy {
    /// Both, in the order in which the person chooses.
    pub const ALL: [Self; 2] = [Self::Circulation, Self::Speaking];

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Circulation => "Circulation copy",
            Self::Speaking => "Speaking copy",
        }
    }

    /// Whether what is meant for `audience` is in this copy.
    pub fn shows(self, audience: Audience) -> bool {
        match self {
            Self::Circulation => audience == Audience::Circulated,
            Self::Speaking => true,
        }
    }

    /// Whether a mark or note is in this copy. What is on a private document goes with it.
    pub fn shows_annotation(self, document: &Document, annotation: &Annotation) -> bool {
        self.shows(document.audience) && self.shows(annotation.audience)
    }
}
