//! Files from outside: what the person chooses, the library, missing sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui;

use crate::app::control::App;
use crate::app::control::picker::with_extension;
use crate::app::control::revising::Sources;
use crate::app::message::question::{Answer, Purpose, Question};
use crate::app::message::then::Then;
use crate::app::state::desk::Desk;
use crate::app::state::origins::source_at_cursor;
use crate::app::view::dialog::{Dialog, ExportSetup};
use crate::app::view::toast::Tone;
use crate::jobs::{Ended, Label};
use crate::library::in_natural_order;
use crate::pack::SourceId;
use crate::progress::Progress;
use crate::store::SourceState;

impl App {
    /// Asks for files in a dialog of the system. After a pack is saved to the file that is chosen,
    /// `then` goes on.
    pub(super) fn ask(&mut self, purpose: Purpose, then: Option<Then>) {
        let is_output = matches!(
            purpose,
            Purpose::SavePack | Purpose::SaveCopy | Purpose::ExportPdf
        );
        let beside_pack = self.pack_file().and_then(Path::parent).map(Path::to_owned);
        let suggested = self.desk.as_ref().map(|desk| suggested_name(desk, purpose));
        let question = Question {
            purpose,
            folder: beside_pack
                .filter(|_| is_output)
                .or_else(|| self.preferences.last_folder.clone()),
            file_name: suggested.filter(|_| is_output),
            about: match purpose {
                Purpose::LocateSource => {
                    self.desk.as_ref().and_then(Desk::troubled_source_at_cursor)
                }
                Purpose::ReplaceSource | Purpose::LocateOrigin => {
                    self.desk.as_ref().and_then(source_at_cursor)
                }
                _ => None,
            },
        };
        let picker = Arc::clone(&self.picker);
        let asked = question.clone();
        let work = move |_: &Progress| picker.ask(&asked);
        let next = move |app: &mut Self, _: &egui::Context, ended: Ended<Answer>| {
            if let Some(answer) = app.unless_crashed(ended.result) {
                app.picked(question, answer, then);
            }
        };
        // What is chosen for one pack must not be used for the next.
        if purpose.is_of_the_pack() {
            self.start_for_pack(Label::Hidden, work, next);
        } else {
            self.start(Label::Hidden, work, next);
        }
    }

    /// Goes on with the files that the person chose.
    fn picked(&mut self, question: Question, answer: Answer, then: Option<Then>) {
        let files = match answer {
            Answer::Files(files) => files,
            Answer::NoDialog => {
                let dialog = crate::app::view::dialog::TypePath::new(question, then);
                self.dialogs.push_back(Dialog::TypePath(dialog));
                return;
            }
        };
        let Some(first) = files.first().cloned() else {
            return;
        };
        match question.purpose {
            Purpose::OpenPack => self.open(&first),
            Purpose::SavePack | Purpose::SaveCopy => {
                self.save_as(with_extension(&first, "ron"), Some(&first), then);
            }
            Purpose::AddDocuments => self.import(in_natural_order(files), None),
            Purpose::ExportPdf => self.set_up_export(with_extension(&first, "pdf"), true),
            Purpose::LibraryFolder => self.add_library_folder(first),
            Purpose::ReplaceSource => {
                if let Some(id) = question.about {
                    self.compare(id, first);
                }
            }
            Purpose::LocateSource => {
                if let Some(id) = question.about {
                    self.locate(id, first);
                }
            }
            Purpose::LocateOrigin => {
                if let Some(id) = question.about {
                    self.locate_origin(id, first);
                }
            }
        }
    }

    /// Goes on with a path that was typed.
    pub(super) fn path_typed(&mut self, question: Question, path: PathBuf, then: Option<Then>) {
        if matches!(question.purpose, Purpose::SavePack | Purpose::SaveCopy) {
            self.save_as(with_extension(&path, "ron"), None, then);
        } else {
            self.picked(question, Answer::Files(vec![path]), then);
        }
    }

