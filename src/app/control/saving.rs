//! Saving the pack: where it is, or in a new place, never over something unasked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui;

use crate::app::control::App;
use crate::app::control::differences::differences;
use crate::app::message::question::Purpose;
use crate::app::message::saving::{Look, Over};
use crate::app::message::then::Then;
use crate::app::view::dialog::{Conflict, Dialog, Problems, Replace};
use crate::app::view::toast::Tone;
use crate::capitals::capitalised;
use crate::edit::{Command, Revision};
use crate::jobs::Label;
use crate::pack::Pack;
use crate::progress::Progress;
use crate::store::{self, FileState, PackLock, SaveOutcome, Saved};

impl App {
    /// Saves the pack where it is, or asks where; then goes on with `then`.
    pub(super) fn save_pack(&mut self, then: Option<Then>) {
        match self.desk.as_ref().map(|desk| desk.file.clone()) {
            Some(Some(path)) => self.save_to(path, Over::Known, then),
            Some(None) => self.ask(Purpose::SavePack, then),
            None => {}
        }
    }

    /// Saves the pack to a file that was chosen. `was_shown` is the path that the person saw: the
    /// system has asked about replacing that one, and no other.
    pub(super) fn save_as(&mut self, path: PathBuf, was_shown: Option<&Path>, then: Option<Then>) {
        let Some(desk) = &self.desk else {
            return;
        };
        if desk.file.as_ref() == Some(&path) {
            self.save_to(path, Over::Known, then);
            return;
        }
        let was_shown = was_shown == Some(&path);
        let file = path.clone();
        let work = move |_: &Progress| PackLock::acquire(&file).map(|_| file.exists());
        self.start_for_pack(Label::Hidden, work, move |app, _, ended| {
            match app.unless_crashed(ended.result) {
                Some(Err(held)) => {
                    let why = format!("{held}. Saving would replace their pack.");
                    app.ask_about_another(path, why, then);
                }
                Some(Ok(_)) if was_shown => app.save_to(path, Over::Another, then),
                Some(Ok(true)) => {
                    let why = "There is already a pack of that name.".to_owned();
                    app.ask_about_another(path, why, then);
                }
                Some(Ok(false)) => app.save_to(path, Over::Known, then),
                None => {}
            }
        });
    }

    fn ask_about_another(&mut self, path: PathBuf, why: String, then: Option<Then>) {
        let dialog = Replace::new(path, why, then);
        self.dialogs.push_front(Dialog::Replace(dialog));
    }

    /// A pack without a title of its own takes that of its first file: what is printed on the cover
    /// and on every page should not be "Untitled pack".
    fn title_from(&self, path: &Path) -> Option<String> {
        let desk = self.desk.as_ref()?;
        let is_first = desk.file.is_none() && desk.pack().title == Pack::default().title;
        let name = path.file_stem().filter(|_| is_first)?;
        Some(name.to_string_lossy().into_owned())
    }

    /// Saves the pack to this file in the background.
    pub(super) fn save_to(&mut self, path: PathBuf, over: Over, then: Option<Then>) {
        // Kept work must not be written after the save that makes it needless.
        if self.background.is_writing_recovery() || self.background.saving.is_some() {
            self.background.waiting_save = Some((path, over, then));
            return;
        }
        let title = self.title_from(&path);
        let Some(desk) = &self.desk else {
            return;
        };
        let mut pack = Arc::clone(desk.pack());
        if let Some(title) = title {
            Arc::make_mut(&mut pack).title = title;
        }
        let revision = desk.history.revision();
        let (sources, autosave) = (desk.session.sources().clone(), desk.session.autosave());
        let is_own_file = desk.file.as_ref() == Some(&path);
        let may_tidy = is_own_file && desk.lock.as_ref().is_some_and(PackLock::is_held);
        let known = if is_own_file {
            desk.known.clone()
        } else {
            FileState::Missing
        };
        let label = if pack.sources.len() > 20 {
            Label::Whole("Saving")
        } else {
            Label::Hidden
        };
        let saved_to = path.clone();
        let work = move |_: &Progress| {
            let outcome = match &over {
                Over::Known => store::save(&path, &pack, &sources, &known),
                Over::Theirs(seen) => store::replace(&path, &pack, &sources, seen, "theirs"),
                Over::Another => FileState::of(&path)
                    .and_then(|seen| store::replace(&path, &pack, &sources, &seen, "earlier")),
            };
            let mut not_noted = None;
            if let Ok(SaveOutcome::Saved(saved)) = &outcome {
                let noted = autosave.saved(&path, &saved.state);
                not_noted = noted.err().map(|error| error.to_string());
                if may_tidy {
                    store::retire_unused(&path, &pack, &sources);
                }
            }
            (outcome.map_err(|error| error.to_string()), not_noted)
        };
        let job = self.start_for_pack(label, work, move |app, ctx, ended| {
            app.background.saving = None;
            match ended.result {
                Ok((result, not_noted)) => {
                    if let Some(why) = not_noted {
                        app.toasts.push(Tone::Warning, why);
                    }
                    app.save_ended(ctx, saved_to, revision, result, then);
                }
                Err(crash) => app.save_failed(&format!("the pack was not saved: {crash}")),
            }
        });
        self.background.saving = Some(job);
    }

