//! Tables: column widths from their content, hair rules, a head that is repeated.

use std::rc::Rc;

use super::block::{Column, runs, spanned};
use super::page::{Ink, NodeId, Rect, Role, Shape};
use super::strip::{Strip, keep_ends_together};
use super::style::{self, Size};
use super::text::{Face, Line, Run, Typesetter, Widths, Wrap};
use crate::import::Text;

/// The space between columns, in points: the most, and the least in a table of many columns.
const GUTTER_PT: (f32, f32) = (14.0, 4.0);
/// The part of the width that the space between columns may take.
const MOST_GUTTERS: f32 = 0.18;
/// The space between the parts of a table that is too wide for the paper, in points.
const SPACE_BETWEEN_PARTS_PT: f32 = 18.0;
/// Keeps rounding from wrapping the text that a column was measured by.
const SLACK_PT: f32 = 0.5;
/// The space between a row's text and its rules, as a part of the line height.
const PADDING: f32 = 0.3;
/// A row of up to this many lines is never cut.
const WHOLE_LINES: usize = 12;
/// The most of a page's height that a head may take and still be repeated.
const MOST_AGAIN: f32 = 0.35;

/// The measures of a table, or of the part of its columns that fits on the paper.
struct Grid {
    size: Size,
    /// Which of the table's columns these are.
    columns: Vec<usize>,
    /// The columns' widths, in points.
    widths: Vec<f32>,
    /// Which columns hold figures, which line up at the right.
    figures: Vec<bool>,
    /// The space between columns, in points.
    gutter: f32,
    x: f32,
}

/// What a column wants, at the largest type size.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Wanted {
    widths: Widths,
    figures: bool,
}

pub(super) fn table(
    setter: &mut Typesetter,
    head: &[Text],
    rows: &[Vec<Text>],
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0).max(head.len());
    if count == 0 {
        return Vec::new();
    }
    let wanted = wanted(setter, head, rows, count);
    let mut strips = Vec::new();
    for columns in parts(&wanted, column.full_width) {
        let grid = Grid::new(&wanted, columns, column);
        let mut part = part(setter, head, rows, &grid, column, parent);
        if let Some(first) = part.first_mut() {
            first.space = SPACE_BETWEEN_PARTS_PT;
        }
        strips.append(&mut part);
    }
    strips
}

/// Sets the columns of a grid as a table.
fn part(
    setter: &mut Typesetter,
    head: &[Text],
    rows: &[Vec<Text>],
    grid: &Grid,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let node = setter.node(Role::Table, parent);
    let mut strips = Vec::new();
    let mut again = None;
    if head.is_empty() {
        strips.push(super::block::rule(grid.x, grid.full_width(), 0.0));
    } else {
        strips = row(setter, grid, head, node, true);
        strips
            .iter_mut()
            .skip(1)
            .for_each(|strip| strip.keep = true);
        let height: f32 = strips.iter().map(|strip| strip.height).sum();
        if height < column.page_height * MOST_AGAIN {
            again = Some(Rc::new(strips.iter().map(decoration).collect::<Vec<_>>()));
        }
    }
    for (index, cells) in rows.iter().enumerate() {
        let mut set = row(setter, grid, cells, node, false);
        if let Some(first) = set.first_mut()
            && index == 0
        {
            first.keep = true;
        }
        set.iter_mut()
            .for_each(|strip| strip.again.clone_from(&again));
        strips.append(&mut set);
    }
    strips
}

/// A head as it is set again: screen readers have read it once.
fn decoration(strip: &Strip) -> Strip {
    let mut strip = strip.clone();
    strip.links.clear();
    strip.ink.iter_mut().for_each(|ink| ink.node = None);
    strip
}

impl Grid {
    /// Chooses the largest type in which no word must be broken, and widths to suit.
    fn new(wanted: &[Wanted], columns: Vec<usize>, column: Column) -> Self {
        let wanted: Vec<Wanted> = columns
            .iter()
            .filter_map(|index| wanted.get(*index).copied())
            .collect();
        let (gutter, room) = room(wanted.len(), column.full_width);
        let longest_word = longest_word(wanted.len(), room);
        let fits = |size: &Size| least(&wanted, longest_word) * scale(*size) <= room;
        let size = style::TABLE
            .into_iter()
            .find(fits)
            .unwrap_or(style::TABLE[style::TABLE.len() - 1]);
        let widths: Vec<Widths> = wanted
            .iter()
            .map(|wanted| Widths {
                min: wanted.widths.min.min(longest_word) * scale(size) + SLACK_PT,
                max: wanted.widths.max * scale(size) + SLACK_PT,
            })
            .collect();
        Self {
            size,
            columns,
            widths: shares(&widths, room),
            figures: wanted.iter().map(|wanted| wanted.figures).collect(),
            gutter,
            x: column.x,
        }
    }

