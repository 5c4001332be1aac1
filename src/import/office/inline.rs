//! What stands within a paragraph.

use super::super::{Block, Destination};
use super::spans::Spans;
use super::styles::Look;

/// A paragraph while it is read, and what was found in it that cannot stand within a line.
pub struct Inline {
    /// Its words.
    pub spans: Spans,
    /// Pictures and text boxes that stand before any of its words.
    pub before: Vec<Block>,
    /// Those that stand after some of its words.
    pub after: Vec<Block>,
    /// How its characters look where they do not say so themselves.
    pub look: Look,
    /// Where its words lead.
    pub link: Option<Destination>,
    /// Whether space that follows is one with what went before, in formats that collapse it.
    pub after_space: bool,
}

impl Inline {
    /// An empty paragraph whose characters look like this.
    pub fn new(look: Look) -> Self {
        Self {
            spans: Spans::default(),
            before: Vec::new(),
            after: Vec::new(),
            look,
            link: None,
            after_space: true,
        }
    }

    /// How many blocks stand beside its words.
    pub fn beside(&self) -> usize {
        self.before.len() + self.after.len()
    }

    /// Takes something that cannot stand within a line.
    pub fn put_beside(&mut self, blocks: impl IntoIterator<Item = Block>) {
        if self.spans.is_blank() {
            self.before.extend(blocks);
        } else {
            self.after.extend(blocks);
        }
    }
}
