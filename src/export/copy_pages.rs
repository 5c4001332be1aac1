//! One copy of a pack while its pages are counted: what is made from its documents, and the pages
//! that name other pages, which are made for a plan.

use std::collections::HashMap;
use std::sync::Arc;

use super::briefing::Written;
use super::cache::PartKey;
use super::document::{DocumentParts, document_parts};
use super::notes::{Printing, Telling};
use super::part::Part;
use super::plan::{Place, Plan, Stretches};
use super::report::{Finding, missing_characters};
use super::{ExportError, ExportRequest, PartCache, briefing, front, parallel, provenance};
use crate::pack::{
    Annotation, AnnotationId, Document, DocumentId, ItemNumber, NumberedItem, Section, SectionId,
};
use crate::progress::Progress;
use crate::typeset::{self, NoteEntry, Style};

/// One copy of a pack.
pub(super) struct CopyPages<'a> {
    pub request: ExportRequest<'a>,
    pub cover: Arc<Part>,
    documents: HashMap<DocumentId, (ItemNumber, &'a Document, DocumentParts)>,
}

/// What was made for a place: front, main and notes.
#[derive(Debug, Default)]
pub(super) struct MadeParts {
    pub parts: [Option<Arc<Part>>; 3],
    /// A note that goes above the first page of the main part.
    pub note: Option<Arc<Part>>,
}

impl MadeParts {
    fn main(part: Arc<Part>) -> Self {
        Self {
            parts: [None, Some(part), None],
            note: None,
        }
    }
}

/// The page of notes after a document, ready to be set.
struct NotesPage<'a> {
    cache: &'a PartCache,
    title: &'a str,
    entries: Vec<NoteEntry>,
    style: &'a Style,
}

impl NotesPage<'_> {
    fn key(&self) -> PartKey {
        PartKey::of(&("notes page", self.title, &self.entries, self.style))
    }

    fn count(&self) -> u32 {
        self.cache.count(self.key(), || {
            let (set, _) = typeset::notes_page(self.title, &self.entries, self.style);
            set.pages.len()
        })
    }

    fn part(&self) -> Result<Arc<Part>, ExportError> {
        self.cache.part(self.key(), || {
            let (set, places) = typeset::notes_page(self.title, &self.entries, self.style);
            let mut part = Part::own(&set, self.title, &self.style.language)?;
            part.places = places
                .into_iter()
                .map(|place| (u32::try_from(place.page).unwrap_or(u32::MAX), place.y_pt))
                .collect();
            Ok(part)
        })
    }
}

