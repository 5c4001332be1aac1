//! Things that went wrong, while the rest of the job went on.

use eframe::egui::{ScrollArea, Ui};

use crate::app::message::icons;
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::theme::Palette;
use crate::app::view::widgets::{confirm_button, icon_label};

/// A list of things that went wrong.
pub struct Problems {
    /// What the list is about.
    pub title: String,
    /// Each problem: the file, what happened, and what to do.
    pub problems: Vec<String>,
}

impl Problems {
    pub(super) fn ui(&self, ui: &mut Ui) -> Stay {
        list(ui, &self.problems);
        buttons(ui, |ui| {
            if confirm_button(ui, "OK") {
                Stay::Closed
            } else {
                Stay::Open
            }
        })
    }
}

/// A list of things that need a look.
pub fn list(ui: &mut Ui, problems: &[String]) {
    let palette = Palette::of(ui);
    let height = (ui.available_height() - 60.0).clamp(60.0, 360.0);
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for problem in problems {
                ui.horizontal_top(|ui| {
                    icon_label(ui, icons::TRIANGLE_ALERT, palette.warning, 15.0);
                    ui.vertical(|ui| ui.label(problem));
                });
            }
        });
}
