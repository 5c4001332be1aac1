//! Tests of opening and saving a pack.

use std::cell::Cell;
use std::fs;
use std::io;

use super::*;
use crate::store::Session;
use crate::store::test_support::{add_text as add, save_over_what_is_there as save};

/// A folder with a pack that was saved once, and a second state of it, with one more document,
/// that was not.
struct Desk {
    folder: tempfile::TempDir,
    sources: SourceStore,
    old: Pack,
    new: Pack,
}

impl Desk {
    fn new() -> Self {
        let desk = Self::unsaved();
        save(&desk.file(), &desk.old, &desk.sources).unwrap();
        desk
    }

    fn unsaved() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sources = SourceStore::staged(&folder.path().join("session"), None);
        let mut old = Pack::new("Old");
        add(&mut old, &sources, "first words");
        let mut new = old.clone();
        new.title = "New".to_owned();
        add(&mut new, &sources, "second words");
        Self {
            folder,
            sources,
            old,
            new,
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("Summit.ron")
    }

    fn loaded(&self) -> Pack {
        load(&self.file()).unwrap().pack
    }

    /// What every reader must find whatever happened: a whole pack with all of its sources.
    fn assert_whole(&self, expected: &[&Pack], context: &str) {
        let found = self.loaded();
        assert!(expected.contains(&&found), "{context}: {}", found.title);
        let sources = SourceStore::beside(&self.file());
        for (id, source) in found.sources.iter() {
            assert!(sources.read(id, source).is_ok(), "{context}: {id} is gone");
        }
    }
}

#[test]
fn a_saved_pack_stands_on_its_own() {
    let desk = Desk::new();
    fs::remove_dir_all(desk.folder.path().join("session")).unwrap();
    desk.assert_whole(&[&desk.old], "saved");
}

#[test]
fn a_deleted_paper_leaves_the_folder_with_the_backup_and_undo_still_finds_it() {
    let desk = Desk::new();
    save(&desk.file(), &desk.new, &desk.sources).unwrap();
    let (id, source) = desk
        .new
        .sources
        .iter()
        .find(|(id, _)| !desk.old.sources.contains_key(*id))
        .unwrap();
    let file = documents_folder(&desk.file()).join(source.file_name(id));
    assert!(file.exists());

    save(&desk.file(), &desk.old, &desk.sources).unwrap();
    retire_unused(&desk.file(), &desk.old, &desk.sources);
    assert!(file.exists(), "the backup still needs it");
    save(&desk.file(), &desk.old, &desk.sources).unwrap();
    retire_unused(&desk.file(), &desk.old, &desk.sources);
    assert!(!file.exists());
    assert!(desk.sources.read(id, source).is_ok());
    save(&desk.file(), &desk.new, &desk.sources).unwrap();
    desk.assert_whole(&[&desk.new], "undone");
}

#[test]
fn papers_that_others_put_into_the_folder_stay() {
    let desk = Desk::new();
    let stranger = documents_folder(&desk.file()).join(format!("{}.txt", "ab".repeat(32)));
    fs::write(&stranger, "a colleague's").unwrap();
    for _ in 0..3 {
        save(&desk.file(), &desk.old, &desk.sources).unwrap();
        retire_unused(&desk.file(), &desk.old, &desk.sources);
    }
    assert!(stranger.exists());
}

#[test]
fn the_last_good_one_is_kept() {
    let desk = Desk::new();
    let backup = desk.folder.path().join("Summit.ron.bak");
    assert!(!backup.exists());
    save(&desk.file(), &desk.new, &desk.sources).unwrap();
    assert_eq!(load(&backup).unwrap().pack, desk.old);
    assert_eq!(documents_folder(&backup), documents_folder(&desk.file()));

    fs::write(desk.file(), "(format_version: 1, tit").unwrap();
    save(&desk.file(), &desk.new, &desk.sources).unwrap();
    assert_eq!(load(&backup).unwrap().pack, desk.old);
}

