//! The pages before and after what is read: the pack as one column.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::Ui;

use crate::app::message::entry::Entry;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::column::Column;
use crate::app::state::desk::Desk;
use crate::app::state::sheet::Sheet;
use crate::app::view::reader::gesture::Gesture;
use crate::app::view::reader::layout::PageLayout;
use crate::app::view::reader::{Reader, Reading, Shown};
use crate::edit::Revision;
use crate::pdf::inspect::PageInfo;

/// How many sheets are kept of what stands before and after what is read.
const MOST_BESIDE: usize = 16;
/// How many bytes they may have together.
const MOST_BYTES_BESIDE: usize = 128 << 20;
/// Of an entry with more pages than this, only those near the view are made.
const MOST_AT_ONCE: u32 = 8;
/// How many pages are made before the one that is wanted, and from it on.
const PAGES_BEFORE: u32 = 2;
const PAGES_BEHIND: u32 = 6;

/// What the rows of the reader show.
pub struct Rows {
    /// What is read.
    entry: Entry,
    /// Its pages.
    own: Range<u32>,
    /// All pages of the pack, and those of the entry among them as they were counted; where the pack
    /// is read as one.
    around: Option<(Arc<Column>, Range<u32>)>,
}

impl Rows {
    /// The pages of a sheet, among those of the pack where it is one of them.
    pub fn new(sheet: &Sheet, column: Option<&Arc<Column>>) -> Self {
        let count = u32::try_from(sheet.pages.len()).unwrap_or(u32::MAX);
        let around = column.and_then(|column| {
            let counted = column.pages_of(sheet.entry)?;
            Some((Arc::clone(column), counted))
        });
        let first = around.as_ref().map_or(0, |(_, counted)| counted.start);
        Self {
            entry: sheet.entry,
            own: first..first + count,
            around,
        }
    }

    /// The rows that are pages of the sheet.
    pub fn own(&self) -> Range<u32> {
        self.own.clone()
    }

    /// The size of each row: those of the sheet and, before and after them, as far as `sheets` know
    /// better than the count.
    pub fn sizes(&self, sheet: &Sheet, sheets: &[Shown]) -> Vec<PageInfo> {
        let Some((column, counted)) = &self.around else {
            return sheet.pages.clone();
        };
        let all = column.sizes();
        let before = all.get(..counted.start as usize).unwrap_or_default();
        let after = all.get(counted.end as usize..).unwrap_or_default();
        let mut sizes = [before, &sheet.pages, after].concat();
        for beside in sheets.iter().rev() {
            let beside = &beside.sheet;
            let first = self.row_of(beside.entry, 0);
            let is_alike = column
                .pages_of(beside.entry)
                .is_some_and(|pages| pages.len() == beside.pages.len());
            if let Some(first) = first.filter(|_| is_alike && beside.entry != self.entry) {
                let rows = sizes.get_mut(first as usize..).unwrap_or_default();
                for (row, page) in rows.iter_mut().zip(&beside.pages) {
                    *row = *page;
                }
            }
        }
        sizes
    }

    /// What a row shows, and which page of that.
    pub fn at(&self, row: u32) -> Option<(Entry, u32)> {
        if self.own.contains(&row) {
            return Some((self.entry, row - self.own.start));
        }
        let (column, _) = self.around.as_ref()?;
        let (entry, pages) = column.entry_at(self.counted(row)?)?;
        Some((entry, self.counted(row)? - pages.start))
    }

    /// How many pages what a row shows has.
    pub fn count_at(&self, row: u32) -> Option<u32> {
        let (column, _) = self.around.as_ref()?;
        let (_, pages) = column.entry_at(self.counted(row)?)?;
        Some(pages.end - pages.start)
    }

    /// The row of a page of an entry.
    pub fn row_of(&self, entry: Entry, page: u32) -> Option<u32> {
        if entry == self.entry {
            let row = self.own.start + page;
            return self.own.contains(&row).then_some(row);
        }
        let (column, counted) = self.around.as_ref()?;
        let pages = column.pages_of(entry)?;
        let place = pages.start + page;
        let row = if place < counted.start {
            place
        } else {
            place - counted.end + self.own.end
        };
        pages.contains(&place).then_some(row)
    }

    /// The number of a row in the pack, counted from 1.
    pub fn number(&self, row: u32) -> Option<u32> {
        self.around.as_ref()?;
        Some(self.counted(row)? + 1)
    }

    /// The place of a row that is not of the sheet among the pages of the pack.
    fn counted(&self, row: u32) -> Option<u32> {
        let (_, counted) = self.around.as_ref()?;
        if row < self.own.start {
            Some(row)
        } else if row < self.own.end {
            Some(counted.start + (row - self.own.start))
        } else {
            Some(row - self.own.end + counted.end)
        }
    }
}

/// Pages of an entry beside what is read that are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    pub entry: Entry,
    /// Which of its pages, counted from 0.
    pub pages: Range<u32>,
}

