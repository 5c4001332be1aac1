//! Whether a document of an office program keeps its layout, and the work that this takes.

use eframe::egui::{RadioButton, RichText, Spinner, Ui};

use crate::app::message::request::{Outbox, Request};
use crate::app::message::revising::LayoutChoice;
use crate::app::state::desk::Desk;
use crate::app::view::choice::radio_chosen;
use crate::app::view::details::Details;
use crate::app::view::theme::Palette;
use crate::app::view::widgets::{field_label, muted};
use crate::jobs::JobId;
use crate::layout_true;
use crate::pack::{Document, DocumentId, Pack};

/// A document that comes to its pages in another way, or was to.
#[derive(Debug)]
struct Work {
    /// The pack that it is in, by [`Desk::serial`].
    pack: u64,
    /// The document as it was when the work began.
    document: Document,
    layout: LayoutChoice,
    stage: Stage,
    /// Whether it was begun anew, as the document was changed meanwhile.
    is_again: bool,
    /// Whether the form has said so yet.
    is_told: bool,
}

#[derive(Debug)]
enum Stage {
    Running(JobId),
    Stopping,
    Failed(String),
}

/// What is to be done with pages that were made.
#[derive(Debug, PartialEq)]
pub enum PagesReady {
    /// The document is as it was: it gets them.
    Use(LayoutChoice),
    /// The document was changed meanwhile: they are to be made once more.
    MakeAgain(DocumentId, LayoutChoice),
    /// The document was changed again, and this is why they are of no use.
    GiveUp(String),
    /// There is no such document any more.
    NotWanted,
}

/// The latest document that was to come to its pages in another way.
#[derive(Debug, Default)]
pub struct LayoutWork(Option<Work>);

impl LayoutWork {
    /// Work has begun on a document of a pack, given by [`Desk::serial`].
    pub fn begin(&mut self, pack: u64, document: Document, layout: LayoutChoice, job: JobId) {
        self.0 = Some(Work {
            pack,
            document,
            layout,
            stage: Stage::Running(job),
            is_again: self.0.is_some(),
            is_told: false,
        });
    }

    /// Nothing is known of any work.
    pub fn forget(&mut self) {
        self.0 = None;
    }

    /// The pages are there, for a document that is in this pack now. What it shows and the notes on
    /// it must be as they were; all else may have changed.
    pub fn ready(&mut self, pack: &Pack) -> PagesReady {
        let Some(work) = &self.0 else {
            return PagesReady::NotWanted;
        };
        let (before, layout) = (&work.document, work.layout);
        let Some(now) = pack.document(before.id) else {
            self.forget();
            return PagesReady::NotWanted;
        };
        if now.body == before.body && now.annotations == before.annotations {
            self.forget();
            PagesReady::Use(layout)
        } else if work.is_again {
            PagesReady::GiveUp(format!(
                "“{}” changed while its pages were being made. Try again, and do not change it \
                 until they are ready",
                now.title
            ))
        } else {
            PagesReady::MakeAgain(now.id, layout)
        }
    }

    /// The work has ended without success; the form says why.
    pub fn fail(&mut self, why: String) {
        if let Some(work) = &mut self.0 {
            work.stage = Stage::Failed(why);
            work.is_told = false;
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
            Some(_) => LayoutChoice::Kept,
            None => LayoutChoice::Flowing,
        };
        let has_layout = original.unwrap_or(shown).media.has_layout();
        if !has_layout && now == LayoutChoice::Flowing {
            return;
        }
        let work = self.layout.0.as_mut();
        let work = work.filter(|work| work.pack == desk.serial);
        let is_busy = work.as_ref().is_some_and(|work| work.is_busy());
        field_label(ui, "Pages");
        let can_keep = has_layout && layout_true::is_office_here();
        radios(ui, document.id, now, (is_busy, can_keep), outbox);
        if has_layout && now == LayoutChoice::Flowing && !layout_true::is_office_here() {
            muted(
                ui,
                "To keep the layout, install LibreOffice and start Briefpack again.",
            );
        }
        if let Some(work) = work.filter(|work| work.document.id == document.id) {
            let drawn = ui.scope(|ui| work.ui(ui, outbox)).response;
            if !std::mem::replace(&mut work.is_told, true) {
                // It may stand below what is in sight of the form.
                drawn.scroll_to_me(None);
            }
        }
    }
}

