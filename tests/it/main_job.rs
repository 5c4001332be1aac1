//! From files to a pack to a PDF.

use crate::desk::Desk;
use crate::exported::Bookmark;
use crate::files::{AGENDA, Pdf, SUMMIT, pdf};
use crate::tools::asked;

/// A pack with a document at the top level and a section of two, the first of them noted.
fn desk() -> Desk {
    let report = Pdf::new(&["First of the report", "Second of the report"])
        .with_bookmark("Findings", 2)
        .bytes();
    let desk = Desk::new()
        .file("agenda.md", AGENDA)
        .file("summit.txt", SUMMIT)
        .file("report.pdf", report);
    desk.run([
        "new",
        "P.ron",
        "agenda.md",
        "summit.txt",
        "report.pdf",
        "--title",
        "Riverton",
    ])
    .expect(0);
    desk.edit("P.ron", |text| {
        text.replace("marking: \"\"", "marking: \"Official\"")
            .replace("version: \"\"", "version: \"2\"")
            .replacen(
                "        Document((\n            id: 2,",
                "        Section((id: 9, title: \"Background\", documents: [(\n            id: 2,",
                1,
            )
            .replacen("        )),\n        Document((\n            id: 3,", "        ), (\n            id: 3,", 1)
            .replacen("        )),\n    ],\n    sources", "        )])),\n    ],\n    sources", 1)
            .replacen(
                "                extent: Whole,\n            ),\n        ), (",
                "                extent: Whole,\n            ),\n            annotations: [(id: 8, target: Document, body: \"Read this first\", audience: Circulated)],\n        ), (",
                1,
            )
    });
    desk
}

#[test]
fn show_tells_the_page_of_every_item() {
    let shown = desk().run(["show", "P.ron"]).expect(0);
    assert_eq!(
        shown.stdout,
        "Riverton, 7 pages\n     \
         1       Cover\n     \
         2       Contents\n     \
         3  1    Agenda\n     \
         4  2    Background\n     \
         5  2.1  Ministers agree steps on river safety\n     \
         6  2.2  Report\n"
    );
    assert_eq!(shown.stderr, "");
}

#[test]
fn the_pdf_holds_everything_on_the_pages_it_says() {
    let exported = desk().export(0);
    assert_eq!(exported.page_count(), 7);
    exported.assert_numbered();
    exported.assert_page_says(1, "Riverton");
    exported.assert_page_says(2, "Contents");
    exported.assert_page_says(3, "Any other business");
    exported.assert_page_says(4, "Background");
    exported.assert_page_says(5, "Read this first");
    exported.assert_page_says(
        5,
        "they agreed to share flood warnings".trim_start_matches("they "),
    );
    exported.assert_page_says(6, "First of the report");
    exported.assert_page_says(7, "Second of the report");
    for page in 1..=7 {
        exported.assert_page_says(page, "OFFICIAL");
        exported.assert_page_says(page, "Riverton · version 2");
    }
}

#[test]
fn links_and_bookmarks_land_on_the_right_pages() {
    let exported = desk().export(0);
    assert_eq!(exported.link_targets(2), [3, 4, 5, 6], "contents");
    assert_eq!(exported.link_targets(4), [5, 6], "divider");
    let bookmark = |depth, title: &str, page| Bookmark {
        depth,
        title: title.to_owned(),
        page,
    };
    assert_eq!(
        exported.bookmarks(),
        [
            bookmark(0, "Contents · page 2", 2),
            bookmark(0, "1 Agenda · page 3", 3),
            bookmark(0, "2 Background · page 4", 4),
            bookmark(1, "2.1 Ministers agree steps on river safety · page 5", 5),
            bookmark(1, "2.2 Report · page 6", 6),
            bookmark(2, "Findings", 7),
        ]
    );
}

#[test]
fn the_same_pack_gives_the_same_bytes() {
    let desk = desk();
    desk.export(0);
    let first = desk.read("out.pdf");
    desk.export(0);
    assert!(first == desk.read("out.pdf"), "two exports differ");
}

#[test]
fn nothing_private_gets_into_the_pdf() {
    let desk = desk();
    desk.export(0);
    let plain = std::process::Command::new("qpdf")
        .args(["--qdf", "--object-streams=disable", "out.pdf", "-"])
        .current_dir(desk.folder())
        .output();
    let Some(plain) = asked("qpdf", plain.ok()) else {
        return;
    };
    let plain = String::from_utf8_lossy(&plain.stdout).into_owned();
    let folder = desk.folder().display().to_string();
    assert!(
        !plain.contains(&folder),
        "the path of a source is in the PDF"
    );
    assert!(
        !plain.contains("summit.txt"),
        "the name of a source is in the PDF"
    );
}

#[test]
fn a_section_without_divider_begins_with_its_first_document() {
    let desk = desk();
    desk.edit("P.ron", |text| {
        text.replace("divider_pages: true", "divider_pages: false")
    });
    let exported = desk.export(0);
    assert_eq!(exported.page_count(), 6);
    assert_eq!(exported.link_targets(2), [3, 4, 4, 5]);
    exported.assert_numbered();
}

#[test]
fn an_empty_section_at_the_end_leads_to_a_page_that_is_there() {
    let desk = Desk::new().file("a.pdf", pdf(&["Only page"]));
    desk.run(["new", "P.ron", "a.pdf"]).expect(0);
    desk.edit("P.ron", |text| {
        text.replace("divider_pages: true", "divider_pages: false")
            .replacen(
                "        )),\n    ],\n    sources",
                "        )),\n        Section((id: 9, title: \"To come\")),\n    ],\n    sources",
                1,
            )
    });
    let exported = desk.export(0);
    assert_eq!(exported.link_targets(2), [3, 3]);
}

#[test]
fn a_pack_can_be_moved_with_its_documents() {
    let desk = desk();
    let elsewhere = Desk::new();
    std::fs::rename(desk.path("P.ron"), elsewhere.path("P.ron")).unwrap();
    std::fs::rename(desk.path("P.documents"), elsewhere.path("P.documents")).unwrap();
    drop(desk);
    assert_eq!(elsewhere.export(0).page_count(), 7);
}
