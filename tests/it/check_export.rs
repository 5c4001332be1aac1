//! Exports checked by qpdf and poppler.

use std::path::Path;
use std::process::{Command, Output};

use crate::desk::Desk;
use crate::files::{locked_pdf, pdf};
use crate::tools::asked;

const TOOLS: [&str; 4] = ["qpdf", "pdfinfo", "pdftotext", "pdftoppm"];

/// Where a tool is; `None` where it is not installed.
fn installed(tool: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH").unwrap();
    let mut files = std::env::split_paths(&path).map(|folder| folder.join(tool));
    asked(tool, files.find(|file| file.is_file()))
}

/// A desk with PDFs, if all tools are there to check their export.
fn desk() -> Option<Desk> {
    let is_ready = TOOLS.iter().all(|tool| installed(tool).is_some());
    is_ready.then(|| {
        Desk::new()
            .file("papers/lamps.pdf", pdf(&["Three lamps burn", "all night"]))
            .file("papers/more/tides.pdf", pdf(&["The tide comes in"]))
    })
}

fn check(desk: &Desk, path: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_briefpack"))
        .args(["check-export", "papers"])
        .current_dir(desk.folder())
        .env("PATH", path)
        .output()
        .unwrap()
}

#[test]
fn pdfs_that_keep_everything_pass_alone_and_mixed() {
    let Some(desk) = desk() else { return };
    let desk = desk.file("papers/notes.txt", "no PDF");
    let checked = desk.run(["check-export", "papers"]).expect(0).stdout;
    let lines: Vec<&str> = checked.lines().collect();
    assert!(lines[0].starts_with("ok          2 pages"), "{checked}");
    assert!(lines[1].ends_with("tides.pdf"), "{checked}");
    assert!(lines[2].contains("2 papers in one pack"), "{checked}");
    assert!(
        checked.contains("2 PDFs, also in 1 mixed packs: 2 ok"),
        "{checked}"
    );
}

#[test]
fn what_nobody_can_open_is_refused_for_good_reason() {
    let Some(desk) = desk() else { return };
    let desk = desk
        .file("papers/cut.pdf", "%PDF-1.7 and nothing more")
        .file("papers/locked.pdf", locked_pdf(&["Sealed"], "sesame"));
    let checked = desk.run(["check-export", "papers"]).expect(0).stdout;
    assert!(checked.contains("2 rightly refused"), "{checked}");
    let opened = desk.run(["check-export", "papers", "--password", "sesame"]);
    let checked = opened.expect(0).stdout;
    assert!(checked.contains("3 ok"), "{checked}");
}

#[test]
fn refused_papers_take_no_place_in_a_mixed_pack() {
    let Some(desk) = desk() else { return };
    let desk = desk
        .file("papers/a cut.pdf", "%PDF-1.7 and nothing more")
        .file("papers/b cut.pdf", "%PDF-1.7 and nothing more");
    let checked = desk.run(["check-export", "papers", "--mix", "2"]);
    let checked = checked.expect(0).stdout;
    assert!(checked.contains("2 papers in one pack"), "{checked}");
}

#[test]
fn tools_that_are_missing_are_named() {
    let desk = Desk::new().file("papers/lamps.pdf", pdf(&["Three lamps burn"]));
    let checked = check(&desk, &desk.path("papers"));
    assert_eq!(checked.status.code(), Some(2), "{checked:?}");
    let output = String::from_utf8(checked.stderr).unwrap();
    assert!(output.contains("qpdf (package qpdf)"), "{output}");
    assert!(
        output.contains("pdftoppm (package poppler-utils)"),
        "{output}"
    );
}

/// A reader that finds more words in the source than in the export is what any loss looks like.
#[cfg(unix)]
#[test]
fn lost_words_are_named_and_fail_the_check() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let Some(desk) = desk() else { return };
    let tools = desk.path("tools");
    std::fs::create_dir(&tools).unwrap();
    for tool in TOOLS.into_iter().filter(|tool| *tool != "pdftotext") {
        symlink(installed(tool).unwrap(), tools.join(tool)).unwrap();
    }
    let pdftotext = installed("pdftotext").unwrap();
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in *lamps.pdf*) printf 'vanished ';; esac\nexec {} \"$@\"\n",
        pdftotext.display()
    );
    let desk = desk.file("tools/pdftotext", script);
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(tools.join("pdftotext"), executable).unwrap();
    let checked = check(&desk, &tools);
    assert_eq!(checked.status.code(), Some(1), "{checked:?}");
    let output = String::from_utf8(checked.stdout).unwrap();
    let lost = "words: 1 lost on page 1: vanished";
    assert_eq!(
        output.matches(lost).count(),
        2,
        "at the file and at the end: {output}"
    );
    assert!(output.contains("1 ok"), "{output}");
}
