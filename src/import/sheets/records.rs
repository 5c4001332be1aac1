//! What the reader of cells of former Excel does not tell: formats and type faces, hidden rows and
//! columns, formulas without a result. The records are those of [MS-XLS] and of the edition before
//! it (BIFF5), alike in this.

use std::collections::{HashMap, HashSet};

use encoding_rs::WINDOWS_1252;

use super::beside::{self, Beside, CellComment};
use super::format;
use super::hidden::Hidden;
use crate::import::Comment;
use crate::import::compound::Compound;
use crate::import::holdings::{Holdings, Thing};

const FORMULA: u16 = 0x0006;
const END: u16 = 0x000a;
const HEAD: u16 = 0x0014;
const FOOT: u16 = 0x0015;
const NOTE: u16 = 0x001c;
const FONT: u16 = 0x0031;
const DRAWN: u16 = 0x005d;
/// The kind of object that is a comment on a cell.
const COMMENT: u32 = 25;
const GOES_ON: u16 = 0x003c;
const WORDS: u16 = 0x01b6;
const COLUMNS: u16 = 0x007d;
const SHEET: u16 = 0x0085;
const NUMBERS: u16 = 0x00bd;
const LOOK: u16 = 0x00e0;
const ROW: u16 = 0x0208;
const FORMAT: u16 = 0x041e;
const BEGIN: u16 = 0x0809;
/// Cells of one value: a text, a text with several faces, a number, a truth, a short number.
const CELLS: [u16; 6] = [0x00fd, 0x00d6, 0x0203, 0x0204, 0x0205, 0x027e];

/// The edition whose texts are in Unicode (BIFF8).
const UNICODE_EDITION: u32 = 0x0600;
/// How often each byte may be read: sheets of their own lie side by side, where each is read once.
const MOST_READINGS: usize = 8;
/// A weight from which on type is bold.
const BOLD: u32 = 600;

/// What a workbook says beside its values.
#[derive(Debug, Default)]
pub struct Workbook {
    looks: Vec<Look>,
    /// In the order of the workbook.
    pub sheets: Vec<SheetRecords>,
    /// Whether its sheets lie over one another so often that reading each would take very long. Not
    /// all are read then.
    pub is_tangled: bool,
}

/// How a cell looks.
#[derive(Debug, Clone)]
struct Look {
    code: String,
    is_bold: bool,
}

/// What the records of a sheet say. Rows and columns are counted from 0.
#[derive(Debug, Default)]
pub struct SheetRecords {
    pub hidden: Hidden,
    /// The looks of cells, by row and column.
    looks: HashMap<(u32, u32), usize>,
    /// The formulas without a result, by row and column.
    pub uncalculated: HashSet<(u32, u32)>,
    /// The words of text boxes and of controls, a line for each.
    pub boxed: Vec<String>,
    /// What else stands on the sheet.
    pub held: Holdings,
    /// The codes of the head and foot of its pages.
    head: Option<String>,
    foot: Option<String>,
    /// Comments on cells, by the id of the object that holds the words of each.
    comments: Vec<(u32, CellComment)>,
    comment_words: HashMap<u32, String>,
    is_unicode: bool,
    has_results: bool,
}

impl Workbook {
    /// Reads the records of a file; `None` where they cannot be told.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let stream = stream(bytes)?;
        let mut book = Globals::default();
        let mut sheets = Vec::new();
        let mut left = stream.len().saturating_mul(MOST_READINGS);
        for (kind, data) in (Records { rest: &stream }) {
            if kind == SHEET {
                let place = usize::try_from(number(data, 0, 4)?).ok()?;
                let rest = stream.get(place..).unwrap_or_default();
                let mut records = Records { rest };
                sheets.push(SheetRecords::read(&mut records));
                let length = rest.len() - records.rest.len();
                let Some(after) = left.checked_sub(length) else {
                    return Some(Self {
                        is_tangled: true,
                        ..Self::default()
                    });
                };
                left = after;
            } else {
                book.add(kind, data);
            }
        }
        // A formula may well give no words; where none gives anything, none was calculated.
        if sheets.iter().any(|sheet| sheet.has_results) {
            sheets
                .iter_mut()
                .for_each(|sheet| sheet.uncalculated.clear());
        }
        Some(Self {
            looks: book.looks(),
            sheets,
            is_tangled: false,
        })
    }

    /// The format code of a cell, and whether it is bold.
    pub fn look(&self, sheet: &SheetRecords, row: u32, column: u32) -> Option<(&str, bool)> {
        let look = self.looks.get(*sheet.looks.get(&(row, column))?)?;
        Some((&look.code, look.is_bold))
    }
}

fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let file = Compound::open(bytes).ok()?;
    file.stream("Workbook").or_else(|| file.stream("Book"))
}

/// What holds for all sheets.
#[derive(Default)]
struct Globals {
    is_unicode: bool,
    formats: HashMap<u32, String>,
    bold_fonts: Vec<bool>,
    /// The font and the format of each look.
    looks: Vec<(u32, u32)>,
}

impl Globals {
    fn add(&mut self, kind: u16, data: &[u8]) {
        match kind {
            BEGIN => self.is_unicode = number(data, 0, 2) == Some(UNICODE_EDITION),
            FONT => {
                let is_bold = number(data, 6, 2).is_some_and(|weight| weight >= BOLD);
                self.bold_fonts.push(is_bold);
            }
            FORMAT => {
                let code = number(data, 0, 2)
                    .zip(text(data.get(2..).unwrap_or_default(), self.is_unicode));
                self.formats.extend(code);
            }
            LOOK => {
                let look = number(data, 0, 2).zip(number(data, 2, 2));
                self.looks.push(look.unwrap_or_default());
            }
            _ => {}
        }
    }

    fn looks(self) -> Vec<Look> {
        let look = |(font, format): &(u32, u32)| {
            // There is no font of the number 4.
            let font = usize::try_from(if *font > 4 { font - 1 } else { *font });
            let font = font.ok().and_then(|font| self.bold_fonts.get(font));
            let own = self.formats.get(format).map(String::as_str);
            let code = own.or_else(|| format::builtin(*format));
            Look {
                code: code.unwrap_or("General").to_owned(),
                is_bold: font.copied().unwrap_or(false),
            }
        };
        self.looks.iter().map(look).collect()
    }
}

/// A text with its length before it.
fn text(data: &[u8], is_unicode: bool) -> Option<String> {
    if !is_unicode {
        let length = usize::from(*data.first()?);
        let letters = data.get(1..1 + length)?;
        return Some(WINDOWS_1252.decode(letters).0.into_owned());
    }
    let length = usize::try_from(number(data, 0, 2)?).ok()?;
    let is_wide = data.get(2)? & 1 == 1;
    let letters = data.get(3..)?;
    if !is_wide {
        let letters = letters.get(..length)?.iter();
        return Some(letters.map(|letter| char::from(*letter)).collect());
    }
    let letters = letters.get(..2 * length)?.chunks(2);
    let letters: Vec<u16> = letters
        .filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?)))
        .collect();
    Some(String::from_utf16_lossy(&letters))
}

impl SheetRecords {
    /// What stands beside the cells of the sheet of this name.
    pub fn beside(&mut self, sheet: &str) -> Beside {
        let lines = |code: &Option<String>| {
            let code = code.as_deref().unwrap_or_default();
            beside::lines(code, sheet)
        };
        let words = std::mem::take(&mut self.comment_words);
        let comments = std::mem::take(&mut self.comments).into_iter();
        let comments = comments.filter_map(|(id, mut comment)| {
            comment.comment.body = words.get(&id)?.clone();
            Some(comment)
        });
        Beside {
            comments: comments.collect(),
            head: lines(&self.head),
            foot: lines(&self.foot),
        }
    }

    /// A comment on a cell; its words stand with the object of this id ([MS-XLS] 2.4.179).
    fn comment(&mut self, data: &[u8]) -> Option<()> {
        let (row, column) = (number(data, 0, 2)?, number(data, 2, 2)?);
        let author = text(data.get(8..)?, self.is_unicode).unwrap_or_default();
        let comment = Comment {
            author: author.trim().to_owned(),
            ..Comment::default()
        };
        let comment = CellComment {
            row,
            column,
            comment,
        };
        self.comments.push((number(data, 6, 2)?, comment));
        Some(())
    }

    fn read(records: &mut Records<'_>) -> Self {
        let mut sheet = Self::default();
        // A chart on the sheet has records of its own, from a beginning to an end.
        let mut depth = 0;
        let mut drawn = None;
        let mut id = 0;
        while let Some((kind, data)) = records.step() {
            match kind {
                DRAWN if depth <= 1 => {
                    sheet.held.merge(&held(drawn.take()));
                    drawn = number(data, 4, 2);
                    id = number(data, 6, 2).unwrap_or_default();
                }
                WORDS if depth <= 1 => {
                    if let Some(words) = words(data, records) {
                        let is_comment = drawn.take() == Some(COMMENT);
                        if is_comment {
                            sheet.comment_words.insert(id, words);
                        } else {
                            sheet.boxed.push(words);
                        }
                    }
                }
                BEGIN => {
                    sheet.is_unicode |= depth == 0 && number(data, 0, 2) == Some(UNICODE_EDITION);
                    depth += 1;
                }
                END if depth <= 1 => break,
                END => depth -= 1,
                _ if depth > 1 => {}
                _ => sheet.add(kind, data),
            }
        }
        sheet.held.merge(&held(drawn));
        sheet
    }

