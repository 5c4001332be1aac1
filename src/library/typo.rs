//! Titles for words with a typing mistake in them.

use super::entry::Entry;
use super::query::{Query, Sense, Term, folded};

/// Shorter words are taken as they stand.
const FEWEST_LETTERS: usize = 4;
/// From this many letters on, two mistakes are forgiven.
const TWO_MISTAKES: usize = 8;

/// The words of a question, ready to be compared with titles.
pub struct Guess {
    words: Vec<(Vec<char>, Sense)>,
}

impl Guess {
    /// For the words of a question; `None` if it has phrases, which are meant as they stand, or no
    /// word that is long enough.
    pub fn of(query: &Query) -> Option<Self> {
        let words: Vec<_> = query
            .terms
            .iter()
            .map(|Term { text, sense, .. }| (folded(text).chars().collect::<Vec<_>>(), *sense))
            .collect();
        let is_meant_exactly = words.iter().any(|(_, sense)| *sense == Sense::Phrase);
        let has_long = words.iter().any(|(word, _)| word.len() >= FEWEST_LETTERS);
        (!is_meant_exactly && has_long).then_some(Self { words })
    }

    /// How many mistakes stand between the question and a file's title or name; `None` if too many.
    pub fn mistakes(&self, entry: &Entry) -> Option<usize> {
        let text = folded(&format!("{} {}", entry.title, entry.name()));
        let has: Vec<Vec<char>> = text
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| word.chars().collect())
            .collect();
        self.words
            .iter()
            .map(|(word, sense)| {
                let mistakes = has.iter().filter_map(|other| compare(word, other, *sense));
                mistakes.min()
            })
            .sum()
    }
}

/// How many mistakes stand between two words; `None` if too many.
fn compare(typed: &[char], other: &[char], sense: Sense) -> Option<usize> {
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
