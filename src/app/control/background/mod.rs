//! What follows by itself from every change: unsaved work is kept, pages are counted, the reader
//! shows the new state. At most one of each is under way, always for the latest state.

mod sheets;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui;

use crate::app::control::App;
use crate::app::message::entry::Entry;
use crate::app::message::saving::Over;
use crate::app::message::then::Then;
use crate::app::state::desk::Desk;
use crate::app::state::export_work::ExportWork;
use crate::app::view::reader::Beside;
use crate::app::view::toast::Tone;
use crate::edit::Revision;
use crate::export::{self, ExportError, Plan};
use crate::jobs::{Ended, JobId, JobSlot, Label};
use crate::store::StoreError;

/// How long after a change unsaved work is kept at the latest.
const RECOVERY_AFTER: Duration = Duration::from_millis(600);
/// How long typing must pause at most before pages are made again.
const QUIET: Duration = Duration::from_millis(180);
/// A count that takes no longer than this is begun at every change.
const QUICK: Duration = Duration::from_millis(150);
/// How long after a failure unsaved work is tried to be kept again.
const RECOVERY_AGAIN_AFTER: Duration = Duration::from_secs(5);

/// What is under way, and for which state of the pack.
#[derive(Default)]
pub struct Background {
    /// The latest state, and when pages are made of it.
    seen: Option<(Revision, Duration)>,
    changed_at: Option<Duration>,
    /// The state that the recovery file holds.
    recovery_of: Option<Revision>,
    /// The work that writes it.
    writing_recovery: Option<JobId>,
    has_recovery_failed: bool,
    /// The page numbers.
    plan: JobSlot<Revision>,
    /// How long they took the last time that they were counted again.
    plan_took: Duration,
    /// What was selected in the last frame.
    selected: Option<Entry>,
    /// The pages of a document that was just selected, before they have their numbers.
    first_sheet: JobSlot<(Entry, Revision)>,
    /// Those near the page that is read, as they will be exported.
    near_sheet: JobSlot<(Entry, Revision)>,
    /// Pages before and after what is read, where the pack is read as one.
    beside: JobSlot<(Beside, Revision)>,
    /// The pages that the reader shows.
    sheet: JobSlot<(Entry, Revision)>,
    texts: JobSlot<(Entry, Revision)>,
    /// The title that the system shows for the window.
    window_title: String,
    /// The PDF that is being written.
    pub exporting: Option<JobId>,
    /// The save that is under way.
    pub saving: Option<JobId>,
    /// A save that waits for other writing to end.
    pub waiting_save: Option<(PathBuf, Over, Option<Then>)>,
    /// What was asked for while the pack was being saved.
    pub after_saving: Option<Then>,
    /// What was asked for while unsaved work was being kept.
    pub after_recovery: Option<Then>,
}

impl Background {
    /// Whether unsaved work is being written.
    pub fn is_writing_recovery(&self) -> bool {
        self.writing_recovery.is_some()
    }

    /// Says that nothing is kept any more: the pack was saved.
    pub fn forget_recovery(&mut self) {
        self.recovery_of = None;
    }

    /// Whether everything was done for the present state.
    pub fn is_done(&self, desk: Option<&Desk>) -> bool {
        desk.is_none_or(|desk| {
            let revision = desk.history.revision();
            let is_made = self.sheet.done().is_some_and(|(_, made)| *made == revision);
            is_made && (self.plan.done() == Some(&revision) || desk.is_count_stopped())
        })
    }
}

