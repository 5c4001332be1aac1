//! Passages as words: copied, cited, described. Pure.

use std::ops::{Range, RangeInclusive};

use crate::text::TextLayer;

/// A passage as it goes to the clipboard: lines of a paragraph run on, blocks are a line apart.
pub fn copied(layer: &TextLayer, range: &Range<usize>) -> String {
    let lines = layer.pages().iter().flat_map(|page| &page.lines);
    let mut copied = String::new();
    let mut last: Option<(u32, usize)> = None;
    for line in lines {
        let start = line.range.start.max(range.start);
        let end = line.range.end.min(range.end);
        if start >= end {
            continue;
        }
        if let Some((block, before)) = last {
            if block == line.block {
                let between = layer.words(&(before..start));
                // A word that goes over to the next line keeps its hyphen and is one word.
                let is_broken_word = copied.ends_with('-') && !copied.ends_with(" -");
                let is_apart = !between.is_empty() && !copied.ends_with(char::is_whitespace);
                if is_apart && !is_broken_word {
                    copied.push(' ');
                }
            } else {
                copied.truncate(copied.trim_end().len());
                copied.push('\n');
            }
        }
        copied.push_str(layer.words(&(start..end)));
        last = Some((line.block, end));
    }
    copied.trim().to_owned()
}

/// Words with where they are from.
pub fn citation(words: &str, title: &str, pages: &RangeInclusive<u32>) -> String {
    let (first, last) = (pages.start(), pages.end());
    let pages = if first == last {
        format!("page {first}")
    } else {
        format!("pages {first}–{last}")
    };
    format!("“{words}” ({title}, {pages} of the pack)")
}

/// A range of `content` without the white space at its ends; `None` where nothing else is in it.
pub fn trimmed(content: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = content.get(range.clone())?;
    let start = range.start + words.len() - words.trim_start().len();
    let end = start + words.trim().len();
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{GlyphSpan, Line, PageText};

    fn line(range: Range<usize>, block: u32) -> Line {
        Line {
            glyphs: vec![GlyphSpan {
                start: range.start,
                ..GlyphSpan::default()
            }],
            range,
            block,
            ..Line::default()
        }
    }

    #[test]
    fn lines_run_on_and_blocks_stand_apart() {
        let text = "The co-\noperation of \nstates\nAnnex";
        let page = PageText {
            range: 0..text.len(),
            lines: vec![
                line(0..7, 0),
                line(8..21, 0),
                line(22..28, 0),
                line(29..34, 1),
            ],
            unknown_glyphs: 0,
        };
        let layer = TextLayer::new(text.to_owned(), Vec::new(), vec![page]);
        assert_eq!(
            copied(&layer, &(0..34)),
            "The co-operation of states\nAnnex"
        );
        assert_eq!(copied(&layer, &(8..17)), "operation");
    }

    #[test]
    fn a_citation_names_every_page() {
        assert_eq!(
            citation("We agree.", "Letter", &(12..=12)),
            "“We agree.” (Letter, page 12 of the pack)"
        );
        assert!(
            citation("We", "Letter", &(12..=13)).ends_with("(Letter, pages 12–13 of the pack)")
        );
    }

    #[test]
    fn white_space_at_the_ends_is_not_marked() {
        assert_eq!(trimmed("one two three", 3..8), Some(4..7));
        assert_eq!(trimmed("one two", 3..4), None);
    }
}
