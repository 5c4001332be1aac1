//! What reaches into the right margin of a page.

use std::collections::HashMap;

use super::page::{Ink, NodeId, Page, Role, Shape, Tree};
use super::text::inked;

/// How far letters reach above and below their baseline, as parts of the type size.
const ASCENT: f32 = 0.8;
const DESCENT: f32 = 0.25;

/// A stretch of a page's height in which something reaches beyond the text's edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Band {
    pub(super) top: f32,
    pub(super) bottom: f32,
    /// How far it reaches, in points from the page's left edge.
    pub(super) right: f32,
}

impl Band {
    fn joined(self, other: Self) -> Self {
        Self {
            top: self.top.min(other.top),
            bottom: self.bottom.max(other.bottom),
            right: self.right.max(other.right),
        }
    }
}

/// What reaches beyond `edge`: whole tables and paragraphs, since what stands beside the short
/// lines of one would seem to be part of it.
pub(super) fn bands(page: &Page, tree: &Tree, edge: f32) -> Vec<Band> {
    let mut whole: HashMap<NodeId, Band> = HashMap::new();
    let mut bands = Vec::new();
    for ink in &page.ink {
        let Some(band) = extent(ink) else {
            continue;
        };
        match ink.node {
            Some(node) => {
                let part = whole.entry(part_of(node, tree)).or_insert(band);
                *part = part.joined(band);
            }
            None => bands.push(band),
        }
    }
    bands.extend(whole.into_values());
    bands.retain(|band| band.right > edge);
    bands.sort_by(|band, other| band.top.total_cmp(&other.top));
    bands
}

/// The table that ink is in, or else its paragraph, heading or figure.
fn part_of(node: NodeId, tree: &Tree) -> NodeId {
    let mut part = node;
    let mut here = Some(node);
    while let Some(id) = here
        && let Some(found) = tree.get(id)
    {
        if found.role == Role::Table {
            part = id;
        } else if id == part && found.role == Role::Link {
            part = found.parent.unwrap_or(id);
        }
        here = found.parent;
    }
    part
}

/// `None` for text without ink.
fn extent(ink: &Ink) -> Option<Band> {
    let band = |top: f32, bottom: f32, right: f32| Band { top, bottom, right };
    match &ink.shape {
        Shape::Text(run) => {
            let (left, right) = inked(run);
            let (above, below) = (run.size_pt * ASCENT, run.size_pt * DESCENT);
            (right > left).then(|| band(run.y - above, run.y + below, right))
        }
        Shape::Fill { rect, .. } | Shape::Picture { rect, .. } => {
            Some(band(rect.y, rect.bottom(), rect.right()))
        }
        Shape::Disc { x, y, diameter, .. } => {
            let half = diameter / 2.0;
            Some(band(y - half, y + half, x + half))
        }
        Shape::Leader { right, y, .. } => Some(band(*y, *y, *right)),
    }
}
