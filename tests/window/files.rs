//! Packs and the disk, as the person meets them.

use std::sync::Arc;

use eframe::egui::{Event, Key, Modifiers, ViewportEvent};

use crate::desk::{CTRL, Desk};

#[test]
fn closing_with_unsaved_changes_asks_first() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let root = eframe::egui::ViewportId::ROOT;
    let viewport = desk.harness.input_mut().viewports.entry(root).or_default();
    viewport.events.push(ViewportEvent::Close);
    desk.harness.step();
    let viewport = desk.harness.input_mut().viewports.entry(root).or_default();
    viewport.events.clear();
    desk.settle();
    assert!(desk.shows("Save the changes?"));
    desk.click("Cancel");
    assert_eq!(desk.outline(), "Letter");
}

#[test]
fn a_new_pack_does_not_throw_unsaved_work_away() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.press(CTRL, Key::N);
    assert!(desk.shows("Save the changes?"));
    let file = desk.folder.path().join("Kept.ron");
    desk.lay_ready(std::slice::from_ref(&file));
    desk.click("Save");
    assert!(file.is_file());
    assert_eq!(desk.outline(), "");
}

#[test]
fn a_pack_without_a_title_takes_that_of_its_first_file() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let save_as = |desk: &mut Desk, name: &str| {
        let file = desk.folder.path().join(name);
        desk.lay_ready(std::slice::from_ref(&file));
        desk.press(CTRL.plus(Modifiers::SHIFT), Key::S);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("\"Straits Forum\""), "{text}");
    };
    save_as(&mut desk, "Straits Forum.ron");
    assert_eq!(desk.pack().title, "Straits Forum");
    // A title that there is stays as it is.
    save_as(&mut desk, "Copy for the minister.ron");
    assert_eq!(desk.pack().title, "Straits Forum");
}

#[test]
fn a_paper_marked_higher_than_the_pack_is_told_before_the_export() {
    let mut desk = Desk::new();
    desk.click("New pack");
    let secret = desk.write("secret.txt", "SECRET\n\nOn boats\n\nThe boats are old.\n");
    desk.drop_files(&[secret], None);
    desk.click("Leave as it is");
    desk.press(CTRL, Key::E);
    assert!(desk.shows_words("is marked SECRET; the pack is not"));
    desk.click("Mark the pack SECRET");
    assert_eq!(desk.pack().marking.0, "SECRET");
    assert!(!desk.shows_words("is marked SECRET; the pack is not"));
}

#[test]
fn what_is_added_next_follows_all_that_was_just_added() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    let speech = desk.write("Speech.txt", "Speech\n\nThe words of the speech.\n");
    desk.drop_files(&[speech], None);
    assert_eq!(desk.outline(), "Letter Minutes Speech");
    // Where the person chose a place, it counts.
    desk.click_row("Letter");
    let agenda = desk.write("Agenda.txt", "Agenda\n\nThe words of the agenda.\n");
    desk.drop_files(&[agenda], None);
    assert_eq!(desk.outline(), "Letter Agenda Minutes Speech");
}

#[test]
fn work_that_was_not_saved_is_offered_at_the_next_start() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    desk.wait_for_autosave();
    let folder = Arc::clone(&desk.folder);
    // Ends as a crash does: nothing is closed or cleaned up.
    drop(desk);
    let mut desk = Desk::in_folder(Arc::clone(&folder), None);
    assert!(desk.shows("Unsaved work was found"));
    desk.click("Restore");
    assert_eq!(desk.outline(), "Letter Minutes");
    // The sources came along: the pages are there, not placeholders.
    let file = folder.path().join("Restored.ron");
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL, Key::S);
    assert!(desk.shows("Saved"));
}

#[test]
fn a_missing_source_is_shown_and_mended() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    let file = desk.folder.path().join("Pack.ron");
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL, Key::S);
    let pack = desk.pack();
    let letter = pack.documents().next().unwrap();
    let source = desk
        .folder
        .path()
        .join("Pack.documents")
        .join(pack.sources[letter.source().unwrap()].file_name(letter.source().unwrap()));
    let folder = Arc::clone(&desk.folder);
    drop(desk);
    std::fs::remove_file(source).unwrap();

    let mut desk = Desk::in_folder(folder, Some(file));
    assert!(desk.shows_words("Its file is missing"));
    assert_eq!(desk.outline(), "Letter Minutes");
    desk.click_row("Letter");
    desk.lay_ready(&[desk.folder.path().join("Letter.txt")]);
    desk.click("Locate missing file…");
    assert!(!desk.shows_words("Its file is missing"));
}

