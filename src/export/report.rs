//! What needs a look after an export.

use std::collections::BTreeSet;

use crate::pack::{Document, DocumentId};

/// What needs a look after an export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Warnings first, then in the order of the pack.
    pub findings: Vec<Finding>,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The document it is about; `None` for the cover, contents and dividers.
    pub document: Option<DocumentId>,
    /// How it stands with the document.
    pub kind: FindingKind,
    /// What it is and what to do, in plain words.
    pub message: String,
}

/// How it stands with the document that a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingKind {
    /// It is in the PDF; something about it needs a look.
    Remark,
    /// It is in the PDF with words that somebody may believe to be gone.
    Warning,
    /// A placeholder stands in the PDF in its place.
    LeftOut,
    /// A placeholder stands in the PDF in its place until its password is known.
    Locked,
}

impl Report {
    /// How many documents a placeholder stands for.
    pub fn left_out(&self) -> usize {
        let findings = self.findings.iter();
        findings
            .filter(|finding| match finding.kind {
                FindingKind::LeftOut | FindingKind::Locked => true,
                FindingKind::Remark | FindingKind::Warning => false,
            })
            .count()
    }

    /// Whether every document is in the PDF.
    pub fn is_complete(&self) -> bool {
        self.left_out() == 0
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Finding {
    pub(super) fn left_out(document: &Document, kind: FindingKind, why: &str) -> Self {
        Self {
            document: Some(document.id),
            kind,
            message: format!("'{}' is not included: {why}", document.title),
        }
    }

    pub(super) fn of_document(document: &Document, what: &str) -> Self {
        Self {
            document: Some(document.id),
            kind: FindingKind::Remark,
            message: format!("'{}': {what}", document.title),
        }
    }

    pub(super) fn warning(document: &Document, what: &str) -> Self {
        Self {
            kind: FindingKind::Warning,
            ..Self::of_document(document, what)
        }
    }

    pub(super) fn of_front(place: &str, what: &str) -> Self {
        Self {
            document: None,
            kind: FindingKind::Remark,
            message: format!("{place}: {what}"),
        }
    }
}

/// Names the characters that no font has; `None` if there are none.
pub(super) fn missing_characters(missing: &BTreeSet<char>) -> Option<String> {
    const NAMED: usize = 12;
    if missing.is_empty() {
        return None;
    }
    let mut named: Vec<String> = missing
        .iter()
        .take(NAMED)
        .map(|&letter| match letter.is_control() {
            true => format!("U+{:04X}", u32::from(letter)),
            false => format!("{letter} (U+{:04X})", u32::from(letter)),
        })
        .collect();
    if missing.len() > NAMED {
        named.push(format!("and {} more", missing.len() - NAMED));
    }
    Some(format!(
        "no font here has these characters, so each is printed as a box: {}.",
        named.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_characters_are_named() {
        assert_eq!(missing_characters(&BTreeSet::new()), None);
        let text = missing_characters(&BTreeSet::from(['𓀀', '\u{1}'])).unwrap();
        assert!(text.ends_with("U+0001, 𓀀 (U+13000)."), "{text}");
        let many: BTreeSet<char> = ('a'..='z').collect();
        assert!(missing_characters(&many).unwrap().ends_with("and 14 more."));
    }
}
