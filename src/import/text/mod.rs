//! Plain text: where it is split, how its documents begin, what its lines are.
//!
//! Architecture invariant: every character that prints, but for markers of lists and drawn lines,
//! comes out once and in order, in a title, a summary, a block or an omission. The tests hold all
//! texts to it.

mod blocks;
mod chunk;
mod line;
mod opening;
mod piece;
mod quotation;
mod split;
#[cfg(test)]
mod tests;
mod wrap;

use self::opening::Opening;
use self::piece::Piece;
use self::wrap::Wrap;
use super::bounds::{self, MOST_LINES};
use super::facts::Facts;
use super::links::linked;
use super::{DecodedText, Flow, Proposal, marking, title};
use crate::pack::{DocumentKind, Extent};

pub use self::opening::is_detail;

/// The documents that a text is proposed to become. Their line ranges follow each other and
/// together are the whole text; a text of one publication gives one.
pub fn propose_split(text: &DecodedText) -> Vec<Proposal> {
    propose(text, &split::find(readable(&text.lines)).starts)
}

/// The lines that are read: no more than can be set.
pub fn readable(lines: &[String]) -> &[String] {
    let printing = lines.iter().enumerate();
    let mut printing = printing.filter(|(_, line)| !line::is_blank(line));
    let beyond = printing.nth(MOST_LINES);
    beyond.map_or(lines, |(end, _)| lines.get(..end).unwrap_or(lines))
}

/// The documents that a text becomes when it is split before the given lines, counted from 1.
/// The first document always begins at line 1; lines beyond the text and repeats are passed over.
pub fn split_at(text: &DecodedText, starts: &[u32]) -> Vec<Proposal> {
    let mut starts = starts
        .iter()
        .filter_map(|start| usize::try_from(*start).ok()?.checked_sub(1))
        .filter(|start| *start < text.lines.len())
        .chain([0])
        .collect::<Vec<_>>();
    starts.sort_unstable();
    starts.dedup();
    propose(text, &starts)
}

/// Further lines, counted from 1, before which the text might be split, though not plainly so.
pub fn split_suggestions(text: &DecodedText) -> Vec<u32> {
    let found = split::find(&text.lines).suggestions;
    found.into_iter().map(line_number).collect()
}

/// The content of the part of a text that `extent` shows.
pub fn flow(text: &DecodedText, extent: &Extent) -> Flow {
    let Some(last) = text.lines.len().checked_sub(1) else {
        return Flow::default();
    };
    let (first, last) = indices(extent, last);
    let chosen = text.lines.get(first..=last).unwrap_or_default();
    let read = readable(chosen).len();
    let is_cut = read < chosen.len();
    let last = if is_cut { first + read - 1 } else { last };
    let reading = Reading::new(&text.lines, first, last, measure(&text.lines));
    let is_speech = reading.is_speech();
    let mut blocks = blocks::blocks(reading.pieces, is_speech);
    if is_cut {
        blocks.push(bounds::notice());
    }
    Flow {
        summary: reading
            .opening
            .summary
            .iter()
            .map(|line| linked(line))
            .collect(),
        blocks,
        ..Flow::default()
    }
}

/// The indices of the first and last line that an extent shows, given the last there is.
pub fn indices(extent: &Extent, last_of_text: usize) -> (usize, usize) {
    let index = |line: u32| {
        usize::try_from(line)
            .unwrap_or(usize::MAX)
            .saturating_sub(1)
    };
    extent.lines().map_or((0, last_of_text), |(first, last)| {
        (index(first), index(last).min(last_of_text))
    })
}

fn line_number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

fn measure(lines: &[String]) -> Wrap {
    let lines = readable(lines);
    let last = lines.len().saturating_sub(1);
    Wrap::measure(lines, &chunk::chunks(lines, 0..=last))
}

fn propose(text: &DecodedText, starts: &[usize]) -> Vec<Proposal> {
    let wrap = measure(&text.lines);
    let ends = starts.iter().skip(1).copied().chain([text.lines.len()]);
    let is_whole = starts.len() == 1;
    let ranges = starts
        .iter()
        .zip(ends)
        .filter(|(start, end)| **start < *end);
    ranges
        .map(|(start, end)| {
            let extent = if is_whole {
                Extent::Whole
            } else {
                Extent::Lines {
                    first: line_number(*start),
                    last: line_number(end - 1),
                }
            };
            let lines = text.lines.get(*start..end).unwrap_or_default();
            let lines = readable(lines);
            let last = start + lines.len() - 1;
            Proposal {
                marking: marking::find(lines.iter().map(String::as_str)).unwrap_or_default(),
                ..Reading::new(&text.lines, *start, last, wrap).proposal(extent)
            }
        })
        .collect()
}

