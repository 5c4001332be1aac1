//! The structure trees of several sources in one.

use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::marks::highlight;
use super::{Result, assembly, part, run};
use crate::pdf::assemble::{Assembly, PageComment, PageLink};
use crate::pdf::fixtures::{Fixture, link, texts};
use crate::pdf::lookup::resolve;

/// A tagged file: on each page a heading of the role `Title`, which stands for `role`, and a link.
fn tagged(pages: usize, role: &str) -> Arc<[u8]> {
    build(pages, role).0.bytes()
}

/// The same in the making, with the objects of its elements.
fn build(pages: usize, role: &str) -> (Fixture, Vec<ObjectId>) {
    let mut fixture = Fixture::new();
    let root = fixture.document.new_object_id();
    let top = fixture.document.new_object_id();
    let mut elements = Vec::new();
    for index in 0..pages {
        let content = "/Title <</MCID 0>> BDC BT /F1 9 Tf 40 200 Td (Title) Tj ET EMC \
                       /Link <</MCID 1>> BDC BT /F1 9 Tf 40 150 Td (Link) Tj ET EMC";
        let page = fixture.page(content, dictionary! { "StructParents" => 77 });
        let address = Object::string_literal("https://www.gov.uk/");
        let action = dictionary! { "S" => "URI", "URI" => address };
        let ids = fixture.annotate(index, vec![link("A", action)]);
        let id = Object::string_literal(format!("id{index}"));
        elements.push(fixture.document.add_object(dictionary! {
            "Type" => "StructElem", "S" => "Title", "P" => top, "Pg" => page, "K" => 0,
            "ID" => id.clone(), "Alt" => Object::string_literal("An alternative"),
            "A" => dictionary! { "O" => "Table", "Headers" => vec![id] },
        }));
        let reference = dictionary! { "Type" => "OBJR", "Obj" => ids[0] };
        elements.push(fixture.document.add_object(dictionary! {
            "Type" => "StructElem", "S" => "Link", "P" => top, "Pg" => page,
            "K" => vec![1.into(), reference.into()],
        }));
    }
    let kids: Vec<Object> = elements.iter().map(|id| (*id).into()).collect();
    let top_entries =
        dictionary! { "Type" => "StructElem", "S" => "Document", "P" => root, "K" => kids };
    fixture.document.objects.insert(top, top_entries.into());
    let root_entries = dictionary! {
        "Type" => "StructTreeRoot", "K" => top,
        "RoleMap" => dictionary! { "Title" => role },
    };
    fixture.document.objects.insert(root, root_entries.into());
    let catalog = fixture.catalog_mut();
    catalog.set("StructTreeRoot", root);
    catalog.set("Lang", Object::string_literal("cy"));
    (fixture, elements)
}

/// The elements as lines: indented role, and the pages of its content counted from 1.
fn lines(result: &Result) -> Vec<String> {
    fn walk(result: &Result, element: &Dictionary, depth: usize, lines: &mut Vec<String>) {
        let role = element.get(b"S").unwrap().as_name().unwrap();
        let page = element.get(b"Pg").and_then(Object::as_reference).ok();
        let page = page.and_then(|page| result.pages.iter().position(|id| *id == page));
        let mut line = format!("{}{}", "  ".repeat(depth), String::from_utf8_lossy(role));
        if let Some(page) = page {
            line += &format!(" {}", page + 1);
        }
        lines.push(line);
        let kids = match element.get(b"K") {
            Ok(Object::Array(kids)) => kids.clone(),
            Ok(kid) => vec![kid.clone()],
            Err(_) => Vec::new(),
        };
        for kid in kids {
            if let Object::Dictionary(kid) = resolve(&result.document, &kid)
                && kid.has(b"S")
            {
                walk(result, kid, depth + 1, lines);
            }
        }
    }
    let mut lines = Vec::new();
    let top = result.catalog(&["StructTreeRoot", "K"]).as_dict().unwrap();
    walk(result, top, 0, &mut lines);
    lines
}

/// What the parent tree says under a key.
fn parent(result: &Result, key: &Object) -> Object {
    let pairs = result
        .catalog(&["StructTreeRoot", "ParentTree", "Nums"])
        .as_array()
        .unwrap();
    let pair = pairs.chunks(2).find(|pair| pair[0] == *key).unwrap();
    pair[1].clone()
}

