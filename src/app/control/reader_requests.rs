//! Carrying out what concerns the pages that are shown.

use eframe::egui;

use crate::app::control::App;
use crate::app::message::entry::{Entry, Pick};
use crate::app::message::request::Writing;
use crate::app::message::span::Span;
use crate::app::state::in_hand::InHand;
use crate::app::view::reader::Reader;
use crate::app::view::toast::Tone;
use crate::edit::Command;
use crate::export::Copy;
use crate::pack::{Mark, MarkStyle, Target};

/// The most characters that one mark is on: its words are kept in the pack.
const MOST_MARKED: usize = 50_000;

/// Whether a mark on `target` is not too long; otherwise what the person is told.
pub(super) fn check_length(target: &Target) -> Result<(), String> {
    let length = match target {
        Target::Text(selector) => selector.exact.chars().count(),
        Target::Area(_) | Target::Document => 0,
    };
    if length > MOST_MARKED {
        return Err(
            "Mark at most 50,000 characters at once. Select less, or put a note on the whole \
             document."
                .to_owned(),
        );
    }
    Ok(())
}

impl App {
    /// Whether a selection on the pages is meant, rather than that of the outline.
    pub(super) fn is_selection_meant(&self, ctx: &egui::Context) -> bool {
        Reader::has_keyboard(ctx) || self.reader.can_copy() && !self.outline.has_keyboard()
    }

    /// Whether the annotation in hand is meant, rather than the rows of the outline.
    pub(super) fn is_mark_meant(&self, ctx: &egui::Context) -> bool {
        Reader::has_keyboard(ctx)
            || self.in_hand.annotation.is_some() && !self.outline.has_keyboard()
    }

    /// Writes a note on what is selected, or on the mark in hand.
    pub(super) fn add_note(&mut self) {
        match self.in_hand.annotation {
            Some(id) if !self.reader.can_copy() => self.show_note(id, true),
            _ => self.mark_in(MarkStyle::Highlight, Writing::AtOnce),
        }
    }

    pub(super) fn mark_in(&mut self, style: MarkStyle, writing: Writing) {
        let colour = self.preferences.pen.mark.colour;
        self.mark_picked(Mark { style, colour }, writing);
    }

    /// Marks what is selected.
    pub(super) fn mark_picked(&mut self, mark: Mark, writing: Writing) {
        let target = self.desk.as_ref().and_then(|desk| self.reader.target(desk));
        let Some((document, target)) = target else {
            let message = "Select words of a document first. You can copy the words that Briefpack \
                adds, but not mark them.";
            self.toasts.push(Tone::Warning, message);
            return;
        };
        if let Err(message) = check_length(&target) {
            self.toasts.push(Tone::Warning, message);
            return;
        }
        self.preferences.pen.mark.colour = mark.colour;
        let pen = &self.preferences.pen;
        let mut new = if writing == Writing::AtOnce {
            pen.note(target)
        } else {
            pen.mark(target, mark)
        };
        if writing == Writing::AtOnce && self.reader.is_area_picked() {
            // A ground of colour over a picture hides what the note is on.
            new.mark.style = MarkStyle::Frame;
        }
        self.reader.drop_picked();
        if writing == Writing::No {
            self.reader.take_keyboard();
        }
        self.annotate(document, new, writing);
    }

    /// Puts what is selected on the clipboard.
    pub(super) fn copy_picked(&mut self, ctx: &egui::Context) {
        if let Some(words) = self.reader.selected_words() {
            ctx.copy_text(words);
        }
    }

    pub(super) fn copy_citation(&mut self, ctx: &egui::Context) {
        let citation = self
            .desk
            .as_ref()
            .and_then(|desk| self.reader.citation(desk));
        if let Some(citation) = citation {
            ctx.copy_text(citation);
            self.toasts.push(Tone::Good, "Copied with citation.");
        }
    }

    pub(super) fn remove_in_hand(&mut self) {
        if let Some(id) = self.in_hand.annotation.take() {
            self.edit(Command::RemoveAnnotations(vec![id]));
            self.in_hand = InHand::default();
            self.reader.take_keyboard();
        }
    }

    pub(super) fn switch_copy(&mut self) {
        if let Some(desk) = &mut self.desk {
            desk.copy = match desk.copy {
                Copy::Speaking => Copy::Circulation,
                Copy::Circulation => Copy::Speaking,
            };
            self.make_again();
        }
    }

    /// Selects what was scrolled to, without moving the pages.
    pub(super) fn read_on(&mut self, entry: Entry) {
        let Some(desk) = &mut self.desk else {
            return;
        };
        if !self.reader.read_on(entry, desk.history.revision()) {
            return;
        }
        if let Entry::Item(item) = entry {
            desk.unfold(&[item]);
        }
        let entries = desk.entries();
        desk.selection.pick(entry, Pick::Only, &entries);
        desk.read_on = Some(entry);
        self.outline.show_cursor();
    }

    /// Shows a passage wherever in the pack it is.
    pub(super) fn show_passage(&mut self, entry: Entry, span: Span) {
        let Some(desk) = &mut self.desk else {
            return;
        };
        if let Entry::Item(item) = entry {
            desk.unfold(&[item]);
        }
        let entries = desk.entries();
        if desk.selection.cursor() != Some(entry) {
            desk.selection.pick(entry, Pick::Only, &entries);
        }
        self.reader.go_to_passage(entry, span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{AreaSelector, TextSelector};

    #[test]
    fn a_mark_is_not_on_a_whole_book() {
        let on = |length: usize| {
            check_length(&Target::Text(TextSelector {
                // Characters count, not bytes.
                exact: "é".repeat(length),
                ..TextSelector::default()
            }))
        };
        assert_eq!(on(MOST_MARKED), Ok(()));
        assert!(on(MOST_MARKED + 1).is_err_and(|message| message.contains("at most 50,000")));
        assert_eq!(check_length(&Target::Area(AreaSelector::default())), Ok(()));
        assert_eq!(check_length(&Target::Document), Ok(()));
    }
}
