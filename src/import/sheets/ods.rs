//! OpenDocument spreadsheets (ODS). Each cell holds the words that it shows beside its value.

use std::collections::HashSet;

use roxmltree::Node;

use super::beside::{Beside, CellComment};
use super::cells::Cells;
use super::grid::{Cell, CellLook};
use super::hidden::Hidden;
use super::ods_words::{repeats, words};
use super::protected::needs_password;
use super::{MOST_CELLS, Sheet, damaged, format, ods_drawings, paper};
use crate::import::odt::{Styles, is_protected};
use crate::import::office::{
    PAGE_NUMBER, Package, child, descendant, parse, timestamp, without_page_numbers,
};
use crate::import::{CellAlign, Comment, Paper, Problem, Stands};

/// The most that the words of all cells may take, those of repeated cells once for each, in bytes.
const ALL_BYTES: usize = 128 << 20;
/// The most rows and columns of empty cells that look alike.
const MOST_ALIKE: u32 = 64;
/// Reads a spreadsheet: what its cells show, not how it is reckoned.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Empty`] and [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let mut package = Package::open(bytes)?;
    if is_protected(&mut package) {
        return Err(needs_password());
    }
    let content = package
        .text("content.xml")?
        .ok_or_else(|| damaged("the part that holds its cells is missing"))?;
    let document = parse(&content)?;
    let hidden_styles = hidden_styles(document.root_element());
    let book = descendant(document.root_element(), "spreadsheet")
        .ok_or_else(|| damaged("there is no spreadsheet in it"))?;
    let mut styles = Styles::default();
    styles.read(document.root_element());
    let pages = package
        .text("styles.xml")
        .ok()
        .flatten()
        .map(|text| pages(&text))
        .unwrap_or_default();
    let mut left_cells = MOST_CELLS;
    let mut left_bytes = ALL_BYTES;
    let mut sheets = Vec::new();
    for table in book.children().filter(|node| node.has_tag_name_of("table")) {
        let mut hidden = Hidden::default();
        hidden_columns(&mut hidden, table, 0, false);
        let mut reading = Reading {
            styles: &styles,
            cells: Cells::new(hidden, left_cells),
            left_bytes,
            row: 0,
            comments: Vec::new(),
        };
        reading.rows(table, false)?;
        left_cells -= reading.cells.grid.len();
        left_bytes = reading.left_bytes;
        let has_cells = !reading.cells.grid.is_empty();
        let drawn = ods_drawings::read(&mut package, table, has_cells)?;
        sheets.push(Sheet {
            name: table.value_of("name").unwrap_or_default().to_owned(),
            is_hidden: table
                .value_of("style-name")
                .is_some_and(|style| hidden_styles.contains(style)),
            drawn,
            cells: reading.cells,
            beside: Beside {
                comments: reading.comments,
                ..pages.clone()
            },
        });
    }
    paper(sheets)
}

/// The heads and feet of the pages of all sheets, but those that LibreOffice gives to every file: the
/// name of the sheet, and the page.
fn pages(styles: &str) -> Beside {
    let mut beside = Beside::default();
    let Ok(document) = parse(styles) else {
        return beside;
    };
    for part in document.descendants().filter(Node::is_element) {
        let out = match part.tag_name().name() {
            "header" | "header-first" | "header-left" => &mut beside.head,
            "footer" | "footer-first" | "footer-left" => &mut beside.foot,
            _ => continue,
        };
        if part.value_of("display") == Some("false") {
            continue;
        }
        for line in part.descendants().filter(|node| node.has_tag_name_of("p")) {
            let words = without_page_numbers(&words_of_line(line)).trim().to_owned();
            let says_something = words.chars().any(char::is_alphanumeric);
            if says_something && !out.contains(&words) {
                out.push(words);
            }
        }
    }
    beside
}

