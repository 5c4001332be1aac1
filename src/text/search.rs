//! Finding words in a text, whatever they are written with.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::TextLayer;

/// Stands for a hyphen between two parts of a word that are on two lines. It may be a hyphen of
/// the word or only of the line.
const LINE_HYPHEN: u8 = 0x01;

/// How many characters of what is around a hit its snippet has on each side, about.
const CONTEXT_CHARS: usize = 30;

impl TextLayer {
    /// Every place where the text says `needle`; see [`find`].
    pub fn find(&self, needle: &str) -> Vec<Range<usize>> {
        find(self.text(), needle)
    }

    /// A range of the text with some thirty characters on both sides, in one line, and where the
    /// range is in it, in bytes.
    pub fn snippet(&self, range: &Range<usize>) -> (String, Range<usize>) {
        let text = self.text();
        let before = text.get(..range.start).unwrap_or_default();
        let after = text.get(range.end..).unwrap_or_default();
        let from = before
            .char_indices()
            .rev()
            .nth(CONTEXT_CHARS - 1)
            .map_or(0, |(at, _)| at);
        let to = after
            .char_indices()
            .nth(CONTEXT_CHARS)
            .map_or(after.len(), |(at, _)| at);
        let (mut lead, mut rest) = (before.get(from..).unwrap_or_default(), after);
        rest = rest.get(..to).unwrap_or_default();
        let mut snippet = String::new();
        // Whole words, where the first or last one is not the only one.
        if from > 0 {
            snippet.push('…');
            lead = lead
                .split_once(char::is_whitespace)
                .map_or(lead, |(_, words)| words);
        }
        if to < after.len() {
            rest = rest
                .rsplit_once(char::is_whitespace)
                .map_or(rest, |(words, _)| words);
        }
        push_flat(&mut snippet, lead);
        let start = snippet.len();
        push_flat(&mut snippet, self.words(range));
        let end = snippet.len();
        push_flat(&mut snippet, rest);
        if to < after.len() {
            snippet.push('…');
        }
        (snippet, start..end)
    }
}

/// Adds text with a space for each run of white space.
fn push_flat(line: &mut String, text: &str) {
    for letter in text.chars() {
        if !letter.is_whitespace() {
            line.push(letter);
        } else if !line.ends_with(' ') && !line.is_empty() {
            line.push(' ');
        }
    }
}

