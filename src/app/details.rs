//! The form beside the pages: what is known about the selected document, section or pack.

use eframe::egui::{self, ComboBox, ScrollArea, TextEdit, Ui};

use super::action::Action;
use super::desk::Desk;
use super::half_written::{DATE, HalfWritten, TIME, half_written_field};
use super::notes::kind_choices;
use super::request::{Outbox, Request};
use super::selection::Entry;
use super::theme::{self, Palette};
use super::widgets::{action_button, field_id, field_label, muted};
use crate::edit::{AnnotationChange, Command};
use crate::library::human_size;
use crate::pack::{
    Annotation, Audience, Document, DocumentId, DocumentKind, ItemId, Marking, Meeting, NoteKind,
    Pack, Paper, Section, SourceId,
};
use crate::store::SourceState;

/// The state of the form that is not part of the pack: what is half written.
#[derive(Debug, Default)]
pub struct Details {
    date: HalfWritten,
    time: HalfWritten,
    /// A password that is being written, and what it is for.
    password: (Option<SourceId>, String),
}

impl Details {
    /// Draws the form for what is selected.
    pub fn ui(&mut self, ui: &mut Ui, desk: &Desk, outbox: &mut Outbox) {
        ScrollArea::vertical()
            .id_salt("details")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                // Room for the scroll bar, which lies over the content.
                ui.set_max_width(ui.available_width() - 10.0);
                let selected = desk.selection.items().len();
                if selected > 1 {
                    several(ui, selected, outbox);
                    return;
                }
                match desk.selection.cursor() {
                    Some(Entry::Item(ItemId::Document(id))) => {
                        if let Some(document) = desk.pack().document(id) {
                            self.document(ui, desk, document, outbox);
                        }
                    }
                    Some(Entry::Item(ItemId::Section(id))) => {
                        if let Some(section) = desk.pack().section(id) {
                            section_form(ui, section, outbox);
                        }
                    }
                    _ => self.pack(ui, desk.pack(), outbox),
                }
                ui.add_space(12.0);
            });
    }

    fn document(&mut self, ui: &mut Ui, desk: &Desk, document: &Document, outbox: &mut Outbox) {
        let id = document.id;
        ui.label(theme::strong("Document"));
        self.trouble(ui, desk, document, outbox);
        let item = ItemId::from(id);
        let entry = Entry::Item(item);
        line(ui, entry, "Title", &document.title, |title| {
            outbox.edit(Command::Rename { item, title });
        });
        if document.page().is_some() {
            page_form(ui, document, outbox);
            return;
        }
        field_label(ui, "Kind");
        kind_box(ui, id, document.kind, outbox);
        half_written_field(
            ui,
            &DATE,
            &mut self.date,
            entry,
            document.date.as_ref(),
            |date| {
                outbox.edit(Command::SetDate(id, date));
            },
        );
        line(ui, entry, "Publisher", &document.publisher, |publisher| {
            outbox.edit(Command::SetPublisher(id, publisher));
        });
        let note = document
            .note()
            .map(|note| note.body.as_str())
            .unwrap_or_default();
        lines(
            ui,
            entry,
            "Note",
            "Printed in a box above the first page",
            note,
            5,
            |body| {
                outbox.edit(Command::SetNote(id, body));
            },
        );
        if let Some(note) = document.note() {
            note_facts(ui, note, outbox);
        }
        audience_form(ui, document, outbox);
        ui.add_space(8.0);
        about_source(ui, desk, document, outbox);
    }

    fn trouble(&mut self, ui: &mut Ui, desk: &Desk, document: &Document, outbox: &mut Outbox) {
        let palette = Palette::of(ui);
        let Some(source) = document.source() else {
            return;
        };
        let what = match desk.troubled_sources.get(source) {
            Some(SourceState::Missing) => "Its file is missing from the pack's documents folder.",
            Some(SourceState::Altered) => "Its file was changed since it was added.",
            Some(SourceState::Unreadable(why)) => why,
            Some(SourceState::Present) | None => "",
        };
        if !what.is_empty() {
            ui.label(egui::RichText::new(what).color(palette.error));
            action_button(ui, Action::LocateSource, true, outbox);
        }
        if desk.is_locked(document.id) {
            self.unlock(ui, source, outbox);
        }
    }

    fn unlock(&mut self, ui: &mut Ui, source: &SourceId, outbox: &mut Outbox) {
        if self.password.0.as_ref() != Some(source) {
            self.password = (Some(source.clone()), String::new());
        }
        let palette = Palette::of(ui);
        let text = "This PDF is protected by a password.";
        ui.label(egui::RichText::new(text).color(palette.warning));
        ui.horizontal(|ui| {
            let field = TextEdit::singleline(&mut self.password.1)
                .id(field_id("unlock"))
                .password(true)
                .hint_text("Password")
                .desired_width(140.0);
            let response = ui.add(field).accessible_name("Password");
            let entered =
                response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            if (ui.button("Unlock").clicked() || entered) && !self.password.1.is_empty() {
                let password = std::mem::take(&mut self.password.1);
                outbox.push(Request::Unlock(source.clone(), password));
            }
        });
    }

    fn pack(&mut self, ui: &mut Ui, pack: &Pack, outbox: &mut Outbox) {
        ui.label(theme::strong("Pack"));
        line(ui, Entry::Cover, "Pack title", &pack.title, |title| {
            outbox.edit(Command::SetTitle(title));
        });
        line(ui, Entry::Cover, "Version", &pack.version, |version| {
            outbox.edit(Command::SetVersion(version));
        });
        marking_box(ui, &pack.marking, outbox);
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
            "One a line",
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
            "One a line",
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

fn several(ui: &mut Ui, count: usize, outbox: &mut Outbox) {
    ui.label(theme::strong(format!("{count} selected")));
    muted(ui, "Drag them together, or:");
    for action in [
        Action::MoveUp,
        Action::MoveDown,
        Action::Cut,
        Action::Delete,
    ] {
        action_button(ui, action, true, outbox);
    }
}

fn section_form(ui: &mut Ui, section: &Section, outbox: &mut Outbox) {
    ui.label(theme::strong("Section"));
    let item = ItemId::from(section.id);
    line(ui, Entry::Item(item), "Title", &section.title, |title| {
        outbox.edit(Command::Rename { item, title });
    });
    let count = match section.documents.len() {
        0 => "No documents yet".to_owned(),
        1 => "1 document".to_owned(),
        many => format!("{many} documents"),
    };
    muted(ui, count);
}

fn line(ui: &mut Ui, of: Entry, name: &str, value: &str, mut changed: impl FnMut(String)) {
    field_label(ui, name);
    let mut text = value.to_owned();
    let field = TextEdit::singleline(&mut text)
        .id(field_id((of, name)))
        .desired_width(f32::INFINITY);
    if ui.add(field).accessible_name(name).changed() {
        changed(text);
    }
}

fn lines(
    ui: &mut Ui,
    of: Entry,
    name: &str,
    hint: &str,
    value: &str,
    rows: usize,
    mut changed: impl FnMut(String),
) {
    field_label(ui, name);
    let mut text = value.to_owned();
    let field = TextEdit::multiline(&mut text)
        .id(field_id((of, name)))
        .hint_text(hint.to_owned())
        .desired_rows(rows)
        .desired_width(f32::INFINITY);
    if ui.add(field).accessible_name(name).changed() {
        changed(text);
    }
}

fn kind_box(ui: &mut Ui, id: DocumentId, kind: DocumentKind, outbox: &mut Outbox) {
    let response = ComboBox::from_id_salt("kind")
        .selected_text(kind.name())
        .width(ui.available_width())
        .height(300.0)
        .show_ui(ui, |ui| {
            for choice in DocumentKind::ALL {
                if ui.selectable_label(choice == kind, choice.name()).clicked() {
                    outbox.edit(Command::SetKind(id, choice));
                }
            }
        })
        .response;
    response.accessible_name("Kind");
}

/// The field and the presets for the marking.
pub fn marking_box(ui: &mut Ui, marking: &Marking, outbox: &mut Outbox) {
    field_label(ui, "Marking");
    ui.horizontal(|ui| {
        let mut text = marking.0.clone();
        let width = ui.available_width() - 56.0;
        let field = TextEdit::singleline(&mut text)
            .id(field_id("Marking"))
            .hint_text("None")
            .desired_width(width);
        if ui.add(field).accessible_name("Marking").changed() {
            outbox.edit(Command::SetMarking(Marking(text)));
        }
        let button = super::widgets::icon_button(ui, super::icons::CHEVRON_DOWN, "Choose marking");
        egui::Popup::menu(&button).show(|ui| marking_choices(ui, marking, outbox));
    });
}

/// The usual markings, to choose from.
pub fn marking_choices(ui: &mut Ui, marking: &Marking, outbox: &mut Outbox) {
    let printed = marking.printed().unwrap_or_default();
    for preset in Marking::PRESETS {
        if ui.selectable_label(printed == preset, preset).clicked() {
            outbox.edit(Command::SetMarking(Marking(preset.to_owned())));
            ui.close();
        }
    }
    if ui
        .selectable_label(printed.is_empty(), "No marking")
        .clicked()
    {
        outbox.edit(Command::SetMarking(Marking::default()));
        ui.close();
    }
}

/// The settings of the export.
pub fn settings_form(ui: &mut Ui, pack: &Pack, outbox: &mut Outbox) {
    let mut settings = pack.settings.clone();
    field_label(ui, "Paper");
    ui.horizontal(|ui| {
        for paper in Paper::ALL {
            ui.radio_value(&mut settings.paper, paper, paper.name());
        }
    });
    ui.checkbox(
        &mut settings.divider_pages,
        "A divider page before each section",
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
    let response = ComboBox::from_id_salt("language")
        .selected_text(shown)
        .height(320.0)
        .show_ui(ui, |ui| {
            for (tag, name) in LANGUAGES {
                if ui.selectable_label(language == tag, name).clicked() {
                    *language = tag.to_owned();
                }
            }
        })
        .response;
    response.accessible_name("Language");
}

/// What is known about a briefing page, besides its title.
fn page_form(ui: &mut Ui, document: &Document, outbox: &mut Outbox) {
    audience_form(ui, document, outbox);
}

/// Who gets a document.
fn audience_form(ui: &mut Ui, document: &Document, outbox: &mut Outbox) {
    ui.add_space(4.0);
    field_label(ui, "Who gets this document");
    for (audience, name) in [
        (Audience::Circulated, "Everybody"),
        (Audience::Private, "Speaking copy only"),
    ] {
        let is_chosen = document.audience == audience;
        if ui.radio(is_chosen, name).clicked() && !is_chosen {
            outbox.edit(Command::SetAudience(document.id, audience));
        }
    }
}

/// Who sees the note on a document, and what it is for.
fn note_facts(ui: &mut Ui, note: &Annotation, outbox: &mut Outbox) {
    let mut change = |change| {
        outbox.edit(Command::ChangeAnnotations(vec![note.id], change));
    };
    ui.horizontal(|ui| {
        let response = ComboBox::from_id_salt("note-audience")
            .selected_text(note.audience.name())
            .width(100.0)
            .show_ui(ui, |ui| {
                for audience in Audience::ALL {
                    let is_chosen = note.audience == audience;
                    if ui.selectable_label(is_chosen, audience.name()).clicked() {
                        change(AnnotationChange::Audience(audience));
                    }
                }
            })
            .response;
        response.accessible_name("Who sees the note");
        let response = ComboBox::from_id_salt("note-kind")
            .selected_text(note.kind.map_or("No kind", NoteKind::name))
            .width(100.0)
            .show_ui(ui, |ui| {
                kind_choices(ui, &[note.kind], &mut |kind| {
                    change(AnnotationChange::Kind(kind));
                });
            })
            .response;
        response.accessible_name("Kind of the note");
    });
}

fn about_source(ui: &mut Ui, desk: &Desk, document: &Document, outbox: &mut Outbox) {
    let sources = &desk.pack().sources;
    let Some(source) = document.source().and_then(|id| sources.get(id)) else {
        return;
    };
    field_label(ui, "Made from");
    let text = format!(
        "{} · {} · {}",
        source.name,
        source.media.name(),
        human_size(source.size_bytes)
    );
    let response = muted(ui, text);
    if let Some(origin) = &source.origin {
        response.on_hover_text(&origin.path);
    }
    super::revising::about_origin(ui, desk, document, outbox);
}
