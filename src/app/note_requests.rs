//! Carrying out what concerns marks and notes.

use super::App;
use super::annotating::{InHand, SidePane};
use super::request::Writing;
use super::selection::{Entry, Pick};
use crate::edit::{Command, NewAnnotation};
use crate::pack::{AnnotationId, DocumentId};

impl App {
    /// Makes a mark or note and takes it in hand.
    pub(super) fn annotate(&mut self, document: DocumentId, new: NewAnnotation, writing: Writing) {
        let Some(desk) = &self.desk else {
            return;
        };
        let id = AnnotationId(desk.pack().upcoming_id());
        self.edit(Command::Annotate(document, new));
        let is_made = self
            .desk
            .as_ref()
            .is_some_and(|desk| desk.pack().annotation(id).is_some());
        if !is_made {
            return;
        }
        let is_to_write = writing == Writing::AtOnce;
        self.in_hand = InHand {
            annotation: Some(id),
            is_to_write,
            is_to_show: is_to_write,
        };
        if is_to_write {
            self.show_side(SidePane::Notes);
        }
    }

    /// Takes an annotation in hand and shows it.
    pub(super) fn show_note(&mut self, id: AnnotationId, is_to_write: bool) {
        let Some(desk) = &mut self.desk else {
            return;
        };
        let Some(document) = desk.pack().annotation(id).map(|(document, _)| document.id) else {
            return;
        };
        let entry = Entry::Item(document.into());
        if desk.selection.cursor() != Some(entry) {
            desk.unfold(&[document.into()]);
            let entries = desk.entries();
            desk.selection.pick(entry, Pick::Only, &entries);
            self.outline.follow_cursor();
        }
        self.in_hand = InHand {
            annotation: Some(id),
            is_to_write,
            is_to_show: true,
        };
        if is_to_write {
            self.show_side(SidePane::Notes);
        }
    }

    /// Shows something beside the pages.
    pub(super) fn show_side(&mut self, pane: SidePane) {
        self.preferences.side_pane = pane;
        self.preferences.shows_details = true;
    }
}
