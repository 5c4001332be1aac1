//! The text of our own pages, for selection, search and anchoring.

use std::collections::HashMap;
use std::ops::Range;

use super::page::{Ink, NodeId, Page, Role, Shape, TextRun, Tree, Typeset};
use crate::text::{GlyphSpan, Line, PageText, Point, TextLayer};

/// How far lines reach above and below their baseline, as parts of the type size.
const ASCENT: f32 = 0.93;
const DESCENT: f32 = 0.27;

/// The text of pages that we set. The order and the words of what is the document's own do not
/// depend on where lines and pages break.
pub fn text_layer(typeset: &Typeset) -> TextLayer {
    read(typeset).0
}

/// The same, and where in [`TextLayer::content`] each paragraph, heading or cell of it begins.
pub(super) fn read(typeset: &Typeset) -> (TextLayer, Vec<(NodeId, usize)>) {
    let mut reading = Reading {
        tree: &typeset.tree,
        text: String::new(),
        content: Vec::new(),
        content_length: 0,
        beginnings: Vec::new(),
        blocks: HashMap::new(),
        last: None,
        last_of_content: None,
    };
    let pages = typeset
        .pages
        .iter()
        .map(|page| reading.page(page))
        .collect();
    let layer = TextLayer::new(reading.text, reading.content, pages);
    (layer, reading.beginnings)
}

struct Reading<'a> {
    tree: &'a Tree,
    text: String,
    content: Vec<Range<usize>>,
    /// How many bytes of the text are content.
    content_length: usize,
    /// Where in the content each of its blocks begins.
    beginnings: Vec<(NodeId, usize)>,
    /// The number of each block, by its part of the document.
    blocks: HashMap<NodeId, u32>,
    last: Option<NodeId>,
    last_of_content: Option<NodeId>,
}

impl Reading<'_> {
    fn page(&mut self, page: &Page) -> PageText {
        let start = self.text.len();
        let mut runs: Vec<(NodeId, &TextRun)> = page
            .ink
            .iter()
            .filter_map(|ink| match ink {
                Ink {
                    node: Some(node),
                    shape: Shape::Text(run),
                } => Some((self.block_of(*node), run)),
                _ => None,
            })
            .collect();
        // The cells of a row are set line by line across; they are read one after the other. The
        // parts of a document are numbered in reading order.
        runs.sort_by_key(|(block, _)| *block);
        let mut lines: Vec<Line> = Vec::new();
        for (block, run) in runs {
            let is_new_block = self.begin(block);
            let is_new_line = is_new_block || lines.last().is_none_or(|line| is_below(line, run));
            if is_new_line || self.is_apart(&lines, block) {
                lines.push(self.line(block, run));
            }
            self.push(run, block, &mut lines);
        }
        for line in &mut lines {
            line.glyphs.shrink_to_fit();
        }
        PageText {
            range: start..self.text.len(),
            lines,
            unknown_glyphs: 0,
        }
    }

    /// Whether the last line is of another block.
    fn is_apart(&self, lines: &[Line], block: NodeId) -> bool {
        lines.last().map(|line| line.block) != self.blocks.get(&block).copied()
    }

    /// Begins a block, unless it goes on; blocks are a line feed apart.
    fn begin(&mut self, block: NodeId) -> bool {
        let is_content = self.is_content(block);
        let was_last = self.last == Some(block);
        let goes_on = was_last || is_content && self.last_of_content == Some(block);
        self.last = Some(block);
        if goes_on && !was_last {
            // A note stood in between, at the end of the page before.
            self.write("\n", false);
        }
        if is_content {
            let is_first = self.last_of_content.is_none();
            self.last_of_content = Some(block);
            if !goes_on && !self.text.is_empty() {
                self.write("\n", !is_first);
            }
            if !goes_on {
                self.beginnings.push((block, self.content_length));
            }
        } else if !goes_on && !self.text.is_empty() {
            self.write("\n", false);
        }
        !goes_on
    }

    fn is_content(&self, block: NodeId) -> bool {
        self.tree.get(block).is_some_and(|node| node.is_content)
    }

    fn write(&mut self, text: &str, is_content: bool) {
        let start = self.text.len();
        self.text.push_str(text);
        let end = self.text.len();
        if !is_content || start == end {
            return;
        }
        self.content_length += end - start;
        match self.content.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => self.content.push(start..end),
        }
    }

    fn line(&mut self, block: NodeId, run: &TextRun) -> Line {
        let next = u32::try_from(self.blocks.len()).unwrap_or(u32::MAX);
        let number = *self.blocks.entry(block).or_insert(next);
        Line {
            range: self.text.len()..self.text.len(),
            block: number,
            origin: Point::new(0.0, run.y),
            direction: Point::new(1.0, 0.0),
            ..Line::default()
        }
    }

    fn push(&mut self, run: &TextRun, block: NodeId, lines: &mut [Line]) {
        let Some(line) = lines.last_mut() else {
            return;
        };
        if run.size_pt * ASCENT > line.ascent {
            // Small words above or below the line do not say where it runs.
            line.origin.y = run.y;
        }
        line.ascent = line.ascent.max(run.size_pt * ASCENT);
        line.descent = line.descent.max(run.size_pt * DESCENT);
        let is_content = self.is_content(block);
        let mut clusters: Vec<(&str, f32, f32)> = Vec::with_capacity(run.glyphs.len());
        let mut rest = run.text.as_str();
        let mut x = run.x;
        for glyph in &run.glyphs {
            let (piece, tail) = rest
                .split_at_checked(usize::from(glyph.text_len))
                .unwrap_or((rest, ""));
            rest = tail;
            let end = x + glyph.advance;
            match clusters.last_mut() {
                // The glyph before stands for its text.
                Some(last) if piece.is_empty() => last.2 = end,
                _ => clusters.push((piece, x, end)),
            }
            x = end;
        }
        if run.rtl {
            clusters.reverse();
            for cluster in &mut clusters {
                std::mem::swap(&mut cluster.1, &mut cluster.2);
            }
        }
        for (piece, from, to) in clusters {
            line.glyphs.push(GlyphSpan {
                start: self.text.len(),
                from,
                to,
            });
            self.write(piece, is_content);
        }
        line.range.end = self.text.len();
    }

    /// The paragraph, heading, cell or the like that a part is in.
    fn block_of(&self, node: NodeId) -> NodeId {
        let mut here = node;
        while let Some(found) = self.tree.get(here)
            && found.role == Role::Link
            && let Some(parent) = found.parent
        {
            here = parent;
        }
        here
    }
}

