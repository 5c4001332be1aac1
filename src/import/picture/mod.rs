//! Pictures: PNG and JPEG as they are, all others drawn or decoded and kept as PNG.

mod crop;
mod raster;
mod shrink;
mod svg;
#[cfg(test)]
mod tests;
mod tiff;
mod turn;

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::error::ImageFormatHint;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageResult, Limits};

pub use self::crop::Crop;
pub use self::shrink::shrunk;
use self::svg::Scale;
use super::{Picture, Problem, sniff};
use crate::pack::{Extent, Media, ShownPage};

/// The most pixels along one side.
const SIDE_PX: u32 = 30_000;
/// The most memory a picture may take once decoded, in bytes.
const DECODED_BYTES: u64 = 512 * 1024 * 1024;

const HINT: &str =
    "Copy it again from where it came; if it opens in a viewer, save it anew from there.";

/// The pictures of a file of any kind that holds pictures, each on a page of its own: the pages of
/// a TIFF, and one for any other. `extent` chooses among them and turns them.
///
/// # Errors
/// [`Problem::Damaged`], also for a page that is not there, [`Problem::TooManyPixels`] and
/// [`Problem::BeyondLimit`].
pub fn pages(
    media: Media,
    bytes: &Arc<[u8]>,
    extent: &Extent,
    alt: &str,
) -> Result<Vec<Picture>, Problem> {
    let frames = match media {
        Media::Tiff => tiff::frames(bytes)?,
        _ => Vec::new(),
    };
    let count = frames.len().max(1);
    let all: Vec<ShownPage> = (1..).take(count).map(ShownPage::upright).collect();
    let shown = match extent {
        Extent::Pages(pages) => pages.pages(),
        _ => &all,
    };
    if let Some(absent) = shown.iter().find(|shown| shown.page as usize > count) {
        let number = absent.page;
        return Err(damaged(&format!(
            "page {number} is shown, but the last is {count}"
        )));
    }
    let mut pictures = if media == Media::Tiff {
        let frame = |shown: &ShownPage| frames.get(shown.page as usize - 1).copied();
        tiff::decode(bytes, &shown.iter().filter_map(frame).collect::<Vec<_>>())?
    } else {
        vec![only(media, bytes, Scale::Page)?; shown.len()]
    };
    for (picture, shown) in pictures.iter_mut().zip(shown) {
        picture.alt = match media {
            Media::Tiff if count > 1 => format!("{alt}, page {}", shown.page),
            _ => alt.to_owned(),
        };
        picture.orientation = turn::turned(picture.orientation, shown.turn);
    }
    Ok(pictures)
}

/// Reads a file of any kind that holds pictures once, to learn whether it is whole. What comes back
/// is what the person should know, a sentence each.
///
/// # Errors
/// As [`pages`].
pub fn inspect(media: Media, bytes: &[u8]) -> Result<Vec<String>, Problem> {
    match media {
        Media::Png | Media::Jpeg => check(media, bytes)?,
        Media::Tiff => {
            tiff::check(bytes, &tiff::frames(bytes)?)?;
        }
        Media::Svg => {
            svg::draw(bytes, Scale::Page)?;
        }
        _ => {
            raster::read(media, bytes)?;
            if raster::is_animated(media, bytes) {
                return Ok(vec![
                    "It is an animation; only its first picture is shown.".to_owned(),
                ]);
            }
        }
    }
    Ok(Vec::new())
}

/// A picture within a text, from the bytes of a file of any kind that holds pictures. It has no
/// description yet.
///
/// # Errors
/// As [`pages`], and [`Problem::Unsupported`] for what is no picture.
pub fn to_embedded(bytes: &[u8]) -> Result<Picture, Problem> {
    let media = sniff("", bytes).map_err(|error| error.problem)?;
    match media {
        Media::Png | Media::Jpeg => {
            check(media, bytes)?;
            read(media, &bytes.into(), "")
        }
        Media::Tiff => {
            let frames = tiff::frames(bytes)?;
            let mut pictures = tiff::decode(bytes, frames.get(..1).unwrap_or_default())?;
            pictures
                .pop()
                .ok_or_else(|| damaged("there is no page in it"))
        }
        Media::Svg | Media::WebP | Media::Gif | Media::Bmp => {
            only(media, &bytes.into(), Scale::Text)
        }
        other => Err(Problem::Unsupported {
            what: format!("a file of the kind {}, not a picture", other.name()),
            hint: HINT.into(),
        }),
    }
}

/// The picture of a file that holds but one.
fn only(media: Media, bytes: &Arc<[u8]>, scale: Scale) -> Result<Picture, Problem> {
    match media {
        Media::Png | Media::Jpeg => read(media, bytes, ""),
        Media::Svg => svg::draw(bytes, scale),
        _ => raster::read(media, bytes),
    }
}

/// Reads what is needed to place a PNG or JPEG picture, without decoding its pixels.
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
        shown_pt: None,
    })
}

/// Decodes a PNG or JPEG picture once, to learn whether it is whole.
///
/// # Errors
/// [`Problem::Damaged`] and [`Problem::TooManyPixels`].
pub fn check(media: Media, bytes: &[u8]) -> Result<(), Problem> {
    let header = Header::read(media, bytes)?;
    let result = if media == Media::Jpeg {
        // The decoder fills what is missing with grey, so the end is looked for first.
        if !jpeg_has_end(bytes) {
            return Err(damaged("its end is missing"));
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
            if let Some((width_px, height_px)) = sides_of_png(bytes) {
                within_limits(width_px, height_px)?;
            }
            PngDecoder::with_limits(Cursor::new(bytes), limits()).and_then(Self::of)
        };
        let header = read.map_err(|error| problem(&error, 0, 0))?;
        let (width_px, height_px) = (header.width_px, header.height_px);
        within_limits(width_px, height_px)?;
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

/// The width and height that a PNG declares first, before anything is decoded (PNG, section 11.2.1).
fn sides_of_png(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_be_bytes(four.try_into().ok()?))
    };
    side(16).zip(side(20))
}

fn within_limits(width_px: u32, height_px: u32) -> Result<(), Problem> {
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
    Ok(())
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

fn rare(kind: &str) -> Problem {
    Problem::Unsupported {
        what: format!("a {kind} of a rare kind"),
        hint: "Open it in a viewer, save it as PNG or PDF and add that.".into(),
    }
}

fn problem(error: &ImageError, width_px: u32, height_px: u32) -> Problem {
    match error {
        ImageError::Limits(_) => Problem::TooManyPixels {
            width_px,
            height_px,
        },
        ImageError::IoError(_) => damaged("its end is missing"),
        ImageError::Unsupported(error) => {
            let is_tiff = error.format_hint() == ImageFormatHint::Exact(ImageFormat::Tiff);
            rare(if is_tiff { "TIFF" } else { "picture" })
        }
        _ => damaged("its pixels cannot be read"),
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