#[test]
fn saving_under_a_new_name_takes_the_sources_along() {
    let desk = Desk::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("Copy.ron");
    save(&copy, &desk.new, &desk.sources).unwrap();
    drop(desk);
    let pack = load(&copy).unwrap().pack;
    let sources = SourceStore::beside(&copy);
    assert_eq!(pack.sources.len(), 2);
    for (id, source) in pack.sources.iter() {
        sources.read(id, source).unwrap();
    }
}

#[test]
fn what_was_deleted_is_not_saved() {
    let desk = Desk::unsaved();
    let mut pack = desk.new.clone();
    pack.outline.pop();
    save(&desk.file(), &pack, &desk.sources).unwrap();
    assert_eq!(desk.loaded().sources.len(), 1);
    let files = fs::read_dir(documents_folder(&desk.file())).unwrap();
    assert_eq!(files.count(), 1);
}

#[test]
fn a_pack_that_could_not_be_opened_is_not_saved() {
    let desk = Desk::new();
    let mut pack = desk.new.clone();
    pack.version = "x".repeat(LONGEST_PACK_FILE as usize);
    let error = save(&desk.file(), &pack, &desk.sources).unwrap_err();
    let message = error.to_string();
    assert!(matches!(error, StoreError::TooMuchText { .. }), "{message}");
    assert!(message.contains("Summit.ron"), "{message}");
    assert!(message.contains("at most 64 MB"), "{message}");
    desk.assert_whole(&[&desk.old], "refused");
    let session = Session::begin(desk.folder.path(), None).unwrap();
    let kept = session.autosave().write(&pack);
    assert!(matches!(kept, Err(StoreError::TooMuchText { .. })));

    let small = to_ron(&desk.new).unwrap().len();
    pack.version = "x".repeat(LONGEST_PACK_FILE as usize - small);
    save(&desk.file(), &pack, &desk.sources).unwrap();
    desk.assert_whole(&[&pack], "as large as can be");
}

#[test]
fn a_missing_source_does_not_stop_saving_and_is_told() {
    let desk = Desk::unsaved();
    fs::remove_dir_all(desk.folder.path().join("session")).unwrap();
    let saved = save(&desk.file(), &desk.old, &desk.sources).unwrap();
    assert_eq!(
        saved.missing,
        desk.old.sources.keys().cloned().collect::<Vec<_>>()
    );
    assert_eq!(desk.loaded(), desk.old);
}

/// After SQLite's writecrash.test: fails at step 1, 2, 3 … until saving succeeds.
#[test]
fn a_failure_at_any_step_leaves_a_whole_pack() {
    let disk_full = || io::Error::from(io::ErrorKind::StorageFull);
    for failing in 0.. {
        let desk = Desk::new();
        let steps = Cell::new(0);
        let known = FileState::of(&desk.file()).unwrap();
        let over = Over {
            expected: &known,
            kept_as: None,
        };
        let result = save_watched(&desk.file(), &desk.new, &desk.sources, over, &|_, _| {
            steps.set(steps.get() + 1);
            if steps.get() > failing {
                Err(disk_full())
            } else {
                Ok(())
            }
        });
        let context = format!("failed at step {failing}");
        desk.assert_whole(&[&desk.old, &desk.new], &context);
        match result {
            Ok(_) => {
                assert!(failing > 8, "only {failing} steps were tried");
                assert_eq!(desk.loaded(), desk.new);
                return;
            }
            Err(error) => assert!(error.to_string().contains("the disk is full"), "{error}"),
        }
        // What was not saved is still there, and the next try succeeds.
        save(&desk.file(), &desk.new, &desk.sources).unwrap();
        desk.assert_whole(&[&desk.new], &context);
    }
}

