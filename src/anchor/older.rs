//! The text that selectors were made on, beside the one in which they are looked for.

use std::ops::Range;

use super::diff::kept;
use super::text::Text;
use super::words::Vocabulary;

/// How many words on each side must have stayed for a passage to have stayed without a doubt.
const NEIGHBOURS: usize = 12;

/// The text that the selectors were made on.
#[derive(Debug)]
pub(super) struct Older<'a> {
    pub(super) text: Text<'a>,
    /// For each of its words the word of the new text that it became, where it stayed.
    pub(super) kept: Vec<Option<usize>>,
    /// For each word of the new text the one that it was.
    came_from: Vec<Option<usize>>,
}

impl<'a> Older<'a> {
    /// Compares the words of both texts, all of which are in the vocabulary.
    pub(super) fn new(old: Text<'a>, new: &Text<'_>, vocabulary: &Vocabulary) -> Self {
        let kept = kept(&old.words, &new.words, vocabulary);
        let mut came_from = vec![None; new.words.words.len()];
        for (index, place) in kept.iter().enumerate() {
            if let Some(cell) = place.and_then(|place| came_from.get_mut(place)) {
                *cell = Some(index);
            }
        }
        Self {
            text: old,
            kept,
            came_from,
        }
    }

    /// Whether these words became, one by one, those of the new text.
    pub(super) fn stays(&self, was: &Range<usize>, is: &Range<usize>) -> bool {
        let became = |(was, is)| self.kept.get(was).copied().flatten() == Some(is);
        was.len() == is.len() && was.clone().zip(is.clone()).all(became)
    }

    /// Whether most of the words that stayed at a place of the new text are not of the passage.
    pub(super) fn came_from_elsewhere(&self, place: &Range<usize>, passage: &Range<usize>) -> bool {
        let stayed: Vec<usize> = place
            .clone()
            .filter_map(|index| self.came_from.get(index).copied().flatten())
            .collect();
        let others = stayed.iter().filter(|was| !passage.contains(was)).count();
        2 * others > stayed.len()
    }

    /// Whether they did together with the words next to them on both sides.
    pub(super) fn stays_with_neighbours(&self, was: &Range<usize>, is: &Range<usize>) -> bool {
        let before = NEIGHBOURS.min(was.start);
        let after = NEIGHBOURS.min(self.kept.len().saturating_sub(was.end));
        is.start >= before
            && self.stays(
                &(was.start - before..was.end + after),
                &(is.start - before..is.end + after),
            )
    }
}
