//! Puts the parts together and stamps every page.

use std::collections::HashMap;
use std::sync::Arc;

use super::ExportError;
use super::bookmarks::bookmarks;
use super::document::{Trouble, note_width};
use super::layout::{Layout, PlaceParts};
use super::part::Part;
use super::plan::Place;
use super::stamping::{self, BELOW_NOTE_PT, Extension};
use crate::pack::SourceId;
use crate::pdf::assemble::{Assembly, Overlay, PagePlan, Part as AssemblyPart, assemble};
use crate::pdf::error::AssembleError;
use crate::progress::{Cancelled, Progress};
use crate::typeset::Stamp;

/// Why the parts could not be bound.
pub(super) enum BindError {
    /// A foreign PDF can't be used after all.
    Unusable { source: SourceId, trouble: Trouble },
    /// Anything else.
    Failed(ExportError),
}

impl<E: Into<ExportError>> From<E> for BindError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Binds the pages of one place, or, with bookmarks, all.
pub(super) fn bind(
    layout: &Layout<'_>,
    place: Option<Place>,
    progress: &Progress,
) -> Result<Vec<u8>, BindError> {
    let mut binder = Binder::new(layout);
    let places = place.map_or_else(|| layout.places(), |place| vec![place]);
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
    if place.is_none() {
        assembly.bookmarks = bookmarks(layout, |place| binder.outlines.get(&place).copied());
    }
    let sources = binder.sources;
    assembly.parts = binder.parts;
    assembly.overlay_pdfs = binder.overlay_pdfs;
    assemble(&assembly, &progress.stretch(60, 100)).map_err(|error| unusable(error, &sources))
}

/// Blames the document whose part can't be used.
fn unusable(error: AssembleError, sources: &[Option<SourceId>]) -> BindError {
    match error {
        AssembleError::Cancelled(cancelled) => cancelled.into(),
        AssembleError::Part { part, error } => match sources.get(part) {
            Some(Some(source)) => BindError::Unusable {
                source: source.clone(),
                trouble: Trouble::of_pdf(&error),
            },
            _ => AssembleError::Part { part, error }.into(),
        },
        error => error.into(),
    }
}

/// Gathers parts and pages.
struct Binder<'a> {
    layout: &'a Layout<'a>,
    has_marking: bool,
    parts: Vec<AssemblyPart>,
    /// The source of each of `parts`, where it is a foreign PDF.
    sources: Vec<Option<SourceId>>,
    /// Where the bookmarks of a place's own PDF are: an index into `parts`.
    outlines: HashMap<Place, usize>,
    overlay_pdfs: Vec<Arc<[u8]>>,
    /// Every page in order: where it stands in `parts`, and its stamp.
    pages: Vec<(usize, usize, Stamp)>,
}

impl<'a> Binder<'a> {
    fn new(layout: &'a Layout<'a>) -> Self {
        Self {
            layout,
            has_marking: layout.request.pack.marking.printed().is_some(),
            parts: Vec::new(),
            sources: Vec::new(),
            outlines: HashMap::new(),
            overlay_pdfs: Vec::new(),
            pages: Vec::new(),
        }
    }

    fn add(&mut self, place: Place, progress: &Progress) -> Result<(), ExportError> {
        let PlaceParts { parts, note } = self.layout.parts(place)?;
        let planned = self.layout.plan.own_pages(place).unwrap_or_default();
        let made: u32 = parts.iter().map(|part| part.page_count()).sum();
        if made != planned.count {
            let what = format!("{} pages were planned and {made} made", planned.count);
            return Err(ExportError::Defect(what));
        }
        let mut number = planned.first;
        for (index, part) in parts.iter().enumerate() {
            let note = note.as_ref().filter(|_| index == 0);
            self.add_part(part, note, number, progress)?;
            number += part.page_count();
            if part.has_outline {
                self.outlines.insert(place, self.parts.len() - 1);
            }
        }
        Ok(())
    }

    fn add_part(
        &mut self,
        part: &Part,
        note: Option<&Arc<Part>>,
        first_number: u32,
        progress: &Progress,
    ) -> Result<(), Cancelled> {
        let margins = part.margins(progress)?;
        let mut pages = Vec::with_capacity(part.pages.len());
        for (index, (page, margins)) in (0..).zip(part.pages.iter().zip(margins)) {
            let note = note.filter(|_| index == 0);
            let note_size = note.and_then(|note| note.pages.first());
            let note_height = note_size.map(|size| size.height_pt);
            let extension = Extension::of(*margins, self.has_marking, note_height);
            let mut plan = PagePlan {
                source_page: index,
                extend_top_pt: extension.top_pt,
                extend_bottom_pt: extension.bottom_pt,
                ..PagePlan::default()
            };
            if let Some(note) = note {
                plan.overlays.push(Overlay {
                    pdf: self.overlay_pdfs.len(),
                    page: 0,
                    x_pt: (page.width_pt - note_width(page.width_pt)) / 2.0,
                    y_pt: extension.bottom_pt + page.height_pt + BELOW_NOTE_PT,
                });
                self.overlay_pdfs.push(Arc::clone(&note.bytes));
            }
            let stamp = stamping::stamp(self.layout, *page, extension, first_number + index);
            self.pages.push((self.parts.len(), pages.len(), stamp));
            pages.push(plan);
        }
        self.sources.push(part.source.clone());
        self.parts.push(AssemblyPart {
            bytes: Arc::clone(&part.bytes),
            password: part.password.clone(),
            maker: part.maker,
            pages,
        });
        Ok(())
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
        let pdfs = stamping::write_stamps(self.layout, &stamps, progress)?;
        self.overlay_pdfs.extend(pdfs);
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
