//! Pictures within office documents.

use std::sync::Arc;

use super::super::picture::Crop;
use super::super::{Picture, Problem, picture as pictures};

/// A picture from its file's bytes. PNG and JPEG stay as they are, what else can be decoded becomes
/// PNG.
///
/// # Errors
/// Why it cannot be shown, as an addition to a sentence.
pub fn picture(bytes: &Arc<[u8]>, alt: &str) -> Result<Picture, String> {
    let picture = pictures::to_embedded(bytes).map_err(|problem| match problem {
        Problem::Damaged { reason, .. } => format!("it is damaged: {reason}"),
        Problem::Unsupported { .. } => unknown(bytes).to_owned(),
        problem => problem.to_string(),
    })?;
    Ok(Picture {
        alt: alt.to_owned(),
        ..picture
    })
}

/// What a document shows of a picture: the rest of it is not kept.
///
/// # Errors
/// Why it cannot be shown, as an addition to a sentence.
pub fn cropped(picture: &Picture, crop: Crop) -> Result<Picture, String> {
    crop.cut(picture).map_err(|problem| match problem {
        Problem::Empty => "it is completely cropped".to_owned(),
        Problem::Damaged { reason, .. } => format!("it is damaged: {reason}"),
        problem => problem.to_string(),
    })
}

fn unknown(bytes: &[u8]) -> &'static str {
    if bytes.get(40..44) == Some(b" EMF") || bytes.starts_with(&[0xd7, 0xcd, 0xc6, 0x9a]) {
        "it is a Windows metafile, which only Office programs can draw"
    } else {
        "it is of an unknown kind"
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat, RgbImage};

    use super::*;
    use crate::pack::Media;

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
            (b"nothing".to_vec(), "an unknown kind"),
            (cut, "it is damaged"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "it is damaged"),
        ] {
            let error = picture(&bytes.into(), "").unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
    }
}
