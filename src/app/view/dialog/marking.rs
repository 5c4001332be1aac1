//! Papers were added that are marked higher than the pack.

use eframe::egui::{RichText, ScrollArea, Ui};

use crate::app::message::request::Outbox;
use crate::app::view::details::raising;
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::theme::Palette;
use crate::app::view::widgets::{confirm_button, muted};
use crate::edit::Command;
use crate::pack::{Document, Marking, Pack};

/// Asks whether the pack's marking is to cover that of its documents.
pub struct RaiseMarking {
    /// The pack's marking as it is.
    marking: Marking,
    /// The titles of the documents that it does not cover, each with its marking.
    documents: Vec<(String, String)>,
    /// The marking to give the pack.
    proposed: Marking,
}

impl RaiseMarking {
    /// Asks about those of `documents` whose marking the pack's does not cover; `None` where it
    /// covers all.
    pub fn about<'a>(pack: &Pack, documents: impl Iterator<Item = &'a Document>) -> Option<Self> {
        let above: Vec<&Document> = documents
            .filter(|document| !pack.marking.covers(&document.marking))
            .collect();
        let proposed = Marking::highest(above.iter().map(|document| &document.marking))?;
        let named = above.iter().map(|document| {
            let marking = document.marking.printed().unwrap_or_default();
            (document.title.clone(), marking)
        });
        Some(Self {
            marking: pack.marking.clone(),
            documents: named.collect(),
            proposed,
        })
    }

    pub(super) fn title(&self) -> String {
        match self.marking.printed() {
            Some(_) => "Raise the pack's marking?".to_owned(),
            None => "Mark the pack?".to_owned(),
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        ui.label(match self.marking.printed() {
            Some(marking) => {
                format!("The pack is marked {marking}, which does not cover what was added:")
            }
            None => "The pack has no marking, but what was added has:".to_owned(),
        });
        let palette = Palette::of(ui);
        ScrollArea::vertical().max_height(220.0).show(ui, |ui| {
            for (title, marking) in &self.documents {
                ui.label(title);
                ui.label(RichText::new(marking).small().color(palette.muted));
            }
        });
        muted(
            ui,
            "A pack's marking is on every page and is never lower than that of a paper in it. If \
             a marking was read wrongly, leave the pack as it is and correct the marking in the document's details.",
        );
        buttons(ui, |ui| {
            if confirm_button(ui, &raising(&self.marking, &self.proposed)) {
                outbox.edit(Command::SetMarking(self.proposed.clone()));
                return Stay::Closed;
            }
            if ui.button("Leave as it is").clicked() {
                return Stay::Closed;
            }
            Stay::Open
        })
    }
}
