//! The elements of the annotations that are our own.

use lopdf::{Object, ObjectId, dictionary, text_string};

use super::Tags;
use crate::pdf::assemble::target::Target;

/// An annotation of our own that the structure tree is to hold (PDF/UA-1, 7.18).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pdf::assemble) struct OwnAnnotation {
    /// The page that it is on.
    pub page: ObjectId,
    /// The annotation.
    pub id: ObjectId,
    /// The role of its element.
    pub role: &'static str,
    /// What it is, where it says nothing itself.
    pub alternative: Option<&'static str>,
}

impl Tags {
    /// Adds annotations after all that is there.
    pub(in crate::pdf::assemble) fn add_annotations(&mut self, annotations: Vec<OwnAnnotation>) {
        let before = self.kids.len();
        let placed = annotations.into_iter().map(|own| (before, own));
        self.own.extend(placed);
    }

    /// Writes the elements of the annotations and puts them in their places among the others.
    pub(super) fn tag_annotations(&mut self, target: &mut Target) {
        let own = std::mem::take(&mut self.own);
        let mut merged = Vec::with_capacity(self.kids.len() + own.len());
        let mut kids = std::mem::take(&mut self.kids).into_iter();
        let mut taken = 0;
        for (before, annotation) in own {
            merged.extend(kids.by_ref().take(before - taken));
            taken = before;
            merged.push(self.tag(&annotation, target).into());
        }
        merged.extend(kids);
        self.kids = merged;
    }

    fn tag(&mut self, annotation: &OwnAnnotation, target: &mut Target) -> ObjectId {
        let reference = dictionary! { "Type" => "OBJR", "Obj" => annotation.id };
        let mut element = dictionary! {
            "Type" => "StructElem",
            "S" => annotation.role,
            "P" => self.document,
            "Pg" => annotation.page,
            "K" => vec![Object::Dictionary(reference)],
        };
        if let Some(alternative) = annotation.alternative {
            element.set("Alt", text_string(alternative));
        }
        let element = target.add(element);
        let key = self.key_for(element.into());
        if let Some(entries) = target.dictionary_mut(annotation.id) {
            entries.set("StructParent", key);
        }
        if let Some(page) = target.dictionary_mut(annotation.page) {
            // Tab order follows the tags (PDF/UA-1, 7.18.3).
            page.set("Tabs", "S");
        }
        element
    }
}
