//! Packs and the disk: new, open, save, close, restore; and the file dialogs for them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui;

use super::App;
use super::desk::Desk;
use super::dialog::{Dialog, ExportSetup, Guard, Problems, Recovery};
use super::events::{Event, SaveEnd};
use super::file_preview::first_page;
use super::library_view::Preview;
use super::picker::{Purpose, Question, with_extension};
use super::reader::Sheet;
use super::request::Then;
use super::sample;
use super::selection::Entry;
use super::toast::Tone;
use super::upkeep::Upkeep;
use crate::edit::History;
use crate::pack::Pack;
use crate::store::{self, Loaded, PackLock, Recoverable, Restored, Session, StoreError};

impl App {
    /// Offers unsaved work of a session that ended without being closed.
    pub(super) fn offer_recovery(&mut self) {
        match store::recoverable_sessions(&self.data_folder) {
            Ok(found) if found.is_empty() => {}
            Ok(found) => self.dialogs.push_back(Dialog::Recovery(Recovery { found })),
            Err(error) => self.toasts.push(Tone::Error, error.to_string()),
        }
    }

    /// Takes up unsaved work.
    pub(super) fn restore(&mut self, work: Recoverable) {
        let Restored {
            session,
            pack,
            pack_file,
        } = work.restore();
        self.put_on_desk(Desk::new(History::unsaved(pack), session, pack_file));
    }

    /// Throws unsaved work away.
    pub(super) fn discard(&mut self, work: Recoverable) {
        if let Err(error) = work.discard() {
            self.toasts.push(Tone::Error, error.to_string());
        }
    }

    /// Begins a new pack.
    pub(super) fn new_pack(&mut self) {
        match Session::begin(&self.data_folder, None) {
            Ok(session) => {
                let history = History::saved(Pack::default());
                self.put_on_desk(Desk::new(history, session, None));
            }
            Err(error) => self.toasts.push(Tone::Error, error.to_string()),
        }
    }

    /// Opens the sample as a pack that is not saved anywhere yet.
    pub(super) fn open_sample(&mut self) {
        let begun = Session::begin(&self.data_folder, None).and_then(|session| {
            let pack = sample::unpack(session.sources())?;
            Ok((session, pack))
        });
        match begun {
            Ok((session, pack)) => {
                self.put_on_desk(Desk::new(History::saved(pack), session, None));
            }
            Err(error) => self.toasts.push(Tone::Error, error.to_string()),
        }
    }

    fn put_on_desk(&mut self, mut desk: Desk) {
        self.leave_desk();
        if let Some(file) = &desk.file {
            self.preferences.remember_pack(file);
            match PackLock::acquire(file) {
                Ok(lock) => desk.lock = Some(lock),
                Err(held) => self.dialogs.push_back(Dialog::Problems(Problems {
                    title: "Somebody else has this pack open".to_owned(),
                    problems: vec![format!(
                        "{held}. You can read and change it here; to keep both versions, save yours under another name."
                    )],
                })),
            }
        }
        self.desk = Some(desk);
        self.check_sources();
    }

    /// Closes the pack that is open. What is unsaved is gone after this.
    pub(super) fn leave_desk(&mut self) {
        for id in self.pack_jobs.drain() {
            self.jobs.cancel(id);
            self.abandoned.insert(id);
        }
        self.reader.clear();
        self.upkeep = Upkeep::default();
        self.toasts.forget_buttons();
        self.importing = None;
        if let Some(desk) = self.desk.take()
            && let Err(error) = desk.session.close()
        {
            self.toasts.push(Tone::Warning, error.to_string());
        }
    }

    /// Reads a pack file in the background.
    pub(super) fn open(&mut self, path: &Path) {
        let path = path.to_owned();
        self.jobs.start(Some("Opening the pack"), move |_| {
            let loaded = store::load(&path).map_err(|error| error.to_string());
            Event::Opened(path, Box::new(loaded))
        });
    }

    pub(super) fn opened(&mut self, path: PathBuf, result: Result<Loaded, String>) {
        let problem = |title: &str, problems: Vec<String>| {
            Dialog::Problems(Problems {
                title: title.to_owned(),
                problems,
            })
        };
        let loaded = match result {
            Ok(loaded) => loaded,
            Err(why) => {
                self.dialogs
                    .push_back(problem("The pack could not be opened", vec![why]));
                return;
            }
        };
        if !loaded.warnings.is_empty() {
            self.dialogs
                .push_back(problem("The pack was mended", loaded.warnings));
        }
        match Session::begin(&self.data_folder, Some(&path)) {
            Ok(session) => {
                let history = History::saved(loaded.pack);
                self.put_on_desk(Desk::new(history, session, Some(path)));
            }
            Err(error) => self.toasts.push(Tone::Error, error.to_string()),
        }
    }

