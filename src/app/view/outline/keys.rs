//! The keys on the row of the outline that has the keyboard.

use eframe::egui::{Key, Ui};

use crate::app::message::entry::{Entry, Pick};
use crate::app::message::request::{Outbox, Request};
use crate::app::view::outline::drop::RowKind;

/// The arrow keys, Home and End, on the row that has the keyboard.
pub(super) fn keys(ui: &Ui, entry: Entry, kind: Option<RowKind>, outbox: &mut Outbox) {
    ui.input(|input| {
        if input.modifiers.alt || input.modifiers.command {
            return;
        }
        let pick = if input.modifiers.shift {
            Pick::Extend
        } else {
            Pick::Only
        };
        for (key, steps) in [
            (Key::ArrowUp, -1),
            (Key::ArrowDown, 1),
            (Key::Home, -100_000),
            (Key::End, 100_000),
        ] {
            if input.key_pressed(key) {
                outbox.push(Request::Step(steps, pick));
            }
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
