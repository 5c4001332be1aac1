//! Which PDFs are to be written.

use std::path::PathBuf;

use crate::export::{self, Copy};

/// Which copies of the pack are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Copies {
    /// What everybody gets. The default, so that nothing private goes out by accident.
    #[default]
    Circulation,
    /// What the speaker has in hand.
    Speaking,
    /// One file of each.
    Both,
}

impl Copies {
    /// Every choice, in the order in which the person chooses.
    pub const ALL: [Self; 3] = [Self::Circulation, Self::Speaking, Self::Both];

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Circulation => Copy::Circulation.name(),
            Self::Speaking => Copy::Speaking.name(),
            Self::Both => "Both",
        }
    }

    /// Whether the speaking copy is among them.
    pub fn has_speaking(self) -> bool {
        self != Self::Circulation
    }
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The file that was chosen or suggested; the circulation copy goes there.
    pub file: PathBuf,
    pub copies: Copies,
    /// Each copy with the file that it goes to, in the order in which they are written.
    pub targets: Vec<(Copy, PathBuf)>,
}

impl Order {
    /// These copies to `file`. A speaking copy gets a name of its own beside it, unless `file` was
    /// chosen for that very copy.
    pub fn new(file: PathBuf, copies: Copies, is_chosen_for_speaking: bool) -> Self {
        let speaking = if is_chosen_for_speaking {
            file.clone()
        } else {
            export::speaking_file(&file)
        };
        let targets = match copies {
            Copies::Circulation => vec![(Copy::Circulation, file.clone())],
            Copies::Speaking => vec![(Copy::Speaking, speaking)],
            Copies::Both => export::both_files(&file).into(),
        };
        Self {
            file,
            copies,
            targets,
        }
    }
}

/// A PDF that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenPdf {
    pub file: PathBuf,
    pub copy: Copy,
    /// How many pages it has.
    pub pages: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speaking_copy_does_not_take_the_name_of_the_other() {
        let file = PathBuf::from("/a/Council 30.7.pdf");
        let names = |copies, chosen| -> Vec<String> {
            let order = Order::new(file.clone(), copies, chosen);
            let files = order.targets.iter();
            files.map(|(_, file)| file.display().to_string()).collect()
        };
        assert_eq!(names(Copies::Circulation, false), ["/a/Council 30.7.pdf"]);
        assert_eq!(
            names(Copies::Speaking, false),
            ["/a/Council 30.7 – speaking copy.pdf"]
        );
        assert_eq!(names(Copies::Speaking, true), ["/a/Council 30.7.pdf"]);
        let both = ["/a/Council 30.7.pdf", "/a/Council 30.7 – speaking copy.pdf"];
        assert_eq!(names(Copies::Both, false), both);
        assert_eq!(names(Copies::Both, true), both);
    }
}
