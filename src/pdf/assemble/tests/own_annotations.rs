//! What annotations of our own say, where they lead, and that they name nobody.

use lopdf::{Dictionary, Object, decode_text_string};

use super::marks::{bars, extended, highlight, mark, planned};
use super::{assembly, part, run};
use crate::pack::MarkStyle;
use crate::pdf::assemble::{PageComment, PageLink, PagePlan};
use crate::pdf::fixtures::{Fixture, link, texts};
use crate::text::Point;

#[test]
fn an_annotation_says_what_a_reader_needs_and_nothing_of_anybody() {
    let marks = vec![
        highlight(&[[40.0, 100.0, 80.0, 12.0], [40.0, 200.0, 50.0, 12.0]]),
        mark(MarkStyle::Underline, &[[1.0, 2.0, 30.0, 4.0]]),
        mark(MarkStyle::StrikeOut, &[[1.0, 2.0, 30.0, 4.0]]),
        mark(MarkStyle::Frame, &[[10.0, 20.0, 30.0, 40.0]]),
    ];
    let plan = PagePlan {
        marks,
        comments: vec![PageComment {
            text: "Ask the Minister for Überprüfung".to_owned(),
            ..PageComment::default()
        }],
        ..PagePlan::default()
    };
    let result = run(&planned(&texts(&["Words"]), plan));
    let annotations = result.annotations(0);
    let subtypes: Vec<&[u8]> = annotations
        .iter()
        .map(|annotation| annotation.get(b"Subtype").unwrap().as_name().unwrap())
        .collect();
    assert_eq!(
        subtypes,
        [
            b"Highlight".as_slice(),
            b"Underline",
            b"StrikeOut",
            b"Square",
            b"Text"
        ]
    );
    for annotation in &annotations {
        for key in [b"T".as_slice(), b"M", b"CreationDate", b"NM", b"Popup"] {
            assert!(!annotation.has(key), "{annotation:?}");
        }
        assert_eq!(*annotation.get(b"P").unwrap(), result.pages[0].into());
        assert_eq!(annotation.get(b"F").unwrap().as_i64().unwrap() & 4, 4);
        let look = result.get(annotation, &["AP", "N", "Subtype"]);
        assert_eq!(*look, "Form".into());
        assert_eq!(*result.get(annotation, &["AP", "N", "Group"]), Object::Null);
    }
    let contents = annotations[4].get(b"Contents").unwrap();
    assert_eq!(
        decode_text_string(contents).unwrap(),
        "Ask the Minister for Überprüfung"
    );
    assert!(!annotations[0].has(b"Contents"));
    let corners: Vec<i64> = array(annotations[0], b"QuadPoints");
    let first = [40, 300, 120, 300, 40, 288, 120, 288];
    let second = [40, 200, 90, 200, 40, 188, 90, 188];
    assert_eq!(corners, [first, second].concat());
    assert_eq!(array(annotations[0], b"Rect"), [39, 187, 121, 301]);
    assert!(!annotations[3].has(b"IC"));
}

fn array(entries: &Dictionary, key: &[u8]) -> Vec<i64> {
    let items = entries.get(key).unwrap().as_array().unwrap();
    items.iter().map(|item| item.as_i64().unwrap()).collect()
}

