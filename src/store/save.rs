//! Opening and saving a pack.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::disk::{self, Staged, Watch, unwatched};
use super::files::{self, NotAFile, open_file};
use super::lock::SaveLock;
use super::{FileState, Loaded, SourceStore, StoreError, from_ron, to_ron, versions};
use crate::pack::{Pack, SourceId};

/// No pack file is longer than this, in bytes: documents are not in it.
pub(super) const LONGEST_PACK_FILE: u64 = 64 * 1024 * 1024;

/// What became of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum SaveOutcome {
    /// The pack is in its file.
    Saved(Saved),
    /// Somebody else has changed the file; nothing was written.
    Conflict(Conflict),
}

/// A pack was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Sources that are not beside the pack, since their bytes were missing or altered before.
    pub missing: Vec<SourceId>,
    /// What the file holds now: the next save expects it.
    pub state: FileState,
    /// Where [`replace`] has kept what was in the file before.
    pub kept: Option<PathBuf>,
}

/// The file holds something else than the one who saves knows of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The pack file.
    pub file: PathBuf,
    /// What it holds.
    pub found: FileState,
    /// When that was written, where known.
    pub saved_at: Option<Timestamp>,
}

/// The folder beside a pack file that holds its sources: `Name.documents` for `Name.ron`, and for
/// its backup `Name.ron.bak` the same.
pub fn documents_folder(pack: &Path) -> PathBuf {
    let is_backup = pack.extension().is_some_and(|extension| extension == "bak");
    let pack = if is_backup {
        pack.with_extension("")
    } else {
        pack.to_owned()
    };
    pack.with_extension("documents")
}

/// Reads a pack file.
///
/// # Errors
/// [`StoreError`] for a file that can't be read, is not a pack, or is a later version's. The file
/// is left as it is.
pub fn load(path: &Path) -> Result<Loaded, StoreError> {
    let path = resolve(path);
    let file = open_file(&path).map_err(StoreError::read(&path))?;
    let metadata = file.metadata().map_err(StoreError::read(&path))?;
    let mut bytes = Vec::new();
    file.take(LONGEST_PACK_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(StoreError::read(&path))?;
    if bytes.len() as u64 > LONGEST_PACK_FILE {
        return Err(StoreError::TooLarge {
            size_bytes: metadata.len(),
            file: path,
        });
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => from_ron(text, &path),
        Err(error) => Err(not_text(&path, &bytes, error.valid_up_to())),
    }
}

fn not_text(path: &Path, bytes: &[u8], valid_up_to: usize) -> StoreError {
    let good = String::from_utf8_lossy(bytes.get(..valid_up_to).unwrap_or_default());
    StoreError::Syntax {
        file: path.to_owned(),
        line: 1 + good.matches('\n').count(),
        column: 1 + good
            .chars()
            .rev()
            .take_while(|&letter| letter != '\n')
            .count(),
        message: "this is not UTF-8 text".to_owned(),
        backup: existing_backup_of(path),
    }
}

/// Writes a pack file, its sources before it, and keeps the last good one as `Name.ron.bak`.
/// From then on `sources` looks beside this file, so that saving under a new name moves house.
///
/// `known` is what the file held when it was last read or saved here. Where it holds something
/// else, nothing is written, and the person must decide.
///
/// Sources that no document uses are not written.
///
/// # Errors
/// [`StoreError`] when anything can't be written. The pack file is then as it was before; only
/// when flushing its folder fails, last of all, is it the new one.
pub fn save(
    path: &Path,
    pack: &Pack,
    sources: &SourceStore,
    known: &FileState,
) -> Result<SaveOutcome, StoreError> {
    let over = Over {
        expected: known,
        kept_as: None,
    };
    save_watched(path, pack, sources, over, &unwatched)
}

/// As [`save`], in the place of what somebody else has put there: the person has `seen` it, and
/// chose to replace it. It is kept first, as a pack of its own with its own sources, `called`
/// "theirs" or the like. What is there by now and was not seen is not replaced.
///
/// # Errors
/// As [`save`]; also when what was there can't be kept.
pub fn replace(
    path: &Path,
    pack: &Pack,
    sources: &SourceStore,
    seen: &FileState,
    called: &str,
) -> Result<SaveOutcome, StoreError> {
    let over = Over {
        expected: seen,
        kept_as: Some(called),
    };
    save_watched(path, pack, sources, over, &unwatched)
}

/// What a save may take the place of.
#[derive(Clone, Copy)]
pub(super) struct Over<'a> {
    /// This alone.
    pub(super) expected: &'a FileState,
    /// What it is called where it is kept.
    pub(super) kept_as: Option<&'a str>,
}

