//! How wide a table's columns are, and how large its type.

use std::ops::Range;

use crate::typeset::column::Column;
use crate::typeset::style::{self, Size};
use crate::typeset::text::Widths;

/// The space between columns, in points: the most, and the least in a table of many columns.
pub(super) const GUTTER_PT: (f32, f32) = (14.0, 4.0);
/// The part of the width that the space between columns may take.
const MOST_GUTTERS: f32 = 0.18;
/// Keeps rounding from wrapping the text that a column was measured by.
const SLACK_PT: f32 = 0.5;
/// The space between a row's text and its rules, as a part of the line height.
const PADDING: f32 = 0.3;

/// A long table whose rows do not go on one line each is set in this type, in points.
const LONG_TABLE_PT: f32 = 9.0;
/// A narrower column is narrow for running text, in points.
const NARROW_PT: f32 = 130.0;
/// The most lines of a text in a narrow column before it is set in smaller type, and before that is
/// hard to read even so.
const MANY_LINES: f32 = 8.0;
const CROWDED_LINES: f32 = 16.0;

/// The measures of a table, or of the part of its columns that fits on the paper.
pub(super) struct Grid {
    pub(super) size: Size,
    /// Which of the table's columns these are.
    pub(super) columns: Vec<usize>,
    /// The columns' widths, in points.
    pub(super) widths: Vec<f32>,
    /// Which columns hold figures, which line up at the right.
    pub(super) figures: Vec<bool>,
    /// About how many lines the longest text in a narrow column takes.
    most_lines: f32,
    /// The space between columns, in points.
    gutter: f32,
    /// The left edge of the table.
    pub(super) x: f32,
    /// Whether words stand off from both sides of the table as they do from each other: its cells
    /// have grounds or lines.
    is_boxed: bool,
    /// Where each column's words begin at the left.
    lefts: Vec<f32>,
    is_mirrored: bool,
}

/// The place of words in a cell, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    pub(super) x: f32,
    pub(super) width: f32,
}

/// What a table says of its looks, besides its cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looks<'a> {
    /// Whether it is of many rows.
    pub(super) is_long: bool,
    /// Whether its cells have grounds or lines.
    pub(super) is_boxed: bool,
    pub(super) is_mirrored: bool,
    /// The widths of all columns in the source, in points; empty where they are not known.
    pub(super) source: &'a [f32],
}

/// What a column wants, at the largest type size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wanted {
    pub(super) widths: Widths,
    pub(super) figures: bool,
}

impl Grid {
    /// Chooses the largest type in which no word must be broken, and widths to suit. The rows of a
    /// long table take one line each, if that can be had in type that is not too small; long texts in
    /// narrow columns are set in type as small as that.
    pub(super) fn new(
        wanted: &[Wanted],
        columns: Vec<usize>,
        column: Column,
        looks: Looks<'_>,
    ) -> Self {
        let wanted: Vec<Wanted> = columns
            .iter()
            .filter_map(|index| wanted.get(*index).copied())
            .collect();
        let (gutter, mut room) = room(wanted.len(), column.full_width);
        if looks.is_boxed {
            room = (room - gutter).max(wanted.len() as f32);
        }
        let source = source_widths(looks.source, &columns, room, gutter);
        let longest_word = longest_word(wanted.len(), room);
        let fits = |size: &Size| least(&wanted, longest_word) * scale(*size) <= room;
        let all: f32 = wanted.iter().map(|wanted| wanted.widths.max).sum();
        let on_one_line = |size: &Size| fits(size) && all * scale(*size) <= room;
        let is_small = |size: &Size| fits(size) && size.size_pt <= LONG_TABLE_PT;
        let is_roomy = |size: &Size| {
            let widths = widths(&wanted, *size, room, source.as_deref());
            fits(size) && most_lines(&wanted, &widths, *size) <= MANY_LINES
        };
        // A table within a cell is set in no larger type than what stands around it.
        let sizes = || {
            let all = style::TABLE.into_iter();
            all.filter(|size| size.size_pt <= column.size.size_pt)
        };
        let of_long = || sizes().find(on_one_line).or_else(|| sizes().find(is_small));
        let of_short = || sizes().find(is_roomy).or_else(|| sizes().find(is_small));
        let size = if looks.is_long { of_long() } else { of_short() }
            .or_else(|| sizes().find(fits))
            .unwrap_or(style::TABLE[style::TABLE.len() - 1]);
        let widths = widths(&wanted, size, room, source.as_deref());
        let most_lines = most_lines(&wanted, &widths, size);
        let inset = if looks.is_boxed { gutter / 2.0 } else { 0.0 };
        let all = widths.iter().sum::<f32>() + gutter * widths.len().saturating_sub(1) as f32;
        let all = all + 2.0 * inset;
        let x = if looks.is_mirrored {
            column.x + (column.full_width - all).max(0.0)
        } else {
            column.x
        };
        let mut begin = inset;
        let lefts = widths.iter().map(|width| {
            let left = begin;
            begin += width + gutter;
            x + if looks.is_mirrored {
                all - left - width
            } else {
                left
            }
        });
        let lefts = lefts.collect();
        Self {
            size,
            columns,
            widths,
            most_lines,
            figures: wanted.iter().map(|wanted| wanted.figures).collect(),
            gutter,
            x,
            is_boxed: looks.is_boxed,
            lefts,
            is_mirrored: looks.is_mirrored,
        }
    }

