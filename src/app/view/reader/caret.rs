//! Selecting words by the keyboard: a caret in the text of the pages.

use eframe::egui::{Key, Modifiers, Rect, Stroke, Ui};

use crate::app::message::span::Span;
use crate::app::state::texts::Texts;
use crate::app::state::texts::caret::{Caret, Step};
use crate::app::view::reader::Reader;
use crate::app::view::reader::layout::PageLayout;
use crate::app::view::reader::picked::{Picked, spanned};
use crate::app::view::theme::Palette;
use crate::app::view::widgets::pressed_keys;

/// The keys that move the caret: where they lead, and whether on or back.
const KEYS: [(Key, Step, bool); 6] = [
    (Key::ArrowLeft, Step::Letter, false),
    (Key::ArrowRight, Step::Letter, true),
    (Key::ArrowUp, Step::Line, false),
    (Key::ArrowDown, Step::Line, true),
    (Key::Home, Step::EndOfLine, false),
    (Key::End, Step::EndOfLine, true),
];

impl Reader {
    /// Puts a caret into the text in sight, or takes it away.
    pub fn switch_caret(&mut self) {
        self.wants_keyboard = true;
        match self.texts().cloned() {
            Some(texts) if self.caret.is_none() => self.caret = self.first_caret(&texts),
            Some(_) => self.caret = None,
            // The text is still being read: the caret comes with it.
            None => self.wants_caret = !self.wants_caret,
        }
    }

    /// Puts the caret into a text that was just read, where one is wanted. In the text of other pages
    /// it begins anew.
    pub(super) fn put_caret(&mut self, texts: &Texts, is_other: bool) {
        let has_caret = self.caret.is_some();
        if std::mem::take(&mut self.wants_caret) || has_caret && is_other {
            self.caret = self.first_caret(texts);
        }
    }

    /// Where a caret begins: at the end of what is selected, else at the top of the current page.
    fn first_caret(&self, texts: &Texts) -> Option<Caret> {
        match &self.picked {
            Some(Picked::Text(text)) => Some(Caret {
                piece: text.span.piece,
                at: text.span.range.end,
            }),
            _ => Caret::on_page(texts, self.current),
        }
    }

    /// Takes the keys of the caret; with Shift they select. Returns whether any was pressed: the
    /// pages do not scroll by it then.
    pub(super) fn caret_keys(&mut self, ui: &Ui, layout: &PageLayout) -> bool {
        let pressed: Vec<(Step, bool, Modifiers)> = ui.input(|input| {
            let steps = pressed_keys(input).filter_map(|(key, modifiers)| {
                let (_, step, on) = KEYS.into_iter().find(|(of, ..)| *of == key)?;
                // Without a caret, Shift begins a selection and the arrows scroll.
                let is_meant = !modifiers.alt && (self.caret.is_some() || modifiers.shift);
                is_meant.then_some((step, on, modifiers))
            });
            steps.collect()
        });
        if pressed.is_empty() {
            return false;
        }
        let Some(texts) = self.texts().cloned() else {
            return false;
        };
        let Some(begin) = self.caret.or_else(|| self.first_caret(&texts)) else {
            return false;
        };
        let mut caret = begin;
        for (step, on, modifiers) in pressed {
            let before = caret;
            let step = match step {
                Step::Letter if modifiers.command => Step::Word,
                step => step,
            };
            caret = caret.step(&texts, step, on);
            self.picked = modifiers
                .shift
                .then(|| self.extended(before, caret, &texts))
                .flatten();
        }
        self.caret = Some(caret);
        if let Some(rect) = self.caret_rect(layout) {
            ui.scroll_to_rect(rect.expand(24.0), None);
        }
        true
    }

    /// What is selected when the caret goes on from one place to another with Shift.
    fn extended(&self, from: Caret, to: Caret, texts: &Texts) -> Option<Picked> {
        let anchor = match &self.picked {
            Some(Picked::Text(text)) if text.span.piece == to.piece => text.anchor.clone(),
            _ => from.at..from.at,
        };
        let range = spanned(&anchor, &(to.at..to.at));
        let piece = to.piece;
        (!range.is_empty()).then(|| Picked::drawn(Span { piece, range }, anchor, texts))
    }

    /// Where the caret stands on the screen.
    fn caret_rect(&self, layout: &PageLayout) -> Option<Rect> {
        let caret = self.caret?;
        let (page, quad) = caret.place(self.texts()?)?;
        let (left, top, right, bottom) = quad.bounds();
        let text = self.texts()?.layer(caret.piece)?.text();
        // At the end of the text it stands behind the last letter.
        let x = if caret.at >= text.len() { right } else { left };
        layout.rect(page, (x, top, x, bottom))
    }

    /// Draws the caret.
    pub(super) fn paint_caret(&self, ui: &Ui, layout: &PageLayout) {
        if let Some(rect) = self.caret_rect(layout) {
            let stroke = Stroke::new(2.0, Palette::of(ui).accent);
            ui.painter().vline(rect.left(), rect.y_range(), stroke);
        }
    }
}
