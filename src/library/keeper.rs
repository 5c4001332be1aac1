//! Keeping the index: on a thread of its own, round after round.
//!
//! Folders are looked through again and again rather than watched: network drives send no events.
//! The longer a round takes, the longer is the rest after it.

use std::collections::{HashMap, HashSet};
use std::fs::{self, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use super::index::{self, Index, Look, Reading};
use super::read::{Indexed, read_text};
use super::shared::{FolderState, Shared, Wish};
use super::walk::{WalkError, Walked, WalkedFile, media_by_name, walk};
use crate::import;
use crate::pack::SourceId;
use crate::progress::Progress;

/// The shortest rest between two rounds.
const REST: Duration = Duration::from_secs(5);
/// The rest while another window reads.
const REST_BESIDE: Duration = Duration::from_secs(1);
/// A rest is this many times as long as looking through the folders took.
const REST_FACTOR: u32 = 20;
/// A larger file is listed by its name only, in bytes.
const LARGEST_BYTES: u64 = 200 << 20;
/// What was read is put into the index after this time, so that it is found soon.
const PUT_AFTER: Duration = Duration::from_millis(500);
/// What was read is put into the index when it is this much, in files.
const MOST_WAITING: usize = 200;
/// Some file systems tell times to two seconds only: a file that was written to a moment ago may
/// change once more and look the same.
const SETTLED: Duration = Duration::from_secs(3);
/// How far reading is, is told after this time: each time the window is drawn anew.
const TELL_AFTER: Duration = Duration::from_millis(100);
/// How long a search is waited for before reading goes on beside it.
const GIVE_WAY: Duration = Duration::from_millis(200);

/// Why a round was broken off.
enum Break {
    /// The window is closing.
    Stopped,
    /// The index can't be used.
    Index(rusqlite::Error),
}

impl From<rusqlite::Error> for Break {
    fn from(error: rusqlite::Error) -> Self {
        Self::Index(error)
    }
}

/// Keeps the index until the library is dropped.
pub fn keep(shared: &Shared, cache_folder: &Path) {
    let Some(folder) = place(shared, cache_folder) else {
        return;
    };
    shared.set_place(&folder);
    loop {
        let Some(wish) = shared.next_round() else {
            return;
        };
        let started = Instant::now();
        let mut rest = REST;
        match round(shared, &folder, &wish) {
            Ok(Round { is_ours: false, .. }) => rest = REST_BESIDE,
            Ok(Round { walked, .. }) => rest = rest.max(walked * REST_FACTOR),
            Err(Break::Stopped) => return,
            Err(Break::Index(error)) => {
                if index::is_damage(&error) {
                    index::remove(&index::file_in(&folder));
                    shared.wish_again();
                    rest = Duration::from_secs(1);
                }
            }
        }
        shared.round_ended(wish.number, started + rest);
    }
}

/// The folder for the index: the one that was asked for, or else a passing one.
fn place(shared: &Shared, cache_folder: &Path) -> Option<PathBuf> {
    let Err(failed) = Index::open(cache_folder) else {
        return Some(cache_folder.to_owned());
    };
    let passing = tempfile::Builder::new().prefix("briefpack-").tempdir().ok();
    let passing = passing.filter(|folder| Index::open(folder.path()).is_ok());
    let Some(passing) = passing else {
        shared.tell(|status| {
            status.remark = Some(format!("The library can't be searched: {failed}."));
        });
        shared.give_up();
        return None;
    };
    let wanted = cache_folder.display();
    shared.tell(|status| {
        status.remark = Some(format!(
            "The index can't be kept in {wanted} ({failed}): it is made anew at each start."
        ));
    });
    let folder = passing.path().to_owned();
    shared.keep_passing(passing);
    Some(folder)
}

/// What became of a round.
struct Round {
    /// How long looking through the folders took.
    walked: Duration,
    /// Whether new files could be read; else another window is reading.
    is_ours: bool,
}

/// Looks through all folders once and reads what is new.
fn round(shared: &Shared, place: &Path, wish: &Wish) -> Result<Round, Break> {
    // Of several windows one reads; the others see what it puts into the index.
    let lock = fs::File::create(place.join("library.lock")).ok();
    let is_taken = |lock: &fs::File| matches!(lock.try_lock(), Err(TryLockError::WouldBlock));
    let is_ours = !lock.as_ref().is_some_and(is_taken);
    let mut index = Index::open(place)?;
    for folder in &wish.forgotten {
        index.forget_folder(folder)?;
        shared.ring();
    }
    let started = Instant::now();
    let mut waiting: Vec<(Arc<Path>, WalkedFile)> = Vec::new();
    for folder in &wish.folders {
        let known = index.known(folder)?;
        match walk(folder, shared.stop()) {
            Ok(walked) => {
                let gone = gone(&walked, &known);
                if is_ours && !gone.is_empty() {
                    index.forget(gone)?;
                    shared.ring();
                }
                shared.tell_folder(folder, state(&walked));
                let new = walked.files.into_iter().filter(|file| {
                    file.path.to_str().is_some()
                        && known.get(&file.path).copied().flatten() != Some(look(file))
                });
                waiting.extend(new.map(|file| (Arc::clone(folder), file)));
            }
            Err(WalkError::Cancelled(_)) => return Err(Break::Stopped),
            Err(WalkError::Read { error, .. }) => {
                shared.tell_folder(folder, FolderState::Unreachable(error.to_string()));
            }
        }
    }
    let walked = started.elapsed();
    if is_ours {
        read_all(shared, &mut index, wish, waiting)?;
    }
    shared.ring();
    Ok(Round { walked, is_ours })
}

/// The files that were known and are no longer there.
fn gone<'a>(walked: &Walked, known: &'a HashMap<PathBuf, Option<Look>>) -> Vec<&'a Path> {
    let there: HashSet<&Path> = walked
        .files
        .iter()
        .map(|file| file.path.as_path())
        .collect();
    known
        .keys()
        .map(PathBuf::as_path)
        .filter(|file| {
            let is_unknown = walked.unread.iter().any(|unread| file.starts_with(unread));
            !is_unknown && !there.contains(file)
        })
        .collect()
}

