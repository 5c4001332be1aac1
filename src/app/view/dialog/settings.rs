//! How the person writes: name, initials, what new notes are; and how the window looks.

use eframe::egui::{ComboBox, Grid, TextEdit, ThemePreference, Ui};

use crate::app::message::action::Action;
use crate::app::message::annotating::Pen;
use crate::app::message::request::{Outbox, Request};
use crate::app::view::choice::{choice_box, radios};
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::widgets::{confirm_button, field_id, muted};
use crate::pack::{Audience, NoteKind};

/// The settings, as they are being changed; each change counts at once.
pub struct Settings {
    pen: Pen,
    theme: ThemePreference,
    has_begun: bool,
}

impl Settings {
    /// The settings as they are now.
    pub fn new(pen: Pen, theme: ThemePreference) -> Self {
        Self {
            pen,
            theme,
            has_begun: false,
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        let before = self.pen.clone();
        Grid::new("settings")
            .num_columns(2)
            .spacing([16.0, 8.0])
            .min_col_width(110.0)
            .show(ui, |ui| self.fields(ui, outbox));
        muted(
            ui,
            "Your name and initials appear on your notes. In print they appear only in speaking \
             copies with notes by several people. New notes start with these settings; you can change each one.",
        );
        if self.pen != before {
            outbox.push(Request::SetPen(self.pen.clone()));
        }
        buttons(ui, |ui| {
            if confirm_button(ui, "Close") {
                Stay::Closed
            } else {
                Stay::Open
            }
        })
    }

    fn fields(&mut self, ui: &mut Ui, outbox: &mut Outbox) {
        let author = &mut self.pen.author;
        ui.label("Your name");
        let old_name = author.name.clone();
        let field = TextEdit::singleline(&mut author.name)
            .id(field_id("author-name"))
            .hint_text("For example Jo Smith")
            .desired_width(240.0);
        let response = ui.add(field).accessible_name("Your name");
        if !std::mem::replace(&mut self.has_begun, true) {
            response.request_focus();
        }
        if author.name != old_name {
            author.initials = initials_after(&author.initials, &old_name, &author.name);
        }
        ui.end_row();
        ui.label("Initials");
        let field = TextEdit::singleline(&mut author.initials)
            .id(field_id("author-initials"))
            .char_limit(6)
            .desired_width(80.0);
        ui.add(field).accessible_name("Initials");
        ui.end_row();
        ui.label("New notes are");
        ui.horizontal(|ui| {
            let choices = Audience::ALL.map(|audience| (audience, audience.name()));
            if let Some(audience) = radios(ui, self.pen.audience, choices) {
                self.pen.audience = audience;
            }
        });
        ui.end_row();
        ui.label("Their kind");
        let look = ComboBox::from_id_salt("new-note-kind")
            .selected_text(self.pen.kind.name())
            .width(160.0);
        let kinds = NoteKind::ALL.map(|kind| (kind, kind.name()));
        if let Some(kind) = choice_box(ui, "Kind of new notes", look, &self.pen.kind, kinds) {
            self.pen.kind = kind;
        }
        ui.end_row();
        ui.label("Theme");
        ui.horizontal(|ui| {
            let themes = [
                (ThemePreference::System, "As the system"),
                (ThemePreference::Light, "Light"),
                (ThemePreference::Dark, "Dark"),
            ];
            if let Some(theme) = radios(ui, self.theme, themes) {
                self.theme = theme;
                outbox.act(match theme {
                    ThemePreference::System => Action::ThemeSystem,
                    ThemePreference::Light => Action::ThemeLight,
                    ThemePreference::Dark => Action::ThemeDark,
                });
            }
        });
        ui.end_row();
    }
}

/// The initials after the name has changed: those of the new name, unless others were typed.
fn initials_after(initials: &str, old_name: &str, new_name: &str) -> String {
    if initials.trim().is_empty() || initials == proposed(old_name) {
        proposed(new_name)
    } else {
        initials.to_owned()
    }
}

/// The first letters of the words of a name.
fn proposed(name: &str) -> String {
    const MOST: usize = 4;
    let words = name.split(|letter: char| letter.is_whitespace() || letter == '-');
    let letters = words.filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    letters.take(MOST).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_proposed_from_the_name() {
        for (name, expected) in [
            ("Jo Smith", "JS"),
            ("jo smith-jones", "JSJ"),
            ("  Élodie  ", "É"),
            ("", ""),
            ("(Jo)", "J"),
        ] {
            assert_eq!(proposed(name), expected, "{name}");
        }
    }

    #[test]
    fn initials_that_were_typed_stay() {
        let mut initials = String::new();
        let mut name = String::new();
        for letter in "Jo Smith".chars() {
            let longer = format!("{name}{letter}");
            initials = initials_after(&initials, &name, &longer);
            name = longer;
        }
        assert_eq!(initials, "JS");
        assert_eq!(initials_after("JoS", "Jo Smith", "Jo Smythe"), "JoS");
    }
}
