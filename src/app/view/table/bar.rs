//! What stands above the table: a filter, the order, and one field of all selected rows at once.

use eframe::egui::{self, Align, ComboBox, Layout, TextEdit, Ui};

use crate::app::message::action::Action;
use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::state::desk::Desk;
use crate::app::view::choice::choice_box;
use crate::app::view::table::TableView;
use crate::app::view::table::column::Column;
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{action_tooltip, muted, own_undo_id};
use crate::edit::Command;
use crate::pack::Document;

/// What is to be set for all selected rows.
#[derive(Debug)]
pub struct Shared {
    column: Column,
    value: String,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            column: Column::Kind,
            value: String::new(),
        }
    }
}

impl TableView {
    /// Draws what stands above the table.
    pub(super) fn tools(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        all: usize,
        shown: usize,
        outbox: &mut Outbox,
    ) {
        ui.horizontal(|ui| {
            // The rows below reach to the edge; the buttons do not.
            ui.set_max_width(ui.available_width() - 12.0);
            ui.label(theme::strong("Table"));
            let filter = TextEdit::singleline(&mut self.filter)
                .id(own_undo_id(ui, "table-filter"))
                .hint_text("Filter rows")
                .prefix(theme::icon(icons::SEARCH))
                .desired_width(170.0);
            ui.add(filter).accessible_name("Filter rows");
            if shown < all {
                muted(ui, format!("{shown} of {all}"));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let back = ui.button((theme::icon(icons::FILE_TEXT), "Pages"));
                if back
                    .on_hover_text(action_tooltip(ui, Action::ShowTable, outbox))
                    .clicked()
                {
                    outbox.act(Action::ShowTable);
                }
                self.order_button(ui, outbox);
            });
        });
        let selected = selected(desk);
        // It keeps its place, so that rows never move away from under the pointer.
        ui.add_space(4.0);
        self.shared_bar(ui, &selected, outbox);
        ui.add_space(6.0);
    }

    fn order_button(&self, ui: &mut Ui, outbox: &mut Outbox) {
        let Some(sort) = self
            .sort
            .filter(|sort| sort.column != Column::Number || sort.descending)
        else {
            return;
        };
        let new_order = self
            .shown
            .as_ref()
            .and_then(|shown| shown.new_order.as_ref());
        let button = ui
            .add_enabled(new_order.is_some(), egui::Button::new("Apply this order"))
            .on_hover_text("Sorts the documents of the pack, each within its section")
            .on_disabled_hover_text(
                "The documents are already in this order, each within its \
                section",
            );
        if let Some(documents) = new_order.filter(|_| button.clicked()) {
            outbox.edit(Command::Reorder {
                by: sort.column.in_sentence(),
                documents: documents.clone(),
            });
        }
    }

    fn shared_bar(&mut self, ui: &mut Ui, selected: &[&Document], outbox: &mut Outbox) {
        let Shared { column, value } = &mut self.shared;
        let palette = Palette::of(ui);
        let is_for_many = selected.len() > 1;
        let frame = egui::Frame::new()
            .fill(if is_for_many {
                palette.accent_soft
            } else {
                palette.panel
            })
            .corner_radius(theme::RADIUS)
            .inner_margin(egui::Margin::symmetric(8, 4));
        frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(ui.spacing().interact_size.y);
                if !is_for_many {
                    muted(ui, "Select several rows to change a field of all at once.");
                    return;
                }
                ui.label(format!("{} selected: set", selected.len()));
                let look = ComboBox::from_id_salt("shared-column")
                    .selected_text(column.name())
                    .width(110.0)
                    .height(300.0);
                let columns = Column::SHARED.map(|column| (column, column.name()));
                if let Some(other) = choice_box(ui, "Field to set", look, column, columns) {
                    *column = other;
                    value.clear();
                }
                ui.label("to");
                value_field(ui, *column, value);
                let is_empty = value.trim().is_empty();
                let written = if is_empty { None } else { Some(value.as_str()) };
                set_button(ui, "Set", (*column, selected), written, outbox);
                if column.takes_any() && is_empty {
                    set_button(ui, "Clear", (*column, selected), Some(""), outbox);
                }
            });
        });
    }
}

/// A button that sets a field of all selected documents to a value; disabled without one, and where
/// nothing would change.
fn set_button(
    ui: &mut Ui,
    verb: &str,
    (column, selected): (Column, &[&Document]),
    value: Option<&str>,
    outbox: &mut Outbox,
) {
    let commands: Vec<Command> = value
        .into_iter()
        .flat_map(|value| {
            let documents = selected.iter();
            documents.filter_map(move |document| column.command(document, value))
        })
        .collect();
    let many = commands.len();
    let words = match many {
        0 => verb.to_owned(),
        1 => format!("{verb} for 1 document"),
        many => format!("{verb} for {many} documents"),
    };
    let button = ui.add_enabled(many > 0, egui::Button::new(words));
    if button.clicked() {
        outbox.edit(Command::All {
            name: format!("Change {} of {many} documents", column.in_sentence()),
            commands,
        });
    }
}

fn value_field(ui: &mut Ui, column: Column, value: &mut String) {
    let choices = column.choices();
    if column.takes_any() {
        let hint = match column {
            Column::Date => "30 July 2026",
            _ => "Nothing",
        };
        let field = TextEdit::singleline(value)
            .id(own_undo_id(ui, "table-shared"))
            .hint_text(hint)
            .desired_width(150.0);
        ui.add(field).accessible_name("Value to set");
        if choices.is_empty() {
            return;
        }
        let button =
            crate::app::view::widgets::icon_button(ui, icons::CHEVRON_DOWN, "Choose value");
        egui::Popup::menu(&button).show(|ui| {
            for choice in choices {
                if ui.selectable_label(value == choice, choice).clicked() {
                    choice.clone_into(value);
                    ui.close();
                }
            }
        });
        return;
    }
    let shown = if value.is_empty() {
        "Choose…"
    } else {
        value.as_str()
    };
    let look = ComboBox::from_id_salt("shared-value")
        .selected_text(shown)
        .width(150.0)
        .height(300.0);
    let choices = choices.iter().map(|choice| (*choice, *choice));
    let chosen = value.clone();
    if let Some(choice) = choice_box(ui, "Value to set", look, &chosen.as_str(), choices) {
        choice.clone_into(value);
    }
}

/// The selected documents, in the order of the pack.
fn selected(desk: &Desk) -> Vec<&Document> {
    let documents = desk.pack().documents();
    documents
        .filter(|document| {
            let entry = crate::app::message::entry::Entry::Item(document.id.into());
            desk.selection.contains(entry)
        })
        .collect()
}
