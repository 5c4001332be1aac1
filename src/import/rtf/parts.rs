//! Paragraphs and the parts that they make up.

use super::lists;
use super::reader::Reader;
use super::state::{Destination, Opened, Paragraph};
use super::tables::Tables;
use crate::import::office::{drop_page_number, tabs_before_words};
use crate::import::prose::{plain, tidy};
use crate::import::{Block, Comment, Span, Text};

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
    beside: Vec<Block>,
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
            self.tables
                .end_paragraph(with_sign(mark, text), self.paragraph.table_depth);
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
                    sign => stance.labelled(sign, text, false),
                });
            }
        }
    }

    pub fn end_table(&mut self) {
        if self.tables.is_open() {
            self.blocks.extend(self.tables.finish());
        }
    }

    pub(super) fn push_beside(&mut self, blocks: Vec<Block>) {
        if self.paragraph.is_in_table {
            self.tables.push_beside(blocks);
        } else {
            self.beside.extend(blocks);
        }
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

impl Reader {
    /// Begins a part that is read by itself and ends with its group.
    pub(super) fn begin_part(&mut self, destination: Destination) {
        if self.state.opens.is_some() {
            return;
        }
        let part = Part {
            destination,
            ..Part::default()
        };
        self.outer_parts
            .push(std::mem::replace(&mut self.part, part));
        self.state.destination = destination;
        self.state.style = Span::default();
        self.state.opens = Some(Opened::Part);
    }

    pub(super) fn end_part(&mut self) {
        let Some(outer) = self.outer_parts.pop() else {
            return;
        };
        let part = std::mem::replace(&mut self.part, outer);
        let destination = part.destination;
        let blocks = part.finish();
        match destination {
            Destination::ListMark => {
                let sign: String = blocks.iter().map(Block::plain_text).collect();
                self.part.mark = Some(sign.trim().to_owned());
            }
            Destination::Footnote => self.end_footnote(blocks),
            Destination::Comment => self.end_comment(&blocks),
            Destination::Running => {
                for block in &blocks {
                    self.read.running.push_str(&block.plain_text());
                }
            }
            _ => self.part.push_beside(blocks),
        }
    }

    /// Footnotes stand after the text, each with the number that stands at its place.
    fn end_footnote(&mut self, mut blocks: Vec<Block>) {
        if blocks.is_empty() {
            return;
        }
        self.footnote_count += 1;
        let number = self.footnote_count;
        self.part.spans.push(Span::plain(format!("[{number}]")));
        let mark = Span::plain(format!("[{number}] "));
        match blocks.first_mut() {
            Some(Block::Paragraph(text) | Block::Placed { text, .. }) => text.insert(0, mark),
            _ => blocks.insert(0, Block::Paragraph(vec![mark])),
        }
        self.footnotes.append(&mut blocks);
    }

    fn end_comment(&mut self, blocks: &[Block]) {
        const BEFORE_CHARS: usize = 30;
        let body: String = blocks.iter().map(Block::plain_text).collect();
        let before = plain(&self.part.spans);
        let skipped = before.chars().count().saturating_sub(BEFORE_CHARS);
        if !body.trim().is_empty() {
            self.read.comments.push(Comment {
                prefix: before.chars().skip(skipped).collect(),
                body: body.trim().to_owned(),
                author: std::mem::take(&mut self.author).trim().to_owned(),
                ..Comment::default()
            });
        }
    }

    /// Ends the name of a style: one that is named as a heading is one.
    pub(super) fn end_style(&mut self) {
        let name = std::mem::take(&mut self.name)
            .trim()
            .trim_end_matches(';')
            .to_lowercase();
        let named = name
            .strip_prefix("heading ")
            .and_then(|level| level.trim().parse::<u8>().ok())
            .or((name == "title").then_some(1));
        let level = self.style_level.take();
        if let Some(level) = named.or(level).filter(|level| (1..=9).contains(level)) {
            self.headings.insert(self.style, level.min(6));
        }
    }

    /// What has been read.
    pub(super) fn finish(mut self) -> super::reader::Read {
        self.flush();
        while !self.outer_states.is_empty() {
            self.close();
        }
        self.part.end_paragraph();
        let part = std::mem::take(&mut self.part);
        let left_out = part.left_out;
        let mut blocks = part.finish();
        if !self.footnotes.is_empty() {
            blocks.push(Block::Rule);
            blocks.append(&mut self.footnotes);
        }
        self.read.title = self.read.title.trim().to_owned();
        self.read.company = self.read.company.trim().to_owned();
        self.read.blocks = blocks;
        self.read.has_left_out_pages = left_out > 0;
        self.read
    }
}
