//! Marks that travel in the text while it is built, so that comments find the words they are on
//! wherever those end up.
//!
//! A mark is two characters: a noncharacter of Unicode, which no text may hold, and one for private
//! use that gives its number.

use std::collections::HashMap;

use jiff::Timestamp;

use super::super::links::link_addresses;
use super::super::{Block, Comment, Flow, Text};

const START: char = '\u{fdd0}';
const END: char = '\u{fdd1}';
const NEW_PAGE: char = '\u{fdd2}';
const FIRST_NUMBER: u32 = 0xf_0000;
/// The most comments; the private characters of a plane.
const MOST: usize = 0xfffd;
/// How many characters of context a comment is given on each side.
const CONTEXT: usize = 30;

/// The comments of a document while its text is built.
#[derive(Debug, Default)]
pub struct Marks {
    comments: Vec<Comment>,
}

impl Marks {
    /// Takes a comment whose words are still to be found. Gives its number, or `None` if there are
    /// too many.
    pub fn add(&mut self, comment: Comment) -> Option<usize> {
        let number = self.comments.len();
        (number < MOST).then(|| {
            self.comments.push(comment);
            number
        })
    }

    /// The mark where a comment's words begin.
    pub fn start(number: usize) -> String {
        mark(START, number)
    }

    /// The mark where a comment's words end.
    pub fn end(number: usize) -> String {
        mark(END, number)
    }

    /// The mark where a page begins.
    pub fn new_page() -> String {
        mark(NEW_PAGE, 0)
    }

    /// A text from a file, in which a mark would be a forgery. Nearly always it is as it was.
    pub fn cleaned(text: &str) -> std::borrow::Cow<'_, str> {
        if text.contains(is_opener) {
            text.replace(is_opener, "").into()
        } else {
            text.into()
        }
    }
}

fn mark(kind: char, number: usize) -> String {
    let number = u32::try_from(number).ok().and_then(|number| {
        let code = FIRST_NUMBER.checked_add(number)?;
        char::from_u32(code)
    });
    number.map_or_else(String::new, |number| [kind, number].iter().collect())
}

fn is_opener(character: char) -> bool {
    matches!(character, START | END | NEW_PAGE)
}

/// Whether a character may be part of a mark.
pub fn is_mark(character: char) -> bool {
    is_opener(character) || u32::from(character) >= FIRST_NUMBER
}

/// When a comment was written. Programs leave the time zone out, or write `Z` for the local time:
/// the day is what counts.
pub fn timestamp(date: &str) -> Option<Timestamp> {
    let date = date.trim();
    date.parse().or_else(|_| format!("{date}Z").parse()).ok()
}

/// A text without its marks.
pub fn unmarked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if is_opener(character) {
            characters.next();
        } else {
            out.push(character);
        }
    }
    out
}

/// Takes the marks out of a text and gives the comments, in reading order, with the words that they
/// are on. What the text says of an address becomes a link.
pub fn take_marks(flow: &mut Flow, marks: Marks) -> Vec<Comment> {
    let mut found = MarkedWords::default();
    for text in &mut flow.summary {
        found.take(text);
    }
    for (index, block) in flow.blocks.iter_mut().enumerate() {
        found.begins_page = false;
        let mut is_first = true;
        each_text(std::slice::from_mut(block), &mut |text| {
            found.take(text);
            if std::mem::take(&mut found.begins_page) && is_first && index > 0 {
                flow.new_pages.push(index);
            }
            is_first = false;
        });
    }
    let mut comments: Vec<(usize, Comment)> = marks
        .comments
        .into_iter()
        .enumerate()
        .map(|(number, comment)| {
            let range = found.range(number);
            let place = range.as_ref().map_or(usize::MAX, |range| range.start);
            (place, found.placed(comment, range))
        })
        .collect();
    comments.sort_by_key(|(place, _)| *place);
    comments.into_iter().map(|(_, comment)| comment).collect()
}

/// Goes through all texts of blocks, in reading order.
fn each_text(blocks: &mut [Block], take: &mut dyn FnMut(&mut Text)) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Placed { text, .. } => {
                take(text);
            }
            Block::Figure { caption, .. } => take(caption),
            Block::Table(table) => {
                let cells = table.rows.iter_mut().flatten();
                cells.for_each(|cell| each_text(&mut cell.blocks, take));
            }
            Block::List { items, .. } => {
                items.iter_mut().for_each(|item| each_text(item, take));
            }
            Block::Quotation(blocks) => each_text(blocks, take),
            Block::Preformatted(_) | Block::Rule => {}
        }
    }
}

