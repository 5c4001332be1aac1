//! A part of the text that is read by itself, and its paragraphs.

use super::lists;
use super::state::{Destination, Paragraph};
use super::tables::Tables;
use crate::import::office::{drop_page_number, tabs_before_words};
use crate::import::prose::{plain, tidy};
use crate::import::{Block, Span, Text};

/// A part of the text that is read by itself: the document, a footnote, a header.
#[derive(Default)]
pub struct Part {
    pub destination: Destination,
    pub blocks: Vec<Block>,
    pub spans: Text,
    pub tables: Tables,
    pub paragraph: Paragraph,
    /// The sign before the list item that is being read.
    pub mark: Option<String>,
    /// Pictures and text boxes in the paragraph, which stand after it.
    pub(super) beside: Vec<Block>,
    /// Whether it is within a table of contents, and how many page numbers of one were left out.
    pub in_contents: bool,
    pub left_out: usize,
}

impl Part {
    /// Ends the paragraph that is being read.
    pub fn end_paragraph(&mut self) {
        let mut spans = std::mem::take(&mut self.spans);
        if self.in_contents && drop_page_number(&mut spans) {
            self.left_out += 1;
        }
        let tabs = tabs_before_words(&spans);
        let text = tidy(spans);
        let mark = self.mark.take();
        if self.paragraph.is_in_table {
            let text = with_sign(mark, text);
            let mut blocks = std::mem::take(&mut self.beside);
            if !text.is_empty() || blocks.is_empty() {
                let stance = self.paragraph.stance.clone().behind_tabs(tabs);
                blocks.insert(0, stance.paragraph(text));
            }
            self.tables
                .end_paragraph(blocks, self.paragraph.table_depth);
            return;
        }
        self.end_table();
        if !text.is_empty() {
            self.push_paragraph(mark, text, tabs);
        }
        self.blocks.append(&mut self.beside);
    }

    fn push_paragraph(&mut self, mark: Option<String>, text: Text, tabs: usize) {
        if let Some(level) = self.paragraph.heading {
            let text = with_sign(mark, text);
            self.blocks.push(Block::Heading { level, text });
            return;
        }
        match mark.as_deref().and_then(lists::mark) {
            Some(mark) => lists::add(&mut self.blocks, self.paragraph.list_level, mark, text),
            None => {
                let sign = mark.unwrap_or_default();
                let stance = self.paragraph.stance.clone().behind_tabs(tabs);
                self.blocks.push(match sign.trim() {
                    "" => stance.paragraph(text),
                    sign => stance.labelled(sign, text, None),
                });
            }
        }
    }

    pub fn end_table(&mut self) {
        if self.tables.is_open() {
            self.blocks.extend(self.tables.finish());
        }
    }

    /// How much is in the paragraph: bytes of text, and pictures and text boxes.
    pub(super) fn extent(&self) -> (usize, usize) {
        (plain(&self.spans).len(), self.beside.len())
    }

    pub(super) fn push_beside(&mut self, blocks: Vec<Block>) {
        self.beside.extend(blocks);
    }

    /// All blocks of the part.
    pub fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        self.end_table();
        self.blocks.append(&mut self.beside);
        self.blocks
    }
}

/// A text behind the sign that stands before it.
fn with_sign(sign: Option<String>, mut text: Text) -> Text {
    let sign = sign.unwrap_or_default();
    if !sign.trim().is_empty() {
        text.insert(0, Span::plain(format!("{} ", sign.trim())));
    }
    text
}
