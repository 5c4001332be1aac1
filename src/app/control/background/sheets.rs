//! The pages that the reader shows, and the text on them.

use std::ops::Range;

use crate::app::control::App;
use crate::app::message::entry::Entry;
use crate::app::state::desk::Desk;
use crate::app::state::sheet::{Numbers, Sheet};
use crate::app::state::texts::Texts;
use crate::app::view::reader::Beside;
use crate::edit::Revision;
use crate::export::{self, ExportError, Preview, UnstampedPages};
use crate::jobs::{Ended, Label};
use crate::pack::ItemId;

/// Of more pages than this, those near the one that is read are made first.
const MOST_AT_ONCE: u32 = 8;
/// How many pages are made before the one that is read, and from it on.
const PAGES_BEFORE: u32 = 1;
const PAGES_BEHIND: u32 = 4;

impl App {
    /// Shows the pages of a document that was just selected as they are before they have their
    /// numbers. The pages of another are never left in sight.
    pub(super) fn make_first_sheet(&mut self, revision: Revision) {
        let Some(desk) = &self.desk else {
            return;
        };
        let Some(entry) = desk.selection.cursor() else {
            return;
        };
        if self.background.selected.replace(entry) != Some(entry)
            && self.reader.entry() != Some(entry)
        {
            if self.reader.read_on(entry, revision) {
                self.reader.go_to_awaited();
                return;
            }
            self.reader.leave();
            self.background.first_sheet.forget();
            self.background.sheet.forget();
        }
        if self.reader.entry() == Some(entry) {
            return;
        }
        let wanted = (entry, revision);
        let Entry::Item(ItemId::Document(id)) = entry else {
            return;
        };
        if !self.background.first_sheet.is_due(&wanted, &self.jobs) {
            return;
        }
        let Some(work) = self.export_work() else {
            return;
        };
        self.reader.is_waiting = true;
        let job = self.start_for_pack(
            Label::Hidden,
            move |progress| export::unstamped_pages(&work.request(), id, progress),
            |app, _, ended| app.first_sheet_made(ended),
        );
        self.background.first_sheet.begin(job, wanted);
    }

    fn first_sheet_made(&mut self, ended: Ended<Result<Option<UnstampedPages>, ExportError>>) {
        let Some((entry, revision)) = self.background.first_sheet.end(ended.job) else {
            return;
        };
        if let Ok(Err(ExportError::Cancelled(_))) = ended.result {
            return;
        }
        self.background.first_sheet.set_done((entry, revision));
        // Why something can't be shown is told with the pages of the pack.
        if let Ok(Ok(Some(pages))) = ended.result
            && self.is_selected(entry)
            && self.reader.entry() != Some(entry)
            && self.reader.failure.is_none()
        {
            self.reader.show(first_sheet(entry, revision, pages));
            self.reader.is_waiting = true;
        }
    }

