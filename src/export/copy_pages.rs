//! One copy of a pack while its pages are counted: what is made from its documents, and the pages
//! that name other pages, which are made for a plan.

use std::collections::HashMap;
use std::sync::Arc;

use super::briefing::Written;
use super::document::known_document_parts;
use super::document_parts::DocumentParts;
use super::known::{PagesOf, Wanted};
use super::notes::{self, Printing, Telling};
use super::part::Part;
use super::part_key::PartKey;
use super::plan::{Place, Plan, Stretches};
use super::report::{Finding, missing_characters};
use super::{ExportError, ExportRequest, PartCache, briefing, front, parallel, provenance};
use crate::pack::{
    Annotation, AnnotationId, BriefingPage, Document, DocumentId, ItemNumber, Section, SectionId,
};
use crate::progress::{Cancelled, Progress};
use crate::typeset::{self, CountedPages, NoteEntry, Style};

/// One copy of a pack.
pub(super) struct CopyPages<'a> {
    pub request: ExportRequest<'a>,
    pub cover: Arc<Part>,
    documents: HashMap<DocumentId, (ItemNumber, &'a Document, DocumentParts)>,
    /// Whether notes say who wrote them.
    names_authors: bool,
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
    fn part(&self) -> Result<Arc<Part>, ExportError> {
        let key = PartKey::of(&("notes page", self.title, &self.entries, self.style));
        self.cache.part(key, || {
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
        Self::of_documents(request, request.pack.numbered_documents(), style, progress)
    }

    /// Makes the parts of what is to be bound alone.
    pub fn of_place(
        request: ExportRequest<'a>,
        place: Place,
        style: &Style,
        progress: &Progress,
    ) -> Result<Self, ExportError> {
        let mut documents = request.pack.numbered_documents();
        documents.retain(|(_, document)| Place::Document(document.id) == place);
        Self::of_documents(request, documents, style, progress)
    }

    fn of_documents(
        request: ExportRequest<'a>,
        documents: Vec<(ItemNumber, &'a Arc<Document>)>,
        style: &Style,
        progress: &Progress,
    ) -> Result<Self, ExportError> {
        let names_authors = notes::names_authors(request.pack, request.copy);
        let made = parallel::map(&documents, progress, |on| {
            known_document_parts(&request, names_authors, *on, style, progress)
        })?;
        let documents = documents.into_iter().zip(made);
        let documents = documents.map(|((number, document), document_parts)| {
            (document.id, (number, document.as_ref(), document_parts))
        });
        Ok(Self {
            cover: front::cover(&request, style)?,
            request,
            documents: documents.collect(),
            names_authors,
        })
    }

    /// What is known of a document's pages.
    pub fn document_parts(&self, id: DocumentId) -> Option<&DocumentParts> {
        self.documents
            .get(&id)
            .map(|(.., document_parts)| document_parts)
    }

    /// How many pages each document has that do not name other pages.
    pub fn own_stretches(&self) -> HashMap<DocumentId, Stretches> {
        let documents = self.documents.iter();
        documents
            .map(|(id, (.., document_parts))| (*id, own_stretches(document_parts)))
            .collect()
    }

    /// Whether a page with the note on the document stands before it.
    pub fn has_front(&self, id: DocumentId) -> bool {
        self.document_parts(id)
            .is_some_and(|document_parts| document_parts.front.is_some())
    }

    /// How many pages a place has at least, as far as that is known without its page number.
    pub fn least(&self, place: Place, style: &Style) -> Stretches {
        let Place::Document(id) = place else {
            return Stretches::of_main(self.front(place, style).pages);
        };
        let Some((_, document, document_parts)) = self.documents.get(&id) else {
            return Stretches::default();
        };
        let is_shown = self.request.copy.shows(document.audience);
        let mut stretches = own_stretches(document_parts);
        if document.page().is_some() && is_shown {
            stretches.main = 1;
        } else if !document_parts.on_notes_page.is_empty() && is_shown {
            stretches.notes = 1;
        }
        stretches
    }

    /// How many pages a place has, if `plan` is right.
    pub fn count(
        &self,
        place: Place,
        plan: &Plan,
        style: &Style,
        progress: &Progress,
    ) -> Result<Stretches, ExportError> {
        match place {
            Place::Document(id) => self.count_document(id, plan, style, progress),
            Place::Cover | Place::Contents | Place::Section(_) | Place::Sources => {
                Ok(Stretches::of_main(self.front(place, style).pages))
            }
        }
    }

    /// How many pages a place has that is no document, whatever numbers it names.
    pub fn front(&self, place: Place, style: &Style) -> CountedPages {
        let (pack, copy) = (self.request.pack, self.request.copy);
        let (no_plan, style) = (Plan::default(), style.clone());
        let of = match place {
            Place::Contents => {
                PagesOf::Contents(front::contents_entries(pack, copy, &no_plan), style)
            }
            Place::Section(id) => {
                let Some(section) = self.section_with_divider(id) else {
                    return CountedPages::default();
                };
                let (number, entries) = front::divider_entries(pack, copy, section, &no_plan);
                PagesOf::Divider {
                    number,
                    title: section.title.clone(),
                    entries,
                    style,
                }
            }
            Place::Sources if provenance::has_sources(pack, copy) => {
                PagesOf::Sources(provenance::entries(pack, copy, &no_plan), style)
            }
            Place::Cover => {
                return CountedPages {
                    pages: self.cover.page_count(),
                    missing: self.cover.missing.clone(),
                };
            }
            Place::Sources | Place::Document(_) => return CountedPages::default(),
        };
        self.request.cache.known().pages(place, of)
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

    /// How many pages a document has, without setting again what was counted before.
    fn count_document(
        &self,
        id: DocumentId,
        plan: &Plan,
        style: &Style,
        progress: &Progress,
    ) -> Result<Stretches, ExportError> {
        let Some((number, document, document_parts)) = self.documents.get(&id) else {
            return Ok(Stretches::default());
        };
        let mut stretches = own_stretches(document_parts);
        if !self.request.copy.shows(document.audience) {
            return Ok(stretches);
        }
        if let Some(page) = document.page() {
            let on = (*number, *document, page);
            stretches.main = self.count_page(on, plan, style, progress)?.pages;
        } else if !document_parts.on_notes_page.is_empty() {
            let of_notes = on_notes_page(document, document_parts);
            let wanted: Vec<Wanted<'_>> = of_notes
                .map(|(number, annotation)| ((*document, annotation), Telling::Number(number)))
                .collect();
            let mut known = self.request.cache.known();
            let entries = known.notes(&self.printing(plan), &wanted, style, progress)?;
            let of = PagesOf::Notes {
                title: document.title.clone(),
                entries,
                style: style.clone(),
            };
            stretches.notes = known.pages(Place::Document(id), of).pages;
        }
        Ok(stretches)
    }

    fn count_page(
        &self,
        on: (ItemNumber, &Document, &BriefingPage),
        plan: &Plan,
        style: &Style,
        progress: &Progress,
    ) -> Result<CountedPages, Cancelled> {
        let printing = self.printing(plan);
        briefing::count(&self.request, &printing, on, (plan, style), progress)
    }

    fn printing<'b>(&self, plan: &'b Plan) -> Printing<'b>
    where
        'a: 'b,
    {
        let ExportRequest { pack, copy, .. } = self.request;
        Printing::naming(pack, copy, plan, self.names_authors)
    }

    /// The page of notes after a document.
    fn notes_page<'b>(
        &'b self,
        document: &'b Document,
        document_parts: &DocumentParts,
        plan: &Plan,
        style: &'b Style,
    ) -> NotesPage<'b> {
        let printing = self.printing(plan);
        let entries = on_notes_page(document, document_parts).map(|(number, annotation)| {
            printing.entry((document, annotation), Telling::Number(number))
        });
        NotesPage {
            cache: self.request.cache,
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
    pub fn findings(
        &self,
        document: &Document,
        plan: &Plan,
        style: &Style,
        progress: &Progress,
    ) -> Result<Vec<Finding>, ExportError> {
        let Some((number, _, document_parts)) = self.documents.get(&document.id) else {
            return Ok(Vec::new());
        };
        let mut findings = document_parts.findings.clone();
        if let Some(page) = document.page()
            && self.request.copy.shows(document.audience)
        {
            findings.extend(briefing::findings(&self.request, document, page, plan));
            let counted = self.count_page((*number, document, page), plan, style, progress)?;
            let missing = missing_characters(&counted.missing);
            findings.extend(missing.map(|what| Finding::of_document(document, &what)));
        }
        Ok(findings)
    }
}

/// The pages of a document that do not name other pages.
fn own_stretches(document_parts: &DocumentParts) -> Stretches {
    let count = |part: &Option<Arc<Part>>| part.as_ref().map_or(0, |part| part.page_count());
    Stretches {
        front: count(&document_parts.front),
        main: count(&document_parts.main),
        notes: 0,
    }
}

/// What stands on the page of notes after a document, each with its number.
fn on_notes_page<'b>(
    document: &'b Document,
    document_parts: &'b DocumentParts,
) -> impl Iterator<Item = (Option<u32>, &'b Annotation)> {
    let annotations = document.annotations.iter();
    let annotations: HashMap<AnnotationId, &Annotation> = annotations
        .map(|annotation| (annotation.id, annotation))
        .collect();
    let listed = document_parts.on_notes_page.iter();
    listed.filter_map(move |(number, id)| Some((*number, *annotations.get(id)?)))
}

/// The page that keeps a number.
fn blank(style: &Style) -> Result<Part, ExportError> {
    Ok(Part::own(
        &typeset::blank_page(style),
        "Blank",
        &style.language,
    )?)
}
