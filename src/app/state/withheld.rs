//! What of a pack is only in the speaking copy.

use crate::export::Copy;
use crate::pack::{Audience, Pack};

/// What of a pack is only in the speaking copy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Withheld {
    notes: usize,
    marks: usize,
    documents: usize,
    pages: usize,
}

impl Withheld {
    /// Counts what the circulation copy of `pack` leaves out.
    pub fn of(pack: &Pack) -> Self {
        let mut withheld = Self::default();
        for document in pack.documents() {
            if document.audience == Audience::Private {
                match document.page() {
                    Some(_) => withheld.pages += 1,
                    None => withheld.documents += 1,
                }
            }
            for note in &document.annotations {
                if Copy::Circulation.shows_annotation(document, note) {
                    continue;
                }
                if note.has_words() || note.kind.is_some() {
                    withheld.notes += 1;
                } else {
                    withheld.marks += 1;
                }
            }
        }
        withheld
    }

    /// What it is, such as "3 private notes and 1 private page"; `None` for nothing.
    pub fn wording(self) -> Option<String> {
        let counted = |count: usize, what: &str| match count {
            0 => None,
            1 => Some(format!("1 private {what}")),
            many => Some(format!("{many} private {what}s")),
        };
        let parts: Vec<String> = [
            (self.notes, "note"),
            (self.marks, "mark"),
            (self.documents, "document"),
            (self.pages, "page"),
        ]
        .into_iter()
        .filter_map(|(count, what)| counted(count, what))
        .collect();
        match parts.split_last()? {
            (last, []) => Some(last.clone()),
            (last, others) => Some(format!("{} and {last}", others.join(", "))),
        }
    }

    /// What it is without numbers, such as "private notes".
    pub fn what(self) -> Option<&'static str> {
        match self {
            Self {
                notes: 0,
                marks: 0,
                documents: 0,
                pages: 0,
            } => None,
            Self { notes: 1.., .. } => Some("private notes"),
            Self { marks: 1.., .. } => Some("private marks"),
            Self { documents: 1.., .. } => Some("private documents"),
            Self { .. } => Some("private pages"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_told_in_words() {
        let wordings = |notes, marks, documents, pages| {
            let withheld = Withheld {
                notes,
                marks,
                documents,
                pages,
            };
            (withheld.wording(), withheld.what())
        };
        assert_eq!(wordings(0, 0, 0, 0), (None, None));
        assert_eq!(
            wordings(3, 0, 0, 1),
            (
                Some("3 private notes and 1 private page".to_owned()),
                Some("private notes")
            )
        );
        assert_eq!(
            wordings(0, 1, 2, 2),
            (
                Some("1 private mark, 2 private documents and 2 private pages".to_owned()),
                Some("private marks")
            )
        );
    }
}
