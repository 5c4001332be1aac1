//! The entries of a document's menu that concern its pages.

use eframe::egui::{Button, Ui};

use super::{PageChange, PagesRequest, family};
use crate::app::action::Action;
use crate::app::desk::Desk;
use crate::app::icons;
use crate::app::request::{Outbox, Request};
use crate::app::selection::Entry;
use crate::app::theme;
use crate::pack::{DocumentId, ItemId};

/// The documents that merging would make one of: those that are selected, or all of the source of
/// this one; `None` where there are not two.
fn merge_candidates(desk: &Desk, id: DocumentId) -> Option<Vec<DocumentId>> {
    let family = family(desk, id);
    let selected = desk.selection.items();
    if selected.len() < 2 {
        return (family.len() > 1).then_some(family);
    }
    let is_chosen = |id: &DocumentId| selected.contains(&ItemId::Document(*id));
    let chosen: Vec<DocumentId> = family.into_iter().filter(is_chosen).collect();
    (chosen.len() == selected.len()).then_some(chosen)
}

/// The entries of a document's menu that concern its pages.
pub fn menu_entries(ui: &mut Ui, desk: &Desk, entry: Entry, outbox: &mut Outbox) {
    let Entry::Item(ItemId::Document(id)) = entry else {
        return;
    };
    let document = desk.pack().document(id);
    let has_source = document.is_some_and(|document| document.source().is_some());
    crate::app::menu::entry(ui, Action::ChoosePages, has_source, outbox);
    if let Some(documents) = merge_candidates(desk, id) {
        let words = format!("Merge {} documents of this source", documents.len());
        let button = Button::new((theme::icon(icons::COMBINE), words.as_str()));
        if ui.add(button).accessible_name(words.as_str()).clicked() {
            let change = PageChange::Merge(documents);
            outbox.push(Request::Pages(PagesRequest::Change(change)));
        }
    }
    ui.separator();
}
