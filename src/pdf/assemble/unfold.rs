//! What coded streams hold, read as far as they can be.

use flate2::{Decompress, FlushDecompress, Status};
use lopdf::{DecompressError, Dictionary, Object, Stream, dictionary};
use weezl::decode::Decoder;
use weezl::{BitOrder, LzwStatus};

use super::coding::{Coding, coding};
use super::predictor::unpredicted;

/// The most bytes that a stream may unfold to when it is looked into; a larger one is trusted.
pub(super) const MAX_BYTES: usize = 64 << 20;

/// So many bytes are unfolded in one step.
const STEP_BYTES: usize = 32 << 10;
/// The same where data is damaged: what a step unfolds before it fails is lost.
const CAREFUL_STEP_BYTES: usize = 64;

/// Why a stream does not unfold to its end.
pub(super) enum Flaw {
    /// It is damaged; what comes before the damage.
    Damaged(Vec<u8>),
    /// It is coded in a way that is not known.
    Unknown,
    /// It is larger than [`MAX_BYTES`].
    TooLarge,
}

/// What a stream holds, as far as it can be unfolded; `None` where it cannot or is too large.
pub(super) fn unfolded(stream: &Stream) -> Option<Vec<u8>> {
    match unfold(stream) {
        Ok(content) | Err(Flaw::Damaged(content)) => Some(content),
        Err(Flaw::Unknown | Flaw::TooLarge) => None,
    }
}

/// What a stream holds, or why not all of it can be told.
pub(super) fn unfold(stream: &Stream) -> Result<Vec<u8>, Flaw> {
    let mut content = stream.content.clone();
    if coding(stream) == Coding::Plain {
        return Ok(content);
    }
    // Filters that are not named outright would be passed over, and their bytes taken for text.
    let filters = stream.filters().map_err(|_| Flaw::Unknown)?;
    let parameters = stream.dict.get(b"DecodeParms").ok();
    let mut is_whole = true;
    for (index, filter) in filters.into_iter().enumerate() {
        let own = match parameters {
            Some(Object::Array(all)) => all.get(index),
            all => all,
        };
        let own = own.and_then(|own| own.as_dict().ok());
        content = match unfold_once(&content, filter, own) {
            Err(Flaw::Damaged(content)) => {
                is_whole = false;
                content
            }
            other => {
                // Flate marks its own end: damage before it that left all of that hit nothing.
                is_whole |= filter == b"FlateDecode";
                other?
            }
        };
    }
    if is_whole {
        Ok(content)
    } else {
        Err(Flaw::Damaged(content))
    }
}

/// Takes off one coding.
fn unfold_once(
    content: &[u8],
    filter: &[u8],
    parameters: Option<&Dictionary>,
) -> Result<Vec<u8>, Flaw> {
    let number = |key: &[u8]| parameters?.get(key).and_then(Object::as_i64).ok();
    let (mut plain, mut is_whole) = match filter {
        b"FlateDecode" => inflated(content),
        b"LZWDecode" => unpacked(content, number(b"EarlyChange") != Some(0)),
        b"ASCII85Decode" => from_base_85(content),
        // What is encrypted was decrypted when the file was read.
        b"Crypt" => return Ok(content.to_vec()),
        _ => return by_lopdf(content, filter),
    };
    if plain.len() > MAX_BYTES {
        return Err(Flaw::TooLarge);
    }
    let is_predicted = matches!(filter, b"FlateDecode" | b"LZWDecode");
    if let Some(parameters) = parameters.filter(|_| is_predicted) {
        let is_sound;
        (plain, is_sound) = unpredicted(plain, parameters);
        is_whole &= is_sound;
    }
    if is_whole {
        Ok(plain)
    } else {
        Err(Flaw::Damaged(plain))
    }
}

fn by_lopdf(content: &[u8], filter: &[u8]) -> Result<Vec<u8>, Flaw> {
    let decoded = |length: usize| {
        let entries = dictionary! { "Filter" => Object::Name(filter.to_vec()) };
        let some = content.get(..length).unwrap_or(content).to_vec();
        Stream::new(entries, some).decompressed_content_with_limit(MAX_BYTES)
    };
    match decoded(content.len()) {
        Ok(plain) => Ok(plain),
        Err(lopdf::Error::Unimplemented(_)) => Err(Flaw::Unknown),
        Err(lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
            Err(Flaw::TooLarge)
        }
        Err(_) => {
            // The longest beginning that can be decoded.
            let (mut sound, mut broken) = (0, content.len());
            while broken - sound > 1 {
                let middle = sound.midpoint(broken);
                if decoded(middle).is_ok() {
                    sound = middle;
                } else {
                    broken = middle;
                }
            }
            Err(Flaw::Damaged(decoded(sound).unwrap_or_default()))
        }
    }
}

fn is_blank(byte: u8) -> bool {
    byte == 0 || byte.is_ascii_whitespace()
}

