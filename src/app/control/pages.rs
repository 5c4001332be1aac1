//! Carrying out what is asked of pages: the work is done beside the window, one change after the
//! other, each on the pack as the one before left it.

use std::time::Duration;

use eframe::egui;

use crate::app::control::App;
use crate::app::message::action::Action;
use crate::app::message::entry::Entry;
use crate::app::message::pages::{FlowAct, PageChange, PagesRequest};
use crate::app::state::pages::cells::shown;
use crate::app::state::pages::source::{self, SourcePages};
use crate::app::state::pages::work;
use crate::app::view::pages::grid_document;
use crate::app::view::toast::Tone;
use crate::edit::Command;
use crate::excerpt::ExcerptError;
use crate::export::ExportError;
use crate::jobs::{Ended, Label};

impl App {
    /// Carries out what is asked of pages.
    pub(in crate::app) fn carry_out_on_pages(&mut self, request: PagesRequest) {
        match request {
            PagesRequest::Change(change) => {
                if let PageChange::Choose(seen, pages, _) = &change {
                    self.pages.grid.expect(seen.document, &shown(pages));
                }
                self.pages.strip.expect(&change);
                self.pages.changes.push_back(change);
                self.work_on_pages();
            }
            PagesRequest::Refuse(why) => self.toasts.push(Tone::Warning, format!("{why}.")),
            PagesRequest::GoTo(entry, page) => self.reader.go_to(entry, page),
            PagesRequest::Read(document, place) => {
                self.close_grid();
                let ahead = self.reader.own_pages().map_or(0, |own| own.start);
                let entry = Entry::Item(document.into());
                self.reader.go_to(entry, ahead + place);
            }
            PagesRequest::OpenGrid => self.open_grid(),
            PagesRequest::CloseGrid => self.close_grid(),
        }
    }

    /// Takes the last change back, if it is not in the pack yet. Returns whether there was one.
    pub(in crate::app) fn take_back_page_change(&mut self) -> bool {
        let Some(change) = self.pages.changes.pop_back() else {
            return false;
        };
        if self.pages.changes.is_empty()
            && let Some((job, _)) = self.pages.changing.take()
        {
            self.jobs.cancel(job);
        }
        self.pages.strip.take_back(&change);
        if let PageChange::Choose(seen, ..) = change {
            self.pages.grid.expect(seen.document, &seen.shown);
        }
        true
    }

    /// Opens the grid, or goes back to the reader.
    pub(in crate::app) fn toggle_grid(&mut self) {
        if self.pages.grid.is_open {
            self.close_grid();
        } else {
            self.open_grid();
        }
    }

    /// Opens the grid, with the keyboard on the page that is being read.
    pub(in crate::app) fn open_grid(&mut self) {
        let place = self.reader.own_pages().and_then(|own| {
            let place = self.reader.current_page().checked_sub(own.start)?;
            usize::try_from(place).ok()
        });
        self.pages.grid.open(place.unwrap_or_default());
    }

    pub(in crate::app) fn close_grid(&mut self) {
        self.pages.grid.is_open = false;
        self.reader.take_keyboard();
    }

    /// Keeps the grid and the changes to pages going.
    pub(in crate::app) fn keep_pages(&mut self, ctx: &egui::Context) {
        self.work_on_pages();
        self.lay_out_pages();
        if self.pages.changing.is_some() {
            ctx.request_repaint_after(Duration::from_millis(100));
        }
    }

    /// Lays out the pages that the grid is to show, where they are not there as they are now.
    fn lay_out_pages(&mut self) {
        let Some(desk) = self.desk.as_ref().filter(|_| self.pages.grid.is_open) else {
            return;
        };
        let Some(document) = grid_document(desk) else {
            return;
        };
        let now = (document, desk.history.revision());
        // While changes wait, the grid shows what they will come to.
        if !self.pages.changes.is_empty() || !self.pages.grid.sheet.is_due(&now, &self.jobs) {
            return;
        }
        let Some(work) = self.export_work() else {
            return;
        };
        let job = self.start_for_pack(
            Label::Hidden,
            move |progress| source::lay_out(&work, document, progress),
            |app, _, ended| app.pages_laid_out(ended),
        );
        self.pages.grid.sheet.begin(job, now);
    }

    /// Takes in the pages of a source.
    fn pages_laid_out(&mut self, ended: Ended<Result<SourcePages, String>>) {
        let grid = &mut self.pages.grid;
        let Some((document, revision)) = grid.sheet.end(ended.job) else {
            return;
        };
        let pages = ended.result.unwrap_or_else(|crash| Err(crash.to_string()));
        let now = self.desk.as_ref().and_then(|desk| {
            let document = grid_document(desk)?;
            Some((document, desk.history.revision()))
        });
        // What was made for a state that is past, or stopped, is made anew.
        if now == Some((document, revision)) && self.pages.changes.is_empty() {
            grid.show(pages);
            grid.sheet.set_done((document, revision));
        }
    }

