//! The pages that the reader shows, and the text on them.

use crate::app::control::App;
use crate::app::message::entry::Entry;
use crate::app::state::desk::Desk;
use crate::app::state::sheet::Sheet;
use crate::app::state::texts::Texts;
use crate::edit::Revision;
use crate::export::{self, ExportError, Preview};
use crate::jobs::{Ended, Label};
use crate::pack::ItemId;
use crate::pdf::error::PdfError;
use crate::pdf::inspect::inspect;

impl App {
    /// Makes the pages of what is selected.
    pub(super) fn make_sheet(&mut self, revision: Revision) {
        let Some(desk) = &self.desk else {
            return;
        };
        let Some(entry) = desk.selection.cursor() else {
            return;
        };
        let is_hidden =
            matches!(entry, Entry::Item(ItemId::Section(_))) && !desk.pack().settings.divider_pages;
        if desk.is_count_stopped() {
            self.go_without_sheet((entry, revision));
            return;
        }
        // The plan comes first: the sheet is made from the same parts, which are then at hand.
        let wanted = (entry, revision);
        if self.background.plan.done() != Some(&revision)
            || !self.background.sheet.is_due(&wanted, &self.jobs)
        {
            return;
        }
        if is_hidden {
            self.reader.clear();
            self.background.sheet.set_done(wanted);
            return;
        }
        let Some(work) = self.export_work() else {
            return;
        };
        self.reader.is_waiting = true;
        let job = self.start_for_pack(
            Label::Hidden,
            move |progress| {
                export::preview(&work.request(), entry.into(), progress)
                    .map_err(SheetError::Export)
                    .and_then(|preview| sheet(entry, revision, preview).map_err(SheetError::Pdf))
            },
            |app, _, ended| app.sheet_made(ended),
        );
        self.background.sheet.begin(job, wanted);
    }

    /// No pages are made while their numbers are not known. Those of an earlier state stay in sight.
    fn go_without_sheet(&mut self, wanted: (Entry, Revision)) {
        if !self.background.sheet.is_due(&wanted, &self.jobs) {
            return;
        }
        self.background.sheet.set_done(wanted);
        self.reader.is_waiting = false;
        if self.reader.entry() != Some(wanted.0) {
            self.reader.clear();
            let why = "You stopped counting the pages. To see these, choose Count pages below.";
            self.reader.failure = Some(why.to_owned());
        }
    }

    fn sheet_made(&mut self, ended: Ended<Result<Sheet, SheetError>>) {
        let Some(of) = self.background.sheet.end(ended.job) else {
            return;
        };
        let failure = match ended.result {
            Ok(Ok(sheet)) => {
                self.reader.show(sheet);
                None
            }
            Ok(Err(SheetError::Export(ExportError::Cancelled(_)))) => return,
            Ok(Err(error)) => Some(error.to_string()),
            Err(crash) => Some(format!("These pages could not be made: {crash}.")),
        };
        self.background.sheet.set_done(of);
        if failure.is_some() {
            self.reader.clear();
            self.reader.failure = failure;
        }
    }

    /// Reads the text of the pages that are shown.
    pub(super) fn read_texts(&mut self, revision: Revision) {
        if self.desk.as_ref().is_some_and(Desk::is_count_stopped) {
            return;
        }
        let made = self.background.sheet.done().copied();
        let Some(made) = made.filter(|(_, of)| *of == revision) else {
            return;
        };
        if self.reader.entry() != Some(made.0) || !self.background.texts.is_due(&made, &self.jobs) {
            return;
        }
        let Some(work) = self.export_work() else {
            return;
        };
        let job = self.start_for_pack(
            Label::Hidden,
            move |progress| export::texts(&work.request(), made.0.into(), progress).map(Texts::new),
            |app, _, ended| app.texts_read(ended),
        );
        self.background.texts.begin(job, made);
    }

    fn texts_read(&mut self, ended: Ended<Result<Texts, ExportError>>) {
        let Some(of) = self.background.texts.end(ended.job) else {
            return;
        };
        match ended.result {
            Ok(Ok(texts)) => self.reader.show_texts(of.0, texts),
            Ok(Err(ExportError::Cancelled(_))) => return,
            // The pages can be read all the same.
            Ok(Err(_)) | Err(_) => {}
        }
        self.background.texts.set_done(of);
    }
}

/// Why what is selected cannot be shown.
#[derive(Debug, thiserror::Error)]
enum SheetError {
    /// Its pages could not be made.
    #[error(transparent)]
    Export(ExportError),
    /// Its pages were made and cannot be read.
    #[error(transparent)]
    Pdf(PdfError),
}

/// A sheet for the reader, from what the export made.
fn sheet(entry: Entry, revision: Revision, preview: Preview) -> Result<Sheet, PdfError> {
    let inspection = inspect(&preview.bytes, None)?;
    Ok(Sheet {
        entry,
        revision,
        bytes: preview.bytes,
        pages: inspection.pages,
        first_page: preview.first_page,
        total_pages: preview.total,
        marks: preview.marks,
        own_pages: preview.document_pages,
    })
}
