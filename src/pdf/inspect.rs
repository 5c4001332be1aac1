//! What a PDF holds, for the outline, the page numbers and the report.

use super::error::PdfError;

/// One page, as a reader sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageInfo {
    /// Width as displayed, in points: after rotation, within the crop box, times the user unit.
    pub width_pt: f32,
    /// Height as displayed, in points.
    pub height_pt: f32,
}

/// What a PDF holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inspection {
    /// The pages, in order; never empty.
    pub pages: Vec<PageInfo>,
    /// The title in the document's own metadata; not blank.
    pub title: Option<String>,
    /// Whether it has bookmarks of its own.
    pub has_outline: bool,
    /// Whether it has a structure tree, which screen readers use.
    pub is_tagged: bool,
    /// Whether its bytes are encrypted, with or without a password to open it.
    pub is_encrypted: bool,
    /// Whether it has form fields.
    pub has_form: bool,
    /// Whether files are attached to it; they are not taken into a pack.
    pub has_attachments: bool,
}

/// Reads what a PDF holds. An empty user password is tried without asking.
///
/// # Errors
/// [`PdfError`] where the bytes are not a readable PDF or the password does not fit.
pub fn inspect(bytes: &[u8], password: Option<&str>) -> Result<Inspection, PdfError> {
    let _ = (bytes, password);
    Err(PdfError::NoPages)
}
