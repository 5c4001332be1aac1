//! The words of what was read, compared with those that an independent reader found.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use briefpack::fidelity::{self, Fidelity};
use briefpack::foreign::Checked;
use briefpack::import::Content;

/// A file keeps its words if it keeps this share of them.
const ENOUGH: f64 = 0.99;
/// So many missing words are printed.
const MOST_WORDS: usize = 12;

/// Texts of an independent reader, laid out as the files are, each named as its file but for the
/// ending `.txt`.
pub struct Reference {
    folder: PathBuf,
    /// By the ending of the files' names.
    formats: BTreeMap<String, Tally>,
}

#[derive(Default)]
struct Tally {
    compared: usize,
    enough: usize,
    recall: f64,
    order: f64,
}

impl Reference {
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            formats: BTreeMap::new(),
        }
    }

    /// What to print behind the line on a file, whose path is relative to the folder that was to be
    /// read; nothing where there is no reference.
    pub fn compare(&mut self, file: &Path, checked: &Checked) -> Option<String> {
        let reference =
            std::fs::read_to_string(self.folder.join(file.with_extension("txt"))).ok()?;
        let texts = checked
            .documents
            .iter()
            .map(|(title, content)| match content {
                Content::Flow(flow) => fidelity::text_of(title, flow),
                Content::Pictures(_) | Content::Fixed => title.clone(),
            });
        let text = texts.collect::<Vec<_>>().join("\n");
        let found = fidelity::compare(&text, &reference);
        let format = file.extension().unwrap_or_default().to_string_lossy();
        let tally = self.formats.entry(format.to_lowercase()).or_default();
        tally.compared += 1;
        tally.enough += usize::from(found.recall >= ENOUGH);
        tally.recall += found.recall;
        tally.order += found.order;
        Some(wording(&found))
    }
}

fn wording(found: &Fidelity) -> String {
    let (recall, order) = (found.recall * 100.0, found.order * 100.0);
    let mut line = format!("; {recall:.2} % of the words, {order:.2} % in order");
    if !found.missing.is_empty() {
        let words: Vec<&str> = found
            .missing
            .iter()
            .take(MOST_WORDS)
            .map(String::as_str)
            .collect();
        let more = if found.missing.len() > MOST_WORDS {
            " …"
        } else {
            ""
        };
        line.push_str(&format!("; missing: {}{more}", words.join(" ")));
    }
    line
}

impl Display for Reference {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        for (format, tally) in &self.formats {
            let mean = |sum: f64| 100.0 * sum / tally.compared.max(1) as f64;
            writeln!(
                to,
                "{format}: {} of {} files keep {:.0} % of the words; on average {:.2} % of them, {:.2} % in order",
                tally.enough,
                tally.compared,
                ENOUGH * 100.0,
                mean(tally.recall),
                mean(tally.order)
            )?;
        }
        Ok(())
    }
}
