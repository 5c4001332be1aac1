//! Comments that others wrote on a source, and what else nobody sees.

use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};

use super::{Result, assembly, part, run};
use crate::pack::SourceComments;
use crate::pdf::assemble::Assembly;
use crate::pdf::fixtures::{Fixture, link, rectangle};
use crate::pdf::inspect::inspect;
use crate::pdf::render::{Raster, Renderer};

/// Every kind of comment that the standard knows.
const KINDS: [&str; 18] = [
    "Text",
    "FreeText",
    "Line",
    "Square",
    "Circle",
    "Polygon",
    "PolyLine",
    "Highlight",
    "Underline",
    "Squiggly",
    "StrikeOut",
    "Stamp",
    "Caret",
    "Ink",
    "Redact",
    "Sound",
    "Projection",
    "FileAttachment",
];

fn words(text: &str) -> Object {
    Object::string_literal(text)
}

fn look(fixture: &mut Fixture, said: &str) -> ObjectId {
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    let entries = dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "BBox" => rectangle([0, 0, 220, 40]),
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    };
    let content = format!("BT /F1 9 Tf 2 2 Td ({said}) Tj ET");
    fixture
        .document
        .add_object(Stream::new(entries, content.into_bytes()))
}

/// A comment that says "WORDS …" and names "AUTHOR …" wherever it has room for that.
fn comment(fixture: &mut Fixture, subtype: &str, number: usize) -> Dictionary {
    let said = format!("WORDS{number}");
    let look = look(fixture, &said);
    let at = 10 * i64::try_from(number % 30).unwrap();
    let mut entries = link("Contents", words(&said));
    entries.set("Subtype", subtype);
    entries.set("Rect", rectangle([20, at, 240, at + 8]));
    entries.set("T", words(&format!("AUTHOR{number}")));
    entries.set("RC", words(&format!("<p>{said}</p>")));
    entries.set("NM", words(&said));
    entries.set("Subj", words(&said));
    entries.set("M", words("D:20190730"));
    entries.set("CreationDate", words("D:20190730"));
    entries.set("AP", dictionary! { "N" => look, "D" => look });
    let corners = [20, at + 8, 240, at + 8, 20, at, 240, at];
    entries.set("QuadPoints", corners.map(Object::from).to_vec());
    entries.set("F", 4);
    entries
}

/// A page with a comment of every kind, each with a window and an answer, and a hidden one.
fn commented() -> Arc<[u8]> {
    let mut fixture = Fixture::new();
    fixture.text_page("Plain");
    let mut all = Vec::new();
    for (number, kind) in (0..).zip(KINDS) {
        all.push(comment(&mut fixture, kind, number));
    }
    let count = all.len();
    let mut hidden = comment(&mut fixture, "Text", 90);
    hidden.set("F", 2);
    let mut beside = comment(&mut fixture, "FreeText", 91);
    beside.set("Rect", rectangle([2000, 0, 2100, 20]));
    all.extend([hidden, beside]);
    let ids = fixture.annotate(0, all);
    let mut list: Vec<Object> = ids.iter().map(|id| (*id).into()).collect();
    for (number, id) in ids.iter().take(count).enumerate() {
        let mut answer = comment(&mut fixture, "Text", 30 + number);
        answer.set("IRT", *id);
        let popup = dictionary! {
            "Type" => "Annot", "Subtype" => "Popup", "Parent" => *id,
            "Rect" => rectangle([0, 0, 50, 50]), "Contents" => words(&format!("WORDS{number}")),
        };
        let popup = fixture.document.add_object(popup);
        let entries = fixture.document.get_dictionary_mut(*id).unwrap();
        entries.set("Popup", popup);
        let answer = fixture.document.add_object(answer);
        list.extend([popup.into(), answer.into()]);
    }
    fixture.page_mut(0).set("Annots", list);
    fixture.bytes()
}

fn with(bytes: &Arc<[u8]>, comments: SourceComments) -> Assembly {
    let mut part = part(bytes, &[0]);
    part.comments = comments;
    assembly(vec![part])
}

/// All strings and streams of a file.
fn said(result: &Result) -> String {
    let mut text = String::new();
    for object in result.document.objects.values() {
        text += &strings(object);
        if let Object::Stream(stream) = object {
            text += &String::from_utf8_lossy(&stream.get_plain_content().unwrap());
        }
    }
    text
}

