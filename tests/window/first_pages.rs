//! What is read is shown before the pages of the pack are counted.

use briefpack::edit::Command;
use briefpack::pack::Marking;
use eframe::egui::{Key, Rect, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::desk::{CTRL, Desk};
use crate::pages::pdf;

/// The pages in sight: their names, and where they are.
pub fn pages(desk: &Desk) -> Vec<(String, Rect)> {
    let images = desk.harness.query_all_by_role(Role::Image);
    let named = images.filter_map(|image| {
        let name = image.accesskit_node().label()?;
        name.starts_with("Page ").then(|| (name, image.rect()))
    });
    named.collect()
}

/// A pack with these PDFs that was saved, and a window in which another is open.
fn saved_with(files: &[(&str, Vec<u8>)]) -> (Desk, std::path::PathBuf) {
    let mut desk = Desk::new();
    desk.click("New pack");
    let files: Vec<_> = files
        .iter()
        .map(|(name, bytes)| desk.write(name, bytes))
        .collect();
    desk.drop_files(&files, None);
    let marking = Marking("OFFICIAL".to_owned());
    desk.harness.state_mut().edit(Command::SetMarking(marking));
    desk.settle();
    let file = desk.folder.path().join("Saved.ron");
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL, Key::S);
    desk.press(CTRL, Key::N);
    (desk, file)
}

/// Opens a pack and waits until a page of it is in sight, but for nothing else.
fn open_to_first_page(desk: &mut Desk, file: &std::path::Path) -> (String, Rect) {
    desk.lay_ready(&[file.to_owned()]);
    desk.harness.key_press_modifiers(CTRL, Key::O);
    let cover_of_new_pack = "Page 1";
    desk.wait_until("a page of the pack is in sight", |desk| {
        let pages = pages(desk);
        let first = pages.first().map(|(name, _)| name.as_str());
        first.is_some_and(|name| name != cover_of_new_pack)
    });
    pages(desk).remove(0)
}

/// A page that is black up to its edges, so that there is no room for stamps on it, and longer than
/// the window is high.
fn full_page() -> Vec<u8> {
    let mut bytes = pdf(1);
    let mut put = |old: &[u8], new: &[u8]| {
        let at = bytes.windows(old.len()).position(|window| window == old);
        let at = at.expect("it is in the file as it is");
        bytes[at..at + new.len()].copy_from_slice(new);
    };
    put(b"[0 0 300 400]", b"[0 0 300 900]");
    put(
        b"BT /F1 48 Tf 60 300 Td (Leaf 1) Tj ET",
        b"0 0 300 900 re f                     ",
    );
    bytes
}

#[test]
fn the_first_page_does_not_wait_for_its_number_and_does_not_jump_when_it_comes() {
    let (mut desk, file) = saved_with(&[("Full.pdf", full_page())]);
    let (name, before) = open_to_first_page(&mut desk, &file);
    assert_eq!(name, "Page 1 of the document");
    assert!(desk.shows("no page numbers yet"));
    desk.settle();
    let (name, after) = pages(&desk).remove(0);
    assert_eq!(name, "Page 3");
    assert!(!desk.shows("no page numbers yet"));
    let added = after.height() - before.height();
    assert!(added > 20.0, "it is made taller above and below: {added}");
    let content = after.top() + added / 2.0;
    assert!(
        (content - before.top()).abs() < 1.5,
        "it stays where it was: {before} {after}"
    );
}

#[test]
fn the_pages_of_another_document_are_never_in_sight() {
    let (mut desk, file) = saved_with(&[("First.pdf", pdf(2)), ("Second.pdf", pdf(1))]);
    desk.act("Whole pack in one column");
    open_to_first_page(&mut desk, &file);
    desk.settle();
    assert_eq!(pages(&desk).remove(0).0, "Page 3");
    let place = desk.row("Second");
    desk.harness.hover_at(place);
    desk.harness.step();
    desk.harness.drag_at(place);
    desk.harness.step();
    desk.harness.drop_at(place);
    desk.harness.step();
    desk.wait_until("the pages are as they will be exported", |desk| {
        let names: Vec<String> = pages(desk).into_iter().map(|(name, _)| name).collect();
        for name in &names {
            assert!(
                ["Page 1 of the document", "Page 5"].contains(&name.as_str()),
                "{name} is of another document"
            );
        }
        names == ["Page 5"]
    });
}
