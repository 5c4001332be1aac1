use std::sync::Arc;

use lopdf::{Dictionary, Object, Stream, dictionary};

use super::Cropped;
use crate::pack::SourceComments;
use crate::pdf::assemble::{Assembly, Maker, PagePlan, Part, assemble};
use crate::pdf::fixtures::{Fixture, link, readable, rectangle};
use crate::pdf::inspect::inspect_closely;
use crate::pdf::render::Renderer;
use crate::progress::Progress;

/// A page of which the upper half is shown.
fn cropped(content: &str, entries: Dictionary) -> Fixture {
    let mut fixture = Fixture::new();
    fixture.page(content, entries);
    fixture
        .page_mut(0)
        .set("CropBox", rectangle([0, 200, 300, 400]));
    fixture
}

fn without_cropped(bytes: &Arc<[u8]>) -> Arc<[u8]> {
    let assembly = Assembly {
        parts: vec![Part {
            bytes: Arc::clone(bytes).into(),
            password: None,
            maker: Maker::Foreign,
            comments: SourceComments::Keep,
            pages: vec![PagePlan {
                takes_out_cropped: true,
                ..PagePlan::default()
            }],
        }],
        ..Assembly::default()
    };
    assemble(&assembly, &Progress::default()).unwrap().into()
}

/// What is readable in the file once what lies outside is taken out; the page looks as before.
fn taken_out(fixture: Fixture) -> String {
    let bytes = fixture.bytes();
    let result = without_cropped(&bytes);
    let picture = |bytes: &Arc<[u8]>| {
        let renderer = Renderer::open(Arc::clone(bytes), None).unwrap();
        renderer.render(0, 2.0).unwrap()
    };
    let (before, after) = (picture(&bytes), picture(&result));
    let differ = before.rgba.iter().zip(&after.rgba);
    assert!(differ.into_iter().all(|(a, b)| a.abs_diff(*b) <= 8));
    assert_eq!(
        inspect_closely(&result, None, &Progress::default())
            .unwrap()
            .cropped,
        Cropped::default()
    );
    readable(&lopdf::Document::load_mem(&result).unwrap())
}

fn found(bytes: &Arc<[u8]>) -> Cropped {
    inspect_closely(bytes, None, &Progress::default())
        .unwrap()
        .cropped
}

fn only_words() -> Cropped {
    Cropped {
        words: vec![0],
        ..Cropped::default()
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02X}")).collect()
}

#[test]
fn words_below_the_crop_are_found_and_taken_out() {
    let content = "BT /F1 20 Tf 50 300 Td (Inside) Tj 0 -250 Td (SECRET) Tj ET";
    let fixture = || cropped(content, Dictionary::new());
    assert_eq!(found(&fixture().bytes()), only_words());
    let text = taken_out(fixture());
    assert!(text.contains("(Inside)") && !text.contains("SECRET"));
}

#[test]
fn every_way_to_show_text_is_followed() {
    for show in [
        "14 TL (SECRET) ' 1 1 1 rg",
        "14 TL 3 1 (SECRET) \"",
        "[(SEC) -20 (RET)] TJ",
        "<534543524554> Tj",
        "/GS gs (SECRET) Tj",
    ] {
        // What follows on the same line, back within the page, stays in its place.
        let content = format!(
            "q 1 0 0 1 0 -100 cm BT /F1 20 Tf 0 1 -1 0 100 190 Tm {show} (Now inside the page) Tj ET Q"
        );
        let text = taken_out(cropped(&content, Dictionary::new()));
        assert!(
            !text.contains("SECRET") && !text.contains(&hex("SECRET")),
            "{show}: {text}"
        );
        assert!(text.contains(&hex("inside the page")), "{show}: {text}");
    }
}

#[test]
fn what_lies_beyond_the_paper_counts_without_a_crop_box() {
    let mut fixture = Fixture::new();
    fixture.page("BT /F1 20 Tf 50 -50 Td (SECRET) Tj ET", Dictionary::new());
    let bytes = fixture.bytes();
    assert_eq!(found(&bytes), only_words());
    fixture = Fixture::new();
    fixture.page(
        "BT /F1 20 Tf 250 50 Td (Over the edge   ) Tj ET",
        Dictionary::new(),
    );
    fixture.page("BT /F1 20 Tf 301 50 Td (     ) Tj ET", Dictionary::new());
    let Cropped { words, .. } = found(&fixture.bytes());
    assert_eq!(words, [0]);
}

