//! Lines that stand together, with the blank lines before them.

use std::ops::RangeInclusive;

use super::line::{is_blank, is_rule, trimmed};

/// Lines that stand together without a blank line between them, or a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// The index of the first line, from 0.
    pub first: usize,
    /// The index of the last line.
    pub last: usize,
    /// How many blank lines stand before it.
    pub gap: usize,
    /// Whether a form feed stands before it.
    pub page_break: bool,
    /// Whether it is a line that only draws a line.
    pub rule: bool,
    /// Whether a drawn line stands directly below it, as below a heading.
    pub underlined: bool,
}

impl Chunk {
    pub fn lines<'a>(&self, lines: &'a [String]) -> &'a [String] {
        lines.get(self.first..=self.last).unwrap_or_default()
    }

    /// Its first line, trimmed.
    pub fn first_line<'a>(&self, lines: &'a [String]) -> &'a str {
        lines
            .get(self.first)
            .map(|line| trimmed(line))
            .unwrap_or_default()
    }

    /// How many lines it has.
    pub fn len(&self) -> usize {
        self.last + 1 - self.first
    }

    /// What is left of it without its first `count` lines.
    pub fn without_first(self, count: usize) -> Option<Self> {
        let first = self.first + count;
        (first <= self.last).then_some(Self {
            first,
            gap: 0,
            page_break: false,
            ..self
        })
    }
}

/// The chunks of the lines with these indices.
pub fn chunks(lines: &[String], range: RangeInclusive<usize>) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut gap = 0;
    let mut page_break = false;
    let start = *range.start();
    let slice = lines.get(range).unwrap_or_default();
    for (index, line) in slice
        .iter()
        .enumerate()
        .map(|(at, line)| (start + at, line))
    {
        page_break |= line.starts_with('\u{c}');
        if is_blank(line) {
            gap += 1;
            continue;
        }
        // Lines that are drawn between the rows of a table belong to it.
        let is_row = |at: Option<usize>| {
            let row = at.and_then(|at| slice.get(at));
            row.is_some_and(|row| has_columns(row) && !row.starts_with('\u{c}'))
        };
        let at = index - start;
        let is_within_table =
            || gap == 0 && !page_break && is_row(at.checked_sub(1)) && is_row(Some(at + 1));
        let rule = is_rule(line) && !is_within_table();
        match chunks.last_mut() {
            Some(chunk) if gap == 0 && !page_break && !rule && !chunk.rule => chunk.last = index,
            last => {
                if let Some(chunk) = last
                    && rule
                    && gap == 0
                    && !chunk.rule
                {
                    chunk.underlined = true;
                }
                chunks.push(Chunk {
                    first: index,
                    last: index,
                    gap,
                    page_break,
                    rule,
                    underlined: false,
                });
            }
        }
        gap = 0;
        page_break = false;
    }
    chunks
}

/// Whether the words of a line stand in columns, as in the row of a table.
fn has_columns(line: &str) -> bool {
    trimmed(line).contains("   ") && !is_rule(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_rules_and_form_feeds_part_chunks() {
        let lines = [
            "Title", "=====", "", "a", "b", "", "", "", "c", "\u{c}d", "---", "e",
        ]
        .map(str::to_owned);
        let found = chunks(&lines, 0..=11)
            .iter()
            .map(|chunk| {
                (
                    chunk.first,
                    chunk.last,
                    chunk.gap,
                    chunk.page_break,
                    chunk.rule,
                )
            })
            .collect::<Vec<_>>();
        assert_eq!(
            found,
            [
                (0, 0, 0, false, false),
                (1, 1, 0, false, true),
                (3, 4, 1, false, false),
                (8, 8, 3, false, false),
                (9, 9, 0, true, false),
                (10, 10, 0, false, true),
                (11, 11, 0, false, false),
            ]
        );
        assert!(chunks(&lines, 0..=11)[0].underlined);
        assert_eq!(chunks(&lines, 3..=4).len(), 1);
        assert_eq!(chunks(&lines, 20..=30), []);
    }
}
