//! The form beside the pages: what is known about the selected document, section or pack.

mod document_form;
mod layout;
mod marking;
mod origin;
mod pack_form;

use eframe::egui::{ScrollArea, TextEdit, Ui};

use crate::app::message::action::Action;
use crate::app::message::entry::Entry;
use crate::app::message::request::Outbox;
use crate::app::state::desk::Desk;
use crate::app::view::half_written::HalfWritten;
use crate::app::view::theme;
use crate::app::view::widgets::{action_button, field_id, field_label, muted};
use crate::edit::Command;
use crate::pack::{ItemId, Section, SourceId};

pub use layout::{LayoutWork, PagesReady};
pub use marking::{marking_choices, raising};
pub use pack_form::settings_form;

/// The state of the form that is not part of the pack: what is half written.
#[derive(Debug, Default)]
pub struct Details {
    date: HalfWritten,
    time: HalfWritten,
    /// A password that is being written, and what it is for.
    password: (Option<SourceId>, String),
    /// The document that is to come to its pages in another way.
    pub layout: LayoutWork,
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
        action_button(ui, action, outbox);
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
