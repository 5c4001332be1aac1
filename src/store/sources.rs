//! The bytes that documents are made from.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use super::disk::{self, Staged, Watch, unwatched};
use super::files::open_file;
use super::{PassingFolder, Places, SourceError, StoreError, documents_folder};
use crate::pack::{Media, Pack, Source, SourceId};

/// Where the sources of one open pack lie: beside its file, and in its session's folder for those
/// not saved yet. Clones share one state.
#[derive(Debug, Clone)]
pub struct SourceStore {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Where new sources go; `None` for beside the pack.
    staging: Option<PathBuf>,
    /// The pack file; `None` for a pack that was never saved.
    pack: RwLock<Option<PathBuf>>,
    /// Where on this machine sources came from, where that is kept.
    places: Option<Places>,
    /// What was found when a file was last hashed.
    hashed: Mutex<HashMap<PathBuf, Hashed>>,
}

/// A file's hash, good for as long as its length and time do not change.
#[derive(Debug, Clone)]
struct Hashed {
    length: u64,
    modified: Option<SystemTime>,
    id: SourceId,
}

/// Whether the bytes of a source can be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceState {
    /// They are there, and are what was added.
    Present,
    /// There is no file.
    Missing,
    /// There is a file with other bytes.
    Altered,
    /// There is a file that can't or mustn't be read; with the reason.
    Unreadable(String),
}

impl SourceStore {
    /// The sources of a saved pack; new ones are written beside it.
    pub fn beside(pack: &Path) -> Self {
        Self::new(None, Some(pack))
    }

    /// The sources of a pack that is being worked on; new ones go to the folder `staging`, and
    /// beside the pack when it is saved.
    pub fn staged(staging: &Path, pack: Option<&Path>) -> Self {
        Self::new(Some(staging), pack)
    }

    fn new(staging: Option<&Path>, pack: Option<&Path>) -> Self {
        Self {
            inner: Arc::new(Inner {
                staging: staging.map(Path::to_owned),
                pack: RwLock::new(pack.map(super::pack_file::resolve)),
                places: None,
                hashed: Mutex::default(),
            }),
        }
    }