    /// Does what was asked for, after asking whether to save what is unsaved.
    pub(super) fn guarded(&mut self, ctx: &egui::Context, then: Then) {
        if self.upkeep.saving.is_some() {
            // What is being saved must not be taken away under the saving.
            self.upkeep.after_saving = Some(then);
            return;
        }
        if self.upkeep.exporting.is_some() {
            let text =
                "The PDF is still being written. Wait for it, or cancel it in the status line.";
            self.toasts.push(Tone::Warning, text);
            return;
        }
        match &self.desk {
            Some(desk) if desk.history.has_unsaved_changes() => {
                let guard = Guard {
                    title: desk.pack().title.clone(),
                    then,
                };
                self.dialogs
                    .retain(|dialog| !matches!(dialog, Dialog::Guard(_)));
                self.dialogs.push_front(Dialog::Guard(guard));
            }
            _ => self.go_on(ctx, then),
        }
    }

    /// Does what was asked for. What is unsaved is gone after this.
    pub(super) fn go_on(&mut self, ctx: &egui::Context, then: Then) {
        match then {
            Then::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            Then::NewPack => self.new_pack(),
            Then::OpenSample => self.open_sample(),
            Then::ChoosePack => self.ask(Purpose::OpenPack),
            Then::Open(path) => self.open(&path),
        }
    }

