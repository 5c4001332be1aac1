//! Text on pages: what it says and where each glyph stands.
//!
//! One type serves our own pages and those of PDFs. Selection, search and anchoring live on it.
//! Every place in a text is a byte offset into [`TextLayer::text`], which holds the text of all
//! pages in reading order, so that a selection is a range however many lines, columns and pages it
//! crosses.

mod geometry;
mod search;
mod select;

pub use geometry::{Point, Quad};
pub use search::find;

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The text of some pages.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TextLayer {
    text: String,
    content: Vec<Range<usize>>,
    pages: Vec<PageText>,
}

/// The text of one page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PageText {
    /// What it says, as a range of the layer's text.
    pub range: Range<usize>,
    /// Its lines in reading order.
    pub lines: Vec<Line>,
    /// How many of its glyphs stand for no character that is known; they are drawn, and can
    /// neither be copied nor searched.
    pub unknown_glyphs: u32,
}

/// A line of text on a page: glyphs on one baseline that are read one after the other.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What it says, as a range of the layer's text.
    pub range: Range<usize>,
    /// The paragraph, cell or other block that it is in, counted from 0 through all pages: a
    /// paragraph that goes over to the next page is one block.
    pub block: u32,
    /// Where distances along the line are counted from: a point of its baseline.
    pub origin: Point,
    /// The direction of the baseline, of length 1: (1, 0) for upright text.
    pub direction: Point,
    /// How far the line reaches above its baseline, in points.
    pub ascent: f32,
    /// How far it reaches below its baseline, in points.
    pub descent: f32,
    /// Its glyphs in the order in which they are read.
    pub glyphs: Vec<GlyphSpan>,
}

/// One glyph of a line, or several that stand for one character.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct GlyphSpan {
    /// Where its text begins; it goes on to the next glyph's, or to the end of the line's.
    pub start: usize,
    /// Where it is entered in reading, in points along the line: its left edge, or its right edge
    /// where it is read from right to left.
    pub from: f32,
    /// Where it is left in reading.
    pub to: f32,
}

impl TextLayer {
    /// A layer from its parts. `content` are the ranges of the text that are the document's own
    /// words, rather than headings and notes that Briefpack sets around them.
    pub fn new(text: String, content: Vec<Range<usize>>, pages: Vec<PageText>) -> Self {
        Self {
            text,
            content,
            pages,
        }
    }

    /// All that the pages say.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// About how much memory it takes.
    pub(crate) fn size_bytes(&self) -> usize {
        let lines = self.pages.iter().flat_map(|page| &page.lines);
        let lines = lines.map(|line| size_of::<Line>() + size_of_val(line.glyphs.as_slice()));
        self.text.len() + lines.sum::<usize>()
    }

    /// The pages.
    pub fn pages(&self) -> &[PageText] {
        &self.pages
    }

    /// Whether there is any text on a page, counted from 0.
    pub fn has_text(&self, page: u32) -> bool {
        self.page(page)
            .is_some_and(|page| page.lines.iter().any(|line| !line.glyphs.is_empty()))
    }

    pub(crate) fn page(&self, page: u32) -> Option<&PageText> {
        self.pages.get(usize::try_from(page).ok()?)
    }

    /// The words at this range.
    pub fn words(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The document's own words, without what Briefpack sets around them. Selectors count in it.
    pub fn content(&self) -> String {
        self.content.iter().map(|range| self.words(range)).collect()
    }

    /// The part of `range` that is the document's own, as a range of [`Self::content`].
    pub fn to_content(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let mut before = 0;
        let mut found: Option<Range<usize>> = None;
        for piece in &self.content {
            let start = range.start.max(piece.start);
            let end = range.end.min(piece.end);
            if start < end {
                let from = before + start - piece.start;
                let to = before + end - piece.start;
                found = Some(found.map_or(from, |found| found.start)..to);
            }
            before += piece.len();
        }
        found
    }

    /// Where a range of [`Self::content`] is in the text: several ranges, where something else
    /// stands in between.
    pub fn from_content(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut before = 0;
        let mut found = Vec::new();
        for piece in &self.content {
            let start = range.start.max(before);
            let end = range.end.min(before + piece.len());
            if start < end {
                found.push(piece.start + start - before..piece.start + end - before);
            }
            before += piece.len();
        }
        found
    }

    /// That all places follow each other and lie where they should, for tests.
    #[cfg(test)]
    pub(crate) fn assert_sound(&self) {
        let is_sound = |range: &Range<usize>, within: &Range<usize>| {
            range.start <= range.end
                && within.start <= range.start
                && range.end <= within.end
                && self.text.is_char_boundary(range.start)
                && self.text.is_char_boundary(range.end)
        };
        let mut page_end = 0;
        for page in &self.pages {
            assert!(
                is_sound(&page.range, &(page_end..self.text.len())),
                "{page:?}"
            );
            page_end = page.range.end;
            let mut line_end = page.range.start;
            for line in &page.lines {
                assert!(
                    is_sound(&line.range, &(line_end..page.range.end)),
                    "{line:?}"
                );
                assert!(
                    !line.range.is_empty() && !line.glyphs.is_empty(),
                    "{line:?}"
                );
                line_end = line.range.end;
                let mut start = line.range.start;
                for glyph in &line.glyphs {
                    assert!(is_sound(
                        &(glyph.start..line.range.end),
                        &(start..line.range.end)
                    ));
                    assert!(glyph.from.is_finite() && glyph.to.is_finite(), "{line:?}");
                    start = glyph.start;
                }
                let length = line.direction.x.hypot(line.direction.y);
                assert!((length - 1.0).abs() < 1e-3, "{line:?}");
            }
        }
    }

    /// The page on which a place of the text is, counted from 0.
    pub fn page_of(&self, offset: usize) -> Option<u32> {
        let index = self.pages.partition_point(|page| page.range.end <= offset);
        (index < self.pages.len()).then(|| u32::try_from(index).unwrap_or(u32::MAX))
    }
}