#[test]
fn trees_are_joined_and_the_parent_tree_leads_back() {
    let result = run(&assembly(vec![
        part(&tagged(1, "H1"), &[0]),
        part(&tagged(2, "P"), &[1, 0]),
    ]));
    assert_eq!(
        lines(&result),
        [
            "Document",
            "  Part",
            "    Title 1",
            "    Link 1",
            "  Part",
            "    Titlex 3",
            "    Link 3",
            "    Titlex 2",
            "    Link 2",
        ]
    );
    assert_eq!(result.catalog(&["MarkInfo", "Marked"]), &true.into());
    assert_eq!(
        result.catalog(&["StructTreeRoot", "RoleMap", "Title"]),
        &"H1".into()
    );
    assert_eq!(
        result.catalog(&["StructTreeRoot", "RoleMap", "Titlex"]),
        &"P".into()
    );
    for page in 0..3 {
        let key = result.page(page).get(b"StructParents").unwrap();
        let owners = parent(&result, key);
        let owners = resolve(&result.document, &owners)
            .as_array()
            .unwrap()
            .clone();
        assert_eq!(owners.len(), 2);
        for (mcid, owner) in owners.iter().enumerate() {
            let owner = resolve(&result.document, owner).as_dict().unwrap();
            let own = owner.get(b"Pg").unwrap().as_reference().unwrap();
            assert_eq!(own, result.pages[page]);
            let kids = owner.get(b"K").unwrap().as_array().unwrap();
            assert_eq!(kids[0], (mcid as i64).into());
        }
        let annotation = result.annotations(page)[0];
        let owner = parent(&result, annotation.get(b"StructParent").unwrap());
        assert_eq!(owner, owners[1], "the link's element owns its annotation");
        assert_eq!(result.page(page).get(b"Tabs").unwrap(), &"S".into());
    }
}

#[test]
fn languages_and_identifiers_are_the_parts_own() {
    let source = tagged(1, "H1");
    let result = run(&assembly(vec![part(&source, &[0]), part(&source, &[0])]));
    let parts = result
        .catalog(&["StructTreeRoot", "K", "K"])
        .as_array()
        .unwrap();
    for (index, part) in parts.iter().enumerate() {
        let part = resolve(&result.document, part).as_dict().unwrap();
        assert_eq!(result.get(part, &["Lang"]).as_str().unwrap(), b"cy");
        let kids = part.get(b"K").unwrap().as_array().unwrap();
        let title = resolve(&result.document, &kids[0]).as_dict().unwrap();
        let id = format!("{}-id0", index + 1).into_bytes();
        assert_eq!(title.get(b"ID").unwrap().as_str().unwrap(), id);
        assert_eq!(
            title.get(b"Alt").unwrap().as_str().unwrap(),
            b"An alternative"
        );
        let attributes = title.get(b"A").unwrap().as_array().unwrap();
        let headers = result.get(attributes[0].as_dict().unwrap(), &["Headers"]);
        assert_eq!(headers.as_array().unwrap()[0].as_str().unwrap(), id);
    }
    let names = result
        .catalog(&["StructTreeRoot", "IDTree", "Names"])
        .as_array()
        .unwrap();
    assert_eq!(names.len(), 4);
}

#[test]
fn elements_of_pages_left_out_are_left_out() {
    let result = run(&assembly(vec![part(&tagged(3, "H1"), &[1])]));
    assert_eq!(
        lines(&result),
        ["Document", "  Part", "    Title 1", "    Link 1"]
    );
}

#[test]
fn an_unsound_tree_is_left_out_and_its_pages_stay() {
    let (mut fixture, elements) = build(1, "H1");
    let document = &mut fixture.document;
    let circle = document.get_dictionary_mut(elements[1]).unwrap();
    circle.set("K", elements[1]);
    let unsound = fixture.bytes();
    let (mut fixture, elements) = build(1, "H1");
    let huge = fixture.document.get_dictionary_mut(elements[0]).unwrap();
    huge.set("K", i64::MAX);
    let result = run(&assembly(vec![
        part(&unsound, &[0]),
        part(&fixture.bytes(), &[0]),
        part(&tagged(1, "H1"), &[0]),
    ]));
    assert_eq!(result.pages.len(), 3);
    assert!(!result.page(0).has(b"StructParents"));
    assert!(!result.page(1).has(b"StructParents"));
    assert_eq!(lines(&result).len(), 4);
}

/// A mark, a comment and a link on every page.
fn annotated(mut assembly: Assembly) -> Assembly {
    for page in assembly.parts.iter_mut().flat_map(|part| &mut part.pages) {
        page.marks = vec![highlight(&[[10.0, 10.0, 50.0, 12.0]])];
        page.comments = vec![PageComment {
            text: "A remark".to_owned(),
            ..PageComment::default()
        }];
        page.links = vec![PageLink {
            right: 20.0,
            bottom: 20.0,
            ..PageLink::default()
        }];
    }
    assembly
}

