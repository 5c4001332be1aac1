//! The working folder of one open pack: what is not saved yet, and survives a crash.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::disk::{self, unwatched};
use super::files::create_private_folder;
use super::passing::private_folder;
use super::save::{self, names_beside, to_text, without_unused_sources};
use super::{
    FileState, Loaded, Places, SaveOutcome, SourceStore, StoreError, documents_folder, load, lock,
};
use crate::ending::{Chore, make_with_chore, on_signal};
use crate::pack::Pack;

const LOCK: &str = "lock";
const RECOVERY: &str = "recovery.ron";
const ORIGIN: &str = "session.ron";
const DOCUMENTS: &str = "documents";
/// The pack file that a new pack is being written to, as long as that is not done.
const MAKING: &str = "making.ron";

/// The folder for unsaved work: `BRIEFPACK_DATA_DIR` where that is set, else the system's place
/// for a program's own data.
///
/// # Errors
/// [`StoreError::NoDataFolder`] for a person without a home.
pub fn data_folder() -> Result<PathBuf, StoreError> {
    if let Some(folder) = std::env::var_os("BRIEFPACK_DATA_DIR")
        && !folder.is_empty()
    {
        return Ok(PathBuf::from(folder));
    }
    directories::ProjectDirs::from("", "", "briefpack")
        .map(|folders| folders.data_local_dir().to_owned())
        .ok_or(StoreError::NoDataFolder)
}

/// The working folder of one open pack, locked for as long as this lives.
///
/// New sources are kept here until the pack is saved, so a pack that was never saved, or lies in a
/// folder that can't be written to, can be worked on like any other.
#[derive(Debug)]
pub struct Session {
    folder: PathBuf,
    sources: SourceStore,
    _chore: Chore,
    /// Locked: tells other processes that this session is alive.
    _lock: File,
}

/// Where the pack of a session is saved.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Origin {
    pack_file: Option<String>,
    /// What that file held when it was last read or saved in this session. Sessions of older
    /// programs did not note it: whatever is there is then something else.
    #[serde(default)]
    known: FileState,
}

impl Session {
    /// Starts to work on a pack, which was read from `pack_file`, and what that held then, unless it
    /// was never saved.
    ///
    /// # Errors
    /// [`StoreError::Write`] when the data folder can't be written to.
    pub fn begin(data: &Path, pack_file: Option<(&Path, &FileState)>) -> Result<Self, StoreError> {
        let sessions = sessions_folder(data);
        create_private_folder(&sessions).map_err(StoreError::write(&sessions))?;
        let _guard = guard(&sessions)?;
        let prefix = Timestamp::now().strftime("%Y%m%d-%H%M%S-").to_string();
        let (folder, chore) = make_with_chore(
            || private_folder(&prefix, &sessions).map(TempDir::keep),
            |folder| clear_when_ended(folder),
        )
        .map_err(StoreError::write(&sessions))?;
        let lock = take_lock(&folder)?
            .ok_or_else(|| StoreError::write(&folder)(std::io::ErrorKind::ResourceBusy.into()))?;
        write_origin(&folder.join(ORIGIN), pack_file)?;
        let pack_file = pack_file.map(|(path, _)| path);
        Ok(Self {
            sources: SourceStore::staged(&folder.join(DOCUMENTS), pack_file)
                .with_places(Places::in_folder(data)),
            folder,
            _chore: chore,
            _lock: lock,
        })
    }

    /// Writes a pack that was just made, as [`super::save`] does. Should that fail, or the program
    /// end before it is done, nothing stays beside the pack file that was not there before.
    ///
    /// # Errors
    /// As [`super::save`].
    pub fn save_new(
        &self,
        path: &Path,
        pack: &Pack,
        known: &FileState,
    ) -> Result<SaveOutcome, StoreError> {
        write_origin(&self.folder.join(MAKING), Some((path, known)))?;
        let saved = save::save(path, pack, &self.sources, known);
        take_back_copies(&self.folder);
        saved
    }

    /// Where the pack's sources are read from and new ones put.
    pub fn sources(&self) -> &SourceStore {
        &self.sources
    }

    /// What writes unsaved work, for use on another thread.
    pub fn autosave(&self) -> Autosave {
        Autosave {
            folder: self.folder.clone(),
        }
    }

    /// Ends the session and removes its folder, unsaved work included.
    ///
    /// # Errors
    /// [`StoreError::Write`] when the folder can't be removed.
    pub fn close(self) -> Result<(), StoreError> {
        remove_session(&self.folder)
    }
}

/// Writes unsaved work to a session's folder.
#[derive(Debug, Clone)]
pub struct Autosave {
    folder: PathBuf,
}

