//! Writing a file so that the old one or the new one is there, never half of one.

use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::StoreError;
use super::files::{NotAFile, check_target};
use super::passing::is_left;
use crate::ending::{Chore, make_with_chore, unless_ending};
use crate::pack::SourceId;

/// What is about to be done to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    CreateFolder,
    CreateTemporary,
    Write,
    Commit,
    SyncFolder,
}

/// Is told each step before it is done; an error takes the place of the step. Tests make saving
/// fail, or the process die, at every single step.
pub(super) type Watch<'a> = &'a dyn Fn(Step, &Path) -> io::Result<()>;

/// Lets every step happen.
pub(super) fn unwatched(_: Step, _: &Path) -> io::Result<()> {
    Ok(())
}

const CHUNK_BYTES: usize = 256 * 1024;

/// How the names of files begin and end that are being written.
const TEMPORARY: (&str, &str) = (".briefpack-", ".tmp");
/// How often another temporary file is made where one was cleared away just as it was made.
const ATTEMPTS: usize = 8;

/// A new file, written under a temporary name in the folder of the file it will replace, and locked
/// as long as it has that name. Dropping it leaves no trace, nor does a signal.
pub(super) struct Staged {
    file: NamedTempFile,
    _chore: Chore,
    path: PathBuf,
    /// The file whose permissions it gets.
    like: Option<Metadata>,
    /// The SHA-256 of what was written.
    pub(super) id: SourceId,
}

impl Staged {
    /// Copies all of `content`, which comes from the file `from`. The new file gets the permissions
    /// of the one that it replaces, or those that the system gives to new files.
    pub(super) fn copy(
        path: &Path,
        content: &mut dyn Read,
        from: &Path,
        watch: Watch<'_>,
    ) -> Result<Self, StoreError> {
        let like = replaced(path).map_err(StoreError::write(path))?;
        Self::copy_like(path, (content, from), like, watch)
    }

    /// The same, with the permissions of this file.
    pub(super) fn copy_like(
        path: &Path,
        (content, from): (&mut dyn Read, &Path),
        like: Option<Metadata>,
        watch: Watch<'_>,
    ) -> Result<Self, StoreError> {
        let fail = || StoreError::write(path);
        watch(Step::CreateTemporary, path).map_err(fail())?;
        replaced(path).map_err(fail())?;
        let (mut file, chore) = temporary(parent(path), like.as_ref()).map_err(fail())?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            let length = match content.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(StoreError::read(from)(error)),
            };
            let chunk = buffer.get(..length).unwrap_or_default();
            hash.update(chunk);
            watch(Step::Write, path).map_err(fail())?;
            file.write_all(chunk).map_err(fail())?;
        }
        Ok(Self {
            file,
            _chore: chore,
            path: path.to_owned(),
            like,
            id: SourceId::from_digest(hash.finalize().into()),
        })
    }

    /// An empty file, to be written to by [`Self::handle`]; `id` means nothing then.
    pub(super) fn empty(path: &Path) -> Result<Self, StoreError> {
        Self::write(path, &[], &unwatched)
    }

    /// The file that it will replace.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The file, for writing into it.
    pub(super) fn handle(&self) -> io::Result<File> {
        self.file.as_file().try_clone()
    }

    /// Writes `bytes`.
    pub(super) fn write(path: &Path, bytes: &[u8], watch: Watch<'_>) -> Result<Self, StoreError> {
        Self::copy(path, &mut &*bytes, path, watch)
    }

    /// Flushes the file and puts it in the place of the old one. The folder must be flushed after
    /// it, by [`sync_folder`], for the change to outlast a power cut.
    pub(super) fn commit(self, watch: Watch<'_>) -> Result<(), StoreError> {
        let fail = || StoreError::write(&self.path);
        watch(Step::Commit, &self.path).map_err(fail())?;
        if let Some(like) = &self.like {
            take_over_permissions(self.file.as_file(), like);
        }
        self.file.as_file().sync_all().map_err(fail())?;
        let put = self.file.persist(&self.path);
        put.map_err(|failed| fail()(failed.error))?;
        Ok(())
    }
}

/// The file that a new one will replace. A link to nothing is replaced itself.
fn replaced(path: &Path) -> io::Result<Option<Metadata>> {
    match check_target(path) {
        Err(error) if NotAFile::of(&error) == Some(NotAFile::DeadLink) => Ok(None),
        found => found,
    }
}

