//! Pipes, sockets, devices, folders and dead links in the place of files.

use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;

use crate::desk::Desk;
use crate::files::AGENDA;

/// A desk with one of each, a link to each, and what each is called.
fn desk() -> (Desk, UnixListener, Vec<(String, &'static str)>) {
    let desk = Desk::new()
        .file("agenda.md", AGENDA)
        .file("a folder/inside.txt", "words");
    let made = Command::new("mkfifo").arg(desk.path("a pipe")).status();
    assert!(made.unwrap().success());
    let listener = UnixListener::bind(desk.path("a socket")).unwrap();
    symlink("/dev/full", desk.path("a device")).unwrap();
    let mut odd = Vec::new();
    for what in ["a folder", "a pipe", "a socket", "a device"] {
        let link = format!("link to {what}");
        symlink(desk.path(what), desk.path(&link)).unwrap();
        odd.extend([(what.to_owned(), what), (link, what)]);
    }
    (desk, listener, odd)
}

/// The names on a desk, each with what it is.
fn kinds(desk: &Desk) -> Vec<(String, String)> {
    let names = desk.list(".").into_iter();
    let names = names.filter(|name| name != ".data");
    let kind = |name: &String| fs::symlink_metadata(desk.path(name)).unwrap().file_type();
    names
        .map(|name| {
            let kind = format!("{:?}", kind(&name));
            (name, kind)
        })
        .collect()
}

#[test]
fn an_export_never_takes_the_place_of_what_is_no_file() {
    let (desk, _listener, odd) = desk();
    desk.run(["new", "P.ron", "agenda.md"]).expect(0);
    let before = kinds(&desk);
    for (name, what) in &odd {
        let ran = desk
            .run(["export", "P.ron", "-o", name, "--force"])
            .expect(1);
        assert!(ran.stderr.contains(what), "{}", ran.stderr);
        assert!(ran.stderr.contains("Choose another name"), "{}", ran.stderr);
    }
    let ran = desk.run(["export", "P.ron", "-o", "/dev/full", "--force"]);
    assert!(ran.expect(1).stderr.contains("a device"));
    assert!(
        fs::metadata("/dev/full")
            .unwrap()
            .file_type()
            .is_char_device()
    );
    assert_eq!(kinds(&desk), before);
    assert_eq!(desk.list("a folder"), ["inside.txt"]);
}

#[test]
fn a_pack_never_takes_the_place_of_what_is_no_file() {
    let (desk, _listener, odd) = desk();
    for (index, (name, what)) in odd.iter().enumerate() {
        let pack = format!("{index}.ron");
        symlink(desk.path(name), desk.path(&pack)).unwrap();
        let ran = desk.run(["new", &pack, "agenda.md", "--force"]).expect(1);
        assert!(ran.stderr.contains(what), "{}", ran.stderr);
    }
    let documents = desk.list(".").into_iter();
    assert_eq!(
        documents.filter(|name| name.contains("documents")).count(),
        0
    );
}

#[test]
fn a_link_to_nothing_is_no_target() {
    let (desk, ..) = desk();
    desk.run(["new", "P.ron", "agenda.md"]).expect(0);
    symlink(desk.path("gone.pdf"), desk.path("out.pdf")).unwrap();
    symlink(desk.path("gone.ron"), desk.path("N.ron")).unwrap();
    let before = kinds(&desk);
    for ran in [
        desk.run(["export", "P.ron", "-o", "out.pdf", "--force"]),
        desk.run(["new", "N.ron", "agenda.md", "--force"]),
    ] {
        let output = ran.expect(1).stderr;
        assert!(
            output.contains("a link to a file that is not there"),
            "{output}"
        );
    }
    assert_eq!(kinds(&desk), before);
}

/// None of these may wait for somebody to write into the pipe.
#[test]
fn what_is_no_file_is_not_read() {
    let (desk, _listener, odd) = desk();
    desk.run(["new", "P.ron", "agenda.md"]).expect(0);
    for (name, what) in &odd {
        for ran in [
            desk.run(["new", "N.ron", name]),
            desk.run(["show", name]),
            desk.run(["export", name, "-o", "out.pdf"]),
            desk.run([name]),
        ] {
            let output = ran.expect(1).stderr;
            assert!(
                output.contains(&format!("it is {what}, not a file")),
                "{output}"
            );
        }
    }
    desk.run(["check-import", "."]).expect(0);
    assert!(!desk.path("N.ron").exists() && !desk.path("out.pdf").exists());
}

#[test]
fn a_pipe_among_the_papers_of_a_pack_is_not_waited_for() {
    let desk = Desk::new().file("agenda.md", AGENDA);
    desk.run(["new", "P.ron", "agenda.md"]).expect(0);
    let name = format!("P.documents/{}", desk.list("P.documents")[0]);
    fs::remove_file(desk.path(&name)).unwrap();
    let made = Command::new("mkfifo").arg(desk.path(&name)).status();
    assert!(made.unwrap().success());
    let ran = desk.run(["export", "P.ron", "-o", "out.pdf"]).expect(1);
    assert!(ran.stderr.contains("a pipe"), "{}", ran.stderr);
    let shown = desk.run(["show", "P.ron"]).expect(1);
    assert!(shown.stderr.contains("a pipe"), "{}", shown.stderr);
}
