//! From the parser's events to blocks.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::unmasked;
use crate::import::links::{is_safe, link_addresses, linked, without_outer_space};
use crate::import::{Block, Destination, Span, Text};

/// Lists nest at most this deep; what is deeper is set at this depth.
const DEPTH: usize = 12;

enum Frame {
    Blocks(Vec<Block>),
    List {
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    /// Nested too deep: its blocks go to the one around it.
    Flat,
}

/// Builds blocks from the events of a masked text.
pub struct Builder<'a> {
    masked: &'a str,
    frames: Vec<Frame>,
    spans: Text,
    bold: usize,
    italic: usize,
    /// The links that are open: where each leads, and whether it has words. One that leads nowhere
    /// that a pack may lead stays as it was typed.
    links: Vec<(Option<Destination>, bool)>,
    in_code: bool,
    /// How far the text has been read.
    at: usize,
}

impl<'a> Builder<'a> {
    /// Ready to read this text.
    pub fn new(masked: &'a str) -> Self {
        Self {
            masked,
            frames: vec![Frame::Blocks(Vec::new())],
            spans: Vec::new(),
            bold: 0,
            italic: 0,
            links: Vec::new(),
            in_code: false,
            at: 0,
        }
    }

    /// Takes the next event, and where in the text it is.
    pub fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => return self.start(tag, &range),
            Event::End(tag) => self.end(tag, &range),
            Event::SoftBreak | Event::HardBreak => self.text("\n"),
            // The parser takes no mask off a text that is set in like code.
            Event::Text(text) if self.in_code => self.text(&unmasked(&text)),
            Event::Text(text) => self.text(&text),
            Event::Rule => {
                self.end_paragraph();
                self.typed(range.clone());
                self.end_paragraph();
            }
            _ => self.typed(range.clone()),
        }
        self.at = range.end;
    }

    /// Adds a piece of the text as it was typed.
    fn typed(&mut self, range: Range<usize>) {
        let piece = self.masked.get(range).unwrap_or_default();
        self.text(&unmasked(piece));
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Emphasis => self.italic += 1,
            Tag::Strong => self.bold += 1,
            Tag::Link {
                dest_url, title, ..
            } => {
                let destination = destination(&dest_url).filter(|_| title.is_empty());
                if destination.is_none() {
                    self.text("[");
                }
                self.links.push((destination, false));
                self.at = range.start + 1;
            }
            Tag::List(start) => {
                self.end_paragraph();
                let items = Vec::new();
                let is_deep = self.frames.len() > 2 * DEPTH;
                self.frames.push(if is_deep {
                    Frame::Flat
                } else {
                    Frame::List { start, items }
                });
            }
            Tag::Item => self.start_item(range.start),
            Tag::CodeBlock(_) => {
                self.end_paragraph();
                self.in_code = true;
            }
            _ => self.end_paragraph(),
        }
    }

    /// Begins an item. Numbers stay as they were typed: one that does not follow the one before
    /// begins a list of its own.
    fn start_item(&mut self, at: usize) {
        self.end_paragraph();
        if let Some(Frame::List {
            start: Some(start),
            items,
        }) = self.frames.last()
        {
            let source = self.masked.get(at..).unwrap_or_default().trim_start();
            let digits = source.bytes().take_while(u8::is_ascii_digit).count();
            let number: Option<u64> = source.get(..digits).and_then(|text| text.parse().ok());
            let next = start.saturating_add(items.len() as u64);
            if let Some(number) = number.filter(|number| *number != next) {
                self.close();
                self.frames.push(Frame::List {
                    start: Some(number),
                    items: Vec::new(),
                });
            }
        }
        let is_flat = matches!(self.frames.last(), Some(Frame::Flat));
        self.frames.push(if is_flat {
            Frame::Flat
        } else {
            Frame::Blocks(Vec::new())
        });
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Link => self.end_link(range.end),
            TagEnd::Heading(level) => {
                let text = self.take_text();
                if !text.is_empty() {
                    let level = level as u8;
                    self.push(Block::Heading { level, text });
                }
            }
            TagEnd::List(_) | TagEnd::Item => {
                self.end_paragraph();
                self.close();
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.end_paragraph();
            }
            _ => self.end_paragraph(),
        }
    }

    fn end_link(&mut self, end: usize) {
        match self.links.last() {
            Some((None, _)) => self.typed(self.at..end),
            // A citation without words still cites; an address without words shows itself.
            Some((Some(destination), false)) => {
                let text = match destination {
                    Destination::Address(address) => address.clone(),
                    Destination::Cited(_) | Destination::Page(_) => String::new(),
                };
                self.text(&text);
            }
            _ => {}
        }
        self.links.pop();
    }

    /// Closes the innermost frame into the one around it.
    fn close(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        match self.frames.pop() {
            Some(Frame::Blocks(blocks)) => {
                if let Some(Frame::List { items, .. }) = self.frames.last_mut() {
                    items.push(blocks);
                }
            }
            Some(Frame::List { start, items }) => self.push(Block::List { start, items }),
            Some(Frame::Flat) | None => {}
        }
    }

    /// Adds a block to the innermost frame that takes blocks.
    fn push(&mut self, block: Block) {
        let frames = self.frames.iter_mut().rev();
        let mut open = frames.filter_map(|frame| match frame {
            Frame::Blocks(blocks) => Some(blocks),
            _ => None,
        });
        if let Some(blocks) = open.next() {
            blocks.push(block);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, has_words)) = self.links.last_mut() {
            *has_words |= !text.is_empty();
        }
        let span = Span {
            text: text.to_owned(),
            bold: self.bold > 0,
            italic: self.italic > 0,
            code: false,
            link: self.links.last().and_then(|(link, _)| link.clone()),
            ..Span::default()
        };
        match self.spans.last_mut() {
            Some(last)
                if (last.bold, last.italic, &last.link) == (span.bold, span.italic, &span.link) =>
            {
                last.text.push_str(text);
            }
            _ => self.spans.push(span),
        }
    }

    fn end_paragraph(&mut self) {
        let text = self.take_text();
        let cites = |span: &Span| matches!(span.link, Some(Destination::Cited(_)));
        if text
            .iter()
            .any(|span| !span.text.trim().is_empty() || cites(span))
        {
            self.push(Block::Paragraph(text));
        }
    }

    /// The text read so far, without space around it, with bare addresses linked.
    fn take_text(&mut self) -> Text {
        let spans = without_outer_space(std::mem::take(&mut self.spans));
        let mut text = Vec::with_capacity(spans.len());
        for span in spans {
            if !span.text.is_empty() || span.link.is_some() {
                link_addresses(span, &mut text);
            }
        }
        text
    }

    pub fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        while self.frames.len() > 1 {
            self.close();
        }
        match self.frames.pop() {
            Some(Frame::Blocks(blocks)) => blocks,
            _ => Vec::new(),
        }
    }
}

/// Where a link leads: to what it cites, or to an address on the web or for mail.
fn destination(address: &str) -> Option<Destination> {
    if let Some(id) = address.strip_prefix('@')
        && id.bytes().all(|byte| byte.is_ascii_digit())
    {
        return id.parse().ok().map(Destination::Cited);
    }
    if is_safe(address) {
        return Some(Destination::Address(address.to_owned()));
    }
    // An address without its scheme, such as "www.gov.uk".
    match linked(address).as_slice() {
        [span] => span.link.clone(),
        _ => None,
    }
}
