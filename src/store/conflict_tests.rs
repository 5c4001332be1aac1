//! Two who work on one pack: whatever the other one did to the file, nobody's work is lost.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{Step, Watch, unwatched};
use super::save::{Over, save_watched};
use super::test_support::{add_text, save_over_what_is_there};
use super::*;
use crate::pack::{Pack, SourceId};

/// A pack that we opened, and changed since.
struct Desk {
    folder: tempfile::TempDir,
    sources: SourceStore,
    known: FileState,
    base: Pack,
    ours: Pack,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Summit.ron");
        let sources = SourceStore::staged(&folder.path().join("our session"), Some(&file));
        let mut base = Pack::new("Base");
        add_text(&mut base, &sources, "the agenda");
        let saved = save_over_what_is_there(&file, &base, &sources).unwrap();
        let mut ours = base.clone();
        ours.title = "Ours".to_owned();
        add_text(&mut ours, &sources, "our paper");
        Self {
            known: saved.state,
            folder,
            sources,
            base,
            ours,
        }
    }

    /// The same after a colleague has saved, with a paper more.
    fn with_theirs() -> (Self, Pack) {
        let desk = Self::new();
        let theirs = desk.colleague_saves("their paper");
        (desk, theirs)
    }

    fn colleague_saves(&self, words: &str) -> Pack {
        let session = self.folder.path().join("their session");
        let sources = SourceStore::staged(&session, Some(&self.file()));
        let mut theirs = load(&self.file()).unwrap().pack;
        theirs.title = "Theirs".to_owned();
        add_text(&mut theirs, &sources, words);
        save_over_what_is_there(&self.file(), &theirs, &sources).unwrap();
        fs::remove_dir_all(session).unwrap();
        theirs
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("Summit.ron")
    }

    fn save(&self) -> SaveOutcome {
        save(&self.file(), &self.ours, &self.sources, &self.known).unwrap()
    }

    #[track_caller]
    fn conflict(&self) -> Conflict {
        let before = files_in(self.folder.path());
        let outcome = self.save();
        assert_eq!(files_in(self.folder.path()), before, "nothing is written");
        match outcome {
            SaveOutcome::Conflict(conflict) => conflict,
            SaveOutcome::Saved(_) => panic!("the file was replaced"),
        }
    }

    #[track_caller]
    fn replace(&self, seen: &FileState) -> Saved {
        match replace(&self.file(), &self.ours, &self.sources, seen, "theirs").unwrap() {
            SaveOutcome::Saved(saved) => saved,
            SaveOutcome::Conflict(conflict) => panic!("{conflict:?}"),
        }
    }

    fn replace_watched(&self, watch: Watch<'_>) -> Result<SaveOutcome, StoreError> {
        let seen = FileState::of(&self.file()).unwrap();
        let over = Over {
            expected: &seen,
            kept_as: Some("theirs"),
        };
        save_watched(&self.file(), &self.ours, &self.sources, over, watch)
    }

    /// The versions that were kept, by name.
    fn versions(&self) -> Vec<PathBuf> {
        let files = files_in(self.folder.path()).into_keys();
        files
            .filter(|file| file.extension().is_some_and(|end| end == "ron"))
            .filter(|file| *file != self.file())
            .collect()
    }
}

/// What lies in a folder, without what is being written.
fn files_in(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_in(&path));
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    files
}

/// That a pack file, with the folder beside it and nothing else, is this pack.
#[track_caller]
fn assert_stands_alone(file: &Path, expected: &Pack) {
    let pack = load(file).unwrap().pack;
    assert_eq!(&pack, expected);
    let sources = SourceStore::beside(file);
    for (id, source) in pack.sources.iter() {
        assert!(sources.read(id, source).is_ok(), "{}", source.name);
    }
}

#[test]
fn what_a_colleague_saved_is_not_replaced() {
    let (desk, theirs) = Desk::with_theirs();
    let conflict = desk.conflict();
    assert_eq!(conflict.file, desk.file());
    assert_eq!(conflict.found, load(&desk.file()).unwrap().state);
    assert!(conflict.saved_at.is_some());
    assert_stands_alone(&desk.file(), &theirs);
    // And it stays so, however often it is tried.
    desk.conflict();
}

#[test]
fn whatever_happened_to_the_file_is_noticed() {
    let older = Desk::new();
    let first = fs::read(older.file()).unwrap();
    let sources = &older.sources;
    let mut second = older.base.clone();
    second.title = "Second".to_owned();
    let saved = save_over_what_is_there(&older.file(), &second, sources).unwrap();
    fs::write(older.file(), first).unwrap();
    let older = Desk {
        known: saved.state,
        ..older
    };
    older.conflict();

    let deleted = Desk::new();
    fs::remove_file(deleted.file()).unwrap();
    assert_eq!(deleted.conflict().found, FileState::Missing);

    let half = Desk::new();
    let bytes = fs::read(half.file()).unwrap();
    fs::write(half.file(), &bytes[..bytes.len() / 2]).unwrap();
    half.conflict();

    let empty = Desk::new();
    fs::write(empty.file(), "").unwrap();
    empty.conflict();

    let appeared = Desk {
        known: FileState::Missing,
        ..Desk::new()
    };
    appeared.conflict();
}