impl App {
    /// Starts what the latest change calls for.
    pub(super) fn keep_up(&mut self, ctx: &egui::Context) {
        self.show_window_title(ctx);
        if !self.background.is_writing_recovery()
            && let Some(then) = self.background.after_recovery.take()
        {
            self.go_on(ctx, then);
        }
        let Some(desk) = &self.desk else {
            return;
        };
        let revision = desk.history.revision();
        let now = self.now;
        if self
            .background
            .seen
            .is_none_or(|(seen, _)| seen != revision)
        {
            let is_first = self.background.seen.is_none() || self.background.sheet.done().is_none();
            // What is counted at once waits for no pause; what takes long is not begun at every key.
            let pause = if self.background.plan_took < QUICK {
                Duration::ZERO
            } else {
                QUIET
            };
            let due = if is_first { now } else { now + pause };
            self.background.seen = Some((revision, due));
            self.background.changed_at.get_or_insert(now);
        }
        self.follow_with_recovery(ctx, revision, now);
        let due = self.background.seen.map_or(now, |(_, due)| due);
        if due > now {
            ctx.request_repaint_after(due - now);
            return;
        }
        self.make_first_sheet(revision);
        self.count_pages(revision);
        self.make_sheet(revision);
        self.make_beside(revision);
        self.read_texts(revision);
        self.find_in_pack(ctx, revision);
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
        if title != self.background.window_title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.background.window_title = title;
        }
    }

    fn follow_with_recovery(&mut self, ctx: &egui::Context, revision: Revision, now: Duration) {
        let Some(desk) = &self.desk else {
            return;
        };
        if self.background.is_writing_recovery() || self.background.saving.is_some() {
            return;
        }
        let autosave = desk.session.autosave();
        if !desk.history.has_unsaved_changes() {
            self.background.changed_at = None;
            // What was undone must not come back after a crash.
            if self.background.recovery_of.take().is_some() {
                self.write_recovery(None, move || autosave.forget());
            }
            return;
        }
        if self.background.recovery_of == Some(revision) {
            self.background.changed_at = None;
            return;
        }
        let since = *self.background.changed_at.get_or_insert(now);
        if let Some(wait) = RECOVERY_AFTER
            .checked_sub(now.saturating_sub(since))
            .filter(|wait| !wait.is_zero())
        {
            ctx.request_repaint_after(wait);
            return;
        }
        let pack = Arc::clone(desk.pack());
        self.background.changed_at = None;
        self.write_recovery(Some(revision), move || autosave.write(&pack));
    }

    fn write_recovery(
        &mut self,
        revision: Option<Revision>,
        work: impl FnOnce() -> Result<(), StoreError> + Send + 'static,
    ) {
        let next =
            move |app: &mut Self, _: &egui::Context, ended: Ended<Result<(), StoreError>>| {
                let result = match ended.result {
                    Ok(result) => result.map_err(|error| error.to_string()),
                    Err(crash) => Err(crash.to_string()),
                };
                app.recovery_written(revision, result);
            };
        self.background.writing_recovery =
            Some(self.start_for_pack(Label::Hidden, |_| work(), next));
    }

    fn recovery_written(&mut self, revision: Option<Revision>, result: Result<(), String>) {
        self.background.writing_recovery = None;
        match result {
            Ok(()) => {
                self.background.recovery_of = revision;
                self.background.has_recovery_failed = false;
            }
            Err(why) => {
                self.background.changed_at = Some(self.now + RECOVERY_AGAIN_AFTER);
                if !std::mem::replace(&mut self.background.has_recovery_failed, true) {
                    let text = format!("Unsaved work can't be kept: {why}. Save the pack now.");
                    self.toasts.push(Tone::Error, text);
                }
            }
        }
        self.save_what_waits();
    }

    fn save_what_waits(&mut self) {
        if let Some((path, over, then)) = self.background.waiting_save.take() {
            self.save_to(path, over, then);
        }
    }

    /// Makes pages and plan anew although the pack has not changed, as after a password was given.
    pub(super) fn make_again(&mut self) {
        let jobs = [
            self.background.plan.reset(),
            self.background.first_sheet.reset(),
            self.background.near_sheet.reset(),
            self.background.beside.reset(),
            self.background.sheet.reset(),
            self.background.texts.reset(),
        ];
        for job in jobs.into_iter().flatten() {
            self.abandon(job);
        }
        self.reader.forget_beside();
        if let Some(desk) = &mut self.desk {
            desk.uncounted = None;
        }
    }

    fn count_pages(&mut self, revision: Revision) {
        let is_stopped = self.desk.as_ref().is_some_and(Desk::is_count_stopped);
        // What is to be read comes first.
        let waits = is_stopped || self.background.first_sheet.is_running();
        if waits || !self.background.plan.is_due(&revision, &self.jobs) {
            return;
        }
        let Some(work) = self.export_work() else {
            return;
        };
        let job = self.start_for_pack(
            Label::StoppableIfLong("Counting pages"),
            move |progress| {
                let begun = Instant::now();
                let plan = export::plan(&work.request(), progress)?;
                Ok((plan, begun.elapsed()))
            },
            |app, _, ended| app.planned(ended),
        );
        self.background.plan.begin(job, revision);
    }

    fn planned(&mut self, ended: Ended<Result<(Plan, Duration), ExportError>>) {
        let Some(revision) = self.background.plan.end(ended.job) else {
            return;
        };
        let Some(result) = self.unless_crashed(ended.result) else {
            self.background.plan.set_done(revision);
            return;
        };
        match result {
            Ok((plan, took)) => {
                // The first time everything is read, which says nothing of the next.
                if self.background.plan.done().is_some() {
                    self.background.plan_took = took;
                }
                self.background.plan.set_done(revision);
                if let Some(desk) = &mut self.desk {
                    desk.set_plan(revision, plan);
                }
            }
            Err(ExportError::Cancelled(_)) => {}
            Err(error) => {
                self.background.plan.set_done(revision);
                self.toasts.push(
                    Tone::Error,
                    format!("The pages could not be counted: {error}"),
                );
            }
        }
    }

    /// Stops work as the person asked.
    pub(super) fn stop(&mut self, job: JobId) {
        self.jobs.cancel(job);
        // It would begin again by itself, as it does after a change.
        if let (Some(revision), Some(desk)) = (self.background.plan.made_by(job), &mut self.desk) {
            desk.uncounted = Some(*revision);
        }
    }

    /// Counts the pages although the person stopped that.
    pub(super) fn count_after_all(&mut self) {
        if let Some(desk) = &mut self.desk {
            desk.uncounted = None;
        }
        self.background.sheet.forget();
        if self.reader.entry().is_none() {
            self.reader.failure = None;
            self.reader.is_waiting = true;
        }
    }

    /// What the export needs, in a form that can go to another thread.
    pub(super) fn export_work(&self) -> Option<ExportWork> {
        self.desk.as_ref().map(ExportWork::of)
    }
}
