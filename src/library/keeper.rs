//! Keeping the index: on a thread of its own, round after round.
//!
//! Folders are looked through again and again rather than watched: network drives send no events.
//! The longer a round takes, the longer is the rest after it.

use std::collections::{HashMap, HashSet};
use std::fs::{self, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::file::{Attempts, look, read};
use super::index::{self, Index, Look};
use super::shared::{Next, Round, Shared};
use super::status::FolderState;
use super::walk::{WalkError, Walked, WalkedFile, walk};
use crate::store::{PassingFolder, explain_read};

/// The shortest rest between two rounds.
const REST: Duration = Duration::from_secs(5);
/// How often a window looks what another has put into the index while that one reads.
const LOOK_BESIDE: Duration = Duration::from_secs(1);
/// The longest rest after a round that failed.
const LONGEST_REST: Duration = Duration::from_secs(300);
/// A folder that is empty all at once is taken to be empty after this time.
const EMPTY_FOR: Duration = Duration::from_secs(15 * 60);
/// A rest is this many times as long as looking through the folders took.
const REST_FACTOR: u32 = 20;
/// What was read is put into the index after this time, so that it is found soon.
const PUT_AFTER: Duration = Duration::from_millis(500);
/// What was read is put into the index when it is this much, in files.
const MOST_WAITING: usize = 200;
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

/// What is remembered between the rounds.
struct Keeper<'a> {
    shared: &'a Shared,
    /// The folder of the index.
    place: PathBuf,
    /// Why the index is not kept, where it is not.
    remark: Option<String>,
    /// Whether what belongs to no folder any more was taken out of the index.
    is_tidied: bool,
    /// Since when folders are empty that were not before.
    empty_since: HashMap<Arc<Path>, Instant>,
    /// The folders that could not be looked through in the last round.
    away: Vec<(Arc<Path>, Away)>,
    attempts: Attempts,
    /// How many rounds failed, one after another.
    failures: u32,
}

/// Keeps the index until the library is dropped.
pub fn keep(shared: &Shared, cache_folder: &Path) {
    let Some((place, remark)) = place(shared, cache_folder) else {
        return;
    };
    shared.set_place(&place);
    let mut keeper = Keeper {
        shared,
        place,
        remark,
        is_tidied: false,
        empty_since: HashMap::new(),
        away: Vec::new(),
        attempts: Attempts::default(),
        failures: 0,
    };
    let mut beside = None;
    loop {
        let until_back = (!keeper.away.is_empty()).then_some(REST);
        let round = match shared.next_round(beside.or(until_back)) {
            Next::Round(round) => round,
            Next::LookBeside if keeper.has_one_back() => {
                shared.ask_for_round();
                continue;
            }
            Next::LookBeside => {
                if beside.is_some() {
                    shared.index_changed();
                    if keeper.lock().is_some() {
                        // The other window is done: now this one reads what is left.
                        beside = None;
                        shared.ask_for_round();
                    }
                }
                continue;
            }
            Next::End => return,
        };
        let started = Instant::now();
        let (least_rest, rest) = match keeper.round(&round) {
            Ok(round) => {
                beside = (!round.is_ours).then_some(LOOK_BESIDE);
                keeper.succeeded();
                let least_rest = round.walked * REST_FACTOR;
                (least_rest, least_rest.max(REST))
            }
            Err(Break::Stopped) => return,
            Err(Break::Index(error)) => (Duration::ZERO, keeper.failed(&error)),
        };
        shared.round_ended(&round, started + least_rest, started + rest);
    }
}

/// The folder for the index: the one that was asked for, or else a passing one.
/// Gives also why it is a passing one.
fn place(shared: &Shared, cache_folder: &Path) -> Option<(PathBuf, Option<String>)> {
    let Err(failed) = Index::open(cache_folder) else {
        return Some((cache_folder.to_owned(), None));
    };
    let passing = PassingFolder::new_in(&std::env::temp_dir()).ok();
    let passing = passing.filter(|folder| Index::open(folder.path()).is_ok());
    let Some(passing) = passing else {
        shared.tell(|status| {
            let why = index::explain(&failed);
            status.remark = Some(format!("The library can't be searched: {why}."));
        });
        shared.give_up();
        return None;
    };
    let wanted = cache_folder.display();
    let remark = format!(
        "The index can't be kept in {wanted} ({}): it is made anew at each start.",
        index::explain(&failed)
    );
    shared.tell(|status| status.remark = Some(remark.clone()));
    let folder = passing.path().to_owned();
    shared.keep_passing(passing);
    Some((folder, Some(remark)))
}

/// Why a folder could not be looked through.
#[derive(Debug, Clone, Copy)]
enum Away {
    Unreachable,
    /// It was filled before.
    Empty,
}

fn is_empty(walked: &Walked) -> bool {
    walked.files.is_empty() && walked.others == 0 && walked.unread.is_empty()
}

