//! The details of documents, in the form and in the table of the whole pack, and the question that
//! a marking raises.

use briefpack::pack::{Document, DocumentKind};
use eframe::egui::{Key, Modifiers, Pos2, Theme, accesskit::Role, vec2};
use egui_kittest::kittest::Queryable;
use jiff::civil::date;

use crate::desk::{CTRL, Desk};

fn titles(desk: &Desk) -> Vec<String> {
    let pack = desk.pack();
    pack.documents()
        .map(|document| document.title.clone())
        .collect()
}

fn document(desk: &Desk, title: &str) -> Document {
    let pack = desk.pack();
    let mut documents = pack.documents();
    documents.find(|one| one.title == title).unwrap().clone()
}

fn cell(desk: &Desk, name: &str) -> Pos2 {
    let cell = desk.harness.get_by_role_and_label(Role::Cell, name);
    cell.rect().center()
}

fn double_click(desk: &mut Desk, name: &str) {
    let place = cell(desk, name);
    for _ in 0..2 {
        desk.harness.hover_at(place);
        desk.harness.drag_at(place);
        desk.harness.step();
        desk.harness.drop_at(place);
        desk.harness.step();
    }
    desk.settle();
}

/// Presses a key with the pointer's modifiers held while a cell is clicked.
fn click_cell(desk: &mut Desk, name: &str, modifiers: Modifiers) {
    let place = cell(desk, name);
    for pressed in [true, false] {
        desk.harness
            .event_modifiers(eframe::egui::Event::PointerMoved(place), modifiers);
        desk.harness.event_modifiers(
            eframe::egui::Event::PointerButton {
                pos: place,
                button: eframe::egui::PointerButton::Primary,
                pressed,
                modifiers,
            },
            modifiers,
        );
        desk.harness.step();
    }
    desk.settle();
}

/// Types in the place of what is selected.
fn retype(desk: &mut Desk, text: &str) {
    desk.press(CTRL, Key::A);
    desk.type_into_focused(text);
}

fn with_table(titles: &[&str]) -> Desk {
    let mut desk = Desk::with_documents(titles);
    desk.press(crate::desk::CTRL, Key::T);
    desk
}

#[test]
fn every_field_of_the_form_is_kept_and_typing_is_one_step() {
    let mut desk = Desk::with_documents(&["Apples"]);
    desk.click_row("Apples");
    desk.type_into("Author or organisation", "Orchard");
    desk.type_into("Reference", "HC 123");
    desk.type_into("Marking", "OFFICIAL");
    let apples = document(&desk, "Apples");
    assert_eq!(apples.publisher, "Orchard");
    assert_eq!(apples.reference, "HC 123");
    assert_eq!(apples.marking.0, "OFFICIAL");
    assert_eq!(apples.source_line(), "Orchard · HC 123");
    assert!(desk.shows("Mark the pack OFFICIAL"));
    desk.click("Mark the pack OFFICIAL");
    assert_eq!(desk.pack().marking.0, "OFFICIAL");
    assert!(!desk.shows("Mark the pack OFFICIAL"));
    desk.press(CTRL, Key::Z);
    assert_eq!(desk.pack().marking.0, "");
    desk.press(CTRL, Key::Z);
    assert_eq!(document(&desk, "Apples").marking.0, "");
    desk.press(CTRL, Key::Z);
    assert_eq!(document(&desk, "Apples").reference, "");
    assert_eq!(document(&desk, "Apples").publisher, "Orchard");
}

#[test]
fn the_form_tells_where_a_paper_came_from() {
    let mut desk = Desk::with_documents(&["Apples"]);
    desk.click_row("Apples");
    assert!(desk.shows("Apples.txt"));
    assert!(desk.shows_words("Text, "));
    assert!(desk.shows("Show origin") && desk.shows("Copy path"));
}

#[test]
fn a_marking_in_a_paper_raises_a_question() {
    let mut desk = Desk::new();
    desk.click("New pack");
    let secret = desk.write(
        "secret.txt",
        "SECRET\n\nOn boats\n\nThe boats are old.\n\nSECRET\n",
    );
    let plain = desk.write(
        "plain.txt",
        "On cars\n\nThe official said that it is no secret.\n",
    );
    desk.drop_files(&[plain], None);
    assert!(!desk.shows("Leave as it is"), "nothing is marked");
    desk.drop_files(std::slice::from_ref(&secret), None);
    assert!(desk.shows("Mark the pack SECRET"));
    desk.click("Mark the pack SECRET");
    assert_eq!(desk.pack().marking.0, "SECRET");
    desk.press(CTRL, Key::Z);
    assert_eq!(desk.pack().marking.0, "", "one step");
    assert_eq!(desk.pack().documents().count(), 2);
    desk.drop_files(&[secret], None);
    desk.click("Leave as it is");
    assert_eq!(desk.pack().marking.0, "");
    assert!(desk.shows_words("to check"), "the status line tells of it");
}

