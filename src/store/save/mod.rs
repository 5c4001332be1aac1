//! Opening and saving a pack.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::disk::{self, Staged, Watch, unwatched};
use super::files::{self, NotAFile, open_file};
use super::lock::SaveLock;
use super::pack_file::{LONGEST_PACK_FILE, backup_of, documents_folder, existing_backup, resolve};
use super::{FileState, Loaded, SourceStore, StoreError, from_ron, to_ron, versions};
use crate::pack::{Pack, SourceId};

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
        backup: existing_backup(path),
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
    if pack.sources.keys().any(|id| !needed.contains(id)) {
        Arc::make_mut(&mut pack.sources).retain(|id, _| needed.contains(id));
    }
    pack
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

#[cfg(test)]
mod tests;
