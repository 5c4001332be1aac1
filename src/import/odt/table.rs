//! Tables. A row or cell may say that it is repeated, a million times if it likes.

use roxmltree::Node;

use super::super::grid::{Place, from_places, in_cell};
use super::super::office::{Blocks, MOST_COLUMNS, MOST_ROWS, attribute, table};
use super::super::{Block, Cell, Problem, Rules, Table};
use super::Reader;

/// The most that repeated cells with words may add to a document, in bytes.
const COPIED_BYTES: usize = 4 << 20;

/// How much repeated cells have added to a document.
#[derive(Debug, Default)]
pub struct Copies {
    bytes: usize,
}

impl Copies {
    /// Counts copies of what has so many bytes.
    fn count(&mut self, bytes: usize, copies: usize) -> Result<(), Problem> {
        self.bytes = self.bytes.saturating_add(bytes.saturating_mul(copies));
        if self.bytes > COPIED_BYTES {
            return Err(Problem::BeyondLimit {
                what: "its tables repeat too many cells".to_owned(),
                limit: format!("{} MiB of repeated text", COPIED_BYTES >> 20),
            });
        }
        Ok(())
    }
}

impl Reader<'_> {
    /// Reads a table.
    pub fn table(&mut self, node: Node<'_, '_>, out: &mut Blocks) -> Result<(), Problem> {
        let mut rows = Vec::new();
        let mut head_rows = 0;
        self.rows(node, false, &mut rows, &mut head_rows)?;
        while rows.last().is_some_and(|row| is_blank(row)) {
            rows.pop();
        }
        let mut widths_pt = Vec::new();
        self.widths(node, &mut widths_pt);
        let made = Table {
            head_rows,
            rows: from_places(rows),
            widths_pt,
            rules: Rules::OfCells,
            is_mirrored: self.styles.is_mirrored(attribute(node, "style-name")),
        };
        for block in table(made)? {
            out.push(block);
        }
        Ok(())
    }

    /// The widths of the columns, in points.
    fn widths(&self, node: Node<'_, '_>, widths: &mut Vec<f32>) {
        for inner in node.children().filter(Node::is_element) {
            match inner.tag_name().name() {
                "table-columns" | "table-header-columns" | "table-column-group" => {
                    self.widths(inner, widths);
                }
                "table-column" => {
                    let width = self.styles.column_pt(attribute(inner, "style-name"));
                    let room = MOST_COLUMNS.saturating_sub(widths.len());
                    let count = repeated(inner, "number-columns-repeated").min(room);
                    widths.extend(std::iter::repeat_n(width.unwrap_or(0.0), count));
                }
                _ => {}
            }
        }
    }

    fn rows(
        &mut self,
        node: Node<'_, '_>,
        is_head: bool,
        rows: &mut Vec<Vec<Place>>,
        head_rows: &mut usize,
    ) -> Result<(), Problem> {
        for inner in node.children().filter(Node::is_element) {
            match inner.tag_name().name() {
                "table-header-rows" => self.rows(inner, true, rows, head_rows)?,
                "table-rows" | "table-row-group" => self.rows(inner, is_head, rows, head_rows)?,
                "table-row" => {
                    *head_rows += usize::from(is_head && rows.len() == *head_rows);
                    let row = self.row(inner)?;
                    let count = repeated(inner, "number-rows-repeated");
                    // What is repeated without words only fills the sheet, unless a cell reaches over it.
                    let count = if is_blank(&row) && row.iter().all(Option::is_some) {
                        1
                    } else {
                        count.min(MOST_ROWS + 1)
                    };
                    for _ in 1..count {
                        self.copies.count(size(&row), 1)?;
                        rows.push(row.clone());
                    }
                    rows.push(row);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn row(&mut self, node: Node<'_, '_>) -> Result<Vec<Place>, Problem> {
        let mut cells = Vec::new();
        for inner in node.children().filter(Node::is_element) {
            let cell = match inner.tag_name().name() {
                "table-cell" => Some(self.cell(inner)?),
                "covered-table-cell" => None,
                _ => continue,
            };
            let count = repeated(inner, "number-columns-repeated").min(MOST_COLUMNS + 1);
            let size = size(std::slice::from_ref(&cell));
            if size > 0 {
                self.copies.count(size, count - 1)?;
            }
            cells.extend(std::iter::repeat_n(cell, count));
        }
        while cells.len() > MOST_COLUMNS
            && cells
                .last()
                .is_some_and(|cell| is_blank(std::slice::from_ref(cell)))
        {
            cells.pop();
        }
        Ok(cells)
    }

    fn cell(&mut self, node: Node<'_, '_>) -> Result<Cell, Problem> {
        let mut blocks = Blocks::default();
        self.cells_open += 1;
        let read = self.blocks(node, &mut blocks);
        self.cells_open -= 1;
        read?;
        let span = |name: &str| u16::try_from(repeated(node, name)).unwrap_or(u16::MAX);
        Ok(Cell {
            blocks: in_cell(blocks.finish()),
            columns: span("number-columns-spanned"),
            rows: span("number-rows-spanned"),
            ..self.styles.cell(attribute(node, "style-name"))
        })
    }
}

/// How often something stands there: once, unless it says otherwise.
fn repeated(node: Node<'_, '_>, name: &str) -> usize {
    let count = attribute(node, name).and_then(|count| count.parse().ok());
    count.unwrap_or(1).max(1)
}

fn is_blank(cells: &[Place]) -> bool {
    cells.iter().flatten().all(Cell::is_blank)
}

/// About how much memory the cells take, in bytes.
fn size(cells: &[Place]) -> usize {
    let of_block = |block: &Block| block.plain_text().len() + size_of::<Block>();
    let blocks = cells.iter().flatten().flat_map(|cell| &cell.blocks);
    blocks.map(of_block).sum()
}
