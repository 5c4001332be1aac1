//! Which pack is open: new ones, opened ones, restored ones, and the way out of the last.
//!
//! The open pack is left only at the moment when what takes its place is ready, and only after the
//! person has decided about unsaved changes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui;

use crate::app::control::App;
use crate::app::control::background::Background;
use crate::app::control::revising::Sources;
use crate::app::control::sample;
use crate::app::message::question::Purpose;
use crate::app::message::then::{Arrival, Ready, Then};
use crate::app::state::desk::Desk;
use crate::app::state::in_hand::InHand;
use crate::app::view::details::Details;
use crate::app::view::dialog::{Dialog, Guard, Problems, Recovery};
use crate::app::view::notes::Notes;
use crate::app::view::outline::OutlineView;
use crate::app::view::table::TableView;
use crate::app::view::toast::Tone;
use crate::edit::{History, Revision};
use crate::export::{PartCache, SourceFacts};
use crate::jobs::Label;
use crate::pack::Pack;
use crate::progress::Progress;
use crate::store::{
    self, FileState, HeldBy, Loaded, PackLock, Places, Recoverable, Restored, Session, StoreError,
};

impl App {
    /// Offers unsaved work of a session that ended without being closed.
    pub(super) fn offer_recovery(&mut self) {
        let data_folder = self.data_folder.clone();
        let work = move |_: &Progress| store::recoverable_sessions(&data_folder);
        self.start(Label::Hidden, work, |app, _, ended| {
            match app.unless_crashed(ended.result) {
                Some(Ok(found)) if !found.is_empty() => {
                    let dialog = Dialog::Recovery(Recovery { found });
                    app.dialogs.push_back(dialog);
                }
                Some(Err(error)) => app.toasts.push(Tone::Error, error.to_string()),
                Some(Ok(_)) | None => {}
            }
        });
    }

