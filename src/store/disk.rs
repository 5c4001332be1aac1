//! Writing a file so that the old one or the new one is there, never half of one.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use atomic_write_file::AtomicWriteFile;
use sha2::{Digest, Sha256};

use super::StoreError;
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

/// A new file, written under a temporary name in the folder of the file it will replace. Dropping
/// it leaves no trace.
pub(super) struct Staged {
    file: AtomicWriteFile,
    path: PathBuf,
    /// The SHA-256 of what was written.
    pub(super) id: SourceId,
}

impl Staged {
    /// Copies all of `content`, which comes from the file `from`.
    pub(super) fn copy(
        path: &Path,
        content: &mut dyn Read,
        from: &Path,
        watch: Watch<'_>,
    ) -> Result<Self, StoreError> {
        let fail = || StoreError::write(path);
        watch(Step::CreateTemporary, path).map_err(fail())?;
        let mut file = AtomicWriteFile::open(path).map_err(fail())?;
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
            path: path.to_owned(),
            id: SourceId::from_digest(hash.finalize().into()),
        })
    }

    /// Writes `bytes`.
    pub(super) fn write(path: &Path, bytes: &[u8], watch: Watch<'_>) -> Result<Self, StoreError> {
        Self::copy(path, &mut &*bytes, path, watch)
    }

    /// Flushes the file and puts it in the place of the old one. The folder must be flushed after
    /// it, by [`sync_folder`], for the change to outlast a power cut.
    pub(super) fn commit(self, watch: Watch<'_>) -> Result<(), StoreError> {
        watch(Step::Commit, &self.path).map_err(StoreError::write(&self.path))?;
        self.file.commit().map_err(StoreError::write(&self.path))
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
        .and_then(|()| fs::create_dir(folder))
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
pub(super) fn hash_reader(reader: &mut dyn Read) -> io::Result<SourceId> {
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
