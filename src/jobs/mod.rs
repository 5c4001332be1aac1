//! Long work off the UI thread: started here, watched here, its results collected here.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::progress::Progress;

mod slot;

pub use slot::JobSlot;

/// Names one piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(u64);

/// What the person sees of a piece of work in the status line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label<'a> {
    /// Nothing: it is not worth a mention.
    Hidden,
    /// What it does; it goes on to its end.
    Whole(&'a str),
    /// What it does, with a way to stop it: it looks at its [`Progress`] often.
    Stoppable(&'a str),
    /// The same for work that as a rule ends at once: it is shown from [`LONG`] on, so that no label
    /// flashes with every key press.
    StoppableIfLong(&'a str),
}

/// How long work runs until it is worth a mention.
pub const LONG: Duration = Duration::from_millis(500);

impl Label<'_> {
    fn words(self) -> Option<String> {
        match self {
            Self::Hidden => None,
            Self::Whole(words) | Self::Stoppable(words) | Self::StoppableIfLong(words) => {
                Some(words.to_owned())
            }
        }
    }
}

/// A piece of work that is under way.
#[derive(Debug)]
pub struct Running {
    /// Its name.
    pub id: JobId,
    /// What the person reads in the status line; `None` for work that is not worth a mention.
    pub label: Option<String>,
    /// Whether it can be stopped.
    pub can_stop: bool,
    /// How far it is, and the means to stop it.
    pub progress: Progress,
    /// From when on the person sees it.
    shown_from: Duration,
}

/// A piece of work crashed. What the crash said stays out of the message: it is in the words of the
/// code, and stands on standard error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a fault in Briefpack stopped it")]
pub struct Crash(String);

/// How a piece of work ended.
#[derive(Debug)]
pub struct Ended<T> {
    /// Which one.
    pub job: JobId,
    /// What it came to, or how it broke down.
    pub result: Result<T, Crash>,
}

/// The pieces of work under way, each on a thread of its own. What they end with is made one type,
/// `L`, by whoever starts them: as a rule what is to be done next.
pub struct Jobs<L> {
    running: Vec<Running>,
    next: u64,
    now: Duration,
    sender: Sender<(JobId, L)>,
    receiver: Receiver<(JobId, L)>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

/// Enough for the deeply nested files that people do have; what is worse must not be parsed here.
const STACK_BYTES: usize = 64 << 20;

impl<L: Send + 'static> Jobs<L> {
    /// No work yet. `wake` is called, on any thread, when there is a result to collect.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let (sender, receiver) = channel();
        Self {
            running: Vec::new(),
            next: 0,
            now: Duration::ZERO,
            sender,
            receiver,
            wake,
        }
    }

    /// Starts `work` on a thread of its own. `label` is shown in the status line. `end` is called on
    /// that thread with what the work came to, or with how it broke down.
    pub fn start<T>(
        &mut self,
        label: Label<'_>,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
        end: impl FnOnce(Ended<T>) -> L + Send + 'static,
    ) -> JobId {
        let id = JobId(self.next);
        self.next += 1;
        let progress = Progress::default();
        self.running.push(Running {
            id,
            label: label.words(),
            can_stop: matches!(label, Label::Stoppable(_) | Label::StoppableIfLong(_)),
            progress: progress.clone(),
            shown_from: match label {
                Label::StoppableIfLong(_) => self.now + LONG,
                Label::Hidden | Label::Whole(_) | Label::Stoppable(_) => self.now,
            },
        });
        let sender = self.sender.clone();
        let wake = Arc::clone(&self.wake);
        // Where no thread can be had, the end is still to be told.
        let parts = Arc::new(Mutex::new(Some((work, end))));
        let taken = Arc::clone(&parts);
        let spawned = std::thread::Builder::new()
            .name(label.words().unwrap_or_else(|| "job".to_owned()))
            .stack_size(STACK_BYTES)
            .spawn(move || {
                let Some((work, end)) = take(&taken) else {
                    return;
                };
                // A crash in one piece of work must cost that work alone.
                let result = catch_unwind(AssertUnwindSafe(|| work(&progress)))
                    .map_err(|cause| Crash(panic_message(cause.as_ref())));
                // The receiver is gone only when the window is.
                let _ = sender.send((id, end(Ended { job: id, result })));
                wake();
            });
        if let Err(error) = spawned
            && let Some((_, end)) = take(&parts)
        {
            let crash = Crash(error.to_string());
            let _ = self.sender.send((
                id,
                end(Ended {
                    job: id,
                    result: Err(crash),
                }),
            ));
        }
        id
    }

    /// The work that is under way, oldest first.
    pub fn running(&self) -> &[Running] {
        &self.running
    }

    /// Says what time it is, counted from any start.
    pub fn set_now(&mut self, now: Duration) {
        self.now = now;
    }

    /// The work that the person sees now, oldest first.
    pub fn shown(&self) -> impl Iterator<Item = &Running> {
        let labelled = self.running.iter().filter(|job| job.label.is_some());
        labelled.filter(|job| job.shown_from <= self.now)
    }

    /// How long until the person sees more of the work that is under way.
    pub fn shows_more_in(&self) -> Option<Duration> {
        let labelled = self.running.iter().filter(|job| job.label.is_some());
        let waits = labelled.filter_map(|job| job.shown_from.checked_sub(self.now));
        waits.filter(|wait| !wait.is_zero()).min()
    }

    /// Whether this piece of work is under way.
    pub fn is_running(&self, id: JobId) -> bool {
        self.running.iter().any(|job| job.id == id)
    }

    /// Asks a piece of work to stop; it still ends with a result.
    pub fn cancel(&self, id: JobId) {
        if let Some(job) = self.running.iter().find(|job| job.id == id) {
            job.progress.cancel();
        }
    }

    /// Collects what has ended since the last call.
    pub fn poll(&mut self) -> Vec<(JobId, L)> {
        let ended: Vec<_> = self.receiver.try_iter().collect();
        for (id, _) in &ended {
            self.running.retain(|job| job.id != *id);
        }
        ended
    }
}

