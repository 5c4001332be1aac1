//! Tables.

use std::collections::HashMap;

use roxmltree::Node;

use super::super::grid::in_cell;
use super::super::office::{Blocks, MOST_COLUMNS, MOST_ROWS, TWIP_PT, attribute, child, table};
use super::super::{Block, Cell, CellAlign, CellPlace, Edge, Problem, Rules, Stands, Table};
use super::table_style::{Asked, Borders, TableStyle, ground, style_of};
use super::{Reader, is_on, value};

/// The rows of a table while they are read.
#[derive(Default)]
struct Rows {
    rows: Vec<Vec<Cell>>,
    /// What each cell says of the lines around it.
    borders: Vec<Vec<Borders>>,
    /// The cells that those below may go on: by their first column, the row and place in it, how many
    /// columns they reach over, and the last row that they are in.
    open: HashMap<usize, Open>,
}

struct Open {
    row: usize,
    place: usize,
    columns: u16,
    last: usize,
}

impl Reader<'_> {
    /// Reads a table.
    pub fn table(&mut self, node: Node<'_, '_>, out: &mut Blocks) -> Result<(), Problem> {
        let properties = child(node, "tblPr");
        let style = properties.and_then(style_of);
        let asked = properties.map(Asked::read).unwrap_or_default();
        let style_is_known = style.is_none_or(|style| self.styles.has(style));
        let style = self.styles.table(style);
        let mut rows = Rows::default();
        let mut head_rows = 0;
        for row in parts(node, "tr") {
            let properties = child(row, "trPr");
            if properties.is_some_and(|properties| child(properties, "del").is_some()) {
                self.has_changes = true;
                continue;
            }
            let is_head = properties
                .and_then(|properties| child(properties, "tblHeader"))
                .is_some_and(is_on);
            head_rows += usize::from(is_head && head_rows == rows.rows.len());
            if rows.rows.len() <= MOST_ROWS {
                self.row(row, properties, &mut rows)?;
            }
        }
        let is_set_apart = asked.first_row && style.part("firstRow").is_some();
        let borders = properties.and_then(|properties| child(properties, "tblBorders"));
        let is_mirrored = properties.and_then(|properties| child(properties, "bidiVisual"));
        let mut made = Table {
            head_rows: if head_rows == 0 {
                usize::from(is_set_apart)
            } else {
                head_rows
            },
            rows: rows.rows,
            widths_pt: widths(node),
            rules: if style_is_known || borders.is_some() {
                Rules::OfCells
            } else {
                Rules::BelowRows
            },
            is_mirrored: is_mirrored.is_some_and(is_on),
        };
        let borders = borders.map(Borders::read).unwrap_or_default();
        dress(&mut made, &style, asked, (borders, &rows.borders));
        for block in table(made)? {
            out.push(block);
        }
        Ok(())
    }

    fn row(
        &mut self,
        row: Node<'_, '_>,
        properties: Option<Node<'_, '_>>,
        rows: &mut Rows,
    ) -> Result<(), Problem> {
        let index = rows.rows.len();
        let before = properties.map_or(0, |properties| span(properties, "gridBefore", 0));
        let mut cells: Vec<Cell> = Vec::new();
        let mut borders: Vec<Borders> = Vec::new();
        let mut column = usize::from(before);
        if before > 0 {
            cells.push(Cell {
                columns: before,
                ..Cell::default()
            });
            // Nothing stands there, not even a line.
            borders.push(Borders {
                top: Some(Edge::default()),
                bottom: Some(Edge::default()),
                start: Some(Edge::default()),
                end: Some(Edge::default()),
                ..Borders::default()
            });
        }
        for node in parts(row, "tc") {
            let properties = child(node, "tcPr");
            let mut blocks = Blocks::default();
            self.cells_open += 1;
            let read = self.blocks(node, &mut blocks);
            self.cells_open -= 1;
            read?;
            self.end_of_story(&mut blocks);
            let blocks = in_cell(blocks.finish());
            let merge = properties.and_then(|properties| child(properties, "vMerge"));
            let restarts = merge.is_some_and(|merge| attribute(merge, "val") == Some("restart"));
            let columns = properties.map_or(1, |properties| span(properties, "gridSpan", 1));
            let above = rows.open.get_mut(&column);
            // A cell that goes on from the one above may still hold words.
            if let Some(above) = above
                && merge.is_some()
                && !restarts
                && blocks.is_empty()
                && above.columns == columns
                && above.last + 1 == index
            {
                above.last = index;
                let cell = rows
                    .rows
                    .get_mut(above.row)
                    .and_then(|row| row.get_mut(above.place));
                if let Some(cell) = cell {
                    cell.rows = cell.rows.saturating_add(1);
                }
                column += usize::from(columns);
                continue;
            }
            let open = Open {
                row: index,
                place: cells.len(),
                columns,
                last: index,
            };
            rows.open.insert(column, open);
            if merge.is_none() {
                rows.open.remove(&column);
            }
            let own = properties.and_then(|properties| child(properties, "tcBorders"));
            borders.push(own.map(Borders::read).unwrap_or_default());
            cells.push(Cell {
                align: is_decimal(node).then_some(CellAlign::Decimal),
                blocks,
                columns,
                ground: properties.and_then(ground),
                stands: properties.map(stands).unwrap_or_default(),
                ..Cell::default()
            });
            column += usize::from(columns);
        }
        rows.rows.push(cells);
        rows.borders.push(borders);
        Ok(())
    }
}

