//! Stamps stand where they should on every kind of page, and hide nothing.

use std::sync::Arc;

use lopdf::{Dictionary, Object, Stream, dictionary};

use super::{assembly, part, run, tool};
use crate::pdf::assemble::{Assembly, Overlay, PagePlan};
use crate::pdf::fixtures::{Fixture, rectangle};
use crate::pdf::inspect::inspect;
use crate::pdf::render::{Raster, Renderer};

/// A stamp of 60 by 20 points: its left half red, its right half blue.
fn stamp() -> Arc<[u8]> {
    let mut fixture = Fixture::new();
    fixture.page(
        "1 0 0 rg 0 0 30 20 re f 0 0 1 rg 30 0 30 20 re f q",
        dictionary! { "MediaBox" => rectangle([0, 0, 60, 20]) },
    );
    fixture.bytes()
}

fn stamped(source: &Arc<[u8]>, plan: PagePlan) -> Assembly {
    let mut assembly = assembly(vec![part(source, &[])]);
    assembly.parts[0].pages = vec![plan];
    assembly.overlay_pdfs = vec![stamp().into()];
    assembly
}

fn at(x_pt: f32, y_pt: f32) -> Overlay {
    Overlay {
        pdf: 0,
        page: 0,
        x_pt,
        y_pt,
    }
}

fn draw(bytes: &Arc<[u8]>) -> Raster {
    let renderer = Renderer::open(Arc::clone(bytes), None).unwrap();
    renderer.render(0, 1.0).unwrap()
}

/// The colour of a pixel, counted in points from the lower left.
fn colour(raster: &Raster, x: u32, y: u32) -> [u8; 3] {
    let row = raster.height_px - 1 - y;
    let start = ((row * raster.width_px + x) * 4) as usize;
    raster.rgba[start..start + 3].try_into().unwrap()
}

const RED: [u8; 3] = [255, 0, 0];
const BLUE: [u8; 3] = [0, 0, 255];
const GREEN: [u8; 3] = [0, 255, 0];
const WHITE: [u8; 3] = [255, 255, 255];

/// Checks that the stamp lies at a place, upright and whole.
fn assert_stamp_at(raster: &Raster, x: u32, y: u32, what: &str) {
    for (dx, dy, expected) in [
        (2, 2, RED),
        (2, 17, RED),
        (27, 10, RED),
        (33, 10, BLUE),
        (57, 2, BLUE),
        (57, 17, BLUE),
        (63, 10, WHITE),
        (30, 23, WHITE),
    ] {
        let found = colour(raster, x + dx, y + dy);
        assert_eq!(
            found, expected,
            "{what}: {dx} right and {dy} up of the corner"
        );
    }
}

#[test]
fn a_stamp_is_upright_on_turned_cropped_and_scaled_pages() {
    for rotate in [0, 90, 180, 270] {
        for user_unit in [1, 2] {
            let mut fixture = Fixture::new();
            fixture.page(
                "",
                dictionary! {
                    "MediaBox" => rectangle([-50, -70, 500, 600]),
                    "CropBox" => rectangle([100, 30, 340, 230]),
                    "Rotate" => rotate,
                    "UserUnit" => user_unit,
                },
            );
            let plan = PagePlan {
                extend_top_pt: 30.0,
                extend_bottom_pt: 10.0,
                overlays: vec![at(5.0, 4.0), at(100.0, 150.0)],
                ..PagePlan::default()
            };
            let result = run(&stamped(&fixture.bytes(), plan));
            let raster = draw(&result.bytes);
            let what = format!("rotated by {rotate}, unit {user_unit}");
            let (width, height) = if rotate % 180 == 0 {
                (240, 200)
            } else {
                (200, 240)
            };
            let size = (raster.width_px, raster.height_px);
            assert_eq!(size, (width * user_unit, height * user_unit + 40), "{what}");
            assert_stamp_at(&raster, 5, 4, &what);
            assert_stamp_at(&raster, 100, 150, &what);
        }
    }
}

#[test]
fn unruly_content_does_not_move_the_stamp() {
    for content in [
        "q 3 0 0 3 50 50 cm",
        "Q Q 0.5 0 0 0.5 0 0 cm",
        "2 0 0 2 7 7 cm 0 0 5 5 re W n",
        "q BT /F1 400 Tf 1 0 0 1 10 10 Tm 7 Tr",
        "/OC /Hidden BDC q",
        "10 10 m 50 50 l",
        "(cut off",
        "q q q Q BI /W 4 /H 4 /BPC 8 /CS /G ID",
    ] {
        let mut fixture = Fixture::new();
        let hidden = fixture.document.add_object(dictionary! {
            "Type" => "OCG", "Name" => Object::string_literal("Hidden"),
        });
        fixture.page(content, Dictionary::new());
        let properties = dictionary! {
            "OCGs" => vec![Object::Reference(hidden)],
            "D" => dictionary! { "OFF" => vec![Object::Reference(hidden)] },
        };
        fixture.catalog_mut().set("OCProperties", properties);
        let resources = fixture.page_mut(0).get_mut(b"Resources").unwrap();
        let names = dictionary! { "Hidden" => hidden };
        resources.as_dict_mut().unwrap().set("Properties", names);
        let plan = PagePlan {
            overlays: vec![at(20.0, 10.0)],
            ..PagePlan::default()
        };
        let result = run(&stamped(&fixture.bytes(), plan));
        assert_stamp_at(&draw(&result.bytes), 20, 10, content);
    }
}

