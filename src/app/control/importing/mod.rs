//! Files on their way into the pack: questions are asked one by one, and everything that was
//! answered is added as one step.

mod added_again;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use crate::app::control::App;
use crate::app::control::importing::added_again::AddedAgain;
use crate::app::message::anchor::Anchor;
use crate::app::message::offers::OffersAnswer;
use crate::app::message::request::PasswordAnswer;
use crate::app::message::then::Arrival;
use crate::app::view::dialog::{
    Dialog, ImportReport, Notice, Offers, Password, RaiseMarking, Split,
};
use crate::app::view::toast::{Toasts, Tone};
use crate::collect::{self, CollectError, Collected, Pasted};
use crate::edit::Command;
use crate::import::Proposal;
use crate::jobs::{Crash, Label};
use crate::library::{in_natural_order, with_folders_opened};
use crate::pack::Location;
use crate::progress::{Cancelled, Progress};
use crate::store::SourceStore;

const STILL_ADDING: &str = "Other files are still being added. Try again when they are in.";

/// A file that was taken in, or not.
struct AddedFile {
    file: PathBuf,
    password: Option<String>,
    result: Result<Collected, CollectError>,
}

/// What was brought from the clipboard.
pub enum Brought {
    /// Files, as from a file manager.
    Files(Vec<PathBuf>),
    /// Anything else.
    Pasted(Pasted),
}

/// Files on their way into the pack.
#[derive(Default)]
pub struct Importing {
    /// Where the files go; `None` for after what is selected when they are in.
    at: Option<Anchor>,
    waiting: VecDeque<AddedFile>,
    asking: Option<AddedFile>,
    /// The file that is tried again with a password.
    retrying: Option<PathBuf>,
    /// What is to be added.
    taken: Vec<Collected>,
    /// What is told when they are in.
    report: ImportReport,
}

impl App {
    /// Takes files in, in this order.
    pub(super) fn import(&mut self, files: Vec<PathBuf>, at: Option<Location>) {
        if files.is_empty() {
            return;
        }
        if self.importing.is_some() {
            self.toasts.push(Tone::Warning, STILL_ADDING);
            return;
        }
        if self.desk.is_none() {
            self.put_then(Arrival::New, move |app| app.import(files, at));
            return;
        }
        let Some(desk) = &self.desk else {
            return;
        };
        let sources = desk.session.sources().clone();
        self.importing = Some(Importing {
            at: at.map(|at| desk.anchor(at)),
            ..Importing::default()
        });
        let label = if files.len() == 1 {
            "Adding a file"
        } else {
            "Adding files"
        };
        self.take_in(Label::Stoppable(label), move |progress| {
            take_files(files, &sources, progress)
        });
    }

    /// Takes files in on another thread; if that is cancelled, none is added.
    fn take_in(
        &mut self,
        label: Label<'_>,
        work: impl FnOnce(&Progress) -> Result<(Vec<AddedFile>, Vec<String>), Cancelled>
        + Send
        + 'static,
    ) {
        self.start_for_pack(
            label,
            move |progress| work(progress).unwrap_or_default(),
            |app, _, ended| match ended.result {
                Ok(taken) => app.taken(taken),
                Err(crash) => app.import_crashed(&crash),
            },
        );
    }

    /// Takes in what is pasted; `brought` may take its time to find out.
    pub(super) fn import_pasted(&mut self, brought: impl FnOnce() -> Brought + Send + 'static) {
        let Some(desk) = &self.desk else {
            return;
        };
        if self.importing.is_some() {
            self.toasts.push(Tone::Warning, STILL_ADDING);
            return;
        }
        let sources = desk.session.sources().clone();
        self.importing = Some(Importing::default());
        let label = Label::Stoppable("Adding what was pasted");
        self.take_in(label, move |progress| match brought() {
            Brought::Files(files) => take_files(in_natural_order(files), &sources, progress),
            Brought::Pasted(pasted) => {
                let take = AddedFile {
                    file: PathBuf::from("Pasted text"),
                    password: None,
                    result: collect::collect_pasted(pasted, &sources, progress),
                };
                progress.check()?;
                Ok((vec![take], Vec::new()))
            }
        });
    }

