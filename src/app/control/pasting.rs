//! What is pasted: what was cut here, files from the file manager, texts, addresses and pictures.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{Color32, ColorImage};
use percent_encoding::percent_decode_str;

use crate::app::control::App;
use crate::app::control::importing::Brought;
use crate::app::control::system_clipboard::SystemClipboard;
use crate::app::view::toast::Tone;
use crate::collect::{Pasted, address_in};
use crate::jobs::Label;

impl App {
    /// Pastes: what was cut or copied here, files from the file manager, or a text.
    pub(super) fn paste_text(&mut self, text: String) {
        let Some(desk) = &self.desk else {
            return;
        };
        if let Some(clipboard) = self
            .clipboard
            .as_ref()
            .filter(|held| held.is_meant_by(&text))
        {
            if clipboard.is_from(desk) {
                let command = clipboard.paste(desk);
                self.edit(command);
                self.outline.follow_cursor();
            } else {
                let clipboard = clipboard.clone();
                let store = desk.session.sources().clone();
                self.start_for_pack(
                    Label::Whole("Pasting"),
                    move |_| clipboard.carry_to(&store),
                    |app, _, ended| {
                        if let Some(result) = app.unless_crashed(ended.result) {
                            app.carried_over(result);
                        }
                    },
                );
            }
            return;
        }
        if let Some(address) = address_in(&text) {
            self.import_pasted(move || Brought::Pasted(Pasted::Address(address)));
        } else if !text.trim().is_empty() {
            let clipboard = Arc::clone(&self.system_clipboard);
            self.import_pasted(move || brought(text, clipboard.as_ref()));
        }
    }

    /// Takes in a picture from the clipboard.
    pub(super) fn paste_picture(&mut self, picture: Arc<ColorImage>) {
        if self.desk.is_some() {
            self.import_pasted(move || {
                Brought::Pasted(Pasted::Picture {
                    width_px: picture.width(),
                    height_px: picture.height(),
                    rgba: picture
                        .pixels
                        .iter()
                        .flat_map(Color32::to_srgba_unmultiplied)
                        .collect(),
                })
            });
        }
    }

    /// Pastes items of another pack, whose bytes were brought over.
    fn carried_over(&mut self, result: Result<(), String>) {
        match (result, &self.desk, &self.clipboard) {
            (Ok(()), Some(desk), Some(clipboard)) => {
                let command = clipboard.paste(desk);
                self.edit(command);
            }
            (Err(why), ..) => self
                .toasts
                .push(Tone::Error, format!("Nothing was pasted: {why}.")),
            _ => {}
        }
    }
}

/// What a text stands for: files, a richer form of it, or itself. Looks at the disk.
fn brought(text: String, clipboard: &dyn SystemClipboard) -> Brought {
    if let Some(files) = files_in(&text).or_else(|| copied_files(&text, clipboard)) {
        return Brought::Files(files);
    }
    Brought::Pasted(match clipboard.html() {
        Some(html) if is_html_of(&html, &text) => Pasted::Html { html, text },
        _ => Pasted::Text(text),
    })
}

/// Whether HTML is a richer form of a text: it holds the text's beginning, and is set as more than
/// plain lines. The clipboard may have changed between the two being read.
fn is_html_of(html: &str, text: &str) -> bool {
    const RICH: [&str; 14] = [
        "<h1", "<h2", "<h3", "<h4", "<p>", "<p ", "<ul", "<ol", "<table", "<b>", "<strong", "<em",
        "<i>", "<a ",
    ];
    let lower = html.to_ascii_lowercase();
    let first = text
        .split(|letter: char| !letter.is_alphanumeric())
        .find(|word| word.chars().count() > 2);
    let holds_text = first.is_none_or(|word| html.contains(word));
    holds_text && RICH.iter().any(|tag| lower.contains(tag))
}

/// The files on the clipboard, if the text beside them says their names: the clipboard may have
/// changed between the two being read, and a text with a file at hand is meant as text.
fn copied_files(text: &str, clipboard: &dyn SystemClipboard) -> Option<Vec<PathBuf>> {
    let files = clipboard.files();
    let names: Vec<_> = text.lines().map(str::trim).collect();
    let is_named = |file: &PathBuf| {
        let name = file.file_name().map(|name| name.to_string_lossy());
        let is_name = name.is_some_and(|name| names.contains(&name.as_ref()));
        is_name && file.to_str().is_some_and(may_be_looked_at)
    };
    (!files.is_empty() && files.iter().all(is_named)).then_some(files)
}