/// Every place in `text` that says `needle`. Letters count whatever their case and accents,
/// ligatures as their letters; quotation marks and dashes are alike; any white space is one space,
/// and a word that is hyphenated at the end of a line is one word.
pub fn find(text: &str, needle: &str) -> Vec<Range<usize>> {
    let needle = Folded::of(needle).bytes;
    let needle = needle.trim_ascii();
    let Some(first) = needle.first() else {
        return Vec::new();
    };
    let hay = Folded::of(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = hay
        .bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| byte == first))
    {
        at += next;
        match hay.end_of_match(at, needle) {
            Some(end) => {
                found.push(hay.source(at)..hay.source_end(end, text.len()));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// A text in which what counts as the same is the same.
struct Folded {
    bytes: Vec<u8>,
    /// Where each byte comes from.
    sources: Vec<u32>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self {
            bytes: Vec::with_capacity(text.len()),
            sources: Vec::with_capacity(text.len()),
        };
        let mut was_letter = false;
        let mut letters = text.chars();
        let mut at = 0;
        while let Some(letter) = letters.next() {
            if letter.is_ascii_alphanumeric() {
                folded.push(letter.to_ascii_lowercase() as u8, at);
                was_letter = letter.is_ascii_alphabetic();
            } else if letter.is_whitespace() {
                if folded.bytes.last() != Some(&b' ') {
                    folded.push(b' ', at);
                }
                was_letter = false;
            } else if is_dash(letter) {
                let next_line = letters.as_str().trim_start();
                let is_at_end = next_line.len() < letters.as_str().len();
                if was_letter && is_at_end && next_line.starts_with(char::is_lowercase) {
                    folded.push(LINE_HYPHEN, at);
                    letters = next_line.chars();
                } else {
                    folded.push(b'-', at);
                }
                was_letter = false;
            } else {
                folded.push_unusual(letter, at);
                was_letter = letter.is_alphabetic() || was_letter && is_unseen(letter);
            }
            at = text.len() - letters.as_str().len();
        }
        folded
    }

    fn push(&mut self, byte: u8, source: usize) {
        self.bytes.push(byte);
        self.sources.push(u32::try_from(source).unwrap_or(u32::MAX));
    }

    /// Adds a character that is neither a plain letter or digit nor white space nor a dash.
    fn push_unusual(&mut self, letter: char, source: usize) {
        let plain = match letter {
            _ if is_unseen(letter) => "",
            '\'' | '‘'..='‛' | '′' | '´' | '`' => "'",
            '"' | '“'..='‟' | '″' | '«' | '»' => "\"",
            'æ' | 'Æ' => "ae",
            'œ' | 'Œ' => "oe",
            'ß' | 'ẞ' => "ss",
            'ø' | 'Ø' => "o",
            'ł' | 'Ł' => "l",
            'đ' | 'Đ' => "d",
            'ı' => "i",
            '…' => "...",
            '!'..='~' => {
                self.push(letter as u8, source);
                return;
            }
            _ => {
                let mut buffer = [0; 4];
                for part in letter.to_lowercase().nfkd() {
                    if canonical_combining_class(part) == 0 {
                        for lower in part.to_lowercase() {
                            for byte in lower.encode_utf8(&mut buffer).bytes() {
                                self.push(byte, source);
                            }
                        }
                    }
                }
                return;
            }
        };
        for byte in plain.bytes() {
            self.push(byte, source);
        }
    }

    /// Where a match that begins at `at` ends, if there is one.
    fn end_of_match(&self, at: usize, needle: &[u8]) -> Option<usize> {
        let mut here = at;
        let mut wanted = 0;
        while let Some(byte) = needle.get(wanted) {
            let found = self.bytes.get(here)?;
            if found == byte || *found == LINE_HYPHEN && *byte == b'-' {
                wanted += 1;
            } else if *found != LINE_HYPHEN {
                return None;
            }
            here += 1;
        }
        Some(here)
    }

    fn source(&self, at: usize) -> usize {
        self.sources.get(at).map_or(0, |source| *source as usize)
    }

    /// Where the last character of a match that ends before `end` ends in the text. A letter is
    /// taken whole, with its marks.
    fn source_end(&self, end: usize, length: usize) -> usize {
        let last = self.source(end.saturating_sub(1));
        let next = self.sources.get(end..).unwrap_or_default().iter();
        next.map(|source| *source as usize)
            .find(|source| *source > last)
            .unwrap_or(length)
    }
}

/// Soft hyphens and marks of direction.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}')
}

fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '‐'..='―' | '−' | '﹘' | '﹣' | '－')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits<'a>(text: &'a str, needle: &str) -> Vec<&'a str> {
        find(text, needle)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn what_is_written_otherwise_is_found() {
        assert_eq!(hits("Peace, PEACE", "peace"), ["Peace", "PEACE"]);
        assert_eq!(
            hits("the  Security\n Council", " security council "),
            ["Security\n Council"]
        );
        assert_eq!(hits("Café, cafe\u{301}s", "cafe"), ["Café", "cafe\u{301}"]);
        assert_eq!(hits("cafe", "CAFÉ"), ["cafe"]);
        assert_eq!(hits("“don’t”", "\"don't\""), ["“don’t”"]);
        assert_eq!(hits("1990–1995", "1990-1995"), ["1990–1995"]);
        assert_eq!(hits("an o\u{FB03}ce", "office"), ["o\u{FB03}ce"]);
        assert_eq!(hits("an o\u{FB03}ce", "of"), ["o\u{FB03}"]);
        assert_eq!(
            hits("co\u{AD}operation", "cooperation"),
            ["co\u{AD}operation"]
        );
        assert_eq!(hits("Ανθρωπος", "άνθρωπος"), ["Ανθρωπος"]);
        assert_eq!(hits("aaaa", "aa"), ["aa", "aa"]);
        assert_eq!(hits("anything", "  "), Vec::<&str>::new());
        assert_eq!(hits("", "a"), Vec::<&str>::new());
    }

    #[test]
    fn words_go_over_the_ends_of_lines() {
        assert_eq!(
            hits("nego- tiations go on", "negotiations"),
            ["nego- tiations"]
        );
        assert_eq!(hits("a well-\nknown fact", "well-known"), ["well-\nknown"]);
        assert_eq!(hits("pre- and post-war", "pre- and"), ["pre- and"]);
        assert_eq!(hits("nego- tiations", "nego"), ["nego"]);
        assert_eq!(hits("well-known", "wellknown"), Vec::<&str>::new());
        assert_eq!(hits("one – two", "one - two"), ["one – two"]);
    }

    #[test]
    fn a_hit_is_shown_with_what_is_around_it() {
        let text = "The delegates of all States that were\nthere agreed on a text that was to be voted upon.";
        let layer = TextLayer::new(text.to_owned(), Vec::new(), Vec::new());
        let hit = layer.find("agreed on").remove(0);
        let (snippet, at) = layer.snippet(&hit);
        assert_eq!(&snippet[at], "agreed on");
        assert_eq!(
            snippet,
            "…all States that were there agreed on a text that was to be voted…"
        );
        let (whole, at) = layer.snippet(&(0..3));
        assert_eq!(at, 0..3);
        assert!(
            whole.starts_with("The delegates") && whole.ends_with('…'),
            "{whole}"
        );
    }

    /// Two megabytes; the bound is for builds without optimisation on a busy machine.
    #[test]
    fn long_texts_are_searched_quickly() {
        let text =
            "The Secretary-General’s report on the situation, which délégués saw. ".repeat(30_000);
        let start = std::time::Instant::now();
        assert_eq!(find(&text, "situations").len(), 0);
        assert_eq!(find(&text, "delegues SAW").len(), 30_000);
        let took = start.elapsed();
        println!("two searches of {} bytes took {took:?}", text.len());
        assert!(took.as_secs() < 10, "{took:?}");
    }
}
