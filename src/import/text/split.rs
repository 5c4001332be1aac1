//! Where a text of several publications is to be split.
//!
//! A split in the wrong place harms, a split that is missing loses nothing: only what is plain
//! is proposed, the rest is a suggestion.

use std::collections::{HashMap, HashSet};

use super::chunk::{Chunk, chunks};
use super::line::{is_title_like, normal_form};
use super::opening::title_of;
use super::wrap::Wrap;

/// A new publication stands at least this many blank lines more apart than paragraphs do.
const GAP_MORE: usize = 2;
/// However close paragraphs stand, fewer blank lines than this part no publications.
const GAP_LEAST: usize = 3;
/// A title that is given twice recurs within this many chunks, and has this many words or more:
/// shorter lines recur as names of speakers and headings of sections do.
const REPEAT_WITHIN: usize = 3;
const REPEAT_WORDS: usize = 4;
/// A line that stands more often in the text is a running head, not a title.
const TITLE_TIMES: usize = 3;

/// First words of headings that stand within a publication, never above one.
const INNER_HEADINGS: &[&str] = &[
    "annex",
    "annexe",
    "appendix",
    "background",
    "bibliography",
    "contact",
    "contacts",
    "contents",
    "conclusion",
    "conclusions",
    "ends",
    "enquiries",
    "endnotes",
    "footnotes",
    "further information",
    "further reading",
    "glossary",
    "introduction",
    "media enquiries",
    "more information",
    "note to",
    "notes",
    "press enquiries",
    "references",
    "related",
    "share this",
    "table of contents",
    "chapter",
    "section",
    "part",
];

/// How a letter ends; its signature stands far below.
const CLOSINGS: &[&str] = &[
    "yours",
    "kind regards",
    "best regards",
    "regards",
    "best wishes",
    "with best wishes",
    "sincerely",
    "signed",
    "faithfully",
];

/// The places where a text is split: indices of first lines, from 0, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Splits {
    /// Proposed; the first is always 0.
    pub starts: Vec<usize>,
    /// Weaker places, to be offered.
    pub suggestions: Vec<usize>,
}

/// Finds where a text is to be split.
pub fn find(lines: &[String]) -> Splits {
    let Some(last) = lines.len().checked_sub(1) else {
        return Splits::default();
    };
    let chunks = chunks(lines, 0..=last);
    let wrap = Wrap::measure(lines, &chunks);
    let candidates = Candidates::collect(lines, &chunks, wrap);
    candidates.choose()
}

/// A chunk of text, as the choice of splits sees it.
struct Candidate {
    /// The index of its first line.
    first: usize,
    gap: usize,
    separator: Separator,
    /// Its title in normal form, if it could be one.
    title: Option<String>,
    is_inner_heading: bool,
    is_closing: bool,
}

/// What stands before a chunk besides blank lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    None,
    Rule,
    PageBreak,
}

struct Candidates {
    list: Vec<Candidate>,
    usual_gap: usize,
    times: HashMap<String, usize>,
}

impl Candidates {
    fn collect(lines: &[String], chunks: &[Chunk], wrap: Wrap) -> Self {
        let mut list: Vec<Candidate> = Vec::new();
        let mut rule = false;
        let mut gap = 0;
        let mut underline = false;
        for chunk in chunks {
            gap = gap.max(chunk.gap);
            if chunk.rule {
                rule |= !underline;
                underline = false;
                continue;
            }
            let title = title_of(lines, chunk, wrap).map(|title| normal_form(&title));
            underline = chunk.underlined && title.is_some();
            let separator = match (chunk.page_break, rule) {
                (true, _) => Separator::PageBreak,
                (false, true) => Separator::Rule,
                (false, false) => Separator::None,
            };
            let begins_with = |words: &[&str]| {
                let line = normal_form(chunk.first_line(lines));
                words.iter().any(|word| {
                    line.strip_prefix(word)
                        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
                })
            };
            list.push(Candidate {
                first: chunk.first,
                gap,
                separator,
                is_inner_heading: title.is_some() && begins_with(INNER_HEADINGS),
                is_closing: chunk.len() == 1 && begins_with(CLOSINGS),
                title,
            });
            (rule, gap) = (false, 0);
        }
        let mut times = HashMap::new();
        for title in list.iter().filter_map(|candidate| candidate.title.clone()) {
            *times.entry(title).or_insert(0) += 1;
        }
        Self {
            usual_gap: usual_gap(lines, chunks, wrap),
            list,
            times,
        }
    }

