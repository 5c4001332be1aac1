//! Writing the text of a note in its card.

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::{self, Key, KeyboardShortcut, Modifiers, Popup, ScrollArea, TextEdit, Ui, vec2};

use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::state::desk::Desk;
use crate::app::view::notes::markup::Markup;
use crate::app::view::widgets::{field_id, icon_button};
use crate::edit::{AnnotationChange, Command};
use crate::pack::{Annotation, AnnotationId, Document, Target};

/// A text that is being written.
#[derive(Debug, Clone, Copy)]
pub struct Writer {
    /// The note's.
    pub id: AnnotationId,
    /// Whether the field is to take the keyboard when it is drawn next.
    takes_keyboard: bool,
    /// Whether the person has ended it.
    pub is_done: bool,
}

impl Writer {
    /// Begins to write this note.
    pub fn new(id: AnnotationId) -> Self {
        Self {
            id,
            takes_keyboard: true,
            is_done: false,
        }
    }

    /// What follows when writing has ended: a note that says nothing is a mark, and a note on a
    /// document that says nothing is nothing.
    pub fn end(self, desk: &Desk, outbox: &mut Outbox) {
        let Some((_, annotation)) = desk.pack().annotation(self.id) else {
            return;
        };
        if annotation.has_words() {
            return;
        }
        if annotation.target == Target::Document {
            outbox.edit(Command::RemoveAnnotations(vec![self.id]));
        } else if annotation.kind.is_some() {
            let change = AnnotationChange::Kind(None);
            outbox.edit(Command::ChangeAnnotations(vec![self.id], change));
        }
    }
}

/// The most of the window's height that the text of a note takes while it is written.
const HIGHEST: f32 = 0.4;
const KEYS: [(Key, Markup); 2] = [(Key::B, Markup::Bold), (Key::I, Markup::Italic)];

const BUTTONS: [(&str, &str, Markup); 4] = [
    (icons::BOLD, "Bold (Ctrl+B)", Markup::Bold),
    (icons::ITALIC, "Italic (Ctrl+I)", Markup::Italic),
    (icons::LIST, "List", Markup::List),
    (icons::LINK, "Link", Markup::Link),
];

/// Draws the field for a note's text with its buttons.
pub fn editor(
    ui: &mut Ui,
    document: &Document,
    annotation: &Annotation,
    writer: &mut Writer,
    outbox: &mut Outbox,
) {
    let id = field_id(("note", annotation.id));
    let mut text = annotation.body.clone();
    let had_focus = ui.memory(|memory| memory.has_focus(id));
    let mut markup = had_focus.then(|| pressed_markup(ui)).flatten();
    let field = TextEdit::multiline(&mut text)
        .id(id)
        .hint_text("Write a note")
        .desired_rows(3)
        .desired_width(f32::INFINITY);
    // The buttons below stay in sight however long the note is.
    let highest = (ui.ctx().content_rect().height() * HIGHEST).max(120.0);
    let response = ScrollArea::vertical()
        .id_salt(("writing", annotation.id))
        .max_height(highest)
        .show(ui, |ui| ui.add(field))
        .inner
        .accessible_name(format!("Note on {}", document.title));
    if std::mem::take(&mut writer.takes_keyboard) {
        response.request_focus();
        if !had_focus {
            put_cursor(ui, id, text.chars().count()..text.chars().count());
        }
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().button_padding = vec2(4.0, 2.0);
        for (icon, name, kind) in BUTTONS {
            if icon_button(ui, icon, name).clicked() {
                markup = Some(kind);
            }
        }
    });
    if let Some(markup) = markup {
        let written = markup.apply(&text, selected(ui, id));
        text = written.text;
        put_cursor(ui, id, written.selected);
        writer.takes_keyboard = true;
        response.request_focus();
    }
    if text != annotation.body {
        let change = AnnotationChange::Body(text);
        outbox.edit(Command::ChangeAnnotations(vec![annotation.id], change));
    }
    if response.lost_focus() && markup.is_none() {
        // A press within the card is not meant to end writing; Escape and Tab are.
        let is_press = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
        if is_press {
            writer.takes_keyboard = !Popup::is_any_open(ui.ctx());
        } else {
            writer.is_done = true;
        }
    }
}

/// Ctrl+B and Ctrl+I, before the field sees them.
fn pressed_markup(ui: &Ui) -> Option<Markup> {
    KEYS.into_iter().find_map(|(key, markup)| {
        let keys = KeyboardShortcut::new(Modifiers::COMMAND, key);
        ui.input_mut(|input| input.consume_shortcut(&keys))
            .then_some(markup)
    })
}

fn selected(ui: &Ui, id: egui::Id) -> std::ops::Range<usize> {
    let state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let range = state.cursor.char_range();
    range.map_or(0..0, |range| {
        let [one, other] = [range.primary.index.0, range.secondary.index.0];
        one.min(other)..one.max(other)
    })
}

fn put_cursor(ui: &Ui, id: egui::Id, selected: std::ops::Range<usize>) {
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let range = CCursorRange::two(CCursor::new(selected.start), CCursor::new(selected.end));
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), id);
}
