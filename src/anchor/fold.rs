//! Where words end, and the form in which they compare.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The end of the word or mark that begins at `at`; `None` for what does not count, such as
/// spaces, quotation marks and dashes.
pub(super) fn token_end(content: &str, at: usize) -> Option<usize> {
    let mut letters = content.get(at..)?.char_indices();
    let (_, first) = letters.next()?;
    if is_invisible(first) || is_combining_mark(first) {
        return None;
    }
    if is_sign(content, at, first) {
        return Some(word_end(content, at + first.len_utf8()));
    }
    if first.is_alphanumeric() {
        return Some(word_end(content, at));
    }
    let counts = !(first.is_whitespace()
        || first.is_control()
        || is_dash(first)
        || is_quotation_mark(first));
    counts.then_some(at + first.len_utf8())
}

/// Whether a dash makes the number after it a negative one.
fn is_sign(content: &str, at: usize, letter: char) -> bool {
    let before = content.get(..at).and_then(|text| text.chars().next_back());
    let rest = content.get(at + letter.len_utf8()..).unwrap_or_default();
    matches!(letter, '-' | '\u{2212}')
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && before.is_none_or(|c| c.is_whitespace() || c == '(')
}

fn word_end(content: &str, start: usize) -> usize {
    let mut at = start;
    let mut previous = '\0';
    loop {
        let rest = content.get(at..).unwrap_or_default();
        let mut letters = rest.chars();
        let Some(letter) = letters.next() else {
            return at;
        };
        let next = letters.next().unwrap_or_default();
        let belongs = if is_combining_mark(letter) || is_invisible(letter) {
            true
        } else if letter.is_alphanumeric() {
            at == start || !stands_alone(letter) && !stands_alone(previous)
        } else if is_apostrophe(letter) {
            previous.is_alphabetic() && next.is_alphabetic()
        } else {
            matches!(letter, '.' | ',') && previous.is_ascii_digit() && next.is_ascii_digit()
        };
        if belongs {
            at += letter.len_utf8();
            if !is_combining_mark(letter) && !is_invisible(letter) {
                previous = letter;
            }
        } else if let Some(length) = line_end_hyphen(rest)
            && previous.is_alphabetic()
        {
            at += length;
        } else {
            return at;
        }
    }
}

/// The length of a hyphen at the end of a line, up to the letters that go on with the word.
fn line_end_hyphen(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix(['-', '\u{2010}', '\u{ad}'])?;
    let next = after.trim_start();
    let gap = after.get(..after.len() - next.len())?;
    let is_break = gap.matches('\n').count() == 1 && gap.len() <= 16;
    (is_break && next.starts_with(char::is_alphabetic)).then_some(rest.len() - next.len())
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2bc}')
}

fn is_quotation_mark(letter: char) -> bool {
    matches!(
        letter,
        '"' | '\'' | '`' | '\u{b4}' | '\u{ab}' | '\u{bb}' | '\u{2018}'
            ..='\u{201f}' | '\u{2032}' | '\u{2033}' | '\u{2039}' | '\u{203a}' | '\u{2bc}'
    )
}

fn is_dash(letter: char) -> bool {
    matches!(
        letter,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}'
    )
}

/// Whether a character shows nothing and parts no words.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

/// Whether a character is of a script that writes no spaces between words.
pub(super) fn stands_alone(letter: char) -> bool {
    matches!(
        letter,
        '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
    )
}

/// Adds a word in the form in which it compares.
pub(super) fn fold(raw: &str, out: &mut String) {
    if raw.is_ascii() {
        let is_signed = raw.starts_with('-');
        out.extend(is_signed.then_some('-'));
        let counts = |c: &char| !c.is_whitespace() && *c != '-';
        out.extend(raw.chars().filter(counts).map(|c| c.to_ascii_lowercase()));
        return;
    }
    if raw.starts_with(['-', '\u{2212}']) {
        out.push('-');
    }
    for letter in raw.nfkc().flat_map(char::to_lowercase) {
        match letter {
            'ß' => out.push_str("ss"),
            'ς' => out.push('σ'),
            _ if is_apostrophe(letter) => out.push('\''),
            _ if is_dash(letter) || is_invisible(letter) || letter.is_whitespace() => {}
            _ => out.push(letter),
        }
    }
}

/// The letter of a word that became the byte at `within` of the folded word.
pub(super) fn letter_at(content: &str, word: &Range<usize>, within: usize) -> Range<usize> {
    let raw = content.get(word.clone()).unwrap_or_default();
    let mut folded = String::new();
    for (at, letter) in raw.char_indices() {
        // A dash within a word is no sign and does not count.
        if at == 0 || !is_dash(letter) {
            fold(letter.encode_utf8(&mut [0; 4]), &mut folded);
        }
        if folded.len() > within {
            return word.start + at..word.start + at + letter.len_utf8();
        }
    }
    word.clone()
}
