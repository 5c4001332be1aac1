//! The filled cells of a sheet, and the table that they become.

use std::collections::BTreeSet;

use super::super::grid::{Place, from_places};
use super::super::{Block, CellAlign, Edges, Rgb, Span, Stands, Table, Text};
use crate::capitals::capitalised;

/// The most columns and rows of a sheet that are shown.
const MOST_COLUMNS: usize = 64;
const MOST_ROWS: usize = 20_000;
/// The most filled cells of a sheet that are shown, if its rows come one after the other.
const MOST_SHOWN: usize = 500_000;
/// The most cells without words whose looks are kept, and the most that reach over others.
const MOST_LOOKS: usize = 500_000;

/// What is in a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The words or the number as it is shown; line feeds break lines.
    pub text: String,
    /// Whether it is set bold.
    pub is_bold: bool,
    /// Whether it is a number, an amount or a date rather than words.
    pub is_value: bool,
    /// Whether it is a formula without a result.
    pub is_uncalculated: bool,
    pub look: CellLook,
    pub reach: Reach,
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CellLook {
    pub align: Option<CellAlign>,
    pub stands: Stands,
    pub ground: Option<Rgb>,
    pub edges: Edges,
}

/// How far a cell reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    #[default]
    Own,
    /// Over so many rows and columns.
    Over(u16, u16),
    /// Another cell reaches over it.
    Covered,
}

/// Shown in place of what a formula would give.
pub const NOT_CALCULATED: &str = "(not calculated)";

impl Cell {
    /// A formula without a result.
    pub fn not_calculated() -> Self {
        Self {
            text: NOT_CALCULATED.to_owned(),
            is_value: true,
            is_uncalculated: true,
            ..Self::default()
        }
    }
}

/// The filled cells of a sheet, wherever they are.
#[derive(Debug, Default)]
pub struct Grid {
    /// Row, column and content, in any order.
    cells: Vec<(u32, u32, Cell)>,
    /// How cells without words look that have a ground or lines.
    looks: Vec<(u32, u32, CellLook)>,
    /// Cells that reach over others: the first and the last place of each.
    merged: Vec<((u32, u32), (u32, u32))>,
    /// The last row so far, and how many rows of the table there are up to it.
    last_row: Option<u32>,
    rows: usize,
    /// How many of those are not kept, because they would not be shown.
    rows_beyond: usize,
}

impl Grid {
    /// Fills a cell; rows and columns are counted from 0. Nothing but white space does not count.
    pub fn fill(&mut self, row: u32, column: u32, cell: Cell) {
        if !cell.text.trim().is_empty() {
            if self.is_kept(row) {
                self.cells.push((row, column, cell));
            }
        } else if cell.look != CellLook::default() && self.looks.len() < MOST_LOOKS {
            self.looks.push((row, column, cell.look));
        }
    }

    /// Whether a row is kept: where rows come one after the other, those beyond what is shown are only
    /// counted, so that they take no memory.
    fn is_kept(&mut self, row: u32) -> bool {
        if self.last_row.is_some_and(|last| row < last) {
            return true;
        }
        // Of empty rows in between, one is shown.
        let more = match self.last_row {
            None => 1,
            Some(last) => usize::try_from((row - last).min(2)).unwrap_or(2),
        };
        let is_too_much = self.rows + more > MOST_ROWS || self.cells.len() >= MOST_SHOWN;
        let is_beyond = is_too_much && self.last_row != Some(row) || self.rows_beyond > 0;
        self.last_row = Some(row);
        self.rows += more;
        if is_beyond {
            self.rows_beyond += more;
        }
        !is_beyond
    }

    /// Lets the cell at a place reach as far as another place.
    pub fn merge(&mut self, first: (u32, u32), last: (u32, u32)) {
        if first < last && self.merged.len() < MOST_LOOKS {
            self.merged.push((first, last));
        }
    }

