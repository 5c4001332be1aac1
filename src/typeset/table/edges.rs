//! The grounds of cells and the lines around them.

use super::columns::Grid;
use super::laid::Laid;
use crate::import::{Edge, Rgb, Rules};
use crate::typeset::page::{Color, Ink, Rect, Shape};
use crate::typeset::strip::Strip;
use crate::typeset::style;

/// A piece of a row: where on which strip it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub(super) strip: usize,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

/// Draws the grounds of rows below what stands on their strips, and the lines around cells above it.
/// `rows` are the first of these rows and the segments of each.
pub(super) fn draw(
    strips: &mut [Strip],
    laid: &Laid<'_>,
    grid: &Grid,
    rows: (usize, &[Vec<Segment>]),
) {
    let (first, segments) = rows;
    let mut behind: Vec<(usize, Ink)> = Vec::new();
    let mut above: Vec<(usize, Ink)> = Vec::new();
    for (row, segments) in (first..).zip(segments) {
        let (Some(top), Some(bottom)) = (segments.first(), segments.last()) else {
            continue;
        };
        if laid.is_boxed {
            for segment in segments {
                grounds(laid, grid, row, *segment, &mut behind);
                uprights(laid, grid, row, *segment, &mut above);
            }
        }
        let index = isize::try_from(row).unwrap_or(isize::MAX);
        if row == first && laid.is_boxed {
            // Drawn once more where it was drawn below the row above, for the case that a page
            // begins here.
            let inside = if row == 0 { 1.0 } else { 0.0 };
            level(
                laid,
                grid,
                (index - 1, Edge::default()),
                &mut |rect, edge| {
                    let y = top.top - (1.0 - inside) * edge.width_pt();
                    above.push((top.strip, fill(Rect { y, ..rect }, rgb(edge.color))));
                },
            );
        }
        let house = match laid.table.rules {
            Rules::BelowRows => house_rule(row + 1 == laid.head_rows),
            Rules::OfCells => Edge::default(),
        };
        level(laid, grid, (index, house), &mut |rect, edge| {
            let y = bottom.bottom - edge.width_pt();
            above.push((bottom.strip, fill(Rect { y, ..rect }, rgb(edge.color))));
        });
    }
    for (strip, ink) in above {
        if let Some(strip) = strips.get_mut(strip) {
            strip.ink.push(ink);
        }
    }
    for (strip, ink) in behind.into_iter().rev() {
        if let Some(strip) = strips.get_mut(strip) {
            strip.ink.insert(0, ink);
        }
    }
}

/// The rule that we draw below a row where the source says nothing of rules.
fn house_rule(is_end_of_head: bool) -> Edge {
    let (width_pt, Color(red, green, blue)) = if is_end_of_head {
        (2.0 * style::HAIR_PT, style::MUTED)
    } else {
        (style::HAIR_PT, style::LINE)
    };
    Edge::new(width_pt, Rgb(red, green, blue))
}

fn grounds(
    laid: &Laid<'_>,
    grid: &Grid,
    row: usize,
    segment: Segment,
    out: &mut Vec<(usize, Ink)>,
) {
    let ground = |place: &usize| {
        let column = grid.columns.get(*place)?;
        laid.cell(row, *column)?.ground
    };
    let places: Vec<usize> = (0..grid.columns.len()).collect();
    for run in places.chunk_by(|place, other| ground(place) == ground(other)) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            continue;
        };
        if let Some(color) = ground(first) {
            let (left, right) = grid.sides(*first, *last);
            let rect = Rect {
                x: left,
                y: segment.top,
                width: right - left,
                height: segment.bottom - segment.top,
            };
            out.push((segment.strip, fill(rect, rgb(color))));
        }
    }
}

/// The lines between the cells of a row.
fn uprights(
    laid: &Laid<'_>,
    grid: &Grid,
    row: usize,
    segment: Segment,
    out: &mut Vec<(usize, Ink)>,
) {
    let count = grid.columns.len();
    for place in 0..=count {
        let before = place
            .checked_sub(1)
            .and_then(|place| grid.columns.get(place));
        let after = grid.columns.get(place);
        let edge = laid.between(row, before.copied(), after.copied());
        if !edge.is_drawn() {
            continue;
        }
        let width = edge.width_pt();
        let at = grid.side_before(place);
        let (left, right) = (grid.x, grid.x + grid.full_width());
        let rect = Rect {
            x: (at - width / 2.0).clamp(left, (right - width).max(left)),
            y: segment.top,
            width,
            height: segment.bottom - segment.top,
        };
        out.push((segment.strip, fill(rect, rgb(edge.color))));
    }
}

/// The lines below a row, each as long as it is alike; `house` is drawn where cells have none.
fn level(
    laid: &Laid<'_>,
    grid: &Grid,
    (row, house): (isize, Edge),
    draw: &mut dyn FnMut(Rect, Edge),
) {
    let edge = |place: &usize| {
        let edge = grid
            .columns
            .get(*place)
            .and_then(|column| laid.below(row, *column));
        edge.map_or(Edge::default(), |edge| edge.or_thicker(house))
    };
    let places: Vec<usize> = (0..grid.columns.len()).collect();
    for run in places.chunk_by(|place, other| edge(place) == edge(other)) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            continue;
        };
        let edge = edge(first);
        if edge.is_drawn() {
            let (left, right) = grid.sides(*first, *last);
            let rect = Rect {
                x: left,
                y: 0.0,
                width: right - left,
                height: edge.width_pt(),
            };
            draw(rect, edge);
        }
    }
}

fn rgb(Rgb(red, green, blue): Rgb) -> Color {
    Color(red, green, blue)
}

fn fill(rect: Rect, color: Color) -> Ink {
    Ink {
        node: None,
        shape: Shape::Fill { rect, color },
    }
}
