//! Changing Markdown-light text where the caret is: bold, italic, lists. Pure. Places are counted
//! in characters, as the text field does.

use std::ops::Range;

/// A text, and what is selected in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub text: String,
    /// What is selected, in characters; empty for the caret alone.
    pub range: Range<usize>,
}

/// Puts `sign` around what is selected, or takes it away where it is there.
pub fn toggle_sign(text: &str, range: Range<usize>, sign: &str) -> Written {
    let letters: Vec<char> = text.chars().collect();
    let end = range.end.min(letters.len());
    let start = range.start.min(end);
    let width = sign.chars().count();
    let sign: Vec<char> = sign.chars().collect();
    let (before, rest) = letters.split_at(start);
    let (chosen, after) = rest.split_at(end - start);
    let is_signed = before.ends_with(&sign) && after.starts_with(&sign);
    // A star of a pair is part of the sign for bold, not the sign for italic.
    let is_part_of_longer = width == 1
        && before.ends_with(&[sign.as_slice(), &sign].concat())
        && !before.ends_with(&[sign.as_slice(), &sign, &sign].concat());
    if is_signed && !is_part_of_longer {
        let kept = before.get(..start - width).unwrap_or_default();
        let tail = after.get(width..).unwrap_or_default();
        return Written {
            text: [kept, chosen, tail].concat().into_iter().collect(),
            range: start - width..end - width,
        };
    }
    Written {
        text: [before, &sign, chosen, &sign, after]
            .concat()
            .into_iter()
            .collect(),
        range: start + width..end + width,
    }
}

/// Makes the lines that are selected entries of a list, or plain lines where all are entries.
pub fn toggle_list(text: &str, range: &Range<usize>, is_numbered: bool) -> Written {
    let mut position = 0;
    let mut lines: Vec<(String, bool)> = Vec::new();
    for line in text.split('\n') {
        let end = position + line.chars().count();
        let is_chosen = position <= range.end && range.start <= end;
        lines.push((line.to_owned(), is_chosen));
        position = end + 1;
    }
    let is_entry = |line: &str| entry_words(line).is_some_and(|(_, of)| of == is_numbered);
    let all_entries = lines
        .iter()
        .filter(|(_, is_chosen)| *is_chosen)
        .all(|(line, _)| is_entry(line));
    let mut number = 0;
    let changed: Vec<String> = lines
        .iter()
        .map(|(line, is_chosen)| {
            let words = entry_words(line).map_or(line.as_str(), |(words, _)| words);
            if !is_chosen {
                line.clone()
            } else if all_entries {
                words.to_owned()
            } else if is_numbered {
                number += 1;
                format!("{number}. {words}")
            } else {
                format!("- {words}")
            }
        })
        .collect();
    let end_of = |wanted: usize| -> usize {
        changed
            .iter()
            .take(wanted + 1)
            .map(|line| line.chars().count() + 1)
            .sum::<usize>()
            .saturating_sub(1)
    };
    let last = lines.iter().rposition(|(_, is_chosen)| *is_chosen);
    let caret = end_of(last.unwrap_or(0));
    Written {
        text: changed.join("\n"),
        range: caret..caret,
    }
}

/// The words of a line that is an entry of a list, and whether the list is numbered.
fn entry_words(line: &str) -> Option<(&str, bool)> {
    if let Some(words) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some((words, false));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    let words = rest.strip_prefix(". ")?;
    (!number.is_empty()).then_some((words, true))
}

/// Puts `insert` in the place of what stands at `range`; the caret goes behind it.
pub fn replace(text: &str, range: &Range<usize>, insert: &str) -> Written {
    let mut out: String = text.chars().take(range.start).collect();
    out.push_str(insert);
    let caret = out.chars().count();
    out.extend(text.chars().skip(range.end));
    Written {
        text: out,
        range: caret..caret,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_and_caret(written: &Written) -> (&str, Range<usize>) {
        (&written.text, written.range.clone())
    }

    #[test]
    fn a_sign_goes_around_the_selection_and_away_again() {
        let bold = toggle_sign("Say über all", 4..8, "**");
        assert_eq!(text_and_caret(&bold), ("Say **über** all", 6..10));
        let plain = toggle_sign(&bold.text, bold.range, "**");
        assert_eq!(text_and_caret(&plain), ("Say über all", 4..8));
        let caret = toggle_sign("", 0..0, "*");
        assert_eq!(text_and_caret(&caret), ("**", 1..1));
    }

    #[test]
    fn italic_leaves_bold_alone() {
        let both = toggle_sign("**so**", 2..4, "*");
        assert_eq!(text_and_caret(&both), ("***so***", 3..5));
        let bold = toggle_sign(&both.text, both.range, "*");
        assert_eq!(text_and_caret(&bold), ("**so**", 2..4));
    }

    #[test]
    fn lines_become_entries_and_lines_again() {
        let text = "one\ntwo\nthree";
        let list = toggle_list(text, &(1..5), false);
        assert_eq!(text_and_caret(&list), ("- one\n- two\nthree", 11..11));
        let numbered = toggle_list(&list.text, &(0..11), true);
        assert_eq!(text_and_caret(&numbered), ("1. one\n2. two\nthree", 13..13));
        let plain = toggle_list(&numbered.text, &(0..13), true);
        assert_eq!(text_and_caret(&plain), ("one\ntwo\nthree", 7..7));
        assert_eq!(
            text_and_caret(&toggle_list("", &(0..0), false)),
            ("- ", 2..2)
        );
    }

    #[test]
    fn what_is_inserted_stands_in_the_place_of_the_range() {
        let written = replace("sée @syr now", &(4..8), "[S](@1)");
        assert_eq!(text_and_caret(&written), ("sée [S](@1) now", 11..11));
        assert_eq!(text_and_caret(&replace("a", &(9..9), "b")), ("ab", 2..2));
    }
}