    /// Keeps the window open while changes are unsaved, until the person has decided.
    pub(super) fn guard_close(&mut self, ctx: &egui::Context) {
        if !ctx.input(|input| input.viewport().close_requested()) || self.may_close {
            return;
        }
        let is_unsaved = self
            .desk
            .as_ref()
            .is_some_and(|desk| desk.history.has_unsaved_changes());
        if is_unsaved || self.upkeep.saving.is_some() || self.upkeep.exporting.is_some() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.guarded(ctx, Then::Quit);
        }
    }

    /// Saves the pack where it is, or asks where; then goes on with `then`.
    pub(super) fn save_pack(&mut self, then: Option<Then>) {
        let Some(desk) = &self.desk else {
            return;
        };
        match desk.file.clone() {
            Some(path) => self.save_to(path, then),
            None => {
                self.upkeep.after_save = then;
                self.ask(Purpose::SavePack);
            }
        }
    }

    /// Saves the pack to this file in the background.
    pub(super) fn save_to(&mut self, path: PathBuf, then: Option<Then>) {
        // Kept work must not be written after the save that makes it needless.
        if self.upkeep.is_keeping() || self.upkeep.saving.is_some() {
            self.upkeep.waiting_save = Some((path, then));
            return;
        }
        let Some(desk) = &self.desk else {
            return;
        };
        let pack = Arc::clone(desk.pack());
        let revision = desk.history.revision();
        let sources = desk.session.sources().clone();
        let label = (pack.sources.len() > 20).then_some("Saving");
        let job = self.start_for_pack(label, move |_| {
            let result = store::save(&path, &pack, &sources)
                .map(|saved| saved.missing.len())
                .map_err(|error| error.to_string());
            Event::Saved(SaveEnd {
                path,
                revision,
                result,
                then,
            })
        });
        self.upkeep.saving = Some(job);
    }

    pub(super) fn save_ended(&mut self, ctx: &egui::Context, end: SaveEnd) {
        self.upkeep.saving = None;
        let Some(desk) = &mut self.desk else {
            return;
        };
        let missing = match end.result {
            Ok(missing) => missing,
            Err(why) => {
                self.upkeep.after_saving = None;
                self.upkeep.waiting_save = None;
                self.dialogs.push_back(Dialog::Problems(Problems {
                    title: "The pack could not be saved".to_owned(),
                    problems: vec![
                        why,
                        "Your work is still here. Save it in another place with Save as…"
                            .to_owned(),
                    ],
                }));
                return;
            }
        };
        desk.history.mark_saved(end.revision);
        let is_new_place = desk.file.as_deref() != Some(&end.path);
        if is_new_place {
            desk.lock = PackLock::acquire(&end.path).ok();
            desk.file = Some(end.path.clone());
        }
        if let Err(error) = desk.session.saved(&end.path) {
            self.toasts.push(Tone::Warning, error.to_string());
        }
        let name = desk.file_name();
        self.preferences.remember_pack(&end.path);
        if missing == 0 {
            self.toasts.push(Tone::Good, format!("Saved {name}"));
        } else {
            let text = format!(
                "Saved {name}; {missing} missing or changed files could not be copied along."
            );
            self.toasts.push(Tone::Warning, text);
        }
        if let Some((path, then)) = self.upkeep.waiting_save.take() {
            self.save_to(path, then);
        } else if let Some(then) = end.then.or_else(|| self.upkeep.after_saving.take()) {
            self.guarded(ctx, then);
        }
    }

    /// Asks for files in a dialog of the system.
    pub(super) fn ask(&mut self, purpose: Purpose) {
        let file_name = self.desk.as_ref().map(|desk| suggested_name(desk, purpose));
        let beside_pack = self.pack_file().and_then(Path::parent).map(Path::to_owned);
        let question = Question {
            purpose,
            folder: match purpose {
                Purpose::SavePack | Purpose::ExportPdf => {
                    beside_pack.or_else(|| self.preferences.last_folder.clone())
                }
                _ => self.preferences.last_folder.clone(),
            },
            file_name: match purpose {
                Purpose::SavePack | Purpose::ExportPdf => file_name,
                _ => None,
            },
        };
        let picker = Arc::clone(&self.picker);
        self.jobs.start(None, move |_| {
            let answer = picker.ask(&question);
            Event::Picked(question, answer)
        });
    }

    /// Goes on with the files that the person chose.
    pub(super) fn picked(&mut self, purpose: Purpose, files: Vec<PathBuf>) {
        let Some(first) = files.first().cloned() else {
            self.upkeep.after_save = None;
            return;
        };
        match purpose {
            Purpose::OpenPack => self.open(&first),
            Purpose::SavePack => {
                let then = self.upkeep.after_save.take();
                self.save_to(with_extension(&first, "ron"), then);
            }
            Purpose::AddDocuments => self.import(files, None),
            Purpose::ExportPdf => {
                let file = with_extension(&first, "pdf");
                self.dialogs
                    .retain(|dialog| !matches!(dialog, Dialog::Export(_)));
                self.dialogs
                    .push_front(Dialog::Export(ExportSetup { file }));
            }
            Purpose::LibraryFolder => self.set_library_folder(first),
            Purpose::LocateSource => self.locate(first),
        }
    }

    /// Mends the source of the selected document from this file.
    fn locate(&mut self, file: PathBuf) {
        let Some(desk) = &self.desk else {
            return;
        };
        let Some(id) = desk.troubled_source_at_cursor() else {
            return;
        };
        let Some(source) = desk.pack().sources.get(&id).cloned() else {
            return;
        };
        let sources = desk.session.sources().clone();
        self.start_for_pack(Some("Looking at the file"), move |_| {
            Event::Located(
                sources
                    .locate(&id, &source, &file)
                    .map_err(|error| error.to_string()),
            )
        });
    }

    /// Looks whether every source is there and as it was, in the background.
    pub(super) fn check_sources(&mut self) {
        let Some(desk) = &self.desk else {
            return;
        };
        let pack = Arc::clone(desk.pack());
        let sources = desk.session.sources().clone();
        self.start_for_pack(None, move |_| {
            let states = pack
                .sources
                .iter()
                .map(|(id, source)| (id.clone(), sources.state(id, source)));
            let is_troubled = |state: &store::SourceState| *state != store::SourceState::Present;
            Event::SourcesChecked(states.filter(|(_, state)| is_troubled(state)).collect())
        });
    }

    /// Looks through the library's folder in the background.
    pub(super) fn list_library(&mut self) {
        self.library.preview = Preview::Nothing;
        let Some(folder) = self.preferences.library_folder.clone() else {
            return;
        };
        self.library.listing = None;
        self.jobs.start(None, move |progress| {
            let listing =
                crate::library::list(&folder, progress).map_err(|error| error.to_string());
            Event::Listed(folder, listing)
        });
    }

    /// Makes the first page of a library file in the background.
    pub(super) fn preview_file(&mut self, path: PathBuf, pixels_per_point: f32) {
        self.library.preview = Preview::Making(path.clone());
        self.jobs.start(None, move |_| {
            let raster = first_page(&path, pixels_per_point);
            Event::FilePreviewed(path, raster)
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

/// A sheet for the reader, from what the export made.
pub fn sheet(
    entry: Entry,
    preview: crate::export::Preview,
) -> Result<Sheet, crate::pdf::error::PdfError> {
    let inspection = crate::pdf::inspect::inspect(&preview.bytes, None)?;
    Ok(Sheet {
        entry,
        bytes: preview.bytes,
        pages: inspection.pages,
        first_page: preview.first_page,
        total_pages: preview.total,
    })
}

/// Opens a file or folder with the program that the system has for it.
pub fn open_outside(path: &Path) -> Result<(), StoreError> {
    open::that_detached(path).map_err(|error| StoreError::Read {
        file: path.to_owned(),
        error,
    })
}
