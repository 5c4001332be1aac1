//! What the window, the keeper of the index and the seeker share.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::InterruptHandle;

use super::search::{Matches, Question};
use super::status::{FolderState, FolderStatus, Status};
use crate::progress::Progress;
use crate::store::PassingFolder;

/// What the keeper is to do in a round.
pub struct Round {
    pub number: u64,
    /// How often the folders were chosen until then.
    pub choice: u64,
    pub folders: Vec<Arc<Path>>,
    /// Folders that were taken out: what is known of them is forgotten.
    pub forgotten: Vec<Arc<Path>>,
}

/// What the keeper does next.
pub enum Next {
    Round(Round),
    /// It sees what became of the other window that reads.
    LookBeside,
    /// Nothing: the library ends.
    End,
}

/// What the seeker is to answer.
pub struct Search {
    pub number: u64,
    /// Whether it was not answered yet, rather than may have another answer now.
    pub is_new: bool,
    pub index_changes: u64,
    pub question: Question,
    pub folders: Vec<Arc<Path>>,
    pub place: PathBuf,
}

/// See the module.
pub struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    stop: Progress,
    wake: Arc<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct State {
    status: Status,
    forgotten: Vec<Arc<Path>>,
    /// The number of the latest round that was asked for.
    rounds_wanted: u64,
    rounds_done: u64,
    /// How often the folders were chosen.
    choices: u64,
    is_in_round: bool,
    next_round: Option<Instant>,
    /// Before this, folders that were just looked through are not looked through again for a
    /// passing reason.
    rests_until: Option<Instant>,
    /// Whether the person came back to the window.
    came_back: bool,
    question: Question,
    asked: u64,
    answered: u64,
    /// How often the index may have changed.
    index_changes: u64,
    index_changes_searched: u64,
    found: Option<Arc<Matches>>,
    searching: Option<InterruptHandle>,
    place: Option<PathBuf>,
    /// Removed when the library ends.
    passing: Option<PassingFolder>,
    has_given_up: bool,
}

