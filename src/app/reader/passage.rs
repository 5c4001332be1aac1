//! Passages as words: copied, cited, described. Pure.

use std::ops::{Range, RangeInclusive};

use crate::pack::TextSelector;
use crate::text::TextLayer;

/// About how many characters of the text around a passage are kept with it.
const AROUND: usize = 32;

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

/// The selector of a range of `content`.
pub fn describe(content: &str, range: &Range<usize>) -> TextSelector {
    let before = content.get(..range.start).unwrap_or_default();
    let exact = content.get(range.clone()).unwrap_or_default();
    let after = content.get(range.end..).unwrap_or_default();
    let start = before.chars().count();
    let count = |characters: usize| u32::try_from(characters).unwrap_or(u32::MAX);
    TextSelector {
        exact: exact.to_owned(),
        prefix: last_words(before).to_owned(),
        suffix: first_words(after).to_owned(),
        start: count(start),
        end: count(start + exact.chars().count()),
    }
}

/// The end of a text, from the beginning of a word on.
fn last_words(text: &str) -> &str {
    let Some((cut, _)) = text.char_indices().rev().nth(AROUND - 1) else {
        return text;
    };
    let tail = text.get(cut..).unwrap_or_default();
    let begins_word = text
        .get(..cut)
        .is_some_and(|head| head.is_empty() || head.ends_with(char::is_whitespace));
    if begins_word {
        return tail;
    }
    // A single long word is cut rather than left out.
    tail.find(char::is_whitespace)
        .and_then(|space| tail.get(space..))
        .map_or(tail, str::trim_start)
}

/// The beginning of a text, up to the end of a word.
fn first_words(text: &str) -> &str {
    let Some((cut, _)) = text.char_indices().nth(AROUND) else {
        return text;
    };
    let head = text.get(..cut).unwrap_or_default();
    let ends_word = text
        .get(cut..)
        .is_some_and(|tail| tail.starts_with(char::is_whitespace));
    if ends_word {
        return head;
    }
    head.rfind(char::is_whitespace)
        .and_then(|space| head.get(..space))
        .map_or(head, str::trim_end)
}

/// Some words of `text` around a range, on one line, and where the range is in them.
pub fn snippet(text: &str, range: &Range<usize>) -> (String, Range<usize>) {
    const BEFORE: usize = 24;
    const AFTER: usize = 90;
    let clean = |text: &str| text.replace(char::is_whitespace, " ");
    let before = text.get(..range.start).unwrap_or_default();
    let from = before.char_indices().rev().nth(BEFORE - 1);
    let mut head = before
        .get(from.map_or(0, |(at, _)| at)..)
        .unwrap_or_default();
    if from.is_some_and(|(at, _)| at > 0)
        && let Some(space) = head.find(char::is_whitespace)
    {
        head = head.get(space..).unwrap_or_default();
    }
    let after = text.get(range.end..).unwrap_or_default();
    let to = after.char_indices().nth(AFTER);
    let tail = after.get(..to.map_or(after.len(), |(at, _)| at));
    let cut = if head.len() < before.len() { "…" } else { "" };
    let head = format!("{cut}{}", clean(head.trim_start()));
    let words = clean(text.get(range.clone()).unwrap_or_default());
    let bold = head.len()..head.len() + words.len();
    (head + &words + &clean(tail.unwrap_or_default()), bold)
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
    fn a_selector_keeps_whole_words_around() {
        let content = "Über alle Gipfel ist Ruh, in allen Wipfeln spürest du kaum einen Hauch; die Vögelein schweigen";
        let start = content.find("Wipfeln").unwrap();
        let selector = describe(content, &(start..start + "Wipfeln".len()));
        assert_eq!(selector.exact, "Wipfeln");
        assert_eq!((selector.start, selector.end), (35, 42));
        assert_eq!(selector.prefix, "alle Gipfel ist Ruh, in allen ");
        assert_eq!(selector.suffix, " spürest du kaum einen Hauch;");
        let range = trimmed(content, start - 1..start + 8);
        assert_eq!(range, Some(start..start + 7));
        assert_eq!(trimmed(content, start - 1..start), None);
    }

    #[test]
    fn a_snippet_begins_with_a_word_and_shows_the_hit() {
        let text =
            "A long beginning of a paragraph that says\nwhat nobody reads: harbour dues, and more";
        let at = text.find("harbour").unwrap();
        let (snippet, bold) = snippet(text, &(at..at + 7));
        assert_eq!(&snippet[bold], "harbour");
        assert!(snippet.starts_with("…what nobody"), "{snippet}");
        assert!(!snippet.contains('\n'));
    }
}
