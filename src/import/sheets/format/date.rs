//! Dates, times of day and lengths of time under a section of a format code.

use calamine::ExcelDateTime;

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
const DAYS: [&str; 7] = [
    "Saturday",
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
];
/// Seconds in a day.
const DAY_SECONDS: f64 = 86_400.0;
/// The longest time that is reckoned with, in seconds.
const MOST_SECONDS: f64 = 1e12;

/// How dates are shown whose format shows none of their parts.
const PLAIN: &str = "d mmmm yyyy";

/// A piece of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String),
    /// A part of a date or of a time: its letter, how often it stands there.
    Part(char, usize),
    /// So many hours, minutes or seconds in all.
    Whole(char, usize),
    /// "AM" or "PM", or a letter alone.
    Half(bool),
    /// Digits of a second's fraction.
    Fraction(usize),
}

/// Whether a section shows anything of a date or a time.
pub fn is_of_dates(section: &str) -> bool {
    holds_parts(&pieces(section))
}

fn holds_parts(pieces: &[Piece]) -> bool {
    let mut pieces = pieces.iter();
    pieces.any(|piece| matches!(piece, Piece::Part(..) | Piece::Whole(..)))
}

/// A date as a section shows it; its sign, if it has one, is set before it where `keeps_sign`. Months come before days in all digits in one country alone, and
/// what files call the date of the reader's country is written so too: such dates are shown with
/// the month in words, so that nobody takes the one for the other.
pub fn shown(value: &ExcelDateTime, section: &str, keeps_sign: bool) -> String {
    let mut pieces = pieces(section);
    let is_general = section.eq_ignore_ascii_case("general");
    if is_general || !holds_parts(&pieces) {
        pieces = self::pieces(PLAIN);
    }
    if is_month_first(&pieces) {
        pieces = spelled_out(&pieces);
    }
    let Some(moment) = Moment::new(value, &pieces) else {
        return super::general(value.as_f64());
    };
    let mut out = String::new();
    if value.as_f64() < 0.0 && keeps_sign {
        out.push('-');
    }
    for piece in &pieces {
        moment.add(piece, &mut out);
    }
    let words: Vec<&str> = out.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn pieces(section: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let words = |pieces: &mut Vec<Piece>, text: &str| match pieces.last_mut() {
        Some(Piece::Words(words)) => words.push_str(text),
        _ => pieces.push(Piece::Words(text.to_owned())),
    };
    let mut rest = section.chars();
    while let Some(c) = rest.next() {
        let lower = c.to_ascii_lowercase();
        match lower {
            '"' => {
                let quoted: String = rest.by_ref().take_while(|c| *c != '"').collect();
                words(&mut pieces, &quoted);
            }
            '\\' => {
                let escaped = rest.next().map(String::from).unwrap_or_default();
                words(&mut pieces, &escaped);
            }
            '_' | '*' => drop(rest.next()),
            '[' => {
                let inner: String = rest.by_ref().take_while(|c| *c != ']').collect();
                let inner = inner.to_ascii_lowercase();
                let letter = inner.chars().next().filter(|c| "hms".contains(*c));
                if let Some(letter) = letter.filter(|l| inner.chars().all(|c| c == *l)) {
                    pieces.push(Piece::Whole(letter, inner.len()));
                }
            }
            'a' => {
                let tail = rest.as_str();
                let is = |word: &str| {
                    let start = tail.get(..word.len());
                    start.is_some_and(|start| start.eq_ignore_ascii_case(word))
                };
                let (length, is_long) = if is("m/pm") { (4, true) } else { (2, false) };
                if is("m/pm") || is("/p") {
                    pieces.push(Piece::Half(is_long));
                    rest = tail.get(length..).unwrap_or_default().chars();
                }
            }
            'y' | 'm' | 'd' | 'h' | 's' | 'e' => {
                let tail = rest.as_str();
                let after = tail.trim_start_matches([lower, lower.to_ascii_uppercase()]);
                let count = 1 + tail.len() - after.len();
                rest = after.chars();
                pieces.push(match lower {
                    'e' => Piece::Part('y', 4),
                    _ => Piece::Part(lower, count),
                });
            }
            '.' if matches!(
                pieces.last(),
                Some(Piece::Part('s', _) | Piece::Whole('s', _))
            ) && rest.as_str().starts_with('0') =>
            {
                let tail = rest.as_str();
                let after = tail.trim_start_matches('0');
                pieces.push(Piece::Fraction(tail.len() - after.len()));
                rest = after.chars();
            }
            // Parts of other words, such as those of the era.
            _ if c.is_ascii_alphabetic() || matches!(c, '0' | '#' | '?' | '@') => {}
            _ => words(&mut pieces, c.encode_utf8(&mut [0; 4])),
        }
    }
    name_minutes(&mut pieces);
    pieces
}

/// "m" after hours or before seconds is minutes: from now on "n".
fn name_minutes(pieces: &mut [Piece]) {
    let letter = |piece: &Piece| match piece {
        Piece::Part(letter, _) | Piece::Whole(letter, _) => Some(*letter),
        _ => None,
    };
    let letters: Vec<(usize, char)> = pieces
        .iter()
        .enumerate()
        .filter_map(|(index, piece)| Some((index, letter(piece)?)))
        .collect();
    for (at, (index, letter)) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let is_minutes = before.is_some_and(|(_, letter)| *letter == 'h')
            || after.is_some_and(|(_, letter)| *letter == 's');
        if *letter == 'm'
            && is_minutes
            && let Some(Piece::Part(letter, count)) = pieces.get_mut(*index)
            && *count <= 2
        {
            *letter = 'n';
        }
    }
}

