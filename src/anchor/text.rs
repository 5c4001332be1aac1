//! A text with an index of its words, and places in it counted in characters.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::words::{Vocabulary, Words};
use crate::pack::TextSelector;

/// About how many characters of context a selector keeps on each side.
const CONTEXT_CHARS: usize = 32;
/// How many characters apart the places are whose bytes are noted.
const STRIDE_CHARS: usize = 256;
/// Which of a quotation's words are looked up: so many of the rarest.
const LOOKED_UP: usize = 3;

/// A text with an index of its words.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub content: Cow<'a, str>,
    pub words: Words,
    /// Where each word of the vocabulary stands, by its number.
    places: Vec<Vec<u32>>,
    /// The byte of every 256th character.
    strides: Vec<usize>,
}

impl<'a> Text<'a> {
    pub(super) fn read(content: Cow<'a, str>, vocabulary: &mut Vocabulary) -> Self {
        let words = Words::learn(&content, vocabulary);
        let mut places = vec![Vec::new(); vocabulary.len()];
        for (index, word) in words.words.iter().enumerate() {
            let number = usize::try_from(word.number).unwrap_or(usize::MAX);
            if let (Some(places), Ok(index)) = (places.get_mut(number), u32::try_from(index)) {
                places.push(index);
            }
        }
        let starts = content.char_indices().map(|(at, _)| at);
        let strides = starts.step_by(STRIDE_CHARS).collect();
        Self {
            content,
            words,
            places,
            strides,
        }
    }

    /// The words of this number, in order, by their place among the words.
    pub(super) fn places(&self, number: u32) -> &[u32] {
        usize::try_from(number)
            .ok()
            .and_then(|number| self.places.get(number))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The byte at which the character of this number begins, or the end of the text.
    pub(super) fn byte_of(&self, chars: u32) -> Option<usize> {
        let chars = usize::try_from(chars).ok()?;
        let Some(stride) = self.strides.get(chars / STRIDE_CHARS) else {
            let is_end = chars == self.content.chars().count();
            return is_end.then_some(self.content.len());
        };
        let rest = self.content.get(*stride..)?;
        let mut starts = rest.char_indices().map(|(at, _)| stride + at);
        let left = chars % STRIDE_CHARS;
        match starts.nth(left) {
            Some(start) => Some(start),
            None => (rest.chars().count() == left).then_some(self.content.len()),
        }
    }

    /// How many characters stand before a byte.
    pub(super) fn chars_before(&self, byte: usize) -> u32 {
        let index = self
            .strides
            .partition_point(|stride| *stride <= byte)
            .saturating_sub(1);
        let stride = self.strides.get(index).copied().unwrap_or_default();
        let within = self.content.get(stride..byte).unwrap_or_default();
        let chars = index * STRIDE_CHARS + within.chars().count();
        u32::try_from(chars).unwrap_or(u32::MAX)
    }

    /// A selector for a range of the text.
    pub(super) fn describe(&self, range: &Range<usize>) -> TextSelector {
        describe(&self.content, range, |byte| self.chars_before(byte))
    }

    /// The range that a selector's positions name, if the words and the context there are those of
    /// the selector to the letter.
    pub(super) fn at_position(&self, selector: &TextSelector) -> Option<Range<usize>> {
        let start = self.byte_of(selector.start)?;
        let end = start + selector.exact.len();
        let is_there = !selector.exact.is_empty()
            && self.content.get(start..end)? == selector.exact.as_str()
            && self.content.get(..start)?.ends_with(&selector.prefix)
            && self.content.get(end..)?.starts_with(&selector.suffix);
        is_there.then_some(start..end)
    }

    /// Every place that says the quotation, as ranges of the folded text, in order.
    pub(super) fn occurrences(&self, quote: &Quote) -> Vec<Range<usize>> {
        let needle = quote.words.folded.as_str();
        if needle.is_empty() {
            return Vec::new();
        }
        let mut starts = BTreeSet::new();
        let mut keep = |start: usize| {
            let range = start..start + needle.len();
            if self.words.folded.get(range.clone()) == Some(needle)
                && (quote.starts_within_word || self.words.begins_word(range.start))
                && (quote.ends_within_word || self.words.ends_word(range.end))
            {
                starts.insert(start);
            }
        };
        let whole = quote.whole_words();
        if whole.is_empty() {
            let found = self.words.folded.match_indices(needle);
            found.for_each(|(start, _)| keep(start));
        }
        for index in self.rarest(&quote.words, whole, LOOKED_UP) {
            let Some(word) = quote.words.words.get(index) else {
                continue;
            };
            for place in self.places(word.number) {
                let place = usize::try_from(*place)
                    .ok()
                    .and_then(|place| self.words.words.get(place));
                if let Some(start) =
                    place.and_then(|place| place.folded.start.checked_sub(word.folded.start))
                {
                    keep(start);
                }
            }
        }
        starts
            .into_iter()
            .map(|start| start..start + needle.len())
            .collect()
    }

    /// The words among `of` that are rarest in this text, but do occur; each once.
    pub(super) fn rarest(&self, words: &Words, of: Range<usize>, count: usize) -> Vec<usize> {
        let mut found: Vec<(usize, u32, usize)> = of
            .map(|index| {
                let number = words.number(index);
                (self.places(number).len(), number, index)
            })
            .filter(|(places, ..)| *places > 0)
            .collect();
        found.sort_unstable();
        found.dedup_by_key(|(_, number, _)| *number);
        found
            .into_iter()
            .take(count)
            .map(|(.., index)| index)
            .collect()
    }
}

/// What is looked for: the words of a selector.
#[derive(Debug)]
pub(super) struct Quote {
    pub words: Words,
    pub prefix: Words,
    pub suffix: Words,
    starts_within_word: bool,
    ends_within_word: bool,
}

impl Quote {
    pub(super) fn of(selector: &TextSelector, vocabulary: &Vocabulary) -> Self {
        let TextSelector {
            exact,
            prefix,
            suffix,
            ..
        } = selector;
        Self {
            words: Words::read(exact, vocabulary),
            prefix: Words::read(prefix, vocabulary),
            suffix: Words::read(suffix, vocabulary),
            starts_within_word: cuts_word(prefix, exact),
            ends_within_word: cuts_word(exact, suffix),
        }
    }

