//! Files of other kinds that a document holds in place of text (`altChunk`, ECMA-376 part 1, 17.17.2):
//! programs that make documents leave it to Word to read them.

use roxmltree::Node;

use super::super::office::{Blocks, attribute};
use super::super::{Block, Problem, Span, decode_text, html, rtf, sniff};
use super::Reader;
use crate::pack::Media;

const NOT_READ: &str =
    "A part of the document is a file of another kind within it and is not shown.";

impl Reader<'_> {
    /// Reads such a file.
    pub fn chunk(&mut self, node: Node<'_, '_>, out: &mut Blocks) {
        let part = attribute(node, "id").and_then(|id| self.relations.part(id));
        let name = part.map(str::to_owned).unwrap_or_default();
        let bytes = self.parts.bytes(&name).ok().flatten();
        match bytes.map(|bytes| blocks(&name, &bytes)) {
            Some(Ok(blocks)) if !blocks.is_empty() => {
                blocks.into_iter().for_each(|block| out.push(block));
            }
            _ => self.warn(NOT_READ),
        }
    }
}

/// The blocks of a file within a document. A document within another is not read: it may hold
/// further ones.
fn blocks(name: &str, bytes: &[u8]) -> Result<Vec<Block>, Problem> {
    match sniff(name, bytes).map_err(|error| error.problem)? {
        Media::Html => html::read(bytes).map(|paper| {
            let title = Some(paper.title).filter(|title| !title.is_empty());
            let title = title.map(|title| Block::Heading {
                level: 1,
                text: vec![Span::plain(title)],
            });
            title.into_iter().chain(paper.flow.blocks).collect()
        }),
        Media::Rtf => rtf::blocks(bytes),
        Media::PlainText => {
            let lines = decode_text(bytes).lines;
            let lines = lines.into_iter().filter(|line| !line.trim().is_empty());
            Ok(lines
                .map(|line| Block::Paragraph(vec![Span::plain(line)]))
                .collect())
        }
        _ => Ok(Vec::new()),
    }
}
