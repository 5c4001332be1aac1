//! What comes in which order, and so on which page.

use std::collections::HashMap;
use std::sync::Arc;

use super::document::{Leaves, leaves};
use super::part::Part;
use super::plan::{Place, Plan};
use super::report::{Finding, Report, missing_characters};
use super::stamping::Extension;
use super::texts::TextPiece;
use super::{ExportError, Request, front, parallel};
use crate::pack::{Document, DocumentId, Item, ItemNumber, NumberedItem, Section, SectionId};
use crate::pdf::render::InkMargins;
use crate::progress::Progress;
use crate::typeset::Style;

/// A pack with its pages counted.
pub(super) struct Layout<'a> {
    pub request: Request<'a>,
    pub style: Style,
    pub plan: Plan,
    cover: Arc<Part>,
    documents: HashMap<DocumentId, Leaves>,
}

impl<'a> Layout<'a> {
    /// Makes the parts of every document and counts pages.
    pub(super) fn new(request: Request<'a>, progress: &Progress) -> Result<Self, ExportError> {
        let pack = request.pack;
        let style = Style {
            paper: pack.settings.paper,
            language: pack.settings.language.clone(),
        };
        let documents: Vec<(ItemNumber, &Document)> = pack
            .numbered_items()
            .into_iter()
            .filter_map(|item| match item {
                NumberedItem::Document(number, document) => Some((number, document)),
                NumberedItem::Section(..) => None,
            })
            .collect();
        let made = parallel::map(&documents, progress, |(number, document)| {
            leaves(&request, *number, document, &style)
        })?;
        let documents = documents
            .iter()
            .map(|(_, document)| document.id)
            .zip(made)
            .collect();
        let mut layout = Self {
            cover: front::cover(&request, &style)?,
            request,
            style,
            plan: Plan::default(),
            documents,
        };
        layout.plan = layout.count();
        layout.plan.report = layout.report();
        Ok(layout)
    }

    fn count(&self) -> Plan {
        let pack = self.request.pack;
        let unnumbered = Plan::default();
        let count = |pages: usize| u32::try_from(pages).unwrap_or(u32::MAX);
        let contents = front::contents(pack, &unnumbered, &self.style);
        let mut plan = Plan::default();
        plan.push(Place::Cover, self.cover.page_count(), None);
        plan.push(Place::Contents, count(contents.pages.len()), None);
        for item in &pack.outline {
            let mut within = None;
            if let Item::Section(section) = item {
                within = Some(section.id);
                let divider = if pack.settings.divider_pages {
                    front::divider(pack, section, &unnumbered, &self.style)
                        .pages
                        .len()
                } else {
                    0
                };
                plan.push(Place::Section(section.id), count(divider), None);
            }
            for document in item.documents() {
                let pages = self
                    .documents
                    .get(&document.id)
                    .map_or(0, Leaves::page_count);
                plan.push(Place::Document(document.id), pages, within);
            }
        }
        plan
    }

    /// Every place in the order of its pages.
    pub(super) fn places(&self) -> Vec<Place> {
        let items = self.request.pack.numbered_items();
        [Place::Cover, Place::Contents]
            .into_iter()
            .chain(items.iter().map(|item| item.id().into()))
            .collect()
    }

    /// The parts of a place, page numbers and all, and the note above the first of them.
    pub(super) fn parts(&self, place: Place) -> Result<PlaceParts, ExportError> {
        let pack = self.request.pack;
        let own = |typeset, title: &str| {
            let part = Part::own(&typeset, title, &self.style.language)?;
            Ok::<_, ExportError>(PlaceParts::one(Arc::new(part)))
        };
        match place {
            Place::Cover => Ok(PlaceParts::one(Arc::clone(&self.cover))),
            Place::Contents => own(front::contents(pack, &self.plan, &self.style), "Contents"),
            Place::Section(id) => match self.section_with_divider(id) {
                Some(section) => own(
                    front::divider(pack, section, &self.plan, &self.style),
                    &section.title,
                ),
                None => Ok(PlaceParts::default()),
            },
            Place::Document(id) => Ok(self
                .documents
                .get(&id)
                .map(|leaves| PlaceParts {
                    parts: leaves.parts.clone(),
                    note: leaves.note.clone(),
                })
                .unwrap_or_default()),
        }
    }

    /// The part that is the document itself.
    fn main_part(&self, place: Place) -> Option<&Arc<Part>> {
        match place {
            Place::Document(id) => self.documents.get(&id)?.main.as_ref(),
            Place::Cover | Place::Contents | Place::Section(_) => None,
        }
    }

    /// The text of a place's pages.
    pub(super) fn texts(
        &self,
        place: Place,
        progress: &Progress,
    ) -> Result<Vec<TextPiece>, ExportError> {
        let PlaceParts { parts, .. } = self.parts(place)?;
        let main = self.main_part(place);
        let mut first_page = 0;
        let mut pieces = Vec::with_capacity(parts.len());
        for part in parts {
            let layer = part.text(progress)?;
            pieces.push(TextPiece {
                tops_pt: vec![0.0; layer.pages().len()],
                layer,
                first_page,
                is_document: main.is_some_and(|main| Arc::ptr_eq(main, &part)),
            });
            first_page += part.page_count();
        }
        Ok(pieces)
    }

    fn section_with_divider(&self, id: SectionId) -> Option<&'a Section> {
        let pack = self.request.pack;
        pack.section(id).filter(|_| pack.settings.divider_pages)
    }

    /// Pages that were made taller for what is stamped on them; known once they were bound.
    pub(super) fn grown_pages(&self) -> Vec<Finding> {
        let pack = self.request.pack;
        let has_marking = pack.marking.printed().is_some();
        let grows = |margins: &&InkMargins| {
            Extension::of(**margins, has_marking, None) != Extension::default()
        };
        let count = |leaves: &Leaves| -> usize {
            let margins = leaves.parts.iter().flat_map(|part| part.measured_margins());
            margins.filter(grows).count()
        };
        pack.documents()
            .filter_map(|document| {
                let grown = count(self.documents.get(&document.id)?);
                let pages = match grown {
                    0 => return None,
                    1 => "1 page is".to_owned(),
                    many => format!("{many} pages are"),
                };
                let what = format!(
                    "{pages} taller than before, so that nothing is printed over its content. Print with 'fit to page'."
                );
                Some(Finding::of_document(document, &what))
            })
            .collect()
    }

    /// What needs a look, in the order of the pack.
    pub(super) fn report(&self) -> Report {
        let pack = self.request.pack;
        let contents = front::contents(pack, &self.plan, &self.style);
        let front = [
            ("The cover", &self.cover.missing),
            ("The contents", &contents.missing),
        ];
        let front = front.into_iter().filter_map(|(place, missing)| {
            Some(Finding::of_front(place, &missing_characters(missing)?))
        });
        let of_documents = pack
            .documents()
            .filter_map(|document| self.documents.get(&document.id))
            .flat_map(|leaves| leaves.findings.iter().cloned());
        Report {
            findings: front.chain(of_documents).collect(),
        }
    }
}

/// The parts of one place.
#[derive(Debug, Clone, Default)]
pub(super) struct PlaceParts {
    /// What is bound, in order.
    pub parts: Vec<Arc<Part>>,
    /// A note that goes above the first page of the first part.
    pub note: Option<Arc<Part>>,
}

impl PlaceParts {
    fn one(part: Arc<Part>) -> Self {
        Self {
            parts: vec![part],
            note: None,
        }
    }
}
