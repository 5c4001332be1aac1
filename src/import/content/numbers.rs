//! The numbers by which a pack names the blocks of an excerpt.

use super::Flow;

impl Flow {
    /// The number of each block, in reading order. Those of the text itself are counted from 1; the heads
    /// and feet of pages come after all of them, wherever they stand, so that a pack whose blocks were
    /// counted without them shows the same.
    pub fn block_numbers(&self) -> impl Iterator<Item = u32> + '_ {
        let count = self.blocks.len();
        let beside = self.uncounted.iter().filter(|index| **index < count);
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let (mut own, mut beside) = (1.., number(count - beside.count()) + 1..);
        (0..count).filter_map(move |index| match self.uncounted.binary_search(&index) {
            Ok(_) => beside.next(),
            Err(_) => own.next(),
        })
    }

    /// Itself with only the blocks that have these numbers. The lines of the summary stand before block 1.
    #[must_use]
    pub fn chosen(self, is_chosen: impl Fn(u32) -> bool) -> Self {
        let kept: Vec<bool> = self.block_numbers().map(&is_chosen).collect();
        let rank = |index: usize| kept.iter().take(index).filter(|kept| **kept).count();
        let is_kept = |index: usize| kept.get(index).copied().unwrap_or(false);
        let kept_of = |all: &[usize]| {
            let kept = all.iter().copied().filter(|index| is_kept(*index));
            kept.map(rank).collect()
        };
        let (uncounted, new_pages) = (kept_of(&self.uncounted), kept_of(&self.new_pages));
        let blocks = self.blocks.into_iter().enumerate();
        let blocks = blocks.filter(|(index, _)| is_kept(*index));
        Self {
            summary: if is_chosen(1) {
                self.summary
            } else {
                Vec::new()
            },
            blocks: blocks.map(|(_, block)| block).collect(),
            uncounted,
            new_pages,
            left_out: self.left_out,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Block, Span};
    use super::*;

    #[test]
    fn heads_and_feet_move_no_number() {
        let lines = ["Head", "one", "two", "Foot"];
        let line = |line: &&str| Block::Paragraph(vec![Span::plain(*line)]);
        let flow = Flow {
            blocks: lines.iter().map(line).collect(),
            uncounted: vec![0, 3],
            ..Flow::default()
        };
        assert_eq!(flow.block_numbers().collect::<Vec<_>>(), [3, 1, 2, 4]);
        let shown = flow.clone().chosen(|number| number == 2);
        assert_eq!(shown.blocks, [line(&"two")]);
        assert!(shown.uncounted.is_empty());
        let shown = flow.chosen(|number| number >= 2);
        let words: String = shown.blocks.iter().map(Block::plain_text).collect();
        assert_eq!(words, "Head\ntwo\nFoot\n");
        assert_eq!(shown.block_numbers().collect::<Vec<_>>(), [2, 1, 3]);
    }
}
