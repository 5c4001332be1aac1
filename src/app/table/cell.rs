//! A cell that is being changed.

use eframe::egui::{self, Event, Key, Rect, TextEdit, Ui, vec2};

use super::TableView;
use super::column::Column;
use crate::app::half_written::DATE;
use crate::app::request::Outbox;
use crate::app::theme::{BODY_SIZE, Palette};
use crate::app::widgets::{field_id, select_all};
use crate::pack::{Document, DocumentId};

/// A cell that is being changed.
#[derive(Debug)]
pub struct Editing {
    /// Whose cell.
    pub document: DocumentId,
    column: Column,
    text: String,
    /// What stood there.
    before: String,
    is_new: bool,
    /// Whether what was there is selected at first.
    selects_all: bool,
    /// Whether what is written was not understood.
    is_wrong: bool,
}

/// How the changing of a cell ends.
enum Ending {
    /// What is written is taken.
    Taken,
    /// It is taken, and the next cell is changed, or the one before.
    Next(isize),
    /// All stays as it was.
    GivenUp,
}

impl Editing {
    /// Begins to change a cell, if it can be.
    pub fn begin(document: &Document, column: Column) -> Option<Self> {
        let text = column.value(document)?;
        Some(Self {
            document: document.id,
            column,
            before: text.clone(),
            text,
            is_new: true,
            selects_all: true,
            is_wrong: false,
        })
    }

    /// The same, begun with what was typed.
    pub fn typed(mut self, text: String) -> Self {
        self.text = text;
        self.selects_all = false;
        self
    }

    /// Whether it is this cell.
    pub fn is_of(&self, document: DocumentId, column: Column) -> bool {
        self.document == document && self.column == column
    }
}

impl Column {
    /// What can be changed in it, as it is written; `None` where nothing can.
    fn value(self, document: &Document) -> Option<String> {
        if !self.is_editable(document) {
            return None;
        }
        Some(match self {
            Self::Title => document.title.clone(),
            Self::Kind => document.kind.name().to_owned(),
            Self::Date => document.date.as_ref().map(DATE.write).unwrap_or_default(),
            Self::Publisher => document.publisher.clone(),
            Self::Reference => document.reference.clone(),
            Self::Marking => document.marking.0.clone(),
            Self::Audience => super::column::audience_name(document.audience).to_owned(),
            Self::Number | Self::Pages | Self::Origin => return None,
        })
    }
}

impl TableView {
    /// Draws the cell that is being changed.
    pub(super) fn edited_cell(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        document: &Document,
        outbox: &mut Outbox,
    ) {
        let Some(editing) = &mut self.editing else {
            return;
        };
        self.has_keyboard = true;
        let ending = if editing.column.takes_any() {
            field(ui, rect, editing)
        } else {
            choice(ui, rect, editing)
        };
        let Some(ending) = ending else {
            return;
        };
        let column = editing.column;
        if !matches!(ending, Ending::GivenUp) && editing.text.trim() != editing.before.trim() {
            match column.command(document, &editing.text) {
                Some(command) => outbox.edit(command),
                None => {
                    editing.is_wrong = true;
                    editing.is_new = true;
                    editing.selects_all = false;
                    return;
                }
            }
        }
        self.editing = None;
        self.follow_cursor = true;
        if let Ending::Next(step) = ending {
            self.column = neighbour(column, step, document);
            self.next_editing = Editing::begin(document, self.column);
        }
    }
}

/// The next cell of the row that can be changed; the same where there is none.
fn neighbour(column: Column, step: isize, document: &Document) -> Column {
    let editable: Vec<Column> = Column::ALL
        .into_iter()
        .filter(|one| one.is_editable(document))
        .collect();
    let here = editable.iter().position(|one| *one == column);
    let next = here.and_then(|here| editable.get(here.checked_add_signed(step)?));
    next.copied().unwrap_or(column)
}

fn field(ui: &mut Ui, rect: Rect, editing: &mut Editing) -> Option<Ending> {
    let id = field_id("table-cell");
    // Tab goes to the next cell, not to the next widget.
    let tab = ui.input_mut(|input| {
        let back = input.consume_key(egui::Modifiers::SHIFT, Key::Tab);
        let on = input.consume_key(egui::Modifiers::NONE, Key::Tab);
        isize::from(on) - isize::from(back)
    });
    let palette = Palette::of(ui);
    let colour = if editing.is_wrong {
        palette.error
    } else {
        palette.text
    };
    let edit = TextEdit::singleline(&mut editing.text)
        .id(id)
        .text_color(colour)
        .font(egui::FontId::proportional(BODY_SIZE - 1.0))
        .margin(vec2(6.0, 4.0));
    let name = editing.column.name();
    let response = ui
        .put(rect.shrink2(vec2(1.0, 1.0)), edit)
        .accessible_name(name);
    if std::mem::take(&mut editing.is_new) {
        response.request_focus();
        if editing.selects_all {
            select_all(ui, id, &editing.text);
        }
        return None;
    }
    if response.changed() {
        editing.is_wrong = false;
    }
    if editing.is_wrong {
        response
            .clone()
            .on_hover_text("Not understood; write it as 30 July 2026");
    }
    let escaped = ui.input(|input| input.key_pressed(Key::Escape));
    if escaped {
        Some(Ending::GivenUp)
    } else if tab != 0 {
        Some(Ending::Next(tab))
    } else {
        response.lost_focus().then_some(Ending::Taken)
    }
}

/// A cell that holds one of a few values: a list to choose from.
fn choice(ui: &mut Ui, rect: Rect, editing: &mut Editing) -> Option<Ending> {
    let mut ending = None;
    let (up, down) = ui.input(|input| {
        (
            input.key_pressed(Key::ArrowUp),
            input.key_pressed(Key::ArrowDown),
        )
    });
    let response = ui.interact(rect, field_id("table-cell"), egui::Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, editing.column.name())
    });
    let choices = editing.column.choices();
    let here = choices
        .iter()
        .position(|one| *one == editing.text)
        .unwrap_or(0);
    let step = isize::from(down) - isize::from(up);
    if let Some(next) = here
        .checked_add_signed(step)
        .and_then(|next| choices.get(next))
        && step != 0
    {
        editing.text = (*next).to_owned();
    }
    if std::mem::take(&mut editing.is_new) {
        response.request_focus();
    }
    ui.memory_mut(|memory| {
        let filter = egui::EventFilter {
            tab: true,
            vertical_arrows: true,
            escape: true,
            ..egui::EventFilter::default()
        };
        memory.set_focus_lock_filter(response.id, filter);
    });
    let mut is_open = true;
    egui::Popup::menu(&response)
        .open_bool(&mut is_open)
        .show(|ui| {
            for choice in &choices {
                if ui
                    .selectable_label(editing.text == *choice, *choice)
                    .clicked()
                {
                    editing.text = (*choice).to_owned();
                    ending = Some(Ending::Taken);
                }
            }
        });
    let events = ui.input(|input| input.events.clone());
    for event in &events {
        if let Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } = event
        {
            match key {
                Key::Enter => ending = Some(Ending::Taken),
                Key::Escape => ending = Some(Ending::GivenUp),
                Key::Tab => ending = Some(Ending::Next(if modifiers.shift { -1 } else { 1 })),
                _ => {}
            }
        }
    }
    ending.or((!is_open).then_some(Ending::GivenUp))
}
