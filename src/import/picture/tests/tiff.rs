//! TIFF made in code.

use super::*;

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
    // The entry that says how colours are kept: 8 is by lightness and two colours (CIE L*a*b*).
    let entry = [262_u16.to_le_bytes(), 4_u16.to_le_bytes()].concat();
    let at = bytes.windows(4).position(|it| it == entry).unwrap();
    bytes[at + 8] = 8;
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
    assert!(
        error.to_string().contains("list of pages never ends"),
        "{error}"
    );
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

/// A TIFF of one page with these entries, the values of which are numbers of 32 bits or stand behind
/// the pixels in 16 bits each.
fn page(pixels: &[u8], entries: &[(u16, &[u16])]) -> Vec<u8> {
    let mut bytes = b"II*\0\0\0\0\0".to_vec();
    bytes.extend(pixels);
    let mut all: Vec<(u16, u16, u32, u32)> = vec![(273, 4, 1, 8), (279, 4, 1, pixels.len() as u32)];
    for (tag, values) in entries {
        if let [value] = values {
            all.push((*tag, 3, 1, u32::from(*value)));
            continue;
        }
        all.push((*tag, 3, values.len() as u32, bytes.len() as u32));
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }
    all.sort_unstable();
    let directory = bytes.len() as u32;
    bytes[4..8].copy_from_slice(&directory.to_le_bytes());
    bytes.extend((all.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in all {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend([0; 4]);
    bytes
}

fn decoded(bytes: &[u8]) -> RgbImage {
    assert_eq!(inspect(Media::Tiff, bytes), Ok(Vec::new()));
    let pages = pages(Media::Tiff, &bytes.into(), &Extent::Whole, "").unwrap();
    image::load_from_memory(&pages[0].bytes).unwrap().to_rgb8()
}

#[test]
fn a_page_with_a_palette_is_shown_in_its_colours() {
    // Red, green, blue, white; then black.
    let full = |set: &[usize], count: usize| -> Vec<u16> {
        let value = |index| if set.contains(&index) { 0xffff } else { 0 };
        (0..count).map(value).collect()
    };
    let map = |count: usize| {
        [
            full(&[0, 3], count),
            full(&[1, 3], count),
            full(&[2, 3], count),
        ]
        .concat()
    };
    let colours: [[u8; 3]; 5] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255; 3], [0; 3]];
    for (bits, pixels) in [
        (8, vec![0, 1, 2, 3, 4, 4, 3, 2, 1, 0]),
        (4, vec![0x01, 0x23, 0x40, 0x43, 0x21, 0x00]),
    ] {
        let bytes = page(
            &pixels,
            &[
                (256, &[5]),
                (257, &[2]),
                (258, &[bits]),
                (259, &[1]),
                (262, &[3]),
                (277, &[1]),
                (278, &[2]),
                (320, &map(1 << bits)),
            ],
        );
        let image = decoded(&bytes);
        for (x, colour) in (0..).zip(colours) {
            assert_eq!(image.get_pixel(x, 0).0, colour, "{bits} bits, column {x}");
            assert_eq!(
                image.get_pixel(4 - x, 1).0,
                colour,
                "{bits} bits, column {x}"
            );
        }
        for kept in 0..bytes.len() {
            assert!(inspect(Media::Tiff, &bytes[..kept]).is_err(), "{kept}");
        }
    }
}

#[test]
fn shades_of_few_bits_are_shown() {
    for (colours, first, second) in [(1, 0, 255), (0, 255, 0)] {
        let bytes = page(
            &[0x0f, 0x50],
            &[
                (256, &[3]),
                (257, &[1]),
                (258, &[4]),
                (259, &[1]),
                (262, &[colours]),
                (277, &[1]),
                (278, &[1]),
            ],
        );
        let image = decoded(&bytes);
        assert_eq!(image.get_pixel(0, 0).0, [first; 3]);
        assert_eq!(image.get_pixel(1, 0).0, [second; 3]);
    }
}

#[test]
fn a_page_kept_as_a_jpeg_is_shown_in_its_colours() {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 95)
        .write_image(sample().as_raw(), 64, 48, ExtendedColorType::Rgb8)
        .unwrap();
    let bytes = page(
        &jpeg,
        &[
            (256, &[64]),
            (257, &[48]),
            (258, &[8, 8, 8]),
            (259, &[7]),
            (262, &[6]),
            (277, &[3]),
            (278, &[48]),
        ],
    );
    let image = decoded(&bytes);
    for (x, y) in [(3, 3), (60, 4), (30, 40)] {
        let (shown, meant) = (image.get_pixel(x, y).0, sample().get_pixel(x, y).0);
        let near = shown.iter().zip(meant).all(|(a, b)| a.abs_diff(b) < 12);
        assert!(near, "{shown:?} {meant:?}");
    }
}
