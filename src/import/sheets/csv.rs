//! Tables of values in plain text (RFC 4180, and what programs make of it).

use ::csv::{ReaderBuilder, Trim};

use super::beside::Beside;
use super::cells::Cells;
use super::grid::Cell;
use super::hidden::Hidden;
use super::{Drawn, MOST_CELLS, Sheet, damaged, format, paper};
use crate::import::encoding::decode_whole;
use crate::import::{Paper, Problem};

/// What may stand between two values.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many rows are looked at to find out which it is.
const SAMPLE_ROWS: usize = 100;

/// Reads a table of values.
///
/// # Errors
/// [`Problem::Empty`], [`Problem::Damaged`] and [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let (text, decoded) = decode_whole(bytes);
    let mut text = text.as_str();
    let mut said = None;
    // Excel's own note on the delimiter stands above the values.
    if let Some((first, rest)) = text.split_once('\n')
        && let Some(delimiter) = first.strip_prefix("sep=")
        && let [delimiter] = delimiter.as_bytes()
    {
        said = Some(*delimiter);
        text = rest;
    }
    let delimiter = said.unwrap_or_else(|| delimiter(text));
    let mut cells = Cells::new(Hidden::default(), MOST_CELLS);
    for (row, record) in (0..).zip(reader(text, delimiter).into_records()) {
        let record = record.map_err(|_| damaged("its rows cannot be read"))?;
        for (column, value) in (0..).zip(&record) {
            let cell = Cell {
                is_value: format::is_value(value),
                text: value.trim().to_owned(),
                ..Cell::default()
            };
            cells.fill(row, column, cell)?;
        }
    }
    let mut paper = paper(vec![Sheet {
        name: String::new(),
        is_hidden: false,
        drawn: Drawn::default(),
        cells,
        beside: Beside::default(),
    }])?;
    if decoded.had_errors {
        let encoding = decoded.encoding;
        paper.warnings.push(format!(
            "Some bytes could not be read as {encoding}; they are shown as \u{fffd}."
        ));
    }
    Ok(paper)
}

fn reader(text: &str, delimiter: u8) -> ::csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(Trim::None)
        .from_reader(text.as_bytes())
}

/// The delimiter by which most rows have equally many values, more than one.
fn delimiter(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let records = reader(text, delimiter).into_records().flatten();
        let lengths: Vec<usize> = records
            .take(SAMPLE_ROWS)
            .map(|record| record.len())
            .collect();
        let alike = |length: usize| lengths.iter().filter(|other| **other == length).count();
        let best = lengths.iter().filter(|length| **length > 1);
        best.map(|length| (alike(*length), *length))
            .max()
            .unwrap_or((0, 0))
    };
    // The first of those that do equally well.
    let best = DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|delimiter| score(*delimiter));
    best.unwrap_or(b',')
}
