//! Keys mean what they should where they are pressed.

use eframe::egui::{Key, Modifiers, vec2};

use crate::desk::{CTRL, Desk};

#[test]
fn delete_in_the_library_spares_the_outline() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    desk.set_library("Annex.txt");
    let file = desk.library_row("Annex.txt");
    desk.click_at(file);
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(desk.outline(), "Letter Minutes");
    desk.click_row("Letter");
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(desk.outline(), "Minutes");
}

#[test]
fn undo_while_writing_leaves_the_cursor_in_the_text() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.type_into("Note", "First.");
    desk.press(CTRL, Key::Z);
    desk.type_into_focused("Second.");
    let pack = desk.pack();
    let note = pack.documents().next().and_then(|document| document.note());
    assert_eq!(note.map(|note| note.body.as_str()), Some("Second."));
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(desk.outline(), "Letter");
}

#[test]
fn arrows_go_on_after_renaming_cutting_and_dragging() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes", "Speech"]);
    desk.click_row("Letter");
    desk.press(Modifiers::NONE, Key::F2);
    desk.press(Modifiers::NONE, Key::Enter);
    desk.press(Modifiers::NONE, Key::ArrowDown);
    desk.harness.event(eframe::egui::Event::Cut);
    desk.settle();
    assert_eq!(desk.outline(), "Letter Speech");
    desk.press(Modifiers::NONE, Key::ArrowUp);
    desk.harness
        .event(eframe::egui::Event::Paste("Minutes".to_owned()));
    desk.settle();
    assert_eq!(desk.outline(), "Letter Minutes Speech");
    let to = desk.row("Letter") - vec2(0.0, 8.0);
    desk.drag(desk.row("Speech"), to, true);
    desk.press(Modifiers::NONE, Key::ArrowDown);
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(desk.outline(), "Speech Minutes");
}

#[test]
fn what_stands_in_different_sections_is_not_moved_by_keys() {
    let mut desk = Desk::new();
    desk.click("Open the sample pack");
    let before = desk.outline();
    desk.click_row("Agenda");
    desk.add_to_selection("No harbour");
    desk.press(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(desk.outline(), before);
}

#[test]
fn arrows_go_on_after_a_dialog() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    desk.click_row("Letter");
    desk.press(Modifiers::NONE, Key::F1);
    desk.press(Modifiers::NONE, Key::Escape);
    desk.press(Modifiers::NONE, Key::ArrowDown);
    desk.press(Modifiers::NONE, Key::Delete);
    assert_eq!(desk.outline(), "Letter");
    desk.press(CTRL, Key::Z);
    // What came back is selected, so that the next key is for it.
    desk.press(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(desk.outline(), "Minutes Letter");
}

#[test]
fn a_date_that_is_not_whole_is_not_taken() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let date = |desk: &Desk| {
        desk.pack()
            .documents()
            .next()
            .and_then(|document| document.date)
    };
    for text in ["2", "026-06-3", "1"] {
        desk.type_into("Date", text);
        assert_eq!(date(&desk), None, "after {text}");
    }
    desk.harness.key_press_modifiers(CTRL, Key::A);
    desk.type_into_focused("30 June 2026");
    assert_eq!(date(&desk), Some(jiff::civil::date(2026, 6, 30)));
}

#[test]
fn a_page_number_leads_anywhere_in_the_pack() {
    let mut desk = Desk::new();
    desk.click("Open the sample pack");
    desk.click_row("Agenda");
    assert!(desk.shows("Page 4"));
    desk.click("Page");
    desk.harness.key_press_modifiers(CTRL, Key::A);
    desk.type_into_focused("10");
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(desk.shows("Page 10"), "the last document is shown");
    assert!(!desk.shows("Page 4"));
}

#[test]
fn files_that_come_in_do_not_disturb_who_is_writing() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.type_into("Note", "First");
    let file = desk.write("Annex.txt", "Annex\n\nFigures.\n");
    desk.drop_files(&[file], None);
    assert_eq!(desk.outline(), "Letter Annex");
    desk.type_into_focused(" and last.");
    let pack = desk.pack();
    let notes: Vec<_> = pack
        .documents()
        .map(|document| document.note().map(|note| note.body.as_str()))
        .collect();
    assert_eq!(notes, [Some("First and last."), None]);
}
