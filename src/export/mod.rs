//! A pack to one PDF.
//!
//! Each document becomes a PDF of its own, a *part*, kept in the [`PartCache`]. The count of the
//! parts' pages gives every item its page; then cover, contents and dividers are set, every page
//! is stamped, and the parts are bound together.
//!
//! Architecture invariant: the page that the contents name, the bookmark, the number printed on
//! the page and the PDF's own count are all taken from one [`Plan`]; and what the reader shows is
//! bound from the very parts that the export binds.

mod binding;
mod bookmarks;
mod briefing;
mod cache;
mod comments;
mod copy;
mod copy_pages;
mod cropped;
mod document;
mod document_marks;
mod document_parts;
mod error;
mod facts;
mod flowing;
mod front;
mod held;
mod known;
mod layout;
mod located;
mod markers;
mod marking;
mod marking_up;
mod not_shown;
mod notes;
mod output;
mod own_pages;
mod parallel;
mod part;
mod part_key;
mod passwords;
mod piece;
mod pieces;
mod plan;
mod provenance;
mod report;
mod set_text;
mod setting;
mod stamping;
mod texts;

pub use cache::PartCache;
pub use copy::{Copy, both_files, speaking_file};
pub use error::ExportError;
pub use facts::SourceFacts;
pub use output::check_target;
pub use own_pages::{OwnPages, UnstampedPages, own_pages, unstamped_pages};
pub use passwords::Passwords;
pub use piece::{Frame, Piece};
pub use pieces::{Pieces, pieces, pieces_without_words};
pub use plan::{Pages, Place, Plan};
pub use report::{Finding, FindingKind, Report};
pub use stamping::Extension;
pub use texts::{ShownMark, TextPiece, document_text};

use std::io::{self, BufWriter};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::pack::{Document, ItemNumber, Media, Pack};
use crate::pdf::assemble::Sink;
use crate::pdf::error::AssembleError;
use crate::pdf::inspect::PageInfo;
use crate::progress::Progress;
use crate::store::{NewFile, SourceStore, StoreError};
use crate::typeset::Style;
use binding::{Bound, Stretch};
use layout::CountedPack;

/// How much of a file is written at once, in bytes.
const FILE_BUFFER_BYTES: usize = 256 << 10;

/// What an export is made from.
#[derive(Debug, Clone, Copy)]
pub struct ExportRequest<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The bytes of its documents.
    pub sources: &'a SourceStore,
    /// What opens protected PDFs.
    pub passwords: &'a Passwords,
    /// Parts that were made before.
    pub cache: &'a PartCache,
    /// Which copy of the pack.
    pub copy: Copy,
}

/// A finished export.
#[derive(Debug, Clone)]
pub struct Exported {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: u32,
    /// What needs a look.
    pub report: Report,
}

/// A finished export in a file.
#[derive(Debug, Clone)]
pub struct ExportedFile {
    /// How many pages it has.
    pub pages: u32,
    /// What needs a look.
    pub report: Report,
}

/// Some pages of the export, as a PDF of their own.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The PDF.
    pub bytes: Arc<[u8]>,
    /// Which pages of the place it holds, counted from 0.
    pub made: Range<u32>,
    /// The size of each page of the place.
    pub sizes: Vec<PageInfo>,
    /// The page of the pack that the place begins with, counted from 1.
    pub first_page: u32,
    /// How many pages the place has.
    pub pages: u32,
    /// How many pages the pack has.
    pub total: u32,
    /// How much taller each page of the place is made for what is stamped on it.
    pub extensions: Vec<Extension>,
    /// The marks on its pages.
    pub marks: Vec<ShownMark>,
    /// Which pages of the place are the document's own, rather than notes before and after it;
    /// counted from 0. `None` where it is no document that can be shown.
    pub document_pages: Option<Range<u32>>,
}

