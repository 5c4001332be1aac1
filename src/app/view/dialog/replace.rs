//! A pack would be saved over something else.

use std::path::PathBuf;

use eframe::egui::Ui;

use crate::app::message::request::{Outbox, Request};
use crate::app::message::saving::Over;
use crate::app::message::then::Then;
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::widgets::{confirm_button, muted};

/// Asks before a pack is saved over something else.
pub struct Replace {
    path: PathBuf,
    why: String,
    then: Option<Then>,
}

impl Replace {
    /// Asks about this file.
    pub fn new(path: PathBuf, why: String, then: Option<Then>) -> Self {
        Self { path, why, then }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        ui.label(&self.why);
        muted(ui, self.path.display().to_string());
        muted(
            ui,
            "If you replace it, it is kept beside yours, with “earlier” in its name.",
        );
        buttons(ui, |ui| {
            let mut stay = Stay::Open;
            if confirm_button(ui, "Choose another name…") {
                outbox.push(Request::SaveAs(self.then.take()));
                stay = Stay::Closed;
            }
            if ui.button("Replace").clicked() {
                outbox.push(Request::SaveTo(
                    self.path.clone(),
                    Over::Another,
                    self.then.take(),
                ));
                stay = Stay::Closed;
            }
            if ui.button("Cancel").clicked() {
                stay = Stay::Closed;
            }
            stay
        })
    }
}
