//! Which kind of briefing page is added.

use eframe::egui::Ui;

use crate::app::message::request::Outbox;
use crate::app::view::briefing::templates::Choice;
use crate::app::view::dialog::{Stay, buttons};

/// Asks which kind of briefing page is added.
#[derive(Debug, Default)]
pub struct ChooseTemplate {
    choice: Choice,
}

impl ChooseTemplate {
    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        if self.choice.ui(ui, outbox) {
            return Stay::Closed;
        }
        buttons(ui, |ui| {
            if ui.button("Cancel").clicked() {
                Stay::Closed
            } else {
                Stay::Open
            }
        })
    }
}
