//! Finding words in a text.

use std::ops::Range;

use super::TextLayer;

impl TextLayer {
    /// Every place where the text says `needle`, whatever the case of the letters and wherever its
    /// lines break.
    pub fn find(&self, needle: &str) -> Vec<Range<usize>> {
        find(self.text(), needle)
    }
}

/// Every place in `text` that says `needle`: letters count whatever their case, and any white
/// space counts as one space.
pub fn find(text: &str, needle: &str) -> Vec<Range<usize>> {
    let needle: Vec<char> = folded(needle).map(|(_, letter)| letter).collect();
    let needle = trimmed(&needle);
    if needle.is_empty() {
        return Vec::new();
    }
    let haystack: Vec<(usize, char)> = folded(text).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at + needle.len() <= haystack.len() {
        let window = haystack.get(at..at + needle.len()).unwrap_or_default();
        if window.iter().map(|(_, letter)| letter).eq(needle) {
            let start = window.first().map_or(0, |(offset, _)| *offset);
            let last = window.last().map_or(0, |(offset, _)| *offset);
            let end = text
                .get(last..)
                .and_then(|rest| rest.chars().next())
                .map_or(last, |letter| last + letter.len_utf8());
            found.push(start..end);
            at += needle.len();
        } else {
            at += 1;
        }
    }
    found
}

fn trimmed(letters: &[char]) -> &[char] {
    let start = letters.iter().take_while(|c| **c == ' ').count();
    let end = letters.iter().rev().take_while(|c| **c == ' ').count();
    letters.get(start..letters.len() - end).unwrap_or_default()
}

/// The letters in lower case with their places; a run of white space is one space.
fn folded(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut was_space = false;
    text.char_indices()
        .filter_map(move |(at, letter)| {
            let is_space = letter.is_whitespace();
            let again = is_space && std::mem::replace(&mut was_space, is_space);
            was_space = is_space;
            (!again).then_some((at, if is_space { ' ' } else { letter }))
        })
        .flat_map(|(at, letter)| letter.to_lowercase().map(move |lower| (at, lower)))
}
