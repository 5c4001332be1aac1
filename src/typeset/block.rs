//! The blocks of a document to strips.

use super::face::{Face, Run};
use super::figure;
use super::page::{Ink, LinkTarget, NodeId, Rect, Role, Shape};
use super::strip::{Frame, Ground, Strip, paragraph};
use super::style::{self, Size};
use super::table;
use super::text::{Line, Typesetter, Wrap};
use crate::import::{Block, Destination, Span, Text};

/// How far a quotation and a list are set in, in points.
const INDENT_PT: f32 = 18.0;
/// The least width that is left for text however deep lists and quotations are nested, in type
/// sizes; in a column that is narrow to begin with, this part of it.
const LEAST_WIDTH: f32 = 140.0 / style::BODY.size_pt;
const LEAST_PART: f32 = 0.6;
/// The space around blocks that are not text: tables, figures, quotations, rules.
const WIDE_SPACE_PT: f32 = 14.0;
/// The space between a heading and what it heads.
const BELOW_HEADING_PT: f32 = 5.0;
/// The space above headings of level 1, 2 and below.
const ABOVE_HEADING_PT: [f32; 3] = [24.0, 18.0, 14.0];
/// The space between the items of a list.
const ITEM_SPACE_PT: f32 = 4.0;
/// The space between an item's label and its text.
const LABEL_SPACE_PT: f32 = 6.0;

/// Where blocks are set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Column {
    /// Left edge, in points from the left margin.
    pub(super) x: f32,
    /// The width of running text.
    pub(super) width: f32,
    /// The width that tables and pictures may use.
    pub(super) full_width: f32,
    /// The height of a page between its margins.
    pub(super) page_height: f32,
    /// How many lists this one is within.
    pub(super) depth: usize,
    /// The size of running text; the space around it goes with it.
    pub(super) size: Size,
    /// The width that is left for text however deep lists and quotations are nested.
    least_width: f32,
}

impl Column {
    /// The column of running text on a page, with tables and pictures between the margins.
    pub(super) fn of(frame: &Frame) -> Self {
        Self {
            full_width: frame.width(),
            page_height: frame.height(),
            ..Self::new(0.0, frame.measure(), style::BODY)
        }
    }

    /// A column of this width for text of this size.
    pub(super) fn new(x: f32, width: f32, size: Size) -> Self {
        Self {
            x,
            width,
            full_width: width,
            page_height: f32::INFINITY,
            depth: 0,
            size,
            least_width: (LEAST_WIDTH * size.size_pt).min(LEAST_PART * width),
        }
    }

    /// A measure that suits body text, for text of this column's size.
    fn scaled(&self, body_pt: f32) -> f32 {
        body_pt * self.size.size_pt / style::BODY.size_pt
    }

    /// The column set in from the left, unless it has become too narrow for that.
    fn indented(self, indent: f32) -> Self {
        if self.width - indent < self.least_width {
            return self;
        }
        Self {
            x: self.x + indent,
            width: self.width - indent,
            full_width: self.full_width - indent,
            ..self
        }
    }
}

/// Sets blocks one below the other.
pub(super) fn blocks(
    setter: &mut Typesetter,
    blocks: &[Block],
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let mut all: Vec<Strip> = Vec::new();
    let mut before: Option<&Block> = None;
    for block in blocks {
        if parent.is_none() {
            setter.begin_block();
        }
        let mut strips = self::block(setter, block, column, parent);
        if let Some(first) = strips.first_mut() {
            match before {
                Some(Block::Heading { .. }) => {
                    first.keep = true;
                    if !matches!(block, Block::Heading { .. }) {
                        first.space = column.scaled(BELOW_HEADING_PT);
                    }
                }
                // What a line such as "The minister said:" announces stands on the same page.
                Some(Block::Paragraph(text)) if announces(text) => first.keep = true,
                Some(
                    Block::Table { .. } | Block::Figure { .. } | Block::Quotation(_) | Block::Rule,
                ) => first.space = first.space.max(WIDE_SPACE_PT),
                _ => {}
            }
            before = Some(block);
        }
        all.append(&mut strips);
    }
    all
}

fn announces(text: &Text) -> bool {
    text.last()
        .is_some_and(|span| span.text.trim_end().ends_with(':'))
}