/// The words of a line of a head or foot. What differs by sheet, day and computer is left out.
fn words_of_line(line: Node<'_, '_>) -> String {
    let mut out = String::new();
    for node in line.children() {
        match node.tag_name().name() {
            _ if node.is_text() => out.push_str(node.text().unwrap_or_default()),
            "page-number" | "page-count" => out.push(PAGE_NUMBER),
            "sheet-name" | "title" | "date" | "time" | "file-name" => {}
            "s" | "tab" => out.push(' '),
            _ => out.push_str(&words_of_line(node)),
        }
    }
    out
}

/// A comment on the cell of a row and a column.
fn comment(note: Node<'_, '_>, (row, column): (u32, u32)) -> Option<CellComment> {
    let lines = note.children().filter(|node| node.has_tag_name_of("p"));
    let lines: Vec<String> = lines.map(words).collect();
    let said = |name| child(note, name).and_then(|node| node.text());
    let body = lines.join("\n").trim().to_owned();
    (!body.is_empty()).then(|| CellComment {
        row,
        column,
        comment: Comment {
            body,
            author: said("creator").unwrap_or_default().trim().to_owned(),
            written: said("date").and_then(timestamp),
            ..Comment::default()
        },
    })
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

/// Finds the hidden columns of a table, also those that are grouped. Gives the number of the column
/// after them.
fn hidden_columns(hidden: &mut Hidden, parent: Node<'_, '_>, first: u32, are_hidden: bool) -> u32 {
    let mut next = first;
    for node in parent.children().filter(Node::is_element) {
        match node.tag_name().name() {
            "table-column" => {
                let after = next.saturating_add(repeats(node, "number-columns-repeated"));
                if are_hidden || is_hidden(node) {
                    hidden.hide_columns(next, after - 1);
                }
                next = after;
            }
            "table-header-columns" | "table-columns" | "table-column-group" => {
                next = hidden_columns(hidden, node, next, are_hidden || is_hidden(node));
            }
            _ => {}
        }
    }
    next
}

/// How many rows and columns further a cell reaches, if it does.
fn reach(cell: Node<'_, '_>) -> Option<(u32, u32)> {
    let rows = repeats(cell, "number-rows-spanned") - 1;
    let columns = repeats(cell, "number-columns-spanned") - 1;
    (rows > 0 || columns > 0).then_some((rows, columns))
}

struct Reading<'a> {
    styles: &'a Styles,
    cells: Cells,
    /// How much the words of cells may still take, in bytes.
    left_bytes: usize,
    row: u32,
    comments: Vec<CellComment>,
}

