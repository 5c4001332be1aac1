//! Passages that say much the same.

use std::collections::HashMap;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Token};

use super::context::Context;
use super::text::{Quote, Text};
use super::words::{Vocabulary, Word, Words, weight};

/// How many of a quotation's words are looked up.
const LOOKED_UP: usize = 24;
/// A word that stands in more places than this tells little about where to look.
const MOST_PLACES: usize = 500;
/// How many places are looked at closely.
const MOST_WINDOWS: usize = 4;
/// The part of a quotation's words that must stand in a place before it is looked at.
const LEAST_PRESENT: f32 = 0.4;
/// A quotation of more words than this is compared word by word only, not letter by letter.
const LONG_WORDS: usize = 120;
/// How alike the letters of two words must be for them to count as one, spelt differently.
const SAME_WORD: f32 = 0.7;
/// What a word of the text costs that the quotation has not, as a part of its weight.
const EXTRA: f32 = 0.25;
/// What such a word costs, as a part of that, where it stands in the place of one that is missing.
const INSTEAD: f32 = 0.7;
/// What a missing word costs, as a part of its weight, beyond not being there.
const MISSING: f32 = 0.1;

/// A place that says much the same as a quotation.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    pub words: Range<usize>,
    /// How much of the quotation it says, from 0 to 1.
    pub likeness: f32,
}

/// The places that are most like the quotation. `hints` are places of the text, as numbers of
/// words, where its first word may be.
pub(super) fn passages(
    text: &Text<'_>,
    quote: &Quote,
    context: &Context,
    hints: &[i64],
) -> Vec<Passage> {
    windows(text, quote, hints)
        .into_iter()
        .filter_map(|window| {
            let pairs = if quote.words.words.len() > LONG_WORDS {
                pairs_by_diff(&quote.words, &text.words, &window)
            } else {
                pairs_by_likeness(&quote.words, &text.words, &window)
            };
            passage(text, quote, context, pairs)
        })
        .collect()
}

/// A word of the quotation, the word of the text that takes its place, and how alike they are.
type Pair = (usize, usize, f32);

fn total(words: &Words) -> f32 {
    let all = 0..words.words.len();
    all.map(|index| weight(words.folded_word(index))).sum()
}

/// Ranges of the text's words in which many of the quotation's words stand.
fn windows(text: &Text<'_>, quote: &Quote, hints: &[i64]) -> Vec<Range<usize>> {
    let count = quote.words.words.len();
    let as_signed = |index: usize| i64::try_from(index).unwrap_or(i64::MAX);
    // Where the quotation's first word would be, by each of its words.
    let mut votes: Vec<(i64, f32)> = hints.iter().map(|start| (*start, 1.0)).collect();
    for index in text.rarest(&quote.words, 0..count, LOOKED_UP) {
        let places = text.places(quote.words.number(index));
        if places.len() > MOST_PLACES {
            continue;
        }
        let says = weight(quote.words.folded_word(index));
        let starts = places
            .iter()
            .map(|place| (i64::from(*place) - as_signed(index), says));
        votes.extend(starts);
    }
    votes.sort_by_key(|vote| vote.0);
    let slack = as_signed(count / 2 + 6);
    let mut groups: Vec<(f32, i64)> = Vec::new();
    let mut rest = votes.as_slice();
    while let Some((first, _)) = rest.first() {
        let size = rest.partition_point(|(start, _)| *start <= first + slack);
        let (group, others) = rest.split_at(size.max(1));
        let middle = group.get(group.len() / 2).map_or(*first, |vote| vote.0);
        groups.push((group.iter().map(|vote| vote.1).sum(), middle));
        rest = others;
    }
    groups.sort_by(|group, other| other.0.total_cmp(&group.0));
    let all = total(&quote.words);
    let is_hinted = |start: i64| hints.iter().any(|hint| (hint - start).abs() <= slack);
    groups
        .into_iter()
        .take(MOST_WINDOWS)
        .map(|(_, start)| {
            let place = |at: i64| usize::try_from(at.max(0)).unwrap_or_default();
            let end = place(start + as_signed(count) + slack);
            (start, place(start - slack)..end.min(text.words.words.len()))
        })
        .filter(|(start, window)| {
            is_hinted(*start) || present(text, quote, window) >= LEAST_PRESENT * all
        })
        .map(|(_, window)| window)
        .collect()
}