/// What became of a round.
struct RoundTaken {
    /// How long looking through the folders took.
    walked: Duration,
    /// Whether new files could be read; else another window is reading.
    is_ours: bool,
}

/// A file that may have to be read.
struct Waiting {
    file: WalkedFile,
    /// Whether the index has it, as it was.
    is_known: bool,
}

impl Keeper<'_> {
    /// The lock that the window holds which reads; `None` while another does. Where files can't be
    /// locked, each window reads.
    fn lock(&self) -> Option<Option<fs::File>> {
        let lock = fs::File::create(self.place.join("library.lock")).ok();
        let is_taken = |lock: &fs::File| matches!(lock.try_lock(), Err(TryLockError::WouldBlock));
        let is_ours = !lock.as_ref().is_some_and(is_taken);
        is_ours.then_some(lock)
    }

    /// Looks through all folders once and reads what is new.
    fn round(&mut self, round: &Round) -> Result<RoundTaken, Break> {
        // Of several windows one reads; the others see what it puts into the index.
        let lock = self.lock();
        let is_ours = lock.is_some();
        let mut index = Index::open(&self.place)?;
        self.forget(&mut index, round, is_ours)?;
        self.away.clear();
        let started = Instant::now();
        let mut waiting = Vec::new();
        for folder in &round.folders {
            self.look_through(folder, &mut index, is_ours, &mut waiting)?;
        }
        let walked = started.elapsed();
        if is_ours {
            self.read_all(&mut index, round, waiting)?;
        }
        // Another window may have changed the index.
        self.shared.index_changed();
        Ok(RoundTaken { walked, is_ours })
    }

    /// Takes out of the index what lies in no folder any more: what was in folders that were taken
    /// out, and once all else, which an earlier session may have left. Not each time, since another
    /// window may have other folders.
    fn forget(&mut self, index: &mut Index, round: &Round, is_ours: bool) -> Result<(), Break> {
        let is_tidying = is_ours && !self.is_tidied && round.choice > 0;
        if round.forgotten.is_empty() && !is_tidying {
            return Ok(());
        }
        let lies_in = |file: &Path, folders: &[Arc<Path>]| {
            folders.iter().any(|folder| file.starts_with(folder))
        };
        index.forget_for_good(|file| {
            !lies_in(file, &round.folders) && (is_tidying || lies_in(file, &round.forgotten))
        })?;
        self.is_tidied |= is_tidying;
        self.shared.forgot(round);
        self.shared.index_changed();
        Ok(())
    }

    /// Looks through a folder: takes out of the index what is gone, and finds what is to be read.
    fn look_through(
        &mut self,
        folder: &Arc<Path>,
        index: &mut Index,
        is_ours: bool,
        waiting: &mut Vec<Waiting>,
    ) -> Result<(), Break> {
        let known = index.known(folder)?;
        let walked = match walk(folder, self.shared.stop()) {
            Ok(walked) => walked,
            Err(WalkError::Cancelled(_)) => return Err(Break::Stopped),
            Err(WalkError::Read { error, .. }) => {
                let why = FolderState::Unreachable(explain_read(&error));
                self.away.push((Arc::clone(folder), Away::Unreachable));
                self.shared.tell_folder(folder, why);
                return Ok(());
            }
        };
        if self.is_away(folder, &walked, !known.is_empty()) {
            let why = "It is empty now, as if a drive were not connected.".to_owned();
            self.away.push((Arc::clone(folder), Away::Empty));
            self.shared
                .tell_folder(folder, FolderState::Unreachable(why));
            return Ok(());
        }
        let gone = gone(&walked, &known);
        if is_ours && !gone.is_empty() {
            index.forget(gone)?;
            self.shared.index_changed();
        }
        self.shared.tell_folder(folder, state(&walked));
        for file in walked.files {
            let before = known.get(&file.path);
            if file.path.to_str().is_some() && before.copied().flatten() != Some(look(&file)) {
                waiting.push(Waiting {
                    is_known: before.is_some(),
                    file,
                });
            }
        }
        Ok(())
    }

    /// Whether a folder may only seem empty: where a drive was connected, a folder with nothing in
    /// it stays when it is not.
    fn is_away(&mut self, folder: &Arc<Path>, walked: &Walked, was_filled: bool) -> bool {
        if !is_empty(walked) || !was_filled {
            self.empty_since.remove(folder);
            return false;
        }
        let since = self.empty_since.entry(Arc::clone(folder));
        since.or_insert_with(Instant::now).elapsed() < EMPTY_FOR
    }

    /// Whether a folder that could not be looked through can be now. A rest after a long round must
    /// not keep it away from the person.
    fn has_one_back(&self) -> bool {
        let is_back = |(folder, away): &(Arc<Path>, Away)| match away {
            Away::Unreachable => fs::read_dir(folder).is_ok(),
            Away::Empty => walk(folder, self.shared.stop()).is_ok_and(|walked| !is_empty(&walked)),
        };
        self.away.iter().any(is_back)
    }

    /// Reads files and puts them into the index.
    fn read_all(
        &mut self,
        index: &mut Index,
        round: &Round,
        mut waiting: Vec<Waiting>,
    ) -> Result<(), Break> {
        let shared = self.shared;
        // The newest first: they are looked for most.
        waiting.sort_by_key(|waiting| std::cmp::Reverse(waiting.file.modified));
        let total = waiting.len();
        let mut readings = Vec::new();
        let mut put_at = Instant::now();
        let mut told_at = None;
        let mut looked_at = Instant::now();
        for (done, waiting) in waiting.into_iter().enumerate() {
            if told_at.is_none_or(|at: Instant| at.elapsed() > TELL_AFTER) {
                shared.tell(|status| status.progress = Some((done, total)));
                told_at = Some(Instant::now());
            }
            if !shared.may_go_on(round, GIVE_WAY) {
                index.put(&readings)?;
                return Err(Break::Stopped);
            }
            let Waiting { file, is_known } = waiting;
            readings.extend(read(&file, is_known, &mut self.attempts, shared.stop()));
            if readings.len() >= MOST_WAITING || put_at.elapsed() > PUT_AFTER {
                index.put(&readings)?;
                readings.clear();
                shared.index_changed();
                put_at = Instant::now();
            }
            let mut is_interrupted = shared.has_other_folders(round);
            if !self.away.is_empty() && looked_at.elapsed() > REST {
                looked_at = Instant::now();
                if self.has_one_back() {
                    shared.ask_for_round();
                    is_interrupted = true;
                }
            }
            if is_interrupted {
                // What is to be read next is found out anew; nothing that was read is lost.
                break;
            }
        }
        if !readings.is_empty() {
            index.put(&readings)?;
        }
        shared.tell(|status| status.progress = None);
        Ok(())
    }

    fn succeeded(&mut self) {
        if self.failures > 0 {
            self.failures = 0;
            let remark = self.remark.clone();
            self.shared.tell(|status| status.remark = remark);
        }
    }

    /// Says what is wrong with the index; returns how long to rest, longer each time.
    fn failed(&mut self, error: &rusqlite::Error) -> Duration {
        let is_damage = index::is_damage(error);
        if is_damage {
            index::remove(&index::file_in(&self.place));
        }
        let is_first = self.failures == 0;
        self.failures += 1;
        if is_damage && is_first {
            // Making it anew is all that it takes, mostly.
            self.shared.ask_for_round();
        }
        self.shared.tell(|status| {
            status.progress = None;
            if !is_damage || !is_first {
                status.remark = Some(format!(
                    "The index can't be kept ({}): what is found may be out of date. Briefpack \
                     tries again by itself.",
                    index::explain(error)
                ));
            }
        });
        (REST * 2_u32.saturating_pow(self.failures.min(16))).min(LONGEST_REST)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn keeper<'a>(shared: &'a Shared, away: &[(&Path, Away)]) -> Keeper<'a> {
        Keeper {
            shared,
            place: PathBuf::new(),
            remark: None,
            is_tidied: false,
            empty_since: HashMap::new(),
            away: away
                .iter()
                .map(|(path, away)| ((*path).into(), *away))
                .collect(),
            attempts: Attempts::default(),
            failures: 0,
        }
    }

    #[test]
    fn a_folder_that_comes_back_is_noticed_however_long_the_rest_is() {
        let shared = Shared::new(Arc::new(|| {}));
        let folder = tempfile::tempdir().unwrap();
        let [gone, empty] = ["gone", "empty"].map(|name| folder.path().join(name));
        fs::create_dir(&empty).unwrap();
        let away = [
            (gone.as_path(), Away::Unreachable),
            (empty.as_path(), Away::Empty),
        ];
        let keeper = keeper(&shared, &away);
        assert!(!keeper.has_one_back());
        fs::create_dir(&gone).unwrap();
        assert!(keeper.has_one_back());
        fs::remove_dir(&gone).unwrap();
        fs::write(empty.join("a.txt"), "words").unwrap();
        assert!(keeper.has_one_back());
    }

    #[test]
    fn who_comes_back_to_the_window_has_missing_folders_looked_for_at_once() {
        let shared = Shared::new(Arc::new(|| {}));
        let later = Instant::now() + Duration::from_secs(3600);
        let round = Round {
            number: 0,
            choice: 0,
            folders: Vec::new(),
            forgotten: Vec::new(),
        };
        shared.round_ended(&round, later, later);
        shared.ask_for_round_if_rested();
        let next = shared.next_round(Some(Duration::from_secs(3600)));
        assert!(matches!(next, Next::LookBeside));
    }
}