impl Reading<'_> {
    /// The rows of a table, also those that are grouped.
    fn rows(&mut self, parent: Node<'_, '_>, are_hidden: bool) -> Result<(), Problem> {
        for node in parent.children().filter(Node::is_element) {
            let are_hidden = are_hidden || is_hidden(node);
            match node.tag_name().name() {
                "table-row" => self.row(node, are_hidden)?,
                "table-header-rows" | "table-rows" | "table-row-group" => {
                    self.rows(node, are_hidden)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn row(&mut self, row: Node<'_, '_>, is_hidden: bool) -> Result<(), Problem> {
        let rows = repeats(row, "number-rows-repeated");
        let first = self.row;
        self.row = self.row.saturating_add(rows);
        let mut column: u32 = 0;
        for cell in row.children().filter(Node::is_element) {
            let is_covered = cell.has_tag_name_of("covered-table-cell");
            if !is_covered && !cell.has_tag_name_of("table-cell") {
                continue;
            }
            let columns = repeats(cell, "number-columns-repeated");
            if let Some(note) = child(cell, "annotation").filter(|_| !is_hidden) {
                self.comments.extend(comment(note, (first, column)));
            }
            let mut shown = shown(cell);
            shown.look = self.look_of(cell, &shown);
            if is_hidden {
                self.cells.hides_cells |= !shown.text.is_empty();
            } else if !is_covered && !shown.text.is_empty() {
                self.fill((first, rows), (column, columns), &shown)?;
            } else if !is_covered && shown.look != CellLook::default() {
                self.look((first, rows), (column, columns), &shown);
            }
            if let (false, Some((last_row, last_column))) = (is_hidden || is_covered, reach(cell)) {
                let first = (first, column);
                let last = (
                    first.0.saturating_add(last_row),
                    column.saturating_add(last_column),
                );
                self.cells.grid.merge(first, last);
            }
            column = column.saturating_add(columns);
        }
        Ok(())
    }

    /// How a cell looks by its style.
    fn look_of(&self, cell: Node<'_, '_>, shown: &Cell) -> CellLook {
        let look = self.styles.cell(cell.value_of("style-name"));
        CellLook {
            align: shown.is_value.then_some(CellAlign::End),
            stands: Stands::Top,
            ground: look.ground,
            edges: look.edges,
        }
    }

    /// Keeps how empty cells look: a sheet has millions of them behind its words.
    fn look(&mut self, (first_row, rows): (u32, u32), (first, columns): (u32, u32), shown: &Cell) {
        for row in first_row..first_row.saturating_add(rows.min(MOST_ALIKE)) {
            for column in first..first.saturating_add(columns.min(MOST_ALIKE)) {
                if !self.cells.is_hidden(row, column) {
                    self.cells.grid.fill(row, column, shown.clone());
                }
            }
        }
    }

    fn count(&mut self, shown: &Cell) -> Result<(), Problem> {
        let left_bytes = self.left_bytes.checked_sub(shown.text.len());
        self.left_bytes = left_bytes.ok_or_else(|| Problem::BeyondLimit {
            what: "the words of its cells are too long together".to_owned(),
            limit: format!("{} MiB", ALL_BYTES >> 20),
        })?;
        Ok(())
    }

    /// Fills the cells of so many rows and columns, each a first one and how many.
    fn fill(
        &mut self,
        (first_row, rows): (u32, u32),
        (first_column, columns): (u32, u32),
        shown: &Cell,
    ) -> Result<(), Problem> {
        for column in first_column..first_column.saturating_add(columns) {
            if self.cells.is_hidden(first_row, column) {
                self.count(shown)?;
                self.cells.hides_cells = true;
                continue;
            }
            for row in first_row..first_row.saturating_add(rows) {
                self.count(shown)?;
                self.cells.fill(row, column, shown.clone())?;
            }
        }
        Ok(())
    }
}

/// Whether a row, a column or a group of them is hidden, by its author or by a filter.
fn is_hidden(node: Node<'_, '_>) -> bool {
    node.value_of("visibility")
        .is_some_and(|visibility| visibility != "visible")
        || node.value_of("display") == Some("false")
}

fn shown(cell: Node<'_, '_>) -> Cell {
    let paragraphs = cell.children().filter(|node| node.has_tag_name_of("p"));
    let lines: Vec<String> = paragraphs.map(words).collect();
    let kind = cell.value_of("value-type");
    let mut text = lines.join("\n").trim().to_owned();
    if text.is_empty() {
        if kind.is_none() && cell.value_of("formula").is_some() {
            return Cell::not_calculated();
        }
        text = kind.and_then(|kind| stored(cell, kind)).unwrap_or_default();
    }
    Cell {
        text,
        is_value: kind.is_some_and(|kind| !matches!(kind, "string" | "boolean")),
        ..Cell::default()
    }
}

/// The value of a cell that some program wrote without the words that it shows.
fn stored(cell: Node<'_, '_>, kind: &str) -> Option<String> {
    let number = || cell.value_of("value")?.parse::<f64>().ok();
    Some(match kind {
        "percentage" => format::number(number()?, "0.##########%").replace(".%", "%"),
        "currency" => {
            let currency = cell.value_of("currency").unwrap_or_default();
            let amount = format::number(number()?, "#,##0.00");
            format!("{currency} {amount}").trim().to_owned()
        }
        "float" => format::general(number()?),
        "date" => cell.value_of("date-value")?.replace('T', " "),
        "time" => cell.value_of("time-value")?.to_owned(),
        "boolean" => cell.value_of("boolean-value")?.to_uppercase(),
        _ => cell.value_of("string-value")?.to_owned(),
    })
}
