//! How wide the columns of a table want to be.

use std::collections::HashMap;
use std::ops::Range;

use super::columns::{Wanted, least, room, scale};
use super::entries::{entries, fraction_pt};
use super::figures::{Tally, is_whole};
use super::laid::Laid;
use crate::import::{Block, CellAlign, CellPlace, Script, Span, Table, Text};
use crate::typeset::column::INDENT_PT;
use crate::typeset::face::{Face, Run, Weight};
use crate::typeset::spans::spanned;
use crate::typeset::style::{self, Size};
use crate::typeset::text::{Typesetter, Widths};

/// A table of more cells is measured letter by letter, and what that may be wrong by.
const MOST_SHAPED_CELLS: usize = 4_000;
const LETTERS_SLACK: f32 = 1.02;
/// A pixel of a picture on paper; the least and the most width that a picture in a cell asks for; the
/// width of words in place of one; all in points.
const PIXEL_PT: f32 = 0.75;
const LEAST_PICTURE_PT: f32 = 120.0;
const WIDEST_PICTURE_PT: f32 = 500.0;
const ABSENT_PT: f32 = 90.0;
/// The width of a letter of the typewriter face, as a part of its size.
const CODE_LETTER: f32 = 0.6;

/// Measures the cells.
pub(super) fn wanted(setter: &mut Typesetter, laid: &Laid<'_>) -> Vec<Wanted> {
    let count = laid.columns;
    let nothing = Wanted {
        widths: Widths::default(),
        figures: false,
    };
    let mut all = vec![nothing; count];
    let mut tallies = vec![Tally::default(); count];
    let mut measure = Measure {
        by_letters: laid.places.len() > MOST_SHAPED_CELLS,
        letters: HashMap::new(),
    };
    let mut spanning: Vec<(Range<usize>, Widths)> = Vec::new();
    for place in &laid.places {
        let is_head = place.row < laid.head_rows;
        let widths = measure.blocks(setter, &place.cell.blocks, is_head);
        if place.columns > 1 {
            spanning.push((place.column..place.column + place.columns, widths));
            continue;
        }
        if let Some(tally) = tallies.get_mut(place.column).filter(|_| !is_head) {
            tally.add_cell(&place.cell.blocks);
        }
        if let Some(wanted) = all.get_mut(place.column) {
            wanted.widths.min = wanted.widths.min.max(widths.min);
            wanted.widths.max = wanted.widths.max.max(widths.max);
        }
    }
    let is_decimal = |place: &CellPlace<'_>| place.cell.align == Some(CellAlign::Decimal);
    let has_decimals = laid.places.iter().any(is_decimal);
    for (column, wanted) in all.iter_mut().enumerate().filter(|_| has_decimals) {
        if let Some(decimal) = decimal_pt(setter, laid, column) {
            wanted.widths.min = wanted.widths.min.max(decimal);
            wanted.widths.max = wanted.widths.max.max(decimal);
        }
    }
    spanning.sort_by_key(|(columns, _)| columns.len());
    for (columns, widths) in spanning {
        widen(all.get_mut(columns).unwrap_or_default(), widths);
    }
    for (wanted, tally) in all.iter_mut().zip(&tallies) {
        wanted.figures = tally.is_of_figures();
    }
    all
}

/// The width of figures whose points stand below each other: the longest whole part of any, and the
/// longest that is behind the point of any.
fn decimal_pt(setter: &mut Typesetter, laid: &Laid<'_>, column: usize) -> Option<f32> {
    let mut all: Option<(f32, f32)> = None;
    let places = laid
        .places
        .iter()
        .filter(|place| place.column == column && place.cell.align == Some(CellAlign::Decimal));
    for place in places {
        for entry in entries(place.cell, true).unwrap_or_default() {
            let face = face(style::TABLE[0], place.row < laid.head_rows);
            let runs = entry
                .text
                .iter()
                .map(|span| Run::new(&span.text, face, None));
            let width = setter.widths(&runs.collect::<Vec<_>>()).max;
            let fraction = fraction_pt(setter, &entry.text, face);
            let (whole, behind) = all.unwrap_or_default();
            all = Some((whole.max(width - fraction), behind.max(fraction)));
        }
    }
    all.map(|(whole, behind)| whole + behind)
}

/// Gives columns what the longest word of a cell that reaches over them needs; what it wants beyond
/// that only if nothing else says what they want.
fn widen(columns: &mut [Wanted], cell: Widths) {
    let count = columns.len().max(1) as f32;
    let sum = |columns: &[Wanted], part: fn(&Widths) -> f32| -> f32 {
        columns.iter().map(|wanted| part(&wanted.widths)).sum()
    };
    let missing = (cell.min - sum(columns, |widths| widths.min)).max(0.0) / count;
    let is_open = sum(columns, |widths| widths.max) <= 0.0;
    for wanted in columns {
        wanted.widths.min += missing;
        if is_open {
            wanted.widths.max = cell.max / count;
        }
        wanted.widths.max = wanted.widths.max.max(wanted.widths.min);
    }
}

/// Whether a table within a cell of this width can be set as one, without a broken word.
pub(super) fn fits(setter: &mut Typesetter, table: &Table, width: f32) -> bool {
    let wanted = wanted(setter, &Laid::new(table));
    let smallest = style::TABLE.last().map_or(1.0, |size| scale(*size));
    let (gutter, room) = room(wanted.len(), width);
    least(&wanted, f32::INFINITY) * smallest <= room - gutter
}

