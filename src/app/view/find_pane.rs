//! Finding words in the whole pack: the field, and the list of what was found.

use std::time::Duration;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    self, FontId, Key, Rect, Response, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo,
};

use crate::app::message::request::{Outbox, Request};
use crate::app::state::clock::time_of;
use crate::app::state::pack_matches::{Hit, MatchingDocument, PackMatches, Question};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{
    keep_arrows, key_steps, muted, one_line, own_undo_id, paint_line, row_sense, select_all,
};
use crate::jobs::JobSlot;

/// The height of a row, which has two lines, in points.
const ROW: f32 = 40.0;

/// The keys that lead from place to place.
const KEYS: [(Key, isize); 6] = [
    (Key::ArrowUp, -1),
    (Key::ArrowDown, 1),
    (Key::PageUp, -8),
    (Key::PageDown, 8),
    (Key::Home, -10_000),
    (Key::End, 10_000),
];

/// A row of the list.
#[derive(Clone, Copy)]
enum Row<'a> {
    Title(&'a MatchingDocument),
    Hit(&'a Hit),
}

/// The state of the pane.
#[derive(Default)]
pub struct FindPane {
    /// What is typed.
    pub words: String,
    /// When it was typed.
    pub typed_at: Option<Duration>,
    wants_keyboard: bool,
    /// The search for the latest question.
    pub search: JobSlot<Question>,
    /// What was found last.
    pub found: Option<PackMatches>,
    /// The row that Tab stops at.
    cursor: usize,
    /// The row at the cursor is to come into sight and take the keyboard.
    follows_cursor: bool,
}

impl FindPane {
    /// Puts the keyboard into the field, with these words if there are any.
    pub fn open(&mut self, words: Option<String>) {
        if let Some(words) = words.filter(|words| !words.trim().is_empty()) {
            self.words = words;
        }
        self.typed_at = None;
        self.wants_keyboard = true;
    }

    /// Draws the pane.
    pub fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) {
        let field = TextEdit::singleline(&mut self.words)
            .id(own_undo_id(ui, "find-in-pack"))
            .hint_text("Find in the whole pack")
            .desired_width(f32::INFINITY);
        let response = ui.add(field).accessible_name("Find in the whole pack");
        if std::mem::take(&mut self.wants_keyboard) {
            response.request_focus();
            select_all(ui, response.id, &self.words);
        }
        if response.changed() {
            self.typed_at = Some(time_of(ui.ctx()));
        }
        // Enter goes to the place at the cursor, and the arrows on from there.
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        self.follows_cursor |= entered;
        ui.horizontal(|ui| {
            if self.search.is_running() {
                ui.add(egui::Spinner::new().size(14.0));
            }
            muted(ui, self.summary());
        });
        if let Some(found) = &self.found {
            let mut cursor = self.cursor;
            let follows = std::mem::take(&mut self.follows_cursor);
            self.follows_cursor = list(ui, found, (&mut cursor, follows), outbox);
            let hit = found.hits.get(hit_at(found, cursor)).filter(|_| entered);
            if let Some(hit) = hit {
                outbox.push(Request::ShowPassage(hit.entry, hit.span.clone()));
            }
            self.cursor = cursor;
        }
    }

    fn summary(&self) -> String {
        let Some(found) = &self.found else {
            return if self.search.is_running() {
                "Searching…".to_owned()
            } else {
                "Type the words to find.".to_owned()
            };
        };
        let mut summary = match (found.hits.len(), found.documents.len()) {
            (0, _) => "Not found in any document".to_owned(),
            (1, _) => "1 place".to_owned(),
            (many, 1) => format!("{many} places in 1 document"),
            (many, documents) => format!("{many} places in {documents} documents"),
        };
        if found.is_cut {
            summary.push_str("; more were found, but are not listed");
        }
        match found.unreadable {
            0 => {}
            1 => summary.push_str("; 1 document could not be read"),
            many => summary.push_str(&format!("; {many} documents could not be read")),
        }
        summary
    }
}

/// The number of the hit in a row; a title stands before those of each document.
fn hit_at(found: &PackMatches, row: usize) -> usize {
    let mut titles = found.documents.iter().enumerate();
    let before = titles.find(|(index, document)| row <= document.hits.end + index);
    row.saturating_sub(1 + before.map_or(0, |(index, _)| index))
}

