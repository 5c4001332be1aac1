//! What can be dragged within the window.

use std::path::PathBuf;

use crate::app::message::anchor::Anchor;
use crate::app::message::pages::{FlowAct, FlowPages, PageChange};
use crate::pack::{AnnotationId, DocumentId, ItemId, PageSelection, Target};

/// What can be dragged within the window.
#[derive(Debug, Clone)]
pub enum Dragged {
    /// Sections and documents of the pack.
    Items(Vec<ItemId>),
    /// Files of the library.
    Files(Vec<PathBuf>),
    /// Pages of a document.
    Pages(DraggedPages),
}

/// Pages that are dragged.
#[derive(Debug, Clone)]
pub struct DraggedPages {
    /// The document whose thumbnails they were taken from.
    pub document: DocumentId,
    /// Which ones.
    pub pages: PagesOf,
}

impl DraggedPages {
    /// How many there are.
    pub fn count(&self) -> usize {
        match &self.pages {
            PagesOf::Source(pages) => pages.pages().len(),
            PagesOf::Shown(shown) => shown.pages.len(),
        }
    }

    /// The change that makes a document of them here.
    pub fn excerpt(&self, at: Anchor) -> PageChange {
        let document = self.document;
        match &self.pages {
            PagesOf::Source(pages) => PageChange::Excerpt(document, pages.clone(), Some(at)),
            PagesOf::Shown(shown) => PageChange::Flow(shown.clone(), FlowAct::Excerpt(Some(at))),
        }
    }
}

/// Which pages are dragged.
#[derive(Debug, Clone)]
pub enum PagesOf {
    /// Pages of the document's source, turned as they are shown.
    Source(PageSelection),
    /// Pages of flowing text as the document shows it.
    Shown(FlowPages),
}

/// A note or mark that is dragged.
#[derive(Debug, Clone, Copy)]
pub struct DraggedNote(pub AnnotationId);

/// A passage or area that is dragged; it is not marked yet.
#[derive(Debug, Clone)]
pub struct DraggedPassage {
    /// The document that it is of.
    pub document: DocumentId,
    pub target: Target,
}
