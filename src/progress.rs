//! How long work tells how far it is, and learns that it should stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Shared between a piece of long work and whoever waits for it. Clones share one state.
#[derive(Debug, Clone)]
pub struct Progress {
    state: Arc<State>,
    /// The stretch of the whole work that this one tells of, in thousandths.
    from_permille: u32,
    to_permille: u32,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            state: Arc::default(),
            from_permille: 0,
            to_permille: 1000,
        }
    }
}

#[derive(Debug, Default)]
struct State {
    permille: AtomicU32,
    cancelled: AtomicBool,
    /// How often it was looked whether to go on, and how often is enough, for tests.
    #[cfg(test)]
    looks: (AtomicU32, Option<u32>),
}

/// The person asked for the work to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

impl Progress {
    /// Says that `done` of `total` steps are done, and learns whether to go on.
    ///
    /// # Errors
    /// [`Cancelled`] once [`Progress::cancel`] was called: the work should stop and leave no trace.
    pub fn step(&self, done: usize, total: usize) -> Result<(), Cancelled> {
        let permille = done.saturating_mul(1000) / total.max(1);
        let permille = u32::try_from(permille).unwrap_or(1000).min(1000);
        let stretch = self.to_permille.saturating_sub(self.from_permille);
        let permille = self.from_permille + permille * stretch / 1000;
        self.state.permille.store(permille, Ordering::Relaxed);
        self.check()
    }

    /// For a part of the work, whose steps move this from `from` to `to`, both in hundredths.
    pub fn stretch(&self, from: u32, to: u32) -> Self {
        let length = self.to_permille.saturating_sub(self.from_permille);
        let at = |percent: u32| self.from_permille + percent.min(100) * length / 100;
        Self {
            state: Arc::clone(&self.state),
            from_permille: at(from),
            to_permille: at(to),
        }
    }

    /// Learns whether to go on.
    ///
    /// # Errors
    /// [`Cancelled`] once [`Progress::cancel`] was called.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }

    /// One that is cancelled when it was looked at so many times.
    #[cfg(test)]
    pub(crate) fn cancelled_after(looks: u32) -> Self {
        Self {
            state: Arc::new(State {
                looks: (AtomicU32::new(0), Some(looks)),
                ..State::default()
            }),
            ..Self::default()
        }
    }

    /// How often it was looked whether to go on.
    #[cfg(test)]
    pub(crate) fn looks(&self) -> u32 {
        self.state.looks.0.load(Ordering::Relaxed)
    }

    /// How much is done, from 0 to 1.
    pub fn fraction(&self) -> f32 {
        self.state.permille.load(Ordering::Relaxed) as f32 / 1000.0
    }

    /// Asks the work to stop at its next step.
    pub fn cancel(&self) {
        self.state.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the work was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        #[cfg(test)]
        {
            let (looks, most) = &self.state.looks;
            let before = looks.fetch_add(1, Ordering::Relaxed);
            if most.is_some_and(|most| before >= most) {
                self.cancel();
            }
        }
        self.state.cancelled.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cancelling_a_clone_stops_the_work() {
        let work = Progress::default();
        let waiter = work.clone();
        assert_eq!(work.step(1, 4), Ok(()));
        assert_eq!(waiter.fraction(), 0.25);
        waiter.cancel();
        assert_eq!(work.step(2, 4), Err(Cancelled));
    }

    #[test]
    fn a_part_of_the_work_moves_the_whole_within_its_stretch() {
        let whole = Progress::default();
        let half = whole.stretch(50, 100);
        assert_eq!(half.step(1, 2), Ok(()));
        assert_eq!(whole.fraction(), 0.75);
        assert_eq!(half.stretch(0, 10).step(1, 1), Ok(()));
        assert_eq!(whole.fraction(), 0.55);
        whole.cancel();
        assert_eq!(half.check(), Err(Cancelled));
    }
}
