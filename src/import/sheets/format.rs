//! Numbers and dates as a spreadsheet shows them, by the format of their cell (ECMA-376 part 1,
//! 18.8.30).

use calamine::{CellErrorType, ExcelDateTime};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// The significant digits that spreadsheets reckon with; further ones are noise.
const DIGITS: usize = 15;

/// A number under a format code such as `#,##0.00`.
pub fn number(value: f64, code: &str) -> String {
    let sections = sections(code);
    let (section, has_own_sign) = match sections.as_slice() {
        [_, negative, ..] if value < 0.0 => (*negative, true),
        [_, _, zero, ..] if value == 0.0 => (*zero, false),
        [positive, ..] => (*positive, false),
        [] => ("General", false),
    };
    let Some(parsed) = Parsed::new(section) else {
        return general(value);
    };
    let sign = if value < 0.0 && !has_own_sign {
        "-"
    } else {
        ""
    };
    let digits = parsed.digits(value.abs());
    let is_zero = digits.chars().all(|c| matches!(c, '0' | '.' | ','));
    let sign = if is_zero { "" } else { sign };
    format!("{sign}{}{digits}{}", parsed.before, parsed.after)
        .trim()
        .to_owned()
}

/// A number as short as it can be written without losing anything that counts.
pub fn general(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let rounded: f64 = format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value);
    if rounded != 0.0 && !(1e-9..1e15).contains(&rounded.abs()) {
        return format!("{rounded:e}");
    }
    rounded.to_string()
}

/// The sections of a code, parted by semicolons outside quotation marks.
fn sections(code: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let mut before = ' ';
    code.split(|c| {
        let escaped = std::mem::replace(&mut before, c) == '\\';
        is_quoted ^= c == '"' && !escaped;
        c == ';' && !is_quoted && !escaped
    })
    .collect()
}

/// A section of a format for numbers.
#[derive(Debug, Default)]
struct Parsed {
    before: String,
    after: String,
    least_integers: usize,
    least_decimals: usize,
    most_decimals: usize,
    groups: bool,
    /// What the value is multiplied by.
    factor: f64,
}

impl Parsed {
    /// `None` for a section that is shown in another way: as it is, as a fraction, with an exponent.
    fn new(section: &str) -> Option<Self> {
        let mut parsed = Self {
            factor: 1.0,
            ..Self::default()
        };
        let mut has_digits = false;
        let mut is_decimal = false;
        let mut commas = 0;
        let mut rest = section.chars();
        while let Some(c) = rest.next() {
            match c {
                '0' | '#' | '?' => {
                    parsed.groups |= commas > 0;
                    commas = 0;
                    has_digits = true;
                    parsed.digit(c, is_decimal);
                }
                ',' if has_digits => commas += 1,
                '.' => is_decimal = true,
                '%' => {
                    parsed.factor *= 100.0;
                    parsed.literal(has_digits, "%");
                }
                '"' => {
                    let quoted: String = rest.by_ref().take_while(|c| *c != '"').collect();
                    parsed.literal(has_digits, &quoted);
                }
                '\\' => {
                    let escaped = rest.next().map(String::from);
                    parsed.literal(has_digits, &escaped.unwrap_or_default());
                }
                // A space as wide as a character, or as much of one as there is room.
                '_' | '*' => drop(rest.next()),
                '[' => {
                    let inner: String = rest.by_ref().take_while(|c| *c != ']').collect();
                    if let Some(currency) = inner.strip_prefix('$') {
                        let symbol = currency.split('-').next().unwrap_or_default();
                        parsed.literal(has_digits, symbol);
                    }
                }
                '/' | 'E' | 'e' | 'G' | 'g' | '@' => return None,
                other => parsed.literal(has_digits, &other.to_string()),
            }
        }
        for _ in 0..commas {
            parsed.factor /= 1000.0;
        }
        // A section of words alone shows the words instead of the number.
        (has_digits || !parsed.before.is_empty())
            .then_some(parsed)?
            .checked(has_digits)
    }

    fn checked(mut self, has_digits: bool) -> Option<Self> {
        if !has_digits {
            self.most_decimals = usize::MAX;
        }
        Some(self)
    }

