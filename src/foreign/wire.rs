//! How questions and answers travel through the pipes: frames, each with its length in front.

use std::io::{self, Read, Write};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What goes to the child: a task and, in frames of their own, the files that it is about.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Question<T> {
    /// What is asked.
    pub task: T,
    /// The most memory that the child may take for it, in bytes.
    pub memory_bytes: u64,
    /// Opened PDFs that will not be asked for again.
    pub forget: Vec<u64>,
    /// How many frames with bytes follow.
    pub blobs: u32,
}

/// How many bytes the frame begins with that say how long it is.
const LENGTH_BYTES: usize = 8;

/// No frame is longer, in bytes: no file that is read is.
const LONGEST_BYTES: u64 = 4 << 30;

/// Writes some bytes as a frame.
pub(super) fn write_bytes(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)
}

/// Reads a frame; `None` where the other side has closed the pipe.
pub(super) fn read_bytes(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; LENGTH_BYTES];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        result => result?,
    }
    let length = u64::from_le_bytes(length);
    if length > LONGEST_BYTES {
        return Err(io::Error::other("a frame is too long"));
    }
    let capacity = usize::try_from(length).map_err(io::Error::other)?;
    let mut bytes = Vec::with_capacity(capacity);
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() < capacity {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(bytes))
}

/// Writes a message as a frame.
pub(super) fn write_message(out: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    write_bytes(out, &encode(message)?)
}

/// Reads a message; `None` where the other side has closed the pipe.
pub(super) fn read_message<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    read_bytes(from)?.map(|bytes| decode(&bytes)).transpose()
}

/// Reads as many frames with bytes as were announced.
pub(super) fn read_blobs(from: &mut impl Read, count: u32) -> io::Result<Vec<Arc<[u8]>>> {
    (0..count)
        .map(|_| {
            let bytes = read_bytes(from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
            Ok(bytes.into())
        })
        .collect()
}

/// A message as bytes.
pub(super) fn encode(message: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(message).map_err(io::Error::other)
}

/// A message from its bytes.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    postcard::from_bytes(bytes).map_err(io::Error::other)
}
