//! Compression that keeps its working memory from one stream to the next: that of each would leave
//! a hole between the small things that stay, and thousands of holes fill the memory.

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Object, Stream};

thread_local! {
    static COMPRESS: RefCell<Compress> = RefCell::new(Compress::new(Compression::default(), true));
}

/// What `/Filter /FlateDecode` takes, in bytes.
const FILTER_BYTES: usize = 19;

/// Some bytes, compressed as `FlateDecode` reads them.
pub(super) fn deflated(bytes: &[u8]) -> Vec<u8> {
    COMPRESS.with_borrow_mut(|compress| {
        compress.reset();
        let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
        loop {
            let done = usize::try_from(compress.total_in()).unwrap_or(usize::MAX);
            let rest = bytes.get(done..).unwrap_or_default();
            let status = compress.compress_vec(rest, &mut out, FlushCompress::Finish);
            if matches!(status, Ok(Status::StreamEnd) | Err(_)) {
                out.shrink_to_fit();
                return out;
            }
            out.reserve(out.capacity().max(64));
        }
    })
}

/// Compresses a stream that is not yet, where that makes it smaller.
pub(super) fn compress(stream: &mut Stream) {
    if stream.dict.has(b"Filter") {
        return;
    }
    let content = deflated(&stream.content);
    if content.len() + FILTER_BYTES < stream.content.len() {
        stream
            .dict
            .set("Filter", Object::Name(b"FlateDecode".to_vec()));
        stream.set_content(content);
    }
}

#[cfg(test)]
mod tests {
    use lopdf::Dictionary;

    use super::*;

    #[test]
    fn one_stream_after_the_other_comes_out_as_it_went_in() {
        for length in [0, 1, 70, 5_000, 300_000] {
            let content: Vec<u8> = (0..length).map(|n: u32| (n % 251) as u8).collect();
            let mut stream = Stream::new(Dictionary::new(), content.clone());
            compress(&mut stream);
            assert_eq!(stream.dict.has(b"Filter"), length > 1_000);
            assert_eq!(stream.get_plain_content().unwrap(), content);
            assert_eq!(deflated(&content), deflated(&content));
        }
    }
}
