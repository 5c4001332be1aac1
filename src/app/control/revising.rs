//! New versions of sources: noticed when the file changes on disk, compared before they are taken.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui;

use crate::app::control::App;
use crate::app::message::action::Action;
use crate::app::message::revising::{Compared, LayoutChoice};
use crate::app::state::export_work::ExportWork;
use crate::app::state::origins::source_at_cursor;
use crate::app::view::details::PagesReady;
use crate::app::view::dialog::{CompareVersions, Dialog, Problems};
use crate::app::view::toast::Tone;
use crate::capitals::capitalised;
use crate::edit::{Command, Revision};
use crate::export::ExportRequest;
use crate::jobs::{Crash, JobId, Label};
use crate::layout_true;
use crate::origin::{self, OriginState, Origins, Seen};
use crate::pack::{DocumentId, SourceId};
use crate::progress::Progress;
use crate::revise::{self, ReviseError};
use crate::store::SourceState;

/// How often the files that sources came from are looked at while the window is in use.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How often it is looked whether what is missing is there again.
const MISSED_EVERY: Duration = Duration::from_secs(5);

/// What is known about the files that sources came from.
#[derive(Debug, Default)]
pub struct OriginWatch {
    origins: Arc<Origins>,
    /// Which pack was looked at last, and when.
    looked: Option<(u64, Duration)>,
    /// When sources that are missing were last looked for.
    missed: Option<Duration>,
    /// A state of the pack of which nothing is left to be looked at for the first time.
    complete: Option<(u64, Revision)>,
    looking: Option<JobId>,
}

/// Which sources are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sources {
    /// All of the pack.
    All,
    /// Those that were missing or broken.
    Troubled,
}

/// Whether the window is in use, and whether the person came back to it just now.
fn attention(ctx: &egui::Context) -> (bool, bool) {
    ctx.input(|input| {
        let back = egui::Event::WindowFocused(true);
        (input.focused, input.raw.events.contains(&back))
    })
}

/// How comparing ended.
enum Comparison {
    /// The person is to decide.
    Ready(Box<Compared>),
    /// The person stopped it.
    Cancelled,
    /// The file can't take the place of the source.
    Failed(String),
}

impl App {
    /// Looks in the background at the files that sources came from, if it is time.
    pub(super) fn watch_origins(&mut self, ctx: &egui::Context) {
        let Some(desk) = &self.desk else {
            return;
        };
        let (is_focused, came_back) = attention(ctx);
        let watch = &self.origin_watch;
        let is_looking = watch.looking.is_some_and(|job| self.jobs.is_running(job));
        let last = watch
            .looked
            .filter(|(serial, _)| *serial == desk.serial)
            .map(|(_, when)| self.now.saturating_sub(when));
        let is_gone = |seen: &Seen| seen.state == OriginState::Gone;
        let every = if desk.origins.values().any(is_gone) {
            MISSED_EVERY
        } else {
            LOOK_EVERY
        };
        let is_due = last.is_none_or(|ago| ago >= every);
        let is_asked_for = is_focused && (is_due || came_back);
        if !is_looking && (self.has_unseen_origins() || is_asked_for) {
            self.look_at_origins();
        }
        if is_focused {
            ctx.request_repaint_after(every);
        }
    }

    /// Looks whether sources that are missing are there again, as when a drive is connected: every
    /// few seconds, and at once when the person comes back to the window. Then the others are looked
    /// at as well.
    pub(super) fn watch_sources(&mut self, ctx: &egui::Context) {
        let Some(desk) = &self.desk else {
            return;
        };
        let (is_focused, came_back) = attention(ctx);
        let has_trouble = !desk.troubled_sources.is_empty();
        let is_due = |last: Duration| self.now.saturating_sub(last) >= MISSED_EVERY;
        if came_back {
            self.check_sources(Sources::All);
        } else if is_focused && has_trouble && self.origin_watch.missed.is_none_or(is_due) {
            self.check_sources(Sources::Troubled);
        } else {
            return;
        }
        self.origin_watch.missed = Some(self.now);
        if is_focused && has_trouble {
            ctx.request_repaint_after(MISSED_EVERY);
        }
    }

