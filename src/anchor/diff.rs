//! What changed between two texts, word by word.

use std::collections::HashMap;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Token};

use super::words::{Vocabulary, Words};

/// A stretch of text that stayed, went or came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// What it says: in the old text where it went, otherwise in the new one.
    pub text: String,
}

/// What became of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It stands in both texts.
    Same,
    /// It stands in the old text alone.
    Removed,
    /// It stands in the new text alone.
    Added,
}

/// How a text changed, word by word, in reading order. What stayed and what came make up the new
/// text, letter by letter. Words are the same whatever their case, quotation marks, dashes and
/// line breaks.
pub fn word_diff(old: &str, new: &str) -> Vec<Change> {
    let mut vocabulary = Vocabulary::default();
    let old_words = Words::learn(old, &mut vocabulary);
    let new_words = Words::learn(new, &mut vocabulary);
    let mut changes = Changes::default();
    // A word goes with what parts it from the next one, and the first with what stands before it.
    let piece = |content: &str, words: &Words, range: Range<usize>| {
        let start = match range.start {
            0 => 0,
            first => words
                .words
                .get(first)
                .map_or(content.len(), |w| w.range.start),
        };
        let next = words.words.get(range.end);
        let end = next.map_or(content.len(), |word| word.range.start);
        content.get(start..end).unwrap_or_default().to_owned()
    };
    let mut at = 0;
    for (removed, added) in hunks(&old_words, &new_words, &vocabulary) {
        if at < added.start {
            changes.push(ChangeKind::Same, piece(new, &new_words, at..added.start));
        }
        if !removed.is_empty() {
            changes.push(ChangeKind::Removed, piece(old, &old_words, removed));
        }
        at = added.end;
        if !added.is_empty() {
            changes.push(ChangeKind::Added, piece(new, &new_words, added));
        }
    }
    let rest = at..new_words.words.len();
    if !rest.is_empty() || new_words.words.is_empty() {
        changes.push(ChangeKind::Same, piece(new, &new_words, rest));
    }
    changes.list
}

/// How much two texts say in the same words, in whatever order, from 0 to 1.
pub fn likeness(one: &str, other: &str) -> f32 {
    let mut vocabulary = Vocabulary::default();
    let one = Words::learn(one, &mut vocabulary);
    let other = Words::learn(other, &mut vocabulary);
    let all = one.words.len() + other.words.len();
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for word in &one.words {
        *counts.entry(word.number).or_default() += 1;
    }
    let mut common = 0_usize;
    for word in &other.words {
        if let Some(left) = counts.get_mut(&word.number).filter(|left| **left > 0) {
            *left -= 1;
            common += 1;
        }
    }
    2.0 * common as f32 / all.max(1) as f32
}

#[derive(Default)]
struct Changes {
    list: Vec<Change>,
}

impl Changes {
    fn push(&mut self, kind: ChangeKind, text: String) {
        if !text.is_empty() {
            self.list.push(Change { kind, text });
        }
    }
}

/// For each word of the old text the word of the new one that it became, where it stayed.
pub(super) fn kept(old: &Words, new: &Words, vocabulary: &Vocabulary) -> Vec<Option<usize>> {
    let mut kept = vec![None; old.words.len()];
    let (mut old_at, mut new_at) = (0, 0);
    let mut keep = |from: usize, to: usize, new_at: usize| {
        let stretch = kept.get_mut(from..to).unwrap_or_default();
        for (offset, word) in stretch.iter_mut().enumerate() {
            *word = Some(new_at + offset);
        }
    };
    for (removed, added) in hunks(old, new, vocabulary) {
        keep(old_at, removed.start, new_at);
        (old_at, new_at) = (removed.end, added.end);
    }
    keep(old_at, old.words.len(), new_at);
    kept
}

/// The words that went and came, in order.
fn hunks(old: &Words, new: &Words, vocabulary: &Vocabulary) -> Vec<(Range<usize>, Range<usize>)> {
    let tokens = |words: &Words| -> Vec<Token> {
        words.words.iter().map(|word| Token(word.number)).collect()
    };
    let count = u32::try_from(vocabulary.len()).unwrap_or(u32::MAX);
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Histogram, &tokens(old), &tokens(new), count);
    let wide = |range: Range<u32>| -> Range<usize> {
        let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        place(range.start)..place(range.end)
    };
    diff.hunks()
        .map(|hunk| (wide(hunk.before), wide(hunk.after)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked_up(old: &str, new: &str) -> String {
        let tell = |change: &Change| match change.kind {
            ChangeKind::Same => change.text.clone(),
            ChangeKind::Removed => format!("[-{}-]", change.text),
            ChangeKind::Added => format!("[+{}+]", change.text),
        };
        word_diff(old, new).iter().map(tell).collect()
    }

    #[test]
    fn what_went_and_came_is_told_in_order() {
        assert_eq!(
            marked_up("The fund is £4 million.", "The new fund is £5 million."),
            "The [+new +]fund is £[-4 -][+5 +]million."
        );
        assert_eq!(marked_up("One. Two.", "One."), "One.[-Two.-]");
        assert_eq!(marked_up("", "New."), "[+New.+]");
        assert_eq!(marked_up("Old.", ""), "[-Old.-]");
        assert_eq!(marked_up("", ""), "");
    }

    #[test]
    fn another_setting_of_the_same_words_is_no_change() {
        assert_eq!(
            marked_up("\"Well-known\" words\nhere", "  “Well–known” WORDS here "),
            "  “Well–known” WORDS here "
        );
    }

    #[test]
    fn texts_are_alike_by_the_words_they_share() {
        assert_eq!(likeness("One two three", "THREE, two one").round(), 1.0);
        assert_eq!(likeness("a a b c", "a b d d"), 0.5);
        assert_eq!(likeness("", ""), 0.0);
    }

    #[test]
    fn what_stayed_and_came_is_the_new_text() {
        let old = "“One, two — three.” Four\n\nfive.";
        let new = "  (Two) three. “Six” four — five!\n";
        let kept: String = word_diff(old, new)
            .into_iter()
            .filter(|change| change.kind != ChangeKind::Removed)
            .map(|change| change.text)
            .collect();
        assert_eq!(kept, new);
    }
}
