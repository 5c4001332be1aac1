//! Numbers and dates as a spreadsheet shows them, by the format of their cell (ECMA-376 part 1,
//! 18.8.30 and 18.8.31).

mod builtin;
mod date;
mod number;

use calamine::{CellErrorType, ExcelDateTime};

pub use builtin::builtin;
pub use number::general;

use self::number::Pattern;

/// A number under a format code such as `#,##0.00;(#,##0.00)`.
pub fn number(value: f64, code: &str) -> String {
    let sections = sections(code);
    let Some((section, keeps_sign)) = chosen(&sections, value) else {
        return general(value);
    };
    if section.is_empty() && code.contains(';') {
        // Such a format hides the number, as `0;-0;;@` hides noughts.
        return String::new();
    }
    Pattern::new(section).map_or_else(
        || general(value),
        |pattern| pattern.shown(if keeps_sign { value } else { value.abs() }),
    )
}

/// The section that shows a number, and whether it leaves its sign to be set before it.
fn chosen<'a>(sections: &[&'a str], value: f64) -> Option<(&'a str, bool)> {
    let conditions: Vec<Option<Condition>> =
        sections.iter().map(|code| Condition::of(code)).collect();
    if conditions.iter().all(Option::is_none) {
        return Some(match sections {
            [_, negative, ..] if value < 0.0 => (negative, is_red_alone(negative)),
            [_, _, zero, ..] if value == 0.0 => (zero, false),
            [positive, ..] => (positive, true),
            [] => return None,
        });
    }
    // A section without a condition takes what is left; the fourth is for words.
    let numbers = sections.iter().zip(&conditions).take(3);
    let mut numbers = numbers.filter(|(_, condition)| {
        condition
            .as_ref()
            .is_none_or(|condition| condition.holds(value))
    });
    let (section, condition) = numbers.next()?;
    let is_of_negatives = condition
        .as_ref()
        .is_some_and(|condition| condition.limit == 0.0 && condition.holds(-1.0));
    let keeps_sign = !is_of_negatives || is_red_alone(section);
    Some((section, keeps_sign && !has_own_sign(section)))
}

/// Whether a section tells negative numbers by their colour alone: the colour is not shown here, so
/// that the sign must be.
fn is_red_alone(section: &str) -> bool {
    const COLOURS: [&str; 4] = ["[red]", "[blue]", "[magenta]", "[color"];
    let section = section.to_ascii_lowercase();
    COLOURS.iter().any(|colour| section.contains(colour))
        && !without_brackets(&section).contains(['-', '('])
}

/// Whether a section that is not for negative numbers alone writes a minus or a bracket before the
/// digits itself.
fn has_own_sign(section: &str) -> bool {
    let bare = without_brackets(section);
    let before = bare.split(['0', '#', '?', '"']).next().unwrap_or_default();
    before.contains(['-', '(']) && before != bare
}

/// A section without its colours, conditions and currencies, some of which hold a hyphen.
fn without_brackets(section: &str) -> String {
    let (first, rest) = section.split_once('[').unwrap_or((section, ""));
    let after = |piece| str::split_once(piece, ']').map_or("", |(_, after)| after);
    let rest: String = rest.split('[').map(after).collect();
    format!("{first}{rest}")
}

/// What a number must be for a section to show it, such as `[>=100]`.
struct Condition {
    comparison: String,
    limit: f64,
}

impl Condition {
    fn of(section: &str) -> Option<Self> {
        section.split('[').skip(1).find_map(|bracket| {
            let inner = bracket.split(']').next()?;
            let number = inner.trim_start_matches(['<', '>', '=']);
            let comparison = inner.strip_suffix(number)?;
            (!comparison.is_empty()).then_some(())?;
            Some(Self {
                comparison: comparison.to_owned(),
                limit: number.trim().parse().ok()?,
            })
        })
    }

    fn holds(&self, value: f64) -> bool {
        match self.comparison.as_str() {
            "<" => value < self.limit,
            "<=" => value <= self.limit,
            ">" => value > self.limit,
            ">=" => value >= self.limit,
            "=" => value == self.limit,
            _ => value != self.limit,
        }
    }
}

/// The sections of a code for numbers, parted by semicolons outside quotation marks.
fn sections(code: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let mut before = ' ';
    let sections = code.split(|c| {
        let escaped = std::mem::replace(&mut before, c) == '\\';
        is_quoted ^= c == '"' && !escaped;
        c == ';' && !is_quoted && !escaped
    });
    let mut sections: Vec<&str> = sections.collect();
    // The last one is for words if it says where they stand.
    sections.pop_if(|section| section.contains('@'));
    sections
}

/// A date, a time of day or a length of time as its format shows it.
pub fn date(value: &ExcelDateTime, code: &str) -> String {
    let sections = sections(code);
    let (section, keeps_sign) = chosen(&sections, value.as_f64()).unwrap_or(("", true));
    if section.is_empty() && code.contains(';') {
        return String::new();
    }
    let is_further = sections.first().is_some_and(|first| *first != section);
    if is_further && !date::is_of_dates(section) {
        return number(value.as_f64(), code);
    }
    date::shown(value, section, keeps_sign)
}

/// An error as spreadsheets write it.
pub fn error(error: &CellErrorType) -> String {
    error.to_string()
}

/// Whether a text reads as a number, an amount or a date in digits.
pub fn is_value(text: &str) -> bool {
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let others = |c: char| !c.is_ascii_digit() && !" .,:/%+-()£$€\u{a0}\u{2212}".contains(c);
    digits > 0 && !text.contains(others)
}
