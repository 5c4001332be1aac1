//! Pictures that are kept as PNG once they are read: WebP, GIF and bitmaps.

use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageError, ImageResult};

use super::{limits, problem, within_limits};
use crate::import::{Picture, Problem};
use crate::pack::Media;

/// Reads a picture of one frame, or the first frame of an animation, as PNG.
///
/// # Errors
/// [`Problem::Damaged`] and [`Problem::TooManyPixels`].
pub fn read(media: Media, bytes: &[u8]) -> Result<Picture, Problem> {
    let input = || Cursor::new(bytes);
    match media {
        Media::WebP => first_frame(WebPDecoder::new(input())),
        Media::Gif => first_frame(GifDecoder::new(input())),
        _ => first_frame(BmpDecoder::new(input())),
    }
}

/// Whether there is a second frame.
pub fn is_animated(media: Media, bytes: &[u8]) -> bool {
    match media {
        Media::WebP => {
            WebPDecoder::new(Cursor::new(bytes)).is_ok_and(|decoder| decoder.has_animation())
        }
        Media::Gif => GifDecoder::new(Cursor::new(bytes))
            .is_ok_and(|decoder| decoder.into_frames().take(2).count() == 2),
        _ => false,
    }
}

/// Decodes one frame and keeps it as PNG.
///
/// # Errors
/// [`Problem::Damaged`] and [`Problem::TooManyPixels`].
pub fn first_frame(decoder: ImageResult<impl ImageDecoder>) -> Result<Picture, Problem> {
    let (image, orientation) = decode(decoder)?;
    keep(image, orientation)
}

/// Keeps pixels as PNG.
///
/// # Errors
/// [`Problem::TooManyPixels`].
pub fn keep(image: DynamicImage, orientation: Orientation) -> Result<Picture, Problem> {
    let (width_px, height_px) = (image.width(), image.height());
    let bytes = png(image).map_err(|error| problem(&error, width_px, height_px))?;
    Ok(Picture {
        bytes: bytes.into(),
        media: Media::Png,
        width_px,
        height_px,
        orientation: orientation.to_exif(),
        alt: String::new(),
        shown_pt: None,
    })
}

/// Decodes one frame, to learn whether it is whole.
///
/// # Errors
/// [`Problem::Damaged`] and [`Problem::TooManyPixels`].
pub fn check(decoder: ImageResult<impl ImageDecoder>) -> Result<(), Problem> {
    decode(decoder).map(drop)
}

/// The pixels of one frame as they are stored, and how they are turned upright.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Unsupported`] and [`Problem::TooManyPixels`].
pub fn decode(
    decoder: ImageResult<impl ImageDecoder>,
) -> Result<(DynamicImage, Orientation), Problem> {
    let mut decoder = decoder.map_err(|error| problem(&error, 0, 0))?;
    let (width_px, height_px) = decoder.dimensions();
    within_limits(width_px, height_px)?;
    let named = |error: ImageError| problem(&error, width_px, height_px);
    // A broken EXIF part spoils the orientation only, not the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    decoder.set_limits(limits()).map_err(named)?;
    let image = DynamicImage::from_decoder(decoder).map_err(named)?;
    Ok((image, orientation))
}

/// A picture as PNG of at most 8 bits to the channel, without the channels that say nothing.
pub fn png(image: DynamicImage) -> ImageResult<Vec<u8>> {
    let color = image.color();
    let image = match (color.has_color(), color.has_alpha()) {
        (false, false) => DynamicImage::ImageLuma8(image.into_luma8()),
        (false, true) => DynamicImage::ImageLumaA8(image.into_luma_alpha8()),
        (true, false) => DynamicImage::ImageRgb8(image.into_rgb8()),
        (true, true) => {
            let image = image.into_rgba8();
            if image.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
                DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(image).into_rgb8())
            } else {
                DynamicImage::ImageRgba8(image)
            }
        }
    };
    let mut bytes = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
    image.write_with_encoder(encoder)?;
    Ok(bytes)
}