    /// The words of a cell that is shown.
    pub fn words_at(&self, row: u32, column: u32) -> Option<&str> {
        let mut cells = self.cells.iter();
        let found = cells.find(|cell| (cell.0, cell.1) == (row, column))?;
        Some(found.2.text.trim())
    }

    /// In how many cells these words stand.
    pub fn count_of(&self, words: &str) -> usize {
        let cells = self.cells.iter();
        cells.filter(|cell| cell.2.text.contains(words)).count()
    }

    /// How many cells are filled.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// The first row in which a cell is filled.
    pub fn first_row(&self) -> Option<u32> {
        self.cells.iter().map(|(row, ..)| *row).min()
    }

    /// Whether no cell is filled.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The table, with the lines above and below it as paragraphs, and what is left out, as the
    /// end of a sentence.
    pub fn into_blocks(self) -> (Vec<Block>, Option<String>) {
        let (mut rows, left_out) = self.into_rows();
        let below = rows
            .iter()
            .rposition(|row| filled(row) > 1)
            .map(|last| last + 1);
        let above = rows.iter().position(|row| filled(row) > 1);
        let mut blocks = Vec::new();
        let mut after = Vec::new();
        if let (Some(above), Some(below)) = (above, below) {
            let is_line = |row: &[Cell]| row.iter().skip(1).all(|cell| cell.text.is_empty());
            if rows
                .get(below..)
                .unwrap_or_default()
                .iter()
                .all(|row| is_line(row))
            {
                after = rows.split_off(below);
            }
            if rows
                .get(..above)
                .unwrap_or_default()
                .iter()
                .all(|row| is_line(row))
            {
                let table = rows.split_off(above);
                blocks.extend(rows.into_iter().filter_map(paragraph));
                rows = table;
            }
        }
        if let Some(blank) = end_of_facts(&rows) {
            let table = rows.split_off(blank + 1);
            rows.truncate(blank);
            let kept = rows
                .iter()
                .filter_map(|row| row.iter().rposition(is_filled));
            let width = kept.max().map_or(0, |last| last + 1);
            rows.iter_mut().for_each(|row| row.truncate(width));
            blocks.push(plain_table(rows));
            rows = table;
        }
        blocks.extend(table(rows));
        blocks.extend(after.into_iter().filter_map(paragraph));
        // Whoever reads the page must see that the table goes on.
        blocks.extend(left_out.clone().map(|said| {
            Block::Paragraph(vec![Span {
                bold: true,
                ..Span::plain(capitalised(&said))
            }])
        }));
        (blocks, left_out)
    }

