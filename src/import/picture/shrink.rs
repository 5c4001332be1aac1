//! Making pictures smaller: signs and logos that a document shows small.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::imageops::FilterType;

use super::{problem, raster};
use crate::import::{Picture, Problem};
use crate::pack::Media;

/// A PNG or JPEG picture whose longer side is at most this long, in pixels; the picture itself
/// where it is no longer.
///
/// # Errors
/// [`Problem::Damaged`] and [`Problem::TooManyPixels`].
pub fn shrunk(picture: &Picture, longest_px: u32) -> Result<Picture, Problem> {
    if picture.width_px.max(picture.height_px) <= longest_px {
        return Ok(picture.clone());
    }
    let input = Cursor::new(&*picture.bytes);
    let (image, _) = if picture.media == Media::Jpeg {
        raster::decode(JpegDecoder::new(input))?
    } else {
        raster::decode(PngDecoder::with_limits(input, super::limits()))?
    };
    let small = image.resize(longest_px, longest_px, FilterType::Triangle);
    let (width_px, height_px) = (small.width(), small.height());
    let bytes = raster::png(small).map_err(|error| problem(&error, width_px, height_px))?;
    Ok(Picture {
        bytes: bytes.into(),
        media: Media::Png,
        width_px,
        height_px,
        ..picture.clone()
    })
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

    use super::*;
    use crate::import::picture::to_embedded;

    #[test]
    fn a_large_picture_is_made_smaller_and_a_small_one_kept() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let mut bytes = Cursor::new(Vec::new());
            DynamicImage::ImageRgb8(RgbImage::from_pixel(40, 20, Rgb([9, 90, 200])))
                .write_to(&mut bytes, format)
                .unwrap();
            let whole = to_embedded(&bytes.into_inner()).unwrap();
            assert_eq!(shrunk(&whole, 40).unwrap(), whole);
            let small = shrunk(&whole, 10).unwrap();
            assert_eq!((small.width_px, small.height_px), (10, 5));
            assert_eq!(to_embedded(&small.bytes).unwrap().width_px, 10);
        }
    }
}
