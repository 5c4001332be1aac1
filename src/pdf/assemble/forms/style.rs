//! How the text of a field looks: its default appearance string (PDF 1.7, 12.7.3.3).

use std::fmt::Write as _;

use lopdf::{Document, Object};

use crate::pdf::assemble::names;
use crate::pdf::assemble::numbers::push_number;
use crate::pdf::lookup::{number, resolve};
use crate::typeset::Color;

/// A colour by its parts, from 0 to 1: one for grey, three for red, green and blue, four for cyan,
/// magenta, yellow and black.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Colour(Vec<f64>);

impl Colour {
    /// `None` where it is no colour, or none at all, which is transparent.
    pub(super) fn of(document: &Document, object: Option<&Object>) -> Option<Self> {
        let parts = resolve(document, object?).as_array().ok()?;
        let parts = parts.iter().map(|part| number(resolve(document, part)));
        Self::of_parts(parts.collect::<Option<Vec<f64>>>()?)
    }

    fn of_parts(parts: Vec<f64>) -> Option<Self> {
        matches!(parts.len(), 1 | 3 | 4).then(|| Self(parts))
    }

    pub(super) fn black() -> Self {
        Self(vec![0.0])
    }

    /// Appends the operators that fill with it, or that draw lines with it.
    pub(super) fn push(&self, operators: &mut String, is_for_lines: bool) {
        for part in &self.0 {
            push_number(operators, part.clamp(0.0, 1.0));
        }
        let operator = match (self.0.len(), is_for_lines) {
            (1, false) => "g",
            (3, false) => "rg",
            (_, false) => "k",
            (1, true) => "G",
            (3, true) => "RG",
            (_, true) => "K",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(operators, "{operator}");
    }

    /// The same as red, green and blue.
    pub(super) fn rgb(&self) -> Color {
        let part = |value: f64| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
        match self.0.as_slice() {
            &[red, green, blue] => Color(part(red), part(green), part(blue)),
            &[cyan, magenta, yellow, black] => {
                let mixed = |ink: f64| part((1.0 - ink) * (1.0 - black));
                Color(mixed(cyan), mixed(magenta), mixed(yellow))
            }
            other => {
                let grey = part(other.first().copied().unwrap_or_default());
                Color(grey, grey, grey)
            }
        }
    }
}

/// How the text of a field looks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Style {
    /// The name of its font among the form's.
    pub font: Vec<u8>,
    /// Its size in points; `None` is as large as there is room.
    pub size: Option<f64>,
    pub colour: Colour,
}

impl Style {
    pub(super) fn read(appearance: &[u8]) -> Self {
        let mut style = Self {
            font: b"Helv".to_vec(),
            size: None,
            colour: Colour::black(),
        };
        let mut operands: Vec<Vec<u8>> = Vec::new();
        for word in words(appearance) {
            match word.as_slice() {
                b"Tf" => {
                    if let [.., font, size] = operands.as_slice()
                        && let Some(font) = font.strip_prefix(b"/")
                    {
                        style.font = names::decoded(font);
                        style.size = value(size).filter(|size| (0.1..=1000.0).contains(size));
                    }
                    operands.clear();
                }
                b"g" | b"rg" | b"k" => {
                    let parts = operands.iter().map(|part| value(part));
                    let colour = parts.collect::<Option<Vec<f64>>>();
                    let colour = colour.and_then(Colour::of_parts);
                    style.colour = colour.unwrap_or(style.colour);
                    operands.clear();
                }
                _ => operands.push(word),
            }
        }
        style
    }
}

/// The words of a default appearance string: a name begins one, with blanks before it or without.
pub(super) fn words(appearance: &[u8]) -> Vec<Vec<u8>> {
    let mut words: Vec<Vec<u8>> = Vec::new();
    let mut is_in_word = false;
    for &byte in appearance {
        if byte.is_ascii_whitespace() || byte == 0 {
            is_in_word = false;
        } else if is_in_word
            && byte != b'/'
            && let Some(word) = words.last_mut()
        {
            word.push(byte);
        } else {
            words.push(vec![byte]);
            is_in_word = true;
        }
    }
    words
}

fn value(word: &[u8]) -> Option<f64> {
    let value: f64 = std::str::from_utf8(word).ok()?.parse().ok()?;
    value.is_finite().then(|| value.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn font_size_and_colour_are_found_in_any_order() {
        let style = Style::read(b"0 0 1 rg/Arial#20Bold 9.5 Tf");
        assert_eq!(style.font, b"Arial Bold");
        assert_eq!(style.size, Some(9.5));
        assert_eq!(style.colour.rgb(), Color(0, 0, 255));
        let style = Style::read(b"/Helv 0 Tf 0 0 0 1 k");
        assert_eq!((style.size, style.colour.rgb()), (None, Color(0, 0, 0)));
        let style = Style::read(b"Tf /F 12");
        assert_eq!((style.font.as_slice(), style.size), (&b"Helv"[..], None));
    }
}
