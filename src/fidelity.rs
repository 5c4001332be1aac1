//! How much of a document's words an import keeps, and whether it keeps their order: measured
//! against what an independent reader makes of the same file.

use std::collections::HashMap;
use std::hash::Hash;

use imara_diff::{Algorithm, Diff, InternedInput, TokenSource};
use unicode_normalization::UnicodeNormalization;

use crate::import::{Block, Flow, Text};

/// How the words of an import are to those of another reader.
#[derive(Debug, Clone, PartialEq)]
pub struct Fidelity {
    /// The share of the reference's words that are in ours, each as often as it stands there: 0 to
    /// 1. It is 1 where the reference has no words.
    pub recall: f64,
    /// The share of the reference's words that are in ours in the same order: 0 to 1.
    pub order: f64,
    /// The words of the reference that are not in ours, in the reference's order.
    pub missing: Vec<String>,
}

/// Compares the words of a text of ours with those of a reference.
///
/// A word is a run of letters and figures. Case is kept, since an import that changes it changes
/// the document; compatible forms, such as ligatures and raised figures, are the same.
pub fn compare(ours: &str, reference: &str) -> Fidelity {
    let (ours, reference) = (words(ours), words(reference));
    let missing = missing(&ours, &reference);
    let total = reference.len();
    let share = |kept: usize| {
        if total == 0 {
            1.0
        } else {
            kept as f64 / total as f64
        }
    };
    Fidelity {
        recall: share(total - missing.len()),
        order: share(in_order(&ours, &reference)),
        missing,
    }
}

/// The words of a document in reading order, as they are printed: title, summary and blocks, with
/// the numbers of lists and the descriptions of pictures left out.
pub fn text_of(title: &str, flow: &Flow) -> String {
    let mut out = String::new();
    out.push_str(title);
    out.push('\n');
    for text in &flow.summary {
        write_text(text, &mut out);
    }
    write_blocks(&flow.blocks, &mut out);
    out
}

fn write_text(text: &Text, out: &mut String) {
    text.iter().for_each(|span| out.push_str(&span.text));
    out.push('\n');
}

fn write_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::List { start, items } => {
                for (item, number) in items.iter().zip(0..) {
                    if let Some(start) = start {
                        // The page has the number, and so have other readers.
                        out.push_str(&format!("{}. ", start.saturating_add(number)));
                    }
                    write_blocks(item, out);
                }
            }
            Block::Quotation(blocks) => write_blocks(blocks, out),
            block => out.push_str(&block.plain_text()),
        }
    }
}

/// The words of a text, in their compatible forms.
fn words(text: &str) -> Vec<String> {
    let folded: String = text.nfkc().filter(|c| *c != '\u{ad}').collect();
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn missing(ours: &[String], reference: &[String]) -> Vec<String> {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in ours {
        *left.entry(word).or_default() += 1;
    }
    let is_missing = |word: &&String| match left.get_mut(word.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    reference.iter().filter(is_missing).cloned().collect()
}

/// How many words of the reference stand in ours in the same order.
fn in_order(ours: &[String], reference: &[String]) -> usize {
    let input = InternedInput::new(Words(reference), Words(ours));
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let lost = u32::try_from(reference.len()).map_or(u32::MAX, |_| diff.count_removals());
    reference
        .len()
        .saturating_sub(usize::try_from(lost).unwrap_or(usize::MAX))
}

struct Words<'a>(&'a [String]);

impl<'a> TokenSource for Words<'a> {
    type Token = &'a str;
    type Tokenizer = std::iter::Map<std::slice::Iter<'a, String>, fn(&'a String) -> &'a str>;

    fn tokenize(&self) -> Self::Tokenizer {
        self.0.iter().map(String::as_str)
    }

    fn estimate_tokens(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}
