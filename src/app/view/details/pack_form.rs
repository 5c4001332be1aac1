//! The form for the pack: its title and marking, the meeting, the settings of the export.

use eframe::egui::{ComboBox, Ui};

use crate::app::message::entry::Entry;
use crate::app::message::request::Outbox;
use crate::app::view::choice::{choice_box, radios};
use crate::app::view::details::marking::marking_field;
use crate::app::view::details::{Details, line, lines};
use crate::app::view::half_written::{DATE, TIME, half_written_field};
use crate::app::view::theme;
use crate::app::view::widgets::field_label;
use crate::edit::Command;
use crate::pack::{Meeting, Pack, Paper};

impl Details {
    pub(super) fn pack(&mut self, ui: &mut Ui, pack: &Pack, outbox: &mut Outbox) {
        ui.label(theme::strong("Pack"));
        line(ui, Entry::Cover, "Pack title", &pack.title, |title| {
            outbox.edit(Command::SetTitle(title));
        });
        line(ui, Entry::Cover, "Version", &pack.version, |version| {
            outbox.edit(Command::SetVersion(version));
        });
        marking_field(ui, Entry::Cover, "Marking", &pack.marking, |marking| {
            outbox.edit(Command::SetMarking(marking));
        });
        ui.add_space(8.0);
        ui.label(theme::strong("Meeting"));
        self.meeting(ui, &pack.meeting, outbox);
        ui.add_space(8.0);
        ui.label(theme::strong("Export"));
        settings_form(ui, pack, outbox);
    }

    fn meeting(&mut self, ui: &mut Ui, meeting: &Meeting, outbox: &mut Outbox) {
        let changed = |change: &dyn Fn(&mut Meeting)| {
            let mut meeting = meeting.clone();
            change(&mut meeting);
            Command::SetMeeting(meeting)
        };
        line(ui, Entry::Cover, "Meeting title", &meeting.title, |text| {
            outbox.edit(changed(&|meeting| meeting.title.clone_from(&text)));
        });
        half_written_field(
            ui,
            &DATE,
            &mut self.date,
            Entry::Cover,
            meeting.date.as_ref(),
            |date| {
                outbox.edit(changed(&|meeting| meeting.date = date));
            },
        );
        half_written_field(
            ui,
            &TIME,
            &mut self.time,
            Entry::Cover,
            meeting.time.as_ref(),
            |time| {
                outbox.edit(changed(&|meeting| meeting.time = time));
            },
        );
        line(ui, Entry::Cover, "Place", &meeting.place, |text| {
            outbox.edit(changed(&|meeting| meeting.place.clone_from(&text)));
        });
        line(ui, Entry::Cover, "Chair", &meeting.chair, |text| {
            outbox.edit(changed(&|meeting| meeting.chair.clone_from(&text)));
        });
        lines(
            ui,
            Entry::Cover,
            "Attendees",
            "One per line",
            &meeting.attendees.join("\n"),
            3,
            |text| {
                outbox.edit(changed(&|meeting| meeting.attendees = split_lines(&text)));
            },
        );
        lines(
            ui,
            Entry::Cover,
            "Objectives",
            "One per line",
            &meeting.objectives.join("\n"),
            3,
            |text| {
                outbox.edit(changed(&|meeting| meeting.objectives = split_lines(&text)));
            },
        );
    }
}

/// The lines as they stand, blank ones too: they are being written. Blank ones are not printed.
fn split_lines(text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    text.split('\n').map(str::to_owned).collect()
}

/// The settings of the export.
pub fn settings_form(ui: &mut Ui, pack: &Pack, outbox: &mut Outbox) {
    let mut settings = pack.settings.clone();
    field_label(ui, "Paper");
    ui.horizontal(|ui| {
        let papers = Paper::ALL.map(|paper| (paper, paper.name()));
        if let Some(paper) = radios(ui, settings.paper, papers) {
            settings.paper = paper;
        }
    });
    ui.checkbox(
        &mut settings.divider_pages,
        "A divider page before each section",
    );
    ui.checkbox(&mut settings.provenance, "A list of sources at the end")
        .on_hover_text(
            "The file each document was made from, its dates and its SHA-256. Never a folder.",
        );
    field_label(ui, "Language, for screen readers");
    language_box(ui, &mut settings.language);
    if settings != pack.settings {
        outbox.edit(Command::SetSettings(settings));
    }
}

/// Languages that packs are often in, as BCP 47 tags with their own names.
const LANGUAGES: [(&str, &str); 12] = [
    ("en-GB", "English (UK)"),
    ("en-US", "English (US)"),
    ("ar", "العربية"),
    ("cy", "Cymraeg"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
];

fn language_box(ui: &mut Ui, language: &mut String) {
    let name_of = |tag: &str| {
        LANGUAGES
            .iter()
            .find(|(known, _)| *known == tag)
            .map(|(_, name)| *name)
    };
    // A tag that was written into the file by hand is shown as it is.
    let shown = name_of(language).unwrap_or(language.as_str()).to_owned();
    let look = ComboBox::from_id_salt("language")
        .selected_text(shown)
        .height(320.0);
    if let Some(tag) = choice_box(ui, "Language", look, &language.as_str(), LANGUAGES) {
        *language = tag.to_owned();
    }
}
