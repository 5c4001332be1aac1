//! The command line itself.

use crate::desk::Desk;
use crate::files::{AGENDA, SUMMIT};

#[test]
fn a_bad_file_is_named_and_the_others_go_on() {
    let desk = Desk::new()
        .file("agenda.md", AGENDA)
        .file("broken.pdf", "%PDF-1.7 and nothing more");
    let made = desk
        .run(["new", "P.ron", "missing.txt", "broken.pdf", "agenda.md"])
        .expect(1);
    assert!(made.stderr.contains("missing.txt"), "{}", made.stderr);
    assert!(made.stderr.contains("broken.pdf"), "{}", made.stderr);
    let shown = desk.run(["show", "P.ron"]).expect(0);
    assert!(shown.stdout.contains("Agenda"), "{}", shown.stdout);
    assert_eq!(desk.list("P.documents").len(), 1);
}

#[test]
fn nothing_is_made_of_nothing() {
    let desk = Desk::new();
    let made = desk.run(["new", "P.ron", "missing.txt"]).expect(1);
    assert!(made.stderr.contains("no pack was made"), "{}", made.stderr);
    assert_eq!(desk.list("."), [".data"]);
    assert_eq!(desk.list(".data/sessions"), ["lock"]);
}

#[test]
fn a_pack_that_is_there_is_not_replaced() {
    let desk = Desk::new()
        .file("agenda.md", AGENDA)
        .file("summit.txt", SUMMIT);
    desk.run(["new", "P.ron", "agenda.md"]).expect(0);
    let first = desk.text("P.ron");
    desk.run(["new", "P.ron", "summit.txt"]).expect(1);
    assert_eq!(desk.text("P.ron"), first);
    desk.run(["new", "P.ron", "summit.txt", "--force"])
        .expect(0);
    assert_ne!(desk.text("P.ron"), first);
    assert_eq!(desk.text("P.ron.bak"), first);
}

#[test]
fn the_backup_of_a_pack_can_be_exported() {
    let desk = Desk::new()
        .file("agenda.md", AGENDA)
        .file("summit.txt", SUMMIT);
    desk.run(["new", "P.ron", "agenda.md"]).expect(0);
    desk.run(["new", "P.ron", "summit.txt", "--force"])
        .expect(0);
    desk.run(["export", "P.ron.bak", "-o", "out.pdf"]).expect(0);
    let exported = crate::exported::Exported::open(&desk.path("out.pdf"));
    exported.assert_page_says(3, "Any other business");
}

#[test]
fn the_same_file_twice_is_kept_once() {
    let desk = Desk::new()
        .file("a/agenda.md", AGENDA)
        .file("b/agenda.md", AGENDA);
    desk.run(["new", "P.ron", "a/agenda.md", "b/agenda.md"])
        .expect(0);
    assert_eq!(desk.list("P.documents").len(), 1);
    let shown = desk.run(["show", "P.ron"]).expect(0).stdout;
    assert_eq!(shown.matches("Agenda").count(), 2, "{shown}");
}

#[test]
fn wrong_use_is_told_apart_from_failure() {
    let desk = Desk::new().file("agenda.md", AGENDA);
    desk.run(["new", "P.ron"]).expect(2);
    desk.run(["new", "P.pdf", "agenda.md"]).expect(2);
    desk.run(["export", "P.ron"]).expect(2);
    desk.run(["--nonsense"]).expect(2);
    let failed = desk.run(["show", "P.ron"]).expect(1);
    assert_eq!(failed.stdout, "");
    assert!(
        failed.stderr.starts_with("briefpack: "),
        "{}",
        failed.stderr
    );
    assert!(failed.stderr.contains("P.ron"), "{}", failed.stderr);
}

