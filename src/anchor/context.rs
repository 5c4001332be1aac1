//! How well the words around a place are those that are expected.

use std::ops::Range;

use super::words::{Vocabulary, Words, weight};

/// The words that are expected around a passage, those next to it first.
#[derive(Debug, Default)]
pub(super) struct Context {
    before: Vec<Expected>,
    after: Vec<Expected>,
}

#[derive(Debug)]
struct Expected {
    number: u32,
    weight: f32,
}

/// How well the words on each side are those that are expected, from 0 to 1; `None` where nothing
/// is known of a side.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fit {
    pub before: Option<f32>,
    pub after: Option<f32>,
}

impl Fit {
    /// How well it fits on the whole; 0 where nothing is known.
    pub(super) fn mean(self) -> f32 {
        match (self.before, self.after) {
            (Some(before), Some(after)) => f32::midpoint(before, after),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => 0.0,
        }
    }

    /// How well it fits on its better side.
    pub(super) fn best(self) -> f32 {
        self.before
            .into_iter()
            .chain(self.after)
            .fold(0.0, f32::max)
    }
}

impl Context {
    /// What a selector tells: the words of its prefix and suffix.
    pub(super) fn stated(prefix: &Words, suffix: &Words) -> Self {
        Self {
            before: (0..prefix.words.len())
                .rev()
                .map(|index| Expected::of(prefix, index))
                .collect(),
            after: (0..suffix.words.len())
                .map(|index| Expected::of(suffix, index))
                .collect(),
        }
    }

    /// Up to `count` words on each side of a passage, given as a range of words. The further away
    /// they are, the less they count.
    pub(super) fn around(words: &Words, passage: &Range<usize>, count: usize) -> Self {
        const HALF_AT_WORDS: f32 = 6.0;
        let fading = |(distance, index): (usize, usize)| {
            let mut expected = Expected::of(words, index);
            expected.weight *= HALF_AT_WORDS / (HALF_AT_WORDS + distance as f32);
            expected
        };
        let before = passage.start.saturating_sub(count)..passage.start;
        let after = passage.end..words.words.len().min(passage.end + count);
        Self {
            before: before.rev().enumerate().map(fading).collect(),
            after: after.enumerate().map(fading).collect(),
        }
    }

    /// How well the words around `passage` of a text are those expected.
    pub(super) fn fit(&self, text: &Words, passage: &Range<usize>) -> Fit {
        // Some words more than expected may stand there.
        let reach = |expected: &[Expected]| expected.len() + expected.len() / 2 + 2;
        let first = passage.start.saturating_sub(reach(&self.before));
        let before: Vec<u32> = (first..passage.start)
            .rev()
            .map(|index| text.number(index))
            .collect();
        let end = text.words.len().min(passage.end + reach(&self.after));
        let after: Vec<u32> = (passage.end..end).map(|index| text.number(index)).collect();
        Fit {
            before: likeness(&self.before, &before),
            after: likeness(&self.after, &after),
        }
    }

    /// Whether the very next word before the passage is the expected one.
    pub(super) fn joins_before(&self, text: &Words, start: usize) -> bool {
        let found = start.checked_sub(1).map(|index| text.number(index));
        joins(self.before.first(), found)
    }

    /// Whether the very next word after the passage is the expected one.
    pub(super) fn joins_after(&self, text: &Words, end: usize) -> bool {
        let found = (end < text.words.len()).then(|| text.number(end));
        joins(self.after.first(), found)
    }
}

fn joins(expected: Option<&Expected>, found: Option<u32>) -> bool {
    match (expected, found) {
        (Some(expected), Some(found)) => expected.is(found),
        (None, None) => true,
        _ => false,
    }
}

impl Expected {
    fn of(words: &Words, index: usize) -> Self {
        Self {
            number: words.number(index),
            weight: weight(words.folded_word(index)),
        }
    }

    fn is(&self, number: u32) -> bool {
        self.number == number && number != Vocabulary::UNKNOWN
    }
}

/// How much of what is expected is found in the same order, from 0 to 1.
fn likeness(expected: &[Expected], found: &[u32]) -> Option<f32> {
    let all: f32 = expected.iter().map(|word| word.weight).sum();
    if all <= 0.0 {
        return None;
    }
    // What stands undisturbed next to the passage needs no search for the best order.
    let alike = expected
        .iter()
        .zip(found)
        .take_while(|(word, number)| word.is(**number))
        .count();
    if alike == expected.len() {
        return Some(1.0);
    }
    // The heaviest common sequence.
    let mut row = vec![0.0_f32; found.len() + 1];
    for word in expected {
        let mut diagonal = 0.0;
        let mut left = 0.0;
        for (cell, number) in row.iter_mut().skip(1).zip(found) {
            let above = *cell;
            let through = if word.is(*number) {
                diagonal + word.weight
            } else {
                0.0
            };
            left = through.max(above).max(left);
            *cell = left;
            diagonal = above;
        }
    }
    Some((row.last().copied().unwrap_or_default() / all).min(1.0))
}
