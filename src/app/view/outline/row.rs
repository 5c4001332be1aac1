//! One row of the outline: what it says and how it is painted.

use eframe::egui::{Color32, CornerRadius, FontId, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::app::message::entry::Entry;
use crate::app::message::icons;
use crate::app::state::desk::Desk;
use crate::app::state::origins::origin_of;
use crate::app::view::theme::{self, BODY_SIZE, Palette, SMALL_SIZE};
use crate::app::view::widgets::{one_line, paint_icon, paint_line};
use crate::excerpt::title_parts;
use crate::origin::OriginState;
use crate::pack::{Anchoring, Annotation, Audience, Document, DocumentKind, ItemId, ItemNumber};
use crate::store::SourceState;

/// Where the title begins, from the left edge of the row, in points.
pub const TITLE_X: f32 = 78.0;
const NUMBER_X: f32 = 26.0;
const ICON_X: f32 = 64.0;
/// Room for the page number at the right edge, and for the count of pages left of it.
const PAGE_WIDTH: f32 = 44.0;
const COUNT_WIDTH: f32 = 58.0;

/// What a row says.
#[derive(Debug, Clone, PartialEq)]
pub struct RowText {
    /// The item number; empty for the pages that Briefpack makes.
    pub number: String,
    pub title: String,
    /// How much of it, in bytes, tells which part of its source a document shows: its end.
    part_length: usize,
    icon: &'static str,
    /// What kind of paper it is; empty where that says nothing.
    kind: &'static str,
    is_section: bool,
    /// Whether the section's documents are folded away.
    pub is_folded: bool,
    /// How many notes are on it, and how many of them lost their place or may have.
    notes: usize,
    notes_to_check: usize,
    /// Whether it is only in the speaking copy.
    is_private: bool,
    /// Whether the file that it was made from is another one by now.
    pub is_changed: bool,
    /// The title of the e-mail that it is attached to.
    pub attached_to: Option<String>,
    /// What is wrong with the document's source.
    pub trouble: Option<String>,
    page: Option<u32>,
    pages: Option<u32>,
    /// Whether the page numbers are for the present state of the pack.
    is_counted: bool,
}

/// How a row looks at the moment.
#[derive(Debug, Clone, Copy)]
pub struct State {
    pub is_selected: bool,
    /// The pointer is over it.
    pub is_hovered: bool,
    /// It has the keyboard.
    pub has_focus: bool,
    /// A text field lies over the title.
    pub hides_title: bool,
}

impl State {
    /// A field for the new title lies over it.
    pub const RENAMED: Self = Self {
        is_selected: true,
        is_hovered: false,
        has_focus: false,
        hides_title: true,
    };
}

impl RowText {
    /// What the row of `entry` says; `None` if the pack has no such item.
    pub fn of(desk: &Desk, entry: Entry) -> Option<Self> {
        let span = desk
            .plan
            .as_ref()
            .and_then(|(_, plan)| plan.span(entry.into()));
        let mut text = Self {
            number: String::new(),
            title: String::new(),
            part_length: 0,
            icon: icons::FILE_TEXT,
            kind: "",
            is_section: false,
            is_folded: false,
            notes: 0,
            notes_to_check: 0,
            is_private: false,
            is_changed: origin_of(desk, entry) == Some(OriginState::Changed),
            attached_to: None,
            trouble: None,
            page: span.map(|span| span.first),
            pages: span.map(|span| span.count),
            is_counted: desk.is_counted(),
        };
        match entry {
            Entry::Cover => {
                text.title = "Cover".to_owned();
                text.icon = icons::BOOK;
            }
            Entry::Contents => {
                text.title = "Contents".to_owned();
                text.icon = icons::TABLE_OF_CONTENTS;
            }
            Entry::Sources => {
                text.title = "Sources".to_owned();
                text.icon = icons::LIST_CHECKS;
            }
            Entry::Item(id) => text.fill(desk, id)?,
        }
        Some(text)
    }

    /// The same, as it is for what is attached to an e-mail.
    pub fn attached_to(mut self, mail: Option<&Document>) -> Self {
        self.attached_to = mail.map(|mail| mail.title.clone());
        self
    }

    fn fill(&mut self, desk: &Desk, id: ItemId) -> Option<()> {
        let place = desk.pack().location(id)?;
        let pack = desk.pack();
        let number = match place.section {
            None => ItemNumber::Top(place.index + 1),
            Some(section) => {
                let section = pack.location(section.into())?;
                ItemNumber::Nested(section.index + 1, place.index + 1)
            }
        };
        self.number = number.to_string();
        match id {
            ItemId::Section(section) => {
                let section = pack.section(section)?;
                self.title.clone_from(&section.title);
                self.icon = icons::FOLDER;
                self.is_section = true;
                self.is_folded = desk.folded.contains(&id);
                self.pages = None;
            }
            ItemId::Document(document) => {
                let document = pack.document(document)?;
                self.title.clone_from(&document.title);
                self.part_length = title_parts(document).1.len();
                if document.page().is_some() {
                    self.icon = icons::SQUARE_PEN;
                    self.kind = "Briefing page";
                } else {
                    self.icon = kind_icon(document.kind);
                    self.kind = document.kind.name();
                }
                let notes = document.annotations.iter();
                let is_note = |note: &&Annotation| note.kind.is_some() || note.has_words();
                self.notes = notes.clone().filter(is_note).count();
                let is_unsure = |note: &&Annotation| note.anchoring != Anchoring::Sound;
                self.notes_to_check = notes.filter(is_unsure).count();
                self.is_private = document.audience == Audience::Private;
                self.trouble = document
                    .source()
                    .and_then(|source| desk.troubled_sources.get(source))
                    .and_then(trouble)
                    .or_else(|| desk.is_locked(document.id).then(|| LOCKED.to_owned()));
            }
        }
        Some(())
    }

    /// The row in words, for screen readers and tests.
    pub fn spoken(&self) -> String {
        let mut words = vec![format!("{} {}", self.number, self.title).trim().to_owned()];
        if let Some(page) = self.page {
            words.push(format!("page {page}"));
        }
        if let Some(mail) = &self.attached_to {
            words.push(format!("attached to {mail}"));
        }
        match self.notes {
            0 => {}
            1 => words.push("has a note".to_owned()),
            many => words.push(format!("{many} notes")),
        }
        match self.notes_to_check {
            0 => {}
            1 => words.push("1 note to check".to_owned()),
            many => words.push(format!("{many} notes to check")),
        }
        if self.is_private {
            words.push("only in the speaking copy".to_owned());
        }
        if self.is_changed {
            words.push("changed on disk since it was added".to_owned());
        }
        words.extend(self.trouble.clone());
        if !self.kind.is_empty() {
            words.push(self.kind.to_owned());
        }
        words.join(", ")
    }

    /// The title, and what of it tells the part of the source that is shown.
    fn parts_of_title(&self) -> (&str, &str) {
        let length = self.title.len().saturating_sub(self.part_length);
        let parts = self.title.split_at_checked(length);
        parts.unwrap_or((&self.title, ""))
    }

    /// Whether the title may not fit into a row of this width, so that a tooltip helps.
    pub fn is_cut_short(&self, width: f32) -> bool {
        const WIDTH_OF_A_CHARACTER: f32 = 6.5;
        self.title.chars().count() as f32 * WIDTH_OF_A_CHARACTER
            > width - TITLE_X - PAGE_WIDTH - COUNT_WIDTH
    }
}

const LOCKED: &str = "Protected by a password";

fn trouble(state: &SourceState) -> Option<String> {
    match state {
        SourceState::Present => None,
        SourceState::Missing => Some("Its file is missing".to_owned()),
        SourceState::Altered => Some("Its file was changed".to_owned()),
        SourceState::Unreadable(why) => Some(why.clone()),
    }
}

/// The icon that stands for a kind of document.
pub fn kind_icon(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::NewsStory => icons::NEWSPAPER,
        DocumentKind::Speech => icons::MIC,
        DocumentKind::List => icons::LIST,
        DocumentKind::Letter | DocumentKind::Email => icons::MAIL,
        DocumentKind::Report | DocumentKind::Briefing => icons::BOOK_OPEN,
        DocumentKind::Agenda | DocumentKind::Minutes => icons::LIST_CHECKS,
        DocumentKind::Presentation => icons::GALLERY_VERTICAL,
        DocumentKind::Spreadsheet => icons::LAYOUT_GRID,
        DocumentKind::Other => icons::FILE_TEXT,
    }
}

