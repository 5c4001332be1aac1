//! What a document's pages are set with.

use serde::Serialize;

use super::located::Located;
use super::notes;
use super::part_key::PartKey;
use crate::pack::{Annotation, AnnotationId, Document};
use crate::typeset::{Color, Head, PrintedNote, Style};

/// A note that is to be set beside its passage, but for the place.
#[derive(Debug, Serialize)]
pub(super) struct Beside {
    pub id: AnnotationId,
    pub note: PrintedNote,
    pub colour: Color,
}

/// Everything about a document that its pages depend on besides its content.
pub(super) struct Setting<'a> {
    pub number: String,
    pub document: &'a Document,
    pub notes: Vec<PrintedNote>,
    /// The notes that are set beside the text, where it is a flowing one.
    pub beside: Vec<Beside>,
    /// The annotations that are in this copy.
    pub annotations: Vec<&'a Annotation>,
    pub source_line: String,
    pub style: &'a Style,
}

impl Setting<'_> {
    pub(super) fn head(&self) -> Head<'_> {
        Head {
            number: &self.number,
            title: &self.document.title,
            source_line: &self.source_line,
            notes: &self.notes,
        }
    }

    pub(super) fn key(&self, what: &str, inputs: impl Serialize) -> PartKey {
        PartKey::of(&(what, inputs, &self.head(), self.style))
    }

    /// The notes with a place of their own on the page of notes, numbered where their passages were
    /// found.
    pub(super) fn numbered(&self, located: &[Located]) -> Vec<(Option<u32>, AnnotationId)> {
        notes::numbered(&self.annotations, located)
            .into_iter()
            .map(|(number, annotation)| (number, annotation.id))
            .collect()
    }
}
