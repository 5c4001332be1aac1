//! What a sheet prints at the head and foot of its pages: a marking may stand there.

use crate::import::office::{descendant, parse};

/// The words at the head and foot of the pages of a sheet, whose part this is: a line for each of left,
/// middle and right.
pub fn running(part: &str) -> String {
    const START: &str = "<headerFooter";
    const END: &str = "</headerFooter>";
    let element = part.find(START).and_then(|start| {
        let rest = part.get(start..)?;
        rest.get(..rest.find(END)? + END.len())
    });
    // Alone, it is a document of its own.
    let document = element.and_then(|element| parse(element).ok());
    let Some(root) = document.as_ref().map(|document| document.root_element()) else {
        return String::new();
    };
    let heads = [
        "oddHeader",
        "firstHeader",
        "evenHeader",
        "oddFooter",
        "firstFooter",
        "evenFooter",
    ];
    let texts = heads
        .iter()
        .filter_map(|head| descendant(root, head)?.text());
    texts.map(without_codes).collect::<Vec<_>>().join("\n")
}

/// The words of a head without its codes (ECMA-376, part 1, section 18.3.1.46): "&C&"Arial,Bold"SECRET".
fn without_codes(head: &str) -> String {
    let mut words = String::new();
    let mut letters = head.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '&' {
            words.push(letter);
            continue;
        }
        match letters.next() {
            Some('L' | 'C' | 'R') => words.push('\n'),
            Some('&') => words.push('&'),
            // The face of the letters.
            Some('"') => while letters.next().is_some_and(|letter| letter != '"') {},
            // Their size.
            Some('0'..='9') => while letters.next_if(char::is_ascii_digit).is_some() {},
            // Their colour, in six figures or by theme.
            Some('K') => {
                for _ in 0..6 {
                    letters.next_if(|letter| letter.is_ascii_hexdigit() || "+-".contains(*letter));
                }
            }
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_at_the_head_of_a_sheet_are_read_without_codes() {
        let part = "<worksheet><sheetData/><headerFooter differentFirst=\"1\">\
            <oddHeader>&amp;L&amp;\"Arial,Bold\"&amp;12Plan&amp;C&amp;KFF0000SECRET</oddHeader>\
            <oddFooter>&amp;RPage &amp;P of &amp;N, R&amp;&amp;D</oddFooter></headerFooter></worksheet>";
        assert_eq!(running(part), "\nPlan\nSECRET\n\nPage  of , R&D");
        assert_eq!(running("<worksheet/>"), "");
    }
}