/// The widths of the columns, in points.
fn widths(table: Node<'_, '_>) -> Vec<f32> {
    let Some(grid) = child(table, "tblGrid") else {
        return Vec::new();
    };
    let columns = grid
        .children()
        .filter(|node| node.tag_name().name() == "gridCol");
    let width = |column: Node<'_, '_>| attribute(column, "w")?.parse::<f32>().ok();
    let widths = columns
        .take(MOST_COLUMNS)
        .map(|column| width(column).unwrap_or(0.0) * TWIP_PT);
    widths.collect()
}

/// Where in the height of a cell its words stand.
fn stands(properties: Node<'_, '_>) -> Stands {
    match value(properties, "vAlign") {
        Some("center" | "both") => Stands::Middle,
        Some("bottom") => Stands::Bottom,
        _ => Stands::Top,
    }
}

/// Whether figures in a cell line up by their points: its paragraphs have a stop for that, which needs
/// no tab there.
fn is_decimal(cell: Node<'_, '_>) -> bool {
    let paragraph = child(cell, "p").and_then(|paragraph| child(paragraph, "pPr"));
    let tabs = paragraph.and_then(|properties| child(properties, "tabs"));
    let mut tabs = tabs.into_iter().flat_map(|tabs| tabs.children());
    tabs.any(|tab| attribute(tab, "val") == Some("decimal"))
}

/// Gives the cells the lines and grounds that the table and its style say, where they do not say so
/// themselves.
fn dress(
    table: &mut Table,
    style: &TableStyle,
    asked: Asked,
    (direct, own): (Borders, &[Vec<Borders>]),
) {
    let places = table.places();
    let columns = places
        .iter()
        .map(|place| place.column + place.columns)
        .max();
    let size = (table.rows.len(), columns.unwrap_or(0));
    let head_rows = table.head_rows.max(1);
    let whole = direct.or(style.borders);
    let own = own.iter().flatten();
    let looks: Vec<_> = places
        .iter()
        .zip(own)
        .map(|(place, own)| {
            let mut edges = sides(&whole, place, (0, 0), size);
            let mut ground = style.ground;
            let mut is_bold = style.is_bold.unwrap_or(false);
            for (name, first, last) in regions(place, asked, size, head_rows) {
                let Some(part) = style.part(name) else {
                    continue;
                };
                let of_part = sides(&part.borders, place, first, last);
                edges = Borders {
                    rows: None,
                    columns: None,
                    ..of_part.or(edges)
                };
                ground = part.ground.or(ground);
                is_bold = part.is_bold.unwrap_or(is_bold);
            }
            (own.or(edges), ground, is_bold)
        })
        .collect();
    let mut looks = looks.into_iter();
    for cell in table.rows.iter_mut().flatten() {
        let Some((edges, ground, is_bold)) = looks.next() else {
            break;
        };
        cell.edges.top = edges.top.unwrap_or_default();
        cell.edges.bottom = edges.bottom.unwrap_or_default();
        cell.edges.start = edges.start.unwrap_or_default();
        cell.edges.end = edges.end.unwrap_or_default();
        cell.ground = cell.ground.or(ground);
        if is_bold {
            embolden(&mut cell.blocks);
        }
    }
}

