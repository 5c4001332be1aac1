//! What follows by itself from every change: unsaved work is kept, pages are counted, the reader
//! shows the new state. At most one of each is under way, always for the latest state.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui;

use super::App;
use super::desk::Desk;
use super::events::Event;
use super::files;
use super::request::Then;
use super::selection::Entry;
use super::toast::Tone;
use crate::edit::Revision;
use crate::export::{self, ExportError, Plan};
use crate::jobs::JobId;
use crate::pack::ItemId;

/// How long after a change unsaved work is kept at the latest.
const KEEP_AFTER: Duration = Duration::from_millis(600);
/// How long typing must pause before pages are made again.
const QUIET: Duration = Duration::from_millis(180);

/// What is under way, and for which state of the pack.
#[derive(Default)]
pub struct Upkeep {
    seen: Option<(Revision, Instant)>,
    changed_at: Option<Instant>,
    kept: Option<Revision>,
    keeping: Option<JobId>,
    has_keeping_failed: bool,
    planning: Option<(JobId, Revision)>,
    planned: Option<Revision>,
    making: Option<(JobId, Entry, Revision)>,
    made: Option<(Entry, Revision)>,
    /// What was asked for while the pack was being saved.
    pub after_saving: Option<Then>,
    /// The PDF that is being written.
    pub exporting: Option<JobId>,
    /// The title that the system shows for the window.
    window_title: String,
    /// What goes on after the person has said where to save.
    pub after_save: Option<Then>,
    /// A save that waits for other writing to end.
    pub waiting_save: Option<(PathBuf, Option<Then>)>,
    /// The save that is under way.
    pub saving: Option<JobId>,
}

impl Upkeep {
    /// Makes everything again, as for a pack just opened.
    pub fn begin_again(&mut self) {
        self.planned = None;
        self.made = None;
        self.kept = None;
    }

    /// Whether unsaved work is being written.
    pub fn is_keeping(&self) -> bool {
        self.keeping.is_some()
    }

    /// Whether everything was done for the present state.
    pub fn is_done(&self, desk: Option<&Desk>) -> bool {
        desk.is_none_or(|desk| {
            let revision = desk.history.revision();
            self.planned == Some(revision) && self.made.is_some_and(|(_, made)| made == revision)
        })
    }

    /// Forgets a piece of work that broke down.
    pub fn forget_job(&mut self, id: JobId) {
        if self.exporting == Some(id) {
            self.exporting = None;
        }
        if self.saving == Some(id) {
            self.saving = None;
        }
        if self.keeping == Some(id) {
            self.keeping = None;
        }
        if let Some((_, revision)) = self.planning.take_if(|(job, _)| *job == id) {
            self.planned = Some(revision);
        }
        if let Some((_, entry, revision)) = self.making.take_if(|(job, _, _)| *job == id) {
            self.made = Some((entry, revision));
        }
    }
}

impl App {
    /// Starts what the latest change calls for.
    pub(super) fn keep_up(&mut self, ctx: &egui::Context) {
        self.show_window_title(ctx);
        let Some(desk) = &self.desk else {
            return;
        };
        let revision = desk.history.revision();
        let now = Instant::now();
        if self.upkeep.seen.is_none_or(|(seen, _)| seen != revision) {
            let is_first = self.upkeep.seen.is_none() || self.upkeep.made.is_none();
            let since = if is_first {
                now.checked_sub(QUIET).unwrap_or(now)
            } else {
                now
            };
            self.upkeep.seen = Some((revision, since));
            self.upkeep.changed_at.get_or_insert(now);
        }
        self.keep_work(ctx, revision, now);
        let since = self.upkeep.seen.map_or(now, |(_, since)| since);
        if let Some(wait) = QUIET
            .checked_sub(now.duration_since(since))
            .filter(|wait| !wait.is_zero())
        {
            ctx.request_repaint_after(wait);
            return;
        }
        self.count_pages(revision);
        self.make_sheet(revision);
    }

