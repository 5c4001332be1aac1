//! How a document in a text begins: title, summary, and what is said twice.

use std::collections::VecDeque;

use super::chunk::{Chunk, chunks};
use super::line::{Marker, is_title_like, marker, normal_form, trimmed};
use super::wrap::{Wrap, join};
use crate::import::{Omission, OmissionReason};
use crate::import::{facts, marking, title};

/// A title given twice recurs within this many chunks.
const REPEAT_WITHIN: usize = 3;
/// The most lines under a title that may tell of its speaker, date and the like.
const DETAIL_CHUNKS: usize = 4;
/// The longest line that tells of a speaker and occasion, in bytes.
const DETAIL_BYTES: usize = 400;

/// How a document begins, and what is left as its body.
#[derive(Debug, Default)]
pub struct Opening {
    /// The title as it stands in the text; `None` where the text begins without one.
    pub title: Option<String>,
    /// The lines between the title and its repeat, or that tell of the speaker: a paragraph each.
    pub summary: Vec<String>,
    /// Lines left out because they say again what was said.
    pub omissions: Vec<Omission>,
    /// What comes after.
    pub body: Vec<Chunk>,
}

impl Opening {
    /// Reads how the lines with indices `first` to `last` begin.
    ///
    /// It depends on the text alone, never on what the person made of the title, so a document's
    /// content leaves out the same lines as its proposal said.
    pub fn read(lines: &[String], first: usize, last: usize, wrap: Wrap) -> Self {
        let all = chunks(lines, first..=last);
        let start = all
            .iter()
            .position(|chunk| !chunk.rule)
            .unwrap_or(all.len());
        let all: Vec<Chunk> = all.into_iter().skip(start).collect();
        if is_letter(lines, &all) {
            // What stands above the greeting is who wrote to whom.
            return Self {
                body: all,
                ..Self::default()
            };
        }
        let mut reader = Reader {
            lines,
            wrap,
            rest: all.iter().copied().collect(),
        };
        let title = reader.take_title();
        // Words above nothing are what the text has to say, and no title.
        let is_above_text = reader.rest.iter().any(|chunk| !chunk.rule);
        // Nor is a marking; nor a word for the sort of paper, where a title stands below it.
        let is_one = |title: &String| {
            let is_marking = || marking::find_running(title).is_some();
            !title::is_sort(title) || !is_marking() && !reader.begins_with_title()
        };
        let Some(title) = title.filter(|title| is_above_text && is_one(title)) else {
            return Self {
                body: all,
                ..Self::default()
            };
        };
        let mut omissions = Vec::new();
        let summary = match reader.take_up_to_repeat(&title, &mut omissions) {
            Some(summary) => summary,
            None => reader.take_details(),
        };
        Self {
            title: Some(title),
            summary,
            omissions,
            body: reader.rest.into(),
        }
    }
}

/// Whether a text is a letter from its first line on: above its greeting stand short lines, among them
/// the day or an address, and it takes leave.
fn is_letter(lines: &[String], chunks: &[Chunk]) -> bool {
    const HEAD_LINES: usize = 25;
    const LONGEST_CHARS: usize = 80;
    let all = || chunks.iter().flat_map(|chunk| chunk.lines(lines));
    let head: Vec<&str> = all()
        .map(|line| trimmed(line))
        .take(HEAD_LINES)
        .take_while(|line| !line.starts_with("Dear "))
        .collect();
    let greets = all()
        .nth(head.len())
        .is_some_and(|line| trimmed(line).starts_with("Dear "));
    let takes_leave = || all().any(|line| trimmed(line).starts_with("Yours "));
    let is_short = head
        .iter()
        .all(|line| line.chars().count() <= LONGEST_CHARS);
    let is_dated = head.iter().any(|line| facts::is_date_line(line));
    greets && head.len() > 1 && is_short && is_dated && takes_leave()
}

struct Reader<'a> {
    lines: &'a [String],
    wrap: Wrap,
    rest: VecDeque<Chunk>,
}

