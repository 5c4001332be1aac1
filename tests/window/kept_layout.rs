//! A document that keeps its layout, and the way back to flowing text: its original is never lost.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use briefpack::pack::{Body, Document, DocumentId, Media, Pack, Source};
use briefpack::store::{self, FileState, SaveOutcome, SourceStore};
use eframe::egui::{Event, Key};
use egui_kittest::kittest::Queryable;

use crate::desk::{CTRL, Desk};
use crate::pages::pdf;

const ORIGINAL: &str = "{\\rtf1 Lamps\\par Forty lamps on the bridge.}";

/// A pack file with a document whose layout was kept, as it was added, not saved by a window yet.
fn pack_file(folder: &Path) -> PathBuf {
    let sources = SourceStore::staged(&folder.join("staging"), None);
    let mut pack = Pack::new("Lamps");
    let mut put = |bytes: &[u8], media, laid_out_from| {
        let id = sources.put(bytes, media).unwrap();
        let source = Source {
            name: "Lamps.rtf".to_owned(),
            media,
            size_bytes: bytes.len() as u64,
            origin: None,
            pictures: Default::default(),
            laid_out_from,
        };
        Arc::make_mut(&mut pack.sources).insert(id.clone(), source);
        id
    };
    let original = put(ORIGINAL.as_bytes(), Media::Rtf, None);
    let laid_out = put(&pdf(1), Media::Pdf, Some(original));
    let id = DocumentId(pack.allocate_id());
    let document = Document::new(id, "Lamps", Body::whole(laid_out));
    pack.outline.push(document.into());
    let file = folder.join("Lamps.ron");
    let outcome = store::save(&file, &pack, &sources, &FileState::Missing).unwrap();
    assert!(matches!(outcome, SaveOutcome::Saved(_)));
    std::fs::remove_dir_all(folder.join("staging")).unwrap();
    file
}

/// Sets the document as text, from the source that it was laid out from.
fn set_as_text(desk: &mut Desk) {
    desk.click_row("Lamps");
    desk.harness.get_by_label("Set as text").click_accesskit();
    desk.settle();
    let pack = desk.pack();
    let lamps = pack
        .documents()
        .find(|document| document.title == "Lamps")
        .unwrap();
    let source = &pack.sources[lamps.source().unwrap()];
    assert_eq!(source.media, Media::Rtf);
    assert!(!desk.shows_words("Its file is missing"));
}

#[test]
fn it_is_set_as_text_again_after_saving_and_opening() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let file = pack_file(folder.path());
    for title in ["Letter", "Annex", "Map"] {
        let mut desk = Desk::in_folder(Arc::clone(&folder), Some(file.clone()));
        let paper = desk.write(&format!("{title}.txt"), format!("{title}\n\nWords.\n"));
        desk.drop_files(&[paper], None);
        // A deletion looks for what is not needed any more, and saving does.
        desk.click_row(title);
        desk.press(eframe::egui::Modifiers::NONE, Key::Delete);
        desk.press(CTRL, Key::S);
        assert!(desk.shows("Saved"));
    }
    let mut desk = Desk::in_folder(folder, Some(file));
    set_as_text(&mut desk);
}

#[test]
fn it_is_set_as_text_again_in_another_pack() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let file = pack_file(folder.path());
    let mut desk = Desk::in_folder(Arc::clone(&folder), Some(file.clone()));
    desk.click_row("Lamps");
    desk.harness.event(Event::Copy);
    desk.settle();
    desk.press(CTRL, Key::N);
    desk.harness.event(Event::Paste("Lamps".to_owned()));
    desk.settle();
    assert_eq!(desk.outline(), "Lamps");
    let other = folder.path().join("Other.ron");
    desk.lay_ready(std::slice::from_ref(&other));
    desk.press(CTRL, Key::S);
    drop(desk);
    // The pack that it was copied from is not needed for it.
    std::fs::remove_file(&file).unwrap();
    std::fs::remove_dir_all(store::documents_folder(&file)).unwrap();
    let mut desk = Desk::in_folder(folder, Some(other));
    set_as_text(&mut desk);
}
