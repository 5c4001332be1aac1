//! Titles for words with a typing mistake in them.

use std::collections::HashMap;
use std::sync::Arc;

use super::entry::Entry;
use super::fold::folded;
use super::query::{Query, Sense};

/// Shorter words are taken as they stand.
const FEWEST_LETTERS: usize = 4;
/// From this many letters on, two mistakes are forgiven.
const TWO_MISTAKES: usize = 8;

/// The words of all titles and names.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Each word with the files that have it.
    words: Vec<(Vec<char>, Vec<usize>)>,
    /// The words that have a letter in the first or second place.
    by_letter: HashMap<char, Vec<usize>>,
}

impl Vocabulary {
    /// The words of these files.
    pub fn of(entries: &[Arc<Entry>]) -> Self {
        let mut words: HashMap<String, Vec<usize>> = HashMap::new();
        for (file, entry) in entries.iter().enumerate() {
            let text = folded(&format!("{} {}", entry.title, entry.name()));
            for word in text.split(|letter: char| !letter.is_alphanumeric()) {
                if let Some(files) = words.get_mut(word) {
                    files.push(file);
                } else if !word.is_empty() {
                    words.insert(word.to_owned(), vec![file]);
                }
            }
        }
        let mut vocabulary = Self::default();
        for (number, (word, files)) in words.into_iter().enumerate() {
            let word: Vec<char> = word.chars().collect();
            for (place, letter) in word.iter().take(2).enumerate() {
                if place == 0 || word.first() != Some(letter) {
                    vocabulary
                        .by_letter
                        .entry(*letter)
                        .or_default()
                        .push(number);
                }
            }
            vocabulary.words.push((word, files));
        }
        vocabulary
    }

    /// The files whose titles or names have words like those of a question, with the number of
    /// mistakes in each. None for a question with a phrase, which is meant as it stands, or without
    /// a word that is long enough.
    pub fn guess(&self, query: &Query) -> HashMap<usize, usize> {
        let terms = &query.terms;
        let is_meant_exactly = terms.iter().any(|term| term.sense == Sense::Phrase);
        let is_long = |text: &str| text.chars().count() >= FEWEST_LETTERS;
        if is_meant_exactly || !terms.iter().any(|term| is_long(&term.text)) {
            return HashMap::new();
        }
        let mut all: Option<HashMap<usize, usize>> = None;
        for term in terms {
            let typed: Vec<char> = folded(&term.text).chars().collect();
            let mut like = self.like(&typed, term.sense);
            if let Some(before) = all {
                like.retain(|file, mistakes| {
                    let more = before.get(file).copied();
                    *mistakes += more.unwrap_or(0);
                    more.is_some()
                });
            }
            all = Some(like);
        }
        all.unwrap_or_default()
    }

    /// The files that have a word like this one, with the least number of mistakes.
    fn like(&self, typed: &[char], sense: Sense) -> HashMap<usize, usize> {
        let mut found = HashMap::new();
        // People seldom get the first letter wrong; it may have changed places with the second.
        let numbers = typed.first().and_then(|first| self.by_letter.get(first));
        let words = numbers.into_iter().flatten();
        for (word, files) in words.filter_map(|number| self.words.get(*number)) {
            let Some(mistakes) = compare(typed, word, sense) else {
                continue;
            };
            for file in files {
                let least = found.entry(*file).or_insert(mistakes);
                *least = mistakes.min(*least);
            }
        }
        found
    }
}

/// How many mistakes stand between two words; `None` if too many.
fn compare(typed: &[char], other: &[char], sense: Sense) -> Option<usize> {
    let most = match typed.len() {
        length if length < FEWEST_LETTERS => 0,
        length if length < TWO_MISTAKES => 1,
        _ => 2,
    };
    let (shortest, longest) = (typed.len().saturating_sub(most), typed.len() + most);
    let is_whole = sense != Sense::Beginning;
    if other.len() < shortest || is_whole && other.len() > longest {
        return None;
    }
    let other = other.get(..longest.min(other.len()))?;
    let distances = distances(typed, other);
    let from = if is_whole { other.len() } else { shortest };
    let least = distances.get(from..)?.iter().min().copied();
    least.filter(|mistakes| *mistakes <= most)
}

/// How many letters are missing, too many, wrong or swapped with their neighbour (the optimal
/// string alignment distance), for every beginning of the other word, the empty one first.
fn distances(one: &[char], other: &[char]) -> Vec<usize> {
    let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX);
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut line = Vec::with_capacity(last.len());
    for (row, letter) in one.iter().enumerate() {
        line.clear();
        line.push(row + 1);
        for (column, against) in other.iter().enumerate() {
            let mut least = (at(&last, column) + usize::from(letter != against))
                .min(at(&last, column + 1) + 1)
                .min(at(&line, column) + 1);
            let is_swapped = row > 0
                && column > 0
                && one.get(row - 1) == Some(against)
                && other.get(column - 1) == Some(letter);
            if is_swapped {
                least = least.min(at(&before_last, column - 1) + 1);
            }
            line.push(least);
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut line);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(typed: &str, other: &str) -> Option<usize> {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        compare(&letters(typed), &letters(other), Sense::Beginning)
    }

    #[test]
    fn slips_are_forgiven_and_other_words_are_not() {
        assert_eq!(mistakes("harbour", "harbour"), Some(0));
        assert_eq!(mistakes("habrour", "harbour"), Some(1));
        assert_eq!(mistakes("harbor", "harbour"), Some(1));
        assert_eq!(mistakes("mintsers", "ministers"), Some(2));
        assert_eq!(mistakes("maritime", "ministers"), None);
        assert_eq!(mistakes("minitsers", "ministers"), Some(1));
        assert_eq!(mistakes("straigts", "straits"), Some(1));
        assert_eq!(mistakes("agree", "agreement"), Some(0));
        assert_eq!(mistakes("sea", "see"), None);
        assert_eq!(mistakes("water", "watch"), None);
    }
}
