//! TIFF: the pages of a scan or a fax (TIFF 6.0, section 2: a chain of image file directories).

use std::collections::HashSet;
use std::io::Cursor;

use image::codecs::tiff::TiffDecoder;

use super::{damaged, raster, within_limits};
use crate::import::{Picture, Problem};

/// The most pages that are read.
const MOST_PAGES: usize = 2_000;
/// The most pixels that all pages that are shown may have together: some 200 scans of A4 at 300
/// dots to the inch.
const ALL_PIXELS: u64 = 1_800_000_000;

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

/// Decodes these pages of a file.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::TooManyPixels`] and [`Problem::BeyondLimit`].
pub fn decode(bytes: &[u8], frames: &[Frame]) -> Result<Vec<Picture>, Problem> {
    let pixels = |frame: &Frame| u64::from(frame.width_px) * u64::from(frame.height_px);
    if frames.iter().map(pixels).sum::<u64>() > ALL_PIXELS {
        return Err(Problem::BeyondLimit {
            what: "its pages are too large together".to_owned(),
            limit: format!("{} megapixels", ALL_PIXELS / 1_000_000),
        });
    }
    let mut bytes = bytes.to_vec();
    frames
        .iter()
        .map(|frame| {
            // The decoder reads the first page of a file: each page is made the first in turn.
            File::set_first(&mut bytes, frame.offset);
            let decoder = TiffDecoder::new(Cursor::new(bytes.as_slice()));
            let mut picture = raster::first_frame(decoder)?;
            picture.orientation = frame.orientation;
            Ok(picture)
        })
        .collect()
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
