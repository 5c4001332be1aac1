//! Which part of its source a document shows: pages chosen, a document split, documents merged.

mod carry;
mod extents;

use crate::anchor::Finder;
use crate::edit::{Command, NewDocument, Replacement};
use crate::export::{self, ExportError, Pieces};
use crate::pack::{
    Annotation, Body, Document, DocumentId, Extent, Item, MediaClass, Pack, PageSelection, Target,
};
use crate::progress::{Cancelled, Progress};
use carry::{Shown, begins_on, carried};
use extents::{blocks_on, joined, parted, whole_extent};

pub(crate) use carry::moved_areas;
pub use extents::BlocksOnPage;
pub(crate) use extents::of_blocks;

/// Why a document can't show that. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ExcerptError {
    /// It is not, or no longer, in the pack, or is a page written in Briefpack.
    #[error(
        "this document has no file whose pages could be chosen; select one that was made from a file"
    )]
    NoSource,
    /// It can't be shown.
    #[error("'{title}' can't be shown, so its pages can't be chosen; export or open it to see why")]
    Unreadable {
        /// The document's title.
        title: String,
    },
    /// It was changed since the change was asked for.
    #[error("'{title}' shows other pages by now; look at them and choose again")]
    ShowsOthers {
        /// The document's title.
        title: String,
    },
    /// The source has fewer pages.
    #[error("'{title}' has no page {page}; its last page is {count}")]
    NoSuchPage {
        /// The document's title.
        title: String,
        /// The page that was asked for.
        page: u32,
        /// How many there are.
        count: u32,
    },
    /// Flowing text is in one order, and its pages are ours.
    #[error(
        "'{title}' is flowing text: pages of it can be left out, but not turned, repeated or put in another order; save it as PDF and add that instead"
    )]
    FlowOrder {
        /// The document's title.
        title: String,
    },
    /// No paragraph begins there.
    #[error("no paragraph of '{title}' begins on these pages; choose the page before as well")]
    NothingBegins {
        /// The document's title.
        title: String,
    },
    /// There is nothing before or nothing after the page.
    #[error(
        "'{title}' can't be split at page {page}: one of the two would be empty; choose a page between its first and last paragraphs"
    )]
    EmptyHalf {
        /// The document's title.
        title: String,
        /// The page.
        page: u32,
    },
    /// There is nothing to merge.
    #[error("select two or more documents that were made from one file")]
    TooFew,
    /// They are of different sources, or of different publications in one text.
    #[error(
        "'{title}' and '{other}' are not of one file; only documents that show parts of the same file can be merged"
    )]
    OtherSource {
        /// A document's title.
        title: String,
        /// The other's.
        other: String,
    },
    /// One is private.
    #[error(
        "'{title}' and '{other}' do not go to the same people; make both private or both circulated first"
    )]
    OtherAudience {
        /// A document's title.
        title: String,
        /// The other's.
        other: String,
    },
    /// Together they are too long.
    #[error("together these documents show too many pages; leave some out first")]
    TooMany,
    /// The pages could not be made.
    #[error(transparent)]
    Export(#[from] ExportError),
}

impl From<Cancelled> for ExcerptError {
    fn from(cancelled: Cancelled) -> Self {
        Self::Export(cancelled.into())
    }
}

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

/// How many pages the source of a document has, whatever the document shows of it: pages of a PDF
/// or a picture file, or pages that flowing text takes when all of it is set.
///
/// # Errors
/// [`ExcerptError::NoSource`], [`ExcerptError::Unreadable`] and [`ExcerptError::Export`].
pub fn page_count_of_source(
    request: &export::Request<'_>,
    document: DocumentId,
    progress: &Progress,
) -> Result<u32, ExcerptError> {
    let subject = Subject::of(request, document)?;
    let whole = subject.whole(progress)?;
    Ok(subject.page_count(&whole))
}

/// Which blocks of flowing text begin on which page of a document as it is shown, page by page:
/// `None` where none begins. Blocks count from 1 within the source. `None` for what is no flowing
/// text.
///
/// # Errors
/// As [`page_count_of_source`].
pub fn blocks_on_pages(
    request: &export::Request<'_>,
    document: DocumentId,
    progress: &Progress,
) -> Result<Option<Vec<BlocksOnPage>>, ExcerptError> {
    let subject = Subject::of(request, document)?;
    if subject.class != MediaClass::Flow {
        return Ok(None);
    }
    let shown = subject.shown(request, subject.document, progress)?;
    Ok(Some(extents::blocks_by_page(&shown.pieces, shown.pages)))
}

