//! Tables on slides (ECMA-376 part 1, 21.1.3).

use roxmltree::Node;

use super::super::grid::{Place, finished, from_places, in_cell};
use super::super::office::{attribute, child};
use super::super::relations::Relations;
use super::super::{Align, Block, Cell, Edge, ParagraphPlace, Rgb, Rules, Stands, Table};
use super::text;

/// English metric units in a point.
const EMU_PER_PT: f32 = 12_700.0;
/// The most columns of a table.
const MOST_COLUMNS: usize = 64;

/// Reads a table; `None` where there is nothing in it.
pub fn read(table: Node<'_, '_>, relations: &Relations) -> Option<Table> {
    let named = |node: Node<'_, '_>, name: &str| node.tag_name().name() == name;
    let properties = child(table, "tblPr");
    let is_set = |name: &str| {
        let value = properties.and_then(|properties| attribute(properties, name));
        value.is_some_and(|value| matches!(value, "1" | "true"))
    };
    let rows = table.children().filter(|node| named(*node, "tr"));
    let place = |node| (!is_covered(node)).then(|| cell(node, relations));
    let rows: Vec<Vec<Place>> = rows
        .map(|row| {
            let cells = row.children().filter(|node| named(*node, "tc"));
            cells.map(place).collect()
        })
        .collect();
    let rows = from_places(rows);
    if rows.iter().flatten().all(Cell::is_blank) {
        return None;
    }
    let grid = child(table, "tblGrid");
    let columns = grid
        .into_iter()
        .flat_map(|grid| grid.children())
        .filter(|node| named(*node, "gridCol"));
    let width = |column: Node<'_, '_>| attribute(column, "w")?.parse::<f32>().ok();
    let widths = columns
        .take(MOST_COLUMNS)
        .map(|column| width(column).unwrap_or(0.0) / EMU_PER_PT);
    let says_lines = rows
        .iter()
        .flatten()
        .any(|cell| cell.edges != Default::default());
    finished(Table {
        head_rows: usize::from(is_set("firstRow")),
        rows,
        widths_pt: widths.collect(),
        rules: if says_lines {
            Rules::OfCells
        } else {
            Rules::BelowRows
        },
        is_mirrored: is_set("rtl"),
    })
}

fn is_covered(cell: Node<'_, '_>) -> bool {
    let is_set = |name: &str| matches!(attribute(cell, name), Some("1" | "true"));
    is_set("hMerge") || is_set("vMerge")
}

fn cell(cell: Node<'_, '_>, relations: &Relations) -> Cell {
    let span = |name: &str| {
        let count = attribute(cell, name).and_then(|count| count.parse::<u16>().ok());
        count.unwrap_or(1)
    };
    let properties = child(cell, "tcPr");
    let line = |name: &str| {
        let line = properties.and_then(|properties| child(properties, name));
        line.map_or(Edge::default(), edge)
    };
    let paragraphs = child(cell, "txBody")
        .into_iter()
        .flat_map(|body| body.children());
    let paragraphs = paragraphs.filter(|node| node.tag_name().name() == "p");
    let mut made = Cell {
        blocks: in_cell(paragraphs.map(|node| paragraph(node, relations)).collect()),
        columns: span("gridSpan"),
        rows: span("rowSpan"),
        ground: properties
            .and_then(fill)
            .filter(|color| *color != Rgb(255, 255, 255)),
        stands: match properties.and_then(|properties| attribute(properties, "anchor")) {
            Some("ctr") => Stands::Middle,
            Some("b") => Stands::Bottom,
            _ => Stands::Top,
        },
        ..Cell::default()
    };
    made.edges.start = line("lnL");
    made.edges.end = line("lnR");
    made.edges.top = line("lnT");
    made.edges.bottom = line("lnB");
    made
}

fn paragraph(node: Node<'_, '_>, relations: &Relations) -> Block {
    let text = text::text(node, relations);
    let align = child(node, "pPr").and_then(|properties| attribute(properties, "algn"));
    let align = match align {
        Some("ctr") => Align::Centre,
        Some("r") => Align::End,
        _ => return Block::Paragraph(text),
    };
    let place = ParagraphPlace {
        align,
        ..ParagraphPlace::default()
    };
    Block::Placed { place, text }
}

/// A line beside a cell; colours of the theme are black.
fn edge(line: Node<'_, '_>) -> Edge {
    if child(line, "noFill").is_some() {
        return Edge::default();
    }
    let width = attribute(line, "w").and_then(|width| width.parse::<f32>().ok());
    Edge::new(
        width.unwrap_or(EMU_PER_PT) / EMU_PER_PT,
        fill(line).unwrap_or_default(),
    )
}

/// The plain colour that something is filled with, where it is no colour of the theme.
fn fill(properties: Node<'_, '_>) -> Option<Rgb> {
    let color = child(child(properties, "solidFill")?, "srgbClr")?;
    let number = u32::from_str_radix(attribute(color, "val")?, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some(Rgb(red, green, blue))
}