#[test]
fn sources_that_come_back_are_shown_again_without_a_word() {
    let mut desk = Desk::with_documents(&["Letter", "Minutes"]);
    let file = desk.folder.path().join("Pack.ron");
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL, Key::S);
    let folder = Arc::clone(&desk.folder);
    drop(desk);
    let [sources, away] = ["Pack.documents", "away"].map(|name| folder.path().join(name));
    std::fs::rename(&sources, &away).unwrap();

    let mut desk = Desk::in_folder(folder, Some(file));
    assert!(desk.shows_words("Its file is missing"));
    std::fs::rename(&away, &sources).unwrap();
    desk.harness.event(Event::WindowFocused(true));
    desk.settle();
    assert!(!desk.shows_words("Its file is missing"));
}

#[test]
fn a_pack_that_cannot_be_read_is_named_with_the_place() {
    let mut desk = Desk::new();
    let file = desk.write(
        "Broken.ron",
        "(\n    format_version: 1,\n    title: \"T\"\n    version: \"2\",\n)",
    );
    desk.lay_ready(&[file]);
    desk.click("Open…");
    assert!(desk.shows("The pack could not be opened"));
    assert!(desk.shows_words("Broken.ron, line 4"));
}

#[test]
fn copying_puts_the_titles_on_the_clipboard() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.click_row("Letter");
    desk.harness.event(Event::Copy);
    desk.harness.step();
    let commands = &desk.harness.output().platform_output.commands;
    assert!(
        commands.iter().any(|command| matches!(command, eframe::egui::OutputCommand::CopyText(text) if text == "Letter")),
        "{commands:?}"
    );
}

#[test]
fn changes_made_while_a_pack_is_being_chosen_are_not_thrown_away() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let file = desk.folder.path().join("Kept.ron");
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL, Key::S);
    desk.lay_ready(std::slice::from_ref(&file));
    desk.while_a_dialog_is_open(|desk| {
        desk.harness.key_press_modifiers(CTRL, Key::O);
        desk.draw();
        desk.harness
            .key_press_modifiers(CTRL | Modifiers::SHIFT, Key::N);
        desk.draw();
        desk.harness.key_press(Key::Enter);
        desk.draw();
    });
    assert!(desk.shows("Save the changes?"));
    desk.click("Cancel");
    assert_eq!(desk.outline(), "Letter New section []");
}

#[test]
fn a_pack_is_not_saved_over_another_unasked() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let other = desk.write("Council.ron", "somebody's pack");
    // The person typed "Council": the system had no reason to ask about "Council.ron".
    desk.lay_ready(&[desk.folder.path().join("Council")]);
    desk.press(CTRL, Key::S);
    assert!(desk.shows("Replace the pack?"));
    desk.click("Cancel");
    assert_eq!(std::fs::read_to_string(other).unwrap(), "somebody's pack");
}

#[test]
fn enter_answers_a_dialog() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let missing = desk.folder.path().join("gone.txt");
    desk.drop_files(&[missing], None);
    assert!(desk.shows("Nothing added, 1 left out"));
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(!desk.shows("Nothing added, 1 left out"));
}

#[test]
fn what_is_copied_from_one_pack_is_pasted_into_another() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let file = desk.folder.path().join("First.ron");
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL, Key::S);
    desk.click_row("Letter");
    desk.harness.event(Event::Copy);
    desk.settle();
    desk.press(CTRL, Key::N);
    assert_eq!(desk.outline(), "");
    desk.harness.event(Event::Paste("Letter".to_owned()));
    desk.settle();
    assert_eq!(desk.outline(), "Letter");
    assert!(!desk.shows_words("Its file is missing"));
    assert_eq!(desk.pack().sources.len(), 1);
}
