//! The pack's file holds something else than what was opened or last saved here.

use std::path::Path;

use eframe::egui::{Align, Frame, Layout, Margin, ScrollArea, Stroke, Ui, vec2};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::message::saving::{Look, Over};
use crate::app::message::then::Then;
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{confirm_button, icon_label, muted};
use crate::store::{self, FileState};

/// Asks what becomes of two versions of a pack. Nothing was written.
pub struct Conflict {
    conflict: store::Conflict,
    /// What was to follow the save; taken by the answer.
    then: Option<Then>,
    look: Looking,
}

enum Looking {
    NotYet,
    Reading,
    Done(Result<Look, String>),
}

impl Conflict {
    /// Asks about this.
    pub fn new(conflict: store::Conflict, then: Option<Then>) -> Self {
        Self {
            conflict,
            then,
            look: Looking::NotYet,
        }
    }

    pub(super) fn title(&self) -> &'static str {
        if self.is_gone() {
            "The pack’s file is gone"
        } else {
            "Somebody else changed this pack"
        }
    }

    fn is_gone(&self) -> bool {
        self.conflict.found == FileState::Missing
    }

    /// Whether it is about this file.
    pub fn is_about(&self, file: &Path) -> bool {
        self.conflict.file == file
    }

    /// Takes in what their version was found to be.
    pub fn looked(&mut self, look: Result<Look, String>) {
        if let Ok(look) = &look {
            // This is what the person decides about now.
            self.conflict.found = look.state.clone();
            self.conflict.saved_at = look.saved_at;
        }
        self.look = Looking::Done(look);
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        let name = self.conflict.file.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        if self.is_gone() {
            ui.label(format!(
                "“{name}” was moved, renamed or deleted, or its drive is not connected."
            ));
        } else {
            let saved = self.conflict.saved_at.map(wording).unwrap_or_default();
            ui.label(format!(
                "“{name}” is not what you opened or last saved here. Their version was \
                 saved{saved}."
            ));
        }
        muted(ui, "Nothing was written. Your work is still here.");
        muted(ui, self.conflict.file.display().to_string());
        ui.add_space(4.0);
        let mut stay = self.choices(ui, outbox);
        self.what_was_seen(ui, outbox);
        buttons(ui, |ui| {
            if ui.button("Cancel").clicked() {
                stay = Stay::Closed;
            }
        });
        stay
    }

    fn choices(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        let mut stay = Stay::Open;
        let is_gone = self.is_gone();
        let about_copy = if is_gone {
            "Choose another name or folder."
        } else {
            "Theirs is not changed. You carry on in the copy."
        };
        if choice(ui, about_copy, |ui| {
            confirm_button(ui, "Save mine as a copy…")
        }) {
            outbox.push(Request::SaveCopy(self.then.take()));
            stay = Stay::Closed;
        }
        let is_reading = matches!(self.look, Looking::Reading);
        if !is_gone
            && choice(ui, "See what is different. Yours stays open.", |ui| {
                ui.add_enabled_ui(!is_reading, |ui| ui.button("Look at theirs").clicked())
                    .inner
            })
        {
            self.look = Looking::Reading;
            outbox.push(Request::LookAtTheirs(self.conflict.file.clone()));
        }
        let (replace, about_replace) = if is_gone {
            ("Save it there again", "The file is written again.")
        } else {
            (
                "Replace",
                "Theirs is kept beside it, with “theirs” in its name.",
            )
        };
        if choice(ui, about_replace, |ui| ui.button(replace).clicked()) {
            outbox.push(Request::SaveTo(
                self.conflict.file.clone(),
                Over::Theirs(self.conflict.found.clone()),
                self.then.take(),
            ));
            stay = Stay::Closed;
        }
        stay
    }

    fn what_was_seen(&self, ui: &mut Ui, outbox: &mut Outbox) {
        match &self.look {
            Looking::NotYet => {}
            Looking::Reading => {
                muted(ui, "Reading their version…");
            }
            Looking::Done(Err(why)) => {
                ui.horizontal_top(|ui| {
                    let colour = Palette::of(ui).warning;
                    icon_label(ui, icons::TRIANGLE_ALERT, colour, 15.0);
                    ui.vertical(|ui| {
                        ui.label(format!("Their version can't be opened. {why}."));
                        muted(ui, "It may still be copying. Wait, then look again.");
                    });
                });
            }
            Looking::Done(Ok(look)) => self.seen(ui, look, outbox),
        }
    }

    fn seen(&self, ui: &mut Ui, look: &Look, outbox: &mut Outbox) {
        let palette = Palette::of(ui);
        Frame::new()
            .stroke(Stroke::new(1.0, palette.line))
            .corner_radius(theme::RADIUS)
            .inner_margin(Margin::same(10))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.label(theme::strong("Their version, beside yours"));
                if look.differences.is_empty() {
                    muted(
                        ui,
                        "It has the same content as yours. Only the file is different.",
                    );
                }
                let height = (ui.available_height() - 120.0).clamp(60.0, 220.0);
                ScrollArea::vertical()
                    .max_height(height)
                    .auto_shrink([false, true])
                    .show(ui, |ui| {
                        for difference in &look.differences {
                            ui.label(difference);
                        }
                    });
                if ui.button("Open theirs in a new window").clicked() {
                    outbox.push(Request::OpenInNewWindow(self.conflict.file.clone()));
                }
            });
    }
}

fn wording(saved: Timestamp) -> String {
    let saved = saved.to_zoned(TimeZone::system());
    saved.strftime(" on %-d %B %Y at %H.%M").to_string()
}

/// A button with words beside it that say what it does.
fn choice(ui: &mut Ui, words: &str, button: impl FnOnce(&mut Ui) -> bool) -> bool {
    ui.horizontal(|ui| {
        let column = vec2(172.0, ui.spacing().interact_size.y);
        let layout = Layout::left_to_right(Align::Center);
        let is_chosen = ui.allocate_ui_with_layout(column, layout, |ui| {
            ui.set_min_width(column.x);
            button(ui)
        });
        muted(ui, words);
        is_chosen.inner
    })
    .inner
}