fn block(
    setter: &mut Typesetter,
    block: &Block,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    match block {
        Block::Heading { level, text } => heading(setter, *level, text, column, parent),
        Block::Paragraph(text) => {
            let node = setter.node(Role::Paragraph, parent);
            let runs = runs(setter, text, Face::new(column.size), node);
            let lines = setter.lines(&runs, column.width, Wrap::Words);
            paragraph(lines, column.x, column.scaled(style::PARAGRAPH_SPACE_PT))
        }
        Block::List { start, items } => list(setter, *start, items, column, parent),
        Block::Quotation(inner) => quotation(setter, inner, column, parent),
        Block::Table { head, rows } => {
            let mut strips = table::table(setter, head, rows, column, parent);
            space_before(&mut strips, WIDE_SPACE_PT);
            strips
        }
        Block::Figure { picture, caption } => {
            let mut strips = figure::figure(setter, picture, caption, column, parent);
            space_before(&mut strips, WIDE_SPACE_PT);
            strips
        }
        Block::Preformatted(text) => {
            let node = setter.node(Role::Paragraph, parent);
            let mut face = Face::new(style::CODE);
            face.code = true;
            let lines = setter.lines(
                &[Run::new(text, face, Some(node))],
                column.full_width,
                Wrap::Anywhere,
            );
            paragraph(lines, column.x, style::PARAGRAPH_SPACE_PT)
        }
        Block::Rule => vec![rule(column.x, column.width, WIDE_SPACE_PT)],
    }
}

fn space_before(strips: &mut [Strip], space: f32) {
    if let Some(first) = strips.first_mut() {
        first.space = space;
    }
}

/// A hair rule across the column.
pub(super) fn rule(x: f32, width: f32, space: f32) -> Strip {
    let mut strip = Strip::blank(style::HAIR_PT);
    strip.space = space;
    let rect = Rect {
        x,
        y: 0.0,
        width,
        height: style::HAIR_PT,
    };
    strip.ink.push(Ink {
        node: None,
        shape: Shape::Fill {
            rect,
            color: style::LINE,
        },
    });
    strip
}

fn heading(
    setter: &mut Typesetter,
    level: u8,
    text: &Text,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let index = usize::from(level.max(1) - 1).min(style::HEADINGS.len() - 1);
    let mut size = style::HEADINGS.get(index).copied().unwrap_or(style::BODY);
    if column.size != style::BODY {
        // Asides have headings of their own size.
        size = column.size;
    }
    let space = column.scaled(ABOVE_HEADING_PT.get(index).copied().unwrap_or_default());
    // Level 1 is the document's title.
    let node = setter.node(Role::Heading(level.clamp(1, 5) + 1), parent);
    let runs = runs(setter, text, Face::new(size).semibold(), node);
    let lines = setter.lines(&runs, column.full_width, Wrap::Words);
    let mut strips = paragraph(lines, column.x, space);
    strips
        .iter_mut()
        .skip(1)
        .for_each(|strip| strip.keep = true);
    strips
}

/// A text's runs. Each link becomes a part of its own within `node`.
pub(super) fn runs<'a>(
    setter: &mut Typesetter,
    text: &'a Text,
    face: Face,
    node: NodeId,
) -> Vec<Run<'a>> {
    let mut runs = Vec::with_capacity(text.len());
    let mut open: Option<(&Destination, NodeId)> = None;
    for span in text {
        let face = spanned(face, span);
        let link = span
            .link
            .as_ref()
            .and_then(|destination| Some((destination, target(destination)?)));
        let mut run = Run::new(&span.text, face, Some(node));
        if let Some((destination, target)) = link {
            // Bold and plain words of one link stand in spans of their own.
            let link_node = match open {
                Some((before, link_node)) if before == destination => link_node,
                _ => setter.node(Role::Link, Some(node)),
            };
            open = Some((destination, link_node));
            run.node = Some(link_node);
            run.face = run.face.colored(style::ACCENT);
            run.target = Some(target);
        } else {
            open = None;
        }
        runs.push(run);
    }
    runs
}

