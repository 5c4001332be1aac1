//! Markdown-light: what notes and briefing pages are written in.
//!
//! Paragraphs, bold, italic, lists, links, citations and two levels of headings; a line feed is a
//! line break. A backslash makes such a sign stand for itself. Nothing else is special: it stays as
//! the letters that were typed. The text goes to the CommonMark parser with everything masked that
//! is not wanted of it.

mod builder;
mod escape;
mod path;
#[cfg(test)]
mod tests;

use pulldown_cmark::{Options, Parser};

use self::builder::Builder;
use self::escape::is_escapable;
use super::Block;

pub use self::escape::escape;

/// What a text in Markdown-light says. A link to `@12` becomes [`Destination::Cited`]; its text may
/// be empty.
pub fn markdown_light(text: &str) -> Vec<Block> {
    let masked = masked(text);
    let mut builder = Builder::new(&masked);
    for (event, range) in Parser::new_ext(&masked, Options::empty()).into_offset_iter() {
        builder.event(event, range);
    }
    builder.finish()
}

/// The text with a backslash before each character that would mean something to CommonMark, but
/// does not to us.
fn masked(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len() + 16);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        mask_line(line, &mut out);
    }
    out
}

fn mask_line(line: &str, out: &mut String) {
    let content = line.trim_start_matches([' ', '\t']);
    out.push_str(&line[..line.len() - content.len()]);
    if masks_start(content) {
        out.push('\\');
    }
    let number = content.bytes().take_while(u8::is_ascii_digit).count();
    // A list would drop the zeros before a number.
    let padded = number > 1 && content.starts_with('0');
    let mut before = None;
    let mut is_escaped = false;
    for (at, character) in content.char_indices() {
        let rest = &content[at + character.len_utf8()..];
        let after = rest.chars().next();
        if std::mem::take(&mut is_escaped) {
            out.push(character);
            before = Some(character);
            continue;
        }
        is_escaped = character == '\\'
            && after.is_some_and(|after| {
                is_escapable(&content[..at], after, &rest[after.len_utf8()..])
            });
        let special = match character {
            '\\' if is_escaped => false,
            '\\' | '`' | '<' | '>' | '&' | '~' | '|' => true,
            // A picture, or the definition of a link.
            '[' => before == Some('!'),
            ']' => after == Some(':'),
            // After a backslash that is a letter, they are letters too.
            '*' | '_' if before == Some('\\') => true,
            '*' | '_' if path::follows_drive(&content[..at], character, rest) => true,
            // Within a word or a sum a star is a star.
            '*' => {
                let run = rest.trim_start_matches('*');
                let next = run.chars().next();
                let last = content[..at].trim_end_matches('*').chars().next_back();
                last.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)
            }
            '.' | ')' => padded && at == number,
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(character);
        before = Some(character);
    }
}

/// Whether the first character of a line would make something of it that we do not have: an
/// underlined heading, a heading of a third level, a list with plus signs.
fn masks_start(content: &str) -> bool {
    let line = content.trim_end();
    let only = |mark: char| !line.is_empty() && line.chars().all(|other| other == mark);
    only('=') || only('-') || line.starts_with("###") || line.starts_with('+')
}

/// The letters as they were typed.
fn unmasked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.extend(characters.next()),
            _ => out.push(character),
        }
    }
    out
}