    fn save_ended(
        &mut self,
        ctx: &egui::Context,
        path: PathBuf,
        revision: Revision,
        result: Result<SaveOutcome, String>,
        then: Option<Then>,
    ) {
        match result {
            Ok(SaveOutcome::Saved(saved)) => self.saved(&path, revision, saved),
            Ok(SaveOutcome::Conflict(conflict)) => {
                self.not_saved_over_others(path, conflict, then);
                return;
            }
            Err(why) => {
                self.save_failed(&why);
                return;
            }
        }
        if let Some((path, over, then)) = self.background.waiting_save.take() {
            self.save_to(path, over, then);
        } else if let Some(then) = then.or_else(|| self.background.after_saving.take()) {
            self.guarded(ctx, then);
        }
    }

    fn saved(&mut self, path: &Path, mut revision: Revision, saved: Saved) {
        // Only now: a save that failed changes nothing.
        if let Some(title) = self.title_from(path) {
            let now = |app: &Self| app.desk.as_ref().map(|desk| desk.history.revision());
            let was_as_saved = now(self) == Some(revision);
            self.edit(Command::SetTitle(title));
            if let Some(titled) = now(self).filter(|_| was_as_saved) {
                revision = titled;
            }
        }
        let Some(desk) = &mut self.desk else {
            return;
        };
        desk.history.mark_saved(revision);
        desk.known = saved.state;
        let is_new_place = desk.file.as_deref() != Some(path);
        desk.file = Some(path.to_owned());
        let name = desk.file_name();
        if is_new_place {
            self.lock_file(path);
        }
        self.preferences.remember_pack(path);
        self.background.forget_recovery();
        let mut sentences = vec![format!("Saved {name}")];
        if let Some(kept) = saved.kept.as_deref().and_then(Path::file_name) {
            let kept = kept.to_string_lossy();
            sentences.push(format!("What was there is kept as “{kept}”"));
        }
        let not_copied = match saved.missing.len() {
            0 => None,
            1 => Some("1 file is missing or changed and could not be copied".to_owned()),
            missing => Some(format!(
                "{missing} files are missing or changed and could not be copied"
            )),
        };
        let tone = not_copied.as_ref().map_or(Tone::Good, |_| Tone::Warning);
        sentences.extend(not_copied);
        let text = match &*sentences {
            [alone] => alone.clone(),
            several => several.join(". ") + ".",
        };
        self.toasts.push(tone, text);
    }

    /// Asks what becomes of the file that holds something else. Nothing counts as saved until the
    /// person has decided; what was to come after the save waits for that.
    fn not_saved_over_others(
        &mut self,
        path: PathBuf,
        conflict: store::Conflict,
        then: Option<Then>,
    ) {
        self.toasts.forget_good();
        let waiting = self.background.waiting_save.take();
        let then = then
            .or_else(|| waiting.and_then(|(_, _, then)| then))
            .or_else(|| self.background.after_saving.take());
        let Some(desk) = &mut self.desk else {
            return;
        };
        if desk.file.as_ref() != Some(&path) {
            let why = "There is already a pack of that name.".to_owned();
            self.ask_about_another(path, why, then);
            return;
        }
        desk.history.mark_unsaved();
        self.dialogs
            .retain(|dialog| !matches!(dialog, Dialog::Conflict(_)));
        let conflict = store::Conflict {
            file: path,
            ..conflict
        };
        let dialog = Conflict::new(conflict, then);
        self.dialogs.push_front(Dialog::Conflict(dialog));
    }

    /// Reads what somebody else saved, in the background.
    pub(super) fn look_at_theirs(&mut self, file: PathBuf) {
        let Some(desk) = &self.desk else {
            return;
        };
        let ours = Arc::clone(desk.pack());
        let looked_at = file.clone();
        let work = move |_: &Progress| {
            let look = store::load(&file).map(|loaded| Look {
                differences: differences(&ours, &loaded.pack),
                state: loaded.state,
                saved_at: store::saved_at(&file),
            });
            look.map_err(|error| error.to_string())
        };
        self.start_for_pack(Label::Hidden, work, move |app, _, ended| {
            let look = ended.result.unwrap_or_else(|crash| Err(crash.to_string()));
            app.theirs_read(&looked_at, look);
        });
    }

    fn theirs_read(&mut self, file: &Path, look: Result<Look, String>) {
        let waiting = self.dialogs.iter_mut().find_map(|dialog| match dialog {
            Dialog::Conflict(dialog) if dialog.is_about(file) => Some(dialog),
            _ => None,
        });
        if let Some(dialog) = waiting {
            dialog.looked(look);
        }
    }

    /// Says that the pack was not saved; what was to come after it does not.
    pub(super) fn save_failed(&mut self, why: &str) {
        self.toasts.forget_good();
        self.background.after_saving = None;
        self.background.waiting_save = None;
        self.dialogs.push_back(Dialog::Problems(Problems {
            title: "The pack could not be saved".to_owned(),
            problems: vec![
                format!("{}.", capitalised(why)),
                "Your work is still here, with unsaved changes.".to_owned(),
            ],
        }));
    }
}