    fn full_width(&self) -> f32 {
        let gutters = self.gutter * self.widths.len().saturating_sub(1) as f32;
        self.widths.iter().sum::<f32>() + gutters
    }

    fn padding(&self) -> f32 {
        self.size.leading_pt * PADDING
    }
}

/// How a type size compares with the one that cells are measured in.
fn scale(size: Size) -> f32 {
    size.size_pt / style::TABLE[0].size_pt
}

/// The space between this many columns, and what is left for the columns themselves.
fn room(count: usize, width: f32) -> (f32, f32) {
    let (most, least) = GUTTER_PT;
    let gutter = (width * MOST_GUTTERS / count.max(1) as f32).clamp(least, most);
    let gutters = gutter * count.saturating_sub(1) as f32;
    (gutter, (width - gutters).max(count as f32))
}

/// The longest word that is kept whole. An address as long as a line is broken, rather than
/// shrinking the whole table.
fn longest_word(count: usize, room: f32) -> f32 {
    (room / count.max(1) as f32).max(room * 0.4)
}

/// The least that columns can do with.
fn least(wanted: &[Wanted], longest_word: f32) -> f32 {
    wanted
        .iter()
        .map(|wanted| wanted.widths.min.min(longest_word))
        .sum()
}

/// Which columns are set together: all, if their words fit in the smallest type; otherwise as many
/// as do, and the others below, each time with the first column, which says what a row is about.
fn parts(wanted: &[Wanted], width: f32) -> Vec<Vec<usize>> {
    let smallest = scale(style::TABLE[style::TABLE.len() - 1]);
    let fits = |columns: &[usize]| {
        let (_, room) = room(columns.len(), width);
        let part: Vec<Wanted> = columns
            .iter()
            .filter_map(|index| wanted.get(*index).copied())
            .collect();
        least(&part, longest_word(part.len(), room)) * smallest <= room
    };
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut part = vec![0];
    for index in 1..wanted.len() {
        part.push(index);
        if part.len() > 2 && !fits(&part) {
            part.pop();
            parts.push(std::mem::replace(&mut part, vec![0, index]));
        }
    }
    parts.push(part);
    parts
}

/// Measures the cells.
fn wanted(setter: &mut Typesetter, head: &[Text], rows: &[Vec<Text>], count: usize) -> Vec<Wanted> {
    let nothing = Wanted {
        widths: Widths::default(),
        figures: !rows.is_empty(),
    };
    let mut all = vec![nothing; count];
    let heads = std::iter::once((head, true));
    let cells = heads.chain(rows.iter().map(|row| (row.as_slice(), false)));
    for (cells, is_head) in cells {
        for (cell, wanted) in cells.iter().zip(&mut all) {
            wanted.figures &= is_head || is_figure(cell);
            let widths = widths(setter, cell, face(style::TABLE[0], is_head));
            wanted.widths.min = wanted.widths.min.max(widths.min);
            wanted.widths.max = wanted.widths.max.max(widths.max);
        }
    }
    all
}

