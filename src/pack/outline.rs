//! The order of a pack: sections, documents, their item numbers.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Annotation, AnnotationId, Document, DocumentId, ItemId, Pack, SectionId};

/// One entry at the top level of the outline. Packs that are states of one share the documents that
/// are the same in them, so that a step of undo costs what it changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Item {
    /// A named group of documents.
    Section(Section),
    /// A document that stands on its own, outside any section.
    Document(Arc<Document>),
}

impl From<Document> for Item {
    fn from(document: Document) -> Self {
        Self::Document(Arc::new(document))
    }
}

impl Item {
    /// The id of the section or document.
    pub fn id(&self) -> ItemId {
        match self {
            Self::Section(section) => section.id.into(),
            Self::Document(document) => document.id.into(),
        }
    }

    /// The documents of a section, or the one document.
    pub fn documents(&self) -> &[Arc<Document>] {
        match self {
            Self::Section(section) => &section.documents,
            Self::Document(document) => std::slice::from_ref(document),
        }
    }
}

/// A named group of documents, in order, such as an agenda item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Stays the same through every move and rename.
    pub id: SectionId,
    /// The title on the divider page and in the contents.
    pub title: String,
    /// Its documents, in the order in which they are printed.
    #[serde(default)]
    pub documents: Vec<Arc<Document>>,
}

/// A place between items: before the entry at `index` of a section, or of the top level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Location {
    /// The section, or `None` for the top level.
    pub section: Option<SectionId>,
    /// How many entries of that container stand before the place.
    pub index: usize,
}

impl Location {
    /// A place at the top level.
    pub fn top(index: usize) -> Self {
        Self {
            section: None,
            index,
        }
    }

    /// A place in a section.
    pub fn within(section: SectionId, index: usize) -> Self {
        Self {
            section: Some(section),
            index,
        }
    }
}

/// The number of an item in the outline, such as 2 or 2.1. Independent of page numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemNumber {
    /// An entry at the top level, counted from 1.
    Top(usize),
    /// A document in a section: the section's number and the document's, counted from 1.
    Nested(usize, usize),
}

impl fmt::Display for ItemNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top(number) => write!(formatter, "{number}"),
            Self::Nested(section, number) => write!(formatter, "{section}.{number}"),
        }
    }
}

/// A row of the outline with its number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NumberedItem<'a> {
    /// A section; its documents follow.
    Section(ItemNumber, &'a Section),
    /// A document, in a section or at the top level.
    Document(ItemNumber, &'a Document),
}

impl NumberedItem<'_> {
    /// The id of the section or document.
    pub fn id(&self) -> ItemId {
        match self {
            Self::Section(_, section) => section.id.into(),
            Self::Document(_, document) => document.id.into(),
        }
    }

    /// The item number.
    pub fn number(&self) -> ItemNumber {
        match self {
            Self::Section(number, _) | Self::Document(number, _) => *number,
        }
    }
}

impl Pack {
    /// Every section and document in printed order, with its number.
    pub fn numbered_items(&self) -> Vec<NumberedItem<'_>> {
        let mut rows = Vec::new();
        for (index, item) in self.outline.iter().enumerate() {
            let number = index + 1;
            match item {
                Item::Document(document) => {
                    rows.push(NumberedItem::Document(ItemNumber::Top(number), document));
                }
                Item::Section(section) => {
                    rows.push(NumberedItem::Section(ItemNumber::Top(number), section));
                    rows.extend(
                        section
                            .documents
                            .iter()
                            .enumerate()
                            .map(|(inner, document)| {
                                NumberedItem::Document(
                                    ItemNumber::Nested(number, inner + 1),
                                    document,
                                )
                            }),
                    );
                }
            }
        }
        rows
    }

    /// Every document in printed order, with its number, as packs share it.
    pub fn numbered_documents(&self) -> Vec<(ItemNumber, &Arc<Document>)> {
        let mut documents = Vec::new();
        for (number, item) in (1..).zip(&self.outline) {
            match item {
                Item::Document(document) => documents.push((ItemNumber::Top(number), document)),
                Item::Section(section) => documents.extend(
                    (1..)
                        .zip(&section.documents)
                        .map(|(inner, document)| (ItemNumber::Nested(number, inner), document)),
                ),
            }
        }
        documents
    }

    /// Every document in printed order.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        let documents = self.outline.iter().flat_map(Item::documents);
        documents.map(Arc::as_ref)
    }

    /// Every section in printed order.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.outline.iter().filter_map(|item| match item {
            Item::Section(section) => Some(section),
            Item::Document(_) => None,
        })
    }

    /// The document with this id.
    pub fn document(&self, id: DocumentId) -> Option<&Document> {
        self.documents().find(|document| document.id == id)
    }

    /// The section with this id.
    pub fn section(&self, id: SectionId) -> Option<&Section> {
        self.sections().find(|section| section.id == id)
    }

    /// Every annotation in printed order of the documents, with the document that it is on.
    pub fn annotations(&self) -> impl Iterator<Item = (&Document, &Annotation)> {
        self.documents()
            .flat_map(|document| document.annotations.iter().map(move |one| (document, one)))
    }

    /// The annotation with this id, and the document that it is on.
    pub fn annotation(&self, id: AnnotationId) -> Option<(&Document, &Annotation)> {
        self.annotations().find(|(_, one)| one.id == id)
    }

    /// The title of a section or document.
    pub fn title_of(&self, id: ItemId) -> Option<&str> {
        match id {
            ItemId::Section(id) => self.section(id).map(|section| section.title.as_str()),
            ItemId::Document(id) => self.document(id).map(|document| document.title.as_str()),
        }
    }

    /// Where an item stands.
    pub fn location(&self, id: ItemId) -> Option<Location> {
        for (index, item) in self.outline.iter().enumerate() {
            if item.id() == id {
                return Some(Location::top(index));
            }
            if let (Item::Section(section), ItemId::Document(document_id)) = (item, id)
                && let Some(inner) = section
                    .documents
                    .iter()
                    .position(|document| document.id == document_id)
            {
                return Some(Location::within(section.id, inner));
            }
        }
        None
    }
}