    fn choose(&self) -> Splits {
        let rules_part = self.parts_publications(Separator::Rule);
        let pages_part = self.parts_publications(Separator::PageBreak);
        let is_page_break = |one: &Candidate| one.separator == Separator::PageBreak;
        // In a text printed page by page, blank lines are the room around figures and headings.
        let is_paged = !pages_part && self.list.iter().any(is_page_break);
        let mut splits = Splits {
            starts: vec![0],
            suggestions: Vec::new(),
        };
        let mut current = self.list.first().and_then(|first| first.title.as_ref());
        let mut last_start = 0;
        for (index, pair) in self.list.windows(2).enumerate() {
            let (index, [before, candidate]) = (index + 1, pair) else {
                continue;
            };
            let Some(title) = &candidate.title else {
                continue;
            };
            if current == Some(title) || before.is_closing || index + 1 == self.list.len() {
                continue;
            }
            let separated = candidate.separator != Separator::None;
            let parted = match candidate.separator {
                Separator::None => false,
                Separator::Rule => rules_part,
                Separator::PageBreak => pages_part,
            };
            let far = !is_paged && candidate.gap >= (self.usual_gap + GAP_MORE).max(GAP_LEAST);
            let plain = !candidate.is_inner_heading && title.contains(' ') && self.is_rare(title);
            // A title directly below a title is a cover or a sub-title, not a second publication.
            let has_body = index > last_start + 1;
            let recurs = self.recurs(index, title);
            let apart = candidate.gap > self.usual_gap;
            if (recurs && apart) || (plain && has_body && (parted || far)) {
                splits.starts.push(candidate.first);
                current = Some(title);
                last_start = index;
            } else if separated || apart || recurs {
                splits.suggestions.push(candidate.first);
            }
        }
        splits
    }

    fn is_rare(&self, title: &str) -> bool {
        self.times
            .get(title)
            .is_none_or(|times| *times <= TITLE_TIMES)
    }

    /// Whether the chunk at `index` is a title that is given a second time close below.
    fn recurs(&self, index: usize, title: &str) -> bool {
        let next = self.list.iter().skip(index + 1).take(REPEAT_WITHIN);
        title.split(' ').count() >= REPEAT_WORDS
            && self.is_rare(title)
            && next
                .filter_map(|other| other.title.as_deref())
                .any(|other| other == title)
    }

    /// Whether rules or form feeds part publications here, rather than sections or pages: each is
    /// followed by a title, and no title comes twice.
    fn parts_publications(&self, separator: Separator) -> bool {
        let mut seen = HashSet::new();
        for candidate in self
            .list
            .iter()
            .skip(1)
            .filter(|one| one.separator == separator)
        {
            match &candidate.title {
                Some(title) if !candidate.is_inner_heading && seen.insert(title) => {}
                _ => return false,
            }
        }
        !seen.is_empty()
    }
}

/// The most common number of blank lines between paragraphs; of equally common ones the lowest.
fn usual_gap(lines: &[String], chunks: &[Chunk], wrap: Wrap) -> usize {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for pair in chunks.windows(2) {
        if let [before, chunk] = pair
            && !before.rule
            && !chunk.rule
        {
            *counts.entry(chunk.gap).or_insert(0) += 1;
        }
    }
    if !wrap.is_wrapped() {
        // In a text without blank lines between its paragraphs, every line is one.
        let long = |line: &&String| line.len() > 100 && !is_title_like(line);
        let without_gap = chunks
            .iter()
            .flat_map(|chunk| chunk.lines(lines).iter().skip(1))
            .filter(long)
            .count();
        *counts.entry(0).or_insert(0) += without_gap;
    }
    counts
        .into_iter()
        .max_by_key(|(gap, count)| (*count, std::cmp::Reverse(*gap)))
        .map_or(1, |(gap, _)| gap)
}
