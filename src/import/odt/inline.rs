//! What stands within a paragraph.

use roxmltree::Node;

use super::super::links::is_safe;
use super::super::office::{Marks, Spans, attribute, child, timestamp};
use super::super::{Block, Comment, Destination, Problem, Script, Span};
use super::Reader;
use super::styles::Look;

/// Spaces in a row are no more than these, whatever their count says.
const MOST_SPACES: usize = 40;

/// A paragraph while it is read.
pub struct Inline {
    /// Its words.
    pub spans: Spans,
    before: Vec<Block>,
    after: Vec<Block>,
    look: Look,
    link: Option<Destination>,
    /// Whether space that follows is one with what went before.
    after_space: bool,
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

    /// Takes something that cannot stand within a line.
    pub fn put_beside(&mut self, blocks: impl IntoIterator<Item = Block>) {
        if self.spans.is_blank() {
            self.before.extend(blocks);
        } else {
            self.after.extend(blocks);
        }
    }

    /// What stands before its words, its words, and what stands after some of them.
    pub fn parts(self) -> (Vec<Block>, Spans, Vec<Block>) {
        (self.before, self.spans, self.after)
    }

    /// What was put beside it.
    pub fn into_blocks(self) -> Vec<Block> {
        self.before.into_iter().chain(self.after).collect()
    }

    fn push(&mut self, text: &str, script: Option<Script>) {
        let style = Span {
            bold: self.look.bold.unwrap_or(false),
            italic: self.look.italic.unwrap_or(false),
            strike: self.look.strike.unwrap_or(false),
            script: script.or(self.look.script).unwrap_or_default(),
            link: self.link.clone(),
            ..Span::default()
        };
        self.spans.push(text, &style);
    }

    /// Adds characters; space of any length counts as one.
    fn collapsed(&mut self, text: &str) {
        let mut made = String::with_capacity(text.len());
        for character in Marks::cleaned(text).chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r') {
                if !self.after_space {
                    made.push(' ');
                }
                self.after_space = true;
            } else if character != '\u{ad}' {
                made.push(character);
                self.after_space = false;
            }
        }
        self.push(&made, None);
    }

    fn literal(&mut self, text: &str) {
        self.push(text, None);
        self.after_space = false;
    }
}

impl Reader<'_> {
    /// Reads text and what holds it.
    pub fn inline(&mut self, node: Node<'_, '_>, out: &mut Inline) -> Result<(), Problem> {
        for inner in node.children() {
            if inner.is_text() {
                out.collapsed(inner.text().unwrap_or_default());
                continue;
            }
            match inner.tag_name().name() {
                "span" => {
                    let look = self
                        .styles
                        .look(attribute(inner, "style-name"))
                        .or(out.look);
                    if look.hidden != Some(true) {
                        let outer = std::mem::replace(&mut out.look, look);
                        self.inline(inner, out)?;
                        out.look = outer;
                    }
                }
                "a" => {
                    let address = attribute(inner, "href").filter(|address| is_safe(address));
                    let link = address.map(|address| Destination::Address(address.to_owned()));
                    let outer = std::mem::replace(&mut out.link, link);
                    self.inline(inner, out)?;
                    out.link = outer;
                }
                "s" => {
                    let count = attribute(inner, "c").map_or(1, |count| {
                        count.parse().unwrap_or(MOST_SPACES).min(MOST_SPACES)
                    });
                    out.literal(&" ".repeat(count));
                }
                "tab" => out.literal("\t"),
                "line-break" => {
                    out.literal("\n");
                    out.after_space = true;
                }
                "note" => {
                    let label = self.note(inner)?;
                    out.push(&label, Some(Script::Raised));
                    out.after_space = false;
                }
                "annotation" | "annotation-end" => {
                    let mark = self.comment_mark(inner);
                    out.spans.push(&mark, &Span::default());
                }
                "ruby" => {
                    if let Some(base) = child(inner, "ruby-base") {
                        self.inline(base, out)?;
                    }
                }
                "frame" | "g" | "custom-shape" | "rect" | "ellipse" | "line" | "control" => {
                    self.drawing(inner, out)?;
                }
                // What is not shown on a page.
                "hidden-text" | "hidden-paragraph" | "tracked-changes" | "script" | "note-body" => {
                }
                "change" | "change-start" | "change-end" => self.has_changes = true,
                // Fields, references, placeholders: their text is what is shown.
                _ => self.inline(inner, out)?,
            }
        }
        Ok(())
    }

    /// The mark of a comment's beginning, end or place. Takes the comment.
    pub fn comment_mark(&mut self, node: Node<'_, '_>) -> String {
        let name = attribute(node, "name").unwrap_or_default();
        if node.tag_name().name() == "annotation-end" {
            let number = self.comments.get(name);
            return number.map_or_else(String::new, |number| Marks::end(*number));
        }
        let words = |name: &str| {
            let text = child(node, name).and_then(|inner| inner.text());
            text.unwrap_or_default().trim().to_owned()
        };
        let paragraphs = node
            .children()
            .filter(|inner| matches!(inner.tag_name().name(), "p" | "list"));
        let lines: Vec<String> = paragraphs
            .map(|paragraph| {
                let texts = paragraph.descendants().filter(Node::is_text);
                texts.filter_map(|text| text.text()).collect::<String>()
            })
            .filter(|line| !line.trim().is_empty())
            .collect();
        let comment = Comment {
            body: lines.join("\n\n"),
            author: words("creator"),
            written: timestamp(&words("date")),
            ..Comment::default()
        };
        let Some(number) = self.marks.add(comment) else {
            return String::new();
        };
        if self.comment_ends.contains(name) {
            self.comments.insert(name.to_owned(), number);
            Marks::start(number)
        } else {
            Marks::end(number)
        }
    }
}
