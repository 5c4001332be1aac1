//! What the window, the keeper of the index and the seeker share.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::InterruptHandle;
use tempfile::TempDir;

use super::search::{Found, Question};
use crate::progress::Progress;

/// How it stands with the library.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// Its folders, in the person's order.
    pub folders: Vec<FolderStatus>,
    /// While files are being read: how many were, and how many there are to read.
    pub progress: Option<(usize, usize)>,
    /// Whether reading waits until the person lets it go on.
    pub is_paused: bool,
    /// What the person should know of the index.
    pub remark: Option<String>,
}

/// A folder of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderStatus {
    /// Where it is.
    pub path: Arc<Path>,
    /// How it stands with it.
    pub state: FolderState,
}

/// How it stands with a folder of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderState {
    /// It was not looked through yet.
    Waiting,
    /// It was looked through.
    Ready {
        /// How many files a document can be made from.
        files: usize,
        /// How many files of other kinds there are.
        others: usize,
        /// How many folders in it could not be read.
        unread: usize,
        /// Whether some are left out because there are too many.
        is_cut_short: bool,
    },
    /// It is not there now, as when a drive is not connected; this is what the system says. What is
    /// known of its files stays.
    Unreachable(String),
}

/// What the keeper is to do in a round.
pub struct Wish {
    pub number: u64,
    pub folders: Vec<Arc<Path>>,
    pub forgotten: Vec<Arc<Path>>,
}

/// What the seeker is to answer.
pub struct Search {
    pub number: u64,
    pub rang: u64,
    pub question: Question,
    pub folders: Vec<Arc<Path>>,
    pub place: PathBuf,
}

/// See the module.
pub struct Shared {
    state: Mutex<State>,
    bell: Condvar,
    stop: Progress,
    wake: Arc<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct State {
    status: Status,
    forgotten: Vec<Arc<Path>>,
    /// Rounds are numbered by the wish that they fulfil.
    wished: u64,
    fulfilled: u64,
    next_round: Option<Instant>,
    question: Question,
    asked: u64,
    answered: u64,
    /// How often the index may have changed.
    rang: u64,
    heard: u64,
    found: Option<Arc<Found>>,
    searching: Option<InterruptHandle>,
    place: Option<PathBuf>,
    /// Removed when the library ends.
    passing: Option<TempDir>,
    has_given_up: bool,
}

impl Shared {
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            state: Mutex::default(),
            bell: Condvar::new(),
            stop: Progress::default(),
            wake,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.bell
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_for<'a>(&self, state: MutexGuard<'a, State>, time: Duration) -> MutexGuard<'a, State> {
        let waited = self.bell.wait_timeout(state, time);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    // What the window does.

    pub fn set_folders(&self, folders: &[PathBuf]) {
        let mut state = self.lock();
        let old = std::mem::take(&mut state.status.folders);
        let (kept, gone): (Vec<_>, Vec<_>) = old
            .into_iter()
            .partition(|folder| folders.iter().any(|path| **path == *folder.path));
        state
            .forgotten
            .extend(gone.into_iter().map(|folder| folder.path));
        state.status.folders = folders
            .iter()
            .map(|path| {
                let known = kept.iter().find(|folder| *folder.path == **path);
                known.cloned().unwrap_or_else(|| FolderStatus {
                    path: path.as_path().into(),
                    state: FolderState::Waiting,
                })
            })
            .collect();
        state.wished += 1;
        state.rang += 1;
        self.bell.notify_all();
    }

    pub fn wish_again(&self) {
        self.lock().wished += 1;
        self.bell.notify_all();
    }

    pub fn pause(&self, is_paused: bool) {
        self.tell(|status| status.is_paused = is_paused);
        self.bell.notify_all();
    }

    pub fn ask(&self, question: Question) {
        let mut state = self.lock();
        if state.question == question && state.asked > 0 {
            return;
        }
        state.question = question;
        state.asked += 1;
        if let Some(searching) = &state.searching {
            searching.interrupt();
        }
        self.bell.notify_all();
    }

    pub fn found(&self) -> Option<Arc<Found>> {
        self.lock().found.clone()
    }

    pub fn status(&self) -> Status {
        self.lock().status.clone()
    }

    pub fn is_settled(&self) -> bool {
        let state = self.lock();
        let is_done = state.wished == state.fulfilled
            && state.asked == state.answered
            && state.rang == state.heard;
        state.has_given_up || is_done || state.status.is_paused
    }

    pub fn end(&self) {
        self.stop.cancel();
        if let Some(searching) = &self.lock().searching {
            searching.interrupt();
        }
        self.bell.notify_all();
    }

