//! Paragraphs and what stands beside them.

use roxmltree::Node;

use super::super::office::styles::{Kind, Look};
use super::super::office::{Blocks, Inline, PAGES_LEFT_OUT, Stance, attribute, child, labelled};
use super::super::{Block, Problem, Span, Text};
use super::Reader;
use super::pictures::is_drawing;

impl Reader<'_> {
    /// Reads what stands in the text, a section, a cell, a note or a text box.
    pub fn blocks(&mut self, node: Node<'_, '_>, out: &mut Blocks) -> Result<(), Problem> {
        for inner in node.children().filter(Node::is_element) {
            if self.allowance.is_spent() {
                break;
            }
            self.block(inner, out)?;
        }
        Ok(())
    }

    /// Reads one of them.
    pub fn block(&mut self, node: Node<'_, '_>, out: &mut Blocks) -> Result<(), Problem> {
        match node.tag_name().name() {
            "p" | "h" => self.paragraph(node, out)?,
            "list" => self.list(node, out)?,
            "table" => self.table(node, out)?,
            // It holds what was deleted.
            "tracked-changes" => {
                let mut changes = node.children();
                self.has_changes |=
                    changes.any(|change| change.tag_name().name() == "changed-region");
            }
            "section" if attribute(node, "display") == Some("none") => {}
            "table-of-content" => {
                let outer = std::mem::replace(&mut self.in_contents, true);
                self.blocks(node, out)?;
                self.in_contents = outer;
            }
            "section" | "index-body" | "index-title" | "illustration-index" | "table-index"
            | "object-index" | "user-index" | "alphabetical-index" | "bibliography"
            | "numbered-paragraph" | "page-sequence" => self.blocks(node, out)?,
            "annotation" | "annotation-end" => {
                let mark = self.comment_mark(node);
                self.pending_marks.push_str(&mark);
            }
            _ if is_drawing(node) => {
                let mut inline = Inline::new(Look::default());
                self.drawing(node, &mut inline)?;
                let beside = inline.before.into_iter().chain(inline.after);
                beside.for_each(|block| out.push(block));
            }
            _ => {}
        }
        Ok(())
    }

    fn paragraph(&mut self, node: Node<'_, '_>, out: &mut Blocks) -> Result<(), Problem> {
        let style = attribute(node, "style-name");
        let by_style = self.styles.kind(style);
        let kind = if node.tag_name().name() == "h" && by_style != Kind::Title {
            let level = attribute(node, "outline-level").and_then(|level| level.parse().ok());
            Kind::Heading(level.unwrap_or(1_u8).max(1))
        } else {
            by_style
        };
        let look = self.styles.look(style);
        if look.hidden == Some(true) {
            return Ok(());
        }
        let mut inline = Inline::new(kind.look(look));
        let marks = std::mem::take(&mut self.pending_marks);
        inline.spans.push(&marks, &Span::default());
        self.inline(node, &mut inline)?;
        if self.in_contents && inline.spans.drop_page_number() {
            self.warn(PAGES_LEFT_OUT);
        }
        let has_blocks = !inline.before.is_empty() || !inline.after.is_empty();
        inline.before.into_iter().for_each(|block| out.push(block));
        if inline.spans.is_blank() {
            self.pending_marks.push_str(&inline.spans.marks());
            if self.cells_open > 0 && !has_blocks {
                out.push(Block::Paragraph(Text::new()));
            }
        } else {
            let tabs = inline.spans.tabs_before_words();
            let stance = self.styles.stance(style).behind_tabs(tabs);
            self.put(node, kind, (inline.spans.finish(), &stance), out);
        }
        inline.after.into_iter().for_each(|block| out.push(block));
        Ok(())
    }

    fn put(
        &mut self,
        node: Node<'_, '_>,
        kind: Kind,
        (text, stance): (Text, &Stance),
        out: &mut Blocks,
    ) {
        self.head.count_paragraph();
        self.allowance.paragraph(self.cells_open > 0);
        match kind {
            Kind::Title if self.head.take_title(&text) => {}
            Kind::Subtitle if self.head.has_room() => self.head.summary.push(text),
            Kind::Title => out.push(Block::Heading { level: 1, text }),
            Kind::Heading(level) => {
                let label = self.heading_label(node, usize::from(level));
                let level = level.min(6);
                out.push(numbered_heading(level, &label, text));
            }
            Kind::Quotation => out.push(Block::Quotation(vec![Block::Paragraph(text)])),
            Kind::Caption => match out.last_mut() {
                Some(Block::Figure { caption, .. }) if caption.is_empty() => *caption = text,
                _ => out.push(stance.paragraph(text)),
            },
            Kind::Subtitle | Kind::Plain => out.push(stance.paragraph(text)),
        }
    }

    /// Reads a note into those that come at the end, and gives its number.
    pub fn note(&mut self, node: Node<'_, '_>) -> Result<String, Problem> {
        let citation = child(node, "note-citation");
        let label = citation
            .and_then(|citation| citation.text())
            .unwrap_or_default();
        let mut blocks = Blocks::default();
        if let Some(body) = child(node, "note-body") {
            let is_open = std::mem::replace(&mut self.head.is_open, false);
            self.blocks(body, &mut blocks)?;
            self.head.is_open = is_open;
        }
        let place = usize::from(attribute(node, "note-class") == Some("endnote"));
        if let Some(notes) = self.notes.get_mut(place) {
            notes.extend(labelled(label.trim(), blocks.finish()));
        }
        Ok(label.trim().to_owned())
    }
}

/// A heading behind its label, which may be empty.
pub fn numbered_heading(level: u8, label: &str, mut text: Text) -> Block {
    if !label.is_empty() {
        text.insert(0, Span::plain(format!("{label} ")));
    }
    Block::Heading { level, text }
}