    /// The same, for a person whose places are known. Asked of a store that was just made.
    #[must_use]
    pub fn with_places(mut self, places: Places) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            inner.places = Some(places);
        }
        self
    }

    /// Where on this machine sources came from, where that is kept.
    pub fn places(&self) -> Option<&Places> {
        self.inner.places.as_ref()
    }

    /// The pack file, unless the pack was never saved.
    pub fn pack_file(&self) -> Option<PathBuf> {
        self.inner
            .pack
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn set_pack_file(&self, pack: &Path) {
        *self
            .inner
            .pack
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(pack.to_owned());
    }

    /// Every file that holds, or may hold, bytes of the pack: an export must not overwrite them.
    pub fn folders(&self) -> Vec<PathBuf> {
        let beside = self.pack_file().map(|pack| documents_folder(&pack));
        beside
            .into_iter()
            .chain(self.inner.staging.clone())
            .collect()
    }

    /// Keeps new bytes, before any document names them.
    ///
    /// # Errors
    /// [`StoreError::Write`] when the disk does not take them.
    pub fn put(&self, bytes: &[u8], media: Media) -> Result<SourceId, StoreError> {
        let id = disk::hash(bytes);
        let folder = self.new_sources_folder()?;
        let file = folder.join(format!("{id}.{}", media.extension()));
        if self.hash_of(&file).is_ok_and(|found| found == id) {
            return Ok(id);
        }
        disk::create_folder(&folder, &unwatched)?;
        disk::replace(&file, bytes, &unwatched)?;
        Ok(id)
    }

    fn new_sources_folder(&self) -> Result<PathBuf, StoreError> {
        match (&self.inner.staging, self.pack_file()) {
            (Some(staging), _) => Ok(staging.clone()),
            (None, Some(pack)) => own_documents_folder(&pack),
            (None, None) => Err(StoreError::NoDataFolder),
        }
    }

    /// A folder for what is needed only while something is done with the sources.
    ///
    /// # Errors
    /// [`StoreError::Write`] when the disk does not take it.
    pub fn passing_folder(&self) -> Result<PassingFolder, StoreError> {
        let staging = self.inner.staging.as_ref();
        let place = staging.ok_or(StoreError::NoDataFolder)?;
        disk::create_folder(place, &unwatched)?;
        PassingFolder::new_in(place).map_err(StoreError::write(place))
    }

    /// A source's bytes, after making sure that they are those that were added.
    ///
    /// # Errors
    /// [`SourceError`] says whether they are missing, altered or out of bounds.
    pub fn read(&self, id: &SourceId, source: &Source) -> Result<Arc<[u8]>, SourceError> {
        self.first_good(id, source, |file, name| {
            let mut bytes = Vec::new();
            open_file(file)
                .map_err(unreadable(file, name))?
                .read_to_end(&mut bytes)
                .map_err(unreadable(file, name))?;
            if disk::hash(&bytes) == *id {
                Ok(Arc::from(bytes))
            } else {
                Err(altered(file, name))
            }
        })
    }

    /// Makes sure that a source's bytes can be had. The first time this reads the whole file;
    /// after that only when the file's length or time has changed.
    ///
    /// # Errors
    /// As [`SourceStore::read`].
    pub fn check(&self, id: &SourceId, source: &Source) -> Result<(), SourceError> {
        self.find(id, source).map(|_| ())
    }

    /// Whether a source's bytes can be had; as [`SourceStore::check`].
    pub fn state(&self, id: &SourceId, source: &Source) -> SourceState {
        match self.check(id, source) {
            Ok(()) => SourceState::Present,
            Err(SourceError::Missing { .. }) => SourceState::Missing,
            Err(SourceError::Altered { .. }) => SourceState::Altered,
            Err(error) => SourceState::Unreadable(error.to_string()),
        }
    }

    /// Mends a missing or altered source from the file that the person pointed to.
    ///
    /// # Errors
    /// [`SourceError::NotTheSame`] when its content is not what was added.
    pub fn locate(
        &self,
        id: &SourceId,
        source: &Source,
        candidate: &Path,
    ) -> Result<(), SourceError> {
        let not_the_same = || SourceError::NotTheSame {
            name: source.name.clone(),
            file: candidate.to_owned(),
        };
        let failed = || unreadable(candidate, &source.name);
        let mut content = open_file(candidate).map_err(failed())?;
        let length = content.metadata().map_err(failed())?.len();
        if length != source.size_bytes {
            return Err(not_the_same());
        }
        let folder = self.new_sources_folder()?;
        disk::create_folder(&folder, &unwatched)?;
        let target = folder.join(source.file_name(id));
        let copy = Staged::copy(&target, &mut content, candidate, &unwatched)?;
        if copy.id != *id {
            return Err(not_the_same());
        }
        copy.commit(&unwatched)?;
        disk::sync_folder(&folder, &unwatched)?;
        Ok(())
    }

    /// Copies every source of a pack beside the pack file, where it is not there yet. Returns
    /// those that could not be had: they stay missing.
    pub(super) fn copy_beside(
        &self,
        path: &Path,
        pack: &Pack,
        watch: Watch<'_>,
    ) -> Result<Vec<SourceId>, StoreError> {
        let folder = own_documents_folder(path)?;
        let mut missing = Vec::new();
        let mut copied = false;
        for (id, source) in pack.sources.iter() {
            let target = folder.join(source.file_name(id));
            let is_there = check_inside(&target, &folder, &source.name)
                .is_ok_and(|()| self.hash_of(&target).is_ok_and(|found| found == *id));
            if is_there {
                continue;
            }
            let Ok(from) = self.find(id, source) else {
                missing.push(id.clone());
                continue;
            };
            disk::create_folder(&folder, watch)?;
            let mut content = open_file(&from).map_err(StoreError::read(&from))?;
            let copy = Staged::copy(&target, &mut content, &from, watch)?;
            if copy.id != *id {
                return Err(StoreError::ChangedWhileCopied { file: from });
            }
            copy.commit(watch)?;
            if let Ok(metadata) = fs::metadata(&target) {
                self.remember(&target, &metadata, id);
            }
            copied = true;
        }
        if copied {
            disk::sync_folder(&folder, watch)?;
        }
        Ok(missing)
    }

    /// Takes files that are not `needed` any more from beside the pack. The session keeps them, so
    /// that undo finds them; without a session they stay. Only files that were used here before
    /// are touched: others may be a colleague's. A file that can't be moved stays, which harms
    /// nothing.
    pub(super) fn retire(&self, path: &Path, needed: &BTreeSet<SourceId>) {
        let Some(staging) = &self.inner.staging else {
            return;
        };
        let folder = documents_folder(path);
        let unneeded: Vec<(PathBuf, SourceId)> = self
            .inner
            .hashed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .filter(|(file, hashed)| file.parent() == Some(&folder) && !needed.contains(&hashed.id))
            .map(|(file, hashed)| (file.clone(), hashed.id.clone()))
            .collect();
        for (file, id) in unneeded {
            if self.keep_in(staging, &file, &id).is_ok() {
                let _ = fs::remove_file(&file);
            }
        }
    }

    /// Copies what a pack is made from into the session, for one who has the pack open while
    /// somebody else holds its lock, and with it the right to take papers out of its folder.
    /// Sources that are missing stay missing.
    ///
    /// # Errors
    /// [`StoreError`] for the first that can't be copied.
    pub fn keep_in_session(&self, pack: &Pack) -> Result<(), StoreError> {
        let Some(staging) = &self.inner.staging else {
            return Ok(());
        };
        for (id, source) in pack.sources.iter() {
            if let Ok(file) = self.find(id, source) {
                self.keep_in(staging, &file, id)?;
            }
        }
        Ok(())
    }

    fn keep_in(&self, staging: &Path, file: &Path, id: &SourceId) -> Result<(), StoreError> {
        let target = staging.join(file.file_name().unwrap_or_default());
        if self.hash_of(&target).is_ok_and(|found| found == *id) {
            return Ok(());
        }
        disk::create_folder(staging, &unwatched)?;
        let mut content = open_file(file).map_err(StoreError::read(file))?;
        let copy = Staged::copy(&target, &mut content, file, &unwatched)?;
        if copy.id != *id {
            return Err(StoreError::ChangedWhileCopied {
                file: file.to_owned(),
            });
        }
        copy.commit(&unwatched)
    }

    /// The file that holds a source's bytes.
    fn find(&self, id: &SourceId, source: &Source) -> Result<PathBuf, SourceError> {
        self.first_good(id, source, |file, name| {
            if self.hash_of(file).map_err(unreadable(file, name))? == *id {
                Ok(file.to_owned())
            } else {
                Err(altered(file, name))
            }
        })
    }

    /// What `take` makes of the first file that it accepts; otherwise the first real complaint.
    fn first_good<T>(
        &self,
        id: &SourceId,
        source: &Source,
        take: impl Fn(&Path, &str) -> Result<T, SourceError>,
    ) -> Result<T, SourceError> {
        let folders = self.folders();
        let mut complaint = None;
        for folder in &folders {
            let file = folder.join(source.file_name(id));
            if fs::symlink_metadata(&file)
                .is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
            {
                continue;
            }
            match check_inside(&file, folder, &source.name).and_then(|()| take(&file, &source.name))
            {
                Ok(found) => return Ok(found),
                Err(error) => complaint = complaint.or(Some(error)),
            }
        }
        Err(complaint.unwrap_or_else(|| SourceError::Missing {
            name: source.name.clone(),
            folder: folders.into_iter().next().unwrap_or_default(),
        }))
    }

    /// The SHA-256 of a file, remembered for as long as its length and time stay the same.
    fn hash_of(&self, file: &Path) -> io::Result<SourceId> {
        let metadata = fs::metadata(file)?;
        let (length, modified) = (metadata.len(), metadata.modified().ok());
        let remembered = || {
            self.inner
                .hashed
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(hashed) = remembered().get(file)
            && modified.is_some()
            && (hashed.length, hashed.modified) == (length, modified)
        {
            return Ok(hashed.id.clone());
        }
        let id = disk::hash_reader(&mut open_file(file)?)?;
        self.remember(file, &metadata, &id);
        Ok(id)
    }

    /// Remembers a file's hash with its length and time from before it was read, so that a change
    /// in between shows.
    fn remember(&self, file: &Path, metadata: &fs::Metadata, id: &SourceId) {
        let hashed = Hashed {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            id: id.clone(),
        };
        let hashes = self.inner.hashed.lock();
        hashes
            .unwrap_or_else(PoisonError::into_inner)
            .insert(file.to_owned(), hashed);
    }
}

/// The documents folder of a pack, unless it is a link that leads out of the pack's folder.
fn own_documents_folder(pack: &Path) -> Result<PathBuf, StoreError> {
    let folder = documents_folder(pack);
    match (folder.canonicalize(), disk::parent(pack).canonicalize()) {
        (Ok(real), Ok(home)) if !real.starts_with(&home) => {
            Err(StoreError::LeadsOutside { folder })
        }
        _ => Ok(folder),
    }
}

/// Refuses a source whose path, with links followed, leaves the folder above the documents folder.
fn check_inside(file: &Path, folder: &Path, name: &str) -> Result<(), SourceError> {
    let refused = || SourceError::LeadsOutside {
        name: name.to_owned(),
        file: file.to_owned(),
    };
    let real = file.canonicalize().map_err(|_| refused())?;
    let home = disk::parent(folder)
        .canonicalize()
        .map_err(unreadable(folder, name))?;
    if real.starts_with(home) {
        Ok(())
    } else {
        Err(refused())
    }
}

fn altered(file: &Path, name: &str) -> SourceError {
    SourceError::Altered {
        name: name.to_owned(),
        file: file.to_owned(),
    }
}

fn unreadable(file: &Path, name: &str) -> impl FnOnce(io::Error) -> SourceError {
    |error| SourceError::Unreadable {
        name: name.to_owned(),
        file: file.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::test_support::text_source;

    #[test]
    fn bytes_put_in_come_out() {
        let folder = tempfile::tempdir().unwrap();
        let store = SourceStore::staged(folder.path(), None);
        let id = store.put(b"words", Media::PlainText).unwrap();
        let source = text_source("a.txt", 5);
        assert_eq!(&*store.read(&id, &source).unwrap(), b"words");
        assert_eq!(store.state(&id, &source), SourceState::Present);
    }

    #[test]
    fn a_missing_and_an_altered_source_show_and_are_mended() {
        let folder = tempfile::tempdir().unwrap();
        let staging = folder.path().join("staging");
        let store = SourceStore::staged(&staging, None);
        let id = store.put(b"the right words", Media::PlainText).unwrap();
        let source = text_source("a.txt", 15);
        let file = staging.join(source.file_name(&id));

        fs::write(&file, b"other words").unwrap();
        assert_eq!(store.state(&id, &source), SourceState::Altered);
        assert!(matches!(
            store.read(&id, &source),
            Err(SourceError::Altered { .. })
        ));

        fs::remove_file(&file).unwrap();
        assert_eq!(store.state(&id, &source), SourceState::Missing);

        let elsewhere = folder.path().join("copy of a.txt");
        fs::write(&elsewhere, b"the wrong words").unwrap();
        let error = store.locate(&id, &source, &elsewhere).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("is not the file that was added as 'a.txt'"),
            "{error}"
        );
        assert_eq!(store.state(&id, &source), SourceState::Missing);

        fs::write(&elsewhere, b"the right words").unwrap();
        store.locate(&id, &source, &elsewhere).unwrap();
        assert_eq!(&*store.read(&id, &source).unwrap(), b"the right words");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_neither_a_source_nor_the_file_that_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let store = SourceStore::staged(folder.path(), None);
        let id = store.put(b"words", Media::PlainText).unwrap();
        let source = text_source("a.txt", 5);
        let file = folder.path().join(source.file_name(&id));
        fs::remove_file(&file).unwrap();
        crate::store::test_support::make_pipe(&file);
        for error in [
            store.locate(&id, &source, &file).unwrap_err(),
            store.read(&id, &source).unwrap_err(),
        ] {
            assert!(error.to_string().contains("a pipe"), "{error}");
        }
    }

    #[test]
    fn a_good_copy_in_the_session_stands_in_for_an_altered_one_beside_the_pack() {
        let folder = tempfile::tempdir().unwrap();
        let pack = folder.path().join("P.ron");
        let store = SourceStore::staged(&folder.path().join("staging"), Some(&pack));
        let id = store.put(b"words", Media::PlainText).unwrap();
        let source = text_source("a.txt", 5);
        let beside = documents_folder(&pack);
        fs::create_dir(&beside).unwrap();
        fs::write(beside.join(source.file_name(&id)), b"sword").unwrap();
        assert_eq!(&*store.read(&id, &source).unwrap(), b"words");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let secret = outside.path().join("secret.txt");
        fs::write(&secret, b"words").unwrap();
        let pack = folder.path().join("P.ron");
        let beside = documents_folder(&pack);
        fs::create_dir(&beside).unwrap();
        let (id, source) = (disk::hash(b"words"), text_source("a.txt", 5));
        std::os::unix::fs::symlink(&secret, beside.join(source.file_name(&id))).unwrap();

        let store = SourceStore::beside(&pack);
        let error = store.read(&id, &source).unwrap_err();
        assert!(matches!(error, SourceError::LeadsOutside { .. }), "{error}");
        assert!(matches!(
            store.state(&id, &source),
            SourceState::Unreadable(_)
        ));
    }

    #[cfg(unix)]
    #[test]
    fn a_documents_folder_that_leads_out_is_not_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let pack = folder.path().join("P.ron");
        std::os::unix::fs::symlink(outside.path(), documents_folder(&pack)).unwrap();
        let error = SourceStore::beside(&pack)
            .put(b"words", Media::PlainText)
            .unwrap_err();
        assert!(matches!(error, StoreError::LeadsOutside { .. }), "{error}");
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    }
}