#[test]
fn drawings_are_followed_and_others_of_theirs_stay() {
    let mut fixture = cropped(
        "/Form Do q 1 0 0 1 0 -200 cm /Form Do Q q 1 0 0 1 0 -350 cm /Form Do Q",
        Dictionary::new(),
    );
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let form = Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => rectangle([0, 0, 300, 400]),
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        },
        b"BT /F1 20 Tf 50 350 Td (High) Tj 0 -200 Td (SECRET) Tj ET".to_vec(),
    );
    let form = fixture.document.add_object(form);
    let resources = dictionary! { "XObject" => dictionary! { "Form" => form } };
    fixture.page_mut(0).set("Resources", resources);
    let text = taken_out(fixture);
    assert!(text.contains("(High)") && !text.contains("SECRET"));
}

#[test]
fn pictures_outside_are_taken_out_and_others_stay() {
    let content = "q 50 0 0 50 50 300 cm /In Do Q q 50 0 0 50 50 100 cm /Out Do Q \
                   q 50 0 0 50 50 20 cm BI /W 6 /H 1 /BPC 8 /CS /G ID SECRET\nEI Q";
    let mut fixture = cropped(content, Dictionary::new());
    let picture = |data: &[u8]| {
        let entries = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 6, "Height" => 1,
            "BitsPerComponent" => 8, "ColorSpace" => "DeviceGray",
        };
        Stream::new(entries, data.to_vec())
    };
    let inside = fixture.document.add_object(picture(b"Inside"));
    let outside = fixture.document.add_object(picture(b"SECRET"));
    let drawings = dictionary! { "In" => inside, "Out" => outside };
    fixture
        .page_mut(0)
        .set("Resources", dictionary! { "XObject" => drawings });
    let bytes = fixture.bytes();
    let expected = Cropped {
        pictures: vec![0],
        ..Cropped::default()
    };
    assert_eq!(found(&bytes), expected);
    let result = without_cropped(&bytes);
    let text = readable(&lopdf::Document::load_mem(&result).unwrap());
    assert!(text.contains("Inside") && !text.contains("SECRET"));
}

#[test]
fn marked_content_does_not_say_what_was_taken_out() {
    let content = "/Span <</MCID 0 /ActualText (SECRET)>> BDC BT /F1 20 Tf 50 50 Td (SECRET) Tj ET \
                   EMC /P <</MCID 1 /ActualText (Kept)>> BDC BT /F1 20 Tf 50 300 Td (Kept) Tj ET EMC";
    let mut fixture = cropped(content, Dictionary::new());
    let page = fixture.pages[0];
    let element = |mark: i64, words: &str| {
        dictionary! {
            "S" => "P", "Pg" => page, "K" => mark, "Alt" => Object::string_literal(words),
        }
    };
    let kids: Vec<Object> = [element(0, "SECRET"), element(1, "Alternative")]
        .into_iter()
        .map(|element| fixture.document.add_object(element).into())
        .collect();
    let root = dictionary! { "Type" => "StructTreeRoot", "K" => kids };
    let root = fixture.document.add_object(root);
    fixture.catalog_mut().set("StructTreeRoot", root);
    let text = taken_out(fixture);
    assert!(!text.contains("SECRET"));
    assert!(text.contains("ActualText (Kept)") && text.contains("Alternative"));
}

#[test]
fn annotations_outside_are_taken_out() {
    let mut fixture = cropped("", Dictionary::new());
    let note = |words: &str, y: i64| {
        let mut note = link("Contents", Object::string_literal(words));
        note.set("Subtype", "Watermark");
        note.set("Rect", rectangle([10, y, 50, y + 20]));
        note
    };
    fixture.annotate(0, vec![note("Inside", 300), note("SECRET", 100)]);
    let bytes = fixture.bytes();
    assert_eq!(found(&bytes), only_words());
    let result = without_cropped(&bytes);
    let text = readable(&lopdf::Document::load_mem(&result).unwrap());
    assert!(text.contains("Inside") && !text.contains("SECRET"));
}

#[test]
fn text_in_a_font_that_is_not_there_goes_by_its_start() {
    let content = "BT /Gone 20 Tf 50 300 Td (Inside) Tj 0 -250 Td (SECRET) Tj ET";
    let bytes = cropped(content, Dictionary::new()).bytes();
    let expected = Cropped {
        words: vec![0],
        unsure: vec![0],
        ..Cropped::default()
    };
    assert_eq!(found(&bytes), expected);
    let result = without_cropped(&bytes);
    let text = readable(&lopdf::Document::load_mem(&result).unwrap());
    assert!(text.contains("Inside") && !text.contains("SECRET"));
}
