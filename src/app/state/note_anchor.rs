//! Where marks are on the screen.

use eframe::egui::Rect;

use crate::pack::AnnotationId;

/// Where a mark is on the screen, for the cards beside the pages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoteAnchor {
    /// The mark.
    pub annotation: AnnotationId,
    /// The rectangle around it on the screen, on its first page; may lie out of sight.
    pub rect: Rect,
    /// The right edge of that page on the screen.
    pub page_right: f32,
}
