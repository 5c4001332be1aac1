//! Where the blocks of a flowing text were set.

use std::ops::Range;

use super::page::{NodeId, Typeset};
use super::text_layer;

/// Where a block of flowing text was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockPlace {
    /// The page on which it begins, counted from 0.
    pub page: u32,
    /// What it says, as a range of [`crate::text::TextLayer::content`], with the lines under the
    /// title where it is the first. Empty where it says nothing.
    pub content: Range<usize>,
}

/// Where each block of a flowing text was set, in order. A block without any ink of its own is
/// where the one before it is.
pub fn block_places(typeset: &Typeset) -> Vec<BlockPlace> {
    let (layer, beginnings) = text_layer::read(typeset);
    let length = layer.content().len();
    // What stands before the first block goes with it.
    let block_of = |node: NodeId| {
        let begun = typeset.blocks.partition_point(|first| *first <= node);
        begun.saturating_sub(1)
    };
    let mut starts: Vec<Option<usize>> = vec![None; typeset.blocks.len()];
    for (node, start) in beginnings {
        if let Some(known) = starts.get_mut(block_of(node)) {
            known.get_or_insert(start);
        }
    }
    let mut contents = Vec::with_capacity(starts.len());
    let mut next = None;
    for start in starts.into_iter().rev() {
        // A line feed stands between two blocks.
        let end = next.map_or(length, |next: usize| next.saturating_sub(1));
        contents.push(start.map_or(end..end, |start| start..end));
        next = start.or(next);
    }
    let mut page = 0;
    let places = pages(typeset, block_of).into_iter();
    let contents = contents.into_iter().rev();
    places
        .zip(contents)
        .map(|(begins, content)| {
            page = begins.unwrap_or(page);
            BlockPlace { page, content }
        })
        .collect()
}

/// The first page with ink of each block, counted from 0.
fn pages(typeset: &Typeset, block_of: impl Fn(NodeId) -> usize) -> Vec<Option<u32>> {
    let mut pages = vec![None; typeset.blocks.len()];
    for (number, page) in (0..).zip(&typeset.pages) {
        for node in page.ink.iter().filter_map(|ink| ink.node) {
            let is_content = typeset.tree.get(node).is_some_and(|node| node.is_content);
            if is_content && let Some(known) = pages.get_mut(block_of(node)) {
                known.get_or_insert(number);
            }
        }
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Block, Flow, Span};
    use crate::typeset::testing::{PROSE, every_block, paragraph};
    use crate::typeset::{Head, Style, flow};

    fn set(flow_of: &Flow) -> Typeset {
        let head = Head {
            title: "A title",
            ..Head::default()
        };
        flow(&head, flow_of, &Style::default())
    }

    #[test]
    fn every_block_says_its_own_words_and_nothing_is_left_over() {
        let mut all = every_block();
        all.summary = vec![vec![Span::plain("A summary.")]];
        let set = set(&all);
        let content = text_layer::text_layer(&set).content();
        let places = block_places(&set);
        assert_eq!(places.len(), all.blocks.len());
        assert!(content[places[0].content.clone()].starts_with("A summary."));
        let said: Vec<&str> = places
            .iter()
            .map(|place| &content[place.content.clone()])
            .filter(|words| !words.is_empty())
            .collect();
        assert_eq!(said.join("\n"), content);
    }

    #[test]
    fn a_paragraph_is_on_the_page_on_which_it_begins() {
        let long = PROSE.repeat(24);
        let set = set(&Flow {
            blocks: vec![paragraph(&long), paragraph("Last."), Block::Rule],
            ..Flow::default()
        });
        let last = u32::try_from(set.pages.len() - 1).unwrap();
        assert!(last > 0);
        let pages: Vec<u32> = block_places(&set).iter().map(|place| place.page).collect();
        assert_eq!(pages, [0, last, last]);
    }
}
