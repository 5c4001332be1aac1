//! The cells of a sheet as they are read, alike for workbooks of every kind.

use calamine::Data;

use super::grid::{Cell, CellLook, Grid};
use super::hidden::Hidden;
use super::print_area::PrintArea;
use super::{format, too_many_cells};
use crate::import::{CellAlign, Problem};

/// What has been read of a sheet.
#[derive(Debug)]
pub struct Cells {
    /// The cells that are shown.
    pub grid: Grid,
    /// Whether something is in hidden rows or columns.
    pub hides_cells: bool,
    /// Whether something is outside the area that is printed.
    pub lies_outside: bool,
    /// How many formulas that are shown have no result.
    pub uncalculated: usize,
    /// Whether results are shown that the program that wrote them did not stand by.
    pub has_old_results: bool,
    hidden: Hidden,
    /// The area that is printed.
    pub area: PrintArea,
    most_cells: usize,
}

impl Cells {
    /// No cells yet; beyond so many that are shown, reading stops with an error.
    pub fn new(hidden: Hidden, most_cells: usize) -> Self {
        Self {
            grid: Grid::default(),
            hides_cells: false,
            lies_outside: false,
            area: PrintArea::default(),
            uncalculated: 0,
            has_old_results: false,
            hidden,
            most_cells,
        }
    }

    /// Whether a cell is hidden; rows and columns are counted from 0.
    pub fn is_hidden(&self, row: u32, column: u32) -> bool {
        self.hidden.holds(row, column)
    }

    /// Takes a cell in, or notes that a hidden one is left out.
    ///
    /// # Errors
    /// [`Problem::BeyondLimit`].
    pub fn fill(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), Problem> {
        if self.is_hidden(row, column) {
            self.hides_cells |= !cell.text.trim().is_empty();
            return Ok(());
        }
        if !self.area.holds(row, column) {
            self.lies_outside |= !cell.text.trim().is_empty();
            return Ok(());
        }
        self.uncalculated += usize::from(cell.is_uncalculated);
        self.grid.fill(row, column, cell);
        if self.grid.len() > self.most_cells {
            return Err(too_many_cells());
        }
        Ok(())
    }
}

/// A value as its cell shows it under a format code.
pub fn shown(value: Data, code: &str, is_bold: bool) -> Cell {
    let is_words = matches!(value, Data::String(_) | Data::Bool(_));
    // Numbers and dates stand at the end where nothing is said of it, as programs show them.
    let stands_at_end = !is_words && !matches!(value, Data::Empty | Data::Error(_));
    let text = match value {
        Data::Int(value) => format::number(value as f64, code),
        Data::Float(value) => format::number(value, code),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text,
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(value) => format::date(&value, code),
        Data::Error(error) => format::error(&error),
        Data::Empty => String::new(),
    };
    Cell {
        is_value: !is_words || format::is_value(&text),
        text: text.trim().to_owned(),
        is_bold,
        look: CellLook {
            align: stands_at_end.then_some(CellAlign::End),
            ..CellLook::default()
        },
        ..Cell::default()
    }
}
