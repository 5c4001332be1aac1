//! Two programs, each a process of its own, that save one pack file.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use briefpack::pack::{Body, Document, DocumentId, Media, Origin, Pack, Source};
use briefpack::store::{self, FileState, SaveOutcome, SourceStore};

use crate::desk::Desk;

const ROLE: &str = "BRIEFPACK_TEST_COLLEAGUE";
const FILE: &str = "BRIEFPACK_TEST_FILE";
/// The words that begin a line which is not the test harness's own.
const SAYS: &str = "colleague says: ";

/// This test again in a process of its own, as somebody who is called `role`.
fn colleague(test: &str, role: &str, file: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("colleagues::{test}"), "--nocapture"])
        .env(ROLE, role)
        .env(FILE, file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Who this process is, and the pack file; `None` for the test itself.
fn role() -> Option<(String, std::path::PathBuf)> {
    let role = std::env::var(ROLE).ok()?;
    Some((role, std::env::var_os(FILE)?.into()))
}

fn add(pack: &mut Pack, sources: &SourceStore, title: &str) {
    let id = sources.put(title.as_bytes(), Media::PlainText).unwrap();
    let source = Source {
        name: format!("{title}.txt"),
        media: Media::PlainText,
        size_bytes: title.len() as u64,
        origin: None::<Origin>,
        pictures: Default::default(),
        laid_out_from: None,
    };
    let document = DocumentId(pack.allocate_id());
    let document = Document::new(document, title, Body::whole(id.clone()));
    pack.outline.push(document.into());
    Arc::make_mut(&mut pack.sources).insert(id, source);
}

fn new_pack(desk: &Desk) -> std::path::PathBuf {
    let file = desk.path("Summit.ron");
    let sources = SourceStore::staged(&desk.path("session"), None);
    let outcome = store::save(&file, &Pack::new("Summit"), &sources, &FileState::Missing);
    assert!(matches!(outcome, Ok(SaveOutcome::Saved(_))));
    file
}

/// The titles in a pack, each with its words to be had.
fn titles(file: &Path) -> Vec<String> {
    let pack = store::load(file).unwrap().pack;
    let sources = SourceStore::beside(file);
    for (id, source) in pack.sources.iter() {
        assert!(sources.read(id, source).is_ok(), "{}", source.name);
    }
    pack.documents()
        .map(|document| document.title.clone())
        .collect()
}

/// A process that does what it is told, line by line.
struct Told {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Told {
    fn new(test: &str, role: &str, file: &Path) -> Self {
        let mut process = colleague(test, role, file);
        Self {
            orders: process.stdin.take().unwrap(),
            answers: BufReader::new(process.stdout.take().unwrap()),
            process,
        }
    }

    fn tell(&mut self, order: &str) -> String {
        writeln!(self.orders, "{order}").unwrap();
        let lines = (&mut self.answers).lines().map(Result::unwrap);
        let mut answers = lines.filter_map(|line| Some(line.split_once(SAYS)?.1.to_owned()));
        answers.next().expect("the other process ended")
    }

    fn end(mut self) {
        drop(self.orders);
        assert!(self.process.wait().unwrap().success());
    }
}

/// Opens, adds, saves and replaces as it is told.
fn do_as_told(role: &str, file: &Path) {
    let session = file.with_file_name(format!("session of {role}"));
    let sources = SourceStore::staged(&session, Some(file));
    let loaded = store::load(file).unwrap();
    let (mut pack, mut known) = (loaded.pack, loaded.state);
    let mut seen = FileState::Missing;
    for order in std::io::stdin().lines() {
        let outcome = match order.unwrap().as_str() {
            "open" => None,
            "save" => Some(store::save(file, &pack, &sources, &known)),
            "replace" => Some(store::replace(file, &pack, &sources, &seen, "theirs")),
            title => {
                add(&mut pack, &sources, title);
                None
            }
        };
        let answer = match outcome.map(Result::unwrap) {
            None => "done",
            Some(SaveOutcome::Saved(saved)) => {
                known = saved.state;
                "saved"
            }
            Some(SaveOutcome::Conflict(conflict)) => {
                seen = conflict.found;
                "conflict"
            }
        };
        let mut out = std::io::stdout();
        writeln!(out, "\n{SAYS}{answer}").unwrap();
    }
}

#[test]
fn the_second_of_two_processes_is_told_and_the_first_ones_work_stays() {
    if let Some((role, file)) = role() {
        do_as_told(&role, &file);
        return;
    }
    let test = "the_second_of_two_processes_is_told_and_the_first_ones_work_stays";
    let desk = Desk::new();
    let file = new_pack(&desk);
    let mut ann = Told::new(test, "Ann", &file);
    let mut ben = Told::new(test, "Ben", &file);
    ann.tell("open");
    ben.tell("open");
    ben.tell("Ben's paper");
    assert_eq!(ben.tell("save"), "saved");
    ann.tell("Ann's paper");
    assert_eq!(ann.tell("save"), "conflict");
    assert_eq!(titles(&file), ["Ben's paper"]);
    // Ann was told, and replaces what Ben saved; it is kept.
    assert_eq!(ann.tell("replace"), "saved");
    assert_eq!(titles(&file), ["Ann's paper"]);
    // Now Ben is told; and Ann goes on.
    ben.tell("Ben's second paper");
    assert_eq!(ben.tell("save"), "conflict");
    assert_eq!(ben.tell("save"), "conflict");
    ann.tell("Ann's second paper");
    assert_eq!(ann.tell("save"), "saved");
    ann.end();
    ben.end();
    assert_eq!(titles(&file), ["Ann's paper", "Ann's second paper"]);
    let kept: Vec<String> = desk
        .list(".")
        .into_iter()
        .filter(|name| name.starts_with("Summit (theirs, ") && name.ends_with(".ron"))
        .collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(titles(&desk.path(&kept[0])), ["Ben's paper"]);
}

/// Each of several processes adds papers to what is in the file, and tries again when told that
/// somebody else was first. Without the comparison, or with a gap between it and the rename, papers
/// go missing.
#[test]
fn of_processes_that_save_at_the_same_moment_one_wins_and_the_others_know() {
    const PAPERS: usize = 12;
    const ROLES: [&str; 3] = ["Ann", "Ben", "Cem"];
    if let Some((role, file)) = role() {
        let session = file.with_file_name(format!("session of {role}"));
        for number in 0..PAPERS {
            let sources = SourceStore::staged(&session, Some(&file));
            loop {
                let loaded = store::load(&file).unwrap();
                let mut pack = loaded.pack;
                add(&mut pack, &sources, &format!("{role} {number:02}"));
                match store::save(&file, &pack, &sources, &loaded.state).unwrap() {
                    SaveOutcome::Saved(_) => break,
                    SaveOutcome::Conflict(_) => {}
                }
            }
        }
        return;
    }
    let test = "of_processes_that_save_at_the_same_moment_one_wins_and_the_others_know";
    let desk = Desk::new();
    let file = new_pack(&desk);
    let processes = ROLES.map(|role| colleague(test, role, &file));
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    let mut found = titles(&file);
    found.sort();
    let all = ROLES.iter().flat_map(|role| {
        let titles = (0..PAPERS).map(move |number| format!("{role} {number:02}"));
        titles.collect::<Vec<_>>()
    });
    assert_eq!(found, all.collect::<Vec<_>>());
    let left: Vec<String> = desk.list(".");
    assert!(
        !left.iter().any(|name| name.starts_with(".~")),
        "locks are left: {left:?}"
    );
}

#[test]
fn new_does_not_replace_what_came_while_files_were_read() {
    let desk = Desk::new().file("Letter.txt", "Letter\n\nWords.\n");
    desk.run(["new", "P.ron", "Letter.txt"]).expect(0);
    let ran = desk.run(["new", "P.ron", "Letter.txt"]).expect(1);
    assert!(ran.stderr.contains("already exists"), "{}", ran.stderr);
    // What --force replaces is kept.
    let first = desk.read("P.ron");
    desk.run(["new", "P.ron", "Letter.txt", "--title", "T", "--force"])
        .expect(0);
    assert_eq!(desk.read("P.ron.bak"), first);
}
