//! The blocks of a document to strips.

use super::face::{Face, Run};
use super::page::{Ink, LinkTarget, NodeId, Rect, Role, Shape};
use super::strip::{Frame, Ground, Strip, paragraph};
use super::style::{self, Size};
use super::text::{Typesetter, Wrap};
use super::{figure, list, table};
use crate::import::{Block, Destination, Place, Script, Span, Text};

/// How far a quotation and a list are set in, in points.
pub(super) const INDENT_PT: f32 = 18.0;
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

/// The size of raised and lowered words, and how far they stand above the line, as parts of the type
/// size.
const SCRIPT_SIZE: f32 = 0.66;
const RAISED: f32 = 0.33;
const LOWERED: f32 = -0.14;

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
    /// The width and the height between the margins of the same paper, turned; a table that is too
    /// wide may use it. `None` where there is no page to turn.
    pub(super) turned: Option<(f32, f32)>,
    /// Whether this column is on turned paper.
    pub(super) is_turned: bool,
    /// How many lists this one is within.
    pub(super) depth: usize,
    /// The size of running text; the space around it goes with it.
    pub(super) size: Size,
    /// The width that is left for text however deep lists and quotations are nested.
    pub(super) least_width: f32,
}

impl Column {
    /// The column of running text on a page, with tables and pictures between the margins.
    pub(super) fn of(frame: &Frame) -> Self {
        Self {
            full_width: frame.width(),
            page_height: frame.height(),
            turned: Some((frame.turned().width(), frame.turned().height())),
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
            turned: None,
            is_turned: false,
            depth: 0,
            size,
            least_width: (LEAST_WIDTH * size.size_pt).min(LEAST_PART * width),
        }
    }

    /// A measure that suits body text, for text of this column's size.
    pub(super) fn scaled(&self, body_pt: f32) -> f32 {
        body_pt * self.size.size_pt / style::BODY.size_pt
    }

    /// The column set in from the left, unless it has become too narrow for that.
    pub(super) fn indented(self, indent: f32) -> Self {
        if self.width - indent < self.least_width {
            return self;
        }
        Self {
            x: self.x + indent,
            width: self.width - indent,
            full_width: self.full_width - indent,
            turned: None,
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
                Some(Block::Paragraph(text) | Block::Placed { text, .. }) if announces(text) => {
                    first.keep = true;
                }
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

/// Whether a paragraph leads to what follows it: it ends with a colon, or is a short line in bold,
/// as headings are written where nobody cares for styles.
fn announces(text: &Text) -> bool {
    const HEADING_CHARS: usize = 120;
    let ends_with_colon = text
        .last()
        .is_some_and(|span| span.text.trim_end().ends_with(':'));
    let is_bold = || {
        let mut words = text.iter().filter(|span| !span.text.trim().is_empty());
        words.all(|span| span.bold)
    };
    let chars: usize = text.iter().map(|span| span.text.chars().count()).sum();
    ends_with_colon || (1..=HEADING_CHARS).contains(&chars) && is_bold()
}

fn block(
    setter: &mut Typesetter,
    block: &Block,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    match block {
        Block::Heading { level, text } => heading(setter, *level, text, column, parent),
        Block::Paragraph(text) => placed(setter, text, &Place::default(), column, parent),
        Block::Placed { place, text } => placed(setter, text, place, column, parent),
        Block::List { start, items } => list::list(setter, *start, items, column, parent),
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

/// A paragraph at its place in the column.
fn placed(
    setter: &mut Typesetter,
    text: &Text,
    place: &Place,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let column = column.indented(place.indent_pt);
    let place = Place {
        hanging_pt: place
            .hanging_pt
            .min((column.width - column.least_width).max(0.0)),
        ..place.clone()
    };
    let node = setter.node(Role::Paragraph, parent);
    let runs = runs(setter, text, Face::new(column.size), node);
    let lines = setter.placed_lines(&runs, column.width, &place);
    paragraph(lines, column.x, column.scaled(style::PARAGRAPH_SPACE_PT))
}

pub(super) fn space_before(strips: &mut [Strip], space: f32) {
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
    face.strike |= span.strike;
    let rise = match span.script {
        Script::Normal => return face,
        Script::Raised => RAISED,
        Script::Lowered => LOWERED,
    };
    face.rise_pt += face.size.size_pt * rise;
    face.size.size_pt *= SCRIPT_SIZE;
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

#[cfg(test)]
mod tests;
