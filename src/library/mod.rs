//! Folders on disk whose documents can be found and taken into a pack.
//!
//! Two threads do the work: the *keeper* looks through the folders, reads what is new and puts it
//! into an index in the cache folder; the *seeker* answers questions from that index, the newest
//! first. The index may be deleted at any time: the keeper makes it anew.

mod alike;
mod catalogue;
mod entry;
mod file;
mod fold;
mod index;
mod inflect;
mod keeper;
mod query;
mod read;
mod search;
mod seeker;
mod shared;
mod sketch;
mod snippet;
mod status;
#[cfg(test)]
mod tests;
mod typo;
mod walk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use catalogue::{Group, Grouping, Order};
pub use entry::{Entry, SameAs};
pub use read::{Indexed, read_text};
pub use search::{Hit, Matches, Question, SNIPPETS};
pub use snippet::Snippet;
pub use status::{FolderState, FolderStatus, Status};
pub use walk::{
    MOST_FILES, WalkError, Walked, WalkedFile, human_size, in_natural_order, is_archive_by_name,
    media_by_name, walk, with_folders_opened,
};

use shared::Shared;

/// Files may be nested deeply, and some readers follow them by recursion.
const STACK_BYTES: usize = 64 << 20;

/// The library of a window: its folders, and what is found in them.
pub struct Library {
    shared: Arc<Shared>,
}

impl Library {
    /// Opens the index in the cache folder and starts to keep it. `wake` is called, on any thread,
    /// when there is something new to show.
    pub fn start(cache_folder: PathBuf, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let shared = Arc::new(Shared::new(wake));
        let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
            let thread = std::thread::Builder::new().name(name.to_owned());
            thread.stack_size(STACK_BYTES).spawn(work)
        };
        let of_keeper = Arc::clone(&shared);
        let keeper = Box::new(move || keeper::keep(&of_keeper, &cache_folder));
        let of_seeker = Arc::clone(&shared);
        let seeker = Box::new(move || seeker::seek(&of_seeker));
        let started = spawn("library keeper", keeper).and_then(|_| spawn("library seeker", seeker));
        if let Err(error) = started {
            shared.give_up();
            shared.tell(|status| {
                status.remark = Some(format!("The library can't be searched: {error}."));
            });
        }
        Self { shared }
    }

    /// Sets the folders. One that lies in another of them is left out; what is known of a folder
    /// that is no longer among them is forgotten.
    pub fn set_folders(&self, folders: &[PathBuf]) {
        self.shared.set_folders(&without_nested(folders));
    }

    /// Looks through the folders now rather than later.
    pub fn refresh(&self) {
        self.shared.ask_for_round();
    }

    /// Looks through the folders now if that was not done a moment ago for what it costs, and is not
    /// being done: for when the person comes back to the window.
    pub fn refresh_in_passing(&self) {
        self.shared.ask_for_round_if_rested();
    }

    /// Pauses reading, or lets it go on. Searching is not touched.
    pub fn pause(&self, is_paused: bool) {
        self.shared.pause(is_paused);
    }

    /// Asks a question in the place of the last one; the answer comes with [`Library::found`], and
    /// comes anew whenever the files change.
    pub fn ask(&self, question: Question) {
        self.shared.ask(question);
    }

    /// The latest answer; its question tells which one it is to.
    pub fn found(&self) -> Option<Arc<Matches>> {
        self.shared.found()
    }

    /// How it stands with the folders.
    pub fn status(&self) -> Status {
        self.shared.status()
    }

    /// Whether all folders were looked through, all files read and the last question answered, for
    /// now.
    pub fn is_settled(&self) -> bool {
        self.shared.is_settled()
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        self.shared.end();
    }
}

/// The folder for the index: `cache` in `BRIEFPACK_DATA_DIR` where that is set, else the system's
/// place for what can be made anew.
pub fn cache_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("BRIEFPACK_DATA_DIR")
        && !folder.is_empty()
    {
        return Some(PathBuf::from(folder).join("cache"));
    }
    let folders = directories::ProjectDirs::from("", "", "briefpack")?;
    Some(folders.cache_dir().to_owned())
}

/// Folders without those that lie in others of them, and without repeats.
pub fn without_nested(folders: &[PathBuf]) -> Vec<PathBuf> {
    let is_in_another = |index: usize, folder: &Path| {
        folders
            .iter()
            .enumerate()
            .any(|(other, path)| folder.starts_with(path) && (folder != path || other < index))
    };
    folders
        .iter()
        .enumerate()
        .filter(|(index, folder)| !is_in_another(*index, folder))
        .map(|(_, folder)| folder.clone())
        .collect()
}