/// Whether a month in digits stands before a day in digits, and no year before them.
fn is_month_first(pieces: &[Piece]) -> bool {
    let date = pieces.iter().filter_map(|piece| match piece {
        Piece::Part(letter @ ('y' | 'm' | 'd'), count) => Some((*letter, *count)),
        _ => None,
    });
    let date: Vec<(char, usize)> = date.filter(|part| !matches!(part, ('d', 3..))).collect();
    matches!(date.as_slice(), [('m', 1 | 2), ('d', 1 | 2), ..])
}

/// The same parts of a date with the month in words, and what stands before and after them as it was.
fn spelled_out(pieces: &[Piece]) -> Vec<Piece> {
    let is_date = |piece: &Piece| match piece {
        // The day of the week.
        Piece::Part('d', 3..) => false,
        piece => matches!(piece, Piece::Part('y' | 'm' | 'd', _)),
    };
    let has_year = pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Part('y', _)));
    let first = pieces.iter().position(is_date).unwrap_or(0);
    let last = pieces.iter().rposition(is_date).unwrap_or(0);
    let mut words: Vec<Piece> = pieces.iter().take(first).cloned().collect();
    words.extend(self::pieces(if has_year { PLAIN } else { "d mmmm" }));
    words.extend(pieces.iter().skip(last + 1).cloned());
    words
}

/// A moment or a length of time, rounded to the finest part that is shown of it.
struct Moment {
    year: u16,
    month: u8,
    day: u8,
    weekday: usize,
    /// Seconds in all.
    seconds: f64,
    /// The time of day.
    hour: u64,
    minute: u64,
    second: u64,
    is_of_halves: bool,
}

