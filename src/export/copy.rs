//! The copies of a pack: who may see what.

use std::path::{Path, PathBuf};

use crate::pack::{Annotation, Audience, Document, Section};

/// What the name of a speaking copy ends in.
const SUFFIX: &str = " – speaking copy";

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

    /// Whether a section is in this copy: not if there is nothing in it but what is withheld, since
    /// its title may tell of that.
    pub fn shows_section(self, section: &Section) -> bool {
        let mut documents = section.documents.iter();
        section.documents.is_empty() || documents.any(|one| self.shows(one.audience))
    }

    /// Whether a mark or note is in this copy. What is on a private document goes with it.
    pub fn shows_annotation(self, document: &Document, annotation: &Annotation) -> bool {
        self.shows(document.audience) && self.shows(annotation.audience)
    }
}

/// The files of both copies, the circulation copy first, if one of them is to be `file`.
pub fn both_files(file: &Path) -> [(Copy, PathBuf); 2] {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let circulation = match stem.strip_suffix(SUFFIX) {
        // The name was that of a speaking copy: the circulation copy must not take it.
        Some(stem) => file.with_file_name(format!("{stem}.pdf")),
        None => file.to_owned(),
    };
    let speaking = speaking_file(&circulation);
    [(Copy::Circulation, circulation), (Copy::Speaking, speaking)]
}

/// The name of the speaking copy beside the circulation copy, where both are written:
/// `Summit – speaking copy.pdf` beside `Summit.pdf`.
pub fn speaking_file(circulation: &Path) -> PathBuf {
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
    fn two_copies_never_share_a_file() {
        for name in ["Summit.pdf", "Summit – speaking copy.pdf"] {
            let [(_, circulation), (_, speaking)] = both_files(Path::new(name));
            assert_eq!(circulation, Path::new("Summit.pdf"));
            assert_eq!(speaking, Path::new("Summit – speaking copy.pdf"));
        }
    }

    #[test]
    fn the_speaking_copy_lies_beside_the_other() {
        assert_eq!(
            speaking_file(Path::new("out/Summit 1.2.pdf")),
            Path::new("out/Summit 1.2 – speaking copy.pdf")
        );
    }
}
