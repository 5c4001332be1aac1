//! The menu bar and the toolbar.

use eframe::egui::{self, Align, Atom, AtomExt as _, Layout, MenuBar, RichText, Ui, Vec2};

use super::action::Action;
use super::briefing::templates;
use super::desk::Desk;
use super::icons;
use super::preferences::Preferences;
use super::reader::Reader;
use super::request::{Outbox, Request, Writing};
use super::revising;
use super::theme::{self, Palette};
use super::widgets::{action_button, action_icon_button};
use crate::pack::{Mark, MarkColour, MarkStyle, Template};

const ICON_SIZE: Vec2 = Vec2::splat(18.0);

/// One entry of a menu.
pub fn entry(ui: &mut Ui, action: Action, enabled: bool, outbox: &mut Outbox) {
    entry_named(ui, action, action.label(), enabled, outbox);
}

fn entry_named(ui: &mut Ui, action: Action, name: &str, enabled: bool, outbox: &mut Outbox) {
    let icon = match action.icon() {
        Some(icon) => theme::icon(icon).atom_size(ICON_SIZE),
        None => Atom::paint(ICON_SIZE, |_, _| {}),
    };
    let mut button = egui::Button::new((icon, name));
    if let Some(keys) = action.shortcut() {
        button = button.shortcut_text(ui.ctx().format_shortcut(&keys));
    }
    let response = ui.add_enabled(enabled, button).accessible_name(name);
    if response.clicked() {
        outbox.act(action);
    }
}

/// The entries that add a briefing page, as a menu of their own.
pub fn briefing_entries(ui: &mut Ui, enabled: bool, outbox: &mut Outbox) {
    let icon = theme::icon(icons::SQUARE_PEN).atom_size(ICON_SIZE);
    ui.add_enabled_ui(enabled, |ui| {
        ui.menu_button((icon, "Add briefing page"), |ui| {
            for template in Template::ALL {
                let button = ui
                    .button(templates::name(template))
                    .on_hover_text(templates::hint(template));
                if button.clicked() {
                    outbox.push(Request::AddBriefingPage(template));
                }
            }
            ui.separator();
            entry(ui, Action::AddBriefingPage, true, outbox);
        });
    });
}

/// Draws the menu bar.
pub fn bar(
    ui: &mut Ui,
    desk: Option<&Desk>,
    reader: &Reader,
    preferences: &Preferences,
    outbox: &mut Outbox,
) {
    MenuBar::new().ui(ui, |ui| {
        ui.menu_button("File", |ui| file_menu(ui, desk, preferences, outbox));
        ui.menu_button("Edit", |ui| edit_menu(ui, desk, outbox));
        ui.menu_button("Annotate", |ui| {
            annotate_entries(ui, desk, reader, preferences, outbox);
            ui.separator();
            note_entries(ui, desk, outbox);
        });
        ui.menu_button("View", |ui| view_menu(ui, desk, outbox));
        ui.menu_button("Pack", |ui| pack_menu(ui, desk, outbox));
        ui.menu_button("Help", |ui| {
            entry(ui, Action::OpenSample, true, outbox);
            ui.separator();
            entry(ui, Action::Shortcuts, true, outbox);
            entry(ui, Action::About, true, outbox);
        });
    });
}

fn file_menu(ui: &mut Ui, desk: Option<&Desk>, preferences: &Preferences, outbox: &mut Outbox) {
    entry(ui, Action::NewPack, true, outbox);
    entry(ui, Action::OpenPack, true, outbox);
    ui.add_enabled_ui(!preferences.recent.is_empty(), |ui| {
        ui.menu_button("Recent packs", |ui| {
            for path in &preferences.recent {
                let name = path.file_stem().unwrap_or_default().to_string_lossy();
                let button = ui
                    .button(name.as_ref())
                    .on_hover_text(path.display().to_string());
                if button.clicked() {
                    outbox.push(Request::Open(path.clone()));
                }
            }
        });
    });
    ui.separator();
    entry(ui, Action::Save, desk.is_some(), outbox);
    entry(ui, Action::SaveAs, desk.is_some(), outbox);
    ui.separator();
    entry(ui, Action::Export, desk.is_some(), outbox);
    ui.separator();
    entry(ui, Action::Settings, true, outbox);
    ui.separator();
    entry(ui, Action::Quit, true, outbox);
}

