//! A document on our own pages, kept for the notes that are set beside it.

use std::sync::{Arc, OnceLock};

use super::held::{Held, Holding, holding};
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
    pub layer: OnceLock<Arc<TextLayer>>,
}

impl Held for SetText {
    fn holdings(&self) -> Vec<Holding> {
        let set = holding(&self.typeset, self.typeset.size_bytes());
        let layer = self.layer.get();
        let layer = layer.map(|layer| holding(layer, layer.size_bytes()));
        [Some(set), layer].into_iter().flatten().collect()
    }

    fn is_read(&self) -> bool {
        self.layer.get().is_some()
    }
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
