use lopdf::{Dictionary, dictionary};

use super::*;
use crate::pdf::fixtures::{Fixture, rectangle, texts};

fn open(bytes: &Arc<[u8]>) -> Renderer {
    Renderer::open(Arc::clone(bytes), None).unwrap()
}

fn page(content: &str, entries: Dictionary) -> Renderer {
    let mut fixture = Fixture::new();
    fixture.page(content, entries);
    open(&fixture.bytes())
}

#[test]
fn a_picture_has_the_size_asked_for() {
    let renderer = open(&texts(&["One", "Two"]));
    assert_eq!(renderer.page_count(), 2);
    let raster = renderer.render(1, 1.5).unwrap();
    assert_eq!((raster.width_px, raster.height_px), (450, 600));
    assert_eq!(raster.rgba.len(), 450 * 600 * 4);
    assert!(raster.rgba.contains(&0), "it has ink");
    assert!(
        raster
            .rgba
            .iter()
            .skip(3)
            .step_by(4)
            .all(|&alpha| alpha == 255)
    );
    let tiny = renderer.render(0, 1e-6).unwrap();
    assert_eq!((tiny.width_px, tiny.height_px), (1, 1));
}

#[test]
fn pages_are_those_that_export_takes() {
    let mut fixture = Fixture::new();
    let twice = fixture.text_page("One");
    fixture.pages.push(twice);
    fixture.text_page("Two");
    let renderer = open(&fixture.bytes());
    assert_eq!(renderer.page_count(), 3);
    let [first, second, third] = [0, 1, 2].map(|page| renderer.render(page, 1.0).unwrap());
    assert!(first == second && second != third);
}

#[test]
fn a_stream_without_an_end_is_not_that_of_the_next_page() {
    let bytes = texts(&["One", "Two"]);
    let sound = open(&bytes).render(0, 1.0).unwrap();
    let mut broken = bytes.to_vec();
    let end = find(&broken, b"endstream").unwrap();
    broken[end..end + 9].fill(b' ');
    let drawn = open(&broken.into()).render(0, 1.0).unwrap();
    assert!(drawn == sound);
}

#[test]
fn what_cannot_be_drawn_says_why() {
    let renderer = open(&texts(&["One"]));
    assert_eq!(
        renderer.render(1, 1.0),
        Err(PdfError::NoSuchPage { page: 1, count: 1 })
    );
    for scale in [1000.0, f32::INFINITY] {
        assert!(
            matches!(
                renderer.render(0, scale),
                Err(PdfError::PictureTooLarge { .. })
            ),
            "{scale}"
        );
    }
}

#[test]
fn user_units_count() {
    let entries = dictionary! { "UserUnit" => 2, "MediaBox" => rectangle([0, 0, 100, 50]) };
    let renderer = page("0 0 50 50 re f", entries);
    let raster = renderer.render(0, 1.0).unwrap();
    assert_eq!((raster.width_px, raster.height_px), (200, 100));
    assert_eq!(raster.rgba[98 * 4], 0);
    assert_eq!(raster.rgba[102 * 4], 255);
}

/// The margins of the first page as its picture shows them.
fn margins(renderer: &Renderer, turn: Turn) -> InkMargins {
    let page = InkPage {
        page: 0,
        turn,
        strip_pt: f32::INFINITY,
    };
    let sides = renderer.ink_sides(&[page], &Progress::default()).unwrap();
    sides[0].unwrap().margins(turn)
}

#[test]
fn margins_are_measured_as_displayed() {
    let content = "0.5 w 0 340 300 0.5 re f 10 30 5 5 re f";
    let upright = margins(&page(content, Dictionary::new()), Turn::None);
    assert!((upright.top_pt - 59.5).abs() <= 1.0, "{upright:?}");
    assert!((upright.bottom_pt - 30.0).abs() <= 1.0, "{upright:?}");
    let turned = page(content, dictionary! { "Rotate" => 180 });
    let turned = margins(&turned, Turn::None);
    assert!((turned.top_pt - 30.0).abs() <= 1.0, "{turned:?}");
    let blank = margins(&page("", Dictionary::new()), Turn::None);
    assert_eq!((blank.top_pt, blank.bottom_pt), (400.0, 400.0));
}

