//! The body of a mail that is plain text.

use crate::import::bounds::{MOST_LINES, notice};
use crate::import::prose::tidy;
use crate::import::{Block, Span, Text};

/// How deep quotations are followed; what is quoted deeper is set at this depth.
const DEEPEST_QUOTATION: usize = 12;
/// Mail programs break lines at about this many characters.
const WRAPPED_CHARS: std::ops::RangeInclusive<usize> = 50..=100;

/// The blocks of a plain text. Lines that were broken by a mail program are joined again. With
/// `is_flowed`, a space at a line's end says that it goes on (RFC 3676); with `delete_space` that
/// space is not part of the text.
pub fn blocks(text: &str, is_flowed: bool, delete_space: bool) -> Vec<Block> {
    let mut left = MOST_LINES;
    let mut all = text.lines().map(|line| Line::new(line, is_flowed));
    let is_read = |line: &Line<'_>| {
        left -= usize::from(!line.is_empty());
        left > 0
    };
    let lines: Vec<Line<'_>> = all.by_ref().take_while(is_read).collect();
    let is_cut = all.next().is_some();
    let reader = Reader {
        width: wrap_width(&lines),
        is_flowed,
        delete_space,
    };
    let mut blocks = reader.level(&lines, 0);
    if is_cut {
        blocks.push(notice());
    }
    blocks
}

