//! What a single line of a text is.

/// The longest line that may be a title, in characters.
const TITLE_CHARS: usize = 160;
/// The most words a title may have.
const TITLE_WORDS: usize = 25;

/// A line without the white space and form feeds around it.
pub fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'))
}

/// Whether there is nothing on the line.
pub fn is_blank(line: &str) -> bool {
    trimmed(line).is_empty()
}

/// How far a line is moved in, in columns; a tab goes to the next multiple of four. Nobody moves
/// a line in by more than a few hundred columns to say something, so counting stops there.
pub fn indent(line: &str) -> usize {
    const MOST: usize = 400;
    let mut columns = 0;
    for c in line.chars().take(MOST) {
        match c {
            ' ' | '\u{a0}' => columns += 1,
            '\t' => columns = (columns / 4 + 1) * 4,
            '\u{c}' | '\u{200b}' => {}
            _ => break,
        }
    }
    columns
}

/// Whether a line only draws a line, such as "-----", "* * *" or a dash alone.
pub fn is_rule(line: &str) -> bool {
    let text = trimmed(line);
    if matches!(text, "—" | "–") {
        return true;
    }
    let mut marks = text.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next() else {
        return false;
    };
    "-_=*~#—–─━═•".contains(first) && marks.clone().count() >= 2 && marks.all(|mark| mark == first)
}

/// How a list item begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    Bullet(char),
    /// A number in figures, up to 999.
    Number(u64),
    /// A letter, a small roman number or a number with points, such as "(a)", "iv." or "2.1"; or
    /// a long dash, which names the author of a quotation more often than it begins an item. It
    /// stays part of the text, since a list knows only bullets and plain numbers.
    Label,
}

/// The marker at the start of a line, and the text after it.
pub fn marker(line: &str) -> Option<(Marker, &str)> {
    let text = trimmed(line);
    let (head, rest) = text.split_once([' ', '\t', '\u{a0}']).unwrap_or((text, ""));
    let rest = trimmed(rest);
    if let Some(mark) = bullet(text) {
        let after = trimmed(text.get(mark.len_utf8()..).unwrap_or_default());
        return (!after.is_empty()).then_some((Marker::Bullet(mark), after));
    }
    if rest.is_empty() {
        return None;
    }
    if let Some(number) = number(head) {
        return Some((Marker::Number(number), rest));
    }
    is_label(head).then_some((Marker::Label, text))
}

fn bullet(text: &str) -> Option<char> {
    let mut chars = text.chars();
    let mark = chars.next()?;
    let spaced = chars.next().is_some_and(char::is_whitespace);
    let wide = text
        .get(1..)
        .is_some_and(|rest| rest.starts_with('\t') || rest.starts_with("  "));
    let is_bullet = match mark {
        '•' | '●' | '▪' | '■' | '◦' | '‣' | '⁃' | '∙' | '·' | '\u{f0b7}' | '\u{f0a7}' => {
            true
        }
        '-' | '–' | '*' | '+' => spaced,
        'o' => wide,
        _ => false,
    };
    is_bullet.then_some(mark)
}

/// The number of "1.", "1)" or "(1)". A number that would print otherwise than it stands, such
/// as "01.", is none.
fn number(head: &str) -> Option<u64> {
    let digits = enclosed(head)?;
    let number = digits.parse().ok()?;
    (digits.len() <= 3 && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit()))
        .then_some(number)
}

fn enclosed(head: &str) -> Option<&str> {
    head.strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .or_else(|| head.strip_suffix(['.', ')']))
}

fn is_label(head: &str) -> bool {
    if numbering_depth(head) >= 2 || head == "—" {
        return true;
    }
    let Some(inner) = enclosed(head) else {
        return false;
    };
    let bracketed = head.ends_with(')');
    let letter = inner.len() == 1 && inner.bytes().all(|b| b.is_ascii_lowercase());
    let roman = inner.len() <= 5 && !inner.is_empty() && inner.bytes().all(|b| b"ivx".contains(&b));
    (letter && bracketed) || roman
}

