//! Where in a text the words of a question stand, and which part of the text to show.
//!
//! The full-text search could mark hits itself, but it would look through all files anew for it,
//! and its snippets begin so far before the first hit that a narrow pane would not show it.

use std::ops::Range;

use super::fold::folded;
use super::inflect;
use super::query::{Query, Sense, Term};

/// A snippet begins at most so long before its first hit, in bytes: the hit is to be in sight where
/// the pane is narrow.
const LEAD_BYTES: usize = 24;
/// About how long a snippet is, in bytes.
const LENGTH_BYTES: usize = 240;
/// The hits that a snippet is chosen for lie so near together, in bytes.
const SPAN_BYTES: usize = 100;
/// Of a text with very many hits the first ones do.
const MOST_HITS: usize = 4_000;

/// Words of a text around what was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The words, in one line.
    pub text: String,
    /// The places in it that were looked for, in bytes.
    pub marks: Vec<Range<usize>>,
}

/// The words of a question, ready to be looked for in texts.
#[derive(Debug)]
pub struct Wanted {
    terms: Vec<Vec<Words>>,
    /// Which terms may stand outside of titles.
    in_text: Vec<bool>,
    /// Which bytes a word that is looked for may begin with.
    begins: [bool; 256],
}

/// Words that follow each other, folded.
#[derive(Debug)]
struct Words {
    words: Vec<String>,
    /// Whether the last one is only the beginning of a word.
    is_beginning: bool,
}

/// A term that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hit {
    place: Range<usize>,
    term: usize,
}

impl Wanted {
    /// What a question looks for.
    pub fn of(query: &Query) -> Self {
        let terms: Vec<Vec<Words>> = query.terms.iter().map(forms).collect();
        let mut begins = [false; 256];
        // What is not ASCII may be folded to anything.
        begins.iter_mut().skip(128).for_each(|is| *is = true);
        for first in terms.iter().flatten().filter_map(|form| form.words.first()) {
            let first = first.bytes().next().unwrap_or(0);
            for byte in [first, first.to_ascii_uppercase()] {
                if let Some(is) = begins.get_mut(usize::from(byte)) {
                    *is = true;
                }
            }
        }
        let in_text = query.terms.iter().map(|term| !term.is_in_title);
        Self {
            in_text: in_text.collect(),
            terms,
            begins,
        }
    }

    /// How many terms may stand outside of titles.
    pub fn most_in_text(&self) -> usize {
        self.in_text.iter().filter(|is| **is).count()
    }

    /// Where the terms stand in a title, in bytes.
    pub fn in_title(&self, title: &str) -> Vec<Range<usize>> {
        let mut hits = Vec::new();
        self.find(title, |_| true, &mut |hit| {
            hits.push(hit);
            true
        });
        apart(hits)
    }

    /// The part of a text where the most terms stand near together, and how many they are; the
    /// beginning of the text where none does.
    pub fn snippet(&self, text: &str) -> (Snippet, usize) {
        let most = self.most_in_text();
        let mut hits: Vec<Hit> = Vec::new();
        // The first hit of the best part, and how many terms are in it.
        let (mut first, mut best) = (0, 0);
        self.find(
            text,
            |term| self.in_text.get(term) == Some(&true),
            &mut |hit| {
                let opened = hits.get(first).map_or(0, |first: &Hit| first.place.start);
                if best == most && hit.place.start > opened + LENGTH_BYTES || hits.len() > MOST_HITS
                {
                    return false;
                }
                let begin = hit.place.end.saturating_sub(SPAN_BYTES);
                hits.push(hit);
                let from = hits.partition_point(|hit| hit.place.start < begin);
                let count = different(hits.get(from..).unwrap_or_default());
                if count > best {
                    (first, best) = (from, count);
                }
                true
            },
        );
        let at = hits.get(first).map_or(0, |hit| hit.place.start);
        (cut(text, at, &apart(hits)), best)
    }

    /// Tells each place where one of these terms stands, in order, until it is told to stop.
    fn find(
        &self,
        text: &str,
        is_wanted: impl Fn(usize) -> bool,
        tell: &mut dyn FnMut(Hit) -> bool,
    ) {
        let mut words = Split { text, at: 0 };
        while let Some(word) = words.next() {
            let first = text.as_bytes().get(word.start).copied().unwrap_or(0);
            if self.begins.get(usize::from(first)) != Some(&true) {
                continue;
            }
            for (term, forms) in self.terms.iter().enumerate() {
                let end = forms
                    .iter()
                    .filter_map(|form| form.end(text, &word, &words));
                if is_wanted(term)
                    && let Some(end) = end.max()
                    && !tell(Hit {
                        place: word.start..end,
                        term,
                    })
                {
                    return;
                }
            }
        }
    }
}

impl Words {
    /// Where they end, if the text has them from this word on.
    fn end(&self, text: &str, word: &Range<usize>, after: &Split<'_>) -> Option<usize> {
        let last = self.words.len().checked_sub(1)?;
        let mut after = after.clone();
        let mut word = word.clone();
        for (place, wanted) in self.words.iter().enumerate() {
            if place > 0 {
                word = after.next()?;
            }
            let is_beginning = self.is_beginning && place == last;
            if !is_same(text.get(word.clone())?, wanted, is_beginning) {
                return None;
            }
        }
        Some(word.end)
    }
}