#[test]
fn a_new_time_or_the_same_content_is_no_conflict() {
    let desk = Desk::new();
    let bytes = fs::read(desk.file()).unwrap();
    fs::remove_file(desk.file()).unwrap();
    fs::write(desk.file(), bytes).unwrap();
    assert!(matches!(desk.save(), SaveOutcome::Saved(_)));
    // Ours is there already: a save broke off before it was noted.
    assert!(matches!(desk.save(), SaveOutcome::Saved(_)));
    assert_stands_alone(&desk.file(), &desk.ours);
}

#[test]
fn each_save_is_what_the_next_one_compares_with() {
    let mut desk = Desk::new();
    for title in ["One", "Two", "Three"] {
        desk.ours.title = title.to_owned();
        match desk.save() {
            SaveOutcome::Saved(saved) => desk.known = saved.state,
            SaveOutcome::Conflict(conflict) => panic!("{conflict:?}"),
        }
    }
    assert_eq!(desk.known, load(&desk.file()).unwrap().state);
    desk.colleague_saves("their paper");
    desk.ours.title = "Four".to_owned();
    desk.conflict();
}

#[test]
fn a_folder_that_is_gone_is_an_error_that_says_so() {
    let desk = Desk::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let away = elsewhere.path().join("away");
    fs::rename(desk.folder.path(), &away).unwrap();
    let error = save(&desk.file(), &desk.ours, &desk.sources, &desk.known).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("Summit.ron"), "{message}");
    assert!(message.contains("its folder does not exist"), "{message}");
    fs::rename(&away, desk.folder.path()).unwrap();
}

#[test]
fn what_is_replaced_is_kept_and_stands_alone() {
    let (desk, theirs) = Desk::with_theirs();
    let saved = desk.replace(&desk.conflict().found);
    assert_stands_alone(&desk.file(), &desk.ours);
    let version = saved.kept.unwrap();
    let name = version.file_name().unwrap().to_string_lossy().into_owned();
    assert!(name.starts_with("Summit (theirs, "), "{name}");
    assert_stands_alone(&version, &theirs);

    // Saving goes on, and takes their paper out of the pack's own folder.
    for title in ["Two", "Three"] {
        let mut pack = desk.ours.clone();
        pack.title = title.to_owned();
        desk.sources.check_all(&theirs);
        save_over_what_is_there(&desk.file(), &pack, &desk.sources).unwrap();
        retire_unused(&desk.file(), &pack, &desk.sources);
    }
    fs::remove_dir_all(desk.folder.path().join("our session")).unwrap();
    assert_stands_alone(&version, &theirs);
    // It can be moved like any pack.
    let elsewhere = tempfile::tempdir().unwrap();
    let moved = elsewhere.path().join("Theirs.ron");
    fs::rename(documents_folder(&version), documents_folder(&moved)).unwrap();
    fs::rename(&version, &moved).unwrap();
    assert_stands_alone(&moved, &theirs);
}

impl SourceStore {
    /// Has read these, as a window does that shows them.
    fn check_all(&self, pack: &Pack) {
        for (id, source) in pack.sources.iter() {
            let _ = self.check(id, source);
        }
    }
}

#[test]
fn a_version_overwrites_no_file() {
    let (desk, first) = Desk::with_theirs();
    let one = desk.replace(&desk.conflict().found).kept.unwrap();
    let second = desk.colleague_saves("another paper");
    // Somebody put a file of their own where the next one would go.
    let stem = one.file_stem().unwrap().to_string_lossy().into_owned();
    let taken = one.with_file_name(format!("{stem} 2.ron"));
    fs::write(&taken, "a note").unwrap();
    let two = desk.replace(&desk.conflict().found).kept.unwrap();
    assert_ne!(one, two);
    assert_stands_alone(&one, &first);
    assert_stands_alone(&two, &second);
    assert_eq!(fs::read_to_string(&taken).unwrap(), "a note");
    assert_eq!(desk.versions().len(), 3);
}

#[test]
fn what_was_not_seen_is_not_replaced() {
    let (desk, _) = Desk::with_theirs();
    let seen = desk.conflict().found;
    let later = desk.colleague_saves("a later paper");
    let outcome = replace(&desk.file(), &desk.ours, &desk.sources, &seen, "theirs").unwrap();
    assert!(matches!(outcome, SaveOutcome::Conflict(_)));
    assert_stands_alone(&desk.file(), &later);
    assert!(desk.versions().is_empty());
}