/// Finds the page of every item.
///
/// # Errors
/// [`ExportError::Cancelled`], or a defect in writing our own pages.
pub fn plan(request: &ExportRequest<'_>, progress: &Progress) -> Result<Plan, ExportError> {
    Ok(CountedPack::new(*request, progress)?.plan)
}

/// Makes the PDF of the whole pack. The same pack gives the same bytes.
///
/// A document that can't be shown is replaced by a page that says so, and the report names it.
///
/// # Errors
/// [`ExportError::Cancelled`], or a defect in writing our own pages.
pub fn export(request: &ExportRequest<'_>, progress: &Progress) -> Result<Exported, ExportError> {
    let (bound, layout) = bind(request, &Stretch::Pack, &in_memory, progress)?;
    Ok(Exported {
        bytes: in_hand(bound.pdf)?,
        pages: layout.plan.total(),
        report: report(request, &layout, progress)?,
    })
}

/// The same straight into a file, which is whole in the end or not there. It takes little memory,
/// however large the documents are.
///
/// # Errors
/// As [`export`], and [`ExportError::OwnFile`] and [`ExportError::Store`] as [`check_target`].
pub fn export_file(
    request: &ExportRequest<'_>,
    path: &Path,
    progress: &Progress,
) -> Result<ExportedFile, ExportError> {
    check_target(path, request)?;
    let file = NewFile::create(path)?;
    let not_written = |error: io::Error| {
        let file = path.to_owned();
        ExportError::Store(StoreError::Write { file, error })
    };
    let sink = || {
        let begun = file.begin().map_err(not_written)?;
        let buffered = BufWriter::with_capacity(FILE_BUFFER_BYTES, begun);
        Ok(Sink::Elsewhere(Box::new(buffered)))
    };
    let layout = match bind(request, &Stretch::Pack, &sink, progress) {
        Ok((_, layout)) => layout,
        Err(ExportError::Assemble(AssembleError::Written(why))) => {
            return Err(not_written(io::Error::other(why)));
        }
        Err(error) => return Err(error),
    };
    let report = report(request, &layout, progress)?;
    // Something may have come into its place meanwhile.
    check_target(path, request)?;
    file.finish()?;
    Ok(ExportedFile {
        pages: layout.plan.total(),
        report,
    })
}

/// Finds out what an export needs to know of the PDFs in a pack, and keeps it for the exports to come.
///
/// # Errors
/// As [`plan`].
pub fn prepare(request: &ExportRequest<'_>, progress: &Progress) -> Result<(), ExportError> {
    let pack = request.pack;
    let style = Style {
        paper: pack.settings.paper,
        language: pack.settings.language.clone(),
    };
    let is_pdf = |document: &&Document| {
        let source = document.source().and_then(|id| pack.sources.get(id));
        source.is_some_and(|source| source.media == Media::Pdf)
    };
    let documents: Vec<&Document> = pack.documents().filter(is_pdf).collect();
    parallel::map(&documents, progress, |document| {
        let quiet = progress.stretch(100, 100);
        let number = ItemNumber::Top(1);
        let parts = document::document_parts(request, number, document, &style, &quiet)?;
        if let Some(main) = &parts.main {
            main.margins(request.cache.facts(), &quiet)?;
        }
        Ok::<_, ExportError>(())
    })?;
    Ok(())
}

fn in_memory() -> Result<Sink, ExportError> {
    Ok(Sink::Memory(Vec::new()))
}

/// The PDF that was written into the memory.
fn in_hand(sink: Sink) -> Result<Vec<u8>, ExportError> {
    match sink {
        Sink::Memory(bytes) => Ok(bytes),
        Sink::Elsewhere(_) => Err(ExportError::Defect("the PDF got lost".to_owned())),
    }
}

/// What needs a look in a finished export.
fn report(
    request: &ExportRequest<'_>,
    layout: &CountedPack<'_>,
    progress: &Progress,
) -> Result<Report, ExportError> {
    let mut report = layout.plan.report.clone();
    report.findings.extend(layout.grown_pages());
    let others = other_numbers(request, layout, progress)?;
    report.findings.extend(others);
    Ok(report)
}

