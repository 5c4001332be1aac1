//! How wide the columns of a table want to be.

use std::collections::HashMap;

use super::columns::Wanted;
use super::figures::{Tally, is_whole};
use crate::import::{Script, Span, Text};
use crate::typeset::face::{Face, Run, Weight};
use crate::typeset::spans::spanned;
use crate::typeset::style::{self, Size};
use crate::typeset::text::{Typesetter, Widths};

/// A table of more cells is measured letter by letter, and what that may be wrong by.
const MOST_SHAPED_CELLS: usize = 4_000;
const LETTERS_SLACK: f32 = 1.02;

/// Measures the cells.
pub(super) fn wanted(
    setter: &mut Typesetter,
    head: &[Text],
    rows: &[Vec<Text>],
    count: usize,
) -> Vec<Wanted> {
    let nothing = Wanted {
        widths: Widths::default(),
        figures: false,
    };
    let mut all = vec![nothing; count];
    let mut tallies = vec![Tally::default(); count];
    let mut measure = Measure {
        by_letters: rows.len().saturating_mul(count) > MOST_SHAPED_CELLS,
        letters: HashMap::new(),
    };
    for (cell, wanted) in head.iter().zip(&mut all) {
        wanted.widths = measure.widths(setter, cell, true);
    }
    for row in rows {
        for ((cell, wanted), tally) in row.iter().zip(&mut all).zip(&mut tallies) {
            tally.add(cell);
            let mut widths = measure.widths(setter, cell, false);
            if is_whole(cell) {
                widths.min = widths.max;
            }
            wanted.widths.min = wanted.widths.min.max(widths.min);
            wanted.widths.max = wanted.widths.max.max(widths.max);
        }
    }
    for (wanted, tally) in all.iter_mut().zip(&tallies) {
        wanted.figures = tally.is_of_figures();
    }
    all
}

/// How wide cells want to be, at the largest type size.
pub(super) struct Measure {
    /// Whether widths are added up letter by letter, which is near enough for a long table and much
    /// faster than shaping each cell.
    pub(super) by_letters: bool,
    pub(super) letters: HashMap<(char, bool), f32>,
}

impl Measure {
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
