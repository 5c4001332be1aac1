//! The first hour with Briefpack, from an empty window to the PDF.

use eframe::egui::{Key, Modifiers, vec2};

use crate::desk::{CTRL, Desk};

#[test]
fn from_an_empty_window_to_a_pdf() {
    let mut desk = Desk::new();
    assert!(desk.shows("Open the sample pack"));
    desk.click("New pack");

    let files: Vec<_> = ["Letter", "Minutes", "Speech"]
        .iter()
        .map(|title| {
            desk.write(
                &format!("{title}.txt"),
                format!("{title}\n\nWords of the {title}.\n"),
            )
        })
        .collect();
    desk.drop_files(&files, None);
    assert_eq!(desk.outline(), "Letter Minutes Speech");

    desk.press(CTRL | Modifiers::SHIFT, Key::N);
    desk.harness.key_press_modifiers(CTRL, Key::A);
    desk.type_into_focused("Opening");
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.outline(), "Letter Opening [] Minutes Speech");

    let to = desk.row("Opening") + vec2(0.0, 4.0);
    desk.drag(desk.row("Speech"), to, true);
    assert_eq!(desk.outline(), "Letter Opening [Speech] Minutes");

    desk.click_row("Minutes");
    desk.press(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(desk.outline(), "Letter Opening [Speech Minutes]");

    desk.press(Modifiers::NONE, Key::F2);
    desk.harness.key_press_modifiers(CTRL, Key::A);
    desk.type_into_focused("Minutes of July");
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.outline(), "Letter Opening [Speech Minutes of July]");

    desk.type_into("Note", "Agreed by all.");
    assert!(desk.shows_words("has a note"));
    desk.press(CTRL, Key::Z);
    assert!(!desk.shows_words("has a note"));
    desk.press(CTRL | Modifiers::SHIFT, Key::Z);
    assert!(desk.shows_words("has a note"));

    let pack_file = desk.folder.path().join("July.ron");
    desk.lay_ready(std::slice::from_ref(&pack_file));
    desk.press(CTRL, Key::S);
    assert!(pack_file.is_file());
    assert!(desk.shows("Saved"));

    let folder = desk.folder.clone();
    drop(desk);
    let mut desk = Desk::in_folder(folder, Some(pack_file));
    assert_eq!(desk.outline(), "Letter Opening [Speech Minutes of July]");

    desk.press(CTRL, Key::E);
    desk.click("Export");
    assert!(desk.shows("The PDF is ready"));
    let pdf = desk.folder.path().join("July.pdf");
    let document = lopdf::Document::load(&pdf).unwrap();
    // Cover, contents, the letter, the divider, the speech, the minutes.
    assert_eq!(document.get_pages().len(), 6);
}

#[test]
fn the_sample_is_one_click_away() {
    let mut desk = Desk::new();
    desk.click("Open the sample pack");
    assert_eq!(desk.pack().sections().count(), 3);
    assert!(desk.shows("Marking: OFFICIAL"));
    assert!(desk.shows_words("No harbour is an island, page 8, has a note"));
}

#[test]
fn a_text_of_several_publications_is_offered_as_documents() {
    let mut desk = Desk::new();
    desk.click("New pack");
    let text = "Ministers meet at sea\n\nThey met.\n\nThey agreed.\n\n\n\n\nNo harbour is an island\n\nStatement by Ambassador Calder\n\n\n\nNo harbour is an island\n\nThank you, Madam President.\n\nThank you.\n";
    let file = desk.write("digest.txt", text);
    desk.drop_files(std::slice::from_ref(&file), None);
    assert!(desk.shows("“digest.txt” holds several publications"));
    assert!(desk.shows_words("repeats this and is printed once"));
    desk.click("Add 2 documents");
    assert_eq!(
        desk.outline(),
        "Ministers meet at sea No harbour is an island"
    );

    desk.drop_files(&[file], None);
    desk.click("Join document 2 to the one before");
    desk.click("Add 1 document");
    assert_eq!(desk.pack().documents().count(), 3);
}

#[test]
fn what_is_deleted_comes_back_by_the_message() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    desk.click_row("Letter");
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(desk.outline(), "Minutes");
    assert!(desk.shows_words("Deleted “Letter”"));
    desk.click("Undo");
    assert_eq!(desk.outline(), "Letter Minutes");
}

#[test]
fn cut_and_paste_moves_a_document() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes", "Speech"]);
    desk.click_row("Letter");
    desk.harness.event(eframe::egui::Event::Cut);
    desk.settle();
    assert_eq!(desk.outline(), "Minutes Speech");
    desk.click_row("Speech");
    desk.harness
        .event(eframe::egui::Event::Paste("Letter".to_owned()));
    desk.settle();
    assert_eq!(desk.outline(), "Minutes Speech Letter");
}

#[test]
fn a_pasted_text_becomes_a_document() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.click_row("Letter");
    let text = "Note to the minister\n\nThe train leaves at nine.";
    desk.harness
        .event(eframe::egui::Event::Paste(text.to_owned()));
    desk.settle();
    assert_eq!(desk.outline(), "Letter Note to the minister");
}

#[test]
fn thirty_files_arrive_in_the_order_a_person_counts() {
    let mut desk = Desk::new();
    desk.click("New pack");
    let mut files: Vec<_> = (1..=30)
        .map(|number| {
            desk.write(
                &format!("Paper {number}.txt"),
                format!("Paper {number}\n\nWords.\n"),
            )
        })
        .collect();
    files.sort();
    desk.drop_files(&files, None);
    let titles: Vec<_> = desk
        .pack()
        .documents()
        .map(|document| document.title.clone())
        .collect();
    let expected: Vec<_> = (1..=30).map(|number| format!("Paper {number}")).collect();
    assert_eq!(titles, expected);
    desk.press(CTRL, Key::Z);
    assert_eq!(
        desk.pack().documents().count(),
        0,
        "all of them are one step"
    );
}
