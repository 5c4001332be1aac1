//! What stands in a cell.

use super::columns::{Extent, Grid};
use super::entries::{Entry, entries, fraction_pt};
use super::figures::is_figure_or_gap;
use super::measure::{face, fits};
use crate::import::{Align, Block, Cell, CellAlign, ParagraphPlace, Rgb};
use crate::typeset::block;
use crate::typeset::column::Column;
use crate::typeset::page::{Color, NodeId, Role};
use crate::typeset::spans::runs;
use crate::typeset::strip::Strip;
use crate::typeset::style;
use crate::typeset::text::{Line, Typesetter, Wrap};

/// A ground that is darker than this carries white words: equal contrast with black and with white.
const DARK: f32 = 0.18;
const WHITE: Color = Color(0xFF, 0xFF, 0xFF);

/// Whether the lines of the cells of a row belong together: several cells have several lines, and
/// those of one are figures. A figure must not slip beside other words because a line was broken.
pub(super) fn are_lines_alike<'a>(cells: impl Iterator<Item = &'a Cell>) -> bool {
    let (mut many, mut are_figures) = (0, false);
    for cell in cells {
        let breaks = |block: &Block| match block {
            Block::Paragraph(text) | Block::Placed { text, .. } => {
                text.iter().any(|span| span.text.contains('\n'))
            }
            _ => false,
        };
        if cell.blocks.len() < 2 && !cell.blocks.iter().any(breaks) {
            continue;
        }
        let Some(entries) = entries(cell, true) else {
            continue;
        };
        let filled = || {
            let filled = |entry: &&Entry<'_>| entry.text.iter().any(|s| !s.text.trim().is_empty());
            entries.iter().filter(filled)
        };
        many += usize::from(entries.len() > 1);
        are_figures |= filled().count() > 1 && filled().all(|entry| is_figure_or_gap(&entry.text));
    }
    many > 1 && are_figures
}

/// How the words of a cell are set.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    pub(super) is_head: bool,
    /// Whether it stands in a column of figures.
    pub(super) is_figure: bool,
    /// The width of what stands behind the decimal points of its column, in points.
    pub(super) decimals_pt: f32,
    pub(super) page_height: f32,
}

/// The colour of words on a ground.
pub(super) fn ink_on(ground: Option<Rgb>) -> Color {
    let linear = |part: u8| (f32::from(part) / 255.0).powf(2.2);
    let is_dark = |Rgb(red, green, blue): Rgb| {
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) < DARK
    };
    if ground.is_some_and(is_dark) {
        WHITE
    } else {
        style::INK
    }
}

/// The lines of an entry, each with its left end.
pub(super) fn lines(
    setter: &mut Typesetter,
    entry: &Entry<'_>,
    cell: &Cell,
    (grid, span): (&Grid, Extent),
    setting: Setting,
    node: NodeId,
) -> Vec<(Line, f32)> {
    let mut face = face(grid.size, setting.is_head).colored(ink_on(cell.ground));
    face.is_on_ground = cell.ground.is_some();
    let runs = runs(setter, &entry.text, face, node);
    let align = match entry.place {
        Some(place) => {
            let indent = place.indent_pt.min(span.width / 2.0);
            let width = span.width - indent;
            let place = ParagraphPlace {
                hanging_pt: place.hanging_pt.min(width / 2.0),
                ..place.clone()
            };
            let lines = setter.placed_lines(&runs, width, &place);
            if place.align != Align::Start || indent > 0.0 || cell.align.is_none() {
                let placed = lines.into_iter().map(|line| {
                    let x = span.x + if line.rtl { 0.0 } else { indent };
                    (line, x)
                });
                return placed.collect();
            }
            cell.align
        }
        None => cell.align,
    };
    let lines = setter.lines(&runs, span.width, Wrap::Words);
    let is_decimal = align == Some(CellAlign::Decimal);
    let fraction = if is_decimal {
        fraction_pt(setter, &entry.text, face)
    } else {
        0.0
    };
    let placed = lines.into_iter().map(|line| {
        let free = (span.width - line.right).max(0.0);
        let shift = match align {
            Some(CellAlign::Centre) => free / 2.0,
            Some(CellAlign::End) => free,
            Some(CellAlign::Decimal) => (free - (setting.decimals_pt - fraction)).max(0.0),
            None if setting.is_figure => free,
            Some(CellAlign::Start) | None => 0.0,
        };
        (line, span.x + shift)
    });
    placed.collect()
}

/// What stands in a cell that holds more than paragraphs.
pub(super) fn blocks(
    setter: &mut Typesetter,
    cell: &Cell,
    (grid, span): (&Grid, Extent),
    setting: Setting,
    node: NodeId,
) -> Vec<Strip> {
    let column = Column {
        page_height: setting.page_height,
        color: ink_on(cell.ground),
        ..Column::new(span.x, span.width, grid.size)
    };
    let mut strips = Vec::new();
    for part in cell
        .blocks
        .chunk_by(|block, other| !is_table(block) && !is_table(other))
    {
        let lines = match part {
            [Block::Table(table)] if !fits(setter, table, span.width) => Some(table.as_lines()),
            _ => None,
        };
        let part = lines.as_deref().unwrap_or(part);
        strips.append(&mut block::blocks(setter, part, column, Some(node)));
    }
    strips
}

fn is_table(block: &Block) -> bool {
    matches!(block, Block::Table(_))
}

/// The part of the document that a paragraph of a cell is: the cell itself if there is no other.
pub(super) fn paragraph_node(
    setter: &mut Typesetter,
    entries: &[Entry<'_>],
    cell: NodeId,
) -> Vec<NodeId> {
    let count = entries.last().map_or(0, |last| last.paragraph + 1);
    if count <= 1 {
        return vec![cell; count];
    }
    (0..count)
        .map(|_| setter.node(Role::Paragraph, Some(cell)))
        .collect()
}