    /// Rows of equal length from the first filled cell on. Of empty rows and columns in between, at
    /// most one is kept.
    fn into_rows(self) -> (Vec<Vec<Cell>>, Option<String>) {
        let places = |used: BTreeSet<u32>| {
            let mut places = Vec::with_capacity(used.len());
            let mut before: Option<(u32, usize)> = None;
            for number in used {
                let place = match before {
                    None => 0,
                    Some((last, place)) if number == last + 1 => place + 1,
                    Some((_, place)) => place + 2,
                };
                places.push((number, place));
                before = Some((number, place));
            }
            places
        };
        let rows = places(self.cells.iter().map(|cell| cell.0).collect());
        let columns = places(self.cells.iter().map(|cell| cell.1).collect());
        let place = |places: &[(u32, usize)], number: u32| {
            let index = places.binary_search_by_key(&number, |place| place.0);
            index
                .ok()
                .and_then(|index| places.get(index))
                .map(|place| place.1)
        };
        let count = |places: &[(u32, usize)]| places.last().map_or(0, |place| place.1 + 1);
        let (height, width) = (count(&rows) + self.rows_beyond, count(&columns));
        let kept = height - self.rows_beyond;
        let shown = (kept.min(MOST_ROWS), width.min(MOST_COLUMNS));
        let mut table = vec![vec![Cell::default(); shown.1]; shown.0];
        for (row, column, cell) in self.cells {
            let places = place(&rows, row).zip(place(&columns, column));
            let target = places.and_then(|(row, column)| table.get_mut(row)?.get_mut(column));
            if let Some(target) = target {
                *target = cell;
            }
        }
        // What has no words is seen only where there is a row and a column with some.
        for (row, column, look) in self.looks {
            let places = place(&rows, row).zip(place(&columns, column));
            let target = places.and_then(|(row, column)| table.get_mut(row)?.get_mut(column));
            if let Some(target) = target {
                target.look = look;
            }
        }
        for ((top, left), (bottom, right)) in self.merged {
            let (Some(row), Some(column)) = (place(&rows, top), place(&columns, left)) else {
                continue;
            };
            let end = |places: &[(u32, usize)], last: u32| {
                let after = places.partition_point(|(number, _)| *number <= last);
                places
                    .get(after.saturating_sub(1))
                    .map_or(0, |place| place.1 + 1)
            };
            let ends = (
                end(&rows, bottom).min(shown.0),
                end(&columns, right).min(shown.1),
            );
            merge(&mut table, (row, column), ends);
        }
        let mut parts = Vec::new();
        if height > shown.0 {
            let more = height - shown.0;
            parts.push(format!("the last {more} of {height} rows"));
        }
        if width > MOST_COLUMNS {
            let more = width - MOST_COLUMNS;
            parts.push(format!("the last {more} of {width} columns"));
        }
        let most = if self.rows_beyond > 0 && shown.0 < MOST_ROWS {
            "500,000 cells".to_owned()
        } else {
            format!("{MOST_ROWS} rows and {MOST_COLUMNS} columns")
        };
        let left_out = (!parts.is_empty()).then(|| {
            let parts = parts.join(" and ");
            format!("{parts} are not shown: at most {most} are shown.")
        });
        (table, left_out)
    }
}

/// Lets the cell at a place reach up to before another place, unless something stands in between that
/// would be hidden.
fn merge(table: &mut [Vec<Cell>], (row, column): (usize, usize), (bottom, right): (usize, usize)) {
    let is_first = |at: (usize, usize)| at == (row, column);
    let mut places = (row..bottom).flat_map(|row| (column..right).map(move |column| (row, column)));
    let is_free = |at: (usize, usize)| {
        let cell = table.get(at.0).and_then(|row| row.get(at.1));
        is_first(at) || cell.is_none_or(|cell| !is_filled(cell) && cell.reach == Reach::Own)
    };
    let own = table.get(row).and_then(|cells| cells.get(column));
    let is_own = own.is_some_and(|cell| cell.reach == Reach::Own);
    if bottom <= row || right <= column || !is_own || !places.all(is_free) {
        return;
    }
    for (index, cells) in table.iter_mut().enumerate().take(bottom).skip(row) {
        for (at, cell) in cells.iter_mut().enumerate().take(right).skip(column) {
            if is_first((index, at)) {
                let count = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
                cell.reach = Reach::Over(count(bottom - row), count(right - column));
            } else {
                cell.reach = Reach::Covered;
            }
        }
    }
}

fn is_filled(cell: &Cell) -> bool {
    !cell.text.is_empty()
}

fn filled(row: &[Cell]) -> usize {
    row.iter().filter(|cell| is_filled(cell)).count()
}

/// The most rows of facts above a table.
const MOST_FACTS: usize = 12;

/// Where the facts above a table end, such as "As at" and a date: an empty row below rows of two
/// cells at most, and above the names of columns.
fn end_of_facts(rows: &[Vec<Cell>]) -> Option<usize> {
    let blank = rows
        .iter()
        .take(MOST_FACTS + 1)
        .position(|row| filled(row) == 0)?;
    let (facts, below) = rows.split_at_checked(blank)?;
    let below = below.get(1..)?;
    let are_facts = !facts.is_empty() && facts.iter().all(|row| filled(row) <= 2);
    let is_table = below.first().is_some_and(|row| filled(row) > 2) && has_head(below);
    (are_facts && is_table).then_some(blank)
}

