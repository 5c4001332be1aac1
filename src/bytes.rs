//! How bytes are written by serde: as one piece, rather than as a list of numbers.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

/// Writes bytes as one piece.
pub fn serialize<S: Serializer>(bytes: &impl AsRef<[u8]>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bytes(bytes.as_ref())
}

/// Reads bytes that were written by [`serialize`].
pub fn deserialize<'de, B: From<Vec<u8>>, D: Deserializer<'de>>(from: D) -> Result<B, D::Error> {
    from.deserialize_byte_buf(Bytes(PhantomData))
}

struct Bytes<B>(PhantomData<B>);

impl<B: From<Vec<u8>>> Visitor<'_> for Bytes<B> {
    type Value = B;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<B, E> {
        Ok(bytes.to_vec().into())
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<B, E> {
        Ok(bytes.into())
    }
}