/// Operators that one reader or another stumbles over, and may pass over all that follows.
const STUMBLING: [&str; 10] = [
    "BT /F1 24 Tf 10 150 Td (words) Tj ET BT /F1 1e2 Tf 10 250 Td (more) Tj ET",
    "BT /F1 24 Tf 10 150 Td (words) Tj ET /Missing Do /Lost gs",
    "BT /F1 24 Tf 10 150 Td (words) Tj ET q 0 0 0 0 0 0 cm",
    "BT /F1 24 Tf 10 150 Td (words) Tj ET q BI /W 900 /H 900 /BPC 8 /CS /G ID abc EI Q",
    "BT /F1 24 Tf 10 150 Td (words) Tj ET BI /W 9 /H 9 /F /Fl ID abc EI",
    "BT /F1 24 Tf 10 150 Td (words) Tj 3 Tr ET BT 7 Tr (x) Tj",
    "BT /F1 24 Tf 10 150 Td (words) Tj ET (never ended",
    "BT /F1 24 Tf 10 150 Td (words) Tj ET << /A [1 2 ( >> BDC",
    "BT /F1 24 Tf 10 150 Td (words) Tj ET 0 0 m 5 5 l W n Q Q Q Q",
    "BT /F1 24 Tf 10 150 Td (words) Tj ET /Artifact BMC EMC EMC EMC",
];

#[test]
fn no_error_in_a_page_stops_what_is_stamped_on_it() {
    let errors = "1 2 3 frobnicate /X Do 5 Tf ".repeat(300);
    let many = format!("BT /F1 24 Tf 10 150 Td (words) Tj ET {errors}");
    for content in STUMBLING.into_iter().chain([many.as_str()]) {
        let mut fixture = Fixture::new();
        fixture.page(content, Dictionary::new());
        let plan = PagePlan {
            extend_bottom_pt: 42.0,
            overlays: vec![at(20.0, 10.0)],
            ..PagePlan::default()
        };
        let mut assembly = stamped(&fixture.bytes(), plan);
        let mut said = Fixture::new();
        let entries = dictionary! { "MediaBox" => rectangle([0, 0, 160, 30]) };
        said.page("BT /F1 12 Tf 5 5 Td (Page 7 of 9) Tj ET", entries);
        assembly.overlay_pdfs = vec![said.bytes().into()];
        let result = run(&assembly);
        let readers = [
            ("pdftotext", &["-layout"][..]),
            ("mutool", &["draw", "-q", "-F", "txt"]),
        ];
        for (reader, arguments) in readers {
            if let Some(words) = tool(reader, arguments, &result.bytes) {
                let short: String = content.chars().take(90).collect();
                assert!(words.contains("Page 7 of 9"), "{reader}: {short}: {words}");
                assert!(words.contains("words"), "{reader}: {short}: {words}");
            }
        }
    }
}

#[test]
fn a_stream_that_cannot_be_decoded_stops_neither_its_page_nor_the_stamp() {
    let mut fixture = Fixture::new();
    let mut add = |content: &[u8], entries: Dictionary| {
        let stream = Stream::new(entries, content.to_vec());
        Object::from(fixture.document.add_object(stream))
    };
    let unknown = dictionary! { "Filter" => "NoSuchDecode" };
    let streams = vec![
        add(b"q BT /F1 24 Tf 10 150 Td (words) Tj ET", Dictionary::new()),
        add(b"\x01\x02(\x03", unknown),
        add(
            b"BT /F1 24 Tf 10 100 Td (behind) Tj ET 7 frobnicate",
            Dictionary::new(),
        ),
    ];
    fixture.page("", dictionary! { "Contents" => streams });
    let plan = PagePlan {
        overlays: vec![at(20.0, 10.0)],
        ..PagePlan::default()
    };
    let result = run(&stamped(&fixture.bytes(), plan));
    assert_stamp_at(&draw(&result.bytes), 20, 10, "the stamp");
    let resources = result.get(result.page(0), &["Resources", "XObject", "Content"]);
    assert!(resources.as_stream().is_ok(), "its content is a drawing");
    if let Some(complaint) = tool("qpdf", &["--check"], &result.bytes) {
        assert!(
            complaint.contains("No syntax or stream encoding errors"),
            "{complaint}"
        );
    }
    let words = tool("pdftotext", &["-layout"], &result.bytes).unwrap_or("words behind".to_owned());
    assert!(
        words.contains("words") && words.contains("behind"),
        "{words}"
    );
}

