//! Pages whose samples are not colours themselves.

use ::tiff::TiffError;
use ::tiff::decoder::{Decoder, DecodingResult, Limits};
use image::{DynamicImage, GrayImage, RgbImage};

use super::file::{Colours, Frame};
use super::overlay::Overlaid;
use crate::import::Problem;
use crate::import::picture::{DECODED_BYTES, damaged, rare};

/// The pixels of a page.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Unsupported`] and [`Problem::TooManyPixels`].
pub fn decode(frame: &Frame, bytes: &[u8]) -> Result<DynamicImage, Problem> {
    let (width, height) = (frame.width_px, frame.height_px);
    let cut = || damaged("its end is missing");
    match frame.colours() {
        Colours::Palette(bits) => {
            let palette = frame.palette(bytes, 1 << bits).ok_or_else(cut)?;
            let numbers = samples(frame, frame.first_in_shades(bytes))?;
            let numbers = unpacked(&numbers, width, bits);
            let colour = |number: u8| palette.get(usize::from(number)).copied();
            let colours = numbers.flat_map(|number| colour(number).unwrap_or_default());
            let image = RgbImage::from_raw(width, height, colours.collect());
            image.map(DynamicImage::ImageRgb8).ok_or_else(cut)
        }
        Colours::Shades {
            bits,
            is_white_nought,
        } => {
            let numbers = samples(frame, frame.first_in_shades(bytes))?;
            let most = u8::MAX >> (8 - bits);
            let shade = |number: u8| {
                let shade = number * (u8::MAX / most);
                if is_white_nought {
                    u8::MAX - shade
                } else {
                    shade
                }
            };
            let shades = unpacked(&numbers, width, bits).map(shade).collect();
            let image = GrayImage::from_raw(width, height, shades);
            image.map(DynamicImage::ImageLuma8).ok_or_else(cut)
        }
        Colours::Brightness => {
            let mut samples = samples(frame, frame.first_of(bytes))?;
            for pixel in samples.chunks_exact_mut(3) {
                if let [brightness, blue, red] = pixel {
                    let colour = colour(*brightness, *blue, *red);
                    pixel.copy_from_slice(&colour);
                }
            }
            let image = RgbImage::from_raw(width, height, samples);
            image.map(DynamicImage::ImageRgb8).ok_or_else(cut)
        }
        Colours::Usual => Err(rare("TIFF")),
    }
}

/// The samples as they are stored, decompressed.
fn samples(frame: &Frame, file: Overlaid<'_>) -> Result<Vec<u8>, Problem> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = usize::try_from(DECODED_BYTES).unwrap_or(usize::MAX);
    let decoder = Decoder::new(file).map(|decoder| decoder.with_limits(limits));
    let read = decoder.and_then(|mut decoder| decoder.read_image());
    match read.map_err(|error| problem(&error, frame))? {
        DecodingResult::U8(samples) => Ok(samples),
        _ => Err(rare("TIFF")),
    }
}

fn problem(error: &TiffError, frame: &Frame) -> Problem {
    match error {
        TiffError::UnsupportedError(_) => rare("TIFF"),
        TiffError::LimitsExceeded => Problem::TooManyPixels {
            width_px: frame.width_px,
            height_px: frame.height_px,
        },
        TiffError::IoError(_) => damaged("its end is missing"),
        _ => damaged("its pixels cannot be read"),
    }
}

/// Numbers of so many bits, the first in the highest bits of a byte; rows begin with a byte.
fn unpacked(packed: &[u8], width: u32, bits: u32) -> impl Iterator<Item = u8> {
    let width = usize::try_from(width).unwrap_or(usize::MAX);
    let in_byte = (8 / bits).max(1);
    let row = width.div_ceil(in_byte as usize).max(1);
    let most = u8::MAX >> (8 - bits);
    packed.chunks(row).flat_map(move |row| {
        let numbers = row.iter().flat_map(move |byte| {
            (1..=in_byte).map(move |place| byte >> (8 - place * bits) & most)
        });
        numbers.take(width)
    })
}

/// The red, green and blue of a brightness and two colours (ITU-R BT.601, as in JPEG).
fn colour(brightness: u8, blue: u8, red: u8) -> [u8; 3] {
    let y = f32::from(brightness);
    let (blue, red) = (f32::from(blue) - 128.0, f32::from(red) - 128.0);
    let byte = |value: f32| value.round().clamp(0.0, 255.0) as u8;
    [
        byte(y + 1.402 * red),
        byte(y - 0.344_136 * blue - 0.714_136 * red),
        byte(y + 1.772 * blue),
    ]
}
