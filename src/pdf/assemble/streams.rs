//! Streams that every reader can unfold.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use lopdf::{Object, Stream};

use super::unfold::{MAX_BYTES, inflated};
pub(super) use crate::pdf::deflate::compress;

/// How a stream is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
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
                && let Ok(sound) = deflated(&inflated(&stream.content).0)
            {
                // What the bytes mean beyond Flate, such as a predictor, stays as it was said.
                stream.set_content(sound);
            }
        }
        Coding::Other => {}
    }
}

/// Compresses bytes by Flate.
pub(super) fn deflated(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use lopdf::Dictionary;

    use super::*;
    use crate::pdf::assemble::unfold::unfolded;

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
        let (direct, _) = inflated(&flate(&text).content[..half]);
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