impl Reader<'_> {
    /// Whether what is left begins with a title, or a line that is more of a head than of a text.
    fn begins_with_title(&self) -> bool {
        self.rest.front().is_some_and(|chunk| {
            title_of(self.lines, chunk, self.wrap).is_some_and(|title| title::is_title(&title))
        })
    }

    fn take_title(&mut self) -> Option<String> {
        let chunk = *self.rest.front()?;
        if let Some(title) = title_of(self.lines, &chunk, self.wrap) {
            self.rest.pop_front();
            self.drop_underline(&chunk);
            return Some(title);
        }
        let title = heading_line(self.lines, &chunk, self.wrap)?;
        self.drop_lines(1);
        Some(title)
    }

    fn drop_underline(&mut self, title: &Chunk) {
        if title.underlined && self.rest.front().is_some_and(|next| next.rule) {
            self.rest.pop_front();
        }
    }

    /// Leaves out the first `count` lines of the next chunk.
    fn drop_lines(&mut self, count: usize) {
        let next = self.rest.pop_front();
        if let Some(rest) = next.and_then(|chunk| chunk.without_first(count)) {
            self.rest.push_front(rest);
        }
    }

    /// The summary, if the title is given again close below; both are taken.
    fn take_up_to_repeat(
        &mut self,
        title: &str,
        omissions: &mut Vec<Omission>,
    ) -> Option<Vec<String>> {
        let at = self
            .rest
            .iter()
            .take(REPEAT_WITHIN)
            .position(|chunk| self.repeats(chunk, title).is_some())?;
        let between = self.rest.iter().take(at).copied().collect::<Vec<_>>();
        let is_list = |chunk: &Chunk| marker(chunk.first_line(self.lines)).is_some();
        if between.iter().any(is_list) {
            return None;
        }
        let between = between
            .into_iter()
            .filter(|chunk| !chunk.rule)
            .collect::<Vec<_>>();
        let summary = between.iter().flat_map(|chunk| self.texts(chunk)).collect();
        self.rest.drain(..at);
        self.omit_repeats(title, omissions);
        let repeated = self.rest.iter().take(between.len());
        let same = |(a, b): (&Chunk, &Chunk)| {
            normal_form(&self.whole(a)) == normal_form(&self.whole(b)) && !b.rule
        };
        if !between.is_empty()
            && repeated.len() == between.len()
            && between.iter().zip(repeated).all(same)
        {
            for chunk in self.rest.drain(..between.len()).collect::<Vec<_>>() {
                omissions.push(self.omission(&chunk, OmissionReason::RepeatedSummary));
            }
            self.omit_repeats(title, omissions);
        }
        Some(summary)
    }

    fn omit_repeats(&mut self, title: &str, omissions: &mut Vec<Omission>) {
        while let Some(chunk) = self.rest.front().copied()
            && let Some(count) = self.repeats(&chunk, title)
        {
            let repeat = Chunk {
                last: chunk.first + count - 1,
                ..chunk
            };
            omissions.push(self.omission(&repeat, OmissionReason::RepeatedTitle));
            self.drop_lines(count);
            if count == chunk.len() {
                self.drop_underline(&chunk);
            }
        }
    }

    fn omission(&self, chunk: &Chunk, reason: OmissionReason) -> Omission {
        Omission {
            line: u32::try_from(chunk.first + 1).unwrap_or(u32::MAX),
            text: self.whole(chunk),
            reason,
        }
    }

    /// How many lines of the chunk give the title again; `None` if it does not begin with it.
    fn repeats(&self, chunk: &Chunk, title: &str) -> Option<usize> {
        if chunk.rule {
            return None;
        }
        let title = normal_form(title);
        if normal_form(chunk.first_line(self.lines)) == title {
            return Some(1);
        }
        (chunk.len() <= TITLE_LINES && normal_form(&self.whole(chunk)) == title)
            .then_some(chunk.len())
    }

    /// The lines under a title that tell who spoke where, who published it and when.
    fn take_details(&mut self) -> Vec<String> {
        let mut details = Vec::new();
        for _ in 0..DETAIL_CHUNKS {
            let Some(chunk) = self.rest.front().copied() else {
                break;
            };
            if chunk.rule {
                break;
            }
            let texts = self.texts(&chunk);
            if texts.iter().all(|text| is_detail(text)) {
                details.extend(texts);
                self.rest.pop_front();
                continue;
            }
            let lines = chunk.lines(self.lines);
            let mut count = lines
                .iter()
                .take_while(|line| is_detail(trimmed(line)))
                .count();
            // A line that runs on in one that is none is the start of a sentence.
            while let (Some(line), Some(next)) = (
                count.checked_sub(1).and_then(|at| lines.get(at)),
                lines.get(count),
            ) && self.wrap.continues(line, next)
            {
                count -= 1;
            }
            if count == 0 {
                break;
            }
            let taken = lines.iter().take(count);
            details.extend(taken.map(|line| trimmed(line).to_owned()));
            self.drop_lines(count);
        }
        details
    }

    fn whole(&self, chunk: &Chunk) -> String {
        let mut text = String::new();
        for line in chunk.lines(self.lines) {
            join(&mut text, trimmed(line));
        }
        text
    }

    /// The paragraphs of a chunk that is not a list.
    fn texts(&self, chunk: &Chunk) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        let mut previous: Option<&String> = None;
        for line in chunk.lines(self.lines) {
            match (texts.last_mut(), previous) {
                (Some(text), Some(previous)) if self.wrap.continues(previous, line) => {
                    join(text, trimmed(line));
                }
                _ => texts.push(trimmed(line).to_owned()),
            }
            previous = Some(line);
        }
        texts
    }
}