impl Moment {
    /// `None` for a number that is no date.
    fn new(value: &ExcelDateTime, pieces: &[Piece]) -> Option<Self> {
        let days = value.as_f64();
        if !days.is_finite() || (days < 0.0 && !value.is_duration()) {
            return None;
        }
        let decimals = pieces.iter().find_map(|piece| match piece {
            Piece::Fraction(digits) => Some(*digits),
            _ => None,
        });
        let unit = 10f64.powi(decimals.unwrap_or(0).min(3) as i32);
        let seconds = (days.abs() * DAY_SECONDS * unit).round() / unit;
        let seconds = seconds.min(MOST_SECONDS);
        let (year, month, day, ..) = value.to_ymd_hms_milli();
        let is_length = pieces.iter().any(|piece| matches!(piece, Piece::Whole(..)));
        let of_day = if is_length {
            // The hours are those of the same rounded seconds.
            seconds
        } else {
            // A moment is not shown as one of the next day, however near that is.
            let of_day = seconds - days.abs().floor() * DAY_SECONDS;
            of_day.clamp(0.0, DAY_SECONDS - 1.0)
        } as u64;
        Some(Self {
            year,
            month,
            day,
            weekday: weekday(year, month, day),
            seconds,
            hour: of_day / 3600 % 24,
            minute: of_day / 60 % 60,
            second: of_day % 60,
            is_of_halves: pieces.iter().any(|piece| matches!(piece, Piece::Half(_))),
        })
    }

    fn add(&self, piece: &Piece, out: &mut String) {
        let hour = match (self.is_of_halves, self.hour % 12) {
            (false, _) => self.hour,
            (true, 0) => 12,
            (true, hour) => hour,
        };
        let whole = self.seconds as u64;
        let month = MONTHS.get(usize::from(self.month).saturating_sub(1));
        let month = month.copied().unwrap_or_default();
        let day = DAYS.get(self.weekday).copied().unwrap_or_default();
        let start = |word: &str, count| word.chars().take(count).collect::<String>();
        let text = match piece {
            Piece::Words(words) => words.clone(),
            Piece::Part('y', 1 | 2) => format!("{:02}", self.year % 100),
            Piece::Part('y', _) => format!("{:04}", self.year),
            Piece::Part('m', count @ (1 | 2)) => format!("{:01$}", self.month, *count),
            Piece::Part('m', 3) => start(month, 3),
            Piece::Part('m', 5) => start(month, 1),
            Piece::Part('m', _) => month.to_owned(),
            Piece::Part('d', count @ (1 | 2)) => format!("{:01$}", self.day, *count),
            Piece::Part('d', 3) => start(day, 3),
            Piece::Part('d', _) => day.to_owned(),
            Piece::Part('h', count) => format!("{hour:0width$}", width = (*count).min(2)),
            Piece::Part('n', count) => {
                format!("{:0width$}", self.minute, width = (*count).min(2))
            }
            Piece::Part(_, count) => {
                format!("{:0width$}", self.second, width = (*count).min(2))
            }
            Piece::Whole('h', count) => format!("{:01$}", whole / 3600, (*count).min(9)),
            Piece::Whole('m', count) => format!("{:01$}", whole / 60, (*count).min(9)),
            Piece::Whole(_, count) => format!("{whole:0width$}", width = (*count).min(9)),
            Piece::Half(is_long) => {
                let half = if self.hour < 12 { "AM" } else { "PM" };
                start(half, if *is_long { 2 } else { 1 })
            }
            Piece::Fraction(digits) => {
                let digits = (*digits).min(3);
                let text = format!("{:.digits$}", self.seconds.fract());
                text.trim_start_matches('0').to_owned()
            }
        };
        out.push_str(&text);
    }
}

/// The day of the week, Saturday being 0 (Zeller's rule).
fn weekday(year: u16, month: u8, day: u8) -> usize {
    let (year, month) = match month {
        ..=2 => (i32::from(year) - 1, i32::from(month) + 12),
        _ => (i32::from(year), i32::from(month)),
    };
    let century = year / 100;
    let of_century = year % 100;
    let sum = i32::from(day)
        + 13 * (month + 1) / 5
        + of_century
        + of_century / 4
        + century / 4
        + 5 * century;
    usize::try_from(sum.rem_euclid(7)).unwrap_or(0)
}
