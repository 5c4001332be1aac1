//! Whether a document of an office program keeps its layout, and the work that this takes.

use eframe::egui::{RadioButton, RichText, Spinner, Ui};

use super::Details;
use crate::app::desk::Desk;
use crate::app::request::{Outbox, Request};
use crate::app::revising::Layout;
use crate::app::theme::Palette;
use crate::app::widgets::{field_label, muted};
use crate::jobs::JobId;
use crate::layout_true;
use crate::pack::{Document, DocumentId};

/// A document that comes to its pages in another way, or was to.
#[derive(Debug)]
struct Work {
    /// The pack that it is in, by [`Desk::serial`].
    pack: u64,
    document: DocumentId,
    layout: Layout,
    stage: Stage,
    /// Whether the form has said so yet.
    is_told: bool,
}

#[derive(Debug)]
enum Stage {
    Running(JobId),
    Stopping(JobId),
    Failed(String),
}

/// The latest document that was to come to its pages in another way.
#[derive(Debug, Default)]
pub struct LayoutWork(Option<Work>);

impl LayoutWork {
    /// Work has begun.
    pub fn begin(&mut self, desk: &Desk, document: DocumentId, layout: Layout, job: JobId) {
        self.0 = Some(Work {
            pack: desk.serial,
            document,
            layout,
            stage: Stage::Running(job),
            is_told: false,
        });
    }

    /// The work has ended. Returns what it was about.
    pub fn end(&mut self) -> Option<(DocumentId, Layout)> {
        self.0.take().map(|work| (work.document, work.layout))
    }

    /// The work has ended without success; the form says why.
    pub fn fail(&mut self, why: String) {
        if let Some(work) = &mut self.0 {
            work.stage = Stage::Failed(why);
            work.is_told = false;
        }
    }

    /// The work broke down, if it was this job.
    pub fn crashed(&mut self, id: JobId, why: &str) {
        let job = self.0.as_ref().and_then(|work| match work.stage {
            Stage::Running(job) | Stage::Stopping(job) => Some(job),
            Stage::Failed(_) => None,
        });
        if job == Some(id) {
            self.fail(format!("It broke down: {why}."));
        }
    }
}

impl Details {
    /// Lets an office document keep its layout, where LibreOffice is at hand.
    pub(super) fn layout_choice(
        &mut self,
        ui: &mut Ui,
        desk: &Desk,
        document: &Document,
        outbox: &mut Outbox,
    ) {
        let sources = &desk.pack().sources;
        let Some(shown) = document.source().and_then(|id| sources.get(id)) else {
            return;
        };
        let original = shown.laid_out_from.as_ref().and_then(|id| sources.get(id));
        let now = match shown.laid_out_from {
            Some(_) => Layout::Kept,
            None => Layout::Flowing,
        };
        let has_layout = original.unwrap_or(shown).media.has_layout();
        if !has_layout && now == Layout::Flowing {
            return;
        }
        let work = self.layout.0.as_mut();
        let work = work.filter(|work| work.pack == desk.serial);
        let is_busy = work.as_ref().is_some_and(|work| work.is_busy());
        field_label(ui, "Pages");
        let can_keep = has_layout && layout_true::is_office_here();
        radios(ui, document.id, now, (is_busy, can_keep), outbox);
        if has_layout && now == Layout::Flowing && !layout_true::is_office_here() {
            muted(
                ui,
                "To keep the layout, install LibreOffice and start Briefpack again.",
            );
        }
        if let Some(work) = work.filter(|work| work.document == document.id) {
            let told = ui.scope(|ui| work.ui(ui, outbox)).response;
            if !std::mem::replace(&mut work.is_told, true) {
                // It may stand below what is in sight of the form.
                told.scroll_to_me(None);
            }
        }
    }
}

fn radios(
    ui: &mut Ui,
    document: DocumentId,
    now: Layout,
    (is_busy, can_keep): (bool, bool),
    outbox: &mut Outbox,
) {
    let why_not = if is_busy {
        "The pages of a document are being made; wait for that to end, or stop it"
    } else {
        "LibreOffice is not installed here"
    };
    ui.horizontal_wrapped(|ui| {
        for (layout, words, tip) in [
            (
                Layout::Flowing,
                "Set as text",
                "The words are set on the pack's own pages",
            ),
            (
                Layout::Kept,
                "Keep the layout",
                "LibreOffice makes the pages; fields such as dates may be brought up to date",
            ),
        ] {
            let is_possible = layout == now || !is_busy && (layout == Layout::Flowing || can_keep);
            let response = ui
                .add_enabled(is_possible, RadioButton::new(now == layout, words))
                .on_hover_text(tip)
                .on_disabled_hover_text(why_not);
            if response.clicked() && layout != now {
                outbox.push(Request::SetLayout(document, layout));
            }
        }
    });
}

impl Work {
    fn is_busy(&self) -> bool {
        !matches!(self.stage, Stage::Failed(_))
    }

    /// How far it is, with a way to stop it; or why it came to nothing.
    fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) {
        match &self.stage {
            Stage::Failed(why) => {
                let colour = Palette::of(ui).warning;
                ui.label(RichText::new(why).color(colour));
            }
            Stage::Stopping(_) => {
                ui.horizontal(|ui| {
                    ui.add(Spinner::new().size(14.0));
                    muted(ui, "Stopping…");
                });
            }
            Stage::Running(job) => {
                let job = *job;
                let words = match self.layout {
                    Layout::Kept => "LibreOffice makes the pages…",
                    Layout::Flowing => "The text is set anew…",
                };
                let is_stopped = ui.horizontal_wrapped(|ui| {
                    ui.add(Spinner::new().size(14.0));
                    muted(ui, words);
                    let button = ui.button("Cancel");
                    button.accessible_name("Cancel making the pages").clicked()
                });
                if is_stopped.inner {
                    outbox.push(Request::CancelJob(job));
                    self.stage = Stage::Stopping(job);
                }
            }
        }
    }
}
