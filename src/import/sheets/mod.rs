//! Spreadsheets and tables of values: each sheet becomes a table, trimmed to what is filled in.

mod cells;
mod csv;
mod drawings;
mod format;
mod grid;
mod hidden;
mod ods;
mod ods_drawings;
mod ods_words;
mod part;
mod records;
mod running;
#[cfg(test)]
mod tests;
mod xls;
mod xlsx;

pub use csv::read as read_csv;
pub use format::general as shown_number;
pub use ods::read as read_ods;
pub use xls::read as read_xls;
pub use xlsx::read as read_xlsx;

use self::cells::Cells;
use self::grid::NOT_CALCULATED;
use super::holdings::{Holdings, Thing};
use super::{Block, Flow, Paper, Problem, Span, protected};
use crate::capitals::capitalised;

/// The most cells that are read of one file.
const MOST_CELLS: usize = 2_000_000;

/// A sheet with its name.
struct Sheet {
    name: String,
    is_hidden: bool,
    drawn: Drawn,
    cells: Cells,
}

/// What stands over the cells of a sheet.
#[derive(Debug, Default)]
struct Drawn {
    /// What stands above the first row that is filled.
    above: Vec<Block>,
    below: Vec<Block>,
    /// What is not read.
    held: Holdings,
}

impl Drawn {
    fn is_something(&self) -> bool {
        !self.above.is_empty() || !self.below.is_empty() || self.held != Holdings::default()
    }
}

impl Sheet {
    fn is_filled(&self) -> bool {
        let drawn = &self.drawn;
        !self.cells.grid.is_empty() || !drawn.above.is_empty() || !drawn.below.is_empty()
    }
}

/// Sets sheets one below the other, each under its name if there is more than one to show.
fn paper(sheets: Vec<Sheet>) -> Result<Paper, Problem> {
    let (hidden, mut shown): (Vec<Sheet>, Vec<Sheet>) =
        sheets.into_iter().partition(|sheet| sheet.is_hidden);
    let mut warnings: Vec<String> = hidden_sheets(&hidden).into_iter().collect();
    let uncalculated = shown.iter().map(|sheet| sheet.cells.uncalculated).sum();
    warnings.extend(not_calculated(uncalculated));
    if shown.iter().any(|sheet| sheet.cells.has_old_results) {
        warnings.push(OLD_RESULTS.to_owned());
    }
    let has_headings = shown.iter().filter(|sheet| sheet.is_filled()).count() > 1;
    let has_hidden_cells = shown.iter().any(|sheet| sheet.cells.hides_cells);
    shown.retain(|sheet| sheet.is_filled() || sheet.drawn.held != Holdings::default());
    let of_book = warnings.len();
    let mut held = Holdings::default();
    held.add(Thing::HiddenCells, usize::from(has_hidden_cells));
    held.add(
        Thing::HiddenSheet,
        hidden.iter().filter(|sheet| sheet.is_filled()).count(),
    );
    let mut blocks = Vec::new();
    for sheet in shown {
        if has_headings && sheet.is_filled() {
            blocks.push(Block::Heading {
                level: 1,
                text: vec![Span::plain(&sheet.name)],
            });
        }
        let of = if has_headings {
            format!("In the sheet “{}” ", sheet.name)
        } else {
            String::new()
        };
        let mut warn = |what: &str| warnings.push(capitalised(&format!("{of}{what}")));
        if sheet.cells.hides_cells {
            warn("hidden rows or columns are left out.");
        }
        if let Some(left_out) = sheet.drawn.held.left_out() {
            warn(&left_out);
        }
        held.merge(&sheet.drawn.held);
        let (mut more, left_out) = sheet.cells.grid.into_blocks();
        left_out.iter().for_each(|left_out| warn(left_out));
        blocks.extend(sheet.drawn.above);
        blocks.append(&mut more);
        blocks.extend(sheet.drawn.below);
    }
    if blocks.is_empty() {
        // What is left out of the sheets is all that there is.
        warnings.truncate(of_book);
        return held.stand_in(Paper {
            warnings,
            ..Paper::default()
        });
    }
    Ok(Paper {
        flow: Flow {
            summary: Vec::new(),
            blocks,
        },
        warnings,
        ..Paper::default()
    })
}

/// Names the hidden sheets that hold something.
fn hidden_sheets(hidden: &[Sheet]) -> Option<String> {
    let hidden = hidden.iter().filter(|sheet| sheet.is_filled());
    let hidden: Vec<String> = hidden.map(|sheet| format!("“{}”", sheet.name)).collect();
    match hidden.as_slice() {
        [] => None,
        [one] => Some(format!("The hidden sheet {one} is left out.")),
        many => Some(format!(
            "The hidden sheets {} are left out.",
            many.join(", ")
        )),
    }
}

/// Says that formulas have no result in the file, and what to do.
fn not_calculated(count: usize) -> Option<String> {
    let formulas = match count {
        0 => return None,
        1 => "1 formula has no stored result and is shown as".to_owned(),
        many => format!("{many} formulas have no stored result and are shown as"),
    };
    Some(format!(
        "{formulas} “{NOT_CALCULATED}”. Open and save the file in a spreadsheet program, then add \
         it again."
    ))
}

const OLD_RESULTS: &str = "The results of its formulas may be out of date: the program that wrote \
    it asks for them to be calculated when it is opened. Open and save the file in a spreadsheet \
    program, then add it again.";

fn too_many_cells() -> Problem {
    Problem::BeyondLimit {
        what: "it has too many filled cells".to_owned(),
        limit: format!("{MOST_CELLS} cells"),
    }
}

/// What a reader of workbooks says of a broken one is not for persons.
fn unreadable() -> Problem {
    damaged("its sheets cannot be read")
}

fn damaged(reason: &str) -> Problem {
    Problem::Damaged {
        reason: reason.to_owned(),
        hint: "Open it in the program it was made with and save it again.".into(),
    }
}
