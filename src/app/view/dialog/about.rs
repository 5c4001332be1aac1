//! What this program is, and its shortcuts.

use eframe::egui::{Grid, ScrollArea, Ui};

use crate::app::message::action::Action;
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::widgets::{confirm_button, keys_text, muted, scroll_by_keys};

/// Lists the keyboard shortcuts.
pub fn shortcuts(ui: &mut Ui) -> Stay {
    let height = (ui.available_height() - 60.0).clamp(100.0, 460.0);
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            scroll_by_keys(ui, height);
            Grid::new("shortcuts")
                .num_columns(2)
                .spacing([32.0, 6.0])
                .show(ui, |ui| {
                    for action in Action::ALL.iter().copied() {
                        let keys = action.shortcuts(ui.ctx().os());
                        let keys: Vec<String> =
                            keys.map(|keys| keys_text(ui.ctx(), &keys)).collect();
                        if !keys.is_empty() {
                            ui.label(action.label().trim_end_matches('…'));
                            muted(ui, keys.join(", "));
                            ui.end_row();
                        }
                    }
                    for (what, keys) in [
                        ("Select the next or previous row", "Up, Down"),
                        ("Select several rows", "Shift+Up, Shift+Down"),
                        ("Open the menus", "Alt, F10"),
                        ("Open the menu of the selected item", "Menu, Shift+F10"),
                        ("Go to a page or item from the pages", "Type its number"),
                        ("Fold or unfold a section", "Left, Right"),
                        ("Cancel a drag", "Escape"),
                    ] {
                        ui.label(what);
                        muted(ui, keys);
                        ui.end_row();
                    }
                });
        });
    close_button(ui)
}

/// Says what this program is.
pub fn about(ui: &mut Ui) -> Stay {
    ui.label(format!("Version {}", env!("CARGO_PKG_VERSION")));
    ui.label("Gather, order and annotate documents into one briefing pack for a meeting.");
    muted(
        ui,
        "Nothing leaves this machine: Briefpack has no connection to any network.",
    );
    muted(
        ui,
        "Licensed under MIT or Apache-2.0. Typefaces: Inter, Source Sans 3 and Noto, under the \
         SIL Open Font License; icons: Lucide, under the ISC licence.",
    );
    close_button(ui)
}

fn close_button(ui: &mut Ui) -> Stay {
    buttons(ui, |ui| {
        if confirm_button(ui, "Close") {
            Stay::Closed
        } else {
            Stay::Open
        }
    })
}