    /// Takes in how it stands with the sources. What was missing and is there is shown again.
    pub(super) fn sources_checked(&mut self, states: BTreeMap<SourceId, SourceState>) {
        let Some(desk) = &mut self.desk else {
            return;
        };
        let before = std::mem::replace(&mut desk.troubled_sources, states);
        let has_mended = before
            .keys()
            .any(|source| !desk.troubled_sources.contains_key(source));
        if has_mended {
            self.make_again();
        }
    }

    /// Whether there are files that were not looked at yet, as after some were added.
    fn has_unseen_origins(&mut self) -> bool {
        let Some(desk) = &self.desk else {
            return false;
        };
        let state = Some((desk.serial, desk.history.revision()));
        if self.origin_watch.complete == state {
            return false;
        }
        let mut sources = desk.pack().sources.iter();
        let has_unseen =
            sources.any(|(id, source)| source.origin.is_some() && !desk.origins.contains_key(id));
        if !has_unseen {
            self.origin_watch.complete = state;
        }
        has_unseen
    }

    fn look_at_origins(&mut self) {
        let Some(desk) = &self.desk else {
            return;
        };
        let pack = Arc::clone(desk.pack());
        let origins = Arc::clone(&self.origin_watch.origins);
        let store = desk.session.sources().clone();
        self.origin_watch.looked = Some((desk.serial, self.now));
        let work = move |_: &Progress| {
            let sources = pack.sources.iter();
            let sources = sources.filter(|(_, source)| source.origin.is_some());
            origins.look(sources, store.places())
        };
        let job = self.start_for_pack(Label::Hidden, work, |app, _, ended| {
            if let (Some(seen), Some(desk)) = (app.unless_crashed(ended.result), &mut app.desk) {
                desk.origins = seen;
                desk.origins_seen += 1;
            }
        });
        self.origin_watch.looking = Some(job);
    }

    /// Keeps that a source came from this file, in the background.
    pub(super) fn locate_origin(&mut self, id: SourceId, file: PathBuf) {
        let Some(desk) = &self.desk else {
            return;
        };
        let Some(source) = desk.pack().sources.get(&id).cloned() else {
            return;
        };
        let store = desk.session.sources().clone();
        let work = move |_: &Progress| {
            let places = store
                .places()
                .ok_or("This computer does not remember where files came from.".to_owned());
            places.and_then(|places| origin::locate(places, (&id, &source), &file))
        };
        let label = Label::Whole("Checking the file");
        self.start_for_pack(label, work, |app, _, ended| {
            match app.unless_crashed(ended.result) {
                Some(Ok(())) => {
                    let text = "Briefpack now knows where the file is.";
                    app.toasts.push(Tone::Good, text);
                    app.look_at_origins();
                }
                Some(Err(why)) => app.toasts.push(Tone::Warning, why),
                None => {}
            }
        });
    }

    /// Takes up the file that the source at the cursor came from, as it is now.
    pub(super) fn reload_source(&mut self) {
        let Some(desk) = &self.desk else {
            return;
        };
        let Some(id) = source_at_cursor(desk) else {
            return;
        };
        let source = desk.pack().sources.get(&id);
        let origin = source.and_then(|source| source.origin.as_ref());
        let place = desk.origins.get(&id).and_then(|seen| seen.place.clone());
        let why = match (origin.filter(|origin| origin.file().is_some()), place) {
            (Some(origin), _) if origin.within.is_some() => {
                "This came inside another file. Save it from there, then use 'Replace source'."
            }
            (Some(_), Some(place)) => {
                self.compare(id, place);
                return;
            }
            (Some(_), None) => {
                "This computer does not know where the file is. Use 'Locate original file'."
            }
            (None, _) => "This was not made from a file, so there is nothing to reload.",
        };
        self.toasts.push(Tone::Warning, why);
    }