    /// Whether long texts stand in columns so narrow that they are hard to read.
    pub(super) fn is_crowded(&self) -> bool {
        self.most_lines > CROWDED_LINES
    }

    /// Whether the type is smaller than people like to read.
    pub(super) fn is_tiny(&self) -> bool {
        self.size.size_pt < LONG_TABLE_PT
    }

    pub(super) fn full_width(&self) -> f32 {
        let gutters = self
            .widths
            .len()
            .saturating_sub(usize::from(!self.is_boxed));
        self.widths.iter().sum::<f32>() + self.gutter * gutters as f32
    }

    /// The place of words in a cell that reaches over these of the columns.
    pub(super) fn span(&self, columns: Range<usize>) -> Extent {
        let last = columns.end.saturating_sub(1).max(columns.start);
        let (x, right) = self.words(columns.start, last);
        Extent {
            x,
            width: right - x,
        }
    }

    /// Where the words of cells begin at the left and end at the right.
    fn words(&self, first: usize, last: usize) -> (f32, f32) {
        let (left, right) = if self.is_mirrored {
            (last, first)
        } else {
            (first, last)
        };
        let at = |column: usize| self.lefts.get(column).copied().unwrap_or(self.x);
        let width = self.widths.get(right).copied().unwrap_or(0.0);
        (at(left), at(right) + width)
    }

    /// The left and the right side of cells from the one column to the other.
    pub(super) fn sides(&self, first: usize, last: usize) -> (f32, f32) {
        let (left, right) = self.words(first, last);
        let most = self.x + self.full_width();
        (
            (left - self.gutter / 2.0).max(self.x),
            (right + self.gutter / 2.0).min(most),
        )
    }

    /// The side of the cells of a column where they begin; of the one behind the last, where that ends.
    pub(super) fn side_before(&self, column: usize) -> f32 {
        let (left, right) = match column.checked_sub(1) {
            Some(before) if column >= self.lefts.len() => self.sides(before, before),
            _ => {
                let (left, right) = self.sides(column, column);
                (right, left)
            }
        };
        if self.is_mirrored { left } else { right }
    }

    pub(super) fn padding(&self) -> f32 {
        self.size.leading_pt * PADDING
    }
}

/// A table in its source is as wide as the paper if it is at least this part of it.
const AS_WIDE_AS_PAPER: f32 = 0.8;

/// How wide columns are in the source, for a table in this room.
fn source_widths(source: &[f32], columns: &[usize], room: f32, gutter: f32) -> Option<Vec<f32>> {
    let widths: Option<Vec<f32>> = columns
        .iter()
        .map(|column| source.get(*column).copied())
        .collect();
    let widths = widths?;
    let gutters = gutter * columns.len() as f32;
    let (all, room) = (widths.iter().sum::<f32>(), room + gutters);
    let is_wide = columns.len() < source.len() || all >= room * AS_WIDE_AS_PAPER;
    let scale = if is_wide { room / all.max(1.0) } else { 1.0 };
    Some(
        widths
            .iter()
            .map(|width| (width * scale - gutter).max(0.0))
            .collect(),
    )
}

/// The widths of columns in type of this size: as in the source as far as the words let them.
fn widths(wanted: &[Wanted], size: Size, room: f32, source: Option<&[f32]>) -> Vec<f32> {
    let longest_word = longest_word(wanted.len(), room);
    let widths: Vec<Widths> = wanted
        .iter()
        .map(|wanted| Widths {
            min: wanted.widths.min.min(longest_word) * scale(size) + SLACK_PT,
            max: wanted.widths.max * scale(size) + SLACK_PT,
        })
        .collect();
    match source {
        Some(source) => fitted(source, &widths, room),
        None => shares(&widths, room),
    }
}

/// These widths, changed as little as can be so that each column has what its longest word needs,
/// and, where others have space left over, what its lines need.
fn fitted(source: &[f32], wanted: &[Widths], room: f32) -> Vec<f32> {
    if wanted.iter().map(|wanted| wanted.min).sum::<f32>() >= room {
        return shares(wanted, room);
    }
    let mut widths = source.to_vec();
    // What is not used of the room goes first to those that need it.
    let mut spare = (room - widths.iter().sum::<f32>()).max(0.0);
    for (width, wanted) in widths.iter_mut().zip(wanted) {
        let missing = (wanted.min - *width).clamp(0.0, spare);
        *width += missing;
        spare -= missing;
    }
    for need in [|wanted: &Widths| wanted.min, |wanted: &Widths| wanted.max] {
        let missing = |(width, wanted): (&f32, &Widths)| (need(wanted) - width).max(0.0);
        let left = |(width, wanted): (&f32, &Widths)| (width - need(wanted)).max(0.0);
        let all_missing: f32 = widths.iter().zip(wanted).map(missing).sum();
        let all_left: f32 = widths.iter().zip(wanted).map(left).sum();
        let moved = all_missing.min(all_left);
        if moved <= 0.0 {
            continue;
        }
        let changed = widths.iter().zip(wanted).map(|pair| {
            let gained = missing(pair) / all_missing * moved;
            pair.0 + gained - left(pair) / all_left * moved
        });
        widths = changed.collect();
    }
    widths
}

