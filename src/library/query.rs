//! What a person types into the search field, understood.
//!
//! Nothing that is typed is an error: what has no meaning is passed over, and dates that can't be
//! read are told.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use unicode_normalization::char::is_combining_mark;

use super::entry::Entry;
use super::fold::folded;
use super::inflect;

/// More words than these are passed over.
const MOST_TERMS: usize = 24;
/// A longer question is cut, in bytes.
const MOST_BYTES: usize = 2_000;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The words and phrases; a file must hold all of them.
    pub terms: Vec<Term>,
    filters: Vec<Filter>,
    /// What was written after `date:` and is no date.
    pub not_dates: Vec<String>,
}

/// A word or phrase that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As it was typed, without marks.
    pub text: String,
    /// How it is meant.
    pub sense: Sense,
    /// Whether it must stand in the title or the file's name.
    pub is_in_title: bool,
}

/// How a word is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// The word in any of its forms.
    Word,
    /// The beginning of a word, or the word in any of its forms.
    Beginning,
    /// Words that follow each other, as they stand.
    Phrase,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Filter {
    /// Beginnings of words of the kind's name.
    Kind(Vec<String>),
    /// From the first day to the last.
    Date(Option<Date>, Option<Date>),
    /// Names of folders in one another, parted by `/`; of the first the beginning of a word is
    /// enough, of the last the end may be missing.
    In(String),
}

/// A piece of what was typed.
struct Piece {
    field: String,
    text: String,
    is_quoted: bool,
    /// Whether the person may still be writing it.
    is_last: bool,
}

impl Query {
    /// Understands what was typed.
    pub fn parse(typed: &str) -> Self {
        let typed = typed
            .get(..typed.floor_char_boundary(MOST_BYTES))
            .unwrap_or_default();
        let mut query = Self::default();
        for piece in pieces(typed) {
            match piece.field.as_str() {
                "kind" | "type" => query.filters.extend(kind(&piece.text)),
                "in" | "folder" => query.filters.extend(place(&piece.text)),
                "date" => match days(piece.text.trim()) {
                    Some((from, to)) => query.filters.push(Filter::Date(from, to)),
                    None if piece.text.trim().is_empty() => {}
                    None => query.not_dates.push(piece.text.trim().to_owned()),
                },
                field => query.terms.extend(term(&piece, field == "title")),
            }
        }
        query.terms.truncate(MOST_TERMS);
        query
    }

    /// Whether a file is of the kind, date and folder that are looked for.
    pub fn admits(&self, entry: &Entry) -> bool {
        self.filters.iter().all(|filter| match filter {
            Filter::Kind(words) => words
                .iter()
                .all(|word| begins_a_word(&entry.folded_kind, word)),
            Filter::Date(from, to) => entry.day.is_some_and(|day| {
                from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
            }),
            Filter::In(folders) => begins_a_word(&entry.folded_place, folders),
        })
    }

    /// The words in the language of the full-text search; `None` if there are none.
    pub fn expression(&self) -> Option<String> {
        let terms: Vec<String> = self.terms.iter().map(Term::expression).collect();
        (!terms.is_empty()).then(|| terms.join(" AND "))
    }

    /// That a title or a file's name has one of the words, in the language of the full-text search.
    pub fn title_expression(&self) -> String {
        let in_title = self.terms.iter().map(|term| Term {
            is_in_title: true,
            ..term.clone()
        });
        let terms: Vec<String> = in_title.map(|term| term.expression()).collect();
        terms.join(" OR ")
    }
}

