//! The whole pack as a table: a row for each document, a column for each thing that is known of
//! it. Cells are changed in place, or one field of all selected rows at once.

mod bar;
mod cell;
mod column;
mod order;

use eframe::egui::{
    self, Event, EventFilter, Id, Key, Modifiers, Rect, Role, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use self::bar::Shared;
use self::cell::Editing;
use self::column::{Column, Row};
use self::order::Sort;
use super::desk::Desk;
use super::icons;
use super::request::{Outbox, Request};
use super::selection::{Entry, Pick};
use super::theme::{self, BODY_SIZE, Palette, ROW_HEIGHT, SMALL_SIZE};
use super::widgets::{is_clicked_not_by_key, muted, one_line, paint_icon, paint_line};
use crate::edit::Revision;
use crate::pack::DocumentId;

const HEAD_HEIGHT: f32 = 28.0;
/// The space between a cell's edge and its words, in points.
const PADDING: f32 = 8.0;

/// The state of the table that is not part of the pack.
#[derive(Debug)]
pub struct TableView {
    sort: Option<Sort>,
    filter: String,
    shared: Shared,
    editing: Option<Editing>,
    /// The cell that is changed from the next frame on.
    next_editing: Option<Editing>,
    /// The column at the cursor; its row is the cursor of the selection.
    column: Column,
    has_keyboard: bool,
    /// The cell at the cursor is to be brought into view and get the keyboard.
    follow_cursor: bool,
    /// The same, for the frame that is being drawn.
    is_following: bool,
    /// The rows as they were shown last.
    shown: Option<Shown>,
}

/// The rows that are shown.
#[derive(Debug)]
struct Shown {
    /// What they were found for.
    of: Wanted,
    rows: Vec<DocumentId>,
    /// Every document of the pack in the order of the sort: what a filter hides is put in order
    /// with the rest. `None` where the documents stand in it already.
    new_order: Option<Vec<DocumentId>>,
}

/// What decides which rows are shown.
#[derive(Debug, Clone, PartialEq)]
struct Wanted {
    pack: (u64, Revision),
    is_counted: bool,
    sort: Option<Sort>,
    filter: String,
    origins_seen: u64,
}

impl Default for TableView {
    fn default() -> Self {
        Self {
            sort: None,
            filter: String::new(),
            shared: Shared::default(),
            editing: None,
            next_editing: None,
            column: Column::Title,
            has_keyboard: false,
            follow_cursor: true,
            is_following: false,
            shown: None,
        }
    }
}

impl TableView {
    /// Whether one of its cells has the keyboard.
    pub fn has_keyboard(&self) -> bool {
        self.has_keyboard
    }

    /// Brings the cursor into view and gives it the keyboard.
    pub fn follow_cursor(&mut self) {
        self.follow_cursor = true;
    }

    /// Begins to change the cell at the cursor.
    pub fn edit_cursor(&mut self, desk: &Desk) {
        if let Some(editing) = &mut self.editing {
            editing.take_keyboard();
            return;
        }
        let document = desk.selection.document();
        if let Some(document) = document.and_then(|id| desk.pack().document(id)) {
            self.next_editing = Editing::begin(document, self.column);
        }
    }

    /// Draws the table.
    pub fn ui(&mut self, ui: &mut Ui, desk: &Desk, outbox: &mut Outbox) {
        self.is_following = std::mem::take(&mut self.follow_cursor);
        if let Some(next) = self.next_editing.take() {
            if let Some(command) = self.take_written(desk) {
                outbox.edit(command);
            }
            if self.put_down(desk) {
                self.editing = Some(next);
            }
        }
        let all = order::rows(desk);
        self.find_rows(desk, &all);
        let shown = self.shown.as_ref().map(|shown| shown.rows.clone());
        let shown = shown.unwrap_or_default();
        self.tools(ui, desk, all.len(), shown.len(), outbox);
        self.has_keyboard = false;
        if all.is_empty() {
            ui.vertical_centered(|ui| {
                ui.add_space(ui.available_height() / 3.0);
                muted(ui, "The pack has no documents yet.");
            });
            return;
        }
        let by_id: std::collections::HashMap<DocumentId, &Row<'_>> =
            all.iter().map(|row| (row.document.id, row)).collect();
        let rows: Vec<&Row<'_>> = shown
            .iter()
            .filter_map(|id| by_id.get(id).copied())
            .collect();
        self.grid(ui, desk, &rows, outbox);
    }

    /// Finds which rows are shown, if anything that decides it has changed.
    fn find_rows(&mut self, desk: &Desk, all: &[Row<'_>]) {
        let wanted = Wanted {
            pack: (desk.serial, desk.history.revision()),
            is_counted: desk.is_counted(),
            sort: self.sort,
            filter: self.filter.clone(),
            origins_seen: desk.origins_seen,
        };
        if self.shown.as_ref().is_some_and(|shown| shown.of == wanted) {
            return;
        }
        let mut rows = all.to_vec();
        order::sort(desk, &mut rows, self.sort);
        let new_order: Vec<DocumentId> = rows.iter().map(|row| row.document.id).collect();
        order::filter(desk, &mut rows, &self.filter);
        self.shown = Some(Shown {
            of: wanted,
            rows: rows.iter().map(|row| row.document.id).collect(),
            new_order: (!order::is_applied(desk, &new_order)).then_some(new_order),
        });
    }

    fn grid(&mut self, ui: &mut Ui, desk: &Desk, rows: &[&Row<'_>], outbox: &mut Outbox) {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        let room = ui.available_rect_before_wrap();
        let (head, _) = ui.allocate_exact_size(vec2(room.width(), HEAD_HEIGHT), Sense::hover());
        let least: f32 = Column::ALL.iter().map(|column| column.width()).sum();
        let spare = (room.width() - least - 12.0).max(0.0);
        let width = least + spare;
        let order: Vec<Entry> = rows
            .iter()
            .map(|row| Entry::Item(row.document.id.into()))
            .collect();
        let output = ScrollArea::both()
            .id_salt("table")
            .auto_shrink(false)
            .show(ui, |ui| {
                let origin = ui.cursor().min;
                let height = (rows.len() as f32 * ROW_HEIGHT).max(ui.available_height());
                ui.allocate_exact_size(vec2(width, height), Sense::hover());
                for (index, row) in rows.iter().enumerate() {
                    let top = origin.y + index as f32 * ROW_HEIGHT;
                    let rect = Rect::from_min_size(pos2(origin.x, top), vec2(width, ROW_HEIGHT));
                    let is_cursor =
                        desk.selection.cursor() == Some(Entry::Item(row.document.id.into()));
                    let is_edited = self.is_edited(row.document.id);
                    if is_cursor && self.is_following {
                        ui.scroll_to_rect(rect, None);
                    }
                    if ui.is_rect_visible(rect) || is_edited || is_cursor && self.is_following {
                        self.row(ui, desk, (row, rect, spare), &order, outbox);
                    }
                }
            });
        let head_width = output.inner_rect.width();
        let clip = Rect::from_min_size(head.min, vec2(head_width, HEAD_HEIGHT));
        let left = head.left() - output.state.clamped_offset().x;
        self.head(ui, clip, left, spare);
    }

    fn is_edited(&self, id: DocumentId) -> bool {
        self.editing
            .as_ref()
            .is_some_and(|editing| editing.document == id)
    }

    /// The heads of the columns: a click sorts.
    fn head(&mut self, ui: &mut Ui, clip: Rect, left: f32, spare: f32) {
        let palette = Palette::of(ui);
        let mut ui = ui.new_child(UiBuilder::new().id_salt("table-head").max_rect(clip));
        ui.set_clip_rect(clip.intersect(ui.clip_rect()));
        ui.painter().rect_filled(clip, 0, palette.panel);
        for (column, rect) in cells(left, clip.top(), HEAD_HEIGHT, spare) {
            if !clip.intersects(rect) {
                continue;
            }
            let id = Id::unique(("table-head", column));
            let response = ui.interact(rect.intersect(clip), id, Sense::click());
            let sorted = self.sort.filter(|sort| sort.column == column);
            let spoken = match sorted {
                None => format!("Sort by {}", column.in_sentence()),
                Some(Sort {
                    descending: false, ..
                }) => format!("Sorted by {}, upwards", column.in_sentence()),
                Some(_) => format!("Sorted by {}, downwards", column.in_sentence()),
            };
            response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &spoken));
            let colour = if sorted.is_some() || response.hovered() || response.has_focus() {
                palette.text
            } else {
                palette.muted
            };
            let room = rect.width() - 2.0 * PADDING - if sorted.is_some() { 16.0 } else { 0.0 };
            let words = one_line(
                &ui,
                column.name(),
                theme::semibold(SMALL_SIZE),
                colour,
                room,
            );
            let x = if column.is_figure() {
                rect.right() - PADDING - words.size().x
            } else {
                rect.left() + PADDING
            };
            let arrow_x = if column.is_figure() {
                x - 10.0
            } else {
                x + words.size().x + 10.0
            };
            paint_line(&ui, words, x, rect.center().y);
            if let Some(sort) = sorted {
                let icon = if sort.descending {
                    icons::ARROW_DOWN
                } else {
                    icons::ARROW_UP
                };
                paint_icon(
                    &ui,
                    icon,
                    pos2(arrow_x, rect.center().y),
                    palette.accent,
                    12.0,
                );
            }
            if response.clicked() {
                self.sort = Sort::after_click(self.sort, column);
            }
            response.on_hover_text(column.name());
        }
        let line = Stroke::new(1.0, palette.line);
        ui.painter()
            .hline(clip.x_range(), clip.bottom() - 0.5, line);
    }

    fn row(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        (row, rect, spare): (&Row<'_>, Rect, f32),
        order: &[Entry],
        outbox: &mut Outbox,
    ) {
        let palette = Palette::of(ui);
        let entry = Entry::Item(row.document.id.into());
        let is_selected = desk.selection.contains(entry);
        let is_hovered = ui.rect_contains_pointer(rect);
        if is_selected {
            ui.painter().rect_filled(rect, 0, palette.accent_soft);
        } else if is_hovered {
            ui.painter().rect_filled(rect, 0, palette.hover);
        }
        let line = Stroke::new(1.0, palette.line.gamma_multiply(0.6));
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - 0.5, line);
        for (column, cell) in cells(rect.left(), rect.top(), rect.height(), spare) {
            let is_edited = self
                .editing
                .as_ref()
                .is_some_and(|editing| editing.is_of(row.document.id, column));
            if is_edited {
                self.edited_cell(ui, cell, row.document, outbox);
            } else if ui.is_rect_visible(cell) || self.is_following {
                self.cell(ui, desk, (row, column, cell), order, outbox);
            }
        }
    }

    fn cell(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        (row, column, rect): (&Row<'_>, Column, Rect),
        order: &[Entry],
        outbox: &mut Outbox,
    ) {
        let palette = Palette::of(ui);
        let entry = Entry::Item(row.document.id.into());
        let is_selected = desk.selection.contains(entry);
        let is_cursor = desk.selection.cursor() == Some(entry) && self.column == column;
        // Only the cell at the cursor is reached by Tab; the arrows lead to the others.
        let sense = if is_cursor {
            Sense::click()
        } else {
            Sense::CLICK
        };
        let response = ui.interact(rect, cell_id(row.document.id, column), sense);
        let text = column.text(desk, row);
        let spoken = format!("{} {}: {text}", row.number, column.name());
        response.widget_info(|| WidgetInfo::selected(Role::Cell, true, is_selected, &spoken));
        let colour = match column {
            Column::Origin if text == "Changed" => palette.warning,
            Column::Marking if !desk.pack().marking.covers(&row.document.marking) => {
                palette.warning
            }
            Column::Number | Column::Pages | Column::Origin => palette.muted,
            _ => palette.text,
        };
        let font = egui::FontId::proportional(BODY_SIZE - 1.0);
        let words = one_line(ui, &text, font, colour, rect.width() - 2.0 * PADDING);
        let is_cut = words.elided;
        let x = if column.is_figure() {
            rect.right() - PADDING - words.size().x
        } else {
            rect.left() + PADDING
        };
        paint_line(ui, words, x, rect.center().y);
        if is_cursor && self.is_following && !ui.ctx().text_edit_focused() {
            response.request_focus();
        }
        if response.has_focus() {
            self.has_keyboard = true;
            let ring = Stroke::new(1.5, palette.accent);
            ui.painter()
                .rect_stroke(rect.shrink(1.0), 3, ring, StrokeKind::Inside);
            self.keys(ui, desk, response.id, row, order, outbox);
        }
        if is_clicked_not_by_key(ui, &response) {
            let modifiers = ui.input(|input| input.modifiers);
            self.column = column;
            self.follow_cursor = true;
            outbox.push(Request::PickFrom(order.to_vec(), entry, pick_of(modifiers)));
        }
        if response.double_clicked() {
            self.next_editing = Editing::begin(row.document, column);
        }
        if is_cut {
            response.on_hover_text(text);
        }
    }

    /// The keys on the cell at the cursor.
    fn keys(
        &mut self,
        ui: &Ui,
        desk: &Desk,
        id: Id,
        row: &Row<'_>,
        order: &[Entry],
        outbox: &mut Outbox,
    ) {
        ui.memory_mut(|memory| {
            let filter = EventFilter {
                vertical_arrows: true,
                horizontal_arrows: true,
                ..EventFilter::default()
            };
            memory.set_focus_lock_filter(id, filter);
        });
        let all = egui::KeyboardShortcut::new(Modifiers::COMMAND, Key::A);
        if ui.input_mut(|input| input.consume_shortcut(&all)) {
            outbox.push(Request::SelectAllOf(order.to_vec()));
            return;
        }
        let pressed = |key| ui.input(|input| input.key_pressed(key) && !input.modifiers.command);
        let place = Column::ALL.iter().position(|one| *one == self.column);
        let step: isize =
            isize::from(pressed(Key::ArrowRight)) - isize::from(pressed(Key::ArrowLeft));
        let next = place.and_then(|place| Column::ALL.get(place.checked_add_signed(step)?));
        if let Some(next) = next.filter(|_| step != 0) {
            self.column = *next;
            self.follow_cursor = true;
        }
        let is_extending = ui.input(|input| input.modifiers.shift);
        for (key, steps) in [
            (Key::ArrowUp, -1),
            (Key::ArrowDown, 1),
            (Key::PageUp, -20),
            (Key::PageDown, 20),
            (Key::Home, -1_000_000),
            (Key::End, 1_000_000),
        ] {
            if pressed(key) {
                let here = order
                    .iter()
                    .position(|entry| desk.selection.cursor() == Some(*entry));
                let last = order.len().saturating_sub(1);
                let next = here.map_or(0, |here| here.saturating_add_signed(steps).min(last));
                if let Some(entry) = order.get(next) {
                    let pick = if is_extending {
                        Pick::Extend
                    } else {
                        Pick::Only
                    };
                    outbox.push(Request::PickFrom(order.to_vec(), *entry, pick));
                    self.follow_cursor = true;
                }
            }
        }
        if pressed(Key::Enter) {
            self.next_editing = Editing::begin(row.document, self.column);
        } else if let Some(text) = typed(ui)
            && self.column.takes_any()
        {
            // As in a spreadsheet: what is typed takes the place of what was there.
            self.next_editing =
                Editing::begin(row.document, self.column).map(|editing| editing.typed(text));
        }
    }
}

/// What was typed in this frame.
fn typed(ui: &Ui) -> Option<String> {
    let events = ui.input(|input| input.events.clone());
    let text: String = events
        .iter()
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    (!text.trim().is_empty()).then_some(text)
}

/// The cells of a row from `left` on; the title takes the room that is to spare.
fn cells(left: f32, top: f32, height: f32, spare: f32) -> impl Iterator<Item = (Column, Rect)> {
    let mut x = left;
    Column::ALL.into_iter().map(move |column| {
        let spare = if column == Column::Title { spare } else { 0.0 };
        let size = vec2(column.width() + spare, height);
        let rect = Rect::from_min_size(pos2(x, top), size);
        x += size.x;
        (column, rect)
    })
}

fn cell_id(document: DocumentId, column: Column) -> Id {
    Id::unique(("table-cell", document, column))
}

fn pick_of(modifiers: Modifiers) -> Pick {
    if modifiers.command {
        Pick::Toggle
    } else if modifiers.shift {
        Pick::Extend
    } else {
        Pick::Only
    }
}
