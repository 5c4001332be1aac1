//! Pages as thumbnails: the strip beside the reader, and the grid where they are chosen.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::desk::{CTRL, Desk};

/// A PDF whose pages say which they are: "Leaf 1", "Leaf 2".
fn pdf(pages: usize) -> Vec<u8> {
    use lopdf::{Dictionary, Document, Object, Stream, dictionary};
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    });
    let kids: Vec<Object> = (1..=pages)
        .map(|number| {
            let content = format!("BT /F1 48 Tf 60 300 Td (Leaf {number}) Tj ET");
            let content = document.add_object(Stream::new(Dictionary::new(), content.into()));
            let page = document.add_object(dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content,
                "MediaBox" => vec![0.into(), 0.into(), 300.into(), 400.into()],
                "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
            });
            page.into()
        })
        .collect();
    let count = i64::try_from(pages).unwrap();
    document.objects.insert(
        tree,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A new pack with a PDF of so many pages, called "Report".
fn with_pdf(pages: usize) -> Desk {
    let mut desk = Desk::new();
    desk.click("New pack");
    let file = desk.write("Report.pdf", pdf(pages));
    desk.drop_files(&[file], None);
    desk
}

/// The names of the thumbnails in sight.
fn thumbnails(desk: &Desk) -> Vec<String> {
    let items = desk.harness.query_all_by_role(Role::ListItem);
    items
        .filter_map(|item| item.accesskit_node().label())
        .filter(|name| name.starts_with("Page "))
        .collect()
}

#[test]
fn the_strip_shows_the_pages_and_leads_to_them() {
    let mut desk = with_pdf(40);
    assert!(thumbnails(&desk).is_empty());
    desk.press(Modifiers::NONE, Key::F6);
    let names = thumbnails(&desk);
    // Cover and contents come before.
    assert_eq!(names[0], "Page 3, page 1 of the source, shown");
    assert!(names.len() < 20, "only what is in sight is drawn: {names:?}");
    desk.click("Page 6, page 4 of the source");
    assert!(desk.shows("Page 6, page 4 of the source, shown"));
    desk.press(Modifiers::NONE, Key::End);
    assert!(desk.shows("Page 42, page 40 of the source, shown"), "{:?}", thumbnails(&desk));
    desk.press(Modifiers::NONE, Key::ArrowUp);
    assert!(desk.shows("Page 41, page 39 of the source, shown"));
    desk.press(Modifiers::NONE, Key::F6);
    assert!(thumbnails(&desk).is_empty());
    let _ = CTRL;
}
