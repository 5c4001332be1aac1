//! From the parser's events to blocks, on a stack of our own.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::html::{self, Part};
use super::reference::{Pictures, find_picture};
use super::wide;
use crate::import::bounds::{Allowance, MOST_SPANS};
use crate::import::links::{is_safe, link_addresses, without_outer_space};
use crate::import::{Block, Destination, Span, Text};

/// Quotations and lists nest at most this deep; what is deeper is set at this depth, since blocks
/// are walked and dropped recursively.
const DEPTH: usize = 48;

/// Builds blocks from events.
pub struct Builder<'a> {
    pictures: Pictures<'a>,
    frames: Vec<Frame>,
    spans: Text,
    bold: usize,
    italic: usize,
    strike: usize,
    links: Vec<Option<String>>,
    image: Option<Image>,
    /// Pictures in a heading or a table, which can stand only after it.
    figures: Vec<Block>,
    in_heading_or_table: bool,
    /// The text of the code block or HTML block that is open.
    verbatim: Option<String>,
    footnotes: Vec<Block>,
    /// The references of all pictures, in order.
    pub references: Vec<String>,
    /// How much more there may be.
    pub allowance: Allowance,
}

enum Frame {
    Blocks(Container, Vec<Block>),
    List {
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Table {
        head: Vec<Text>,
        rows: Vec<Vec<Text>>,
        row: Vec<Text>,
    },
}

enum Container {
    Root,
    Quotation,
    Item,
    Footnote(String),
    /// Nested too deep: its blocks go to the one around it.
    Flat,
}

/// A picture whose alternative text is being read.
struct Image {
    reference: String,
    title: String,
    alt: String,
    /// How many pictures stand within its alternative text.
    inner: usize,
}

impl<'a> Builder<'a> {
    pub fn new(pictures: Pictures<'a>) -> Self {
        Self {
            pictures,
            frames: vec![Frame::Blocks(Container::Root, Vec::new())],
            spans: Vec::new(),
            bold: 0,
            italic: 0,
            strike: 0,
            links: Vec::new(),
            image: None,
            figures: Vec::new(),
            in_heading_or_table: false,
            verbatim: None,
            footnotes: Vec::new(),
            references: Vec::new(),
            allowance: Allowance::default(),
        }
    }

