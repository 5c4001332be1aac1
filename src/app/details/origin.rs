//! What the form says about the file that a document was made from, and what can be done with it.

use std::path::Path;

use eframe::egui::{self, Ui};

use crate::app::action::Action;
use crate::app::desk::Desk;
use crate::app::request::{Outbox, Request};
use crate::app::revising::{Layout, origin_of};
use crate::app::selection::Entry;
use crate::app::theme::Palette;
use crate::app::widgets::{action_button, field_label, muted};
use crate::layout_true;
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
    state_in_words(ui, state, outbox);
    ui.horizontal_wrapped(|ui| {
        action_button(ui, Action::ReplaceSource, true, outbox);
        if let Some(origin) = &file.origin {
            origin_buttons(ui, origin, state, outbox);
        }
    });
    layout_choice(ui, document, file, source, outbox);
}

/// Lets an office document keep its layout where LibreOffice is at hand.
fn layout_choice(
    ui: &mut Ui,
    document: &Document,
    file: &Source,
    shown: &Source,
    outbox: &mut Outbox,
) {
    let now = match shown.laid_out_from {
        Some(_) => Layout::Kept,
        None => Layout::Flowing,
    };
    let can_keep = file.media.has_layout() && layout_true::is_office_here();
    if now == Layout::Flowing && !can_keep {
        return;
    }
    field_label(ui, "Pages");
    ui.horizontal_wrapped(|ui| {
        for (layout, words, tip) in [
            (
                Layout::Flowing,
                "Set as text",
                "The words are set on the pack's own pages",
            ),
            (
                Layout::Kept,
                "Keep the layout",
                "LibreOffice makes the pages; fields such as dates may be brought up to date",
            ),
        ] {
            let is_possible = layout == now || layout == Layout::Flowing || can_keep;
            let button = egui::RadioButton::new(now == layout, words);
            let response = ui
                .add_enabled(is_possible, button)
                .on_hover_text(tip)
                .on_disabled_hover_text("LibreOffice is not installed here");
            if response.clicked() && layout != now {
                outbox.push(Request::SetLayout(document.id, layout));
            }
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

fn state_in_words(ui: &mut Ui, state: Option<OriginState>, outbox: &mut Outbox) {
    match state {
        Some(OriginState::Changed) => {
            let text = "The file was changed on disk since it was added.";
            ui.label(egui::RichText::new(text).color(Palette::of(ui).warning));
            action_button(ui, Action::ReloadSource, true, outbox);
        }
        Some(OriginState::Gone) => {
            let text = "The file is no longer where it was added from; the pack has its own copy.";
            muted(ui, text);
        }
        Some(OriginState::Same | OriginState::Unknown) | None => {}
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