#[test]
fn cells_are_changed_in_place_as_in_a_spreadsheet() {
    let mut desk = with_table(&["Apples", "Berries"]);
    double_click(&mut desk, "1 Author: ");
    desk.type_into_focused("Orchard");
    desk.press(Modifiers::NONE, Key::Tab);
    desk.type_into_focused("HC 9");
    desk.press(Modifiers::NONE, Key::Enter);
    let apples = document(&desk, "Apples");
    assert_eq!(
        (apples.publisher.as_str(), apples.reference.as_str()),
        ("Orchard", "HC 9")
    );
    // A date that is not understood stays where it is being written.
    click_cell(&mut desk, "2 Date: ", Modifiers::NONE);
    desk.press(Modifiers::NONE, Key::F2);
    desk.type_into_focused("soon");
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(document(&desk, "Berries").date, None);
    retype(&mut desk, "1 August 2019");
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(document(&desk, "Berries").date, Some(date(2019, 8, 1)));
    // Escape leaves all as it was.
    double_click(&mut desk, "2 Title: Berries");
    retype(&mut desk, "Cherries");
    desk.press(Modifiers::NONE, Key::Escape);
    assert_eq!(titles(&desk), ["Apples", "Berries"]);
    double_click(&mut desk, "2 Kind: Other");
    desk.press(Modifiers::NONE, Key::ArrowUp);
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(document(&desk, "Berries").kind, DocumentKind::Spreadsheet);
}

#[test]
fn many_documents_are_changed_at_once_and_that_is_one_step() {
    let mut desk = with_table(&["Apples", "Berries", "Cherries"]);
    click_cell(&mut desk, "1 Title: Apples", Modifiers::NONE);
    click_cell(&mut desk, "3 Title: Cherries", CTRL);
    assert!(desk.shows_words("2 selected"));
    desk.click("Field to set");
    desk.click("Reference");
    desk.type_into("Value to set", "HC 1");
    desk.click("Set for 2 documents");
    let references = |desk: &Desk| -> Vec<String> {
        let pack = desk.pack();
        pack.documents()
            .map(|document| document.reference.clone())
            .collect()
    };
    assert_eq!(references(&desk), ["HC 1", "", "HC 1"]);
    desk.press(CTRL, Key::Z);
    assert_eq!(references(&desk), ["", "", ""]);
    click_cell(&mut desk, "1 Title: Apples", Modifiers::NONE);
    desk.press(CTRL, Key::A);
    assert!(desk.shows_words("3 selected"));
    click_cell(&mut desk, "2 Title: Berries", Modifiers::NONE);
    click_cell(&mut desk, "3 Title: Cherries", Modifiers::SHIFT);
    assert!(desk.shows_words("2 selected"));
}

#[test]
fn a_sort_is_a_view_until_it_is_applied() {
    let mut desk = with_table(&["Apples", "Berries", "Cherries"]);
    let before = titles(&desk);
    desk.click("Sort by title");
    assert!(desk.shows("Sorted by title, upwards"));
    desk.press(CTRL, Key::A);
    assert!(desk.shows_words("3 selected"), "the keys go to the rows");
    desk.click("Sorted by title, upwards");
    assert_eq!(titles(&desk), before);
    let top = |name: &str| cell(&desk, name).y;
    assert!(top("3 Title: Cherries") < top("1 Title: Apples"));
    desk.click("Apply this order");
    assert_eq!(titles(&desk), ["Cherries", "Berries", "Apples"]);
    desk.press(CTRL, Key::Z);
    assert_eq!(titles(&desk), before);
    desk.click("Sorted by title, downwards");
    assert!(!desk.shows("Apply this order"), "as in the pack");
    let top = |name: &str| cell(&desk, name).y;
    assert!(top("1 Title: Apples") < top("3 Title: Cherries"));
}

