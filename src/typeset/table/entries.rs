//! The paragraphs and lines of cells that hold nothing else.

use std::borrow::Cow;

use crate::import::{Block, Cell, ParagraphPlace, Span, Text};
use crate::typeset::face::{Face, Run};
use crate::typeset::text::Typesetter;

/// A paragraph or a line of a cell that holds nothing but paragraphs.
pub(super) struct Entry<'a> {
    /// The paragraph that it is of.
    pub(super) paragraph: usize,
    pub(super) text: Cow<'a, Text>,
    pub(super) place: Option<&'a ParagraphPlace>,
}

/// The paragraphs of a cell, or their lines; `None` where something else stands in it.
pub(super) fn entries(cell: &Cell, by_line: bool) -> Option<Vec<Entry<'_>>> {
    let mut entries = Vec::with_capacity(cell.blocks.len());
    for (paragraph, block) in cell.blocks.iter().enumerate() {
        let (text, place) = match block {
            Block::Paragraph(text) => (text, None),
            Block::Placed { place, text } => (text, Some(place)),
            _ => return None,
        };
        let entry = |text| Entry {
            paragraph,
            text,
            place,
        };
        if by_line {
            entries.extend(
                lines_of(text)
                    .into_iter()
                    .map(|line| entry(Cow::Owned(line))),
            );
        } else {
            entries.push(entry(Cow::Borrowed(text)));
        }
    }
    Some(entries)
}

/// A text in lines where line feeds break it. A space keeps the words of two lines apart for those
/// who have them read out.
fn lines_of(text: &Text) -> Vec<Text> {
    let mut lines = vec![Text::new()];
    for span in text {
        for (index, piece) in span.text.split('\n').enumerate() {
            if index > 0 {
                let before = lines.iter_mut().rev().find_map(|line| line.last_mut());
                if let Some(before) = before {
                    before.text.push(' ');
                }
                lines.push(Text::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !piece.is_empty()) {
                line.push(Span {
                    text: piece.to_owned(),
                    ..span.clone()
                });
            }
        }
    }
    lines
}

/// The width of what stands behind the decimal point of a figure, with the point, in points.
pub(super) fn fraction_pt(setter: &mut Typesetter, text: &Text, face: Face) -> f32 {
    let words: String = text.iter().map(|span| span.text.as_str()).collect();
    let behind = |mark: char| words.rfind(mark).and_then(|at| words.get(at..));
    let is_thousands = |rest: &&str| rest.chars().filter(char::is_ascii_digit).count() == 3;
    let fraction = behind('.').or_else(|| behind(',').filter(|rest| !is_thousands(rest)));
    fraction.map_or(0.0, |fraction| {
        let run = Run::new(fraction, face, None);
        setter.widths(&[run]).max
    })
}
