//! Files that cannot be taken in, while the others are.

use crate::desk::Desk;

#[test]
fn a_bad_file_is_named_and_the_others_come_in() {
    let mut desk = Desk::new();
    desk.click("New pack");
    let good = desk.write("Letter.txt", "Letter\n\nWords.\n");
    let bad = desk.write("Report.pdf", "%PDF-1.7\nthis is no PDF");
    let other = desk.write("program.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00");
    let missing = desk.folder.path().join("gone.txt");
    desk.drop_files(&[good, bad, other, missing], None);
    assert_eq!(desk.outline(), "Letter");
    assert!(desk.shows("1 added, 3 left out"));
    for name in ["Report.pdf", "program.exe", "gone.txt"] {
        assert!(desk.shows_words(name), "{name}");
    }
}

#[test]
fn a_protected_pdf_asks_for_its_password() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let file = desk.write("Secret paper.pdf", protected_pdf("open sesame"));
    desk.drop_files(&[file], None);
    assert!(desk.shows("Password needed"));
    desk.type_into("Password", "wrong");
    desk.click("Unlock");
    assert!(desk.shows("That password does not open it."));
    desk.type_into("Password", "open sesame");
    desk.click("Unlock");
    assert_eq!(desk.outline(), "Letter Secret paper");
    assert!(!desk.shows_words("protected by a password"));
}

#[test]
fn a_protected_pdf_can_be_added_locked_and_unlocked_later() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let file = desk.write("Secret paper.pdf", protected_pdf("open sesame"));
    desk.drop_files(&[file], None);
    desk.click("Add locked");
    assert_eq!(desk.outline(), "Letter Secret paper");
    assert!(desk.shows_words("protected by a password"));
    desk.type_into("Password", "open sesame");
    desk.click("Unlock");
    assert!(!desk.shows_words("protected by a password"));
}

/// A PDF of one page that opens with this password alone.
pub fn protected_pdf(password: &str) -> Vec<u8> {
    use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, dictionary};
    let mut document = Document::with_version("1.6");
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 300.into(), 400.into()],
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(kids));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let id = Object::string_literal("0123456789abcdef");
    document
        .trailer
        .set("ID", Object::Array(vec![id.clone(), id]));
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: password,
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_disk_that_does_not_answer_leaves_the_window_free() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let lock = desk.folder.path().join("data/sessions/lock");
    let disk = std::fs::File::open(&lock).unwrap();
    // Whoever begins a session waits for this.
    disk.lock().unwrap();
    desk.harness
        .key_press_modifiers(crate::desk::CTRL, eframe::egui::Key::N);
    desk.draw();
    assert!(desk.shows("Save the changes?"));
    let place = desk.last_button("Don't save");
    desk.harness.drag_at(place);
    desk.harness.step();
    desk.harness.drop_at(place);
    desk.draw();
    assert_eq!(
        desk.outline(),
        "Letter",
        "the pack that is open stays meanwhile"
    );
    disk.unlock().unwrap();
    desk.settle();
    assert_eq!(desk.outline(), "");
}
