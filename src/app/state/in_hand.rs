//! The annotation in hand.

use crate::pack::AnnotationId;

/// The annotation in hand: its passage and its card are shown as belonging together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InHand {
    pub annotation: Option<AnnotationId>,
    /// Whether its text is to take the keyboard when its card is drawn next.
    pub is_to_write: bool,
    /// Whether its card, or its passage, is to be scrolled into sight.
    pub is_to_show: bool,
}
