//! What the system's clipboard holds beside plain text.

use std::path::PathBuf;

/// Asks the system's clipboard. Called on a thread of its own, since the program that was copied
/// from may take its time; tests answer at once.
pub trait SystemClipboard: Send + Sync {
    /// The text as HTML, with its headings, lists and tables; `None` where there is none.
    fn html(&self) -> Option<String>;

    /// The files that were copied in a file manager; none where something else was.
    fn files(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

/// The clipboard of the system, by `arboard`.
#[derive(Debug, Default)]
pub struct RealClipboard;

impl SystemClipboard for RealClipboard {
    fn html(&self) -> Option<String> {
        let mut clipboard = arboard::Clipboard::new().ok()?;
        clipboard.get().html().ok()
    }

    fn files(&self) -> Vec<PathBuf> {
        let clipboard = arboard::Clipboard::new();
        let files = clipboard.and_then(|mut clipboard| clipboard.get().file_list());
        files.unwrap_or_default()
    }
}
