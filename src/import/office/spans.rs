//! The spans of a paragraph while it is read.

use super::super::prose::append;
use super::super::{Span, Text};
use super::marks::is_mark;

/// The spans of a paragraph while it is read. Neighbours of one style become one span.
#[derive(Debug, Default)]
pub struct Spans {
    spans: Text,
}

impl Spans {
    /// Adds characters in the style of `style`, whose own text does not count.
    pub fn push(&mut self, text: &str, style: &Span) {
        append(&mut self.spans, text, style);
    }

    /// Adds spans that were read before.
    pub fn extend(&mut self, text: Text) {
        for span in text {
            self.push(&span.text, &span);
        }
    }

    /// Whether there is nothing to be seen in it.
    pub fn is_blank(&self) -> bool {
        let mut characters = self.spans.iter().flat_map(|span| span.text.chars());
        characters.all(|character| character.is_whitespace() || is_mark(character))
    }

    /// How many tabs stand before its words.
    pub fn tabs_before_words(&self) -> usize {
        tabs_before_words(&self.spans)
    }

    /// The marks in it alone, for a paragraph that is left out because it is blank.
    pub fn marks(&self) -> String {
        let characters = self.spans.iter().flat_map(|span| span.text.chars());
        characters.filter(|character| is_mark(*character)).collect()
    }

    /// Drops a number after the last tab, as a table of contents has it. Tells whether there was one.
    pub fn drop_page_number(&mut self) -> bool {
        drop_page_number(&mut self.spans)
    }

    /// The spans with the space at their ends, for a paragraph that goes on in the next.
    pub fn going_on(self) -> Text {
        self.spans
    }

    /// The spans without the space at both ends.
    pub fn finish(self) -> Text {
        trimmed(self.spans)
    }
}

/// How many tabs stand before the words of a text.
pub fn tabs_before_words(text: &Text) -> usize {
    let characters = text.iter().flat_map(|span| span.text.chars());
    let before = characters.take_while(|c| c.is_whitespace() || is_mark(*c));
    before.filter(|character| *character == '\t').count()
}

/// Drops a number after the last tab, as a table of contents has it. Tells whether there was one.
pub fn drop_page_number(text: &mut Text) -> bool {
    let all: String = text.iter().map(|span| span.text.as_str()).collect();
    let Some((kept, number)) = all.trim_end().rsplit_once('\t') else {
        return false;
    };
    let number = number.trim();
    if number.is_empty() || !number.chars().all(|c| c.is_ascii_digit()) {
        return false;
    }
    let mut left = kept.len();
    for span in text {
        span.text.truncate(left);
        left -= span.text.len();
    }
    true
}

/// Spans without the space at both ends, whichever spans it is in.
pub fn trimmed(mut spans: Text) -> Text {
    while let Some(first) = spans.first_mut() {
        let start = first.text.len() - first.text.trim_start().len();
        first.text.drain(..start);
        if !first.text.is_empty() {
            break;
        }
        spans.remove(0);
    }
    while let Some(last) = spans.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            break;
        }
        spans.pop();
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_style_become_one_span_without_outer_space() {
        let bold = Span {
            bold: true,
            ..Span::default()
        };
        let mut spans = Spans::default();
        for (text, style) in [
            (" ", &bold),
            (" a", &Span::default()),
            ("b ", &Span::default()),
            ("", &bold),
            ("c", &bold),
            ("\n", &Span::default()),
        ] {
            spans.push(text, style);
        }
        assert!(!spans.is_blank());
        let texts: Vec<_> = spans.finish().into_iter().map(|span| span.text).collect();
        assert_eq!(texts, ["ab ", "c"]);
    }

    #[test]
    fn the_page_number_of_an_entry_is_dropped() {
        for (pieces, kept) in [
            (["1\tAims", "\t12 "], "1\tAims"),
            (["Aims", "\tTwo"], "Aims\tTwo"),
            (["Aims 12", ""], "Aims 12"),
        ] {
            let mut spans = Spans::default();
            for (piece, bold) in pieces.into_iter().zip([true, false]) {
                let style = Span {
                    bold,
                    ..Span::default()
                };
                spans.push(piece, &style);
            }
            spans.drop_page_number();
            let text: String = spans.finish().into_iter().map(|span| span.text).collect();
            assert_eq!(text, kept);
        }
    }

    #[test]
    fn what_is_blank_is_told() {
        let mut spans = Spans::default();
        spans.push(" \u{a0}\n", &Span::default());
        assert!(spans.is_blank() && spans.finish().is_empty());
    }
}
