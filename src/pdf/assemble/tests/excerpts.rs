//! What belongs to pages that are left out does not travel along.

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary, text_string};

use super::{Result, assembly, part, run};
use crate::pdf::assemble::Bookmark;
use crate::pdf::fixtures::{Fixture, link, readable, rectangle};

/// The pages of an excerpt out of four, counted from 0.
const SHOWN: [u32; 2] = [0, 3];

fn text(words: &str) -> Object {
    Object::string_literal(words)
}

fn drawing(fixture: &mut Fixture, resources: Option<Dictionary>, content: &str) -> ObjectId {
    let mut entries = dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "BBox" => rectangle([0, 0, 300, 400]),
    };
    if let Some(resources) = resources {
        entries.set("Resources", resources);
    }
    let stream = Stream::new(entries, content.as_bytes().to_vec());
    fixture.document.add_object(stream)
}

/// A drawing that says something in a font of its own.
fn saying(fixture: &mut Fixture, words: &str) -> ObjectId {
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let resources = dictionary! { "Font" => dictionary! { "F1" => font } };
    let content = format!("BT /F1 9 Tf ({words}) Tj ET");
    drawing(fixture, Some(resources), &content)
}

/// What is drawn on every page, in one way each: the words that tell of it.
const WAYS: [&str; 9] = [
    "FORM", "INNER", "TILE", "MASK", "GLYPH", "LAYER", "LOOK", "DEEP", "SHARED",
];

fn assert_words(result: &Result) {
    let readable = readable(&result.document);
    for page in 0..4 {
        for way in WAYS {
            let word = format!("{way}{page}");
            let is_shown = SHOWN.contains(&page);
            assert_eq!(readable.contains(&word), is_shown, "{word}");
        }
    }
}

