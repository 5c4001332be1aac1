//! Tables: column widths from their content, hair rules, a head that is repeated.

use std::rc::Rc;

use super::block::{Column, runs, spanned};
use super::columns::{Grid, Wanted, parts};
use super::face::{Face, Run};
use super::page::{Ink, NodeId, Rect, Role, Shape};
use super::strip::{Strip, keep_ends_together};
use super::style::{self, Size};
use super::text::{Line, Typesetter, Widths, Wrap};
use crate::import::Text;

/// The space between the parts of a table that is too wide for the paper, in points.
const SPACE_BETWEEN_PARTS_PT: f32 = 18.0;
/// A row of up to this many lines is never cut.
const WHOLE_LINES: usize = 12;
/// The most of a page's height that a head may take and still be repeated.
const MOST_AGAIN: f32 = 0.35;

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
    fn figures_are_told_from_words() {
        let figure = |text: &str| is_figure(&vec![Span::plain(text)]);
        assert!(figure("1,234.5") && figure("£3.2bn") && figure("12 %") && figure(""));
        assert!(!figure("Syria") && !figure("–") && !figure("Resolution 2254"));
        assert!(!figure("30 July 2019"));
    }
}