/// A new file in `folder`, locked so that nobody clears it away while it is being written. From its
/// beginning no more people may read it than the file that it is like.
fn temporary(folder: &Path, like: Option<&Metadata>) -> io::Result<(NamedTempFile, Chore)> {
    let (prefix, suffix) = TEMPORARY;
    for _ in 0..ATTEMPTS {
        let mut builder = tempfile::Builder::new();
        builder.prefix(prefix).suffix(suffix);
        begin_like(&mut builder, like);
        let (file, chore) = make_with_chore(
            || builder.tempfile_in(folder),
            |file| {
                let path = file.path().to_owned();
                move || {
                    let _ = fs::remove_file(path);
                }
            },
        )?;
        let is_taken = matches!(file.as_file().try_lock(), Err(TryLockError::WouldBlock));
        // Between its making and its locking it may have been taken for one that was left.
        if !is_taken && file.path().exists() {
            return Ok((file, chore));
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

/// The system takes the umask off this.
#[cfg(unix)]
fn begin_like(builder: &mut tempfile::Builder<'_, '_>, like: Option<&Metadata>) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let mode = like.map_or(0o666, |like| like.mode() & 0o666 | 0o200);
    builder.permissions(fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn begin_like(_: &mut tempfile::Builder<'_, '_>, _: Option<&Metadata>) {}

/// Gives a file the owner, group and permissions of another, as far as the system lets us. Where
/// its group is another, that group may do no more than everybody.
#[cfg(unix)]
fn take_over_permissions(file: &File, like: &Metadata) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let Ok(about) = file.metadata() else {
        return;
    };
    let (owner, group) = (like.uid(), like.gid());
    let mut mode = like.mode() & 0o777;
    if (about.uid(), about.gid()) != (owner, group)
        && fchown(file, Some(owner), Some(group)).is_err()
        && about.gid() != group
        && fchown(file, None, Some(group)).is_err()
    {
        mode &= 0o707 | ((mode & 0o007) << 3);
    }
    // Some network drives have no permissions to set.
    let _ = file.set_permissions(fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn take_over_permissions(_: &File, _: &Metadata) {}

/// Removes from a folder what writers left there that were killed.
pub(super) fn clear_away(folder: &Path) {
    let (prefix, suffix) = TEMPORARY;
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(prefix)
            && name.ends_with(suffix)
            && let Some(_lock) = is_left(&entry.path())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Replaces the content of a file, and flushes its folder.
pub(super) fn replace(path: &Path, bytes: &[u8], watch: Watch<'_>) -> Result<(), StoreError> {
    Staged::write(path, bytes, watch)?.commit(watch)?;
    sync_folder(parent(path), watch)
}

/// Creates a folder if it is not there. The one above it must be: a mistyped path is an error.
pub(super) fn create_folder(folder: &Path, watch: Watch<'_>) -> Result<(), StoreError> {
    if folder.is_dir() {
        return Ok(());
    }
    watch(Step::CreateFolder, folder)
        .and_then(|()| unless_ending(|| fs::create_dir(folder)))
        .map_err(StoreError::write(folder))?;
    sync_folder(parent(folder), watch)
}

/// Makes renames within a folder outlast a power cut.
pub(super) fn sync_folder(folder: &Path, watch: Watch<'_>) -> Result<(), StoreError> {
    watch(Step::SyncFolder, folder)
        .and_then(|()| flush_folder(folder))
        .map_err(StoreError::write(folder))
}

#[cfg(unix)]
fn flush_folder(folder: &Path) -> io::Result<()> {
    match fs::File::open(folder)?.sync_all() {
        // Some network file systems have no way to flush a folder: the rename is done all the same.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        result => result,
    }
}

/// Windows cannot open a folder as a file; NTFS journals renames itself.
#[cfg(not(unix))]
fn flush_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The folder a file lies in; `.` for a bare name.
pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The SHA-256 of bytes.
pub(super) fn hash(bytes: &[u8]) -> SourceId {
    SourceId::from_digest(Sha256::digest(bytes).into())
}

/// The SHA-256 of everything a reader gives.
///
/// # Errors
/// Those of the reader.
pub fn hash_reader(reader: &mut dyn Read) -> io::Result<SourceId> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; CHUNK_BYTES];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(SourceId::from_digest(hash.finalize().into())),
            Ok(length) => hash.update(buffer.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};

    use super::*;
    use crate::ending::watch_signals;
    use crate::pack::Pack;
    use crate::store::{FileState, PackLock, Session, recoverable_sessions};

    const FOLDER: &str = "BRIEFPACK_TEST_FOLDER";

    /// Runs in a process of its own, which is ended in the middle of its work.
    fn work_until_ended(folder: &Path) {
        watch_signals().unwrap();
        let file = folder.join("Summit.ron");
        let _lock = PackLock::acquire(&file).unwrap();
        let data = folder.join("data");
        let known = FileState::of(&file).unwrap();
        let unsaved = Session::begin(&data, Some((&file, &known))).unwrap();
        unsaved.autosave().write(&Pack::new("Unsaved")).unwrap();
        let _saved = Session::begin(&data, None).unwrap();
        let _staged = Staged::write(&file, b"new", &unwatched).unwrap();
        let id = std::process::id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().unwrap();
        std::thread::sleep(std::time::Duration::from_secs(60));
    }

    #[test]
    fn a_signal_leaves_unsaved_work_and_nothing_else() {
        if let Some(folder) = std::env::var_os(FOLDER) {
            work_until_ended(Path::new(&folder));
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("Summit.ron"), "old").unwrap();
        let ended = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "store::disk::tests::a_signal_leaves_unsaved_work_and_nothing_else",
            ])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert_eq!(ended.signal(), Some(15), "{ended}");
        let names = |folder: &Path| {
            let names = fs::read_dir(folder).unwrap().flatten();
            let mut names: Vec<_> = names.map(|entry| entry.file_name()).collect();
            names.sort();
            names
        };
        assert_eq!(names(folder.path()), ["Summit.ron", "data"]);
        let data = folder.path().join("data");
        // The work that is unsaved, and the lock of them all.
        assert_eq!(names(&data.join("sessions")).len(), 2);
        let found = recoverable_sessions(&data).unwrap();
        assert_eq!(found[0].title, "Unsaved");
    }

    #[test]
    fn nobody_may_read_more_of_a_file_while_it_is_being_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        let set = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        for mode in [0o600, 0o640, 0o444] {
            set(mode);
            let staged = Staged::write(&path, b"new", &unwatched).unwrap();
            let about = staged.file.as_file().metadata().unwrap();
            assert_eq!(about.permissions().mode() & 0o777 & !(mode | 0o200), 0);
            staged.commit(&unwatched).unwrap();
            let about = fs::metadata(&path).unwrap();
            assert_eq!(about.permissions().mode() & 0o777, mode);
        }
    }
}