/// Tells the speaker where the page numbers of the others begin to be different.
fn other_numbers(
    request: &ExportRequest<'_>,
    layout: &CountedPack<'_>,
    progress: &Progress,
) -> Result<Option<Finding>, ExportError> {
    if request.copy != Copy::Speaking || request.pack.settings.same_page_numbers {
        return Ok(None);
    }
    let circulation = ExportRequest {
        copy: Copy::Circulation,
        ..*request
    };
    let others = plan(&circulation, &progress.stretch(100, 100))?;
    let differing = request.pack.documents().find_map(|document| {
        let here = layout.plan.page_of_document(document.id)?;
        let there = others.page_of_document(document.id)?;
        (here != there).then_some((document, here, there))
    });
    Ok(differing.map(|(document, here, there)| {
        let what = format!(
            "from here on the copies have different page numbers: it begins on page {here}, and on page {there} of the circulation copy. 'Same page numbers in both copies' keeps them alike."
        );
        Finding::of_document(document, &what)
    }))
}

/// Makes the pages of one place, exactly as they stand in the export.
///
/// # Errors
/// [`ExportError::NoPages`] where the place has none of its own; otherwise as [`export`].
pub fn preview(
    request: &ExportRequest<'_>,
    place: Place,
    progress: &Progress,
) -> Result<Preview, ExportError> {
    preview_of(request, place, &Stretch::Place(place), progress)
}

/// Makes some of the pages of one place, counted from 0, as [`preview`] makes all of them; the
/// links from one to another are left out. Pages that there are not are none.
///
/// # Errors
/// As [`preview`].
pub fn preview_of_pages(
    request: &ExportRequest<'_>,
    place: Place,
    pages: Range<u32>,
    progress: &Progress,
) -> Result<Preview, ExportError> {
    preview_of(request, place, &Stretch::Part(place, pages), progress)
}

fn preview_of(
    request: &ExportRequest<'_>,
    place: Place,
    stretch: &Stretch,
    progress: &Progress,
) -> Result<Preview, ExportError> {
    let (mut bound, layout) = bind(request, stretch, &in_memory, progress)?;
    let pages = layout.plan.own_pages(place).ok_or(ExportError::NoPages)?;
    let made = match stretch {
        Stretch::Part(_, some) => some.start..some.end.min(pages.count),
        Stretch::Place(_) | Stretch::Pack => 0..pages.count,
    };
    for mark in &mut bound.marks {
        mark.page += made.start;
    }
    let extensions = layout.extensions(place, progress)?;
    Ok(Preview {
        bytes: in_hand(bound.pdf)?.into(),
        made,
        sizes: layout.sizes(place, &extensions)?,
        first_page: pages.first,
        pages: pages.count,
        total: layout.plan.total(),
        extensions,
        marks: bound.marks,
        document_pages: layout.document_pages(place)?,
    })
}

/// The text of the pages of one place, as they stand in the export.
///
/// # Errors
/// As [`export`].
pub fn texts(
    request: &ExportRequest<'_>,
    place: Place,
    progress: &Progress,
) -> Result<Vec<TextPiece>, ExportError> {
    let layout = CountedPack::for_place(*request, place, &progress.stretch(0, 50))?;
    layout.texts(place, &progress.stretch(50, 100))
}

/// A pack with its pages counted, to look through all its words.
pub struct Counted<'a> {
    layout: CountedPack<'a>,
}

impl<'a> Counted<'a> {
    /// Counts the pages of a pack.
    ///
    /// # Errors
    /// As [`plan`].
    pub fn new(request: &ExportRequest<'a>, progress: &Progress) -> Result<Self, ExportError> {
        Ok(Self {
            layout: CountedPack::new(*request, progress)?,
        })
    }

    /// Which page everything is on.
    pub fn plan(&self) -> &Plan {
        &self.layout.plan
    }

