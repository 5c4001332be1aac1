//! Two who work on one pack file: nobody's work is replaced unasked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use briefpack::pack::Pack;
use briefpack::store::{self, SourceStore};
use eframe::egui::{self, Key, Modifiers, Theme, ViewportEvent, vec2};

use crate::desk::{CTRL, Desk};

/// Our window with a pack of one letter that was saved.
fn ours() -> (Desk, PathBuf) {
    let mut desk = Desk::with_documents(&["Letter"]);
    let file = desk.folder.path().join("Summit.ron");
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL, Key::S);
    assert!(desk.shows("Saved"));
    (desk, file)
}

/// A colleague's window on the same file.
fn theirs(ours: &Desk, file: &Path) -> Desk {
    let mut desk = Desk::in_folder(Arc::clone(&ours.folder), Some(file.to_owned()));
    assert!(desk.shows("Somebody else has this pack open"));
    desk.click("OK");
    desk
}

/// Adds a paper of this title to a pack.
fn add(desk: &mut Desk, title: &str) {
    let file = desk.write(
        &format!("{title}.txt"),
        format!("{title}\n\nThe words of {title}.\n"),
    );
    desk.drop_files(&[file], None);
}

fn save(desk: &mut Desk) {
    desk.press(CTRL, Key::S);
}

/// Both windows, after each added a paper, the colleague saved, and we tried to.
fn conflict() -> (Desk, Desk, PathBuf) {
    let (mut ours, file) = ours();
    let mut theirs = theirs(&ours, &file);
    add(&mut theirs, "Annex");
    save(&mut theirs);
    assert!(theirs.shows("Saved"));
    add(&mut ours, "Minutes");
    save(&mut ours);
    assert!(ours.shows("Somebody else changed this pack"));
    (ours, theirs, file)
}

#[track_caller]
fn assert_not_saved(desk: &Desk) {
    assert!(!desk.shows("Saved"));
    assert!(!desk.shows_words("Saved Summit"));
    assert!(desk.shows("Unsaved changes"));
}

/// The titles in a pack file, each with its words to be had.
fn titles(file: &Path) -> Vec<String> {
    let pack: Pack = store::load(file).unwrap().pack;
    let sources = SourceStore::beside(file);
    for (id, source) in pack.sources.iter() {
        assert!(sources.read(id, source).is_ok(), "{}", source.name);
    }
    pack.documents()
        .map(|document| document.title.clone())
        .collect()
}

/// Pack files in the folder that are not `file`.
fn others(file: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(file.parent().unwrap()).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "ron") && path != file)
        .collect()
}

fn close_window(desk: &mut Desk) {
    let root = egui::ViewportId::ROOT;
    let viewport = desk.harness.input_mut().viewports.entry(root).or_default();
    viewport.events.push(ViewportEvent::Close);
    desk.harness.step();
    let viewport = desk.harness.input_mut().viewports.entry(root).or_default();
    viewport.events.clear();
    desk.settle();
}

/// Whether the window has asked the system to close it since this was asked last.
fn is_closing(desk: &mut Desk) -> bool {
    desk.harness
        .output()
        .viewport_output
        .values()
        .any(|output| output.commands.contains(&egui::ViewportCommand::Close))
}

#[test]
fn what_a_colleague_saved_stays_and_nothing_says_saved() {
    let (mut desk, _theirs, file) = conflict();
    assert_eq!(titles(&file), ["Letter", "Annex"]);
    assert_not_saved(&desk);
    // A click beside the dialog, meant for something else, does not answer it.
    desk.click_at(egui::pos2(20.0, 400.0));
    assert!(desk.shows("Somebody else changed this pack"));
    desk.click("Cancel");
    assert_not_saved(&desk);
    assert_eq!(desk.outline(), "Letter Minutes");
    // However often it is tried.
    save(&mut desk);
    assert!(desk.shows("Somebody else changed this pack"));
    assert_eq!(titles(&file), ["Letter", "Annex"]);
    assert!(others(&file).is_empty());
}

