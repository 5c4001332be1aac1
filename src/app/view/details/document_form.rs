//! The form for a document: what it is, the note on it, who gets it, what it was made from.

use eframe::egui::{self, ComboBox, TextEdit, Ui};

use crate::app::message::action::Action;
use crate::app::message::entry::Entry;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::view::choice::{choice_box, radio_chosen, radios};
use crate::app::view::details::marking::{marking_field, raising};
use crate::app::view::details::{Details, line, lines, origin};
use crate::app::view::half_written::{DATE, half_written_field};
use crate::app::view::notes::{all_kinds, kind_name};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{action_button, field_label, own_undo_id};
use crate::edit::{AnnotationChange, Command};
use crate::pack::{
    Annotation, Audience, BeyondCrop, Document, DocumentId, DocumentKind, ItemId, Media,
    SourceComments, SourceId,
};
use crate::store::SourceState;

impl Details {
    pub(super) fn document(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        document: &Document,
        outbox: &mut Outbox,
    ) {
        let id = document.id;
        ui.label(theme::strong("Document"));
        self.trouble(ui, desk, document, outbox);
        origin::changed_on_disk(ui, desk, document, outbox);
        let item = ItemId::from(id);
        let entry = Entry::Item(item);
        line(ui, entry, "Title", &document.title, |title| {
            outbox.edit(Command::Rename { item, title });
        });
        if document.page().is_some() {
            audience_form(ui, document, outbox);
            return;
        }
        field_label(ui, "Kind");
        kind_box(ui, id, document.kind, outbox);
        self.date_and_reference(ui, document, outbox);
        let author = "Author or organisation";
        line(ui, entry, author, &document.publisher, |publisher| {
            outbox.edit(Command::SetPublisher(id, publisher));
        });
        document_marking(ui, desk, document, outbox);
        let note = document
            .note()
            .map(|note| note.body.as_str())
            .unwrap_or_default();
        lines(
            ui,
            entry,
            "Note",
            "Printed in a box above the first page",
            note,
            3,
            |body| {
                outbox.edit(Command::SetNote(id, body));
            },
        );
        if let Some(note) = document.note() {
            note_facts(ui, note, outbox);
        }
        audience_form(ui, document, outbox);
        comments_form(ui, desk, document, outbox);
        crop_form(ui, desk, document, outbox);
        ui.add_space(8.0);
        origin::about_source(ui, desk, document, outbox);
        self.layout_choice(ui, desk, document, outbox);
    }

    /// Beside each other where there is room for a whole date in either.
    fn date_and_reference(&mut self, ui: &mut Ui, document: &Document, outbox: &mut Outbox) {
        const ROOM_FOR_BOTH: f32 = 400.0;
        let id = document.id;
        let entry = Entry::Item(id.into());
        let half = &mut self.date;
        let mut date_field = |ui: &mut Ui, outbox: &mut Outbox| {
            half_written_field(ui, &DATE, half, entry, document.date.as_ref(), |date| {
                outbox.edit(Command::SetDate(id, date));
            });
        };
        let reference_field = |ui: &mut Ui, outbox: &mut Outbox| {
            line(ui, entry, "Reference", &document.reference, |reference| {
                outbox.edit(Command::SetReference(id, reference));
            });
        };
        if ui.available_width() < ROOM_FOR_BOTH {
            date_field(ui, outbox);
            reference_field(ui, outbox);
            return;
        }
        ui.columns(2, |columns| {
            if let [left, right] = columns {
                date_field(left, outbox);
                reference_field(right, outbox);
            }
        });
    }

    fn trouble(&mut self, ui: &mut Ui, desk: &Desk, document: &Document, outbox: &mut Outbox) {
        let palette = Palette::of(ui);
        let Some(source) = document.source() else {
            return;
        };
        let what = match desk.troubled_sources.get(source) {
            Some(SourceState::Missing) => "Its file is missing from the pack's documents folder.",
            Some(SourceState::Altered) => "Its file was changed since it was added.",
            Some(SourceState::Unreadable(why)) => why,
            Some(SourceState::Present) | None => "",
        };
        if !what.is_empty() {
            ui.label(egui::RichText::new(what).color(palette.error));
            action_button(ui, Action::LocateSource, outbox);
        }
        if desk.is_locked(document.id) {
            self.unlock(ui, source, outbox);
        }
    }

    fn unlock(&mut self, ui: &mut Ui, source: &SourceId, outbox: &mut Outbox) {
        if self.password.0.as_ref() != Some(source) {
            self.password = (Some(source.clone()), String::new());
        }
        let palette = Palette::of(ui);
        let text = "This PDF is protected by a password.";
        ui.label(egui::RichText::new(text).color(palette.warning));
        ui.horizontal(|ui| {
            let field = TextEdit::singleline(&mut self.password.1)
                .id(own_undo_id(ui, "unlock"))
                .password(true)
                .hint_text("Password")
                .desired_width(140.0);
            let response = ui.add(field).accessible_name("Password");
            let entered =
                response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            if (ui.button("Unlock").clicked() || entered) && !self.password.1.is_empty() {
                let password = std::mem::take(&mut self.password.1);
                outbox.push(Request::Unlock(source.clone(), password));
            }
        });
    }
}