/// The weight of the quotation's words that stand in a range of the text's words.
fn present(text: &Text<'_>, quote: &Quote, window: &Range<usize>) -> f32 {
    let stands_there = |number: u32| {
        let places = text.places(number);
        let next = places.partition_point(|place| {
            usize::try_from(*place).is_ok_and(|place| place < window.start)
        });
        let next = places.get(next).copied();
        next.is_some_and(|place| usize::try_from(place).is_ok_and(|place| place < window.end))
    };
    let words = 0..quote.words.words.len();
    words
        .filter(|index| stands_there(quote.words.number(*index)))
        .map(|index| weight(quote.words.folded_word(index)))
        .sum()
}

/// What the pairs make of the text, without pairs at the ends that are not alike.
fn passage(
    text: &Text<'_>,
    quote: &Quote,
    context: &Context,
    mut pairs: Vec<Pair>,
) -> Option<Passage> {
    // A word that took the place of the first or last one belongs to the passage only where what
    // is expected around it follows at once.
    while let Some((_, place, alike)) = pairs.first()
        && *alike <= 0.0
        && !context.joins_before(&text.words, *place)
    {
        pairs.remove(0);
    }
    while let Some((_, place, alike)) = pairs.last()
        && *alike <= 0.0
        && !context.joins_after(&text.words, place + 1)
    {
        pairs.pop();
    }
    let words = pairs.first()?.1..pairs.last()?.1 + 1;
    let says = |index: usize| weight(text.words.folded_word(index));
    let found: f32 = pairs
        .iter()
        .map(|(index, _, alike)| weight(quote.words.folded_word(*index)) * alike)
        .sum();
    let paired: f32 = pairs
        .iter()
        .map(|(_, place, alike)| match *alike > 0.0 {
            true => says(*place),
            false => (1.0 - INSTEAD) * says(*place),
        })
        .sum();
    let extra = words.clone().map(says).sum::<f32>() - paired;
    let likeness = (found - EXTRA * extra.max(0.0)) / total(&quote.words).max(f32::EPSILON);
    (likeness > 0.0).then(|| Passage {
        words,
        likeness: likeness.min(1.0),
    })
}

fn pairs_by_diff(quote: &Words, text: &Words, window: &Range<usize>) -> Vec<Pair> {
    let stretch = text.words.get(window.clone()).unwrap_or_default();
    // The differ counts words by their numbers: they have to be small.
    let mut numbers = HashMap::new();
    let mut tokens = |words: &[Word]| -> Vec<Token> {
        let mut number = |word: &Word| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            Token(*numbers.entry(word.number).or_insert(next))
        };
        words.iter().map(&mut number).collect()
    };
    let mut diff = Diff::default();
    let (before, after) = (tokens(&quote.words), tokens(stretch));
    diff.compute_with(Algorithm::Myers, &before, &after, 0);
    let stays = |count: usize, is_changed: &dyn Fn(u32) -> bool| -> Vec<usize> {
        (0..count)
            .filter(|index| u32::try_from(*index).is_ok_and(|index| !is_changed(index)))
            .collect()
    };
    let from = stays(before.len(), &|index| diff.is_removed(index));
    let to = stays(after.len(), &|index| diff.is_added(index));
    from.into_iter()
        .zip(to)
        .map(|(index, place)| (index, window.start + place, 1.0))
        .collect()
}

/// Where a step of the best way came from.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    Start,
    Pair,
    ExtraInText,
    MissingInText,
}

