//! Titles for words with a typing mistake in them.

use std::collections::HashMap;
use std::sync::Arc;

use super::entry::Entry;
use super::query::{Query, Sense, folded};

/// Shorter words are taken as they stand.
const FEWEST_LETTERS: usize = 4;
/// From this many letters on, two mistakes are forgiven.
const TWO_MISTAKES: usize = 8;

/// The words of all titles and names, each with the files that have it.
#[derive(Debug)]
pub struct Vocabulary(Vec<(Vec<char>, Vec<usize>)>);

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
        let words = words.into_iter();
        Self(
            words
                .map(|(word, files)| (word.chars().collect(), files))
                .collect(),
        )
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
        for (word, files) in &self.0 {
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
    // People seldom get the first letter wrong; it may have changed places with the second.
    if !other
        .iter()
        .take(2)
        .any(|letter| Some(letter) == typed.first())
    {
        return None;
    }
    let most = match typed.len() {
        length if length < FEWEST_LETTERS => 0,
        length if length < TWO_MISTAKES => 1,
        _ => 2,
    };
    let lengths = typed.len().saturating_sub(most)..=typed.len() + most;
    let whole = lengths.contains(&other.len()).then_some(other.len());
    let beginnings = lengths.filter(|length| sense == Sense::Beginning && *length <= other.len());
    whole
        .into_iter()
        .chain(beginnings)
        .filter_map(|length| other.get(..length))
        .map(|other| distance(typed, other))
        .min()
        .filter(|mistakes| *mistakes <= most)
}

/// How many letters are missing, too many, wrong or swapped with their neighbour (the optimal
/// string alignment distance).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, against) in other.iter().enumerate() {
            let at =
                |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX);
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
        before_last = std::mem::replace(&mut last, line);
    }
    last.last().copied().unwrap_or(0)
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
