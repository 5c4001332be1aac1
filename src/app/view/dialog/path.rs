//! A path to type, where the system has no file dialog.

use std::path::{Path, PathBuf};

use eframe::egui::{Key, TextEdit, Ui};

use crate::app::message::question::Question;
use crate::app::message::request::{Outbox, Request};
use crate::app::message::then::Then;
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::widgets::{confirm_button_if, field_id, muted, select};

/// Asks for a path by its words.
pub struct TypePath {
    /// What is asked for.
    pub question: Question,
    then: Option<Then>,
    text: String,
    has_begun: bool,
}

impl TypePath {
    /// Asks this; the folder and name that were to be suggested stand in the field.
    pub fn new(question: Question, then: Option<Then>) -> Self {
        let mut path = question.folder.clone().unwrap_or_default();
        path.push(question.file_name.as_deref().unwrap_or_default());
        Self {
            text: path.display().to_string(),
            question,
            then,
            has_begun: false,
        }
    }

    /// How many characters stand before what is typed anew first, and how many that is: the name
    /// of a file that is to be written, without its ending; else the whole path.
    fn name(&self) -> (usize, usize) {
        let count = |text: &str| text.chars().count();
        let Some(name) = &self.question.file_name else {
            return (0, count(&self.text));
        };
        let stem = Path::new(name).file_stem().unwrap_or_default();
        let before = count(&self.text).saturating_sub(count(name));
        (before, count(&stem.to_string_lossy()))
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        muted(ui, "This system has no file dialog. Type the full path.");
        let field = TextEdit::singleline(&mut self.text)
            .id(field_id("path"))
            .desired_width(f32::INFINITY);
        let response = ui.add(field).accessible_name("Path");
        if !std::mem::replace(&mut self.has_begun, true) {
            response.request_focus();
            let (before, name) = self.name();
            select(ui, response.id, before..before + name);
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let path = PathBuf::from(self.text.trim());
        buttons(ui, |ui| {
            let mut stay = Stay::Open;
            if confirm_button_if(ui, "OK", path.is_absolute()) || entered && path.is_absolute() {
                outbox.push(Request::TypedPath(
                    self.question.clone(),
                    path,
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
