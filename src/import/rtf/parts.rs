//! Where parts of the text begin and end, and where each goes.

use super::part::Part;
use super::reader::{Read, Reader};
use super::state::{Destination, Opened};
use crate::import::prose::plain;
use crate::import::{Block, Comment, Span};

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
    pub(super) fn finish(mut self) -> Read {
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