/// The text of a pack file that can be read again.
///
/// # Errors
/// [`StoreError::TooMuchText`] for a pack that [`load`] would refuse.
pub(super) fn to_text(pack: &Pack, file: &Path) -> Result<String, StoreError> {
    let text = to_ron(pack)?;
    let size_bytes = text.len() as u64;
    if size_bytes > LONGEST_PACK_FILE {
        return Err(StoreError::TooMuchText {
            file: file.to_owned(),
            size_bytes,
        });
    }
    Ok(text)
}

/// Compares and writes under a lock, so that of two Briefpacks that save at the same moment the
/// second sees what the first one wrote. Others take no notice of the lock: what a text editor, or
/// a program that keeps folders in step, writes between the last look and the rename just after it
/// is lost, as is what another Briefpack writes then where the file system has no locks. No
/// file system that we know of can compare and rename in one step.
pub(super) fn save_watched(
    path: &Path,
    pack: &Pack,
    sources: &SourceStore,
    over: Over<'_>,
    watch: Watch<'_>,
) -> Result<SaveOutcome, StoreError> {
    if !path
        .extension()
        .is_some_and(|found| found.eq_ignore_ascii_case("ron"))
    {
        return Err(StoreError::Name {
            file: path.to_owned(),
        });
    }
    let path = check_target(path)?;
    disk::clear_away(disk::parent(&path));
    disk::clear_away(&documents_folder(&path));
    let pack = without_unused_sources(pack);
    let text = to_text(&pack, &path)?;
    let ours = FileState::holding(text.as_bytes());
    let _saving = SaveLock::wait_for(&path)?;
    let found = FileState::of(&path)?;
    // The same text is there where a save broke off after its rename.
    if found != *over.expected && found != ours {
        return Ok(conflict(&path, found));
    }
    let missing = sources.copy_beside(&path, &pack, watch)?;
    let mut kept = None;
    if let Some(called) = over.kept_as
        && found != FileState::Missing
        && found != ours
    {
        let version = versions::keep(&path, called, watch)?;
        if version.content != found {
            return Ok(conflict(&path, version.content));
        }
        kept = Some(version.file);
    }
    let new = Staged::write(&path, text.as_bytes(), watch)?;
    keep_backup(&path, watch)?;
    let found_last = FileState::of(&path)?;
    if found_last != found {
        return Ok(conflict(&path, found_last));
    }
    new.commit(watch)?;
    sources.set_pack_file(&path);
    disk::sync_folder(disk::parent(&path), watch)?;
    Ok(SaveOutcome::Saved(Saved {
        missing,
        state: ours,
        kept,
    }))
}

fn conflict(path: &Path, found: FileState) -> SaveOutcome {
    SaveOutcome::Conflict(Conflict {
        file: path.to_owned(),
        saved_at: versions::saved_at(path),
        found,
    })
}

