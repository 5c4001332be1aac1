//! What stands outside the text: notes at its end, headers and footers.

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
        Some(Block::Paragraph(text) | Block::Placed { text, .. }) => {
            text.splice(0..0, [number, Span::plain(" ")]);
        }
        _ => blocks.insert(0, Block::Paragraph(vec![number])),
    }
    blocks
}

/// The words of headers and footers are kept up to this length, in bytes: a marking is short.
const RUNNING_BYTES: usize = 10_000;

/// The lines of headers and footers, each once.
#[derive(Debug, Default)]
pub struct RunningLines {
    lines: Vec<String>,
    bytes: usize,
}

impl RunningLines {
    /// Adds a line, if it is new and has words.
    pub fn add(&mut self, line: &str) {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = self.bytes + line.len() <= RUNNING_BYTES;
        if fits && !line.is_empty() && !self.lines.contains(&line) {
            self.bytes += line.len();
            self.lines.push(line);
        }
    }

    /// The lines as one text.
    pub fn finish(self) -> String {
        self.lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_lines_are_kept_once_and_within_bounds() {
        let mut lines = RunningLines::default();
        for line in [
            "OFFICIAL",
            " ",
            "Page  1",
            "OFFICIAL",
            &"x".repeat(RUNNING_BYTES),
        ] {
            lines.add(line);
        }
        assert_eq!(lines.finish(), "OFFICIAL\nPage 1");
    }
}
