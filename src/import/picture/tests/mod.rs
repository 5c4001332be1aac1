mod tiff;

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

#[test]
fn other_pictures_become_png() {
    for (format, media) in [
        (ImageFormat::WebP, Media::WebP),
        (ImageFormat::Gif, Media::Gif),
        (ImageFormat::Bmp, Media::Bmp),
        (ImageFormat::Tiff, Media::Tiff),
    ] {
        let mut bytes = Cursor::new(Vec::new());
        sample().write_to(&mut bytes, format).unwrap();
        let bytes = bytes.into_inner();
        assert_eq!(sniff("a", &bytes), Ok(media));
        assert_eq!(inspect(media, &bytes), Ok(Vec::new()));
        let picture = to_embedded(&bytes).unwrap();
        assert_eq!((picture.width_px, picture.height_px), (64, 48));
        assert_eq!(check(picture.media, &picture.bytes), Ok(()));
        assert!(
            inspect(media, &bytes[..bytes.len() / 3]).is_err(),
            "{media:?}"
        );
    }
    let kept = to_embedded(&jpeg(6)).unwrap();
    assert_eq!((kept.media, kept.orientation), (Media::Jpeg, 6));
    assert_eq!(*kept.bytes, jpeg(6));
    assert!(matches!(
        to_embedded(b"words"),
        Err(Problem::Unsupported { .. })
    ));
}

#[test]
fn a_picture_that_moves_is_told() {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    let frame = || image::Frame::new(image::RgbaImage::new(4, 4));
    encoder.encode_frames([frame(), frame()]).unwrap();
    drop(encoder);
    assert_eq!(inspect(Media::Gif, &bytes).unwrap().len(), 1);
    let pages = pages(Media::Gif, &bytes.into(), &Extent::Whole, "").unwrap();
    assert_eq!(pages.len(), 1);
}

fn drawing(inner: &str) -> String {
    format!(
        "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' \
         xmlns:xlink='http://www.w3.org/1999/xlink' width='100' height='50'>{inner}</svg>"
    )
}

fn pixel(svg: &str, x: u32, y: u32) -> [u8; 4] {
    let picture = to_embedded(svg.as_bytes()).unwrap();
    let image = image::load_from_memory(&picture.bytes).unwrap();
    image.to_rgba8().get_pixel(x, y).0
}

#[test]
fn a_drawing_is_drawn_as_large_as_a_page_needs() {
    let svg = drawing("<rect width='100' height='50' fill='#f00'/>");
    assert_eq!(pixel(&svg, 50, 25), [255, 0, 0, 255]);
    let embedded = to_embedded(svg.as_bytes()).unwrap();
    assert_eq!((embedded.width_px, embedded.height_px), (100, 50));
    let page = pages(Media::Svg, &svg.as_bytes().into(), &Extent::Whole, "").unwrap();
    assert_eq!((page[0].width_px, page[0].height_px), (2400, 1200));
}

#[test]
fn a_drawing_has_words_in_the_bundled_fonts() {
    let words = drawing("<text x='2' y='40' font-size='40' font-family='Nowhere'>WWW</text>");
    let picture = to_embedded(words.as_bytes()).unwrap();
    let image = image::load_from_memory(&picture.bytes).unwrap().to_rgba8();
    assert!(
        image.pixels().any(|pixel| pixel.0[3] == 255),
        "there is ink"
    );
}

#[test]
fn a_drawing_reads_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("red.png");
    image::RgbImage::from_pixel(9, 9, image::Rgb([255, 0, 0]))
        .save(&path)
        .unwrap();
    let address = path.display();
    let svg = drawing(&format!(
        "<rect width='100' height='50' fill='#00f'/>\
         <image width='100' height='50' preserveAspectRatio='none' xlink:href='{address}'/>"
    ));
    assert_eq!(pixel(&svg, 50, 25), [0, 0, 255, 255]);
}

#[test]
fn a_drawing_cannot_grow_by_the_names_it_defines() {
    let rect = "<rect width='100' height='50' fill='&red;'/>";
    let names = |names: &str, inner: &str| {
        let svg = drawing(inner);
        svg.replacen(
            "<svg",
            &format!("<!DOCTYPE svg PUBLIC '-//W3C' 'x' [{names}]><svg"),
            1,
        )
    };
    let honest = names("<!ENTITY red '#f00'>", rect);
    assert_eq!(pixel(&honest, 50, 25), [255, 0, 0, 255]);
    let bomb = names(
        "<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY red '&b;&b;&b;&b;'>",
        rect,
    );
    let error = to_embedded(bomb.as_bytes()).unwrap_err();
    assert!(matches!(error, Problem::BeyondLimit { .. }), "{error}");
    let many = names("<!ENTITY red '#f00'>", &rect.repeat(10_001));
    assert!(matches!(
        to_embedded(many.as_bytes()),
        Err(Problem::BeyondLimit { .. })
    ));
    let deep = drawing(&format!("{}{}", "<g>".repeat(5_000), "</g>".repeat(5_000)));
    assert!(matches!(
        to_embedded(deep.as_bytes()),
        Err(Problem::BeyondLimit { .. })
    ));
}
