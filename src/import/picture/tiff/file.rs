//! The structure of a file (TIFF 6.0, section 2, and its form for large files).

use super::overlay::Overlaid;

const NEW_SUBFILE_TYPE: u16 = 254;
const IMAGE_WIDTH: u16 = 256;
const IMAGE_LENGTH: u16 = 257;
const BITS: u16 = 258;
/// How colours are kept: the photometric interpretation.
const COLOURS: u16 = 262;
const ORIENTATION: u16 = 274;
const SAMPLES: u16 = 277;
const COLOUR_MAP: u16 = 320;

/// How colours may be kept: shades from white or from black, numbers of a palette, brightness and
/// two colours.
const FROM_WHITE: u32 = 0;
const FROM_BLACK: u32 = 1;
const BY_PALETTE: u32 = 3;
const BY_BRIGHTNESS: u32 = 6;

/// A page of a file, not yet decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Where its directory begins.
    offset: u64,
    pub width_px: u32,
    pub height_px: u32,
    pub orientation: u8,
    /// How colours are kept, where that stands, and how long it is, in bytes.
    colours: Option<u32>,
    colours_at: (usize, usize),
    /// The bits of a sample, if there is one for each pixel.
    bits: u32,
    /// The samples of a pixel.
    samples: u32,
    /// Where its palette begins.
    map_at: Option<u64>,
}

/// How the colours of a page are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// As the usual decoder reads them.
    Usual,
    /// Each pixel is a number of so many bits, which stands for a colour of a palette.
    Palette(u32),
    /// Each pixel is a shade of so few bits that several share a byte, white being the highest or
    /// nought.
    Shades { bits: u32, is_white_nought: bool },
    /// Brightness and two colours, as in JPEG.
    Brightness,
}

impl Frame {
    /// How its colours are kept.
    pub fn colours(&self) -> Colours {
        match (self.colours, self.samples, self.bits) {
            (Some(BY_PALETTE), 1, bits @ (1 | 2 | 4 | 8)) => Colours::Palette(bits),
            (Some(colours @ (FROM_WHITE | FROM_BLACK)), 1, bits @ (2 | 4)) => Colours::Shades {
                bits,
                is_white_nought: colours == FROM_WHITE,
            },
            (Some(BY_BRIGHTNESS), 3, _) => Colours::Brightness,
            _ => Colours::Usual,
        }
    }

    /// A decoder reads the first page of a file: this page is made the first.
    pub fn first_of<'a>(&self, bytes: &'a [u8]) -> Overlaid<'a> {
        Overlaid::new(bytes, self.as_first(bytes).into_iter().collect())
    }

    /// As [`first_of`](Self::first_of), and numbers of a palette are made shades: the decoder does
    /// not read the former.
    pub fn first_in_shades<'a>(&self, bytes: &'a [u8]) -> Overlaid<'a> {
        let (at, length) = self.colours_at;
        let shades = File::new(bytes).map(|file| (at, file.digits(FROM_BLACK.into(), length)));
        let patches = self.as_first(bytes).into_iter().chain(shades);
        Overlaid::new(bytes, patches.collect())
    }

    fn as_first(&self, bytes: &[u8]) -> Option<(usize, Vec<u8>)> {
        let file = File::new(bytes)?;
        Some((file.first, file.digits(self.offset, file.offset_length())))
    }

    /// The colours of its palette of so many; `None` if it is not there.
    pub fn palette(&self, bytes: &[u8], count: usize) -> Option<Vec<[u8; 3]>> {
        let file = File::new(bytes)?;
        let start = usize::try_from(self.map_at?).ok()?;
        // All reds, then all greens, then all blues, in 16 bits each.
        let all: Vec<u64> = (0..3 * count)
            .map(|index| file.number(start.checked_add(2 * index)?, 2))
            .collect::<Option<_>>()?;
        // Some programs write them in 8 bits.
        let shift = if all.iter().any(|value| *value > 255) {
            8
        } else {
            0
        };
        let value = |index: usize| all.get(index).map(|value| (value >> shift) as u8);
        (0..count)
            .map(|index| {
                Some([
                    value(index)?,
                    value(count + index)?,
                    value(2 * count + index)?,
                ])
            })
            .collect()
    }
}

/// The structure of a file, in either byte order, in its usual form or in that for large files.
pub struct File<'a> {
    bytes: &'a [u8],
    is_little: bool,
    is_big: bool,
    /// Where the offset of the first directory stands.
    pub first: usize,
}

impl<'a> File<'a> {
    /// `None` for what does not begin as such a file.
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
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

    /// A number of so many bytes as this file writes it.
    fn digits(&self, number: u64, length: usize) -> Vec<u8> {
        let mut digits: Vec<u8> = number.to_le_bytes().into_iter().take(length).collect();
        if !self.is_little {
            digits.reverse();
        }
        digits
    }

    /// The length of an offset, in bytes.
    fn offset_length(&self) -> usize {
        if self.is_big { 8 } else { 4 }
    }

    /// A number of so many bytes.
    fn number(&self, at: usize, length: usize) -> Option<u64> {
        let digits = self.bytes.get(at..at.checked_add(length)?)?;
        let join = |number: u64, digit: &u8| number << 8 | u64::from(*digit);
        Some(if self.is_little {
            digits.iter().rev().fold(0, join)
        } else {
            digits.iter().fold(0, join)
        })
    }

    /// A place in the file.
    pub fn offset(&self, at: usize) -> Option<u64> {
        self.number(at, self.offset_length())
    }

    /// The page of a directory, unless it is a smaller copy, and where the next directory is.
    pub fn directory(&self, offset: u64) -> Option<(Option<Frame>, u64)> {
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
            colours: None,
            colours_at: (0, 0),
            bits: 1,
            samples: 1,
            map_at: None,
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
            let value_at = entry + if self.is_big { 12 } else { 8 };
            let value = u32::try_from(self.number(value_at, length)?).ok()?;
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
                BITS => frame.bits = value,
                SAMPLES => frame.samples = value,
                COLOURS => {
                    frame.colours = Some(value);
                    frame.colours_at = (value_at, length);
                }
                COLOUR_MAP => frame.map_at = self.offset(value_at),
                _ => {}
            }
        }
        Some(((!is_smaller_copy).then_some(frame), next))
    }
}