/// Whether a run stands on another line than those before it. Raised and lowered words are nearer to
/// their line than any other line is.
fn is_below(line: &Line, run: &TextRun) -> bool {
    let near = line.ascent.max(run.size_pt * ASCENT) * 0.5;
    (line.origin.y - run.y).abs() > near
}

#[cfg(test)]
mod tests {
    use crate::import::{Block, Flow, Script, Span};
    use crate::text::Point;
    use crate::typeset::page::{Ink, Shape, TextRun};
    use crate::typeset::testing::{PROSE, every_block, note, paragraph};
    use crate::typeset::{Head, Style, flow, text_layer};

    fn laid(blocks: Vec<Block>, head: &Head<'_>) -> crate::text::TextLayer {
        let content = Flow {
            summary: vec![vec![Span::plain("The summary")]],
            blocks,
            ..Flow::default()
        };
        text_layer(&flow(head, &content, &Style::default()))
    }

    #[test]
    fn what_stands_around_a_document_does_not_move_its_words() {
        let bare = laid(every_block().blocks, &Head::default());
        let head = Head {
            number: "2.1",
            title: "A title that takes more than one line on the page, as long titles of papers do",
            source_line: "Speech",
            notes: &[note(
                "A note above it all, which moves every line further down.",
            )],
        };
        let headed = laid(every_block().blocks, &head);
        assert!(headed.text().contains("A note above"));
        assert!(!headed.content().contains("A note above"));
        assert_eq!(bare.content(), headed.content());
        assert!(bare.content().starts_with("The summary\n"));
    }

    #[test]
    fn a_passage_is_found_where_it_stands() {
        let text = PROSE.repeat(30);
        let layer = laid(vec![paragraph(&text)], &Head::default());
        assert!(layer.pages().len() > 1);
        let content = layer.content();
        let start = content.len() / 2;
        let range = layer.from_content(&(start..start + 200)).remove(0);
        assert_eq!(layer.words(&range), &content[start..start + 200]);
        let quads = layer.quads(&range);
        assert!(quads.len() >= 2, "it goes over lines");
        let (page, quad) = quads[0];
        let (left, top, _, bottom) = quad.bounds();
        let within = Point::new(left + 0.2, (top + bottom) / 2.0);
        assert!(layer.is_on_text(page, within));
        assert_eq!(layer.offset_at(page, within), Some(range.start));
        assert_eq!(layer.to_content(&range), Some(start..start + 200));
        // Beside a passage in the middle of a line the nearest free place is left of the line.
        let beside = layer.free_left_of(page, (top, bottom), left, 10.0).unwrap();
        assert!(beside < left && !layer.is_on_text(page, Point::new(beside - 5.0, within.y)));
        assert!(
            layer
                .free_left_of(page, (top, bottom), left, 400.0)
                .is_none()
        );
        let whole = layer.paragraph_at(range.start);
        assert!(whole.len() >= text.trim_end().len());
    }

    #[test]
    fn raised_lowered_and_struck_words_stay_in_their_line() {
        let span = |text: &str, script, strike| Span {
            script,
            strike,
            ..Span::plain(text)
        };
        let looks = vec![
            span("CO", Script::Normal, false),
            span("2", Script::Lowered, false),
            span(" per m", Script::Normal, false),
            span("2", Script::Raised, false),
            span(" was agreed", Script::Normal, true),
        ];
        let content = Flow {
            summary: Vec::new(),
            blocks: vec![Block::Paragraph(looks), paragraph("Next.")],
            ..Flow::default()
        };
        let set = flow(&Head::default(), &content, &Style::default());
        let layer = text_layer(&set);
        assert_eq!(layer.content(), "CO2 per m2 was agreed\nNext.");
        let all = layer.content().len();
        let range = layer.from_content(&(0..all - "\nNext.".len())).remove(0);
        assert_eq!(layer.quads(&range).len(), 1, "one line");
        let runs = set.pages[0].ink.iter().filter_map(|ink| match &ink.shape {
            Shape::Text(run) => Some(run),
            _ => None,
        });
        let runs: Vec<_> = runs.collect();
        let run = |text: &str| *runs.iter().find(|run| run.text == text).unwrap();
        let (base, last) = (run("CO"), run(" was agreed"));
        let small = |run: &&&TextRun| run.size_pt < 9.0;
        assert!(runs.iter().filter(small).any(|run| run.y < base.y - 2.0));
        assert!(runs.iter().filter(small).any(|run| run.y > base.y + 1.0));
        let is_stroke = |ink: &Ink| match &ink.shape {
            Shape::Fill { rect, .. } => {
                ink.node.is_none() && rect.y < last.y && rect.width > 40.0 && rect.height < 1.0
            }
            _ => false,
        };
        assert_eq!(
            set.pages[0].ink.iter().filter(|ink| is_stroke(ink)).count(),
            1
        );
    }
}