/// The lines around a cell by those of a region of the table, from its first row and column to those
/// behind its last.
fn sides(
    borders: &Borders,
    place: &CellPlace<'_>,
    (first_row, first_column): (usize, usize),
    (rows, columns): (usize, usize),
) -> Borders {
    let pick = |is_outer: bool, outer: Option<Edge>, inner: Option<Edge>| {
        if is_outer { outer } else { inner }
    };
    Borders {
        top: pick(place.row == first_row, borders.top, borders.rows),
        bottom: pick(place.row + place.rows >= rows, borders.bottom, borders.rows),
        start: pick(place.column == first_column, borders.start, borders.columns),
        end: pick(
            place.column + place.columns >= columns,
            borders.end,
            borders.columns,
        ),
        rows: None,
        columns: None,
    }
}

type Corner = (usize, usize);

/// The parts of its style that a cell is in, the weakest first, each with its first row and column and
/// those behind its last.
fn regions(
    place: &CellPlace<'_>,
    asked: Asked,
    (rows, columns): (usize, usize),
    head_rows: usize,
) -> Vec<(&'static str, Corner, Corner)> {
    let mut found = vec![("wholeTable", (0, 0), (rows, columns))];
    let body = if asked.first_row { head_rows } else { 0 };
    if asked.bands && place.row >= body {
        let name = if (place.row - body).is_multiple_of(2) {
            "band1Horz"
        } else {
            "band2Horz"
        };
        found.push((name, (place.row, 0), (place.row + place.rows, columns)));
    }
    if asked.first_column && place.column == 0 {
        found.push(("firstCol", (0, 0), (rows, place.columns)));
    }
    if asked.last_column && place.column + place.columns == columns {
        found.push(("lastCol", (0, place.column), (rows, columns)));
    }
    if asked.first_row && place.row < head_rows {
        found.push(("firstRow", (0, 0), (head_rows, columns)));
    }
    if asked.last_row && place.row + place.rows == rows && rows > 1 {
        found.push(("lastRow", (place.row, 0), (rows, columns)));
    }
    found
}

fn embolden(blocks: &mut [Block]) {
    for block in blocks {
        if let Block::Paragraph(text) | Block::Placed { text, .. } = block {
            text.iter_mut().for_each(|span| span.bold = true);
        }
    }
}

/// How many columns a cell reaches over.
fn span(properties: Node<'_, '_>, name: &str, otherwise: u16) -> u16 {
    let count = value(properties, name).and_then(|count| count.parse::<usize>().ok());
    let count = count.map_or(otherwise, |count| {
        u16::try_from(count.min(MOST_COLUMNS)).unwrap_or(otherwise)
    });
    count.max(otherwise)
}

/// The rows of a table or the cells of a row, whatever holds them together.
fn parts<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Vec<Node<'a, 'input>> {
    let mut found = Vec::new();
    let mut waiting: Vec<Node<'a, 'input>> = node.children().rev().collect();
    while let Some(inner) = waiting.pop() {
        match inner.tag_name().name() {
            found_name if found_name == name => found.push(inner),
            "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" => {
                waiting.extend(inner.children().rev());
            }
            _ => {}
        }
    }
    found
}
