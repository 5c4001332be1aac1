//! Folders for what is needed only while something is done.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::ending::{Chore, make_with_chore};

const PREFIX: &str = "briefpack-";
const LOCK: &str = "lock";
/// How often another folder is made where one was cleared away just as it was made.
const ATTEMPTS: usize = 8;

/// A folder that only its owner may look into. It goes when this is dropped, when a signal ends
/// the program, or when the next one is made in the same place.
#[derive(Debug)]
pub struct PassingFolder {
    // In this order: what is in the folder goes while it is still locked.
    folder: TempDir,
    _chore: Chore,
    _lock: File,
}

impl PassingFolder {
    /// Makes a folder in `place`, and clears away those that were left there.
    ///
    /// # Errors
    /// As [`fs::create_dir`].
    pub fn new_in(place: &Path) -> io::Result<Self> {
        clear_away(place);
        for _ in 0..ATTEMPTS {
            let (folder, chore) = make_with_chore(
                || private_folder(PREFIX, place),
                |folder| {
                    let path = folder.path().to_owned();
                    move || {
                        let _ = fs::remove_dir_all(path);
                    }
                },
            )?;
            if let Some(lock) = lock(&folder.path().join(LOCK))? {
                return Ok(Self {
                    folder,
                    _chore: chore,
                    _lock: lock,
                });
            }
        }
        Err(io::ErrorKind::ResourceBusy.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// A new folder in `place` that only its owner may look into; removed when dropped.
pub(super) fn private_folder(prefix: &str, place: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir_in(place)
}

/// Locks a file that was just made; `None` if somebody cleared it away before it was locked.
fn lock(path: &Path) -> io::Result<Option<File>> {
    let file = match File::options().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let is_ours = !matches!(file.try_lock(), Err(TryLockError::WouldBlock)) && path.exists();
    Ok(is_ours.then_some(file))
}

/// Whether the program that made and locked a file has ended. Where files can't be locked that is
/// never sure.
pub(super) fn is_left(path: &Path) -> Option<File> {
    let about = fs::symlink_metadata(path).ok()?;
    let file = about
        .is_file()
        .then(|| File::options().write(true).open(path));
    let file = file?.ok()?;
    file.try_lock().is_ok().then_some(file)
}

/// Removes the folders in `place` that were left by programs which have ended.
fn clear_away(place: &Path) {
    let Ok(entries) = fs::read_dir(place) else {
        return;
    };
    let folders = entries.flatten().filter(|entry| {
        entry.file_name().to_string_lossy().starts_with(PREFIX)
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
    });
    let folders: Vec<PathBuf> = folders.map(|entry| entry.path()).collect();
    for folder in folders {
        if let Some(_lock) = is_left(&folder.join(LOCK)) {
            // What can't be removed now can be the next time.
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_with_its_owner_or_before_the_next() {
        let place = tempfile::tempdir().unwrap();
        let first = PassingFolder::new_in(place.path()).unwrap();
        let second = PassingFolder::new_in(place.path()).unwrap();
        assert!(first.path().is_dir(), "its owner lives");
        let path = second.path().to_owned();
        drop(second);
        assert!(!path.exists());

        // As a program leaves it that is killed.
        let left = place.path().join("briefpack-left");
        fs::create_dir(&left).unwrap();
        fs::write(left.join(LOCK), "").unwrap();
        fs::write(left.join("paper.pdf"), "words").unwrap();
        let others = place.path().join("briefpack-of-somebody");
        fs::create_dir(&others).unwrap();
        let _third = PassingFolder::new_in(place.path()).unwrap();
        assert!(!left.exists());
        assert!(first.path().is_dir() && others.is_dir());
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_look_into_it() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let folder = PassingFolder::new_in(place.path()).unwrap();
        let mode = fs::metadata(folder.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
