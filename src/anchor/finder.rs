//! The place of a selector in a text.

use std::borrow::Cow;
use std::ops::Range;

use super::context::{Context, Fit};
use super::diff::kept;
use super::fuzzy::{Passage, passages};
use super::text::{Quote, Text};
use super::words::{Vocabulary, weight};
use crate::pack::TextSelector;

/// How many words on each side are compared where the old text is at hand.
const WIDE_WORDS: usize = 24;
/// How many words on each side must have stayed for a passage to have stayed without a doubt.
const NEIGHBOURS: usize = 12;
/// A context that fits at least so well is the one that was meant, on the whole.
const FITS: f32 = 0.5;
/// Of two places, one must be better by this much to be the one that was meant.
const CLEARLY: f32 = 0.1;
/// A quotation whose words say so much is not found by chance: about three real words.
const SUBSTANTIAL: f32 = 2.5;
/// A phrase that stands in more places than this is too common to be told apart.
const MOST_PLACES: usize = 64;

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
pub struct Found {
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
    old: Option<Old<'a>>,
}

/// The text that the selectors were made on.
#[derive(Debug)]
struct Old<'a> {
    text: Text<'a>,
    /// For each of its words the word of the new text that it became, where it stayed.
    kept: Vec<Option<usize>>,
    /// For each word of the new text the one that it was.
    came_from: Vec<Option<usize>>,
}

impl Old<'_> {
    /// Whether these words became, one by one, those of the new text.
    fn stays(&self, was: &Range<usize>, is: &Range<usize>) -> bool {
        let became = |(was, is)| self.kept.get(was).copied().flatten() == Some(is);
        was.len() == is.len() && was.clone().zip(is.clone()).all(became)
    }

    /// Whether most of the words that stayed at a place of the new text are not of the passage.
    fn came_from_elsewhere(&self, place: &Range<usize>, passage: &Range<usize>) -> bool {
        let stayed: Vec<usize> = place
            .clone()
            .filter_map(|index| self.came_from.get(index).copied().flatten())
            .collect();
        let others = stayed.iter().filter(|was| !passage.contains(was)).count();
        2 * others > stayed.len()
    }

    /// Whether they did together with the words next to them on both sides.
    fn stays_with_neighbours(&self, was: &Range<usize>, is: &Range<usize>) -> bool {
        let before = NEIGHBOURS.min(was.start);
        let after = NEIGHBOURS.min(self.kept.len().saturating_sub(was.end));
        is.start >= before
            && self.stays(
                &(was.start - before..was.end + after),
                &(is.start - before..is.end + after),
            )
    }
}