/// The same, but the process dies: nothing is cleaned up, no destructor runs.
#[test]
fn a_crash_at_any_step_leaves_a_whole_pack() {
    const DIE_AT: &str = "BRIEFPACK_TEST_DIE_AT";
    const FOLDER: &str = "BRIEFPACK_TEST_FOLDER";
    if let (Ok(die_at), Ok(folder)) = (std::env::var(DIE_AT), std::env::var(FOLDER)) {
        die_while_saving(Path::new(&folder), die_at.parse().unwrap());
        return;
    }
    for die_at in 0.. {
        let desk = Desk::new();
        fs::write(desk.folder.path().join("new"), to_ron(&desk.new).unwrap()).unwrap();
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "store::save::tests::a_crash_at_any_step_leaves_a_whole_pack",
            ])
            .env(DIE_AT, die_at.to_string())
            .env(FOLDER, desk.folder.path())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        desk.assert_whole(&[&desk.old, &desk.new], &format!("died at step {die_at}"));
        if status.success() {
            assert!(die_at > 8, "only {die_at} steps were tried");
            assert_eq!(desk.loaded(), desk.new);
            return;
        }
    }
}

fn die_while_saving(folder: &Path, die_at: usize) {
    let new = load(&folder.join("new")).unwrap().pack;
    let file = folder.join("Summit.ron");
    let sources = SourceStore::staged(&folder.join("session"), Some(&file));
    let steps = Cell::new(0);
    let known = FileState::of(&file).unwrap();
    let over = Over {
        expected: &known,
        kept_as: None,
    };
    let outcome = save_watched(&file, &new, &sources, over, &|_, _| {
        steps.set(steps.get() + 1);
        if steps.get() > die_at {
            std::process::abort();
        }
        Ok(())
    });
    assert!(matches!(outcome, Ok(SaveOutcome::Saved(_))));
}

#[test]
fn a_folder_in_the_way_is_named() {
    let desk = Desk::unsaved();
    fs::create_dir(desk.file()).unwrap();
    let error = save(&desk.file(), &desk.old, &desk.sources).unwrap_err();
    assert!(error.to_string().contains("Summit.ron"), "{error}");
    assert!(error.to_string().contains("folder"), "{error}");

    let error = save(
        &desk.folder.path().join("gone/P.ron"),
        &desk.old,
        &desk.sources,
    );
    let error = error.unwrap_err().to_string();
    assert!(error.contains("does not exist"), "{error}");
}

#[test]
fn a_name_without_ron_is_refused() {
    let desk = Desk::unsaved();
    let path = desk.folder.path().join("Summit.pdf");
    let error = save(&path, &desk.old, &desk.sources).unwrap_err();
    assert!(error.to_string().contains("must end in .ron"), "{error}");
    assert!(!path.exists());
}

#[test]
fn bytes_that_are_not_text_are_placed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("P.ron");
    fs::write(&file, b"(format_version: 1,\n  title: \"\xff\")").unwrap();
    let error = load(&file).unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::Syntax {
                line: 2,
                column: 11,
                ..
            }
        ),
        "{error}"
    );
    assert!(
        !error.to_string().contains(".bak"),
        "there is none: {error}"
    );
    fs::write(folder.path().join("P.ron.bak"), "").unwrap();
    let error = load(&file).unwrap_err().to_string();
    assert!(error.ends_with("P.ron.bak"), "{error}");
}

#[test]
fn a_newer_file_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("P.ron");
    let text = "(format_version: 99, title: \"From the future\")";
    fs::write(&file, text).unwrap();
    assert!(matches!(load(&file), Err(StoreError::NewerVersion { .. })));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn saving_through_a_link_keeps_the_link() {
    let desk = Desk::new();
    let link = desk.folder.path().join("Link.ron");
    std::os::unix::fs::symlink(desk.file(), &link).unwrap();
    save(&link, &desk.new, &desk.sources).unwrap();
    assert!(
        fs::symlink_metadata(&link)
            .unwrap()
            .file_type()
            .is_symlink()
    );
    desk.assert_whole(&[&desk.new], "saved through a link");
    assert!(!desk.folder.path().join("Link.documents").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_that_is_full_is_explained() {
    let error = fs::write("/dev/full", "x").map_err(StoreError::write(Path::new("/dev/full")));
    let error = error.unwrap_err().to_string();
    assert!(error.contains("the disk is full"), "{error}");
}
