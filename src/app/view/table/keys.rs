//! The keys on the cell of the table that has the keyboard.

use eframe::egui::{self, Event, Id, Key, Modifiers, Ui};

use crate::app::message::entry::Entry;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::view::table::TableView;
use crate::app::view::table::cell::Editing;
use crate::app::view::table::column::{Column, Row};
use crate::app::view::widgets::{keep_arrows, key_steps};

impl TableView {
    /// The keys on the cell at the cursor.
    pub(super) fn keys(
        &mut self,
        ui: &Ui,
        desk: &Desk,
        id: Id,
        row: &Row<'_>,
        order: &[Entry],
        outbox: &mut Outbox,
    ) {
        keep_arrows(ui, id);
        let all = egui::KeyboardShortcut::new(Modifiers::COMMAND, Key::A);
        if ui.input_mut(|input| input.consume_shortcut(&all)) {
            outbox.push(Request::SelectAllOf(order.to_vec()));
            return;
        }
        let pressed = |key| ui.input(|input| input.key_pressed(key) && !input.modifiers.command);
        let place = Column::ALL.iter().position(|other| *other == self.column);
        let (step, _) = key_steps(ui, &[(Key::ArrowLeft, -1), (Key::ArrowRight, 1)]);
        let last_column = Column::ALL.len() - 1;
        let next = place.and_then(|place| {
            let next = place.saturating_add_signed(step).min(last_column);
            Column::ALL.get(next)
        });
        if let Some(next) = next.filter(|_| step != 0) {
            self.column = *next;
            self.follow_cursor = true;
        }
        let rows = [
            (Key::ArrowUp, -1),
            (Key::ArrowDown, 1),
            (Key::PageUp, -20),
            (Key::PageDown, 20),
            (Key::Home, -1_000_000),
            (Key::End, 1_000_000),
        ];
        let (step, pick) = key_steps(ui, &rows);
        if step != 0 {
            let here = order
                .iter()
                .position(|entry| desk.selection.cursor() == Some(*entry));
            let last = order.len().saturating_sub(1);
            let next = here.map_or(0, |here| here.saturating_add_signed(step).min(last));
            if let Some(entry) = order.get(next) {
                outbox.push(Request::PickFrom(order.to_vec(), *entry, pick));
                self.follow_cursor = true;
            }
        }
        if pressed(Key::Enter) {
            self.next_editing = Editing::begin(row.document, self.column);
        } else if let Some(text) = typed(ui)
            && self.column.takes_any()
        {
            // As in a spreadsheet: what is typed takes the place of what was there.
            self.next_editing =
                Editing::begin(row.document, self.column).map(|editing| editing.typed(text));
        }
    }
}

/// What was typed in this frame.
fn typed(ui: &Ui) -> Option<String> {
    let events = ui.input(|input| input.events.clone());
    let text: String = events
        .iter()
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    (!text.trim().is_empty()).then_some(text)
}