/// What is written in figures to the base of 85, up to any damage, and whether there is none. A group
/// that is too large for four bytes, or an end that is not marked, is none: readers pass over it.
fn from_base_85(content: &[u8]) -> (Vec<u8>, bool) {
    let mut plain = Vec::with_capacity(content.len() / 5 * 4);
    let mut group: Vec<u8> = Vec::with_capacity(5);
    let bytes_of = |group: &[u8]| {
        let figures = (0..5).map(|at| group.get(at).map_or(84, |figure| u32::from(figure - b'!')));
        let add = |value: u32, figure| value.wrapping_mul(85).wrapping_add(figure);
        figures.fold(0, add).to_be_bytes()
    };
    let mut is_whole = true;
    let content = content.trim_ascii_start();
    let content = content.strip_prefix(b"<~").unwrap_or(content);
    for (at, &byte) in content.iter().enumerate() {
        match byte {
            b'z' if group.is_empty() => plain.extend([0; 4]),
            b'!'..=b'u' => group.push(byte),
            byte if is_blank(byte) => {}
            byte => {
                // What stands behind all figures, or right before the mark of the end, takes nothing
                // with it.
                let rest = content.get(at + 1..).unwrap_or_default().trim_ascii();
                let is_figure = |byte: &u8| matches!(byte, b'!'..=b'u' | b'z');
                is_whole = byte == b'~' || rest.starts_with(b"~") || !rest.iter().any(is_figure);
                break;
            }
        }
        if group.len() == 5 {
            plain.extend(bytes_of(&group));
            group.clear();
        }
    }
    let rest = bytes_of(&group);
    plain.extend(rest.iter().take(group.len().saturating_sub(1)));
    (plain, is_whole)
}

/// What Flate data unfolds to before any damage, and whether there is none. The checksum behind the
/// data counts for nothing, as with other readers.
pub(super) fn inflated(content: &[u8]) -> (Vec<u8>, bool) {
    if content.iter().copied().all(is_blank) {
        return (Vec::new(), true);
    }
    // The first two bytes say nothing that is needed, and may be the damage.
    let data = content.get(2..).unwrap_or_default();
    let (plain, is_whole) = inflated_in_steps(data, STEP_BYTES);
    if is_whole || plain.len() > MAX_BYTES {
        return (plain, is_whole);
    }
    inflated_in_steps(data, CAREFUL_STEP_BYTES)
}

fn inflated_in_steps(data: &[u8], step_bytes: usize) -> (Vec<u8>, bool) {
    let mut decoder = Decompress::new(false);
    let mut step = vec![0; step_bytes];
    let mut plain = Vec::new();
    while plain.len() <= MAX_BYTES {
        let (read, written) = (decoder.total_in(), decoder.total_out());
        let rest = usize::try_from(read).ok().and_then(|read| data.get(read..));
        let rest = rest.unwrap_or_default();
        let status = decoder.decompress(rest, &mut step, FlushDecompress::None);
        let count = usize::try_from(decoder.total_out() - written).unwrap_or(0);
        plain.extend_from_slice(step.get(..count).unwrap_or_default());
        let is_stuck = count == 0 && decoder.total_in() == read;
        match status {
            Ok(Status::StreamEnd) => return (plain, true),
            Ok(_) if !is_stuck => {}
            _ => break,
        }
    }
    (plain, false)
}

/// What LZW data unfolds to before any damage, and whether there is none. A mark at its end is not
/// missed.
fn unpacked(content: &[u8], changes_early: bool) -> (Vec<u8>, bool) {
    let mut decoder = if changes_early {
        Decoder::with_tiff_size_switch(BitOrder::Msb, 8)
    } else {
        Decoder::new(BitOrder::Msb, 8)
    };
    let mut step = vec![0; STEP_BYTES];
    let mut plain = Vec::new();
    let mut rest = content;
    while plain.len() <= MAX_BYTES {
        let result = decoder.decode_bytes(rest, &mut step);
        plain.extend_from_slice(step.get(..result.consumed_out).unwrap_or_default());
        rest = rest.get(result.consumed_in..).unwrap_or_default();
        match result.status {
            Ok(LzwStatus::Ok) => {}
            Ok(LzwStatus::Done | LzwStatus::NoProgress) => return (plain, true),
            Err(_) => break,
        }
    }
    (plain, false)
}

#[cfg(test)]
mod tests {
    use weezl::encode::Encoder;

    use super::*;
    use crate::pdf::deflate::deflated;

    /// Operators that do not repeat themselves, so that damage strikes in the middle of them.
    fn text() -> String {
        let line = |n: usize| format!("{} {} m S\n", n * 7919 % 1000, n * 104_729 % 977);
        (0..3000).map(line).collect()
    }

