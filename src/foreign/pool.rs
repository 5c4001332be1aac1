//! The child processes that are at hand.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::child::{Child, ChildError};
use super::task::{Blobs, Shelf, Task};
use crate::progress::Progress;

/// How many children wait for work. More are started when more is asked at the same time, which
/// is bounded by the program's threads, and end when they have answered.
const MOST_IDLE: usize = 2;

/// The children of this process.
pub(super) struct Pool {
    exe: PathBuf,
    idle: Mutex<Vec<Child>>,
}

/// Set once, before the first question.
static POOL: OnceLock<Arc<Pool>> = OnceLock::new();

/// From now on children of this program read.
pub(super) fn use_program(exe: PathBuf) {
    let _ = POOL.set(Arc::new(Pool::new(exe)));
}

/// The children of this process; `None` where it reads by itself.
pub(super) fn pool() -> Option<&'static Arc<Pool>> {
    POOL.get()
}

/// Asks a child, or this process itself where it has none.
pub(super) fn ask<T: Task>(
    task: &T,
    blobs: Blobs<'_>,
    progress: &Progress,
) -> Result<T::Answer, ChildError> {
    if progress.is_cancelled() {
        return Err(ChildError::Cancelled);
    }
    match pool() {
        Some(pool) => pool.with(None, |child| child.ask(task, blobs, progress)),
        None => {
            let answer = task.answer(blobs, &mut Shelf::new(), progress);
            // Work that was stopped comes to less than it should.
            if progress.is_cancelled() {
                return Err(ChildError::Cancelled);
            }
            Ok(answer)
        }
    }
}

impl Pool {
    pub(super) fn new(exe: PathBuf) -> Self {
        Self {
            exe,
            idle: Mutex::default(),
        }
    }

    /// Works with a child: one that has the PDF `key` open if there is one. A child that failed
    /// is not used again.
    pub(super) fn with<R>(
        &self,
        key: Option<u64>,
        work: impl FnOnce(&mut Child) -> Result<R, ChildError>,
    ) -> Result<R, ChildError> {
        let mut child = match self.take(key) {
            Some(child) => child,
            None => {
                Child::start(&self.exe).map_err(|error| ChildError::NoReader(error.to_string()))?
            }
        };
        let result = work(&mut child)?;
        if child.is_worn() {
            return Ok(result);
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let excess = if idle.len() == MOST_IDLE {
            Some(idle.remove(0))
        } else {
            None
        };
        idle.push(child);
        drop(idle);
        // Ending a process takes a moment.
        drop(excess);
        Ok(result)
    }

    fn take(&self, key: Option<u64>) -> Option<Child> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let opened = |child: &Child| key.is_some_and(|key| child.has_opened(key));
        match idle.iter().position(opened) {
            Some(index) => Some(idle.remove(index)),
            None => idle.pop(),
        }
    }
}
