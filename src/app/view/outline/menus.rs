//! The menus of the outline's rows and of the space below them.

use eframe::egui::Ui;

use crate::app::message::action::Action;
use crate::app::message::request::Outbox;
use crate::app::view::menu;

/// The entries that every section and document has.
pub(super) fn item_menu(ui: &mut Ui, troubled: bool, outbox: &mut Outbox) {
    let groups: [&[Action]; 4] = [
        &[Action::Rename, Action::MoveUp, Action::MoveDown],
        &[Action::Cut, Action::Copy, Action::Paste],
        &[Action::AddDocuments, Action::AddSection],
        &[Action::Delete],
    ];
    if troubled {
        menu::entry(ui, Action::LocateSource, outbox);
        ui.separator();
    }
    for (index, group) in groups.iter().enumerate() {
        if index > 0 {
            ui.separator();
        }
        for action in *group {
            menu::entry(ui, *action, outbox);
        }
        if group.contains(&Action::AddSection) {
            menu::briefing_entries(ui, outbox);
        }
    }
}

/// The menu of the space below the rows.
pub(super) fn empty_space_menu(ui: &mut Ui, outbox: &mut Outbox) {
    for action in [Action::AddDocuments, Action::AddSection, Action::Paste] {
        menu::entry(ui, action, outbox);
    }
    menu::briefing_entries(ui, outbox);
}
