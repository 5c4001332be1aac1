//! Things that went wrong, while the rest of the job went on.

use eframe::egui::{ScrollArea, Ui};

use super::{Stay, buttons};
use crate::app::icons;
use crate::app::theme::Palette;
use crate::app::widgets::confirm_button;
use crate::app::widgets::icon_label;

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
