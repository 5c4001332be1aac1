//! The texts of a form: strings in whichever way a file has them, and the words of a drawing.

use lopdf::content::Content;
use lopdf::{Document, Object, Stream};

use crate::pdf::assemble::unfold::unfolded;
use crate::pdf::lookup::{as_dictionary, dictionary_at, resolve};

/// The most bytes that a font's map of characters may unfold to: 4 MiB.
pub(super) const MAX_MAP_BYTES: usize = 4 << 20;

/// A text string, a name or a stream of text in plain characters; empty where it is none of them.
pub(super) fn decoded(document: &Document, object: &Object) -> String {
    let object = resolve(document, object);
    match object {
        Object::String(bytes, _) => of_bytes(bytes),
        Object::Name(name) => String::from_utf8_lossy(name).into_owned(),
        Object::Stream(stream) => unfolded(stream).map_or_else(String::new, |it| of_bytes(&it)),
        _ => String::new(),
    }
}

/// The characters of a text string (PDF 2.0, 7.9.2.2), as far as they can be read.
pub(super) fn of_bytes(bytes: &[u8]) -> String {
    let units = |pairs: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = pairs.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
        String::from_utf16_lossy(&units.collect::<Vec<u16>>())
    };
    match bytes {
        [0xFE, 0xFF, rest @ ..] => units(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => {
            let pieces = bytes.split_inclusive(|byte| is_layout(*byte));
            let plain = |bytes: &[u8]| {
                lopdf::decode_text_string(&Object::string_literal(bytes)).unwrap_or_default()
            };
            pieces
                .map(|piece| match piece.split_last() {
                    // The table of characters is without these.
                    Some((end, words)) if is_layout(*end) => {
                        plain(words) + &char::from(*end).to_string()
                    }
                    _ => plain(piece),
                })
                .collect()
        }
    }
}

fn is_layout(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r')
}

/// The letters and figures of a text, which are the same however it is set.
pub(super) fn letters(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The words that a drawing shows; `None` where it cannot be read.
pub(super) fn said(document: &Document, drawing: &Stream) -> Option<String> {
    let content = Content::decode(&unfolded(drawing)?).ok()?;
    let fonts = dictionary_at(document, &drawing.dict, b"Resources")
        .and_then(|resources| dictionary_at(document, resources, b"Font"));
    let mut said = String::new();
    let mut font = None;
    for operation in &content.operations {
        let first = operation.operands.first();
        let strings = match operation.operator.as_str() {
            "Tf" => {
                let name = first.and_then(|name| name.as_name().ok());
                let named = name.and_then(|name| fonts?.get(name).ok());
                let named = named.and_then(|font| as_dictionary(resolve(document, font)));
                font = named.and_then(|font| {
                    font.get_font_encoding_with_limit(document, MAX_MAP_BYTES)
                        .ok()
                });
                continue;
            }
            "Tj" | "'" | "\"" => operation.operands.as_slice(),
            "TJ" => match first {
                Some(Object::Array(pieces)) => pieces.as_slice(),
                _ => continue,
            },
            _ => continue,
        };
        for string in strings {
            let Object::String(bytes, _) = string else {
                continue;
            };
            let text = font
                .as_ref()
                .and_then(|font| font.bytes_to_string(bytes).ok());
            said.push_str(&text.unwrap_or_else(|| of_bytes(bytes)));
        }
    }
    Some(said)
}

#[cfg(test)]
mod tests {
    use lopdf::StringFormat;

    use super::*;

    #[test]
    fn strings_are_read_in_every_coding() {
        let document = Document::new();
        let read = |bytes: &[u8]| {
            decoded(
                &document,
                &Object::String(bytes.to_vec(), StringFormat::Literal),
            )
        };
        assert_eq!(read(b"Z\xfcrich"), "Zürich");
        assert_eq!(read(b"one\rtwo\xa0"), "one\rtwo€");
        assert_eq!(read(b"\xFE\xFF\x04\x1a\x00i"), "Кi");
        assert_eq!(read(b"\xFF\xFE\x1a\x04"), "К");
        assert_eq!(read("\u{feff}Київ".as_bytes()), "Київ");
        assert_eq!(decoded(&document, &Object::Integer(3)), "");
        assert_eq!(letters("A-b\n3 é"), "ab3é");
    }
}
