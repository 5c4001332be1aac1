//! What comes back from work off the UI thread, and what is done with it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use eframe::egui;

use crate::app::control::App;
use crate::app::control::exporting::ExportEnd;
use crate::app::control::importing::Take;
use crate::app::control::revising::{Comparison, LaidOut, Sources};
use crate::app::control::upkeep::SheetError;
use crate::app::message::entry::Entry;
use crate::app::message::question::{Answer, Question};
use crate::app::message::saving::Look;
use crate::app::message::then::Then;
use crate::app::state::found::Found;
use crate::app::state::pages::source::SourcePages;
use crate::app::state::sheet::Sheet;
use crate::app::state::texts::Texts;
use crate::app::view::toast::Tone;
use crate::edit::{Command, Revision};
use crate::excerpt::ExcerptError;
use crate::export::{ExportError, Plan};
use crate::jobs::{JobId, Outcome};
use crate::origin::Seen;
use crate::pack::SourceId;
use crate::pdf::render::Raster;
use crate::store::{Loaded, SaveOutcome, SourceState};

/// What a piece of work ended with.
pub enum Event {
    /// A file dialog was answered.
    Picked(Question, Answer, Option<Then>),
    /// Files were taken in, or not.
    Taken((Vec<Take>, Vec<String>)),
    /// A pack file was read.
    Opened(PathBuf, Box<Result<Loaded, String>>),
    /// The pack was saved.
    Saved(SaveEnd),
    /// What somebody else saved was read.
    TheirsRead(PathBuf, Result<Look, String>),
    /// The papers of a pack that somebody else has open were copied into the session.
    PapersKept(Result<(), String>),
    /// Unsaved work was kept.
    Kept(Option<Revision>, Result<(), String>),
    /// The pages were counted.
    Planned(Revision, Result<Plan, ExportError>),
    /// The pages of what is selected were made.
    SheetMade(Entry, Revision, Result<Sheet, SheetError>),
    /// The text of those pages was read.
    TextsRead(Box<Result<Texts, ExportError>>),
    /// The pack was searched; nothing, if the search was stopped.
    Found(Option<Found>),
    /// PDFs were written, or not.
    Exported(ExportEnd),
    /// The sources were looked at.
    SourcesChecked(BTreeMap<SourceId, SourceState>),
    /// The first page of a file of the library was made.
    FilePreviewed(PathBuf, Result<Raster, String>),
    /// The bytes of pasted items were brought over from another pack.
    CarriedOver(Result<(), String>),
    /// A password was tried on a PDF of the pack; it is told if it opens it.
    PasswordTried(SourceId, Result<String, String>),
    /// The files that sources came from were looked at.
    OriginsSeen(BTreeMap<SourceId, Seen>),
    /// The person pointed to the file that a source came from.
    OriginLocated(Result<(), String>),
    /// A new version of a source was compared with the one in the pack.
    Compared(Comparison),
    /// A document keeps its layout, or its text flows.
    LaidOut(LaidOut),
    /// The pages of a source were laid out for the grid, or not.
    PagesLaidOut(Box<Result<SourcePages, String>>),
    /// A change to pages was worked out.
    PagesChanged(Box<Result<Command, ExcerptError>>),
    /// A missing file was pointed to.
    Located(Result<(), String>),
}

/// How saving ended.
pub struct SaveEnd {
    pub path: PathBuf,
    pub revision: Revision,
    /// What became of it, or why nothing was saved.
    pub result: Result<SaveOutcome, String>,
    /// Why the session could not note that the pack was saved, if so.
    pub not_noted: Option<String>,
    pub then: Option<Then>,
}

impl App {
    /// Takes in what has ended since the last frame.
    pub(super) fn take_events(&mut self, ctx: &egui::Context) {
        for (id, outcome) in self.jobs.poll() {
            self.pack_jobs.remove(&id);
            if self.abandoned.remove(&id) {
                continue;
            }
            match outcome {
                Outcome::Done(event) => self.take_event(ctx, id, event),
                Outcome::Crashed(why) => self.job_crashed(id, &why),
            }
        }
    }

    fn take_event(&mut self, ctx: &egui::Context, id: JobId, event: Event) {
        match event {
            Event::Picked(question, answer, then) => self.picked(question, answer, then),
            Event::Taken(takes) => self.taken(takes),
            Event::Opened(path, result) => self.opened(ctx, path, *result),
            Event::Saved(end) => self.save_ended(ctx, end),
            Event::TheirsRead(file, look) => self.theirs_read(&file, look),
            Event::PapersKept(result) => self.papers_kept(result),
            Event::Kept(revision, result) => self.kept(revision, result),
            Event::Planned(revision, result) => self.planned(id, revision, result),
            Event::SheetMade(entry, revision, result) => {
                self.sheet_made(id, entry, revision, result);
            }
            Event::TextsRead(result) => self.texts_read(id, *result),
            Event::Found(found) => self.found_in_pack(id, found),
            Event::Exported(end) => self.exported(end),
            Event::SourcesChecked(states) => self.sources_checked(states),
            Event::FilePreviewed(path, raster) => self.file_previewed(ctx, path, raster),
            Event::CarriedOver(result) => self.carried_over(result),
            Event::PasswordTried(id, result) => self.password_tried(id, result),
            Event::OriginsSeen(seen) => self.origins_seen(seen),
            Event::OriginLocated(result) => self.origin_located(result),
            Event::Compared(comparison) => self.compared(comparison),
            Event::LaidOut(laid_out) => self.laid_out(laid_out),
            Event::PagesLaidOut(pages) => self.pages_laid_out(id, *pages),
            Event::PagesChanged(result) => self.pages_changed(id, *result),
            Event::Located(result) => match result {
                Ok(()) => {
                    self.toasts
                        .push(Tone::Good, "The file is back in its place.");
                    self.check_sources(Sources::All);
                    self.make_again();
                }
                Err(why) => self.toasts.push(Tone::Error, why),
            },
        }
    }
}
