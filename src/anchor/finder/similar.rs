//! The place where much the same words stand.

use std::ops::Range;

use super::{CLEARLY, FITS, Finder, How, PassageFound, Sought, WIDE_WORDS};
use crate::anchor::context::Fit;
use crate::anchor::fuzzy::{Passage, passages};
use crate::anchor::text::Quote;
use crate::pack::TextSelector;

impl Finder<'_> {
    /// The place that says much the same; none of those that say the very same, which were not
    /// the one.
    pub(super) fn fuzzy(
        &self,
        sought: &Sought<'_>,
        exact: &[Range<usize>],
    ) -> Option<PassageFound> {
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
        is_meant.then_some(PassageFound {
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
