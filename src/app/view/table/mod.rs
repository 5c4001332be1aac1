//! The whole pack as a table: a row for each document, a column for each thing that is known of
//! it. Cells are changed in place, or one field of all selected rows at once.

mod bar;
mod cell;
mod column;
mod grid;
mod head;
mod keys;
mod order;
mod widths;

use eframe::egui::Ui;

use crate::app::message::request::Outbox;
use crate::app::state::desk::Desk;
use crate::app::state::mails::Mails;
use crate::app::view::table::bar::Shared;
use crate::app::view::table::cell::Editing;
use crate::app::view::table::column::{Column, Row};
use crate::app::view::table::order::Sort;
use crate::app::view::table::widths::Widths;
use crate::app::view::widgets::muted;
use crate::edit::Revision;
use crate::pack::DocumentId;

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
    mails: Mails,
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
    /// The widths at which nothing in them is cut.
    measured: Option<Widths>,
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
            mails: Mails::default(),
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
        let all = order::rows(desk, self.mails.of(desk));
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
            measured: None,
        });
    }
}
