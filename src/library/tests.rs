//! The library as a whole, on real folders.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::*;

const PATIENCE: Duration = Duration::from_secs(30);

/// A folder of papers, a library of it, and a cache folder.
struct Shelf {
    folder: tempfile::TempDir,
    library: Library,
}

impl Shelf {
    fn new(papers: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("papers")).unwrap();
        let library = Library::start(folder.path().join("cache"), Arc::new(|| {}));
        let shelf = Self { folder, library };
        for (name, text) in papers {
            shelf.write(name, text);
        }
        shelf.library.set_folders(&[shelf.papers()]);
        shelf
    }

    fn papers(&self) -> PathBuf {
        self.folder.path().join("papers")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.papers().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Whether a word stands anywhere in the cache folder.
    fn keeps(&self, word: &str) -> bool {
        let files = std::fs::read_dir(self.folder.path().join("cache")).unwrap();
        files.into_iter().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes
                .windows(word.len())
                .any(|part| part == word.as_bytes())
        })
    }

    fn look_again(&self) {
        self.library.refresh();
        self.settle();
    }

    fn settle(&self) {
        let start = Instant::now();
        while !self.library.is_settled() {
            assert!(
                start.elapsed() < PATIENCE,
                "the library does not come to rest"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn ask(&self, typed: &str) -> Arc<Matches> {
        self.ask_in(typed, Order::Relevance, Grouping::None)
    }

    fn ask_in(&self, typed: &str, order: Order, grouping: Grouping) -> Arc<Matches> {
        self.library.ask(Question {
            typed: typed.to_owned(),
            order,
            grouping,
            first: 0,
        });
        self.settle();
        let found = self.library.found().unwrap();
        assert_eq!(found.question.typed, typed);
        found
    }

    /// The names of the files that are found, in order.
    fn names(&self, typed: &str) -> Vec<String> {
        names(&self.ask(typed))
    }
}

fn names(found: &Matches) -> Vec<String> {
    let name = |hit: &Hit| hit.entry.path.file_stem().unwrap().display().to_string();
    found.hits.iter().map(name).collect()
}

const PAPERS: [(&str, &str); 5] = [
    (
        "straits.txt",
        "Straits ministers agree a joint maritime watch\n\nPublished 30 July 2019\n\nThe government of the islands agreed to watch the straits together.\n",
    ),
    (
        "speech.txt",
        "No harbour is an island\n\nStatement by Ambassador Calder to the Security Council\n\nThank you, Mr President. The straits are busy.\n",
    ),
    (
        "2018/lamps.md",
        "# Lamps of the quay\n\nThe café on the quay has Übergröße lamps: co-operation at night.\n",
    ),
    (
        "2018/minutes.txt",
        "Minutes of the meeting\n\nThe ministries met. The meetings went on in the joint committee; a watch was kept.\n",
    ),
    ("2018/Harbour dues.csv", "berth,dues\nnorth,12\nsouth,14\n"),
];

#[test]
fn words_are_found_in_titles_first_and_in_any_form() {
    let shelf = Shelf::new(&PAPERS);
    assert_eq!(shelf.names("straits"), ["straits", "speech"]);
    assert_eq!(shelf.names("governm"), ["straits"]);
    assert_eq!(shelf.names("governments "), ["straits"]);
    assert_eq!(shelf.names("meeting ministry "), ["minutes"]);
    assert_eq!(shelf.names("cafe ubergrosse"), Vec::<String>::new());
    assert_eq!(shelf.names("cafe"), ["lamps"]);
    assert_eq!(shelf.names("co-oper"), ["lamps"]);
    assert_eq!(shelf.names("\"joint maritime\""), ["straits"]);
    assert_eq!(shelf.names("\"maritime joint\""), Vec::<String>::new());
    assert_eq!(shelf.names("joint watch").len(), 2);
}

#[test]
fn fields_narrow_the_search() {
    let shelf = Shelf::new(&PAPERS);
    assert_eq!(shelf.names("title:straits"), ["straits"]);
    assert_eq!(shelf.names("in:2018 watch"), ["minutes"]);
    assert_eq!(shelf.names("in:\"papers/20\" quay"), ["lamps"]);
    assert_eq!(shelf.names("in:018 watch"), Vec::<String>::new());
    assert_eq!(shelf.names("date:2019-07"), ["straits"]);
    assert_eq!(
        shelf.names("date:2019-07-01..2019-07-31 agree"),
        ["straits"]
    );
    assert!(!shelf.names("date:>2019").contains(&"straits".to_owned()));
    assert_eq!(shelf.names("kind:speech"), ["speech"]);
    assert_eq!(shelf.names("kind:markdown"), ["lamps"]);
    assert_eq!(shelf.names("type:md quay"), ["lamps"]);
}

#[test]
fn whatever_is_typed_is_no_error() {
    let shelf = Shelf::new(&PAPERS);
    shelf.settle();
    let index = index::Index::open(&shelf.folder.path().join("cache")).unwrap();
    let files = index.entries(&[shelf.papers().into()]).unwrap();
    let files = catalogue::Catalogue::new(files);
    assert_eq!(files.entries().len(), PAPERS.len());
    for typed in [
        "\"",
        "'",
        "*",
        "AND",
        "OR",
        "NOT straits",
        "NEAR(a b)",
        "title:",
        "body:x",
        "(((",
        "a\0b",
        "^straits",
        "straits -watch",
        "{title} : x",
        "\"\"\"\"",
        "a\" OR b",
        "date:x in: kind:",
        "%_\\",
        "—",
        "\u{301}\u{20dd}",
        "₂",
        "१२",
        "ﬁn",
        "日本",
        "😀 straits",
        "rowid:1",
    ] {
        let question = Question {
            typed: typed.to_owned(),
            ..Question::default()
        };
        let found = search::search(index.connection(), &files, &question, None);
        assert!(found.is_ok(), "{typed:?}: {:?}", found.err());
    }
    // The library still works.
    assert_eq!(shelf.names("straits"), ["straits", "speech"]);
}

#[test]
fn snippets_show_the_hits() {
    let shelf = Shelf::new(&PAPERS);
    let found = shelf.ask("watch joint");
    let hit = &found.hits[0];
    let title_marks: Vec<_> = hit
        .title_marks
        .iter()
        .map(|mark| &hit.entry.title[mark.clone()])
        .collect();
    assert_eq!(title_marks, ["joint", "watch"]);
    let snippet = hit.snippet.as_ref().unwrap();
    assert!(
        snippet.text.contains("agreed to watch the straits"),
        "{snippet:?}"
    );
    assert_eq!(&snippet.text[snippet.marks[0].clone()], "watch");
}

#[test]
fn hits_deep_in_a_long_text_have_snippets() {
    let long = format!(
        "A long report\n\n{}\nThe kittiwake nests.\n",
        "Words of no note. ".repeat(4_000)
    );
    let shelf = Shelf::new(&[("long.txt", &long)]);
    let found = shelf.ask("kittiwake ");
    let snippet = found.hits[0].snippet.as_ref().unwrap();
    assert!(snippet.text.contains("kittiwake nests"), "{snippet:?}");
    assert_eq!(&snippet.text[snippet.marks[0].clone()], "kittiwake");
}

#[test]
fn slips_in_titles_are_forgiven_where_little_is_found() {
    let shelf = Shelf::new(&PAPERS);
    let found = shelf.ask("habrour");
    assert_eq!(names(&found).len(), 2, "{:?}", names(&found));
    assert!(found.is_guessed);
    let nothing = shelf.ask("straits zebra");
    assert!(nothing.hits.is_empty());
    assert_eq!(nothing.missing, ["zebra"]);
}

#[test]
fn everything_is_listed_in_the_chosen_order_and_groups() {
    let shelf = Shelf::new(&PAPERS);
    let found = shelf.ask_in("", Order::Name, Grouping::None);
    assert_eq!(
        names(&found),
        ["Harbour dues", "lamps", "minutes", "speech", "straits"]
    );
    assert_eq!((found.total, found.groups.len()), (5, 1));
    let found = shelf.ask_in("", Order::Name, Grouping::Folder);
    let groups: Vec<_> = found
        .groups
        .iter()
        .map(|group| (group.name.as_str(), group.rows.len()))
        .collect();
    assert_eq!(groups, [("papers", 2), ("papers/2018", 3)]);
    let found = shelf.ask_in("", Order::Date, Grouping::Month);
    assert_eq!(found.groups.last().unwrap().name, "July 2019");
    assert_eq!(names(&found).last().unwrap(), "straits");
}

#[test]
fn what_is_changed_renamed_or_deleted_is_noticed() {
    let shelf = Shelf::new(&PAPERS);
    assert_eq!(shelf.names("zebra"), Vec::<String>::new());
    shelf.write(
        "straits.txt",
        "Zebra crossing\n\nThere is one on the quay, and it is new.\n",
    );
    std::fs::rename(
        shelf.papers().join("speech.txt"),
        shelf.papers().join("speech of July.txt"),
    )
    .unwrap();
    std::fs::remove_file(shelf.papers().join("2018/lamps.md")).unwrap();
    shelf.look_again();
    assert_eq!(shelf.names("zebra"), ["straits"]);
    assert_eq!(shelf.names("agree "), Vec::<String>::new());
    assert_eq!(shelf.names("calder"), ["speech of July"]);
    assert_eq!(shelf.names("lamps"), Vec::<String>::new());
    assert_eq!(shelf.ask("").total, 4);
}

#[test]
fn a_folder_that_is_not_there_keeps_its_files() {
    let shelf = Shelf::new(&PAPERS);
    shelf.settle();
    let away = shelf.folder.path().join("away");
    std::fs::rename(shelf.papers(), &away).unwrap();
    shelf.look_again();
    let status = shelf.library.status();
    assert!(matches!(
        status.folders[0].state,
        FolderState::Unreachable(_)
    ));
    assert_eq!(shelf.names("calder"), ["speech"]);
    std::fs::rename(away, shelf.papers()).unwrap();
    shelf.look_again();
    let status = shelf.library.status();
    assert!(matches!(
        status.folders[0].state,
        FolderState::Ready { files: 5, .. }
    ));
}

#[test]
fn a_deleted_or_damaged_index_comes_back() {
    let shelf = Shelf::new(&PAPERS);
    assert_eq!(shelf.names("calder"), ["speech"]);
    let file = index::file_in(&shelf.folder.path().join("cache"));
    index::remove(&file);
    shelf.look_again();
    assert_eq!(shelf.names("ambassador"), ["speech"]);

    index::remove(&file);
    std::fs::write(
        &file,
        "this is no database at all, and long enough to be read",
    )
    .unwrap();
    shelf.look_again();
    assert_eq!(shelf.names("calder council"), ["speech"]);

    // Bytes overwritten in the middle, as by a failing disk.
    let mut bytes = std::fs::read(&file).unwrap();
    for byte in bytes.iter_mut().skip(200).step_by(3) {
        *byte = 0x5A;
    }
    index::remove(&file);
    std::fs::write(&file, bytes).unwrap();
    let again = Library::start(shelf.folder.path().join("cache"), Arc::new(|| {}));
    again.set_folders(&[shelf.papers()]);
    let shelf = Shelf {
        library: again,
        ..shelf
    };
    assert_eq!(shelf.names("calder"), ["speech"]);
}

#[test]
fn an_index_of_another_form_is_made_anew() {
    let shelf = Shelf::new(&PAPERS);
    shelf.settle();
    let cache = tempfile::tempdir().unwrap();
    let old = rusqlite::Connection::open(index::file_in(cache.path())).unwrap();
    old.execute_batch(
        "CREATE TABLE file (a); INSERT INTO file VALUES (1); PRAGMA user_version = 99;",
    )
    .unwrap();
    drop(old);
    let library = Library::start(cache.path().to_owned(), Arc::new(|| {}));
    library.set_folders(&[shelf.papers()]);
    let shelf = Shelf { library, ..shelf };
    assert_eq!(shelf.names("calder"), ["speech"]);
}

#[test]
fn where_nothing_can_be_kept_the_library_works_all_the_same() {
    let shelf = Shelf::new(&PAPERS);
    // A file stands where the cache folder should be.
    let blocked = shelf.folder.path().join("blocked");
    std::fs::write(&blocked, "").unwrap();
    let library = Library::start(blocked.join("cache"), Arc::new(|| {}));
    library.set_folders(&[shelf.papers()]);
    let shelf = Shelf { library, ..shelf };
    assert_eq!(shelf.names("calder"), ["speech"]);
    let remark = shelf.library.status().remark.unwrap();
    assert!(remark.contains("made anew at each start"), "{remark}");
}

#[test]
fn two_windows_share_an_index() {
    let one = Shelf::new(&PAPERS);
    let other = Library::start(one.folder.path().join("cache"), Arc::new(|| {}));
    other.set_folders(&[one.papers()]);
    for round in 0..5 {
        one.write(
            &format!("new {round}.txt"),
            "A new paper\n\nIt came in today.\n",
        );
        other.refresh();
        one.look_again();
    }
    // One may have left the last files to the other, which was reading.
    other.refresh();
    let start = Instant::now();
    while one.ask("\"came in today\"").hits.len() < 5 {
        assert!(start.elapsed() < PATIENCE);
        one.look_again();
    }
    assert_eq!(one.ask("\"came in today\"").hits.len(), 5);
    let other = Shelf {
        library: other,
        folder: tempfile::tempdir().unwrap(),
    };
    other.look_again();
    assert_eq!(other.ask("\"came in today\"").hits.len(), 5);
}

#[test]
fn folders_come_and_go() {
    let shelf = Shelf::new(&PAPERS);
    let second = shelf.folder.path().join("second");
    std::fs::create_dir(&second).unwrap();
    std::fs::write(second.join("tide.txt"), "Tide tables\n\nHigh at noon.\n").unwrap();
    shelf.library.set_folders(&[shelf.papers(), second.clone()]);
    assert_eq!(shelf.names("tide"), ["tide"]);
    shelf.library.set_folders(&[second]);
    assert_eq!(shelf.ask("").total, 1);
    assert_eq!(shelf.names("straits"), Vec::<String>::new());
}

#[test]
fn a_folder_within_another_is_not_read_twice() {
    let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
    let folders = paths(&["/a/b", "/a", "/ab", "/a", "/c"]);
    assert_eq!(without_nested(&folders), paths(&["/a", "/ab", "/c"]));
}

#[test]
fn files_that_say_the_same_are_told() {
    let words = |from: usize| -> String {
        (from..from + 300)
            .map(|number| format!("word{} ", number * 7919 % 1009))
            .collect()
    };
    let first = format!("The paper\n\n{}\n", words(0));
    let edited = first.replace("word7919 ", "").replace("word5 ", "another ");
    let shelf = Shelf::new(&[
        ("a.txt", &first),
        ("copy/b.txt", &first),
        ("c.txt", &edited),
        ("d.txt", &format!("Another\n\n{}\n", words(500))),
        ("short 1.txt", "Short\n\nThank you.\n"),
        ("short 2.txt", "Short\n\nThank you!\n"),
    ]);
    let found = shelf.ask_in("", Order::Name, Grouping::None);
    let same: std::collections::BTreeMap<String, Option<(String, bool)>> = found
        .hits
        .iter()
        .map(|hit| {
            let stem = |path: &Path| path.file_stem().unwrap().display().to_string();
            let same = hit.entry.same_as.as_ref();
            (
                stem(&hit.entry.path),
                same.map(|same| (stem(&same.path), same.is_exact)),
            )
        })
        .collect();
    assert!(
        matches!(&same["a"], Some((other, true)) if other == "b"),
        "{same:?}"
    );
    assert!(
        matches!(&same["b"], Some((other, true)) if other == "a"),
        "{same:?}"
    );
    assert!(matches!(&same["c"], Some((_, false))), "{same:?}");
    for alone in ["d", "short 1", "short 2"] {
        assert_eq!(same[alone], None);
    }
}

#[test]
fn what_cannot_be_read_is_listed_with_the_reason() {
    let shelf = Shelf::new(&[("broken.pdf", "%PDF-1.7 nothing"), ("empty.txt", "")]);
    let found = shelf.ask("broken");
    let error = found.hits[0].entry.error.clone().unwrap();
    assert!(error.contains("damaged"), "{error}");
    let found = shelf.ask("empty");
    assert!(found.hits[0].entry.error.is_some());
}

#[test]
fn what_is_protected_by_a_password_is_no_error() {
    let shelf = Shelf::new(&PAPERS);
    shelf.settle();
    let bytes = crate::pdf::fixtures::protected("sesame");
    std::fs::write(shelf.papers().join("secret.pdf"), bytes).unwrap();
    shelf.look_again();
    let found = shelf.ask("secret");
    let entry = &found.hits[0].entry;
    assert!(entry.is_protected);
    assert_eq!((&entry.error, entry.kind_name()), (&None, "PDF"));
    assert_eq!(found.hits[0].snippet, None);
}

#[test]
fn an_archive_is_found_by_what_is_in_it() {
    let shelf = Shelf::new(&PAPERS);
    shelf.settle();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, text) in [
        (
            "annexes/tide tables.txt",
            "Tides of July\n\nHigh at noon.\n",
        ),
        ("annexes/broken.pdf", "%PDF-1.7 nothing"),
    ] {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(path, options).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    std::fs::write(shelf.papers().join("Papers of July.ZIP"), bytes).unwrap();
    shelf.write("no archive.zip", "Only words.");
    shelf.look_again();
    for typed in [
        "\"tide tables\"",
        "tides",
        "noon kind:archive",
        "broken type:zip",
    ] {
        let found = shelf.ask(typed);
        assert_eq!(names(&found), ["Papers of July"], "{typed}");
        assert_eq!(found.hits[0].entry.documents, Some(2));
        assert_eq!(found.hits[0].entry.kind_name(), "Archive");
    }
    let other = &shelf.ask("in:papers no archive").hits[0].entry.clone();
    assert_eq!(other.documents, None);
}

#[test]
fn paused_reading_goes_on_when_it_may() {
    let shelf = Shelf::new(&[]);
    shelf.settle();
    shelf.library.pause(true);
    shelf.write("late.txt", "Late paper\n\nIt came late.\n");
    shelf.library.refresh();
    std::thread::sleep(Duration::from_millis(100));
    shelf.library.pause(false);
    assert_eq!(shelf.names("late"), ["late"]);
}

#[test]
fn nothing_of_a_folder_that_is_taken_out_stays_on_the_disk() {
    let shelf = Shelf::new(&PAPERS);
    let second = shelf.folder.path().join("second");
    std::fs::create_dir(&second).unwrap();
    std::fs::write(second.join("tide.txt"), "Tide tables\n\nHigh at noon.\n").unwrap();
    shelf.library.set_folders(&[shelf.papers(), second.clone()]);
    assert_eq!(shelf.names("calder"), ["speech"]);
    assert!(shelf.keeps("calder") && shelf.keeps("Calder"));
    shelf.library.set_folders(&[second]);
    assert_eq!(shelf.names("tide"), ["tide"]);
    assert!(!shelf.keeps("calder") && !shelf.keeps("Calder"));
    shelf.library.set_folders(&[]);
    shelf.settle();
    assert!(!shelf.keeps("Tide tables"));
}

#[test]
fn what_an_earlier_session_left_is_forgotten() {
    let shelf = Shelf::new(&PAPERS);
    assert_eq!(shelf.names("calder"), ["speech"]);
    let cache = shelf.folder.path().join("cache");
    let Shelf { folder, library } = shelf;
    drop(library);
    let library = Library::start(cache, Arc::new(|| {}));
    let shelf = Shelf { folder, library };
    shelf.library.set_folders(&[shelf.papers().join("2018")]);
    assert_eq!(shelf.names("lamps"), ["lamps"]);
    let start = Instant::now();
    // The first library may still hold its lock for a moment.
    while shelf.keeps("Calder") {
        assert!(start.elapsed() < PATIENCE, "it stays");
        shelf.look_again();
    }
}

#[test]
fn a_folder_that_is_suddenly_empty_keeps_its_files() {
    let shelf = Shelf::new(&PAPERS);
    shelf.settle();
    // As when a drive is not connected: the folder it appears in stays.
    let away = shelf.folder.path().join("away");
    std::fs::rename(shelf.papers(), &away).unwrap();
    std::fs::create_dir(shelf.papers()).unwrap();
    shelf.look_again();
    let status = shelf.library.status();
    assert!(matches!(
        status.folders[0].state,
        FolderState::Unreachable(_)
    ));
    assert_eq!(shelf.names("calder"), ["speech"]);
}

#[test]
fn windows_may_have_folders_that_lie_in_one_another() {
    let one = Shelf::new(&PAPERS);
    one.settle();
    let other = Shelf {
        library: Library::start(one.folder.path().join("cache"), Arc::new(|| {})),
        folder: tempfile::tempdir().unwrap(),
    };
    other.library.set_folders(&[one.papers().join("2018")]);
    for _ in 0..3 {
        other.look_again();
        assert_eq!(other.names("lamps"), ["lamps"]);
        one.look_again();
        assert_eq!(one.names("lamps"), ["lamps"]);
    }
    let read_at = |shelf: &Shelf| shelf.ask("lamps").hits[0].entry.place();
    assert_eq!(
        (read_at(&one), read_at(&other)),
        ("papers/2018".into(), "2018".into())
    );
}

#[test]
fn a_library_at_rest_wakes_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let wakes = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = Arc::clone(&wakes);
    let wake = Arc::new(move || {
        counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    });
    let library = Library::start(folder.path().join("cache"), wake);
    let shelf = Shelf { folder, library };
    std::fs::create_dir(shelf.papers()).unwrap();
    shelf.library.set_folders(&[shelf.papers()]);
    shelf.look_again();
    shelf.look_again();
    let before = wakes.load(std::sync::atomic::Ordering::SeqCst);
    shelf.look_again();
    shelf.look_again();
    assert_eq!(wakes.load(std::sync::atomic::Ordering::SeqCst), before);
}

#[test]
fn an_index_that_cannot_be_written_is_told_until_it_can() {
    let shelf = Shelf::new(&PAPERS);
    shelf.settle();
    let file = index::file_in(&shelf.folder.path().join("cache"));
    let beside = rusqlite::Connection::open(file).unwrap();
    beside
        .execute_batch(
            "CREATE TRIGGER full BEFORE INSERT ON file BEGIN SELECT RAISE(FAIL, 'disk full'); END;",
        )
        .unwrap();
    shelf.write("late.txt", "Late paper\n\nIt came late.\n");
    shelf.look_again();
    let status = shelf.library.status();
    assert!(status.remark.unwrap().contains("The index can't be kept"));
    assert_eq!(status.progress, None);
    assert_eq!(shelf.names("calder"), ["speech"]);
    beside.execute_batch("DROP TRIGGER full;").unwrap();
    shelf.look_again();
    assert_eq!(shelf.library.status().remark, None);
    assert_eq!(shelf.names("late"), ["late"]);
}
