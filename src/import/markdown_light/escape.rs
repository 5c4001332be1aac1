//! Words of others, which mean nothing but themselves, in Markdown-light.

use super::path;

/// A text that says exactly these words in Markdown-light, whatever signs are in them: a comment
/// from Word may hold stars, and a line of it may begin with a hyphen.
///
/// Line ends stay; a blank line parts paragraphs. Spaces at the ends of lines, of which
/// Markdown-light keeps none, and control characters are not kept.
pub fn escape(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len() + 16);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let line = line.replace(|c: char| c.is_control() && c != '\t', " ");
        escape_line(line.trim_matches([' ', '\t']), &mut out);
    }
    out
}

fn escape_line(line: &str, out: &mut String) {
    let mut before = None;
    for (at, character) in line.char_indices() {
        let rest = line.get(at + character.len_utf8()..).unwrap_or_default();
        if means_something(line, at, before, character, rest) {
            out.push('\\');
        }
        out.push(character);
        before = Some(character);
    }
}

fn means_something(
    line: &str,
    at: usize,
    before: Option<char>,
    character: char,
    rest: &str,
) -> bool {
    let after = rest.chars().next();
    let ends = |after: Option<char>| after.is_none_or(char::is_whitespace);
    if !is_escapable(line.get(..at).unwrap_or_default(), character, rest) {
        return false;
    }
    // A backslash that is there would be read as an escape.
    before == Some('\\')
        || match character {
            '*' | '_' => {
                let is_within_word =
                    before.is_some_and(path::is_letter) && after.is_some_and(char::is_alphanumeric);
                let stands_alone = before.is_some_and(char::is_whitespace) && ends(after);
                !is_within_word && !stands_alone
            }
            '#' => ends(rest.trim_start_matches('#').chars().next()),
            '-' => ends(after) || after == Some('-'),
            '.' | ')' => ends(after),
            _ => true,
        }
}

/// Whether a backslash before this character makes it stand for itself, where `before` is what
/// stands before both in the line and `rest` what follows them. Other backslashes are letters like
/// any: they are in the names of folders.
pub(super) fn is_escapable(before: &str, character: char, rest: &str) -> bool {
    if matches!(character, '*' | '_') {
        return !path::holds(before, character, rest);
    }
    // Of several backslashes the last one counts, so that words with backslashes can be escaped.
    let before = before.trim_end_matches('\\');
    match character {
        // The middle of a link.
        '(' => before.ends_with(']'),
        // A heading, an item of a list.
        '#' | '-' => before.is_empty(),
        '.' | ')' => !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Block, markdown_light};

    /// The words of paragraphs without any looks, a blank line between them.
    fn said(text: &str) -> String {
        let paragraphs: Vec<String> = markdown_light(text)
            .iter()
            .map(|block| match block {
                Block::Paragraph(spans) => {
                    let is_plain = |span: &crate::import::Span| {
                        !span.bold && !span.italic && !span.code && !span.strike
                    };
                    assert!(spans.iter().all(is_plain), "{text:?}: {spans:?}");
                    spans.iter().map(|span| span.text.as_str()).collect()
                }
                other => panic!("{text:?}: {other:?}"),
            })
            .collect();
        paragraphs.join("\n\n")
    }

    /// A text as it is kept: without blank lines but one between paragraphs, and without space
    /// around lines.
    fn kept(text: &str) -> String {
        let lines: Vec<&str> = text
            .lines()
            .map(|line| line.trim_matches([' ', '\t']))
            .collect();
        let paragraphs = lines.split(|line| line.is_empty()).map(|lines| {
            let paragraph = lines.join("\n");
            paragraph.trim().to_owned()
        });
        let paragraphs: Vec<String> = paragraphs.filter(|text| !text.is_empty()).collect();
        paragraphs.join("\n\n")
    }

    #[test]
    fn the_words_of_a_comment_stay_what_they_are() {
        for text in [
            "Is **this** *really* __needed__ or _not_?",
            "- one\n- two\n-- \n- - -\n-- -\n---\n-5",
            "* one\n*two*\n* * *\n***\n_ _ _",
            "# 1\n## 2\n### 3\n#tag\n#",
            "1. one\n2) two\n30. July\n007. Bond\n1.5\n1986.",
            "> quoted\n+ plus\n=== \n~~~\n```\ncode\n```",
            "see [here](https://a.org) and [it](@3), ![x](y), [a]: b, [sic]",
            "2 * 3 * 4 = 24, 2*3*4, snake_case_name, _private, 5*",
            "\\*a\\* \\_ \\\\_ ]\\(x) \\- 1\\. C:\\Users\\_x\\*.doc",
            "\\- x\n\\\\- x\n1\\. x\n\\# x\n[a\\](@3) [a]\\\\(b)",
            "one\n\n\ntwo  \n three\n    four\n\n        five\nsix",
            "<b>x</b> &amp; ~~y~~ | a | b |\n|---|---|",
            "https://example.org/_a_/*b* and a_b@example.org",
            "Ⓐ_C:_ C:\\_temp\\*.pdf, C:*x*, C:_y_, C:*.pdf*, (D:\\*) \\\\server\\_s\\* *x\\*",
        ] {
            assert_eq!(said(&escape(text)), kept(text), "{:?}", escape(text));
        }
    }

    #[test]
    fn plain_words_are_not_filled_with_backslashes() {
        for text in [
            "2 * 3 and snake_case, [sic] #tag -5 1.5 (a) C:\\Temp\\x.doc",
            "C:\\_temp\\*.pdf C:\\My files\\_old D:\\a\\* \\\\server\\_drafts\\*",
            "Ann & Bob: \"yes\" <ann@example.org>",
        ] {
            assert_eq!(escape(text), text);
        }
    }

    #[test]
    fn any_run_of_signs_says_itself() {
        const PIECES: [&str; 43] = [
            "word", "7", "**", "*", "_", "__", "[", "]", "(", ")", "](x)", "](@3)", "!", "<b>",
            "\n", "\n\n", "\n- ", "\n* ", "\n1. ", "\n12) ", "\n    ", "\t", " ", "`", "\n# ",
            "\n#### ", "~~", "&amp;", "\\", "\\\\", "> ", "\n---\n", "|", "é", "-", ".", "C:",
            "D:\\", "\\_", "\\*", ".pdf", "\u{301}", "Ⓐ",
        ];
        let mut state: u32 = 11;
        let mut random = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        for _ in 0..50_000 {
            let count = 1 + random(12);
            let text: String = (0..count).map(|_| PIECES[random(PIECES.len())]).collect();
            let escaped = escape(&text);
            assert_eq!(said(&escaped), kept(&text), "{text:?}: {escaped:?}");
        }
    }
}
