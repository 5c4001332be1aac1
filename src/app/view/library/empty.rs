//! What stands in the pane where no documents do.

use eframe::egui::{Label, RichText, Ui};

use crate::app::message::action::Action;
use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::view::library::head::not_a_date;
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{action_button, muted};
use crate::library::{FolderState, Matches, Status};

/// No folder was chosen.
pub fn no_folder(ui: &mut Ui, outbox: &mut Outbox) {
    centred(ui, |ui| {
        let icon = RichText::new(icons::LIBRARY).font(theme::icon_font(32.0));
        ui.label(icon.color(Palette::of(ui).muted));
        ui.label(theme::strong("Search your papers"));
        muted(
            ui,
            "Add the folders that you keep papers in. Then search every word of them, and drag \
             papers into the pack.",
        );
        ui.add_space(4.0);
        action_button(ui, Action::AddLibraryFolder, outbox);
    });
}

/// The folders are being looked through.
pub fn waiting(ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.spinner();
        let words = RichText::new("Looking through the folders…").color(Palette::of(ui).muted);
        // A label that does not wrap would make the pane wider.
        ui.add(Label::new(words).truncate());
    });
}

/// Nothing was found, or there is nothing. Returns whether the search is to be cleared.
pub fn nothing(ui: &mut Ui, status: &Status, found: &Matches) -> bool {
    let is_busy = status.progress.is_some()
        || status
            .folders
            .iter()
            .any(|folder| folder.state == FolderState::Waiting);
    if found.total == 0 && is_busy {
        waiting(ui);
        return false;
    }
    let mut is_to_clear = false;
    centred(ui, |ui| {
        if found.total == 0 {
            ui.label(theme::strong("No documents here"));
            muted(ui, empty_words(status));
            return;
        }
        ui.label(theme::strong("Nothing found"));
        muted(ui, missing_words(found));
        for words in &found.not_dates {
            muted(ui, not_a_date(words));
        }
        if is_busy {
            muted(ui, "Not all documents are read yet.");
        }
        ui.add_space(4.0);
        is_to_clear = ui.button("Clear the search").clicked();
    });
    is_to_clear
}

fn empty_words(status: &Status) -> String {
    let mut others = 0;
    for folder in &status.folders {
        match &folder.state {
            FolderState::Ready { others: more, .. } => others += more,
            FolderState::Unreachable(why) => {
                return format!("{} can't be reached: {why}", folder.path.display());
            }
            FolderState::Waiting => {}
        }
    }
    match others {
        0 => "The folders are empty. Files that you put in them appear here.".to_owned(),
        _ => "The folders have only files that can't be added to a pack.".to_owned(),
    }
}

fn missing_words(found: &Matches) -> String {
    let words: Vec<String> = found
        .missing
        .iter()
        .map(|word| format!("“{word}”"))
        .collect();
    match words.as_slice() {
        [] => "No document has all of these words.".to_owned(),
        [word] => format!("No document has {word}."),
        words => format!("No document has any of {}.", words.join(", ")),
    }
}

fn centred(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    ui.vertical_centered(|ui| {
        ui.add_space(40.0);
        contents(ui);
    });
}