    /// Starts on the next change, if none is being worked out.
    fn work_on_pages(&mut self) {
        if self.pages.changing.is_some() {
            return;
        }
        let Some(change) = self.pages.changes.front().cloned() else {
            return;
        };
        let Some((work, desk)) = self.export_work().zip(self.desk.as_ref()) else {
            self.pages.changes.clear();
            return;
        };
        let revision = desk.history.revision();
        let job = self.start_for_pack(
            Label::Stoppable("Changing pages"),
            move |progress| work::work_out(&work, &change, progress),
            |app, _, ended| app.pages_changed(ended),
        );
        self.pages.changing = Some((job, revision));
    }

    /// Takes in what a change to pages comes to.
    fn pages_changed(&mut self, ended: Ended<Result<Command, ExcerptError>>) {
        let changing = self.pages.changing.take_if(|(job, _)| *job == ended.job);
        let Some(result) = self.unless_crashed(ended.result) else {
            // What waits behind it may not be meant now.
            self.pages.changes.clear();
            self.pages.grid.sheet.forget();
            return;
        };
        let (Some((_, revision)), Some(desk)) = (changing, &self.desk) else {
            return;
        };
        if desk.history.revision() != revision && result.is_ok() {
            // The pack is another by now: the change is worked out on that.
            return;
        }
        let Some(change) = self.pages.changes.pop_front() else {
            return;
        };
        match result {
            Ok(command) => self.put_into_effect(command, &change),
            Err(error) => {
                // What waits is worked out on what there is; but not where nothing can be.
                let is_hopeless = matches!(
                    error,
                    ExcerptError::Unreadable { .. } | ExcerptError::Export(_)
                );
                if is_hopeless {
                    self.pages.changes.clear();
                }
                self.pages.grid.sheet.forget();
                if !matches!(error, ExcerptError::Export(ExportError::Cancelled(_))) {
                    self.toasts
                        .push(Tone::Warning, format!("Pages were not changed: {error}."));
                }
            }
        }
    }

    fn put_into_effect(&mut self, command: Command, change: &PageChange) {
        let Some(desk) = &self.desk else {
            return;
        };
        let (before, selection) = (desk.history.revision(), desk.selection.clone());
        self.edit(command);
        let Some(desk) = self.desk.as_mut() else {
            return;
        };
        if desk.history.revision() == before {
            return;
        }
        // The person goes on with the pages that are in hand; of what is merged, the first remains.
        if !matches!(change, PageChange::Merge(_)) {
            desk.selection = selection;
        }
        self.tell(change);
    }

    /// Says what a change came to, where that is not in sight.
    fn tell(&mut self, change: &PageChange) {
        let pages = |count: usize| match count {
            1 => "this page".to_owned(),
            many => format!("these {many} pages"),
        };
        match change {
            PageChange::Excerpt(_, shown, None) => {
                let pages = pages(shown.pages().len());
                let message = format!("A new document has {pages}. It is next in the outline.");
                self.toasts.push(Tone::Good, message);
            }
            PageChange::Flow(of, FlowAct::Excerpt(None)) => {
                let pages = pages(of.pages.len());
                let message = format!("A new document has {pages}. It is next in the outline.");
                self.toasts.push(Tone::Good, message);
            }
            PageChange::Split(..) | PageChange::Flow(_, FlowAct::Split) => {
                let message = "The other pages are now a separate document, next in the outline.";
                self.toasts.push(Tone::Good, message);
            }
            PageChange::Merge(documents) => {
                let message = format!("Merged {} documents.", documents.len());
                self.toasts
                    .push_with(Tone::Good, message, Some(Action::Undo));
            }
            PageChange::Choose(seen, wanted, _) => {
                let gone = seen.shown.len().saturating_sub(wanted.len());
                let are_in_sight = self.pages.grid.is_open && self.pages.grid.shows_all;
                if gone > 0 && !are_in_sight {
                    self.tell_of_left_out(gone);
                }
            }
            PageChange::Flow(of, FlowAct::LeaveOut) => self.tell_of_left_out(of.pages.len()),
            PageChange::Excerpt(..) | PageChange::Flow(..) => {}
        }
    }

    fn tell_of_left_out(&mut self, count: usize) {
        let message = match count {
            1 => "Left out 1 page.".to_owned(),
            many => format!("Left out {many} pages."),
        };
        self.toasts
            .push_with(Tone::Good, message, Some(Action::Undo));
    }
}
