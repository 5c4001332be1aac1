//! Lines that an editor broke at a fixed width, to be joined again.

use std::ops::Range;

use super::chunk::Chunk;
use super::line::{indent, is_rule, marker, trimmed};

/// The widths at which texts are usually broken, in characters.
const USUAL_WIDTHS: Range<usize> = 50..101;
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
    /// Finds whether and where the lines of these chunks were broken.
    pub fn measure(lines: &[String], chunks: &[Chunk]) -> Self {
        let mut lengths = Vec::new();
        let mut capitals = 0_usize;
        for chunk in chunks.iter().filter(|chunk| !chunk.rule) {
            for pair in chunk.lines(lines).windows(2) {
                let [line, next] = pair else { continue };
                if line.contains('\t') || marker(next).is_some() || is_rule(next) {
                    continue;
                }
                lengths.push(length(line));
                let starts_high = trimmed(next)
                    .trim_start_matches(|c: char| !c.is_alphanumeric())
                    .starts_with(char::is_uppercase);
                capitals += usize::from(starts_high);
            }
        }
        let usual = |length: &&usize| USUAL_WIDTHS.contains(*length);
        let full = lengths.iter().filter(usual).count();
        // A verse begins each line with a capital, a broken sentence seldom does.
        let is_wrapped = full * 10 > lengths.len() * 6 && capitals * 10 <= lengths.len() * 6;
        if !is_wrapped {
            return Self { width_chars: None };
        }
        let mut usual_lengths = lengths.iter().filter(usual).copied().collect::<Vec<_>>();
        usual_lengths.sort_unstable();
        // Not the very longest: a single long line must not make all others look short.
        let place = usual_lengths.len().saturating_sub(1) * 95 / 100;
        Self {
            width_chars: usual_lengths.get(place).copied(),
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
