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