impl Autosave {
    /// Forgets what was kept: the pack is as it is in its file, or was never changed.
    ///
    /// # Errors
    /// [`StoreError::Write`] when it can't be removed.
    pub fn forget(&self) -> Result<(), StoreError> {
        remove_if_there(&self.folder.join(RECOVERY))
    }

    /// Notes that the pack was saved to `pack_file`, which holds `state` now: nothing is
    /// unsaved.
    ///
    /// # Errors
    /// [`StoreError::Write`] when the session's folder can't be written to.
    pub fn saved(&self, pack_file: &Path, state: &FileState) -> Result<(), StoreError> {
        write_origin(&self.folder.join(ORIGIN), Some((pack_file, state)))?;
        remove_if_there(&self.folder.join(RECOVERY))
    }

    /// Keeps the pack as it is now, in place of what was kept before. Blocks until it is on disk.
    ///
    /// # Errors
    /// [`StoreError::Write`] when the session's folder can't be written to, and
    /// [`StoreError::TooMuchText`]; what was kept before is untouched.
    pub fn write(&self, pack: &Pack) -> Result<(), StoreError> {
        let file = self.folder.join(RECOVERY);
        let text = to_text(pack, &file)?;
        disk::replace(&file, text.as_bytes(), &unwatched)
    }
}

/// Unsaved work of a session that ended without being closed. Locked, so that no other window
/// offers it too.
#[derive(Debug)]
pub struct Recoverable {
    /// The pack's title.
    pub title: String,
    /// Where the pack was last saved, if it ever was.
    pub pack_file: Option<PathBuf>,
    /// When its recovery file was written.
    pub written: Timestamp,
    known: FileState,
    pack: Pack,
    folder: PathBuf,
    places: Places,
    lock: File,
}

/// Work brought back.
#[derive(Debug)]
pub struct Restored {
    /// The session, with the sources that were not saved.
    pub session: Session,
    /// The pack as it was last kept.
    pub pack: Pack,
    /// Where the pack was last saved, if it ever was.
    pub pack_file: Option<PathBuf>,
    /// What that file held then: what the work goes on from.
    pub known: FileState,
}

impl Recoverable {
    /// Goes on where the work stopped.
    pub fn restore(self) -> Restored {
        let sources = SourceStore::staged(&self.folder.join(DOCUMENTS), self.pack_file.as_deref())
            .with_places(self.places);
        Restored {
            session: Session {
                _chore: on_signal(clear_when_ended(&self.folder)),
                folder: self.folder,
                sources,
                _lock: self.lock,
            },
            pack: self.pack,
            pack_file: self.pack_file,
            known: self.known,
        }
    }

    /// Throws the unsaved work away.
    ///
    /// # Errors
    /// [`StoreError::Write`] when the folder can't be removed.
    pub fn discard(self) -> Result<(), StoreError> {
        remove_session(&self.folder)
    }
}

/// Removes what programs left in the data folder that ended without closing their sessions. Unsaved
/// work stays.
///
/// # Errors
/// [`StoreError`] when the data folder can't be read.
pub fn clear_sessions(data: &Path) -> Result<(), StoreError> {
    for (folder, _lock) in ended_sessions(data)? {
        clear_if_needless(&folder);
    }
    Ok(())
}

/// Sessions that ended without being closed and hold work that is not in their pack file, newest
/// first. Removes the folders of those that hold none.
///
/// # Errors
/// [`StoreError`] when the data folder can't be read. A session that can't be read is left alone.
pub fn recoverable_sessions(data: &Path) -> Result<Vec<Recoverable>, StoreError> {
    let ended = ended_sessions(data)?.into_iter();
    let mut found: Vec<Recoverable> = ended
        .filter_map(|(folder, lock)| examine(folder, lock, Places::in_folder(data)))
        .collect();
    found.sort_by(|one, other| {
        other
            .written
            .cmp(&one.written)
            .then(other.folder.cmp(&one.folder))
    });
    Ok(found)
}

/// The folders of sessions that are not alive, each locked.
fn ended_sessions(data: &Path) -> Result<Vec<(PathBuf, File)>, StoreError> {
    let sessions = sessions_folder(data);
    if !sessions.is_dir() {
        return Ok(Vec::new());
    }
    let _guard = guard(&sessions)?;
    let mut ended = Vec::new();
    for entry in fs::read_dir(&sessions).map_err(StoreError::read(&sessions))? {
        let folder = entry.map_err(StoreError::read(&sessions))?.path();
        if folder.is_dir()
            && let Ok(Some(lock)) = take_lock(&folder)
        {
            ended.push((folder, lock));
        }
    }
    Ok(ended)
}

/// Removes the folder of a session that holds no unsaved work; whether it held none.
fn clear_if_needless(folder: &Path) -> bool {
    let is_needless = !folder.join(RECOVERY).exists();
    if is_needless {
        take_back_copies(folder);
        // Nothing to lose, and nobody to tell should it not go: the next start tries again.
        let _ = remove_session(folder);
    }
    is_needless
}

