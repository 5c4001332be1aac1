//! A text as words that compare equal however they are set: whatever their case, their quotation
//! marks, dashes and ligatures, and wherever lines break.

use std::collections::HashMap;
use std::ops::Range;

use super::fold::{fold, letter_at, stands_alone, token_end};

/// Stands between numbers in [`Words::folded`], which would run together otherwise.
const BETWEEN_NUMBERS: char = '\u{1}';

/// The number of each word that is known.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<String, u32>,
}

impl Vocabulary {
    /// The number of words that no known text has; it equals nothing, not even itself.
    pub(super) const UNKNOWN: u32 = u32::MAX;

    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    fn learn(&mut self, folded: &str) -> u32 {
        if let Some(number) = self.numbers.get(folded) {
            return *number;
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(Self::UNKNOWN);
        self.numbers.insert(folded.to_owned(), number);
        number
    }

    fn number(&self, folded: &str) -> u32 {
        self.numbers.get(folded).copied().unwrap_or(Self::UNKNOWN)
    }
}

/// A word, number or single punctuation mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// Where it stands in [`Words::folded`], in bytes.
    pub folded: Range<usize>,
    /// Its number in the vocabulary.
    pub number: u32,
}

/// The words of a text, in order.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The words in the form in which they compare, one after the other without a space: so that
    /// neither a hyphen nor a space more or less makes a difference.
    pub folded: String,
    pub words: Vec<Word>,
}

impl Words {
    /// Reads a text and learns its words.
    pub(super) fn learn(content: &str, vocabulary: &mut Vocabulary) -> Self {
        Self::with_numbers(content, |folded| vocabulary.learn(folded))
    }

    /// Reads a text by words that were learnt from others.
    pub(super) fn read(content: &str, vocabulary: &Vocabulary) -> Self {
        Self::with_numbers(content, |folded| vocabulary.number(folded))
    }

    fn with_numbers(content: &str, mut number_of: impl FnMut(&str) -> u32) -> Self {
        let mut read = Self::default();
        let mut at = 0;
        while let Some(letter) = content.get(at..).and_then(|rest| rest.chars().next()) {
            let Some(end) = token_end(content, at) else {
                at += letter.len_utf8();
                continue;
            };
            let raw = content.get(at..end).unwrap_or_default();
            let follows_digit = read.folded.ends_with(|c: char| c.is_ascii_digit());
            if follows_digit && raw.starts_with(|c: char| c.is_ascii_digit()) {
                read.folded.push(BETWEEN_NUMBERS);
            }
            let from = read.folded.len();
            fold(raw, &mut read.folded);
            if read.folded.len() > from {
                let number = number_of(read.folded.get(from..).unwrap_or_default());
                read.words.push(Word {
                    range: at..end,
                    folded: from..read.folded.len(),
                    number,
                });
            }
            at = end;
        }
        read
    }

    /// The word as it compares.
    pub(super) fn folded_word(&self, index: usize) -> &str {
        self.words
            .get(index)
            .and_then(|word| self.folded.get(word.folded.clone()))
            .unwrap_or_default()
    }

    pub(super) fn number(&self, index: usize) -> u32 {
        self.words
            .get(index)
            .map_or(Vocabulary::UNKNOWN, |word| word.number)
    }

    /// The words that share letters with a range of the folded text.
    pub(super) fn words_at(&self, folded: &Range<usize>) -> Range<usize> {
        let first = self
            .words
            .partition_point(|word| word.folded.end <= folded.start);
        let end = self
            .words
            .partition_point(|word| word.folded.start < folded.end);
        first..end.max(first)
    }

    /// The words that stand in a range of the text, at least in part.
    pub(super) fn words_within(&self, range: &Range<usize>) -> Range<usize> {
        let first = self
            .words
            .partition_point(|word| word.range.end <= range.start);
        let end = self
            .words
            .partition_point(|word| word.range.start < range.end);
        first..end.max(first)
    }

    /// The range of the text that these words take up.
    pub(super) fn range_of(&self, words: &Range<usize>) -> Option<Range<usize>> {
        let first = self.words.get(words.start)?;
        let last = self.words.get(words.end.checked_sub(1)?)?;
        (words.start < words.end).then_some(first.range.start..last.range.end)
    }

