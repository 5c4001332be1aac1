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

/// A TIFF of grey pages of 8 × 4 pixels, each of its own shade; their directories stand at the end.
/// `links` says where each leads to: the index of the next, or none.
fn tiff(shades: &[u8], links: &[Option<usize>]) -> Vec<u8> {
    const PIXELS: usize = 32;
    const ENTRIES: u16 = 9;
    let pixels_end = 8 + shades.len() * PIXELS;
    let directory =
        |index: usize| (pixels_end + index * (2 + usize::from(ENTRIES) * 12 + 4)) as u32;
    let mut bytes = b"II*\0".to_vec();
    bytes.extend(directory(0).to_le_bytes());
    for shade in shades {
        bytes.extend([*shade; PIXELS]);
    }
    for (index, link) in links.iter().enumerate() {
        bytes.extend(ENTRIES.to_le_bytes());
        let strip = (8 + index * PIXELS) as u32;
        // Width, height, bits, compression, colour, strip, orientation, rows, length of the strip.
        for (tag, value) in [
            (256_u16, 8_u32),
            (257, 4),
            (258, 8),
            (259, 1),
            (262, 1),
            (273, strip),
            (274, if index == 1 { 6 } else { 1 }),
            (278, 4),
            (279, PIXELS as u32),
        ] {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(4_u16.to_le_bytes());
            bytes.extend(1_u32.to_le_bytes());
            bytes.extend(value.to_le_bytes());
        }
        bytes.extend(link.map_or(0, directory).to_le_bytes());
    }
    bytes
}

fn three_pages() -> Arc<[u8]> {
    tiff(&[10, 120, 240], &[Some(1), Some(2), None]).into()
}

fn shade(picture: &Picture) -> u8 {
    assert_eq!(picture.media, Media::Png);
    let image = image::load_from_memory(&picture.bytes).unwrap();
    image.to_luma8().get_pixel(0, 0).0[0]
}

#[test]
fn each_page_of_a_tiff_is_a_picture() {
    let bytes = three_pages();
    assert_eq!(inspect(Media::Tiff, &bytes), Ok(Vec::new()));
    let pages = pages(Media::Tiff, &bytes, &Extent::Whole, "Scan").unwrap();
    assert_eq!(pages.iter().map(shade).collect::<Vec<_>>(), [10, 120, 240]);
    let turns: Vec<u8> = pages.iter().map(|page| page.orientation).collect();
    assert_eq!(turns, [1, 6, 1]);
    assert_eq!(pages[2].alt, "Scan, page 3");
}

#[test]
fn an_excerpt_shows_the_pages_it_names_turned_as_it_says() {
    let chosen = |pages: &str| Extent::Pages(pages.parse().unwrap());
    let shown = pages(Media::Tiff, &three_pages(), &chosen("3, 2 right, 2"), "").unwrap();
    assert_eq!(shown.iter().map(shade).collect::<Vec<_>>(), [240, 120, 120]);
    let turns: Vec<u8> = shown.iter().map(|page| page.orientation).collect();
    assert_eq!(turns, [1, 3, 6]);
    let error = pages(Media::Tiff, &three_pages(), &chosen("4"), "").unwrap_err();
    assert!(error.to_string().contains("page 4"), "{error}");
    let turned = pages(Media::Png, &png().into(), &chosen("1 left"), "").unwrap();
    assert_eq!(turned[0].orientation, 8);
    assert_eq!(turned[0].media, Media::Png);
}

#[test]
fn a_tiff_of_a_rare_kind_is_not_called_damaged() {
    let mut bytes = tiff(&[10], &[None]);
    // The entry that says how colours are kept: 3 is by a palette.
    let entry = [262_u16.to_le_bytes(), 4_u16.to_le_bytes()].concat();
    let at = bytes.windows(4).position(|it| it == entry).unwrap();
    bytes[at + 8] = 3;
    let error = inspect(Media::Tiff, &bytes).unwrap_err();
    assert!(matches!(error, Problem::Unsupported { .. }), "{error}");
    assert!(
        error.to_string().contains("a TIFF of a rare kind"),
        "{error}"
    );
    assert!(error.hint().contains("save it as PNG or PDF"));
}

#[test]
fn a_tiff_whose_pages_run_in_a_circle_is_refused() {
    let circle = tiff(&[1, 2], &[Some(1), Some(0)]);
    let error = inspect(Media::Tiff, &circle).unwrap_err();
    assert!(error.to_string().contains("in a circle"), "{error}");
    for kept in 0..circle.len() {
        assert!(inspect(Media::Tiff, &circle[..kept]).is_err());
    }
}

#[test]
fn a_tiff_of_absurd_size_is_refused_by_its_directory() {
    let mut bytes = tiff(&[1], &[None]);
    let width = bytes.len() - 4 - 9 * 12 + 8;
    bytes[width..width + 4].copy_from_slice(&60_000_u32.to_le_bytes());
    let error = inspect(Media::Tiff, &bytes).unwrap_err();
    assert!(matches!(error, Problem::TooManyPixels { .. }), "{error}");
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
