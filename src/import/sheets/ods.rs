//! OpenDocument spreadsheets (ODS). Each cell holds the words that it shows beside its value.

use std::collections::HashSet;

use roxmltree::Node;

use super::grid::{Cell, Grid};
use super::{MOST_CELLS, Sheet, damaged, paper, too_many_cells};
use crate::import::office::{Package, descendant, parse};
use crate::import::{Paper, Problem};

/// Repeated cells beyond these are formatting, not content.
const MOST_REPEATS: u32 = 1_000;

/// Reads a spreadsheet: what its cells show, not how it is reckoned.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Empty`] and [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let mut package = Package::open(bytes)?;
    let content = package
        .text("content.xml")?
        .ok_or_else(|| damaged(&"there is no content in it"))?;
    let document = parse(&content)?;
    let hidden = hidden_styles(document.root_element());
    let book = descendant(document.root_element(), "spreadsheet")
        .ok_or_else(|| damaged(&"there is no spreadsheet in it"))?;
    let mut left_cells = MOST_CELLS;
    let mut sheets = Vec::new();
    for table in book.children().filter(|node| node.has_tag_name_of("table")) {
        let mut reading = Reading {
            grid: Grid::default(),
            hides_cells: false,
            row: 0,
            most_cells: left_cells,
        };
        reading.rows(table)?;
        left_cells -= reading.grid.len();
        sheets.push(Sheet {
            name: table.value_of("name").unwrap_or_default().to_owned(),
            is_hidden: table
                .value_of("style-name")
                .is_some_and(|style| hidden.contains(style)),
            hides_cells: reading.hides_cells,
            grid: reading.grid,
        });
    }
    paper(sheets)
}

/// The styles of tables that are not displayed.
fn hidden_styles<'a>(root: Node<'a, '_>) -> HashSet<&'a str> {
    let properties = root.descendants().filter(|node| {
        node.has_tag_name_of("table-properties") && node.value_of("display") == Some("false")
    });
    properties
        .filter_map(|node| node.parent()?.value_of("name"))
        .collect()
}

/// Names without their namespaces.
trait Local<'a> {
    fn has_tag_name_of(&self, name: &str) -> bool;
    fn value_of(&self, name: &str) -> Option<&'a str>;
}

impl<'a> Local<'a> for Node<'a, '_> {
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }

    fn value_of(&self, name: &str) -> Option<&'a str> {
        let mut attributes = self.attributes();
        let found = attributes.find(|attribute| attribute.name() == name);
        found.map(|attribute| attribute.value())
    }
}

struct Reading {
    grid: Grid,
    /// Whether a row with something in it is hidden.
    hides_cells: bool,
    row: u32,
    most_cells: usize,
}

impl Reading {
    /// The rows of a table, also those that are grouped.
    fn rows(&mut self, parent: Node<'_, '_>) -> Result<(), Problem> {
        for node in parent.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "table-row" => self.row(node)?,
                "table-header-rows" | "table-rows" | "table-row-group" => self.rows(node)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn row(&mut self, row: Node<'_, '_>) -> Result<(), Problem> {
        let repeats = repeats(row, "number-rows-repeated");
        let first = self.row;
        self.row = self.row.saturating_add(repeats);
        let mut column: u32 = 0;
        let is_hidden = row.value_of("visibility").is_some_and(|it| it != "visible");
        for cell in row.children().filter(Node::is_element) {
            let is_covered = cell.has_tag_name_of("covered-table-cell");
            if !is_covered && !cell.has_tag_name_of("table-cell") {
                continue;
            }
            let columns = repeats_of_cell(cell);
            let shown = shown(cell);
            self.hides_cells |= is_hidden && !shown.text.is_empty();
            if !is_covered && !is_hidden && !shown.text.is_empty() {
                for down in 0..repeats.min(MOST_REPEATS) {
                    for across in 0..columns.min(MOST_REPEATS) {
                        let (row, column) =
                            (first.saturating_add(down), column.saturating_add(across));
                        self.grid.fill(row, column, shown.clone());
                        if self.grid.len() > self.most_cells {
                            return Err(too_many_cells());
                        }
                    }
                }
            }
            column = column.saturating_add(columns);
        }
        Ok(())
    }
}

fn repeats(node: Node<'_, '_>, name: &str) -> u32 {
    let number = node.value_of(name).and_then(|number| number.parse().ok());
    number.unwrap_or(1).max(1)
}

fn repeats_of_cell(cell: Node<'_, '_>) -> u32 {
    repeats(cell, "number-columns-repeated")
}

fn shown(cell: Node<'_, '_>) -> Cell {
    let paragraphs = cell.children().filter(|node| node.has_tag_name_of("p"));
    let lines: Vec<String> = paragraphs.map(words).collect();
    let kind = cell.value_of("value-type");
    Cell {
        text: lines.join("\n").trim().to_owned(),
        is_bold: false,
        is_value: kind.is_some_and(|kind| !matches!(kind, "string" | "boolean")),
    }
}

/// The words of a paragraph, without the comments on it.
fn words(paragraph: Node<'_, '_>) -> String {
    let mut out = String::new();
    for node in paragraph.descendants() {
        let name = node.tag_name().name();
        if node.is_text() {
            out.push_str(node.text().unwrap_or_default());
        } else if name == "s" {
            let count = repeats(node, "c").min(MOST_REPEATS);
            out.extend(std::iter::repeat_n(' ', count as usize));
        } else if name == "tab" {
            out.push(' ');
        } else if name == "line-break" {
            out.push('\n');
        }
    }
    out
}