/// The marking that a document came with, and how the pack's stands to it.
fn document_marking(ui: &mut Ui, desk: &Desk, document: &Document, outbox: &mut Outbox) {
    let id = document.id;
    let entry = Entry::Item(id.into());
    marking_field(ui, entry, "Marking", &document.marking, |marking| {
        outbox.edit(Command::SetDocumentMarking(id, marking));
    });
    let pack = &desk.pack().marking;
    if pack.covers(&document.marking) {
        return;
    }
    let palette = Palette::of(ui);
    let text = match pack.printed() {
        Some(marking) => format!("The pack is marked {marking}, which does not cover this."),
        None => "The pack has no marking.".to_owned(),
    };
    ui.label(egui::RichText::new(text).small().color(palette.warning));
    if ui.button(raising(pack, &document.marking)).clicked() {
        outbox.edit(Command::SetMarking(document.marking.clone()));
    }
}

fn kind_box(ui: &mut Ui, id: DocumentId, kind: DocumentKind, outbox: &mut Outbox) {
    let look = ComboBox::from_id_salt("kind")
        .selected_text(kind.name())
        .width(ui.available_width())
        .height(300.0);
    let kinds = DocumentKind::ALL.map(|kind| (kind, kind.name()));
    if let Some(kind) = choice_box(ui, "Kind", look, &kind, kinds) {
        outbox.edit(Command::SetKind(id, kind));
    }
}

/// Who gets a document.
fn audience_form(ui: &mut Ui, document: &Document, outbox: &mut Outbox) {
    ui.add_space(4.0);
    field_label(ui, "Who gets this document");
    ui.horizontal_wrapped(|ui| {
        let audiences = [
            (Audience::Circulated, "Everybody"),
            (Audience::Private, "Speaking copy only"),
        ];
        if let Some(audience) = radios(ui, document.audience, audiences) {
            outbox.edit(Command::SetAudience(document.id, audience));
        }
    });
}

/// What becomes of the comments that others wrote on a PDF, where it has any.
fn comments_form(ui: &mut Ui, desk: &Desk, document: &Document, outbox: &mut Outbox) {
    let plan = desk.plan.as_ref().map(|(_, plan)| plan);
    let count = plan.map_or(0, |plan| plan.comments_in(document.id));
    let chosen = document.source_comments;
    let label = match (count, chosen) {
        (0, SourceComments::LeaveOut) => return,
        (0, SourceComments::Keep) => "Comments by others".to_owned(),
        (many, _) => format!("Comments by others: {many}"),
    };
    ui.add_space(4.0);
    field_label(ui, &label);
    ui.horizontal_wrapped(|ui| {
        let drawn = [
            (SourceComments::LeaveOut, "Leave out"),
            (SourceComments::Keep, "Keep"),
        ]
        .map(|(comments, name)| {
            let radio = ui.radio(chosen == comments, name);
            let radio = radio.accessible_name(format!("{name} comments by others"));
            (comments, radio)
        });
        if let Some(comments) = radio_chosen(ui, chosen, &drawn) {
            outbox.edit(Command::SetSourceComments(document.id, comments));
        }
    });
    if chosen == SourceComments::Keep {
        let text = "They are in every copy, with the names of those who wrote them.";
        let colour = Palette::of(ui).warning;
        ui.label(egui::RichText::new(text).small().color(colour));
    }
}

/// What becomes of what a PDF's pages have outside their visible part.
fn crop_form(ui: &mut Ui, desk: &Desk, document: &Document, outbox: &mut Outbox) {
    let source = document.source().and_then(|id| desk.pack().sources.get(id));
    if source.is_none_or(|source| source.media != Media::Pdf) {
        return;
    }
    ui.add_space(4.0);
    field_label(ui, "Words and pictures outside the visible pages");
    ui.horizontal_wrapped(|ui| {
        let choices = [
            (BeyondCrop::Keep, "Keep"),
            (BeyondCrop::TakeOut, "Take out of the PDF"),
        ];
        if let Some(choice) = radios(ui, document.beyond_crop, choices) {
            outbox.edit(Command::SetBeyondCrop(document.id, choice));
        }
    });
}

/// Who sees the note on a document, and what it is for.
fn note_facts(ui: &mut Ui, note: &Annotation, outbox: &mut Outbox) {
    let mut change = |change| {
        outbox.edit(Command::ChangeAnnotations(vec![note.id], change));
    };
    ui.horizontal(|ui| {
        let look = ComboBox::from_id_salt("note-audience")
            .selected_text(note.audience.name())
            .width(100.0);
        let audiences = Audience::ALL.map(|audience| (audience, audience.name()));
        if let Some(audience) = choice_box(ui, "Who sees the note", look, &note.audience, audiences)
        {
            change(AnnotationChange::Audience(audience));
        }
        let look = ComboBox::from_id_salt("note-kind")
            .selected_text(kind_name(note.kind))
            .width(100.0);
        let kinds = all_kinds().map(|kind| (kind, kind_name(kind)));
        if let Some(kind) = choice_box(ui, "Kind of the note", look, &note.kind, kinds) {
            change(AnnotationChange::Kind(kind));
        }
    });
}