/// The best way to lay the quotation along the text: it may begin and end anywhere in the window.
fn pairs_by_likeness(quote: &Words, text: &Words, window: &Range<usize>) -> Vec<Pair> {
    let (rows, columns) = (quote.words.len(), window.len());
    let alike = likenesses(quote, text, window);
    let mut steps = vec![Step::Start; (rows + 1) * (columns + 1)];
    let mut above = vec![0.0_f32; columns + 1];
    for row in 1..=rows {
        let says = weight(quote.folded_word(row - 1));
        let mut here = vec![above.first().copied().unwrap_or_default() - MISSING * says];
        if let Some(step) = steps.get_mut(row * (columns + 1)) {
            *step = Step::MissingInText;
        }
        let rest = above.iter().zip(above.iter().skip(1)).enumerate();
        for (column, (diagonal, straight)) in rest {
            let similar = alike.get((row - 1) * columns + column).copied();
            let extra = EXTRA * weight(text.folded_word(window.start + column));
            let gain = match similar.unwrap_or_default() {
                none if none <= 0.0 => -MISSING * says - INSTEAD * extra,
                similar => similar * says,
            };
            let ways = [
                (diagonal + gain, Step::Pair),
                (straight - MISSING * says, Step::MissingInText),
                (
                    here.last().copied().unwrap_or_default() - extra,
                    Step::ExtraInText,
                ),
            ];
            let best = ways
                .into_iter()
                .reduce(|best, way| if way.0 > best.0 { way } else { best })
                .unwrap_or((0.0, Step::Start));
            here.push(best.0);
            if let Some(step) = steps.get_mut(row * (columns + 1) + column + 1) {
                *step = best.1;
            }
        }
        above = here;
    }
    let end = (0..=columns)
        .max_by(|column, other| {
            let score = |at: &usize| above.get(*at).copied().unwrap_or_default();
            score(column).total_cmp(&score(other))
        })
        .unwrap_or_default();
    let mut pairs = Vec::new();
    let (mut row, mut column) = (rows, end);
    while row > 0 {
        match steps.get(row * (columns + 1) + column) {
            Some(Step::Pair) if column > 0 => {
                row -= 1;
                column -= 1;
                let similar = alike.get(row * columns + column).copied();
                pairs.push((row, window.start + column, similar.unwrap_or_default()));
            }
            Some(Step::ExtraInText) if column > 0 => column -= 1,
            _ => row -= 1,
        }
    }
    pairs.reverse();
    pairs
}

/// How alike each word of the quotation is to each of the window, row by row.
fn likenesses(quote: &Words, text: &Words, window: &Range<usize>) -> Vec<f32> {
    let mut alike = Vec::with_capacity(quote.words.len() * window.len());
    for index in 0..quote.words.len() {
        let number = quote.number(index);
        let is_there =
            number != Vocabulary::UNKNOWN && window.clone().any(|at| text.number(at) == number);
        for at in window.clone() {
            alike.push(match is_there {
                true if text.number(at) == number => 1.0,
                true => 0.0,
                false => letters_alike(quote.folded_word(index), text.folded_word(at)),
            });
        }
    }
    alike
}

/// How alike two words are that are the same, but for their spelling; 0 for other words. Numbers
/// are the same or not.
pub(super) fn letters_alike(one: &str, other: &str) -> f32 {
    const LONGEST: usize = 40;
    let is_word = |word: &str| word.chars().all(|c| c.is_alphabetic() || c == '\'');
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let may_be = short.len() >= 4
        && long.len() <= LONGEST
        && short.len() * 10 >= long.len() * 7
        && is_word(one)
        && is_word(other);
    if !may_be {
        return 0.0;
    }
    let long: Vec<char> = long.chars().collect();
    let mut row: Vec<usize> = (0..=long.len()).collect();
    let mut count = 0;
    for (index, letter) in short.chars().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, other) in row.iter_mut().skip(1).zip(&long) {
            let above = *cell;
            left = (diagonal + usize::from(letter != *other))
                .min(above + 1)
                .min(left + 1);
            *cell = left;
            diagonal = above;
        }
        count += 1;
    }
    let changes = row.last().copied().unwrap_or_default();
    let alike = 1.0 - changes as f32 / long.len().max(count) as f32;
    if alike >= SAME_WORD { alike } else { 0.0 }
}
