//! From a place on a page to a place in the text, and to words and paragraphs.

use std::ops::Range;

use super::{Line, Point, TextLayer};

impl TextLayer {
    /// The place in the text that is nearest to a point of a page, counted from 0. `None` where
    /// the page has no text.
    pub fn offset_at(&self, page: u32, point: Point) -> Option<usize> {
        let line = self.nearest_line(page, point)?;
        let (along, _) = line.place_of(point);
        let nearest = line
            .glyphs
            .iter()
            .enumerate()
            .flat_map(|(index, glyph)| {
                let range = line.glyph_range(index);
                [(glyph.from, range.start), (glyph.to, range.end)]
            })
            .min_by(|a, b| (a.0 - along).abs().total_cmp(&(b.0 - along).abs()));
        nearest.map(|(_, offset)| offset)
    }

    /// Whether a point of a page, counted from 0, is on a line of text.
    pub fn is_on_text(&self, page: u32, point: Point) -> bool {
        let Some(page) = self.page(page) else {
            return false;
        };
        page.lines.iter().any(|line| {
            let (along, above) = line.place_of(point);
            let (from, to) = line.extent();
            (from..=to).contains(&along) && (-line.descent..=line.ascent).contains(&above)
        })
    }

    fn nearest_line(&self, page: u32, point: Point) -> Option<&Line> {
        let distance = |line: &Line| {
            let (along, above) = line.place_of(point);
            let (from, to) = line.extent();
            let aside = (from - along).max(along - to).max(0.0);
            let beyond = (above - line.ascent).max(-line.descent - above).max(0.0);
            aside.hypot(beyond)
        };
        let lines = self.page(page)?.lines.iter();
        lines
            .filter(|line| !line.glyphs.is_empty())
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }

    /// The word around a place in the text.
    pub fn word_at(&self, offset: usize) -> Range<usize> {
        let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '\'' | '’' | '-');
        let before = self.text().get(..offset).unwrap_or_default();
        let after = self.text().get(offset..).unwrap_or_default();
        let start = before
            .char_indices()
            .rev()
            .take_while(|(_, letter)| is_part(*letter))
            .last()
            .map_or(offset, |(at, _)| at);
        let end = after
            .char_indices()
            .find(|(_, letter)| !is_part(*letter))
            .map_or(self.text().len(), |(at, _)| offset + at);
        if start < end {
            return start..end;
        }
        let one = after.chars().next().map_or(0, char::len_utf8);
        offset..offset + one
    }

    /// The paragraph around a place in the text.
    pub fn paragraph_at(&self, offset: usize) -> Range<usize> {
        let lines = || self.pages().iter().flat_map(|page| &page.lines);
        let Some(block) = lines()
            .find(|line| line.range.contains(&offset) || line.range.end == offset)
            .map(|line| line.block)
        else {
            return offset..offset;
        };
        let mut ranges = lines()
            .filter(|line| line.block == block)
            .map(|line| &line.range);
        let first = ranges.next().cloned().unwrap_or(offset..offset);
        first.start..ranges.next_back().map_or(first.end, |last| last.end)
    }
}
