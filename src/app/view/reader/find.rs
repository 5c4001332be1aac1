//! Finding words in the document that is shown.

use std::sync::Arc;

use eframe::egui::{
    Align, Color32, Frame, Key, Layout, Margin, Rect, Role, Sense, Stroke, StrokeKind, TextEdit,
    Ui, WidgetInfo, vec2,
};

use crate::app::message::action::Action;
use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::message::span::Span;
use crate::app::state::texts::Texts;
use crate::app::view::reader::layout::PageLayout;
use crate::app::view::reader::{Goal, Reader};
use crate::app::view::theme::Palette;
use crate::app::view::widgets::{action_icon_button, icon_button, muted, own_undo_id};

/// Around what was found; paper is white in both themes.
const HIT: Color32 = Color32::from_rgb(0xE0, 0x8A, 0x00);
const GROUND: Color32 = Color32::from_rgba_premultiplied(0x28, 0x1A, 0x04, 0x28);
const CURRENT_GROUND: Color32 = Color32::from_rgba_premultiplied(0x6E, 0x46, 0x0A, 0x6E);

/// How many hits are shown; the count names it.
const MOST_HITS: usize = 2_000;

/// What is looked for, and where it was found.
#[derive(Default)]
pub struct Finder {
    is_open: bool,
    words: String,
    /// In reading order.
    hits: Vec<Span>,
    /// Whether there are more than these.
    has_more: bool,
    current: Option<usize>,
    wants_keyboard: bool,
}

impl Finder {
    /// Looks for the words anew: of very many hits, those from a place on are kept, or from where
    /// they began before.
    pub fn search(&mut self, texts: &Texts, from: Option<&Span>) {
        let from = from.cloned().or_else(|| self.hits.first().cloned());
        self.hits.clear();
        if self.is_open {
            for (piece, layer) in texts.layers() {
                let found = layer.find(&self.words).into_iter();
                self.hits.extend(found.map(|range| Span { piece, range }));
            }
        }
        self.has_more = self.hits.len() > MOST_HITS;
        if self.has_more {
            let last_start = self.hits.len() - MOST_HITS;
            let start = from.and_then(|from| self.first_after(&from));
            self.hits.drain(..start.unwrap_or(0).min(last_start));
            self.hits.truncate(MOST_HITS);
        }
        self.current = match (self.current, self.hits.len()) {
            (_, 0) => None,
            (current, count) => current.map(|index| index.min(count - 1)),
        };
    }

    /// Makes the first hit that ends after a place the current one; the first of all, if there is
    /// none.
    fn begin_at(&mut self, from: &Span) {
        let ahead = self.first_after(from);
        self.current = ahead.or_else(|| (!self.hits.is_empty()).then_some(0));
    }

    /// The first hit that ends after a place.
    fn first_after(&self, from: &Span) -> Option<usize> {
        let is_before = |hit: &Span| (hit.piece, hit.range.end) <= (from.piece, from.range.start);
        let index = self.hits.partition_point(is_before);
        (index < self.hits.len()).then_some(index)
    }

    /// What is looked for.
    pub fn words(&self) -> &str {
        &self.words
    }

    fn count(&self) -> String {
        match (self.words.trim().is_empty(), self.current) {
            (true, _) => String::new(),
            (false, None) => "Not found".to_owned(),
            (false, Some(current)) if self.has_more => format!("{} of 2,000+", current + 1),
            (false, Some(current)) => format!("{} of {}", current + 1, self.hits.len()),
        }
    }
}

/// Whether there is room for the field and what was found alone; the rest has keys.
fn is_narrow(ui: &Ui) -> bool {
    ui.available_width() < 360.0
}

impl Reader {
    /// Opens the bar, with the words that are selected.
    pub fn open_finder(&mut self) {
        self.finder.is_open = true;
        self.finder.wants_keyboard = true;
        if let Some(words) = self.words_to_find() {
            self.finder.words = words;
        }
        self.look_for_words();
    }

    fn close_finder(&mut self) {
        self.finder.is_open = false;
        self.finder.hits.clear();
        self.finder.current = None;
        self.wants_keyboard = true;
    }

    /// Looks for the words from what is selected or in sight on.
    fn look_for_words(&mut self) {
        let Some(texts) = self.texts().map(Arc::clone) else {
            return;
        };
        let from = match &self.picked {
            Some(crate::app::view::reader::Picked::Text(text)) => Some(text.span.clone()),
            _ => texts.page(self.current),
        };
        let from = from.unwrap_or(Span {
            piece: 0,
            range: 0..0,
        });
        self.finder.search(&texts, Some(&from));
        self.finder.begin_at(&from);
        if self.finder.current.is_some() {
            self.goal = Some(Goal::Hit);
        }
    }

    /// Goes to the next hit or the one before, around the ends.
    pub fn step_hit(&mut self, is_forward: bool) {
        if !self.finder.is_open {
            self.open_finder();
            return;
        }
        let count = self.finder.hits.len();
        if count == 0 {
            return;
        }
        let step = if is_forward { 1 } else { count - 1 };
        let next = self.finder.current.map_or(0, |at| (at + step) % count);
        self.finder.current = Some(next);
        self.goal = Some(Goal::Hit);
    }

