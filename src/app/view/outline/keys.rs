//! The keys on the row of the outline that has the keyboard.

use eframe::egui::{Key, Ui};

use crate::app::message::entry::Entry;
use crate::app::message::request::{Outbox, Request};
use crate::app::view::outline::drop::RowKind;
use crate::app::view::widgets::key_steps;

/// More rows than any pack has.
const FAR: isize = 100_000;

/// The arrow keys, Home and End, on the row that has the keyboard.
pub(super) fn keys(ui: &Ui, entry: Entry, kind: Option<RowKind>, outbox: &mut Outbox) {
    let keys = [
        (Key::ArrowUp, -1),
        (Key::ArrowDown, 1),
        (Key::Home, -FAR),
        (Key::End, FAR),
    ];
    let (steps, pick) = key_steps(ui, &keys);
    if steps != 0 {
        outbox.push(Request::Step(steps, pick));
    }
    ui.input(|input| {
        if input.modifiers.alt || input.modifiers.command {
            return;
        }
        if let (Entry::Item(item), Some(RowKind::Section { open, .. })) = (entry, kind) {
            let folds = input.key_pressed(Key::ArrowLeft) && open;
            let unfolds = input.key_pressed(Key::ArrowRight) && !open;
            if folds || unfolds {
                outbox.push(Request::ToggleFold(item));
            }
        }
    });
}
