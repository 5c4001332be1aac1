//! How much of a document's words an import keeps, and whether it keeps their order: measured
//! against what an independent reader makes of the same file.

use std::collections::HashMap;
use std::fmt::Write;

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

/// The words of a reference that a text of ours lacks, in the reference's order; words as in
/// [`compare`].
pub fn missing_words(ours: &str, reference: &str) -> Vec<String> {
    missing(&words(ours), &words(reference))
}

/// The words of a document in reading order, as they are printed: title, summary and blocks,
/// with the numbers of lists, which other readers print as well.
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
                        // Writing to a string cannot fail.
                        let _ = write!(out, "{}. ", start.saturating_add(number));
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
    let diff = Diff::compute(Algorithm::Myers, &input);
    let lost = usize::try_from(diff.count_removals()).unwrap_or(usize::MAX);
    reference.len().saturating_sub(lost)
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

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};
    use std::sync::Arc;

    use super::*;
    use crate::import::{Content, Span, content, probe};
    use crate::pack::Extent;

    #[test]
    fn recall_counts_each_word_as_often_as_it_stands() {
        let made = compare(
            "The lamp, the lamp",
            "the lamp \u{2013} the lamp The\u{ad}re lamp",
        );
        assert_eq!(made.missing, ["the", "There", "lamp"]);
        assert!((made.recall - 0.5).abs() < 1e-9);
        assert!((made.order - 0.5).abs() < 1e-9);
        let same = compare("e\u{301}\u{fb01}", "\u{e9}fi");
        assert_eq!((same.recall, same.order), (1.0, 1.0));
        assert_eq!(compare("a", "").recall, 1.0);
    }

    #[test]
    fn order_falls_where_words_are_moved_and_recall_does_not() {
        let made = compare("b c d e a", "a b c d e");
        assert_eq!((made.recall, made.missing.len()), (1.0, 0));
        assert!((made.order - 0.8).abs() < 1e-9, "{made:?}");
    }

    #[test]
    fn the_text_of_a_document_is_what_its_pages_say() {
        let text = |words: &str| vec![Span::plain(words)];
        let item = |words: &str| vec![Block::Paragraph(text(words))];
        let flow = Flow {
            summary: vec![text("Below")],
            blocks: vec![
                Block::List {
                    start: Some(4),
                    items: vec![item("four"), item("five")],
                },
                Block::Quotation(vec![Block::List {
                    start: None,
                    items: vec![item("dot")],
                }]),
            ],
            ..Flow::default()
        };
        assert_eq!(
            text_of("Title", &flow),
            "Title\nBelow\n4. four\n5. five\ndot\n"
        );
    }

    #[test]
    #[ignore = "reads the corpus"]
    fn corpus_files_keep_their_words() {
        for kind in ["docx", "odt"] {
            let folder = Path::new("../shared/corpus").join(kind);
            let Ok(entries) = std::fs::read_dir(&folder) else {
                eprintln!("skipped: no {} beside the project", folder.display());
                continue;
            };
            let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
            paths.sort();
            let measured: Vec<Fidelity> = paths.iter().filter_map(|path| measure(path)).collect();
            let good = measured.iter().filter(|made| made.recall >= 0.99).count();
            println!(
                "{kind}: {good} of {} keep 99 % of the words",
                measured.len()
            );
            assert!(good * 100 >= measured.len() * 95);
        }
    }

    /// Prints how a file of the corpus is to the text that another reader made of it.
    fn measure(path: &Path) -> Option<Fidelity> {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let kind = path.extension()?;
        let reference = Path::new("../shared/corpus/reference").join(kind);
        let reference = reference.join(path.file_stem()?).with_extension("txt");
        let Ok(reference) = std::fs::read_to_string(reference) else {
            println!("{name}: no reference");
            return None;
        };
        let bytes: Arc<[u8]> = std::fs::read(path).unwrap().into();
        let started = std::time::Instant::now();
        let probe = match probe(&name, &bytes, None) {
            Ok(probe) => probe,
            Err(error) => {
                println!("{error}");
                return Some(compare("", &reference));
            }
        };
        let proposal = &probe.proposals[0];
        let made = content(probe.media, &bytes, &Extent::Whole, "", &|_| None).unwrap();
        let Content::Flow(flow) = made else {
            panic!("{name} is no text")
        };
        let made = compare(&text_of(&proposal.title, &flow), &reference);
        println!(
            "{:.4} {:.4} {name} | {} | {:?} | {:?} | missing {:?}",
            made.recall,
            made.order,
            proposal.title,
            started.elapsed(),
            probe.warnings,
            made.missing.iter().take(15).collect::<Vec<_>>()
        );
        Some(made)
    }
}
