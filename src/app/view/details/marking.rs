//! The field for a marking: any text, with the usual ones to choose from.

use eframe::egui::{self, TextEdit, Ui};

use crate::app::message::entry::Entry;
use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::view::widgets::{field_id, field_label, icon_button};
use crate::edit::Command;
use crate::pack::Marking;

/// A field for the marking of what `of` stands for.
pub(super) fn marking_field(
    ui: &mut Ui,
    of: Entry,
    name: &str,
    marking: &Marking,
    mut changed: impl FnMut(Marking),
) {
    field_label(ui, name);
    ui.horizontal(|ui| {
        let mut text = marking.0.clone();
        let width = ui.available_width() - 56.0;
        let field = TextEdit::singleline(&mut text)
            .id(field_id((of, name)))
            .hint_text("None")
            .desired_width(width);
        if ui.add(field).accessible_name(name).changed() {
            changed(Marking(text));
        }
        let button = icon_button(ui, icons::CHEVRON_DOWN, "Choose marking");
        egui::Popup::menu(&button).show(|ui| choices(ui, marking, &mut changed));
    });
}

/// The usual markings, to choose from for the pack.
pub fn marking_choices(ui: &mut Ui, marking: &Marking, outbox: &mut Outbox) {
    choices(ui, marking, &mut |chosen| {
        outbox.edit(Command::SetMarking(chosen));
    });
}

/// The usual markings, to choose from.
fn choices(ui: &mut Ui, marking: &Marking, chosen: &mut impl FnMut(Marking)) {
    let printed = marking.printed().unwrap_or_default();
    for preset in Marking::PRESETS {
        if ui.selectable_label(printed == preset, preset).clicked() {
            chosen(Marking(preset.to_owned()));
            ui.close();
        }
    }
    let is_none = printed.is_empty();
    if ui
        .selectable_label(is_none, "No marking (nothing is printed)")
        .clicked()
    {
        chosen(Marking::default());
        ui.close();
    }
}

/// What a button says that gives the pack a marking which covers a document's.
pub fn raising(pack: &Marking, marking: &Marking) -> String {
    let printed = marking.printed().unwrap_or_default();
    match (pack.is_empty(), pack.rank(), marking.rank()) {
        (true, ..) => format!("Mark the pack {printed}"),
        (_, Some(_), Some(_)) => format!("Raise the pack's marking to {printed}"),
        _ => format!("Change the pack's marking to {printed}"),
    }
}
