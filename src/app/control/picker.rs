//! File dialogs: the system's own, off the UI thread.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::app::message::question::{Answer, Purpose, Question};
use crate::pack::Media;

/// Asks the person for files. Called on a thread of its own; tests answer at once.
pub trait Picker: Send + Sync {
    /// Waits for the person's answer.
    fn ask(&self, question: &Question) -> Answer;
}

/// The dialogs of the system, by `rfd`.
#[derive(Debug, Default)]
pub struct SystemPicker;

/// Nobody closes a dialog this fast: it was never shown.
const TOO_FAST: Duration = Duration::from_millis(250);

impl Picker for SystemPicker {
    fn ask(&self, question: &Question) -> Answer {
        let asked = Instant::now();
        let files = show(question);
        if files.is_empty() && asked.elapsed() < TOO_FAST {
            return Answer::NoDialog;
        }
        Answer::Files(files)
    }
}

fn show(question: &Question) -> Vec<PathBuf> {
    let mut dialog = rfd::FileDialog::new().set_title(question.purpose.title());
    if let Some(folder) = question.folder.as_deref().filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = &question.file_name {
        dialog = dialog.set_file_name(name);
    }
    let one = |file: Option<PathBuf>| file.into_iter().collect();
    match question.purpose {
        Purpose::OpenPack => one(dialog.add_filter("Briefing packs", &["ron"]).pick_file()),
        Purpose::SavePack | Purpose::SaveCopy => {
            one(dialog.add_filter("Briefing packs", &["ron"]).save_file())
        }
        Purpose::ExportPdf => one(dialog.add_filter("PDF", &["pdf"]).save_file()),
        Purpose::LibraryFolder => one(dialog.pick_folder()),
        Purpose::LocateSource | Purpose::LocateOrigin | Purpose::ReplaceSource => {
            one(dialog.pick_file())
        }
        Purpose::AddDocuments => dialog
            .add_filter("Documents", &document_extensions())
            .add_filter("All files", &["*"])
            .pick_files()
            .unwrap_or_default(),
    }
}

/// How the names of files end that can be added: the usual extension of every kind, and others.
fn document_extensions() -> Vec<&'static str> {
    const OTHERS: [&str; 18] = [
        "text", "markdown", "htm", "xhtml", "mht", "mhtml", "docm", "pptm", "xlsm", "tsv", "jpeg",
        "tif", "doc", "ppt", "zip", "url", "webloc", "desktop",
    ];
    let usual = Media::ALL.into_iter().map(Media::extension);
    usual.chain(OTHERS).collect()
}

/// The path with this extension, if it has none of its own.
pub fn with_extension(path: &Path, extension: &str) -> PathBuf {
    let has_it = path
        .extension()
        .is_some_and(|existing| existing.eq_ignore_ascii_case(extension));
    if has_it {
        return path.to_owned();
    }
    // Not `set_extension`: it would cut "Council 30.7" to "Council 30".
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_dot_keeps_it() {
        assert_eq!(
            with_extension(Path::new("/a/Council 30.7"), "ron"),
            Path::new("/a/Council 30.7.ron")
        );
        assert_eq!(
            with_extension(Path::new("b.RON"), "ron"),
            Path::new("b.RON")
        );
    }
}
