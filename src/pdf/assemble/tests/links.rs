//! Links lead to the same page as before, or nowhere.

use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::{assembly, part, run};
use crate::pack::SourceComments;
use crate::pdf::assemble::Maker;
use crate::pdf::fixtures::{Fixture, link, texts};
use crate::pdf::inspect::inspect;

fn three_pages() -> Fixture {
    let mut fixture = Fixture::new();
    for text in ["One", "Two", "Three"] {
        fixture.text_page(text);
    }
    fixture
}

fn fit(page: ObjectId) -> Object {
    Object::Array(vec![page.into(), "Fit".into()])
}

fn action(entries: Dictionary) -> Dictionary {
    link("A", entries)
}

/// A file whose first page has a link of each kind to its third page.
fn linked() -> Arc<[u8]> {
    let mut fixture = three_pages();
    let third = fixture.pages[2];
    let tree_leaf = fixture.document.add_object(dictionary! {
        "Names" => vec![
            Object::string_literal("in-tree"), dictionary! { "D" => fit(third) }.into(),
            Object::string_literal("page-1"), fit(third),
        ],
    });
    let dests = dictionary! { "Kids" => vec![Object::Reference(tree_leaf)] };
    let catalog = fixture.catalog_mut();
    catalog.set("Dests", dictionary! { "old-name" => fit(third) });
    catalog.set("Names", dictionary! { "Dests" => dests });
    let named = |name: &str| dictionary! { "S" => "GoTo", "D" => Object::string_literal(name) };
    fixture.annotate(
        0,
        vec![
            link("Dest", fit(third)),
            link("Dest", "old-name"),
            link("Dest", Object::string_literal("in-tree")),
            link("Dest", Object::string_literal("page-1")),
            action(dictionary! { "S" => "GoTo", "D" => fit(third) }),
            action(named("in-tree")),
            link("Dest", vec![Object::Integer(2), "Fit".into()]),
        ],
    );
    fixture.bytes()
}

#[test]
fn links_of_every_kind_follow_their_page() {
    let source = linked();
    let result = run(&assembly(vec![
        part(&texts(&["Cover"]), &[0]),
        part(&source, &[0, 1, 2]),
    ]));
    let links = result.annotations(1);
    assert_eq!(links.len(), 7);
    for (index, link) in links.iter().enumerate() {
        let destination = result.get(link, &["Dest"]);
        assert_eq!(result.page_of(destination), Some(3), "link {index}");
    }
}

#[test]
fn a_link_to_a_page_left_out_goes_with_it() {
    let source = linked();
    let result = run(&assembly(vec![part(&source, &[0, 1])]));
    assert!(result.annotations(0).is_empty(), "no dead frames");
}

#[test]
fn a_link_to_a_page_in_another_part_of_the_same_source_leads_there() {
    let source = linked();
    let result = run(&assembly(vec![part(&source, &[0]), part(&source, &[2])]));
    for link in result.annotations(0) {
        assert_eq!(result.page_of(result.get(link, &["Dest"])), Some(1));
    }
}

#[test]
fn each_use_of_a_source_links_within_itself() {
    let source = linked();
    let result = run(&assembly(vec![
        part(&source, &[0, 2]),
        part(&source, &[0, 2]),
    ]));
    let target = |page: usize| result.page_of(result.get(result.annotations(page)[0], &["Dest"]));
    assert_eq!((target(0), target(2)), (Some(1), Some(3)));
}

#[test]
fn addresses_stay_and_what_runs_or_leaves_the_file_goes() {
    let mut fixture = three_pages();
    let uri = |address: &str| {
        action(dictionary! { "S" => "URI", "URI" => Object::string_literal(address) })
    };
    let mut with_extra = uri("https://www.gov.uk/");
    with_extra.set(
        "AA",
        dictionary! { "E" => dictionary! { "S" => "JavaScript" } },
    );
    fixture.annotate(
        0,
        vec![
            with_extra,
            action(dictionary! { "S" => "Named", "N" => "NextPage" }),
            uri("file:///C:/Users/jo/secret.doc"),
            action(dictionary! { "S" => "Launch", "F" => Object::string_literal("calc.exe") }),
            action(dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("x()") }),
            action(dictionary! {
                "S" => "GoToR", "F" => Object::string_literal("other.pdf"), "D" => 0,
            }),
            action(dictionary! { "S" => "Named", "N" => "Print" }),
        ],
    );
    let source = fixture.bytes();
    let result = run(&assembly(vec![part(&source, &[0])]));
    assert_eq!(inspect(&source, None).unwrap().links_out, [(1, 4)]);
    let links = result.annotations(0);
    assert_eq!(
        result.get(links[0], &["A", "URI"]).as_str().unwrap(),
        b"https://www.gov.uk/"
    );
    assert!(!links[0].has(b"AA"));
    assert_eq!(result.get(links[1], &["A", "N"]), &"NextPage".into());
    assert_eq!(links.len(), 2, "{links:?}");
}

#[test]
fn our_own_links_go_to_pages_of_the_pack() {
    let mut fixture = Fixture::new();
    fixture.text_page("Contents");
    let to = |name: &str| link("Dest", Object::string_literal(name));
    fixture.annotate(0, vec![to("page-3"), to("page-4")]);
    let mut own = part(&fixture.bytes(), &[0]);
    own.maker = Maker::Briefpack;
    let result = run(&assembly(vec![own, part(&texts(&["A", "B"]), &[0, 1])]));
    let links = result.annotations(0);
    assert_eq!(result.get(links[0], &["Dest"]).as_str().unwrap(), b"page-3");
    assert_eq!(links.len(), 1, "there is no page 4");
    let names = result
        .catalog(&["Names", "Dests", "Names"])
        .as_array()
        .unwrap();
    let found: Vec<_> = names
        .chunks(2)
        .map(|pair| (pair[0].as_str().unwrap(), result.page_of(&pair[1]).unwrap()))
        .collect();
    let expected: [(&[u8], usize); 3] = [(b"page-1", 0), (b"page-2", 1), (b"page-3", 2)];
    assert_eq!(found, expected);
}

#[test]
fn notes_keep_their_windows() {
    let mut fixture = Fixture::new();
    fixture.text_page("Noted");
    let mut note = link("Contents", Object::string_literal("Look here"));
    note.set("Subtype", "Text");
    let mut popup = link("Open", false);
    popup.set("Subtype", "Popup");
    let ids = fixture.annotate(0, vec![note, popup]);
    let (note, popup) = (ids[0], ids[1]);
    let page = fixture.pages[0];
    let document = &mut fixture.document;
    document
        .get_dictionary_mut(note)
        .unwrap()
        .set("Popup", popup);
    document
        .get_dictionary_mut(popup)
        .unwrap()
        .set("Parent", note);
    document.get_dictionary_mut(note).unwrap().set("P", page);
    let source = fixture.bytes();
    let mut kept = part(&source, &[0, 0]);
    kept.comments = SourceComments::Keep;
    let result = run(&assembly(vec![kept]));
    for page in 0..2 {
        let annotations = result.annotations(page);
        let reference = |entries: &Dictionary, key: &[u8]| {
            let id = entries.get(key).unwrap().as_reference().unwrap();
            result.document.get_dictionary(id).unwrap().clone()
        };
        assert_eq!(&reference(annotations[0], b"Popup"), annotations[1]);
        assert_eq!(&reference(annotations[1], b"Parent"), annotations[0]);
        let own = annotations[0].get(b"P").unwrap().as_reference().unwrap();
        assert_eq!(own, result.pages[page]);
    }
}