    fn coded(filters: &[&str], content: Vec<u8>) -> Stream {
        let filters: Vec<Object> = filters.iter().map(|&name| name.into()).collect();
        Stream::new(dictionary! { "Filter" => filters }, content)
    }

    fn hex(bytes: &[u8]) -> Vec<u8> {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        digits.into_bytes()
    }

    fn lzw() -> Vec<u8> {
        let mut encoder = Encoder::with_tiff_size_switch(BitOrder::Msb, 8);
        encoder.encode(text().as_bytes()).unwrap()
    }

    /// Flate data that holds the text as it is, and then a block of a kind that is not known.
    fn stored_before_damage() -> Vec<u8> {
        let length = u16::try_from(text().len()).unwrap();
        let mut data = vec![0x78, 0x9C, 0];
        data.extend(length.to_le_bytes());
        data.extend((!length).to_le_bytes());
        data.extend(text().into_bytes());
        data.push(0b111);
        data
    }

    #[test]
    fn what_is_sound_is_whole() {
        let flate = deflated(text().as_bytes());
        let mut without_checksum = flate.clone();
        without_checksum.truncate(flate.len() - 4);
        for (filters, content) in [
            (&["FlateDecode"][..], flate.clone()),
            (&["FlateDecode"], without_checksum),
            (&["LZWDecode"], lzw()),
            (&["ASCIIHexDecode", "FlateDecode"], hex(&flate)),
            (&["ASCIIHexDecode", "LZWDecode"], hex(&lzw())),
            // What follows the end of the data within is no damage to it.
            (
                &["ASCIIHexDecode", "FlateDecode"],
                [hex(&flate), b"xx00".to_vec()].concat(),
            ),
        ] {
            let found = unfold(&coded(filters, content)).ok();
            assert_eq!(found, Some(text().into_bytes()), "{filters:?}");
        }
        assert_eq!(
            unfold(&coded(&["FlateDecode"], b"\r\n".to_vec())).ok(),
            Some(Vec::new())
        );
    }

    #[test]
    fn what_comes_before_damage_is_kept() {
        let flate = deflated(text().as_bytes());
        let spoiled = |mut data: Vec<u8>, byte: u8| {
            let middle = data.len() / 2;
            data[middle..middle + 40].fill(byte);
            data
        };
        for (filters, content) in [
            (&["FlateDecode"][..], flate[..flate.len() / 2].to_vec()),
            (&["FlateDecode"], stored_before_damage()),
            (&["LZWDecode"], spoiled(lzw(), 0xFF)),
            (&["ASCIIHexDecode"], spoiled(hex(text().as_bytes()), b'x')),
            (
                &["ASCIIHexDecode", "FlateDecode"],
                spoiled(hex(&flate), b'x'),
            ),
        ] {
            let Err(Flaw::Damaged(saved)) = unfold(&coded(filters, content)) else {
                panic!("{filters:?} is not damaged");
            };
            let expected = text().into_bytes();
            let same = saved.iter().zip(&expected).take_while(|(a, b)| a == b);
            assert!(same.count() > expected.len() / 3, "{filters:?}");
        }
        let (saved, is_whole) = inflated(&stored_before_damage());
        assert_eq!((saved, is_whole), (text().into_bytes(), false));
    }

    #[test]
    fn base_85_is_read_as_leniently_as_readers_do() {
        for (coded, expected, is_whole) in [
            (
                b"87cURD]i,\"Ebo80~>".as_slice(),
                b"Hello World!".as_slice(),
                true,
            ),
            (b" 87cUR\nD]i,\"Ebo80", b"Hello World!", true),
            (b"87cURDZ~>", b"Hello", true),
            (b"z~>", b"\0\0\0\0", true),
            (b"uuuuu87cUR~>", b"", true),
            (b"87cUR\x7f87cUR", b"Hell", false),
            (b"87cUR\xff~>", b"Hell", true),
            (b"87cURDZ\x04\r\n\0", b"Hello", true),
            (b"87cURDZ\x80\xff~", b"Hello", true),
        ] {
            let (plain, whole) = from_base_85(coded);
            assert_eq!(whole, is_whole, "{coded:?}");
            // A group that is too large stands for four bytes, whatever they are.
            match coded {
                [b'u', ..] => assert_eq!((plain.len(), plain.get(4..)), (8, Some(&b"Hell"[..]))),
                _ => assert_eq!(plain, expected, "{coded:?}"),
            }
        }
    }

    #[test]
    fn an_encryption_that_is_none_hides_nothing() {
        let found = unfold(&coded(&["Crypt"], text().into_bytes()));
        assert_eq!(found.ok(), Some(text().into_bytes()));
    }

    #[test]
    fn what_is_coded_in_an_unknown_way_is_no_text() {
        let found = unfold(&coded(&["NoSuchDecode"], text().into_bytes()));
        assert!(matches!(found, Err(Flaw::Unknown)));
    }
}