#[test]
fn a_deleted_pack_is_written_again_when_the_person_says_so() {
    let desk = Desk::new();
    fs::remove_file(desk.file()).unwrap();
    let saved = desk.replace(&desk.conflict().found);
    assert_eq!(saved.kept, None);
    assert_stands_alone(&desk.file(), &desk.ours);
}

#[test]
fn a_file_that_cannot_be_read_is_kept_as_it_is_with_what_it_names() {
    let (desk, theirs) = Desk::with_theirs();
    let whole = fs::read(desk.file()).unwrap();
    fs::write(desk.file(), &whole[..whole.len() - 30]).unwrap();
    let broken = fs::read(desk.file()).unwrap();
    let version = desk.replace(&desk.conflict().found).kept.unwrap();
    assert_eq!(fs::read(&version).unwrap(), broken);
    // Mended by hand, it is whole.
    fs::write(&version, whole).unwrap();
    assert_stands_alone(&version, &theirs);
}

#[test]
fn names_of_any_length_and_writing_are_kept() {
    let desk = Desk::new();
    for stem in [
        "ü".repeat(110),
        "Rat der Länder".to_owned(),
        "a.b".to_owned(),
    ] {
        let file = desk.folder.path().join(format!("{stem}.ron"));
        fs::write(&file, "theirs").unwrap();
        let seen = FileState::of(&file).unwrap();
        let saved = replace(&file, &desk.ours, &desk.sources, &seen, "theirs");
        let Ok(SaveOutcome::Saved(saved)) = saved else {
            panic!("{saved:?}");
        };
        assert_eq!(fs::read(saved.kept.unwrap()).unwrap(), b"theirs");
    }
}

/// A rival who takes no notice of locks, such as a program that keeps folders in step, writes
/// between the comparison and the rename.
#[test]
fn what_is_written_during_a_save_is_noticed() {
    let theirs = b"written at the last moment";
    let steps_of = |watch: Watch<'_>| {
        let (desk, _) = Desk::with_theirs();
        let steps = RefCell::new(Vec::new());
        let outcome = desk.replace_watched(&|step, path| {
            steps.borrow_mut().push((step, path.to_owned()));
            watch(step, path)
        });
        assert!(matches!(outcome, Ok(SaveOutcome::Saved(_))));
        steps.into_inner()
    };
    let all = steps_of(&unwatched);
    let rename = all
        .iter()
        .position(|(step, path)| *step == Step::Commit && path.ends_with("Summit.ron"))
        .unwrap();
    assert!(rename > 8, "{all:?}");
    for rival_at in 0..rename {
        let (desk, _) = Desk::with_theirs();
        let step = Cell::new(0);
        let outcome = desk.replace_watched(&|_, _| {
            if step.replace(step.get() + 1) == rival_at {
                fs::write(desk.file(), theirs)?;
            }
            Ok(())
        });
        assert!(
            matches!(outcome, Ok(SaveOutcome::Conflict(_))),
            "a rival at step {rival_at}: {outcome:?}"
        );
        assert_eq!(fs::read(desk.file()).unwrap(), theirs, "step {rival_at}");
    }
}

/// Whatever happened, our file or theirs is in place and whole, and theirs is somewhere.
#[track_caller]
fn assert_nothing_lost(desk: &Desk, theirs: &Pack, context: &str) {
    let now = load(&desk.file()).unwrap().pack;
    if now == *theirs {
        assert_stands_alone(&desk.file(), theirs);
        return;
    }
    assert_stands_alone(&desk.file(), &desk.ours);
    let versions = desk.versions();
    assert_eq!(versions.len(), 1, "{context}: {versions:?}");
    assert_stands_alone(&versions[0], theirs);
}

#[test]
fn a_failure_at_any_step_of_replacing_loses_nothing() {
    for failing in 0.. {
        let (desk, theirs) = Desk::with_theirs();
        let step = Cell::new(0);
        let outcome = desk.replace_watched(&|_, _| {
            if step.replace(step.get() + 1) >= failing {
                return Err(io::ErrorKind::StorageFull.into());
            }
            Ok(())
        });
        assert_nothing_lost(&desk, &theirs, &format!("failed at step {failing}"));
        if outcome.is_ok() {
            assert!(failing > 12, "only {failing} steps were tried");
            return;
        }
        // The next try succeeds, and keeps theirs once.
        let seen = FileState::of(&desk.file()).unwrap();
        desk.replace(&seen);
        assert_stands_alone(&desk.file(), &desk.ours);
        assert_nothing_lost(&desk, &theirs, &format!("again after step {failing}"));
    }
}

