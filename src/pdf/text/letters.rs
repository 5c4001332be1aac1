//! What the text of a glyph is: letters rather than their shapes, in the order in which they are
//! read.

use std::borrow::Cow;

use unicode_bidi::{BidiClass, bidi_class};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The letters that a glyph's text says: ligatures and shapes of letters are taken apart, what
/// can't be seen is dropped. `None` where it says nothing that anybody could read.
pub(super) fn readable(said: &str) -> Option<String> {
    let is_unknown = |letter: char| {
        matches!(
            u32::from(letter),
            0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF | 0xFFFD | 0xFFFE | 0xFFFF
        )
    };
    if !said.is_empty() && said.chars().all(is_unknown) {
        return None;
    }
    let mut text = String::with_capacity(said.len());
    for letter in said.chars().filter(|letter| !is_unknown(*letter)) {
        match letter {
            _ if letter.is_whitespace() => text.push(' '),
            '\u{AD}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' => {}
            _ if letter.is_control() => {}
            // Latin ligatures; Hebrew and Arabic shapes of letters.
            '\u{FB00}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
                text.extend(std::iter::once(letter).nfkc());
            }
            _ => text.push(letter),
        }
    }
    Some(text)
}

/// A PDF's text string (PDF 1.7, 7.9.2.2), which is UTF-16, UTF-8 or nearly Latin-1.
pub(super) fn decoded(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return encoding_rs::UTF_16BE
            .decode_without_bom_handling(rest)
            .0
            .into_owned();
    }
    if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        return String::from_utf8_lossy(rest).into_owned();
    }
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Whether all of this belongs to the letter before it.
pub(super) fn is_mark(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_combining_mark)
}

/// The mark that an accent by itself stands for once it is set over a letter, as TeX does.
pub(super) fn mark_of(text: &str) -> Option<char> {
    Some(match text {
        "`" => '\u{300}',
        "´" => '\u{301}',
        "ˆ" => '\u{302}',
        "˜" => '\u{303}',
        "¯" => '\u{304}',
        "˘" => '\u{306}',
        "˙" => '\u{307}',
        "¨" => '\u{308}',
        "˚" => '\u{30A}',
        "˝" => '\u{30B}',
        "ˇ" => '\u{30C}',
        "¸" => '\u{327}',
        "˛" => '\u{328}',
        _ => return None,
    })
}

/// A letter with its marks as one character where there is one.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    if unicode_normalization::is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// The character that a bracket or the like is, where it is read from right to left: what opens
/// is then shown as what closes elsewhere.
pub(super) fn mirrored(text: &str) -> &str {
    match text {
        "(" => ")",
        ")" => "(",
        "[" => "]",
        "]" => "[",
        "«" => "»",
        "»" => "«",
        _ => text,
    }
}

/// Whether letters of this kind are written without spaces, so that lines join without one.
pub(super) fn is_ideograph(letter: char) -> bool {
    matches!(
        u32::from(letter),
        0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x2_0000..=0x3_FFFF
    ) && !matches!(u32::from(letter), 0x3130..=0x318F)
}

/// Which way a piece of text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Right,
    Left,
    /// Numbers go to the right, and do not make what is around them do so.
    Number,
    /// As what is around it.
    Either,
}

fn way(text: &str) -> Way {
    text.chars()
        .map(|letter| match bidi_class(letter) {
            BidiClass::R | BidiClass::AL => Way::Left,
            BidiClass::L => Way::Right,
            BidiClass::EN | BidiClass::AN => Way::Number,
            _ => Way::Either,
        })
        .find(|way| *way != Way::Either)
        .unwrap_or(Way::Either)
}

