//! Puts the parts together and stamps every page.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::bookmarks::bookmarks;
use super::document::note_width;
use super::document_marks::{DocumentMarks, PageMarks};
use super::layout::{CountedPack, PartRole, PlaceParts};
use super::marking_up::mark_up;
use super::not_shown::NotShown;
use super::part::Part;
use super::plan::Place;
use super::stamping::{self, BELOW_NOTE_PT, Extension};
use super::texts::ShownMark;
use super::{Copy, ExportError, parallel};
use crate::pack::{BeyondCrop, DocumentId, NumberedItem, Pack, SourceId};
use crate::pdf::assemble::{
    Assembly, Maker, Overlay, PageComment, PageLink, PageMark, PagePlan, Part as AssemblyPart,
    PdfBytes, Sink, assemble_into,
};
use crate::pdf::error::AssembleError;
use crate::progress::{Cancelled, Progress};
use crate::text::{Point, Quad};
use crate::typeset::Stamp;

/// Why the parts could not be bound.
pub(super) enum BindError {
    /// A foreign PDF can't be used after all.
    Unusable {
        source: SourceId,
        not_shown: NotShown,
    },
    /// Anything else.
    Failed(ExportError),
}

impl<E: Into<ExportError>> From<E> for BindError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// What was bound.
#[derive(Debug)]
pub(super) struct Bound {
    /// The PDF.
    pub pdf: Sink,
    /// The marks on its pages.
    pub marks: Vec<ShownMark>,
}

/// What is bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stretch {
    /// Everything, with bookmarks.
    Pack,
    /// The pages of one place.
    Place(Place),
    /// Some of the pages of a place, counted from 0 there. They lead to none of the others.
    Part(Place, Range<u32>),
}

/// Binds pages.
pub(super) fn bind(
    layout: &CountedPack<'_>,
    stretch: &Stretch,
    sink: Sink,
    progress: &Progress,
) -> Result<Bound, BindError> {
    let mut binder = Binder::new(layout);
    let places = match stretch {
        Stretch::Pack => layout.places(),
        Stretch::Place(place) => vec![*place],
        Stretch::Part(place, pages) => {
            binder.only = Some(pages.clone());
            vec![*place]
        }
    };
    measure_ink(layout, &places, &progress.stretch(0, 30))?;
    let progress = &progress.stretch(30, 100);
    let count = places.len();
    for (index, place) in places.into_iter().enumerate() {
        let percent = |done: usize| u32::try_from(40 * done / count.max(1)).unwrap_or_default();
        binder.add(place, &progress.stretch(percent(index), percent(index + 1)))?;
    }
    if binder.pages.is_empty() {
        return Err(ExportError::NoPages.into());
    }
    binder.lay_stamps(&progress.stretch(40, 60))?;
    let mut assembly = Assembly {
        title: layout.request.pack.title.clone(),
        language: layout.style.language.clone(),
        ..Assembly::default()
    };
    if *stretch == Stretch::Pack {
        assembly.bookmarks = bookmarks(layout, |place| binder.outlines.get(&place).copied());
    }
    let sources = binder.sources;
    assembly.parts = binder.parts;
    assembly.overlay_pdfs = binder.overlay_pdfs;
    let pdf = assemble_into(sink, &assembly, &progress.stretch(60, 100))
        .map_err(|error| unusable(error, &sources))?;
    Ok(Bound {
        pdf,
        marks: binder.marks,
    })
}

/// Looks where the margins of documents are free, of several at once.
pub(super) fn measure_ink(
    layout: &CountedPack<'_>,
    places: &[Place],
    progress: &Progress,
) -> Result<(), Cancelled> {
    let mains: Vec<Arc<Part>> = places
        .iter()
        .filter_map(|place| match place {
            Place::Document(id) => layout.document_parts(*id)?.main.clone(),
            _ => None,
        })
        .collect();
    let facts = layout.request.cache.facts();
    parallel::map(&mains, progress, |part| {
        // Each tells of itself only that it goes on.
        part.margins(facts, &progress.stretch(100, 100)).map(|_| ())
    })?;
    Ok(())
}

/// Blames the document whose part can't be used.
fn unusable(error: AssembleError, sources: &[Option<SourceId>]) -> BindError {
    match error {
        AssembleError::Cancelled(cancelled) => cancelled.into(),
        AssembleError::Part { part, error } => match sources.get(part) {
            Some(Some(source)) => BindError::Unusable {
                source: source.clone(),
                not_shown: NotShown::of_pdf(&error),
            },
            _ => AssembleError::Part { part, error }.into(),
        },
        error => error.into(),
    }
}

/// Where the first page of a part stands.
#[derive(Debug, Clone, Copy)]
struct FirstPage {
    place: Place,
    /// Its number in the pack, counted from 1.
    number: u32,
}