/// The files that a text names, if it is what file managers put on the clipboard.
fn files_in(text: &str) -> Option<Vec<PathBuf>> {
    let mut lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    // GNOME's file manager says first what is to be done with them.
    if let ["x-special/nautilus-clipboard", "copy" | "cut", files @ ..] = lines.as_slice() {
        lines = files.to_vec();
    }
    if lines.is_empty() {
        return None;
    }
    lines.iter().map(|line| file_of(line)).collect()
}

fn file_of(line: &str) -> Option<PathBuf> {
    if let Some(rest) = line.strip_prefix("file://") {
        let path = percent_decode_str(rest).decode_utf8().ok();
        return path
            .filter(|path| may_be_looked_at(path))
            .map(|path| PathBuf::from(path.as_ref()));
    }
    let path = Path::new(line);
    (may_be_looked_at(line) && path.is_file()).then(|| path.to_owned())
}

/// Whether a text is a path on this computer. A path to another, as in `\\host\share`, is not
/// touched: it may come from anywhere, and asking for it tells that computer who asks.
fn may_be_looked_at(path: &str) -> bool {
    !path.starts_with(r"\\") && !path.starts_with("//") && Path::new(path).is_absolute()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copied_files_are_told_from_copied_text() {
        assert_eq!(
            files_in("file:///home/a/Paper%201.txt\r\nfile:///home/a/b.pdf\r\n"),
            Some(vec!["/home/a/Paper 1.txt".into(), "/home/a/b.pdf".into()])
        );
        // Not all that copies files writes "%" as it should.
        let half = files_in("file:///home/a/100% caf%C3%A9.txt");
        assert_eq!(half, Some(vec!["/home/a/100% café.txt".into()]));
        assert_eq!(files_in("file:///home/a/%FF.txt"), None, "not UTF-8");
        assert_eq!(files_in("Thank you, Mr President."), None);
        assert_eq!(files_in("file:///a.txt\nand more"), None);
        assert_eq!(files_in("  \n"), None);
    }

    #[test]
    fn what_gnome_copies_is_files() {
        let text = "x-special/nautilus-clipboard\ncopy\nfile:///home/a/Paper%201.txt\n";
        let files = vec![PathBuf::from("/home/a/Paper 1.txt")];
        assert_eq!(files_in(text), Some(files));
        assert_eq!(files_in("x-special/nautilus-clipboard\ncopy\n"), None);
    }

    /// A clipboard with one file on it.
    struct Holding(&'static str);

    impl SystemClipboard for Holding {
        fn html(&self) -> Option<String> {
            None
        }

        fn files(&self) -> Vec<PathBuf> {
            vec![self.0.into()]
        }
    }

    #[test]
    fn files_whose_names_alone_are_the_text_are_files() {
        // So does the Mac's file manager.
        let is_files = |text: &str, clipboard: Holding| {
            let brought = brought(text.to_owned(), &clipboard);
            matches!(brought, Brought::Files(files) if files == clipboard.files())
        };
        assert!(is_files("Paper 1.txt\n", Holding("/home/a/Paper 1.txt")));
        assert!(!is_files("Thank you.", Holding("/home/a/Paper 1.txt")));
        assert!(!is_files("a.txt", Holding("//host/share/a.txt")));
    }

    #[test]
    fn other_computers_are_not_asked_for_files() {
        assert!(!may_be_looked_at(r"\\host\share\paper.pdf"));
        assert!(!may_be_looked_at("//host/share/paper.pdf"));
        assert_eq!(files_in("file:////host/share/paper.pdf"), None);
        assert_eq!(files_in("file://host/share/paper.pdf"), None);
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_str().unwrap();
        assert_eq!(files_in(path), Some(vec![file.path().to_owned()]));
        assert_eq!(files_in(&format!("/{path}")), None);
    }

    #[test]
    fn html_is_taken_where_it_says_more_than_the_text() {
        let text = "Lamps\nThe lamps are old.";
        assert!(is_html_of("<h1>Lamps</h1><p>The lamps are old.</p>", text));
        assert!(!is_html_of(
            "<meta><span>Lamps The lamps are old.</span>",
            text
        ));
        assert!(!is_html_of("<p>Something else was copied since.</p>", text));
    }
}