fn edit_menu(ui: &mut Ui, desk: Option<&Desk>, outbox: &mut Outbox) {
    let named = |verb: &str, name: Option<&str>| match name {
        Some(name) => format!("{verb} {}", lower_first(name)),
        None => verb.to_owned(),
    };
    let undo = desk.and_then(|desk| desk.history.undo_name());
    let redo = desk.and_then(|desk| desk.history.redo_name());
    entry_named(
        ui,
        Action::Undo,
        &named("Undo", undo),
        undo.is_some(),
        outbox,
    );
    entry_named(
        ui,
        Action::Redo,
        &named("Redo", redo),
        redo.is_some(),
        outbox,
    );
    ui.separator();
    let has_items = desk.is_some_and(|desk| !desk.selection.items().is_empty());
    for action in [Action::Cut, Action::Copy] {
        entry(ui, action, has_items, outbox);
    }
    entry(ui, Action::Paste, desk.is_some(), outbox);
    entry(ui, Action::Delete, has_items, outbox);
    ui.separator();
    entry(ui, Action::SelectAll, desk.is_some(), outbox);
    ui.separator();
    for action in [
        Action::Find,
        Action::FindNext,
        Action::FindPrevious,
        Action::FindInPack,
    ] {
        entry(ui, action, desk.is_some(), outbox);
    }
    entry(ui, Action::SearchLibrary, true, outbox);
    ui.separator();
    entry(ui, Action::Rename, has_items, outbox);
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(characters).collect()
    })
}

/// What is done with a selection on the pages.
pub fn annotate_entries(
    ui: &mut Ui,
    desk: Option<&Desk>,
    reader: &Reader,
    preferences: &Preferences,
    outbox: &mut Outbox,
) {
    let can_mark = desk.is_some_and(|desk| reader.can_mark(desk));
    entry(ui, Action::Highlight, can_mark, outbox);
    ui.add_enabled_ui(can_mark, |ui| {
        ui.menu_button("Highlight in", |ui| {
            for colour in MarkColour::ALL {
                let is_last = preferences.pen.mark.colour == colour;
                if ui.radio(is_last, colour.name()).clicked() {
                    let style = MarkStyle::Highlight;
                    outbox.push(Request::MarkPicked(Mark { style, colour }, Writing::No));
                    ui.close();
                }
            }
        });
    });
    for action in [Action::Underline, Action::StrikeOut, Action::AddNote] {
        entry(ui, action, can_mark, outbox);
    }
    ui.separator();
    let can_draw = desk.is_some_and(|desk| reader.can_mark_areas(desk));
    entry(ui, Action::MarkArea, can_draw, outbox);
    entry(ui, Action::CopyCitation, reader.can_copy(), outbox);
}

fn view_menu(ui: &mut Ui, desk: Option<&Desk>, outbox: &mut Outbox) {
    entry(ui, Action::ShowLibrary, true, outbox);
    entry(ui, Action::ShowDetails, desk.is_some(), outbox);
    entry(ui, Action::ShowTable, desk.is_some(), outbox);
    entry(ui, Action::ShowStrip, desk.is_some(), outbox);
    ui.separator();
    for action in [
        Action::ZoomIn,
        Action::ZoomOut,
        Action::FitWidth,
        Action::NextPage,
        Action::PreviousPage,
        Action::SwitchCopy,
    ] {
        entry(ui, action, desk.is_some(), outbox);
    }
    ui.separator();
    for action in [Action::ThemeSystem, Action::ThemeLight, Action::ThemeDark] {
        entry(ui, action, true, outbox);
    }
}

