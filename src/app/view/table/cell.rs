//! A cell that is being changed.

use eframe::egui::{self, Event, Key, Rect, TextEdit, Ui, vec2};

use crate::app::message::request::Outbox;
use crate::app::state::desk::Desk;
use crate::app::view::half_written::DATE;
use crate::app::view::table::TableView;
use crate::app::view::table::column::Column;
use crate::app::view::theme::{BODY_SIZE, Palette};
use crate::app::view::widgets::{field_id, own_undo_id, put_cursor_at_end, select_all};
use crate::edit::Command;
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
    Entered,
    /// The same, as the keyboard is elsewhere by now.
    Left,
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

    /// What is written means nothing in this column.
    fn is_not_understood(&self, document: &Document) -> bool {
        self.is_changed() && self.command(document).is_none()
    }

    fn is_changed(&self) -> bool {
        self.text.trim() != self.before.trim()
    }

    /// What is written, as a change to the pack; `None` where it is as it was, or not understood.
    fn command(&self, document: &Document) -> Option<Command> {
        let column = self.column;
        self.is_changed()
            .then(|| column.command(document, &self.text))?
    }

    /// Takes the keyboard back.
    pub fn take_keyboard(&mut self) {
        if self.is_wrong {
            self.come_back();
        }
    }

    /// Asks to be corrected.
    fn come_back(&mut self) {
        self.is_wrong = true;
        self.is_new = true;
        self.selects_all = false;
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
            Self::Audience => {
                crate::app::view::table::column::audience_name(document.audience).to_owned()
            }
            Self::Number | Self::Pages | Self::Origin => return None,
        })
    }
}

impl TableView {
    /// What is written in a cell and not in the pack yet, as when the pack is saved. The cell is
    /// still being changed after this.
    pub fn take_written(&mut self, desk: &Desk) -> Option<Command> {
        let editing = self.editing.as_mut()?;
        let command = editing.command(desk.pack().document(editing.document)?)?;
        editing.before = editing.text.clone();
        Some(command)
    }

    /// Ends the changing of a cell, if what is written in it is in the pack; else it is to be
    /// corrected first. Returns whether no cell is being changed any more.
    pub fn put_down(&mut self, desk: &Desk) -> bool {
        if let Some(editing) = &mut self.editing {
            let document = desk.pack().document(editing.document);
            if document.is_some_and(|document| editing.is_not_understood(document)) {
                editing.come_back();
                return false;
            }
        }
        self.editing = None;
        true
    }

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
            field(ui, rect, editing, document)
        } else {
            choice(ui, rect, editing, document)
        };
        let Some(ending) = ending else {
            return;
        };
        let column = editing.column;
        match ending {
            Ending::GivenUp => {}
            Ending::Left if editing.is_not_understood(document) => {
                // It stays to be corrected; the person may look at other things first.
                editing.is_wrong = true;
                return;
            }
            _ if editing.is_not_understood(document) => {
                editing.come_back();
                return;
            }
            _ => {
                if let Some(command) = editing.command(document) {
                    outbox.edit(command);
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
        .filter(|column| column.is_editable(document))
        .collect();
    let here = editable.iter().position(|other| *other == column);
    let next = here.and_then(|here| editable.get(here.checked_add_signed(step)?));
    next.copied().unwrap_or(column)
}

/// The accessible name of a cell that is being changed.
fn spoken(editing: &Editing, document: &Document) -> String {
    format!("{} of {}", editing.column.name(), document.title)
}

fn field(ui: &mut Ui, rect: Rect, editing: &mut Editing, document: &Document) -> Option<Ending> {
    let id = own_undo_id(ui, "table-cell");
    // Tab goes to the next cell, not to the next widget.
    let tab = ui.input_mut(|input| {
        let back = input.consume_key(egui::Modifiers::SHIFT, Key::Tab);
        let on = input.consume_key(egui::Modifiers::NONE, Key::Tab);
        isize::from(on) - isize::from(back)
    });
    let is_new = std::mem::take(&mut editing.is_new);
    if is_new {
        // Before the field is drawn, so that it gets what is typed in this frame.
        ui.memory_mut(|memory| memory.request_focus(id));
        if editing.selects_all {
            select_all(ui, id, &editing.text);
        } else {
            put_cursor_at_end(ui, id, &editing.text);
        }
    }
    let palette = Palette::of(ui);
    let colour = if editing.is_wrong {
        palette.error
    } else {
        palette.text
    };
    let name = spoken(editing, document);
    let edit = TextEdit::singleline(&mut editing.text)
        .id(id)
        .text_color(colour)
        .font(egui::FontId::proportional(BODY_SIZE - 1.0))
        .align(egui::Align2::LEFT_CENTER)
        .margin(vec2(6.0, 4.0));
    let response = ui
        .put(rect.shrink2(vec2(1.0, 1.0)), edit)
        .accessible_name(name);
    if response.changed() {
        editing.is_wrong = false;
    }
    if editing.is_wrong {
        response.show_tooltip_text(match editing.column {
            Column::Date => "Write the date like this: 30 July 2026. Press Escape to cancel.",
            _ => "This can't be empty. Press Escape to cancel.",
        });
    }
    if is_new {
        return None;
    }
    let escaped = ui.input(|input| input.key_pressed(Key::Escape));
    if escaped {
        Some(Ending::GivenUp)
    } else if tab != 0 {
        Some(Ending::Next(tab))
    } else if response.lost_focus() {
        let is_entered = ui.input(|input| input.key_pressed(Key::Enter));
        Some(if is_entered {
            Ending::Entered
        } else {
            Ending::Left
        })
    } else {
        None
    }
}

/// A cell that holds one of a few values: a list to choose from.
fn choice(ui: &mut Ui, rect: Rect, editing: &mut Editing, document: &Document) -> Option<Ending> {
    let mut ending = None;
    let (up, down) = ui.input(|input| {
        (
            input.key_pressed(Key::ArrowUp),
            input.key_pressed(Key::ArrowDown),
        )
    });
    let response = ui.interact(rect, field_id("table-cell"), egui::Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, spoken(editing, document))
    });
    let choices = editing.column.choices();
    let here = choices
        .iter()
        .position(|choice| *choice == editing.text)
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
                    ending = Some(Ending::Entered);
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
                Key::Enter => ending = Some(Ending::Entered),
                Key::Escape => ending = Some(Ending::GivenUp),
                Key::Tab => ending = Some(Ending::Next(if modifiers.shift { -1 } else { 1 })),
                _ => {}
            }
        }
    }
    ending.or((!is_open).then_some(Ending::GivenUp))
}
