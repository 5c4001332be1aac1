//! The font that a field names, as far as it can show a text.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, dictionary};

use super::texts::MAX_MAP_BYTES;
use crate::pdf::lookup::{
    array_at, as_dictionary, dictionary_at, name_at, number, number_at, resolve,
};

/// Widths of the characters from the space to the tilde in Helvetica, in thousandths of the size.
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The same in Times.
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

/// A font of one byte for each character, with what it needs for one text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OwnFont {
    /// The font in the result.
    pub font: Object,
    /// The code and the width, as a part of the size, of each character.
    codes: BTreeMap<char, (u8, f64)>,
}

impl OwnFont {
    /// `None` where the font lacks a character of the text, or is not known to have it.
    pub(super) fn of(document: &Document, font: &Object, text: &str) -> Option<Self> {
        let entries = as_dictionary(resolve(document, font))?;
        let name = name_at(document, entries, b"BaseFont").unwrap_or_default();
        let is_simple = matches!(
            name_at(document, entries, b"Subtype"),
            Some(b"Type1" | b"TrueType" | b"MMType1")
        );
        if !is_simple || is_symbolic(name) {
            return None;
        }
        let encoding = entries
            .get_font_encoding_with_limit(document, MAX_MAP_BYTES)
            .ok()?;
        // What stands in for a font that is not in the file has the letters of Western Europe.
        let usual = standard(b"Helv");
        let usual = usual.get_font_encoding(document).ok()?;
        let is_embedded = dictionary_at(document, entries, b"FontDescriptor").is_some_and(|it| {
            let programs = [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"];
            programs.iter().any(|key| it.has(key))
        });
        let mut codes = BTreeMap::new();
        for character in text.chars().filter(|one| !one.is_control()) {
            let written = if character == '\u{a0}' {
                ' '
            } else {
                character
            };
            let text = written.to_string();
            let &[code] = encoding.string_to_bytes(&text).as_slice() else {
                return None;
            };
            if encoding.bytes_to_string(&[code]).ok()? != text {
                return None;
            }
            let given = width_of(document, entries, code);
            let is_usual = || usual.string_to_bytes(&text).len() == 1;
            let width = match given {
                Some(width) if is_embedded || is_usual() => width,
                None if !is_embedded && is_usual() => standard_width(name, written),
                _ => return None,
            };
            codes.insert(character, (code, width));
        }
        Some(Self {
            font: font.clone(),
            codes,
        })
    }

    /// The width of a text as a part of its size.
    pub(super) fn width(&self, text: &str) -> f64 {
        let widths = text.chars().filter_map(|one| self.codes.get(&one));
        widths.map(|(_, width)| width).sum()
    }

    /// A text as the font has it.
    pub(super) fn codes(&self, text: &str) -> Vec<u8> {
        let codes = text.chars().filter_map(|one| self.codes.get(&one));
        codes.map(|(code, _)| *code).collect()
    }
}

fn is_symbolic(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_lowercase();
    ["symbol", "dingbats", "wingdings", "webdings"]
        .iter()
        .any(|kind| name.contains(kind))
}

/// The width that a font gives for a code, as a part of the size.
fn width_of(document: &Document, font: &Dictionary, code: u8) -> Option<f64> {
    let first = number_at(document, font, b"FirstChar").unwrap_or(0.0) as i64;
    let index = usize::try_from(i64::from(code).checked_sub(first)?).ok()?;
    let width = array_at(document, font, b"Widths").get(index)?;
    let width = number(resolve(document, width))? / 1000.0;
    (width > 0.0).then_some(width)
}

fn standard_width(font: &[u8], character: char) -> f64 {
    let name = String::from_utf8_lossy(font).to_lowercase();
    if name.contains("courier") || name.contains("mono") {
        return 0.6;
    }
    let table = if name.contains("times") || name.contains("serif") {
        &TIMES
    } else {
        &HELVETICA
    };
    let index = usize::try_from(u32::from(character)).ok();
    let width = index.and_then(|index| table.get(index.checked_sub(32)?));
    let wider = if name.contains("bold") { 1.06 } else { 1.0 };
    f64::from(width.copied().unwrap_or(556)) / 1000.0 * wider
}

/// One of the fonts that every reader has, for a name that a form does not explain.
pub(super) fn standard(name: &[u8]) -> Dictionary {
    let name = String::from_utf8_lossy(name).to_lowercase();
    let is_bold = name.contains("bold") || name.ends_with("bo") || name.ends_with('b');
    let base = if name.starts_with("co") {
        if is_bold { "Courier-Bold" } else { "Courier" }
    } else if name.starts_with("ti") {
        if is_bold { "Times-Bold" } else { "Times-Roman" }
    } else if is_bold || name.starts_with("hebo") {
        "Helvetica-Bold"
    } else {
        "Helvetica"
    };
    dictionary! {
        "Type" => "Font",
        "Subtype" => "Type1",
        "BaseFont" => base,
        "Encoding" => "WinAnsiEncoding",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_shows_what_it_has_codes_for() {
        let mut document = Document::new();
        let helvetica = Object::Reference(document.add_object(standard(b"Helv")));
        let font = OwnFont::of(&document, &helvetica, "Zürich – 5 €").unwrap();
        assert_eq!(font.codes("ü–€"), b"\xfc\x96\x80");
        assert!((font.width("Z ") - 0.889).abs() < 1e-9);
        assert_eq!(OwnFont::of(&document, &helvetica, "Київ"), None);
        let mut cut = standard(b"Helv");
        cut.set("BaseFont", "ABCDEF+Some");
        cut.set(
            "FontDescriptor",
            dictionary! { "FontFile2" => Object::Reference((99, 0)) },
        );
        cut.set("FirstChar", 65);
        cut.set("Widths", vec![Object::Integer(600), Object::Integer(0)]);
        let cut = Object::Dictionary(cut);
        assert!(OwnFont::of(&document, &cut, "AAA").is_some());
        assert_eq!(OwnFont::of(&document, &cut, "AB"), None, "B was cut off");
        let mut signs = standard(b"Helv");
        signs.set("BaseFont", "ZapfDingbats");
        assert_eq!(
            OwnFont::of(&document, &Object::Dictionary(signs), "A"),
            None
        );
    }

    #[test]
    fn short_names_of_fonts_are_known() {
        let base = |name: &[u8]| standard(name).get(b"BaseFont").unwrap().clone();
        assert_eq!(base(b"HeBo"), "Helvetica-Bold".into());
        assert_eq!(base(b"TiRo"), "Times-Roman".into());
        assert_eq!(base(b"CourierStd"), "Courier".into());
        assert_eq!(base(b"Arial"), "Helvetica".into());
    }
}