    // What the keeper does.

    pub fn stop(&self) -> &Progress {
        &self.stop
    }

    pub fn set_place(&self, place: &Path) {
        self.lock().place = Some(place.to_owned());
        self.bell.notify_all();
    }

    pub fn keep_passing(&self, folder: TempDir) {
        self.lock().passing = Some(folder);
    }

    pub fn give_up(&self) {
        self.lock().has_given_up = true;
    }

    /// Changes the status, and shows it if it is another now.
    pub fn tell(&self, change: impl FnOnce(&mut Status)) {
        let mut state = self.lock();
        let before = state.status.clone();
        change(&mut state.status);
        let has_changed = before != state.status;
        drop(state);
        if has_changed {
            (self.wake)();
        }
    }

    pub fn tell_folder(&self, path: &Path, now: FolderState) {
        self.tell(|status| {
            let mut folders = status.folders.iter_mut();
            if let Some(folder) = folders.find(|folder| *folder.path == *path) {
                folder.state = now;
            }
        });
    }

    /// Says that the index may have changed.
    pub fn ring(&self) {
        self.lock().rang += 1;
        self.bell.notify_all();
    }

    /// Waits for the next round; `None` when the library ends.
    pub fn next_round(&self) -> Option<Wish> {
        let mut state = self.lock();
        loop {
            if self.stop.is_cancelled() {
                return None;
            }
            let now = Instant::now();
            let is_due = state.next_round.is_some_and(|next| next <= now)
                && !state.status.folders.is_empty()
                && !state.status.is_paused;
            if state.wished != state.fulfilled || is_due {
                let folders = state.status.folders.iter();
                return Some(Wish {
                    number: state.wished,
                    folders: folders.map(|folder| Arc::clone(&folder.path)).collect(),
                    forgotten: std::mem::take(&mut state.forgotten),
                });
            }
            let rest = state
                .next_round
                .and_then(|next| next.checked_duration_since(now));
            state = match rest {
                Some(rest) => self.wait_for(state, rest),
                None => self.wait(state),
            };
        }
    }

    pub fn round_ended(&self, number: u64, next: Instant) {
        let mut state = self.lock();
        state.fulfilled = number;
        state.next_round = Some(next);
        drop(state);
        (self.wake)();
    }

    /// Whether something was wished since.
    pub fn has_other_wish(&self, wish: &Wish) -> bool {
        self.lock().wished != wish.number
    }

    /// Waits while reading is paused, and a little while a search is under way. Returns false when
    /// the library ends.
    pub fn may_go_on(&self, give_way: Duration) -> bool {
        let mut state = self.lock();
        let until = Instant::now() + give_way;
        while !self.stop.is_cancelled() {
            let left = until.checked_duration_since(Instant::now());
            state = match left.filter(|_| state.searching.is_some()) {
                _ if state.status.is_paused && state.forgotten.is_empty() => self.wait(state),
                Some(left) => self.wait_for(state, left),
                None => return true,
            };
        }
        false
    }

    // What the seeker does.

    /// Waits for a question, or for a change of the index that may change the answer; the latter
    /// not before `not_before`. `None` when the library ends.
    pub fn next_search(&self, not_before: Instant) -> Option<Search> {
        let mut state = self.lock();
        loop {
            if self.stop.is_cancelled() {
                return None;
            }
            let has_rung = state.rang != state.heard;
            let too_early = not_before.checked_duration_since(Instant::now());
            let is_due = state.asked != state.answered || has_rung && too_early.is_none();
            if is_due && let Some(place) = state.place.clone() {
                let folders = state.status.folders.iter();
                return Some(Search {
                    number: state.asked,
                    rang: state.rang,
                    question: state.question.clone(),
                    folders: folders.map(|folder| Arc::clone(&folder.path)).collect(),
                    place,
                });
            }
            state = match too_early.filter(|_| has_rung) {
                Some(left) => self.wait_for(state, left),
                None => self.wait(state),
            };
        }
    }

    pub fn searching(&self, handle: Option<InterruptHandle>) {
        self.lock().searching = handle;
        self.bell.notify_all();
    }

    /// Takes in an answer, and whether it is of the index as it was when the search began.
    pub fn answer(&self, search: &Search, found: Found, is_current: bool) {
        let mut state = self.lock();
        state.answered = search.number;
        if is_current {
            state.heard = search.rang;
        }
        state.found = Some(Arc::new(found));
        drop(state);
        (self.wake)();
    }
}