/// A page number that may change in a moment is not shown as if it were sure, but it is shown: while
/// a title is typed, no number comes and goes.
fn page_colour(palette: &Palette, is_counted: bool) -> Color32 {
    if is_counted {
        palette.text
    } else {
        palette.muted
    }
}

pub fn paint(ui: &Ui, rect: Rect, indent: f32, text: &RowText, state: State) {
    let palette = Palette::of(ui);
    let inner = rect.shrink2(vec2(4.0, 1.0));
    let fill = if state.is_selected {
        Some(palette.accent_soft)
    } else if state.is_hovered {
        Some(palette.hover)
    } else {
        None
    };
    let corners = CornerRadius::same(theme::RADIUS);
    if let Some(fill) = fill {
        ui.painter().rect_filled(inner, corners, fill);
    }
    if state.has_focus {
        let stroke = Stroke::new(1.5, palette.accent);
        ui.painter()
            .rect_stroke(inner, corners, stroke, StrokeKind::Inside);
    }
    let y = rect.center().y;
    let left = rect.left() + indent;
    let body = FontId::proportional(BODY_SIZE);
    let small = FontId::proportional(SMALL_SIZE);

    let number = one_line(ui, &text.number, small.clone(), palette.muted, 34.0);
    paint_line(ui, number, left + NUMBER_X, y);
    let icon_colour = if text.trouble.is_some() {
        palette.error
    } else {
        palette.muted
    };
    let icon = if text.trouble.as_deref() == Some(LOCKED) {
        icons::LOCK
    } else if text.trouble.is_some() {
        icons::TRIANGLE_ALERT
    } else {
        text.icon
    };
    paint_icon(ui, icon, pos2(left + ICON_X, y), icon_colour, 16.0);

    let mut right = rect.right() - 12.0;
    if let Some(page) = text.page {
        let colour = page_colour(&palette, text.is_counted);
        let galley = one_line(ui, &page.to_string(), body.clone(), colour, PAGE_WIDTH);
        paint_line(ui, galley.clone(), right - galley.size().x, y);
    }
    right -= PAGE_WIDTH - 8.0;
    if let Some(pages) = text.pages {
        let words = if pages == 1 {
            "1 p.".to_owned()
        } else {
            format!("{pages} pp.")
        };
        let galley = one_line(ui, &words, small, palette.muted, COUNT_WIDTH);
        right -= galley.size().x;
        paint_line(ui, galley, right, y);
        right -= 8.0;
    }
    right = paint_signs(ui, text, right, y);
    if state.hides_title {
        return;
    }
    let font = if text.is_section {
        theme::semibold(BODY_SIZE)
    } else {
        body
    };
    let title_x = left + TITLE_X;
    // Parts of one source are told apart by the end of their titles: it is cut last.
    let (title, part) = text.parts_of_title();
    let room = right - title_x - 4.0;
    let part = one_line(ui, part, font.clone(), palette.text, room * 0.75);
    let galley = one_line(ui, title, font, palette.text, room - part.size().x);
    let part_x = title_x + galley.size().x;
    paint_line(ui, galley, title_x, y);
    paint_line(ui, part, part_x, y);
}

