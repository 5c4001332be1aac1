//! Tables: column widths from their content, hair rules, a head that is repeated.

use std::rc::Rc;

use super::block::{Column, runs, spanned};
use super::page::{Ink, NodeId, Rect, Role, Shape};
use super::strip::{Strip, keep_ends_together};
use super::style::{self, Size};
use super::text::{Face, Line, Run, Typesetter, Widths, Wrap};
use crate::import::Text;

/// The space between columns, in points.
const GUTTER_PT: f32 = 14.0;
/// The space between a row's text and its rules, as a part of the line height.
const PADDING: f32 = 0.3;
/// A row of up to this many lines is never cut.
const WHOLE_LINES: usize = 12;
/// The most of a page's height that a head may take and still be repeated.
const MOST_AGAIN: f32 = 0.35;

/// A table's measures.
struct Grid {
    size: Size,
    /// The columns' widths, in points.
    widths: Vec<f32>,
    /// Which columns hold figures, which line up at the right.
    figures: Vec<bool>,
    x: f32,
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
    let node = setter.node(Role::Table, parent);
    let grid = grid(setter, head, rows, count, column);
    let mut strips = Vec::new();
    let mut again = None;
    if !head.is_empty() {
        strips = row(setter, &grid, head, node, true);
        strips
            .iter_mut()
            .skip(1)
            .for_each(|strip| strip.keep = true);
        let height: f32 = strips.iter().map(|strip| strip.height).sum();
        if height < column.page_height * MOST_AGAIN {
            again = Some(Rc::new(strips.iter().map(decoration).collect::<Vec<_>>()));
        }
    } else {
        strips.push(super::block::rule(grid.x, grid.full_width(), 0.0));
    }
    for (index, cells) in rows.iter().enumerate() {
        let mut set = row(setter, &grid, cells, node, false);
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
    fn full_width(&self) -> f32 {
        let gutters = GUTTER_PT * (self.widths.len().saturating_sub(1)) as f32;
        self.widths.iter().sum::<f32>() + gutters
    }

    fn padding(&self) -> f32 {
        self.size.leading_pt * PADDING
    }
}

/// Measures the cells, and chooses the largest type in which no word must be broken.
fn grid(
    setter: &mut Typesetter,
    head: &[Text],
    rows: &[Vec<Text>],
    count: usize,
    column: Column,
) -> Grid {
    let largest = style::TABLE[0];
    let mut wanted = vec![Widths::default(); count];
    let mut figures = vec![true; count];
    let cells = std::iter::once((head, true)).chain(rows.iter().map(|row| (row.as_slice(), false)));
    for (cells, is_head) in cells {
        for ((cell, wanted), figures) in cells.iter().zip(&mut wanted).zip(&mut figures) {
            *figures &= is_head || is_figure(cell);
            let widths = widths(setter, cell, face(largest, is_head));
            wanted.min = wanted.min.max(widths.min);
            wanted.max = wanted.max.max(widths.max);
        }
    }
    if rows.is_empty() {
        figures.fill(false);
    }
    let gutters = GUTTER_PT * (count - 1) as f32;
    let room = (column.full_width - gutters).max(count as f32);
    // An address as long as a line is broken, rather than shrinking the whole table.
    let longest_word = (room / count as f32).max(room * 0.4);
    let least: f32 = wanted.iter().map(|w| w.min.min(longest_word)).sum();
    let size = style::TABLE
        .into_iter()
        .find(|size| least * size.size_pt / largest.size_pt <= room)
        .unwrap_or(style::TABLE[style::TABLE.len() - 1]);
    let scale = size.size_pt / largest.size_pt;
    let wanted: Vec<Widths> = wanted
        .into_iter()
        .map(|w| Widths {
            min: w.min.min(longest_word) * scale + 0.5,
            max: w.max * scale + 0.5,
        })
        .collect();
    Grid {
        size,
        widths: shares(&wanted, room),
        figures,
        x: column.x,
    }
}

/// How wide a cell wants to be.
fn widths(setter: &mut Typesetter, cell: &Text, face: Face) -> Widths {
    let runs: Vec<Run<'_>> = cell
        .iter()
        .map(|span| Run::new(&span.text, spanned(face, span), None))
        .collect();
    setter.widths(&runs)
}

/// Divides the room among columns: each has what it wants if all can, otherwise its longest word
/// and a share of the rest by what it wants beyond.
fn shares(wanted: &[Widths], room: f32) -> Vec<f32> {
    let most: f32 = wanted.iter().map(|w| w.max).sum();
    if most <= room {
        return wanted.iter().map(|w| w.max).collect();
    }
    let least: f32 = wanted.iter().map(|w| w.min).sum();
    if least >= room {
        return wanted.iter().map(|w| w.min * room / least).collect();
    }
    let beyond = |w: &Widths| (w.max - w.min).max(0.0);
    let all_beyond: f32 = wanted.iter().map(beyond).sum();
    let spare = room - least;
    wanted
        .iter()
        .map(|w| w.min + spare * beyond(w) / all_beyond.max(f32::MIN_POSITIVE))
        .collect()
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
    for (index, (width, figures)) in grid.widths.iter().zip(&grid.figures).enumerate() {
        let role = if is_head {
            Role::HeaderCell
        } else {
            Role::Cell
        };
        let node = setter.node(role, Some(row));
        let cell = cells.get(index).unwrap_or(&empty);
        let runs = runs(setter, cell, face(grid.size, is_head), node);
        let lines = setter.lines(&runs, *width, Wrap::Words);
        let placed = lines.into_iter().map(|line| {
            let shift = if *figures { width - line.right } else { 0.0 };
            (line, x + shift.max(0.0))
        });
        set.push(placed.collect());
        x += width + GUTTER_PT;
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
        let tight = shares(&[wanted(100.0, 100.0), wanted(100.0, 300.0)], 100.0);
        assert_eq!(tight, [50.0, 50.0]);
    }

    #[test]
    fn figures_are_told_from_words() {
        let figure = |text: &str| is_figure(&vec![Span::plain(text)]);
        assert!(figure("1,234.5") && figure("£3.2bn") && figure("12 %") && figure(""));
        assert!(!figure("Syria") && !figure("–") && !figure("Resolution 2254"));
        assert!(!figure("30 July 2019"));
    }
}