/// The same, but the process dies: nothing is cleaned up, no destructor runs.
#[test]
fn a_crash_at_any_step_of_replacing_loses_nothing() {
    const DIE_AT: &str = "BRIEFPACK_TEST_DIE_AT";
    const FOLDER: &str = "BRIEFPACK_TEST_FOLDER";
    if let (Ok(die_at), Ok(folder)) = (std::env::var(DIE_AT), std::env::var(FOLDER)) {
        die_while_replacing(Path::new(&folder), die_at.parse().unwrap());
        return;
    }
    for die_at in 0.. {
        let (desk, theirs) = Desk::with_theirs();
        let ours = to_ron(&desk.ours).unwrap();
        fs::write(desk.folder.path().join("ours"), ours).unwrap();
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "store::conflict_tests::a_crash_at_any_step_of_replacing_loses_nothing",
            ])
            .env(DIE_AT, die_at.to_string())
            .env(FOLDER, desk.folder.path())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        let now = load(&desk.file()).unwrap().pack;
        let context = format!("died at step {die_at}");
        assert!(now == theirs || now == desk.ours, "{context}");
        if now == theirs {
            assert_stands_alone(&desk.file(), &theirs);
        } else {
            let versions = desk.versions();
            assert_stands_alone(&desk.file(), &desk.ours);
            assert_eq!(versions.len(), 1, "{context}");
            assert_stands_alone(&versions[0], &theirs);
        }
        if status.success() {
            assert!(die_at > 12, "only {die_at} steps were tried");
            assert_eq!(now, desk.ours);
            return;
        }
        // The dead process holds nobody up.
        desk.replace(&FileState::of(&desk.file()).unwrap());
        assert_stands_alone(&desk.file(), &desk.ours);
    }
}

fn die_while_replacing(folder: &Path, die_at: usize) {
    let ours = load(&folder.join("ours")).unwrap().pack;
    let file = folder.join("Summit.ron");
    let sources = SourceStore::staged(&folder.join("our session"), Some(&file));
    let seen = FileState::of(&file).unwrap();
    let over = Over {
        expected: &seen,
        kept_as: Some("theirs"),
    };
    let steps = Cell::new(0);
    let outcome = save_watched(&file, &ours, &sources, over, &|_, _| {
        steps.set(steps.get() + 1);
        if steps.get() > die_at {
            std::process::abort();
        }
        Ok(())
    });
    assert!(matches!(outcome, Ok(SaveOutcome::Saved(_))));
}

/// The paper, and its file beside the pack.
fn paper(desk: &Desk, pack: &Pack, words: &str) -> (SourceId, PathBuf) {
    let (id, source) = pack
        .sources
        .iter()
        .find(|(_, source)| source.name == words)
        .unwrap();
    let file = documents_folder(&desk.file()).join(source.file_name(id));
    (id.clone(), file)
}

#[test]
fn a_paper_that_the_file_names_by_now_stays_in_the_folder() {
    let desk = Desk::new();
    let mut desk = match desk.save() {
        SaveOutcome::Saved(saved) => Desk {
            known: saved.state,
            ..desk
        },
        SaveOutcome::Conflict(conflict) => panic!("{conflict:?}"),
    };
    let (_, file) = paper(&desk, &desk.ours, "our paper");
    // We delete our paper and save; a colleague who still has it saves before we tidy up.
    let with_paper = desk.ours.clone();
    desk.ours = desk.base.clone();
    for _ in 0..2 {
        save_over_what_is_there(&desk.file(), &desk.ours, &desk.sources).unwrap();
    }
    save_over_what_is_there(
        &desk.file(),
        &with_paper,
        &SourceStore::beside(&desk.file()),
    )
    .unwrap();
    retire_unused(&desk.file(), &desk.ours, &desk.sources);
    assert!(file.exists());
    assert_stands_alone(&desk.file(), &with_paper);
}

#[test]
fn who_has_the_pack_open_without_its_lock_keeps_the_papers() {
    let desk = Desk::new();
    let colleague = SourceStore::staged(&desk.folder.path().join("theirs"), Some(&desk.file()));
    let theirs = load(&desk.file()).unwrap().pack;
    colleague.keep_in_session(&theirs).unwrap();
    let (id, file) = paper(&desk, &theirs, "the agenda");
    // We hold the lock, delete the agenda, and save until it leaves the folder.
    let mut pack = theirs.clone();
    pack.outline.clear();
    for _ in 0..2 {
        save_over_what_is_there(&desk.file(), &pack, &desk.sources).unwrap();
        retire_unused(&desk.file(), &pack, &desk.sources);
    }
    assert!(!file.exists());
    assert!(colleague.read(&id, &theirs.sources[&id]).is_ok());
    let copy = desk.folder.path().join("Copy.ron");
    save_over_what_is_there(&copy, &theirs, &colleague).unwrap();
    assert_stands_alone(&copy, &theirs);
}