/// How many numbers a numbering such as "2.1.3" has; 0 if it is none.
pub fn numbering_depth(head: &str) -> usize {
    let head = head.strip_suffix('.').unwrap_or(head);
    let mut depth = 0;
    for part in head.split('.') {
        if part.is_empty() || part.len() > 3 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return 0;
        }
        depth += 1;
    }
    depth
}

/// Whether a text could be a title: short, without a final stop, not a list item, and not
/// beginning in lower case.
pub fn is_title_like(text: &str) -> bool {
    let text = trimmed(text);
    // A character has at most four bytes: this keeps a line of a hundred megabytes cheap.
    if text.is_empty() || text.len() > TITLE_CHARS * 4 || text.chars().count() > TITLE_CHARS {
        return false;
    }
    let has_stop = text.ends_with(['.', ';', ',', ':', '…']);
    let has_letter = text.chars().any(char::is_alphabetic);
    let starts_low = text
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .starts_with(char::is_lowercase);
    let item = text.starts_with('—')
        || marker(text).is_some_and(|(marker, _)| matches!(marker, Marker::Bullet(_)));
    let words = text.split_whitespace().count();
    !has_stop
        && has_letter
        && !starts_low
        && !item
        && words <= TITLE_WORDS
        && !text.contains('\t')
        && !text.contains("   ")
        && !is_rule(text)
        && !(words == 1 && (text.contains('@') || text.contains("://")))
}

/// A line for comparison: lower case, single spaces, straight quotes, no stop at the end.
pub fn normal_form(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase).map(|c| match c {
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            '–' | '—' => '-',
            c => c,
        }));
    }
    out.truncate(out.trim_end_matches(['.', ':']).len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_told_from_text() {
        for (line, expected) in [
            ("  • to share", Some((Marker::Bullet('•'), "to share"))),
            ("•\tto share", Some((Marker::Bullet('•'), "to share"))),
            ("- to share", Some((Marker::Bullet('-'), "to share"))),
            ("-5 degrees", None),
            ("o  to share", Some((Marker::Bullet('o'), "to share"))),
            ("o Lord", None),
            ("12. The Council", Some((Marker::Number(12), "The Council"))),
            ("(3) The Council", Some((Marker::Number(3), "The Council"))),
            ("3) The Council", Some((Marker::Number(3), "The Council"))),
            ("2019. That year", None),
            ("01. The Council", None),
            ("30 July", None),
            ("— Ann Example", Some((Marker::Label, "— Ann Example"))),
            ("(a) the first", Some((Marker::Label, "(a) the first"))),
            ("iv. the fourth", Some((Marker::Label, "iv. the fourth"))),
            ("2.1 Scope", Some((Marker::Label, "2.1 Scope"))),
            ("A. Smith said", None),
            ("•", None),
        ] {
            assert_eq!(marker(line), expected, "{line:?}");
        }
    }

    #[test]
    fn rules_are_told_from_text() {
        for rule in ["---", "* * *", "_____", "—", "=========", " ~~~ "] {
            assert!(is_rule(rule), "{rule:?}");
        }
        for text in ["", "--", "-", "a---", "-=-", "***bold***"] {
            assert!(!is_rule(text), "{text:?}");
        }
    }

    #[test]
    fn titles_are_told_from_sentences() {
        for title in [
            "Security summit ends with pledges to tackle emerging threats",
            "Full list of new appointments: July 2019",
            "What happens next?",
            "“A moment of truth”",
            "2019 spending round",
        ] {
            assert!(is_title_like(title), "{title:?}");
        }
        for text in [
            "Thank you.",
            "The Minister said:",
            "and so it was",
            "• a point",
            "2019",
            "https://example.org/a",
            &"word ".repeat(26),
            &"x".repeat(161),
        ] {
            assert!(!is_title_like(text), "{text:?}");
        }
    }
}
