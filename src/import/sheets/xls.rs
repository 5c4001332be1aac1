//! Workbooks of former Excel (XLS).

use std::io::Cursor;

use calamine::{Data, Range, Reader, SheetType, SheetVisible, Xls, XlsError};

use super::cells::{Cells, shown};
use super::grid::Cell;
use super::protected::{needs_password, workbook};
use super::records::{SheetRecords, Workbook};
use super::{Drawn, MOST_CELLS, Sheet, damaged, paper, unreadable};
use crate::import::holdings::{Holdings, Thing};
use crate::import::{Block, Paper, Problem, Span};

/// Said where formats and hidden rows cannot be read.
const NOTHING_TOLD: &str = "How its numbers and dates are to be shown, and whether rows or columns \
    are hidden in it, cannot be told; all are shown as they are stored.";

/// Reads a workbook: what its cells show, not how it is reckoned.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Empty`] and [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let bytes = &*workbook(bytes)?;
    let stored = Workbook::read(bytes);
    if stored.as_ref().is_some_and(|stored| stored.is_tangled) {
        return Err(damaged("its sheets overlap"));
    }
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => needs_password(),
        _ => unreadable(),
    })?;
    let mut left_cells = MOST_CELLS;
    let mut sheets = Vec::new();
    let list = book.sheets_metadata().to_vec();
    let stored = stored.filter(|stored| stored.sheets.len() == list.len());
    let is_told = stored.is_some();
    let mut stored = stored.unwrap_or_default();
    stored.sheets.resize_with(list.len(), SheetRecords::default);
    for (sheet, mut records) in list.into_iter().zip(std::mem::take(&mut stored.sheets)) {
        let is_chart = sheet.typ == SheetType::ChartSheet;
        if !is_chart && sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let drawn = drawn(&mut records, is_chart);
        let range = if is_chart {
            Range::empty()
        } else {
            let range = book.worksheet_range(&sheet.name);
            range.map_err(|_| unreadable())?
        };
        let mut cells = Cells::new(std::mem::take(&mut records.hidden), left_cells);
        fill(&mut cells, &range, &stored, &records)?;
        for merged in book
            .merge_cells_by_sheet_name(&sheet.name)
            .unwrap_or_default()
        {
            cells.grid.merge(merged.start, merged.end);
        }
        left_cells -= cells.grid.len();
        sheets.push(Sheet {
            is_hidden: sheet.visible != SheetVisible::Visible,
            drawn,
            cells,
            beside: records.beside(&sheet.name),
            name: sheet.name,
        });
    }
    let mut paper = paper(sheets)?;
    if !is_told {
        paper.warnings.push(NOTHING_TOLD.to_owned());
    }
    Ok(paper)
}

/// What stands over the cells: the words of text boxes are read, the rest is named.
fn drawn(records: &mut SheetRecords, is_chart: bool) -> Drawn {
    let mut held = Holdings::default();
    held.merge(&records.held);
    held.add(Thing::Chart, usize::from(is_chart));
    let lines = std::mem::take(&mut records.boxed).into_iter();
    Drawn {
        above: Vec::new(),
        below: lines
            .map(|line| Block::Paragraph(vec![Span::plain(line)]))
            .collect(),
        held,
    }
}

fn fill(
    cells: &mut Cells,
    range: &Range<Data>,
    stored: &Workbook,
    records: &SheetRecords,
) -> Result<(), Problem> {
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
        if records.uncalculated.contains(&(row, column)) {
            cells.fill(row, column, Cell::not_calculated())?;
            continue;
        }
        let (code, is_bold) = stored
            .look(records, row, column)
            .unwrap_or(("General", false));
        cells.fill(row, column, shown(value.clone(), code, is_bold))?;
    }
    Ok(())
}
