//! Tables.

use roxmltree::Node;

use super::super::Problem;
use super::super::office::{Blocks, Cell, MOST_COLUMNS, MOST_ROWS, attribute, child, table};
use super::{Reader, is_on, value};

impl Reader<'_> {
    /// Reads a table.
    pub fn table(&mut self, node: Node<'_, '_>, out: &mut Blocks) -> Result<(), Problem> {
        let mut rows = Vec::new();
        let mut has_head = self.first_row_is_set_apart(node);
        for row in parts(node, "tr") {
            let properties = child(row, "trPr");
            if properties.is_some_and(|properties| child(properties, "del").is_some()) {
                self.has_changes = true;
                continue;
            }
            let is_head = properties
                .and_then(|properties| child(properties, "tblHeader"))
                .is_some_and(is_on);
            has_head |= is_head && rows.is_empty();
            if rows.len() <= MOST_ROWS {
                rows.push(self.row(row, properties)?);
            }
        }
        for block in table(rows, has_head)? {
            out.push(block);
        }
        Ok(())
    }

    /// Whether the table's style sets its first row apart, and the table lets it.
    fn first_row_is_set_apart(&self, node: Node<'_, '_>) -> bool {
        const FIRST_ROW: u32 = 0x20;
        let Some(properties) = child(node, "tblPr") else {
            return false;
        };
        let is_asked_for =
            child(properties, "tblLook").is_some_and(|look| match attribute(look, "firstRow") {
                Some(is_on) => matches!(is_on, "1" | "true" | "on"),
                None => attribute(look, "val")
                    .and_then(|bits| u32::from_str_radix(bits, 16).ok())
                    .is_some_and(|bits| bits & FIRST_ROW != 0),
            });
        is_asked_for && self.styles.has_head(value(properties, "tblStyle"))
    }

    fn row(
        &mut self,
        row: Node<'_, '_>,
        properties: Option<Node<'_, '_>>,
    ) -> Result<Vec<Cell>, Problem> {
        let before = properties.map_or(0, |properties| span(properties, "gridBefore", 0));
        let mut cells: Vec<Cell> = (0..before).map(|_| Cell::Covered).collect();
        for cell in parts(row, "tc") {
            let properties = child(cell, "tcPr");
            let mut blocks = Blocks::default();
            self.blocks(cell, &mut blocks)?;
            self.end_of_story(&mut blocks);
            let blocks = blocks.finish();
            // A cell that goes on from the one above may still hold words.
            let goes_on = properties
                .and_then(|properties| child(properties, "vMerge"))
                .is_some_and(|merge| attribute(merge, "val") != Some("restart"));
            let covered = properties.map_or(1, |properties| span(properties, "gridSpan", 1));
            // What is deleted or hidden needs no column.
            cells.push(if goes_on && blocks.is_empty() {
                Cell::Covered
            } else {
                Cell::Own(blocks)
            });
            cells.extend((1..covered).map(|_| Cell::Covered));
        }
        // Columns that merged cells reach over without need do not count.
        while cells.len() > MOST_COLUMNS && matches!(cells.last(), Some(Cell::Covered)) {
            cells.pop();
        }
        Ok(cells)
    }
}

/// How many columns a cell reaches over.
fn span(properties: Node<'_, '_>, name: &str, otherwise: usize) -> usize {
    let count = value(properties, name).and_then(|count| count.parse().ok());
    count.unwrap_or(otherwise).min(MOST_COLUMNS)
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
