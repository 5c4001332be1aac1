//! What the reader shows is what the export holds.

use briefpack::export::{self, ExportError, ExportRequest, PartCache, Passwords, Place};
use briefpack::pack::Pack;
use briefpack::progress::Progress;
use briefpack::store::{SourceStore, documents_folder, load};

use crate::desk::Desk;
use crate::exported::Exported;
use crate::files::{AGENDA, Pdf, SUMMIT, pdf};

/// A pack as the window has it.
struct Opened {
    pack: Pack,
    sources: SourceStore,
    passwords: Passwords,
    cache: PartCache,
}

impl Opened {
    fn new(desk: &Desk) -> Self {
        let file = desk.path("P.ron");
        Self {
            pack: load(&file).unwrap().pack,
            sources: SourceStore::beside(&file),
            passwords: Passwords::default(),
            cache: PartCache::default(),
        }
    }

    fn request(&self) -> ExportRequest<'_> {
        ExportRequest {
            pack: &self.pack,
            sources: &self.sources,
            passwords: &self.passwords,
            cache: &self.cache,
            copy: export::Copy::Circulation,
        }
    }

    fn export(&self) -> export::Exported {
        export::export(&self.request(), &Progress::default()).unwrap()
    }
}

fn desk() -> Desk {
    let full = Pdf::new(&["", "Second"]).with_content(1, "0 0 300 400 re f");
    let desk = Desk::new()
        .file("agenda.md", AGENDA)
        .file("summit.txt", SUMMIT)
        .file("full.pdf", full.bytes());
    desk.run(["new", "P.ron", "agenda.md", "summit.txt", "full.pdf"])
        .expect(0);
    desk.edit("P.ron", |text| {
        text.replace("marking: \"\"", "marking: \"Secret\"")
    });
    desk
}

#[test]
fn every_place_looks_as_in_the_export() {
    let desk = desk();
    let opened = Opened::new(&desk);
    let whole = Exported::of_bytes(&opened.export().bytes);
    let plan = export::plan(&opened.request(), &Progress::default()).unwrap();
    let documents = opened
        .pack
        .documents()
        .map(|document| Place::Document(document.id));
    let mut next = 1;
    for place in [Place::Cover, Place::Contents].into_iter().chain(documents) {
        let preview = export::preview(&opened.request(), place, &Progress::default()).unwrap();
        let part = Exported::of_bytes(&preview.bytes);
        assert_eq!(
            (preview.first_page, preview.total),
            (next, whole.page_count()),
            "{place:?}"
        );
        assert_eq!(part.page_count(), preview.pages, "{place:?}");
        assert_eq!(plan.own_pages(place).unwrap().first, next);
        for page in 1..=preview.pages {
            assert_eq!(part.words(page), whole.words(next), "{place:?}");
            assert_eq!(part.size(page), whole.size(next), "{place:?}");
            next += 1;
        }
    }
    assert_eq!(next, whole.page_count() + 1);
}

#[test]
fn a_change_shows_although_parts_are_kept() {
    let desk = desk();
    let mut opened = Opened::new(&desk);
    opened.export();
    opened.pack.outline.reverse();
    opened.pack.title = "Renamed".to_owned();
    let exported = opened.export();
    let fresh = Opened {
        cache: PartCache::default(),
        pack: opened.pack.clone(),
        ..Opened::new(&desk)
    };
    assert!(
        exported.bytes == fresh.export().bytes,
        "the cache shows something old"
    );
}

#[test]
fn a_source_that_is_found_again_is_shown_again() {
    let desk = desk();
    let opened = Opened::new(&desk);
    let good = opened.export();
    let folder = documents_folder(&desk.path("P.ron"));
    std::fs::rename(&folder, desk.path("away")).unwrap();
    let bad = opened.export();
    assert!(!bad.report.is_complete());
    assert_eq!(bad.report.findings.len(), 3);
    std::fs::rename(desk.path("away"), &folder).unwrap();
    assert!(opened.export().bytes == good.bytes);
}

#[test]
fn a_section_without_divider_has_nothing_to_show() {
    let mut opened = Opened::new(&desk());
    let id = briefpack::pack::SectionId(77);
    opened
        .pack
        .outline
        .push(briefpack::pack::Item::Section(briefpack::pack::Section {
            id,
            title: "Empty".to_owned(),
            documents: Vec::new(),
        }));
    let show = |opened: &Opened| {
        export::preview(&opened.request(), Place::Section(id), &Progress::default())
    };
    assert_eq!(show(&opened).unwrap().pages, 1);
    opened.pack.settings.divider_pages = false;
    assert!(matches!(show(&opened), Err(ExportError::NoPages)));
}

#[test]
fn an_export_can_be_cancelled() {
    let opened = Opened::new(&desk());
    let progress = Progress::default();
    progress.cancel();
    let result = export::export(&opened.request(), &progress);
    assert!(
        matches!(result, Err(ExportError::Cancelled(_))),
        "{result:?}"
    );
}

#[test]
fn an_empty_pack_still_has_a_cover() {
    let desk = Desk::new().file("a.pdf", pdf(&["One"]));
    desk.run(["new", "P.ron", "a.pdf"]).expect(0);
    let mut opened = Opened::new(&desk);
    opened.pack.outline.clear();
    let exported = opened.export();
    assert_eq!(exported.pages, 2);
    Exported::of_bytes(&exported.bytes).assert_numbered();
}

#[test]
fn characters_that_no_font_has_are_reported() {
    let desk = Desk::new().file(
        "a.txt",
        "Old signs\n\nHere is one: \u{13000}, and it ends here.\n",
    );
    desk.run(["new", "P.ron", "a.txt"]).expect(0);
    let ran = desk.run(["export", "P.ron", "-o", "out.pdf"]).expect(0);
    assert!(ran.stderr.contains("U+13000"), "{}", ran.stderr);
    assert!(ran.stderr.contains("'Old signs'"), "{}", ran.stderr);
}
