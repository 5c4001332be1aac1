//! Bookmarks of the pack, and those of the sources below them.

use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId, decode_text_string, dictionary, text_string};

use super::{Result, assembly, part, run};
use crate::pdf::assemble::Bookmark;
use crate::pdf::fixtures::{Fixture, texts};
use crate::pdf::lookup::resolve;

/// The bookmarks as lines: indented title, and page counted from 1.
fn lines(result: &Result) -> Vec<String> {
    fn walk(result: &Result, parent: &Dictionary, depth: usize, lines: &mut Vec<String>) {
        let mut next = parent.get(b"First").ok();
        while let Some(item) = next {
            let item = resolve(&result.document, item).as_dict().unwrap();
            let title = decode_text_string(item.get(b"Title").unwrap()).unwrap();
            let page = item
                .get(b"Dest")
                .ok()
                .and_then(|dest| result.page_of(dest))
                .map_or("-".to_owned(), |page| (page + 1).to_string());
            lines.push(format!("{}{title} {page}", "  ".repeat(depth)));
            walk(result, item, depth + 1, lines);
            next = item.get(b"Next").ok();
        }
    }
    let mut found = Vec::new();
    let root = result.catalog(&["Outlines"]).as_dict().unwrap();
    walk(result, root, 0, &mut found);
    found
}

/// Adds bookmarks from (depth, title, destination); returns the object of each.
fn add_outline(fixture: &mut Fixture, items: &[(usize, &str, Object)]) -> Vec<ObjectId> {
    let root = fixture.document.new_object_id();
    let ids: Vec<ObjectId> = items
        .iter()
        .map(|_| fixture.document.new_object_id())
        .collect();
    let mut entries: Vec<Dictionary> = items
        .iter()
        .map(|(_, title, dest)| dictionary! { "Title" => text_string(title), "Dest" => dest.clone() })
        .collect();
    let mut root_entries = dictionary! { "Type" => "Outlines" };
    for (index, (depth, ..)) in items.iter().enumerate() {
        let before = items[..index]
            .iter()
            .rposition(|(other, ..)| other <= depth);
        match before.filter(|&before| items[before].0 == *depth) {
            Some(sibling) => entries[sibling].set("Next", ids[index]),
            None => match before {
                Some(parent) => entries[parent].set("First", ids[index]),
                None => root_entries.set("First", ids[index]),
            },
        }
    }
    for (id, entries) in ids.iter().zip(entries) {
        fixture.document.objects.insert(*id, entries.into());
    }
    fixture.document.objects.insert(root, root_entries.into());
    fixture.catalog_mut().set("Outlines", root);
    ids
}

fn outlined() -> Arc<[u8]> {
    let mut fixture = Fixture::new();
    let pages: Vec<ObjectId> = ["One", "Two", "Three"]
        .map(|text| fixture.text_page(text))
        .into();
    let dests = dictionary! { "chapter" => vec![pages[1].into(), "Fit".into()] };
    fixture.catalog_mut().set("Dests", dests);
    let xyz = |page: ObjectId| {
        let place = [page.into(), "XYZ".into(), 10.into(), 390.into(), 2.into()];
        Object::Array(place.into())
    };
    add_outline(
        &mut fixture,
        &[
            (0, "Introduction", xyz(pages[0])),
            (0, "Résumé – 概要", "chapter".into()),
            (1, "Deeper", xyz(pages[2])),
            (1, "Only here", "unknown".into()),
            (0, "Gone", xyz(pages[2])),
        ],
    );
    fixture.bytes()
}

fn bookmark(title: &str, page: u32, children: Vec<Bookmark>, part: Option<usize>) -> Bookmark {
    Bookmark {
        title: title.to_owned(),
        page,
        children,
        outline_of_part: part,
        is_open: true,
    }
}

