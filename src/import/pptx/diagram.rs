//! The words of a diagram, as a list.

use roxmltree::Node;

use super::super::Block;
use super::super::office::child;
use super::super::relations::Relations;
use super::text;

/// The words of a diagram, in the order in which they were written.
pub fn diagram(root: Node<'_, '_>, relations: &Relations) -> Vec<Block> {
    let points = root
        .descendants()
        .filter(|node| node.tag_name().name() == "pt");
    let items: Vec<Vec<Block>> = points
        .filter_map(|point| child(point, "t"))
        .map(|body| {
            let lines = body.children().filter(|node| node.tag_name().name() == "p");
            lines
                .map(|line| text::text(line, relations))
                .filter(|line| !text::plain(line).is_empty())
                .map(Block::Paragraph)
                .collect::<Vec<_>>()
        })
        .filter(|item| !item.is_empty())
        .collect();
    if items.is_empty() {
        return Vec::new();
    }
    vec![Block::List { start: None, items }]
}
