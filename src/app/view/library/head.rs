//! Above the list: the search field, what the list is sorted and grouped by, the folders.

use eframe::egui::{
    self, Align, Button, Key, Layout, Modifiers, Popup, PopupCloseBehavior, RichText, TextEdit, Ui,
    vec2,
};

use crate::app::message::action::Action;
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::preferences::Listing;
use crate::app::view::library::LibraryPane;
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{
    action_button, action_icon_button, icon_button, muted, own_undo_id, select_all,
};
use crate::library::{FolderState, FolderStatus, Grouping, MOST_FILES, Matches, Order, Status};

/// The field of the search.
pub const FIELD: &str = "library-filter";

/// What can be searched for.
const HELP: &str = "\
Type words, \"a whole phrase\" or the start of a word, such as harb*
title:harbour – only titles and file names
kind:report or kind:pdf – only this kind
in:june or in:\"2024/June\" – only folders with a name, or a word in it, that starts like this
date:2019, date:2019-07, date:>2019 or date:2018..2019 – only these dates";

/// The pane's name, with the folders behind a button.
pub fn title(ui: &mut Ui, status: &Status, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        ui.label(theme::strong("Library"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let folders = icon_button(ui, icons::FOLDER, "Folders of the library");
            Popup::menu(&folders)
                .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                .show(|ui| folders_popup(ui, status, outbox));
            if !status.folders.is_empty() {
                action_icon_button(ui, Action::RefreshLibrary, outbox);
            }
        });
    });
}

fn folders_popup(ui: &mut Ui, status: &Status, outbox: &mut Outbox) {
    ui.set_width(320.0);
    ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
    ui.label(theme::strong("Folders of the library"));
    for folder in &status.folders {
        folder_row(ui, folder, outbox);
    }
    if status.folders.is_empty() {
        muted(ui, "None yet.");
    }
    if let Some(remark) = &status.remark {
        ui.label(RichText::new(remark).small().color(Palette::of(ui).warning));
    }
    ui.add_space(4.0);
    action_button(ui, Action::AddLibraryFolder, outbox);
}

fn folder_row(ui: &mut Ui, folder: &FolderStatus, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    let name = folder_name(folder);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let remove = format!("Remove {name} from the library");
            let button = icon_button(ui, icons::X, &remove);
            if button
                .on_hover_text("The folder itself is not changed")
                .clicked()
            {
                outbox.push(Request::RemoveLibraryFolder(folder.path.to_path_buf()));
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.add(egui::Label::new(&name).truncate())
                    .on_hover_text(folder.path.display().to_string());
                let (words, colour) = match &folder.state {
                    FolderState::Unreachable(_) => (state_words(&folder.state), palette.warning),
                    state => (state_words(state), palette.muted),
                };
                let words = RichText::new(words).small().color(colour);
                let label = ui.add(egui::Label::new(words).truncate());
                if let FolderState::Unreachable(why) = &folder.state {
                    label.on_hover_text(why);
                }
            });
        });
    });
}

fn folder_name(folder: &FolderStatus) -> String {
    let name = folder.path.file_name().unwrap_or(folder.path.as_os_str());
    name.to_string_lossy().into_owned()
}

fn state_words(state: &FolderState) -> String {
    match state {
        FolderState::Waiting => "Not looked through yet".to_owned(),
        FolderState::Unreachable(_) => "This folder can't be reached now. The list may be out of \
            date"
            .to_owned(),
        FolderState::Ready {
            files,
            others,
            unread,
            is_cut_short,
        } => {
            let mut words = documents(*files);
            if *others > 0 {
                words.push_str(&format!(", {} of other kinds", thousands(*others)));
            }
            if *unread > 0 {
                words.push_str(&format!(", {unread} folders could not be read"));
            }
            if *is_cut_short {
                words = format!("Only the first {} files are listed", thousands(MOST_FILES));
            }
            words
        }
    }
}

fn documents(count: usize) -> String {
    match count {
        1 => "1 document".to_owned(),
        many => format!("{} documents", thousands(many)),
    }
}