#[test]
fn margins_of_a_turned_page_are_those_of_its_sides() {
    let renderer = page("20 50 240 330 re f", Dictionary::new());
    for (turn, expected) in [
        (Turn::None, (20.0, 50.0)),
        (Turn::Right, (20.0, 40.0)),
        (Turn::Half, (50.0, 20.0)),
        (Turn::Left, (40.0, 20.0)),
    ] {
        let found = margins(&renderer, turn);
        let off = (found.top_pt - expected.0).abs() + (found.bottom_pt - expected.1).abs();
        assert!(off <= 2.0, "{turn:?}: {found:?}");
    }
}

#[test]
fn margins_of_a_large_page_are_in_points() {
    let entries = dictionary! { "MediaBox" => rectangle([0, 0, 3000, 6000]) };
    let margins = margins(&page("0 5000 3000 500 re f", entries), Turn::None);
    assert!((margins.top_pt - 500.0).abs() <= 6.0, "{margins:?}");
}

/// The sides of the first page by its boxes and by its picture.
fn both_sides(renderer: &Renderer) -> (InkSides, InkSides) {
    let boxed = renderer
        .sides_of_boxes(0, &mut InkCache::default())
        .unwrap();
    (boxed, renderer.drawn_sides(0).unwrap())
}

#[test]
fn boxes_hold_all_ink() {
    // How much narrower than in the picture margins may be: where boxes are larger than what
    // they hold.
    let all = [
        ("", 0.0),
        ("100 100 50 50 re f", 5.0),
        ("100 100 50 50 re S", 5.0),
        ("0 w 20 390 m 280 390 l S", 5.0),
        ("30 w 1 J 50 200 m 250 200 l S", 10.0),
        ("20 w 2 J 150 100 m 150 300 l S", 15.0),
        // A sharp corner, drawn out to a spike.
        ("8 w 10 M 100 100 m 150 300 l 160 100 l S", 45.0),
        ("1 0 0 3 0 0 cm 4 w 50 20 m 200 100 l S", 15.0),
        ("100 50 m 100 500 200 500 200 50 c f", 120.0),
        ("BT /F 24 Tf 60 200 Td (Agjy) Tj ET", 8.0),
        ("BT /F 24 Tf 1 Tr 4 w 60 200 Td (Agjy) Tj ET", 60.0),
        ("BT /F 24 Tf 0 1 -1 0 150 100 Tm (Turned) Tj ET", 8.0),
        ("BT /F 24 Tf 3 Tr 10 380 Td (Not seen) Tj ET", 0.0),
        ("q 50 50 100 100 re W n 0 0 300 400 re f Q", 5.0),
        (
            "q 50 50 m 150 50 l 100 200 l h W n 0 0 300 400 re f Q",
            10.0,
        ),
        // White paper, and what is white on it.
        ("1 g 0 0 300 400 re f 0 g 100 100 9 9 re f", 5.0),
        ("1 1 1 rg 0 0 300 400 re f", 0.0),
        ("0.93 g 0 0 300 400 re f", 0.0),
        (
            "q 200 0 0 200 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID a EI Q",
            5.0,
        ),
        (
            "q 0 -100 100 0 80 300 cm BI /W 1 /H 1 /IM true /D [0 1] ID a EI Q",
            5.0,
        ),
        ("/Fade sh", 20.0),
        // Black on paper; the picture has no ground that it could be told from.
        ("/D gs 1 g 100 100 50 50 re f", 400.0),
    ];
    for (content, loss) in all {
        for rotate in [0, 90, 180, 270] {
            for crop in [[0, 0, 300, 400], [40, 60, 260, 380]] {
                let mut fixture = Fixture::new();
                let fade = dictionary! {
                    "ShadingType" => 2,
                    "ColorSpace" => "DeviceGray",
                    "Coords" => vec![0.into(), 0.into(), 300.into(), 0.into()],
                    "Function" => dictionary! {
                        "FunctionType" => 2,
                        "Domain" => vec![0.into(), 1.into()],
                        "N" => 1,
                    },
                };
                let font = dictionary! {
                    "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
                };
                let resources = dictionary! {
                    "Font" => dictionary! { "F" => font },
                    "Shading" => dictionary! { "Fade" => fade },
                    "ExtGState" => dictionary! { "D" => dictionary! { "BM" => "Difference" } },
                };
                fixture.page(
                    content,
                    dictionary! {
                        "Rotate" => rotate,
                        "CropBox" => rectangle(crop),
                        "Resources" => resources,
                    },
                );
                let (boxed, drawn) = both_sides(&open(&fixture.bytes()));
                let sides = |sides: InkSides| {
                    [sides.top_pt, sides.right_pt, sides.bottom_pt, sides.left_pt]
                };
                for (boxed, drawn) in sides(boxed).into_iter().zip(sides(drawn)) {
                    assert!(
                        boxed <= drawn + 0.01,
                        "{content}, {rotate}: {boxed} {drawn}"
                    );
                    assert!(
                        boxed >= drawn - loss || crop != [0, 0, 300, 400],
                        "{content}, {rotate}: {boxed} is far from {drawn}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_page_is_drawn_only_where_its_boxes_do_not_tell() {
    let paper = "1 1 1 rg 0 0 300 400 re f 0 g 50 60 9 9 re f";
    let renderer = page(paper, Dictionary::new());
    let sides = |strip_pt| {
        let page = InkPage {
            page: 0,
            turn: Turn::None,
            strip_pt,
        };
        let pages = [page, InkPage { page: 7, ..page }];
        renderer.ink_sides(&pages, &Progress::default()).unwrap()
    };
    let [Some(found), None] = sides(40.0)[..] else {
        panic!("the page that there is has ink, the other none");
    };
    assert!(!found.is_exact && found.suffice(Turn::None, 40.0));
    assert!(!found.suffice(Turn::None, 70.0));
    let [Some(drawn), None] = sides(70.0)[..] else {
        panic!("the page that there is has ink, the other none");
    };
    assert!(drawn.is_exact && drawn.suffice(Turn::None, 70.0));
}

#[test]
fn letters_that_nothing_hides_are_ink_for_sure() {
    let sure = |content: &str| {
        let (boxed, drawn) = both_sides(&page(content, Dictionary::new()));
        assert!(boxed.is_within(drawn), "{content}");
        let is_near = |boxed: f32, drawn: f32| boxed + MOST_OVER_PT >= drawn;
        let InkSides {
            top_pt, bottom_pt, ..
        } = boxed;
        let [top, _, bottom, _] = boxed.is_sure;
        assert!(!top || is_near(top_pt, drawn.top_pt), "{content}");
        assert!(!bottom || is_near(bottom_pt, drawn.bottom_pt), "{content}");
        [top, bottom]
    };
    let text = "BT /F1 12 Tf 40 380 Td (Head) Tj 0 -370 Td (Foot) Tj ET";
    assert_eq!(sure(text), [true, true]);
    assert_eq!(
        sure(&format!("1 g 0 0 300 400 re f 0 g {text}")),
        [true, true]
    );
    assert_eq!(sure(&format!("{text} 1 g 0 0 300 100 re f")), [true, false]);
    assert_eq!(
        sure(&format!("{text} 1 g 0 100 300 100 re f")),
        [true, true]
    );
    assert_eq!(sure(&format!("{text} 0 g 0 395 300 3 re f")), [false, true]);
    assert_eq!(
        sure(&format!("q 0 0 300 381 re W n {text} Q")),
        [false, true]
    );
    assert_eq!(sure(&format!("0.95 g {text}")), [false, false]);
    let image = "q 300 0 0 400 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{7f} EI Q";
    assert_eq!(sure(&format!("{text} {image}")), [false, false]);
}
