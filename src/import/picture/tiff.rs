//! TIFF: the pages of a scan or a fax (TIFF 6.0, section 2: a chain of image file directories).

use std::collections::HashSet;
use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};
use std::num::NonZero;

use image::ImageResult;
use image::codecs::tiff::TiffDecoder;

use super::{damaged, raster, within_limits};
use crate::import::{Picture, Problem};

/// The most pages that are read.
const MOST_PAGES: usize = 2_000;
/// The most pixels that all pages that are shown may have together: some 110 scans of A4 at 300 dots
/// to the inch. A fax takes half a second for each of these, on one processor.
const ALL_PIXELS: u64 = 1_000_000_000;
/// The most pixels that are decoded at the same time.
const PIXELS_AT_ONCE: u64 = 80_000_000;
/// The header of a file, in its longer form.
const HEAD_BYTES: usize = 16;

const NEW_SUBFILE_TYPE: u16 = 254;
const IMAGE_WIDTH: u16 = 256;
const IMAGE_LENGTH: u16 = 257;
const ORIENTATION: u16 = 274;

/// A page of a file, not yet decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Where its directory begins.
    offset: u64,
    width_px: u32,
    height_px: u32,
    orientation: u8,
}

/// The pages of a file, in order. Smaller copies that are kept beside a page are left out.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::TooManyPixels`] and [`Problem::BeyondLimit`].
pub fn frames(bytes: &[u8]) -> Result<Vec<Frame>, Problem> {
    let file = File::new(bytes).ok_or_else(|| damaged("it does not begin as a TIFF does"))?;
    let mut frames = Vec::new();
    let mut seen = HashSet::new();
    let mut next = file.offset(file.first).unwrap_or(0);
    while next != 0 {
        if !seen.insert(next) {
            return Err(damaged("its list of pages runs in a circle"));
        }
        if seen.len() > MOST_PAGES {
            return Err(Problem::BeyondLimit {
                what: "it has too many pages".to_owned(),
                limit: format!("{MOST_PAGES} pages"),
            });
        }
        let (frame, after) = file
            .directory(next)
            .ok_or_else(|| damaged("it breaks off before its end"))?;
        if let Some(frame) = frame {
            within_limits(frame.width_px, frame.height_px)?;
            frames.push(frame);
        }
        next = after;
    }
    if frames.is_empty() {
        return Err(damaged("there is no page in it"));
    }
    Ok(frames)
}

/// Decodes these pages of a file and keeps them as PNG.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::TooManyPixels`] and [`Problem::BeyondLimit`].
pub fn decode(bytes: &[u8], frames: &[Frame]) -> Result<Vec<Picture>, Problem> {
    each(frames, |frame| {
        let mut picture = raster::first_frame(frame.decoder(bytes))?;
        picture.orientation = frame.orientation;
        Ok(picture)
    })
}

/// Decodes these pages of a file, to learn whether they are whole.
///
/// # Errors
/// As [`decode`].
pub fn check(bytes: &[u8], frames: &[Frame]) -> Result<(), Problem> {
    each(frames, |frame| raster::check(frame.decoder(bytes))).map(drop)
}

/// Does something to each page, several at a time: decoding a fax is slow.
fn each<T: Send>(
    frames: &[Frame],
    work: impl Fn(&Frame) -> Result<T, Problem> + Sync,
) -> Result<Vec<T>, Problem> {
    let pixels = |frame: &Frame| u64::from(frame.width_px) * u64::from(frame.height_px);
    if frames.iter().map(pixels).sum::<u64>() > ALL_PIXELS {
        return Err(Problem::BeyondLimit {
            what: "its pages are too large together".to_owned(),
            limit: format!("{} megapixels", ALL_PIXELS / 1_000_000),
        });
    }
    let largest = frames.iter().map(pixels).max().unwrap_or(1).max(1);
    let at_once = usize::try_from(PIXELS_AT_ONCE / largest).unwrap_or(1);
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let count = threads.min(at_once).clamp(1, frames.len().max(1));
    let work = &work;
    let run = |first: usize| {
        let own = frames.iter().enumerate().skip(first).step_by(count);
        own.map(|(index, frame)| Ok((index, work(frame)?)))
            .collect::<Result<Vec<_>, Problem>>()
    };
    let mut done = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|first| scope.spawn(move || run(first)))
            .collect();
        let mut done = Vec::with_capacity(frames.len());
        for thread in threads {
            let joined = thread.join();
            done.extend(joined.map_err(|_| damaged("a page of it cannot be decoded"))??);
        }
        Ok::<_, Problem>(done)
    })?;
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, made)| made).collect())
}

