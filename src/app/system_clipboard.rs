//! What the system's clipboard holds beside plain text.

/// Asks the system's clipboard. Called on a thread of its own, since the program that was copied
/// from may take its time; tests answer at once.
pub trait SystemClipboard: Send + Sync {
    /// The text as HTML, with its headings, lists and tables; `None` where there is none.
    fn html(&self) -> Option<String>;
}

/// The clipboard of the system, by `arboard`.
#[derive(Debug, Default)]
pub struct RealClipboard;

impl SystemClipboard for RealClipboard {
    fn html(&self) -> Option<String> {
        let mut clipboard = arboard::Clipboard::new().ok()?;
        clipboard.get().html().ok()
    }
}
