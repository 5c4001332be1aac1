//! Finding words in the whole pack: the field, and the list of what was found.

use std::ops::Range;
use std::time::Duration;

use eframe::egui::{
    self, FontId, Rect, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo,
    text::{LayoutJob, TextFormat, TextWrapping},
};

use super::App;
use super::annotating::SidePane;
use super::events::Event;
use super::reader::Span;
use super::request::{Outbox, Request};
use super::selection::Entry;
use super::theme::{self, Palette};
use super::time_of;
use super::upkeep::ExportWork;
use super::widgets::{field_id, muted, one_line, paint_line, select_all};
use crate::edit::Revision;
use crate::export::{self, Copy, ExportError};
use crate::jobs::{JobId, Label};
use crate::progress::Progress;

/// How long typing must pause before the search begins.
const QUIET: Duration = Duration::from_millis(250);
/// How many places are listed at most.
const MOST_HITS: usize = 2000;

/// The height of a row, which has two lines, in points.
const ROW: f32 = 40.0;

/// What is looked for: the words, the state of the pack, its copy.
type Question = (String, Revision, Copy);

/// A place where the words stand.
#[derive(Debug, Clone)]
pub struct Hit {
    entry: Entry,
    /// The page of the pack.
    page: u32,
    span: Span,
    /// Some words around the hit.
    snippet: String,
    /// The hit in them.
    bold: Range<usize>,
}

/// What a search found.
#[derive(Debug, Default)]
pub struct Found {
    /// The documents in which something was found, with the number of their first row.
    documents: Vec<FoundDocument>,
    hits: Vec<Hit>,
    /// Whether there are more hits than are listed.
    is_cut: bool,
    /// How many documents could not be looked through.
    unreadable: usize,
}

#[derive(Debug)]
struct FoundDocument {
    title: String,
    hits: Range<usize>,
}

/// A row of the list.
#[derive(Clone, Copy)]
enum Row<'a> {
    Title(&'a FoundDocument),
    Hit(&'a Hit),
}

/// The state of the pane.
#[derive(Default)]
pub struct FindPane {
    words: String,
    typed_at: Option<Duration>,
    wants_keyboard: bool,
    under_way: Option<(JobId, Question)>,
    found: Option<(Question, Found)>,
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
            .id(field_id("find-in-pack"))
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
        ui.horizontal(|ui| {
            if self.under_way.is_some() {
                ui.add(egui::Spinner::new().size(14.0));
            }
            muted(ui, self.summary());
        });
        if let Some((_, found)) = &self.found {
            list(ui, found, outbox);
        }
    }

    fn summary(&self) -> String {
        let Some((_, found)) = &self.found else {
            return if self.under_way.is_some() {
                "Searching…".to_owned()
            } else {
                "Type what you look for.".to_owned()
            };
        };
        let mut summary = match (found.hits.len(), found.documents.len()) {
            (0, _) => "Not found in any document".to_owned(),
            (1, _) => "1 place".to_owned(),
            (many, 1) => format!("{many} places in 1 document"),
            (many, documents) => format!("{many} places in {documents} documents"),
        };
        if found.is_cut {
            summary.push_str("; there are more, which are not listed");
        }
        match found.unreadable {
            0 => {}
            1 => summary.push_str("; 1 document could not be read"),
            many => summary.push_str(&format!("; {many} documents could not be read")),
        }
        summary
    }
}

fn list(ui: &mut Ui, found: &Found, outbox: &mut Outbox) {
    let rows: Vec<Row<'_>> = found
        .documents
        .iter()
        .flat_map(|document| {
            let hits = found.hits.get(document.hits.clone()).unwrap_or_default();
            std::iter::once(Row::Title(document)).chain(hits.iter().map(Row::Hit))
        })
        .collect();
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt("found")
        .auto_shrink(false)
        .show_rows(ui, ROW, rows.len(), |ui, shown| {
            let width = ui.available_width();
            let start = shown.start;
            for (index, row) in rows.get(shown).unwrap_or_default().iter().enumerate() {
                let size = egui::vec2(width, ROW);
                let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                match row {
                    Row::Title(document) => title_row(ui, rect, document),
                    Row::Hit(hit) => hit_row(ui, rect, start + index, hit, outbox),
                }
            }
        });
}

fn title_row(ui: &Ui, rect: Rect, document: &FoundDocument) {
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

fn hit_row(ui: &Ui, rect: Rect, index: usize, hit: &Hit, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    let id = ui.scope_id().with(("hit", index));
    let response = ui.interact(rect, id, Sense::click());
    let name = format!("Page {}: {}", hit.page, hit.snippet);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::RADIUS, palette.hover);
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
        if let Some((job, asked)) = &self.find_pane.under_way {
            if *asked != question {
                self.jobs.cancel(*job);
            }
            return;
        }
        if question.0.is_empty() {
            self.find_pane.found = None;
            return;
        }
        let answered = self.find_pane.found.as_ref().map(|(asked, _)| asked);
        if answered == Some(&question) || !desk.is_counted() {
            return;
        }
        let pause = self
            .find_pane
            .typed_at
            .map(|at| self.now.saturating_sub(at));
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
        let job = self.start_for_pack(Label::Stoppable("Searching"), move |progress| {
            Event::Found(find(&work, &asked.0, progress))
        });
        self.find_pane.under_way = Some((job, question));
    }

    /// Takes in what a search found; `None` if it was stopped.
    pub(super) fn found_in_pack(&mut self, id: JobId, found: Option<Found>) {
        let pane = &mut self.find_pane;
        let Some((_, question)) = pane.under_way.take_if(|(job, _)| *job == id) else {
            return;
        };
        if let Some(found) = found {
            pane.found = Some((question, found));
        }
    }

    /// Gives up on a search that broke down.
    pub(super) fn search_crashed(&mut self, id: JobId) -> bool {
        let pane = &mut self.find_pane;
        let crashed = pane.under_way.take_if(|(job, _)| *job == id);
        let is_ours = crashed.is_some();
        if let Some((_, question)) = crashed {
            pane.found = Some((question, Found::default()));
        }
        is_ours
    }
}

/// Looks through every document. `None` if it is stopped.
fn find(work: &ExportWork, words: &str, progress: &Progress) -> Option<Found> {
    let request = work.request();
    let counted = export::Counted::new(&request, &progress.stretch(0, 20)).ok()?;
    let rest = progress.stretch(20, 100);
    let count = request.pack.documents().count();
    let mut found = Found::default();
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
            found.documents.push(FoundDocument {
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
