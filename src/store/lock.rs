//! Who has a pack open.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::files::check_target;
use super::passing::is_left;
use super::{StoreError, disk};
use crate::ending::{Chore, make_with_chore};

/// Says to other windows, and to colleagues on a shared drive, that a pack is open here. Gone
/// when dropped, or when the process ends in any way.
#[derive(Debug)]
pub struct PackLock {
    /// `None` where the folder takes no lock file: nobody can be warned then, nor harmed, since
    /// nothing can be saved there either.
    held: Option<(File, PathBuf, Chore)>,
}

/// Somebody else has the pack open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{who} has this pack open{}", since.map(|since| format!(" since {}", local(since))).unwrap_or_default())]
pub struct HeldBy {
    /// The user name of whoever has it open.
    pub who: String,
    /// Since when, where known.
    pub since: Option<Timestamp>,
}

fn local(time: Timestamp) -> impl std::fmt::Display {
    time.to_zoned(jiff::tz::TimeZone::system())
        .strftime("%-d %B %Y, %H:%M")
}

/// What the lock file says.
#[derive(Debug, Serialize, Deserialize)]
struct Holder {
    who: String,
    since: Timestamp,
    process: u32,
}

/// How often a lock file is looked for again when its holder just let go of it.
const ATTEMPTS: usize = 8;

impl PackLock {
    /// Locks the pack file at `path`, which need not exist yet.
    ///
    /// # Errors
    /// [`HeldBy`] when another process, or another lock of this one, has it. The caller may go on
    /// all the same: the lock warns, it does not forbid.
    pub fn acquire(path: &Path) -> Result<Self, HeldBy> {
        let file = lock_file(path, "lock");
        for _ in 0..ATTEMPTS {
            match Self::attempt(&file) {
                Ok(held) => return Ok(held),
                Err(NotHeld::Elsewhere(holder)) => return Err(holder),
                Err(NotHeld::Impossible) => break,
                Err(NotHeld::Again) => {}
            }
        }
        Ok(Self { held: None })
    }

    /// Whether nobody else can hold it. Not so where the folder takes no lock file, or its file
    /// system has no locks.
    pub fn is_held(&self) -> bool {
        self.held.is_some()
    }
}

/// Held for as long as a pack file is compared, written and tidied up after, so that of two who
/// save at the same moment the second sees what the first one wrote.
#[derive(Debug)]
pub(super) struct SaveLock {
    _held: PackLock,
}

/// How long somebody else's save is waited for: it may copy large papers over a slow network.
const SAVE_PATIENCE: Duration = Duration::from_secs(60);
const SAVE_ASK_EVERY: Duration = Duration::from_millis(10);

impl SaveLock {
    /// Waits until nobody else saves this pack file. Where there are no locks it goes on without.
    ///
    /// # Errors
    /// [`StoreError::BeingSaved`] when somebody else does not come to an end.
    pub(super) fn wait_for(path: &Path) -> Result<Self, StoreError> {
        let file = lock_file(path, "save");
        let began = Instant::now();
        let mut attempts_left = 100 * ATTEMPTS;
        loop {
            let held = match PackLock::attempt(&file) {
                Ok(held) => held,
                Err(NotHeld::Impossible) => PackLock { held: None },
                Err(NotHeld::Again) if attempts_left == 0 => PackLock { held: None },
                Err(NotHeld::Again) => {
                    attempts_left -= 1;
                    continue;
                }
                Err(NotHeld::Elsewhere(_)) if began.elapsed() < SAVE_PATIENCE => {
                    thread::sleep(SAVE_ASK_EVERY);
                    continue;
                }
                Err(NotHeld::Elsewhere(by)) => {
                    return Err(StoreError::BeingSaved {
                        file: path.to_owned(),
                        who: by.who,
                    });
                }
            };
            return Ok(Self { _held: held });
        }
    }
}

impl PackLock {
    /// Tries once to get it.
    fn attempt(file: &Path) -> Result<Self, NotHeld> {
        let (lock, chore) = make_with_chore(
            || try_lock(file),
            |_| {
                let name = file.to_owned();
                move || {
                    let _ = fs::remove_file(name);
                }
            },
        )?;
        Ok(Self {
            held: Some((lock, file.to_owned(), chore)),
        })
    }
}

