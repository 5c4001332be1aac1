//! The place where the very same words stand.

use std::ops::Range;

use super::{CLEARLY, FITS, Finder, How, PassageFound, Sought, WIDE_WORDS};
use crate::anchor::context::{Context, Fit};

/// A phrase that stands in more places than this is too common to be told apart.
const MOST_PLACES: usize = 64;

impl Finder<'_> {
    /// The place that says the very same words.
    pub(super) fn exact(
        &self,
        sought: &Sought<'_>,
        places: &[Range<usize>],
    ) -> Option<PassageFound> {
        let place = match &sought.origin {
            Some((passage, folded)) => self.same_as_before(sought, places, passage, folded),
            None => self.by_context(sought, places),
        }?;
        let range = self.text.words.unfold(&self.text.content, &place)?;
        let is_at_position = self.text.chars_before(range.start) == sought.selector.start;
        Some(PassageFound {
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
        let mut twins = old.text.occurrences(&sought.quote);
        twins.retain(|twin| twin != folded);
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
        let fits = self.not_a_twin(sought, places, &twins, stayed);
        if let Some((place, fit)) = clearly_best(&fits, |fit| fit.mean()) {
            let words = self.text.words.words_at(place);
            let stated = sought.stated.fit(&self.text.words, &words).mean();
            let fits = stated >= 0.9
                || (fit.mean() >= FITS || fit.best() >= 0.8)
                    && (sought.is_substantial || stated >= 0.75);
            let is_moved = sought.is_substantial && places.len() == 1 && twins.is_empty();
            return (fits || is_moved).then(|| place.clone());
        }
        let best = fits.iter().map(|(_, fit)| fit.mean()).fold(0.0, f32::max);
        let (place, fit) = fits.iter().find(|(place, _)| Some(place) == stayed)?;
        (fit.mean() >= FITS && fit.mean() >= best - CLEARLY).then(|| place.clone())
    }

    /// The places that are the passage rather than one of its twins, which said the same elsewhere
    /// in the old text.
    fn not_a_twin(
        &self,
        sought: &Sought<'_>,
        places: &[Range<usize>],
        twins: &[Range<usize>],
        stayed: Option<&Range<usize>>,
    ) -> Vec<(Range<usize>, Fit)> {
        let (Some(old), Some((passage, _))) = (&self.old, &sought.origin) else {
            return Vec::new();
        };
        let of_twins: Vec<Context> = twins
            .iter()
            .map(|twin| {
                let words = old.text.words.words_at(twin);
                Context::around(&old.text.words, &words, WIDE_WORDS)
            })
            .collect();
        let judged = places.iter().filter_map(|place| {
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
        });
        judged.collect()
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