impl<'a> CopyPages<'a> {
    /// Makes the parts of every document.
    pub fn new(
        request: ExportRequest<'a>,
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
            document_parts(&request, *number, document, style, progress)
        })?;
        let documents =
            documents
                .into_iter()
                .zip(made)
                .map(|((number, document), document_parts)| {
                    (document.id, (number, document, document_parts))
                });
        Ok(Self {
            cover: front::cover(&request, style)?,
            request,
            documents: documents.collect(),
        })
    }

    /// What is known of a document's pages.
    pub fn document_parts(&self, id: DocumentId) -> Option<&DocumentParts> {
        self.documents
            .get(&id)
            .map(|(.., document_parts)| document_parts)
    }

    /// Whether a page with the note on the document stands before it.
    pub fn has_front(&self, id: DocumentId) -> bool {
        self.document_parts(id)
            .is_some_and(|document_parts| document_parts.front.is_some())
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
            Place::Cover => Stretches::of_main(self.cover.page_count()),
            Place::Sources if !provenance::has_sources(pack, self.request.copy) => {
                Stretches::default()
            }
            Place::Sources => pages(provenance::sources(
                pack,
                self.request.copy,
                &Plan::default(),
                style,
            )),
            Place::Document(id) => self.count_document(id, plan, style),
        })
    }

    /// What there is of a place, with the page numbers of `plan`.
    pub fn parts(
        &self,
        place: Place,
        plan: &Plan,
        style: &Style,
    ) -> Result<MadeParts, ExportError> {
        let (pack, copy) = (self.request.pack, self.request.copy);
        let own = |typeset, title: &str| {
            let part = Part::own(&typeset, title, &style.language)?;
            Ok::<_, ExportError>(MadeParts::main(Arc::new(part)))
        };
        match place {
            Place::Cover => Ok(MadeParts::main(Arc::clone(&self.cover))),
            Place::Contents => own(front::contents(pack, copy, plan, style), "Contents"),
            Place::Section(id) => match self.section_with_divider(id) {
                Some(section) => own(
                    front::divider(pack, copy, section, plan, style),
                    &section.title,
                ),
                None => Ok(MadeParts::default()),
            },
            Place::Document(id) => self.document(id, plan, style),
            Place::Sources if !provenance::has_sources(pack, copy) => Ok(MadeParts::default()),
            Place::Sources => own(
                provenance::sources(pack, copy, plan, style),
                provenance::TITLE,
            ),
        }
    }

    fn document(
        &self,
        id: DocumentId,
        plan: &Plan,
        style: &Style,
    ) -> Result<MadeParts, ExportError> {
        let Some((number, document, document_parts)) = self.documents.get(&id) else {
            return Ok(MadeParts::default());
        };
        let mut made = MadeParts {
            parts: [
                document_parts.front.clone(),
                document_parts.main.clone(),
                None,
            ],
            note: document_parts.note.clone(),
        };
        if !self.request.copy.shows(document.audience) {
            return Ok(made);
        }
        if let Some(page) = document.page() {
            let on = (*number, *document, page);
            made.parts[1] = Some(Written::new(&self.request, on, plan, style).part()?);
        } else if !document_parts.on_notes_page.is_empty() {
            made.parts[2] = Some(
                self.notes_page(document, document_parts, plan, style)
                    .part()?,
            );
        }
        Ok(made)
    }

    /// How many pages a document has, without writing what is only to be counted.
    fn count_document(&self, id: DocumentId, plan: &Plan, style: &Style) -> Stretches {
        let Some((number, document, document_parts)) = self.documents.get(&id) else {
            return Stretches::default();
        };
        let count = |part: &Option<Arc<Part>>| part.as_ref().map_or(0, |part| part.page_count());
        let mut stretches = Stretches {
            front: count(&document_parts.front),
            main: count(&document_parts.main),
            notes: 0,
        };
        if !self.request.copy.shows(document.audience) {
            return stretches;
        }
        if let Some(page) = document.page() {
            let on = (*number, *document, page);
            stretches.main = Written::new(&self.request, on, plan, style).count();
        } else if !document_parts.on_notes_page.is_empty() {
            stretches.notes = self
                .notes_page(document, document_parts, plan, style)
                .count();
        }
        stretches
    }

    /// The page of notes after a document.
    fn notes_page<'b>(
        &'b self,
        document: &'b Document,
        document_parts: &DocumentParts,
        plan: &Plan,
        style: &'b Style,
    ) -> NotesPage<'b> {
        let request = &self.request;
        let printing = Printing::new(request.pack, request.copy, plan);
        let annotations: HashMap<AnnotationId, &Annotation> = document
            .annotations
            .iter()
            .map(|annotation| (annotation.id, annotation))
            .collect();
        let entries = document_parts
            .on_notes_page
            .iter()
            .filter_map(|(number, id)| {
                let annotation = annotations.get(id)?;
                Some(printing.entry((document, annotation), Telling::Number(*number)))
            });
        NotesPage {
            cache: request.cache,
            title: &document.title,
            entries: entries.collect(),
            style,
        }
    }

    /// A page that keeps a number.
    pub fn blank(&self, style: &Style) -> Result<Arc<Part>, ExportError> {
        let key = PartKey::of(&("blank", style));
        self.request.cache.part(key, || blank(style))
    }

    fn section_with_divider(&self, id: SectionId) -> Option<&'a Section> {
        let pack = self.request.pack;
        pack.section(id).filter(|section| {
            pack.settings.divider_pages && self.request.copy.shows_section(section)
        })
    }

    /// What needs a look about a document.
    pub fn findings(&self, document: &Document, plan: &Plan, style: &Style) -> Vec<Finding> {
        let document_parts = self.document_parts(document.id);
        let mut findings =
            document_parts.map_or_else(Vec::new, |document_parts| document_parts.findings.clone());
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

/// The page that keeps a number.
fn blank(style: &Style) -> Result<Part, ExportError> {
    Ok(Part::own(
        &typeset::blank_page(style),
        "Blank",
        &style.language,
    )?)
}