/// Paints what is to be known of a document at a glance, from the right; returns where it begins.
fn paint_signs(ui: &Ui, text: &RowText, mut right: f32, y: f32) -> f32 {
    let palette = Palette::of(ui);
    let mut sign = |icon: &str, colour| {
        right -= 16.0;
        paint_icon(ui, icon, pos2(right + 8.0, y), colour, 14.0);
        right -= 4.0;
    };
    if text.notes_to_check > 0 {
        sign(icons::TRIANGLE_ALERT, palette.warning);
    }
    if text.is_changed {
        sign(icons::REFRESH_CW, palette.warning);
    }
    if text.is_private {
        sign(icons::EYE_OFF, palette.muted);
    }
    if text.notes > 0 {
        if text.notes > 1 {
            let font = FontId::proportional(SMALL_SIZE);
            let galley = one_line(ui, &text.notes.to_string(), font, palette.muted, 30.0);
            right -= galley.size().x;
            paint_line(ui, galley, right, y);
            right -= 2.0;
        }
        right -= 16.0;
        let at = pos2(right + 8.0, y);
        paint_icon(ui, icons::MESSAGE_SQUARE_TEXT, at, palette.accent, 14.0);
        right -= 4.0;
    }
    right
}

/// Paints the row that stands in for the documents of an empty section.
pub fn paint_hint(ui: &Ui, rect: Rect, indent: f32) {
    let palette = Palette::of(ui);
    let font = FontId::proportional(SMALL_SIZE);
    let x = rect.left() + indent + TITLE_X - 22.0;
    let words = "Drop documents here";
    let galley = one_line(ui, words, font, palette.muted, rect.right() - x - 8.0);
    paint_line(ui, galley, x, rect.center().y);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::view::theme::{DARK, LIGHT};

    #[test]
    fn a_page_number_that_is_counted_again_can_still_be_read() {
        for palette in [LIGHT, DARK] {
            let quiet = page_colour(&palette, false);
            assert_eq!(quiet, palette.muted);
            assert_ne!(quiet, page_colour(&palette, true));
        }
    }
}