impl Found {
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
    told: Context,
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
        let old = (!old_text.words.words.is_empty()).then(|| {
            let kept = kept(&old_text.words, &text.words, &vocabulary);
            let mut came_from = vec![None; text.words.words.len()];
            for (index, place) in kept.iter().enumerate() {
                if let Some(cell) = place.and_then(|place| came_from.get_mut(place)) {
                    *cell = Some(index);
                }
            }
            Old {
                text: old_text,
                kept,
                came_from,
            }
        });
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
    pub fn find(&self, selector: &TextSelector) -> Option<Found> {
        let old = self.old.as_ref();
        if old.is_none_or(|old| old.text.content == self.text.content)
            && let Some(range) = self.text.at_position(selector)
        {
            return Some(Found::at_position(range));
        }
        let sought = self.sought(selector);
        if sought.quote.words.words.is_empty() {
            // Nothing but marks that do not count: only the very place will do.
            let range = self.text.at_position(selector);
            return range.map(Found::at_position);
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
        let told = || Context::told(&quote.prefix, &quote.suffix);
        let context = match (&self.old, &origin) {
            (Some(old), Some((passage, _))) => {
                Context::around(&old.text.words, passage, WIDE_WORDS)
            }
            _ => told(),
        };
        Sought {
            selector,
            told: told(),
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

    /// The place that says the very same words.
    fn exact(&self, sought: &Sought<'_>, places: &[Range<usize>]) -> Option<Found> {
        let place = match &sought.origin {
            Some((passage, folded)) => self.same_as_before(sought, places, passage, folded),
            None => self.by_context(sought, places),
        }?;
        let range = self.text.words.unfold(&self.text.content, &place)?;
        let is_at_position = self.text.chars_before(range.start) == sought.selector.start;
        Some(Found {
            range,
            how: if is_at_position {
                How::Position
            } else {
                How::Exact
            },
            likeness: 1.0,
        })
    }

    /// Of the places that say the quotation, the one whose context is the selector's.
    fn by_context(&self, sought: &Sought<'_>, places: &[Range<usize>]) -> Option<Range<usize>> {
        let fits: Vec<(Range<usize>, Fit)> = places
            .iter()
            .map(|place| {
                let words = self.text.words.words_at(place);
                let fit = sought.context.fit(&self.text.words, &words);
                (place.clone(), fit)
            })
            .collect();
        let best = clearly_best(&fits, |fit| fit.mean());
        if let Some((place, fit)) = best {
            let is_meant = fit.mean() >= FITS
                || fit.best() >= 0.8
                || sought.is_substantial && places.len() == 1;
            return is_meant.then(|| place.clone());
        }
        // The very same words around it: only the very place will do.
        let is_at_position = |place: &Range<usize>| {
            let range = self.text.words.unfold(&self.text.content, place);
            range.is_some_and(|range| self.text.chars_before(range.start) == sought.selector.start)
        };
        let here = fits.into_iter().find(|(place, _)| is_at_position(place))?;
        (here.1.mean() >= FITS).then_some(here.0)
    }

    /// Of the places that say the quotation, the one that is the passage of the old text; not one
    /// that said the same elsewhere in it.
    fn same_as_before(
        &self,
        sought: &Sought<'_>,
        places: &[Range<usize>],
        passage: &Range<usize>,
        folded: &Range<usize>,
    ) -> Option<Range<usize>> {
        let old = self.old.as_ref()?;
        let twins: Vec<Range<usize>> = old
            .text
            .occurrences(&sought.quote)
            .into_iter()
            .filter(|twin| twin != folded)
            .collect();
        let stayed = places
            .iter()
            .find(|place| old.stays(passage, &self.text.words.words_at(place)));
        if let Some(place) = stayed
            && old.stays_with_neighbours(passage, &self.text.words.words_at(place))
        {
            return Some(place.clone());
        }
        if places.len() > MOST_PLACES || twins.len() > MOST_PLACES {
            let words = self.text.words.words_at(stayed?);
            let fit = sought.context.fit(&self.text.words, &words);
            return (fit.mean() >= FITS).then(|| stayed.cloned()).flatten();
        }
        let of_twins: Vec<Context> = twins
            .iter()
            .map(|twin| {
                let words = old.text.words.words_at(twin);
                Context::around(&old.text.words, &words, WIDE_WORDS)
            })
            .collect();
        let fits: Vec<(Range<usize>, Fit)> = places
            .iter()
            .filter_map(|place| {
                let words = self.text.words.words_at(place);
                let fit = sought.context.fit(&self.text.words, &words);
                let of_twin = of_twins
                    .iter()
                    .map(|twin| twin.fit(&self.text.words, &words).mean())
                    .fold(0.0, f32::max);
                // What comes from a twin's place, or says little, needs more to be the passage.
                let margin = if stayed == Some(place) && sought.is_substantial {
                    0.0
                } else if !sought.is_substantial || old.came_from_elsewhere(&words, passage) {
                    4.0 * CLEARLY
                } else {
                    CLEARLY
                };
                let is_mine = of_twins.is_empty() || fit.mean() >= of_twin + margin;
                is_mine.then(|| (place.clone(), fit))
            })
            .collect();
        if let Some((place, fit)) = clearly_best(&fits, |fit| fit.mean()) {
            let words = self.text.words.words_at(place);
            let told = sought.told.fit(&self.text.words, &words).mean();
            let fits = told >= 0.9
                || (fit.mean() >= FITS || fit.best() >= 0.8)
                    && (sought.is_substantial || told >= 0.75);
            let is_moved = sought.is_substantial && places.len() == 1 && twins.is_empty();
            return (fits || is_moved).then(|| place.clone());
        }
        let best = fits.iter().map(|(_, fit)| fit.mean()).fold(0.0, f32::max);
        let (place, fit) = fits.iter().find(|(place, _)| Some(place) == stayed)?;
        (fit.mean() >= FITS && fit.mean() >= best - CLEARLY).then(|| place.clone())
    }

    /// The place that says much the same; none of those that say the very same, which were not
    /// the one.
    fn fuzzy(&self, sought: &Sought<'_>, exact: &[Range<usize>]) -> Option<Found> {
        let hints = self.hints(sought);
        let found = passages(&self.text, &sought.quote, &sought.context, &hints);
        let mut judged: Vec<(Passage, Fit)> = found
            .into_iter()
            .map(|passage| {
                let fit = sought.context.fit(&self.text.words, &passage.words);
                (passage, fit)
            })
            .collect();
        let score = |(passage, fit): &(Passage, Fit)| passage.likeness + fit.mean();
        judged.sort_by(|one, other| score(other).total_cmp(&score(one)));
        let (best, others) = judged.split_first()?;
        let (passage, fit) = best;
        let rival = others.iter().find(|(other, _)| {
            other.words.end <= passage.words.start || passage.words.end <= other.words.start
        });
        let is_clear = rival.is_none_or(|rival| score(best) >= score(rival) + 2.0 * CLEARLY);
        let is_exact = exact.iter().any(|place| {
            let place = self.text.words.words_at(place);
            place.start < passage.words.end && passage.words.start < place.end
        });
        let is_meant = is_clear
            && !is_exact
            && self.says_enough(sought, passage, *fit)
            && !self.stood_elsewhere(sought, passage, *fit);
        let range = self.text.words.range_of(&passage.words)?;
        is_meant.then_some(Found {
            range,
            how: How::Fuzzy,
            likeness: passage.likeness,
        })
    }

    /// Whether words and context together leave no doubt.
    fn says_enough(&self, sought: &Sought<'_>, passage: &Passage, fit: Fit) -> bool {
        let likeness = passage.likeness;
        let context = fit.mean();
        if !sought.is_substantial {
            return likeness >= 0.7 && context >= 0.75;
        }
        if sought.origin.is_none() {
            // What stood elsewhere in the old text can't be told: both sides must fit.
            let both = fit.before.unwrap_or(1.0).min(fit.after.unwrap_or(1.0));
            return likeness >= 0.6 && both >= 0.85 && context > 0.0;
        }
        let is_long = sought.quote.words.words.len() >= 8;
        likeness >= 0.35 && context >= 0.8
            || likeness >= 0.6 && context >= 0.6
            || likeness >= 0.75 && (context >= FITS || fit.best() >= 0.8)
            || likeness >= 0.85 && is_long
    }

    /// Where the quotation's first word may be in the new text, by what stayed in and around it.
    fn hints(&self, sought: &Sought<'_>) -> Vec<i64> {
        let (Some(old), Some((passage, _))) = (&self.old, &sought.origin) else {
            return Vec::new();
        };
        let signed = |index: usize| i64::try_from(index).unwrap_or(i64::MAX);
        let start_by = |index: usize| {
            let place = old.kept.get(index).copied().flatten()?;
            Some(signed(place) - (signed(index) - signed(passage.start)))
        };
        let before = passage.start.saturating_sub(WIDE_WORDS)..passage.start;
        let after = passage.end..passage.end + WIDE_WORDS;
        let nearest = before.rev().find_map(start_by);
        nearest
            .into_iter()
            .chain(passage.clone().find_map(start_by))
            .chain(after.into_iter().find_map(start_by))
            .collect()
    }

    /// Whether what was found is another passage of the old text, which stands here still.
    fn stood_elsewhere(&self, sought: &Sought<'_>, passage: &Passage, fit: Fit) -> bool {
        let (Some(old), Some((origin, _))) = (&self.old, &sought.origin) else {
            return false;
        };
        if old.came_from_elsewhere(&passage.words, origin) {
            return true;
        }
        // It may have moved, or the differ may not have seen that it stayed.
        let Some(folded) = self.folded(&passage.words) else {
            return false;
        };
        let same = Quote::of(&plain(folded), &self.vocabulary);
        let stood = old.text.occurrences(&same).into_iter().any(|twin| {
            let twin = old.text.words.words_at(&twin);
            twin.end <= origin.start || origin.end <= twin.start
        });
        stood && fit.mean() < 0.8
    }

    fn folded(&self, words: &Range<usize>) -> Option<&str> {
        let range = self.text.words.range_of(words)?;
        self.text.content.get(range)
    }
}

fn plain(exact: &str) -> TextSelector {
    TextSelector {
        exact: exact.to_owned(),
        ..TextSelector::default()
    }
}

/// The one with the highest score, if no other comes near; or if it is the only one.
fn clearly_best<T>(all: &[(T, Fit)], score: impl Fn(&Fit) -> f32) -> Option<&(T, Fit)> {
    let best = all
        .iter()
        .max_by(|one, other| score(&one.1).total_cmp(&score(&other.1)))?;
    let near = |other: &&(T, Fit)| score(&other.1) > score(&best.1) - CLEARLY;
    (all.iter().filter(near).count() == 1).then_some(best)
}
