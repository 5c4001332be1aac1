//! Which pack is open: new ones, opened ones, restored ones, and the way out of the last.
//!
//! The open pack is left only at the moment when what takes its place is ready, and only after the
//! person has decided about unsaved changes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui;

use crate::app::control::App;
use crate::app::control::revising::Sources;
use crate::app::control::sample;
use crate::app::control::upkeep::Upkeep;
use crate::app::message::question::Purpose;
use crate::app::message::then::{Arrival, Then};
use crate::app::state::desk::Desk;
use crate::app::state::in_hand::InHand;
use crate::app::view::details::Details;
use crate::app::view::dialog::{Dialog, Guard, Problems, Recovery};
use crate::app::view::notes::Notes;
use crate::app::view::outline::OutlineView;
use crate::app::view::table::TableView;
use crate::app::view::toast::Tone;
use crate::edit::History;
use crate::jobs::Label;
use crate::pack::Pack;
use crate::progress::Progress;
use crate::store::{
    self, HeldBy, Loaded, PackLock, Places, Recoverable, Restored, Session, StoreError,
};

impl App {
    /// Offers unsaved work of a session that ended without being closed.
    pub(super) fn offer_recovery(&mut self) {
        match store::recoverable_sessions(&self.data_folder) {
            Ok(found) if found.is_empty() => {}
            Ok(found) => self.dialogs.push_back(Dialog::Recovery(Recovery { found })),
            Err(error) => self.toasts.push(Tone::Error, error.to_string()),
        }
    }

    /// Throws unsaved work away.
    pub(super) fn discard(&mut self, work: Recoverable) {
        if let Err(error) = work.discard() {
            self.toasts.push(Tone::Error, error.to_string());
        }
    }

    /// Reads a pack file in the background.
    pub(super) fn open(&mut self, path: &Path) {
        // The list of recent packs must hold wherever the program is started from.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let places = Places::in_folder(&self.data_folder);
        let file = path.clone();
        let work = move |_: &Progress| {
            let loaded = store::load(&path).map_err(|error| error.to_string());
            if let Ok(loaded) = &loaded {
                places.carry_over(&loaded.places);
            }
            loaded
        };
        self.start(
            Label::Whole("Opening the pack"),
            work,
            move |app, ctx, ended| {
                if let Some(result) = app.unless_crashed(ended.result) {
                    app.opened(ctx, file, result);
                }
            },
        );
    }

    fn opened(&mut self, ctx: &egui::Context, path: PathBuf, result: Result<Loaded, String>) {
        match result {
            Ok(loaded) => self.guarded(ctx, Then::Put(Arrival::Opened(path, Box::new(loaded)))),
            Err(why) => self.dialogs.push_back(Dialog::Problems(Problems {
                title: "The pack could not be opened".to_owned(),
                problems: vec![why],
            })),
        }
    }

    /// Does what was asked for, after asking whether to save what is unsaved.
    pub(super) fn guarded(&mut self, ctx: &egui::Context, then: Then) {
        self.take_in_cell();
        if self.upkeep.saving.is_some() {
            // What is being saved must not be taken away under the saving.
            self.upkeep.after_saving = Some(then);
            return;
        }
        if let Some(work) = self.work_in_the_way() {
            let text = format!("{work} Wait for it, or cancel it in the status line.");
            self.toasts.push(Tone::Warning, text);
            return;
        }
        match &self.desk {
            Some(desk) if desk.history.has_unsaved_changes() => {
                let guard = Guard::new(desk.pack().title.clone(), then);
                self.dialogs
                    .retain(|dialog| !matches!(dialog, Dialog::Guard(_)));
                self.dialogs.push_front(Dialog::Guard(guard));
            }
            _ => self.go_on(ctx, then),
        }
    }