/// Where a link leads on a page. What is cited must have been looked up before.
fn target(destination: &Destination) -> Option<LinkTarget> {
    match destination {
        Destination::Address(address) => LinkTarget::from_address(address),
        Destination::Page(page) => Some(LinkTarget::Page(*page)),
        Destination::Cited(_) => None,
    }
}

/// The face of a span within a text of this face.
pub(super) fn spanned(mut face: Face, span: &Span) -> Face {
    if span.bold {
        face = face.semibold();
    }
    face.italic |= span.italic;
    if span.code {
        // The typewriter face looks larger than the text face at the same size.
        face.code = true;
        face.size = Size {
            size_pt: face.size.size_pt * 0.88,
            ..face.size
        };
    }
    face
}

fn quotation(
    setter: &mut Typesetter,
    inner: &[Block],
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let node = setter.node(Role::Quotation, parent);
    let mut strips = blocks(setter, inner, column.indented(INDENT_PT), Some(node));
    let ground = Ground {
        x: column.x,
        width: 2.0,
        color: style::BAR,
        owner: node.0,
        bleed: 0.0,
    };
    for strip in &mut strips {
        strip.grounds.insert(0, ground);
    }
    space_before(&mut strips, WIDE_SPACE_PT - 2.0);
    strips
}

fn list(
    setter: &mut Typesetter,
    start: Option<u64>,
    items: &[Vec<Block>],
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let numbered = start.is_some();
    let list = setter.node(Role::List { numbered }, parent);
    let face = Face::new(column.size).tabular();
    let labels = labels(start, items.len(), column.depth);
    let widest = match labels.last() {
        // The last number is the longest.
        Some(last) if numbered => setter.single(&[Run::new(last, face, None)]).right,
        _ => 0.0,
    };
    let label_space = column.scaled(LABEL_SPACE_PT);
    let mut inner = column.indented((widest + label_space).max(column.scaled(INDENT_PT)));
    inner.depth += 1;
    let mut all = Vec::new();
    for (index, (item, label)) in items.iter().zip(&labels).enumerate() {
        let item_node = setter.node(Role::Item, Some(list));
        let label_node = setter.node(Role::Label, Some(item_node));
        let body = setter.node(Role::ItemBody, Some(item_node));
        let label = setter.single(&[Run::new(label, face, Some(label_node))]);
        let mut strips = blocks(setter, item, inner, Some(body));
        if strips.is_empty() {
            strips.push(Strip::blank(column.size.leading_pt));
        }
        strips = labelled(strips, label, numbered, column, inner);
        let is_top = index == 0 && column.depth == 0;
        let space = if is_top {
            style::PARAGRAPH_SPACE_PT
        } else {
            ITEM_SPACE_PT
        };
        space_before(&mut strips, column.scaled(space));
        all.append(&mut strips);
    }
    all
}

/// An item set in the column `inner` of a list in `column`, with its label beside its first line.
fn labelled(
    mut strips: Vec<Strip>,
    label: Line,
    is_number: bool,
    column: Column,
    inner: Column,
) -> Vec<Strip> {
    let rtl = strips.first().is_some_and(|strip| strip.rtl);
    let label_x = if rtl {
        column.x + column.width - label.right
    } else if is_number {
        inner.x - column.scaled(LABEL_SPACE_PT) - label.right
    } else {
        inner.x - column.scaled(INDENT_PT) + column.scaled(4.0)
    };
    if rtl {
        let shift = column.x - inner.x;
        strips = strips.into_iter().map(|strip| strip.moved(shift)).collect();
    }
    if let Some(first) = strips.first_mut() {
        let mut beside = Strip::default();
        let lower = (first.baseline - label.baseline).max(0.0);
        // Where lists are nested so deep that there is no room for it, a label keeps to the page.
        beside.place(label, label_x.max(0.0), lower);
        // The label is read before its item.
        first.ink.splice(0..0, beside.ink);
    }
    strips
}

/// The labels of a list's items.
fn labels(start: Option<u64>, count: usize, depth: usize) -> Vec<String> {
    match start {
        Some(start) => (0..count as u64)
            .map(|index| format!("{}.", start.saturating_add(index)))
            .collect(),
        None => {
            let bullet = ["•", "–", "◦"][depth % 3];
            vec![bullet.to_owned(); count]
        }
    }
}
