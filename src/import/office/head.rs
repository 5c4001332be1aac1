//! The head of a document: its title and what stands right below.

use super::super::title;
use super::super::{Block, Script, Text};
use super::marks::unmarked;

/// A title stands among the first paragraphs: after a letterhead, not in the midst of the text.
const FIRST_PARAGRAPHS: usize = 12;
/// The properties' title is looked for among the first blocks.
const FIRST_BLOCKS: usize = 6;
/// The longest title, in bytes.
const LONGEST_TITLE: usize = 300;

/// The head of a document while it is read.
#[derive(Debug)]
pub struct Head {
    /// Whether the text itself is being read, not its notes or headers.
    pub is_open: bool,
    /// Paragraphs that stand below the title as a summary.
    pub summary: Vec<Text>,
    title: String,
    /// How many paragraphs were read, and which of them ended the title.
    paragraphs: usize,
    title_at: usize,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            is_open: true,
            summary: Vec::new(),
            title: String::new(),
            paragraphs: 0,
            title_at: 0,
        }
    }
}

impl Head {
    /// Counts a paragraph that has words.
    pub fn count_paragraph(&mut self) {
        self.paragraphs += 1;
    }

    /// Whether this is still the head.
    pub fn has_room(&self) -> bool {
        self.is_open && self.paragraphs <= FIRST_PARAGRAPHS
    }

    /// Takes a paragraph in the style of a title, if it is the document's or goes on with it.
    pub fn take_title(&mut self, text: &Text) -> bool {
        let goes_on = self.title.is_empty() || self.title_at + 1 == self.paragraphs;
        let words = words(text);
        let fits = self.title.len() + words.len() < LONGEST_TITLE;
        // "SUBMISSION" or a marking in the style of a title is none.
        let says_something = !self.title.is_empty() || !title::is_sort(&words);
        if !self.has_room() || !goes_on || !fits || !says_something {
            return false;
        }
        if !self.title.is_empty() {
            self.title.push(' ');
        }
        self.title.push_str(&words);
        self.title_at = self.paragraphs;
        true
    }

    /// The document's title, and the blocks without it. `core` is the one in its properties.
    pub(super) fn title(&self, core: String, mut blocks: Vec<Block>) -> (String, Vec<Block>) {
        if !self.title.is_empty() {
            return (self.title.clone(), blocks);
        }
        if title::is_given(&core) {
            let heads = blocks.iter().take(FIRST_BLOCKS);
            let found = heads.enumerate().find_map(|(index, block)| match block {
                Block::Heading { text, .. }
                | Block::Paragraph(text)
                | Block::Placed { text, .. } => {
                    (words(text).to_lowercase() == core.to_lowercase()).then_some(index)
                }
                _ => None,
            });
            if let Some(index) = found {
                blocks.remove(index);
            }
            return (core, blocks);
        }
        // A marking and the sort of paper may stand above its title.
        let is_above = |block: &Block| match block {
            Block::Figure { .. } | Block::Rule => true,
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Placed { text, .. } => {
                title::is_sort(&words(text))
            }
            _ => false,
        };
        let first = blocks.iter().position(|block| !is_above(block));
        if let Some(index) = first
            && let Some(Block::Heading { level: 1, text }) = blocks.get(index)
        {
            let title = words(text);
            if !title.is_empty() && title.len() < LONGEST_TITLE {
                blocks.remove(index);
                return (title, blocks);
            }
        }
        (String::new(), blocks)
    }
}

/// The words of a text in one line, without the numbers of notes.
fn words(text: &Text) -> String {
    let spans = text.iter().filter(|span| span.script != Script::Raised);
    let all: String = spans.map(|span| span.text.as_str()).collect();
    let words: Vec<String> = unmarked(&all)
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    words.join(" ")
}
