//! The pages that the reader shows, and the text on them.

use crate::app::control::App;
use crate::app::control::events::Event;
use crate::app::message::entry::Entry;
use crate::app::state::sheet::Sheet;
use crate::app::state::texts::Texts;
use crate::edit::Revision;
use crate::export::{self, ExportError, Preview};
use crate::jobs::{JobId, Label};
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
        // The plan comes first: the sheet is made from the same parts, which are then at hand.
        if self.upkeep.made == Some((entry, revision)) || self.upkeep.planned != Some(revision) {
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
        let job = self.start_for_pack(Label::Hidden, move |progress| {
            let sheet = export::preview(&work.request(), entry.into(), progress)
                .map_err(SheetError::Export)
                .and_then(|preview| sheet(entry, revision, preview).map_err(SheetError::Pdf));
            Event::SheetMade(entry, revision, sheet)
        });
        self.upkeep.making = Some((job, entry, revision));
    }

    pub(in crate::app) fn sheet_made(
        &mut self,
        id: JobId,
        entry: Entry,
        revision: Revision,
        result: Result<Sheet, SheetError>,
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

    /// Reads the text of the pages that are shown.
    pub(super) fn read_texts(&mut self, revision: Revision) {
        let Some(made) = self.upkeep.made.filter(|(_, of)| *of == revision) else {
            return;
        };
        if self.upkeep.read == Some(made) || self.reader.entry() != Some(made.0) {
            return;
        }
        if let Some((job, entry, of)) = self.upkeep.reading {
            if (entry, of) != made {
                self.jobs.cancel(job);
            }
            return;
        }
        let Some(work) = self.export_work() else {
            return;
        };
        let job = self.start_for_pack(Label::Hidden, move |progress| {
            let pieces = export::texts(&work.request(), made.0.into(), progress);
            Event::TextsRead(Box::new(pieces.map(Texts::new)))
        });
        self.upkeep.reading = Some((job, made.0, made.1));
    }

    pub(in crate::app) fn texts_read(&mut self, id: JobId, result: Result<Texts, ExportError>) {
        let reading = self.upkeep.reading.take_if(|(job, _, _)| *job == id);
        let Some((_, entry, revision)) = reading else {
            return;
        };
        match result {
            Ok(texts) => {
                self.upkeep.read = Some((entry, revision));
                self.reader.show_texts(entry, texts);
            }
            Err(ExportError::Cancelled(_)) => {}
            // The pages can be read all the same.
            Err(_) => self.upkeep.read = Some((entry, revision)),
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
