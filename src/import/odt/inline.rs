//! What stands within a paragraph.

use roxmltree::Node;

use super::super::links::is_safe;
use super::super::office::styles::Look;
use super::super::office::{Inline, Marks, attribute, child, timestamp};
use super::super::{Comment, Destination, Problem, Script, Span};
use super::Reader;
use super::pictures::is_drawing;

/// Spaces in a row are no more than these, whatever their count says.
const MOST_SPACES: usize = 40;

/// Adds characters as they are.
fn literal(text: &str, out: &mut Inline) {
    let style = out.look.span(out.link.clone());
    out.spans.push(text, &style);
    out.after_space = false;
}

/// Adds characters; space of any length counts as one.
fn collapsed(text: &str, out: &mut Inline) {
    let mut made = String::with_capacity(text.len());
    for character in Marks::cleaned(text).chars() {
        if matches!(character, ' ' | '\t' | '\n' | '\r') {
            if !out.after_space {
                made.push(' ');
            }
            out.after_space = true;
        } else if character != '\u{ad}' {
            made.push(character);
            out.after_space = false;
        }
    }
    let style = out.look.span(out.link.clone());
    out.spans.push(&made, &style);
}

impl Reader<'_> {
    /// Reads text and what holds it.
    pub fn inline(&mut self, node: Node<'_, '_>, out: &mut Inline) -> Result<(), Problem> {
        for inner in node.children() {
            if inner.is_text() {
                collapsed(inner.text().unwrap_or_default(), out);
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
                _ if is_drawing(inner) => self.drawing(inner, out)?,
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
                    literal(&" ".repeat(count), out);
                }
                "tab" => literal("\t", out),
                "line-break" => {
                    literal("\n", out);
                    out.after_space = true;
                }
                "note" => {
                    let label = self.note(inner)?;
                    let raised = Look {
                        script: Some(Script::Raised),
                        ..out.look
                    };
                    let outer = std::mem::replace(&mut out.look, raised);
                    literal(&label, out);
                    out.look = outer;
                }
                "annotation" | "annotation-end" => {
                    let mark = self.comment_mark(inner);
                    out.spans.push(&mark, &Span::default());
                }
                "ruby" => {
                    if let Some(base) = child(inner, "ruby-base") {
                        self.inline(base, out)?;
                    }
                    let reading = child(inner, "ruby-text").filter(|reading| has_words(*reading));
                    if let Some(reading) = reading {
                        literal(" (", out);
                        self.inline(reading, out)?;
                        literal(")", out);
                    }
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

fn has_words(node: Node<'_, '_>) -> bool {
    let mut texts = node.descendants().filter_map(|inner| inner.text());
    texts.any(|text| !text.trim().is_empty())
}