/// How wide cells want to be, at the largest type size.
pub(super) struct Measure {
    /// Whether widths are added up letter by letter, which is near enough for a long table and much
    /// faster than shaping each cell.
    pub(super) by_letters: bool,
    pub(super) letters: HashMap<(char, bool), f32>,
}

impl Measure {
    /// How wide blocks that stand below each other want to be.
    fn blocks(&mut self, setter: &mut Typesetter, blocks: &[Block], is_head: bool) -> Widths {
        let mut all = Widths::default();
        for block in blocks {
            let widths = self.block(setter, block, is_head);
            all.min = all.min.max(widths.min);
            all.max = all.max.max(widths.max);
        }
        all
    }

    fn block(&mut self, setter: &mut Typesetter, block: &Block, is_head: bool) -> Widths {
        let further = |widths: Widths, by: f32| Widths {
            min: widths.min + by,
            max: widths.max + by,
        };
        match block {
            Block::Paragraph(text) => self.text(setter, text, is_head),
            Block::Heading { text, .. } => self.text(setter, text, true),
            Block::Placed { place, text } => {
                let widths = self.text(setter, text, is_head);
                further(widths, place.indent_pt + place.hanging_pt)
            }
            Block::List { items, .. } => {
                let items = items.iter().map(|item| self.blocks(setter, item, is_head));
                let widest = items.fold(Widths::default(), |item, other| Widths {
                    min: item.min.max(other.min),
                    max: item.max.max(other.max),
                });
                further(widest, INDENT_PT)
            }
            Block::Quotation(blocks) => further(self.blocks(setter, blocks, is_head), INDENT_PT),
            Block::Table(table) => {
                let wanted = wanted(setter, &Laid::new(table));
                let (gutter, _) = room(wanted.len(), f32::INFINITY);
                let sum = |part: fn(&Widths) -> f32| -> f32 {
                    let parts = wanted.iter().map(|wanted| part(&wanted.widths) + gutter);
                    parts.sum()
                };
                Widths {
                    min: sum(|widths| widths.min),
                    max: sum(|widths| widths.max),
                }
            }
            Block::Figure { picture, caption } => {
                let mut widths = self.text(setter, caption, false);
                let shown = picture.as_ref().map_or(ABSENT_PT, |picture| {
                    let pixels = picture.upright_px().0 as f32 * PIXEL_PT;
                    picture.shown_pt.unwrap_or(pixels)
                });
                widths.min = widths.min.max(shown.min(LEAST_PICTURE_PT));
                widths.max = widths.max.max(shown.min(WIDEST_PICTURE_PT));
                widths
            }
            Block::Preformatted(text) => {
                let longest = text.lines().map(|line| line.chars().count()).max();
                let max = longest.unwrap_or(0) as f32 * style::CODE.size_pt * CODE_LETTER;
                Widths {
                    min: max.min(LEAST_PICTURE_PT),
                    max,
                }
            }
            Block::Rule => Widths::default(),
        }
    }

    fn text(&mut self, setter: &mut Typesetter, text: &Text, is_head: bool) -> Widths {
        let mut widths = self.widths(setter, text, is_head);
        if !is_head && is_whole(text) {
            widths.min = widths.max;
        }
        widths
    }

    pub(super) fn widths(&mut self, setter: &mut Typesetter, cell: &Text, is_head: bool) -> Widths {
        let is_simple = |span: &Span| {
            span.text.is_ascii() && !span.italic && !span.code && span.script == Script::Normal
        };
        if self.by_letters && cell.iter().all(is_simple) {
            return self.added_up(setter, cell, is_head);
        }
        let face = face(style::TABLE[0], is_head);
        let runs: Vec<Run<'_>> = cell
            .iter()
            .map(|span| Run::new(&span.text, spanned(face, span), None))
            .collect();
        setter.widths(&runs)
    }

    fn added_up(&mut self, setter: &mut Typesetter, cell: &Text, is_head: bool) -> Widths {
        let mut widths = Widths::default();
        let (mut word, mut line) = (0.0_f32, 0.0_f32);
        for span in cell {
            let face = spanned(face(style::TABLE[0], is_head), span);
            let is_bold = face.weight == Weight::SemiBold;
            for letter in span.text.chars() {
                let width = *self.letters.entry((letter, is_bold)).or_insert_with(|| {
                    // A space has a width between letters alone.
                    let width = |setter: &mut Typesetter, text: &str| {
                        setter.widths(&[Run::new(text, face, None)]).max
                    };
                    let both = width(setter, &format!("H{letter}H"));
                    (both - width(setter, "HH")).max(0.0)
                });
                match letter {
                    '\n' => (word, line) = (0.0, 0.0),
                    ' ' => {
                        word = 0.0;
                        line += width;
                    }
                    _ => {
                        word += width;
                        line += width;
                    }
                }
                widths.min = widths.min.max(word);
                widths.max = widths.max.max(line);
            }
        }
        // Pairs of letters stand a hair nearer or farther than each alone.
        Widths {
            min: widths.min * LETTERS_SLACK,
            max: widths.max * LETTERS_SLACK,
        }
    }
}

/// The face of a cell.
pub(super) fn face(size: Size, is_head: bool) -> Face {
    let face = Face::new(size).tabular();
    if is_head { face.semibold() } else { face }
}