/// Removes the folder of a session if a signal ends the program, unless there is unsaved work.
fn clear_when_ended(folder: &Path) -> impl FnOnce() + Send + use<> {
    let folder = folder.to_owned();
    move || {
        // Once it has another name, no more work is kept in it that could go with it.
        let aside = folder.with_extension("ended");
        if fs::rename(&folder, &aside).is_ok() && !clear_if_needless(&aside) {
            let _ = fs::rename(&aside, &folder);
        }
    }
}

/// Removes what was copied beside a new pack, except what the pack file needs that is there now:
/// all of it, if the pack was not written in the end.
fn take_back_copies(folder: &Path) {
    let making = folder.join(MAKING);
    let Some(pack) = read_origin(&making).and_then(|origin| origin.pack_file) else {
        return;
    };
    let pack = PathBuf::from(pack);
    lock::clear_away(&pack);
    disk::clear_away(disk::parent(&pack));
    let beside = documents_folder(&pack);
    disk::clear_away(&beside);
    if let (Some(needed), Ok(copied)) = (names_beside(&pack), fs::read_dir(folder.join(DOCUMENTS)))
    {
        let copied = copied.flatten().map(|entry| entry.file_name());
        for name in copied.filter(|name| !needed.contains(name)) {
            let _ = fs::remove_file(beside.join(name));
        }
        // Goes only if it is empty.
        let _ = fs::remove_dir(beside);
    }
    let _ = fs::remove_file(making);
}

/// The unsaved work in the folder of a session that is not alive.
fn examine(folder: PathBuf, lock: File, places: Places) -> Option<Recoverable> {
    let recovery = folder.join(RECOVERY);
    if clear_if_needless(&folder) {
        return None;
    }
    let Loaded {
        pack,
        places: carried,
        ..
    } = load(&recovery).ok()?;
    places.carry_over(&carried);
    let written = fs::metadata(&recovery)
        .and_then(|data| data.modified())
        .ok();
    let Origin { pack_file, known } = read_origin(&folder.join(ORIGIN)).unwrap_or_default();
    let pack_file = pack_file.map(PathBuf::from);
    // The process may have died between saving and noting that it saved.
    let saved = pack_file.as_deref().and_then(|file| load(file).ok());
    if saved.is_some_and(|saved| saved.pack == without_unused_sources(&pack)) {
        let _ = remove_session(&folder);
        return None;
    }
    Some(Recoverable {
        title: pack.title.clone(),
        pack_file,
        written: written
            .and_then(|time| Timestamp::try_from(time).ok())
            .unwrap_or_default(),
        known,
        pack,
        folder,
        places,
        lock,
    })
}

fn sessions_folder(data: &Path) -> PathBuf {
    data.join("sessions")
}

/// Keeps two processes from starting and clearing away a session at the same time.
fn guard(sessions: &Path) -> Result<File, StoreError> {
    let path = sessions.join(LOCK);
    let file = open_lock(&path).map_err(StoreError::write(&path))?;
    match file.lock() {
        // Where the file system has no locks, going on without is better than not starting.
        Err(error) if error.kind() == std::io::ErrorKind::Unsupported => Ok(file),
        result => result.map(|()| file).map_err(StoreError::write(&path)),
    }
}

/// `None` when the session is alive.
fn take_lock(folder: &Path) -> Result<Option<File>, StoreError> {
    let path = folder.join(LOCK);
    let file = open_lock(&path).map_err(StoreError::write(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(StoreError::write(&path)(error)),
    }
}

fn open_lock(path: &Path) -> std::io::Result<File> {
    File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

fn write_origin(file: &Path, pack: Option<(&Path, &FileState)>) -> Result<(), StoreError> {
    let wording = |path| {
        super::pack_file::resolve(path)
            .to_string_lossy()
            .into_owned()
    };
    let origin = Origin {
        pack_file: pack.map(|(path, _)| wording(path)),
        known: pack.map(|(_, known)| known.clone()).unwrap_or_default(),
    };
    let text = ron::to_string(&origin)?;
    disk::replace(file, text.as_bytes(), &unwatched)
}

fn read_origin(file: &Path) -> Option<Origin> {
    let text = fs::read_to_string(file).ok()?;
    ron::from_str(&text).ok()
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::write(path)(error))
        }
        _ => Ok(()),
    }
}