/// Draws what was found. Returns whether keys have moved the cursor, which then is to be followed.
fn list(
    ui: &mut Ui,
    found: &PackMatches,
    (cursor, follows): (&mut usize, bool),
    outbox: &mut Outbox,
) -> bool {
    let rows: Vec<Row<'_>> = found
        .documents
        .iter()
        .flat_map(|document| {
            let hits = found.hits.get(document.hits.clone()).unwrap_or_default();
            std::iter::once(Row::Title(document)).chain(hits.iter().map(Row::Hit))
        })
        .collect();
    let is_hit = |index: usize| matches!(rows.get(index), Some(Row::Hit(_)));
    if !is_hit(*cursor) {
        // The first row is a title, and a place follows it.
        *cursor = 1;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().id_salt("found").auto_shrink(false);
    if follows {
        let middle = *cursor as f32 * ROW - (ui.available_height() - ROW) / 2.0;
        area = area.vertical_scroll_offset(middle.max(0.0));
    }
    let mut steps = 0;
    area.show_rows(ui, ROW, rows.len(), |ui, shown| {
        let width = ui.available_width();
        let start = shown.start;
        if !follows && !shown.contains(cursor) {
            // The wheel has led elsewhere: Tab stops at a place in sight.
            *cursor = shown
                .clone()
                .find(|index| is_hit(*index))
                .unwrap_or(*cursor);
        }
        for (index, row) in rows.get(shown).unwrap_or_default().iter().enumerate() {
            let size = egui::vec2(width, ROW);
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            match row {
                Row::Title(document) => title_row(ui, rect, document),
                Row::Hit(hit) => {
                    let index = start + index;
                    let response = hit_row(ui, rect, (index, index == *cursor), hit, outbox);
                    if follows && index == *cursor {
                        response.request_focus();
                    }
                    if response.has_focus() {
                        *cursor = index;
                        keep_arrows(ui, response.id);
                        steps = key_steps(ui, &KEYS).0;
                    }
                }
            }
        }
    });
    let places: Vec<usize> = (0..rows.len()).filter(|index| is_hit(*index)).collect();
    let here = places.iter().position(|index| index == cursor);
    let next = here.map(|here| here.saturating_add_signed(steps).min(places.len() - 1));
    match next.and_then(|next| places.get(next)) {
        Some(next) if steps != 0 => {
            *cursor = *next;
            ui.ctx().request_repaint();
            true
        }
        _ => false,
    }
}

fn title_row(ui: &Ui, rect: Rect, document: &MatchingDocument) {
    let palette = Palette::of(ui);
    let font = theme::semibold(theme::BODY_SIZE);
    let title = one_line(ui, &document.title, font, palette.text, rect.width() - 8.0);
    let response = ui.interact(
        rect,
        ui.scope_id().with(("found-in", document.hits.start)),
        Sense::hover(),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &document.title));
    paint_line(ui, title, rect.left(), rect.center().y + 6.0);
}

fn hit_row(
    ui: &Ui,
    rect: Rect,
    (index, is_cursor): (usize, bool),
    hit: &Hit,
    outbox: &mut Outbox,
) -> Response {
    let palette = Palette::of(ui);
    let id = ui.scope_id().with(("hit", index));
    let response = ui.interact(rect, id, row_sense(is_cursor, false));
    let name = format!("Page {}: {}", hit.page, hit.snippet);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::RADIUS, palette.hover);
    }
    if response.has_focus() {
        let ring = egui::Stroke::new(2.0, palette.accent);
        let kind = egui::StrokeKind::Inside;
        ui.painter().rect_stroke(rect, theme::RADIUS, ring, kind);
    }
    const PAGE_WIDTH: f32 = 40.0;
    let small = FontId::proportional(theme::SMALL_SIZE);
    let page = one_line(ui, &hit.page.to_string(), small, palette.muted, PAGE_WIDTH);
    let right = rect.left() + PAGE_WIDTH - 8.0 - page.size().x;
    paint_line(ui, page, right, rect.center().y);
    let galley = ui
        .painter()
        .layout_job(words(hit, &palette, rect.width() - PAGE_WIDTH - 4.0));
    paint_line(ui, galley, rect.left() + PAGE_WIDTH, rect.center().y);
    if response.clicked() {
        outbox.push(Request::ShowPassage(hit.entry, hit.span.clone()));
    }
    response
}

/// The words around a hit, the hit bold.
fn words(hit: &Hit, palette: &Palette, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    let plain = FontId::proportional(theme::SMALL_SIZE);
    let bold = theme::semibold(theme::SMALL_SIZE);
    let (start, end) = (hit.bold.start, hit.bold.end);
    for (range, font, colour) in [
        (0..start, &plain, palette.muted),
        (start..end, &bold, palette.text),
        (end..hit.snippet.len(), &plain, palette.muted),
    ] {
        let piece = hit.snippet.get(range).unwrap_or_default();
        job.append(piece, 0.0, TextFormat::simple(font.clone(), colour));
    }
    job.wrap = TextWrapping {
        max_width: width.max(0.0),
        max_rows: 2,
        ..TextWrapping::default()
    };
    job
}
