//! A caret in the text of the pages: where keys lead it.

use std::ops::Range;

use crate::app::message::span::Span;
use crate::app::state::texts::Texts;
use crate::text::{Point, Quad};

/// A place in the text: the piece, and the byte in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caret {
    /// Which piece of the text.
    pub piece: usize,
    /// Before which byte of it.
    pub at: usize,
}

/// Where a key leads a caret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To the next letter.
    Letter,
    /// To the end of the next word, or the beginning of the one before.
    Word,
    /// To the line below, or above.
    Line,
    /// To the end of the line, or its beginning.
    EndOfLine,
}

/// How many tries the next line is looked for below or above, a part of a line's height each.
const TRIES: u16 = 60;

/// Beyond the edge of any page, in points.
const FAR_PT: f32 = 100_000.0;

impl Caret {
    /// The first place of the text on a page of the sheet, counted from 0, or on the next that has
    /// text.
    pub fn on_page(texts: &Texts, page: u32) -> Option<Self> {
        let found = texts.page(page)?;
        Some(Self {
            piece: found.piece,
            at: found.range.start,
        })
    }

    /// Where it stands: the page of the sheet and the letter after it, or before it at the end.
    pub fn place(self, texts: &Texts) -> Option<(u32, Quad)> {
        let text = texts.layer(self.piece)?.text();
        let after = next_letter(text, self.at)..self.at.max(next_end(text, self.at));
        let quads = |range: Range<usize>| {
            let piece = self.piece;
            texts.quads(&Span { piece, range })
        };
        let found = quads(after).first().copied();
        found.or_else(|| quads(last_start(text, self.at)..self.at).last().copied())
    }

    /// Where a step leads, on or back; the same place at the end of the text.
    pub fn step(self, texts: &Texts, step: Step, on: bool) -> Self {
        let Some(layer) = texts.layer(self.piece) else {
            return self;
        };
        let text = layer.text();
        let at = match (step, on) {
            (Step::Letter, true) => next_end(text, self.at),
            (Step::Letter, false) => last_start(text, self.at),
            (Step::Word, true) => {
                let rest = text.get(self.at..).unwrap_or_default();
                let gap = rest.find(char::is_alphanumeric).unwrap_or(rest.len());
                layer.word_at(self.at + gap).end.max(self.at)
            }
            (Step::Word, false) => {
                let before = text.get(..self.at).unwrap_or_default();
                let last = before
                    .char_indices()
                    .rfind(|(_, letter)| letter.is_alphanumeric());
                last.map_or(0, |(at, _)| layer.word_at(at).start.min(at))
            }
            (Step::Line, _) => self.line(texts, on).unwrap_or(self.at),
            (Step::EndOfLine, _) => self.end_of_line(texts, on).unwrap_or(self.at),
        };
        Self { at, ..self }
    }

    /// The place on the line below or above that is nearest.
    fn line(self, texts: &Texts, below: bool) -> Option<usize> {
        let (page, quad) = self.place(texts)?;
        let (left, top, _, bottom) = quad.bounds();
        let (middle, height) = ((top + bottom) / 2.0, (bottom - top).max(1.0));
        let sign = if below { 1.0 } else { -1.0 };
        let found = (1..TRIES).find_map(|part| {
            let y = middle + sign * height * 0.5 * f32::from(part);
            let (_, at) = texts.offset_at(page, Point::new(left, y), Some(self.piece))?;
            let (on, quad) = Self { at, ..self }.place(texts)?;
            let (_, top, _, bottom) = quad.bounds();
            let moved = ((top + bottom) / 2.0 - middle) * sign;
            (on == page && moved > height * 0.5).then_some(at)
        });
        found.or_else(|| {
            let page = if below {
                page.checked_add(1)?
            } else {
                page.checked_sub(1)?
            };
            let y = if below { -FAR_PT } else { FAR_PT };
            let (_, at) = texts.offset_at(page, Point::new(left, y), Some(self.piece))?;
            Some(at)
        })
    }

    fn end_of_line(self, texts: &Texts, end: bool) -> Option<usize> {
        let (page, quad) = self.place(texts)?;
        let (_, top, _, bottom) = quad.bounds();
        let x = if end { FAR_PT } else { -FAR_PT };
        let point = Point::new(x, (top + bottom) / 2.0);
        Some(texts.offset_at(page, point, Some(self.piece))?.1)
    }
}

/// The letter at a place, past line ends and spaces that are drawn nowhere.
fn next_letter(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.find(|letter: char| letter != '\n').unwrap_or(0)
}

fn next_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.chars().next().map_or(0, char::len_utf8)
}

fn last_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    at - before.chars().next_back().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_stepped_over_whole() {
        let text = "né 会\n";
        assert_eq!(next_end(text, 1), 3);
        assert_eq!(last_start(text, 3), 1);
        assert_eq!(next_end(text, text.len()), text.len());
        assert_eq!(last_start(text, 0), 0);
        assert_eq!(next_letter("a\nb", 1), 2);
    }
}
