//! Parts that were made before.

use std::collections::HashMap;
use std::fmt::{self, Debug};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use sha2::{Digest, Sha256};

use super::located::Located;
use super::not_shown::NotShown;
use super::part::Part;
use super::set_text::SetText;
use crate::pack::SourceId;

/// How many bytes of parts are kept by default.
const LIMIT_BYTES: usize = 512 << 20;
/// How many pieces of marks are kept, of all documents together, and of how many documents or
/// states of them.
const MOST_PIECES: usize = 400_000;
const MOST_LOCATED: usize = 400;

/// How many texts are kept as they are without notes: those that somebody writes notes on now. A
/// long one takes some 100 MB.
const MOST_TEXTS: NonZeroUsize = match NonZeroUsize::new(2) {
    Some(count) => count,
    None => NonZeroUsize::MIN,
};

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
    /// Texts on their pages, but for the notes beside them.
    texts: LruCache<PartKey, Arc<SetText>>,
    bytes: usize,
    /// How many parts share the bytes at an address: excerpts of one PDF do.
    sharing: HashMap<usize, usize>,
    /// Where marks stand on parts.
    located: LruCache<PartKey, Arc<Vec<Located>>>,
    pieces: usize,
    refused: HashMap<SourceId, NotShown>,
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

impl State {
    fn hold(&mut self, part: &Part) {
        let sharing = self.sharing.entry(address(part)).or_default();
        *sharing += 1;
        if *sharing == 1 {
            self.bytes += part.bytes.len();
        }
    }

    fn let_go(&mut self, part: &Part) {
        let Some(sharing) = self.sharing.get_mut(&address(part)) else {
            return;
        };
        *sharing -= 1;
        if *sharing == 0 {
            self.sharing.remove(&address(part));
            self.bytes -= part.bytes.len();
        }
    }
}

/// Where the bytes of a part lie in memory. They stay there as long as the part is kept.
fn address(part: &Part) -> usize {
    Arc::as_ptr(&part.bytes).cast::<u8>() as usize
}

