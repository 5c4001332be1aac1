//! Spreadsheets and tables of values: each sheet becomes a table, trimmed to what is filled in.

mod beside;
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
mod print_area;
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

use self::beside::Beside;
use self::cells::Cells;
use self::grid::NOT_CALCULATED;
use super::holdings::{Holdings, Thing};
use super::{Block, Paper, Problem, Span, protected};

/// The most cells that are read of one file.
const MOST_CELLS: usize = 2_000_000;

/// A sheet with its name.
struct Sheet {
    name: String,
    is_hidden: bool,
    drawn: Drawn,
    cells: Cells,
    beside: Beside,
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
    /// Whether there is anything to show or to tell.
    fn is_something(&self) -> bool {
        let beside = &self.beside;
        self.is_filled()
            || self.drawn.held != Holdings::default()
            || !beside.comments.is_empty()
            || !beside.head.is_empty()
            || !beside.foot.is_empty()
    }

    fn is_filled(&self) -> bool {
        let drawn = &self.drawn;
        !self.cells.grid.is_empty() || !drawn.above.is_empty() || !drawn.below.is_empty()
    }
}

/// Sets sheets one below the other, each under its name if there is more than one to show.
fn paper(sheets: Vec<Sheet>) -> Result<Paper, Problem> {
    let (hidden, mut shown): (Vec<Sheet>, Vec<Sheet>) =
        sheets.into_iter().partition(|sheet| sheet.is_hidden);
    let mut paper = Paper::default();
    paper.leave_out(hidden_sheets(&hidden));
    let uncalculated = shown.iter().map(|sheet| sheet.cells.uncalculated).sum();
    paper.warnings.extend(not_calculated(uncalculated));
    if shown.iter().any(|sheet| sheet.cells.has_old_results) {
        paper.warnings.push(OLD_RESULTS.to_owned());
    }
    let has_headings = shown.iter().filter(|sheet| sheet.is_filled()).count() > 1;
    let has_hidden_cells = shown.iter().any(|sheet| sheet.cells.hides_cells);
    shown.retain(Sheet::is_something);
    let mut left_out = Vec::new();
    let mut held = Holdings::default();
    held.add(Thing::HiddenCells, usize::from(has_hidden_cells));
    held.add(
        Thing::HiddenSheet,
        hidden.iter().filter(|sheet| sheet.is_filled()).count(),
    );
    let mut blocks = Vec::new();
    let mut uncounted = Vec::new();
    let (mut heads, mut feet): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for mut sheet in shown {
        let new = |lines: Vec<String>, known: &[String]| -> Vec<String> {
            let lines = lines.into_iter();
            lines.filter(|line| !known.contains(line)).collect()
        };
        let beside = std::mem::take(&mut sheet.beside);
        let head = new(beside.head, &heads);
        uncounted.extend(blocks.len()..blocks.len() + head.len());
        blocks.extend(head.iter().map(line));
        heads.extend(head);
        feet.extend(new(beside.foot, &feet));
        if has_headings && sheet.is_filled() {
            blocks.push(Block::Heading {
                level: 1,
                text: vec![Span::plain(&sheet.name)],
            });
        }
        let of = if has_headings {
            format!("in the sheet “{}” ", sheet.name)
        } else {
            String::new()
        };
        let mut leave_out = |what: &str| left_out.push(format!("{of}{what}"));
        if sheet.cells.hides_cells {
            leave_out("hidden rows or columns are left out.");
        }
        if sheet.cells.lies_outside {
            leave_out("cells outside the print area are left out.");
        }
        if let Some(what) = sheet.drawn.held.left_out() {
            leave_out(&what);
        }
        held.merge(&sheet.drawn.held);
        let comments = beside.comments.into_iter();
        let comments = comments.filter(|on| !sheet.cells.is_hidden(on.row, on.column));
        let comments = comments.map(|comment| comment.on(&sheet.cells.grid));
        paper.comments.extend(comments);
        let (mut more, beyond) = sheet.cells.grid.into_blocks();
        beyond.iter().for_each(|beyond| leave_out(beyond));
        blocks.extend(sheet.drawn.above);
        blocks.append(&mut more);
        blocks.extend(sheet.drawn.below);
    }
    uncounted.extend(blocks.len()..blocks.len() + feet.len());
    blocks.extend(feet.iter().map(line));
    let running = heads.into_iter().chain(feet);
    paper.running = running.collect::<Vec<_>>().join("\n");
    if blocks.is_empty() {
        held.add(Thing::CellComment, paper.comments.len());
        // What is left out of the sheets is all that there is.
        return held.stand_in(paper);
    }
    paper.flow.blocks = blocks;
    paper.flow.uncounted = uncounted;
    paper.leave_out(left_out);
    Ok(paper)
}

/// A line of the head or foot of a sheet.
fn line(words: &String) -> Block {
    Block::Paragraph(vec![Span::plain(words)])
}

/// Names the hidden sheets that hold something.
fn hidden_sheets(hidden: &[Sheet]) -> Option<String> {
    let hidden = hidden.iter().filter(|sheet| sheet.is_filled());
    let hidden: Vec<String> = hidden.map(|sheet| format!("“{}”", sheet.name)).collect();
    match hidden.as_slice() {
        [] => None,
        [one] => Some(format!("the hidden sheet {one} is left out.")),
        many => Some(format!(
            "the hidden sheets {} are left out.",
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