fn take<T>(slot: &Mutex<Option<T>>) -> Option<T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn panic_message(cause: &(dyn std::any::Any + Send)) -> String {
    let text = cause
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| cause.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "unknown cause".to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    type Outcome = Result<u32, Crash>;

    fn collect(jobs: &mut Jobs<Outcome>, count: usize) -> Vec<(JobId, Outcome)> {
        let start = Instant::now();
        let mut all = Vec::new();
        while all.len() < count && start.elapsed() < Duration::from_secs(20) {
            all.extend(jobs.poll());
            std::thread::sleep(Duration::from_millis(2));
        }
        all
    }

    #[test]
    fn a_cancelled_job_learns_of_it_and_still_reports() {
        let mut jobs = Jobs::new(Arc::new(|| {}));
        let id = jobs.start(
            Label::Stoppable("Counting"),
            |progress| {
                let mut steps = 0;
                while progress.step(0, 1).is_ok() {
                    steps += 1;
                    std::thread::sleep(Duration::from_millis(1));
                }
                steps
            },
            |ended| ended.result,
        );
        assert!(jobs.is_running(id));
        jobs.cancel(id);
        let ended = collect(&mut jobs, 1);
        assert!(matches!(ended.as_slice(), [(done, Ok(_))] if *done == id));
        assert!(!jobs.is_running(id));
    }

    #[test]
    fn work_that_ends_at_once_as_a_rule_is_shown_when_it_goes_on() {
        let mut jobs = Jobs::new(Arc::new(|| {}));
        let (end, ended) = channel::<()>();
        let begun = Duration::from_secs(3);
        jobs.set_now(begun);
        let counting = jobs.start(
            Label::StoppableIfLong("Counting"),
            move |_| ended.recv().map_or(0, |()| 1),
            |ended| ended.result,
        );
        let shown = |jobs: &Jobs<Outcome>| jobs.shown().map(|job| job.id).collect::<Vec<_>>();
        assert_eq!(shown(&jobs), []);
        assert_eq!(jobs.shows_more_in(), Some(LONG));
        jobs.set_now(begun + LONG - Duration::from_millis(1));
        assert_eq!(shown(&jobs), []);
        jobs.set_now(begun + LONG);
        assert_eq!(shown(&jobs), [counting]);
        assert!(jobs.shown().all(|job| job.can_stop));
        assert_eq!(jobs.shows_more_in(), None);
        let whole = jobs.start(Label::Whole("Pasting"), |_| 2, |ended| ended.result);
        jobs.start(Label::Hidden, |_| 3, |ended| ended.result);
        assert_eq!(shown(&jobs), [counting, whole], "others are shown at once");
        end.send(()).unwrap();
        collect(&mut jobs, 3);
        assert_eq!(shown(&jobs), []);
    }

    #[test]
    fn a_crash_is_a_result_like_any_other() {
        let mut jobs = Jobs::new(Arc::new(|| {}));
        jobs.start(
            Label::Hidden,
            |_| panic!("out of paper"),
            |ended| ended.result,
        );
        let ended = collect(&mut jobs, 1);
        assert_eq!(ended[0].1, Err(Crash("out of paper".to_owned())));
    }
}
