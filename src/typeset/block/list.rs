//! Lists to strips.

use super::blocks;
use crate::import::Block;
use crate::typeset::column::{Column, INDENT_PT};
use crate::typeset::face::{Face, Run};
use crate::typeset::page::{NodeId, Role};
use crate::typeset::strip::{Strip, space_before};
use crate::typeset::style;
use crate::typeset::text::{Line, Typesetter};

/// The space between the items of a list.
const ITEM_SPACE_PT: f32 = 4.0;
/// The space between an item's label and its text.
const LABEL_SPACE_PT: f32 = 6.0;

/// Sets a list.
pub(super) fn list(
    setter: &mut Typesetter,
    start: Option<u64>,
    items: &[Vec<Block>],
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let numbered = start.is_some();
    let list = setter.node(Role::List { numbered }, parent);
    let face = Face::new(column.size).tabular().colored(column.color);
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