/// The words so far, a line feed after each text, and where in them the marks stood.
#[derive(Default)]
struct MarkedWords {
    words: String,
    starts: HashMap<usize, usize>,
    ends: HashMap<usize, usize>,
    /// Whether the text that was read last has the mark of a new page.
    begins_page: bool,
}

impl MarkedWords {
    fn take(&mut self, text: &mut Text) {
        for span in text.iter_mut() {
            if span.text.contains(is_opener) {
                span.text = self.without_marks(&span.text);
            } else {
                self.words.push_str(&span.text);
            }
        }
        if !self.words.is_empty() && !text.is_empty() {
            self.words.push('\n');
        }
        let mut linked = Text::new();
        for span in text.drain(..).filter(|span| !span.text.is_empty()) {
            link_addresses(span, &mut linked);
        }
        *text = linked;
    }

    fn without_marks(&mut self, text: &str) -> String {
        let start = self.words.len();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            if !is_opener(character) {
                self.words.push(character);
                continue;
            }
            let number = characters.next().map_or(0, u32::from);
            let number = usize::try_from(number.saturating_sub(FIRST_NUMBER)).unwrap_or(usize::MAX);
            let place = self.words.len();
            match character {
                START => drop(self.starts.entry(number).or_insert(place)),
                END => drop(self.ends.entry(number).or_insert(place)),
                _ => self.begins_page = true,
            }
        }
        self.words.get(start..).unwrap_or_default().to_owned()
    }

    /// Where the words of a comment stand, without the space at both ends.
    fn range(&self, number: usize) -> Option<std::ops::Range<usize>> {
        let end = *self.ends.get(&number)?;
        let start = self.starts.get(&number).copied().unwrap_or(end).min(end);
        let words = self.words.get(start..end)?;
        let start = end - words.trim_start().len();
        let end = start + words.trim().len();
        Some(start..end)
    }

    fn placed(&self, comment: Comment, range: Option<std::ops::Range<usize>>) -> Comment {
        let Some(range) = range else {
            return comment;
        };
        let before = self.words.get(..range.start).unwrap_or_default();
        let after = self.words.get(range.end..).unwrap_or_default();
        let from = before.char_indices().rev().take(CONTEXT).last();
        let from = from.map_or(before.len(), |(at, _)| at);
        Comment {
            quote: self.words.get(range).unwrap_or_default().to_owned(),
            prefix: before.get(from..).unwrap_or_default().to_owned(),
            suffix: after.chars().take(CONTEXT).collect(),
            ..comment
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Span;

    fn comment(body: &str) -> Comment {
        Comment {
            body: body.to_owned(),
            ..Comment::default()
        }
    }

    #[test]
    fn comments_find_their_words_across_blocks_in_reading_order() {
        let mut marks = Marks::default();
        let second = marks.add(comment("second")).unwrap();
        let first = marks.add(comment("first")).unwrap();
        marks.add(comment("nowhere")).unwrap();
        let one = format!(
            "A {}wide{} word {}ends",
            Marks::start(first),
            Marks::end(first),
            Marks::start(second)
        );
        let mut flow = Flow {
            summary: Vec::new(),
            blocks: vec![
                Block::Paragraph(vec![Span::plain(one)]),
                Block::List {
                    start: None,
                    items: vec![vec![Block::Paragraph(vec![Span::plain(format!(
                        "here{}.",
                        Marks::end(second)
                    ))])]],
                },
            ],
            ..Flow::default()
        };
        let comments = take_marks(&mut flow, marks);
        let seen: Vec<_> = comments
            .iter()
            .map(|c| {
                (
                    c.body.as_str(),
                    c.prefix.as_str(),
                    c.quote.as_str(),
                    c.suffix.as_str(),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("first", "A ", "wide", " word ends\nhere.\n"),
                ("second", "A wide word ", "ends\nhere", ".\n"),
                ("nowhere", "", "", ""),
            ]
        );
        let words: String = flow.blocks.iter().map(Block::plain_text).collect();
        assert_eq!(words, "A wide word ends\nhere.\n");
    }

    #[test]
    fn a_mark_in_a_file_is_no_mark() {
        assert_eq!(Marks::cleaned("a\u{fdd0}\u{f0000}b"), "a\u{f0000}b");
    }
}
