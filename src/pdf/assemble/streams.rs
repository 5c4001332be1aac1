//! Streams that every reader can unfold.

use std::io::{Read, Write};

use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};
use lopdf::{Object, Stream};

pub(super) use crate::pdf::deflate::compress;

/// The most bytes that a stream may unfold to when it is looked into; a larger one is trusted.
const MAX_BYTES: usize = 64 << 20;

/// How a stream is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// As it is.
    Plain,
    /// Compressed by Flate and nothing else.
    Flate,
    /// In another way, or in several.
    Other,
}

/// How a stream is stored.
pub(super) fn coding(stream: &Stream) -> Coding {
    match stream.dict.get(b"Filter") {
        Err(_) | Ok(Object::Null) => Coding::Plain,
        Ok(_) => match stream.filters().as_deref() {
            Ok([b"FlateDecode"]) => Coding::Flate,
            Ok([]) => Coding::Plain,
            _ => Coding::Other,
        },
    }
}

/// What a stream holds, as far as it can be unfolded; `None` where it cannot or is too large.
pub(super) fn unfolded(stream: &Stream) -> Option<Vec<u8>> {
    if coding(stream) == Coding::Plain {
        return Some(stream.content.clone());
    }
    // Filters that are not named outright would be passed over, and their bytes taken for text.
    stream.filters().ok()?;
    stream.decompressed_content_with_limit(MAX_BYTES).ok()
}

/// What a stream of content holds, as far as it can be unfolded or saved; `None` where it cannot or
/// is too large.
pub(super) fn contents(stream: &Stream) -> Option<Vec<u8>> {
    let mut sound = stream.clone();
    mend(&mut sound, &mut MAX_BYTES.clone());
    unfolded(&sound)
}

/// Writes a stream anew whose compression is damaged, with what can be saved of it: readers show
/// as much, but strict ones reject the file. `budget` is how many more bytes may be unfolded to
/// find out; it keeps a file of many bombs from taking hours.
pub(super) fn mend(stream: &mut Stream, budget: &mut usize) {
    match coding(stream) {
        Coding::Plain => compress(stream),
        Coding::Flate => {
            let limit = MAX_BYTES.min(*budget);
            let mut decoder = ZlibDecoder::new(stream.content.as_slice()).take(limit as u64);
            let result = std::io::copy(&mut decoder, &mut std::io::sink());
            let left = usize::try_from(decoder.limit()).unwrap_or(limit);
            *budget -= limit - left.min(limit);
            if result.is_err()
                && let Ok(sound) = deflated(&salvaged(&stream.content))
            {
                // What the bytes mean beyond Flate, such as a predictor, stays as it was said.
                stream.set_content(sound);
            }
        }
        Coding::Other => {}
    }
}

/// What a damaged stream unfolds to before the damage.
fn salvaged(content: &[u8]) -> Vec<u8> {
    let with_header = salvaged_as(content, true);
    if !with_header.is_empty() {
        return with_header;
    }
    // The header itself may be the damage.
    salvaged_as(content.get(2..).unwrap_or_default(), false)
}

fn salvaged_as(content: &[u8], has_header: bool) -> Vec<u8> {
    let mut decoder = Decompress::new(has_header);
    let mut saved = Vec::new();
    // A small window: what a call unfolds before it fails would be lost with a larger one.
    let mut window = [0; 64];
    while saved.len() < MAX_BYTES {
        let (read, written) = (decoder.total_in(), decoder.total_out());
        let rest = usize::try_from(read)
            .ok()
            .and_then(|read| content.get(read..));
        let status =
            decoder.decompress(rest.unwrap_or_default(), &mut window, FlushDecompress::None);
        let count = usize::try_from(decoder.total_out() - written).unwrap_or(0);
        saved.extend_from_slice(window.get(..count).unwrap_or_default());
        let is_stuck = count == 0 && decoder.total_in() == read;
        if is_stuck || !matches!(status, Ok(Status::Ok | Status::BufError)) {
            break;
        }
    }
    saved
}

fn deflated(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use lopdf::Dictionary;

    use super::*;

    fn flate(text: &str) -> Stream {
        let mut stream = Stream::new(Dictionary::new(), text.as_bytes().to_vec());
        compress(&mut stream);
        assert_eq!(coding(&stream), Coding::Flate);
        stream
    }

    #[test]
    fn a_sound_stream_is_left_alone_and_counted() {
        let text = "0 0 m 5 5 l S\n".repeat(100);
        let mut stream = flate(&text);
        let before = stream.clone();
        let mut budget = 10_000;
        mend(&mut stream, &mut budget);
        assert_eq!(stream, before);
        assert_eq!(budget, 10_000 - text.len());
    }

    #[test]
    fn what_can_be_saved_of_a_damaged_stream_is_written_anew() {
        let text = (0..2000)
            .map(|n| format!("{n} 0 m S\n"))
            .collect::<String>();
        let mut stream = flate(&text);
        let half = stream.content.len() / 2;
        stream.content.truncate(half);
        mend(&mut stream, &mut 1_000_000);
        let saved = unfolded(&stream).unwrap();
        assert!(text.as_bytes().starts_with(&saved) && saved.len() > text.len() / 4);
        let direct = salvaged(&flate(&text).content[..half]);
        assert_eq!(saved, direct);
        let mut again = stream.clone();
        mend(&mut again, &mut 1_000_000);
        assert_eq!(again, stream, "it is sound now");
    }

    #[test]
    fn a_spent_budget_leaves_streams_alone() {
        let mut stream = flate(&"1 w ".repeat(100));
        stream.content.truncate(12);
        let before = stream.clone();
        mend(&mut stream, &mut 0);
        assert_eq!(stream, before);
    }
}
