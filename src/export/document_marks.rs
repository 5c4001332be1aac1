//! What is put on the pages of a document.

use std::collections::HashMap;
use std::sync::Arc;

use crate::pack::AnnotationId;
use crate::pdf::assemble::{PageComment, PageLink, PageMark};

/// How far a marker's centre is left of its passage, and a link reaches around it, in points.
pub(super) const MARKER_PT: f32 = 8.0;

/// What is put on one page of a document. Places count from its upper left corner.
#[derive(Debug, Default)]
pub(super) struct PageMarks {
    pub marks: Vec<(AnnotationId, PageMark)>,
    pub links: Vec<PageLink>,
    pub comments: Vec<PageComment>,
    /// The page of the PDF of markers that is laid over it.
    pub markers: Option<u32>,
}

/// What is put on the pages of a document.
#[derive(Debug, Default)]
pub(super) struct DocumentMarks {
    /// By page of the document, counted from 0.
    pub pages: HashMap<u32, PageMarks>,
    /// Pages with the numbers that stand beside passages.
    pub markers: Option<Arc<[u8]>>,
}

/// Where a note stands in the PDF: a page, counted from 0, and the height on it in points.
pub(super) type NotePlace = (u32, f32);

/// A link from the number beside a passage to its note.
pub(super) fn link_to_note(
    (x, y): (f32, f32),
    (page, top): NotePlace,
    number: Option<u32>,
) -> PageLink {
    PageLink {
        left: x - MARKER_PT,
        top: y - MARKER_PT,
        right: x + MARKER_PT,
        bottom: y + MARKER_PT,
        page,
        top_pt: Some(top),
        description: number.map_or_else(|| "Note".to_owned(), |number| format!("Note {number}")),
    }
}