/// One document of a text, read.
struct Reading {
    opening: Opening,
    pieces: Vec<Piece>,
}

impl Reading {
    fn new(lines: &[String], first: usize, last: usize, wrap: Wrap) -> Self {
        let opening = Opening::read(lines, first, last, wrap);
        let pieces = piece::pieces(lines, &opening.body, wrap);
        Self { opening, pieces }
    }

    /// Works out something from what the text says about itself.
    fn facts<T>(&self, read: impl FnOnce(&Facts<'_>) -> T) -> T {
        let body = self
            .pieces
            .iter()
            .filter_map(piece_text)
            .flat_map(str::lines)
            .collect::<Vec<_>>();
        let is_item = |piece: &&Piece| matches!(piece, Piece::Item { .. });
        let quotes = self.pieces.windows(2).any(|pair| {
            matches!(pair, [Piece::Paragraph { text, .. }, Piece::Paragraph { .. }]
                if quotation::introduces(text))
        });
        read(&Facts {
            letterhead: &[],
            title: self.opening.title.as_deref().unwrap_or_default(),
            summary: &self.opening.summary,
            body: &body,
            item_lines: self.pieces.iter().filter(is_item).count(),
            quotes_somebody: quotes,
        })
    }

    fn is_speech(&self) -> bool {
        let paragraphs = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Paragraph { text, .. } => Some(text.as_str()),
            _ => None,
        });
        self.facts(|facts| facts.kind() == DocumentKind::Speech)
            || quotation::is_in_first_person(paragraphs)
    }

    fn proposal(self, extent: Extent) -> Proposal {
        let title = self.title().unwrap_or_else(|| self.first_words());
        self.facts(|facts| Proposal {
            extent,
            title,
            kind: facts.kind(),
            date: facts.date(),
            publisher: facts.publisher(),
            reference: facts.reference(),
            omissions: self.opening.omissions.clone(),
            ..Proposal::default()
        })
    }

    /// The title that the text gives itself, or that its head and its end tell.
    fn title(&self) -> Option<String> {
        let title = self.opening.title.clone();
        title
            .or_else(|| {
                self.facts(|facts| {
                    let subject = facts.subject().map(str::to_owned);
                    subject.or_else(|| facts.title_of_letter())
                })
            })
            .or_else(|| self.title_below_marking())
    }

    /// The first line that may be a title below a marking or a word for the sort of paper; else that
    /// word.
    fn title_below_marking(&self) -> Option<String> {
        const FIRST_PIECES: usize = 8;
        let mut texts = self.pieces.iter().take(FIRST_PIECES).map_while(piece_text);
        let mut sort = None;
        let found = texts.find(|text| {
            let is_sort = title::is_sort(text);
            if is_sort && marking::find_running(text).is_none() {
                sort.get_or_insert_with(|| (*text).to_owned());
            }
            !is_sort && (text.contains('\n') || title::is_title(text) || text.ends_with('.'))
        });
        let has_sort = self
            .pieces
            .first()
            .and_then(piece_text)
            .is_some_and(title::is_sort);
        let is_one =
            |text: &&str| !text.contains('\n') && title::is_title(text) && !title::is_of_part(text);
        let title = found.filter(is_one).map(str::to_owned);
        title.or(sort).filter(|_| has_sort)
    }

    /// The first words, where the text gives itself no title.
    fn first_words(&self) -> String {
        const WORDS: usize = 8;
        const CHARS: usize = 60;
        let Some(text) = self.pieces.iter().find_map(piece_text) else {
            return String::new();
        };
        let line = text.lines().next().unwrap_or_default();
        let head = line.chars().take(CHARS).collect::<String>();
        let words = head
            .split_whitespace()
            .take(WORDS)
            .collect::<Vec<_>>()
            .join(" ");
        if words.len() < line.len() {
            format!("{}…", words.trim_end_matches([',', '.', ':', ';']))
        } else {
            words
        }
    }
}

fn piece_text(piece: &Piece) -> Option<&str> {
    match piece {
        Piece::Paragraph { text, .. }
        | Piece::Item { text, .. }
        | Piece::Heading { text, .. }
        | Piece::Preformatted(text) => Some(text),
        Piece::Table(_) | Piece::Rule => None,
    }
}

/// Whether the text of one document gives itself a title, so that the file's name is not needed.
pub fn has_title(text: &DecodedText) -> bool {
    let Some(last) = text.lines.len().checked_sub(1) else {
        return false;
    };
    let reading = Reading::new(&text.lines, 0, last, measure(&text.lines));
    reading.title().is_some()
}