impl Frame {
    /// The decoder reads the first page of a file: this page is made the first.
    fn decoder<'a>(&self, bytes: &'a [u8]) -> ImageResult<TiffDecoder<Overlaid<'a>>> {
        let mut head = bytes.get(..HEAD_BYTES).unwrap_or(bytes).to_vec();
        File::set_first(&mut head, self.offset);
        TiffDecoder::new(Overlaid { head, bytes, at: 0 })
    }
}

/// A file whose beginning is replaced.
struct Overlaid<'a> {
    head: Vec<u8>,
    bytes: &'a [u8],
    at: usize,
}

impl BufRead for Overlaid<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let of_head = self.head.get(self.at..).filter(|rest| !rest.is_empty());
        Ok(of_head
            .or_else(|| self.bytes.get(self.at..))
            .unwrap_or_default())
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

/// The structure of a file, in either byte order, in its usual form or in that for large files.
struct File<'a> {
    bytes: &'a [u8],
    is_little: bool,
    is_big: bool,
    /// Where the offset of the first directory stands.
    first: usize,
}

impl<'a> File<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let (is_little, is_big) = match bytes.get(..4)? {
            b"II*\0" => (true, false),
            b"MM\0*" => (false, false),
            b"II+\0" => (true, true),
            b"MM\0+" => (false, true),
            _ => return None,
        };
        Some(Self {
            bytes,
            is_little,
            is_big,
            first: if is_big { 8 } else { 4 },
        })
    }

    /// Makes the directory at an offset the first one.
    fn set_first(bytes: &mut [u8], offset: u64) {
        let Some((is_little, is_big)) = File::new(bytes).map(|file| (file.is_little, file.is_big))
        else {
            return;
        };
        let big_endian = offset.to_be_bytes();
        let mut number = if is_big {
            big_endian.to_vec()
        } else {
            big_endian.into_iter().skip(4).collect()
        };
        if is_little {
            number.reverse();
        }
        let first = if is_big { 8 } else { 4 };
        if let Some(place) = bytes.get_mut(first..first + number.len()) {
            place.copy_from_slice(&number);
        }
    }

    fn number(&self, at: usize, length: usize) -> Option<u64> {
        let digits = self.bytes.get(at..at.checked_add(length)?)?;
        let join = |number: u64, digit: &u8| number << 8 | u64::from(*digit);
        Some(if self.is_little {
            digits.iter().rev().fold(0, join)
        } else {
            digits.iter().fold(0, join)
        })
    }

    fn offset(&self, at: usize) -> Option<u64> {
        self.number(at, if self.is_big { 8 } else { 4 })
    }

    /// The page of a directory, unless it is a smaller copy, and where the next directory is.
    fn directory(&self, offset: u64) -> Option<(Option<Frame>, u64)> {
        let at = usize::try_from(offset).ok()?;
        let (count_length, entry_length) = if self.is_big { (8, 20) } else { (2, 12) };
        let count = usize::try_from(self.number(at, count_length)?).ok()?;
        let entries = at.checked_add(count_length)?;
        let end = entries.checked_add(count.checked_mul(entry_length)?)?;
        let next = self.offset(end)?;
        let mut frame = Frame {
            offset,
            width_px: 0,
            height_px: 0,
            orientation: 1,
        };
        let mut is_smaller_copy = false;
        for entry in (entries..end).step_by(entry_length) {
            let tag = u16::try_from(self.number(entry, 2)?).ok()?;
            // The value stands in the entry itself if it is short: 3 is a number of two bytes.
            let length = if self.number(entry + 2, 2)? == 3 {
                2
            } else {
                4
            };
            let value = self.number(entry + if self.is_big { 12 } else { 8 }, length)?;
            let value = u32::try_from(value).ok()?;
            match tag {
                NEW_SUBFILE_TYPE => is_smaller_copy = value & 1 == 1,
                IMAGE_WIDTH => frame.width_px = value,
                IMAGE_LENGTH => frame.height_px = value,
                ORIENTATION => {
                    frame.orientation = u8::try_from(value)
                        .ok()
                        .filter(|value| (1..=8).contains(value))
                        .unwrap_or(1);
                }
                _ => {}
            }
        }
        Some(((!is_smaller_copy).then_some(frame), next))
    }
}
