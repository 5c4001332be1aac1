//! Blocks and the paragraph being read, shared by the formats whose text comes as a stream.

use super::bounds::MOST_SPANS;
use crate::import::links::{link_addresses, without_outer_space};
use crate::import::{Block, Span, Text};

/// Blocks, and the text of the paragraph that is being read.
#[derive(Default)]
pub struct Prose {
    blocks: Vec<Block>,
    spans: Text,
    /// Pictures in the paragraph, which stand after it.
    figures: Vec<Block>,
}

impl Prose {
    pub fn add(&mut self, text: &str, style: &Span) {
        append(&mut self.spans, text, style);
    }

    /// Adds text in which any run of white space is one space.
    pub fn add_collapsed(&mut self, text: &str, style: &Span) {
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        let mut out = String::with_capacity(text.len());
        let mut after_space = self.ends_with([' ', '\n']) || self.spans.is_empty();
        for c in text.chars() {
            if !is_space(c) {
                out.push(c);
            } else if !after_space {
                out.push(' ');
            }
            after_space = is_space(c);
        }
        self.add(&out, style);
    }

    /// Breaks the line. Two breaks in a row part paragraphs.
    pub fn break_line(&mut self, style: &Span) {
        if let Some(last) = self.spans.last_mut() {
            last.text
                .truncate(last.text.trim_end_matches([' ', '\t']).len());
            if last.text.is_empty() {
                self.spans.pop();
            }
        }
        if self.ends_with(['\n']) {
            self.end_paragraph();
        } else if !self.spans.is_empty() {
            self.add("\n", style);
        }
    }

    /// Breaks the line in a cell, where an empty line keeps its height: the lines of the cell beside
    /// it may stand for other things.
    pub fn break_line_in_cell(&mut self, style: &Span) {
        if self.is_between_blocks() {
            self.spans.clear();
            self.blocks.push(Block::Paragraph(Text::new()));
        } else {
            self.add("\n", style);
        }
    }

    /// Ends a line of a cell that holds nothing but a space that is not broken: it is empty.
    pub fn end_line(&mut self) {
        let has_space = self.spans.iter().any(|span| span.text.contains('\u{a0}'));
        if has_space && self.is_between_blocks() && self.figures.is_empty() {
            self.spans.clear();
            self.blocks.push(Block::Paragraph(Text::new()));
        }
    }

    /// Whether what was read last is one of these letters.
    pub fn ends_with<const N: usize>(&self, ends: [char; N]) -> bool {
        self.spans
            .last()
            .is_some_and(|last| last.text.ends_with(ends))
    }

    /// Whether nothing has been read since the last block.
    pub fn is_between_blocks(&self) -> bool {
        self.spans.iter().all(|span| span.text.trim().is_empty())
    }

    /// Ends the paragraph, and lets its pictures follow it.
    pub fn end_paragraph(&mut self) {
        let text = self.take_text();
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(text));
        }
        self.blocks.append(&mut self.figures);
    }

    /// The text read so far, without space around it, with bare addresses linked.
    pub fn take_text(&mut self) -> Text {
        tidy(std::mem::take(&mut self.spans))
    }

    /// Adds a block after what has been read.
    pub fn push(&mut self, block: Block) {
        self.end_paragraph();
        self.blocks.push(block);
    }

    /// Adds blocks after what has been read.
    pub fn push_all(&mut self, blocks: Vec<Block>) {
        self.end_paragraph();
        self.blocks.extend(blocks);
    }

    /// Adds a picture after the paragraph that it stands in.
    pub fn push_figure(&mut self, figure: Block) {
        self.figures.push(figure);
        if self.is_between_blocks() {
            self.end_paragraph();
        }
    }

    /// All blocks.
    pub fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        self.blocks
    }
}

/// Adds characters to a text in the style of `style`, whose own text does not count. Neighbours of one
/// style are one span.
pub fn append(text: &mut Text, characters: &str, style: &Span) {
    if characters.is_empty() {
        return;
    }
    let is_full = text.len() >= MOST_SPANS;
    match text.last_mut() {
        Some(last) if is_full || last.is_like(style) => last.text.push_str(characters),
        _ => text.push(Span {
            text: characters.to_owned(),
            ..style.clone()
        }),
    }
}

/// A text without the space around it and without empty spans, with bare addresses linked.
pub fn tidy(spans: Text) -> Text {
    let mut spans = spans;
    while spans
        .first()
        .is_some_and(|span| span.text.trim().is_empty())
    {
        spans.remove(0);
    }
    while spans.last().is_some_and(|span| span.text.trim().is_empty()) {
        spans.pop();
    }
    let mut text = Vec::with_capacity(spans.len());
    for span in without_outer_space(spans) {
        if !span.text.is_empty() {
            link_addresses(span, &mut text);
        }
    }
    text
}

/// The characters of a text.
pub fn plain(text: &Text) -> String {
    text.iter().map(|span| span.text.as_str()).collect()
}