/// The order in which pieces that stand side by side from left to right are read, and whether each
/// is read from right to left. `None` where all are simply read as they stand.
pub(super) fn reading_order(pieces: &[&str]) -> Option<Vec<(usize, bool)>> {
    let mut ways: Vec<Way> = pieces.iter().map(|piece| way(piece)).collect();
    let count = |wanted: Way| ways.iter().filter(|way| **way == wanted).count();
    let to_left = count(Way::Left);
    if to_left == 0 {
        return None;
    }
    let base = if to_left > count(Way::Right) {
        Way::Left
    } else {
        Way::Right
    };
    join_numbers(&mut ways, pieces);
    settle(&mut ways, base);
    let mut runs: Vec<Vec<(usize, bool)>> = Vec::new();
    let mut last = None;
    for (index, way) in ways.iter().enumerate() {
        let goes_left = *way == Way::Left;
        match runs.last_mut() {
            Some(run) if last == Some(goes_left) => run.push((index, goes_left)),
            _ => runs.push(vec![(index, goes_left)]),
        }
        last = Some(goes_left);
    }
    for run in &mut runs {
        if run.first().is_some_and(|(_, goes_left)| *goes_left) {
            run.reverse();
        }
    }
    if base == Way::Left {
        runs.reverse();
    }
    Some(runs.concat())
}

/// A point or comma within a number is part of it.
fn join_numbers(ways: &mut [Way], pieces: &[&str]) {
    for index in 1..ways.len().saturating_sub(1) {
        let is_separator = pieces
            .get(index)
            .is_some_and(|piece| matches!(*piece, "." | "," | ":" | "/" | "-"));
        let is_number = |at: usize| ways.get(at) == Some(&Way::Number);
        if is_separator
            && is_number(index - 1)
            && is_number(index + 1)
            && let Some(way) = ways.get_mut(index)
        {
            *way = Way::Number;
        }
    }
}

/// What goes either way goes as both of its neighbours do, or as the line does.
fn settle(ways: &mut [Way], base: Way) {
    let mut start = 0;
    while start < ways.len() {
        if ways.get(start) != Some(&Way::Either) {
            start += 1;
            continue;
        }
        let length = ways
            .iter()
            .skip(start)
            .take_while(|way| **way == Way::Either)
            .count();
        let beside = |at: Option<usize>| {
            let found = at.and_then(|at| ways.get(at)).copied().unwrap_or(base);
            if found == Way::Number { base } else { found }
        };
        let before = beside(start.checked_sub(1));
        let after = beside(Some(start + length));
        let settled = if before == after { before } else { base };
        for way in ways.iter_mut().skip(start).take(length) {
            *way = settled;
        }
        start += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&str]) -> String {
        match reading_order(pieces) {
            Some(order) => order
                .into_iter()
                .map(|(index, goes_left)| match goes_left {
                    true => mirrored(pieces[index]),
                    false => pieces[index],
                })
                .collect(),
            None => pieces.concat(),
        }
    }

    fn shown(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    fn read_shown(text: &str) -> String {
        let pieces = shown(text);
        read(&pieces.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn shapes_become_letters() {
        assert_eq!(readable("\u{FB03}"), Some("ffi".to_owned()));
        assert_eq!(readable("\u{FEB3}"), Some("\u{633}".to_owned()));
        assert_eq!(readable("co\u{AD}op\u{7}"), Some("coop".to_owned()));
        assert_eq!(readable("\u{A0}"), Some(" ".to_owned()));
        assert_eq!(readable("\u{F020}"), None);
        assert_eq!(readable("\u{FFFD}"), None);
    }

    #[test]
    fn words_from_right_to_left_are_turned_round() {
        assert_eq!(read_shown("abc 12"), "abc 12");
        assert_eq!(read_shown("םולש"), "שלום");
        assert_eq!(read_shown("רבד 12.5 םולש"), "שלום 12.5 דבר");
        assert_eq!(read_shown("see םולש רבד here"), "see דבר שלום here");
        assert_eq!(read_shown("(UN) רבד"), "דבר (UN)");
    }

    #[test]
    fn text_strings_are_decoded() {
        assert_eq!(decoded(b"\xFE\xFF\x00f\x00i"), "fi");
        assert_eq!(decoded(b"\xEF\xBB\xBF\xC3\xA9"), "é");
        assert_eq!(decoded(b"caf\xE9"), "café");
    }
}
