//! The command palette: one field that leads to every action, document, page, note and recent pack.

use eframe::egui::{
    FontId, Key, Modifiers, Rect, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, vec2,
};

use crate::app::message::go_to::GoTo;
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::state::palette::{Row, rows};
use crate::app::state::preferences::Preferences;
use crate::app::view::dialog::Stay;
use crate::app::view::theme::{self, BODY_SIZE, ROW_HEIGHT, SMALL_SIZE};
use crate::app::view::widgets::{field_id, keys_text, muted, one_line, paint_icon, paint_line};
use crate::edit::Revision;

/// The height of the list, in points.
const LIST_HEIGHT: f32 = 360.0;
/// How many rows Page Up and Page Down move.
const PAGE: usize = 10;

/// What is typed, and the state of the pack.
type Question = (String, Option<Revision>);

/// The state of the palette while it is open.
pub struct Palette {
    typed: String,
    cursor: usize,
    is_new: bool,
    /// What was found, and for what.
    found: Option<(Question, Vec<Row>)>,
    /// What the preferences held when it was opened: recent actions and packs.
    preferences: Preferences,
}

impl Palette {
    /// The palette with this typed into its field.
    pub fn new(typed: String, preferences: Preferences) -> Self {
        Self {
            typed,
            cursor: 0,
            is_new: true,
            found: None,
            preferences,
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, desk: Option<&Desk>, outbox: &mut Outbox) -> Stay {
        let steps = ui.input_mut(|input| {
            let mut pressed = |key| input.count_and_consume_key(Modifiers::NONE, key);
            let down = pressed(Key::ArrowDown) + PAGE * pressed(Key::PageDown);
            let up = pressed(Key::ArrowUp) + PAGE * pressed(Key::PageUp);
            down.cast_signed() - up.cast_signed()
        });
        let id = field_id("palette");
        let field = TextEdit::singleline(&mut self.typed)
            .id(id)
            .hint_text("An action, a title, a page or item number, words of a note")
            .desired_width(f32::INFINITY);
        let response = ui.add(field).accessible_name("Go to");
        if std::mem::take(&mut self.is_new) {
            crate::app::view::widgets::put_cursor_at_end(ui, id, &self.typed);
        }
        // The field has the keyboard as long as the palette is open.
        response.request_focus();
        if response.changed() {
            self.cursor = 0;
        }
        let question = (self.typed.clone(), desk.map(|desk| desk.history.revision()));
        let found = match self.found.take() {
            Some((of, found)) if of == question => found,
            _ => {
                let mut found = rows(&self.typed, desk, &self.preferences);
                // What can be done comes before what cannot, among those that fit as well.
                found.sort_by_key(|row| {
                    (
                        !row.begins_with(&self.typed),
                        why_not(row, outbox).is_some(),
                    )
                });
                found
            }
        };
        let last = found.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(steps).min(last);
        let is_entered = ui.input(|input| input.key_pressed(Key::Enter));
        let clicked = self.list(ui, &found, steps != 0, outbox);
        let chosen = clicked.or(is_entered.then_some(self.cursor));
        let chosen = chosen.and_then(|index| found.get(index)).cloned();
        self.found = Some((question, found));
        match chosen {
            Some(row) if why_not(&row, outbox).is_none() => {
                outbox.push(Request::GoTo(row.go_to));
                Stay::Closed
            }
            _ => Stay::Open,
        }
    }

    /// Draws the rows; returns the one that was clicked.
    fn list(&self, ui: &mut Ui, found: &[Row], moves: bool, outbox: &Outbox) -> Option<usize> {
        if found.is_empty() {
            muted(ui, "Nothing found. Try other words, or a number.");
            return None;
        }
        let mut clicked = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .id_salt("palette-rows")
            .max_height(LIST_HEIGHT)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for (index, row) in found.iter().enumerate() {
                    let size = vec2(ui.available_width(), ROW_HEIGHT);
                    let sense = Sense::CLICK;
                    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                    let response = ui.interact(rect, ui.scope_id().with(index), sense);
                    let is_cursor = index == self.cursor;
                    let why = why_not(row, outbox);
                    response.widget_info(|| {
                        let name = format!("{} {}", row.title, row.detail);
                        WidgetInfo::selected(
                            Role::ListBoxOption,
                            why.is_none(),
                            is_cursor,
                            name.trim(),
                        )
                    });
                    if is_cursor && moves {
                        ui.scroll_to_rect(rect, None);
                    }
                    if ui.is_rect_visible(rect) {
                        paint(ui, rect, row, (is_cursor, response.hovered()), why);
                    }
                    if response.clicked() {
                        clicked = Some(index);
                    }
                }
            });
        clicked
    }
}

/// Why a row leads nowhere now.
fn why_not(row: &Row, outbox: &Outbox) -> Option<&'static str> {
    match row.go_to {
        GoTo::Action(action) => outbox.availability(action).reason(),
        _ => None,
    }
}

fn paint(ui: &Ui, rect: Rect, row: &Row, (is_cursor, is_hovered): (bool, bool), why: Option<&str>) {
    let palette = theme::Palette::of(ui);
    let ground = if is_cursor {
        palette.accent_soft
    } else if is_hovered {
        palette.hover
    } else {
        palette.panel
    };
    ui.painter().rect_filled(rect, theme::RADIUS, ground);
    let colour = if why.is_some() {
        palette.muted
    } else {
        palette.text
    };
    let (icon, keys) = match &row.go_to {
        GoTo::Action(action) => (action.icon().unwrap_or_default(), action.shortcut()),
        GoTo::Entry(_) => (icons::FILE_TEXT, None),
        GoTo::Page(_) => (icons::BOOK_OPEN, None),
        GoTo::Note(_) => (icons::STICKY_NOTE, None),
        GoTo::Pack(_) => (icons::FOLDER_OPEN, None),
    };
    let middle = rect.center().y;
    let left = rect.left() + 38.0;
    paint_icon(ui, icon, rect.left_center() + vec2(18.0, 0.0), colour, 16.0);
    let small = FontId::proportional(SMALL_SIZE);
    let keys = keys.map_or_else(String::new, |keys| keys_text(ui.ctx(), &keys));
    let keys = one_line(ui, &keys, small.clone(), palette.muted, 160.0);
    let right = rect.right() - 10.0 - keys.size().x;
    paint_line(ui, keys, right, middle);
    let room = right - left - 12.0;
    let title = one_line(
        ui,
        &row.title,
        FontId::proportional(BODY_SIZE),
        colour,
        room,
    );
    let end = left + title.size().x + 10.0;
    paint_line(ui, title, left, middle);
    let detail = why.unwrap_or(&row.detail);
    let detail = one_line(ui, detail, small, palette.muted, right - end - 12.0);
    paint_line(ui, detail, end, middle);
}
