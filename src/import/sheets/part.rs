//! What the part of a sheet says beside the values of its cells (ECMA-376 part 1, 18.3.1).

use std::collections::HashSet;

use super::hidden::Hidden;

/// What is found in the part of a sheet. Rows and columns are counted from 0.
#[derive(Debug, Default)]
pub struct SheetPart {
    pub hidden: Hidden,
    /// The formulas without a result, by row and column.
    pub uncalculated: HashSet<(u32, u32)>,
    /// The formulas whose result is nought. Some programs write that for every formula.
    pub nought: HashSet<(u32, u32)>,
    /// Whether there is a formula with a result.
    pub has_results: bool,
    /// Whether charts, pictures or drawings stand on the sheet.
    pub has_drawings: bool,
}

impl SheetPart {
    /// A sheet may hold millions of elements, so its tags are looked at without building a document
    /// of them.
    pub fn new(part: &str) -> Self {
        let mut found = Self::default();
        let mut row = 0;
        let mut cell = Open::default();
        for piece in part.split('<').skip(1) {
            let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
            let name = tag.split(|c: char| c.is_whitespace() || c == '/').next();
            let name = name.unwrap_or_default().rsplit(':').next();
            let number = |name| value(tag, name).and_then(|number| number.parse::<u32>().ok());
            let is_hidden = || matches!(value(tag, "hidden"), Some("1" | "true"));
            match name {
                Some("row") => {
                    row = number("r").unwrap_or(row + 1);
                    cell = Open::default();
                    if is_hidden() {
                        found.hidden.hide_row(row.saturating_sub(1));
                    }
                }
                Some("col") if is_hidden() => {
                    let ends = number("min").zip(number("max"));
                    if let Some((first, last)) = ends {
                        let (first, last) = (first.saturating_sub(1), last.saturating_sub(1));
                        found.hidden.hide_columns(first, last);
                    }
                }
                Some("c") => {
                    found.take(&cell);
                    cell = Open::new(tag, (row.saturating_sub(1), cell.next_column()));
                }
                Some("f") => cell.is_formula = true,
                Some("v") => cell.result = Result::of(text.trim()),
                Some("drawing") => found.has_drawings = true,
                Some("") if tag.starts_with('/') => {
                    let name = tag.trim_start_matches('/').rsplit(':').next();
                    if matches!(name.map(str::trim), Some("row" | "sheetData")) {
                        found.take(&std::mem::take(&mut cell));
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn take(&mut self, cell: &Open) {
        let Some(place) = cell.place.filter(|_| cell.is_formula) else {
            return;
        };
        match cell.result {
            Result::None if !cell.is_of_words => {
                self.uncalculated.insert(place);
            }
            Result::Nought => {
                self.nought.insert(place);
            }
            _ => self.has_results = true,
        }
    }
}

/// A cell whose tags are looked at.
#[derive(Debug, Default)]
struct Open {
    place: Option<(u32, u32)>,
    is_formula: bool,
    /// Whether its formula gives words: no words are a result.
    is_of_words: bool,
    result: Result,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Result {
    #[default]
    None,
    Nought,
    Other,
}

impl Result {
    fn of(text: &str) -> Self {
        match text {
            "" => Self::None,
            "0" => Self::Nought,
            _ => Self::Other,
        }
    }
}

impl Open {
    /// A cell that stands at this place if it does not say where it stands.
    fn new(tag: &str, place: (u32, u32)) -> Self {
        Self {
            place: Some(value(tag, "r").and_then(self::place).unwrap_or(place)),
            is_of_words: value(tag, "t") == Some("str"),
            ..Self::default()
        }
    }

    fn next_column(&self) -> u32 {
        self.place.map_or(0, |(_, column)| column.saturating_add(1))
    }
}

/// The row and the column of a place such as "B7".
pub fn place(name: &str) -> Option<(u32, u32)> {
    let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = name.strip_suffix(digits)?;
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        let letter = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        column.checked_mul(26)?.checked_add(letter)
    })?;
    let row: u32 = digits.parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// The value of an attribute of a tag.
fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = tag.get(..*at).and_then(|before| before.chars().next_back());
        let after = tag.get(at + name.len()..).unwrap_or_default();
        before.is_some_and(char::is_whitespace) && after.trim_start().starts_with('=')
    })?;
    let rest = tag
        .get(start + name.len()..)?
        .split_once('=')?
        .1
        .trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest.get(1..)?.split(quote).next()
}
