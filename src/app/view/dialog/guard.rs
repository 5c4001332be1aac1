//! Unsaved changes are in the way of what was asked for.

use eframe::egui::Ui;

use crate::app::message::request::{Outbox, Request};
use crate::app::message::then::Then;
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::widgets::{confirm_button, muted};

/// Asks whether to save before going on.
pub struct Guard {
    title: String,
    /// What was asked for; taken by the answer.
    then: Option<Then>,
}

impl Guard {
    /// Asks about the pack with this title.
    pub fn new(title: String, then: Then) -> Self {
        Self {
            title,
            then: Some(then),
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        ui.label(format!("“{}” has changes that are not saved.", self.title));
        muted(ui, "If you don't save, they are lost.");
        buttons(ui, |ui| {
            if confirm_button(ui, "Save") {
                outbox.push(Request::Save(self.then.take()));
                return Stay::Closed;
            }
            if ui.button("Cancel").clicked() {
                return Stay::Closed;
            }
            if ui.button("Don't save").clicked() {
                if let Some(then) = self.then.take() {
                    outbox.push(Request::Abandon(then));
                }
                return Stay::Closed;
            }
            Stay::Open
        })
    }
}