#[test]
fn content_is_the_same_under_a_stamp_and_stays_out_of_the_strips() {
    let mut fixture = Fixture::new();
    // Green everywhere, far beyond what is shown.
    fixture.page(
        "0 1 0 rg -900 -900 5000 5000 re f",
        dictionary! { "CropBox" => rectangle([0, 0, 300, 200]) },
    );
    let plan = PagePlan {
        extend_top_pt: 40.0,
        extend_bottom_pt: 20.0,
        overlays: vec![at(0.0, 0.0)],
        ..PagePlan::default()
    };
    let result = run(&stamped(&fixture.bytes(), plan));
    let raster = draw(&result.bytes);
    assert_eq!((raster.width_px, raster.height_px), (300, 260));
    assert_eq!(colour(&raster, 10, 10), RED);
    assert_eq!(colour(&raster, 150, 18), WHITE);
    assert_eq!(colour(&raster, 150, 22), GREEN);
    assert_eq!(colour(&raster, 150, 217), GREEN);
    assert_eq!(colour(&raster, 150, 222), WHITE);
}

#[test]
fn a_stamp_is_stored_once_and_is_no_part_of_the_content() {
    let mut fixture = Fixture::new();
    fixture.text_page("Words");
    let source = fixture.bytes();
    let plan = PagePlan {
        overlays: vec![at(0.0, 0.0)],
        ..PagePlan::default()
    };
    let mut assembly = stamped(&source, plan.clone());
    assembly.parts[0].pages = vec![plan; 3];
    let result = run(&assembly);
    let forms = result.document.objects.values().filter(|object| {
        let stream = object.as_stream();
        stream.is_ok_and(|stream| {
            stream
                .dict
                .get(b"Subtype")
                .is_ok_and(|s| *s == "Form".into())
        })
    });
    assert_eq!(forms.count(), 1);
    let contents = result.document.get_page_content(result.pages[0]);
    let contents = String::from_utf8(contents).unwrap();
    assert!(
        contents.contains("/Artifact <</Type /Pagination>> BDC"),
        "{contents}"
    );
    assert!(contents.trim_end().ends_with("EMC"), "{contents}");
}

#[test]
fn a_page_that_is_not_extended_keeps_its_size() {
    let mut fixture = Fixture::new();
    fixture.text_page("Words");
    let source = fixture.bytes();
    let plan = PagePlan {
        extend_top_pt: f32::NAN,
        extend_bottom_pt: -5.0,
        ..PagePlan::default()
    };
    let result = run(&stamped(&source, plan));
    let pages = inspect(&result.bytes, None).unwrap().pages;
    assert_eq!((pages[0].width_pt, pages[0].height_pt), (300.0, 400.0));
    assert!(draw(&source) == draw(&result.bytes));
}

#[test]
fn a_stamp_stands_whatever_the_predictor_of_the_content_says() {
    let operators = "0 1 0 rg 0 0 50 50 re f";
    for (parameters, is_read) in [
        (dictionary! { "Predictor" => 99 }, true),
        (dictionary! { "Predictor" => 16 }, true),
        (dictionary! { "Predictor" => 12, "Columns" => 0 }, true),
        (
            dictionary! { "Predictor" => 12, "Columns" => i64::from(i32::MAX) },
            true,
        ),
        (dictionary! { "Predictor" => 2, "Colors" => 100 }, true),
        (dictionary! { "Predictor" => 15, "Columns" => 5 }, false),
    ] {
        let what = format!("{parameters:?}");
        let mut fixture = Fixture::new();
        let mut content = Stream::new(Dictionary::new(), operators.repeat(9).into_bytes());
        content.compress().unwrap();
        content.dict.set("DecodeParms", parameters);
        let content = fixture.document.add_object(content);
        fixture.page("", dictionary! { "Contents" => content });
        let plan = PagePlan {
            overlays: vec![at(100.0, 100.0)],
            ..PagePlan::default()
        };
        let result = run(&stamped(&fixture.bytes(), plan));
        // Not a single stream goes out that readers would take in different ways.
        for object in result.document.objects.values() {
            let entries = object.as_stream().map(|stream| &stream.dict);
            assert!(
                !entries.is_ok_and(|entries| entries.has(b"DecodeParms")),
                "{what}"
            );
        }
        let raster = draw(&result.bytes);
        assert_stamp_at(&raster, 100, 100, &what);
        if is_read {
            assert_eq!(colour(&raster, 20, 20), GREEN, "{what}");
        }
    }
}
