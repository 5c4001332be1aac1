//! Parts that were made before.

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use super::facts::SourceFacts;
use super::held::{Counted, HeldBytes};
use super::known::Known;
use super::located::Located;
use super::not_shown::NotShown;
use super::part::Part;
use super::part_key::PartKey;
use super::set_text::SetText;
use crate::pack::SourceId;

/// How many bytes are kept by default: PDFs, what their pages say, and pages that were set.
const LIMIT_BYTES: usize = 768 << 20;
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

/// Parts that were made before, shared by the reader and the export. Those that were not used for
/// the longest time make room for new ones.
pub struct PartCache {
    state: Mutex<State>,
    known: Mutex<Known>,
    limit_bytes: usize,
    /// What is known of sources from before.
    facts: SourceFacts,
}

struct State {
    parts: LruCache<PartKey, Counted<Part>>,
    /// Texts on their pages, but for the notes beside them.
    texts: LruCache<PartKey, Counted<SetText>>,
    held: HeldBytes,
    /// Where marks stand on parts.
    located: LruCache<PartKey, Arc<Vec<Located>>>,
    pieces: usize,
    refused: HashMap<SourceId, NotShown>,
}

impl Default for PartCache {
    fn default() -> Self {
        Self::with_limit(LIMIT_BYTES)
    }
}

impl State {
    /// The part of this key. Those that were not used for the longest time make room if it has grown.
    fn part(&mut self, key: &PartKey, limit_bytes: usize) -> Option<Arc<Part>> {
        let counted = self.parts.get_mut(key)?;
        self.held.count_again(counted);
        let part = Arc::clone(&counted.value);
        self.make_room(limit_bytes);
        Some(part)
    }

    fn text(&mut self, key: &PartKey) -> Option<Arc<SetText>> {
        let counted = self.texts.get_mut(key)?;
        self.held.count_again(counted);
        Some(Arc::clone(&counted.value))
    }

    /// Keeps the last part whatever it takes.
    fn make_room(&mut self, limit_bytes: usize) {
        while self.held.total() > limit_bytes && self.parts.len() > 1 {
            let Some((_, oldest)) = self.parts.pop_lru() else {
                break;
            };
            self.held.let_go(&oldest);
        }
    }
}

impl PartCache {
    /// A cache that holds up to `limit_bytes`, and always the last part.
    pub fn with_limit(limit_bytes: usize) -> Self {
        Self {
            state: Mutex::new(State {
                parts: LruCache::unbounded(),
                texts: LruCache::new(MOST_TEXTS),
                held: HeldBytes::default(),
                located: LruCache::unbounded(),
                pieces: 0,
                refused: HashMap::new(),
            }),
            known: Mutex::default(),
            limit_bytes,
            facts: SourceFacts::default(),
        }
    }

    /// The same with what is known of sources from before.
    #[must_use]
    pub fn with_facts(self, facts: SourceFacts) -> Self {
        Self { facts, ..self }
    }