impl Term {
    /// The term in the language of the full-text search. Words stand in quotation marks, so that
    /// nothing in them has a meaning there.
    pub fn expression(&self) -> String {
        let mut any = vec![quoted(&self.text)];
        if self.sense == Sense::Beginning {
            any = vec![format!("{} *", quoted(&self.text))];
        }
        if self.sense != Sense::Phrase {
            any.extend(inflect::forms(&self.text).iter().map(|form| quoted(form)));
        }
        let columns = if self.is_in_title {
            "{title name} : "
        } else {
            ""
        };
        format!("{columns}({})", any.join(" OR "))
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn term(piece: &Piece, is_in_title: bool) -> Option<Term> {
    let text: String = piece
        .text
        .chars()
        .filter(|letter| *letter != '\0')
        .collect();
    let has_star = !piece.is_quoted && text.ends_with('*');
    let text = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    // A single letter that is still being written says nothing yet, and nearly every file has it.
    let is_begun = piece.is_last && !has_star && text.len() == 1 && piece.field.is_empty();
    let is_word = text.chars().any(is_word_letter) && !is_begun;
    is_word.then(|| Term {
        text: text.to_owned(),
        sense: match piece.is_quoted {
            true => Sense::Phrase,
            false if has_star || piece.is_last => Sense::Beginning,
            false => Sense::Word,
        },
        is_in_title,
    })
}

/// Whether the full-text search takes a letter for part of a word.
fn is_word_letter(letter: char) -> bool {
    letter.is_alphanumeric() && !is_combining_mark(letter)
}

/// The kind that is looked for; one word may be a plural.
fn kind(text: &str) -> Option<Filter> {
    let words = folded(text);
    let words: Vec<String> = words
        .split_whitespace()
        .map(|word| word.replace('-', ""))
        .map(|word| match word.strip_suffix('s') {
            Some(one) if one.len() > 2 => one.to_owned(),
            _ => word,
        })
        .collect();
    (!words.is_empty()).then_some(Filter::Kind(words))
}

/// The folders that are looked for, such as "2024/June".
fn place(text: &str) -> Option<Filter> {
    let folders = folded(text.trim()).replace('\\', "/");
    let folders = folders.trim_start_matches('/');
    (!folders.is_empty()).then(|| Filter::In(folders.to_owned()))
}

/// Whether a folded text has this from the beginning of a word on: "min" is in "foreign ministry" and
/// not in "admin".
fn begins_a_word(text: &str, part: &str) -> bool {
    let mut before = None;
    text.char_indices().any(|(at, letter)| {
        let is_beginning = !before.is_some_and(char::is_alphanumeric);
        before = Some(letter);
        is_beginning && text.get(at..).is_some_and(|rest| rest.starts_with(part))
    })
}

/// Parts what was typed at spaces outside quotation marks.
fn pieces(typed: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = typed.trim_start();
    while !rest.is_empty() {
        let (field, after) = field(rest);
        let opened = after.strip_prefix(['"', '“', '”', '„']);
        let (text, is_quoted, left) = match opened {
            Some(quoted) => match quoted.split_once(['"', '“', '”']) {
                Some((text, left)) => (text, true, left),
                // Its end is still to be written.
                None => (quoted, true, ""),
            },
            None => {
                let end = after
                    .find(|letter: char| letter.is_whitespace() || letter == '"')
                    .unwrap_or(after.len());
                let (text, left) = after.split_at_checked(end).unwrap_or((after, ""));
                (text, false, left)
            }
        };
        pieces.push(Piece {
            field,
            text: text.to_owned(),
            is_quoted,
            is_last: !is_quoted && left.is_empty(),
        });
        rest = left.trim_start();
    }
    pieces
}

/// The field that a piece begins with, in small letters, and what follows; no field for a colon
/// after other words, as in an address.
fn field(text: &str) -> (String, &str) {
    if let Some((name, after)) = text.split_once(':') {
        let name = name.to_ascii_lowercase();
        if ["title", "kind", "type", "date", "in", "folder"].contains(&name.as_str()) {
            return (name, after);
        }
    }
    (String::new(), text)
}

/// The first and last day that are meant; `None` for what is no date.
fn days(text: &str) -> Option<(Option<Date>, Option<Date>)> {
    let before = |day: Date| day.checked_sub(1.day()).ok();
    let after = |day: Date| day.checked_add(1.day()).ok();
    if let Some(rest) = text.strip_prefix(">=") {
        return Some((Some(span(rest)?.0), None));
    }
    if let Some(rest) = text.strip_prefix("<=") {
        return Some((None, Some(span(rest)?.1)));
    }
    if let Some(rest) = text.strip_prefix('>') {
        return Some((Some(after(span(rest)?.1)?), None));
    }
    if let Some(rest) = text.strip_prefix('<') {
        return Some((None, Some(before(span(rest)?.0)?)));
    }
    if let Some((from, to)) = text.split_once("..") {
        let from = if from.is_empty() {
            None
        } else {
            Some(span(from)?.0)
        };
        let to = if to.is_empty() {
            None
        } else {
            Some(span(to)?.1)
        };
        return Some((from, to));
    }
    let (from, to) = span(text)?;
    Some((Some(from), Some(to)))
}

/// The first and last day of a year, month or day, as in 2019, 2019-07 and 2019-07-30.
fn span(text: &str) -> Option<(Date, Date)> {
    let text = text.trim();
    let mut numbers = text.split('-').map(|number| {
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        number.parse::<i16>().ok().filter(|_| is_number)
    });
    let year = numbers.next()??;
    if !(1000..=9998).contains(&year) {
        return None;
    }
    let (month, day) = (numbers.next(), numbers.next());
    if numbers.next().is_some() {
        return None;
    }
    let small = |number: i16| i8::try_from(number).ok();
    match (month, day) {
        (None, _) => Some((date(year, 1, 1), date(year, 12, 31))),
        (Some(month), None) => {
            let first = Date::new(year, small(month?)?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        (Some(month), Some(day)) => {
            let day = Date::new(year, small(month?)?, small(day?)?).ok()?;
            Some((day, day))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(typed: &str) -> Vec<(String, Sense)> {
        let query = Query::parse(typed);
        query
            .terms
            .into_iter()
            .map(|term| (term.text, term.sense))
            .collect()
    }

    #[test]
    fn words_phrases_and_beginnings_are_told_apart() {
        let word = |text: &str, sense| (text.to_owned(), sense);
        assert_eq!(
            terms("joint \"maritime watch\" Minist* stra"),
            [
                word("joint", Sense::Word),
                word("maritime watch", Sense::Phrase),
                word("Minist", Sense::Beginning),
                word("stra", Sense::Beginning),
            ]
        );
        assert_eq!(terms("harbour "), [word("harbour", Sense::Word)]);
        assert_eq!(terms("harbour d"), [word("harbour", Sense::Word)]);
        assert_eq!(
            terms("annex d "),
            [word("annex", Sense::Word), word("d", Sense::Word)]
        );
        assert_eq!(terms("“as said"), [word("as said", Sense::Phrase)]);
        assert_eq!(
            terms("https://a.example (note)"),
            [
                word("https://a.example", Sense::Word),
                word("note", Sense::Beginning),
            ]
        );
    }

    #[test]
    fn dates_are_spans_of_days() {
        let span = |from: (i16, i8, i8), to: (i16, i8, i8)| {
            Some((
                Some(date(from.0, from.1, from.2)),
                Some(date(to.0, to.1, to.2)),
            ))
        };
        assert_eq!(days("2019"), span((2019, 1, 1), (2019, 12, 31)));
        assert_eq!(days("2019-02"), span((2019, 2, 1), (2019, 2, 28)));
        assert_eq!(days("2019-07-30"), span((2019, 7, 30), (2019, 7, 30)));
        assert_eq!(days("2019-07..2020"), span((2019, 7, 1), (2020, 12, 31)));
        assert_eq!(days(">2019"), Some((Some(date(2020, 1, 1)), None)));
        assert_eq!(days("<2019-07"), Some((None, Some(date(2019, 6, 30)))));
        assert_eq!(days("..2019"), Some((None, Some(date(2019, 12, 31)))));
        for bad in [
            "",
            "20",
            "July",
            "2019-13",
            "2019-02-30",
            "2019-7-1-2",
            "99999",
            "2019-",
        ] {
            assert_eq!(days(bad), None, "{bad:?}");
        }
        assert_eq!(Query::parse("date:soon").not_dates, ["soon"]);
    }

    #[test]
    fn folders_are_looked_for_from_the_beginning_of_their_words() {
        let is_in = |typed: &str, place: &str| match super::place(typed) {
            Some(Filter::In(folders)) => begins_a_word(&format!("{}/", folded(place)), &folders),
            _ => panic!("{typed:?} is no folder"),
        };
        for (typed, place) in [
            ("min", "papers/Minutes"),
            ("min", "papers/Foreign Ministry"),
            ("june", "papers/2024/06 June"),
            ("2024/June", "papers/2024/June/drafts"),
            ("2024/Ju", "papers/2024/June"),
            ("/2024\\june/", "papers/2024/June"),
            ("papers/", "papers"),
            ("écoles", "Ecoles"),
        ] {
            assert!(is_in(typed, place), "{typed} in {place}");
        }
        for (typed, place) in [
            ("min", "papers/Admin"),
            ("2024/June", "papers/2024/later/June"),
            ("2024/June", "papers/June/2024"),
            ("2024/June/", "papers/2024/June drafts"),
            ("une", "papers/June"),
        ] {
            assert!(!is_in(typed, place), "{typed} in {place}");
        }
    }

    #[test]
    fn nothing_is_left_of_what_has_no_words() {
        for typed in [
            "",
            "   ",
            "\"\"",
            "* - : ( )",
            "\u{301}",
            "title:",
            "\"…\" \0",
            "kind: in:\"\"",
        ] {
            assert_eq!(Query::parse(typed), Query::default(), "{typed:?}");
        }
        let long = "word ".repeat(5_000);
        assert_eq!(Query::parse(&long).terms.len(), MOST_TERMS);
    }
}
