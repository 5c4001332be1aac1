//! Pages as thumbnails: the strip beside the reader, and the grid where they are chosen.

use std::collections::BTreeSet;

use briefpack::pack::{BeyondCrop, Body, Extent};
use eframe::egui::accesskit::Role;
use eframe::egui::{self, Key, Modifiers, Pos2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::desk::{CTRL, Desk};

/// A PDF whose pages say which they are: "Leaf 1", "Leaf 2".
pub fn pdf(pages: usize) -> Vec<u8> {
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
        .map(|name| name.replace(", selected", ""))
        .collect()
}

#[test]
fn the_strip_shows_the_pages_and_leads_to_them() {
    let mut desk = with_pdf(40);
    assert!(thumbnails(&desk).is_empty());
    desk.press(CTRL | Modifiers::SHIFT, Key::G);
    let names = thumbnails(&desk);
    // Cover and contents come before.
    assert_eq!(names[0], "Page 3, page 1 of the source, shown");
    assert!(
        names.len() < 20,
        "only what is in sight is drawn: {names:?}"
    );
    click_with(&mut desk, Modifiers::NONE, "Page 6, page 4 of the source");
    assert!(thumbnails(&desk).contains(&"Page 6, page 4 of the source, shown".to_owned()));
    desk.press(Modifiers::NONE, Key::End);
    assert!(
        thumbnails(&desk).contains(&"Page 42, page 40 of the source, shown".to_owned()),
        "{:?}",
        thumbnails(&desk)
    );
    desk.press(Modifiers::NONE, Key::ArrowUp);
    assert!(thumbnails(&desk).contains(&"Page 41, page 39 of the source, shown".to_owned()));
    desk.press(CTRL | Modifiers::SHIFT, Key::G);
    assert!(thumbnails(&desk).is_empty());
}

/// Opens the grid.
pub fn open_grid(desk: &mut Desk) {
    desk.press(CTRL, Key::G);
}

/// The pages that the first document shows, as they stand in the pack file.
fn extent(desk: &Desk) -> String {
    extent_of(desk, 0)
}

fn extent_of(desk: &Desk, number: usize) -> String {
    match extent_at(desk, number) {
        Extent::Pages(pages) => pages.to_string(),
        other => format!("{other:?}"),
    }
}

fn extent_at(desk: &Desk, number: usize) -> Extent {
    let pack = desk.pack();
    let document = pack
        .documents()
        .nth(number)
        .expect("there is such a document");
    match &document.body {
        Body::Source { extent, .. } => extent.clone(),
        Body::Page(_) => panic!("a briefing page"),
    }
}

/// Clicks with keys held.
pub fn click_with(desk: &mut Desk, modifiers: Modifiers, name: &str) {
    let place = thumbnail(desk, name);
    for pressed in [true, false] {
        let moved = egui::Event::PointerMoved(place);
        desk.harness.event_modifiers(moved, modifiers);
        let button = egui::Event::PointerButton {
            pos: place,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers,
        };
        desk.harness.event_modifiers(button, modifiers);
        desk.harness.step();
    }
    desk.settle();
}

/// The middle of a thumbnail.
pub fn thumbnail(desk: &Desk, name: &str) -> Pos2 {
    let mut items = desk.harness.query_all_by_role(Role::ListItem);
    let item = items.find(|item| {
        let label = item.accesskit_node().label().unwrap_or_default();
        label.trim_end_matches(", selected") == name
    });
    let item = item.unwrap_or_else(|| panic!("no thumbnail is called {name:?}"));
    item.rect().center()
}

/// The names of the thumbnails that are selected.
fn selected(desk: &Desk) -> Vec<String> {
    let items = desk.harness.query_all_by_role(Role::ListItem);
    items
        .filter_map(|item| item.accesskit_node().label())
        .filter_map(|name| name.strip_suffix(", selected").map(str::to_owned))
        .collect()
}

#[test]
fn pages_are_chosen_by_click_key_and_number_and_left_out() {
    let mut desk = with_pdf(6);
    open_grid(&mut desk);
    assert_eq!(thumbnails(&desk).len(), 6);
    assert!(desk.shows("6 of 6 pages kept"));
    click_with(&mut desk, Modifiers::NONE, "Page 2");
    click_with(&mut desk, Modifiers::SHIFT, "Page 4");
    assert_eq!(selected(&desk), ["Page 2", "Page 3", "Page 4"]);
    click_with(&mut desk, CTRL, "Page 3");
    assert_eq!(selected(&desk), ["Page 2", "Page 4"]);
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(extent(&desk), "1, 3, 5-6");
    assert!(desk.shows("4 of 6 pages kept, 2 selected"));
    assert!(thumbnails(&desk).contains(&"Page 2, left out".to_owned()));
    desk.press(CTRL, Key::Z);
    assert_eq!(extent(&desk), "Whole");
    assert!(thumbnails(&desk).contains(&"Page 2".to_owned()));

    desk.press(CTRL, Key::A);
    assert_eq!(selected(&desk).len(), 6);
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(extent(&desk), "Whole", "a document keeps a page");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.press(Modifiers::NONE, Key::Home);
    desk.press(Modifiers::SHIFT, Key::ArrowRight);
    assert_eq!(selected(&desk), ["Page 1", "Page 2"]);
    desk.press(Modifiers::NONE, Key::O);
    assert_eq!(extent(&desk), "1-2");
    click_with(&mut desk, Modifiers::NONE, "Page 4, left out");
    desk.press(Modifiers::NONE, Key::Insert);
    assert_eq!(extent(&desk), "1-2, 4");

    desk.press(Modifiers::NONE, Key::Escape);
    assert!(
        thumbnails(&desk)
            .iter()
            .all(|name| !name.contains("left out"))
    );
    assert!(desk.pack().documents().count() == 1);
}

#[test]
fn pages_are_chosen_by_their_numbers() {
    let mut desk = with_pdf(9);
    open_grid(&mut desk);
    desk.type_into("Pages to select", "2-3, 7");
    assert_eq!(selected(&desk), ["Page 2", "Page 3", "Page 7"]);
    desk.type_into("Pages to select", ", 12");
    assert!(desk.shows("There is no page 12. The last page is 9."));
    assert_eq!(selected(&desk).len(), 3);
    // What is written is not what is chosen: nothing can be done until it is.
    desk.click("Only these");
    assert_eq!(extent(&desk), "Whole");
    // Typing begins anew when the field gets the keyboard again.
    desk.type_into("Pages to select", "2-3, 7");
    desk.click("Only these");
    assert_eq!(extent(&desk), "2-3, 7");
    desk.click("Back to the reader");
    assert!(desk.shows_words("of 5"), "cover, contents and three pages");
}

#[test]
fn pages_are_turned_at_once_and_one_by_one_taken_back() {
    let mut desk = with_pdf(3);
    open_grid(&mut desk);
    click_with(&mut desk, Modifiers::NONE, "Page 2");
    for _ in 0..2 {
        // Faster than the work is done.
        desk.harness.key_press(Key::CloseBracket);
        desk.harness.step();
    }
    desk.settle();
    assert_eq!(extent(&desk), "1, 2 half, 3");
    assert!(thumbnails(&desk).contains(&"Page 2, turned by half".to_owned()));
    desk.press(CTRL, Key::Z);
    assert_eq!(extent(&desk), "1, 2 right, 3");
    desk.press(CTRL, Key::Z);
    assert_eq!(extent(&desk), "Whole");
    click_with(&mut desk, Modifiers::NONE, "Page 1");
    desk.click("Rotate left");
    assert_eq!(extent(&desk), "1 left, 2-3");
}

#[test]
fn pages_are_dragged_to_another_place_among_the_others() {
    let mut desk = with_pdf(5);
    open_grid(&mut desk);
    click_with(&mut desk, Modifiers::NONE, "Page 4");
    click_with(&mut desk, CTRL, "Page 5");
    let to = thumbnail(&desk, "Page 1") - vec2(60.0, 0.0);
    desk.drag(thumbnail(&desk, "Page 4"), to, true);
    assert_eq!(extent(&desk), "4-5, 1-3");
    assert_eq!(selected(&desk), ["Page 4", "Page 5"]);
    desk.press(Modifiers::ALT, Key::ArrowRight);
    assert_eq!(extent(&desk), "1, 4-5, 2-3");
    desk.press(CTRL, Key::Z);
    desk.press(CTRL, Key::Z);
    assert_eq!(extent(&desk), "Whole");
}

#[test]
fn pages_are_dragged_from_grid_and_strip_into_the_outline() {
    let mut desk = with_pdf(5);
    let file = desk.write("Letter.txt", "Letter\n\nDear colleague.\n");
    desk.drop_files(&[file], None);
    assert_eq!(desk.outline(), "Report Letter");
    desk.click_row("Report");
    open_grid(&mut desk);
    click_with(&mut desk, Modifiers::NONE, "Page 2");
    click_with(&mut desk, Modifiers::SHIFT, "Page 3");
    let to = desk.row("Letter") + vec2(0.0, 8.0);
    desk.drag(thumbnail(&desk, "Page 2"), to, true);
    assert_eq!(desk.outline(), "Report Letter Report, pages 2–3");
    assert_eq!(extent_of(&desk, 2), "2-3");
    assert_eq!(desk.pack().sources.len(), 2, "the source is stored once");
    desk.press(CTRL, Key::Z);
    assert_eq!(desk.outline(), "Report Letter");

    desk.click_row("Report");
    open_grid(&mut desk);
    desk.press(CTRL | Modifiers::SHIFT, Key::G);
    let to = desk.row("Report") - vec2(0.0, 8.0);
    let from = thumbnail(&desk, "Page 4, page 2 of the source");
    desk.drag(from, to, true);
    assert_eq!(desk.outline(), "Report, page 2 Report Letter");
    assert_eq!(extent_of(&desk, 0), "2");
}

#[test]
fn a_document_is_split_and_merged_again() {
    let mut desk = with_pdf(5);
    open_grid(&mut desk);
    click_with(&mut desk, Modifiers::NONE, "Page 4");
    desk.click("Split before this page");
    assert_eq!(desk.pack().documents().count(), 2);
    assert_eq!(
        (extent_of(&desk, 0), extent_of(&desk, 1)),
        ("1-3".into(), "4-5".into())
    );
    assert!(desk.shows("3 of 5 pages kept, 1 selected"));
    desk.click("Merge the documents of this source");
    assert_eq!(desk.pack().documents().count(), 1);
    assert_eq!(extent(&desk), "Whole");
    desk.press(CTRL, Key::Z);
    assert_eq!(desk.pack().documents().count(), 2);
    desk.press(CTRL, Key::Z);
    assert_eq!(extent(&desk), "Whole");
    click_with(&mut desk, Modifiers::NONE, "Page 2");
    desk.click("New document from these pages");
    assert_eq!(extent_of(&desk, 1), "2");
    assert!(
        desk.shows("5 of 5 pages kept, 1 selected"),
        "the grid stays"
    );
}

#[test]
fn the_grid_of_an_excerpt_shows_its_own_pages_until_asked_for_all() {
    const SWITCH: &str = "Show all 12 pages of the source";
    let mut desk = with_pdf(12);
    open_grid(&mut desk);
    assert!(!desk.shows(SWITCH), "nothing is left out");
    desk.type_into("Pages to select", "3-5");
    desk.click("New document from these pages");
    assert!(!desk.shows(SWITCH));
    desk.click_row("Report, pages 3–5");
    assert_eq!(thumbnails(&desk), ["Page 3", "Page 4", "Page 5"]);
    assert!(desk.shows("3 of 12 pages kept"));
    desk.type_into("Pages to select", "7");
    assert!(desk.shows("Page 7 is left out. Show all 12 pages to select it."));
    desk.click(SWITCH);
    assert_eq!(thumbnails(&desk).len(), 12);
    click_with(&mut desk, Modifiers::NONE, "Page 7, left out");
    desk.click("Put back");
    assert_eq!(extent_of(&desk, 1), "3-5, 7");
    assert_eq!(desk.outline(), "Report Report, pages 3–5, 7");
    // It stays as it was asked for, each document for itself.
    desk.click_row("Report, page 3");
    assert!(!desk.shows(SWITCH), "the first one begins on page 3");
    desk.click_row("Report, pages");
    assert_eq!(thumbnails(&desk).len(), 12);
    desk.click("Back to the reader");
    open_grid(&mut desk);
    assert_eq!(thumbnails(&desk).len(), 12);
    desk.click(SWITCH);
    assert_eq!(thumbnails(&desk).len(), 4);
    // What is left out goes out of sight, and the keyboard to what follows.
    click_with(&mut desk, Modifiers::NONE, "Page 4");
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(thumbnails(&desk), ["Page 3", "Page 5", "Page 7"]);
    assert!(desk.shows("Left out 1 page."));
    desk.press(Modifiers::NONE, Key::Space);
    assert_eq!(selected(&desk), ["Page 5"]);
    desk.click("Undo");
    assert_eq!(extent_of(&desk, 1), "3-5, 7");
}

#[test]
fn what_is_taken_in_again_is_turned_and_stands_as_it_did() {
    let mut desk = with_pdf(5);
    open_grid(&mut desk);
    click_with(&mut desk, Modifiers::NONE, "Page 4");
    desk.press(Modifiers::NONE, Key::CloseBracket);
    desk.press(Modifiers::ALT, Key::ArrowLeft);
    desk.press(Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(extent(&desk), "1, 4 right, 2-3, 5");
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(extent(&desk), "1-3, 5");
    assert_eq!(thumbnails(&desk)[1], "Page 4, turned right, left out");
    desk.press(Modifiers::NONE, Key::Insert);
    assert_eq!(extent(&desk), "1, 4 right, 2-3, 5");
}

#[test]
fn a_paper_of_a_title_alone_shows_its_page() {
    let mut desk = Desk::new();
    desk.click("New pack");
    let file = desk.write("Appointments.txt", "Appointments\n");
    desk.drop_files(&[file], None);
    open_grid(&mut desk);
    assert!(desk.shows("1 of 1 page kept"));
    assert_eq!(thumbnails(&desk), ["Page 1"]);
}

#[test]
fn a_page_in_the_midst_of_a_paragraph_is_shown_with_it() {
    let mut desk = Desk::new();
    desk.click("New pack");
    let long = "Words and more words. ".repeat(700);
    let text = format!("Speech\n\nFirst.\n\n{long}\n\nLast.\n");
    let file = desk.write("Speech.txt", text);
    desk.drop_files(&[file], None);
    open_grid(&mut desk);
    let count = thumbnails(&desk).len();
    assert!(count >= 3, "{count}");
    assert!(desk.shows(&format!("{count} of {count} pages kept")));
    click_with(&mut desk, Modifiers::NONE, "Page 2");
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(extent(&desk), "Whole");
    assert!(desk.shows_words("No paragraph starts on this page"));
}

/// Opens the menu of a thumbnail, and chooses an entry.
fn choose_from_menu(desk: &mut Desk, name: &str, entry: &str) {
    open_menu(desk, name);
    desk.click(entry);
}

fn open_menu(desk: &mut Desk, name: &str) {
    let place = thumbnail(desk, name);
    desk.harness.hover_at(place);
    desk.harness.step();
    for pressed in [true, false] {
        desk.harness.event(egui::Event::PointerButton {
            pos: place,
            button: egui::PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        desk.harness.step();
    }
    desk.settle();
}

#[test]
fn the_strip_has_the_menu_of_the_grid() {
    let mut desk = with_pdf(6);
    desk.press(CTRL | Modifiers::SHIFT, Key::G);
    choose_from_menu(&mut desk, "Page 4, page 2 of the source", "Rotate right");
    assert_eq!(extent(&desk), "1, 2 right, 3-6");
    choose_from_menu(&mut desk, "Page 5, page 3 of the source", "Leave out");
    assert_eq!(extent(&desk), "1, 2 right, 4-6");
    assert!(desk.shows("Left out 1 page."));
    desk.click("Undo");
    choose_from_menu(&mut desk, "Page 5, page 3 of the source", "Go to page 5");
    assert!(thumbnails(&desk).contains(&"Page 5, page 3 of the source, shown".to_owned()));
    click_with(&mut desk, Modifiers::NONE, "Page 4, page 2 of the source");
    click_with(&mut desk, Modifiers::SHIFT, "Page 5, page 3 of the source");
    let name = "Page 5, page 3 of the source";
    choose_from_menu(&mut desk, name, "New document from these pages");
    assert_eq!(desk.outline(), "Report Report, pages 2–3");
    choose_from_menu(
        &mut desk,
        "Page 5, page 3 of the source",
        "Split before this page",
    );
    assert_eq!(desk.outline(), "Report Report, pages 3–6 Report, pages 2–3");
    // It may be the one that is shown.
    let mut names = thumbnails(&desk).into_iter();
    let name = names.find(|name| name.starts_with("Page 4, page 2 of the source"));
    choose_from_menu(&mut desk, &name.expect("page 4"), "Only these");
    assert_eq!(extent(&desk), "2 right");
    desk.click_row("Cover");
    let place = thumbnail(&desk, "Page 1, shown");
    desk.click_at(place);
}

#[test]
fn pages_are_moved_within_the_strip() {
    let mut desk = with_pdf(6);
    desk.press(CTRL | Modifiers::SHIFT, Key::G);
    let to = thumbnail(&desk, "Page 4, page 2 of the source") - vec2(0.0, 60.0);
    let from = thumbnail(&desk, "Page 6, page 4 of the source");
    desk.drag(from, to, true);
    assert_eq!(extent(&desk), "1, 4, 2-3, 5-6");
    assert_eq!(selected(&desk), ["Page 4"]);
    desk.press(CTRL, Key::Z);
    assert_eq!(extent(&desk), "Whole", "it was one step");

    click_with(&mut desk, Modifiers::NONE, "Page 4, page 2 of the source");
    // Faster than the work is done.
    press_fast(
        &mut desk,
        &[
            (Modifiers::ALT, Key::ArrowDown),
            (Modifiers::ALT, Key::ArrowDown),
        ],
    );
    assert_eq!(extent(&desk), "1, 3-4, 2, 5-6");
    assert_eq!(selected(&desk), ["Page 6, page 2 of the source, shown"]);
    desk.press(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(extent(&desk), "1, 3, 2, 4-6");
    desk.press(Modifiers::NONE, Key::OpenBracket);
    assert_eq!(extent(&desk), "1, 3, 2 left, 4-6");
    for _ in 0..4 {
        desk.press(CTRL, Key::Z);
    }
    assert_eq!(extent(&desk), "Whole");
}

#[test]
fn flowing_text_is_left_out_and_split_from_the_strip_by_what_begins_on_a_page() {
    let mut desk = with_text();
    desk.press(CTRL | Modifiers::SHIFT, Key::G);
    choose_from_menu(&mut desk, "Page 4", "Leave out");
    let Extent::Blocks { blocks, .. } = extent_at(&desk, 0) else {
        panic!("{}", extent(&desk));
    };
    assert_eq!(blocks.len(), 2, "one run before and one behind: {blocks:?}");
    let second = blocks[1].0;
    // The page now begins with what comes behind what was left out, or in the midst before it.
    choose_from_menu(&mut desk, "Page 5", "Split before this page");
    assert_eq!(desk.outline(), "Speech Speech, excerpt");
    let Extent::Blocks { blocks, .. } = extent_at(&desk, 1) else {
        panic!("{}", extent_of(&desk, 1));
    };
    assert!(blocks[0].0 > second, "{blocks:?}");
}

/// The blocks of flowing text that a document shows.
fn blocks_of(desk: &Desk, number: usize) -> BTreeSet<u32> {
    match extent_at(desk, number) {
        Extent::Blocks { blocks, .. } => blocks.iter().flat_map(|run| run.0..=run.1).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_the_strip_left_out_of_flowing_text_does_not_come_back_in_the_grid() {
    let mut desk = with_text();
    desk.press(CTRL | Modifiers::SHIFT, Key::G);
    choose_from_menu(&mut desk, "Page 3, shown", "Leave out");
    let name = thumbnails(&desk)[1].clone();
    choose_from_menu(&mut desk, &name, "Leave out");
    let before = blocks_of(&desk, 0);
    open_grid(&mut desk);
    desk.press(Modifiers::NONE, Key::End);
    desk.click("New document from these pages");
    let taken = blocks_of(&desk, 1);
    assert!(taken.is_subset(&before), "{taken:?} of {before:?}");
    desk.click("Leave out");
    let left: BTreeSet<u32> = before.difference(&taken).copied().collect();
    assert_eq!(blocks_of(&desk, 0), left);
}

#[test]
fn a_page_of_flowing_text_over_a_gap_is_taken_and_left_out_as_it_is_seen() {
    // It goes on over half of the second page.
    let long = "Words and more words. ".repeat(165);
    let mut desk = with_text_after(&format!("{long}\n\n"));
    open_grid(&mut desk);
    // What follows the first page moves up by half a page, over the gap.
    for page in ["Page 3", "Page 1"] {
        click_with(&mut desk, Modifiers::NONE, page);
        desk.press(Modifiers::NONE, Key::Delete);
    }
    desk.press(CTRL | Modifiers::SHIFT, Key::G);
    let before = blocks_of(&desk, 0);
    let names = thumbnails(&desk);
    let mut has_gap = false;
    // Those that are wholly in sight.
    for name in names.iter().take(2) {
        let name = name.trim_end_matches(", shown");
        let now = thumbnails(&desk);
        let name = now
            .iter()
            .find(|one| one.trim_end_matches(", shown") == name);
        let name = name.unwrap().clone();
        choose_from_menu(&mut desk, &name, "New document from these pages");
        let taken = blocks_of(&desk, 1);
        assert!(taken.is_subset(&before), "{taken:?} of {before:?}");
        desk.press(CTRL, Key::Z);
        let ends = (taken.first().unwrap(), taken.last().unwrap());
        if taken.len() == (*ends.0..=*ends.1).count() {
            continue;
        }
        has_gap = true;
        choose_from_menu(&mut desk, &name, "Leave out");
        let left: BTreeSet<u32> = before.difference(&taken).copied().collect();
        assert_eq!(blocks_of(&desk, 0), left);
        break;
    }
    assert!(has_gap, "{names:?} {before:?}");
}

#[test]
fn pages_taken_from_the_strip_are_those_that_are_seen_while_others_come_before_them() {
    const CTRL_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);
    let mut desk = with_pdf(5);
    desk.press(CTRL | Modifiers::SHIFT, Key::G);
    click_with(&mut desk, Modifiers::NONE, "Page 4, page 2 of the source");
    // A long note on the document has a page before it.
    desk.press(CTRL_ALT, Key::M);
    let note = "On all of it, and more. ".repeat(100);
    desk.harness.event(egui::Event::Text(note));
    let moved = |desk: &Desk| {
        let mut names = thumbnails(desk).into_iter();
        names.find(|it| it.contains("page 2 of the source") && !it.starts_with("Page 4,"))
    };
    desk.wait_until("the page moves", |desk| moved(desk).is_some());
    let to = desk.row("Report") - vec2(0.0, 8.0);
    let from = thumbnail(&desk, &moved(&desk).expect("the page has moved"));
    desk.drag(from, to, true);
    assert_eq!(extent_of(&desk, 0), "2");
}

/// Presses keys one after the other, faster than the work that they ask for is done.
fn press_fast(desk: &mut Desk, keys: &[(Modifiers, Key)]) {
    for (modifiers, key) in keys {
        desk.harness.key_press_modifiers(*modifiers, *key);
        desk.harness.step();
    }
    desk.settle();
}

/// How often all documents together show each page of a source of so many.
fn times_shown(desk: &Desk, count: u32) -> Vec<usize> {
    let pack = desk.pack();
    let mut times = vec![0; count as usize];
    for document in pack.documents() {
        let Body::Source { extent, .. } = &document.body else {
            continue;
        };
        for page in 1..=count {
            let shown = match extent {
                Extent::Pages(pages) => pages.pages().iter().filter(|one| one.page == page).count(),
                _ => 1,
            };
            times[page as usize - 1] += shown;
        }
    }
    times
}

#[test]
fn no_page_is_lost_or_doubled_by_what_is_asked_while_documents_are_split_and_merged() {
    let mut desk = with_pdf(10);
    open_grid(&mut desk);
    click_with(&mut desk, Modifiers::NONE, "Page 5");
    press_fast(
        &mut desk,
        &[
            (Modifiers::NONE, Key::B),
            (Modifiers::NONE, Key::Home),
            (Modifiers::NONE, Key::ArrowRight),
            (Modifiers::NONE, Key::Delete),
        ],
    );
    assert_eq!(desk.pack().documents().count(), 2);
    let times = times_shown(&desk, 10);
    assert!(
        times[2..].iter().all(|times| *times == 1),
        "after a split: {times:?}"
    );

    click_with(&mut desk, Modifiers::NONE, "Page 3");
    press_fast(
        &mut desk,
        &[(Modifiers::NONE, Key::M), (Modifiers::NONE, Key::Delete)],
    );
    assert_eq!(desk.pack().documents().count(), 1);
    let times = times_shown(&desk, 10);
    assert!(
        times[3..].iter().all(|times| *times == 1),
        "after a merge: {times:?}"
    );
}

#[test]
fn what_waits_for_a_split_or_a_merge_is_carried_out_on_what_there_is_then() {
    let mut desk = with_pdf(10);
    open_grid(&mut desk);
    click_with(&mut desk, Modifiers::NONE, "Page 5");
    press_fast(
        &mut desk,
        &[
            (Modifiers::NONE, Key::B),
            (Modifiers::NONE, Key::Home),
            (Modifiers::NONE, Key::CloseBracket),
            (Modifiers::NONE, Key::ArrowRight),
            (Modifiers::NONE, Key::Delete),
        ],
    );
    assert_eq!(
        (extent_of(&desk, 0), extent_of(&desk, 1)),
        ("1 right, 3-4".into(), "5-10".into())
    );
    press_fast(
        &mut desk,
        &[(Modifiers::NONE, Key::M), (Modifiers::NONE, Key::Insert)],
    );
    assert_eq!(extent(&desk), "1 right, 2-10");
    // What is in the other document by then is not done, and what comes after it is.
    desk.press(CTRL, Key::Z);
    assert_eq!(extent(&desk), "1 right, 3-10");
    click_with(&mut desk, Modifiers::NONE, "Page 5");
    press_fast(
        &mut desk,
        &[
            (Modifiers::NONE, Key::B),
            (Modifiers::NONE, Key::CloseBracket),
            (Modifiers::NONE, Key::Home),
            (Modifiers::NONE, Key::CloseBracket),
        ],
    );
    assert_eq!(
        (extent_of(&desk, 0), extent_of(&desk, 1)),
        ("1 half, 3-4".into(), "5-10".into())
    );
}

#[test]
fn undo_takes_back_the_change_that_is_on_its_way_and_no_other() {
    let mut desk = with_pdf(3);
    open_grid(&mut desk);
    click_with(&mut desk, Modifiers::NONE, "Page 1");
    desk.press(Modifiers::NONE, Key::OpenBracket);
    press_fast(&mut desk, &[(Modifiers::NONE, Key::Delete), (CTRL, Key::Z)]);
    assert_eq!(extent(&desk), "1 left, 2-3");
    assert_eq!(
        thumbnails(&desk),
        ["Page 1, turned left", "Page 2", "Page 3"]
    );
}

#[test]
fn a_page_that_is_shown_twice_is_the_one_that_moves() {
    let mut desk = with_pdf(3);
    open_grid(&mut desk);
    desk.type_into("Pages to select", "3");
    desk.click("New document from these pages");
    desk.click("Merge the documents of this source");
    assert_eq!(extent(&desk), "1-3, 3");
    click_with(&mut desk, Modifiers::NONE, "Page 3");
    desk.press(Modifiers::ALT, Key::ArrowLeft);
    desk.press(Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(extent(&desk), "3, 1-3");
    let to = thumbnail(&desk, "Page 2") + vec2(60.0, 0.0);
    desk.drag(thumbnail(&desk, "Page 3"), to, true);
    assert_eq!(extent(&desk), "1-3, 3");
}

#[test]
fn merging_says_so_and_can_be_undone_from_there() {
    let mut desk = with_pdf(5);
    open_grid(&mut desk);
    click_with(&mut desk, Modifiers::NONE, "Page 4");
    desk.press(Modifiers::NONE, Key::B);
    desk.press(Modifiers::NONE, Key::M);
    assert_eq!(desk.pack().documents().count(), 1);
    assert!(desk.shows("Merged 2 documents."));
    desk.click("Undo");
    assert_eq!(desk.pack().documents().count(), 2);
}

#[test]
fn page_numbers_are_typed_letter_by_letter() {
    let mut desk = with_pdf(15);
    open_grid(&mut desk);
    for letter in ["1", "2", ",", "1", "4"] {
        if letter == "1" && selected(&desk).is_empty() {
            desk.type_into("Pages to select", letter);
        } else {
            desk.type_into_focused(letter);
        }
    }
    assert!(desk.shows("15 of 15 pages kept, 2 selected"));
    desk.press(Modifiers::NONE, Key::Enter);
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(extent(&desk), "1-11, 13, 15");
}

#[test]
fn the_grid_has_the_keyboard_from_the_start() {
    let mut desk = with_pdf(30);
    let file = desk.write("Letter.txt", "Letter\n\nDear colleague.\n");
    desk.drop_files(&[file], None);
    desk.click_row("Report");
    open_grid(&mut desk);
    assert!(selected(&desk).is_empty());
    desk.press(Modifiers::NONE, Key::ArrowDown);
    assert_eq!(selected(&desk).len(), 1, "the arrows are for the pages");
    desk.press(Modifiers::NONE, Key::Home);
    assert_eq!(selected(&desk), ["Page 1"]);
    desk.press(Modifiers::NONE, Key::PageDown);
    assert_eq!(selected(&desk).len(), 1);
    assert_ne!(selected(&desk), ["Page 1"]);
    // Space adds to what is selected.
    let first = selected(&desk);
    desk.press(CTRL, Key::A);
    desk.press(Modifiers::NONE, Key::Space);
    assert!(!selected(&desk).contains(&first[0]));
    assert!(selected(&desk).len() > 1);
    let before = thumbnails(&desk).len();
    desk.press(CTRL, Key::Minus);
    desk.press(CTRL, Key::Minus);
    assert!(thumbnails(&desk).len() > before, "the pages are smaller");
}

#[test]
fn pages_that_are_let_go_where_they_were_stay_without_a_word() {
    let mut desk = with_pdf(3);
    open_grid(&mut desk);
    let place = thumbnail(&desk, "Page 2");
    desk.drag(place, place + vec2(2.0, 2.0), true);
    assert_eq!(extent(&desk), "Whole");
    assert!(!desk.shows_words("They are already there"));
}

#[test]
fn after_a_drag_into_the_outline_the_pages_stay_in_hand() {
    let mut desk = with_pdf(5);
    open_grid(&mut desk);
    let to = desk.row("Report") - vec2(0.0, 8.0);
    desk.drag(thumbnail(&desk, "Page 2"), to, true);
    assert_eq!(extent_of(&desk, 0), "2");
    assert!(desk.shows("5 of 5 pages kept, 1 selected"));
}

#[test]
fn what_is_asked_for_is_not_hidden_by_the_grid_or_the_table() {
    let mut desk = with_pdf(3);
    open_grid(&mut desk);
    desk.press(CTRL | Modifiers::SHIFT, Key::G);
    assert_eq!(
        thumbnails(&desk)[0],
        "Page 3, page 1 of the source, shown",
        "the strip is beside the reader"
    );
    desk.press(CTRL, Key::T);
    assert!(desk.shows("Filter rows"));
    open_grid(&mut desk);
    assert!(!desk.shows("Filter rows"));
    assert!(desk.shows("3 of 3 pages kept"));
    desk.press(CTRL, Key::T);
    desk.press(CTRL, Key::F);
    assert!(!desk.shows("Filter rows"));
}

/// A new pack with a text of several pages.
fn with_text() -> Desk {
    with_text_after("")
}

/// A new pack with a text of several pages that begins with this.
fn with_text_after(first: &str) -> Desk {
    let mut desk = Desk::new();
    desk.click("New pack");
    let paragraphs: Vec<String> = (1..=60)
        .map(|number| {
            format!(
                "Paragraph {number}. {}",
                "Words and more words. ".repeat(20)
            )
        })
        .collect();
    let file = desk.write(
        "Speech.txt",
        format!("Speech\n\n{first}{}\n", paragraphs.join("\n\n")),
    );
    desk.drop_files(&[file], None);
    desk
}

#[test]
fn flowing_text_is_chosen_by_page_and_neither_turned_nor_put_in_another_order() {
    let mut desk = with_text();
    open_grid(&mut desk);
    let count = thumbnails(&desk).len();
    assert!(count >= 4, "{count}");
    click_with(&mut desk, Modifiers::NONE, "Page 2");
    let is_disabled = |desk: &Desk, name: &str| {
        let button = desk.harness.get_by_role_and_label(Role::Button, name);
        button.accesskit_node().is_disabled()
    };
    assert!(is_disabled(&desk, "Rotate left") && is_disabled(&desk, "Move later"));
    assert!(!is_disabled(&desk, "Leave out"));
    let to = thumbnail(&desk, "Page 1") - vec2(60.0, 0.0);
    desk.drag(thumbnail(&desk, "Page 2"), to, true);
    assert_eq!(extent(&desk), "Whole");
    click_with(&mut desk, Modifiers::NONE, "Page 2");
    desk.press(Modifiers::NONE, Key::Delete);
    assert!(extent(&desk).starts_with("Blocks"), "{}", extent(&desk));
    assert!(thumbnails(&desk).contains(&"Page 2, left out".to_owned()));
    desk.press(CTRL, Key::Z);
    click_with(&mut desk, Modifiers::NONE, "Page 3");
    desk.click("Split before this page");
    assert_eq!(desk.pack().documents().count(), 2);
    assert!(thumbnails(&desk).contains(&"Page 3, left out".to_owned()));
}

#[test]
fn what_has_no_pages_to_choose_says_so() {
    let mut desk = with_pdf(2);
    open_grid(&mut desk);
    assert_eq!(thumbnails(&desk).len(), 2);
    desk.click_row("Cover");
    assert!(desk.shows("No pages to choose"));
    desk.click_row("Report");
    assert_eq!(thumbnails(&desk).len(), 2);
    let documents = desk.folder.path().join("data");
    let mut removed = 0;
    for file in walk(&documents) {
        if file.extension().is_some_and(|extension| extension == "pdf") {
            std::fs::remove_file(file).unwrap();
            removed += 1;
        }
    }
    assert_eq!(removed, 1);
    click_with(&mut desk, Modifiers::NONE, "Page 1");
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(extent(&desk), "Whole");
    assert!(desk.shows_words("Pages were not changed:"));
    assert!(desk.shows("The pages can't be shown"));
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// `BRIEFPACK_PICTURES=FOLDER cargo test --test window pictures_of_pages -- --ignored`
#[test]
#[ignore = "writes pictures to look at"]
fn pictures_of_pages() {
    let folder = std::env::var_os("BRIEFPACK_PICTURES").expect("a folder for the pictures");
    let folder = std::path::Path::new(&folder);
    for (theme, theme_name) in [(egui::Theme::Light, "light"), (egui::Theme::Dark, "dark")] {
        for (size, size_name) in [
            (vec2(1400.0, 900.0), "large"),
            (vec2(1024.0, 700.0), "small"),
        ] {
            let data = std::sync::Arc::new(tempfile::tempdir().unwrap());
            let mut desk = Desk::sized(data, None, size, theme);
            desk.click("New pack");
            let real = std::env::var_os("BRIEFPACK_PDF");
            let file = real.map_or_else(|| desk.write("Report.pdf", pdf(40)), Into::into);
            desk.drop_files(&[file], None);
            let save = |desk: &mut Desk, what: &str| {
                let name = format!("{what}-{size_name}-{theme_name}.png");
                desk.harness
                    .render()
                    .unwrap()
                    .save(folder.join(name))
                    .unwrap();
            };
            if size_name == "small" {
                desk.press(Modifiers::NONE, Key::F9);
            }
            desk.press(CTRL | Modifiers::SHIFT, Key::G);
            desk.press(Modifiers::NONE, Key::PageDown);
            save(&mut desk, "strip");
            open_grid(&mut desk);
            desk.type_into("Pages to select", "2, 5-6");
            desk.click("Leave out");
            click_with(&mut desk, Modifiers::NONE, "Page 3");
            desk.press(Modifiers::NONE, Key::CloseBracket);
            click_with(&mut desk, Modifiers::SHIFT, "Page 4");
            save(&mut desk, "grid");
            let to = thumbnail(&desk, "Page 7") - vec2(60.0, 0.0);
            desk.drag(thumbnail(&desk, "Page 4"), to, false);
            save(&mut desk, "drag");
            desk.harness.drop_at(to);
            desk.settle();
            desk.type_into("Pages to select", ", 8-9");
            desk.click("New document from these pages");
            desk.press(Modifiers::NONE, Key::Escape);
            let row = desk.row("pages");
            desk.click_at(row);
            save(&mut desk, "excerpt");
            let switches = desk.harness.query_all_by_role(Role::CheckBox);
            let mut names = switches.filter_map(|switch| switch.accesskit_node().label());
            let switch = names.find(|name| name.starts_with("Show all"));
            drop(names);
            desk.click(&switch.expect("there is a switch"));
            save(&mut desk, "excerpt-all");
            desk.press(CTRL | Modifiers::SHIFT, Key::G);
            let first = thumbnails(&desk)[0].clone();
            let to = thumbnail(&desk, &first);
            let second = thumbnails(&desk)[2].clone();
            let place = thumbnail(&desk, &second);
            desk.drag(place, to - vec2(0.0, 60.0), false);
            save(&mut desk, "strip-drag");
            desk.harness.drop_at(to - vec2(0.0, 60.0));
            desk.settle();
            let name = thumbnails(&desk)[0].clone();
            open_menu(&mut desk, &name);
            save(&mut desk, "strip-menu");
        }
    }
}

#[test]
fn what_lies_outside_the_visible_pages_is_taken_out_by_choice() {
    let mut desk = with_pdf(2);
    let choice = |desk: &Desk| desk.pack().documents().next().unwrap().beyond_crop;
    assert_eq!(choice(&desk), BeyondCrop::Keep);
    desk.click("Take out of the PDF");
    assert_eq!(choice(&desk), BeyondCrop::TakeOut);
    desk.press(CTRL, Key::Z);
    assert_eq!(choice(&desk), BeyondCrop::Keep);
}
