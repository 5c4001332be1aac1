//! The library: folders, searching, choosing, looking.

use eframe::egui::{Key, Modifiers, vec2};

use crate::desk::{CTRL, Desk};
use crate::troubles::protected_pdf;

const PAPERS: [(&str, &str); 4] = [
    (
        "straits.txt",
        "Straits ministers agree a joint watch\n\nPublished 30 July 2019\n\nThey agreed to watch \
         the straits.\n",
    ),
    (
        "harbour.txt",
        "No harbour is an island\n\nStatement by Ambassador Calder\n\nThe straits are busy, and \
         the harbour is full.\n",
    ),
    ("lamps.txt", "Lamps of the quay\n\nThe lamps are old.\n"),
    ("plan.pdf", "%PDF-1.7 and nothing more"),
];

/// A window with a pack of one letter and the papers in its library.
fn desk() -> Desk {
    let mut desk = Desk::with_documents(&["Letter"]);
    let shelf = desk.folder.path().join("shelf");
    std::fs::create_dir(&shelf).unwrap();
    for (name, text) in PAPERS {
        std::fs::write(shelf.join(name), text).unwrap();
    }
    desk.lay_ready(&[shelf]);
    desk.click("Add folder to the library…");
    desk
}

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, text) in files {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*path, options).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_folder_is_added_and_searched() {
    let mut desk = desk();
    assert!(desk.shows_words("Lamps of the quay"));
    desk.press(CTRL, Key::L);
    desk.type_into_focused("strait");
    assert!(desk.shows_words("Straits ministers agree"));
    assert!(desk.shows_words("No harbour is an island"));
    assert!(!desk.shows_words("Lamps of the quay"));
    desk.press(Modifiers::NONE, Key::ArrowDown);
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(
        desk.outline(),
        "Letter Straits ministers agree a joint watch"
    );
    assert!(desk.shows_words("straits.txt, "));
    assert!(desk.shows_words("already in the pack"));
}

#[test]
fn what_is_not_found_is_named_and_cleared() {
    let mut desk = desk();
    desk.press(CTRL, Key::L);
    desk.type_into_focused("zebra");
    assert!(desk.shows("Nothing found"));
    assert!(desk.shows("No document has “zebra”."));
    desk.click("Clear the search");
    assert!(desk.shows_words("Lamps of the quay"));
    desk.type_into_focused("habrour");
    assert!(desk.shows_words("No harbour is an island"));
    assert!(desk.shows_words("Similar titles"));
}

#[test]
fn several_are_chosen_by_keys_and_dragged_into_the_outline() {
    let mut desk = desk();
    desk.click("Sort the library: Most relevant first");
    desk.click("By title");
    let row = desk.library_row("lamps.txt");
    desk.click_at(row);
    desk.press(Modifiers::SHIFT, Key::ArrowDown);
    let to = desk.row("Letter") + vec2(0.0, 8.0);
    desk.drag(desk.library_row("lamps.txt"), to, true);
    // In the order in which they are listed.
    assert_eq!(
        desk.outline(),
        "Letter Lamps of the quay No harbour is an island"
    );
    let row = desk.library_row("lamps.txt");
    desk.click_at(row);
    desk.press(CTRL, Key::A);
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(desk.shows_words("1 left out"), "one is damaged");
    assert_eq!(desk.pack().documents().count(), 6);
}

#[test]
fn several_are_added_in_the_order_in_which_they_are_listed() {
    let mut desk = desk();
    desk.press(CTRL, Key::L);
    desk.type_into_focused("strait");
    desk.press(Modifiers::NONE, Key::ArrowDown);
    desk.press(Modifiers::SHIFT, Key::ArrowDown);
    desk.press(Modifiers::NONE, Key::Enter);
    // The best hit comes first, though the name of its file is the later one.
    assert_eq!(
        desk.outline(),
        "Letter Straits ministers agree a joint watch No harbour is an island"
    );
}

