//! The text of the pages that are shown, found by the pages of the sheet.

pub mod caret;
pub mod passage;

use std::ops::Range;
use std::sync::OnceLock;

use crate::anchor::{self, Finder};
use crate::app::message::span::Span;
use crate::export::TextPiece;
use crate::pack::TextSelector;
use crate::text::{Point, Quad, TextLayer};

/// The text of the pages of a sheet. Made beside the window: long texts take a while.
pub struct Texts {
    pieces: Vec<Piece>,
    /// Finds what does not stand at the very place that its selector names; made when first asked
    /// for.
    finder: OnceLock<Finder<'static>>,
}

struct Piece {
    text: TextPiece,
    /// The document's own words; empty where the piece is not of the document.
    content: String,
    /// The place in `content` of every so many-th character.
    milestones: Vec<usize>,
}

/// How many characters lie between milestones.
const STRIDE: usize = 256;

impl Piece {
    fn new(text: TextPiece) -> Self {
        let content = if text.is_document {
            text.layer.content()
        } else {
            String::new()
        };
        let milestones = content
            .char_indices()
            .step_by(STRIDE)
            .map(|(at, _)| at)
            .collect();
        Self {
            text,
            content,
            milestones,
        }
    }

    fn layer(&self) -> &TextLayer {
        &self.text.layer
    }

    /// How far a page of the layer is moved down on the sheet's page, in points.
    fn top(&self, layer_page: u32) -> f32 {
        let index = usize::try_from(layer_page).unwrap_or(usize::MAX);
        self.text.tops_pt.get(index).copied().unwrap_or_default()
    }

    /// Where the character of this number begins in the content.
    fn byte_of(&self, character: u32) -> usize {
        let character = usize::try_from(character).unwrap_or(usize::MAX);
        let Some(start) = self.milestones.get(character / STRIDE) else {
            return self.content.len();
        };
        let rest = self.content.get(*start..).unwrap_or_default();
        let ahead = rest.char_indices().nth(character % STRIDE);
        ahead.map_or(self.content.len(), |(at, _)| start + at)
    }

    /// The words of a selector, where they stand at the very place that it names.
    fn named_place(&self, selector: &TextSelector) -> Option<Range<usize>> {
        let start = self.byte_of(selector.start);
        let end = self.byte_of(selector.end);
        let is_there = self.content.get(start..end) == Some(selector.exact.as_str());
        (is_there && start < end).then_some(start..end)
    }
}

impl Texts {
    /// The text of pages in pieces.
    pub fn new(pieces: Vec<TextPiece>) -> Self {
        Self {
            pieces: pieces.into_iter().map(Piece::new).collect(),
            finder: OnceLock::new(),
        }
    }

    fn piece(&self, index: usize) -> Option<&Piece> {
        self.pieces.get(index)
    }

    /// The pieces as layers, with their numbers.
    pub fn layers(&self) -> impl Iterator<Item = (usize, &TextLayer)> {
        let layers = self.pieces.iter().map(Piece::layer);
        layers.enumerate()
    }

    /// The piece that a page of the sheet is of, and the page of its layer.
    fn locate(&self, page: u32) -> Option<(usize, &Piece, u32)> {
        let next = self
            .pieces
            .partition_point(|piece| piece.text.first_page <= page);
        let index = next.checked_sub(1)?;
        let piece = self.pieces.get(index)?;
        let layer_page = page - piece.text.first_page;
        let count = piece.layer().pages().len();
        (usize::try_from(layer_page).ok()? < count).then_some((index, piece, layer_page))
    }

    /// Whether there is text on a page of the sheet.
    pub fn has_text(&self, page: u32) -> bool {
        self.locate(page)
            .is_some_and(|(_, piece, layer_page)| piece.layer().has_text(layer_page))
    }

    /// Whether a page of the sheet is the document's own.
    pub fn is_document(&self, page: u32) -> bool {
        self.locate(page)
            .is_some_and(|(_, piece, _)| piece.text.is_document)
    }

    /// The page of the document that a page of the sheet shows, counted from 1, and how far it is
    /// moved down there, in points.
    pub fn document_page(&self, page: u32) -> Option<(u32, f32)> {
        let (_, piece, layer_page) = self.locate(page)?;
        let top = piece.top(layer_page);
        piece.text.is_document.then_some((layer_page + 1, top))
    }

    /// The page of the sheet that shows a page of the document, counted from 1, and how far it is
    /// moved down there, in points.
    pub fn sheet_page(&self, document_page: u32) -> Option<(u32, f32)> {
        let piece = self.pieces.iter().find(|piece| piece.text.is_document)?;
        let layer_page = document_page.checked_sub(1)?;
        let page = piece.text.first_page + layer_page;
        (self.document_page(page)?.0 == document_page).then(|| (page, piece.top(layer_page)))
    }

    /// Whether a point of a page of the sheet is on a line of text.
    pub fn is_on_text(&self, page: u32, point: Point) -> bool {
        self.locate(page).is_some_and(|(_, piece, layer_page)| {
            let point = Point::new(point.x, point.y - piece.top(layer_page));
            piece.layer().is_on_text(layer_page, point)
        })
    }