    /// What is known of sources from before.
    pub(super) fn facts(&self) -> &SourceFacts {
        &self.facts
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known from earlier counts.
    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The part of this key, if it is there.
    pub(super) fn part_at_hand(&self, key: &PartKey) -> Option<Arc<Part>> {
        self.state().part(key, self.limit_bytes)
    }

    /// The part of this key, made by `make` if it is not there.
    pub(super) fn part<E>(
        &self,
        key: PartKey,
        make: impl FnOnce() -> Result<Part, E>,
    ) -> Result<Arc<Part>, E> {
        if let Some(part) = self.part_at_hand(&key) {
            return Ok(part);
        }
        let part = Arc::new(make()?);
        let mut state = self.state();
        let counted = state.held.count(Arc::clone(&part));
        if let Some(twin) = state.parts.put(key, counted) {
            state.held.let_go(&twin);
        }
        state.make_room(self.limit_bytes);
        Ok(part)
    }

    /// The text of this key on its pages, set by `set` if it is not there.
    pub(super) fn text<E>(
        &self,
        key: PartKey,
        set: impl FnOnce() -> Result<SetText, E>,
    ) -> Result<Arc<SetText>, E> {
        if let Some(text) = self.state().text(&key) {
            return Ok(text);
        }
        let text = Arc::new(set()?);
        if text.is_flow {
            let mut state = self.state();
            let counted = state.held.count(Arc::clone(&text));
            if let Some((_, gone)) = state.texts.push(key, counted) {
                state.held.let_go(&gone);
            }
            state.make_room(self.limit_bytes);
        }
        Ok(text)
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
        self.known().forget_documents();
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
            .field("bytes", &state.held.total())
            .field("limit_bytes", &self.limit_bytes)
            .field("located", &state.located.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::convert::Infallible;

    use jiff::Timestamp;
    use serde::Serialize;

    use super::*;
    use crate::import::{Block, Text};
    use crate::pack::{AnnotationId, Media, Origin, Paper, Source};
    use crate::progress::Progress;
    use crate::text::Quad;
    use crate::typeset::{
        self, Citation, Color, ContentsEntry, Head, NoteEntry, PrintedNote, Style,
    };

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
            (state.parts.len(), state.held.total())
        };
        assert_eq!(held(), (4, 20));
        let large = || Ok::<_, Infallible>(Part::of_bytes(vec![0; 24]));
        cache.part(PartKey::of(&"large"), large).unwrap();
        assert_eq!(held(), (1, 24));
    }

    #[test]
    fn what_pages_say_counts_once_it_was_read() {
        let cache = PartCache::default();
        let held = || cache.state().held.total();
        let typeset = Arc::new(typeset::note_page(
            &Head {
                title: "Some words",
                ..Head::default()
            },
            &Style::default(),
        ));
        let make = || Part::own_long(&typeset, "T", "en-GB");
        let part = cache.part(PartKey::of(&"long"), make).unwrap();
        let set = typeset.size_bytes();
        assert!(set > 0);
        assert_eq!(held(), part.bytes.read().unwrap().len() + set);
        let set_text = || SetText {
            typeset: Arc::clone(&typeset),
            ..SetText::blank(true)
        };
        let text = |key: &str| {
            let set = || Ok::<_, Infallible>(set_text());
            cache.text(PartKey::of(&key), set).unwrap();
        };
        text("text");
        assert_eq!(
            held(),
            part.bytes.read().unwrap().len() + set,
            "it is shared"
        );
        let layer = part.text(&Progress::default()).unwrap();
        assert!(layer.size_bytes() > "Some words".len());
        cache.part(PartKey::of(&"long"), make).unwrap();
        assert_eq!(
            held(),
            part.bytes.read().unwrap().len() + set + layer.size_bytes()
        );
        for key in ["b", "c"] {
            let blank = || Ok::<_, Infallible>(SetText::blank(true));
            cache.text(PartKey::of(&key), blank).unwrap();
        }
        assert_eq!(
            held(),
            part.bytes.read().unwrap().len() + layer.size_bytes()
        );
    }

    #[test]
    fn parts_whose_texts_grow_make_room() {
        let title = "Words ".repeat(20);
        let set = Arc::new(typeset::note_page(
            &Head {
                title: &title,
                ..Head::default()
            },
            &Style::default(),
        ));
        let make = || Part::own_long(&set, "T", "en-GB").unwrap();
        let cache =
            PartCache::with_limit(2 * make().bytes.read().unwrap().len() + set.size_bytes());
        let part = |key: u8| {
            let made = || Ok::<_, Infallible>(make());
            cache.part(PartKey::of(&key), made).unwrap()
        };
        let (first, _) = (part(1), part(2));
        assert_eq!(cache.state().parts.len(), 2);
        first.text(&Progress::default()).unwrap();
        part(1);
        assert_eq!(cache.state().parts.len(), 1);
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
        assert_ne!(PartKey::of(&(1.0_f32, 2)), PartKey::of(&(1, 2.0_f32)));
    }

    /// That all of these have keys of their own, and always the same.
    fn assert_told_apart<T: Serialize>(all: &[T]) {
        let keys: Vec<PartKey> = all.iter().map(PartKey::of).collect();
        for (index, (one, key)) in all.iter().zip(&keys).enumerate() {
            let others = keys.iter().skip(index + 1);
            assert_eq!(PartKey::of(one), *key);
            assert_eq!(others.filter(|other| *other == key).count(), 0, "{index}");
        }
    }

    #[test]
    fn each_field_of_a_source_changes_the_key() {
        let id = |seed: u8| SourceId::from_digest([seed; 32]);
        let plain = Source {
            name: "a".to_owned(),
            media: Media::Markdown,
            size_bytes: 1,
            origin: None,
            pictures: BTreeMap::new(),
            laid_out_from: None,
        };
        let mut all = vec![plain.clone(); 7];
        all[1].name = "b".to_owned();
        all[2].media = Media::PlainText;
        all[3].size_bytes = 2;
        all[4].pictures.insert("a".to_owned(), id(1));
        all[5].laid_out_from = Some(id(1));
        // Only the names of the fields, which are left out where they are empty, part these two.
        let origins = [("a", None), ("", Some("a"))].map(|(file, within)| Origin {
            file: file.to_owned(),
            within: within.map(str::to_owned),
            added: Timestamp::UNIX_EPOCH,
        });
        let [one, other] = origins.map(Some);
        all[6].origin = one;
        all.push(Source {
            origin: other,
            ..plain
        });
        assert_told_apart(&all);
    }

    #[test]
    fn each_field_of_what_is_printed_changes_the_key() {
        let note = PrintedNote::default();
        let mut notes = vec![note.clone(); 4];
        notes[1].label = "a".to_owned();
        notes[2].body = vec![Block::Paragraph(Text::default())];
        notes[3].is_private = true;
        assert_told_apart(&notes);
        let head = Head::default();
        let noted = [note];
        assert_told_apart(&[
            head,
            Head {
                number: "a",
                ..head
            },
            Head { title: "a", ..head },
            Head {
                source_line: "a",
                ..head
            },
            Head {
                notes: &noted,
                ..head
            },
        ]);
        let mut entries = vec![NoteEntry::default(); 9];
        entries[1].number = Some(1);
        entries[2].label = "a".to_owned();
        entries[3].is_private = true;
        entries[4].quote = "a".to_owned();
        entries[5].body = vec![Block::Paragraph(Text::default())];
        entries[6].citation = Some(Citation::default());
        entries[7].remark = Some(String::new());
        entries[8].colour = Some(Color::default());
        assert_told_apart(&entries);
        let mut lines = vec![ContentsEntry::default(); 7];
        lines[1].level = 1;
        lines[2].is_section = true;
        lines[3].number = "a".to_owned();
        lines[4].title = "a".to_owned();
        lines[5].page = 1;
        lines[6].has_note = true;
        assert_told_apart(&lines);
        let mut styles = vec![Style::default(); 3];
        styles[1].paper = Paper::Letter;
        styles[2].language = "fr".to_owned();
        assert_told_apart(&styles);
    }

    #[test]
    fn what_cannot_be_written_has_a_key_of_its_own() {
        struct Broken;
        impl Serialize for Broken {
            fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(serde::ser::Error::custom("broken"))
            }
        }
        assert_ne!(PartKey::of(&Broken), PartKey::of(&Broken));
    }
}