    /// Gives up files whose taking in broke down.
    fn import_crashed(&mut self, crash: &Crash) {
        if let Some(importing) = &mut self.importing {
            importing
                .report
                .passed_over
                .push(format!("The files were not added: {crash}."));
            importing.taken.clear();
            importing.waiting.clear();
            self.finish_importing();
        }
    }

    /// Goes on with files that were taken in.
    fn taken(&mut self, (takes, passed_over): (Vec<AddedFile>, Vec<String>)) {
        if let Some(take) = takes.iter().find(|take| take.result.is_ok()) {
            self.preferences.remember_folder(&take.file);
        }
        if let Some(importing) = &mut self.importing {
            let retried = importing.retrying.take();
            if takes.is_empty()
                && let Some(file) = retried
            {
                // Trying the password was stopped.
                say_left_out(&mut self.toasts, &file);
            }
            importing.report.passed_over.extend(passed_over);
            // A file that was tried again with a password comes before those that wait.
            for take in takes.into_iter().rev() {
                importing.waiting.push_front(take);
            }
        }
        self.go_on_importing();
    }

    fn go_on_importing(&mut self) {
        let Some(importing) = &mut self.importing else {
            return;
        };
        while let Some(take) = importing.waiting.pop_front() {
            match &take.result {
                Ok(collected) => {
                    if let Some(text) = collected.text.clone() {
                        let split =
                            Split::new(collected.name.clone(), text, collected.proposals.clone());
                        self.dialogs.push_front(Dialog::Split(split));
                        importing.asking = Some(take);
                        return;
                    }
                    importing.add(&take);
                    if let (Some(password), Some(desk)) = (&take.password, &mut self.desk) {
                        desk.passwords.set(collected.id.clone(), password.clone());
                    }
                }
                Err(error) if error.wants_password() => {
                    let name = take.file.file_name().unwrap_or_default().to_string_lossy();
                    let dialog = Password::new(name.into_owned(), take.password.is_some());
                    self.dialogs.push_front(Dialog::Password(dialog));
                    importing.asking = Some(take);
                    return;
                }
                Err(error) => {
                    let left_out = error.left_out(&take.file);
                    importing.report.left_out.push(left_out);
                }
            }
        }
        let offers = Offers::of(&importing.taken, self.preferences.comments_as_notes);
        if let Some(offers) = offers {
            self.dialogs.push_front(Dialog::Offers(offers));
        } else {
            self.finish_importing();
        }
    }

    /// Goes on once the person has said what of that came with the files is added.
    pub(super) fn offers_answered(&mut self, answer: &OffersAnswer) {
        let Some(importing) = &mut self.importing else {
            return;
        };
        match answer {
            OffersAnswer::Add(chosen) => {
                importing.taken = chosen.of(std::mem::take(&mut importing.taken));
                if let Some(all) = chosen.all_comments {
                    self.preferences.comments_as_notes = all;
                }
            }
            OffersAnswer::Cancel => {
                importing.taken.clear();
                importing.report = ImportReport::default();
                self.toasts.push(Tone::Good, "Nothing was added.");
            }
        }
        self.finish_importing();
    }

    fn finish_importing(&mut self) {
        let Some(importing) = self.importing.take() else {
            return;
        };
        let mut report = importing.report;
        let taken = importing.taken.into_iter();
        let taken: Vec<Collected> = taken.flat_map(Collected::with_annexes).collect();
        for collected in &taken {
            report.left_out.extend_from_slice(&collected.left_out);
            if !collected.warnings.is_empty() {
                let remarks = collected.warnings.clone();
                report.remarks.push((collected.name.clone(), remarks));
            }
        }
        report.added = taken.iter().map(|file| file.proposals.len()).sum();
        let notice = self.add_taken(taken, importing.at);
        if !report.is_empty() {
            report.notice = notice;
            self.dialogs.push_back(Dialog::ImportReport(report));
        } else if let Some(notice) = notice {
            let (text, button) = (notice.text, notice.button);
            self.toasts
                .push_asking(Tone::Good, text, button, notice.request);
        }
    }