    /// The place in the text that is nearest to a point of a page of the sheet, with its piece.
    /// Within one piece, where one is given: before and after its pages, its beginning and end.
    pub fn offset_at(
        &self,
        page: u32,
        point: Point,
        within: Option<usize>,
    ) -> Option<(usize, usize)> {
        let index = match (within, self.locate(page)) {
            (Some(within), found) => {
                let piece = self.piece(within)?;
                if page < piece.text.first_page {
                    return Some((within, 0));
                }
                if found.is_none_or(|(index, ..)| index > within) {
                    return Some((within, piece.layer().text().len()));
                }
                within
            }
            (None, found) => found?.0,
        };
        let piece = self.piece(index)?;
        let layer_page = page - piece.text.first_page;
        let point = Point::new(point.x, point.y - piece.top(layer_page));
        let offset = piece.layer().offset_at(layer_page, point);
        let of_page = || {
            let page = usize::try_from(layer_page).ok()?;
            let range = &piece.layer().pages().get(page)?.range;
            within.map(|_| range.start)
        };
        Some((index, offset.or_else(of_page)?))
    }

    pub fn layer(&self, piece: usize) -> Option<&TextLayer> {
        self.piece(piece).map(Piece::layer)
    }

    /// Where a passage stands: pages of the sheet and quadrilaterals on them, in reading order.
    pub fn quads(&self, span: &Span) -> Vec<(u32, Quad)> {
        let Some(piece) = self.piece(span.piece) else {
            return Vec::new();
        };
        let quads = piece.layer().quads(&span.range).into_iter();
        quads
            .map(|(page, quad)| {
                let moved = quad.moved(0.0, piece.top(page));
                (piece.text.first_page + page, moved)
            })
            .collect()
    }

    /// The text of a page of the sheet, as a passage.
    pub fn page(&self, page: u32) -> Option<Span> {
        let (piece, found, layer_page) = self.locate(page)?;
        let index = usize::try_from(layer_page).ok()?;
        let range = found.layer().pages().get(index)?.range.clone();
        Some(Span { piece, range })
    }

    /// All of the text that a page of the sheet is part of.
    pub fn all(&self, page: u32) -> Option<Span> {
        let (piece, found, _) = self.locate(page)?;
        let range = 0..found.layer().text().len();
        (!range.is_empty()).then_some(Span { piece, range })
    }

    /// A passage as it goes to the clipboard.
    pub fn copied(&self, span: &Span) -> String {
        self.layer(span.piece)
            .map_or_else(String::new, |layer| passage::copied(layer, &span.range))
    }

    /// The part of a passage that is the document's own words, as a range of these.
    fn content_of(&self, span: &Span) -> Option<Range<usize>> {
        let piece = self
            .piece(span.piece)
            .filter(|piece| piece.text.is_document)?;
        let range = piece.layer().to_content(&span.range)?;
        passage::trimmed(&piece.content, range)
    }

    /// The selector of the part of a passage that is the document's own.
    pub fn selector(&self, span: &Span) -> Option<TextSelector> {
        let range = self.content_of(span)?;
        Some(anchor::describe(&self.piece(span.piece)?.content, range))
    }

    fn of_document(&self) -> Option<(usize, &Piece)> {
        let mut pieces = self.pieces.iter().enumerate();
        pieces.find(|(_, piece)| piece.text.is_document)
    }

    /// Where the words of a selector stand, if that is the very place that it names.
    pub fn at_named_place(&self, selector: &TextSelector) -> Option<Vec<(u32, Quad)>> {
        let (index, piece) = self.of_document()?;
        let range = piece.named_place(selector)?;
        Some(self.content_quads((index, piece), &range))
    }

    /// Where the words of a selector stand, wherever that is. Takes its time: for a few at once.
    pub fn find(&self, selector: &TextSelector) -> Vec<(u32, Quad)> {
        let Some((index, piece)) = self.of_document() else {
            return Vec::new();
        };
        let finder = self
            .finder
            .get_or_init(|| Finder::new(piece.content.clone()));
        let found = finder.find(selector);
        found.map_or_else(Vec::new, |found| {
            self.content_quads((index, piece), &found.range)
        })
    }

    fn content_quads(
        &self,
        (index, piece): (usize, &Piece),
        range: &Range<usize>,
    ) -> Vec<(u32, Quad)> {
        let ranges = piece.layer().from_content(range).into_iter();
        ranges
            .flat_map(|range| {
                self.quads(&Span {
                    piece: index,
                    range,
                })
            })
            .collect()
    }

    /// The same passage in another text of the same pages, if that says the same.
    pub fn carried(&self, span: &Span, to: &Self) -> Option<Span> {
        let (old, new) = (self.piece(span.piece)?, to.piece(span.piece)?);
        if old.layer().text() == new.layer().text() {
            return Some(span.clone());
        }
        let is_same = old.text.is_document && new.text.is_document && old.content == new.content;
        let content = old.layer().to_content(&span.range).filter(|_| is_same)?;
        let ranges = new.layer().from_content(&content);
        let start = ranges.first()?.start;
        let end = ranges.last()?.end;
        Some(Span {
            piece: span.piece,
            range: start..end,
        })
    }
}