#[test]
fn mine_can_be_saved_as_a_copy() {
    let (mut desk, mut theirs, file) = conflict();
    let copy = desk.folder.path().join("Summit (my copy).ron");
    desk.lay_ready(std::slice::from_ref(&copy));
    desk.click("Save mine as a copy…");
    assert!(desk.shows("Saved"));
    assert_eq!(desk.harness.state().pack_file(), Some(&*copy));
    assert_eq!(titles(&copy), ["Letter", "Minutes"]);
    assert_eq!(titles(&file), ["Letter", "Annex"]);
    // Both go on, each in a file of their own.
    add(&mut desk, "Agenda");
    save(&mut desk);
    add(&mut theirs, "Map");
    save(&mut theirs);
    assert_eq!(titles(&copy), ["Letter", "Minutes", "Agenda"]);
    assert_eq!(titles(&file), ["Letter", "Annex", "Map"]);
}

#[test]
fn giving_up_the_copy_saves_nothing() {
    let (mut desk, _theirs, file) = conflict();
    // The file dialog is closed without an answer.
    desk.click("Save mine as a copy…");
    assert_not_saved(&desk);
    // Or the very file is chosen that somebody else has changed.
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL.plus(Modifiers::SHIFT), Key::S);
    assert!(desk.shows("Somebody else changed this pack"));
    assert_not_saved(&desk);
    assert_eq!(titles(&file), ["Letter", "Annex"]);
}

#[test]
fn theirs_can_be_looked_at_without_losing_mine() {
    let (mut desk, mut theirs, file) = conflict();
    desk.click("Look at theirs");
    assert!(desk.shows("“Annex” is only in theirs."));
    assert!(desk.shows("“Minutes” is only in yours."));
    assert!(!desk.shows_words("“Letter” is"));
    desk.click("Open theirs in a new window");
    assert_eq!(desk.new_windows(), std::slice::from_ref(&file));
    // What was looked at is what is replaced, and nothing that came later.
    add(&mut theirs, "Map");
    save(&mut theirs);
    desk.click("Replace");
    assert!(desk.shows("Somebody else changed this pack"));
    assert_eq!(titles(&file), ["Letter", "Annex", "Map"]);
    desk.click("Look at theirs");
    assert!(desk.shows("“Map” is only in theirs."));
    desk.click("Cancel");
    assert_not_saved(&desk);
    assert_eq!(desk.outline(), "Letter Minutes");
}

#[test]
fn theirs_that_cannot_be_opened_is_said_to_be_so() {
    let (mut desk, file) = ours();
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    add(&mut desk, "Minutes");
    save(&mut desk);
    desk.click("Look at theirs");
    assert!(desk.shows_words("Their version can't be opened."));
    assert!(desk.shows_words("Summit.ron, line"));
    desk.click("Replace");
    assert!(desk.shows("Saved"));
    let kept = others(&file);
    assert_eq!(std::fs::read(&kept[0]).unwrap(), whole[..whole.len() / 2]);
    assert_eq!(titles(&file), ["Letter", "Minutes"]);
}

#[test]
fn theirs_is_kept_when_mine_replaces_it() {
    let (mut desk, mut theirs, file) = conflict();
    desk.click("Replace");
    assert!(desk.shows("Saved"));
    assert!(desk.shows_words("What was there is kept as “Summit (theirs, "));
    assert_eq!(titles(&file), ["Letter", "Minutes"]);
    let kept = others(&file);
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(titles(&kept[0]), ["Letter", "Annex"]);
    // Saving goes on as ever, and leaves what was kept as it is.
    for title in ["Agenda", "Map"] {
        add(&mut desk, title);
        save(&mut desk);
        assert!(desk.shows("Saved"));
    }
    assert_eq!(titles(&kept[0]), ["Letter", "Annex"]);
    // Now it is the colleague who is asked.
    add(&mut theirs, "Protocol");
    save(&mut theirs);
    assert!(theirs.shows("Somebody else changed this pack"));
    assert_eq!(titles(&file), ["Letter", "Minutes", "Agenda", "Map"]);
}