/// Takes papers that neither the pack, as it was just saved to `path`, nor its backup, nor what is
/// in the file by now uses out of the documents folder: a paper that was taken out must not travel
/// on with the pack. The session keeps them, so that undo finds them.
///
/// Only for who holds the pack's lock. Others who have it open keep copies of their own, by
/// [`SourceStore::keep_in_session`].
pub fn retire_unused(path: &Path, pack: &Pack, sources: &SourceStore) {
    let path = resolve(path);
    // Under the lock, so that no save counts on a paper that is taken away under it.
    let Ok(_saving) = SaveLock::wait_for(&path) else {
        return;
    };
    let mut needed = pack.needed_sources();
    for file in [&path, &backup_of(&path)] {
        match versions::named_in(file) {
            Ok(Some(named)) => needed.extend(named),
            // Nobody knows what it needs.
            Ok(None) | Err(_) => return,
        }
    }
    sources.retire(&path, &needed);
}

/// The names of the files beside a pack file that it or its backup needs; none where it is not
/// there. `None` if that can't be told.
pub(super) fn names_beside(path: &Path) -> Option<BTreeSet<OsString>> {
    let mut names = BTreeSet::new();
    for file in [path, &backup_of(path)] {
        match load(file) {
            Ok(loaded) => {
                let sources = loaded.pack.sources.iter();
                names.extend(sources.map(|(id, source)| source.file_name(id).into()));
            }
            Err(StoreError::Read { error, .. })
                if error.kind() == ErrorKind::NotFound || NotAFile::of(&error).is_some() => {}
            Err(_) => return None,
        }
    }
    Some(names)
}

/// The pack as it is saved: what was deleted leaves no trace in the file.
pub(super) fn without_unused_sources(pack: &Pack) -> Pack {
    let needed = pack.needed_sources();
    let mut pack = pack.clone();
    pack.sources.retain(|id, _| needed.contains(id));
    pack
}

fn backup_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".bak");
    PathBuf::from(name)
}

/// The backup of a pack file, if there is one.
pub(super) fn existing_backup_of(path: &Path) -> Option<PathBuf> {
    Some(backup_of(path)).filter(|backup| backup.is_file())
}

/// Copies the file that is about to be replaced, unless it is broken and a backup exists: that
/// backup is the last good one.
fn keep_backup(path: &Path, watch: Watch<'_>) -> Result<(), StoreError> {
    let backup = backup_of(path);
    let is_broken = match load(path) {
        Ok(_) | Err(StoreError::NewerVersion { .. }) => false,
        Err(StoreError::Read { error, .. }) if error.kind() == ErrorKind::NotFound => {
            return Ok(());
        }
        Err(StoreError::Read { file, error }) => return Err(StoreError::Read { file, error }),
        Err(_) => true,
    };
    if is_broken && backup.exists() {
        return Ok(());
    }
    let mut old = open_file(path).map_err(StoreError::read(path))?;
    let about = old.metadata().map_err(StoreError::read(path))?;
    // Nobody may read the backup who may not read the file.
    Staged::copy_like(&backup, (&mut old, path), Some(about), watch)?.commit(watch)
}

/// Learns whether a file may be written to `path`, and gives the file itself where that is a link.
///
/// # Errors
/// [`StoreError::Write`] for a folder, a pipe, a socket, a device or a link to nothing.
pub fn check_target(path: &Path) -> Result<PathBuf, StoreError> {
    files::check_target(path).map_err(StoreError::write(path))?;
    Ok(resolve(path))
}

/// Writes any file, such as an export, so that it is whole or not there.
///
/// # Errors
/// [`StoreError::Write`] when the disk does not take it; a file that was there is untouched.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let path = check_target(path)?;
    disk::clear_away(disk::parent(&path));
    disk::replace(&path, bytes, &unwatched)
}

/// The file itself where `path` is a link to it, so that saving replaces the file, not the link,
/// and its sources are looked for beside it.
pub(super) fn resolve(path: &Path) -> PathBuf {
    let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_symlink());
    if is_link && let Ok(real) = path.canonicalize() {
        return real;
    }
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
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
            for (id, source) in &found.sources {
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
        for (id, source) in &pack.sources {
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
}