    /// Compares a new version of a source with the one in the pack, in the background; the person
    /// decides then.
    pub(super) fn compare(&mut self, source: SourceId, file: PathBuf) {
        let Some(desk) = &self.desk else {
            return;
        };
        let pack = desk.pack();
        let documents: Vec<DocumentId> = pack
            .documents()
            .filter(|document| document.source() == Some(&source))
            .map(|document| document.id)
            .collect();
        let passwords = desk.passwords.candidates(&source);
        let passwords: Vec<String> = passwords.map(str::to_owned).collect();
        let state = desk.history.revision();
        let Some(work) = self.export_work() else {
            return;
        };
        self.start_for_pack(
            Label::Stoppable("Comparing the versions"),
            move |progress| {
                let compared = compare(&work, &documents, &file, &passwords, progress);
                match compared {
                    Ok((new_version, password)) => Comparison::Ready(Box::new(Compared {
                        source,
                        file,
                        password,
                        state,
                        new_version,
                    })),
                    Err(_) if progress.is_cancelled() => Comparison::Cancelled,
                    Err(error) => Comparison::Failed(error.to_string()),
                }
            },
            |app, _, ended| {
                if let Some(comparison) = app.unless_crashed(ended.result) {
                    app.compared(comparison);
                }
            },
        );
    }

    fn compared(&mut self, comparison: Comparison) {
        match comparison {
            Comparison::Ready(compared) => {
                if self.is_current(&compared) {
                    let dialog = CompareVersions::new(compared);
                    self.dialogs
                        .push_back(Dialog::CompareVersions(Box::new(dialog)));
                } else {
                    // Notes that were made meanwhile must not be lost.
                    self.compare(compared.source, compared.file);
                }
            }
            Comparison::Cancelled => {
                let text = "Stopped. The document was not changed.";
                self.toasts.push(Tone::Good, text);
            }
            Comparison::Failed(why) => {
                self.dialogs.push_back(Dialog::Problems(Problems {
                    title: "The source was not replaced".to_owned(),
                    problems: vec![format!("{}.", capitalised(&why))],
                }));
            }
        }
    }

    /// Puts the new version in the place of the old one.
    pub(super) fn replace_source(&mut self, compared: Compared) {
        if !self.is_current(&compared) {
            self.compare(compared.source, compared.file);
            return;
        }
        self.edit(compared.new_version.command);
        if let (Some(desk), Some(password)) = (&mut self.desk, compared.password) {
            desk.passwords.set(compared.new_version.source, password);
            self.make_again();
        }
        self.look_at_origins();
    }

    fn is_current(&self, compared: &Compared) -> bool {
        self.desk
            .as_ref()
            .is_some_and(|desk| desk.history.revision() == compared.state)
    }
}

/// How changing that ended.
enum LaidOut {
    /// The new pages are there.
    Ready(Box<revise::NewVersion>),
    /// The person stopped it.
    Cancelled,
    /// Why the pages could not be made.
    Failed(String),
}

impl App {
    /// Lets a document keep its layout, or its text flow, in the background.
    pub(super) fn set_layout(&mut self, document: DocumentId, layout: LayoutChoice) {
        self.details.layout.forget();
        self.make_pages(document, layout);
    }

    fn make_pages(&mut self, id: DocumentId, layout: LayoutChoice) {
        let (Some(desk), Some(work)) = (&self.desk, self.export_work()) else {
            return;
        };
        let (serial, Some(document)) = (desk.serial, desk.pack().document(id).cloned()) else {
            return;
        };
        let label = match layout {
            LayoutChoice::Kept => "Keeping the layout",
            LayoutChoice::Flowing => "Setting as text",
        };
        let work =
            move |progress: &Progress| match change_layout(&work.request(), id, layout, progress) {
                Ok(new_version) => LaidOut::Ready(Box::new(new_version)),
                Err(_) if progress.is_cancelled() => LaidOut::Cancelled,
                Err(why) => LaidOut::Failed(why),
            };
        let job = self.start_for_pack(Label::Stoppable(label), work, |app, _, ended| {
            let why = |crash: Crash| LaidOut::Failed(crash.to_string());
            app.laid_out(ended.result.unwrap_or_else(why));
        });
        self.details.layout.begin(serial, document, layout, job);
    }

