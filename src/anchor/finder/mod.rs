//! The place of a selector in a text.

mod same;
mod similar;

use std::borrow::Cow;
use std::ops::Range;

use super::context::Context;
use super::older::Older;
use super::text::{Quote, Text};
use super::words::{Vocabulary, weight};
use crate::pack::TextSelector;

/// How many words on each side are compared where the old text is at hand.
const WIDE_WORDS: usize = 24;
/// A context that fits at least so well is the one that was meant, on the whole.
const FITS: f32 = 0.5;
/// Of two places, one must be better by this much to be the one that was meant.
const CLEARLY: f32 = 0.1;
/// A quotation whose words say so much is not found by chance: about three real words.
const SUBSTANTIAL: f32 = 2.5;

/// How a passage was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// Its words stand at the very place.
    Position,
    /// The same words stand at another place.
    Exact,
    /// Much the same words stand there.
    Fuzzy,
}

/// Where a passage was found.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageFound {
    /// The place in the text, in bytes.
    pub range: Range<usize>,
    /// How it was found.
    pub how: How,
    /// How much of the words is found there, from 0 to 1.
    pub likeness: f32,
}

/// Finds selectors in one text, which is read once.
#[derive(Debug)]
pub struct Finder<'a> {
    vocabulary: Vocabulary,
    text: Text<'a>,
    old: Option<Older<'a>>,
}

impl PassageFound {
    fn at_position(range: Range<usize>) -> Self {
        Self {
            range,
            how: How::Position,
            likeness: 1.0,
        }
    }
}

/// A passage that is looked for.
struct Sought<'a> {
    selector: &'a TextSelector,
    quote: Quote,
    /// What the selector tells of the words around it.
    stated: Context,
    /// The words around it in the old text, or what the selector tells.
    context: Context,
    /// Whether its words say enough not to be found by chance.
    is_substantial: bool,
    /// Where it stands in the old text, as words and as folded text.
    origin: Option<(Range<usize>, Range<usize>)>,
}

impl<'a> Finder<'a> {
    /// Reads a text in which selectors are to be found.
    pub fn new(content: impl Into<Cow<'a, str>>) -> Self {
        let mut vocabulary = Vocabulary::default();
        let text = Text::read(content.into(), &mut vocabulary);
        Self {
            vocabulary,
            text,
            old: None,
        }
    }

    /// Reads a text in which selectors are to be found that were made on an older version of it.
    pub fn between(old: &'a str, new: &'a str) -> Self {
        let mut vocabulary = Vocabulary::default();
        let old_text = Text::read(old.into(), &mut vocabulary);
        let text = Text::read(new.into(), &mut vocabulary);
        let has_words = !old_text.words.words.is_empty();
        let old = has_words.then(|| Older::new(old_text, &text, &vocabulary));
        Self {
            vocabulary,
            text,
            old,
        }
    }

    /// A selector for a range of the text, in bytes; as [`super::describe`].
    pub fn describe(&self, range: &Range<usize>) -> TextSelector {
        self.text.describe(range)
    }

    /// The place of a selector. `None` where it is not found, or not for sure.
    pub fn find(&self, selector: &TextSelector) -> Option<PassageFound> {
        let old = self.old.as_ref();
        if old.is_none_or(|old| old.text.content == self.text.content)
            && let Some(range) = self.text.at_position(selector)
        {
            return Some(PassageFound::at_position(range));
        }
        let sought = self.sought(selector);
        if sought.quote.words.words.is_empty() {
            // Nothing but marks that do not count: only the very place will do.
            let range = self.text.at_position(selector);
            return range.map(PassageFound::at_position);
        }
        let places = self.text.occurrences(&sought.quote);
        self.exact(&sought, &places)
            .or_else(|| self.fuzzy(&sought, &places))
    }

    fn sought<'s>(&self, selector: &'s TextSelector) -> Sought<'s> {
        let quote = Quote::of(selector, &self.vocabulary);
        let words = &quote.words;
        let says = |index| weight(words.folded_word(index));
        let is_substantial = (0..words.words.len()).map(says).sum::<f32>() >= SUBSTANTIAL;
        let origin = self.origin(selector, &quote);
        let stated = || Context::stated(&quote.prefix, &quote.suffix);
        let context = match (&self.old, &origin) {
            (Some(old), Some((passage, _))) => {
                Context::around(&old.text.words, passage, WIDE_WORDS)
            }
            _ => stated(),
        };
        Sought {
            selector,
            stated: stated(),
            quote,
            context,
            is_substantial,
            origin,
        }
    }

    /// Where a selector stands in the old text, if it was made on it.
    fn origin(
        &self,
        selector: &TextSelector,
        quote: &Quote,
    ) -> Option<(Range<usize>, Range<usize>)> {
        let old = &self.old.as_ref()?.text;
        let range = old.at_position(selector)?;
        let words = old.words.words_within(&range);
        let folded = old.occurrences(quote).into_iter().find(|folded| {
            old.words
                .unfold(&old.content, folded)
                .is_some_and(|found| found.start < range.end && range.start < found.end)
        })?;
        Some((words, folded))
    }
}
