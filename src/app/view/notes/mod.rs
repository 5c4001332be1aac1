//! Notes beside the pages: the cards of a document, and the list of all notes of the pack.

mod card;
mod cards;
mod choices;
mod filter;
mod layout;
mod list;
mod list_filters;
mod list_row;
mod markup;
mod rendered;
mod writing;

use eframe::egui::{Rect, RichText, Ui};

use crate::app::message::action::Action;
use crate::app::message::annotating::Pen;
use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::state::desk::Desk;
use crate::app::state::in_hand::InHand;
use crate::app::state::note_anchor::NoteAnchor;
use crate::app::view::notes::cards::Cards;
use crate::app::view::notes::list::NoteList;
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{action_button, muted};
use crate::pack::{DocumentId, Target};

pub use choices::{all_kinds, kind_name};

/// What the notes are drawn from.
pub struct Scene<'a> {
    /// The open pack.
    pub desk: &'a Desk,
    /// How the next note is made.
    pub pen: &'a Pen,
    /// Where the passages of the marks stand on the screen, in reading order.
    pub anchors: &'a [NoteAnchor],
    /// Where the pages are drawn.
    pub pages: Rect,
    /// Whether the cards stand beside the pages, rather than below them.
    pub is_beside: bool,
    /// The passage that is selected in the pages.
    pub passage: Option<(DocumentId, Target)>,
}

/// The state of the notes that is not part of the pack.
#[derive(Debug, Default)]
pub struct Notes {
    cards: Cards,
    list: NoteList,
}

impl Notes {
    /// Draws the cards of the selected document; returns whether they stand at their passages.
    pub fn cards(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        in_hand: &mut InHand,
        outbox: &mut Outbox,
    ) -> bool {
        let document = scene.desk.selection.document();
        let Some(document) = document.and_then(|id| scene.desk.pack().document(id)) else {
            self.cards.put_down(scene.desk, outbox);
            empty_state(
                ui,
                "No document selected",
                "Select a document to see its notes.",
            );
            return false;
        };
        if document.page().is_some() {
            self.cards.put_down(scene.desk, outbox);
            let text = "A briefing page gathers notes. Notes are made on documents.";
            empty_state(ui, "No notes here", text);
            return false;
        }
        if document.annotations.is_empty() {
            self.cards.put_down(scene.desk, outbox);
            let text = "Select words on a page and press N, or:";
            empty_state(ui, "No notes on this document yet", text);
            ui.vertical_centered(|ui| action_button(ui, Action::NoteOnDocument, outbox));
            return false;
        }
        self.cards.ui(ui, scene, document, in_hand, outbox)
    }

    /// Draws the list of all notes.
    pub fn list(&mut self, ui: &mut Ui, desk: &Desk, in_hand: &InHand, outbox: &mut Outbox) {
        self.list.ui(ui, desk, in_hand, outbox);
    }

    /// Ends writing where the cards are not shown.
    pub fn put_down(&mut self, desk: &Desk, outbox: &mut Outbox) {
        self.cards.put_down(desk, outbox);
    }
}

/// Says that there is nothing, and what to do.
fn empty_state(ui: &mut Ui, title: &str, text: &str) {
    let palette = Palette::of(ui);
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() / 4.0).clamp(8.0, 120.0));
        let icon = RichText::new(icons::MESSAGE_SQUARE_TEXT).font(theme::icon_font(28.0));
        ui.label(icon.color(palette.muted));
        ui.label(theme::strong(title));
        muted(ui, text);
        ui.add_space(4.0);
    });
}
