//! Choosing the kind, audience and colour of notes.

use eframe::egui::{Atom, AtomExt as _, Button, Color32, RichText, Ui, Vec2};

use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::view::theme::{self, Palette};
use crate::edit::{AnnotationChange, Command};
use crate::pack::{Annotation, AnnotationId, Audience, MarkColour, NoteKind};

/// Asks for a change to one note.
pub fn change(outbox: &mut Outbox, id: AnnotationId, change: AnnotationChange) {
    outbox.edit(Command::ChangeAnnotations(vec![id], change));
}

pub fn audience_icon(audience: Audience) -> &'static str {
    match audience {
        Audience::Private => icons::EYE_OFF,
        Audience::Circulated => icons::USERS,
    }
}

/// Says who sees it; a click changes it.
pub fn audience_button(ui: &mut Ui, annotation: &Annotation, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    let (colour, other, tip) = match annotation.audience {
        Audience::Private => (
            palette.muted,
            Audience::Circulated,
            "Only in the speaking copy. Click to circulate it.",
        ),
        Audience::Circulated => (
            palette.accent,
            Audience::Private,
            "In every copy. Click to keep it private.",
        ),
    };
    let icon = RichText::new(audience_icon(annotation.audience))
        .font(theme::icon_font(13.0))
        .color(colour);
    let words = RichText::new(annotation.audience.name())
        .small()
        .color(colour);
    let response = ui
        .add(Button::new((icon, words)).frame_when_inactive(false))
        .on_hover_text(tip)
        .accessible_name(annotation.audience.name());
    if response.clicked() {
        change(outbox, annotation.id, AnnotationChange::Audience(other));
    }
}

/// The kinds of note to choose from; `chosen` are marked.
pub fn kind_choices(
    ui: &mut Ui,
    chosen: &[Option<NoteKind>],
    choose: &mut dyn FnMut(Option<NoteKind>),
) {
    for kind in all_kinds() {
        let label = ui.selectable_label(chosen.contains(&kind), kind_name(kind));
        if label.clicked() {
            choose(kind);
            ui.close();
        }
    }
}

/// Every kind that a note can be of, and none.
pub fn all_kinds() -> impl Iterator<Item = Option<NoteKind>> {
    NoteKind::ALL.map(Some).into_iter().chain([None])
}

pub fn kind_name(kind: Option<NoteKind>) -> &'static str {
    kind.map_or("No kind", NoteKind::name)
}

pub fn colour_choices(ui: &mut Ui, choose: &mut dyn FnMut(MarkColour)) {
    for colour in MarkColour::ALL {
        let dot = colour_dot(theme::mark_colour(colour, ui.visuals().dark_mode));
        let button = Button::new((dot, colour.name())).frame_when_inactive(false);
        if ui.add(button).accessible_name(colour.name()).clicked() {
            choose(colour);
            ui.close();
        }
    }
}

pub fn colour_dot(colour: Color32) -> Atom<'static> {
    Atom::paint(Vec2::splat(14.0), move |ui, paint| {
        ui.painter().circle_filled(paint.rect.center(), 6.0, colour);
    })
    .atom_size(Vec2::splat(14.0))
}
