//! The entries of menus that concern pages: those of a document, and those of chosen pages.

use eframe::egui::{Button, Ui};

use crate::app::message::action::Action;
use crate::app::message::entry::Entry;
use crate::app::message::icons;
use crate::app::message::page_act::PageAct;
use crate::app::message::pages::{PageChange, PagesRequest};
use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::view::menu;
use crate::app::view::pages::family;
use crate::app::view::theme;
use crate::app::view::widgets::keys_text;
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
    menu::entry(ui, Action::ChoosePages, outbox);
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

/// Which way thumbnails follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// In rows, as in the grid.
    Across,
    /// One below the other, as in the strip.
    Down,
}

/// The keys of an act, as they are shown where thumbnails follow each other like this.
pub(super) fn keys(ui: &Ui, act: PageAct, direction: Direction) -> String {
    let mut keys = act.action().shortcuts(ui.ctx().os());
    let first = keys.next();
    let shown = match direction {
        Direction::Across => first,
        Direction::Down => keys.next().or(first),
    };
    shown.map_or_else(String::new, |keys| keys_text(ui.ctx(), &keys))
}

/// The entries of the menu of chosen pages, in groups: those acts that are `offered`. What can't be
/// done says why. Returns the act that was chosen.
pub(super) fn act_entries<T>(
    ui: &mut Ui,
    change: impl Fn(PageAct) -> Result<T, &'static str>,
    direction: Direction,
    offered: impl Fn(PageAct) -> bool,
) -> Option<PageAct> {
    let mut chosen = None;
    for (index, group) in PageAct::GROUPS.iter().enumerate() {
        if index > 0 {
            ui.separator();
        }
        for act in group.iter().copied().filter(|act| offered(*act)) {
            let change = change(act);
            let icon = theme::icon(act.action().icon().unwrap_or_default());
            let button = Button::new((icon, act.label())).shortcut_text(keys(ui, act, direction));
            let response = ui
                .add_enabled(change.is_ok(), button)
                .accessible_name(act.label());
            let response = match change {
                Err(why) => response.on_disabled_hover_text(why),
                Ok(_) => response,
            };
            if response.clicked() {
                chosen = Some(act);
            }
        }
    }
    chosen
}
