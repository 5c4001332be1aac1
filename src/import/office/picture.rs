//! Pictures within office documents.

use std::io::Cursor;
use std::sync::Arc;

use image::{ImageFormat, ImageReader, Limits};

use super::super::{Picture, Problem, picture as pictures};
use crate::pack::Media;

/// The most pixels along one side of a picture that is turned into another kind.
const SIDE_PX: u32 = 12_000;
/// The most memory that a picture takes while it is turned into another kind, in bytes.
const DECODED_BYTES: u64 = 256 << 20;

/// A picture from its file's bytes. PNG and JPEG stay as they are, what else can be decoded becomes
/// PNG.
///
/// # Errors
/// Why it cannot be shown, as an addition to a sentence.
pub fn picture(bytes: &Arc<[u8]>, alt: &str) -> Result<Picture, String> {
    match image::guess_format(bytes) {
        Ok(ImageFormat::Png) => whole(Media::Png, bytes, alt),
        Ok(ImageFormat::Jpeg) => whole(Media::Jpeg, bytes, alt),
        Ok(format) => {
            let png: Arc<[u8]> = converted(bytes, format)
                .map_err(|error| format!("it could not be decoded: {error}"))?
                .into();
            whole(Media::Png, &png, alt)
        }
        Err(_) => Err(unknown(bytes).to_owned()),
    }
}

fn whole(media: Media, bytes: &Arc<[u8]>, alt: &str) -> Result<Picture, String> {
    let reason = |problem: Problem| match problem {
        Problem::Damaged { reason, .. } => format!("it is damaged: {reason}"),
        problem => problem.to_string(),
    };
    pictures::check(media, bytes).map_err(reason)?;
    pictures::read(media, bytes, alt).map_err(reason)
}

fn converted(bytes: &[u8], format: ImageFormat) -> image::ImageResult<Vec<u8>> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PX);
    limits.max_image_height = Some(SIDE_PX);
    limits.max_alloc = Some(DECODED_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut png = Cursor::new(Vec::new());
    reader.decode()?.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}

fn unknown(bytes: &[u8]) -> &'static str {
    if bytes.get(40..44) == Some(b" EMF") || bytes.starts_with(&[0xd7, 0xcd, 0xc6, 0x9a]) {
        "it is a Windows metafile, which only Office programs can draw"
    } else if bytes.windows(4).take(1000).any(|window| window == b"<svg") {
        "it is an SVG drawing without a picture to stand for it"
    } else {
        "it is of an unknown kind"
    }
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, RgbImage};

    use super::*;

    fn file(format: ImageFormat) -> Arc<[u8]> {
        let image = RgbImage::from_pixel(6, 4, image::Rgb([9, 90, 200]));
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(image)
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner().into()
    }

    #[test]
    fn what_a_pack_holds_stays_and_other_kinds_become_png() {
        for (format, media) in [
            (ImageFormat::Png, Media::Png),
            (ImageFormat::Jpeg, Media::Jpeg),
            (ImageFormat::Bmp, Media::Png),
            (ImageFormat::Gif, Media::Png),
            (ImageFormat::Tiff, Media::Png),
        ] {
            let bytes = file(format);
            let made = picture(&bytes, "A map").unwrap();
            assert_eq!((made.media, made.width_px, made.height_px), (media, 6, 4));
            assert_eq!(made.alt, "A map");
            let is_kept = matches!(format, ImageFormat::Png | ImageFormat::Jpeg);
            assert_eq!(made.bytes == bytes, is_kept, "{format:?}");
        }
    }

    #[test]
    fn what_cannot_be_shown_says_why() {
        let mut emf = vec![0; 40];
        emf.extend(b" EMF");
        let mut cut = file(ImageFormat::Bmp).to_vec();
        cut.truncate(30);
        for (bytes, reason) in [
            (emf, "a Windows metafile"),
            (b"<?xml version='1.0'?><svg/>".to_vec(), "an SVG drawing"),
            (b"nothing".to_vec(), "an unknown kind"),
            (cut, "could not be decoded"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "it is damaged"),
        ] {
            let error = picture(&bytes.into(), "").unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
    }
}
