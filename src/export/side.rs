//! One copy of a pack while its pages are counted: what is made from its documents, and the pages
//! that name other pages, which are made for a plan.

use std::collections::HashMap;
use std::sync::Arc;

use super::cache::PartKey;
use super::document::{Leaves, leaves};
use super::layout::blank;
use super::notes::{Printing, Telling};
use super::part::Part;
use super::plan::{Place, Plan, Stretches};
use super::report::{Finding, missing_characters};
use super::{ExportError, Request, briefing, front, parallel};
use crate::pack::{
    Annotation, AnnotationId, Document, DocumentId, ItemNumber, NumberedItem, Section, SectionId,
};
use crate::progress::Progress;
use crate::typeset::{self, Style};

/// One copy of a pack.
pub(super) struct Side<'a> {
    pub request: Request<'a>,
    pub cover: Arc<Part>,
    documents: HashMap<DocumentId, (ItemNumber, &'a Document, Leaves)>,
}

/// What was made for a place: front, main and notes.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub parts: [Option<Arc<Part>>; 3],
    /// A note that goes above the first page of the main part.
    pub note: Option<Arc<Part>>,
}

impl Made {
    fn main(part: Arc<Part>) -> Self {
        Self {
            parts: [None, Some(part), None],
            note: None,
        }
    }
}

impl<'a> Side<'a> {
    /// Makes the parts of every document.
    pub fn new(
        request: Request<'a>,
        style: &Style,
        progress: &Progress,
    ) -> Result<Self, ExportError> {
        let documents: Vec<(ItemNumber, &Document)> = request
            .pack
            .numbered_items()
            .into_iter()
            .filter_map(|item| match item {
                NumberedItem::Document(number, document) => Some((number, document)),
                NumberedItem::Section(..) => None,
            })
            .collect();
        let made = parallel::map(&documents, progress, |(number, document)| {
            leaves(&request, *number, document, style, progress)
        })?;
        let documents = documents
            .into_iter()
            .zip(made)
            .map(|((number, document), leaves)| (document.id, (number, document, leaves)));
        Ok(Self {
            cover: front::cover(&request, style)?,
            request,
            documents: documents.collect(),
        })
    }

    /// What is known of a document's pages.
    pub fn leaves(&self, id: DocumentId) -> Option<&Leaves> {
        self.documents.get(&id).map(|(.., leaves)| leaves)
    }

    /// How many pages a place has, if `plan` is right.
    pub fn count(
        &self,
        place: Place,
        plan: &Plan,
        style: &Style,
    ) -> Result<Stretches, ExportError> {
        let pack = self.request.pack;
        let pages = |typeset: typeset::Typeset| {
            Stretches::of_main(u32::try_from(typeset.pages.len()).unwrap_or(u32::MAX))
        };
        // Contents and dividers have as many pages whatever numbers they name.
        Ok(match place {
            Place::Contents => pages(front::contents(
                pack,
                self.request.copy,
                &Plan::default(),
                style,
            )),
            Place::Section(id) => match self.section_with_divider(id) {
                Some(section) => pages(front::divider(
                    pack,
                    self.request.copy,
                    section,
                    &Plan::default(),
                    style,
                )),
                None => Stretches::default(),
            },
            Place::Cover | Place::Document(_) => {
                let [front, main, notes] = self
                    .parts(place, plan, style)?
                    .parts
                    .map(|part| part.map_or(0, |part| part.page_count()));
                Stretches { front, main, notes }
            }
        })
    }

    /// What there is of a place, with the page numbers of `plan`.
    pub fn parts(&self, place: Place, plan: &Plan, style: &Style) -> Result<Made, ExportError> {
        let (pack, copy) = (self.request.pack, self.request.copy);
        let own = |typeset, title: &str| {
            let part = Part::own(&typeset, title, &style.language)?;
            Ok::<_, ExportError>(Made::main(Arc::new(part)))
        };
        match place {
            Place::Cover => Ok(Made::main(Arc::clone(&self.cover))),
            Place::Contents => own(front::contents(pack, copy, plan, style), "Contents"),
            Place::Section(id) => match self.section_with_divider(id) {
                Some(section) => own(
                    front::divider(pack, copy, section, plan, style),
                    &section.title,
                ),
                None => Ok(Made::default()),
            },
            Place::Document(id) => self.document(id, plan, style),
        }
    }

    fn document(&self, id: DocumentId, plan: &Plan, style: &Style) -> Result<Made, ExportError> {
        let Some((number, document, leaves)) = self.documents.get(&id) else {
            return Ok(Made::default());
        };
        let mut made = Made {
            parts: [leaves.front.clone(), leaves.main.clone(), None],
            note: leaves.note.clone(),
        };
        if !self.request.copy.shows(document.audience) {
            return Ok(made);
        }
        if let Some(page) = document.page() {
            let part = briefing::part(&self.request, (*number, document, page), plan, style)?;
            made.parts[1] = Some(part);
        } else if !leaves.on_notes_page.is_empty() {
            made.parts[2] = Some(self.notes_page(document, leaves, plan, style)?);
        }
        Ok(made)
    }

    /// The page of notes after a document.
    fn notes_page(
        &self,
        document: &Document,
        leaves: &Leaves,
        plan: &Plan,
        style: &Style,
    ) -> Result<Arc<Part>, ExportError> {
        let request = &self.request;
        let printing = Printing::new(request.pack, request.copy, plan);
        let annotations = document.annotations.iter();
        let by_id: HashMap<AnnotationId, &Annotation> =
            annotations.map(|one| (one.id, one)).collect();
        let entries: Vec<_> = leaves
            .on_notes_page
            .iter()
            .filter_map(|(number, id)| {
                let annotation = *by_id.get(id)?;
                Some(printing.entry((document, annotation), Telling::Number(*number)))
            })
            .collect();
        let key = PartKey::of(&("notes page", &document.title, &entries, style));
        let make = || {
            let (set, places) = typeset::notes_page(&document.title, &entries, style);
            let mut part = Part::own(&set, &document.title, &style.language)?;
            part.places = places
                .into_iter()
                .map(|place| (u32::try_from(place.page).unwrap_or(u32::MAX), place.y_pt))
                .collect();
            Ok::<_, ExportError>(part)
        };
        request.cache.part(key, make)
    }

    /// A page that keeps a number.
    pub fn blank(&self, style: &Style) -> Result<Arc<Part>, ExportError> {
        let key = PartKey::of(&("blank", style));
        self.request.cache.part(key, || blank(style))
    }

    fn section_with_divider(&self, id: SectionId) -> Option<&'a Section> {
        let pack = self.request.pack;
        pack.section(id).filter(|_| pack.settings.divider_pages)
    }

    /// What needs a look about a document.
    pub fn findings(&self, document: &Document, plan: &Plan, style: &Style) -> Vec<Finding> {
        let leaves = self.leaves(document.id);
        let mut findings = leaves.map_or_else(Vec::new, |leaves| leaves.findings.clone());
        if let Some(page) = document.page()
            && self.request.copy.shows(document.audience)
        {
            findings.extend(briefing::findings(&self.request, document, page, plan));
            if let Ok(made) = self.document(document.id, plan, style)
                && let [_, Some(part), _] = &made.parts
            {
                let missing = missing_characters(&part.missing);
                findings.extend(missing.map(|what| Finding::of_document(document, &what)));
            }
        }
        findings
    }
}