    /// The range of the text that became this range of the folded text.
    pub(super) fn unfold(&self, content: &str, folded: &Range<usize>) -> Option<Range<usize>> {
        let words = self.words_at(folded);
        let first = self.words.get(words.start)?;
        let last = self.words.get(words.end.checked_sub(1)?)?;
        let start = match folded.start.checked_sub(first.folded.start)? {
            0 => first.range.start,
            within => letter_at(content, &first.range, within).start,
        };
        let end = if folded.end >= last.folded.end {
            last.range.end
        } else {
            letter_at(content, &last.range, folded.end - last.folded.start - 1).end
        };
        (start < end).then_some(start..end)
    }

    /// Whether a word begins at this place of the folded text.
    pub(super) fn begins_word(&self, folded: usize) -> bool {
        self.words
            .binary_search_by_key(&folded, |word| word.folded.start)
            .is_ok()
    }

    /// Whether a word ends at this place of the folded text.
    pub(super) fn ends_word(&self, folded: usize) -> bool {
        self.words
            .binary_search_by_key(&folded, |word| word.folded.end)
            .is_ok()
    }
}

/// How much a word says: "the" says little, and a full stop next to nothing.
pub(super) fn weight(folded: &str) -> f32 {
    let mut letters = folded.chars();
    let count = letters.by_ref().take(4).count();
    let is_number = folded.contains(|c: char| c.is_numeric());
    let is_ideograph = folded.chars().next().is_some_and(stands_alone);
    if is_number || is_ideograph || count == 4 {
        1.0
    } else if folded.starts_with(char::is_alphabetic) {
        0.4
    } else {
        0.15
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(content: &str) -> String {
        Words::read(content, &Vocabulary::default()).folded
    }

    fn words(content: &str) -> Vec<String> {
        let read = Words::read(content, &Vocabulary::default());
        let all = 0..read.words.len();
        all.map(|index| read.folded_word(index).to_owned())
            .collect()
    }

    #[test]
    fn what_looks_different_reads_the_same() {
        for (one, other) in [
            ("The  Fund’s “first”\nreport", "the fund's 'first' report"),
            ("inter-\nnational", "International"),
            ("inter-\r\n  national", "international"),
            ("well-known", "well–known"),
            ("well-\nknown", "well known"),
            ("ﬁnal oﬃce", "FINAL OFFICE"),
            ("peace — and", "peace - and"),
            ("soft\u{ad}ware zero\u{200b}width", "software zerowidth"),
            ("cafe\u{301}", "CAFÉ"),
            ("Straße", "STRASSE"),
            ("100\u{a0}%", "100 %"),
            ("2019–20", "2019-20"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} / {other}");
        }
    }

    #[test]
    fn what_says_something_else_reads_differently() {
        for (one, other) in [
            ("10-12", "1012"),
            ("-5 degrees", "5 degrees"),
            ("1.5", "15"),
            ("£5", "$5"),
            ("its", "it's"),
            ("yes.", "yes?"),
        ] {
            assert_ne!(folded(one), folded(other), "{one} / {other}");
        }
    }

    #[test]
    fn words_are_what_a_reader_takes_for_words() {
        assert_eq!(
            words("It's 1,000.5 km; the long-\nest “way”."),
            ["it's", "1,000.5", "km", ";", "the", "longest", "way", "."]
        );
        assert_eq!(words("会議 meeting"), ["会", "議", "meeting"]);
    }

    #[test]
    fn a_folded_place_leads_back_to_the_text() {
        let content = "A ﬁne “Straße” inter-\nnational";
        let read = Words::read(content, &Vocabulary::default());
        let back = |piece: &str| {
            let at = read.folded.find(piece).unwrap();
            let range = read.unfold(content, &(at..at + piece.len())).unwrap();
            &content[range]
        };
        assert_eq!(back("fine"), "ﬁne");
        assert_eq!(back("strass"), "Straß");
        assert_eq!(back("national"), "national");
        assert_eq!(back("international"), "inter-\nnational");
    }
}
