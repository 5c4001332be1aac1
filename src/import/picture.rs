//! PNG and JPEG pictures.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageResult, Limits};

use super::{Picture, Problem};
use crate::pack::Media;

/// The most pixels along one side.
const SIDE_PX: u32 = 30_000;
/// The most memory a picture may take once decoded, in bytes.
const DECODED_BYTES: u64 = 512 * 1024 * 1024;

const HINT: &str =
    "Copy it again from where it came; if it opens in a viewer, save it anew from there.";

/// Reads what is needed to place a picture, without decoding its pixels.
///
/// # Errors
/// [`Problem::Damaged`] and [`Problem::TooManyPixels`].
pub fn read(media: Media, bytes: &Arc<[u8]>, alt: &str) -> Result<Picture, Problem> {
    let header = Header::read(media, bytes)?;
    Ok(Picture {
        bytes: Arc::clone(bytes),
        media,
        width_px: header.width_px,
        height_px: header.height_px,
        orientation: header.orientation,
        alt: alt.to_owned(),
    })
}

/// Decodes a picture once, to learn whether it is whole.
///
/// # Errors
/// [`Problem::Damaged`] and [`Problem::TooManyPixels`].
pub fn check(media: Media, bytes: &[u8]) -> Result<(), Problem> {
    let header = Header::read(media, bytes)?;
    let result = if media == Media::Jpeg {
        // The decoder fills what is missing with grey, so the end is looked for first.
        if !jpeg_has_end(bytes) {
            return Err(damaged("it breaks off before its end"));
        }
        JpegDecoder::new(Cursor::new(bytes)).and_then(decode)
    } else {
        PngDecoder::with_limits(Cursor::new(bytes), limits()).and_then(decode)
    };
    result.map_err(|error| problem(&error, header.width_px, header.height_px))
}

struct Header {
    width_px: u32,
    height_px: u32,
    orientation: u8,
}

impl Header {
    fn read(media: Media, bytes: &[u8]) -> Result<Self, Problem> {
        let read = if media == Media::Jpeg {
            JpegDecoder::new(Cursor::new(bytes)).and_then(Self::of)
        } else {
            PngDecoder::with_limits(Cursor::new(bytes), limits()).and_then(Self::of)
        };
        let header = read.map_err(|error| problem(&error, 0, 0))?;
        let (width_px, height_px) = (header.width_px, header.height_px);
        if width_px == 0 || height_px == 0 {
            return Err(damaged("it has no pixels"));
        }
        let decoded_bytes = u64::from(width_px) * u64::from(height_px) * 4;
        if width_px > SIDE_PX || height_px > SIDE_PX || decoded_bytes > DECODED_BYTES {
            return Err(Problem::TooManyPixels {
                width_px,
                height_px,
            });
        }
        Ok(header)
    }

    fn of(mut decoder: impl ImageDecoder) -> ImageResult<Self> {
        let (width_px, height_px) = decoder.dimensions();
        // A broken EXIF part spoils the orientation only, not the picture.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        Ok(Self {
            width_px,
            height_px,
            orientation: orientation.to_exif(),
        })
    }
}

fn decode(mut decoder: impl ImageDecoder) -> ImageResult<()> {
    decoder.set_limits(limits())?;
    DynamicImage::from_decoder(decoder).map(drop)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PX);
    limits.max_image_height = Some(SIDE_PX);
    limits.max_alloc = Some(DECODED_BYTES);
    limits
}

fn damaged(reason: &str) -> Problem {
    Problem::Damaged {
        reason: reason.to_owned(),
        hint: HINT.into(),
    }
}

fn problem(error: &ImageError, width_px: u32, height_px: u32) -> Problem {
    match error {
        ImageError::Limits(_) => Problem::TooManyPixels {
            width_px,
            height_px,
        },
        ImageError::IoError(_) => damaged("it breaks off before its end"),
        error => damaged(&error.to_string()),
    }
}

