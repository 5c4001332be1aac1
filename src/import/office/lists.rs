//! Blocks in order, with lists made of paragraphs that know their level only.

use super::super::Block;

/// Lists nest at most this deep; what is deeper is set at this depth.
const DEEPEST: usize = 12;

/// Blocks in order. Paragraphs that are items of a list are gathered into lists.
#[derive(Debug, Default)]
pub struct Blocks {
    blocks: Vec<Block>,
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    level: usize,
    start: Option<u64>,
    items: Vec<Vec<Block>>,
}

impl Open {
    /// The number that the next item would have.
    fn next(&self) -> Option<u64> {
        let count = u64::try_from(self.items.len()).unwrap_or(u64::MAX);
        self.start.map(|start| start.saturating_add(count))
    }
}

impl Blocks {
    /// Adds a block outside any list.
    pub fn push(&mut self, block: Block) {
        self.close(0);
        // Quotations in a row are one.
        if let (Block::Quotation(_), Some(Block::Quotation(last))) =
            (&block, self.blocks.last_mut())
        {
            if let Block::Quotation(more) = block {
                last.extend(more);
            }
            return;
        }
        self.blocks.push(block);
    }

    /// Adds a block to the item that is open, or outside any list if none is.
    pub fn push_within(&mut self, block: Block) {
        match self.open.last_mut().and_then(|list| list.items.last_mut()) {
            Some(item) => item.push(block),
            None => self.push(block),
        }
    }

    /// Adds an item of a list at a level, 0 being the outermost. `number` is its number, or `None`
    /// for a bullet. A number that does not follow on begins a list of its own.
    pub fn push_item(&mut self, level: usize, number: Option<u64>, block: Block) {
        let level = level.min(DEEPEST - 1);
        self.close(level + 1);
        if let Some(list) = self.open.last_mut()
            && list.level == level
        {
            if list.next() == number {
                list.items.push(vec![block]);
                return;
            }
            self.close(level);
        }
        self.open.push(Open {
            level,
            start: number,
            items: vec![vec![block]],
        });
    }

    /// Adds a paragraph whose label is written out. It stands at a level of a list, below the item
    /// of the list around it.
    pub fn push_labelled(&mut self, level: usize, block: Block) {
        self.close(level);
        self.push_within(block);
    }

    /// How many levels further in something stands that is at this level, and is no item itself, than
    /// what stands in the item of a list around it; `None` if it is in none.
    pub fn levels_below_item(&self, level: usize) -> Option<usize> {
        let around = self.open.iter().rev().find(|list| list.level < level)?;
        Some(level - around.level - 1)
    }

    /// The last block, if it is outside any list.
    pub fn last_mut(&mut self) -> Option<&mut Block> {
        if self.open.is_empty() {
            self.blocks.last_mut()
        } else {
            None
        }
    }

    pub fn finish(mut self) -> Vec<Block> {
        self.close(0);
        self.blocks
    }

    /// Closes the lists at this level and below.
    fn close(&mut self, level: usize) {
        while let Some(list) = self.open.pop_if(|list| list.level >= level) {
            let block = Block::List {
                start: list.start,
                items: list.items,
            };
            match self
                .open
                .last_mut()
                .and_then(|outer| outer.items.last_mut())
            {
                Some(item) => item.push(block),
                None => self.blocks.push(block),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Span;

    fn paragraph(words: &str) -> Block {
        Block::Paragraph(vec![Span::plain(words)])
    }

    fn list(start: Option<u64>, items: Vec<Vec<Block>>) -> Block {
        Block::List { start, items }
    }

    #[test]
    fn items_nest_by_their_levels_and_go_on_by_their_numbers() {
        let mut blocks = Blocks::default();
        blocks.push_item(0, Some(1), paragraph("a"));
        blocks.push_item(1, None, paragraph("b"));
        blocks.push_item(3, None, paragraph("c"));
        blocks.push_item(1, None, paragraph("d"));
        blocks.push_item(0, Some(2), paragraph("e"));
        blocks.push_labelled(1, paragraph("(a) f"));
        blocks.push_item(0, Some(7), paragraph("g"));
        blocks.push_within(paragraph("h"));
        blocks.push(paragraph("i"));
        let inner = list(
            None,
            vec![
                vec![paragraph("b"), list(None, vec![vec![paragraph("c")]])],
                vec![paragraph("d")],
            ],
        );
        assert_eq!(
            blocks.finish(),
            [
                list(
                    Some(1),
                    vec![
                        vec![paragraph("a"), inner],
                        vec![paragraph("e"), paragraph("(a) f")],
                    ]
                ),
                list(Some(7), vec![vec![paragraph("g"), paragraph("h")]]),
                paragraph("i"),
            ]
        );
    }

    #[test]
    fn nesting_has_an_end_and_quotations_in_a_row_are_one() {
        let mut blocks = Blocks::default();
        for level in 0..1000 {
            blocks.push_item(level, None, paragraph("a"));
        }
        blocks.push(Block::Quotation(vec![paragraph("b")]));
        blocks.push(Block::Quotation(vec![paragraph("c")]));
        let blocks = blocks.finish();
        assert_eq!(
            blocks[1],
            Block::Quotation(vec![paragraph("b"), paragraph("c")])
        );
        let mut depth = 0;
        let mut at = &blocks[0];
        while let Block::List { items, .. } = at {
            depth += 1;
            at = items[0].last().unwrap();
        }
        assert_eq!(depth, DEEPEST);
    }
}
