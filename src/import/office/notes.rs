//! Notes at the end of a text.

use super::super::{Block, Script, Span};

/// A note's blocks, its number before the first words.
pub fn labelled(label: &str, mut blocks: Vec<Block>) -> Vec<Block> {
    if label.is_empty() {
        return blocks;
    }
    let number = Span {
        script: Script::Raised,
        ..Span::plain(label)
    };
    match blocks.first_mut() {
        Some(Block::Paragraph(text)) => {
            text.splice(0..0, [number, Span::plain(" ")]);
        }
        _ => blocks.insert(0, Block::Paragraph(vec![number])),
    }
    blocks
}