struct Line<'a> {
    /// How many times it is quoted.
    depth: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn new(line: &'a str, is_flowed: bool) -> Self {
        let mut depth = 0;
        let mut rest = line;
        while let Some(inner) = rest.strip_prefix('>') {
            depth += 1;
            // Mail programs write "> > " as well as ">> ".
            rest = match inner.strip_prefix(' ') {
                Some(spaced) if spaced.starts_with('>') => spaced,
                _ => inner,
            };
        }
        let text = match rest.strip_prefix(' ') {
            Some(text) if is_flowed || depth > 0 => text,
            _ => rest,
        };
        Self {
            depth: depth.min(DEEPEST_QUOTATION),
            text,
        }
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The width at which the lines of a text were broken: the length of its longest one, if that is
/// one at which lines are broken.
fn wrap_width(lines: &[Line<'_>]) -> Option<usize> {
    let lengths = lines
        .iter()
        .map(|line| line.text.trim_end().chars().count());
    let lengths: Vec<usize> = lengths.filter(|length| *length > 0).collect();
    // An address on the web is never broken, and says nothing.
    let longest = lengths
        .iter()
        .copied()
        .filter(|length| WRAPPED_CHARS.contains(length))
        .max()?;
    let longer = lengths
        .iter()
        .filter(|length| **length > *WRAPPED_CHARS.end())
        .count();
    (longer * 4 <= lengths.len()).then_some(longest)
}

struct Reader {
    width: Option<usize>,
    is_flowed: bool,
    delete_space: bool,
}

impl Reader {
    /// The blocks of lines that are all quoted at least so deep.
    fn level(&self, lines: &[Line<'_>], depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        for run in lines.chunk_by(|a, b| (a.depth > depth) == (b.depth > depth)) {
            if run.first().is_some_and(|line| line.depth > depth) {
                let inner = self.level(run, depth + 1);
                if !inner.is_empty() {
                    blocks.push(Block::Quotation(inner));
                }
                continue;
            }
            for part in run.split(Line::is_empty) {
                self.paragraph(part, &mut blocks);
            }
        }
        blocks
    }

    /// Lines without an empty one among them: a paragraph, a list, or one after the other.
    fn paragraph(&self, lines: &[Line<'_>], blocks: &mut Vec<Block>) {
        let mut text = String::new();
        let mut is_item = false;
        let mut last: Option<&Line<'_>> = None;
        for line in lines {
            if is_rule(line.text) {
                finish(&mut text, is_item, blocks);
                blocks.push(Block::Rule);
                (is_item, last) = (false, None);
                continue;
            }
            if let Some(words) = words_in_rule(line.text) {
                finish(&mut text, is_item, blocks);
                blocks.push(Block::Rule);
                words.clone_into(&mut text);
                (is_item, last) = (false, Some(line));
                continue;
            }
            if let Some(item) = bullet(line.text) {
                finish(&mut text, is_item, blocks);
                item.clone_into(&mut text);
                (is_item, last) = (true, Some(line));
                continue;
            }
            let is_within_item = line.text.starts_with([' ', '\t']);
            if let Some(before) = last {
                if self.goes_on(before, line) {
                    if !(self.delete_space && before.text.ends_with(' ')) {
                        text.push(' ');
                    }
                } else if is_item && !is_within_item {
                    finish(&mut text, is_item, blocks);
                    is_item = false;
                } else {
                    text.push('\n');
                }
            }
            text.push_str(line.text.trim());
            last = Some(line);
        }
        finish(&mut text, is_item, blocks);
    }

    /// Whether a line goes on with the next one.
    fn goes_on(&self, line: &Line<'_>, next: &Line<'_>) -> bool {
        if self.is_flowed && line.text != "-- " {
            return line.text.ends_with(' ');
        }
        let Some(width) = self.width else {
            return false;
        };
        let length = line.text.trim_end().chars().count();
        let word = next.text.split_whitespace().next().unwrap_or_default();
        // The next line's first word would not have fitted.
        length > *WRAPPED_CHARS.start() / 2 && length + 1 + word.chars().count() > width
    }
}

fn finish(text: &mut String, is_item: bool, blocks: &mut Vec<Block>) {
    let text = tidy(vec![Span::plain(std::mem::take(text))]);
    if text.is_empty() {
        return;
    }
    if !is_item {
        blocks.push(Block::Paragraph(text));
        return;
    }
    let item = |text: Text| vec![Block::Paragraph(text)];
    match blocks.last_mut() {
        Some(Block::List { start: None, items }) => items.push(item(text)),
        _ => blocks.push(Block::List {
            start: None,
            items: vec![item(text)],
        }),
    }
}

/// The words of a list item.
fn bullet(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let words = ["- ", "* ", "• ", "· ", "– "]
        .iter()
        .find_map(|mark| line.strip_prefix(mark))?;
    (!words.trim().is_empty()).then(|| words.trim())
}

/// Whether a line is drawn of one sign. Two hyphens begin a signature.
fn is_rule(line: &str) -> bool {
    const SHORTEST: usize = 2;
    let line = line.trim();
    let first = line.chars().next().unwrap_or(' ');
    line.len() >= SHORTEST && "-_=*~".contains(first) && line.chars().all(|c| c == first)
}

/// The words in a line above a mail that is answered: "-----Original Message-----".
fn words_in_rule(line: &str) -> Option<&str> {
    const DASHES: &str = "----";
    let line = line.trim();
    let words = line
        .strip_prefix(DASHES)?
        .strip_suffix(DASHES)?
        .trim_matches(['-', ' ']);
    words.contains(char::is_alphabetic).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<String> {
        let lines = |block: &Block| block.plain_text().trim_end().to_owned();
        blocks(text, false, false).iter().map(lines).collect()
    }

    #[test]
    fn broken_lines_are_joined_and_short_ones_kept() {
        let text = "Dear Ann,\n\nThe lamps in the great hall are now so old that they can be\n\
                    repaired no more, and new ones are to be had from the same maker.\n\nAnn\nHead of Lamps\n";
        assert_eq!(
            plain(text),
            [
                "Dear Ann,",
                "The lamps in the great hall are now so old that they can be repaired no more, \
                 and new ones are to be had from the same maker.",
                "Ann\nHead of Lamps"
            ]
        );
    }

    #[test]
    fn quoted_lines_become_quotations_within_each_other() {
        let made = blocks(
            "Yes.\n\n> Shall we?\n>\n> > Perhaps.\n>> No.\n> End\n",
            false,
            false,
        );
        let [Block::Paragraph(_), Block::Quotation(inner)] = made.as_slice() else {
            panic!("{made:?}");
        };
        assert!(matches!(
            inner.as_slice(),
            [
                Block::Paragraph(_),
                Block::Quotation(_),
                Block::Paragraph(_)
            ]
        ));
        let deep = blocks(&format!("{} a", ">".repeat(100_000)), false, false);
        assert_eq!(deep.len(), 1, "it ends");
    }

    #[test]
    fn items_and_signatures_are_told_from_paragraphs() {
        let made = blocks(
            "Points:\n   - Roses\n   - Violets\n     and more\nEnd\n\n-- \nAnn",
            false,
            false,
        );
        let [_, Block::List { items, .. }, _, Block::Rule, _] = made.as_slice() else {
            panic!("{made:?}");
        };
        assert_eq!(items[1][0].plain_text(), "Violets\nand more\n");
    }

    #[test]
    fn a_line_parts_a_mail_from_the_one_it_answers() {
        let made = blocks(
            "Yes.\n\n-----Original Message-----\nFrom: Bob\nTo: Ann\n",
            false,
            false,
        );
        assert!(matches!(made[1], Block::Rule), "{made:?}");
        assert_eq!(
            made[2].plain_text(),
            "Original Message\nFrom: Bob\nTo: Ann\n"
        );
    }

    #[test]
    fn flowed_text_says_where_its_lines_go_on() {
        let made = blocks("One \ntwo\nthree\n", true, false);
        assert_eq!(made[0].plain_text(), "One two\nthree\n");
        let made = blocks("Wasser \nkocher\n", true, true);
        assert_eq!(made[0].plain_text(), "Wasserkocher\n");
    }

    #[test]
    fn addresses_are_links() {
        let made = blocks("See https://example.org/a.", false, false);
        let Block::Paragraph(text) = &made[0] else {
            panic!("{made:?}");
        };
        assert_eq!(text[1].address(), Some("https://example.org/a"));
    }
}
