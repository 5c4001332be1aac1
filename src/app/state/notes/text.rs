//! The text of a note, understood: paragraphs with their bullets, bold, italic and links.

use crate::import::{Block, Span, markdown_light};

/// One paragraph of a note.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    /// How many lists it is in.
    pub depth: usize,
    /// The bullet or number before it; may be empty.
    pub marker: String,
    /// What it says.
    pub spans: Vec<Span>,
}

/// A note's text, understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NoteText {
    pub paragraphs: Vec<Paragraph>,
}

impl NoteText {
    /// Understands a text in Markdown-light.
    pub fn new(text: &str) -> Self {
        let mut rendered = Self::default();
        rendered.take(&markdown_light(text), 0);
        rendered
    }

    fn take(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            match block {
                Block::Heading { text, .. }
                | Block::Paragraph(text)
                | Block::Placed { text, .. } => {
                    self.push(depth, text.clone());
                }
                Block::List { start, items } => {
                    for (number, item) in (start.unwrap_or_default()..).zip(items) {
                        let before = self.paragraphs.len();
                        self.take(item, depth + 1);
                        let marker = match start {
                            Some(_) => format!("{number}."),
                            None => "•".to_owned(),
                        };
                        if let Some(first) = self.paragraphs.get_mut(before) {
                            first.marker = marker;
                        }
                    }
                }
                Block::Quotation(inner) => self.take(inner, depth + 1),
                Block::Table(table) => self.take(&table.as_lines(), depth),
                Block::Preformatted(text) => self.push(depth, vec![Span::plain(text)]),
                Block::Figure { caption, .. } => self.push(depth, caption.clone()),
                Block::Rule => {}
            }
        }
    }

    fn push(&mut self, depth: usize, spans: Vec<Span>) {
        if !spans.is_empty() {
            self.paragraphs.push(Paragraph {
                depth,
                marker: String::new(),
                spans,
            });
        }
    }

    /// The words alone, on one line.
    pub fn words(&self) -> String {
        let paragraphs = self.paragraphs.iter().map(|paragraph| {
            let text: String = paragraph
                .spans
                .iter()
                .map(|span| span.text.as_str())
                .collect();
            text.replace('\n', " ")
        });
        paragraphs.collect::<Vec<_>>().join(" ")
    }
}