fn text(cell: Cell) -> Text {
    if cell.text.is_empty() {
        return Text::new();
    }
    vec![Span {
        text: cell.text,
        bold: cell.is_bold,
        ..Span::default()
    }]
}

fn paragraph(row: Vec<Cell>) -> Option<Block> {
    let cell = row
        .into_iter()
        .next()
        .filter(|cell| !cell.text.is_empty())?;
    Some(Block::Paragraph(text(cell)))
}

fn table(mut rows: Vec<Vec<Cell>>) -> Option<Block> {
    if rows.is_empty() {
        return None;
    }
    let head_rows = head_rows(&rows);
    for cell in rows.iter_mut().take(head_rows).flatten() {
        // A head is set bold anyway.
        cell.is_bold = false;
    }
    Some(Block::Table(made(rows, head_rows)))
}

fn plain_table(rows: Vec<Vec<Cell>>) -> Block {
    Block::Table(made(rows, 0))
}

fn made(rows: Vec<Vec<Cell>>, head_rows: usize) -> Table {
    let place = |cell: Cell| -> Place {
        let (rows, columns) = match cell.reach {
            Reach::Own => (1, 1),
            Reach::Over(rows, columns) => (rows, columns),
            Reach::Covered => return None,
        };
        let look = cell.look;
        Some(super::super::Cell {
            rows,
            columns,
            align: look.align,
            stands: look.stands,
            ground: look.ground,
            edges: look.edges,
            ..super::super::Cell::of_text(text(cell))
        })
    };
    let rows = rows
        .into_iter()
        .map(|row| row.into_iter().map(place).collect());
    Table {
        head_rows,
        rows: from_places(rows.collect()),
        ..Table::default()
    }
}

/// How many rows name the columns: two where names reach over several columns of the second.
fn head_rows(rows: &[Vec<Cell>]) -> usize {
    if !has_head(rows) {
        return 0;
    }
    let reaches = |cell: &Cell| matches!(cell.reach, Reach::Over(_, columns) if columns > 1);
    let is_of_two = rows.first().is_some_and(|row| row.iter().any(reaches));
    let are_words = |row: &Vec<Cell>| {
        filled(row) > 1
            && row
                .iter()
                .all(|cell| !is_filled(cell) || !cell.is_value || is_year(cell))
    };
    if is_of_two && rows.len() > 2 && rows.get(1).is_some_and(are_words) {
        2
    } else {
        1
    }
}

fn is_year(cell: &Cell) -> bool {
    cell.text.len() == 4 && cell.text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether the first row names the columns: it is all words, over almost every column, and the rows
/// below are unlike it, or it alone is bold.
fn has_head(rows: &[Vec<Cell>]) -> bool {
    let Some((first, rest)) = rows.split_first() else {
        return false;
    };
    let named = first
        .iter()
        .filter(|cell| is_filled(cell) || cell.reach == Reach::Covered)
        .count();
    if rest.is_empty() || named < 2 || named * 3 < first.len() * 2 {
        return false;
    }
    if first
        .iter()
        .skip(1)
        .any(|cell| cell.is_value && !is_year(cell))
    {
        return false;
    }
    let all_bold = |row: &[Cell]| row.iter().all(|cell| cell.is_bold || cell.text.is_empty());
    if all_bold(first) && !rest.iter().all(|row| all_bold(row)) {
        return true;
    }
    let own = || first.iter().filter(|cell| cell.reach != Reach::Covered);
    let distinct: BTreeSet<&str> = own().map(|cell| cell.text.as_str()).collect();
    let has_values = rest.iter().flatten().any(|cell| cell.is_value);
    let longest = first.iter().map(|cell| cell.text.chars().count()).max();
    has_values || distinct.len() == own().count() && longest.is_some_and(|longest| longest <= 40)
}