#[test]
fn a_link_goes_to_a_height_of_any_page() {
    let to = |page: u32, top_pt: Option<f32>| PageLink {
        left: 20.0,
        top: 30.0,
        right: 120.0,
        bottom: 45.0,
        page,
        top_pt,
        description: format!("Page {}", page + 1),
    };
    let mut links = vec![to(0, None), to(9, None)];
    links.extend((1..=4).map(|page| to(page, Some(50.0))));
    let plan = PagePlan {
        links,
        ..PagePlan::default()
    };
    let mut parts = vec![part(&texts(&["Words"]), &[])];
    parts[0].pages = vec![plan];
    for rotate in [0, 90, 180, 270] {
        let mut turned = part(&bars(rotate, 2), &[]);
        turned.pages = vec![extended(Vec::new())];
        parts.push(turned);
    }
    let result = run(&assembly(parts));
    let links = result.annotations(0);
    assert_eq!(
        links.len(),
        5,
        "the link to a page that is not there is left out"
    );
    assert_eq!(array(links[0], b"Rect"), [20, 355, 120, 370]);
    assert_eq!(array(links[0], b"Border"), [0, 0, 0]);
    let description = decode_text_string(links[1].get(b"Contents").unwrap());
    assert_eq!(description.unwrap(), "Page 2");
    // 50 points down from the edge, 20 of them on the page itself, are 10 of its units.
    let expected = [[0, 400], [100, 220], [110, 30], [340, 40], [330, 230]];
    for (page, (link, expected)) in links.iter().zip(expected).enumerate() {
        let destination = link.get(b"Dest").unwrap();
        assert_eq!(result.page_of(destination), Some(page));
        let view = &destination.as_array().unwrap()[1..];
        let [x, y] = expected.map(Object::Integer);
        assert_eq!(*view, ["XYZ".into(), x, y, Object::Null]);
    }
}

#[test]
fn annotations_of_the_page_come_first_and_broken_ones_do_no_harm() {
    let mut fixture = Fixture::new();
    for _ in 0..3 {
        fixture.text_page("Words");
    }
    let third = fixture.pages[2];
    let own = fixture.annotate(0, vec![link("Dest", vec![third.into(), "Fit".into()])]);
    let shared = fixture
        .document
        .add_object(vec![Object::Reference(own[0]), 5.into()]);
    fixture.page_mut(0).set("Annots", shared);
    fixture.page_mut(1).set("Annots", shared);
    fixture
        .page_mut(2)
        .set("Annots", Object::string_literal("broken"));
    let source = fixture.bytes();
    let mut assembly = assembly(vec![part(&source, &[0, 1, 2, 0])]);
    for (index, page) in assembly.parts[0].pages.iter_mut().enumerate() {
        page.marks = vec![highlight(&[[10.0, 10.0, 20.0, 10.0]]); index];
    }
    let result = run(&assembly);
    let counts: Vec<usize> = (0..4).map(|page| result.annotations(page).len()).collect();
    assert_eq!(counts, [1, 2, 2, 4]);
    let last = result.annotations(3);
    assert_eq!(*last[0].get(b"Subtype").unwrap(), "Link".into());
    assert_eq!(*last[1].get(b"Subtype").unwrap(), "Highlight".into());
}

#[test]
fn what_has_no_place_is_left_out() {
    let nowhere = highlight(&[[f32::NAN, 0.0, 1.0, 1.0], [0.0, 0.0, f32::INFINITY, 1.0]]);
    let mut comment = PageComment::default();
    comment.at.y = f32::NAN;
    let plan = PagePlan {
        marks: vec![nowhere, highlight(&[])],
        links: vec![PageLink {
            left: f32::NAN,
            ..PageLink::default()
        }],
        comments: vec![comment],
        ..PagePlan::default()
    };
    let result = run(&planned(&texts(&["Words"]), plan));
    assert!(!result.page(0).has(b"Annots"));
}

#[test]
fn many_marks_share_what_they_can_and_give_the_same_bytes() {
    let source = texts(&["Words"]);
    let comment = PageComment {
        at: Point::new(50.0, 50.0),
        ..PageComment::default()
    };
    let plan = PagePlan {
        marks: vec![highlight(&[[10.0, 10.0, 20.0, 10.0]]); 50],
        comments: vec![comment; 50],
        ..PagePlan::default()
    };
    let result = run(&planned(&source, plan.clone()));
    let states = result.document.objects.values().filter(|object| {
        object
            .as_dict()
            .is_ok_and(|entries| entries.has(b"ExtGState"))
    });
    assert_eq!(states.count(), 1);
    assert_eq!(run(&planned(&source, plan)).bytes, result.bytes);
}