#[test]
fn our_annotations_are_in_the_tree_behind_their_part() {
    let result = run(&annotated(assembly(vec![
        part(&tagged(1, "H1"), &[0]),
        part(&texts(&["No tags"]), &[0]),
        part(&tagged(1, "H1"), &[0]),
    ])));
    let own = |page: usize| {
        [
            format!("  Annot {page}"),
            format!("  Link {page}"),
            format!("  Annot {page}"),
        ]
    };
    let title = |page: usize| [format!("    Title {page}"), format!("    Link {page}")];
    let part = || ["  Part".to_owned()];
    let expected = [
        &["Document".to_owned()][..],
        &part(),
        &title(1),
        &own(1),
        &own(2),
        &part(),
        &title(3),
        &own(3),
    ]
    .concat();
    assert_eq!(lines(&result), expected);
    for page in 0..3 {
        assert_eq!(*result.page(page).get(b"Tabs").unwrap(), "S".into());
        for annotation in result.annotations(page).iter().rev().take(3) {
            let key = annotation.get(b"StructParent").unwrap();
            let element = parent(&result, key);
            let element = resolve(&result.document, &element).as_dict().unwrap();
            let reference = element.get(b"K").unwrap().as_array().unwrap()[0]
                .as_dict()
                .unwrap();
            let back = resolve(&result.document, reference.get(b"Obj").unwrap());
            assert_eq!(back.as_dict().unwrap(), *annotation);
            assert!(element.has(b"Alt") || annotation.has(b"Contents"));
        }
    }
}

#[test]
fn without_tags_our_annotations_need_none() {
    let result = run(&annotated(assembly(vec![part(&texts(&["No tags"]), &[0])])));
    assert!(!result.document.catalog().unwrap().has(b"StructTreeRoot"));
    assert_eq!(result.annotations(0).len(), 3);
    assert!(
        result
            .annotations(0)
            .iter()
            .all(|own| !own.has(b"StructParent"))
    );
}

#[test]
fn tags_lead_into_a_page_that_is_drawn_as_one() {
    let (mut fixture, _) = build(1, "H1");
    let contents = fixture.page_mut(0).get(b"Contents").unwrap();
    let contents = contents.as_reference().unwrap();
    let stream = fixture.document.get_object_mut(contents).unwrap();
    let stream = stream.as_stream_mut().unwrap();
    stream.content.extend_from_slice(b" 1e2 w");
    let mut assembly = assembly(vec![part(&fixture.bytes(), &[0])]);
    assembly.parts[0].pages[0].extend_top_pt = 10.0;
    let result = run(&assembly);
    let drawing = ["Resources", "XObject", "Content"];
    let drawing = result.get(result.page(0), &drawing).as_stream().unwrap();
    let key = drawing.dict.get(b"StructParents").unwrap();
    assert!(!result.page(0).has(b"StructParents"));
    let owners = parent(&result, key);
    let owners = resolve(&result.document, &owners).as_array().unwrap();
    assert_eq!(owners.len(), 2);
    for owner in owners {
        let owner = resolve(&result.document, owner).as_dict().unwrap();
        let kids = result.get(owner, &["K"]).as_array().unwrap();
        let stream = result.get(kids[0].as_dict().unwrap(), &["Stm"]);
        assert_eq!(stream.as_stream().unwrap(), drawing);
    }
}

#[test]
fn an_element_whose_link_is_left_out_is_mere_text() {
    let (mut fixture, elements) = build(1, "H1");
    let page = fixture.pages[0];
    let annotations = fixture.page_mut(0).get(b"Annots").unwrap().clone();
    let link = annotations.as_array().unwrap()[0].as_reference().unwrap();
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("x()") };
    let document = &mut fixture.document;
    document.get_dictionary_mut(link).unwrap().set("A", script);
    // A comment with an element of its own, and one beside words.
    let comment = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Text", "Rect" => vec![0.into(); 4],
    });
    let words = || Object::string_literal("SECRET");
    let reference = || dictionary! { "Type" => "OBJR", "Obj" => comment };
    let top = document
        .get_dictionary(elements[0])
        .unwrap()
        .get(b"P")
        .unwrap()
        .as_reference()
        .unwrap();
    let mut alone = dictionary! {
        "Type" => "StructElem", "S" => "Annot", "P" => top, "Pg" => page, "Alt" => words(),
        "K" => reference(),
    };
    let first = document.add_object(alone.clone());
    alone.set("K", vec![0.into(), reference().into()]);
    let second = document.add_object(alone);
    let kids: Vec<Object> = [elements[1], first, second].map(Object::Reference).into();
    document.get_dictionary_mut(top).unwrap().set("K", kids);
    let list = vec![Object::Reference(link), comment.into()];
    fixture.page_mut(0).set("Annots", list);
    let result = run(&assembly(vec![part(&fixture.bytes(), &[0])]));
    assert!(result.annotations(0).is_empty());
    assert_eq!(
        lines(&result),
        ["Document", "  Part", "    Span 1", "    Span 1"]
    );
    assert!(!format!("{:?}", result.document.objects).contains("SECRET"));
}
