//! Above the list of all notes: what it is narrowed by, and what is done with many at a time.

use std::collections::BTreeSet;

use eframe::egui::{Button, Popup, PopupCloseBehavior, RichText, ScrollArea, Ui, vec2};

use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::state::desk::Desk;
use crate::app::state::notes::words::cut;
use crate::app::view::notes::choices::{colour_choices, kind_choices};
use crate::app::view::notes::filter::Filter;
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::icon_button;
use crate::edit::{AnnotationChange, Command};
use crate::pack::{AnnotationId, Audience, Mark, NoteKind, NoteState};

/// Draws what the list can be narrowed by.
pub fn filters(ui: &mut Ui, desk: &Desk, filter: &mut Filter) {
    ui.spacing_mut().button_padding = vec2(8.0, 2.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        menu(ui, &kinds_name(filter), "Filter by kind", |ui| {
            for kind in NoteKind::ALL.map(Some).into_iter().chain([None]) {
                let name = kind.map_or("No kind", NoteKind::name);
                let mut is_chosen = filter.kinds.contains(&kind);
                if ui.checkbox(&mut is_chosen, name).changed() && !filter.kinds.remove(&kind) {
                    filter.kinds.insert(kind);
                }
            }
        });
        let name = filter.audience.map_or("Any audience", Audience::name);
        menu(ui, name, "Filter by audience", |ui| {
            let all = [None].into_iter().chain(Audience::ALL.map(Some));
            for audience in all {
                let name = audience.map_or("Any audience", Audience::name);
                choice(ui, name, audience, &mut filter.audience);
            }
        });
        let state_name = |state: Option<NoteState>| match state {
            None => "Any state",
            Some(NoteState::Open) => "Open",
            Some(NoteState::Done) => "Done",
        };
        menu(ui, state_name(filter.state), "Filter by state", |ui| {
            for state in [None, Some(NoteState::Open), Some(NoteState::Done)] {
                choice(ui, state_name(state), state, &mut filter.state);
            }
        });
        document_filter(ui, desk, filter);
        ui.checkbox(&mut filter.is_to_check, RichText::new("To check").small());
        ui.checkbox(&mut filter.by_kind, RichText::new("By kind").small());
        if !filter.is_open() && ui.link(RichText::new("Show all").small()).clicked() {
            *filter = Filter {
                by_kind: filter.by_kind,
                ..Filter::default()
            };
        }
    });
}

/// What can be done with all that is chosen; each is one step of undo.
pub fn bulk_bar(ui: &mut Ui, desk: &Desk, chosen: &BTreeSet<AnnotationId>, outbox: &mut Outbox) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        ui.spacing_mut().button_padding = vec2(8.0, 2.0);
        ui.label(theme::strong(format!("{} selected", chosen.len())));
        let mut change = |change| {
            let chosen = chosen.iter().copied().collect();
            outbox.edit(Command::ChangeAnnotations(chosen, change));
        };
        menu(ui, "Kind", "Change kind", |ui| {
            kind_choices(ui, &[], &mut |kind| change(AnnotationChange::Kind(kind)));
        });
        menu(ui, "Who sees", "Change who sees them", |ui| {
            for audience in Audience::ALL {
                if ui.button(audience.name()).clicked() {
                    change(AnnotationChange::Audience(audience));
                    ui.close();
                }
            }
        });
        menu(ui, "Done", "Set done or open", |ui| {
            for (name, state) in [("Done", NoteState::Done), ("Open", NoteState::Open)] {
                if ui.button(name).clicked() {
                    change(AnnotationChange::State(state));
                    ui.close();
                }
            }
        });
        // Colours are changed together, so the style is that of the first.
        let style = chosen
            .first()
            .and_then(|id| desk.pack().annotation(*id))
            .map(|(_, note)| note.mark.style)
            .unwrap_or_default();
        menu(ui, "Colour", "Change colour", |ui| {
            colour_choices(ui, &mut |colour| {
                change(AnnotationChange::Mark(Mark { style, colour }));
            });
        });
        if icon_button(ui, icons::TRASH, "Delete notes").clicked() {
            let chosen = chosen.iter().copied().collect();
            outbox.edit(Command::RemoveAnnotations(chosen));
        }
    });
}

fn kinds_name(filter: &Filter) -> String {
    let mut kinds = filter.kinds.iter();
    match (kinds.next(), filter.kinds.len()) {
        (None, _) => "Any kind".to_owned(),
        (Some(kind), 1) => kind.map_or("No kind", NoteKind::name).to_owned(),
        (_, many) => format!("{many} kinds"),
    }
}

/// A small button that opens a menu.
fn menu(ui: &mut Ui, text: &str, name: &str, contents: impl FnOnce(&mut Ui)) {
    let palette = Palette::of(ui);
    let more = RichText::new(icons::CHEVRON_DOWN)
        .font(theme::icon_font(12.0))
        .color(palette.muted);
    let button = Button::new((RichText::new(text).small(), more));
    let response = ui.add(button).accessible_name(name);
    Popup::menu(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(contents);
}

fn choice<T: PartialEq>(ui: &mut Ui, name: &str, value: T, chosen: &mut T) {
    if ui.selectable_label(*chosen == value, name).clicked() {
        *chosen = value;
        ui.close();
    }
}

fn document_filter(ui: &mut Ui, desk: &Desk, filter: &mut Filter) {
    let pack = desk.pack();
    let title = filter.document.and_then(|id| pack.document(id));
    let name = title.map_or("Any document".to_owned(), |document| {
        cut(&document.title, 24)
    });
    menu(ui, &name, "Filter by document", |ui| {
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            choice(ui, "Any document", None, &mut filter.document);
            let noted = pack
                .documents()
                .filter(|document| !document.annotations.is_empty());
            for document in noted {
                let title = cut(&document.title, 48);
                choice(ui, &title, Some(document.id), &mut filter.document);
            }
        });
    });
}