/// Lets a document show these pages of its source as a whole from now on. Its notes go with what
/// they stand on; those on what is left out are lost until it comes back.
///
/// # Errors
/// See [`ExcerptError`].
pub fn choose(
    request: &export::Request<'_>,
    document: DocumentId,
    pages: &PageSelection,
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let subject = Subject::of(request, document)?;
    let whole = subject.whole(&progress.stretch(0, 40))?;
    let extent = subject.extent_of(pages, &whole)?;
    let old = subject.old(&progress.stretch(40, 60))?;
    let new = subject.with_extent(&extent, &progress.stretch(60, 95))?;
    let annotations = carried(
        &subject.document.annotations,
        (&old, &new),
        &whole.pieces,
        progress,
    )?;
    Ok(Command::SetExtents(vec![Replacement {
        document,
        extent,
        annotations,
    }]))
}

/// A new document that shows these pages of the same source as a whole; it has no notes.
///
/// # Errors
/// See [`ExcerptError`].
pub fn excerpt(
    request: &export::Request<'_>,
    document: DocumentId,
    pages: &PageSelection,
    progress: &Progress,
) -> Result<NewDocument, ExcerptError> {
    let subject = Subject::of(request, document)?;
    let whole = subject.whole(progress)?;
    beside(subject.document, subject.extent_of(pages, &whole)?)
}

/// A new document that shows this of the source of another; it has no notes.
///
/// # Errors
/// [`ExcerptError::NoSource`].
pub fn beside(document: &Document, extent: Extent) -> Result<NewDocument, ExcerptError> {
    let source = document.source().ok_or(ExcerptError::NoSource)?;
    Ok(NewDocument {
        title: document.title.clone(),
        kind: document.kind,
        date: document.date,
        publisher: document.publisher.clone(),
        source: source.clone(),
        extent,
        reference: document.reference.clone(),
        marking: document.marking.clone(),
        audience: Some(document.audience),
        annotations: Vec::new(),
    })
}

/// Makes two documents of one: the second begins with what begins on `at_page`, a page of the
/// document as it is shown, counted from 1. It gets the notes that stand on it, ids and all.
///
/// # Errors
/// See [`ExcerptError`].
pub fn split(
    request: &export::Request<'_>,
    document: DocumentId,
    at_page: u32,
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let subject = Subject::of(request, document)?;
    let shown = subject.shown(request, subject.document, &progress.stretch(0, 30))?;
    let at = shown.pieces.partition_point(|piece| piece.page < at_page);
    let whole = subject.whole(&progress.stretch(30, 60))?;
    let halves = parted(subject.extent, subject.class, &shown.pieces, at).ok_or_else(|| {
        ExcerptError::EmptyHalf {
            title: subject.title(),
            page: at_page,
        }
    })?;
    let old = subject.old(&progress.stretch(60, 70))?;
    let finder = Finder::new(old.content.as_str());
    let is_second = |one: &&Annotation| begins_on(one, &finder, &old).is_some_and(|on| on >= at);
    let (second, first): (Vec<&Annotation>, Vec<&Annotation>) =
        subject.document.annotations.iter().partition(is_second);
    let mut parts = Vec::new();
    for (annotations, extent, range) in [
        (first, halves.0, 0..at),
        (second, halves.1, at..old.pieces.len()),
    ] {
        let annotations: Vec<Annotation> = annotations.into_iter().cloned().collect();
        let new = subject.with(&extent, &annotations, &progress.stretch(70, 95))?;
        let on = (&old.only(range), &new);
        parts.push((extent, carried(&annotations, on, &whole.pieces, progress)?));
    }
    let (Some((extent, annotations)), Some((first_extent, first_annotations))) =
        (parts.pop(), parts.pop())
    else {
        return Err(ExcerptError::NoSource);
    };
    Ok(Command::Split {
        first: Replacement {
            document,
            extent: first_extent,
            annotations: first_annotations,
        },
        extent,
        annotations,
    })
}

