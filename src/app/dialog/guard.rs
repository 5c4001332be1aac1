//! Unsaved changes are in the way of what was asked for.

use eframe::egui::Ui;

use super::{Stay, buttons};
use crate::app::request::{Outbox, Request, Then};
use crate::app::widgets::{muted, primary_button};

/// Asks whether to save before going on.
pub struct Guard {
    /// The title of the pack.
    pub title: String,
    /// What was asked for.
    pub then: Then,
}

impl Guard {
    pub(super) fn ui(&self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        ui.label(format!("“{}” has changes that are not saved.", self.title));
        muted(ui, "If you don't save, they are lost.");
        buttons(ui, |ui| {
            let mut stay = Stay::Open;
            if primary_button(ui, "Save").clicked() {
                outbox.push(Request::SaveThen(self.then.clone()));
                stay = Stay::Closed;
            }
            if ui.button("Cancel").clicked() {
                stay = Stay::Closed;
            }
            if ui.button("Don't save").clicked() {
                outbox.push(Request::AbandonThen(self.then.clone()));
                stay = Stay::Closed;
            }
            stay
        })
    }
}