fn strings(object: &Object) -> String {
    match object {
        Object::String(bytes, _) => String::from_utf8_lossy(bytes).into_owned() + "\n",
        Object::Array(items) => items.iter().map(strings).collect(),
        Object::Dictionary(entries) => entries.iter().map(|(_, value)| strings(value)).collect(),
        Object::Stream(stream) => stream
            .dict
            .iter()
            .map(|(_, value)| strings(value))
            .collect(),
        _ => String::new(),
    }
}

#[test]
fn no_comment_of_any_kind_comes_along() {
    let result = run(&with(&commented(), SourceComments::LeaveOut));
    let said = said(&result);
    for word in ["WORDS", "AUTHOR", "D:2019"] {
        assert!(!said.contains(word), "{said}");
    }
    assert!(!result.page(0).has(b"Annots"));
}

#[test]
fn comments_that_can_be_seen_are_kept_where_somebody_says_so() {
    let result = run(&with(&commented(), SourceComments::Keep));
    let said = said(&result);
    for (number, kind) in KINDS.iter().enumerate() {
        let word = format!("WORDS{number}\n");
        assert_eq!(said.contains(&word), *kind != "FileAttachment", "{kind}");
    }
    assert!(said.contains("AUTHOR1"));
    for word in ["WORDS90", "WORDS91", "AUTHOR90", "D:2019", "<p>"] {
        assert!(!said.contains(word), "{word}");
    }
    for annotation in result.annotations(0) {
        for key in [b"NM".as_slice(), b"M", b"CreationDate", b"Subj", b"RC"] {
            assert!(!annotation.has(key), "{annotation:?}");
        }
    }
}

#[test]
fn comments_are_counted_by_page_and_kind() {
    let found = inspect(&commented(), None).unwrap();
    let seen: Vec<String> = found
        .comments
        .iter()
        .map(|count| {
            let hidden = if count.is_hidden { "hidden " } else { "" };
            format!("{} {hidden}{}", count.count, count.kind.names().0)
        })
        .collect();
    assert_eq!(
        seen,
        [
            "1 note",
            "1 hidden note",
            "18 reply",
            "1 text box",
            "1 hidden text box",
            "1 highlight",
            "2 underline",
            "1 strike-out",
            "1 insertion mark",
            "6 drawing",
            "1 stamp",
            "1 redaction mark",
            "1 attached file",
            "1 recording",
            "1 mark of another kind",
        ]
    );
}

fn draw(bytes: &Arc<[u8]>) -> Raster {
    let pdf = Renderer::open(Arc::clone(bytes), None).unwrap();
    pdf.render(0, 1.0).unwrap()
}

#[test]
fn a_kept_comment_without_a_look_gets_one() {
    let mut blank = Fixture::new();
    blank.page("", Dictionary::new());
    let blank = draw(&blank.bytes());
    let numbers = |values: &[i64]| Object::Array(values.iter().map(|v| (*v).into()).collect());
    let corners = || numbers(&[50, 120, 150, 120, 50, 100, 150, 100]);
    let stroke = || numbers(&[50, 50, 150, 120, 200, 60]);
    let cases: [(&str, Vec<(&str, Object)>); 15] = [
        ("Text", vec![]),
        (
            "FreeText",
            vec![
                ("Contents", words("Said on the page, in more than one line")),
                ("DA", words("/Helv 12 Tf 0 0.4 0.8 rg")),
            ],
        ),
        ("Highlight", vec![("QuadPoints", corners())]),
        ("Underline", vec![("QuadPoints", corners())]),
        (
            "Squiggly",
            vec![("QuadPoints", corners()), ("CA", 0.5.into())],
        ),
        ("StrikeOut", vec![]),
        ("Square", vec![("IC", numbers(&[1, 0, 0]))]),
        ("Circle", vec![]),
        ("Line", vec![("L", numbers(&[50, 50, 150, 120]))]),
        ("PolyLine", vec![("Vertices", stroke())]),
        ("Polygon", vec![("Vertices", stroke())]),
        ("Ink", vec![("InkList", vec![stroke()].into())]),
        ("Caret", vec![]),
        ("Stamp", vec![("Name", "Approved".into())]),
        ("Redact", vec![("QuadPoints", corners())]),
    ];
    for (subtype, entries) in cases {
        let mut fixture = Fixture::new();
        fixture.page("", Dictionary::new());
        let mut comment = link("F", 4);
        comment.set("Subtype", subtype);
        for (key, value) in entries {
            comment.set(key, value);
        }
        fixture.annotate(0, vec![comment]);
        let source = fixture.bytes();
        let kept = run(&with(&source, SourceComments::Keep));
        assert!(draw(&kept.bytes) != blank, "{subtype} is not seen");
        let left_out = run(&with(&source, SourceComments::LeaveOut));
        assert!(draw(&left_out.bytes) == blank, "{subtype} is seen");
    }
}

