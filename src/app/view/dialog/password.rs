//! The password of a PDF that is being imported.

use eframe::egui::{Key, RichText, TextEdit, Ui};

use crate::app::message::request::{Outbox, PasswordAnswer, Request};
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::theme::Palette;
use crate::app::view::widgets::{confirm_button_if, field_id, muted};

/// Asks for the password of a file.
pub struct Password {
    /// The file's name.
    pub name: String,
    /// Whether a password was tried that does not open it.
    pub was_wrong: bool,
    /// What is written so far.
    pub text: String,
    /// Whether the field has had the keyboard.
    pub has_begun: bool,
}

impl Password {
    /// Asks for the password of this file.
    pub fn new(name: String, was_wrong: bool) -> Self {
        Self {
            name,
            was_wrong,
            text: String::new(),
            has_begun: false,
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        let palette = Palette::of(ui);
        ui.label(format!("“{}” is protected by a password.", self.name));
        let field = TextEdit::singleline(&mut self.text)
            .id(field_id("import-password"))
            .password(true)
            .hint_text("Password")
            .desired_width(f32::INFINITY);
        let response = ui.add(field).accessible_name("Password");
        if !std::mem::replace(&mut self.has_begun, true) {
            response.request_focus();
        }
        if self.was_wrong {
            ui.label(RichText::new("That password does not open it.").color(palette.error));
        }
        muted(
            ui,
            "It is kept only while the pack is open, and never written to the pack.",
        );
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let mut answer = None;
        buttons(ui, |ui| {
            let can_try = !self.text.is_empty();
            if confirm_button_if(ui, "Unlock", can_try) || entered && can_try {
                answer = Some(PasswordAnswer::Try(std::mem::take(&mut self.text)));
            }
            if ui
                .button("Add locked")
                .on_hover_text("It is added where it belongs. You can unlock it later")
                .clicked()
            {
                answer = Some(PasswordAnswer::AddLocked);
            }
            if ui.button("Leave out").clicked() {
                answer = Some(PasswordAnswer::LeaveOut);
            }
        });
        match answer {
            Some(answer) => {
                outbox.push(Request::AnswerPassword(answer));
                Stay::Closed
            }
            None => Stay::Open,
        }
    }
}
