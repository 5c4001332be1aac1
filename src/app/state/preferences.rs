//! What the window remembers from one day to the next. Never part of a pack.

use std::path::{Path, PathBuf};

use eframe::egui::ThemePreference;
use serde::{Deserialize, Serialize};

use crate::app::message::action::Action;
use crate::app::message::annotating::{Pen, SidePane};
use crate::library::{Grouping, Order};

/// How many packs the list of recent ones holds.
const MOST_RECENT: usize = 12;
/// How many actions the command palette lists first.
const MOST_RECENT_ACTIONS: usize = 6;

/// What the window remembers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Packs that were open, latest first.
    pub recent: Vec<PathBuf>,
    /// The actions that were chosen last in the command palette, latest first.
    pub recent_actions: Vec<Action>,
    pub library_folders: Vec<PathBuf>,
    /// How the library is listed.
    pub library_listing: Listing,
    /// The only folder that the library had in earlier versions.
    #[serde(skip_serializing)]
    library_folder: Option<PathBuf>,
    /// The folder that file dialogs begin in.
    pub last_folder: Option<PathBuf>,
    /// Whether the library is shown.
    pub shows_library: bool,
    /// Whether the form beside the page is shown.
    pub shows_details: bool,
    /// Whether the middle shows the table of all documents rather than pages.
    pub shows_table: bool,
    /// Whether the strip of thumbnails is shown.
    pub shows_strip: bool,
    /// Whether the pages of the whole pack stand in one column, rather than those of what is selected.
    pub reads_whole_pack: bool,
    /// What stands beside the pages, where something does.
    pub side_pane: SidePane,
    /// What the reader shows of a briefing page.
    pub page_view: PageView,
    /// How the next mark or note is made.
    pub pen: Pen,
    /// Whether comments that others wrote on a paper become private notes, unless the person says
    /// otherwise when it is added.
    pub comments_as_notes: bool,
    /// Light, dark, or as the system.
    pub theme: ThemePreference,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            recent: Vec::new(),
            recent_actions: Vec::new(),
            library_folders: Vec::new(),
            library_listing: Listing::default(),
            library_folder: None,
            last_folder: None,
            shows_library: true,
            shows_details: true,
            shows_table: false,
            shows_strip: false,
            reads_whole_pack: true,
            side_pane: SidePane::Details,
            page_view: PageView::Write,
            pen: Pen::default(),
            comments_as_notes: true,
            theme: ThemePreference::System,
        }
    }
}

impl Preferences {
    /// What an earlier version remembered, as it is remembered now.
    pub fn carried_over(mut self) -> Self {
        self.library_folders.extend(self.library_folder.take());
        self
    }

    /// Puts a pack at the head of the recent ones.
    pub fn remember_pack(&mut self, path: &Path) {
        self.forget_pack(path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(MOST_RECENT);
        self.remember_folder(path);
    }

    /// Puts an action at the head of the recent ones.
    pub fn remember_action(&mut self, action: Action) {
        self.recent_actions.retain(|other| *other != action);
        self.recent_actions.insert(0, action);
        self.recent_actions.truncate(MOST_RECENT_ACTIONS);
    }

    /// Takes a pack out of the recent ones.
    pub fn forget_pack(&mut self, path: &Path) {
        self.recent.retain(|other| other != path);
    }

    /// Remembers the folder of a file for the next dialog.
    pub fn remember_folder(&mut self, file: &Path) {
        if let Some(folder) = file.parent() {
            self.last_folder = Some(folder.to_owned());
        }
    }
}

/// How the library is listed: remembered with the window's preferences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Listing {
    pub order: Order,
    /// Under which headings.
    pub grouping: Grouping,
}

/// What the reader shows of a briefing page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageView {
    /// The editor, and the pages where there is room for both.
    #[default]
    Write,
    /// The pages as they are exported.
    Page,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_an_earlier_version_is_still_in_the_library() {
        let earlier: Preferences = ron::from_str("(library_folder: Some(\"/papers\"))").unwrap();
        let now = ron::to_string(&earlier.carried_over()).unwrap();
        let read: Preferences = ron::from_str(&now).unwrap();
        let folders = read.carried_over().library_folders;
        assert_eq!(folders, [PathBuf::from("/papers")]);
    }
}
