//! PDFs that others made, kept as they are.

use crate::desk::Desk;
use crate::files::{Pdf, locked_pdf, pdf};

fn desk(bytes: Vec<u8>) -> Desk {
    let desk = Desk::new().file("paper.pdf", bytes);
    desk.run(["new", "P.ron", "paper.pdf"]).expect(0);
    desk.edit("P.ron", |text| {
        text.replace("marking: \"\"", "marking: \"Official\"")
    });
    desk
}

#[test]
fn a_page_with_room_keeps_its_size() {
    let exported = desk(pdf(&["In the middle"])).export(0);
    assert_eq!(exported.size(3), (300.0, 400.0));
    exported.assert_page_says(3, "In the middle");
    exported.assert_numbered();
}

#[test]
fn a_page_that_is_full_to_its_edges_grows_so_that_nothing_is_hidden() {
    let full = Pdf::new(&[""]).with_content(
        1,
        "0.2 0.4 0.8 rg 0 0 300 400 re f BT 1 g /F1 12 Tf 10 388 Td (Topmost) Tj 0 -380 Td (Lowest) Tj ET",
    );
    let desk = desk(full.bytes());
    let said = desk
        .run(["export", "P.ron", "-o", "said.pdf"])
        .expect(0)
        .stderr;
    assert!(said.contains("1 page is taller than before"), "{said}");
    let exported = desk.export(0);
    let (width, height) = exported.size(3);
    assert_eq!(width, 300.0);
    assert!(height > 400.0 + 60.0, "{height}");
    exported.assert_page_says(3, "Topmost");
    exported.assert_page_says(3, "Lowest");
    exported.assert_numbered();
}

#[test]
fn a_note_stands_above_the_first_page() {
    let desk = desk(pdf(&["One", "Two"]));
    add_note(&desk, "Mind the second page");
    let exported = desk.export(0);
    assert_eq!(exported.page_count(), 4);
    exported.assert_page_says(3, "Mind the second page");
    exported.assert_page_says(3, "One");
    assert!(exported.size(3).1 > 400.0);
    assert_eq!(exported.size(4), (300.0, 400.0));
    exported.assert_page_says(2, "note");
}

#[test]
fn a_long_note_gets_pages_of_its_own() {
    let desk = desk(pdf(&["One", "Two"]));
    let long = "Mind the second page, and everything else. ".repeat(30);
    add_note(&desk, &long);
    let exported = desk.export(0);
    assert_eq!(exported.page_count(), 5);
    exported.assert_page_says(3, "Mind the second page");
    exported.assert_page_says(4, "One");
    exported.assert_numbered();
    assert_eq!(exported.link_targets(2), [3]);
}

fn add_note(desk: &Desk, body: &str) {
    desk.edit("P.ron", |text| {
        let note = format!(
            "extent: Whole), annotations: [(id: 8, target: Document, body: \"{body}\", audience: Circulated)],"
        );
        // The note stands behind what the document is made from.
        let (before, after) = text.split_once("extent: Whole,").unwrap();
        let (_, after) = after.split_once("),").unwrap();
        format!("{before}{note}{after}")
    });
}

#[test]
fn a_locked_pdf_opens_with_its_password() {
    let desk = Desk::new()
        .file("locked.pdf", locked_pdf(&["Behind the lock"], "river"))
        .file("open.pdf", pdf(&["In the open"]));
    let made = desk
        .run(["new", "P.ron", "locked.pdf", "open.pdf"])
        .expect(0);
    assert!(made.stderr.contains("--password"), "{}", made.stderr);

    let unlocked = [
        "export",
        "P.ron",
        "-o",
        "out.pdf",
        "--password",
        "wrong",
        "--password",
        "river",
    ];
    desk.run(unlocked).expect(0);
    let exported = crate::exported::Exported::open(&desk.path("out.pdf"));
    exported.assert_page_says(3, "Behind the lock");

    for passwords in [&[][..], &["--password", "wrong"]] {
        let mut arguments = vec!["export", "P.ron", "-o", "out.pdf", "--force"];
        arguments.extend(passwords);
        let ran = match arguments.as_slice() {
            [a, b, c, d, e] => desk.run([a, b, c, d, e]),
            [a, b, c, d, e, f, g] => desk.run([a, b, c, d, e, f, g]),
            _ => unreachable!(),
        }
        .expect(1);
        assert!(ran.stderr.contains("is not included"), "{}", ran.stderr);
        assert!(ran.stderr.contains("password"), "{}", ran.stderr);
        let exported = crate::exported::Exported::open(&desk.path("out.pdf"));
        assert_eq!(exported.page_count(), 4);
        exported.assert_page_says(3, "This document is not included");
        exported.assert_page_says(4, "In the open");
        exported.assert_numbered();
    }
}
