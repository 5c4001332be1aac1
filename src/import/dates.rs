//! Dates written in a text.
//!
//! A date counts only when its year stands there, and figures are read day first, as in Britain:
//! a proposal that is missing is better than one that is wrong.

use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The longest line that is searched, in bytes: an issue date stands in a short line, or early.
const SEARCHED_BYTES: usize = 600;

/// A date, and where in the text it stands in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateInText {
    pub date: Date,
    pub start: usize,
    pub end: usize,
}

/// A run of letters and digits.
#[derive(Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

/// The first full date in a text. The days of a span ("1-2 August 2019") are no date.
pub fn find(text: &str) -> Option<DateInText> {
    let text = text
        .get(..text.floor_char_boundary(SEARCHED_BYTES))
        .unwrap_or(text);
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|index| {
        let found = at(text, tokens.get(index..index + 3)?)?;
        (!is_span(text, tokens.get(..index).unwrap_or_default(), found)).then_some(found)
    })
}

/// Whether a line is a date and nothing else but a weekday, a place or a word such as
/// "Published": "London, Tuesday 30 July 2019".
pub fn is_date_line(text: &str) -> bool {
    let Some(found) = find(text) else {
        return false;
    };
    let (before, after) = (&text[..found.start], &text[found.end..]);
    let after_is_time = tokens(after).iter().all(|token| {
        is_weekday(token.text)
            || token.text.starts_with(|c: char| c.is_ascii_digit())
            || ["am", "pm", "gmt", "bst", "at"].contains(&token.text.to_lowercase().as_str())
    });
    let place = before.trim_end().strip_suffix([',', ':']);
    let place_words = place.map_or(0, |place| place.split_whitespace().count());
    let is_place = place_words <= 4 && place.is_some_and(|p| p.starts_with(char::is_uppercase));
    let only_known_words = tokens(before).iter().all(|token| {
        is_weekday(token.text)
            || [
                "published",
                "issued",
                "date",
                "dated",
                "on",
                "the",
                "released",
                "updated",
            ]
            .contains(&token.text.to_lowercase().as_str())
    });
    text.len() <= 80 && after_is_time && (only_known_words || is_place)
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    for (start, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let end = start + c.len_utf8();
        match tokens.last_mut() {
            Some(token) if token.end == start => {
                *token = Token {
                    text: &text[token.start..end],
                    start: token.start,
                    end,
                };
            }
            _ => tokens.push(Token {
                text: &text[start..end],
                start,
                end,
            }),
        }
    }
    tokens
}

fn at(text: &str, tokens: &[Token<'_>]) -> Option<DateInText> {
    let [a, b, c] = tokens else { return None };
    let between = (&text[a.end..b.start], &text[b.end..c.start]);
    let loose = |separator: &str| matches!(separator.trim(), "" | "," | ".");
    let (year, month, day) = match between {
        ("-", "-") if a.text.len() == 4 => (year(a.text)?, figures(b.text)?, figures(c.text)?),
        (first @ ("/" | "." | "-"), second) if first == second => {
            (year(c.text)?, figures(b.text)?, figures(a.text)?)
        }
        (first, second) if loose(first) && loose(second) => match (month(a.text), month(b.text)) {
            (None, Some(month)) => (year(c.text)?, month, day(a.text)?),
            (Some(month), None) => (year(c.text)?, month, day(b.text)?),
            _ => return None,
        },
        _ => return None,
    };
    Some(DateInText {
        date: Date::new(year, month, day).ok()?,
        start: a.start,
        end: c.end,
    })
}

fn year(text: &str) -> Option<i16> {
    let year = text.parse().ok()?;
    (text.len() == 4 && (1800..=2200).contains(&year)).then_some(year)
}

fn figures(text: &str) -> Option<i8> {
    (text.len() <= 2).then(|| text.parse().ok()).flatten()
}

fn day(text: &str) -> Option<i8> {
    let lower = text.to_ascii_lowercase();
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| lower.strip_suffix(ending))
        .unwrap_or(&lower);
    figures(digits)
}

fn month(text: &str) -> Option<i8> {
    let lower = text.to_lowercase();
    let matches = |name: &&str| {
        **name == lower || lower == name[..3] || lower == "sept" && name.starts_with("sept")
    };
    let index = MONTHS.iter().position(matches)?;
    i8::try_from(index + 1).ok()
}

/// Whether a word is the name of a day of the week, or begins one.
pub fn is_weekday(text: &str) -> bool {
    let lower = text.to_lowercase();
    WEEKDAYS
        .iter()
        .any(|name| lower.len() >= 3 && name.starts_with(&lower))
}

/// Whether a date is one end of a span of days, so that it says when something takes place
/// rather than when the document was issued.
fn is_span(text: &str, before: &[Token<'_>], found: DateInText) -> bool {
    let joins = |between: &str, word: &str| {
        matches!(between.trim(), "-" | "–" | "—" | "/" | "&")
            || matches!(word, "to" | "and" | "until")
    };
    let is_day = |token: &Token<'_>| {
        day(token.text).is_some() || month(token.text).is_some() || year(token.text).is_some()
    };
    let ends_span = match before {
        [.., earlier, word] if matches!(word.text, "to" | "and" | "until") => is_day(earlier),
        [.., earlier] => is_day(earlier) && joins(&text[earlier.end..found.start], ""),
        [] => false,
    };
    let after = text[found.end..].trim_start();
    let starts_span = ["-", "–", "—", "to ", "until "].iter().any(|link| {
        after
            .strip_prefix(link)
            .is_some_and(|rest| tokens(rest).first().is_some_and(is_day) && find_end(rest))
    });
    ends_span || starts_span
}

/// Whether a text begins with another date, with or without its year.
fn find_end(text: &str) -> bool {
    let tokens = tokens(text);
    let mut words = tokens.iter().take(2);
    words.any(|token| month(token.text).is_some())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn full_dates_are_found() {
        for text in [
            "30 July 2019",
            "Published: Tuesday 30th July 2019 at 10:00",
            "July 30, 2019",
            "30 Jul. 2019",
            "2019-07-30",
            "30/07/2019",
            "30.7.2019",
            "Delivered on 30 July, 2019",
            "The 1980 Act was repealed on 30 July 2019",
        ] {
            assert_eq!(
                find(text).map(|found| found.date),
                Some(date(2019, 7, 30)),
                "{text}"
            );
        }
        assert_eq!(
            find("01/08/2019").map(|found| found.date),
            Some(date(2019, 8, 1))
        );
        assert_eq!(
            find("5 Sept 2020").map(|found| found.date),
            Some(date(2020, 9, 5))
        );
    }

    #[test]
    fn what_is_not_a_full_date_is_none() {
        for text in [
            "July 2019",
            "16 July",
            "1-2 August",
            "1-2 August 2019",
            "1 to 2 August 2019",
            "29 July to 2 August 2019",
            "30 July 2019 to 2 August 2019",
            "30 July 2019 – 2 August 2019",
            "31 February 2019",
            "07/30/2019",
            "30/07/19",
            "Resolution 2254 (2015)",
            "",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_that_is_a_date_is_told_from_a_sentence() {
        for line in [
            "30 July 2019",
            "London, 30 July 2019",
            "Published 30 July 2019",
            "Tuesday 30 July 2019, 10am",
        ] {
            assert!(is_date_line(line), "{line}");
        }
        for line in [
            "On 30 July 2019 the Council met",
            "The deadline is 30 July 2019",
            "July 2019",
        ] {
            assert!(!is_date_line(line), "{line}");
        }
    }
}
