//! What happens when something is wrong.

use std::fs;

use crate::desk::Desk;
use crate::files::{AGENDA, SUMMIT, pdf};

fn desk() -> Desk {
    let desk = Desk::new()
        .file("summit.txt", SUMMIT)
        .file("paper.pdf", pdf(&["The paper"]));
    desk.run(["new", "P.ron", "summit.txt", "paper.pdf"])
        .expect(0);
    desk
}

fn source_of_kind(desk: &Desk, extension: &str) -> std::path::PathBuf {
    let names = desk.list("P.documents");
    let name = names.iter().find(|name| name.ends_with(extension)).unwrap();
    desk.path("P.documents").join(name)
}

#[test]
fn a_missing_source_leaves_a_placeholder_and_the_rest() {
    let desk = desk();
    fs::remove_file(source_of_kind(&desk, ".txt")).unwrap();
    let ran = desk.run(["export", "P.ron", "-o", "out.pdf"]).expect(1);
    assert!(ran.stderr.contains("is not included"), "{}", ran.stderr);
    assert!(ran.stderr.contains("summit.txt"), "{}", ran.stderr);
    let exported = crate::exported::Exported::open(&desk.path("out.pdf"));
    exported.assert_page_says(3, "Ministers agree steps on river safety");
    exported.assert_page_says(3, "is missing");
    exported.assert_page_says(4, "The paper");
    exported.assert_numbered();
    let words = exported.words(3).unwrap_or_default();
    assert!(
        !words.contains(&desk.folder().display().to_string()),
        "{words}"
    );
}

#[test]
fn an_altered_source_is_not_passed_off_as_the_original() {
    let desk = desk();
    fs::write(source_of_kind(&desk, ".txt"), "Something else altogether").unwrap();
    let ran = desk.run(["export", "P.ron", "-o", "out.pdf"]).expect(1);
    assert!(
        ran.stderr.contains("was changed since it was added"),
        "{}",
        ran.stderr
    );
    let exported = crate::exported::Exported::open(&desk.path("out.pdf"));
    exported.assert_page_says(3, "was changed since it was added");
}

#[test]
fn a_document_whose_source_is_not_listed_leaves_a_placeholder() {
    let desk = desk();
    desk.edit("P.ron", |text| {
        let sources = text.find("    sources: {").unwrap();
        let end = text.find("    next_id").unwrap();
        format!("{}{}", &text[..sources], &text[end..])
    });
    let ran = desk.run(["export", "P.ron", "-o", "out.pdf"]).expect(1);
    assert_eq!(
        ran.stderr.matches("is not included").count(),
        2,
        "{}",
        ran.stderr
    );
}

#[test]
fn an_output_that_is_there_is_not_overwritten() {
    let desk = desk().file("out.pdf", "precious");
    let ran = desk.run(["export", "P.ron", "-o", "out.pdf"]).expect(1);
    assert!(ran.stderr.contains("--force"), "{}", ran.stderr);
    assert_eq!(desk.text("out.pdf"), "precious");
    desk.run(["export", "P.ron", "-o", "out.pdf", "--force"])
        .expect(0);
    assert!(desk.read("out.pdf").starts_with(b"%PDF"));
}

#[test]
fn not_even_force_overwrites_what_the_pack_is_made_from() {
    let desk = desk();
    let inside = source_of_kind(&desk, ".pdf").display().to_string();
    for own in ["P.ron", "paper.pdf", &inside] {
        let before = desk.read(own);
        let ran = desk
            .run(["export", "P.ron", "-o", own, "--force"])
            .expect(1);
        assert!(ran.stderr.contains("belongs to the pack"), "{}", ran.stderr);
        assert!(before == desk.read(own), "{own} was changed");
    }
}

#[test]
fn a_pack_that_does_not_parse_is_placed() {
    let desk = desk();
    desk.edit("P.ron", |text| {
        text.replacen("version: \"\"", "version: oops", 1)
    });
    for task in [
        &["show", "P.ron"][..],
        &["export", "P.ron", "-o", "out.pdf"],
    ] {
        let ran = match task {
            [a, b] => desk.run([a, b]),
            [a, b, c, d] => desk.run([a, b, c, d]),
            _ => unreachable!(),
        }
        .expect(1);
        assert!(
            ran.stderr.contains("P.ron, line 4, column "),
            "{}",
            ran.stderr
        );
    }
    assert!(!desk.path("out.pdf").exists());
}

#[test]
fn a_newer_pack_is_refused_and_left_alone() {
    let desk = desk();
    desk.edit("P.ron", |text| {
        text.replacen("format_version: 4", "format_version: 5", 1)
    });
    let before = desk.text("P.ron");
    let ran = desk.run(["export", "P.ron", "-o", "out.pdf"]).expect(1);
    assert!(ran.stderr.contains("newer Briefpack"), "{}", ran.stderr);
    assert_eq!(desk.text("P.ron"), before);
}

#[cfg(unix)]
#[test]
fn a_source_that_is_a_link_to_elsewhere_is_refused() {
    let desk = desk();
    let outside = Desk::new().file("secret.txt", SUMMIT);
    let source = source_of_kind(&desk, ".txt");
    fs::remove_file(&source).unwrap();
    std::os::unix::fs::symlink(outside.path("secret.txt"), &source).unwrap();
    let ran = desk.run(["export", "P.ron", "-o", "out.pdf"]).expect(1);
    assert!(
        ran.stderr.contains("leads out of the pack's folder"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_output_folder_that_is_not_there_is_named() {
    let ran = desk()
        .run(["export", "P.ron", "-o", "nowhere/out.pdf"])
        .expect(1);
    assert!(ran.stderr.contains("nowhere"), "{}", ran.stderr);
    assert!(ran.stderr.contains("does not exist"), "{}", ran.stderr);
}

#[test]
fn a_file_where_the_folder_of_documents_should_be_is_named_with_what_to_do() {
    let desk = Desk::new()
        .file("agenda.md", AGENDA)
        .file("P.documents", "in the way");
    let said = desk.run(["new", "P.ron", "agenda.md"]).expect(1).stderr;
    assert!(said.contains("P.documents"), "{said}");
    assert!(said.contains("Move or rename that file"), "{said}");
    assert_eq!(desk.text("P.documents"), "in the way");
}
