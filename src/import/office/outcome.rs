//! From what was read to a paper.

use super::super::{Block, Flow, Paper};
use super::head::Head;
use super::head_foot::HeadFoot;
use super::marks::{Marks, take_marks};
use super::xml::{descendant, parse};

/// What the person is told about a document, each thing once.
#[derive(Debug, Default)]
pub struct Warnings(Vec<String>);

impl Warnings {
    /// Tells something, unless it was told before.
    pub fn add(&mut self, warning: &str) {
        if !self.0.iter().any(|known| known == warning) {
            self.0.push(warning.to_owned());
        }
    }
}

/// Told where a table of contents gave the pages of the document.
pub const PAGES_LEFT_OUT: &str =
    "The page numbers in its table of contents are left out: in the pack they would be wrong.";

/// What was read of a document, but for its head.
pub struct Outcome {
    /// The title in its properties.
    pub core_title: String,
    /// Its headers and footers.
    pub pages: HeadFoot,
    pub blocks: Vec<Block>,
    pub marks: Marks,
    /// Whether it has tracked changes.
    pub has_changes: bool,
    pub warnings: Warnings,
}

impl Head {
    /// The paper that a document below this head makes.
    pub fn paper(mut self, outcome: Outcome) -> Paper {
        let (title, blocks) = self.title(outcome.core_title, outcome.blocks);
        let HeadFoot {
            head,
            foot,
            running,
        } = outcome.pages;
        let is_something = |block: &Block| {
            let words = block.plain_text();
            words.trim().is_empty() || words.trim() != title
        };
        let head: Vec<Block> = head.into_iter().filter(is_something).collect();
        let below = head.len() + blocks.len();
        let uncounted = (0..head.len()).chain(below..below + foot.len()).collect();
        let blocks = head.into_iter().chain(blocks).chain(foot).collect();
        let mut flow = Flow {
            summary: std::mem::take(&mut self.summary),
            blocks,
            uncounted,
            ..Flow::default()
        };
        let comments = take_marks(&mut flow, outcome.marks);
        let mut warnings = outcome.warnings;
        if outcome.has_changes {
            warnings.add("The document has tracked changes; it is shown as if all were accepted.");
        }
        Paper {
            title,
            running,
            flow,
            comments,
            warnings: warnings.0,
            ..Paper::default()
        }
    }
}

/// The title in a document's properties (`docProps/core.xml`, `meta.xml`); empty where there is none.
/// Properties that cannot be read spoil nothing else.
pub fn core_title(properties: &str) -> String {
    let title = parse(properties).ok().and_then(|document| {
        let title = descendant(document.root_element(), "title")?;
        title.text().map(|text| text.trim().to_owned())
    });
    title.unwrap_or_default()
}