#[test]
fn space_shows_a_document_large_and_arrows_go_on_to_others() {
    let mut desk = desk();
    desk.press(CTRL, Key::L);
    desk.type_into_focused("straits ");
    desk.press(Modifiers::NONE, Key::ArrowDown);
    desk.press(Modifiers::NONE, Key::Space);
    assert!(desk.shows("First page of straits.txt"));
    assert!(desk.shows_words("Space closes"));
    desk.press(Modifiers::NONE, Key::ArrowDown);
    assert!(desk.shows("First page of harbour.txt"));
    desk.press(Modifiers::NONE, Key::Space);
    assert!(!desk.shows_words("Space closes"));
    desk.press(Modifiers::NONE, Key::ArrowUp);
    desk.press(Modifiers::NONE, Key::Space);
    assert!(desk.shows("First page of straits.txt"));
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(!desk.shows_words("Space closes"));
}

#[test]
fn documents_are_grouped() {
    let mut desk = desk();
    desk.click("Group the library: Group");
    desk.click("Month");
    assert!(desk.shows("Group the library: Month"));
    assert!(desk.shows_words("Lamps of the quay"));
}

#[test]
fn a_file_that_cannot_be_read_says_so() {
    let desk = desk();
    assert!(desk.shows_words("plan.pdf, PDF"));
    assert!(desk.shows_words("can't be read"));
}

#[test]
fn a_folder_is_removed_and_stays_on_the_disk() {
    let mut desk = desk();
    desk.click("Folders of the library");
    assert!(desk.shows("4 documents"));
    desk.click("Remove shelf from the library");
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(desk.shows("Add folder to the library…"));
    assert!(
        !desk.shows("Search the library"),
        "it takes no room any more"
    );
    assert!(desk.folder.path().join("shelf/lamps.txt").is_file());
}

#[test]
fn new_files_appear_when_one_looks_again() {
    let mut desk = desk();
    let shelf = desk.folder.path().join("shelf");
    std::fs::write(shelf.join("new.txt"), "Tide tables\n\nHigh at noon.\n").unwrap();
    desk.press(Modifiers::NONE, Key::F5);
    assert!(desk.shows_words("Tide tables"));
    std::fs::rename(&shelf, desk.folder.path().join("away")).unwrap();
    desk.press(Modifiers::NONE, Key::F5);
    assert!(desk.shows_words("“shelf” can't be reached now"));
    assert!(desk.shows_words("Tide tables"));
}

#[test]
fn a_protected_document_says_so_and_is_added_with_its_password() {
    let mut desk = desk();
    desk.write("shelf/Secret paper.pdf", protected_pdf("open sesame"));
    desk.press(Modifiers::NONE, Key::F5);
    assert!(desk.shows_words("Secret paper.pdf, PDF"));
    assert!(desk.shows_words("protected by a password"));
    let row = desk.library_row("Secret paper.pdf");
    desk.click_at(row);
    desk.press(Modifiers::NONE, Key::Enter);
    desk.type_into("Password", "open sesame");
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.outline(), "Letter Secret paper");
}

#[test]
fn an_archive_is_listed_and_added_as_what_is_in_it() {
    let mut desk = desk();
    let annexes = archive(&[
        ("tide.txt", "Tide tables\n\nHigh at noon.\n"),
        ("ferry.txt", "Ferry times\n\nEvery hour.\n"),
    ]);
    desk.write("shelf/Annexes.zip", annexes);
    desk.press(Modifiers::NONE, Key::F5);
    assert!(desk.shows_words("Archive, 2 documents"));
    desk.press(CTRL, Key::L);
    desk.type_into_focused("noon");
    desk.press(Modifiers::NONE, Key::ArrowDown);
    desk.press(Modifiers::NONE, Key::Space);
    assert!(desk.shows("First page of Annexes.zip"));
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.outline(), "Letter Ferry times Tide tables");
    assert!(desk.shows_words("already in the pack"));
}

#[test]
fn what_is_in_the_pack_already_is_told_when_it_is_added_again() {
    let mut desk = desk();
    let row = desk.library_row("lamps.txt");
    desk.click_at(row);
    desk.press(Modifiers::NONE, Key::Enter);
    assert!(!desk.shows_words("was added again"));
    // The library keeps the keyboard, so that the next paper can be added.
    desk.press(Modifiers::NONE, Key::Enter);
    assert_eq!(desk.outline(), "Letter Lamps of the quay Lamps of the quay");
    assert!(desk.shows("“Lamps of the quay” was already in the pack and was added again."));
}
