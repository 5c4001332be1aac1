//! A document on our own pages, kept for the notes that are set beside it.

use std::sync::{Arc, OnceLock};

use super::piece::Piece;
use crate::text::TextLayer;
use crate::typeset::Typeset;

/// A document on its pages, with no notes beside it yet. A note that is written moves nothing of
/// it.
#[derive(Debug)]
pub(super) struct SetText {
    pub typeset: Arc<Typeset>,
    pub pieces: Vec<Piece>,
    /// What should be told of it.
    pub remarks: Vec<String>,
    /// Whether it is a text, which notes are set beside.
    pub is_flow: bool,
    /// What its pages say; read when first asked for.
    pub layer: OnceLock<TextLayer>,
}

#[cfg(test)]
impl SetText {
    pub(super) fn blank(is_flow: bool) -> Self {
        Self {
            typeset: Arc::default(),
            pieces: Vec::new(),
            remarks: Vec::new(),
            is_flow,
            layer: OnceLock::new(),
        }
    }
}
