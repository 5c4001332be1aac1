//! Takes out of coded pictures what cameras and programs note in them: where, when, by whom and with
//! what they were made. The pixels stay as they are.

use lopdf::{Dictionary, Document, Object, Stream};

use super::jpeg2000;
use super::tokens::{Token, Tokens};
use super::unfold::unfolded;
use crate::pdf::lookup::{entry, resolve};
use crate::pdf::write::jpeg;

/// Takes the metadata out of a stream of a source, where it is a picture whose coding has room for
/// any. What cannot be read stays as it is.
pub(super) fn strip(document: &Document, stream: &mut Stream) {
    let filters = list(document, &stream.dict, b"Filter");
    let Some((Object::Name(coding), wrappings)) = filters.split_last() else {
        return;
    };
    let without_metadata = match coding.as_slice() {
        b"DCTDecode" | b"DCT" => jpeg::without_metadata,
        b"JPXDecode" => jpeg2000::without_metadata,
        _ => return,
    };
    let parameters = list(document, &stream.dict, b"DecodeParms");
    let unwrapped = match wrappings {
        [] => None,
        _ => match unwrapped(stream, wrappings, &parameters) {
            Some(coded) => Some(coded),
            None => return,
        },
    };
    let coded = unwrapped.as_ref().unwrap_or(&stream.content);
    let Some(clean) = without_metadata(coded).filter(|clean| clean != coded) else {
        return;
    };
    stream.dict.set("Filter", Object::Name(coding.clone()));
    match parameters.get(wrappings.len()) {
        Some(Object::Dictionary(own)) => stream.dict.set("DecodeParms", own.clone()),
        _ => drop(stream.dict.remove(b"DecodeParms")),
    }
    stream.content = clean;
}

/// Takes the metadata out of JPEG pictures within content; `None` where there is none. Nothing
/// moves: a picture may say how long it is.
pub(super) fn strip_inline(content: &[u8]) -> Option<Vec<u8>> {
    let mut tokens = Tokens { content, at: 0 };
    let mut clean = None;
    // Few pages have any.
    if !content.windows(3).any(|window| window == b"DCT") {
        return None;
    }
    loop {
        match tokens.next_token() {
            Token::End | Token::CutOff => return clean,
            Token::Operator(_, b"BI") => {}
            _ => continue,
        }
        let start = tokens.at;
        let is_jpeg = is_jpeg(&mut tokens);
        let data = tokens.at;
        tokens.at = start;
        if !tokens.skip_inline_image() {
            return clean;
        }
        let data = data..tokens.at.saturating_sub(b"EI".len());
        let coded = content.get(data.clone()).filter(|_| is_jpeg);
        let Some(mut kept) = coded.and_then(jpeg::without_metadata) else {
            continue;
        };
        let clean = clean.get_or_insert_with(|| content.to_vec());
        if let Some(place) = clean.get_mut(data).filter(|place| place.len() > kept.len()) {
            kept.insert(0, b' ');
            kept.resize(place.len(), b' ');
            place.copy_from_slice(&kept);
        }
    }
}

/// Whether the entries of an inline picture say that it is a JPEG, coded in no other way besides.
fn is_jpeg(tokens: &mut Tokens<'_>) -> bool {
    const CODINGS: [&[u8]; 10] = [
        b"/A85",
        b"/ASCII85Decode",
        b"/AHx",
        b"/ASCIIHexDecode",
        b"/Fl",
        b"/FlateDecode",
        b"/LZW",
        b"/LZWDecode",
        b"/RL",
        b"/RunLengthDecode",
    ];
    let mut is_jpeg = false;
    let mut is_coded_besides = false;
    loop {
        match tokens.next_token() {
            Token::Name(range) => {
                let name = tokens.content.get(range).unwrap_or_default();
                is_jpeg |= name == b"/DCT" || name == b"/DCTDecode";
                is_coded_besides |= CODINGS.contains(&name);
            }
            Token::End | Token::CutOff | Token::Operator(_, b"ID") => {
                return is_jpeg && !is_coded_besides;
            }
            _ => {}
        }
    }
}