impl Shared {
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            stop: Progress::default(),
            wake,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_for<'a>(&self, state: MutexGuard<'a, State>, time: Duration) -> MutexGuard<'a, State> {
        let waited = self.changed.wait_timeout(state, time);
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
        state
            .forgotten
            .retain(|path| folders.iter().all(|folder| **path != **folder));
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
        state.rounds_wanted += 1;
        state.choices += 1;
        state.index_changes += 1;
        self.changed.notify_all();
    }

    /// Asks for a round unless there is one, or was one just now for what it costs.
    pub fn ask_for_round_if_rested(&self) {
        let mut state = self.lock();
        let is_resting = state
            .rests_until
            .is_some_and(|until| until > Instant::now());
        if !state.is_in_round && !is_resting {
            state.rounds_wanted += 1;
        }
        state.came_back = true;
        self.changed.notify_all();
    }

    pub fn ask_for_round(&self) {
        self.lock().rounds_wanted += 1;
        self.changed.notify_all();
    }

    pub fn pause(&self, is_paused: bool) {
        self.tell(|status| status.is_paused = is_paused);
        self.changed.notify_all();
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
        self.changed.notify_all();
    }

    pub fn found(&self) -> Option<Arc<Matches>> {
        self.lock().found.clone()
    }

    pub fn status(&self) -> Status {
        self.lock().status.clone()
    }

    pub fn is_settled(&self) -> bool {
        let state = self.lock();
        let is_done = state.rounds_wanted == state.rounds_done
            && state.asked == state.answered
            && state.index_changes == state.index_changes_searched;
        state.has_given_up || is_done || state.status.is_paused
    }

    pub fn end(&self) {
        self.stop.cancel();
        if let Some(searching) = &self.lock().searching {
            searching.interrupt();
        }
        self.changed.notify_all();
    }

    // What the keeper does.

    pub fn stop(&self) -> &Progress {
        &self.stop
    }

    pub fn set_place(&self, place: &Path) {
        self.lock().place = Some(place.to_owned());
        self.changed.notify_all();
    }

    pub fn keep_passing(&self, folder: PassingFolder) {
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
    pub fn index_changed(&self) {
        self.lock().index_changes += 1;
        self.changed.notify_all();
    }

    /// Waits for the next round, or for as long as `patience`.
    pub fn next_round(&self, patience: Option<Duration>) -> Next {
        let mut state = self.lock();
        let look_beside = patience.map(|patience| Instant::now() + patience);
        loop {
            if self.stop.is_cancelled() {
                return Next::End;
            }
            let now = Instant::now();
            let has_work = !state.status.folders.is_empty() || !state.forgotten.is_empty();
            let is_due = state.next_round.is_some_and(|next| next <= now)
                && has_work
                && !state.status.is_paused;
            if state.rounds_wanted != state.rounds_done || is_due {
                state.is_in_round = true;
                let folders = state.status.folders.iter();
                return Next::Round(Round {
                    number: state.rounds_wanted,
                    choice: state.choices,
                    folders: folders.map(|folder| Arc::clone(&folder.path)).collect(),
                    forgotten: state.forgotten.clone(),
                });
            }
            let came_back = std::mem::take(&mut state.came_back);
            if look_beside.is_some_and(|at| at <= now || came_back) {
                return Next::LookBeside;
            }
            let rests = [state.next_round, look_beside].into_iter().flatten();
            let rest = rests.filter_map(|next| next.checked_duration_since(now));
            state = match rest.filter(|rest| !rest.is_zero()).min() {
                Some(rest) => self.wait_for(state, rest),
                None => self.wait(state),
            };
        }
    }

    /// Ends a round: the next one comes by itself at `next`, and before `rests_until` none comes
    /// for a passing reason.
    pub fn round_ended(&self, round: &Round, rests_until: Instant, next: Instant) {
        let mut state = self.lock();
        state.rounds_done = round.number;
        state.is_in_round = false;
        state.rests_until = Some(rests_until);
        state.next_round = Some(next);
    }

    /// Says that the folders of the round that were taken out are forgotten.
    pub fn forgot(&self, round: &Round) {
        let mut state = self.lock();
        state
            .forgotten
            .retain(|folder| !round.forgotten.contains(folder));
    }

    /// Whether the folders were chosen anew since.
    pub fn has_other_folders(&self, round: &Round) -> bool {
        self.lock().choices != round.choice
    }

    /// Waits while reading is paused, and a little while a search is under way. Returns false when
    /// the library ends.
    pub fn may_go_on(&self, round: &Round, give_way: Duration) -> bool {
        let mut state = self.lock();
        let until = Instant::now() + give_way;
        while !self.stop.is_cancelled() {
            let left = until.checked_duration_since(Instant::now());
            state = match left.filter(|_| state.searching.is_some()) {
                _ if state.status.is_paused && state.choices == round.choice => self.wait(state),
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
            let has_index_changed = state.index_changes != state.index_changes_searched;
            let too_early = not_before.checked_duration_since(Instant::now());
            let is_due = state.asked != state.answered || has_index_changed && too_early.is_none();
            if is_due && let Some(place) = state.place.clone() {
                let folders = state.status.folders.iter();
                return Some(Search {
                    number: state.asked,
                    is_new: state.asked != state.answered,
                    index_changes: state.index_changes,
                    question: state.question.clone(),
                    folders: folders.map(|folder| Arc::clone(&folder.path)).collect(),
                    place,
                });
            }
            state = match too_early.filter(|_| has_index_changed) {
                Some(left) => self.wait_for(state, left),
                None => self.wait(state),
            };
        }
    }

    pub fn searching(&self, handle: Option<InterruptHandle>) {
        self.lock().searching = handle;
        self.changed.notify_all();
    }

    /// Takes in an answer, and whether it is of the index as it was when the search began.
    pub fn answer(&self, search: &Search, found: Arc<Matches>, is_current: bool) {
        let mut state = self.lock();
        state.answered = search.number;
        if is_current {
            state.index_changes_searched = search.index_changes;
        }
        state.found = Some(found);
        drop(state);
        (self.wake)();
    }

    /// Says that the answer that was given is still right.
    pub fn answer_stands(&self, search: &Search) {
        self.lock().index_changes_searched = search.index_changes;
    }

    /// Says that there is no answer now: the last one stays, and it is tried again.
    pub fn no_answer(&self, search: &Search) {
        let mut state = self.lock();
        state.answered = search.number;
        state.index_changes += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(600);

    fn shared() -> Shared {
        let shared = Shared::new(Arc::new(|| {}));
        shared.set_folders(&[PathBuf::from("/papers")]);
        shared
    }

    fn next(shared: &Shared) -> Option<Round> {
        match shared.next_round(Some(Duration::from_millis(1))) {
            Next::Round(round) => Some(round),
            Next::LookBeside | Next::End => None,
        }
    }

    #[test]
    fn coming_back_to_the_window_neither_breaks_a_round_nor_follows_it_closely() {
        let shared = shared();
        let round = next(&shared).unwrap();
        shared.ask_for_round_if_rested();
        assert!(!shared.has_other_folders(&round));
        let now = Instant::now();
        shared.round_ended(&round, now + LONG, now + LONG);
        assert!(next(&shared).is_none());
        shared.ask_for_round_if_rested();
        assert!(next(&shared).is_none());
        shared.ask_for_round();
        let round = next(&shared).unwrap();
        shared.round_ended(&round, now, now + LONG);
        shared.ask_for_round_if_rested();
        let round = next(&shared).unwrap();
        shared.set_folders(&[]);
        assert!(shared.has_other_folders(&round));
    }

    #[test]
    fn what_is_to_be_forgotten_stays_so_until_it_is() {
        let shared = shared();
        shared.set_folders(&[]);
        let round = next(&shared).unwrap();
        assert_eq!(round.forgotten.len(), 1);
        // The round failed.
        let now = Instant::now();
        shared.round_ended(&round, now, now);
        let round = next(&shared).unwrap();
        assert_eq!(round.forgotten.len(), 1);
        shared.forgot(&round);
        shared.round_ended(&round, now, now);
        assert!(next(&shared).is_none());
    }
}