#[test]
fn a_file_that_is_gone_can_be_saved_again() {
    let (mut desk, file) = ours();
    std::fs::remove_file(&file).unwrap();
    // Even without a change of ours it is not saved any more.
    save(&mut desk);
    assert!(desk.shows("The pack’s file is gone"));
    assert!(!desk.shows("Look at theirs"));
    assert_not_saved(&desk);
    assert!(!file.exists());
    desk.click("Save it there again");
    assert!(desk.shows("Saved"));
    assert_eq!(titles(&file), ["Letter"]);
    assert!(others(&file).is_empty());
}

#[test]
fn a_save_that_fails_leaves_the_title_as_it_was() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let nowhere = desk.folder.path().join("nowhere").join("Other.ron");
    desk.lay_ready(&[nowhere]);
    save(&mut desk);
    assert!(desk.shows("The pack could not be saved"));
    desk.click("OK");
    assert_eq!(desk.pack().title, "Untitled pack");
    let file = desk.folder.path().join("Summit.ron");
    desk.lay_ready(std::slice::from_ref(&file));
    save(&mut desk);
    assert_eq!(desk.pack().title, "Summit");
    assert_eq!(titles(&file), ["Letter"]);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("title: \"Summit\""));
    assert!(!desk.shows("Not saved"));
}

#[test]
fn a_folder_that_is_gone_is_said_to_be() {
    let (desk, _) = ours();
    let share = desk.folder.path().join("share");
    std::fs::create_dir(&share).unwrap();
    let mut desk = desk;
    let file = share.join("Summit.ron");
    desk.lay_ready(std::slice::from_ref(&file));
    desk.press(CTRL.plus(Modifiers::SHIFT), Key::S);
    assert!(desk.shows("Saved"));
    std::fs::remove_dir_all(&share).unwrap();
    add(&mut desk, "Minutes");
    save(&mut desk);
    assert!(desk.shows("The pack could not be saved"));
    assert!(desk.shows_words("its folder does not exist"));
    desk.click("OK");
    assert_not_saved(&desk);
}

#[test]
fn the_window_does_not_close_over_a_conflict() {
    let (mut desk, _theirs, file) = conflict();
    desk.click("Cancel");
    close_window(&mut desk);
    assert!(desk.shows("Save the changes?"));
    desk.click("Save");
    assert!(desk.shows("Somebody else changed this pack"));
    assert!(!is_closing(&mut desk));
    desk.click("Cancel");
    assert_not_saved(&desk);
    close_window(&mut desk);
    assert!(desk.shows("Save the changes?"), "it is asked again");
    desk.click("Save");
    // What was asked for goes on once the person has decided.
    let copy = desk.folder.path().join("Mine.ron");
    desk.lay_ready(std::slice::from_ref(&copy));
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(titles(&copy), ["Letter", "Minutes"]);
    assert_eq!(titles(&file), ["Letter", "Annex"]);
}

#[test]
fn work_that_was_restored_is_compared_too() {
    let (mut desk, file) = ours();
    add(&mut desk, "Minutes");
    desk.wait_for_autosave();
    let folder = Arc::clone(&desk.folder);
    // Ends as a crash does.
    drop(desk);
    let mut theirs = Desk::in_folder(Arc::clone(&folder), Some(file.clone()));
    theirs.click("Decide later");
    add(&mut theirs, "Annex");
    save(&mut theirs);
    assert!(theirs.shows("Saved"));
    drop(theirs);

    let mut desk = Desk::in_folder(folder, None);
    desk.click("Restore");
    assert_eq!(desk.outline(), "Letter Minutes");
    save(&mut desk);
    assert!(desk.shows("Somebody else changed this pack"));
    assert_eq!(titles(&file), ["Letter", "Annex"]);
    desk.click("Replace");
    assert_eq!(titles(&file), ["Letter", "Minutes"]);
    assert_eq!(titles(&others(&file)[0]), ["Letter", "Annex"]);
}

