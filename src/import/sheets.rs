//! Spreadsheets and tables of values: each sheet becomes a table, trimmed to what is filled in.

mod csv;
mod format;
mod grid;
mod hidden;
mod ods;
mod records;
#[cfg(test)]
mod tests;
mod xls;
mod xlsx;

pub use csv::read as read_csv;
pub use format::general as shown_number;
pub use ods::read as read_ods;
pub use xls::read as read_xls;
pub use xlsx::read as read_xlsx;

use self::grid::Grid;
use super::{Block, Flow, Paper, Problem, Span};
use crate::capitals::capitalised;

/// The most cells that are read of one file.
const MOST_CELLS: usize = 2_000_000;

/// A sheet with its name.
struct Sheet {
    name: String,
    is_hidden: bool,
    /// Whether rows or columns with something in them are hidden.
    hides_cells: bool,
    grid: Grid,
}

/// Sets sheets one below the other, each under its name if there is more than one to show.
fn paper(sheets: Vec<Sheet>) -> Result<Paper, Problem> {
    let mut warnings = Vec::new();
    let (hidden, mut shown): (Vec<Sheet>, Vec<Sheet>) =
        sheets.into_iter().partition(|sheet| sheet.is_hidden);
    let hidden = hidden.iter().filter(|sheet| !sheet.grid.is_empty());
    let hidden: Vec<String> = hidden.map(|sheet| format!("“{}”", sheet.name)).collect();
    match hidden.as_slice() {
        [] => {}
        [one] => warnings.push(format!("The hidden sheet {one} is left out.")),
        many => warnings.push(format!(
            "The hidden sheets {} are left out.",
            many.join(", ")
        )),
    }
    shown.retain(|sheet| !sheet.grid.is_empty());
    let has_headings = shown.len() > 1;
    let mut blocks = Vec::new();
    for sheet in shown {
        if has_headings {
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
        if sheet.hides_cells {
            let sentence = format!("{of}hidden rows or columns are left out.");
            warnings.push(capitalised(&sentence));
        }
        let (mut more, left_out) = sheet.grid.into_blocks();
        let sentence = left_out.map(|left_out| capitalised(&format!("{of}{left_out}")));
        warnings.extend(sentence);
        blocks.append(&mut more);
    }
    if blocks.is_empty() {
        return Err(Problem::Empty);
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

fn too_many_cells() -> Problem {
    Problem::BeyondLimit {
        what: "it has too many filled cells".to_owned(),
        limit: format!("{MOST_CELLS} cells"),
    }
}

fn damaged(reason: &dyn std::fmt::Display) -> Problem {
    Problem::Damaged {
        reason: reason.to_string(),
        hint: "Open it in the program it was made with and save it again.".into(),
    }
}
