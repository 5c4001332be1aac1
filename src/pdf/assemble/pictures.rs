//! Takes out of coded pictures what cameras and programs note in them: where, when, by whom and with
//! what they were made. The pixels stay as they are.

use lopdf::{Dictionary, Document, Object, Stream};
use weezl::BitOrder;
use weezl::encode::Encoder;

use super::jpeg2000;
use super::streams::deflated;
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
        let wrappings = wrappings_of_jpeg(&mut tokens);
        let data = tokens.at;
        tokens.at = start;
        if !tokens.skip_inline_image() {
            return clean;
        }
        let data = data..tokens.at.saturating_sub(b"EI".len());
        let coded = content.get(data.clone()).unwrap_or_default();
        let Some(mut kept) = wrappings.and_then(|wrappings| stripped(coded, &wrappings)) else {
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

/// The data of an inline picture, coded anew without metadata; `None` where there is none in it.
fn stripped(coded: &[u8], wrappings: &[Wrapping]) -> Option<Vec<u8>> {
    if wrappings.is_empty() {
        return jpeg::without_metadata(coded);
    }
    // One blank stands before the data.
    let (_, coded) = coded.split_first()?;
    let filters: Vec<Object> = wrappings.iter().map(|one| one.filter().into()).collect();
    let stream = Stream::new(Dictionary::new(), coded.to_vec());
    let jpeg = unwrapped(&stream, &filters, &[])?;
    let clean = jpeg::without_metadata(&jpeg).filter(|clean| *clean != jpeg)?;
    let wrap = |content: Vec<u8>, wrapping: &Wrapping| wrapping.wrap(&content);
    wrappings.iter().rev().try_fold(clean, wrap)
}

/// A coding around the one of an inline picture.
#[derive(Debug, Clone, Copy)]
enum Wrapping {
    Base85,
    Hex,
    Flate,
    Lzw,
    RunLength,
}

impl Wrapping {
    fn of(name: &[u8]) -> Option<Self> {
        match name {
            b"/A85" | b"/ASCII85Decode" => Some(Self::Base85),
            b"/AHx" | b"/ASCIIHexDecode" => Some(Self::Hex),
            b"/Fl" | b"/FlateDecode" => Some(Self::Flate),
            b"/LZW" | b"/LZWDecode" => Some(Self::Lzw),
            b"/RL" | b"/RunLengthDecode" => Some(Self::RunLength),
            _ => None,
        }
    }

    fn filter(self) -> &'static str {
        match self {
            Self::Base85 => "ASCII85Decode",
            Self::Hex => "ASCIIHexDecode",
            Self::Flate => "FlateDecode",
            Self::Lzw => "LZWDecode",
            Self::RunLength => "RunLengthDecode",
        }
    }

    fn wrap(self, content: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Base85 => Some(to_base_85(content)),
            Self::Hex => {
                let digits: String = content.iter().map(|byte| format!("{byte:02x}")).collect();
                Some((digits + ">").into_bytes())
            }
            Self::Flate => Some(deflated(content)),
            Self::Lzw => {
                let mut encoder = Encoder::with_tiff_size_switch(BitOrder::Msb, 8);
                encoder.encode(content).ok()
            }
            Self::RunLength => {
                // A byte before each piece says how many there are, less one; 128 is the end.
                let mut coded = Vec::with_capacity(content.len() + content.len() / 128 + 2);
                for piece in content.chunks(128) {
                    coded.push(u8::try_from(piece.len() - 1).ok()?);
                    coded.extend_from_slice(piece);
                }
                coded.push(128);
                Some(coded)
            }
        }
    }
}

/// Bytes in figures to the base of 85, with the mark of their end.
fn to_base_85(content: &[u8]) -> Vec<u8> {
    let mut coded = Vec::with_capacity(content.len() / 4 * 5 + 7);
    for piece in content.chunks(4) {
        let mut group = [0; 4];
        for (to, from) in group.iter_mut().zip(piece) {
            *to = *from;
        }
        let mut value = u32::from_be_bytes(group);
        if value == 0 && piece.len() == 4 {
            coded.push(b'z');
            continue;
        }
        let mut figures = [b'!'; 5];
        for figure in figures.iter_mut().rev() {
            // The rest of a division by 85 fits in a byte.
            *figure += u8::try_from(value % 85).unwrap_or(0);
            value /= 85;
        }
        coded.extend(figures.iter().take(piece.len() + 1));
    }
    coded.extend(b"~>");
    coded
}

/// How a JPEG is coded besides, from the outside in, where the entries of an inline picture say that
/// it is one.
fn wrappings_of_jpeg(tokens: &mut Tokens<'_>) -> Option<Vec<Wrapping>> {
    let mut wrappings = Vec::new();
    let mut is_jpeg = false;
    loop {
        match tokens.next_token() {
            Token::Name(range) => {
                let name = tokens.content.get(range).unwrap_or_default();
                is_jpeg |= name == b"/DCT" || name == b"/DCTDecode";
                wrappings.extend(Wrapping::of(name).filter(|_| !is_jpeg));
            }
            Token::End | Token::CutOff | Token::Operator(_, b"ID") => {
                return is_jpeg.then_some(wrappings);
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
        for (filters, wrappings) in [
            ("[/A85 /DCT]", &[Wrapping::Base85][..]),
            ("[/AHx /DCTDecode]", &[Wrapping::Hex]),
            ("[/RL /DCT]", &[Wrapping::RunLength]),
            ("[/A85 /Fl /DCT]", &[Wrapping::Base85, Wrapping::Flate]),
            ("[/AHx /LZW /DCT]", &[Wrapping::Hex, Wrapping::Lzw]),
        ] {
            let coded = wrappings
                .iter()
                .rev()
                .fold(full.clone(), |inner, wrapping| {
                    wrapping.wrap(&inner).unwrap()
                });
            let before = content(filters.as_bytes(), &coded);
            let after = strip_inline(&before).unwrap();
            assert_eq!(after.len(), before.len(), "{filters}");
            let start = after
                .windows(3)
                .position(|window| window == b"ID ")
                .unwrap()
                + 3;
            let names: Vec<Object> = wrappings.iter().map(|one| one.filter().into()).collect();
            // Before it stands the blank that was there, and the one of its own.
            let data = after[start..after.len() - 5].trim_ascii().to_vec();
            let stream = Stream::new(Dictionary::new(), data);
            let found = unwrapped(&stream, &names, &[]).unwrap();
            assert_eq!(found, clean, "{filters}");
        }
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
