//! Cropping: what the author of a document has cut off a picture must not be in the pack.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;

use super::{problem, raster};
use crate::import::{Picture, Problem};
use crate::pack::Media;

/// The whole of a side, in the unit of [`Crop`]: thousandths of a percent.
const WHOLE: u32 = 100_000;

/// How much is cut off the sides of a picture, before it is turned upright: parts of its width and
/// of its height, in thousandths of a percent as ECMA-376 part 1, 20.1.8.55 writes them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Crop {
    pub left: u32,
    pub top: u32,
    pub right: u32,
    pub bottom: u32,
}

impl Crop {
    /// Whether all of the picture is shown.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// What is left of a PNG or JPEG picture, as PNG. A pixel that is cut through stays.
    ///
    /// # Errors
    /// [`Problem::Damaged`], [`Problem::TooManyPixels`], and [`Problem::Empty`] if nothing is left.
    pub fn cut(self, picture: &Picture) -> Result<Picture, Problem> {
        if self.is_nothing() {
            return Ok(picture.clone());
        }
        let (x, width) = kept(picture.width_px, self.left, self.right).ok_or(Problem::Empty)?;
        let (y, height) = kept(picture.height_px, self.top, self.bottom).ok_or(Problem::Empty)?;
        let input = Cursor::new(&*picture.bytes);
        let (image, _) = if picture.media == Media::Jpeg {
            raster::decode(JpegDecoder::new(input))?
        } else {
            raster::decode(PngDecoder::with_limits(input, super::limits()))?
        };
        let bytes = raster::png(image.crop_imm(x, y, width, height))
            .map_err(|error| problem(&error, width, height))?;
        Ok(Picture {
            bytes: bytes.into(),
            media: Media::Png,
            width_px: width,
            height_px: height,
            ..picture.clone()
        })
    }
}

/// Where what is kept of a side begins, and how long it is, in pixels.
fn kept(side_px: u32, before: u32, after: u32) -> Option<(u32, u32)> {
    let pixels = |part: u32| {
        let cut = u64::from(side_px) * u64::from(part.min(WHOLE)) / u64::from(WHOLE);
        u32::try_from(cut).ok()
    };
    let (before, after) = (pixels(before)?, pixels(after)?);
    let length = side_px.checked_sub(before)?.checked_sub(after)?;
    (length > 0).then_some((before, length))
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

    use super::*;
    use crate::import::picture::to_embedded;

    /// A picture whose every pixel tells where it was.
    fn picture(format: ImageFormat) -> Picture {
        let image = RgbImage::from_fn(10, 4, |x, y| Rgb([x as u8 * 20, y as u8 * 60, 0]));
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(image)
            .write_to(&mut bytes, format)
            .unwrap();
        to_embedded(&bytes.into_inner()).unwrap()
    }

    #[test]
    fn what_is_cut_off_is_in_the_picture_no_more() {
        let crop = Crop {
            left: 20_000,
            top: 25_000,
            right: 50_000,
            bottom: 0,
        };
        let cut = crop.cut(&picture(ImageFormat::Png)).unwrap();
        let image = image::load_from_memory(&cut.bytes).unwrap().into_rgb8();
        assert_eq!((image.width(), image.height()), (3, 3));
        assert_eq!((cut.width_px, cut.height_px, cut.media), (3, 3, Media::Png));
        assert_eq!(image.get_pixel(0, 0), &Rgb([40, 60, 0]));
        assert_eq!(image.get_pixel(2, 2), &Rgb([80, 180, 0]));
        let photo = crop.cut(&picture(ImageFormat::Jpeg)).unwrap();
        assert_eq!((photo.width_px, photo.media), (3, Media::Png));
    }

    #[test]
    fn a_picture_that_is_not_cropped_stays_as_it_is_and_one_cut_away_is_none() {
        let whole = picture(ImageFormat::Jpeg);
        assert_eq!(Crop::default().cut(&whole).as_ref(), Ok(&whole));
        for (left, right) in [(60_000, 40_000), (u32::MAX, u32::MAX)] {
            let crop = Crop {
                left,
                right,
                ..Crop::default()
            };
            assert_eq!(crop.cut(&whole), Err(Problem::Empty));
        }
    }
}
