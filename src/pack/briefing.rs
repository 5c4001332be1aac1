//! Briefing pages: what is written in Briefpack itself.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::NoteKind;

/// A page written in Briefpack: parts one below the other. Its title is the document's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BriefingPage {
    /// What stands on it, in order.
    #[serde(default)]
    pub parts: Vec<PagePart>,
}

impl BriefingPage {
    /// Changes what its texts cite: each cited id becomes what `change` makes of it. Where that is
    /// `None`, the words of the citation stay, and cite nothing.
    pub fn map_citations(&mut self, change: impl Fn(u64) -> Option<u64>) {
        for part in &mut self.parts {
            if let PagePart::Text(text) = part {
                *text = with_citations(text, &change);
            }
        }
    }

    /// The ids that its texts cite, in the order in which they stand there.
    pub fn citations(&self) -> Vec<u64> {
        let texts = self.parts.iter().filter_map(|part| match part {
            PagePart::Text(text) => Some(text.as_str()),
            PagePart::Objectives | PagePart::Agenda | PagePart::Notes(_) => None,
        });
        texts.flat_map(cited).collect()
    }

    /// Puts the new title of a document into the labels of citations of these ids that bear the old
    /// one, at their end or as a whole; other words that the person wrote stay.
    pub fn rename_cited(&mut self, ids: &BTreeSet<u64>, old: &str, new: &str) {
        let label = |title: &str| citation(title, 0).replace("](@0)", "").replacen('[', "", 1);
        let (old, new) = (label(old), label(new));
        if old.is_empty() || old == new {
            return;
        }
        for part in &mut self.parts {
            if let PagePart::Text(text) = part {
                for id in ids {
                    let end = format!("](@{id})");
                    *text = text.replace(&format!("{old}{end}"), &format!("{new}{end}"));
                }
            }
        }
    }

    /// The one part in which `new` differs from this page, counted from 0, where that is a text in
    /// both.
    pub fn rewritten_text(&self, new: &Self) -> Option<usize> {
        if self.parts.len() != new.parts.len() {
            return None;
        }
        let mut differing = self
            .parts
            .iter()
            .zip(&new.parts)
            .enumerate()
            .filter(|(_, (old, new))| old != new);
        match (differing.next()?, differing.next()) {
            ((index, (PagePart::Text(_), PagePart::Text(_))), None) => Some(index),
            _ => None,
        }
    }
}

/// The text of a link that cites the document or annotation with this id.
pub fn citation(label: &str, id: u64) -> String {
    let label: String = label
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .map(|letter| {
            if matches!(letter, '[' | ']') {
                '\''
            } else {
                letter
            }
        })
        .collect();
    format!("[{label}](@{id})")
}

/// What ends the label of a citation and begins its address.
const OPEN: &str = "](@";

/// The ids that a text cites.
fn cited(text: &str) -> impl Iterator<Item = u64> {
    text.split(OPEN).skip(1).filter_map(|after| {
        let (number, _) = after.split_once(')')?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        number.parse().ok().filter(|_| is_number)
    })
}

/// A text in which each cited id has become what `change` makes of it. Where that is `None`, the
/// words of the citation stay, and cite nothing.
pub fn with_citations(text: &str, change: &impl Fn(u64) -> Option<u64>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(OPEN) {
        let (before, tail) = rest.split_at(at);
        let inner = tail.get(OPEN.len()..).unwrap_or_default();
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = inner.split_at(digits);
        let id = number.parse().ok().filter(|_| after.starts_with(')'));
        out.push_str(before);
        match id.map(change) {
            None => {
                out.push_str(OPEN);
                rest = inner;
                continue;
            }
            Some(Some(id)) => out.push_str(&format!("](@{id})")),
            // Without its address a link in brackets is plain text; the brackets go too.
            Some(None) => {
                if let Some(open) = out.rfind('[') {
                    out.remove(open);
                }
            }
        }
        rest = after.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// A part of a briefing page: written by hand, or made from the pack each time it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PagePart {
    /// Text in Markdown-light. A link to `@12` cites the document or annotation with the id 12.
    Text(String),
    /// The objectives of the meeting.
    Objectives,
    /// The sections and documents of the pack with their pages.
    Agenda,
    /// Notes from all over the pack, with quotation and citation.
    Notes(Gather),
}

/// Which notes are gathered, and how they are arranged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Gather {
    /// The kinds; none for notes and marks of every kind, and of none.
    pub kinds: BTreeSet<NoteKind>,
    /// How they are arranged.
    pub grouping: Grouping,
    /// Which states are gathered.
    pub states: GatherStates,
}

