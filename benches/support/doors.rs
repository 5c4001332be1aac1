//! Doors to the system that lead nowhere, for a window that is measured.

use std::path::Path;

use briefpack::app::{Answer, NewWindow, Picker, Question, SystemClipboard};

/// No file dialog, no second window, an empty clipboard.
pub struct Nothing;

impl Picker for Nothing {
    fn ask(&self, _question: &Question) -> Answer {
        Answer::NoDialog
    }
}

impl NewWindow for Nothing {
    fn open(&self, _pack: &Path) -> std::io::Result<()> {
        Ok(())
    }
}

impl SystemClipboard for Nothing {
    fn html(&self) -> Option<String> {
        None
    }
}
