//! Tables. A row or cell may say that it is repeated, a million times if it likes.

use roxmltree::Node;

use super::super::office::{Blocks, Cell, MOST_COLUMNS, MOST_ROWS, attribute, table};
use super::super::{Block, Problem};
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
        let mut has_head = false;
        self.rows(node, false, &mut rows, &mut has_head)?;
        while rows.last().is_some_and(|row| is_blank(row)) {
            rows.pop();
        }
        for block in table(rows, has_head)? {
            out.push(block);
        }
        Ok(())
    }

    fn rows(
        &mut self,
        node: Node<'_, '_>,
        is_head: bool,
        rows: &mut Vec<Vec<Cell>>,
        has_head: &mut bool,
    ) -> Result<(), Problem> {
        for inner in node.children().filter(Node::is_element) {
            match inner.tag_name().name() {
                "table-header-rows" => self.rows(inner, true, rows, has_head)?,
                "table-rows" | "table-row-group" => self.rows(inner, is_head, rows, has_head)?,
                "table-row" => {
                    *has_head |= is_head && rows.is_empty();
                    let row = self.row(inner)?;
                    let count = repeated(inner, "number-rows-repeated");
                    // What is repeated without words only fills the sheet.
                    let count = if is_blank(&row) {
                        1
                    } else {
                        count.min(MOST_ROWS + 1)
                    };
                    for _ in 1..count {
                        self.copies.count(size(&row), 1)?;
                        rows.push(row.iter().map(copy).collect());
                    }
                    rows.push(row);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn row(&mut self, node: Node<'_, '_>) -> Result<Vec<Cell>, Problem> {
        let mut cells = Vec::new();
        for inner in node.children().filter(Node::is_element) {
            let cell = match inner.tag_name().name() {
                "table-cell" => {
                    let mut blocks = Blocks::default();
                    self.blocks(inner, &mut blocks)?;
                    Cell::Own(blocks.finish())
                }
                "covered-table-cell" => Cell::Covered,
                _ => continue,
            };
            let count = repeated(inner, "number-columns-repeated").min(MOST_COLUMNS + 1);
            let size = size(std::slice::from_ref(&cell));
            if size > 0 {
                self.copies.count(size, count - 1)?;
            }
            cells.extend((1..count).map(|_| copy(&cell)));
            cells.push(cell);
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
}

/// How often something stands there: once, unless it says otherwise.
fn repeated(node: Node<'_, '_>, name: &str) -> usize {
    let count = attribute(node, name).and_then(|count| count.parse().ok());
    count.unwrap_or(1).max(1)
}

fn is_blank(cells: &[Cell]) -> bool {
    cells.iter().all(|cell| match cell {
        Cell::Own(blocks) => blocks.is_empty(),
        Cell::Covered => true,
    })
}

/// About how much memory the cells take, in bytes.
fn size(cells: &[Cell]) -> usize {
    let of_block = |block: &Block| block.plain_text().len() + size_of::<Block>();
    cells
        .iter()
        .map(|cell| match cell {
            Cell::Own(blocks) => blocks.iter().map(of_block).sum(),
            Cell::Covered => 0,
        })
        .sum()
}

fn copy(cell: &Cell) -> Cell {
    match cell {
        Cell::Own(blocks) => Cell::Own(blocks.clone()),
        Cell::Covered => Cell::Covered,
    }
}