/// An entry that is one thing or an array of them, references followed.
fn list(document: &Document, entries: &Dictionary, key: &[u8]) -> Vec<Object> {
    match entry(document, entries, key) {
        Some(Object::Array(items)) => items
            .iter()
            .map(|item| resolve(document, item).clone())
            .collect(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    }
}

/// The coded picture in a stream that is coded in other ways besides.
fn unwrapped(stream: &Stream, wrappings: &[Object], parameters: &[Object]) -> Option<Vec<u8>> {
    let mut entries = Dictionary::new();
    let filters = wrappings.iter().map(|filter| match filter.as_name() {
        Ok(b"Fl") => "FlateDecode".into(),
        Ok(b"LZW") => "LZWDecode".into(),
        Ok(b"A85") => "ASCII85Decode".into(),
        Ok(b"AHx") => "ASCIIHexDecode".into(),
        Ok(b"RL") => "RunLengthDecode".into(),
        _ => filter.clone(),
    });
    entries.set("Filter", filters.collect::<Vec<_>>());
    entries.set("DecodeParms", parameters.to_vec());
    unfolded(&Stream::new(entries, stream.content.clone()))
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    /// A JPEG of no pixels with metadata and what its colours need.
    fn jpeg() -> (Vec<u8>, Vec<u8>) {
        let needed: [&[u8]; 3] = [
            b"\xFF\xEE\x00\x0EAdobe\0\x64\0\0\0\0\x01",
            b"\xFF\xDA\x00\x02",
            b"\x01\x02\xFF\x00\x03\xFF\xD9",
        ];
        let clean = [b"\xFF\xD8".as_slice(), &needed.concat()].concat();
        let noted: [&[u8]; 3] = [
            b"\xFF\xE1\x00\x0EExif\0\0SECRET",
            b"\xFF\xFE\x00\x08SECRET",
            b"\xFF\xED\x00\x08SECRET",
        ];
        let full = [b"\xFF\xD8".as_slice(), &noted.concat(), &needed.concat()].concat();
        (full, clean)
    }

    #[test]
    fn a_jpeg_keeps_its_pixels_and_the_transform_of_its_colours() {
        let (full, clean) = jpeg();
        let parameters = dictionary! { "ColorTransform" => 0 };
        let entries = dictionary! { "Filter" => "DCTDecode", "DecodeParms" => parameters.clone() };
        let mut stream = Stream::new(entries, full);
        strip(&Document::new(), &mut stream);
        assert_eq!(stream.content, clean);
        assert_eq!(stream.dict.get(b"DecodeParms").unwrap(), &parameters.into());
    }

    #[test]
    fn a_jpeg_is_found_behind_other_codings() {
        let (full, clean) = jpeg();
        let hex: String = full.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut document = Document::new();
        let filters: Vec<Object> = vec!["AHx".into(), "DCT".into()];
        let filters = document.add_object(filters);
        let parameters = vec![Object::Null, dictionary! { "ColorTransform" => 0 }.into()];
        let entries = dictionary! { "Filter" => filters, "DecodeParms" => parameters };
        let mut stream = Stream::new(entries, format!("{hex}>").into_bytes());
        strip(&document, &mut stream);
        assert_eq!(stream.content, clean);
        assert_eq!(stream.dict.get(b"Filter").unwrap(), &"DCT".into());
        let own = stream.dict.get(b"DecodeParms").unwrap();
        assert_eq!(own, &dictionary! { "ColorTransform" => 0 }.into());
    }

    #[test]
    fn pictures_within_content_keep_their_place() {
        let (full, clean) = jpeg();
        let content = |entries: &[u8], data: &[u8]| {
            [b"q BI /W 1 /H 1 /F ", entries, b" ID ", data, b"\nEI Q"].concat()
        };
        let before = content(b"/DCT", &full);
        let after = strip_inline(&before).unwrap();
        assert_eq!(after.len(), before.len());
        assert!(!after.windows(6).any(|window| window == b"SECRET"));
        assert!(after.windows(clean.len()).any(|window| window == clean));
        assert!(after.ends_with(b" EI Q") && after.starts_with(b"q BI /W 1 /H 1 /F /DCT ID "));
        assert_eq!(strip_inline(&content(b"[/A85 /DCT]", b"abc~>")), None);
        assert_eq!(strip_inline(b"/DCT Do"), None);
    }

    #[test]
    fn what_is_no_picture_stays_as_it_is() {
        let (_, clean) = jpeg();
        for (filter, content) in [
            ("DCTDecode", clean.as_slice()),
            ("DCTDecode", b"no picture"),
            ("JPXDecode", b"no picture"),
            ("FlateDecode", b"no picture"),
        ] {
            let entries = dictionary! { "Filter" => filter };
            let mut stream = Stream::new(entries, content.to_vec());
            let before = stream.clone();
            strip(&Document::new(), &mut stream);
            assert_eq!(stream, before);
        }
    }
}
