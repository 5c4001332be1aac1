//! Where a text of several publications is to be split.
//!
//! A split in the wrong place harms, a split that is missing loses nothing: only what is plain
//! is proposed, the rest is a suggestion.

use std::collections::{HashMap, HashSet};

use super::chunk::{Chunk, chunks};
use super::line::{Marker, is_title_like, marker, normal_form, trimmed};
use super::opening::title_of;
use super::wrap::Wrap;
use crate::import::dates;
use crate::import::facts::{Label, label};

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
    "page",
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
    /// Whether it greets somebody, as a letter does above its text.
    is_salutation: bool,
    /// Whether the line below it names a newspaper and a day.
    is_press_cutting: bool,
    /// What the e-mail is about whose head it is.
    mail_subject: Option<String>,
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
            let first_line = chunk.first_line(lines);
            let is_numbered = matches!(
                marker(first_line),
                Some((Marker::Number(_) | Marker::Label, _))
            );
            // A heading of Markdown stands within the one text that the file is.
            let is_inner = is_numbered || first_line.starts_with('#');
            list.push(Candidate {
                first: chunk.first,
                gap,
                separator,
                is_inner_heading: title.is_some() && (is_inner || begins_with(INNER_HEADINGS)),
                is_closing: chunk.len() == 1 && begins_with(CLOSINGS),
                is_salutation: first_line.starts_with("Dear ") && first_line.len() <= 80,
                is_press_cutting: false,
                mail_subject: mail_subject(chunk.lines(lines)),
                title,
            });
            (rule, gap) = (false, 0);
        }
        let texts = chunks.iter().filter(|chunk| !chunk.rule);
        let texts: Vec<&Chunk> = texts.collect();
        for (index, candidate) in list.iter_mut().enumerate() {
            let Some(chunk) = texts.get(index) else {
                break;
            };
            let below = chunk.lines(lines).get(1);
            let next = texts.get(index + 1).and_then(|next| lines.get(next.first));
            let title = trimmed(chunk.first_line(lines));
            let line = below.or(next).map(|line| trimmed(line));
            let is_one = is_title_like(title) && label(title).is_none() && !is_newspaper(title);
            candidate.is_press_cutting = is_one && line.is_some_and(is_newspaper);
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
        let letters = self.letters();
        let is_digest = self.is_digest();
        let are_cuttings = self.list.iter().filter(|one| one.is_press_cutting).count() > 1;
        let mut current = self.list.first().and_then(|first| first.title.as_ref());
        let mut last_start = 0;
        for (index, pair) in self.list.windows(2).enumerate() {
            let (index, [before, candidate]) = (index + 1, pair) else {
                continue;
            };
            if is_digest && candidate.mail_subject.is_some() {
                splits.starts.push(candidate.first);
                (current, last_start) = (None, index);
                continue;
            }
            let is_cutting = are_cuttings && candidate.is_press_cutting;
            if is_cutting && (candidate.gap >= self.usual_gap) && candidate.gap > 0 {
                splits.starts.push(candidate.first);
                (current, last_start) = (candidate.title.as_ref(), index);
                continue;
            }
            let Some(title) = &candidate.title else {
                continue;
            };
            // What stands between the greeting and the end of a letter is the letter's; pieces of a
            // mail or of a press cutting are its own.
            if is_digest || are_cuttings || letters.iter().any(|letter| letter.contains(&index)) {
                if candidate.gap > self.usual_gap || candidate.separator != Separator::None {
                    splits.suggestions.push(candidate.first);
                }
                continue;
            }
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

    /// The chunks of each letter, from its greeting to its end.
    fn letters(&self) -> Vec<std::ops::Range<usize>> {
        let mut letters = Vec::new();
        let mut begun = None;
        for (index, candidate) in self.list.iter().enumerate() {
            if candidate.is_salutation {
                begun = Some(index);
            } else if candidate.is_closing
                && let Some(start) = begun.take()
            {
                letters.push(start..index);
            }
        }
        letters
    }

    /// Whether the text is e-mails one after the other, rather than one with those it answers: it
    /// begins with the head of one, and each is about something else.
    fn is_digest(&self) -> bool {
        let subjects = self
            .list
            .iter()
            .filter_map(|one| one.mail_subject.as_deref());
        let subjects: Vec<&str> = subjects.collect();
        let of_others: HashSet<&&str> = subjects.iter().collect();
        let begins = self
            .list
            .iter()
            .take(3)
            .any(|one| one.mail_subject.is_some());
        begins && subjects.len() > 1 && of_others.len() == subjects.len()
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

/// What an e-mail is about whose head these lines are, without "Re:" and "Fw:".
fn mail_subject(lines: &[String]) -> Option<String> {
    let labels = lines.iter().take(8).map_while(|line| {
        let (name, _) = line.split_once(':')?;
        let is_head = ["from", "to", "cc", "date", "sent", "subject"]
            .contains(&name.trim().to_lowercase().as_str());
        is_head.then_some(line)
    });
    let labels: Vec<&String> = labels.collect();
    let is_from = |line: &&String| matches!(label(line), Some((Label::From, _)));
    if labels.len() < 3 || !labels.first().is_some_and(is_from) {
        return None;
    }
    let subject = labels.iter().find_map(|line| match label(line) {
        Some((Label::Subject, value)) => Some(normal_form(value)),
        _ => None,
    })?;
    let mut subject = subject.as_str();
    while let Some(rest) = ["re:", "fw:", "fwd:"]
        .iter()
        .find_map(|mark| subject.strip_prefix(mark))
    {
        subject = rest.trim_start();
    }
    Some(subject.to_owned())
}

/// Whether a line names a newspaper, or who wrote in it, and a day: "The Guardian, 8 March 2024, p. 4".
fn is_newspaper(line: &str) -> bool {
    const LONGEST_CHARS: usize = 100;
    let Some(found) = dates::find(line) else {
        return false;
    };
    let before = line.get(..found.start).unwrap_or_default();
    let after = line.get(found.end..).unwrap_or_default();
    let named = match before.trim_end().rsplit_once(' ') {
        Some((named, day)) if dates::is_weekday(day.trim_end_matches(',')) => named,
        _ => before.trim_end(),
    };
    let mut names = before.split_whitespace().filter(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        !dates::is_weekday(word) && !word.is_empty()
    });
    let is_name = names
        .next()
        .is_some_and(|word| word.starts_with(char::is_uppercase));
    let is_page = |word: &str| {
        let word = word
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase();
        word.is_empty()
            || word.chars().any(|c| c.is_ascii_digit())
            || matches!(word.as_str(), "p" | "pp" | "page" | "pages" | "online")
    };
    line.chars().count() <= LONGEST_CHARS
        && !line.ends_with('.')
        && label(line).is_none_or(|(label, _)| label == Label::Publisher)
        && is_name
        && named.ends_with([',', '|', '–', '-', '(', '·'])
        && after.split_whitespace().all(is_page)
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
