//! What the form says about the file that a document was made from, and what can be done with it.

use std::path::Path;

use eframe::egui::{self, Ui};

use crate::app::action::Action;
use crate::app::desk::Desk;
use crate::app::request::{Outbox, Request};
use crate::app::revising::origin_of;
use crate::app::selection::Entry;
use crate::app::theme::Palette;
use crate::app::widgets::{action_button, field_label, muted};
use crate::library::human_size;
use crate::origin::{OriginState, may_be_elsewhere};
use crate::pack::{Document, Origin, Source};

/// Tells of the file, and offers to show, reload or replace it.
pub(super) fn about_source(ui: &mut Ui, desk: &Desk, document: &Document, outbox: &mut Outbox) {
    let sources = &desk.pack().sources;
    let Some(source) = document.source().and_then(|id| sources.get(id)) else {
        return;
    };
    field_label(ui, "Made from");
    let file = source.laid_out_from.as_ref();
    let file = file.and_then(|id| sources.get(id)).unwrap_or(source);
    ui.label(file.in_words());
    muted(ui, facts(file));
    let state = origin_of(desk, Entry::Item(document.id.into()));
    if state == Some(OriginState::Gone) {
        let text = "The file is no longer where it was added from; the pack has its own copy.";
        muted(ui, text);
    }
    ui.horizontal_wrapped(|ui| {
        action_button(ui, Action::ReplaceSource, true, outbox);
        if let Some(origin) = file.origin.as_ref().filter(|one| one.file().is_some()) {
            origin_buttons(ui, origin, state, outbox);
        }
    });
}

/// Kind, length and day: "Word document, 84 KB, added 30 July 2019".
fn facts(source: &Source) -> String {
    let (kind, size) = (source.media.name(), human_size(source.size_bytes));
    match &source.origin {
        Some(origin) => {
            let day = origin.day_added().strftime("%-d %B %Y");
            format!("{kind}, {size}, added {day}")
        }
        None => format!("{kind}, {size}"),
    }
}

/// Says that the file is another one by now, and offers to take it up.
pub(super) fn changed_on_disk(ui: &mut Ui, desk: &Desk, document: &Document, outbox: &mut Outbox) {
    let state = origin_of(desk, Entry::Item(document.id.into()));
    if state == Some(OriginState::Changed) {
        let text = "The file was changed on disk since it was added.";
        ui.label(egui::RichText::new(text).color(Palette::of(ui).warning));
        action_button(ui, Action::ReloadSource, true, outbox);
    }
}

fn origin_buttons(ui: &mut Ui, origin: &Origin, state: Option<OriginState>, outbox: &mut Outbox) {
    let folder = Path::new(&origin.path).parent();
    // A pack may come from anybody: opening a path to another machine would tell that machine.
    let is_here = !may_be_elsewhere(&origin.path)
        && matches!(
            state,
            Some(OriginState::Same | OriginState::Changed | OriginState::Unknown)
        );
    let show = ui
        .add_enabled(
            is_here && folder.is_some(),
            egui::Button::new("Show origin"),
        )
        .on_hover_text(format!("Opens the folder of {}", origin.path))
        .on_disabled_hover_text("The folder is not within reach of this machine");
    if show.clicked()
        && let Some(folder) = folder
    {
        outbox.push(Request::OpenOutside(folder.to_owned()));
    }
    let copy = ui.button("Copy path").on_hover_text(&origin.path);
    if copy.clicked() {
        ui.ctx().copy_text(origin.path.clone());
    }
}