    /// Adds what was taken in, as one step. Returns what is to be told of papers that were in the
    /// pack already.
    fn add_taken(&mut self, taken: Vec<Collected>, at: Option<Anchor>) -> Option<Notice> {
        let documents: Vec<_> = taken
            .iter()
            .flat_map(Collected::documents_with_comments)
            .collect();
        let desk = self.desk.as_ref().filter(|_| !documents.is_empty())?;
        let at = at.map_or_else(|| desk.import_point(), |anchor| desk.place_of(anchor));
        let selection = desk.selection.clone();
        let known = desk.pack().upcoming_id();
        let again = AddedAgain::among(desk.pack(), &taken);
        self.edit(Command::AddDocuments {
            at,
            documents,
            sources: taken.into_iter().flat_map(|file| file.sources).collect(),
        });
        match &mut self.desk {
            // Whoever is writing goes on with what they were writing on.
            Some(desk) if self.is_writing => desk.selection = selection,
            // Several papers are added from the library one after the other.
            _ if self.preferences.shows_library && self.library_pane.has_keyboard() => {
                self.outline.show_cursor();
            }
            _ => self.outline.follow_cursor(),
        }
        self.ask_about_marking(known);
        self.desk
            .as_ref()
            .and_then(|desk| again.notice(desk.pack(), known))
    }

    /// Asks whether the pack's marking is to cover that of documents that were added: those whose
    /// id is not below `first`.
    fn ask_about_marking(&mut self, first: u64) {
        let Some(desk) = &self.desk else {
            return;
        };
        let added = desk
            .pack()
            .documents()
            .filter(|document| document.id.0 >= first);
        if let Some(question) = RaiseMarking::about(desk.pack(), added) {
            self.dialogs.push_back(Dialog::RaiseMarking(question));
        }
    }

    /// Goes on once the person has said how a file is split; `None` leaves the file out.
    pub(super) fn split_answered(&mut self, proposals: Option<Vec<Proposal>>) {
        if let Some(importing) = &mut self.importing
            && let Some(mut take) = importing.asking.take()
        {
            match (&mut take.result, proposals) {
                (Ok(collected), Some(proposals)) => {
                    collected.proposals = proposals;
                    importing.add(&take);
                }
                _ => say_left_out(&mut self.toasts, &take.file),
            }
        }
        self.go_on_importing();
    }

    /// Goes on once the person has said the password of a file.
    pub(super) fn password_answered(&mut self, answer: PasswordAnswer) {
        let (Some(importing), Some(desk)) = (&mut self.importing, &self.desk) else {
            return;
        };
        let Some(take) = importing.asking.take() else {
            return;
        };
        let sources = desk.session.sources().clone();
        match answer {
            PasswordAnswer::LeaveOut => {
                say_left_out(&mut self.toasts, &take.file);
                self.go_on_importing();
            }
            PasswordAnswer::AddLocked => self.take_in(Label::Whole("Adding a file"), move |_| {
                let take = AddedFile {
                    password: None,
                    result: collect::collect_locked(&take.file, &sources),
                    ..take
                };
                Ok((vec![take], Vec::new()))
            }),
            PasswordAnswer::Try(password) => {
                importing.retrying = Some(take.file.clone());
                self.take_in(Label::Stoppable("Adding a file"), move |progress| {
                    let take = AddedFile {
                        result: collect::collect_file(
                            &take.file,
                            Some(&password),
                            &sources,
                            progress,
                        ),
                        password: Some(password),
                        ..take
                    };
                    progress.check()?;
                    Ok((vec![take], Vec::new()))
                });
            }
        }
    }
}

/// Takes in files in this order, and those in folders in natural order.
fn take_files(
    files: Vec<PathBuf>,
    sources: &SourceStore,
    progress: &Progress,
) -> Result<(Vec<AddedFile>, Vec<String>), Cancelled> {
    let (files, passed_over) = with_folders_opened(files, progress)?;
    let mut takes = Vec::new();
    for (index, file) in files.iter().enumerate() {
        progress.step(index, files.len())?;
        for result in collect::collect_files(file, None, sources, progress) {
            takes.push(AddedFile {
                result,
                file: file.clone(),
                password: None,
            });
        }
    }
    progress.check()?;
    Ok((takes, passed_over))
}

fn say_left_out(toasts: &mut Toasts, file: &Path) {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    toasts.push(Tone::Warning, format!("{name} was not added."));
}

impl Importing {
    fn add(&mut self, take: &AddedFile) {
        if let Ok(collected) = &take.result {
            self.taken.push(collected.clone());
        }
    }
}
