//! The rows of a table as they are drawn.

use std::collections::HashMap;

use super::columns::Grid;
use super::measure::face;
use crate::import::{Span, Text};
use crate::typeset::page::{Ink, NodeId, Rect, Role, Shape};
use crate::typeset::spans::runs;
use crate::typeset::strip::{Strip, keep_ends_together};
use crate::typeset::style;
use crate::typeset::text::{Line, Typesetter, Wrap};

/// A row of up to this many lines is never cut.
const WHOLE_LINES: usize = 12;

/// The most texts of a column that are known.
const MOST_KNOWN: usize = 5_000;

/// Sets rows one after the other.
pub(super) struct Rows<'a> {
    setter: &'a mut Typesetter,
    grid: &'a Grid,
    table: NodeId,
    /// Whether the first column has been set before.
    repeats_first: bool,
    /// For each column, the lines of plain texts that have been set: the same few words stand again
    /// and again in the columns of long tables.
    known: Vec<HashMap<String, Vec<Line>>>,
}

impl<'a> Rows<'a> {
    /// The rows of a table, none set yet.
    pub(super) fn new(
        setter: &'a mut Typesetter,
        grid: &'a Grid,
        table: NodeId,
        repeats_first: bool,
    ) -> Self {
        Self {
            setter,
            grid,
            table,
            repeats_first,
            known: vec![HashMap::new(); grid.columns.len()],
        }
    }

    /// Sets a row.
    pub(super) fn row(&mut self, cells: &[Text], is_head: bool) -> Vec<Strip> {
        let grid = self.grid;
        let row = self.setter.node(Role::Row, Some(self.table));
        let empty = Text::new();
        let mut x = grid.x;
        let mut set: Vec<Vec<(Line, f32)>> = Vec::with_capacity(grid.widths.len());
        let columns = grid.columns.iter().zip(&grid.widths).zip(&grid.figures);
        let was_content = self.setter.is_content;
        for (index, ((column, width), figures)) in columns.enumerate() {
            // What is repeated is not said a second time.
            self.setter.is_content = was_content && !(self.repeats_first && index == 0);
            let role = if is_head {
                Role::HeaderCell
            } else {
                Role::Cell
            };
            let node = self.setter.node(role, Some(row));
            let cell = cells.get(*column).unwrap_or(&empty);
            let lines = self.cell(cell, index, *width, is_head, node);
            let placed = lines.into_iter().map(|line| {
                let shift = if *figures { width - line.right } else { 0.0 };
                (line, x + shift.max(0.0))
            });
            set.push(placed.collect());
            x += width + grid.gutter;
        }
        self.setter.is_content = was_content;
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

    fn cell(
        &mut self,
        cell: &Text,
        index: usize,
        width: f32,
        is_head: bool,
        node: NodeId,
    ) -> Vec<Line> {
        let plain = match cell.as_slice() {
            [span] if !is_head && *span == Span::plain(&span.text) => Some(&span.text),
            _ => None,
        };
        let known = self.known.get(index);
        if let Some(lines) = plain.and_then(|text| known?.get(text)) {
            let mut lines = lines.clone();
            let ink = lines.iter_mut().flat_map(|line| &mut line.ink);
            ink.for_each(|ink| ink.node = ink.node.map(|_| node));
            return lines;
        }
        let runs = runs(self.setter, cell, face(self.grid.size, is_head), node);
        let lines = self.setter.lines(&runs, width, Wrap::Words);
        if let Some(text) = plain
            && let Some(known) = self.known.get_mut(index)
            && known.len() < MOST_KNOWN
        {
            known.insert(text.clone(), lines.clone());
        }
        lines
    }
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
