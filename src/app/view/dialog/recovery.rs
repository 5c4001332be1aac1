//! Unsaved work was found at the start.

use eframe::egui::{Frame, Margin, Stroke, Ui};
use jiff::tz::TimeZone;

use crate::app::message::request::{Outbox, Request};
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{confirm_button, muted};
use crate::store::Recoverable;

/// Offers to take up work that was not saved when Briefpack last ended.
pub struct Recovery {
    /// The work, latest first.
    pub found: Vec<Recoverable>,
}

impl Recovery {
    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        muted(
            ui,
            "Briefpack closed before this was saved. Restore it, or discard it for good.",
        );
        let mut answered = None;
        for (index, work) in self.found.iter().enumerate() {
            let palette = Palette::of(ui);
            Frame::new()
                .stroke(Stroke::new(1.0, palette.line))
                .corner_radius(theme::RADIUS)
                .inner_margin(Margin::same(10))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.label(theme::strong(&work.title));
                    let written = work.written.to_zoned(TimeZone::system());
                    let mut about = written.strftime("Last change %-d %B %Y, %H:%M").to_string();
                    match &work.pack_file {
                        Some(file) => about.push_str(&format!(" · {}", file.display())),
                        None => about.push_str(" · never saved"),
                    }
                    muted(ui, about);
                    ui.horizontal(|ui| {
                        let is_chosen = if index == 0 {
                            confirm_button(ui, "Restore")
                        } else {
                            ui.button("Restore").clicked()
                        };
                        if is_chosen {
                            answered = Some((index, true));
                        }
                        if ui.button("Discard").clicked() {
                            answered = Some((index, false));
                        }
                    });
                });
        }
        if let Some((index, restore)) = answered {
            let work = Box::new(self.found.remove(index));
            outbox.push(if restore {
                Request::Restore(work)
            } else {
                Request::Discard(work)
            });
            // One pack is open at a time; what else was found is offered at the next start.
            if restore || self.found.is_empty() {
                return Stay::Closed;
            }
        }
        buttons(ui, |ui| {
            if ui.button("Decide later").clicked() {
                Stay::Closed
            } else {
                Stay::Open
            }
        })
    }
}