/// Four pages that share one resource dictionary, which holds what each of them draws.
fn sharing() -> Fixture {
    let mut fixture = Fixture::new();
    let resources = fixture.document.new_object_id();
    let shared = fixture.document.new_object_id();
    let mut all: [Dictionary; 6] = Default::default();
    let mut below = Dictionary::new();
    for page in 0..4 {
        let [drawings, patterns, states, fonts, layers, colours] = &mut all;
        let form = saying(&mut fixture, &format!("FORM{page}"));
        drawings.set(format!("Form#{page}"), form);
        // A drawing without resources takes those of the page.
        let inner = saying(&mut fixture, &format!("INNER{page}"));
        drawings.set(format!("Inner{page}"), inner);
        let outer = drawing(&mut fixture, None, &format!("/Inner{page} Do"));
        drawings.set(format!("Outer{page}"), outer);
        let tile = Stream::new(
            dictionary! {
                "Type" => "Pattern", "PatternType" => 1, "PaintType" => 1, "TilingType" => 1,
                "BBox" => rectangle([0, 0, 9, 9]), "XStep" => 9, "YStep" => 9,
                "Resources" => Dictionary::new(),
            },
            format!("/Span <</ActualText (TILE{page})>> BDC 0 0 5 5 re f EMC").into_bytes(),
        );
        patterns.set(format!("P{page}"), fixture.document.add_object(tile));
        let group = saying(&mut fixture, &format!("MASK{page}"));
        let mask = dictionary! { "Type" => "Mask", "S" => "Alpha", "G" => group };
        states.set(format!("G{page}"), dictionary! { "SMask" => mask });
        // A character without resources takes those of the page, too.
        let glyph = saying(&mut fixture, &format!("GLYPH{page}"));
        drawings.set(format!("Glyph{page}"), glyph);
        let character = Stream::new(
            Dictionary::new(),
            format!("9 0 d0 /Glyph{page} Do").into_bytes(),
        );
        let character = fixture.document.add_object(character);
        let font = dictionary! {
            "Type" => "Font", "Subtype" => "Type3", "FontBBox" => rectangle([0, 0, 9, 9]),
            "FontMatrix" => vec![0.1.into(), 0.into(), 0.into(), 0.1.into(), 0.into(), 0.into()],
            "FirstChar" => 97, "LastChar" => 97, "Widths" => vec![Object::from(9)],
            "Encoding" => dictionary! { "Differences" => vec![97.into(), "a".into()] },
            "CharProcs" => dictionary! { "a" => character },
        };
        fonts.set(format!("T{page}"), fixture.document.add_object(font));
        let layer = dictionary! { "Type" => "OCG", "Name" => text(&format!("LAYER{page}")) };
        layers.set(format!("M{page}"), fixture.document.add_object(layer));
        colours.set(
            format!("C{page}"),
            vec!["Pattern".into(), "DeviceRGB".into()],
        );
        let look = saying(&mut fixture, &format!("LOOK{page}"));
        drawings.set(format!("Look{page}"), look);
        // Drawings that share a resource dictionary of their own.
        let deep = saying(&mut fixture, &format!("DEEP{page}"));
        below.set(format!("Deep{page}"), deep);
        let said = saying(&mut fixture, &format!("SHARED{page}"));
        below.set(format!("Said{page}"), said);
        let content = format!("/Deep{page} Do /Said{page} Do");
        let over = drawing(&mut fixture, None, &content);
        let entries = fixture.document.get_object_mut(over).unwrap();
        entries
            .as_stream_mut()
            .unwrap()
            .dict
            .set("Resources", shared);
        drawings.set(format!("Over{page}"), over);
        fixture.page(
            &format!(
                "/Form#23{page} Do /Outer{page} Do /C{page} cs /P{page} scn 0 0 9 9 re f \
                 /G{page} gs BT /T{page} 9 Tf (a) Tj ET /OC /M{page} BDC EMC /Over{page} Do"
            ),
            dictionary! { "Resources" => resources },
        );
        let appearance = drawing(&mut fixture, None, &format!("/Look{page} Do"));
        let mut annotation = link("AP", dictionary! { "N" => appearance });
        annotation.set("Subtype", "Watermark");
        fixture.annotate(page, vec![annotation]);
    }
    let [drawings, patterns, states, fonts, layers, colours] = all;
    let entries = dictionary! {
        "XObject" => drawings, "Pattern" => patterns, "ExtGState" => states, "Font" => fonts,
        "Properties" => layers, "ColorSpace" => colours,
        "ProcSet" => vec!["PDF".into(), "Text".into()],
    };
    fixture.document.objects.insert(resources, entries.into());
    let below = dictionary! { "XObject" => below };
    fixture.document.objects.insert(shared, below.into());
    let groups: Vec<Object> = fixture
        .document
        .objects
        .iter()
        .filter(|(_, object)| {
            object
                .as_dict()
                .is_ok_and(|entries| entries.has_type(b"OCG"))
        })
        .map(|(id, _)| (*id).into())
        .collect();
    let order: Vec<Object> = groups
        .iter()
        .map(|group| Object::Array(vec![text("Layers"), group.clone()]))
        .collect();
    let shown = dictionary! { "Order" => order };
    fixture.catalog_mut().set(
        "OCProperties",
        dictionary! { "OCGs" => groups, "D" => shown },
    );
    fixture
}

#[test]
fn only_what_the_shown_pages_draw_is_in_an_excerpt() {
    let bytes = sharing().bytes();
    assert_words(&run(&assembly(vec![part(&bytes, &SHOWN)])));
    // The same where the pages are taken by two papers, as far as one file goes.
    let two = assembly(vec![part(&bytes, &[3]), part(&bytes, &[0, 3])]);
    assert_words(&run(&two));
}

#[test]
fn a_whole_paper_has_all_that_it_shows() {
    let result = run(&assembly(vec![part(&sharing().bytes(), &[0, 1, 2, 3])]));
    let readable = readable(&result.document);
    for page in 0..4 {
        for way in WAYS {
            assert!(readable.contains(&format!("{way}{page}")), "{way}{page}");
        }
    }
    let sets = result.get(result.page(1), &["Resources", "ProcSet"]);
    assert_eq!(sets, &vec!["PDF".into(), "Text".into()].into());
}

#[test]
fn pages_that_need_the_same_still_share_it() {
    let mut fixture = Fixture::new();
    let form = saying(&mut fixture, "Letterhead");
    let spare = saying(&mut fixture, "SPARE");
    let drawings = dictionary! { "Head" => form, "Spare" => spare };
    let resources = dictionary! { "XObject" => drawings };
    let resources = fixture.document.add_object(resources);
    for _ in 0..3 {
        fixture.page("/Head Do", dictionary! { "Resources" => resources });
    }
    let result = run(&assembly(vec![part(&fixture.bytes(), &[0, 1, 2])]));
    let shared: Vec<ObjectId> = (0..3)
        .map(|page| result.page(page).get(b"Resources").unwrap())
        .map(|resources| resources.as_reference().unwrap())
        .collect();
    assert!(shared.iter().all(|id| *id == shared[0]));
    assert!(!readable(&result.document).contains("SPARE"));
}