    /// The text of the pages of one place, as [`texts`], but for the heights at which it stands.
    ///
    /// # Errors
    /// As [`export`].
    pub fn words(&self, place: Place, progress: &Progress) -> Result<Vec<TextPiece>, ExportError> {
        self.layout.words(place, progress)
    }
}

/// Binds pages. A foreign PDF that turns out to be unusable only then is
/// noted, and everything is laid out anew with a placeholder for it.
fn bind<'a>(
    request: &ExportRequest<'a>,
    stretch: &Stretch,
    sink: &dyn Fn() -> Result<Sink, ExportError>,
    progress: &Progress,
) -> Result<(Bound, CountedPack<'a>), ExportError> {
    loop {
        let counting = progress.stretch(0, 50);
        let layout = match stretch {
            Stretch::Pack => CountedPack::new(*request, &counting)?,
            Stretch::Place(place) | Stretch::Part(place, _) => {
                CountedPack::for_place(*request, *place, &counting)?
            }
        };
        match binding::bind(&layout, stretch, sink()?, &progress.stretch(50, 100)) {
            Ok(bound) => return Ok((bound, layout)),
            Err(binding::BindError::Unusable { source, not_shown }) => {
                // Refused for good, so the loop ends after as many rounds as there are sources.
                if !request.cache.refuse(source, not_shown) {
                    return Err(ExportError::Defect("a refused source was bound".to_owned()));
                }
            }
            Err(binding::BindError::Failed(error)) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::not_shown::NotShown;
    use super::part::Part;
    use super::*;
    use crate::edit::{Command, NewDocument, apply};
    use crate::pack::{DocumentKind, Extent, Location, Media, Source};
    use crate::pdf::error::PdfError;
    use crate::typeset::{Head, Style, note_page};

    #[test]
    fn a_pdf_that_proves_unusable_while_binding_leaves_a_placeholder() {
        let folder = tempfile::tempdir().unwrap();
        let sources = SourceStore::staged(folder.path(), None);
        let page = note_page(&Head::default(), &Style::default());
        let bytes = Part::own(&page, "A page", "en-GB").unwrap().bytes;
        let bytes = bytes.read().unwrap();
        let id = sources.put(&bytes, Media::Pdf).unwrap();
        let source = Source {
            name: "paper.pdf".to_owned(),
            media: Media::Pdf,
            size_bytes: 0,
            origin: None,
            pictures: std::collections::BTreeMap::new(),
            laid_out_from: None,
        };
        let mut pack = Pack::new("P");
        let add = Command::AddDocuments {
            at: Location::top(0),
            documents: vec![NewDocument {
                title: "Paper".to_owned(),
                kind: DocumentKind::Other,
                date: None,
                publisher: String::new(),
                source: id.clone(),
                extent: Extent::Whole,
                annotations: Vec::new(),
                audience: None,
                marking: crate::pack::Marking::default(),
                reference: String::new(),
            }],
            sources: vec![(id.clone(), source)],
        };
        apply(&mut pack, add).unwrap();
        let request = ExportRequest {
            pack: &pack,
            sources: &sources,
            passwords: &Passwords::default(),
            cache: &PartCache::default(),
            copy: Copy::default(),
        };
        let whole = export(&request, &Progress::default()).unwrap();
        assert!(whole.report.is_complete());

        let not_shown = NotShown::of_pdf(&PdfError::Broken("no page tree".to_owned()));
        assert!(request.cache.refuse(id.clone(), not_shown.clone()));
        assert!(
            !request.cache.refuse(id, not_shown),
            "it was refused before"
        );
        let partial = export(&request, &Progress::default()).unwrap();
        assert_eq!(partial.pages, whole.pages);
        let messages: Vec<_> = partial
            .report
            .findings
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(messages.len(), 1);
        assert!(
            messages[0].starts_with("'Paper' is not included: the PDF is damaged"),
            "{messages:?}"
        );
    }
}
