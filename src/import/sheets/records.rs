//! The rows and columns that are hidden in a workbook of former Excel: the reader of its cells does
//! not tell. The records are those of [MS-XLS] and of the edition before it, alike in this.

use std::io::{Cursor, Read};

use super::hidden::Hidden;

const END: u16 = 0x000a;
const COLUMNS: u16 = 0x007d;
const SHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;

/// What is hidden in each sheet, in the order of the workbook; `None` where that cannot be told.
pub fn hidden(bytes: &[u8]) -> Option<Vec<Hidden>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let stream = match file.open_stream("Workbook") {
        Ok(stream) => stream,
        Err(_) => file.open_stream("Book").ok()?,
    };
    let mut book = Vec::new();
    // A stream is no longer than the file that holds it.
    stream
        .take(bytes.len() as u64)
        .read_to_end(&mut book)
        .ok()?;
    let sheets = Records { rest: &book };
    sheets
        .filter(|(kind, _)| *kind == SHEET)
        .map(|(_, data)| {
            let place = usize::try_from(number(data, 0, 4)?).ok()?;
            Some(of_sheet(Records {
                rest: book.get(place..)?,
            }))
        })
        .collect()
}

fn of_sheet(records: Records<'_>) -> Hidden {
    let mut hidden = Hidden::default();
    for (kind, data) in records {
        let place = |at: usize| number(data, at, 2);
        let is_set = |at: usize, bit: u32| number(data, at, 2).is_some_and(|flags| flags & bit > 0);
        match kind {
            COLUMNS if is_set(8, 0x01) => {
                if let (Some(first), Some(last)) = (place(0), place(2)) {
                    hidden.hide_columns(first, last);
                }
            }
            ROW if is_set(12, 0x20) => {
                if let Some(row) = place(0) {
                    hidden.hide_row(row);
                }
            }
            _ => {}
        }
    }
    hidden
}

/// The records up to the next end of a part: the kind of each and what it holds.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16::try_from(number(self.rest, 0, 2)?).ok()?;
        let length = usize::try_from(number(self.rest, 2, 2)?).ok()?;
        let data = self.rest.get(4..4 + length)?;
        self.rest = self.rest.get(4 + length..)?;
        (kind != END).then_some((kind, data))
    }
}

/// A number of so many bytes, the lowest first.
fn number(data: &[u8], at: usize, length: usize) -> Option<u32> {
    let digits = data.get(at..at + length)?.iter().rev();
    Some(digits.fold(0, |number, digit| number << 8 | u32::from(*digit)))
}
