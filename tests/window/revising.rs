//! New versions of papers: reloaded or replaced, compared first, with every note kept.

use std::path::PathBuf;

use briefpack::edit::{Command, NewAnnotation, apply};
use briefpack::pack::{Anchoring, Annotation, Audience, Author, Mark, Target, TextSelector};
use briefpack::store::{FileState, SourceStore, load, save};
use eframe::egui::{Event, Key};
use egui_kittest::kittest::Queryable;

use crate::desk::{CTRL, Desk};

const OLD: &str = "Fisheries talks\n\nMinisters met at the harbour on Monday. The quota stays at forty boats.\n\nThe talks go on in the autumn.\n";
const NEW: &str = "Fisheries talks\n\nAfter a long night, ministers met at the harbour on Monday. The quota rises to sixty boats for the season.\n\nThe talks go on in the autumn.\n";

fn mark(exact: &str, prefix: &str) -> NewAnnotation {
    let content = "Ministers met at the harbour on Monday. The quota stays at forty boats.\nThe talks go on in the autumn.";
    let start = content.find(exact).unwrap();
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap();
    NewAnnotation {
        target: Target::Text(TextSelector {
            exact: exact.to_owned(),
            prefix: prefix.to_owned(),
            suffix: String::new(),
            start: count(&content[..start]),
            end: count(&content[..start]) + count(exact),
        }),
        mark: Mark::default(),
        body: String::new(),
        kind: None,
        audience: Audience::Circulated,
        author: Author::default(),
        created: None,
    }
}

/// A window on a pack with one paper that has two marks, and the file that it was added from.
fn with_marks() -> (Desk, PathBuf) {
    let mut desk = Desk::new();
    desk.click("New pack");
    let paper = desk.write("talks.txt", OLD);
    desk.drop_files(std::slice::from_ref(&paper), None);
    let file = desk.folder.path().join("July.ron");
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL, Key::S);
    let folder = desk.folder.clone();
    drop(desk);
    let mut pack = load(&file).unwrap().pack;
    let document = pack.documents().next().unwrap().id;
    for new in [
        mark("The talks go on in the autumn", "boats.\n"),
        mark("met at the harbour", "Ministers "),
    ] {
        apply(&mut pack, Command::Annotate(document, new)).unwrap();
    }
    let known = FileState::of(&file).unwrap();
    let _saved = save(&file, &pack, &SourceStore::beside(&file), &known).unwrap();
    (Desk::in_folder(folder, Some(file)), paper)
}

/// Presses the button of the form, which may have to be scrolled to.
fn replace_source(desk: &mut Desk) {
    let button = desk.harness.get_by_label("Replace source…");
    button.click_accesskit();
    desk.settle();
}

fn marks(desk: &Desk) -> Vec<Annotation> {
    desk.pack()
        .annotations()
        .map(|(_, one)| one.clone())
        .collect()
}

#[track_caller]
fn assert_moved_with_their_words(desk: &Desk, before: &[Annotation]) {
    let after = marks(desk);
    assert_eq!(after.len(), before.len());
    for (old, new) in before.iter().zip(&after) {
        assert_eq!(new.id, old.id);
        assert_eq!(new.quote(), old.quote());
        assert_eq!(new.anchoring, Anchoring::Sound);
        assert_ne!(new.target, old.target, "the text before it grew");
    }
}

#[test]
fn a_replaced_source_shows_what_changed_and_keeps_the_notes() {
    let (mut desk, _) = with_marks();
    let before = marks(&desk);
    let new = desk.write("talks of Tuesday.txt", NEW);
    desk.lay_ready(std::slice::from_ref(&new));
    replace_source(&mut desk);
    assert!(desk.shows("Replace with “talks of Tuesday.txt”?"));
    assert!(desk.shows("2 marks and notes stay."));
    assert!(desk.shows_words("sixty"));
    assert!(desk.shows_words("forty"), "what went is shown too");
    desk.click("Cancel");
    assert_eq!(marks(&desk), before);

    desk.lay_ready(std::slice::from_ref(&new));
    replace_source(&mut desk);
    desk.click("Replace");
    assert_moved_with_their_words(&desk, &before);
    let pack = desk.pack();
    let names: Vec<&str> = pack
        .sources
        .values()
        .map(|source| source.name.as_str())
        .collect();
    assert_eq!(names, ["talks of Tuesday.txt"]);
    desk.press(CTRL, Key::Z);
    assert_eq!(marks(&desk), before, "one step");
}

#[test]
fn a_file_that_changed_on_disk_is_told_and_reloaded() {
    let (mut desk, paper) = with_marks();
    let before = marks(&desk);
    assert!(!desk.shows_words("changed on disk"));
    assert!(!desk.shows("Reload from disk…"));
    std::fs::write(&paper, NEW).unwrap();
    desk.harness.event(Event::WindowFocused(true));
    desk.settle();
    assert!(desk.shows_words("changed on disk since it was added"));
    desk.click("Reload from disk…");
    assert!(desk.shows("Replace with “talks.txt”?"));
    desk.click("Replace");
    assert_moved_with_their_words(&desk, &before);
    assert!(!desk.shows_words("changed on disk"));

    std::fs::remove_file(&paper).unwrap();
    desk.harness.event(Event::WindowFocused(true));
    desk.settle();
    assert!(desk.shows_words("no longer where it was added from"));
}

#[test]
fn a_place_that_this_computer_does_not_know_can_be_shown_to_it() {
    let (desk, paper) = with_marks();
    let folder = desk.folder.clone();
    drop(desk);
    let file = folder.path().join("July.ron");
    for name in ["July.ron", "July.ron.bak"] {
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(text.contains("talks.txt"), "{text}");
        assert!(
            !text.contains(&folder.path().display().to_string()),
            "{text}"
        );
    }
    // As on the computer of a colleague, to whom only the pack was sent.
    std::fs::remove_dir_all(folder.path().join("data")).unwrap();
    let mut desk = Desk::in_folder(folder, Some(file));
    let is_unknown = |desk: &Desk| desk.shows_words("does not know where the file is");
    assert!(is_unknown(&desk) && !desk.shows("Show origin"));

    let locate = |desk: &mut Desk, file: &PathBuf| {
        desk.lay_ready(std::slice::from_ref(file));
        let button = desk.harness.get_by_label("Locate original file…");
        button.click_accesskit();
        desk.settle();
    };
    let other = desk.write("other.txt", NEW);
    locate(&mut desk, &other);
    assert!(desk.shows_words("is not the file that 'talks.txt' came from"));
    assert!(is_unknown(&desk));
    locate(&mut desk, &paper);
    assert!(desk.shows("Show origin") && desk.shows("Copy path") && !is_unknown(&desk));
    std::fs::write(&paper, NEW).unwrap();
    desk.harness.event(Event::WindowFocused(true));
    desk.settle();
    assert!(desk.shows_words("changed on disk since it was added"));
}

#[test]
fn the_same_version_or_no_document_is_refused_in_words() {
    let (mut desk, paper) = with_marks();
    let before = marks(&desk);
    desk.lay_ready(std::slice::from_ref(&paper));
    replace_source(&mut desk);
    assert!(desk.shows("The source was not replaced"));
    assert!(desk.shows_words("is the version that is in the pack already"));
    desk.click("OK");
    assert_eq!(marks(&desk), before);
}
