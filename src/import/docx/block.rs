//! Paragraphs and what stands beside them.

use roxmltree::Node;

use super::super::office::styles::Kind;
use super::super::office::{Blocks, Inline, Marks, attribute, child};
use super::super::{Block, Problem, Span, Text};
use super::numbering::Label;
use super::styles::{self, ListPlace};
use super::{Reader, math, value};

/// A heading has at most this many characters: legal texts give whole paragraphs a place in the
/// outline.
const LONGEST_HEADING: usize = 250;

impl Reader<'_> {
    /// Reads what stands in a body, a cell, a note or a text box.
    pub fn blocks(&mut self, node: Node<'_, '_>, out: &mut Blocks) -> Result<(), Problem> {
        for inner in node.children().filter(Node::is_element) {
            match inner.tag_name().name() {
                "p" => self.paragraph(inner, out)?,
                "tbl" => self.table(inner, out)?,
                "sdt" => {
                    if let Some(content) = child(inner, "sdtContent") {
                        self.blocks(content, out)?;
                    }
                }
                "ins" | "moveTo" => {
                    self.has_changes = true;
                    self.blocks(inner, out)?;
                }
                "del" | "moveFrom" => self.has_changes = true,
                "customXml" | "smartTag" => self.blocks(inner, out)?,
                "AlternateContent" => {
                    if let Some(branch) = branch(inner) {
                        self.blocks(branch, out)?;
                    }
                }
                "commentRangeStart" | "commentRangeEnd" => {
                    let mark = self.comment_mark(inner);
                    self.pending_marks.push_str(&mark);
                }
                "oMath" | "oMathPara" => {
                    let formula = math::formula(inner);
                    if !formula.trim().is_empty() {
                        out.push(Block::Paragraph(vec![Span::plain(formula)]));
                    }
                }
                "altChunk" => self.warn(
                    "A part of the document is a file of another kind within it and is not shown.",
                ),
                _ => {}
            }
        }
        Ok(())
    }

    /// Ends a body, a cell, a note or a text box: what waited for a next paragraph comes now.
    pub fn end_of_story(&mut self, out: &mut Blocks) {
        let carried = std::mem::take(&mut self.carried);
        if carried.iter().any(|span| !span.text.trim().is_empty()) {
            out.push(Block::Paragraph(carried));
        }
    }

    fn paragraph(&mut self, node: Node<'_, '_>, out: &mut Blocks) -> Result<(), Problem> {
        let properties = child(node, "pPr");
        let style = properties.and_then(|properties| value(properties, "pStyle"));
        let mut kind = self.styles.kind(style);
        if let (Kind::Plain, Some(level @ 0..=8)) = (kind, properties.and_then(styles::outline)) {
            kind = Kind::Heading((level + 1).min(6));
        }
        let look = kind.look(self.styles.look(style));
        let mut inline = Inline::new(look);
        let marks = std::mem::take(&mut self.pending_marks);
        inline.spans.push(&marks, &Span::default());
        inline.spans.extend(std::mem::take(&mut self.carried));
        self.inline(node, &mut inline)?;
        self.fields.end_paragraph();
        let is_joined = self.end_is_deleted(properties);
        let label = if is_joined {
            None
        } else {
            self.label(properties, style)
        };
        let is_item = matches!(label, Some((_, Label::Bullet | Label::Number(_))));
        for block in inline.before {
            out.push(block);
        }
        if is_joined {
            self.carried = inline.spans.finish();
        } else if inline.spans.is_blank() {
            self.pending_marks.push_str(&inline.spans.marks());
            if properties.is_some_and(has_line) {
                out.push(Block::Rule);
            }
        } else {
            self.put(kind, label, inline.spans.finish(), out);
        }
        for block in inline.after {
            if is_item {
                out.push_within(block);
            } else {
                out.push(block);
            }
        }
        Ok(())
    }

    /// Whether the end of a paragraph was deleted, so that the next one goes on in it.
    fn end_is_deleted(&mut self, properties: Option<Node<'_, '_>>) -> bool {
        let Some(of_end) = properties.and_then(|properties| child(properties, "rPr")) else {
            return false;
        };
        let is_deleted = child(of_end, "del").or_else(|| child(of_end, "moveFrom"));
        let is_new = child(of_end, "ins").or_else(|| child(of_end, "moveTo"));
        self.has_changes |= is_deleted.or(is_new).is_some();
        is_deleted.is_some()
    }

    /// The level and label of a paragraph in a list.
    fn label(
        &mut self,
        properties: Option<Node<'_, '_>>,
        style: Option<&str>,
    ) -> Option<(usize, Label)> {
        let own = properties.and_then(styles::list_place).unwrap_or_default();
        let (by_style, named_by) = match self.styles.list_place(style) {
            Some((place, style)) => (place, Some(style)),
            None => (ListPlace::default(), None),
        };
        let list = own.list.or(by_style.list).filter(|list| list != "0")?;
        let level_of_style =
            || named_by.and_then(|style| self.numbering.level_of_style(&list, style));
        let level = own.level.or_else(level_of_style).or(by_style.level);
        let level = level.unwrap_or(0);
        let label = if self.numbering.has(&list) {
            self.numbering.next(&list, level)
        } else {
            Label::Bullet
        };
        Some((level, label))
    }

    fn put(&mut self, kind: Kind, label: Option<(usize, Label)>, mut text: Text, out: &mut Blocks) {
        self.head.count_paragraph();
        let length: usize = text.iter().map(|span| span.text.len()).sum();
        match (kind, label) {
            (Kind::Title, _) if self.head.take_title(&text) => {}
            (Kind::Subtitle, _) if self.head.has_room() => self.head.summary.push(text),
            (Kind::Title, _) => out.push(Block::Heading { level: 1, text }),
            (Kind::Heading(level), label) if length <= LONGEST_HEADING => {
                match label {
                    Some((_, Label::Number(number))) => {
                        text.insert(0, Span::plain(format!("{number}. ")));
                    }
                    Some((_, Label::Text(label))) => {
                        text.insert(0, Span::plain(format!("{label} ")));
                    }
                    _ => {}
                }
                out.push(Block::Heading { level, text });
            }
            (_, Some((level, Label::Bullet))) => {
                out.push_item(level, None, Block::Paragraph(text));
            }
            (_, Some((level, Label::Number(number)))) => {
                out.push_item(level, Some(number), Block::Paragraph(text));
            }
            (_, Some((level, Label::Text(label)))) => {
                text.insert(0, Span::plain(format!("{label} ")));
                out.push_labelled(level, Block::Paragraph(text));
            }
            (Kind::Quotation, _) => out.push(Block::Quotation(vec![Block::Paragraph(text)])),
            (Kind::Caption, _) => match out.last_mut() {
                Some(Block::Figure { caption, .. }) if caption.is_empty() => *caption = text,
                _ => out.push(Block::Paragraph(text)),
            },
            _ => out.push(Block::Paragraph(text)),
        }
    }

    /// The mark of a comment's beginning, end or place.
    pub fn comment_mark(&self, node: Node<'_, '_>) -> String {
        let number = attribute(node, "id").and_then(|id| self.comments.get(id));
        match (number, node.tag_name().name()) {
            (None, _) => String::new(),
            (Some(number), "commentRangeStart") => Marks::start(*number),
            (Some(number), _) => Marks::end(*number),
        }
    }
}

/// The branch of an alternative that is read: the first in which there is anything that we can.
pub fn branch<'a, 'input>(node: Node<'a, 'input>) -> Option<Node<'a, 'input>> {
    let has_content = |branch: &Node<'_, '_>| {
        branch.descendants().any(|inner| {
            matches!(
                inner.tag_name().name(),
                "t" | "blip" | "imagedata" | "chart" | "relIds" | "sym" | "tab" | "br"
            )
        })
    };
    let branches = || node.children().filter(Node::is_element);
    branches().find(has_content).or_else(|| branches().next())
}

/// Whether a paragraph has a line above or below it.
fn has_line(properties: Node<'_, '_>) -> bool {
    child(properties, "pBdr").is_some_and(|borders| {
        let is_drawn =
            |name: &str| value(borders, name).is_some_and(|kind| !matches!(kind, "nil" | "none"));
        is_drawn("top") || is_drawn("bottom")
    })
}