impl Reader {
    /// The pages before or after what is read that are in sight, or soon are, and lack.
    pub fn beside(&self) -> Option<&Beside> {
        self.beside.as_ref()
    }

    /// Takes in pages of what stands before or after what is read.
    pub fn show_beside(&mut self, sheet: Sheet) {
        // The reader may be out of sight, and then does not look again what lacks.
        self.beside = None;
        self.generations += 1;
        self.sheets.insert(0, Shown::new(self.generations, sheet));
        self.bound_sheets();
    }

    /// These pages cannot be shown in this state of the pack; they are told of when they are read.
    pub fn is_without(&mut self, entry: Entry, revision: Revision) {
        self.beside = None;
        self.lacking.retain(|(_, of)| *of == revision);
        self.lacking.push((entry, revision));
    }

    /// Keeps the latest sheets.
    fn bound_sheets(&mut self) {
        let mut bytes = 0;
        let mut count = 0;
        self.sheets.retain(|shown| {
            bytes += shown.sheet.bytes.len();
            count += 1;
            count <= MOST_BESIDE && bytes <= MOST_BYTES_BESIDE
        });
    }

    /// Forgets the pages of all but what is read, as when another copy is shown.
    pub fn forget_beside(&mut self) {
        self.sheets.clear();
        self.lacking.clear();
    }

    /// Whether pages of an entry are there as they are in this state of the pack.
    fn beside_of(&self, entry: Entry, revision: Revision) -> Option<usize> {
        let mut sheets = self.sheets.iter();
        sheets.position(|of| (of.sheet.entry, of.sheet.revision) == (entry, revision))
    }

    /// Reads what was shown before or after. Returns whether its pages are there.
    pub fn read_on(&mut self, entry: Entry, revision: Revision) -> bool {
        let Some(place) = self.beside_of(entry, revision) else {
            return false;
        };
        let next = self.sheets.remove(place);
        if let Some(old) = self.shown.replace(next) {
            self.sheets.insert(0, old);
            self.bound_sheets();
        }
        self.previous = None;
        self.picked = None;
        let gesture = self.gesture.take();
        self.gesture = gesture.filter(|gesture| matches!(gesture, Gesture::Later { .. }));
        self.landed = self.landed.filter(|landed| landed.entry == entry);
        self.caret = None;
        self.failure = None;
        self.is_waiting = false;
        true
    }

    /// Goes to the page of what is read that was asked for, else to its first.
    pub fn go_to_awaited(&mut self) {
        let awaited = self.awaited.filter(|(of, _)| Some(*of) == self.entry());
        self.go_to = Some(awaited.map_or(0, |(_, page)| page));
        self.awaited = None;
    }

    /// Has what stands in the middle of the view be what is read, as soon as its pages are there.
    /// Nothing else is read while words are selected or written, or several rows are selected.
    pub(super) fn follow_view(
        &mut self,
        ui: &Ui,
        row: u32,
        rows: &Rows,
        reading: &Reading<'_>,
        outbox: &mut Outbox,
    ) {
        let Some((entry, page)) = rows.at(row) else {
            return;
        };
        if Some(entry) == self.entry() {
            self.current = page;
            return;
        }
        let is_busy = self.picked.is_some()
            || self.gesture.is_some()
            || reading.desk.selection.items().len() > 1
            || ui.ctx().text_edit_focused();
        if !is_busy {
            self.ask_to_read(entry, reading, outbox);
        }
    }

    /// Asks that an entry be what is read, if its pages are there.
    pub(super) fn ask_to_read(&self, entry: Entry, reading: &Reading<'_>, outbox: &mut Outbox) {
        let revision = reading.desk.history.revision();
        if self.beside_of(entry, revision).is_some() {
            outbox.push(Request::ReadOn(entry));
        }
    }

    /// Finds out which pages are wanted of what stands before and after: those in sight first, then
    /// those behind and before them.
    pub(super) fn want_beside(&mut self, rows: &Rows, layout: &PageLayout, desk: &Desk) {
        self.beside = None;
        if !desk.is_counted() {
            return;
        }
        let revision = desk.history.revision();
        let seen = layout.rows_in_sight();
        let near = seen.clone().chain(seen.end..seen.end + 2);
        let before = seen.start.saturating_sub(1)..seen.start;
        self.beside = near.chain(before).find_map(|row| {
            if layout.own().contains(&row) {
                return None;
            }
            let (entry, page) = rows.at(row)?;
            let count = rows.count_at(row)?;
            let is_there = self.sheets.iter().any(|shown| {
                let sheet = &shown.sheet;
                (sheet.entry, sheet.revision) == (entry, revision) && sheet.in_pdf(page).is_some()
            });
            if is_there || self.lacking.contains(&(entry, revision)) {
                return None;
            }
            let pages = if count <= MOST_AT_ONCE {
                0..count
            } else {
                page.saturating_sub(PAGES_BEFORE)..count.min(page + PAGES_BEHIND)
            };
            Some(Beside { entry, pages })
        });
    }
}
