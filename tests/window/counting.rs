//! Counting pages that takes long.

use std::time::Duration;

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use crate::desk::{Desk, PAUSE};

const STOP: &str = "Cancel: Counting pages";

#[test]
fn a_long_count_can_be_stopped_and_asked_for_again() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let words = "Some words that are set on lines of their own.\n\n".repeat(3_000);
    let file = desk.write("Long.txt", format!("Long\n\n{words}"));
    desk.drop_files(&[file], None);
    assert!(!desk.shows(STOP));
    desk.click_row("Long");
    desk.press(Modifiers::NONE, Key::F2);
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.type_into_focused("Longer");
    // All its pages are set anew.
    desk.harness.key_press(Key::Enter);
    desk.harness.run_steps(2);
    desk.pass(PAUSE);
    desk.pass(Duration::ZERO);
    assert!(!desk.shows(STOP), "no label flashes");
    desk.pass(Duration::from_millis(600));
    desk.pass(Duration::ZERO);
    desk.click(STOP);
    assert!(desk.shows("Pages not counted"));
    assert!(!desk.shows(STOP));
    desk.harness.get_by_label("Count pages").click();
    desk.settle();
    assert!(!desk.shows("Pages not counted"));
    assert!(desk.shows_words("pages"));
    assert_eq!(desk.outline(), "Letter Longer");
}
