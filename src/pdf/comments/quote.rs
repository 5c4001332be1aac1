//! Which words of a page a comment is on.

use std::ops::Range;
use std::sync::Arc;

use crate::anchor::describe;
use crate::pack::{ShownPage, SourceComments, TextSelector};
use crate::pdf::render::Renderer;
use crate::progress::Progress;
use crate::text::{Point, Quad, TextLayer};

/// Of a file with more pages than this, only those with comments are read: whoever adds it waits.
const MOST_PAGES: u32 = 300;
/// Words that stand apart are one passage if so much of what is read in between is marked as well.
const MOSTLY: f64 = 0.6;

/// What the pages of a file say.
pub(super) struct Words {
    layer: TextLayer,
    content: String,
    /// The pages that were read, counted from 0, in order.
    pages: Vec<u32>,
    /// Whether these are all pages of the file.
    is_whole: bool,
}

impl Words {
    /// Reads what pages say, counted from 0 and in order; `None` where they can't be read.
    pub(super) fn read(
        bytes: &Arc<[u8]>,
        password: Option<&str>,
        pages: &[u32],
        progress: &Progress,
    ) -> Option<Self> {
        let comments = SourceComments::LeaveOut;
        let renderer = Renderer::open_as_exported(Arc::clone(bytes), password, comments).ok()?;
        let is_whole = renderer.page_count() <= MOST_PAGES;
        let pages = match is_whole {
            true => (0..renderer.page_count()).collect(),
            false => pages.to_vec(),
        };
        let shown: Vec<ShownPage> = pages
            .iter()
            .map(|page| ShownPage::upright(page + 1))
            .collect();
        let layer = renderer.text_of(&shown, progress).ok()?;
        Some(Self {
            content: layer.content(),
            layer,
            pages,
            is_whole,
        })
    }

    /// The glyphs of a page of the file, counted from 0.
    pub(super) fn glyphs(&self, page: u32) -> Vec<(Range<usize>, Point)> {
        let index = self.pages.binary_search(&page).ok();
        let index = index.and_then(|index| u32::try_from(index).ok());
        index.map_or_else(Vec::new, |index| self.layer.glyphs(index))
    }

    /// The passage within these corners, if there are words, and whether its place in the text is
    /// known. `glyphs` are those of its page.
    pub(super) fn within(
        &self,
        quads: &[Quad],
        glyphs: &[(Range<usize>, Point)],
    ) -> Option<(TextSelector, bool)> {
        let is_marked = |centre: Point| quads.iter().any(|quad| quad.contains(centre, 0.0));
        let marked = glyphs.iter().filter(|(_, centre)| is_marked(*centre));
        let passage = passage(marked.map(|(range, _)| range.clone()).collect())?;
        let content = self.layer.to_content(&passage)?;
        let words = self.content.get(content.clone())?;
        let start = content.end - words.trim_start().len();
        let end = start + words.trim().len();
        (start < end).then(|| (describe(&self.content, start..end), self.is_whole))
    }
}

/// The passage that pieces of a text are: from the first to the last where most in between is
/// marked, else the longest that hangs together.
fn passage(mut pieces: Vec<Range<usize>>) -> Option<Range<usize>> {
    pieces.sort_by_key(|piece| (piece.start, piece.end));
    let mut runs: Vec<Range<usize>> = Vec::new();
    for piece in pieces {
        match runs.last_mut() {
            // A blank or a line's end is no glyph of its own.
            Some(last) if piece.start <= last.end + 1 => last.end = last.end.max(piece.end),
            _ => runs.push(piece),
        }
    }
    let whole = runs.first()?.start..runs.last()?.end;
    let marked: usize = runs.iter().map(Range::len).sum();
    if marked as f64 >= MOSTLY * whole.len() as f64 {
        return Some(whole);
    }
    runs.into_iter().max_by_key(Range::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_what_hangs_together() {
        assert_eq!(passage(Vec::new()), None);
        assert_eq!(passage(vec![4..6, 0..3]), Some(0..6));
        assert_eq!(passage(vec![0..10, 14..20]), Some(0..20));
        assert_eq!(passage(vec![0..2, 50..60]), Some(50..60));
    }
}