#[test]
fn bookmarks_nest_and_the_sources_own_come_below() {
    let mut assembly = assembly(vec![
        part(&texts(&["Cover"]), &[0]),
        part(&outlined(), &[0, 1, 2]),
        part(&outlined(), &[0, 1]),
    ]);
    assembly.bookmarks = vec![
        bookmark("Cover", 0, vec![], None),
        bookmark(
            "Section",
            1,
            vec![
                bookmark("Whole", 1, vec![], Some(1)),
                bookmark("Excerpt", 4, vec![], Some(2)),
            ],
            None,
        ),
    ];
    let result = run(&assembly);
    assert_eq!(
        lines(&result),
        [
            "Cover 1",
            "Section 2",
            "  Whole 2",
            "    Introduction 2",
            "    Résumé – 概要 3",
            "      Deeper 4",
            "    Gone 4",
            "  Excerpt 5",
            "    Introduction 5",
            // The others lead to pages that are only in the part before.
            "    Résumé – 概要 6",
        ]
    );
    assert_eq!(result.catalog(&["PageMode"]), &"UseOutlines".into());
}

#[test]
fn every_bookmark_keeps_the_readers_zoom() {
    let mut assembly = assembly(vec![part(&outlined(), &[0, 1, 2])]);
    assembly.bookmarks = vec![bookmark("All", 0, vec![], Some(0))];
    let result = run(&assembly);
    let mut count = 0;
    for object in result.document.objects.values() {
        let Ok(item) = object.as_dict() else { continue };
        if let (true, Ok(Object::Array(place))) = (item.has(b"Title"), item.get(b"Dest")) {
            assert_eq!(place[1], "XYZ".into());
            assert!(place[3].as_float().is_ok(), "{place:?}");
            assert_eq!(place[4], Object::Null);
            count += 1;
        }
    }
    assert_eq!(count, 5);
}

#[test]
fn closed_bookmarks_hide_what_is_below() {
    let mut assembly = assembly(vec![part(&outlined(), &[0, 1, 2])]);
    assembly.bookmarks = vec![bookmark("All", 0, vec![], Some(0))];
    assembly.bookmarks[0].is_open = false;
    let result = run(&assembly);
    assert_eq!(result.catalog(&["Outlines", "Count"]), &1.into());
    assert_eq!(
        result.catalog(&["Outlines", "First", "Count"]),
        &(-3).into()
    );
}

#[test]
fn bookmarks_that_go_in_circles_are_read_once() {
    let mut fixture = Fixture::new();
    let page = fixture.text_page("One");
    let place = Object::Array(vec![page.into(), "Fit".into()]);
    let ids = add_outline(
        &mut fixture,
        &[
            (0, "A", place.clone()),
            (1, "B", place.clone()),
            (0, "C", place),
        ],
    );
    let document = &mut fixture.document;
    document
        .get_dictionary_mut(ids[2])
        .unwrap()
        .set("Next", ids[0]);
    document
        .get_dictionary_mut(ids[1])
        .unwrap()
        .set("First", ids[0]);
    let mut assembly = assembly(vec![part(&fixture.bytes(), &[0])]);
    assembly.bookmarks = vec![bookmark("All", 0, vec![], Some(0))];
    assert_eq!(
        lines(&run(&assembly)),
        ["All 1", "  A 1", "    B 1", "  C 1"]
    );
}

#[test]
fn very_deep_bookmarks_are_flattened() {
    let mut fixture = Fixture::new();
    let page = fixture.text_page("One");
    let place = Object::Array(vec![page.into(), "Fit".into()]);
    let items: Vec<(usize, &str, Object)> = (0..5000)
        .map(|depth| (depth, "Item", place.clone()))
        .collect();
    add_outline(&mut fixture, &items);
    let mut assembly = assembly(vec![part(&fixture.bytes(), &[0])]);
    assembly.bookmarks = vec![bookmark("All", 0, vec![], Some(0))];
    let lines = lines(&run(&assembly));
    assert_eq!(lines.len(), 5001);
    let deepest = lines
        .iter()
        .map(|line| line.len() - line.trim_start().len());
    assert_eq!(deepest.max(), Some(2 * 25));
}
