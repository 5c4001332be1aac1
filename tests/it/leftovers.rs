//! What is on the disk after the program was ended in the middle of its work.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::desk::Desk;

const SIGNALS: [(&str, i32); 3] = [("HUP", 1), ("INT", 2), ("TERM", 15)];
const PAPERS: usize = 40;

/// A desk with many papers, and a folder for passing files of its own.
fn desk() -> Desk {
    let mut desk = Desk::new().file("tmp/.keep", "");
    for number in 0..PAPERS {
        let text = format!("Paper {number}\n\nWords of paper {number}.\n");
        desk = desk.file(&format!("in/{number}.txt"), text);
    }
    desk
}

/// Starts to make a pack of all papers.
fn start(desk: &Desk) -> Child {
    let mut command = desk.command(["new", "P.ron"]);
    command.args((0..PAPERS).map(|number| format!("in/{number}.txt")));
    command.env("TMPDIR", desk.path("tmp"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.flatten().map(|entry| entry.path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

fn copies(folder: &Path) -> usize {
    let is_copy = |file: &PathBuf| file.extension().is_some_and(|ending| ending == "txt");
    files(folder).into_iter().filter(is_copy).count()
}

/// Ends the program by this signal as soon as there are copies of papers in this folder. `None` if
/// it was done before that.
fn end(mut program: Child, signal: &str, folder: &Path) -> Option<i32> {
    while copies(folder) == 0 && program.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let id = program.id().to_string();
    let _ = Command::new("kill")
        .args([&format!("-{signal}"), &id])
        .status();
    program.wait().unwrap().signal()
}

/// A desk on which `new` was ended by this signal. On a busy machine the program may be done before
/// the signal reaches it: then another is started.
#[track_caller]
fn ended_in_the_middle(signal: &str, number: i32) -> Desk {
    for _ in 0..20 {
        let desk = desk();
        let program = start(&desk);
        if end(program, signal, &desk.path(".data")) == Some(number) {
            return desk;
        }
    }
    panic!("{signal} came too late 20 times");
}

#[track_caller]
fn assert_nothing_is_left(desk: &Desk) {
    assert_eq!(desk.list("."), [".data", "in", "tmp"]);
    assert_eq!(desk.list("tmp"), [".keep"]);
    assert_eq!(desk.list(".data/sessions"), ["lock"]);
}

#[test]
fn a_signal_in_the_middle_of_new_leaves_nothing() {
    for (signal, number) in SIGNALS {
        let desk = ended_in_the_middle(signal, number);
        assert_nothing_is_left(&desk);
    }
}

#[test]
fn what_a_killed_program_left_goes_at_the_next_start() {
    let desk = ended_in_the_middle("KILL", 9);
    let left = files(&desk.path(".data/sessions"));
    assert!(left.len() > 1, "{left:?}");
    let sessions = fs::read_dir(desk.path(".data/sessions")).unwrap();
    for folder in sessions.flatten().filter(|entry| entry.path().is_dir()) {
        let mode = folder.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "others may read copies of papers");
    }
    desk.run(["show", "nothing.ron"]).expect(1);
    assert_nothing_is_left(&desk);
}

#[test]
fn a_pack_that_was_not_finished_leaves_no_copies_beside_it() {
    for signal in ["TERM", "KILL"] {
        let desk = desk();
        let program = start(&desk);
        let ended = end(program, signal, &desk.path("P.documents"));
        desk.run(["show", "nothing.ron"]).expect(1);
        if desk.path("P.ron").exists() {
            desk.run(["show", "P.ron"]).expect(0);
        } else {
            assert!(ended.is_some());
            assert_nothing_is_left(&desk);
        }
    }
}

#[test]
fn a_pack_that_could_not_be_written_leaves_no_copies_beside_it() {
    let desk = desk().file("P.ron.bak/in the way", "");
    desk.run(["new", "P.ron", "in/1.txt"]).expect(0);
    // The backup can't be written over that folder.
    let ran = desk.run(["new", "P.ron", "in/2.txt", "--force"]).expect(1);
    assert!(ran.stderr.contains("P.ron.bak"), "{}", ran.stderr);
    assert_eq!(desk.list("P.documents").len(), 1);
    desk.run(["show", "P.ron"]).expect(0);
}

#[test]
fn what_a_killed_program_was_writing_goes_when_the_next_file_is_written_there() {
    let desk = desk()
        .file(".briefpack-left01.tmp", "half a pack")
        .file(".briefpack-other", "of somebody else")
        .file(".briefpack-inuse1.tmp", "");
    let in_use = fs::File::options()
        .write(true)
        .open(desk.path(".briefpack-inuse1.tmp"))
        .unwrap();
    in_use.lock().unwrap();
    desk.run(["new", "P.ron", "in/1.txt"]).expect(0);
    let hidden = |desk: &Desk| {
        let mut names = desk.list(".");
        names.retain(|name| name.starts_with(".briefpack"));
        names
    };
    let kept = [".briefpack-inuse1.tmp", ".briefpack-other"];
    assert_eq!(hidden(&desk), kept);
    fs::write(desk.path(".briefpack-left02.tmp"), "half a PDF").unwrap();
    desk.run(["export", "P.ron", "-o", "out.pdf"]).expect(0);
    assert_eq!(hidden(&desk), kept);
    drop(in_use);
    desk.run(["export", "P.ron", "-o", "out.pdf", "--force"])
        .expect(0);
    assert_eq!(hidden(&desk), [".briefpack-other"]);
}

fn mode(desk: &Desk, name: &str) -> u32 {
    fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777
}

#[test]
fn new_files_follow_the_umask_and_replaced_ones_keep_their_permissions() {
    let desk = desk();
    let under = |umask: &str, arguments: &[&str]| {
        let script = format!("umask {umask}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_briefpack")]);
        desk.run_by(command.args(arguments)).expect(0);
    };
    under("027", &["new", "P.ron", "in/1.txt"]);
    under("077", &["export", "P.ron", "-o", "own.pdf"]);
    under("022", &["export", "P.ron", "-o", "all.pdf"]);
    assert_eq!(mode(&desk, "P.ron"), 0o640);
    assert_eq!(mode(&desk, "own.pdf"), 0o600);
    assert_eq!(mode(&desk, "all.pdf"), 0o644);

    let set = |name: &str, mode: u32| {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(desk.path(name), mode).unwrap();
    };
    set("own.pdf", 0o604);
    set("P.ron", 0o600);
    under("077", &["export", "P.ron", "-o", "own.pdf", "--force"]);
    under("022", &["new", "P.ron", "in/2.txt", "--force"]);
    assert_eq!(mode(&desk, "own.pdf"), 0o604);
    assert_eq!(mode(&desk, "P.ron"), 0o600);
    assert_eq!(mode(&desk, "P.ron.bak"), 0o600, "it holds what P.ron held");
}
