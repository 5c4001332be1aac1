//! A title from a file's name.

use crate::capitals::capitalised;

/// A title for a file that gives itself none: its name without extension, with spaces for
/// hyphens and underscores: "whiteboard-photo_2.jpg" gives "Whiteboard photo 2".
pub fn from_file_name(name: &str) -> String {
    let printing: String = name.chars().filter_map(printing).collect();
    let stem = without_extension(&printing);
    let spaced = if stem.contains(' ') {
        // Hyphens in a name that has spaces belong to its words.
        stem.replace('_', " ")
    } else {
        stem.replace(['-', '_', '+'], " ").replace("%20", " ")
    };
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return "Untitled".to_owned();
    }
    // A word with capitals of its own, such as "iPhone", keeps its spelling.
    let second_is_capital = words.chars().nth(1).is_some_and(char::is_uppercase);
    if second_is_capital {
        words
    } else {
        capitalised(&words)
    }
}

/// A character of a file's name as it may stand in a title: one that steers a terminal is a space, and
/// one that has what follows set in another direction is none.
fn printing(letter: char) -> Option<char> {
    match letter {
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            None
        }
        letter if letter.is_control() => Some(' '),
        letter => Some(letter),
    }
}

/// Whether a text looks like a file's name rather than a title: "report_v2.doc".
pub fn is_file_name(text: &str) -> bool {
    without_extension(text).len() < text.len()
}

fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if !stem.is_empty()
                && (2..=8).contains(&extension.len())
                && extension.bytes().all(|b| b.is_ascii_alphanumeric())
                && extension.bytes().any(|b| b.is_ascii_alphabetic()) =>
        {
            stem
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_becomes_a_title() {
        for (name, title) in [
            ("a\u{1b}[31m\u{7f}red\n.txt", "A [31m red"),
            ("\u{202e}fdp.\u{2066}exe report.pdf", "Fdp.exe report"),
            ("whiteboard-photo_2.jpg", "Whiteboard photo 2"),
            ("Minutes of 30 July.txt", "Minutes of 30 July"),
            ("Follow-up note_v2.pdf", "Follow-up note v2"),
            ("iPhone.png", "iPhone"),
            ("version 1.2", "Version 1.2"),
            (".md", ".md"),
            ("___.txt", "Untitled"),
            ("", "Untitled"),
        ] {
            assert_eq!(from_file_name(name), title, "{name}");
        }
    }

    #[test]
    fn a_file_name_is_told_from_a_title() {
        assert!(is_file_name("report_v2.doc"));
        assert!(!is_file_name("Report of 30.7.2019"));
        assert!(!is_file_name("What next? The U.K. after 2019"));
    }
}
