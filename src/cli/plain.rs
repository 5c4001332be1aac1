//! What others wrote, as it may be printed on a terminal.

/// A text on one line, with every character spelled out that a terminal would obey, or that would
/// hide what is there or show it in another order: `\n`, `\u{1b}`, `\u{202e}`.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_obeyed(letter) {
            plain.extend(letter.escape_default());
        } else {
            plain.push(letter);
        }
    }
    plain
}

fn is_obeyed(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            // Marks of direction.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Ends of lines and paragraphs; what has no width and joins nothing.
            | '\u{2028}' | '\u{2029}' | '\u{200b}' | '\u{2060}' | '\u{feff}'
            // Notes between the lines, and tags.
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_spelled_out() {
        let odd = "a\nb\u{1b}[31m\r\u{9b}1m \u{202e}fdp.exe\u{2066}";
        assert_eq!(
            plain(odd),
            r"a\nb\u{1b}[31m\r\u{9b}1m \u{202e}fdp.exe\u{2066}"
        );
        for kept in [
            "Béla's “papers”",
            "שלום",
            "नमस्ते",
            r"C:\papers",
            "👨\u{200d}👩",
        ] {
            assert_eq!(plain(kept), kept);
        }
    }
}
