//! Which piece of a source stands where in a document.

use std::sync::Arc;

use super::document::document_parts;
use super::part::Part;
use super::piece::{Frame, Piece};
use super::{Copy, ExportError, ExportRequest};
use crate::pack::{Document, NumberedItem};
use crate::progress::Progress;
use crate::text::TextLayer;
use crate::typeset::Style;

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

/// What a document of the request's pack shows of its source. `None` where it can't be shown.
///
/// # Errors
/// [`ExportError::Cancelled`], or a defect in writing our own pages.
pub fn pieces(
    request: &ExportRequest<'_>,
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
    request: &ExportRequest<'_>,
    document: &Document,
    progress: &Progress,
) -> Result<Option<Pieces>, ExportError> {
    let part = part_of(request, document, progress)?;
    Ok(part.map(|part| of_part(&part, Arc::default())))
}

/// The pages of a document, where it can be shown.
pub(super) fn part_of(
    request: &ExportRequest<'_>,
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
    let request = ExportRequest {
        copy: if request.copy.shows(document.audience) {
            request.copy
        } else {
            Copy::Speaking
        },
        ..*request
    };
    let document_parts = document_parts(&request, number, document, &style, progress)?;
    Ok(document_parts.main.filter(|_| document_parts.is_shown))
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