#[test]
fn what_damaged_content_may_draw_is_kept() {
    for content in [
        "(never ended /X1 Do",
        "/X1 Do} 1 w",
        "/X1 Dof",
        "q /X1 Do Q Q ]",
    ] {
        let mut fixture = Fixture::new();
        let form = saying(&mut fixture, "Kept");
        let spare = saying(&mut fixture, "SPARE");
        let drawings = dictionary! { "X1" => form, "X2" => spare };
        fixture.page(
            content,
            dictionary! { "Resources" => dictionary! { "XObject" => drawings } },
        );
        let result = run(&assembly(vec![part(&fixture.bytes(), &[0])]));
        let readable = readable(&result.document);
        assert!(readable.contains("Kept"), "{content}");
        assert!(!readable.contains("SPARE"), "{content}");
    }
}

#[test]
fn default_colour_spaces_are_used_without_a_name() {
    let mut fixture = Fixture::new();
    let gray = vec![
        "CalGray".into(),
        dictionary! {
            "WhitePoint" => vec![Object::from(1), 1.into(), 1.into()],
        }
        .into(),
    ];
    let spaces = dictionary! { "DefaultGray" => gray, "Own" => vec![Object::from("DeviceRGB")] };
    fixture.page(
        "0.5 g 0 0 9 9 re f",
        dictionary! { "Resources" => dictionary! { "ColorSpace" => spaces } },
    );
    let result = run(&assembly(vec![part(&fixture.bytes(), &[0])]));
    let spaces = result.get(result.page(0), &["Resources", "ColorSpace"]);
    let names: Vec<&[u8]> = spaces
        .as_dict()
        .unwrap()
        .iter()
        .map(|(name, _)| name.as_slice())
        .collect();
    assert_eq!(names, [b"DefaultGray"]);
}

#[test]
fn bookmarks_of_other_pages_are_left_out_even_above_those_of_shown_ones() {
    let mut fixture = Fixture::new();
    let pages: Vec<ObjectId> = (0..4).map(|_| fixture.text_page("Words")).collect();
    let ids: Vec<ObjectId> = (0..4).map(|_| fixture.document.new_object_id()).collect();
    let item = |title: &str, page: ObjectId| {
        dictionary! { "Title" => text_string(title), "Dest" => vec![page.into(), "Fit".into()] }
    };
    let mut chapter = item("CHAPTER", pages[1]);
    chapter.set("First", ids[1]);
    chapter.set("Next", ids[2]);
    let mut heading = dictionary! { "Title" => text_string("HEADING"), "Next" => ids[3] };
    heading.set("First", ids[0]);
    let uri = dictionary! { "S" => "URI", "URI" => text("https://www.gov.uk") };
    let address = dictionary! { "Title" => text_string("ADDRESS"), "A" => uri };
    let shown = item("Shown", pages[3]);
    for (id, entries) in ids
        .iter()
        .zip([chapter, shown, address, item("Other", pages[2])])
    {
        fixture.document.objects.insert(*id, entries.into());
    }
    let heading = fixture.document.add_object(heading);
    let outlines = fixture
        .document
        .add_object(dictionary! { "First" => heading });
    fixture.catalog_mut().set("Outlines", outlines);
    let bytes = fixture.bytes();
    let with_bookmarks = |pages: &[u32]| {
        let mut assembly = assembly(vec![part(&bytes, pages)]);
        assembly.bookmarks = vec![Bookmark {
            title: "Paper".to_owned(),
            outline_of_part: Some(0),
            ..Bookmark::default()
        }];
        run(&assembly)
    };
    let excerpt = with_bookmarks(&SHOWN);
    let said = readable(&excerpt.document);
    for word in ["CHAPTER", "HEADING", "ADDRESS", "Other"] {
        assert!(!said.contains(word), "{word}");
    }
    let first = excerpt.catalog(&["Outlines", "First", "First", "Title"]);
    assert_eq!(first, &text_string("Shown"));
    let whole = readable(&with_bookmarks(&[0, 1, 2, 3]).document);
    for word in ["CHAPTER", "HEADING", "ADDRESS", "Other", "Shown"] {
        assert!(whole.contains(word), "{word}");
    }
}

