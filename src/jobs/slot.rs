//! Work that is done again whenever what it depends on changes: at most one at a time, always for the
//! latest state.

use crate::jobs::{JobId, Jobs};

/// What is made for one state, named by a key, and the work that makes it for another.
#[derive(Debug)]
pub struct JobSlot<K> {
    running: Option<(JobId, K)>,
    done: Option<K>,
}

impl<K> Default for JobSlot<K> {
    fn default() -> Self {
        Self {
            running: None,
            done: None,
        }
    }
}

impl<K: PartialEq> JobSlot<K> {
    /// Whether work for `key` is to be started now: it is not done, and no other is under way. Work
    /// that is under way for another state is asked to stop.
    pub fn is_due<L: Send + 'static>(&self, key: &K, jobs: &Jobs<L>) -> bool {
        if self.done.as_ref() == Some(key) {
            return false;
        }
        match &self.running {
            Some((job, of)) if of != key => {
                jobs.cancel(*job);
                false
            }
            Some(_) => false,
            None => true,
        }
    }

    /// Takes in that this job makes what `key` names.
    pub fn begin(&mut self, job: JobId, key: K) {
        self.running = Some((job, key));
    }

    /// Takes in that a job has ended; returns what it was for, unless it is not meant any more.
    pub fn end(&mut self, job: JobId) -> Option<K> {
        self.running.take_if(|(id, _)| *id == job).map(|(_, of)| of)
    }

    /// What `key` names is made, or is known not to be made.
    pub fn set_done(&mut self, key: K) {
        self.done = Some(key);
    }

    /// What was made last.
    pub fn done(&self) -> Option<&K> {
        self.done.as_ref()
    }

    /// What this job makes, if it is under way and still meant.
    pub fn made_by(&self, job: JobId) -> Option<&K> {
        let running = self.running.as_ref().filter(|(id, _)| *id == job);
        running.map(|(_, of)| of)
    }

    /// Whether work is under way.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// What was made does not hold any more. What is under way goes on.
    pub fn forget(&mut self) {
        self.done = None;
    }

    /// Forgets what was made; what is under way is not meant any more, and is returned.
    pub fn reset(&mut self) -> Option<JobId> {
        self.done = None;
        self.running.take().map(|(job, _)| job)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::jobs::Label;

    #[test]
    fn one_at_a_time_for_the_latest_state() {
        let mut jobs: Jobs<()> = Jobs::new(Arc::new(|| {}));
        let mut slot = JobSlot::default();
        assert!(slot.is_due(&1, &jobs));
        let job = jobs.start(Label::Hidden, |_| (), |_| ());
        slot.begin(job, 1);
        assert!(!slot.is_due(&1, &jobs), "it is under way");
        assert!(!slot.is_due(&2, &jobs), "the other has to end first");
        let asked = jobs.running().iter().all(|job| job.progress.is_cancelled());
        assert!(asked, "what is not wanted any more is stopped");
        assert_eq!(slot.made_by(job), Some(&1));
        assert_eq!(slot.end(job), Some(1));
        assert_eq!(slot.made_by(job), None);
        assert_eq!(slot.end(job), None);
        assert!(slot.is_due(&2, &jobs));
        slot.set_done(2);
        assert!(!slot.is_due(&2, &jobs));
        assert!(slot.is_due(&3, &jobs));
        assert_eq!(slot.reset(), None);
        assert!(slot.is_due(&2, &jobs));
    }
}
