//! Saving the pack: where it is, or in a new place, never over something unasked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui;

use super::App;
use super::dialog::{Dialog, Problems, Replace};
use super::events::{Event, SaveEnd};
use super::packs::Then;
use super::picker::Purpose;
use super::toast::Tone;
use crate::edit::Command;
use crate::jobs::Label;
use crate::pack::Pack;
use crate::store::{self, PackLock};

impl App {
    /// Saves the pack where it is, or asks where; then goes on with `then`.
    pub(super) fn save_pack(&mut self, then: Option<Then>) {
        match self.desk.as_ref().map(|desk| desk.file.clone()) {
            Some(Some(path)) => self.save_to(path, then),
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
            self.save_to(path, then);
            return;
        }
        let why = match PackLock::acquire(&path) {
            Err(held) => Some(format!("{held}. Saving would replace their pack.")),
            Ok(_) if path.exists() && was_shown != Some(&path) => {
                Some("There is a pack of that name already.".to_owned())
            }
            Ok(_) => None,
        };
        match why {
            Some(why) => self
                .dialogs
                .push_front(Dialog::Replace(Replace::new(path, why, then))),
            None => self.save_to(path, then),
        }
    }

    /// A pack without a title of its own takes that of its first file: what is printed on the cover
    /// and on every page should not be "Untitled pack".
    fn take_title_from(&mut self, path: &Path) {
        let is_untitled = |pack: &Pack| pack.title == Pack::default().title;
        let is_first = (self.desk.as_ref())
            .is_some_and(|desk| desk.file.is_none() && is_untitled(desk.pack()));
        let name = path.file_stem().map(|stem| stem.to_string_lossy());
        if let Some(name) = name.filter(|_| is_first) {
            self.edit(Command::SetTitle(name.into_owned()));
        }
    }

    /// Saves the pack to this file in the background.
    pub(super) fn save_to(&mut self, path: PathBuf, then: Option<Then>) {
        self.take_title_from(&path);
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
        let may_tidy = desk.lock.is_some() && desk.file.as_ref() == Some(&path);
        let label = if pack.sources.len() > 20 {
            Label::Whole("Saving")
        } else {
            Label::Hidden
        };
        let job = self.start_for_pack(label, move |_| {
            let result = store::save(&path, &pack, &sources)
                .map(|saved| saved.missing.len())
                .map_err(|error| error.to_string());
            if may_tidy && result.is_ok() {
                store::retire_unused(&path, &pack, &sources);
            }
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
        match end.result {
            Ok(missing) => self.saved(&end.path, end.revision, missing),
            Err(why) => {
                self.save_failed(why);
                return;
            }
        }
        if let Some((path, then)) = self.upkeep.waiting_save.take() {
            self.save_to(path, then);
        } else if let Some(then) = end.then.or_else(|| self.upkeep.after_saving.take()) {
            self.guarded(ctx, then);
        }
    }

    fn saved(&mut self, path: &Path, revision: crate::edit::Revision, missing: usize) {
        let Some(desk) = &mut self.desk else {
            return;
        };
        desk.history.mark_saved(revision);
        if desk.file.as_deref() != Some(path) {
            desk.lock = PackLock::acquire(path).ok();
            desk.file = Some(path.to_owned());
        }
        if let Err(error) = desk.session.saved(path) {
            self.toasts.push(Tone::Warning, error.to_string());
        }
        let name = desk.file_name();
        self.preferences.remember_pack(path);
        self.upkeep.forget_kept();
        if missing == 0 {
            self.toasts.push(Tone::Good, format!("Saved {name}"));
        } else {
            let text = format!(
                "Saved {name}; {missing} missing or changed files could not be copied along."
            );
            self.toasts.push(Tone::Warning, text);
        }
    }

    /// Says that the pack was not saved; what was to come after it does not.
    pub(super) fn save_failed(&mut self, why: String) {
        self.upkeep.after_saving = None;
        self.upkeep.waiting_save = None;
        self.dialogs.push_back(Dialog::Problems(Problems {
            title: "The pack could not be saved".to_owned(),
            problems: vec![
                why,
                "Your work is still here. Save it in another place with Save as…".to_owned(),
            ],
        }));
    }
}
