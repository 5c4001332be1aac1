//! Parts that were made before.

use std::collections::HashMap;
use std::fmt::{self, Debug};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use sha2::{Digest, Sha256};

use super::document::Trouble;
use super::part::Part;
use crate::pack::SourceId;

/// How many bytes of parts are kept by default.
const LIMIT_BYTES: usize = 512 << 20;

/// How many counts of pages are remembered.
const MOST_COUNTS: NonZeroUsize = match NonZeroUsize::new(10_000) {
    Some(count) => count,
    None => NonZeroUsize::MIN,
};

/// Parts that were made before, shared by the reader and the export. Those that were not used for
/// the longest time make room for new ones.
pub struct PartCache {
    state: Mutex<State>,
    limit_bytes: usize,
}

struct State {
    parts: LruCache<PartKey, Arc<Part>>,
    /// How many pages something takes that was set only to be counted.
    counts: LruCache<PartKey, u32>,
    bytes: usize,
    refused: HashMap<SourceId, Trouble>,
}

/// Stands for everything that a part's bytes depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PartKey([u8; 32]);

impl PartKey {
    /// The key of a part that is made from `inputs` alone. The derived `Debug` of plain data tells
    /// all of it, with texts quoted, so that different inputs give different keys.
    pub(super) fn of(inputs: &impl Debug) -> Self {
        Self(Sha256::digest(format!("{inputs:?}")).into())
    }
}

impl Default for PartCache {
    fn default() -> Self {
        Self::with_limit(LIMIT_BYTES)
    }
}

impl PartCache {
    /// A cache that holds up to `limit_bytes` of PDF, and always the last part.
    pub fn with_limit(limit_bytes: usize) -> Self {
        Self {
            state: Mutex::new(State {
                parts: LruCache::unbounded(),
                counts: LruCache::new(MOST_COUNTS),
                bytes: 0,
                refused: HashMap::new(),
            }),
            limit_bytes,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The part of this key, made by `make` if it is not there.
    pub(super) fn part<E>(
        &self,
        key: PartKey,
        make: impl FnOnce() -> Result<Part, E>,
    ) -> Result<Arc<Part>, E> {
        if let Some(part) = self.state().parts.get(&key) {
            return Ok(Arc::clone(part));
        }
        let part = Arc::new(make()?);
        let mut state = self.state();
        state.bytes += part.bytes.len();
        if let Some(twin) = state.parts.put(key, Arc::clone(&part)) {
            state.bytes -= twin.bytes.len();
        }
        while state.bytes > self.limit_bytes && state.parts.len() > 1 {
            let Some((_, oldest)) = state.parts.pop_lru() else {
                break;
            };
            state.bytes -= oldest.bytes.len();
        }
        Ok(part)
    }

    /// How many pages the part of this key has; set by `set` if that is not known. Pages that name
    /// other pages are counted several times before their numbers are right, and written once.
    pub(super) fn count(&self, key: PartKey, set: impl FnOnce() -> usize) -> u32 {
        {
            let mut state = self.state();
            if let Some(part) = state.parts.get(&key) {
                return part.page_count();
            }
            if let Some(count) = state.counts.get(&key) {
                return *count;
            }
        }
        let count = u32::try_from(set()).unwrap_or(u32::MAX);
        self.state().counts.put(key, count);
        count
    }

    /// Notes that a source can't be bound. Says whether this is news.
    pub(super) fn refuse(&self, source: SourceId, trouble: Trouble) -> bool {
        self.state().refused.insert(source, trouble).is_none()
    }

    /// Why a source can't be bound.
    pub(super) fn refusal(&self, source: &SourceId) -> Option<Trouble> {
        self.state().refused.get(source).cloned()
    }
}

impl fmt::Debug for PartCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        formatter
            .debug_struct("PartCache")
            .field("parts", &state.parts.len())
            .field("bytes", &state.bytes)
            .field("limit_bytes", &self.limit_bytes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn the_oldest_part_makes_room() {
        let cache = PartCache::with_limit(25);
        let made = |name: &str| {
            let mut is_new = false;
            let part = cache.part(PartKey::of(&name), || {
                is_new = true;
                Ok::<_, Infallible>(Part::of_bytes(vec![0; 10]))
            });
            part.map(|_| is_new).unwrap()
        };
        assert!(made("a"));
        assert!(made("b"));
        assert!(!made("a"));
        assert!(made("c"), "b makes room");
        assert!(!made("a"));
        assert!(made("b"));
    }

    #[test]
    fn a_part_larger_than_the_limit_is_kept_until_the_next() {
        let cache = PartCache::with_limit(1);
        let make = || Ok::<_, Infallible>(Part::of_bytes(vec![0; 10]));
        cache.part(PartKey::of(&1), make).unwrap();
        cache
            .part(PartKey::of(&1), || -> Result<Part, &str> {
                Err("made again")
            })
            .unwrap();
    }

    #[test]
    fn keys_do_not_run_together() {
        assert_ne!(
            PartKey::of(&("a\", \"b", "c")),
            PartKey::of(&("a", "b\", \"c"))
        );
    }
}