fn state(walked: &Walked) -> FolderState {
    FolderState::Ready {
        files: walked.files.len(),
        others: walked.others,
        unread: walked.unread.len(),
        is_cut_short: walked.is_cut_short,
    }
}

/// Reads files and puts them into the index.
fn read_all(
    shared: &Shared,
    index: &mut Index,
    wish: &Wish,
    mut waiting: Vec<(Arc<Path>, WalkedFile)>,
) -> Result<(), Break> {
    if waiting.is_empty() {
        return Ok(());
    }
    // The newest first: they are looked for most.
    waiting.sort_by_key(|(_, file)| std::cmp::Reverse(file.modified));
    let total = waiting.len();
    let mut readings = Vec::new();
    let mut put_at = Instant::now();
    let mut told_at = None;
    for (done, (folder, file)) in waiting.into_iter().enumerate() {
        if told_at.is_none_or(|at: Instant| at.elapsed() > TELL_AFTER) {
            shared.tell(|status| status.progress = Some((done, total)));
            told_at = Some(Instant::now());
        }
        if !shared.may_go_on(GIVE_WAY) {
            index.put(&readings)?;
            return Err(Break::Stopped);
        }
        if let Some(reading) = read(folder, &file, shared.stop()) {
            readings.push(reading);
        }
        if readings.len() >= MOST_WAITING || put_at.elapsed() > PUT_AFTER {
            index.put(&readings)?;
            readings.clear();
            shared.ring();
            put_at = Instant::now();
        }
        if shared.has_other_wish(wish) {
            // What is to be read next is found out anew; nothing that was read is lost.
            break;
        }
    }
    index.put(&readings)?;
    shared.tell(|status| status.progress = None);
    Ok(())
}

fn look(file: &WalkedFile) -> Look {
    Look {
        size_bytes: file.size_bytes,
        modified_ms: file.modified.and_then(milliseconds),
    }
}

fn milliseconds(time: SystemTime) -> Option<i64> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).ok(),
        Err(before) => i64::try_from(before.duration().as_millis())
            .ok()
            .map(|ms| -ms),
    }
}

/// Reads a file; `None` if it is gone again, or reading is to stop.
fn read(folder: Arc<Path>, file: &WalkedFile, stop: &Progress) -> Option<Reading> {
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    let by_name = || Indexed {
        media: media_by_name(&file.path),
        title: import::title_from_file_name(&name),
        ..Indexed::default()
    };
    let age = file.modified.and_then(|time| time.elapsed().ok());
    let mut reading = Reading {
        folder,
        path: file.path.clone(),
        look: look(file),
        is_settled: age.is_none_or(|age| age > SETTLED),
        hash: None,
        indexed: by_name(),
        error: None,
    };
    if file.size_bytes > LARGEST_BYTES {
        reading.error = Some("It is too large to be searched; it can be added.".to_owned());
        return Some(reading);
    }
    match bytes_of(&file.path) {
        Ok(bytes) => {
            reading.hash = Some(SourceId::from_digest(Sha256::digest(&bytes).into()));
            match read_text(&name, &bytes.into(), stop).ok()? {
                Ok(indexed) => reading.indexed = indexed,
                Err(error) => reading.error = Some(format!("{}. {}", error.problem, error.hint())),
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => {
            reading.error = Some(format!("The file could not be read: {error}."));
            // It may become readable without looking different.
            reading.is_settled = false;
        }
    }
    Some(reading)
}

fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?
        .take(LARGEST_BYTES)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
