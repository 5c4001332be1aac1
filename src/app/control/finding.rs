//! Finding words in the whole pack, in the background.

use std::time::Duration;

use eframe::egui;

use crate::app::control::App;
use crate::app::message::annotating::SidePane;
use crate::app::message::span::Span;
use crate::app::state::export_work::ExportWork;
use crate::app::state::pack_matches::{Hit, MatchingDocument, PackMatches};
use crate::edit::Revision;
use crate::export::{self, ExportError};
use crate::jobs::{Ended, Label};
use crate::progress::Progress;

/// How long typing must pause before the search begins.
const QUIET: Duration = Duration::from_millis(250);
/// How many places are listed at most.
const MOST_HITS: usize = 2000;

impl App {
    /// Searches the pack when there is something new to look for, or something new to look in.
    pub(super) fn find_in_pack(&mut self, ctx: &egui::Context, revision: Revision) {
        let is_shown =
            self.preferences.shows_details && self.preferences.side_pane == SidePane::Find;
        let Some(desk) = self.desk.as_ref().filter(|_| is_shown) else {
            return;
        };
        let words = self.find_pane.words.trim().to_owned();
        let question = (words, revision, desk.copy);
        if question.0.is_empty() && !self.find_pane.search.is_running() {
            self.find_pane.found = None;
            self.find_pane.search.reset();
            return;
        }
        if !self.find_pane.search.is_due(&question, &self.jobs) || !desk.is_counted() {
            return;
        }
        let pause = (self.find_pane.typed_at).map(|at| self.now.saturating_sub(at));
        if let Some(wait) = pause.and_then(|pause| QUIET.checked_sub(pause))
            && !wait.is_zero()
        {
            ctx.request_repaint_after(wait);
            return;
        }
        let Some(work) = self.export_work() else {
            return;
        };
        let asked = question.clone();
        let job = self.start_for_pack(
            Label::Stoppable("Searching"),
            move |progress| find(&work, &asked.0, progress),
            |app, _, ended| app.found_in_pack(ended),
        );
        self.find_pane.search.begin(job, question);
    }

    /// Takes in what a search found; `None` if it was stopped.
    fn found_in_pack(&mut self, ended: Ended<Option<PackMatches>>) {
        let Some(question) = self.find_pane.search.end(ended.job) else {
            return;
        };
        // A search that broke down has found nothing; it is not tried again for the same.
        let found = self.unless_crashed(ended.result);
        if let Some(found) = found.unwrap_or_else(|| Some(PackMatches::default())) {
            self.find_pane.found = Some(found);
            self.find_pane.search.set_done(question);
        }
    }
}

/// Looks through every document. `None` if it is stopped.
fn find(work: &ExportWork, words: &str, progress: &Progress) -> Option<PackMatches> {
    let request = work.request();
    let counted = export::Counted::new(&request, &progress.stretch(0, 20)).ok()?;
    let rest = progress.stretch(20, 100);
    let count = request.pack.documents().count();
    let mut found = PackMatches::default();
    for (index, document) in request.pack.documents().enumerate() {
        rest.step(index, count).ok()?;
        let place = export::Place::Document(document.id);
        // A document that is not in this copy has no pages.
        let Some(pages) = counted.plan().own_pages(place) else {
            continue;
        };
        // The steps of one document are too small to be told.
        let silent = rest.stretch(0, 0);
        let pieces = match counted.words(place, &silent) {
            Ok(pieces) => pieces,
            Err(ExportError::Cancelled(_)) => return None,
            Err(_) => {
                found.unreadable += 1;
                continue;
            }
        };
        let first = found.hits.len();
        for (piece, text) in pieces.iter().enumerate() {
            for range in text.layer.find(words) {
                if found.hits.len() == MOST_HITS {
                    found.is_cut = true;
                    break;
                }
                let page = text.layer.page_of(range.start).unwrap_or(0);
                let (snippet, bold) = text.layer.snippet(&range);
                found.hits.push(Hit {
                    entry: place.into(),
                    page: pages.first + text.first_page + page,
                    span: Span { piece, range },
                    snippet,
                    bold,
                });
            }
        }
        if found.hits.len() > first {
            found.documents.push(MatchingDocument {
                title: document.title.clone(),
                hits: first..found.hits.len(),
            });
        }
        if found.is_cut {
            break;
        }
    }
    Some(found)
}
