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
    let mut bytes = Vec::new();
    while bytes.len() < capacity {
        let step = step_bytes(bytes.len(), capacity);
        bytes.reserve_exact(step);
        if from.by_ref().take(step as u64).read_to_end(&mut bytes)? < step {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(Some(bytes))
}

/// How many more bytes of a frame are taken in one go: as many as were there before. Room is made
/// for what has come, not for what a frame says of itself.
fn step_bytes(read: usize, length: usize) -> usize {
    const LEAST: usize = 1 << 20;
    read.max(LEAST).min(length - read)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_gets_room_as_it_comes() {
        let length = 5 << 20;
        let mut read = 0;
        let mut steps = Vec::new();
        while read < length {
            let step = step_bytes(read, length);
            steps.push(step >> 20);
            read += step;
        }
        assert_eq!(steps, [1, 1, 2, 1]);
        assert_eq!(step_bytes(0, 7), 7);

        let sent = vec![7; 5 << 20];
        let mut frame = Vec::new();
        write_bytes(&mut frame, &sent).unwrap();
        let bytes = read_bytes(&mut frame.as_slice()).unwrap().unwrap();
        assert_eq!((bytes.capacity(), bytes == sent), (sent.len(), true));
    }
}
