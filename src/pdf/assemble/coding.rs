//! How streams are stored.

use lopdf::{Object, Stream};

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