    /// Shows the dialog before an export, with this file to write to, which the person chose or
    /// which is suggested.
    pub(super) fn set_up_export(&mut self, file: PathBuf, is_chosen: bool) {
        let being_chosen = self.dialogs.iter().find_map(|dialog| match dialog {
            Dialog::Export(setup) => Some(setup.copies()),
            _ => None,
        });
        let last = self.desk.as_ref().map(|desk| desk.copies);
        let copies = being_chosen.or(last).unwrap_or_default();
        self.dialogs
            .retain(|dialog| !matches!(dialog, Dialog::Export(_)));
        self.dialogs
            .push_front(Dialog::Export(ExportSetup::new(file, copies, is_chosen)));
    }

    /// Mends a source from this file.
    fn locate(&mut self, id: crate::pack::SourceId, file: PathBuf) {
        let Some(desk) = &self.desk else {
            return;
        };
        let Some(source) = desk.pack().sources.get(&id).cloned() else {
            return;
        };
        let sources = desk.session.sources().clone();
        self.start_for_pack(
            Label::Whole("Checking the file"),
            move |_| sources.locate(&id, &source, &file),
            |app, _, ended| match app.unless_crashed(ended.result) {
                Some(Ok(())) => {
                    app.toasts
                        .push(Tone::Good, "The file was found and put back.");
                    app.check_sources(Sources::All);
                    app.make_again();
                }
                Some(Err(error)) => app.toasts.push(Tone::Error, error.to_string()),
                None => {}
            },
        );
    }

    /// Looks whether sources are there and as they were, in the background.
    pub(super) fn check_sources(&mut self, which: Sources) {
        let Some(desk) = &self.desk else {
            return;
        };
        let pack = Arc::clone(desk.pack());
        let sources = desk.session.sources().clone();
        let troubled: BTreeSet<SourceId> = desk.troubled_sources.keys().cloned().collect();
        let work = move |_: &Progress| -> BTreeMap<SourceId, SourceState> {
            let states = pack
                .sources
                .iter()
                .filter(|(id, _)| which == Sources::All || troubled.contains(*id))
                .map(|(id, source)| (id.clone(), sources.state(id, source)));
            let is_troubled = |state: &SourceState| *state != SourceState::Present;
            states.filter(|(_, state)| is_troubled(state)).collect()
        };
        self.start_for_pack(Label::Hidden, work, |app, _, ended| {
            if let Some(states) = app.unless_crashed(ended.result) {
                app.sources_checked(states);
            }
        });
    }

    /// The file that an export is suggested to be written to.
    pub(super) fn export_file(&self) -> Option<PathBuf> {
        let desk = self.desk.as_ref()?;
        if let Some(file) = &desk.exported_to {
            return Some(file.clone());
        }
        let folder = match desk.file.as_deref().and_then(Path::parent) {
            Some(folder) => folder.to_owned(),
            None => self.preferences.last_folder.clone().or_else(home)?,
        };
        Some(folder.join(suggested_name(desk, Purpose::ExportPdf)))
    }
}

fn home() -> Option<PathBuf> {
    let folders = directories::UserDirs::new()?;
    Some(
        folders
            .document_dir()
            .unwrap_or_else(|| folders.home_dir())
            .to_owned(),
    )
}

/// A file name made from the pack's title, without what file systems refuse.
fn suggested_name(desk: &Desk, purpose: Purpose) -> String {
    let extension = if purpose == Purpose::ExportPdf {
        "pdf"
    } else {
        "ron"
    };
    if let Some(stem) = desk.file.as_deref().and_then(Path::file_stem) {
        if purpose == Purpose::SaveCopy {
            return format!("{} (my copy).{extension}", stem.to_string_lossy());
        }
        return format!("{}.{extension}", stem.to_string_lossy());
    }
    let refused = |character: char| character.is_control() || "/\\:*?\"<>|".contains(character);
    let title: String = desk
        .pack()
        .title
        .chars()
        .map(|character| if refused(character) { ' ' } else { character })
        .take(80)
        .collect();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = title.trim_matches('.');
    format!(
        "{}.{extension}",
        if title.is_empty() { "Pack" } else { title }
    )
}
