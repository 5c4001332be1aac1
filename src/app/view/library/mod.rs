//! The library: the folders' documents, to search, to look at and to drag into the outline.

mod empty;
mod head;
mod in_pack;
mod layout;
mod list;
pub mod preview;
mod row;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{Id, Ui};

use crate::app::message::action::Action;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::preferences::Listing;
use crate::app::view::library::preview::Preview;
use crate::app::view::widgets::action_icon_button;
use crate::jobs::JobId;
use crate::library::{Entry, Matches, Question, Status};
use crate::origin::Seen;
use crate::pack::{Pack, SourceId};

/// What the pane shows, as it is in this frame.
pub struct Shown<'a> {
    /// The answer to the last question; `None` before the first.
    pub found: Option<&'a Matches>,
    /// How it stands with the folders.
    pub status: &'a Status,
    /// The open pack.
    pub pack: Option<&'a Pack>,
    /// What is known of the files that its sources came from.
    pub origins: Option<&'a BTreeMap<SourceId, Seen>>,
}

impl Shown<'_> {
    /// Whether a file is in the pack.
    fn has_in_pack(&self, entry: &Entry) -> bool {
        let pack = self.pack.zip(self.origins);
        pack.is_some_and(|pack| in_pack::is_in_pack(entry, pack))
    }
}

/// The state of the library pane.
#[derive(Default)]
pub struct LibraryPane {
    /// What is typed into the search field.
    typed: String,
    wants_keyboard: bool,
    /// The first row in sight, or one shortly before it.
    first: usize,
    selected: BTreeSet<PathBuf>,
    /// The row that the keyboard is on.
    cursor: Option<PathBuf>,
    /// The other end of a selection made with Shift.
    anchor: Option<PathBuf>,
    /// Whether the list is to be scrolled to the cursor.
    follows_cursor: bool,
    scroll_to_top: bool,
    /// How far the list is scrolled, in points.
    offset: f32,
    /// The first page of the file at the cursor, or why there is none.
    pub preview: Preview,
    /// The work that makes the preview.
    pub previewing: Option<JobId>,
    /// The file whose preview is wanted next, and its sharpness in pixels a point.
    pub next_preview: Option<(PathBuf, f32)>,
    /// Whether the preview lies large over the window.
    is_large: bool,
    /// Whether the row at the cursor is to have the keyboard again.
    regains_keyboard: bool,
    /// Whether one of its rows has the keyboard.
    has_keyboard: bool,
}

impl LibraryPane {
    /// Whether one of its rows has the keyboard.
    pub fn has_keyboard(&self) -> bool {
        self.has_keyboard
    }

    /// Draws the pane. Returns the file whose preview is wanted.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        shown: &Shown<'_>,
        listing: &mut Listing,
        outbox: &mut Outbox,
    ) -> Option<PathBuf> {
        head::title(ui, shown.status, outbox);
        if shown.status.folders.is_empty() {
            empty::no_folder(ui, outbox);
            return None;
        }
        let enters_list = self.search_field(ui);
        head::choosers(ui, listing, shown.found);
        head::progress(ui, shown.status, outbox);
        let Some(found) = shown.found else {
            empty::waiting(ui);
            return None;
        };
        if found.hits.is_empty() {
            if empty::nothing(ui, shown.status, found) {
                self.typed.clear();
                self.wants_keyboard = true;
            }
            return None;
        }
        head::remarks(ui, shown.status, found);
        self.small_preview(ui);
        let before = self.cursor.clone();
        if enters_list && let Some(hit) = found.hits.first() {
            self.go_to(ui, &hit.entry.path);
        }
        self.list(ui, shown, found, outbox);
        (self.cursor != before)
            .then(|| self.cursor.clone())
            .flatten()
    }

    /// What is asked of the library.
    pub fn question(&self, listing: Listing) -> Question {
        Question {
            typed: self.typed.clone(),
            order: listing.order,
            grouping: listing.grouping,
            first: self.first,
        }
    }

    /// Puts the keyboard into the search field.
    pub fn search(&mut self) {
        self.wants_keyboard = true;
    }

    /// Whether a preview lies over the window and has the keys.
    pub fn is_large(&self) -> bool {
        self.is_large
    }

    /// Selects a file alone and puts the keyboard on it.
    fn go_to(&mut self, ui: &Ui, path: &Path) {
        self.selected = BTreeSet::from([path.to_owned()]);
        self.anchor = Some(path.to_owned());
        self.move_cursor(ui, path);
    }

    fn move_cursor(&mut self, ui: &Ui, path: &Path) {
        self.cursor = Some(path.to_owned());
        self.follows_cursor = true;
        ui.memory_mut(|memory| memory.request_focus(row_id(path)));
    }

    /// Asks for the selected files to be added, in the order in which they are listed.
    fn add_selected(&mut self, found: &Matches, outbox: &mut Outbox) {
        self.add(self.selected_in_order(found), outbox);
    }

    fn add(&mut self, files: Vec<PathBuf>, outbox: &mut Outbox) {
        if !files.is_empty() {
            outbox.push(Request::Import { files, at: None });
        }
    }

    fn selected_in_order(&self, found: &Matches) -> Vec<PathBuf> {
        let paths = found.hits.iter().map(|hit| &hit.entry.path);
        paths
            .filter(|path| self.selected.contains(*path))
            .cloned()
            .collect()
    }
}

/// Draws the pane as slim as a button, where it has no folders.
pub fn slim(ui: &mut Ui, outbox: &mut Outbox) {
    action_icon_button(ui, Action::AddLibraryFolder, outbox);
}

/// The row of a file: named by it, so that it keeps the keyboard when the list moves.
fn row_id(path: &Path) -> Id {
    Id::unique(("library-row", path))
}

/// The title of the file at this path, or else its name.
fn title_of(found: Option<&Arc<Matches>>, path: &Path) -> String {
    let hits = found.into_iter().flat_map(|found| &found.hits);
    let mut entries = hits.map(|hit| &hit.entry);
    entries.find(|entry| entry.path == path).map_or_else(
        || path.file_name().unwrap_or_default().display().to_string(),
        |entry| entry.title.clone(),
    )
}