fn pack_menu(ui: &mut Ui, desk: Option<&Desk>, outbox: &mut Outbox) {
    let is_open = desk.is_some();
    let has_items = desk.is_some_and(|desk| !desk.selection.items().is_empty());
    entry(ui, Action::AddDocuments, is_open, outbox);
    entry(ui, Action::AddSection, is_open, outbox);
    briefing_entries(ui, is_open, outbox);
    ui.separator();
    entry(ui, Action::MoveUp, has_items, outbox);
    entry(ui, Action::MoveDown, has_items, outbox);
    ui.separator();
    let has_pages = desk.is_some_and(Desk::has_source_at_cursor);
    entry(ui, Action::ChoosePages, has_pages, outbox);
    ui.separator();
    let entry_at_cursor = desk.and_then(|desk| desk.selection.cursor());
    if let (Some(desk), Some(at_cursor)) = (desk, entry_at_cursor) {
        revising::menu_entries(ui, desk, at_cursor, outbox);
    }
    let is_troubled = desk.is_some_and(|desk| !desk.troubled_sources.is_empty());
    entry(ui, Action::LocateSource, is_troubled, outbox);
    ui.separator();
    entry(ui, Action::AddLibraryFolder, true, outbox);
    entry(ui, Action::RefreshLibrary, true, outbox);
}

/// The entries for notes.
pub fn note_entries(ui: &mut Ui, desk: Option<&Desk>, outbox: &mut Outbox) {
    let is_on_document = desk.is_some_and(Desk::can_take_notes);
    entry(ui, Action::NoteOnDocument, is_on_document, outbox);
    ui.separator();
    let has_notes = desk.is_some_and(|desk| desk.pack().annotations().next().is_some());
    entry(ui, Action::NextNote, has_notes, outbox);
    entry(ui, Action::PreviousNote, has_notes, outbox);
    ui.separator();
    entry(ui, Action::ShowNotes, desk.is_some(), outbox);
    entry(ui, Action::ShowAllNotes, desk.is_some(), outbox);
}

/// Draws the toolbar, right of the menus.
pub fn toolbar(ui: &mut Ui, desk: Option<&Desk>, outbox: &mut Outbox) {
    let is_open = desk.is_some();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        action_icon_button(ui, Action::ShowLibrary, true, outbox);
        action_icon_button(ui, Action::Save, is_open, outbox);
        let undo = desk.is_some_and(|desk| desk.history.undo_name().is_some());
        let redo = desk.is_some_and(|desk| desk.history.redo_name().is_some());
        action_icon_button(ui, Action::Undo, undo, outbox);
        action_icon_button(ui, Action::Redo, redo, outbox);
        action_icon_button(ui, Action::ShowTable, is_open, outbox);
        ui.add_space(8.0);
        if is_open {
            action_button(ui, Action::AddDocuments, true, outbox);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(desk) = desk {
                export_button(ui, outbox);
                ui.add_space(8.0);
                pack_title(ui, desk);
            }
        });
    });
}

fn export_button(ui: &mut Ui, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    let tooltip = super::widgets::action_tooltip(ui, Action::Export);
    let icon = theme::icon(Action::Export.icon().unwrap_or_default()).color(palette.on_accent);
    let label = RichText::new("Export PDF…").color(palette.on_accent);
    let button = egui::Button::new((icon, label)).fill(palette.accent);
    let response = ui
        .add(button)
        .on_hover_text(tooltip)
        .accessible_name("Export PDF…");
    if response.clicked() {
        outbox.act(Action::Export);
    }
}

fn pack_title(ui: &mut Ui, desk: &Desk) {
    let palette = Palette::of(ui);
    if desk.history.has_unsaved_changes() {
        ui.label(RichText::new("●").color(palette.accent))
            .on_hover_text("Changes that are not saved yet")
            .accessible_name("Not saved");
    }
    let title = theme::strong(desk.pack().title.as_str());
    let label = egui::Label::new(title).truncate().selectable(false);
    ui.add(label).on_hover_text(match &desk.file {
        Some(file) => file.display().to_string(),
        None => "Not saved yet".to_owned(),
    });
}