#[test]
fn restored_work_is_saved_where_nobody_changed_the_file() {
    let (mut desk, file) = ours();
    add(&mut desk, "Minutes");
    desk.wait_for_autosave();
    let folder = Arc::clone(&desk.folder);
    drop(desk);
    let mut desk = Desk::in_folder(folder, None);
    desk.click("Restore");
    save(&mut desk);
    assert!(desk.shows("Saved"));
    assert_eq!(titles(&file), ["Letter", "Minutes"]);
}

#[test]
fn papers_that_a_colleague_takes_out_are_still_here() {
    let (mut holder, file) = ours();
    let mut other = theirs(&holder, &file);
    // Who holds the pack deletes its paper, and saves until it has left the pack's folder.
    holder.click_row("Letter");
    holder.press(Modifiers::NONE, Key::Delete);
    add(&mut holder, "Annex");
    save(&mut holder);
    add(&mut holder, "Map");
    save(&mut holder);
    assert_eq!(titles(&file), ["Annex", "Map"]);
    drop(holder);
    let copy = other.folder.path().join("Mine.ron");
    add(&mut other, "Minutes");
    save(&mut other);
    other.lay_ready(std::slice::from_ref(&copy));
    other.click("Save mine as a copy…");
    assert_eq!(titles(&copy), ["Letter", "Minutes"]);
}

#[test]
fn another_pack_that_is_replaced_by_name_is_kept() {
    let (mut desk, file) = ours();
    desk.press(CTRL, Key::N);
    add(&mut desk, "Speech");
    // The system has asked whether to replace it.
    desk.lay_ready(std::slice::from_ref(&file));
    save(&mut desk);
    assert!(desk.shows("Saved"));
    assert_eq!(titles(&file), ["Speech"]);
    let kept = others(&file);
    let name = kept[0].file_name().unwrap().to_string_lossy().into_owned();
    assert!(name.starts_with("Summit (earlier, "), "{name}");
    assert_eq!(titles(&kept[0]), ["Letter"]);
}

/// `BRIEFPACK_PICTURES=FOLDER cargo test --test window dialog_of_a_conflict -- --ignored`
#[test]
#[ignore = "writes pictures to look at"]
fn dialog_of_a_conflict() {
    let folder = std::env::var_os("BRIEFPACK_PICTURES").expect("a folder for the pictures");
    let folder = Path::new(&folder);
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let (desk, file) = ours();
        let mut theirs = theirs(&desk, &file);
        for title in ["Annex", "Map of the harbours", "Statement by the chair"] {
            add(&mut theirs, title);
        }
        save(&mut theirs);
        drop(theirs);
        let own = Arc::clone(&desk.folder);
        for size in [vec2(1280.0, 800.0), vec2(1024.0, 700.0)] {
            let copy = own.path().join("Shown.ron");
            let _ = std::fs::remove_file(&copy);
            std::fs::copy(&file, &copy).unwrap();
            let mut desk = Desk::sized(Arc::clone(&own), Some(copy.clone()), size, theme);
            if desk.shows("Decide later") {
                desk.click("Decide later");
            }
            let picture = |desk: &mut Desk, what: &str| {
                let file = folder.join(format!("conflict-{what}-{}-{name}.png", size.x));
                desk.harness.render().unwrap().save(file).unwrap();
            };
            let text = std::fs::read_to_string(&copy).unwrap();
            std::fs::write(&copy, text.replace("\"Letter\"", "\"Letter of intent\"")).unwrap();
            add(&mut desk, "Minutes");
            save(&mut desk);
            picture(&mut desk, "asked");
            desk.click("Look at theirs");
            picture(&mut desk, "looked");
            desk.click("Cancel");
            std::fs::write(&copy, &text[..text.len() / 2]).unwrap();
            save(&mut desk);
            desk.click("Look at theirs");
            picture(&mut desk, "broken");
            desk.click("Cancel");
            std::fs::remove_file(&copy).unwrap();
            save(&mut desk);
            picture(&mut desk, "gone");
        }
    }
}