/// What a term is found by: as it was typed, and in its other forms.
fn forms(term: &Term) -> Vec<Words> {
    let typed = Split {
        text: &term.text,
        at: 0,
    };
    let typed = typed.filter_map(|place| term.text.get(place).map(folded));
    let mut forms = vec![Words {
        words: typed.collect(),
        is_beginning: term.sense == Sense::Beginning,
    }];
    if term.sense != Sense::Phrase {
        forms.extend(inflect::forms(&term.text).into_iter().map(|form| Words {
            words: vec![form],
            is_beginning: false,
        }));
    }
    forms
}

/// Whether a word of a text is the one that is looked for, or begins with it.
fn is_same(word: &str, wanted: &str, is_beginning: bool) -> bool {
    if !word.is_ascii() {
        let word = folded(word);
        return word == wanted || is_beginning && word.starts_with(wanted);
    }
    let part = if is_beginning {
        word.get(..wanted.len())
    } else {
        Some(word)
    };
    part.is_some_and(|part| part.eq_ignore_ascii_case(wanted))
}

/// The places of the words of a text: runs of letters, digits and what stands over them.
#[derive(Debug, Clone)]
struct Split<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Split<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = self.text.get(self.at..)?;
        let start = self.at + rest.find(is_in_word)?;
        let rest = self.text.get(start..)?;
        let is_end = |letter| !is_in_word(letter);
        self.at = rest.find(is_end).map_or(self.text.len(), |end| start + end);
        Some(start..self.at)
    }
}

fn is_in_word(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric();
    }
    letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter)
}

/// How many different terms there are among hits.
fn different(hits: &[Hit]) -> usize {
    let terms = hits.iter().fold(0_u32, |terms, hit| {
        // A question has at most 24 terms.
        terms
            | 1_u32
                .checked_shl(hit.term.try_into().unwrap_or(u32::MAX))
                .unwrap_or(0)
    });
    terms.count_ones().try_into().unwrap_or(usize::MAX)
}

/// The places of hits, none within another.
fn apart(hits: Vec<Hit>) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    for Hit { place, .. } in hits {
        match places.last_mut().filter(|last| place.start < last.end) {
            Some(last) => last.end = last.end.max(place.end),
            None => places.push(place),
        }
    }
    places
}

/// The part of a text that begins shortly before a place, in one line, with its marks.
fn cut(text: &str, at: usize, marks: &[Range<usize>]) -> Snippet {
    let (start, is_whole) = beginning(text, at);
    let end = ending(text, start + LENGTH_BYTES);
    let mut snippet = Snippet::default();
    if !is_whole {
        snippet.text.push('…');
    }
    let mut from = start;
    for mark in marks
        .iter()
        .filter(|mark| mark.start >= start && mark.end <= end)
    {
        append(
            &mut snippet.text,
            text.get(from..mark.start).unwrap_or_default(),
        );
        let marked = snippet.text.len();
        append(
            &mut snippet.text,
            text.get(mark.clone()).unwrap_or_default(),
        );
        snippet.marks.push(marked..snippet.text.len());
        from = mark.end;
    }
    append(&mut snippet.text, text.get(from..end).unwrap_or_default());
    snippet.text.truncate(snippet.text.trim_end().len());
    if end < text.trim_end().len() {
        snippet.text.push('…');
    }
    snippet
}

/// Where to begin to show a place: with its paragraph or its sentence if that is near, else with a
/// word; and whether that is the beginning of a paragraph or sentence.
fn beginning(text: &str, at: usize) -> (usize, bool) {
    let earliest = text.floor_char_boundary(at.saturating_sub(LEAD_BYTES));
    let lead = text.get(earliest..at).unwrap_or_default();
    let sentence = [". ", "? ", "! "].iter();
    let sentence = sentence.filter_map(|end| Some(lead.rfind(end)? + end.len()));
    let paragraph = lead.rfind('\n').map(|end| end + 1);
    if let Some(begin) = sentence.chain(paragraph).max() {
        return (earliest + begin, true);
    }
    if earliest == 0 {
        return (0, true);
    }
    let mut letters = lead.char_indices();
    let space = letters.find(|(_, letter)| letter.is_whitespace());
    let word = space.map(|(space, letter)| earliest + space + letter.len_utf8());
    (word.unwrap_or(at), false)
}

/// Where to end that is about here: after a word.
fn ending(text: &str, about: usize) -> usize {
    if about >= text.len() {
        return text.len();
    }
    let about = text.floor_char_boundary(about);
    let before = text.get(..about).unwrap_or_default();
    let nearest = before.rfind(char::is_whitespace);
    nearest
        .filter(|end| about - end < LENGTH_BYTES / 4)
        .unwrap_or(about)
}