/// Removes what a program left that ended while it was saving this pack file.
pub(super) fn clear_away(path: &Path) {
    let file = lock_file(path, "save");
    if let Some(_lock) = is_left(&file) {
        let _ = fs::remove_file(file);
    }
}

impl Drop for PackLock {
    fn drop(&mut self) {
        if let Some((lock, path, _chore)) = self.held.take() {
            // Removed while still locked, so that it is never somebody else's file that goes.
            let _ = fs::remove_file(path);
            drop(lock);
        }
    }
}

/// `.~lock.Name.ron#`, as office programs name theirs.
fn lock_file(path: &Path, kind: &str) -> PathBuf {
    let mut name = std::ffi::OsString::from(format!(".~{kind}."));
    name.push(path.file_name().unwrap_or_default());
    name.push("#");
    disk::parent(path).join(name)
}

/// Why a lock was not got.
enum NotHeld {
    Elsewhere(HeldBy),
    /// The folder or its file system takes no locks.
    Impossible,
    /// Its holder just let go of it.
    Again,
}

fn try_lock(path: &Path) -> Result<File, NotHeld> {
    // What is written through a link is written to somebody's file; a pipe would keep us waiting.
    let is_link = fs::symlink_metadata(path).is_ok_and(|about| about.file_type().is_symlink());
    if is_link || check_target(path).is_err() {
        return Err(NotHeld::Impossible);
    }
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    let Ok(mut file) = options.open(path) else {
        return Err(NotHeld::Impossible);
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(NotHeld::Elsewhere(holder(&mut file))),
        Err(TryLockError::Error(_)) => return Err(NotHeld::Impossible),
    }
    let text = format!("{}\n", describe_self());
    let written = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| file.write_all(text.as_bytes()));
    match (written, fs::read_to_string(path)) {
        (Ok(()), Ok(found)) if found == text => Ok(file),
        // The last holder removed the file between our opening and our locking it: what we hold
        // has no name any more, and somebody else may hold the one that has.
        (Ok(()), _) => Err(NotHeld::Again),
        (Err(_), _) => Err(NotHeld::Impossible),
    }
}

fn describe_self() -> String {
    let holder = Holder {
        who: user_name(),
        since: Timestamp::now(),
        process: std::process::id(),
    };
    ron::to_string(&holder).unwrap_or_default()
}

fn holder(file: &mut File) -> HeldBy {
    let mut text = String::new();
    let read = file.take(4096).read_to_string(&mut text).ok();
    match read.and_then(|_| ron::from_str::<Holder>(&text).ok()) {
        Some(holder) => HeldBy {
            who: holder.who,
            since: Some(holder.since),
        },
        None => HeldBy {
            who: "Somebody".to_owned(),
            since: None,
        },
    }
}

fn user_name() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "Somebody".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_window_learns_who_has_the_pack() {
        let folder = tempfile::tempdir().unwrap();
        let pack = folder.path().join("Summit.ron");
        let before = Timestamp::now();
        let first = PackLock::acquire(&pack).unwrap();
        assert!(folder.path().join(".~lock.Summit.ron#").exists());
        let holder = PackLock::acquire(&pack).unwrap_err();
        assert_eq!(holder.who, user_name());
        assert!(holder.since.is_some_and(|since| since >= before));
        assert!(holder.to_string().contains("has this pack open since"));
        drop(first);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        PackLock::acquire(&pack).unwrap();
    }

    #[test]
    fn a_lock_file_left_by_a_crash_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let pack = folder.path().join("Summit.ron");
        fs::write(
            lock_file(&pack, "lock"),
            "(who:\"ann\",since:\"2026-01-02T03:04:05Z\",process:1)",
        )
        .unwrap();
        PackLock::acquire(&pack).unwrap();
    }

    #[test]
    fn a_folder_that_takes_no_lock_file_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let pack = folder.path().join("Summit.ron");
        fs::create_dir(lock_file(&pack, "lock")).unwrap();
        PackLock::acquire(&pack).unwrap();
        assert!(lock_file(&pack, "lock").is_dir());
    }
}