    /// Whether the pages of this are to be shown.
    fn is_selected(&self, entry: Entry) -> bool {
        let desk = self.desk.as_ref();
        desk.is_some_and(|desk| desk.selection.cursor() == Some(entry))
    }

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
        let near = self.pages_near(entry);
        if let Some(near) = near
            && self.background.near_sheet.done() != Some(&wanted)
        {
            if self.background.near_sheet.is_due(&wanted, &self.jobs) {
                let job = self.start_for_pack(
                    Label::Hidden,
                    move |progress| {
                        export::preview_of_pages(&work.request(), entry.into(), near, progress)
                            .map(|preview| sheet(entry, revision, preview))
                    },
                    |app, _, ended| app.near_sheet_made(ended),
                );
                self.background.near_sheet.begin(job, wanted);
            }
            return;
        }
        let job = self.start_for_pack(
            Label::Hidden,
            move |progress| {
                export::preview(&work.request(), entry.into(), progress)
                    .map(|preview| sheet(entry, revision, preview))
            },
            |app, _, ended| app.sheet_made(ended),
        );
        self.background.sheet.begin(job, wanted);
    }

    /// The pages near the one that is read, counted from 0, where it is worth while to make these
    /// first.
    fn pages_near(&self, entry: Entry) -> Option<Range<u32>> {
        let (_, plan) = self.desk.as_ref()?.plan.as_ref()?;
        let count = plan.own_pages(entry.into())?.count;
        let current = self.reader.page_to_show(entry).min(count.saturating_sub(1));
        let first = current.saturating_sub(PAGES_BEFORE);
        (count > MOST_AT_ONCE).then(|| first..count.min(current + PAGES_BEHIND))
    }

    fn near_sheet_made(&mut self, ended: Ended<Result<Sheet, ExportError>>) {
        let Some(of) = self.background.near_sheet.end(ended.job) else {
            return;
        };
        if let Ok(Err(ExportError::Cancelled(_))) = ended.result {
            return;
        }
        self.background.near_sheet.set_done(of);
        let now = self.desk.as_ref().map(|desk| desk.history.revision());
        // The whole of a later state may be there already, and stays. Why they can't be made is told
        // when all are.
        if let Ok(Ok(sheet)) = ended.result
            && self.is_selected(of.0)
            && now == Some(of.1)
            && self.background.sheet.done() != Some(&of)
        {
            self.reader.show(sheet);
            self.reader.is_waiting = true;
        }
    }

    /// Makes pages before and after those of what is selected that come into sight.
    pub(super) fn make_beside(&mut self, revision: Revision) {
        let is_counted = self.background.plan.done() == Some(&revision);
        let Some(beside) = self.reader.beside().filter(|_| is_counted).cloned() else {
            return;
        };
        let wanted = (beside.clone(), revision);
        // What could not be made is known to the reader.
        self.background.beside.forget();
        if !self.background.beside.is_due(&wanted, &self.jobs) {
            return;
        }
        let Some(work) = self.export_work() else {
            return;
        };
        let Beside { entry, pages } = beside;
        let job = self.start_for_pack(
            Label::Hidden,
            move |progress| {
                export::preview_of_pages(&work.request(), entry.into(), pages, progress)
                    .map(|preview| sheet(entry, revision, preview))
            },
            |app, _, ended| app.beside_made(ended),
        );
        self.background.beside.begin(job, wanted);
    }

    fn beside_made(&mut self, ended: Ended<Result<Sheet, ExportError>>) {
        let Some((beside, revision)) = self.background.beside.end(ended.job) else {
            return;
        };
        match ended.result {
            Ok(Ok(sheet)) => self.reader.show_beside(sheet),
            Ok(Err(ExportError::Cancelled(_))) => {}
            Ok(Err(_)) | Err(_) => self.reader.is_without(beside.entry, revision),
        }
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

    fn sheet_made(&mut self, ended: Ended<Result<Sheet, ExportError>>) {
        let Some(of) = self.background.sheet.end(ended.job) else {
            return;
        };
        if !self.is_selected(of.0) {
            return;
        }
        let failure = match ended.result {
            Ok(Ok(sheet)) => {
                self.reader.show(sheet);
                None
            }
            Ok(Err(ExportError::Cancelled(_))) => return,
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

/// A sheet for the reader, from what the export made.
fn sheet(entry: Entry, revision: Revision, preview: Preview) -> Sheet {
    Sheet {
        entry,
        revision,
        bytes: preview.bytes,
        made: preview.made,
        pages: preview.sizes,
        numbers: Some(Numbers {
            first_page: preview.first_page,
            total_pages: preview.total,
        }),
        extensions: preview.extensions,
        marks: preview.marks,
        own_pages: preview.document_pages,
    }
}

/// A sheet with the pages of a document before they have their numbers.
fn first_sheet(entry: Entry, revision: Revision, pages: UnstampedPages) -> Sheet {
    let UnstampedPages { own, extensions } = pages;
    let count = u32::try_from(own.pages.len()).unwrap_or(u32::MAX);
    let mut pages = own.pages;
    for (page, extension) in pages.iter_mut().zip(&extensions) {
        page.height_pt += extension.top_pt + extension.bottom_pt;
    }
    Sheet {
        entry,
        revision,
        bytes: own.bytes,
        made: 0..count,
        pages,
        numbers: None,
        extensions,
        marks: Vec::new(),
        own_pages: Some(0..count),
    }
}
