//! Which page everything is on.

use std::collections::HashMap;
use std::sync::Arc;

use super::Report;
use crate::pack::{AnnotationId, DocumentId, ItemId, SectionId};
use crate::pdf::inspect::PageInfo;

/// Something in a pack that has pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The cover.
    Cover,
    /// The list of contents.
    Contents,
    /// A section.
    Section(SectionId),
    /// A document.
    Document(DocumentId),
    /// The list at the end of what the documents were made from.
    Sources,
}

impl From<ItemId> for Place {
    fn from(id: ItemId) -> Self {
        match id {
            ItemId::Section(id) => Self::Section(id),
            ItemId::Document(id) => Self::Document(id),
        }
    }
}

/// Pages of the pack that follow each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pages {
    /// The first, counted from 1.
    pub first: u32,
    /// How many; may be 0.
    pub count: u32,
}

/// The pages of a place, by what they are for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Stretches {
    /// Pages before the document with the note on it.
    pub front: u32,
    /// The document itself, or the pages that Briefpack makes.
    pub main: u32,
    /// Pages after the document with the notes on its passages.
    pub notes: u32,
}

impl Stretches {
    /// A place that has only its own pages.
    pub fn of_main(main: u32) -> Self {
        Self {
            main,
            ..Self::default()
        }
    }

    pub fn total(self) -> u32 {
        self.front + self.main + self.notes
    }

    /// As many pages as the larger of the two, in each stretch.
    pub fn or_more(self, other: Self) -> Self {
        Self {
            front: self.front.max(other.front),
            main: self.main.max(other.main),
            notes: self.notes.max(other.notes),
        }
    }
}

/// Which page everything is on. The PDF's own page numbers, so the cover counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    total: u32,
    /// The places in the order of their pages.
    order: Vec<Place>,
    /// The size of each page, without what stamps add to it.
    sizes: Arc<[PageInfo]>,
    own: HashMap<Place, Pages>,
    spans: HashMap<Place, Pages>,
    stretches: HashMap<Place, Stretches>,
    annotations: HashMap<AnnotationId, u32>,
    /// The page that shows something of a place first, where blank ones stand before it.
    beginnings: HashMap<Place, u32>,
    /// How many comments others wrote on the pages of a document.
    comments: HashMap<DocumentId, u32>,
    pub(super) report: Report,
}

impl Plan {
    /// What would need a look in an export.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// How many comments others wrote on the pages that a document shows of a PDF, whether they are
    /// kept or not.
    pub fn comments_in(&self, id: DocumentId) -> u32 {
        self.comments.get(&id).copied().unwrap_or_default()
    }

    /// How many pages the pack has.
    pub fn total(&self) -> u32 {
        self.total
    }

    /// The places that have pages, in the order of these, each with its own.
    pub fn places(&self) -> impl Iterator<Item = (Place, Pages)> {
        let places = self.order.iter();
        places.filter_map(|place| Some((*place, self.own_pages(*place)?)))
    }

    /// The size of each page of the pack, without what stamps add to it.
    pub fn sizes(&self) -> &Arc<[PageInfo]> {
        &self.sizes
    }

    /// Says how large the pages are, in their order.
    pub(super) fn put_sizes(&mut self, sizes: Arc<[PageInfo]>) {
        self.sizes = sizes;
    }

    /// The pages of a place; those of a section with the pages of its documents. A section
    /// without any pages begins where the next thing does.
    pub fn span(&self, place: Place) -> Option<Pages> {
        self.spans.get(&place).copied()
    }

    /// What is on a page of the pack, and which of its own pages it is, counted from 0.
    pub fn place_of(&self, page: u32) -> Option<(Place, u32)> {
        let holds = |pages: &Pages| (pages.first..pages.first + pages.count).contains(&page);
        let (place, pages) = self.own.iter().find(|(_, pages)| holds(pages))?;
        Some((*place, page - pages.first))
    }

    /// The pages of a place alone: for a section, its divider. `None` where it has none.
    pub fn own_pages(&self, place: Place) -> Option<Pages> {
        self.own
            .get(&place)
            .copied()
            .filter(|pages| pages.count > 0)
    }

    /// The page of the pack on which a document begins. `None` where it has none in this copy.
    pub fn page_of_document(&self, id: DocumentId) -> Option<u32> {
        let place = Place::Document(id);
        let first = self.own_pages(place)?.first;
        Some(self.beginnings.get(&place).copied().unwrap_or(first))
    }

    /// The page of the pack on which the passage of an annotation begins. `None` where it was not
    /// found, or stands for the document as a whole.
    pub fn page_of_annotation(&self, id: AnnotationId) -> Option<u32> {
        self.annotations.get(&id).copied()
    }

    /// The pages of a place, by what they are for.
    pub(super) fn stretches(&self, place: Place) -> Stretches {
        self.stretches.get(&place).copied().unwrap_or_default()
    }

    /// Says how many comments others wrote on the pages of a document.
    pub(super) fn put_comments(&mut self, id: DocumentId, count: u32) {
        if count > 0 {
            self.comments.insert(id, count);
        }
    }

    /// Says that a place begins with blank pages, and which is the first that is not.
    pub(super) fn put_beginning(&mut self, place: Place, page: u32) {
        self.beginnings.insert(place, page);
    }

    /// Says on which page of the pack the passage of an annotation begins.
    pub(super) fn put_annotation(&mut self, id: AnnotationId, page: u32) {
        self.annotations.insert(id, page);
    }

    /// The page that links and bookmarks to a place lead to, which is always a page of the pack.
    pub(super) fn target(&self, place: Place) -> u32 {
        let first = self.span(place).map(|pages| pages.first);
        let beginning = self.beginnings.get(&place).copied();
        beginning.or(first).unwrap_or(1).clamp(1, self.total.max(1))
    }

    /// Puts a place behind everything that was put before, as part of a section if one is named.
    pub(super) fn push(&mut self, place: Place, stretches: Stretches, within: Option<SectionId>) {
        let count = stretches.total();
        self.order.push(place);
        self.stretches.insert(place, stretches);
        let pages = Pages {
            first: self.total + 1,
            count,
        };
        self.total += count;
        self.own.insert(place, pages);
        self.spans.insert(place, pages);
        if let Some(section) = within
            && let Some(span) = self.spans.get_mut(&Place::Section(section))
        {
            span.count += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_span_their_documents() {
        let (section, document) = (SectionId(1), Place::Document(DocumentId(2)));
        let mut plan = Plan::default();
        plan.push(Place::Cover, Stretches::of_main(1), None);
        plan.push(Place::Section(section), Stretches::of_main(0), None);
        plan.push(document, Stretches::of_main(3), Some(section));
        plan.push(Place::Section(SectionId(9)), Stretches::of_main(0), None);
        assert_eq!(plan.total(), 4);
        assert_eq!(plan.span(document), Some(Pages { first: 2, count: 3 }));
        assert_eq!(
            plan.span(Place::Section(section)),
            Some(Pages { first: 2, count: 3 })
        );
        assert_eq!(plan.own_pages(Place::Section(section)), None);
        assert_eq!(plan.target(Place::Section(SectionId(9))), 4);
    }
}