/// Unsaved work goes first: should the rest fail, nobody is offered work without its sources.
fn remove_session(folder: &Path) -> Result<(), StoreError> {
    remove_if_there(&folder.join(RECOVERY))?;
    fs::remove_dir_all(folder).map_err(StoreError::write(folder))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::pack::{Body, Media};
    use crate::store::test_support::{document, save_over_what_is_there as save, text_source};

    fn pack_with_words(sources: &SourceStore) -> Pack {
        let mut pack = Pack::new("Summit");
        let id = sources.put(b"words", Media::PlainText).unwrap();
        let mut document = document(pack.allocate_id(), "Words");
        document.body = Body::Source {
            source: id.clone(),
            extent: crate::pack::Extent::Whole,
        };
        pack.outline.push(document.into());
        Arc::make_mut(&mut pack.sources).insert(id, text_source("a.txt", 5));
        pack
    }

    fn session_folders(data: &Path) -> usize {
        fs::read_dir(sessions_folder(data))
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().path().is_dir())
            .count()
    }

    #[test]
    fn work_that_was_never_saved_comes_back_with_its_sources() {
        let data = tempfile::tempdir().unwrap();
        let session = Session::begin(data.path(), None).unwrap();
        let pack = pack_with_words(session.sources());
        session.autosave().write(&pack).unwrap();
        assert!(
            recoverable_sessions(data.path()).unwrap().is_empty(),
            "it is alive"
        );

        drop(session);
        let mut found = recoverable_sessions(data.path()).unwrap();
        assert_eq!(found.len(), 1);
        assert!(
            recoverable_sessions(data.path()).unwrap().is_empty(),
            "it is being offered"
        );
        let found = found.remove(0);
        assert_eq!((found.title.as_str(), &found.pack_file), ("Summit", &None));
        let restored = found.restore();
        assert_eq!(restored.pack, pack);
        for (id, source) in restored.pack.sources.iter() {
            restored.session.sources().read(id, source).unwrap();
        }
        restored.session.close().unwrap();
        assert_eq!(session_folders(data.path()), 0);
    }

    #[test]
    fn discarded_work_does_not_come_back() {
        let data = tempfile::tempdir().unwrap();
        let session = Session::begin(data.path(), None).unwrap();
        session.autosave().write(&Pack::new("A")).unwrap();
        drop(session);
        for found in recoverable_sessions(data.path()).unwrap() {
            found.discard().unwrap();
        }
        assert!(recoverable_sessions(data.path()).unwrap().is_empty());
        assert_eq!(session_folders(data.path()), 0);
    }

    #[test]
    fn saved_work_is_not_offered() {
        let data = tempfile::tempdir().unwrap();
        let desk = tempfile::tempdir().unwrap();
        let file = desk.path().join("Summit.ron");
        let session = Session::begin(data.path(), None).unwrap();
        let mut pack = pack_with_words(session.sources());
        session.autosave().write(&pack).unwrap();
        let saved = save(&file, &pack, session.sources()).unwrap();
        session.autosave().saved(&file, &saved.state).unwrap();
        drop(session);
        assert!(recoverable_sessions(data.path()).unwrap().is_empty());

        // Died right after saving: what was kept equals the file.
        let session = Session::begin(data.path(), Some((&file, &saved.state))).unwrap();
        session.autosave().write(&pack).unwrap();
        drop(session);
        assert!(recoverable_sessions(data.path()).unwrap().is_empty());

        // Died with a change that is not in the file.
        let session = Session::begin(data.path(), Some((&file, &saved.state))).unwrap();
        pack.title = "Changed".to_owned();
        session.autosave().write(&pack).unwrap();
        drop(session);
        let found = recoverable_sessions(data.path()).unwrap();
        assert_eq!(found.len(), 1);
        let restored = found.into_iter().next().unwrap().restore();
        assert_eq!(restored.pack_file.as_deref(), Some(&*file));
        assert_eq!(
            restored.known, saved.state,
            "the next save compares with it"
        );
    }

    #[test]
    fn a_session_that_kept_nothing_is_cleared_away() {
        let data = tempfile::tempdir().unwrap();
        drop(Session::begin(data.path(), None).unwrap());
        assert!(recoverable_sessions(data.path()).unwrap().is_empty());
        assert_eq!(session_folders(data.path()), 0);
    }

    #[test]
    fn recovery_that_cannot_be_read_is_left_alone() {
        let data = tempfile::tempdir().unwrap();
        let session = Session::begin(data.path(), None).unwrap();
        fs::write(session.folder.join(RECOVERY), "(format_version: 99)").unwrap();
        drop(session);
        assert!(recoverable_sessions(data.path()).unwrap().is_empty());
        assert_eq!(session_folders(data.path()), 1);
    }

    #[test]
    fn a_data_folder_that_is_a_file_is_named() {
        let data = tempfile::NamedTempFile::new().unwrap();
        let error = Session::begin(data.path(), None).unwrap_err();
        let name = data
            .path()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        assert!(error.to_string().contains(&name), "{error}");
    }
}