fn radios(
    ui: &mut Ui,
    document: DocumentId,
    now: LayoutChoice,
    (is_busy, can_keep): (bool, bool),
    outbox: &mut Outbox,
) {
    let why_not = if is_busy {
        "The pages of a document are still being made. Wait for them, or cancel"
    } else {
        "LibreOffice is not installed here"
    };
    ui.horizontal_wrapped(|ui| {
        let drawn = [
            (
                LayoutChoice::Flowing,
                "Set as text",
                "The words are set on the pack's own pages",
            ),
            (
                LayoutChoice::Kept,
                "Keep the layout",
                "LibreOffice makes the pages. Fields such as dates may be updated",
            ),
        ]
        .map(|(layout, words, tip)| {
            let is_possible =
                layout == now || !is_busy && (layout == LayoutChoice::Flowing || can_keep);
            let response = ui
                .add_enabled(is_possible, RadioButton::new(now == layout, words))
                .on_hover_text(tip)
                .on_disabled_hover_text(why_not);
            (layout, response)
        });
        if let Some(layout) = radio_chosen(ui, now, &drawn) {
            outbox.push(Request::SetLayout(document, layout));
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
            Stage::Stopping => {
                ui.horizontal(|ui| {
                    ui.add(Spinner::new().size(14.0));
                    muted(ui, "Stopping…");
                });
            }
            Stage::Running(job) => {
                let job = *job;
                let words = match self.layout {
                    LayoutChoice::Kept => "LibreOffice makes the pages…",
                    LayoutChoice::Flowing => "Making the text pages again…",
                };
                let is_stopped = ui.horizontal_wrapped(|ui| {
                    ui.add(Spinner::new().size(14.0));
                    muted(ui, words);
                    let button = ui.button("Cancel");
                    button.accessible_name("Cancel making the pages").clicked()
                });
                if is_stopped.inner {
                    outbox.push(Request::CancelJob(job));
                    self.stage = Stage::Stopping;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::jobs::{Jobs, Label};
    use crate::pack::{Annotation, AnnotationId, Body, Item, SourceId, Target};

    fn document(id: u64) -> Document {
        let body = Body::whole(SourceId::from_digest([0; 32]));
        Document::new(DocumentId(id), format!("Paper {id}"), body)
    }

    fn pack(documents: &[Document]) -> Pack {
        Pack {
            outline: documents.iter().cloned().map(Item::from).collect(),
            ..Pack::new("Test")
        }
    }

    fn begin(work: &mut LayoutWork, document: &Document) {
        let job = Jobs::new(Arc::new(|| {})).start(Label::Hidden, |_| (), |_| ());
        work.begin(1, document.clone(), LayoutChoice::Kept, job);
    }

    #[test]
    fn pages_are_made_again_only_where_their_document_was_changed_and_only_once() {
        let mut work = LayoutWork::default();
        let before = document(1);
        // Another document, and what is not about its pages.
        begin(&mut work, &before);
        let mut renamed = before.clone();
        renamed.title = "Another title".to_owned();
        let now = pack(&[document(2), renamed]);
        assert_eq!(work.ready(&now), PagesReady::Use(LayoutChoice::Kept));
        assert_eq!(work.ready(&now), PagesReady::NotWanted);

        begin(&mut work, &before);
        let mut marked = before.clone();
        let note = Annotation::new(AnnotationId(7), Target::Document);
        marked.annotations.push(note);
        let again = PagesReady::MakeAgain(DocumentId(1), LayoutChoice::Kept);
        assert_eq!(work.ready(&pack(std::slice::from_ref(&marked))), again);
        begin(&mut work, &marked);
        let PagesReady::GiveUp(why) = work.ready(&pack(std::slice::from_ref(&before))) else {
            panic!("it begins anew for ever");
        };
        assert!(why.contains("Paper 1"), "{why}");
        // Asked for once more, it is as at first.
        work.forget();
        begin(&mut work, &marked);
        assert_eq!(work.ready(&pack(&[before])), again);
    }

    #[test]
    fn pages_of_a_document_that_was_deleted_are_let_go() {
        let mut work = LayoutWork::default();
        begin(&mut work, &document(1));
        assert_eq!(work.ready(&pack(&[document(2)])), PagesReady::NotWanted);
        assert!(work.0.is_none());
    }
}
