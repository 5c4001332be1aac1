//! Which piece of a source stands where in a document.

use std::ops::Range;
use std::sync::Arc;

use super::document::leaves;
use super::part::Part;
use super::{Copy, ExportError, Request};
use crate::import::Content;
use crate::pack::{Document, Extent, NumberedItem, ShownPage, Turn};
use crate::progress::Progress;
use crate::text::TextLayer;
use crate::typeset::{Shape, Style, Typeset, block_places};

/// A document as it is shown: its pieces, its text and its pages.
#[derive(Debug, Clone)]
pub struct Pieces {
    /// The pieces, in the order in which they are shown.
    pub pieces: Vec<Piece>,
    /// What the document says.
    pub layer: Arc<TextLayer>,
    /// How many pages it has.
    pub pages: u32,
}

/// What a document shows of its source: a page of a PDF, a picture, or a block of flowing text.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Which of the source's pages, pictures or blocks it is, counted from 1; blocks count within
    /// the lines of a text that the document is made from.
    pub source: u32,
    /// How it is turned.
    pub turn: Turn,
    /// The page of the document on which it begins, counted from 1.
    pub page: u32,
    /// What it says, as a range of [`TextLayer::content`].
    pub content: Range<usize>,
    /// Where on its page it stands; `None` for flowing text, which may go over pages.
    pub frame: Option<Frame>,
}

/// Where a piece stands on its page, in points from the page's upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// What a document of the request's pack shows of its source. `None` where it can't be shown.
///
/// # Errors
/// [`ExportError::Cancelled`], or a defect in writing our own pages.
pub fn pieces(
    request: &Request<'_>,
    document: &Document,
    progress: &Progress,
) -> Result<Option<Pieces>, ExportError> {
    let Some(part) = part_of(request, document, progress)? else {
        return Ok(None);
    };
    let layer = part.text(progress)?;
    Ok(Some(of_part(&part, layer)))
}

/// The same without a look at what the pages of a PDF say, which takes long for many pages.
///
/// # Errors
/// As [`pieces`].
pub fn pieces_without_words(
    request: &Request<'_>,
    document: &Document,
    progress: &Progress,
) -> Result<Option<Pieces>, ExportError> {
    let part = part_of(request, document, progress)?;
    Ok(part.map(|part| of_part(&part, Arc::default())))
}

/// The pages of a document, where it can be shown.
pub(super) fn part_of(
    request: &Request<'_>,
    document: &Document,
    progress: &Progress,
) -> Result<Option<Arc<Part>>, ExportError> {
    let items = request.pack.numbered_items();
    let number = items.iter().find_map(|item| match item {
        NumberedItem::Document(number, found) if found.id == document.id => Some(*number),
        NumberedItem::Document(..) | NumberedItem::Section(..) => None,
    });
    let Some(number) = number else {
        return Ok(None);
    };
    let style = Style {
        paper: request.pack.settings.paper,
        language: request.pack.settings.language.clone(),
    };
    // What is private can be split and has a text as well.
    let request = Request {
        copy: if request.copy.shows(document.audience) {
            request.copy
        } else {
            Copy::Speaking
        },
        ..*request
    };
    let leaves = leaves(&request, number, document, &style, progress)?;
    Ok(leaves.main.filter(|_| leaves.is_shown))
}

fn of_part(part: &Part, layer: Arc<TextLayer>) -> Pieces {
    let pieces = match &part.pieces {
        Some(pieces) => pieces.clone(),
        None => sheets(part, &layer),
    };
    Pieces {
        pieces,
        layer,
        pages: part.page_count(),
    }
}

/// The pages of a PDF, which says nothing that is not its own.
fn sheets(part: &Part, layer: &TextLayer) -> Vec<Piece> {
    let sheets = part.sheets.iter().zip(&part.pages);
    (1..)
        .zip(sheets)
        .map(|(page, (sheet, size))| Piece {
            source: sheet.page,
            turn: sheet.turn,
            page,
            content: layer
                .page(page - 1)
                .map(|text| text.range.clone())
                .unwrap_or_default(),
            frame: Some(Frame {
                x: 0.0,
                y: 0.0,
                width: size.width_pt,
                height: size.height_pt,
            }),
        })
        .collect()
}

/// What of a content that was set on our own pages stands where.
pub(super) fn of_typeset(typeset: &Typeset, content: &Content, extent: &Extent) -> Vec<Piece> {
    match content {
        Content::Flow(_) => blocks(typeset, extent),
        Content::Pictures(_) => pictures(typeset, extent),
        Content::Fixed => Vec::new(),
    }
}

fn blocks(typeset: &Typeset, extent: &Extent) -> Vec<Piece> {
    let places = block_places(typeset);
    let count = u32::try_from(places.len()).unwrap_or(u32::MAX);
    let numbers: Vec<u32> = match extent {
        // A pack file may claim more blocks than any text has.
        Extent::Blocks { blocks, .. } => blocks
            .iter()
            .flat_map(|run| run.0..=run.1)
            .take(places.len())
            .collect(),
        Extent::Whole | Extent::Lines { .. } | Extent::Pages(_) => (1..=count).collect(),
    };
    numbers
        .into_iter()
        .zip(places)
        .map(|(source, place)| Piece {
            source,
            turn: Turn::None,
            page: place.page + 1,
            content: place.content,
            frame: None,
        })
        .collect()
}

fn pictures(typeset: &Typeset, extent: &Extent) -> Vec<Piece> {
    let mut frames = Vec::new();
    for (page, set) in (1..).zip(&typeset.pages) {
        frames.extend(set.ink.iter().filter_map(|ink| match &ink.shape {
            Shape::Picture { rect, .. } => Some((
                page,
                Frame {
                    x: rect.x,
                    y: rect.y,
                    width: rect.width,
                    height: rect.height,
                },
            )),
            _ => None,
        }));
    }
    let shown: Vec<ShownPage> = match extent {
        Extent::Pages(selection) => selection.pages().to_vec(),
        _ => (1..).take(frames.len()).map(ShownPage::upright).collect(),
    };
    let pieces = shown.into_iter().zip(frames);
    pieces
        .map(|(shown, (page, frame))| Piece {
            source: shown.page,
            turn: shown.turn,
            page,
            content: 0..0,
            frame: Some(frame),
        })
        .collect()
}
