//! The same work on many things at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::progress::Progress;

/// How many things are worked on at once. More would only fill the memory: each may hold a large
/// PDF or the picture of a page.
const THREADS: usize = 2;

/// Documents may be deeply nested; threads get less stack than the program's first one.
const STACK_BYTES: usize = 32 << 20;

/// What `work` makes of every item, in the items' order. Stops at the first error.
pub(super) fn map<T: Sync, R: Send, E: From<crate::progress::Cancelled> + Send>(
    items: &[T],
    progress: &Progress,
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let worker = || -> Result<Vec<(usize, R)>, E> {
        let mut results = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else {
                return Ok(results);
            };
            let result = work(item).and_then(|result| {
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                progress.step(done, items.len())?;
                Ok(result)
            });
            match result {
                Ok(result) => results.push((index, result)),
                Err(error) => {
                    // Nobody need begin another item.
                    next.store(items.len(), Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
    };
    let helpers = THREADS.min(items.len()).saturating_sub(1);
    let mut results = thread::scope(|scope| {
        let spawn = || {
            thread::Builder::new()
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, worker)
        };
        // A thread that can't be had is no loss: this one works through all items if need be.
        let helpers: Vec<_> = (0..helpers).filter_map(|_| spawn().ok()).collect();
        let mut results = worker();
        for helper in helpers {
            let others = match helper.join() {
                Ok(others) => others,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            results = results.and_then(|mut results| {
                results.extend(others?);
                Ok(results)
            });
        }
        results
    })?;
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Cancelled;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let items: Vec<usize> = (0..100).collect();
        let doubled = map(&items, &Progress::default(), |&item| {
            Ok::<_, Cancelled>(item * 2)
        });
        assert_eq!(doubled, Ok((0..100).map(|item| item * 2).collect()));
    }

    #[test]
    fn cancelling_stops_all() {
        let progress = Progress::default();
        let items: Vec<usize> = (0..100).collect();
        let begun = AtomicUsize::new(0);
        let result = map(&items, &progress, |&item| {
            begun.fetch_add(1, Ordering::Relaxed);
            progress.cancel();
            Ok::<_, Cancelled>(item)
        });
        assert_eq!(result, Err(Cancelled));
        assert!(begun.into_inner() <= THREADS);
    }
}
