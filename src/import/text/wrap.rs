//! Lines that an editor broke at a fixed width, to be joined again.

use std::ops::Range;

use super::chunk::Chunk;
use super::line::{indent, marker, trimmed};

/// The widths at which texts are usually broken, in characters.
const USUAL_WIDTHS: Range<usize> = 50..101;
/// How much the full lines of one paragraph differ in length: by a long word.
const RAGGED_CHARS: usize = 18;
/// How much shorter than the width a full line may be, since editors differ by a few characters.
const SLACK_CHARS: usize = 4;

/// The width at which the lines of a text were broken, if they were.
///
/// Poems, addresses and lists of names have short lines that end where their writer wanted it;
/// such lines are left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrap {
    width_chars: Option<usize>,
}

impl Wrap {
    /// Finds whether and where the lines of these chunks were broken: in most paragraphs of more
    /// than one line, all lines but the last are about equally long. Paragraphs of short lines,
    /// such as addresses, say nothing.
    pub fn measure(lines: &[String], chunks: &[Chunk]) -> Self {
        let mut lengths = Vec::new();
        let (mut broken, mut unbroken, mut capitals) = (0_usize, 0_usize, 0_usize);
        for chunk in chunks.iter().filter(|chunk| !chunk.rule) {
            let full = full_lines(chunk.lines(lines));
            let longest = full.iter().map(|line| line.length_chars).max().unwrap_or(0);
            let shortest = full.iter().map(|line| line.length_chars).min().unwrap_or(0);
            let is_even = shortest + RAGGED_CHARS >= longest;
            if longest >= USUAL_WIDTHS.end {
                unbroken += 1;
            } else if is_even && USUAL_WIDTHS.contains(&shortest) {
                broken += 1;
                lengths.extend(full.iter().map(|line| line.length_chars));
                capitals += full.iter().filter(|line| line.next_has_capital).count();
            }
        }
        // A verse begins each line with a capital, a broken sentence seldom does.
        if broken <= unbroken || capitals * 10 > lengths.len() * 6 {
            return Self { width_chars: None };
        }
        lengths.sort_unstable();
        // Not the very longest: a single long line must not make all others look short.
        let place = lengths.len().saturating_sub(1) * 95 / 100;
        Self {
            width_chars: lengths.get(place).copied(),
        }
    }

    /// Whether the text's lines were broken at a fixed width.
    pub fn is_wrapped(self) -> bool {
        self.width_chars.is_some()
    }

    /// Whether `next` goes on where `line` was broken: the first word of `next` would not have
    /// fitted on `line`.
    pub fn continues(self, line: &str, next: &str) -> bool {
        let Some(width) = self.width_chars else {
            return false;
        };
        let first_word = trimmed(next).split_whitespace().next().unwrap_or_default();
        length(line) + 1 + length(first_word) + SLACK_CHARS > width
    }
}

/// A line that another one follows.
struct FullLine {
    length_chars: usize,
    next_has_capital: bool,
}

/// The lines of a chunk that go on in the next one, as far as can be told without its width.
fn full_lines(lines: &[String]) -> Vec<FullLine> {
    let pairs = lines.windows(2).filter_map(|pair| match pair {
        [line, next] if !line.contains('\t') && marker(next).is_none() => Some((line, next)),
        _ => None,
    });
    pairs
        .map(|(line, next)| FullLine {
            length_chars: length(line),
            next_has_capital: trimmed(next)
                .trim_start_matches(|c: char| !c.is_alphanumeric())
                .starts_with(char::is_uppercase),
        })
        .collect()
}

/// The length of a line in characters, its indent included. Counting stops at 400: no text is
/// broken at such a width.
fn length(line: &str) -> usize {
    indent(line) + trimmed(line).chars().take(400).count()
}

/// Joins a line to the text before it. A hyphen at the end is kept, since one that belongs to
/// the word ("end-to-end") cannot be told from one that does not.
pub fn join(text: &mut String, next: &str) {
    let mut last = text.chars().rev();
    let hyphenated = last.next() == Some('-') && last.next().is_some_and(char::is_alphanumeric);
    if !text.is_empty() && !hyphenated {
        text.push(' ');
    }
    text.push_str(next);
}
