//! Drag and drop, to the exact place.

use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};

use crate::desk::{CTRL, Desk};

#[test]
fn a_document_is_dragged_above_another() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes", "Speech"]);
    let to = desk.row("Letter") - vec2(0.0, 8.0);
    desk.drag(desk.row("Speech"), to, true);
    assert_eq!(desk.outline(), "Speech Letter Minutes");
    desk.press(CTRL, Key::Z);
    assert_eq!(desk.outline(), "Letter Minutes Speech");
}

/// All that the pointer does comes within one frame, as on a busy machine.
#[test]
fn a_quick_drag_takes_the_row_that_was_pressed() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes", "Speech"]);
    let (from, to) = (desk.row("Letter"), desk.row("Speech") + vec2(0.0, 8.0));
    desk.harness.hover_at(from);
    desk.harness.step();
    let button = |pos: Pos2, pressed: bool| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let events = [
        button(from, true),
        Event::PointerMoved(desk.row("Minutes")),
        Event::PointerMoved(to),
    ];
    desk.harness.input_mut().events.extend(events);
    for _ in 0..4 {
        desk.harness.step();
    }
    desk.harness.drop_at(to);
    desk.settle();
    assert_eq!(desk.outline(), "Minutes Speech Letter");
}

#[test]
fn several_selected_documents_are_dragged_together() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes", "Speech"]);
    desk.click_row("Letter");
    desk.add_to_selection("Minutes");
    let to = desk.row("Speech") + vec2(0.0, 8.0);
    desk.drag(desk.row("Letter"), to, true);
    assert_eq!(desk.outline(), "Speech Letter Minutes");
}

#[test]
fn escape_gives_a_drag_up() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    let to = desk.row("Letter") - vec2(0.0, 8.0);
    desk.drag(desk.row("Minutes"), to, false);
    desk.harness
        .key_press_modifiers(Modifiers::NONE, Key::Escape);
    desk.harness.step();
    desk.harness.drop_at(to);
    desk.settle();
    assert_eq!(desk.outline(), "Letter Minutes");
}

#[test]
fn a_section_is_dragged_with_its_documents() {
    let mut desk = Desk::new();
    desk.click("Open the sample pack");
    let to = desk.row("Opening") - vec2(0.0, 10.0);
    desk.drag(desk.row("3 Appointments"), to, true);
    let titles: Vec<_> = desk
        .pack()
        .sections()
        .map(|section| section.title.clone())
        .collect();
    assert_eq!(titles, ["Appointments", "Opening", "The joint watch"]);
    assert_eq!(desk.pack().sections().next().unwrap().documents.len(), 1);
}

#[test]
fn files_are_dropped_at_the_place_under_the_pointer() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    let file = desk.write("Annex.txt", "Annex\n\nFigures.\n");
    let at = desk.row("Minutes") - vec2(0.0, 8.0);
    desk.drop_files(&[file], Some(at));
    assert_eq!(desk.outline(), "Letter Annex Minutes");
}

#[test]
fn a_file_is_dragged_from_the_library() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    desk.set_library("Annex.txt");
    let from = desk.library_row("Annex.txt");
    let to = desk.row("Letter") + vec2(0.0, 8.0);
    desk.drag(from, to, true);
    assert_eq!(desk.outline(), "Letter Annex Minutes");
}

#[test]
fn the_outline_scrolls_while_something_is_held_at_its_edge() {
    let titles: Vec<String> = (1..=40).map(|number| format!("Paper {number}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let mut desk = Desk::with_documents(&titles);
    assert!(
        !desk.shows_words("40 Paper 40"),
        "the last row is out of sight at first"
    );
    let from = desk.row("1 Paper 1,");
    let edge = eframe::egui::pos2(from.x, 764.0);
    desk.drag(from, edge, false);
    for _ in 0..600 {
        desk.harness.step();
    }
    assert!(desk.shows_words("40 Paper 40"));
    desk.harness.drop_at(edge);
    desk.settle();
    let pack = desk.pack();
    let last = pack
        .documents()
        .last()
        .map(|document| document.title.as_str());
    assert_eq!(last, Some("Paper 1"));
}