#[test]
fn what_is_attached_to_a_mail_stays_behind_it() {
    let mut desk = Desk::with_documents(&["Zebras"]);
    let mail = desk.write("lamps.eml", crate::collecting::MAIL);
    desk.drop_files(&[mail], None);
    desk.click("Add with 2 attachments");
    let before = [
        "Zebras",
        "Lamps on the bridge",
        "Survey of lamps",
        "What they cost",
    ];
    assert_eq!(titles(&desk), before);
    assert!(desk.shows_words("attached to Lamps on the bridge"));
    desk.press(CTRL, Key::T);
    for (sort, order) in [
        ("Sort by title", [1, 2, 3, 0]),
        ("Sorted by title, upwards", [0, 1, 2, 3]),
    ] {
        desk.click(sort);
        desk.click("Apply this order");
        assert_eq!(titles(&desk), order.map(|at| before[at]), "{sort}");
    }
}

#[test]
fn what_is_being_written_in_a_cell_is_saved_with_the_pack() {
    let mut desk = with_table(&["Apples"]);
    let file = desk.folder.path().join("pack.ron");
    double_click(&mut desk, "1 Reference: ");
    desk.type_into_focused("HC 9");
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL, Key::S);
    assert!(std::fs::read_to_string(&file).unwrap().contains("HC 9"));
    desk.type_into_focused("8");
    desk.press(CTRL, Key::T);
    assert_eq!(document(&desk, "Apples").reference, "HC 98");
    desk.press(CTRL, Key::S);
    desk.press(CTRL, Key::T);
    double_click(&mut desk, "1 Reference: HC 98");
    desk.type_into_focused("HC 1");
    desk.press(CTRL, Key::N);
    assert!(desk.shows_words("unsaved") || desk.shows("Save"));
    assert_eq!(document(&desk, "Apples").reference, "HC 1");
}

#[test]
fn a_cell_of_one_pack_is_not_written_into_another() {
    let mut desk = with_table(&["Apples"]);
    desk.lay_ready(&[desk.folder.path().join("pack.ron")]);
    desk.press(CTRL, Key::S);
    double_click(&mut desk, "1 Title: Apples");
    desk.press(CTRL, Key::N);
    let file = desk.write("Berries.txt", "Berries\n\nWords.\n");
    desk.drop_files(&[file], None);
    assert_eq!(titles(&desk), ["Berries"]);
    assert!(desk.shows("1 Title: Berries"), "no cell is being changed");
}

#[test]
fn the_key_that_opens_a_cell_keeps_what_is_being_typed() {
    let mut desk = with_table(&["Apples"]);
    click_cell(&mut desk, "1 Reference: ", Modifiers::NONE);
    // Letters that also stand for marks on the pages; two in a frame after the first.
    for letters in ["A", "nne", "x"] {
        desk.harness
            .event(eframe::egui::Event::Text(letters.to_owned()));
        desk.harness.step();
    }
    desk.press(Modifiers::NONE, Key::F2);
    assert!(desk.shows("Reference of Apples"));
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(document(&desk, "Apples").reference, "Annex");
}

#[test]
fn letters_on_a_cell_do_nothing_to_the_pages_behind_it() {
    let mut desk = with_table(&["Apples"]);
    click_cell(&mut desk, "1 Kind: Other", Modifiers::NONE);
    desk.press(Modifiers::NONE, Key::H);
    assert!(!desk.shows_words("Select words of a document first"));
    desk.press(Modifiers::NONE, Key::A);
    desk.press(CTRL, Key::T);
    // Escape would give the tool up first.
    assert!(!desk.shows_words("Draw a frame"));
}

#[test]
fn enter_and_space_keep_the_rows_selected() {
    let mut desk = with_table(&["Apples", "Berries"]);
    click_cell(&mut desk, "1 Title: Apples", Modifiers::NONE);
    click_cell(&mut desk, "2 Title: Berries", CTRL);
    for key in [Key::Space, Key::Enter] {
        desk.press(Modifiers::NONE, key);
        assert!(desk.shows_words("2 selected"), "{key:?}");
    }
}