    fn literal(&mut self, has_digits: bool, text: &str) {
        if has_digits {
            self.after.push_str(text);
        } else {
            self.before.push_str(text);
        }
    }

    fn digit(&mut self, c: char, is_decimal: bool) {
        if is_decimal {
            self.most_decimals += 1;
            if c == '0' {
                self.least_decimals = self.most_decimals;
            }
        } else if c == '0' {
            self.least_integers += 1;
        }
    }

    fn digits(&self, value: f64) -> String {
        if self.most_decimals == usize::MAX {
            return String::new();
        }
        // Rounds halves up in the decimal notation, as spreadsheets do, not in the binary one.
        let value = value * self.factor;
        let exact: f64 = format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value);
        let half = 10f64.powi(-(self.most_decimals.min(30) as i32)) * 1e-4;
        let mut text = format!("{:.*}", self.most_decimals.min(30), exact + half);
        if let Some((_, decimals)) = text.split_once('.') {
            let wanted = decimals
                .trim_end_matches('0')
                .len()
                .max(self.least_decimals);
            text.truncate(text.len() - (decimals.len() - wanted));
        }
        let (integers, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let integers = integers.trim_start_matches('0');
        let mut out = format!("{integers:0>width$}", width = self.least_integers);
        if self.groups {
            out = grouped(&out);
        }
        if !decimals.is_empty() {
            out.push('.');
            out.push_str(decimals);
        }
        out
    }
}

/// Digits with a comma before every third from the right.
fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A date or a time of day, with the parts that its format shows. Months are written out, so that
/// nobody takes them for days.
pub fn date(value: &ExcelDateTime, code: &str) -> String {
    if value.is_duration() {
        return duration(value.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let shown = Shown::of(code);
    let name = MONTHS.get(usize::from(month).saturating_sub(1)).copied();
    let name = name.unwrap_or_default();
    let day_part = match (shown.day, shown.month, shown.year) {
        (false, false, false) => String::new(),
        (false, false, true) => year.to_string(),
        (false, true, true) => format!("{name} {year}"),
        (false, true, false) => name.to_owned(),
        (true, _, false) => format!("{day} {name}"),
        (true, _, true) => format!("{day} {name} {year}"),
    };
    let mut time = String::new();
    if shown.hour {
        time = format!("{hour:02}:{minute:02}");
        if shown.second {
            time.push_str(&format!(":{second:02}"));
        }
    }
    match (day_part.is_empty(), time.is_empty()) {
        (true, _) => time,
        (_, true) => day_part,
        _ => format!("{day_part}, {time}"),
    }
}

/// A length of time in days, as hours and minutes.
fn duration(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round().min(1e12) as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{sign}{hours}:{minutes:02}:{seconds:02}")
}

/// Which parts of a date a format shows.
#[derive(Debug, Clone, Copy)]
struct Shown {
    year: bool,
    month: bool,
    day: bool,
    hour: bool,
    second: bool,
}

impl Shown {
    fn of(code: &str) -> Self {
        let mut letters = String::new();
        let mut rest = code.chars();
        while let Some(c) = rest.next() {
            match c {
                '"' => drop(rest.by_ref().find(|c| *c == '"')),
                '[' => drop(rest.by_ref().find(|c| *c == ']')),
                '\\' | '_' | '*' => drop(rest.next()),
                ';' => break,
                c => letters.push(c.to_ascii_lowercase()),
            }
        }
        let letters = letters.replace("am/pm", "").replace("a/p", "");
        let has = |c| letters.contains(c);
        let hour = has('h');
        // "mm" after hours or before seconds are minutes.
        let minutes_only = (hour || has('s')) && !has('d') && !has('y');
        let shown = Self {
            year: has('y'),
            month: has('m') && !minutes_only,
            day: has('d'),
            hour: hour || has('s'),
            second: has('s'),
        };
        if shown.year || shown.month || shown.day || shown.hour {
            return shown;
        }
        Self {
            year: true,
            month: true,
            day: true,
            hour: false,
            second: false,
        }
    }
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