/// Makes one document of several that show parts of one source. Pages follow each other in the
/// order of `documents`; the first keeps its title and its place, and gets the notes of all.
///
/// # Errors
/// See [`ExcerptError`].
pub fn merge(
    request: &export::Request<'_>,
    documents: &[DocumentId],
    progress: &Progress,
) -> Result<Command, ExcerptError> {
    let subjects = documents
        .iter()
        .map(|id| Subject::of(request, *id))
        .collect::<Result<Vec<_>, _>>()?;
    let Some((first, others)) = subjects.split_first() else {
        return Err(ExcerptError::TooFew);
    };
    first.check_mergeable(others)?;
    let whole = first.whole(&progress.stretch(0, 30))?;
    let extents: Vec<&Extent> = subjects.iter().map(|one| one.extent).collect();
    let extent = joined(&extents, first.class, whole.pieces.len()).ok_or(ExcerptError::TooMany)?;
    let all: Vec<Annotation> = subjects
        .iter()
        .flat_map(|one| one.document.annotations.iter().cloned())
        .collect();
    let new = first.with(&extent, &all, &progress.stretch(30, 60))?;
    let mut annotations = Vec::new();
    let mut before = 0;
    for subject in &subjects {
        let old = subject.old(&progress.stretch(60, 90))?;
        // Where a page is shown twice, notes stay on the one that they stood on.
        let range = match first.class {
            MediaClass::Flow => 0..new.pieces.len(),
            MediaClass::Pages | MediaClass::Picture => before..before + old.pieces.len(),
        };
        before += old.pieces.len();
        let on = (&old, &new.only(range));
        let own = &subject.document.annotations;
        annotations.extend(carried(own, on, &whole.pieces, progress)?);
    }
    annotations.sort_by_key(|one| one.id);
    Ok(Command::Merge {
        into: Replacement {
            document: first.document.id,
            extent,
            annotations,
        },
        from: others.iter().map(|other| other.document.id).collect(),
    })
}

/// A pack with one document.
fn alone(pack: &Pack, document: Document) -> Pack {
    Pack {
        outline: vec![Item::Document(document)],
        ..pack.clone()
    }
}

/// A document that is made from a file.
#[derive(Clone, Copy)]
struct Subject<'a> {
    request: &'a export::Request<'a>,
    document: &'a Document,
    extent: &'a Extent,
    class: MediaClass,
}

impl<'a> Subject<'a> {
    fn of(request: &'a export::Request<'a>, id: DocumentId) -> Result<Self, ExcerptError> {
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

    fn title(&self) -> String {
        self.document.title.clone()
    }

    fn has_text_notes(&self) -> bool {
        let mut annotations = self.document.annotations.iter();
        annotations.any(|one| matches!(one.target, Target::Text(_)))
    }

    /// All of the source, without its words where it is a PDF.
    fn whole(&self, progress: &Progress) -> Result<Pieces, ExcerptError> {
        let Some(pack) = source_alone(self.request.pack, self.document.id) else {
            return Err(ExcerptError::NoSource);
        };
        let document = pack.documents().next().ok_or(ExcerptError::NoSource)?;
        let request = export::Request {
            pack: &pack,
            ..*self.request
        };
        let whole = export::pieces_without_words(&request, document, progress)?;
        whole.ok_or_else(|| ExcerptError::Unreadable {
            title: self.title(),
        })
    }

    /// A document as it is shown, with its words if there are notes that need them.
    fn shown(
        &self,
        request: &export::Request<'_>,
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
    fn old(&self, progress: &Progress) -> Result<Shown, ExcerptError> {
        match self.shown(self.request, self.document, progress) {
            Ok(pieces) => Ok(pieces.into()),
            Err(ExcerptError::Unreadable { .. }) => Ok(Shown::default()),
            Err(error) => Err(error),
        }
    }

    /// What the document shows with this extent.
    fn with_extent(&self, extent: &Extent, progress: &Progress) -> Result<Shown, ExcerptError> {
        self.with(extent, &self.document.annotations, progress)
    }

    /// The same with these annotations, of which those on the whole document stand above it.
    fn with(
        &self,
        extent: &Extent,
        annotations: &[Annotation],
        progress: &Progress,
    ) -> Result<Shown, ExcerptError> {
        let Some(source) = self.document.source() else {
            return Err(ExcerptError::NoSource);
        };
        let above = annotations
            .iter()
            .filter(|one| one.target == Target::Document);
        let document = Document {
            body: Body::Source {
                source: source.clone(),
                extent: extent.clone(),
            },
            annotations: above.cloned().collect(),
            ..self.document.clone()
        };
        let pack = alone(self.request.pack, document.clone());
        let request = export::Request {
            pack: &pack,
            ..*self.request
        };
        let has_text = annotations
            .iter()
            .any(|one| matches!(one.target, Target::Text(_)));
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

    fn page_count(&self, whole: &Pieces) -> u32 {
        match self.class {
            MediaClass::Flow => whole.pages,
            // A picture may stand on the page after its title.
            MediaClass::Pages | MediaClass::Picture => {
                u32::try_from(whole.pieces.len()).unwrap_or(u32::MAX)
            }
        }
    }

    /// The extent that shows these pages.
    fn extent_of(&self, pages: &PageSelection, whole: &Pieces) -> Result<Extent, ExcerptError> {
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

    fn check_mergeable(&self, others: &[Self]) -> Result<(), ExcerptError> {
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
