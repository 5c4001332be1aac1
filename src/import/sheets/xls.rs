//! Workbooks of former Excel (XLS).

use std::io::Cursor;
use std::iter::repeat_with;

use calamine::{Data, Range, Reader, SheetType, SheetVisible, Xls, XlsError};

use super::grid::{Cell, Grid};
use super::hidden::Hidden;
use super::{MOST_CELLS, Sheet, damaged, format, paper, records, too_many_cells};
use crate::import::{Paper, Problem};

/// How a date is shown whose format is not known.
const DATE_CODE: &str = "d mmmm yyyy";

/// Reads a workbook: what its cells hold, not how it is reckoned.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Empty`] and [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Problem::ProtectionUnknown(error.to_string()),
        error => damaged(&error),
    })?;
    let mut left_cells = MOST_CELLS;
    let mut sheets = Vec::new();
    let list = book.sheets_metadata().to_vec();
    let hidden = records::hidden(bytes).filter(|hidden| hidden.len() == list.len());
    let is_told = hidden.is_some();
    let hidden = hidden.unwrap_or_default().into_iter().map(Some);
    for (sheet, hidden) in list.into_iter().zip(hidden.chain(repeat_with(|| None))) {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let range = book
            .worksheet_range(&sheet.name)
            .map_err(|error| damaged(&error))?;
        let (grid, hides_cells) = grid(&range, &hidden.unwrap_or_default(), left_cells)?;
        left_cells -= grid.len();
        sheets.push(Sheet {
            name: sheet.name,
            is_hidden: sheet.visible != SheetVisible::Visible,
            hides_cells,
            grid,
        });
    }
    let mut paper = paper(sheets)?;
    if !is_told {
        let warning = "Whether rows or columns are hidden in it cannot be told; all are shown.";
        paper.warnings.push(warning.to_owned());
    }
    Ok(paper)
}

/// The cells that are shown, and whether there are others.
fn grid(range: &Range<Data>, hidden: &Hidden, most_cells: usize) -> Result<(Grid, bool), Problem> {
    let mut grid = Grid::default();
    let mut hides_cells = false;
    // The range begins at the first cell that holds something.
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else {
            continue;
        };
        let (row, column) = (
            first_row.saturating_add(row),
            first_column.saturating_add(column),
        );
        let shown = shown(value);
        if hidden.holds(row, column) {
            hides_cells |= !shown.text.is_empty();
            continue;
        }
        grid.fill(row, column, shown);
        if grid.len() > most_cells {
            return Err(too_many_cells());
        }
    }
    Ok((grid, hides_cells))
}

fn shown(value: &Data) -> Cell {
    let text = match value {
        Data::Int(value) => value.to_string(),
        Data::Float(value) => format::general(*value),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(value) if value.as_f64() < 1.0 => format::date(value, "hh:mm"),
        Data::DateTime(value) if value.as_f64().fract() > 0.0 => {
            format::date(value, "d mmmm yyyy hh:mm")
        }
        Data::DateTime(value) => format::date(value, DATE_CODE),
        Data::Error(error) => format::error(error),
        Data::Empty => String::new(),
    };
    Cell {
        is_value: !matches!(value, Data::String(_) | Data::Bool(_)) || format::is_value(&text),
        text: text.trim().to_owned(),
        is_bold: false,
    }
}