/// Adds a part of a text: several spaces and line ends become one space.
fn append(line: &mut String, part: &str) {
    for letter in part.chars() {
        if !letter.is_whitespace() && !letter.is_control() {
            line.push(letter);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snippet(typed: &str, text: &str) -> (String, Vec<String>) {
        let (snippet, _) = Wanted::of(&Query::parse(typed)).snippet(text);
        let marks = snippet
            .marks
            .iter()
            .map(|mark| snippet.text[mark.clone()].to_owned());
        (snippet.text.clone(), marks.collect())
    }

    #[test]
    fn a_snippet_begins_shortly_before_its_first_hit() {
        let far = format!(
            "{}and the harbour dues are due. {}",
            "Much is said here, ".repeat(40),
            "More words. ".repeat(60)
        );
        let (text, marks) = snippet("harbour dues ", &far);
        assert!(text.starts_with("…"), "{text}");
        assert!(
            text.find("harbour").unwrap() <= LEAD_BYTES + '…'.len_utf8(),
            "{text}"
        );
        assert!(
            text.ends_with('…') && text.len() < LENGTH_BYTES + 10,
            "{text}"
        );
        assert_eq!(marks, ["harbour", "dues", "due"]);
    }

    #[test]
    fn a_snippet_begins_with_the_sentence_or_paragraph_where_that_is_near() {
        let text = "It was late and all were tired of it.\nThe harbour is full. Ships wait at the bar. A pilot came.";
        assert_eq!(
            snippet("harbour", text).0,
            "The harbour is full. Ships wait at the bar. A pilot came."
        );
        assert_eq!(
            snippet("ships", text).0,
            "Ships wait at the bar. A pilot came."
        );
        assert_eq!(snippet("late", text).0.find("It was"), Some(0));
        // The beginning of a text where nothing is found in it.
        assert!(snippet("zebra", text).0.starts_with("It was late"));
    }

    #[test]
    fn the_part_with_the_most_terms_is_shown() {
        let gap = "Words of no note at all. ".repeat(20);
        let text = format!(
            "The straits are busy. {gap} A watch on the straits is joint. {gap} Joint straits."
        );
        let (text, marks) = snippet("joint straits watch ", &text);
        assert!(text.contains("A watch on the straits is joint"), "{text}");
        assert_eq!(marks, ["watch", "straits", "joint"]);
    }

    #[test]
    fn words_are_marked_as_they_were_meant() {
        let text = "Agreed: the café of the Agreement, co-operating. They agree.";
        assert_eq!(snippet("agree ", text).1, ["Agreed", "agree"]);
        assert_eq!(snippet("agree", text).1, ["Agreed", "Agreement", "agree"]);
        assert_eq!(snippet("cafe ", text).1, ["café"]);
        assert_eq!(snippet("co-oper", text).1, ["co-operating"]);
        assert_eq!(
            snippet("\"the agreement\" they ", text).1,
            ["the Agreement", "They"]
        );
        assert_eq!(snippet("title:agree", text).1, Vec::<String>::new());
        assert_eq!(
            snippet("\"they agree\" agree ", text).1,
            ["Agreed", "They agree"]
        );
    }

    #[test]
    fn a_snippet_is_one_line_without_control_characters() {
        let (text, marks) = snippet("joint watch", "The\u{1}joint\n\n  watch met");
        assert_eq!(text, "The joint watch met");
        assert_eq!(marks, ["joint", "watch"]);
    }

    #[test]
    fn a_snippet_says_what_the_text_says_whatever_its_letters() {
        for odd in [
            "",
            "   ",
            "é",
            "…",
            "😀 joint",
            &"é".repeat(300),
            &"joint".repeat(200),
            &format!("{}joint", "é\u{3000}".repeat(50)),
            &format!("joint{}", "\u{2009}é".repeat(300)),
        ] {
            let (text, marks) = snippet("joint é", odd);
            let words = text.trim_matches('…').trim();
            let mut whole = String::new();
            append(&mut whole, odd);
            assert!(whole.contains(words), "{text:?} of {odd:?}");
            assert!(text.len() < LENGTH_BYTES + 10, "{text:?}");
            for mark in marks {
                assert!(mark == "joint" || mark.starts_with('é'), "{mark:?}");
            }
        }
    }

    #[test]
    fn a_snippet_begins_with_a_word_after_any_space() {
        for space in [' ', '\u{a0}', '\u{2009}', '\u{3000}'] {
            let words: Vec<String> = (0..40).map(|number| format!("quay{number}")).collect();
            let line = [words, vec!["joint".to_owned()]].concat();
            let text = line.join(&space.to_string());
            let (text, marks) = snippet("joint ", &text);
            assert!(text.starts_with("…quay"), "{text} after {space:?}");
            assert!(text.ends_with(" quay39 joint"), "{text} after {space:?}");
            assert_eq!(marks, ["joint"]);
        }
    }

    #[test]
    fn titles_are_marked_whatever_field_a_word_is_looked_for_in() {
        let wanted = Wanted::of(&Query::parse("title:straits joint"));
        let title = "Straits ministers agree a joint watch";
        let marks = wanted.in_title(title);
        let marks: Vec<_> = marks.into_iter().map(|mark| &title[mark]).collect();
        assert_eq!(marks, ["Straits", "joint"]);
    }
}