/// The number and title of every document that a copy shows: "2.1 No harbour is an island". A blank
/// page in the place of another must not name it.
fn papers(pack: &Pack, copy: Copy) -> HashMap<DocumentId, String> {
    let items = pack.numbered_items().into_iter();
    let documents = items.filter_map(|item| match item {
        NumberedItem::Document(number, document) => copy
            .shows(document.audience)
            .then(|| (document.id, format!("{number} {}", document.title))),
        NumberedItem::Section(..) => None,
    });
    documents.collect()
}

/// Gathers parts and pages.
struct Binder<'a> {
    layout: &'a CountedPack<'a>,
    has_marking: bool,
    /// The number and title of every document that is shown, for the foot of its pages.
    papers: HashMap<DocumentId, String>,
    parts: Vec<AssemblyPart>,
    /// The source of each of `parts`, where it is a foreign PDF.
    sources: Vec<Option<SourceId>>,
    /// Where the bookmarks of a place's own PDF are: an index into `parts`.
    outlines: HashMap<Place, usize>,
    overlay_pdfs: Vec<PdfBytes>,
    /// The marks on the pages so far.
    marks: Vec<ShownMark>,
    /// Every page in order: where it stands in `parts`, and its stamp.
    pages: Vec<(usize, usize, Stamp)>,
    /// Which pages are bound, where not all are, counted from 0; and how many went by.
    only: Option<Range<u32>>,
    seen: u32,
}

impl<'a> Binder<'a> {
    fn new(layout: &'a CountedPack<'a>) -> Self {
        Self {
            layout,
            has_marking: layout.request.pack.marking.printed().is_some(),
            papers: papers(layout.request.pack, layout.request.copy),
            parts: Vec::new(),
            sources: Vec::new(),
            outlines: HashMap::new(),
            overlay_pdfs: Vec::new(),
            marks: Vec::new(),
            pages: Vec::new(),
            only: None,
            seen: 0,
        }
    }

    fn add(&mut self, place: Place, progress: &Progress) -> Result<(), ExportError> {
        let PlaceParts { parts, note } = self.layout.parts(place)?;
        let planned = self.layout.plan.own_pages(place).unwrap_or_default();
        let made: u32 = parts.iter().map(|(_, part)| part.page_count()).sum();
        if made != planned.count {
            let what = format!("{} pages were planned and {made} made", planned.count);
            return Err(ExportError::Defect(what));
        }
        let marks = self.document_marks(place, &parts)?;
        let mut number = planned.first;
        for (leaf, part) in &parts {
            let is_main = *leaf == PartRole::Main;
            let note = note.as_ref().filter(|_| is_main);
            let marks = marks.as_ref().filter(|_| is_main);
            let first = FirstPage { place, number };
            self.add_part(part, note, marks, first, progress)?;
            number += part.page_count();
            if part.has_outline && self.only.is_none() {
                self.outlines.insert(place, self.parts.len() - 1);
            }
        }
        Ok(())
    }

    /// What is marked on the pages of a document.
    fn document_marks(
        &self,
        place: Place,
        parts: &[(PartRole, Arc<Part>)],
    ) -> Result<Option<DocumentMarks>, ExportError> {
        let Place::Document(id) = place else {
            return Ok(None);
        };
        let (Some(document), Some(document_parts)) = (
            self.layout.request.pack.document(id),
            self.layout.document_parts(id),
        ) else {
            return Ok(None);
        };
        if document_parts.located.is_empty() {
            return Ok(None);
        }
        let mut note_places = HashMap::new();
        // Counted in the pages that are bound, which may be those of one place alone.
        let mut first = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
        let mut main = None;
        for (leaf, part) in parts {
            match leaf {
                PartRole::Main => main = Some(part),
                PartRole::Notes => {
                    let ids = document_parts.on_notes_page.iter().map(|(_, id)| *id);
                    let places = part.places.iter().map(|(page, y)| (first + page, *y));
                    note_places.extend(ids.zip(places));
                }
                PartRole::Front | PartRole::Blank => {}
            }
            first += part.page_count();
        }
        let Some(main) = main else {
            return Ok(None);
        };
        mark_up(
            self.layout,
            document,
            document_parts,
            &main.pages,
            &note_places,
        )
        .map(Some)
    }

    fn takes_out_cropped(&self, place: Place) -> bool {
        let Place::Document(id) = place else {
            return false;
        };
        let document = self.layout.request.pack.document(id);
        document.is_some_and(|document| document.beyond_crop == BeyondCrop::TakeOut)
    }