/// Whether a JPEG's picture is followed by its end marker. Cameras append previews and data after
/// it, so the segments are walked rather than the last bytes looked at.
fn jpeg_has_end(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some((offset, marker)) = bytes.get(at..).and_then(next_marker) {
        at += offset + 2;
        match marker {
            0xd9 => return true,
            // Markers without a segment, such as the restarts within the picture's data.
            0x00..=0xbf | 0xd0..=0xd8 => {}
            _ => {
                let Some(&[high, low]) = bytes.get(at..at + 2) else {
                    return false;
                };
                at += usize::from(u16::from_be_bytes([high, low])).max(2);
            }
        }
    }
    false
}

/// The next marker: how many bytes before it, and its code.
fn next_marker(bytes: &[u8]) -> Option<(usize, u8)> {
    bytes
        .windows(2)
        .enumerate()
        .find_map(|(offset, pair)| match pair {
            [0xff, code] if !matches!(code, 0x00 | 0xff) => Some((offset, *code)),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;
    use image::{ExtendedColorType, ImageEncoder, ImageFormat, RgbImage};

    use super::*;

    fn sample() -> RgbImage {
        RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 4, y as u8 * 5, 99]))
    }

    fn jpeg(orientation: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new(&mut bytes);
        // A TIFF header, one entry: tag 0x0112, type short, count 1.
        let exif = [
            b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(),
            &[orientation, 0, 0, 0, 0, 0, 0, 0],
        ]
        .concat();
        encoder.set_exif_metadata(exif).unwrap();
        encoder
            .write_image(sample().as_raw(), 64, 48, ExtendedColorType::Rgb8)
            .unwrap();
        bytes
    }

    fn png() -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        sample().write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn size_and_orientation_are_read() {
        for orientation in 1..=8 {
            let picture = read(Media::Jpeg, &jpeg(orientation).into(), "A map").unwrap();
            assert_eq!(picture.orientation, orientation);
            assert_eq!((picture.width_px, picture.height_px), (64, 48));
            assert_eq!(
                picture.upright_px(),
                if orientation < 5 { (64, 48) } else { (48, 64) }
            );
            assert_eq!(picture.alt, "A map");
        }
        assert_eq!(read(Media::Png, &png().into(), "").unwrap().orientation, 1);
    }

    #[test]
    fn a_whole_picture_passes_and_a_cut_one_is_damaged() {
        for (media, bytes) in [(Media::Jpeg, jpeg(6)), (Media::Png, png())] {
            assert_eq!(check(media, &bytes), Ok(()));
            let with_trailer = [bytes.as_slice(), b"camera data"].concat();
            assert_eq!(check(media, &with_trailer), Ok(()));
            for kept in [bytes.len() - 20, bytes.len() / 2, 40, 4] {
                let error = check(media, &bytes[..kept]).unwrap_err();
                assert!(
                    matches!(error, Problem::Damaged { .. }),
                    "{media:?} {kept}: {error}"
                );
            }
        }
    }

    #[test]
    fn a_picture_of_absurd_size_is_refused_by_its_header() {
        let mut bytes = png();
        bytes[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        let crc = crc32(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&crc.to_be_bytes());
        let error = check(Media::Png, &bytes).unwrap_err();
        assert!(matches!(error, Problem::TooManyPixels { .. }), "{error}");
    }

    #[test]
    #[ignore = "a measurement"]
    fn a_photograph_of_24_megapixels_is_checked() {
        let photo = RgbImage::from_fn(6000, 4000, |x, y| {
            let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 13;
            image::Rgb([(x / 24) as u8, (y / 16) as u8, noise as u8 / 4])
        });
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 90)
            .write_image(photo.as_raw(), 6000, 4000, ExtendedColorType::Rgb8)
            .unwrap();
        let started = std::time::Instant::now();
        assert_eq!(check(Media::Jpeg, &bytes), Ok(()));
        println!("{} bytes checked in {:?}", bytes.len(), started.elapsed());
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 {
                    (crc >> 1) ^ 0xedb8_8320
                } else {
                    crc >> 1
                }
            })
        })
    }
}
