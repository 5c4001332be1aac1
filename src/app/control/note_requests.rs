//! Carrying out what concerns marks and notes.

use crate::app::control::App;
use crate::app::message::annotating::SidePane;
use crate::app::message::entry::{Entry, Pick};
use crate::app::message::request::Writing;
use crate::app::state::in_hand::InHand;
use crate::app::state::notes::order;
use crate::edit::{Command, NewAnnotation};
use crate::pack::{AnnotationId, DocumentId, Target};

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
            self.outline.show_cursor();
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

    /// Takes the next or previous note of the pack in hand.
    pub(super) fn step_note(&mut self, is_forward: bool) {
        let Some(desk) = &self.desk else {
            return;
        };
        let document = desk.selection.document();
        // A note elsewhere that is still in hand is not where the person is.
        let in_hand = self.in_hand.annotation.filter(|id| {
            let on = desk.pack().annotation(*id).map(|(on, _)| on.id);
            on.is_some() && on == document
        });
        if let Some(id) = order::next(desk.pack(), in_hand, document, is_forward) {
            self.show_note(id, false);
            if self.preferences.side_pane != SidePane::AllNotes {
                self.show_side(SidePane::Notes);
            }
        }
    }

    /// Writes the note on the selected document as a whole, a new one if it has none.
    pub(super) fn note_on_document(&mut self) {
        let Some(desk) = self.desk.as_ref().filter(|desk| desk.can_take_notes()) else {
            return;
        };
        let Some(id) = desk.selection.document() else {
            return;
        };
        let existing = desk
            .pack()
            .document(id)
            .and_then(|document| document.note());
        match existing.map(|note| note.id) {
            Some(note) => self.show_note(note, true),
            None => {
                let new = self.preferences.pen.note(Target::Document);
                self.annotate(id, new, Writing::AtOnce);
            }
        }
    }

    /// Shows something beside the pages.
    pub(super) fn show_side(&mut self, pane: SidePane) {
        self.preferences.side_pane = pane;
        self.preferences.shows_details = true;
    }
}