    fn show_window_title(&mut self, ctx: &egui::Context) {
        let title = match &self.desk {
            Some(desk) => {
                let dot = if desk.history.has_unsaved_changes() {
                    "• "
                } else {
                    ""
                };
                format!("{dot}{} – Briefpack", desk.pack().title)
            }
            None => "Briefpack".to_owned(),
        };
        if title != self.upkeep.window_title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.upkeep.window_title = title;
        }
    }

    fn keep_work(&mut self, ctx: &egui::Context, revision: Revision, now: Instant) {
        let Some(desk) = &self.desk else {
            return;
        };
        if !desk.history.has_unsaved_changes() || self.upkeep.kept == Some(revision) {
            self.upkeep.changed_at = None;
            return;
        }
        let since = *self.upkeep.changed_at.get_or_insert(now);
        if let Some(wait) = KEEP_AFTER
            .checked_sub(now.duration_since(since))
            .filter(|wait| !wait.is_zero())
        {
            ctx.request_repaint_after(wait);
            return;
        }
        if self.upkeep.is_keeping() || self.upkeep.saving.is_some() {
            return;
        }
        let autosave = desk.session.autosave();
        let pack = Arc::clone(desk.pack());
        self.upkeep.changed_at = None;
        self.upkeep.keeping = Some(self.start_for_pack(None, move |_| {
            Event::Kept(
                revision,
                autosave.write(&pack).map_err(|error| error.to_string()),
            )
        }));
    }

    pub(super) fn kept(&mut self, revision: Revision, result: Result<(), String>) {
        self.upkeep.keeping = None;
        self.upkeep.kept = Some(revision);
        match result {
            Ok(()) => self.upkeep.has_keeping_failed = false,
            Err(why) => {
                if !std::mem::replace(&mut self.upkeep.has_keeping_failed, true) {
                    let text = format!("Unsaved work can't be kept: {why}. Save the pack now.");
                    self.toasts.push(Tone::Error, text);
                }
            }
        }
        if let Some((path, then)) = self.upkeep.waiting_save.take() {
            self.save_to(path, then);
        }
    }

    fn count_pages(&mut self, revision: Revision) {
        if self.upkeep.planned == Some(revision) {
            return;
        }
        if let Some((job, of)) = self.upkeep.planning {
            if of != revision {
                self.jobs.cancel(job);
            }
            return;
        }
        let Some(work) = self.export_work() else {
            return;
        };
        let job = self.start_for_pack(None, move |progress| {
            Event::Planned(revision, export::plan(&work.request(), progress))
        });
        self.upkeep.planning = Some((job, revision));
    }

    pub(super) fn planned(
        &mut self,
        id: JobId,
        revision: Revision,
        result: Result<Plan, ExportError>,
    ) {
        self.upkeep.planning.take_if(|(job, _)| *job == id);
        match result {
            Ok(plan) => {
                self.upkeep.planned = Some(revision);
                if let Some(desk) = &mut self.desk {
                    desk.plan = Some((revision, plan));
                }
            }
            Err(ExportError::Cancelled(_)) => {}
            Err(error) => {
                self.upkeep.planned = Some(revision);
                self.toasts.push(
                    Tone::Error,
                    format!("The pages could not be counted: {error}"),
                );
            }
        }
    }

    fn make_sheet(&mut self, revision: Revision) {
        let Some(desk) = &self.desk else {
            return;
        };
        let Some(entry) = desk.selection.cursor() else {
            return;
        };
        let is_hidden =
            matches!(entry, Entry::Item(ItemId::Section(_))) && !desk.pack().settings.divider_pages;
        if self.upkeep.made == Some((entry, revision)) {
            return;
        }
        if let Some((job, making, of)) = self.upkeep.making {
            if (making, of) != (entry, revision) {
                self.jobs.cancel(job);
            }
            return;
        }
        if is_hidden {
            self.reader.clear();
            self.upkeep.made = Some((entry, revision));
            return;
        }
        let Some(work) = self.export_work() else {
            return;
        };
        self.reader.is_waiting = true;
        let job = self.start_for_pack(None, move |progress| {
            let sheet = export::preview(&work.request(), entry.into(), progress)
                .map_err(SheetError::Export)
                .and_then(|preview| files::sheet(entry, preview).map_err(SheetError::Pdf));
            Event::SheetMade(entry, revision, sheet)
        });
        self.upkeep.making = Some((job, entry, revision));
    }

    pub(super) fn sheet_made(
        &mut self,
        id: JobId,
        entry: Entry,
        revision: Revision,
        result: Result<super::reader::Sheet, SheetError>,
    ) {
        if self
            .upkeep
            .making
            .take_if(|(job, _, _)| *job == id)
            .is_none()
        {
            return;
        }
        match result {
            Ok(sheet) => {
                self.upkeep.made = Some((entry, revision));
                self.reader.show(sheet);
            }
            Err(SheetError::Export(ExportError::Cancelled(_))) => {}
            Err(error) => {
                self.upkeep.made = Some((entry, revision));
                self.reader.clear();
                self.reader.failure = Some(error.to_string());
            }
        }
    }

    /// What the export needs, in a form that can go to another thread.
    pub(super) fn export_work(&self) -> Option<ExportWork> {
        let desk = self.desk.as_ref()?;
        Some(ExportWork {
            pack: Arc::clone(desk.pack()),
            sources: desk.session.sources().clone(),
            passwords: desk.passwords.clone(),
            cache: Arc::clone(&desk.cache),
        })
    }
}

/// What the export needs, in a form that can go to another thread.
pub struct ExportWork {
    pack: Arc<crate::pack::Pack>,
    sources: crate::store::SourceStore,
    passwords: export::Passwords,
    cache: Arc<export::PartCache>,
}

impl ExportWork {
    /// The same, as the export takes it.
    pub fn request(&self) -> export::Request<'_> {
        export::Request {
            pack: &self.pack,
            sources: &self.sources,
            passwords: &self.passwords,
            cache: &self.cache,
        }
    }
}

/// Why what is selected cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// Its pages could not be made.
    #[error(transparent)]
    Export(ExportError),
    /// Its pages were made and cannot be read.
    #[error(transparent)]
    Pdf(crate::pdf::error::PdfError),
}
