//! What the form says about the file that a document was made from, and what can be done with it.

use std::path::Path;

use eframe::egui::{self, Ui};

use crate::app::message::action::Action;
use crate::app::message::entry::Entry;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::state::origins::origin_of;
use crate::app::view::theme::Palette;
use crate::app::view::widgets::{action_button, field_label, muted};
use crate::library::human_size;
use crate::origin::OriginState;
use crate::pack::{Document, Source};
use crate::store::may_be_elsewhere;

/// Tells of the file, and offers to show, reload or replace it.
pub(super) fn about_source(ui: &mut Ui, desk: &Desk, document: &Document, outbox: &mut Outbox) {
    let sources = &desk.pack().sources;
    let Some(source) = document.source().and_then(|id| sources.get(id)) else {
        return;
    };
    field_label(ui, "Made from");
    let file = source.laid_out_from.as_ref();
    let file = file.and_then(|id| sources.get(id)).unwrap_or(source);
    ui.label(file.wording());
    muted(ui, facts(file));
    let came_from_file = file
        .origin
        .as_ref()
        .is_some_and(|seen| seen.file().is_some());
    let seen = document.source().and_then(|id| desk.origins.get(id));
    let seen = seen.filter(|_| came_from_file);
    let is_nowhere = seen.is_some_and(|seen| seen.place.is_none());
    if is_nowhere {
        let text = "This computer does not know where the file is. The pack has its own copy.";
        muted(ui, text);
    } else if seen.is_some_and(|seen| seen.state == OriginState::Gone) {
        let text = "The file is no longer where it was added from. The pack has its own copy.";
        muted(ui, text);
    }
    ui.horizontal_wrapped(|ui| {
        action_button(ui, Action::ReplaceSource, outbox);
        if is_nowhere {
            action_button(ui, Action::LocateOrigin, outbox);
        }
        if let Some(seen) = seen
            && let Some(place) = &seen.place
        {
            origin_buttons(ui, place, seen.state, outbox);
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
        action_button(ui, Action::ReloadSource, outbox);
    }
}

fn origin_buttons(ui: &mut Ui, place: &Path, state: OriginState, outbox: &mut Outbox) {
    let folder = place.parent();
    // Opening a path to another machine would tell that machine who looks.
    let is_here = !may_be_elsewhere(place) && state != OriginState::Gone;
    let path = place.display().to_string();
    let show = ui
        .add_enabled(
            is_here && folder.is_some(),
            egui::Button::new("Show origin"),
        )
        .on_hover_text(format!("Opens the folder of {path}"))
        .on_disabled_hover_text("This computer cannot reach the folder");
    if show.clicked()
        && let Some(folder) = folder
    {
        outbox.push(Request::OpenOutside(folder.to_owned()));
    }
    if ui.button("Copy path").on_hover_text(&path).clicked() {
        ui.ctx().copy_text(path);
    }
}
