//! What a document's menu says of its source.

use eframe::egui::Ui;

use crate::app::message::action::Action;
use crate::app::message::entry::Entry;
use crate::app::message::request::Outbox;
use crate::app::state::desk::Desk;
use crate::app::state::origins::origin_of;
use crate::app::view::menu;
use crate::origin::OriginState;
use crate::pack::ItemId;

/// The entries of a document's menu that concern its source.
pub fn menu_entries(ui: &mut Ui, desk: &Desk, entry: Entry, outbox: &mut Outbox) {
    let Entry::Item(ItemId::Document(id)) = entry else {
        return;
    };
    let document = desk.pack().document(id);
    if document.is_none_or(|document| document.source().is_none()) {
        return;
    }
    if origin_of(desk, entry) == Some(OriginState::Changed) {
        menu::entry(ui, Action::ReloadSource, outbox);
    }
    menu::entry(ui, Action::ReplaceSource, outbox);
    ui.separator();
}
