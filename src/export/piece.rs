//! A piece of a source as it stands in a document.

use std::ops::Range;

use crate::import::{Content, Flow};
use crate::pack::{Extent, ShownPage, Turn};
use crate::typeset::{Shape, Typeset, block_places};

/// What a document shows of its source: a page of a PDF, a picture, or a block of flowing text.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Which of the source's pages, pictures or blocks it is, counted from 1; blocks count within
    /// the lines of a text that the document is made from.
    pub source: u32,
    /// How it is turned.
    pub turn: Turn,
    /// The page of the document on which it begins, counted from 1.
    pub page: u32,
    /// What it says, as a range of [`TextLayer::content`].
    pub content: Range<usize>,
    /// Where on its page it stands; `None` for flowing text, which may go over pages.
    pub frame: Option<Frame>,
}

/// Where a piece stands on its page, in points from the page's upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// What of a content that was set on our own pages stands where.
pub(super) fn of_typeset(typeset: &Typeset, content: &Content, extent: &Extent) -> Vec<Piece> {
    match content {
        Content::Flow(flow) => blocks(typeset, flow, extent),
        Content::Pictures(_) => pictures(typeset, extent),
        Content::Fixed => Vec::new(),
    }
}

fn blocks(typeset: &Typeset, flow: &Flow, extent: &Extent) -> Vec<Piece> {
    let places = block_places(typeset);
    let count = u32::try_from(places.len()).unwrap_or(u32::MAX);
    let shown: Vec<u32> = match extent {
        // A pack file may claim more blocks than any text has.
        Extent::Blocks { blocks, .. } => blocks
            .iter()
            .flat_map(|run| run.0..=run.1)
            .take(places.len())
            .collect(),
        Extent::Whole | Extent::Lines { .. } | Extent::Pages(_) => (1..=count).collect(),
    };
    let numbers = flow.block_numbers();
    let number = |number: u32| shown.get(number as usize - 1).copied();
    numbers
        .filter_map(number)
        .zip(places)
        .map(|(source, place)| Piece {
            source,
            turn: Turn::None,
            page: place.page + 1,
            content: place.content,
            frame: None,
        })
        .collect()
}

fn pictures(typeset: &Typeset, extent: &Extent) -> Vec<Piece> {
    let mut frames = Vec::new();
    for (page, set) in (1..).zip(&typeset.pages) {
        frames.extend(set.ink.iter().filter_map(|ink| match &ink.shape {
            Shape::Picture { rect, .. } => Some((
                page,
                Frame {
                    x: rect.x,
                    y: rect.y,
                    width: rect.width,
                    height: rect.height,
                },
            )),
            _ => None,
        }));
    }
    let shown: Vec<ShownPage> = match extent {
        Extent::Pages(selection) => selection.pages().to_vec(),
        _ => (1..).take(frames.len()).map(ShownPage::upright).collect(),
    };
    let pieces = shown.into_iter().zip(frames);
    pieces
        .map(|(shown, (page, frame))| Piece {
            source: shown.page,
            turn: shown.turn,
            page,
            content: 0..0,
            frame: Some(frame),
        })
        .collect()
}