    fn laid_out(&mut self, laid_out: LaidOut) {
        match laid_out {
            LaidOut::Ready(new_version) => {
                let Some(desk) = &self.desk else {
                    return;
                };
                match self.details.layout.ready(desk.pack()) {
                    PagesReady::Use(layout) => self.take_layout(layout, *new_version),
                    // Notes that were made meanwhile must not be lost.
                    PagesReady::MakeAgain(document, layout) => self.make_pages(document, layout),
                    PagesReady::GiveUp(why) => self.laid_out(LaidOut::Failed(why)),
                    PagesReady::NotWanted => {}
                }
            }
            LaidOut::Cancelled => {
                self.details.layout.forget();
                let text = "Stopped. The document was not changed.";
                self.toasts.push(Tone::Good, text);
            }
            LaidOut::Failed(why) => {
                let why = format!("{}.", capitalised(&why));
                self.toasts.push(Tone::Error, why.clone());
                self.details.layout.fail(why);
            }
        }
    }

    fn take_layout(&mut self, layout: LayoutChoice, new_version: revise::NewVersion) {
        let title = new_version
            .documents
            .first()
            .map_or("", |document| &document.title);
        let (name, message) = match layout {
            LayoutChoice::Kept => (
                format!("Keep layout of “{title}”"),
                format!("“{title}” now keeps its layout."),
            ),
            LayoutChoice::Flowing => (
                format!("Set “{title}” as text"),
                format!("“{title}” is now set as text."),
            ),
        };
        let lost: usize = new_version
            .documents
            .iter()
            .map(|document| document.lost.len())
            .sum();
        self.edit(Command::All {
            name,
            commands: vec![new_version.command],
        });
        self.toasts
            .push_with(Tone::Good, message, Some(Action::Undo));
        for warning in new_version.warnings {
            self.toasts.push(Tone::Warning, warning);
        }
        if lost > 0 {
            let text = format!("Notes that lost their passage: {lost}. They are in All notes.");
            self.toasts.push(Tone::Warning, text);
        }
    }
}

/// Makes the pages of a document in another way.
fn change_layout(
    request: &ExportRequest<'_>,
    document: DocumentId,
    layout: LayoutChoice,
    progress: &Progress,
) -> Result<revise::NewVersion, String> {
    let new_version = match layout {
        LayoutChoice::Kept => {
            let office = layout_true::find_office().ok_or("LibreOffice is not installed here")?;
            revise::keep_layout(request, &office, document, progress).map(Some)
        }
        LayoutChoice::Flowing => revise::let_flow(request, document, progress),
    };
    let new_version = new_version.map_err(|error| error.to_string())?;
    new_version.ok_or_else(|| "This document is already set as text".to_owned())
}

/// Compares, with the passwords of the old version where the new one is protected.
fn compare(
    work: &ExportWork,
    documents: &[DocumentId],
    file: &std::path::Path,
    passwords: &[String],
    progress: &Progress,
) -> Result<(revise::NewVersion, Option<String>), ReviseError> {
    let request = work.request();
    let mut result =
        revise::revise(&request, documents, file, None, progress).map(|version| (version, None));
    for password in passwords {
        match &result {
            Err(ReviseError::Collect(error)) if error.wants_password() => {
                result = revise::revise(&request, documents, file, Some(password), progress)
                    .map(|version| (version, Some(password.clone())));
            }
            _ => break,
        }
    }
    result
}