    fn add_part(
        &mut self,
        part: &Part,
        note: Option<&Arc<Part>>,
        marks: Option<&DocumentMarks>,
        first: FirstPage,
        progress: &Progress,
    ) -> Result<(), Cancelled> {
        let paper = match first.place {
            Place::Document(id) => self.papers.get(&id).cloned(),
            Place::Cover | Place::Contents | Place::Section(_) | Place::Sources => None,
        };
        let takes_out_cropped = part.maker == Maker::Foreign && self.takes_out_cropped(first.place);
        let margins = part.margins(self.layout.request.cache.facts(), progress)?;
        let mut pages = Vec::with_capacity(part.pages.len());
        let markers = marks.and_then(|marks| marks.markers.clone()).map(|pdf| {
            self.overlay_pdfs.push(pdf.into());
            self.overlay_pdfs.len() - 1
        });
        let sheets = part.pages.iter().zip(&part.sheets).zip(margins);
        for (index, ((page, sheet), margins)) in (0..).zip(sheets) {
            let at = self.seen;
            self.seen += 1;
            if self.only.as_ref().is_some_and(|only| !only.contains(&at)) {
                continue;
            }
            let note = note.filter(|_| index == 0);
            let note_size = note.and_then(|note| note.pages.first());
            let note_height = note_size.map(|size| size.height_pt);
            let extension = Extension::of(*page, *margins, self.has_marking, note_height);
            let mut plan = PagePlan {
                source_page: sheet.page.saturating_sub(1),
                turn: sheet.turn,
                extend_top_pt: extension.top_pt,
                extend_bottom_pt: extension.bottom_pt,
                takes_out_cropped,
                ..PagePlan::default()
            };
            if let Some(marks) = marks.and_then(|marks| marks.pages.get(&index)) {
                self.put_marks(&mut plan, marks, extension);
                if let (Some(pdf), Some(page)) = (markers, marks.markers) {
                    plan.overlays.push(Overlay {
                        pdf,
                        page,
                        x_pt: 0.0,
                        y_pt: extension.bottom_pt,
                    });
                }
            }
            if let Some(note) = note {
                plan.overlays.push(Overlay {
                    pdf: self.overlay_pdfs.len(),
                    page: 0,
                    x_pt: (page.width_pt - note_width(page.width_pt)) / 2.0,
                    y_pt: extension.bottom_pt + page.height_pt + BELOW_NOTE_PT,
                });
                self.overlay_pdfs.push(note.bytes.clone());
            }
            let number = (first.number + index, self.layout.plan.total());
            let paper = paper.as_deref();
            let stamp = stamping::stamp(&self.layout.request, paper, *page, extension, number);
            self.pages.push((self.parts.len(), pages.len(), stamp));
            pages.push(plan);
        }
        if pages.is_empty() {
            return Ok(());
        }
        self.sources.push(part.source.clone());
        self.parts.push(AssemblyPart {
            bytes: part.bytes.clone(),
            password: part.password.clone(),
            maker: part.maker,
            comments: part.comments.1,
            pages,
        });
        Ok(())
    }

    /// Puts marks, links and comments on a page that may have been made taller above.
    fn put_marks(&mut self, plan: &mut PagePlan, marks: &PageMarks, extension: Extension) {
        let down = extension.top_pt;
        for (annotation, mark) in &marks.marks {
            let quads: Vec<Quad> = mark
                .quads
                .iter()
                .map(|quad| quad.moved(0.0, down))
                .collect();
            self.marks.push(ShownMark {
                annotation: *annotation,
                page: u32::try_from(self.pages.len()).unwrap_or(u32::MAX),
                quads: quads.clone(),
            });
            plan.marks.push(PageMark {
                quads,
                ..mark.clone()
            });
        }
        // Where they lead to may not be bound.
        let links = marks.links.iter().filter(|_| self.only.is_none());
        plan.links.extend(links.map(|link| PageLink {
            top: link.top + down,
            bottom: link.bottom + down,
            ..link.clone()
        }));
        plan.comments
            .extend(marks.comments.iter().map(|comment| PageComment {
                at: Point::new(comment.at.x, comment.at.y + down),
                ..comment.clone()
            }));
    }

    /// Sets the stamps of all pages and lays them over the pages.
    fn lay_stamps(&mut self, progress: &Progress) -> Result<(), ExportError> {
        let mut stamps = Vec::with_capacity(self.pages.len());
        let mut places = Vec::with_capacity(self.pages.len());
        for (part, page, stamp) in self.pages.drain(..) {
            places.push((part, page));
            stamps.push(stamp);
        }
        let first_pdf = self.overlay_pdfs.len();
        let pdfs = stamping::write_stamps(&stamps, &self.layout.style, progress)?;
        self.overlay_pdfs
            .extend(pdfs.into_iter().map(PdfBytes::Held));
        for (index, (part, page)) in places.into_iter().enumerate() {
            let (pdf, stamp_page) = stamping::place_of(index);
            let part = self.parts.get_mut(part);
            if let Some(plan) = part.and_then(|part| part.pages.get_mut(page)) {
                plan.overlays.push(Overlay {
                    pdf: first_pdf + pdf,
                    page: stamp_page,
                    x_pt: 0.0,
                    y_pt: 0.0,
                });
            }
        }
        Ok(())
    }
}
