//! A document whose pages are chosen, and what it shows.

use super::carry::Shown;
use super::error::ExcerptError;
use super::extents::{self, blocks_on, whole_extent};
use crate::export::{self, Pieces};
use crate::pack::{
    Annotation, Body, Document, DocumentId, Extent, MediaClass, Pack, PageSelection, Target,
};
use crate::progress::Progress;

/// A pack with this document alone, all of its source shown and without notes: its pages are those
/// that are chosen from. `None` for a briefing page.
pub fn source_alone(pack: &Pack, document: DocumentId) -> Option<Pack> {
    let document = pack.document(document)?;
    let Body::Source { source, extent } = &document.body else {
        return None;
    };
    let whole = Document {
        body: Body::Source {
            source: source.clone(),
            extent: whole_extent(extent),
        },
        annotations: Vec::new(),
        ..document.clone()
    };
    Some(alone(pack, whole))
}

fn alone(pack: &Pack, document: Document) -> Pack {
    Pack {
        outline: vec![document.into()],
        ..pack.clone()
    }
}

/// A document that is made from a file.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub request: &'a export::ExportRequest<'a>,
    pub document: &'a Document,
    pub extent: &'a Extent,
    pub class: MediaClass,
}

impl<'a> Subject<'a> {
    pub fn of(
        request: &'a export::ExportRequest<'a>,
        id: DocumentId,
    ) -> Result<Self, ExcerptError> {
        let found = request.pack.document(id).and_then(|document| {
            let Body::Source { source, extent } = &document.body else {
                return None;
            };
            Some(Self {
                request,
                document,
                extent,
                class: request.pack.sources.get(source)?.media.class(),
            })
        });
        found.ok_or(ExcerptError::NoSource)
    }

    pub fn title(&self) -> String {
        self.document.title.clone()
    }

    fn has_text_notes(&self) -> bool {
        let mut annotations = self.document.annotations.iter();
        annotations.any(|one| matches!(one.target, Target::Text(_)))
    }

    /// All of the source, without its words where it is a PDF.
    pub fn whole(&self, progress: &Progress) -> Result<Pieces, ExcerptError> {
        let Some(pack) = source_alone(self.request.pack, self.document.id) else {
            return Err(ExcerptError::NoSource);
        };
        let document = pack.documents().next().ok_or(ExcerptError::NoSource)?;
        let request = export::ExportRequest {
            pack: &pack,
            ..*self.request
        };
        let whole = export::pieces_without_words(&request, document, progress)?;
        whole.ok_or_else(|| ExcerptError::Unreadable {
            title: self.title(),
        })
    }

    /// A document as it is shown, with its words if there are notes that need them.
    pub fn shown(
        &self,
        request: &export::ExportRequest<'_>,
        document: &Document,
        progress: &Progress,
    ) -> Result<Pieces, ExcerptError> {
        let shown = if self.has_text_notes() {
            export::pieces(request, document, progress)?
        } else {
            export::pieces_without_words(request, document, progress)?
        };
        shown.ok_or_else(|| ExcerptError::Unreadable {
            title: self.title(),
        })
    }

    /// What the document shows now; nothing where it can't be shown.
    pub fn old(&self, progress: &Progress) -> Result<Shown, ExcerptError> {
        match self.shown(self.request, self.document, progress) {
            Ok(pieces) => Ok(pieces.into()),
            Err(ExcerptError::Unreadable { .. }) => Ok(Shown::default()),
            Err(error) => Err(error),
        }
    }

    /// What the document shows when it is like this. Of its annotations those on the whole
    /// document stand above it.
    pub fn with(
        &self,
        extent: &Extent,
        annotations: &[Annotation],
        title: &str,
        progress: &Progress,
    ) -> Result<Shown, ExcerptError> {
        let Some(source) = self.document.source() else {
            return Err(ExcerptError::NoSource);
        };
        let above = annotations
            .iter()
            .filter(|annotation| annotation.target == Target::Document);
        let document = Document {
            title: title.to_owned(),
            body: Body::Source {
                source: source.clone(),
                extent: extent.clone(),
            },
            annotations: above.cloned().collect(),
            ..self.document.clone()
        };
        let pack = alone(self.request.pack, document.clone());
        let request = export::ExportRequest {
            pack: &pack,
            ..*self.request
        };
        let has_text = annotations
            .iter()
            .any(|annotation| matches!(annotation.target, Target::Text(_)));
        let shown = if has_text {
            export::pieces(&request, &document, progress)?
        } else {
            export::pieces_without_words(&request, &document, progress)?
        };
        shown
            .map(Shown::from)
            .ok_or_else(|| ExcerptError::Unreadable {
                title: self.title(),
            })
    }

    pub fn page_count(&self, whole: &Pieces) -> u32 {
        match self.class {
            MediaClass::Flow => whole.pages,
            // A picture may stand on the page after its title.
            MediaClass::Pages | MediaClass::Picture => {
                u32::try_from(whole.pieces.len()).unwrap_or(u32::MAX)
            }
        }
    }

    /// The extent that shows these pages, or what the document shows of them.
    pub fn extent_of(&self, pages: &PageSelection, whole: &Pieces) -> Result<Extent, ExcerptError> {
        let count = self.page_count(whole);
        if let Some(shown) = pages.pages().iter().find(|shown| shown.page > count) {
            return Err(ExcerptError::NoSuchPage {
                title: self.title(),
                page: shown.page,
                count,
            });
        }
        if self.class != MediaClass::Flow {
            return Ok(extents::of_pages(pages.clone(), count));
        }
        if !extents::is_in_order(pages) {
            return Err(ExcerptError::FlowOrder {
                title: self.title(),
            });
        }
        blocks_on(pages, &whole.pieces, self.extent).ok_or_else(|| ExcerptError::NothingBegins {
            title: self.title(),
        })
    }

    pub fn check_mergeable(&self, others: &[Self]) -> Result<(), ExcerptError> {
        if others.is_empty() {
            return Err(ExcerptError::TooFew);
        }
        for (index, other) in others.iter().enumerate() {
            let is_repeated = |one: &Self| one.document.id == other.document.id;
            if is_repeated(self) || others.iter().take(index).any(is_repeated) {
                return Err(ExcerptError::TooFew);
            }
            let titles = (self.title(), other.title());
            let is_same = self.document.source() == other.document.source()
                && self.extent.lines() == other.extent.lines();
            if !is_same {
                let (title, other) = titles;
                return Err(ExcerptError::OtherSource { title, other });
            }
            if self.document.audience != other.document.audience {
                let (title, other) = titles;
                return Err(ExcerptError::OtherAudience { title, other });
            }
        }
        Ok(())
    }
}