impl PartCache {
    /// A cache that holds up to `limit_bytes` of PDF, and always the last part.
    pub fn with_limit(limit_bytes: usize) -> Self {
        Self {
            state: Mutex::new(State {
                parts: LruCache::unbounded(),
                counts: LruCache::new(MOST_COUNTS),
                texts: LruCache::new(MOST_TEXTS),
                bytes: 0,
                sharing: HashMap::new(),
                located: LruCache::unbounded(),
                pieces: 0,
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
        state.hold(&part);
        if let Some(twin) = state.parts.put(key, Arc::clone(&part)) {
            state.let_go(&twin);
        }
        while state.bytes > self.limit_bytes && state.parts.len() > 1 {
            let Some((_, oldest)) = state.parts.pop_lru() else {
                break;
            };
            state.let_go(&oldest);
        }
        Ok(part)
    }

    /// The text of this key on its pages, set by `set` if it is not there.
    pub(super) fn text<E>(
        &self,
        key: PartKey,
        set: impl FnOnce() -> Result<SetText, E>,
    ) -> Result<Arc<SetText>, E> {
        if let Some(text) = self.state().texts.get(&key) {
            return Ok(Arc::clone(text));
        }
        let text = Arc::new(set()?);
        if text.is_flow {
            self.state().texts.put(key, Arc::clone(&text));
        }
        Ok(text)
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

    /// Where marks stand on a part: what is known by this key, else what `locate` finds.
    pub(super) fn located<E>(
        &self,
        key: PartKey,
        locate: impl FnOnce() -> Result<Vec<Located>, E>,
    ) -> Result<Arc<Vec<Located>>, E> {
        if let Some(located) = self.state().located.get(&key) {
            return Ok(Arc::clone(located));
        }
        let located = Arc::new(locate()?);
        let mut state = self.state();
        state.pieces += pieces(&located);
        if let Some(twin) = state.located.put(key, Arc::clone(&located)) {
            state.pieces -= pieces(&twin);
        }
        while state.located.len() > MOST_LOCATED
            || state.pieces > MOST_PIECES && state.located.len() > 1
        {
            let Some((_, oldest)) = state.located.pop_lru() else {
                break;
            };
            state.pieces -= pieces(&oldest);
        }
        Ok(located)
    }

    /// Notes that a source can't be bound. Says whether this is news.
    pub(super) fn refuse(&self, source: SourceId, not_shown: NotShown) -> bool {
        self.state().refused.insert(source, not_shown).is_none()
    }

    /// Why a source can't be bound.
    pub(super) fn refusal(&self, source: &SourceId) -> Option<NotShown> {
        self.state().refused.get(source).cloned()
    }
}

fn pieces(located: &[Located]) -> usize {
    located.iter().map(|one| one.quads.len()).sum()
}

impl fmt::Debug for PartCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        formatter
            .debug_struct("PartCache")
            .field("parts", &state.parts.len())
            .field("bytes", &state.bytes)
            .field("limit_bytes", &self.limit_bytes)
            .field("located", &state.located.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::pack::AnnotationId;
    use crate::text::Quad;

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
    fn bytes_that_parts_share_count_once() {
        let cache = PartCache::with_limit(25);
        let bytes: Arc<[u8]> = vec![0; 20].into();
        let parts = (0..4).map(|_| Part::of_bytes(Arc::clone(&bytes)));
        for (index, part) in parts.enumerate() {
            cache
                .part(PartKey::of(&index), || Ok::<_, Infallible>(part))
                .unwrap();
        }
        let held = || {
            let state = cache.state();
            (state.parts.len(), state.bytes)
        };
        assert_eq!(held(), (4, 20));
        let large = || Ok::<_, Infallible>(Part::of_bytes(vec![0; 24]));
        cache.part(PartKey::of(&"large"), large).unwrap();
        assert_eq!(held(), (1, 24));
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
    fn marks_are_looked_for_once_and_the_oldest_make_room() {
        let cache = PartCache::default();
        let is_new = |key: usize, pieces: usize| {
            let mut is_new = false;
            let located = cache.located(PartKey::of(&key), || {
                is_new = true;
                Ok::<_, Infallible>(vec![Located {
                    annotation: AnnotationId(1),
                    quads: vec![(0, Quad::default()); pieces],
                }])
            });
            assert_eq!(located.unwrap()[0].quads.len(), pieces);
            is_new
        };
        assert!(is_new(0, 1));
        assert!(!is_new(0, 1));
        for key in 1..MOST_LOCATED {
            assert!(is_new(key, 1));
        }
        assert!(!is_new(0, 1));
        assert!(is_new(MOST_LOCATED, 1), "1 makes room");
        assert!(!is_new(0, 1));
        assert!(is_new(1, 1));
        let large = MOST_LOCATED + 1;
        assert!(is_new(large, MOST_PIECES + 1));
        assert!(!is_new(large, MOST_PIECES + 1), "the last is always kept");
        assert!(is_new(0, 1));
        assert!(is_new(large, MOST_PIECES + 1));
        assert_eq!(cache.state().located.len(), 1);
    }

    #[test]
    fn a_text_is_kept_for_its_notes_and_pictures_are_not() {
        let cache = PartCache::default();
        let is_new = |key: &str, is_flow: bool| {
            let mut is_new = false;
            let text = cache.text(PartKey::of(&key), || {
                is_new = true;
                Ok::<_, Infallible>(SetText::blank(is_flow))
            });
            assert_eq!(text.unwrap().is_flow, is_flow);
            is_new
        };
        assert!(is_new("a", true) && !is_new("a", true));
        assert!(is_new("scan", false) && is_new("scan", false));
        assert!(is_new("b", true) && !is_new("a", true));
        assert!(is_new("c", true), "b makes room");
        assert!(!is_new("a", true) && is_new("b", true));
    }

    #[test]
    fn keys_do_not_run_together() {
        assert_ne!(
            PartKey::of(&("a\", \"b", "c")),
            PartKey::of(&("a", "b\", \"c"))
        );
    }
}
