//! How flowing text breaks into pages, as a whole and in a document that shows part of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::export;
use crate::pack::Document;
use crate::progress::Progress;

/// How a flowing text and a document that shows part of it break into pages, all counted from 1.
pub(super) struct Flow {
    /// The pages of the whole text on which something begins.
    pub begins: BTreeSet<u32>,
    /// What begins first, of what the document shows, on a page of the whole text.
    pub to: BTreeMap<u32, First>,
}

/// What a document shows first of a page.
#[derive(Clone, Copy)]
pub(super) struct First {
    /// The page of the document on which it begins, counted from 1.
    pub page: u32,
    /// How many blocks the document shows before it.
    pub place: usize,
}

impl Flow {
    /// Those of all pages that the document shows something of. What begins on a page may run over
    /// the next ones; a title, which is always shown, may stand before all.
    pub fn shown(&self, all: impl Iterator<Item = u32>) -> impl Iterator<Item = u32> {
        let mut is_shown = true;
        all.filter(move |page| {
            if self.begins.contains(page) {
                is_shown = self.to.contains_key(page);
            }
            is_shown
        })
    }
}

/// Finds which pages of a flowing text something begins on that the document shows.
pub(super) fn find_flow(
    (alone, whole): (&export::ExportRequest<'_>, &Document),
    (request, document): (&export::ExportRequest<'_>, &Document),
    progress: &Progress,
) -> Result<Flow, export::ExportError> {
    let all = export::pieces_without_words(alone, whole, progress)?;
    let shown = export::pieces_without_words(request, document, progress)?;
    let begins: BTreeMap<u32, u32> = all
        .iter()
        .flat_map(|all| &all.pieces)
        .map(|piece| (piece.source, piece.page))
        .collect();
    let mut to = BTreeMap::new();
    for (place, piece) in shown.iter().flat_map(|shown| &shown.pieces).enumerate() {
        if let Some(page) = begins.get(&piece.source) {
            let page_shown = piece.page;
            to.entry(*page).or_insert(First {
                page: page_shown,
                place,
            });
        }
    }
    Ok(Flow {
        begins: begins.into_values().collect(),
        to,
    })
}