/// How wide a cell wants to be.
fn widths(setter: &mut Typesetter, cell: &Text, face: Face) -> Widths {
    let runs: Vec<Run<'_>> = cell
        .iter()
        .map(|span| Run::new(&span.text, spanned(face, span), None))
        .collect();
    setter.widths(&runs)
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

fn face(size: Size, is_head: bool) -> Face {
    let face = Face::new(size).tabular();
    if is_head { face.semibold() } else { face }
}

/// Whether a cell holds a number, an amount or nothing.
fn is_figure(cell: &Text) -> bool {
    let mut letters = 0;
    for character in cell.iter().flat_map(|span| span.text.chars()) {
        match character {
            '0'..='9'
            | '.'
            | ','
            | '%'
            | '-'
            | '–'
            | '−'
            | '+'
            | '('
            | ')'
            | '/'
            | ' '
            | '\u{a0}'
            | '£'
            | '$'
            | '€'
            | '¥' => {}
            // A unit such as m, bn or pp.
            _ if character.is_ascii_lowercase() => letters += 1,
            _ => return false,
        }
    }
    let digits = cell
        .iter()
        .any(|span| span.text.contains(|c: char| c.is_ascii_digit()));
    let empty = cell.iter().all(|span| span.text.trim().is_empty());
    empty || digits && letters <= 2
}

fn row(
    setter: &mut Typesetter,
    grid: &Grid,
    cells: &[Text],
    table: NodeId,
    is_head: bool,
) -> Vec<Strip> {
    let row = setter.node(Role::Row, Some(table));
    let empty = Text::new();
    let mut x = grid.x;
    let mut set: Vec<Vec<(Line, f32)>> = Vec::with_capacity(grid.widths.len());
    let columns = grid.columns.iter().zip(&grid.widths).zip(&grid.figures);
    for ((column, width), figures) in columns {
        let role = if is_head {
            Role::HeaderCell
        } else {
            Role::Cell
        };
        let node = setter.node(role, Some(row));
        let cell = cells.get(*column).unwrap_or(&empty);
        let runs = runs(setter, cell, face(grid.size, is_head), node);
        let lines = setter.lines(&runs, *width, Wrap::Words);
        let placed = lines.into_iter().map(|line| {
            let shift = if *figures { width - line.right } else { 0.0 };
            (line, x + shift.max(0.0))
        });
        set.push(placed.collect());
        x += width + grid.gutter;
    }
    let count = set.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let mut strips = if count <= WHOLE_LINES {
        vec![whole(set, count, grid)]
    } else {
        sliced(set, count, grid)
    };
    if let Some(last) = strips.last_mut() {
        underline(last, grid, is_head);
    }
    strips
}

/// A row as one strip, cell by cell.
fn whole(cells: Vec<Vec<(Line, f32)>>, count: usize, grid: &Grid) -> Strip {
    let leading = grid.size.leading_pt;
    let mut strip = Strip::blank(count as f32 * leading + 2.0 * grid.padding());
    for lines in cells {
        for (index, (line, x)) in lines.into_iter().enumerate() {
            strip.baseline = grid.padding() + line.baseline;
            strip.place(line, x, grid.padding() + index as f32 * leading);
        }
    }
    strip
}

/// A row as a strip for each of its lines, so that it may run over pages.
fn sliced(cells: Vec<Vec<(Line, f32)>>, count: usize, grid: &Grid) -> Vec<Strip> {
    let leading = grid.size.leading_pt;
    let mut strips = vec![Strip::blank(leading); count];
    if let Some(first) = strips.first_mut() {
        first.height += grid.padding();
    }
    if let Some(last) = strips.last_mut() {
        last.height += grid.padding();
    }
    for lines in cells {
        for (index, (line, x)) in lines.into_iter().enumerate() {
            let y = if index == 0 { grid.padding() } else { 0.0 };
            if let Some(strip) = strips.get_mut(index) {
                strip.baseline = y + line.baseline;
                strip.place(line, x, y);
            }
        }
    }
    keep_ends_together(&mut strips);
    strips
}

fn underline(strip: &mut Strip, grid: &Grid, is_head: bool) {
    let (height, color) = if is_head {
        (2.0 * style::HAIR_PT, style::MUTED)
    } else {
        (style::HAIR_PT, style::LINE)
    };
    strip.ink.push(Ink {
        node: None,
        shape: Shape::Fill {
            rect: Rect {
                x: grid.x,
                y: strip.height - height,
                width: grid.full_width(),
                height,
            },
            color,
        },
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Span;

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
    fn a_table_too_wide_for_the_paper_is_set_in_parts() {
        let wanted = |min| Wanted {
            widths: Widths { min, max: min },
            figures: false,
        };
        assert_eq!(parts(&[wanted(40.0); 4], 450.0), [vec![0, 1, 2, 3]]);
        let many = parts(&[wanted(60.0); 20], 450.0);
        assert!(many.len() > 1);
        assert!(many.iter().all(|part| part[0] == 0));
        let mut columns: Vec<usize> = many.concat();
        columns.sort_unstable();
        columns.dedup();
        assert_eq!(columns, (0..20).collect::<Vec<_>>());
    }

    #[test]
    fn figures_are_told_from_words() {
        let figure = |text: &str| is_figure(&vec![Span::plain(text)]);
        assert!(figure("1,234.5") && figure("£3.2bn") && figure("12 %") && figure(""));
        assert!(!figure("Syria") && !figure("–") && !figure("Resolution 2254"));
        assert!(!figure("30 July 2019"));
    }
}