    /// Throws unsaved work away.
    pub(super) fn discard(&mut self, work: Recoverable) {
        let work = move |_: &Progress| work.discard();
        self.start(Label::Hidden, work, |app, _, ended| {
            if let Some(Err(error)) = app.unless_crashed(ended.result) {
                app.toasts.push(Tone::Error, error.to_string());
            }
        });
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
        if self.background.saving.is_some() {
            // What is being saved must not be taken away under the saving.
            self.background.after_saving = Some(then);
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
        if self.background.exporting.is_some() {
            Some("The PDF is still being written.")
        } else if self.importing.is_some() {
            Some("Files are still being added.")
        } else {
            None
        }
    }

    /// Does what was asked for. What is unsaved is gone after this.
    pub(super) fn go_on(&mut self, ctx: &egui::Context, then: Then) {
        if self.background.is_writing_recovery() {
            // The session must not be taken away while unsaved work is being written into it.
            self.background.after_recovery = Some(then);
            return;
        }
        match then {
            Then::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            Then::Put(arrival) => self.put(arrival),
        }
    }

    /// Puts a pack on the desk, in place of the one that is there.
    pub(super) fn put(&mut self, arrival: Arrival) {
        self.put_then(arrival, |_| {});
    }

    /// Puts a pack on the desk and goes on with `next`. What has to be done on the disk before is done
    /// beside the window.
    pub(super) fn put_then(
        &mut self,
        arrival: Arrival,
        next: impl FnOnce(&mut Self) + Send + 'static,
    ) {
        let arrival = match arrival {
            Arrival::Ready(ready) => {
                self.place(*ready);
                return next(self);
            }
            other => other,
        };
        let data_folder = self.data_folder.clone();
        let left = self.state_of_desk();
        let work = move |_: &Progress| prepare(arrival, &data_folder);
        self.start(Label::Hidden, work, move |app, ctx, ended| {
            match app.unless_crashed(ended.result) {
                Some(Ok(ready)) if app.state_of_desk() == left => {
                    app.place(ready);
                    next(app);
                }
                // The open pack was changed meanwhile: the person decides about that first.
                Some(Ok(ready)) => app.guarded(ctx, Then::Put(Arrival::Ready(Box::new(ready)))),
                Some(Err(error)) => app.toasts.push(Tone::Error, error.to_string()),
                None => {}
            }
        });
    }

    fn state_of_desk(&self) -> Option<(u64, Revision)> {
        let desk = self.desk.as_ref()?;
        Some((desk.serial, desk.history.revision()))
    }

    fn place(&mut self, ready: Ready) {
        if !ready.warnings.is_empty() {
            self.dialogs.push_back(Dialog::Problems(Problems {
                title: "The pack was repaired".to_owned(),
                problems: ready.warnings,
            }));
        }
        let old = self.leave_desk();
        let mut desk = Desk::new(ready.history, ready.session).in_file(ready.file, ready.known);
        let facts = SourceFacts::in_folder(&self.cache_folder);
        desk.cache = Arc::new(PartCache::default().with_facts(facts));
        self.desks += 1;
        desk.serial = self.desks;
        let file = desk.file.clone();
        self.desk = Some(desk);
        if let Some(file) = &file {
            self.preferences.remember_pack(file);
        }
        let work = move |_: &Progress| old.map_or(Ok(()), Desk::close);
        self.lock(work, file, true);
        self.check_sources(Sources::All);
    }

    /// Says to others that the open pack is open here, after what has to be done `before`. Tells the
    /// person of somebody else who has it, if that is new to them.
    fn lock(
        &mut self,
        before: impl FnOnce(&Progress) -> Result<(), StoreError> + Send + 'static,
        file: Option<PathBuf>,
        tells: bool,
    ) {
        let serial = self.desks;
        let work = move |progress: &Progress| {
            let done = before(progress);
            (done, file.map(|file| PackLock::acquire(&file)))
        };
        self.start(Label::Hidden, work, move |app, _, ended| {
            let Some((done, lock)) = app.unless_crashed(ended.result) else {
                return;
            };
            if let Err(error) = done {
                app.toasts.push(Tone::Warning, error.to_string());
            }
            let Some(desk) = app.desk.as_mut().filter(|desk| desk.serial == serial) else {
                return;
            };
            match lock {
                Some(Ok(lock)) => desk.lock = Some(lock),
                Some(Err(held)) => {
                    app.keep_papers();
                    if tells {
                        app.tell_of_other(&held);
                    }
                }
                None => {}
            }
        });
    }

    fn tell_of_other(&mut self, held: &HeldBy) {
        self.dialogs.push_back(Dialog::Problems(Problems {
            title: "Somebody else has this pack open".to_owned(),
            problems: vec![format!(
                "{held}. You can read and change it here. If they save first, you are asked \
                 before anything is replaced."
            )],
        }));
    }

    /// The pack lies in another file now: others are told of that one.
    pub(super) fn lock_file(&mut self, file: &Path) {
        let old = self.desk.as_mut().and_then(|desk| desk.lock.take());
        let work = move |_: &Progress| {
            drop(old);
            Ok(())
        };
        self.lock(work, Some(file.to_owned()), false);
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
                        "Papers that somebody else takes out of the pack may go missing here: \
                         {error}."
                    );
                    app.toasts.push(Tone::Warning, text);
                }
            },
        );
    }

    /// Takes the open pack off the desk. What is unsaved is gone after this.
    fn leave_desk(&mut self) -> Option<Desk> {
        for job in std::mem::take(&mut self.pack_jobs) {
            self.abandon(job);
        }
        self.reader.clear();
        self.pages.clear();
        self.background = Background::default();
        self.outline = OutlineView::default();
        self.details = Details::default();
        self.table = TableView::default();
        self.toasts.forget_the_pack();
        self.notes = Notes::default();
        self.in_hand = InHand::default();
        self.importing = None;
        self.dialogs.retain(|dialog| !dialog.is_of_the_pack());
        self.desk.take()
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
        let is_busy = self.background.saving.is_some()
            || self.background.is_writing_recovery()
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
            // Nobody is left to be told if this fails.
            let _ = self.leave_desk().map(Desk::close);
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

/// Does what has to be done on the disk before a pack is put on the desk.
fn prepare(arrival: Arrival, data_folder: &Path) -> Result<Ready, StoreError> {
    let ready = |pack, session| Ready {
        history: History::saved(pack),
        session,
        file: None,
        known: FileState::Missing,
        warnings: Vec::new(),
    };
    Ok(match arrival {
        Arrival::New => ready(Pack::default(), Session::begin(data_folder, None)?),
        Arrival::Sample => {
            let session = Session::begin(data_folder, None)?;
            let pack = sample::unpack(session.sources())?;
            ready(pack, session)
        }
        Arrival::Opened(path, loaded) => {
            let session = Session::begin(data_folder, Some((&path, &loaded.state)))?;
            Ready {
                file: Some(path),
                known: loaded.state,
                warnings: loaded.warnings,
                ..ready(loaded.pack, session)
            }
        }
        Arrival::Restored(work) => {
            let Restored {
                session,
                pack,
                pack_file,
                known,
            } = work.restore();
            Ready {
                history: History::unsaved(pack),
                session,
                file: pack_file,
                known,
                warnings: Vec::new(),
            }
        }
        Arrival::Ready(ready) => *ready,
    })
}
