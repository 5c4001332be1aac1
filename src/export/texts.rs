//! The text of what is shown, and where marks stand on it.

use std::sync::Arc;

use super::pieces::part_of;
use super::{Copy, ExportError, ExportRequest};
use crate::pack::{AnnotationId, Document};
use crate::progress::Progress;
use crate::text::{Quad, TextLayer};

/// The text of a document of the request's pack. `None` where the document can't be shown.
///
/// # Errors
/// [`ExportError::Cancelled`], or a defect in writing our own pages.
pub fn document_text(
    request: &ExportRequest<'_>,
    document: &Document,
    progress: &Progress,
) -> Result<Option<Arc<TextLayer>>, ExportError> {
    let request = ExportRequest {
        copy: Copy::Speaking,
        ..*request
    };
    match part_of(&request, document, progress)? {
        Some(part) => Ok(Some(part.text(progress)?)),
        None => Ok(None),
    }
}

/// A mark as it stands on a page of a [`super::Preview`].
#[derive(Debug, Clone, PartialEq)]
pub struct ShownMark {
    /// The annotation.
    pub annotation: AnnotationId,
    /// The page of the preview, counted from 0.
    pub page: u32,
    /// Its pieces, in points from the upper left corner of that page.
    pub quads: Vec<Quad>,
}

/// The text of some pages of a place that follow each other.
#[derive(Debug, Clone)]
pub struct TextPiece {
    /// The text.
    pub layer: Arc<TextLayer>,
    /// The page of the place that the layer's first page is, counted from 0.
    pub first_page: u32,
    /// How far each page of the layer is moved down on the page that is shown, in points.
    pub tops_pt: Vec<f32>,
    /// Whether these are the document's pages, on which notes can be made: its page 1 is the
    /// layer's first.
    pub is_document: bool,
}
