//! The rows of a table as they are drawn.

use super::columns::Grid;
use super::measure::face;
use crate::import::Text;
use crate::typeset::block::runs;
use crate::typeset::page::{Ink, NodeId, Rect, Role, Shape};
use crate::typeset::strip::{Strip, keep_ends_together};
use crate::typeset::style;
use crate::typeset::text::{Line, Typesetter, Wrap};

/// A row of up to this many lines is never cut.
const WHOLE_LINES: usize = 12;

/// Sets a row. `repeats_first` says that its first cell has been set before.
pub(super) fn row(
    setter: &mut Typesetter,
    grid: &Grid,
    cells: &[Text],
    table: NodeId,
    (is_head, repeats_first): (bool, bool),
) -> Vec<Strip> {
    let row = setter.node(Role::Row, Some(table));
    let empty = Text::new();
    let mut x = grid.x;
    let mut set: Vec<Vec<(Line, f32)>> = Vec::with_capacity(grid.widths.len());
    let columns = grid.columns.iter().zip(&grid.widths).zip(&grid.figures);
    let was_content = setter.is_content;
    for (index, ((column, width), figures)) in columns.enumerate() {
        // What is repeated is not said a second time.
        setter.is_content = was_content && !(repeats_first && index == 0);
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
    setter.is_content = was_content;
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
