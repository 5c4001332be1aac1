//! The list of documents: virtual, so that ten thousand rows cost what is in sight.

use std::path::Path;

use eframe::egui::{
    self, EventFilter, Key, Modifiers, Rect, Role, ScrollArea, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::message::dragged::Dragged;
use crate::app::message::entry::Pick;
use crate::app::message::request::{Outbox, Request};
use crate::app::view::library::layout::{HEADING, ListLayout, Piece};
use crate::app::view::library::row::{self, Look};
use crate::app::view::library::{LibraryPane, Shown, row_id};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{context_menu, key_steps, one_line, paint_line, row_sense};
use crate::library::{Group, Hit, Matches};

/// Snippets are asked for anew after so many rows.
const FIRST_STEP: usize = 10;

impl LibraryPane {
    /// Draws the list.
    pub(super) fn list(
        &mut self,
        ui: &mut Ui,
        shown: &Shown<'_>,
        found: &Matches,
        outbox: &mut Outbox,
    ) {
        let is_searching = found.hits.iter().any(|hit| hit.snippet.is_some());
        let height = if is_searching {
            row::HEIGHT_WITH_SNIPPET
        } else {
            row::HEIGHT
        };
        let layout = ListLayout::new(&found.groups, height);
        let room = ui.available_height();
        self.regain_keyboard(ui);
        self.take_keys(ui, found, room / height, outbox);
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::vertical().id_salt("library").auto_shrink(false);
        if std::mem::take(&mut self.scroll_to_top) {
            area = area.vertical_scroll_offset(0.0);
        } else if let Some(offset) = self.offset_for_cursor(found, &layout, room, height) {
            area = area.vertical_scroll_offset(offset);
        }
        let shown_area = area.show_viewport(ui, |ui, sight| {
            let width = ui.available_width();
            ui.set_height(layout.height());
            let corner = ui.max_rect().min;
            self.first = 0;
            let mut is_first = true;
            for (piece, top) in layout.in_sight(sight.min.y..sight.max.y) {
                let place = |height| {
                    Rect::from_min_size(pos2(corner.x, corner.y + top), vec2(width, height))
                };
                match piece {
                    Piece::Heading(number) => {
                        if let Some(group) = found.groups.get(number) {
                            heading(ui, place(HEADING), group);
                        }
                    }
                    Piece::Row(index) => {
                        if std::mem::take(&mut is_first) {
                            // Not every row anew: snippets are made for many at a time.
                            self.first = index / FIRST_STEP * FIRST_STEP;
                        }
                        if let Some(hit) = found.hits.get(index) {
                            self.row(ui, place(height), shown, found, hit, outbox);
                        }
                    }
                }
            }
        });
        self.offset = shown_area.state.clamped_offset().y;
    }

    /// Puts the keyboard back on the cursor once nothing lies over the list any more.
    fn regain_keyboard(&mut self, ui: &Ui) {
        if !self.regains_keyboard || self.is_large {
            return;
        }
        if !ui.memory(|memory| memory.allows_interaction(ui.layer_id())) {
            ui.ctx().request_repaint();
            return;
        }
        self.regains_keyboard = false;
        if let Some(cursor) = &self.cursor {
            ui.memory_mut(|memory| memory.request_focus(row_id(cursor)));
            self.follows_cursor = true;
        }
    }

    /// How far the list must be scrolled for the cursor to come into sight, if it is asked for.
    fn offset_for_cursor(
        &mut self,
        found: &Matches,
        layout: &ListLayout<'_>,
        room: f32,
        height: f32,
    ) -> Option<f32> {
        if !std::mem::take(&mut self.follows_cursor) {
            return None;
        }
        let top = layout.top(position(found, self.cursor.as_deref())?);
        if top < self.offset {
            Some(top)
        } else if top + height > self.offset + room {
            Some(top + height - room)
        } else {
            None
        }
    }

    /// The keys, where a row has the keyboard.
    fn take_keys(&mut self, ui: &Ui, found: &Matches, rows_in_sight: f32, outbox: &mut Outbox) {
        self.has_keyboard = false;
        let Some(cursor) = self.cursor.clone() else {
            return;
        };
        let id = row_id(&cursor);
        if !ui.memory(|memory| memory.has_focus(id)) {
            return;
        }
        self.has_keyboard = true;
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let page = (rows_in_sight.floor() as isize - 1).max(1);
        let all = isize::try_from(found.hits.len()).unwrap_or(isize::MAX);
        let steps = [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, page),
            (Key::PageUp, -page),
            (Key::Home, -all),
            (Key::End, all),
        ];
        let (step, pick) = key_steps(ui, &steps);
        if step != 0 {
            self.step(ui, found, step, pick == Pick::Extend);
        }
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::COMMAND, Key::A) {
            let paths = found.hits.iter().map(|hit| hit.entry.path.clone());
            self.selected = paths.collect();
        }
        if pressed(Modifiers::NONE, Key::Enter) {
            self.add_selected(found, outbox);
        }
        if pressed(Modifiers::NONE, Key::Space) {
            self.is_large = true;
        }
        if pressed(Modifiers::NONE, Key::Escape) {
            self.search();
        }
    }

    /// Moves the cursor by some rows; with Shift the selection goes along.
    pub(super) fn step(&mut self, ui: &Ui, found: &Matches, steps: isize, extends: bool) {
        let last = found.hits.len().saturating_sub(1);
        let now = position(found, self.cursor.as_deref()).unwrap_or(0);
        let next = now.saturating_add_signed(steps).min(last);
        let Some(hit) = found.hits.get(next) else {
            return;
        };
        if extends {
            self.select_to(found, next);
            self.move_cursor(ui, &hit.entry.path);
        } else {
            self.go_to(ui, &hit.entry.path);
        }
    }

    fn select_to(&mut self, found: &Matches, index: usize) {
        let anchor = position(found, self.anchor.as_deref()).unwrap_or(index);
        let range = anchor.min(index)..=anchor.max(index);
        let hits = found.hits.get(range).unwrap_or_default();
        self.selected = hits.iter().map(|hit| hit.entry.path.clone()).collect();
    }

    fn row(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        shown: &Shown<'_>,
        found: &Matches,
        hit: &Hit,
        outbox: &mut Outbox,
    ) {
        let path = &hit.entry.path;
        let cursor = position(found, self.cursor.as_deref());
        let at_cursor = found.hits.get(cursor.unwrap_or(0));
        let is_cursor = at_cursor.is_some_and(|hit| hit.entry.path == *path);
        let response = ui.interact(rect, row_id(path), row_sense(is_cursor, true));
        let is_selected = self.selected.contains(path);
        let look = Look {
            is_selected,
            is_hovered: response.hovered(),
            has_focus: response.has_focus(),
            is_in_pack: shown.has_in_pack(&hit.entry),
        };
        let spoken = row::spoken(hit, look.is_in_pack);
        response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
        row::paint(ui, rect, hit, look);
        if response.clicked() || (response.drag_started() && !is_selected) {
            self.pick(ui, found, path);
        }
        if response.drag_started() {
            response.dnd_set_drag_payload(Dragged::Files(self.selected_in_order(found)));
        }
        if response.double_clicked() {
            self.add(vec![path.clone()], outbox);
        }
        if response.secondary_clicked() {
            // What the menu says is about this row, or about all that are selected.
            if is_selected {
                self.move_cursor(ui, path);
            } else {
                self.go_to(ui, path);
            }
        }
        context_menu(&response, |ui| self.context_menu(ui, found, path, outbox));
        response.on_hover_ui(|ui| row::tooltip(ui, hit, look.is_in_pack));
    }

    fn context_menu(&mut self, ui: &mut Ui, found: &Matches, path: &Path, outbox: &mut Outbox) {
        // Of what is selected, some may not be among the hits any more.
        let add = match self.selected_in_order(found).len() {
            0 | 1 => "Add to the pack".to_owned(),
            many => format!("Add {many} documents to the pack"),
        };
        if ui.button(add).clicked() {
            self.add_selected(found, outbox);
        }
        if ui.button("Preview").clicked() {
            self.is_large = true;
        }
        ui.separator();
        if ui.button("Show in folder").clicked()
            && let Some(folder) = path.parent()
        {
            outbox.push(Request::OpenOutside(folder.to_owned()));
        }
        if ui.button("Open with its own program").clicked() {
            outbox.push(Request::OpenOutside(path.to_owned()));
        }
    }

    fn pick(&mut self, ui: &Ui, found: &Matches, path: &Path) {
        let modifiers = ui.input(|input| input.modifiers);
        if modifiers.command {
            if !self.selected.remove(path) {
                self.selected.insert(path.to_owned());
            }
            self.anchor = Some(path.to_owned());
        } else if modifiers.shift {
            if let Some(index) = position(found, Some(path)) {
                self.select_to(found, index);
            }
        } else {
            self.go_to(ui, path);
        }
        self.cursor = Some(path.to_owned());
        ui.memory_mut(|memory| memory.request_focus(row_id(path)));
    }
}

/// The row of a file.
fn position(found: &Matches, path: Option<&Path>) -> Option<usize> {
    let path = path?;
    found.hits.iter().position(|hit| hit.entry.path == path)
}

fn heading(ui: &Ui, rect: Rect, group: &Group) {
    let palette = Palette::of(ui);
    let count = egui::FontId::proportional(theme::SMALL_SIZE);
    let count = one_line(
        ui,
        &group.rows.len().to_string(),
        count,
        palette.muted,
        60.0,
    );
    let width = rect.width() - count.size().x - 24.0;
    let font = theme::semibold(theme::SMALL_SIZE);
    let name = one_line(ui, &group.name, font, palette.text, width);
    let y = rect.center().y + 3.0;
    let x = rect.right() - 8.0 - count.size().x;
    paint_line(ui, name, rect.left() + 8.0, y);
    paint_line(ui, count, x, y);
}