    /// Draws the bar, if it is open.
    pub(super) fn find_bar(&mut self, ui: &mut Ui, outbox: &mut Outbox) {
        if !self.finder.is_open {
            return;
        }
        let palette = Palette::of(ui);
        Frame::new()
            .fill(palette.panel)
            .inner_margin(Margin::symmetric(12, 4))
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 4.0;
                    let is_narrow = is_narrow(ui);
                    self.find_field(ui);
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if icon_button(ui, icons::X, "Close the search").clicked() {
                            self.close_finder();
                        }
                        if !is_narrow {
                            action_icon_button(ui, Action::FindInPack, outbox);
                            action_icon_button(ui, Action::FindNext, outbox);
                            action_icon_button(ui, Action::FindPrevious, outbox);
                        }
                        muted(ui, self.finder.count());
                    });
                });
            });
    }

    fn find_field(&mut self, ui: &mut Ui) {
        let beside = if is_narrow(ui) { 140.0 } else { 244.0 };
        let width = (ui.available_width() - beside).clamp(60.0, 280.0);
        let field = TextEdit::singleline(&mut self.finder.words)
            .id(own_undo_id(ui, "find"))
            .hint_text("Find in this document")
            .desired_width(width);
        let response = ui.add(field).accessible_name("Find in this document");
        if std::mem::take(&mut self.finder.wants_keyboard) {
            response.request_focus();
            crate::app::view::widgets::select_all(ui, response.id, &self.finder.words);
        }
        if response.changed() {
            self.look_for_words();
        }
        if response.lost_focus() {
            let (entered, is_back, escaped) = ui.input(|input| {
                let entered = input.key_pressed(Key::Enter);
                (
                    entered,
                    input.modifiers.shift,
                    input.key_pressed(Key::Escape),
                )
            });
            if entered {
                response.request_focus();
                self.step_hit(!is_back);
            } else if escaped {
                self.close_finder();
            }
        }
    }

    /// Where the current hit is on the screen.
    pub(super) fn rect_of_hit(&self, layout: &PageLayout) -> Option<Rect> {
        let hit = self.finder.hits.get(self.finder.current?)?;
        let (page, quad) = self.texts()?.quads(hit).into_iter().next()?;
        layout.rect(page, quad.bounds())
    }

    /// Draws what was found on a page.
    pub(super) fn paint_hits(&self, ui: &Ui, page: u32, layout: &PageLayout) {
        let Some(texts) = self.texts().filter(|_| !self.finder.hits.is_empty()) else {
            return;
        };
        let Some(whole) = texts.page(page) else {
            return;
        };
        let hits = &self.finder.hits;
        let start = hits
            .partition_point(|hit| (hit.piece, hit.range.end) <= (whole.piece, whole.range.start));
        let current = self.finder.current;
        for (index, hit) in hits.iter().enumerate().skip(start) {
            if (hit.piece, hit.range.start) >= (whole.piece, whole.range.end) {
                break;
            }
            let is_current = current == Some(index);
            let ground = if is_current { CURRENT_GROUND } else { GROUND };
            let width = if is_current { 2.0 } else { 1.0 };
            for (of, quad) in texts.quads(hit) {
                if of != page {
                    continue;
                }
                if let Some(rect) = layout.rect(page, quad.bounds()) {
                    let rect = rect.expand2(vec2(1.0, 0.0));
                    let stroke = Stroke::new(width, HIT);
                    ui.painter()
                        .rect(rect, 2, ground, stroke, StrokeKind::Outside);
                    // Said to screen readers; the pages themselves take the clicks.
                    let id = ui.scope_id().with(("found", index));
                    let response = ui.interact(rect, id, Sense::hover());
                    let name = format!("Found: {}", self.finder.words);
                    response.widget_info(|| WidgetInfo::labeled(Role::Mark, true, &name));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::TextPiece;
    use crate::text::TextLayer;

    fn texts(text: String) -> Texts {
        let layer = TextLayer::new(text, Vec::new(), Vec::new());
        Texts::new(vec![TextPiece {
            layer: Arc::new(layer),
            first_page: 0,
            tops_pt: Vec::new(),
            is_document: false,
        }])
    }

    fn finder() -> Finder {
        Finder {
            is_open: true,
            words: "ab".to_owned(),
            ..Finder::default()
        }
    }

    fn place(at: usize) -> Span {
        Span {
            piece: 0,
            range: at..at,
        }
    }

    #[test]
    fn as_many_hits_as_are_shown_are_counted() {
        let mut finder = finder();
        finder.search(&texts("ab ".repeat(MOST_HITS)), Some(&place(3)));
        finder.begin_at(&place(3));
        assert_eq!(finder.count(), "2 of 2000");
    }

    #[test]
    fn of_very_many_hits_those_from_the_place_in_sight_on_are_shown() {
        let text = texts("ab ".repeat(3 * MOST_HITS));
        let mut finder = finder();
        finder.search(&text, Some(&place(3_000)));
        finder.begin_at(&place(3_000));
        assert_eq!(finder.count(), "1 of 2,000+");
        assert_eq!(finder.hits[0].range, 3_000..3_002);
        assert_eq!(finder.hits.len(), MOST_HITS);
        // The same pages, made anew.
        finder.search(&text, None);
        assert_eq!(finder.hits[0].range, 3_000..3_002);
        finder.search(&text, Some(&place(usize::MAX)));
        assert_eq!(finder.hits[0].range, 0..2, "around the end");
        finder.search(&text, Some(&place(9 * MOST_HITS - 3)));
        finder.begin_at(&place(9 * MOST_HITS - 3));
        assert_eq!(finder.count(), "2000 of 2,000+");
    }
}
