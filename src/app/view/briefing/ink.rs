//! How Markdown-light looks while it is being written: as it stands, its signs quiet.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{FontId, Stroke};

use crate::app::view::theme::{self, BODY_SIZE, Palette};

/// What a piece of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ink {
    Plain,
    Bold,
    Italic,
    /// The words of a link or citation.
    Label,
    /// Signs that are not printed.
    Sign,
}

/// Lays the text out for a field of this width, in points.
pub fn layout(text: &str, width: f32, palette: &Palette) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    job.keep_trailing_whitespace = true;
    if text.is_empty() {
        // An empty text has a caret all the same, as high as a line.
        job.append("", 0.0, format(Ink::Plain, palette));
    }
    for (piece, ink) in pieces(text) {
        job.append(piece, 0.0, format(ink, palette));
    }
    job
}

fn format(ink: Ink, palette: &Palette) -> TextFormat {
    let body = FontId::proportional(BODY_SIZE);
    let (font_id, color) = match ink {
        Ink::Plain | Ink::Italic => (body, palette.text),
        Ink::Bold => (theme::semibold(BODY_SIZE), palette.text),
        Ink::Label => (body, palette.accent),
        Ink::Sign => (FontId::proportional(10.0), palette.muted),
    };
    TextFormat {
        font_id,
        color,
        italics: ink == Ink::Italic,
        line_height: Some(22.0),
        valign: eframe::egui::Align::Center,
        underline: Stroke::NONE,
        ..TextFormat::default()
    }
}

/// The text in pieces; together they are the text.
fn pieces(text: &str) -> Vec<(&str, Ink)> {
    let mut pieces = Vec::new();
    for line in text.split_inclusive('\n') {
        line_pieces(line, &mut pieces);
    }
    pieces
}

fn line_pieces<'a>(line: &'a str, pieces: &mut Vec<(&'a str, Ink)>) {
    let mut rest = line;
    while !rest.is_empty() {
        let at = rest.find(['[', '*']).unwrap_or(rest.len());
        let (plain, tail) = rest.split_at(at);
        if !plain.is_empty() {
            pieces.push((plain, Ink::Plain));
        }
        let found = link(tail)
            .or_else(|| signed(tail, "**", Ink::Bold))
            .or_else(|| signed(tail, "*", Ink::Italic));
        rest = match found {
            Some((marked, after)) => {
                pieces.extend(marked);
                after
            }
            None => {
                let sign = tail.chars().next().map_or(0, char::len_utf8);
                let (sign, after) = tail.split_at(sign);
                if !sign.is_empty() {
                    pieces.push((sign, Ink::Plain));
                }
                after
            }
        };
    }
}

type Marked<'a> = ([(&'a str, Ink); 3], &'a str);

/// A link at the start of the text.
fn link(text: &str) -> Option<Marked<'_>> {
    let inner = text.strip_prefix('[')?;
    let close = inner.find("](")?;
    let end = close + inner.get(close..)?.find(')')? + 1;
    let label = inner.get(..close)?;
    if label.is_empty() || label.contains('[') {
        return None;
    }
    let marked = [
        (text.get(..1)?, Ink::Sign),
        (label, Ink::Label),
        (inner.get(close..end)?, Ink::Sign),
    ];
    Some((marked, inner.get(end..)?))
}

/// Words between two signs at the start of the text.
fn signed<'a>(text: &'a str, sign: &str, ink: Ink) -> Option<Marked<'a>> {
    let inner = text.strip_prefix(sign)?;
    let end = inner.find(sign).filter(|end| *end > 0)?;
    if inner.starts_with(char::is_whitespace) {
        return None;
    }
    let marked = [
        (text.get(..sign.len())?, Ink::Sign),
        (inner.get(..end)?, ink),
        (inner.get(end..end + sign.len())?, Ink::Sign),
    ];
    Some((marked, inner.get(end + sign.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_told_from_words() {
        use Ink::{Bold, Italic, Label, Plain, Sign};
        assert_eq!(
            pieces("**So** see [A](@12), *é* 2*3\n* b"),
            [
                ("**", Sign),
                ("So", Bold),
                ("**", Sign),
                (" see ", Plain),
                ("[", Sign),
                ("A", Label),
                ("](@12)", Sign),
                (", ", Plain),
                ("*", Sign),
                ("é", Italic),
                ("*", Sign),
                (" 2", Plain),
                ("*", Plain),
                ("3\n", Plain),
                ("*", Plain),
                (" b", Plain),
            ]
        );
    }

    #[test]
    fn the_pieces_together_are_the_text() {
        for text in [
            "",
            "[",
            "**",
            "****",
            "[a](b",
            "[](x)",
            "[[a](b)](c)",
            "*a\nb*",
            "é**ü*[ö](ß)",
        ] {
            let joined: String = pieces(text).iter().map(|(piece, _)| *piece).collect();
            assert_eq!(joined, text);
        }
    }
}