/// The most lines that a title may be broken over.
const TITLE_LINES: usize = 3;

/// The title that a chunk is, if it could be one: a single line, or a few where the text's lines
/// were broken at a fixed width.
pub fn title_of(lines: &[String], chunk: &Chunk, wrap: Wrap) -> Option<String> {
    if chunk.rule || chunk.len() > TITLE_LINES {
        return None;
    }
    let mut title = String::new();
    let mut previous: Option<&String> = None;
    for line in chunk.lines(lines) {
        if previous.is_some_and(|previous| !wrap.continues(previous, line)) {
            return None;
        }
        join(&mut title, trimmed(line));
        previous = Some(line);
    }
    is_title(&title).then_some(title)
}

/// The first line of a chunk, where it stands as a heading directly upon its text: what follows
/// is a long line or tells of the speaker, not the next line of an address.
fn heading_line(lines: &[String], chunk: &Chunk, wrap: Wrap) -> Option<String> {
    let [first, second, ..] = chunk.lines(lines) else {
        return None;
    };
    let (title, next) = (trimmed(first), trimmed(second));
    let stands_alone = !wrap.continues(first, second);
    let is_item = |line| marker(line).is_some_and(|(marker, _)| marker != Marker::Label);
    let leads = is_detail(next)
        || is_item(next)
        || next.len() > title.len().max(60)
        || (is_capitals(title) && !is_capitals(next));
    (!chunk.rule && stands_alone && leads && is_title(title)).then(|| title.to_owned())
}

/// Whether a text could be a title, and is not a line such as "Date: 30 July 2019".
fn is_title(text: &str) -> bool {
    is_title_like(text) && facts::label(text).is_none() && !facts::is_date_line(text)
}

/// Whether all letters are capitals, and there are some.
pub fn is_capitals(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|c| !c.is_lowercase())
}

/// Whether a line under a title tells of the speaker and occasion, the date or the publisher.
pub fn is_detail(text: &str) -> bool {
    text.len() <= DETAIL_BYTES
        && (facts::is_speaker_line(text)
            || facts::label(text).is_some()
            || facts::is_date_line(text))
}