/// A number as a person reads it: 3,400.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What the list is sorted and grouped by, and how much there is.
pub fn choosers(ui: &mut Ui, listing: &mut Listing, found: Option<&Matches>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().button_padding = vec2(6.0, 2.0);
        ui.spacing_mut().item_spacing.x = 4.0;
        let name = listing.order.name();
        menu(ui, name, "Sort the library", |ui| {
            for order in Order::ALL {
                ui.radio_value(&mut listing.order, order, order.name());
            }
        });
        let name = match listing.grouping {
            Grouping::None => "Group",
            grouping => grouping.name(),
        };
        menu(ui, name, "Group the library", |ui| {
            for grouping in Grouping::ALL {
                ui.radio_value(&mut listing.grouping, grouping, grouping.name());
            }
        });
        let Some(found) = found else {
            return;
        };
        let count = if found.hits.len() < found.total {
            format!(
                "{} of {}",
                thousands(found.hits.len()),
                thousands(found.total)
            )
        } else {
            thousands(found.total)
        };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let count = RichText::new(count).small().color(Palette::of(ui).muted);
            ui.add(egui::Label::new(count).truncate())
                .on_hover_text("Documents shown");
        });
    });
}

fn menu(ui: &mut Ui, text: &str, name: &str, contents: impl FnOnce(&mut Ui)) {
    let label = RichText::new(format!("{text} ")).small();
    let chevron = theme::icon(icons::CHEVRON_DOWN).size(10.0);
    let response = ui
        .add(Button::new((label, chevron)))
        .on_hover_text(name)
        .accessible_name(format!("{name}: {text}"));
    Popup::menu(&response).show(contents);
}

/// How far reading is, with a way to have it wait.
pub fn progress(ui: &mut Ui, status: &Status, outbox: &mut Outbox) {
    let Some((done, total)) = status.progress else {
        return;
    };
    ui.horizontal(|ui| {
        ui.style_mut().override_text_style = Some(egui::TextStyle::Small);
        let words = format!("Reading {} of {}", thousands(done + 1), thousands(total));
        let next = if status.is_paused { "Go on" } else { "Pause" };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui
                .link(next)
                .on_hover_text("Reading new documents")
                .clicked()
            {
                outbox.push(Request::PauseLibrary(!status.is_paused));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let palette = Palette::of(ui);
                let words = if status.is_paused {
                    format!("{words}, paused")
                } else {
                    words
                };
                ui.add(egui::Label::new(RichText::new(words).color(palette.muted)).truncate());
            });
        });
    });
}

/// What the person should know of the folders and of what was found.
pub fn remarks(ui: &mut Ui, status: &Status, found: &Matches) {
    let palette = Palette::of(ui);
    let mut say = |words: String, colour| {
        let words = RichText::new(&words).small().color(colour);
        ui.add(egui::Label::new(words).wrap());
    };
    for folder in &status.folders {
        if matches!(folder.state, FolderState::Unreachable(_)) {
            let name = folder_name(folder);
            say(
                format!("“{name}” can't be reached now. Its list of papers may be out of date."),
                palette.warning,
            );
        }
    }
    if found.is_guessed {
        say(
            "No document has these words. Similar titles:".to_owned(),
            palette.muted,
        );
    }
    for words in &found.not_dates {
        say(not_a_date(words), palette.warning);
    }
}

/// What is said of a date that can't be read.
pub fn not_a_date(words: &str) -> String {
    format!("“{words}” is not a date. Write 2019, 2019-07 or 2019-07-30.")
}

impl LibraryPane {
    /// Draws the search field. Returns whether the keyboard goes on into the list.
    pub(super) fn search_field(&mut self, ui: &mut Ui) -> bool {
        let id = own_undo_id(ui, FIELD);
        let mut enters_list = false;
        if ui.memory(|memory| memory.has_focus(id)) {
            ui.input_mut(|input| {
                enters_list = input.consume_key(Modifiers::NONE, Key::ArrowDown)
                    || input.consume_key(Modifiers::NONE, Key::Enter);
                if input.key_pressed(Key::Escape) {
                    self.typed.clear();
                }
            });
        }
        let field = TextEdit::singleline(&mut self.typed)
            .id(id)
            .hint_text("Search the library")
            .prefix(theme::icon(icons::SEARCH))
            .desired_width(f32::INFINITY);
        let response = ui.add(field).accessible_name("Search the library");
        if response.changed() {
            self.first = 0;
            self.follows_cursor = false;
            self.scroll_to_top = true;
        }
        if std::mem::take(&mut self.wants_keyboard) {
            response.request_focus();
            select_all(ui, id, &self.typed);
        }
        response.on_hover_text(HELP);
        enters_list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(3_400), "3,400");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