/// About how many lines the longest text in a narrow column takes.
fn most_lines(wanted: &[Wanted], widths: &[f32], size: Size) -> f32 {
    let columns = wanted.iter().zip(widths);
    let narrow = columns.filter(|(_, width)| **width < NARROW_PT);
    let lines = narrow.map(|(wanted, width)| wanted.widths.max * scale(size) / width.max(1.0));
    lines.fold(0.0, f32::max)
}

/// How a type size compares with the one that cells are measured in.
pub(super) fn scale(size: Size) -> f32 {
    size.size_pt / style::TABLE[0].size_pt
}

/// The space between this many columns, and what is left for the columns themselves.
pub(super) fn room(count: usize, width: f32) -> (f32, f32) {
    let (most, least) = GUTTER_PT;
    let gutter = (width * MOST_GUTTERS / count.max(1) as f32).clamp(least, most);
    let gutters = gutter * count.saturating_sub(1) as f32;
    (gutter, (width - gutters).max(count as f32))
}

/// The longest word that is kept whole. An address as long as a line is broken, rather than
/// shrinking the whole table.
pub(super) fn longest_word(count: usize, room: f32) -> f32 {
    (room / count.max(1) as f32).max(room * 0.4)
}

/// The least that columns can do with.
pub(super) fn least(wanted: &[Wanted], longest_word: f32) -> f32 {
    wanted
        .iter()
        .map(|wanted| wanted.widths.min.min(longest_word))
        .sum()
}

/// Divides the room among columns. Columns that are content with a fair share have all they want;
/// the others have their longest word, and a share of the rest by what they want beyond it.
fn shares(wanted: &[Widths], room: f32) -> Vec<f32> {
    let mut given: Vec<Option<f32>> = vec![None; wanted.len()];
    loop {
        let open = || {
            wanted
                .iter()
                .zip(&given)
                .filter(|(_, given)| given.is_none())
        };
        let count = open().count();
        let taken: f32 = given.iter().flatten().sum();
        let left = room - taken;
        let least: f32 = open().map(|(wanted, _)| wanted.min).sum();
        let content = wanted.iter().enumerate().find(|(index, wanted)| {
            given.get(*index).is_some_and(Option::is_none)
                && wanted.max <= left / count as f32
                && least - wanted.min <= left - wanted.max
        });
        if let Some((index, wanted)) = content {
            given[index] = Some(wanted.max);
            continue;
        }
        let beyond = |wanted: &Widths| (wanted.max - wanted.min).max(0.0);
        let all_beyond: f32 = open().map(|(wanted, _)| beyond(wanted)).sum();
        let share = |wanted: &Widths| {
            if least >= left {
                return wanted.min * left.max(0.0) / least.max(f32::MIN_POSITIVE);
            }
            wanted.min + (left - least) * beyond(wanted) / all_beyond.max(f32::MIN_POSITIVE)
        };
        let widths = wanted.iter().zip(&given);
        return widths
            .map(|(wanted, given)| given.unwrap_or_else(|| share(wanted)))
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_shared_by_what_columns_hold() {
        let wanted = |min, max| Widths { min, max };
        assert_eq!(
            shares(&[wanted(10.0, 50.0), wanted(10.0, 40.0)], 100.0),
            [50.0, 40.0]
        );
        let shared = shares(&[wanted(20.0, 20.0), wanted(20.0, 500.0)], 100.0);
        assert_eq!(shared, [20.0, 80.0]);
        // A short column keeps its words on one line however long its neighbour is.
        let short = shares(&[wanted(20.0, 40.0), wanted(20.0, 9000.0)], 100.0);
        assert_eq!(short, [40.0, 60.0]);
        let tight = shares(&[wanted(100.0, 100.0), wanted(100.0, 300.0)], 100.0);
        assert_eq!(tight, [50.0, 50.0]);
    }

    #[test]
    fn a_long_table_is_set_in_type_that_keeps_its_rows_to_a_line() {
        let wanted = [Wanted {
            widths: Widths {
                min: 40.0,
                max: 150.0,
            },
            figures: false,
        }; 4];
        let column = Column::new(0.0, 500.0, style::BODY);
        let size = |wanted: &[Wanted], is_long| {
            let columns = (0..wanted.len()).collect();
            let looks = Looks {
                is_long,
                is_boxed: false,
                is_mirrored: false,
                source: &[],
            };
            Grid::new(wanted, columns, column, looks).size.size_pt
        };
        assert_eq!(size(&wanted, false), 12.0);
        assert_eq!(size(&wanted, true), 9.0);
        assert_eq!(size(&wanted[..3], true), 12.0);
    }
}