#[test]
fn a_date_that_is_not_understood_says_why_and_lets_the_keyboard_go() {
    let mut desk = with_table(&["Apples", "Berries"]);
    double_click(&mut desk, "1 Date: ");
    desk.type_into_focused("soon");
    desk.type_into("Filter rows", "a");
    desk.type_into_focused("ppl");
    assert!(desk.shows_words("Write the date like this: 30 July 2026"));
    desk.press(CTRL, Key::A);
    desk.press(Modifiers::NONE, Key::Backspace);
    double_click(&mut desk, "2 Title: Berries");
    assert!(desk.shows("Date of Apples"), "it is to be corrected first");
    retype(&mut desk, "1 August 2019");
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(document(&desk, "Apples").date, Some(date(2019, 8, 1)));
}

#[test]
fn rows_are_filtered_and_the_selection_is_that_of_the_outline() {
    let mut desk = with_table(&["Apples", "Berries"]);
    desk.type_into("Filter rows", "berr");
    assert!(
        desk.harness
            .query_by_role_and_label(Role::Cell, "1 Title: Apples")
            .is_none()
    );
    click_cell(&mut desk, "2 Title: Berries", Modifiers::NONE);
    desk.press(crate::desk::CTRL, Key::T);
    desk.press(Modifiers::NONE, Key::F2);
    assert!(desk.shows("New title"));
    desk.type_into_focused("Plums");
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(titles(&desk), ["Apples", "Plums"]);
}

/// `BRIEFPACK_PICTURES=FOLDER cargo test --test window a_table_of_thirty -- --ignored`
#[test]
#[ignore = "writes pictures to look at"]
fn a_table_of_thirty_papers() {
    let folder = std::env::var_os("BRIEFPACK_PICTURES").expect("a folder for the pictures");
    let folder = std::path::Path::new(&folder);
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        for size in [(2560.0, 1440.0), (1400.0, 900.0), (1024.0, 700.0)] {
            let own = std::sync::Arc::new(tempfile::tempdir().unwrap());
            let size = vec2(size.0, size.1);
            let mut desk = Desk::sized(own, None, size, theme);
            desk.click("New pack");
            let mut files = Vec::new();
            for index in 1..=27 {
                let title = match index % 3 {
                    0 => "Minutes",
                    1 => "Report of the Lamps and Bridges Committee to ministers",
                    _ => "Letter from the harbour master of the northern quays about lamps",
                };
                let text = format!(
                    "{title} {index}\n\nPublished {index} March 2026\n\nFrom: Department for Lamps, Bridges and Quays\n\nWords of {index}.\n"
                );
                files.push(desk.write(&format!("paper {index}.txt"), text));
            }
            files.push(desk.write("lamps.eml", crate::collecting::MAIL));
            desk.drop_files(&files, None);
            desk.click("Add with 2 attachments");
            let save = |desk: &mut Desk, what: &str| {
                let file = folder.join(format!("{what}-{}-{name}.png", size.x));
                desk.harness.render().unwrap().save(file).unwrap();
            };
            desk.press(CTRL, Key::T);
            save(&mut desk, "thirty");
            desk.click("Sort by date");
            desk.press(CTRL, Key::A);
            assert!(desk.shows_words("30 selected"));
            save(&mut desk, "thirty-many");
        }
    }
}

/// `BRIEFPACK_PICTURES=FOLDER cargo test --test window details_and_table -- --ignored`
#[test]
#[ignore = "writes pictures to look at"]
fn details_and_table() {
    let folder = std::env::var_os("BRIEFPACK_PICTURES").expect("a folder for the pictures");
    let folder = std::path::Path::new(&folder);
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        for size in [vec2(1400.0, 900.0), vec2(1024.0, 700.0)] {
            let own = std::sync::Arc::new(tempfile::tempdir().unwrap());
            let mut desk = Desk::sized(own, None, size, theme);
            desk.click("Open the sample pack");
            desk.click_row("No harbour is an island");
            desk.type_into("Reference", "HC 123");
            desk.type_into("Marking", "SECRET");
            let save = |desk: &mut Desk, what: &str| {
                let file = folder.join(format!("{what}-{}-{name}.png", size.x));
                desk.harness.render().unwrap().save(file).unwrap();
            };
            save(&mut desk, "details");
            desk.press(crate::desk::CTRL, Key::T);
            save(&mut desk, "table");
            desk.click("Sort by title");
            click_cell(
                &mut desk,
                "2.2 Title: No harbour is an island",
                Modifiers::NONE,
            );
            desk.press(CTRL, Key::A);
            save(&mut desk, "table-many");
            desk.press(Modifiers::NONE, Key::F2);
            save(&mut desk, "table-edit");
        }
    }
}
