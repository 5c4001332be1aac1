//! A file of which some bytes are replaced while it is read.

use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};

/// The bytes of a file with others in place of some of them.
pub struct Overlaid<'a> {
    bytes: &'a [u8],
    /// What is laid over, and where; in order, none over another.
    patches: Vec<(usize, Vec<u8>)>,
    at: usize,
}

impl<'a> Overlaid<'a> {
    /// Reads from the beginning.
    pub fn new(bytes: &'a [u8], mut patches: Vec<(usize, Vec<u8>)>) -> Self {
        patches.sort_by_key(|(start, _)| *start);
        Self {
            bytes,
            patches,
            at: 0,
        }
    }
}

impl BufRead for Overlaid<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let mut end = self.bytes.len();
        for (start, patch) in &self.patches {
            if self.at < *start {
                end = end.min(*start);
                break;
            }
            let rest = patch.get(self.at - start..).unwrap_or_default();
            if !rest.is_empty() {
                return Ok(rest);
            }
        }
        Ok(self.bytes.get(self.at..end).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}

impl Read for Overlaid<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl Seek for Overlaid<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut place = Cursor::new(self.bytes);
        place.set_position(self.at as u64);
        let at = place.seek(to)?;
        self.at = usize::try_from(at).map_err(io::Error::other)?;
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_are_read_in_place_of_what_they_cover() {
        let patches = vec![(6, b"X".to_vec()), (1, b"YZ".to_vec())];
        let mut file = Overlaid::new(b"abcdefgh", patches);
        let mut all = String::new();
        file.read_to_string(&mut all).unwrap();
        assert_eq!(all, "aYZdefXh");
        file.seek(SeekFrom::Start(2)).unwrap();
        let mut rest = String::new();
        file.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "ZdefXh");
    }
}