    fn work_in_the_way(&self) -> Option<&'static str> {
        if self.upkeep.exporting.is_some() {
            Some("The PDF is still being written.")
        } else if self.importing.is_some() {
            Some("Files are still being added.")
        } else {
            None
        }
    }

    /// Does what was asked for. What is unsaved is gone after this.
    pub(super) fn go_on(&mut self, ctx: &egui::Context, then: Then) {
        if self.upkeep.is_keeping() {
            // The session must not be taken away while unsaved work is being written into it.
            self.upkeep.after_keeping = Some(then);
            return;
        }
        match then {
            Then::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            Then::Put(arrival) => {
                if let Err(error) = self.put(arrival) {
                    self.toasts.push(Tone::Error, error.to_string());
                }
            }
        }
    }

    /// Puts a pack on the desk, in place of the one that is there.
    pub(super) fn put(&mut self, arrival: Arrival) -> Result<(), StoreError> {
        let mut desk = match arrival {
            Arrival::New => {
                let session = Session::begin(&self.data_folder, None)?;
                Desk::new(History::saved(Pack::default()), session)
            }
            Arrival::Sample => {
                let session = Session::begin(&self.data_folder, None)?;
                let pack = sample::unpack(session.sources())?;
                Desk::new(History::saved(pack), session)
            }
            Arrival::Opened(path, loaded) => {
                let session = Session::begin(&self.data_folder, Some((&path, &loaded.state)))?;
                if !loaded.warnings.is_empty() {
                    self.dialogs.push_back(Dialog::Problems(Problems {
                        title: "The pack was mended".to_owned(),
                        problems: loaded.warnings,
                    }));
                }
                Desk::new(History::saved(loaded.pack), session).in_file(Some(path), loaded.state)
            }
            Arrival::Restored(work) => {
                let Restored {
                    session,
                    pack,
                    pack_file,
                    known,
                } = work.restore();
                Desk::new(History::unsaved(pack), session).in_file(pack_file, known)
            }
        };
        self.leave_desk();
        self.desks += 1;
        desk.serial = self.desks;
        self.desk = Some(desk);
        self.take_lock();
        self.check_sources(Sources::All);
        Ok(())
    }

    fn take_lock(&mut self) {
        let Some(file) = self.desk.as_ref().and_then(|desk| desk.file.clone()) else {
            return;
        };
        self.preferences.remember_pack(&file);
        if let Some(held) = self.lock_file(&file) {
            self.dialogs.push_back(Dialog::Problems(Problems {
                title: "Somebody else has this pack open".to_owned(),
                problems: vec![format!(
                    "{held}. You can read and change it here. If they save first, you are asked before anything is replaced."
                )],
            }));
        }
    }

    /// Says to others that the pack in this file is open here, unless somebody else has it.
    pub(super) fn lock_file(&mut self, file: &Path) -> Option<HeldBy> {
        let desk = self.desk.as_mut()?;
        match PackLock::acquire(file) {
            Ok(lock) => {
                desk.lock = Some(lock);
                None
            }
            Err(held) => {
                desk.lock = None;
                self.keep_papers();
                Some(held)
            }
        }
    }

    /// Copies the papers into the session, in the background: whoever holds the pack's lock may
    /// take some of them out of its folder.
    fn keep_papers(&mut self) {
        let Some(desk) = &self.desk else {
            return;
        };
        let (pack, sources) = (Arc::clone(desk.pack()), desk.session.sources().clone());
        self.start_for_pack(
            Label::Whole("Copying the papers"),
            move |_| sources.keep_in_session(&pack),
            |app, _, ended| {
                if let Some(Err(error)) = app.unless_crashed(ended.result) {
                    let text = format!(
                        "Papers that somebody else takes out of the pack may go missing here: {error}."
                    );
                    app.toasts.push(Tone::Warning, text);
                }
            },
        );
    }

    /// Closes the pack that is open. What is unsaved is gone after this.
    pub(super) fn leave_desk(&mut self) {
        for job in std::mem::take(&mut self.pack_jobs) {
            self.abandon(job);
        }
        self.reader.clear();
        self.pages.clear();
        self.upkeep = Upkeep::default();
        self.outline = OutlineView::default();
        self.details = Details::default();
        self.table = TableView::default();
        self.toasts.forget_the_pack();
        self.notes = Notes::default();
        self.in_hand = InHand::default();
        self.importing = None;
        self.dialogs.retain(|dialog| !dialog.is_of_the_pack());
        if let Some(desk) = self.desk.take()
            && let Err(error) = desk.session.close()
        {
            self.toasts.push(Tone::Warning, error.to_string());
        }
    }

    /// Takes what is being written in a cell of the table into the pack.
    pub(super) fn take_in_cell(&mut self) {
        let written = self
            .desk
            .as_ref()
            .and_then(|desk| self.table.take_written(desk));
        if let Some(command) = written {
            self.edit(command);
        }
    }

    /// Keeps the window open while changes are unsaved, until the person has decided.
    pub(super) fn guard_close(&mut self, ctx: &egui::Context) {
        if !ctx.input(|input| input.viewport().close_requested()) || self.may_close {
            return;
        }
        self.take_in_cell();
        let is_busy = self.upkeep.saving.is_some()
            || self.upkeep.is_keeping()
            || self.work_in_the_way().is_some();
        if self.is_unsaved() || is_busy {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.guarded(ctx, Then::Quit);
        }
    }

    fn is_unsaved(&self) -> bool {
        self.desk
            .as_ref()
            .is_some_and(|desk| desk.history.has_unsaved_changes())
    }

    /// The window ends. Work that is unsaved and that nobody said to throw away is kept for the
    /// next start: the system may end the window without asking.
    pub(super) fn end(&mut self) {
        self.take_in_cell();
        if self.may_close || !self.is_unsaved() {
            self.leave_desk();
        } else if let Some(desk) = self.desk.take() {
            // Nobody is left to be told if this fails; what was kept before stays.
            let _ = desk.session.autosave().write(desk.pack());
        }
    }

    /// Asks for a pack to open.
    pub(super) fn choose_pack(&mut self) {
        self.ask(Purpose::OpenPack, None);
    }
}