#[test]
fn what_is_neither_a_file_nor_a_command_is_told_as_such() {
    let ran = Desk::new().run(["foo"]).expect(1);
    assert!(
        ran.stderr.contains("there is no file or command 'foo'"),
        "{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains("display"), "{}", ran.stderr);
}

#[test]
fn what_others_wrote_is_printed_without_being_obeyed() {
    let odd = "a\u{1b}[31m\n\u{202e}b\u{9b}c";
    let desk = Desk::new()
        .file("agenda.md", AGENDA)
        .file(&format!("in/{odd}.pdf"), "%PDF-1.7 and nothing more");
    desk.run(["new", "P.ron", "agenda.md", "--title", odd])
        .expect(0);
    let broken = format!("in/{odd}.pdf");
    let output = [
        desk.run(["show", "P.ron"]).expect(0).stdout,
        desk.run(["new", "N.ron", &broken]).expect(1).stderr,
        desk.run(["check-import", "in"]).expect(0).stdout,
        desk.run(["show", &format!("{odd}.ron")]).expect(1).stderr,
    ];
    for output in output {
        assert!(
            output.contains(r"a\u{1b}[31m\n\u{202e}b\u{9b}c"),
            "{output:?}"
        );
        let is_odd = |letter: char| letter.is_control() && letter != '\n' || letter == '\u{202e}';
        assert!(!output.contains(is_odd), "{output:?}");
    }
}

#[test]
fn a_paper_that_is_missing_is_named_beside_the_outline() {
    let desk = Desk::new().file("agenda.md", AGENDA);
    desk.run(["new", "P.ron", "agenda.md"]).expect(0);
    std::fs::remove_dir_all(desk.path("P.documents")).unwrap();
    let shown = desk.run(["show", "P.ron"]).expect(1);
    assert!(shown.stdout.contains("Agenda"), "{}", shown.stdout);
    assert!(shown.stderr.contains("is missing"), "{}", shown.stderr);
}

#[test]
fn a_backup_is_named_only_where_there_is_one() {
    let desk = Desk::new().file("agenda.md", AGENDA);
    desk.run(["new", "P.ron", "agenda.md"]).expect(0);
    let output = |desk: &Desk| {
        desk.edit("P.ron", |text| text.replacen("title", "titel", 1));
        desk.run(["show", "P.ron"]).expect(1).stderr
    };
    assert!(!output(&desk).contains(".bak"));
    desk.run(["new", "P.ron", "agenda.md", "--force"]).expect(0);
    desk.run(["new", "P.ron", "agenda.md", "--force"]).expect(0);
    assert!(output(&desk).contains("P.ron.bak"));
}

#[test]
fn every_task_explains_itself() {
    let desk = Desk::new();
    for task in ["new", "export", "show"] {
        let help = desk.run([task, "--help"]).expect(0).stdout;
        assert!(help.contains("PACK.ron"), "{help}");
    }
    let help = desk.run(["--help"]).expect(0).stdout;
    for task in ["new", "export", "show"] {
        assert!(help.contains(task), "{help}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_one_line_tells_what_works_without() {
    let desk = Desk::new().file("P.ron", "");
    for ran in [desk.run([]), desk.run(["P.ron"])] {
        let ran = ran.expect(1);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
        assert!(ran.stderr.contains("briefpack export"), "{}", ran.stderr);
    }
}

#[test]
fn wrong_use_is_told_without_what_a_terminal_would_obey() {
    let desk = Desk::new();
    let odd = "--a\u{1b}[31m\u{202e}b\nerror: c";
    let output = desk.run(["show", "P.ron", odd]).expect(2).stderr;
    assert!(
        output.contains(r"'--a\u{1b}[31m\u{202e}b\nerror: c'"),
        "{output:?}"
    );
    assert!(!output.contains(['\u{1b}', '\u{202e}']), "{output:?}");
    let output = desk.run(["new", "P\u{1b}", "x"]).expect(2).stderr;
    assert!(output.contains(r"P\u{1b}"), "{output:?}");
    desk.run(["--help"]).expect(0);
}

#[test]
fn a_check_of_no_file_fails_and_says_so() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("in")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", desk.path("in/link.pdf")).unwrap();
    let ran = desk.run(["check-import", "in"]).expect(1);
    assert!(ran.stderr.contains("no file to check"), "{}", ran.stderr);
}
