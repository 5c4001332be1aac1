//! The blocks of a document to strips.

mod list;
#[cfg(test)]
mod tests;

use super::column::{Column, INDENT_PT};
use super::face::{Face, Run};
use super::page::{NodeId, Role};
use super::spans::runs;
use super::strip::{Ground, Strip, paragraph, rule, space_before};
use super::style;
use super::text::{Typesetter, Wrap};
use super::{figure, table};
use crate::import::{Block, ParagraphPlace, Text};

/// The space around blocks that are not text: tables, figures, quotations, rules.
const WIDE_SPACE_PT: f32 = 14.0;
/// The space between a heading and what it heads.
const BELOW_HEADING_PT: f32 = 5.0;
/// The space above headings of level 1, 2 and below.
const ABOVE_HEADING_PT: [f32; 3] = [24.0, 18.0, 14.0];

/// Sets blocks one below the other.
pub(super) fn blocks(
    setter: &mut Typesetter,
    blocks: &[Block],
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    blocks_on_pages(setter, blocks, (&[], column), parent)
}

/// Sets blocks one below the other, of which some begin a page.
pub(super) fn blocks_on_pages(
    setter: &mut Typesetter,
    blocks: &[Block],
    (new_pages, column): (&[usize], Column),
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let mut all: Vec<Strip> = Vec::new();
    let mut before: Option<&Block> = None;
    for (index, block) in blocks.iter().enumerate() {
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
            if before.is_some() && new_pages.binary_search(&index).is_ok() {
                first.begins_page = true;
                first.keep = false;
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
        Block::Paragraph(text) => placed(setter, text, &ParagraphPlace::default(), column, parent),
        Block::Placed { place, text } => placed(setter, text, place, column, parent),
        Block::List { start, items } => list::list(setter, *start, items, column, parent),
        Block::Quotation(inner) => quotation(setter, inner, column, parent),
        Block::Table(table) => {
            let mut strips = table::table(setter, table, column, parent);
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
    place: &ParagraphPlace,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let column = column.indented(place.indent_pt);
    let place = ParagraphPlace {
        hanging_pt: place
            .hanging_pt
            .min((column.width - column.least_width).max(0.0)),
        ..place.clone()
    };
    let node = setter.node(Role::Paragraph, parent);
    let runs = runs(
        setter,
        text,
        Face::new(column.size).colored(column.color),
        node,
    );
    let lines = setter.placed_lines(&runs, column.width, &place);
    paragraph(lines, column.x, column.scaled(style::PARAGRAPH_SPACE_PT))
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
    let runs = runs(
        setter,
        text,
        Face::new(size).semibold().colored(column.color),
        node,
    );
    let lines = setter.lines(&runs, column.full_width, Wrap::Words);
    let mut strips = paragraph(lines, column.x, space);
    strips
        .iter_mut()
        .skip(1)
        .for_each(|strip| strip.keep = true);
    strips
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