/// How gathered notes are arranged. Within a group they stand in the order of the pack.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Grouping {
    /// One list.
    #[default]
    PackOrder,
    /// A list for each kind.
    ByKind,
    /// A list for each document.
    ByDocument,
}

impl Grouping {
    /// Every way, in the order in which the person chooses.
    pub const ALL: [Self; 3] = [Self::PackOrder, Self::ByKind, Self::ByDocument];

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::PackOrder => "In pack order",
            Self::ByKind => "By kind",
            Self::ByDocument => "By document",
        }
    }
}

/// Which notes are gathered by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GatherStates {
    /// All of them.
    #[default]
    All,
    /// Only what is still to be dealt with.
    Open,
}

/// What a new briefing page begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    /// An empty page.
    Blank,
    /// Objectives, agenda, key points.
    MeetingBrief,
    /// The notes of that kind.
    LinesToTake,
    /// The notes of that kind.
    QuestionsAndAnswers,
    /// The notes of that kind.
    Background,
    /// All notes, by kind.
    Digest,
}

impl Template {
    /// Every template, in the order in which the person chooses.
    pub const ALL: [Self; 6] = [
        Self::MeetingBrief,
        Self::LinesToTake,
        Self::QuestionsAndAnswers,
        Self::Background,
        Self::Digest,
        Self::Blank,
    ];

    /// The name the person knows it by, and the title of a page made from it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blank => "Briefing page",
            Self::MeetingBrief => "Meeting brief",
            Self::LinesToTake => "Lines to take",
            Self::QuestionsAndAnswers => "Questions and answers",
            Self::Background => "Background",
            Self::Digest => "Digest of notes",
        }
    }

    /// A new page made from it.
    pub fn page(self) -> BriefingPage {
        let notes = |kind| {
            PagePart::Notes(Gather {
                kinds: BTreeSet::from([kind]),
                ..Gather::default()
            })
        };
        let text = |text: &str| PagePart::Text(text.to_owned());
        let parts = match self {
            Self::Blank => vec![text("")],
            Self::MeetingBrief => vec![
                text("## Objectives"),
                PagePart::Objectives,
                text("## Agenda"),
                PagePart::Agenda,
                text("## Key points"),
                notes(NoteKind::KeyPoint),
            ],
            Self::LinesToTake => vec![notes(NoteKind::LineToTake)],
            Self::QuestionsAndAnswers => vec![notes(NoteKind::Question)],
            Self::Background => vec![text(""), notes(NoteKind::Background)],
            Self::Digest => vec![PagePart::Notes(Gather {
                grouping: Grouping::ByKind,
                ..Gather::default()
            })],
        };
        BriefingPage { parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_are_told_from_other_links() {
        let mut page = BriefingPage {
            parts: vec![PagePart::Text(
                "See [Agenda](@3), [web](https://x.example/@3) and [lost](@9)(@3) [a](@x)."
                    .to_owned(),
            )],
        };
        assert_eq!(page.citations(), [3, 9]);
        page.map_citations(|id| (id == 3).then_some(30));
        assert_eq!(
            page.parts,
            [PagePart::Text(
                "See [Agenda](@30), [web](https://x.example/@3) and lost(@3) [a](@x).".to_owned()
            )]
        );
    }

    #[test]
    fn typing_in_one_text_is_told_from_other_changes() {
        let page = |parts: &[PagePart]| BriefingPage {
            parts: parts.to_vec(),
        };
        let text = |text: &str| PagePart::Text(text.to_owned());
        let old = page(&[text("a"), PagePart::Agenda, text("b")]);
        let typed = page(&[text("a"), PagePart::Agenda, text("bc")]);
        assert_eq!(old.rewritten_text(&typed), Some(2));
        for other in [
            page(&[text("b"), PagePart::Agenda, text("a")]),
            page(&[text("a"), PagePart::Objectives, text("b")]),
            page(&[text("a"), PagePart::Agenda]),
            old.clone(),
        ] {
            assert_eq!(old.rewritten_text(&other), None);
        }
    }

    #[test]
    fn citations_follow_the_title_of_what_they_cite() {
        let mut page = BriefingPage {
            parts: vec![PagePart::Text(
                "[Syria](@3), [“We act”, Syria](@4), [Syria](@5), [the speech](@3)".to_owned(),
            )],
        };
        page.rename_cited(&BTreeSet::from([3, 4]), "Syria", "Statement [1]");
        let expected =
            "[Statement '1'](@3), [“We act”, Statement '1'](@4), [Syria](@5), [the speech](@3)";
        assert_eq!(page.parts, [PagePart::Text(expected.to_owned())]);
    }

    #[test]
    fn a_label_cannot_end_its_link_early() {
        assert_eq!(citation("Annex [A]\nof it", 7), "[Annex 'A' of it](@7)");
    }
}
