//! The copies of a pack: who may see what.

use std::path::{Path, PathBuf};

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

/// The name of the speaking copy beside the circulation copy, where both are written:
/// `Summit – speaking copy.pdf` beside `Summit.pdf`.
pub fn speaking_file(circulation: &Path) -> PathBuf {
    const SUFFIX: &str = " – speaking copy";
    let stem = circulation.file_stem().unwrap_or_default();
    if stem.to_string_lossy().ends_with(SUFFIX) {
        return circulation.to_owned();
    }
    let mut name = stem.to_os_string();
    name.push(SUFFIX);
    name.push(".pdf");
    circulation.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speaking_copy_lies_beside_the_other() {
        assert_eq!(
            speaking_file(Path::new("out/Summit 1.2.pdf")),
            Path::new("out/Summit 1.2 – speaking copy.pdf")
        );
    }
}