#[test]
fn broken_comments_do_no_harm() {
    let mut fixture = Fixture::new();
    fixture.text_page("Plain");
    let mut all = Vec::new();
    for kind in KINDS {
        for (key, value) in [
            ("Rect", Object::Null),
            ("QuadPoints", vec![1.into(), "x".into()].into()),
            ("InkList", vec![Object::Null, 5.into()].into()),
            ("L", 5.into()),
            ("Vertices", vec![Object::Real(f32::NAN); 6].into()),
            ("C", vec![Object::from(1); 9].into()),
            ("DA", words("rg Tf g 1 Tf")),
            ("Contents", 5.into()),
        ] {
            let mut broken = link(key, value);
            broken.set("Subtype", kind);
            all.push(broken);
        }
    }
    fixture.annotate(0, all);
    let source = fixture.bytes();
    for comments in [SourceComments::LeaveOut, SourceComments::Keep] {
        run(&with(&source, comments));
    }
}

#[test]
fn form_fields_that_nobody_sees_are_left_out_with_their_values() {
    let mut fixture = Fixture::new();
    fixture.text_page("Form");
    let shared = fixture.document.new_object_id();
    let group = fixture.document.new_object_id();
    let mut widget = |name: &str, flags: i64, extra: Dictionary| {
        let mut widget = link("F", flags);
        widget.set("Subtype", "Widget");
        let look = look(&mut fixture, name);
        widget.set("AP", dictionary! { "N" => look });
        widget.set("NM", words("private"));
        for (key, value) in extra {
            widget.set(key, value);
        }
        widget
    };
    let text = |value: &str| dictionary! { "FT" => "Tx", "T" => words(value), "V" => words(value) };
    let all = vec![
        widget("SEEN", 4, text("SEEN")),
        widget("HIDDEN", 2, text("HIDDEN")),
        widget("UNVIEWED", 4 | 32, text("UNVIEWED")),
        widget("SHARED", 4, dictionary! { "Parent" => shared }),
        widget("SHARED", 2, dictionary! { "Parent" => shared }),
        widget("A", 4, dictionary! { "Parent" => group }),
        widget("B", 2, dictionary! { "Parent" => group }),
    ];
    let ids = fixture.annotate(0, all);
    let kids = |ids: &[ObjectId]| -> Vec<Object> { ids.iter().map(|id| (*id).into()).collect() };
    let mut field = text("SHARED");
    field.set("Kids", kids(&ids[3..5]));
    fixture.document.objects.insert(shared, field.into());
    let buttons = dictionary! {
        "FT" => "Btn", "Ff" => 1 << 15, "T" => words("group"), "Kids" => kids(&ids[5..]),
    };
    fixture.document.objects.insert(group, buttons.into());
    let fields = kids(&[ids[0], ids[1], ids[2], shared, group]);
    fixture
        .catalog_mut()
        .set("AcroForm", dictionary! { "Fields" => fields });
    let source = fixture.bytes();
    assert_eq!(inspect(&source, None).unwrap().hidden_fields, [(1, 3)]);
    let result = run(&with(&source, SourceComments::LeaveOut));
    let said = said(&result);
    assert!(said.contains("SEEN") && said.contains("SHARED"));
    for word in ["HIDDEN", "UNVIEWED", "private"] {
        assert!(!said.contains(word), "{said}");
    }
    assert_eq!(result.annotations(0).len(), 4, "a group keeps its buttons");
}

#[test]
fn the_picture_of_a_signature_stays_when_an_export_becomes_a_source() {
    let mut fixture = Fixture::new();
    fixture.text_page("Signed");
    let look = look(&mut fixture, "Signed by Jo");
    let mut signature = link("AP", dictionary! { "N" => look });
    signature.set("Subtype", "Widget");
    signature.set("FT", "Sig");
    fixture.annotate(0, vec![signature]);
    let once = run(&with(&fixture.bytes(), SourceComments::LeaveOut));
    let twice = run(&with(&once.bytes, SourceComments::LeaveOut));
    assert_eq!(twice.annotations(0).len(), 1);
    assert!(draw(&once.bytes) == draw(&twice.bytes));
    assert!(inspect(&once.bytes, None).unwrap().comments.is_empty());
}