/// A file of two tagged pages: a section across both, and on each a figure and an empty cell.
fn tagged() -> Fixture {
    let mut fixture = Fixture::new();
    let content = "/P <</MCID 0>> BDC EMC";
    let pages: Vec<ObjectId> = (0..2)
        .map(|_| fixture.page(content, Dictionary::new()))
        .collect();
    let mut kids = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let words = |way: &str| text(&format!("{way}{number}"));
        let figure = dictionary! {
            "S" => "Figure", "Pg" => *page, "K" => 0, "Alt" => words("ALT"), "T" => words("NAME"),
            "ActualText" => words("ACTUAL"), "E" => words("LONG"),
            "A" => dictionary! { "O" => "Table", "Summary" => words("SUMMARY") },
        };
        let cell = dictionary! { "S" => "TD", "Pg" => *page, "Alt" => words("CELL") };
        for element in [figure, cell] {
            kids.push(Object::from(fixture.document.add_object(element)));
        }
    }
    let loose = dictionary! { "S" => "TD", "Alt" => text("LOOSE") };
    kids.push(fixture.document.add_object(loose).into());
    let section = fixture.document.add_object(dictionary! {
        "S" => "Sect", "K" => kids, "ActualText" => text("ACROSS"), "T" => text("ACROSS"),
        "A" => vec![
            dictionary! { "O" => "Table", "Summary" => text("ACROSS"), "BBox" => 1 }.into(),
            dictionary! { "O" => "UserProperties", "P" => vec![text("ACROSS")] }.into(),
        ],
    });
    let root = fixture
        .document
        .add_object(dictionary! { "Type" => "StructTreeRoot", "K" => section });
    fixture.catalog_mut().set("StructTreeRoot", root);
    fixture
}

#[test]
fn elements_do_not_say_what_stands_on_other_pages() {
    let bytes = tagged().bytes();
    let excerpt = readable(&run(&assembly(vec![part(&bytes, &[0])])).document);
    for way in ["ALT", "NAME", "ACTUAL", "LONG", "SUMMARY", "CELL"] {
        assert!(excerpt.contains(&format!("{way}0")), "{way}");
        assert!(!excerpt.contains(&format!("{way}1")), "{way}");
    }
    assert!(!excerpt.contains("ACROSS") && !excerpt.contains("LOOSE"));
    let whole = readable(&run(&assembly(vec![part(&bytes, &[0, 1])])).document);
    for word in ["ALT1", "CELL1", "ACROSS", "LOOSE"] {
        assert!(whole.contains(word), "{word}");
    }
}

/// Two radio buttons of one field on two pages; the one that is on is on the second.
fn buttons() -> Fixture {
    let mut fixture = Fixture::new();
    let field = fixture.document.new_object_id();
    let mut kids = Vec::new();
    for (number, state) in ["Yes", "STATE"].into_iter().enumerate() {
        fixture.text_page("Form");
        let on = saying(&mut fixture, "on");
        let off = saying(&mut fixture, "off");
        let mut looks = dictionary! { "Off" => off };
        looks.set(state, on);
        let mut button = link("AP", dictionary! { "N" => looks });
        button.set("Subtype", "Widget");
        button.set("Parent", field);
        button.set("AS", if number == 1 { state } else { "Off" });
        kids.extend(fixture.annotate(number, vec![button]));
    }
    let kids: Vec<Object> = kids.into_iter().map(Object::from).collect();
    let entries = dictionary! {
        "FT" => "Btn", "T" => text("choice"), "V" => "STATE", "DV" => "STATE", "Kids" => kids,
        "Opt" => vec![text("Agree"), text("OPTION")],
    };
    fixture.document.objects.insert(field, entries.into());
    let other = saying(&mut fixture, "DEFAULT");
    let resources = dictionary! { "XObject" => dictionary! { "X" => other } };
    fixture.catalog_mut().set(
        "AcroForm",
        dictionary! { "Fields" => vec![Object::from(field)], "DR" => resources },
    );
    fixture
}

#[test]
fn buttons_do_not_tell_of_those_on_other_pages() {
    let bytes = buttons().bytes();
    let excerpt = run(&assembly(vec![part(&bytes, &[0])]));
    let said = readable(&excerpt.document);
    for word in ["STATE", "OPTION", "DEFAULT"] {
        assert!(!said.contains(word), "{word}");
    }
    assert!(said.contains("Agree"));
    let whole = readable(&run(&assembly(vec![part(&bytes, &[0, 1])])).document);
    assert!(whole.contains("STATE") && whole.contains("OPTION"));
}

