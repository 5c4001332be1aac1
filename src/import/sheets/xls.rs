//! Workbooks of former Excel (XLS).

use std::io::Cursor;

use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError};

use super::grid::{Cell, Grid};
use super::{MOST_CELLS, Sheet, damaged, format, paper, too_many_cells};
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
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let range = book
            .worksheet_range(&sheet.name)
            .map_err(|error| damaged(&error))?;
        let mut grid = Grid::default();
        for (row, column, value) in range.used_cells() {
            let place = (u32::try_from(row), u32::try_from(column));
            if let (Ok(row), Ok(column)) = place {
                grid.fill(row, column, shown(value));
            }
            if grid.len() > left_cells {
                return Err(too_many_cells());
            }
        }
        left_cells -= grid.len();
        sheets.push(Sheet {
            name: sheet.name,
            is_hidden: sheet.visible != SheetVisible::Visible,
            hides_cells: false,
            grid,
        });
    }
    paper(sheets)
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