    /// Takes the next event.
    pub fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, false),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text, true);
            }
            Event::Html(html) => match &mut self.verbatim {
                Some(verbatim) => verbatim.push_str(&html),
                None => self.html(&html),
            },
            Event::InlineHtml(html) => self.html(&html),
            Event::FootnoteReference(label) => self.text(&format!("[{label}]"), false),
            Event::SoftBreak => self.text(" ", false),
            Event::HardBreak => self.text("\n", false),
            Event::Rule => {
                self.end_paragraph();
                self.push(Block::Rule);
            }
            Event::TaskListMarker(done) => self.text(if done { "☑ " } else { "☐ " }, false),
        }
    }

    /// The blocks, footnotes last.
    pub fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        while self.frames.len() > 1 {
            self.close();
        }
        let footnotes = std::mem::take(&mut self.footnotes);
        if !footnotes.is_empty() {
            self.push(Block::Rule);
        }
        let Some(Frame::Blocks(_, mut blocks)) = self.frames.pop() else {
            return footnotes;
        };
        blocks.extend(footnotes);
        blocks
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.italic += 1,
            Tag::Strikethrough => self.strike += 1,
            Tag::Strong => self.bold += 1,
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                let address = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                self.links
                    .push(Some(address).filter(|address| is_safe(address)));
            }
            Tag::Image {
                dest_url, title, ..
            } => self.start_image(dest_url.into_string(), title.into_string()),
            Tag::Superscript | Tag::Subscript => {}
            Tag::TableHead | Tag::TableRow | Tag::TableCell => self.spans.clear(),
            block => {
                self.end_paragraph();
                self.start_block(block);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => self.in_heading_or_table = true,
            Tag::BlockQuote(_) => self.open(Container::Quotation),
            Tag::Item => self.open(Container::Item),
            Tag::FootnoteDefinition(label) => self.open(Container::Footnote(label.into_string())),
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) | Tag::HtmlBlock => {
                self.verbatim = Some(String::new());
            }
            Tag::List(start) => {
                if self.frames.len() < DEPTH {
                    self.frames.push(Frame::List {
                        start,
                        items: Vec::new(),
                    });
                } else {
                    self.open(Container::Flat);
                }
            }
            Tag::Table(_) => {
                self.in_heading_or_table = true;
                self.frames.push(Frame::Table {
                    head: Vec::new(),
                    rows: Vec::new(),
                    row: Vec::new(),
                });
            }
            _ => {}
        }
    }

    fn open(&mut self, container: Container) {
        let container = if self.frames.len() < DEPTH {
            container
        } else {
            Container::Flat
        };
        self.frames.push(Frame::Blocks(container, Vec::new()));
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Strikethrough => self.strike = self.strike.saturating_sub(1),
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Link => {
                self.links.pop();
            }
            TagEnd::Image => self.end_image(),
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(level) => {
                let text = self.take_text();
                if !text.is_empty() {
                    self.push(Block::Heading {
                        level: level as u8,
                        text,
                    });
                }
                self.release_figures();
            }
            TagEnd::CodeBlock => {
                let code = self.verbatim.take().unwrap_or_default();
                self.push(Block::Preformatted(code.trim_end_matches('\n').to_owned()));
            }
            TagEnd::HtmlBlock => {
                let html = self.verbatim.take().unwrap_or_default();
                self.html_block(&html);
            }
            TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell => self.end_of_table_part(tag),
            TagEnd::Table => {
                self.close();
                self.release_figures();
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.end_paragraph();
                self.close();
            }
            _ => {}
        }
    }

    fn end_of_table_part(&mut self, tag: TagEnd) {
        let cell = (tag == TagEnd::TableCell).then(|| self.take_text());
        if cell.is_some() {
            self.allowance.paragraph(true);
        }
        if let Some(Frame::Table { head, rows, row }) = self.frames.last_mut() {
            match (tag, cell) {
                (_, Some(cell)) => row.push(cell),
                (TagEnd::TableHead, None) => *head = std::mem::take(row),
                _ => rows.push(std::mem::take(row)),
            }
        }
    }

    /// Closes the innermost frame into the one around it.
    fn close(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        match self.frames.pop() {
            Some(Frame::Blocks(Container::Item, blocks)) => {
                if let Some(Frame::List { items, .. }) = self.frames.last_mut() {
                    items.push(blocks);
                } else {
                    self.push_all(blocks);
                }
            }
            Some(Frame::Blocks(Container::Quotation, blocks)) if !blocks.is_empty() => {
                self.push(Block::Quotation(blocks));
            }
            Some(Frame::Blocks(Container::Footnote(label), blocks)) => {
                self.footnotes.extend(labelled(&label, blocks));
            }
            Some(Frame::Blocks(_, blocks)) => self.push_all(blocks),
            Some(Frame::List { start, items }) => self.push(Block::List { start, items }),
            Some(Frame::Table { head, rows, .. }) => {
                self.push_all(wide::tables(head, rows));
            }
            None => {}
        }
    }

    fn push_all(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            self.push(block);
        }
    }

    fn push(&mut self, block: Block) {
        if !matches!(
            block,
            Block::List { .. } | Block::Quotation(_) | Block::Table(_)
        ) {
            self.allowance.paragraph(false);
        }
        match self.frames.last_mut() {
            Some(Frame::Blocks(_, blocks)) => blocks.push(block),
            Some(Frame::List { items, .. }) => match items.last_mut() {
                Some(item) => item.push(block),
                None => items.push(vec![block]),
            },
            _ => self.figures.push(block),
        }
    }

    fn text(&mut self, text: &str, code: bool) {
        if let Some(verbatim) = &mut self.verbatim {
            verbatim.push_str(text);
            return;
        }
        if let Some(image) = &mut self.image {
            image.alt.push_str(text);
            return;
        }
        let span = Span {
            text: text.to_owned(),
            bold: self.bold > 0,
            italic: self.italic > 0,
            strike: self.strike > 0,
            code,
            link: self
                .links
                .last()
                .cloned()
                .flatten()
                .map(Destination::Address),
            ..Span::default()
        };
        let is_full = self.spans.len() >= MOST_SPANS;
        match self.spans.last_mut() {
            Some(last) if same_style(last, &span) => last.text.push_str(text),
            Some(last) if is_full => last.text.push_str(text),
            _ => self.spans.push(span),
        }
    }

    fn end_paragraph(&mut self) {
        let text = self.take_text();
        if text.iter().any(|span| !span.text.trim().is_empty()) {
            self.push(Block::Paragraph(text));
        }
    }

    /// The text read so far, without space around it, with bare addresses linked.
    fn take_text(&mut self) -> Text {
        let spans = without_outer_space(std::mem::take(&mut self.spans));
        let mut text = Vec::with_capacity(spans.len());
        for span in spans.into_iter().filter(|span| !span.text.is_empty()) {
            link_addresses(span, &mut text);
        }
        text
    }

    fn html(&mut self, html: &str) {
        for part in html::parts(html) {
            match part {
                Part::Text(text) => self.text(&text, false),
                Part::Break => {
                    if !self.spans.is_empty() {
                        self.text("\n", false);
                    }
                }
                Part::Image { address, alt } => self.add_picture(address, &alt, String::new()),
            }
        }
    }

    fn html_block(&mut self, html: &str) {
        for part in html::parts(html) {
            match part {
                Part::Text(text) => {
                    let words = text
                        .split([' ', '\t', '\n', '\r'])
                        .filter(|word| !word.is_empty());
                    let mut line = words.collect::<Vec<_>>().join(" ");
                    if line.is_empty() {
                        continue;
                    }
                    line.push(' ');
                    self.text(&line, false);
                }
                Part::Break => self.end_paragraph(),
                Part::Image { address, alt } => self.add_picture(address, &alt, String::new()),
            }
        }
        self.end_paragraph();
    }

    fn start_image(&mut self, reference: String, title: String) {
        match &mut self.image {
            Some(image) => image.inner += 1,
            None => {
                self.image = Some(Image {
                    reference,
                    title,
                    alt: String::new(),
                    inner: 0,
                });
            }
        }
    }

    fn end_image(&mut self) {
        match self.image.take() {
            Some(mut image) if image.inner > 0 => {
                image.inner -= 1;
                self.image = Some(image);
            }
            Some(image) => self.add_picture(image.reference, &image.alt, image.title),
            None => {}
        }
    }

    /// Adds a picture as a figure of its own. Its caption is its title, or else its alternative
    /// text, so that no word is lost even where the picture is.
    fn add_picture(&mut self, reference: String, alt: &str, title: String) {
        let caption = if title.trim().is_empty() {
            alt.to_owned()
        } else {
            title
        };
        let figure = Block::Figure {
            picture: find_picture(self.pictures, &reference, alt),
            caption: if caption.is_empty() {
                Vec::new()
            } else {
                vec![Span::plain(caption)]
            },
        };
        self.references.push(reference);
        if self.in_heading_or_table {
            self.figures.push(figure);
        } else {
            self.end_paragraph();
            self.push(figure);
        }
    }

    fn release_figures(&mut self) {
        self.in_heading_or_table = self
            .frames
            .iter()
            .any(|frame| matches!(frame, Frame::Table { .. }));
        let figures = std::mem::take(&mut self.figures);
        self.push_all(figures);
    }
}

fn same_style(a: &Span, b: &Span) -> bool {
    (a.bold, a.italic, a.code, a.strike, &a.link) == (b.bold, b.italic, b.code, b.strike, &b.link)
}

/// A footnote's blocks, its label before the first.
fn labelled(label: &str, mut blocks: Vec<Block>) -> Vec<Block> {
    let mark = Span::plain(format!("[{label}] "));
    match blocks.first_mut() {
        Some(Block::Paragraph(text)) => text.insert(0, mark),
        _ => blocks.insert(0, Block::Paragraph(vec![mark])),
    }
    blocks
}
