//! Paragraphs and what stands beside them.

use roxmltree::Node;

use super::super::holdings::Thing;
use super::super::office::styles::Kind;
use super::super::office::{
    Blocks, Inline, Marks, PAGES_LEFT_OUT, Spans, Stance, alternative, attribute, child,
};
use super::super::{Block, Problem, Span, Text};
use super::numbering::Label;
use super::styles::{self, ListPlace};
use super::{Reader, is_on, math, value};

/// A heading has at most this many characters: legal texts give whole paragraphs a place in the
/// outline.
const LONGEST_HEADING: usize = 250;

/// What a paragraph is as an item of a list.
struct Item {
    level: usize,
    label: Label,
    /// Where the list says that it stands.
    stance: Option<Stance>,
}

impl Reader<'_> {
    /// Reads what stands in a body, a cell, a note or a text box.
    pub fn blocks(&mut self, node: Node<'_, '_>, out: &mut Blocks) -> Result<(), Problem> {
        for inner in node.children().filter(Node::is_element) {
            if self.allowance.is_spent() {
                break;
            }
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
                    if let Some(branch) = alternative(inner) {
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
                "altChunk" => self.chunk(inner, out),
                "subDoc" => self.held.add(Thing::SubDocument, 1),
                _ => {}
            }
        }
        Ok(())
    }

    /// Ends a body, a cell, a note or a text box: what waited for a next paragraph comes now.
    pub fn end_of_story(&mut self, out: &mut Blocks) {
        let carried = std::mem::take(&mut self.carried);
        if carried.iter().any(|span| !span.text.trim().is_empty()) {
            let mut spans = Spans::default();
            spans.extend(carried);
            out.push(Block::Paragraph(spans.finish()));
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
        if properties.is_some_and(begins_page) && !self.is_running {
            self.pending_marks.push_str(&Marks::new_page());
        }
        let mut inline = Inline::new(look);
        let marks = std::mem::take(&mut self.pending_marks);
        inline.spans.push(&marks, &Span::default());
        inline.spans.extend(std::mem::take(&mut self.carried));
        if matches!(kind, Kind::Heading(_)) {
            self.fields.end_contents();
        }
        let (was_in_contents, left_out) = (self.fields.in_contents(), self.fields.left_out());
        self.inline(node, &mut inline)?;
        self.fields.end_paragraph();
        // Some programs write the page as it is, without a field of its own.
        let is_in_contents = was_in_contents || self.fields.in_contents();
        if self.fields.left_out() > left_out || is_in_contents && inline.spans.drop_page_number() {
            self.warn(PAGES_LEFT_OUT);
        }
        let is_joined = self.end_is_deleted(properties);
        let item = if is_joined {
            None
        } else {
            self.item(properties, style)
        };
        let is_item = matches!(
            item,
            Some(Item {
                label: Label::Bullet | Label::Number(_),
                ..
            })
        );
        let mut stance = properties.map(styles::stance).unwrap_or_default();
        if let Some(of_list) = item.as_ref().and_then(|item| item.stance.as_ref()) {
            stance = stance.or(of_list);
        }
        let stance = self.styles.stance(stance, style);
        let stance = stance.behind_tabs(inline.spans.tabs_before_words());
        if properties.is_some_and(ends_page) {
            self.pending_marks.push_str(&Marks::new_page());
        }
        let has_blocks = !inline.before.is_empty() || !inline.after.is_empty();
        for block in inline.before {
            out.push(block);
        }
        if is_joined {
            self.carried = inline.spans.going_on();
        } else if inline.spans.is_blank() {
            self.pending_marks.push_str(&inline.spans.marks());
            if properties.is_some_and(has_line) {
                out.push(Block::Rule);
            } else if self.cells_open > 0 && !has_blocks {
                out.push(stance.paragraph(empty_line(item.as_ref())));
            }
        } else {
            self.put(kind, item, (inline.spans.finish(), &stance), out);
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

    /// What a paragraph is as an item of a list.
    fn item(&mut self, properties: Option<Node<'_, '_>>, style: Option<&str>) -> Option<Item> {
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
        let stance = self.numbering.stance(&list, level).cloned();
        Some(Item {
            level: level.max(self.styles.nesting(style)),
            label,
            stance,
        })
    }

    fn put(
        &mut self,
        kind: Kind,
        item: Option<Item>,
        (text, stance): (Text, &Stance),
        out: &mut Blocks,
    ) {
        self.head.count_paragraph();
        self.allowance.paragraph(self.cells_open > 0);
        let length: usize = text.iter().map(|span| span.text.len()).sum();
        match kind {
            Kind::Title if self.head.take_title(&text) => return,
            Kind::Subtitle if self.head.has_room() => return self.head.summary.push(text),
            Kind::Title => return out.push(Block::Heading { level: 1, text }),
            Kind::Heading(level) if length <= LONGEST_HEADING => {
                return out.push(numbered_heading(level, item, text));
            }
            _ => {}
        }
        match item {
            Some(Item { level, label, .. }) => match label {
                Label::Bullet => out.push_item(level, None, Block::Paragraph(text)),
                Label::Number(number) => {
                    out.push_item(level, Some(number), Block::Paragraph(text));
                }
                Label::Text(label) => {
                    let block = stance.labelled(&label, text, out.levels_below_item(level));
                    out.push_labelled(level, block);
                }
                Label::None => put_plain(kind, text, stance, out),
            },
            None => put_plain(kind, text, stance, out),
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

/// What stands on a line of a cell that has no words: its number, if it is an item of a list.
fn empty_line(item: Option<&Item>) -> Text {
    match item.map(|item| &item.label) {
        Some(Label::Number(number)) => vec![Span::plain(format!("{number}."))],
        Some(Label::Text(label)) => vec![Span::plain(label)],
        _ => Text::new(),
    }
}

fn numbered_heading(level: u8, item: Option<Item>, mut text: Text) -> Block {
    match item.map(|item| item.label) {
        Some(Label::Number(number)) => text.insert(0, Span::plain(format!("{number}. "))),
        Some(Label::Text(label)) => text.insert(0, Span::plain(format!("{label} "))),
        _ => {}
    }
    Block::Heading { level, text }
}

fn put_plain(kind: Kind, text: Text, stance: &Stance, out: &mut Blocks) {
    if kind == Kind::Quotation {
        return out.push(Block::Quotation(vec![Block::Paragraph(text)]));
    }
    match out.last_mut() {
        Some(Block::Figure { caption, .. }) if kind == Kind::Caption && caption.is_empty() => {
            *caption = text;
        }
        _ => out.push(stance.paragraph(text)),
    }
}

/// Whether a paragraph says that it begins a page.
fn begins_page(properties: Node<'_, '_>) -> bool {
    child(properties, "pageBreakBefore").is_some_and(is_on)
}

/// Whether a paragraph is the last of a section that the next one does not go on from on its page. How it
/// goes on is said by the next one; nearly always both say the same.
fn ends_page(properties: Node<'_, '_>) -> bool {
    child(properties, "sectPr").is_some_and(|section| {
        let kind = value(section, "type").unwrap_or("nextPage");
        !matches!(kind, "continuous" | "nextColumn")
    })
}

/// Whether a paragraph has a line above or below it.
fn has_line(properties: Node<'_, '_>) -> bool {
    child(properties, "pBdr").is_some_and(|borders| {
        let is_drawn =
            |name: &str| value(borders, name).is_some_and(|kind| !matches!(kind, "nil" | "none"));
        is_drawn("top") || is_drawn("bottom")
    })
}