    fn add(&mut self, kind: u16, data: &[u8]) {
        let place = |at: usize| number(data, at, 2);
        let is_set = |at: usize, bit: u32| number(data, at, 2).is_some_and(|flags| flags & bit > 0);
        let cell = place(0).zip(place(2));
        let look = |at: usize| number(data, at, 2).and_then(|look| usize::try_from(look).ok());
        match kind {
            NOTE => drop(self.comment(data)),
            HEAD => self.head = text(data, self.is_unicode),
            FOOT => self.foot = text(data, self.is_unicode),
            COLUMNS if is_set(8, 0x01) => {
                if let Some((first, last)) = cell {
                    self.hidden.hide_columns(first, last);
                }
            }
            ROW if is_set(12, 0x20) => {
                if let Some(row) = place(0) {
                    self.hidden.hide_row(row);
                }
            }
            NUMBERS => {
                if let Some((row, first)) = cell {
                    // A look and a number for each column, in six bytes, and the last column.
                    let last = data.len().saturating_sub(2);
                    let looks = (4..last).step_by(6).map_while(look);
                    self.looks
                        .extend((first..).zip(looks).map(|(at, look)| ((row, at), look)));
                }
            }
            FORMULA => {
                self.looks.extend(cell.zip(look(4)));
                match (data.get(6), number(data, 12, 2), cell) {
                    // An empty text.
                    (Some(3), Some(0xffff), Some(cell)) => {
                        self.uncalculated.insert(cell);
                    }
                    _ => self.has_results = true,
                }
            }
            kind if CELLS.contains(&kind) => self.looks.extend(cell.zip(look(4))),
            _ => {}
        }
    }
}

/// What an object stands for, by its kind ([MS-XLS] 2.5.143); nothing for a comment.
fn held(kind: Option<u32>) -> Holdings {
    let thing = match kind {
        None | Some(0 | COMMENT) => return Holdings::default(),
        Some(5) => Thing::Chart,
        Some(8) => Thing::Picture,
        Some(7 | 11..=20) => Thing::Control,
        Some(_) => Thing::Shape,
    };
    let mut held = Holdings::default();
    held.add(thing, 1);
    held
}

/// The words of a text box, which stand in the records behind the one that announces them.
fn words(announced: &[u8], records: &mut Records<'_>) -> Option<String> {
    let mut left = usize::try_from(number(announced, 10, 2)?).ok()?;
    let mut words = String::new();
    while left > 0 && number(records.rest, 0, 2) == Some(u32::from(GOES_ON)) {
        let (_, data) = records.step()?;
        let (flags, letters) = data.split_first()?;
        if flags & 1 == 1 {
            let units = letters.chunks_exact(2).take(left);
            let units: Vec<u16> = units
                .filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?)))
                .collect();
            left -= units.len();
            words.push_str(&String::from_utf16_lossy(&units));
        } else {
            let letters = letters.get(..left).unwrap_or(letters);
            left -= letters.len();
            words.extend(letters.iter().map(|letter| char::from(*letter)));
        }
        if letters.is_empty() {
            break;
        }
    }
    let words = words.replace('\r', "\n").trim().to_owned();
    (!words.is_empty()).then_some(words)
}

/// The records up to the next end of a part: the kind of each and what it holds.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    /// The next record, also if it is an end.
    fn step(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16::try_from(number(self.rest, 0, 2)?).ok()?;
        let length = usize::try_from(number(self.rest, 2, 2)?).ok()?;
        let data = self.rest.get(4..4 + length)?;
        self.rest = self.rest.get(4 + length..)?;
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        self.step().filter(|(kind, _)| *kind != END)
    }
}

/// A number of so many bytes, the lowest first.
fn number(data: &[u8], at: usize, length: usize) -> Option<u32> {
    let digits = data.get(at..at + length)?.iter().rev();
    Some(digits.fold(0, |number, digit| number << 8 | u32::from(*digit)))
}