#[test]
fn what_no_reader_draws_of_a_drawing_stays_behind() {
    let mut fixture = Fixture::new();
    let hidden = saying(&mut fixture, "HIDDEN");
    let form = saying(&mut fixture, "SHOWN");
    let group = dictionary! { "S" => "Transparency", "K" => true, "Junk" => hidden };
    let picture = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8, "Custom" => hidden,
        "Alternates" => vec![dictionary! { "Image" => hidden }.into()],
    };
    let picture = fixture.document.add_object(Stream::new(picture, vec![0]));
    if let Ok(Object::Stream(form)) = fixture.document.get_object_mut(form) {
        form.dict.set("Custom", hidden);
        form.dict.set("Group", group.clone());
    }
    let drawings = dictionary! { "X1" => form, "X2" => picture };
    let entries = dictionary! {
        "Resources" => dictionary! { "XObject" => drawings }, "Group" => group,
    };
    fixture.page("/X1 Do /X2 Do", entries);
    let result = run(&assembly(vec![part(&fixture.bytes(), &[0])]));
    let words = readable(&result.document);
    assert!(words.contains("SHOWN") && !words.contains("HIDDEN"));
    let group = result.get(result.page(0), &["Group"]).as_dict().unwrap();
    assert!(group.has(b"K") && !group.has(b"Junk"));
    let kept = result.get(result.page(0), &["Resources", "XObject", "X1", "Group"]);
    assert_eq!(kept.as_dict().unwrap().len(), 2);
}

/// Four pages that share a font of type 3, each of which shows a character of its own: a drawing.
/// `used` is what a page shows, `encoding` what the font says of its codes.
fn drawn_characters(encoding: Dictionary, used: impl Fn(usize) -> String) -> Result {
    let mut fixture = Fixture::new();
    let mut characters = Dictionary::new();
    let mut drawings = Dictionary::new();
    for page in 0..4 {
        let said = saying(&mut fixture, &format!("GLYPH{page}"));
        drawings.set(format!("X{page}"), said);
        let character = format!("9 0 d0 /X{page} Do").into_bytes();
        let character = Stream::new(Dictionary::new(), character);
        characters.set(format!("g{page}"), fixture.document.add_object(character));
    }
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type3", "FontBBox" => rectangle([0, 0, 9, 9]),
        "FontMatrix" => vec![0.1.into(), 0.into(), 0.into(), 0.1.into(), 0.into(), 0.into()],
        "FirstChar" => 65, "LastChar" => 68, "Widths" => vec![Object::from(9); 4],
        "Encoding" => encoding, "CharProcs" => characters,
        "Resources" => dictionary! { "XObject" => drawings },
    };
    let font = fixture.document.add_object(font);
    let resources = dictionary! { "Font" => dictionary! { "T3" => font } };
    let resources = fixture.document.add_object(resources);
    for page in 0..4 {
        fixture.page(&used(page), dictionary! { "Resources" => resources });
    }
    let pages: Vec<u32> = SHOWN.to_vec();
    run(&assembly(vec![part(&fixture.bytes(), &pages)]))
}

#[test]
fn drawn_characters_of_pages_left_out_stay_behind() {
    let named = || -> Vec<Object> {
        vec![
            65.into(),
            "g0".into(),
            "g1".into(),
            "g2".into(),
            "g3".into(),
        ]
    };
    let plain = || dictionary! { "Type" => "Encoding", "Differences" => named() };
    let code = |page: usize| ['A', 'B', 'C', 'D'][page];
    let shows = |page| format!("q BT /T3 9 Tf [({}) -5] TJ ET Q", code(page));
    assert_words_of(&drawn_characters(plain(), shows), |page| {
        SHOWN.contains(&page)
    });
    // What cannot be told stays whole.
    let based = dictionary! { "BaseEncoding" => "WinAnsiEncoding", "Differences" => named() };
    assert_words_of(&drawn_characters(based, shows), |_| true);
    let cut = |page| format!("BT /T3 9 Tf ({0}) Tj ET ({0}", code(page));
    assert_words_of(&drawn_characters(plain(), cut), |_| true);
}

fn assert_words_of(result: &Result, is_kept: impl Fn(u32) -> bool) {
    let words = readable(&result.document);
    for page in 0..4 {
        let word = format!("GLYPH{page}");
        assert_eq!(words.contains(&word), is_kept(page), "{word}");
    }
}