    /// Those of its words that are not cut.
    fn whole_words(&self) -> Range<usize> {
        let count = self.words.words.len();
        let start = usize::from(self.starts_within_word);
        let end = count.saturating_sub(usize::from(self.ends_within_word));
        start..end.max(start)
    }
}

/// Whether a word begins in one text and ends in the next.
fn cuts_word(one: &str, next: &str) -> bool {
    let (Some(last), Some(first)) = (one.chars().next_back(), next.chars().next()) else {
        return false;
    };
    if last.is_whitespace() || first.is_whitespace() {
        return false;
    }
    let both = Words::read(&format!("{one}{next}"), &Vocabulary::default());
    let cut = one.len();
    let words = &mut both.words.iter();
    words.any(|word| word.range.start < cut && cut < word.range.end)
}

/// A selector for a range of a text, where `chars_before` counts the characters before a byte.
pub(super) fn describe(
    content: &str,
    range: &Range<usize>,
    chars_before: impl Fn(usize) -> u32,
) -> TextSelector {
    let start = content.floor_char_boundary(range.start);
    let end = content.ceil_char_boundary(range.end.max(start));
    let before = content.get(..start).unwrap_or_default();
    let after = content.get(end..).unwrap_or_default();
    TextSelector {
        exact: content.get(start..end).unwrap_or_default().to_owned(),
        prefix: last_words(before).to_owned(),
        suffix: first_words(after).to_owned(),
        start: chars_before(start),
        end: chars_before(end),
    }
}

/// About the last 32 characters, without the part of a word; a word that is longer than that is
/// cut.
fn last_words(text: &str) -> &str {
    let Some((at, _)) = text.char_indices().nth_back(CONTEXT_CHARS - 1) else {
        return text;
    };
    let cut = text.get(at..).unwrap_or_default();
    let begins_word = text
        .get(..at)
        .is_none_or(|before| before.ends_with(char::is_whitespace));
    if begins_word {
        return cut;
    }
    match cut.split_once(char::is_whitespace) {
        Some((_, words)) if !words.trim().is_empty() => words,
        _ => cut,
    }
}

/// As [`last_words`], for the first.
fn first_words(text: &str) -> &str {
    let Some((at, _)) = text.char_indices().nth(CONTEXT_CHARS) else {
        return text;
    };
    let cut = text.get(..at).unwrap_or_default();
    let ends_word = text
        .get(at..)
        .is_none_or(|after| after.starts_with(char::is_whitespace));
    if ends_word {
        return cut;
    }
    match cut.rsplit_once(char::is_whitespace) {
        Some((words, _)) if !words.trim().is_empty() => words,
        _ => cut,
    }
}
