//! The marks on the pages: where they stand, how they are shown and taken in hand.

use std::collections::{BTreeSet, HashMap};

use eframe::egui::{
    Color32, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo,
};

use crate::app::message::entry::Entry;
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::note_anchor::NoteAnchor;
use crate::app::state::notes::words::{cut, first_words};
use crate::app::state::sheet::Sheet;
use crate::app::state::texts::Texts;
use crate::app::view::reader::Reading;
use crate::app::view::reader::layout::PageLayout;
use crate::app::view::theme;
use crate::edit::{AnnotationChange, Command, Revision};
use crate::pack::{
    Anchoring, Annotation, AnnotationId, AreaSelector, Document, ItemId, Mark, MarkColour,
    MarkStyle, NoteState, Target,
};
use crate::text::{Point, Quad};

/// Up to so many lines of a mark are outlined each by itself.
const MOST_OUTLINED: usize = 2;

/// How strong the ground of a mark is that the page does not have yet.
const GROUND_STRENGTH: f32 = 0.45;
/// How near to a mark the pointer must be, in points of paper.
const SLACK_PT: f32 = 1.0;

/// How many marks are searched for in one frame, if they do not stand where they should.
const MOST_SEARCHES: usize = 4;
/// How many characters of a note a tooltip shows.
const MOST_CHARS: usize = 240;
/// How many characters of its passage a mark is named by.
const MOST_QUOTED_CHARS: usize = 80;

/// A mark on a page.
#[derive(Debug, Clone)]
struct Placed {
    annotation: AnnotationId,
    /// The page of the sheet, counted from 0.
    page: u32,
    quads: Vec<Quad>,
    /// The rectangle around it: left, upper, right, lower, in points of the page.
    bounds: (f32, f32, f32, f32),
    mark: Mark,
    /// What it is, for screen readers.
    name: String,
    /// Whether it is the first piece of its annotation.
    is_first: bool,
}

/// The marks on the pages that are shown.
#[derive(Default)]
pub struct Marks {
    /// In reading order.
    placed: Vec<Placed>,
    /// Where targets stand, found in the text once.
    found: HashMap<AnnotationId, (Target, Vec<(u32, Quad)>)>,
    /// What `placed` was made from: sheet, text, state of the pack.
    of: Option<(u64, u64, Revision)>,
    /// Whether marks are left that were not looked for yet.
    is_behind: bool,
}

impl Marks {
    /// Finds the marks anew if the sheet, its text or the pack has changed. Returns whether some
    /// are left to be found in the next frame.
    pub fn refresh(
        &mut self,
        of: (u64, u64, Revision),
        sheet: &Sheet,
        texts: Option<&Texts>,
        reading: &Reading<'_>,
    ) -> bool {
        if self.of == Some(of) && !self.is_behind {
            return false;
        }
        if self.of.is_none_or(|old| (old.0, old.1) != (of.0, of.1)) {
            self.found.clear();
        }
        self.of = Some(of);
        self.is_behind = false;
        self.placed.clear();
        let Some(document) = shown_document(sheet, reading) else {
            return false;
        };
        let known: HashMap<AnnotationId, &Annotation> = document
            .annotations
            .iter()
            .map(|annotation| (annotation.id, annotation))
            .collect();
        let drawn: BTreeSet<AnnotationId> =
            sheet.marks.iter().map(|mark| mark.annotation).collect();
        for mark in &sheet.marks {
            if let Some(annotation) = known.get(&mark.annotation) {
                self.place(annotation, mark.page, mark.quads.clone());
            }
        }
        let Some(texts) = texts else {
            self.sort();
            return false;
        };
        let mut budget = MOST_SEARCHES;
        for annotation in &document.annotations {
            let is_shown = reading.desk.copy.shows_annotation(document, annotation);
            let is_lost = annotation.anchoring == Anchoring::Lost;
            if drawn.contains(&annotation.id) || !is_shown || is_lost {
                continue;
            }
            let quads = match self.found.get(&annotation.id) {
                Some((target, quads)) if *target == annotation.target => quads.clone(),
                _ => {
                    let target = &annotation.target;
                    let Some(quads) = quads_of(target, sheet, texts, &mut budget) else {
                        self.is_behind = true;
                        continue;
                    };
                    self.found
                        .insert(annotation.id, (target.clone(), quads.clone()));
                    quads
                }
            };
            let mut quads = quads.into_iter().peekable();
            while let Some((page, first)) = quads.next() {
                let mut on_page = vec![first];
                while let Some((_, quad)) = quads.next_if(|(next, _)| *next == page) {
                    on_page.push(quad);
                }
                self.place(annotation, page, on_page);
            }
        }
        self.sort();
        self.is_behind
    }

    fn place(&mut self, annotation: &Annotation, page: u32, quads: Vec<Quad>) {
        let all = quads.iter().map(Quad::bounds);
        let union = all.reduce(|a, b| (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3)));
        if let Some(bounds) = union {
            self.placed.push(Placed {
                annotation: annotation.id,
                page,
                quads,
                bounds,
                mark: annotation.mark,
                name: name_of(annotation),
                is_first: false,
            });
        }
    }

    fn sort(&mut self) {
        self.placed.sort_by(|a, b| {
            let place = |mark: &Placed| (mark.bounds.1, mark.bounds.0);
            let ((ya, xa), (yb, xb)) = (place(a), place(b));
            let pages = a.page.cmp(&b.page);
            pages.then(ya.total_cmp(&yb)).then(xa.total_cmp(&xb))
        });
        let mut seen = BTreeSet::new();
        for mark in &mut self.placed {
            mark.is_first = seen.insert(mark.annotation);
        }
    }

    fn on_page(&self, page: u32) -> &[Placed] {
        let start = self.placed.partition_point(|mark| mark.page < page);
        let end = self.placed.partition_point(|mark| mark.page <= page);
        self.placed.get(start..end).unwrap_or_default()
    }

    /// Where all marks are on the screen, each once, by its first page.
    pub fn anchors(&self, layout: &PageLayout) -> Vec<NoteAnchor> {
        let first = self.placed.iter().filter(|mark| mark.is_first);
        first
            .filter_map(|mark| {
                let rect = layout.rect(mark.page, mark.bounds)?;
                Some(NoteAnchor {
                    annotation: mark.annotation,
                    rect,
                    page_right: layout.page(mark.page)?.right(),
                })
            })
            .collect()
    }

    /// Where a mark is on the screen, on its first page.
    pub fn rect_of(&self, annotation: AnnotationId, layout: &PageLayout) -> Option<Rect> {
        let mark = self
            .placed
            .iter()
            .find(|mark| mark.annotation == annotation)?;
        layout.rect(mark.page, mark.bounds)
    }

    /// The smallest mark at a point of a page.
    pub fn at(&self, page: u32, point: Point) -> Option<AnnotationId> {
        let is_at = |mark: &&Placed| {
            let quads = &mut mark.quads.iter();
            quads.any(|quad| quad.contains(point, SLACK_PT))
        };
        let size = |mark: &&Placed| {
            let (left, top, right, bottom) = mark.bounds;
            (right - left) * (bottom - top)
        };
        let here = self.on_page(page).iter().filter(is_at);
        here.min_by(|a, b| size(a).total_cmp(&size(b)))
            .map(|mark| mark.annotation)
    }

    /// Draws the marks of a page: those that are not `drawn` on it yet, and the outlines of those
    /// under the pointer and in hand.
    pub fn paint(
        &self,
        ui: &Ui,
        page: u32,
        layout: &PageLayout,
        drawn: &BTreeSet<AnnotationId>,
        hovered: Option<AnnotationId>,
        in_hand: Option<AnnotationId>,
    ) {
        for mark in self.on_page(page) {
            if !drawn.contains(&mark.annotation) {
                for quad in &mark.quads {
                    if let Some(corners) = layout.corners(page, quad) {
                        paint_mark(ui.painter(), corners, mark.mark, layout.scale(page));
                    }
                }
            }
            let is_in_hand = in_hand == Some(mark.annotation);
            if is_in_hand || hovered == Some(mark.annotation) {
                let width = if is_in_hand { 2.0 } else { 1.0 };
                let stroke = Stroke::new(width, theme::LIGHT.accent);
                // Around every line of a long passage lines would run through its words.
                let pieces: Vec<_> = if mark.quads.len() > MOST_OUTLINED {
                    vec![mark.bounds]
                } else {
                    mark.quads.iter().map(Quad::bounds).collect()
                };
                for bounds in pieces {
                    if let Some(rect) = layout.rect(page, bounds) {
                        let painter = ui.painter();
                        painter.rect_stroke(rect.expand(1.0), 2, stroke, StrokeKind::Outside);
                    }
                }
            }
            if let Some(rect) = layout.rect(page, mark.bounds) {
                // Said to screen readers; the pages themselves take the clicks.
                let id = ui.scope_id().with(("mark", mark.annotation, page));
                let response = ui.interact(rect, id, Sense::hover());
                response.widget_info(|| WidgetInfo::labeled(Role::Mark, true, &mark.name));
            }
        }
    }
}

/// The document that a sheet shows.
fn shown_document<'a>(sheet: &Sheet, reading: &Reading<'a>) -> Option<&'a Document> {
    let Entry::Item(ItemId::Document(id)) = sheet.entry else {
        return None;
    };
    reading.desk.pack().document(id)
}

/// Where a target stands. `None` where words would have to be searched for, and no search is left
/// in the budget.
fn quads_of(
    target: &Target,
    sheet: &Sheet,
    texts: &Texts,
    budget: &mut usize,
) -> Option<Vec<(u32, Quad)>> {
    match target {
        Target::Document => Some(Vec::new()),
        Target::Text(selector) => texts.at_named_place(selector).or_else(|| {
            *budget = budget.checked_sub(1)?;
            Some(texts.find(selector))
        }),
        Target::Area(area) => Some(quad_of(area, sheet, texts).into_iter().collect()),
    }
}

/// An area, as far as it is on its page.
fn quad_of(area: &AreaSelector, sheet: &Sheet, texts: &Texts) -> Option<(u32, Quad)> {
    let (page, top) = texts.sheet_page(area.page)?;
    let size = sheet.pages.get(usize::try_from(page).ok()?)?;
    let area = area.within(size.width_pt, size.height_pt - top)?;
    let quad = Quad::rectangle(area.x, area.y + top, area.width, area.height);
    Some((page, quad))
}

fn colour_of((red, green, blue): (u8, u8, u8)) -> Color32 {
    Color32::from_rgb(red, green, blue)
}

/// Draws a mark over the page, as near to how it will look in the page as can be done from above.
fn paint_mark(painter: &Painter, corners: [Pos2; 4], mark: Mark, scale: f32) {
    let [upper_left, upper_right, lower_right, lower_left] = corners;
    let line = Stroke::new((0.9 * scale).max(1.0), colour_of(mark.colour.line()));
    match mark.style {
        MarkStyle::Highlight => {
            let ground = colour_of(mark.colour.ground()).gamma_multiply(GROUND_STRENGTH);
            let shape = Shape::convex_polygon(corners.to_vec(), ground, Stroke::NONE);
            painter.add(shape);
        }
        MarkStyle::Underline => {
            painter.line_segment([lower_left, lower_right], line);
        }
        MarkStyle::StrikeOut => {
            let left = upper_left.lerp(lower_left, 0.58);
            let right = upper_right.lerp(lower_right, 0.58);
            painter.line_segment([left, right], line);
        }
        MarkStyle::Frame => {
            painter.add(Shape::closed_line(corners.to_vec(), line));
        }
    }
}

/// What a mark is, for screen readers.
fn name_of(annotation: &Annotation) -> String {
    let colour = annotation.mark.colour.name();
    let style = style_name(annotation.mark.style);
    let said = match annotation.quote() {
        "" => String::new(),
        quote => format!(": {}", cut(quote, MOST_QUOTED_CHARS)),
    };
    format!("{colour} {style}{said}")
}

fn style_name(style: MarkStyle) -> &'static str {
    match style {
        MarkStyle::Highlight => "highlight",
        MarkStyle::Underline => "underline",
        MarkStyle::StrikeOut => "strike-out",
        MarkStyle::Frame => "frame",
    }
}

/// What the tooltip of a mark says.
pub fn tooltip(ui: &mut Ui, annotation: &Annotation) {
    ui.set_max_width(320.0);
    if let Some(kind) = annotation.kind {
        ui.label(theme::strong(kind.name()));
    }
    if annotation.has_words() {
        ui.label(first_words(&annotation.body, MOST_CHARS));
    } else {
        ui.label("This mark has no note yet. Click to select it.");
    }
    let done = if annotation.state == NoteState::Done {
        ", done"
    } else {
        ""
    };
    crate::app::view::widgets::muted(ui, format!("{}{done}", annotation.audience.name()));
}

/// The menu of a mark.
pub fn menu(ui: &mut Ui, annotation: &Annotation, outbox: &mut Outbox) {
    let id = annotation.id;
    let change = |outbox: &mut Outbox, mark: Mark| {
        let change = AnnotationChange::Mark(mark);
        outbox.edit(Command::ChangeAnnotations(vec![id], change));
    };
    let is_area = matches!(annotation.target, Target::Area(_));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for colour in MarkColour::ALL {
            let name = colour.name();
            let is_chosen = annotation.mark.colour == colour;
            if crate::app::view::reader::toolbar::colour_button(ui, colour, is_chosen, name)
                .clicked()
            {
                let style = annotation.mark.style;
                change(outbox, Mark { style, colour });
                ui.close();
            }
        }
    });
    let styles: &[MarkStyle] = if is_area {
        &[MarkStyle::Highlight, MarkStyle::Frame]
    } else {
        &[
            MarkStyle::Highlight,
            MarkStyle::Underline,
            MarkStyle::StrikeOut,
        ]
    };
    for style in styles {
        let name = match style {
            MarkStyle::Highlight => "Highlight",
            MarkStyle::Underline => "Underline",
            MarkStyle::StrikeOut => "Strike out",
            MarkStyle::Frame => "Frame",
        };
        let is_chosen = annotation.mark.style == *style;
        if ui.radio(is_chosen, name).clicked() {
            let colour = annotation.mark.colour;
            change(
                outbox,
                Mark {
                    style: *style,
                    colour,
                },
            );
            ui.close();
        }
    }
    ui.separator();
    let entry = |ui: &mut Ui, icon: &str, name: &str| {
        let button = eframe::egui::Button::new((theme::icon(icon), name));
        ui.add(button).accessible_name(name).clicked()
    };
    if entry(ui, icons::PENCIL, "Edit note") {
        outbox.push(Request::WriteNote(id));
    }
    if !annotation.quote().is_empty() && entry(ui, icons::QUOTE, "Copy quote") {
        ui.copy_text(annotation.quote().to_owned());
    }
    if entry(ui, icons::TRASH, "Delete") {
        outbox.edit(Command::RemoveAnnotations(vec![id]));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::message::entry::Entry;
    use crate::edit::History;
    use crate::export::TextPiece;
    use crate::pack::{Pack, TextSelector};
    use crate::pdf::inspect::PageInfo;
    use crate::text::{PageText, TextLayer};

    /// A page of 100 by 200 points below 30 points that were added, which says "Harbour dues".
    fn page() -> (Sheet, Texts) {
        let text = "Harbour dues".to_owned();
        let sheet = Sheet {
            entry: Entry::Cover,
            revision: History::saved(Pack::default()).revision(),
            bytes: Arc::from([]),
            made: 0..1,
            pages: vec![PageInfo {
                width_pt: 100.0,
                height_pt: 230.0,
            }],
            numbers: None,
            extensions: Vec::new(),
            marks: Vec::new(),
            own_pages: None,
        };
        let pages = vec![PageText {
            range: 0..text.len(),
            lines: Vec::new(),
            unknown_glyphs: 0,
        }];
        let texts = Texts::new(vec![TextPiece {
            layer: Arc::new(TextLayer::new(
                text,
                std::iter::once(0..12).collect(),
                pages,
            )),
            first_page: 0,
            tops_pt: vec![30.0],
            is_document: true,
        }]);
        (sheet, texts)
    }

    #[test]
    fn an_area_is_drawn_on_its_page_or_not_at_all() {
        let (sheet, texts) = page();
        let drawn = |x: f32, height: f32| {
            let area = AreaSelector {
                page: 1,
                x,
                y: 150.0,
                width: 50.0,
                height,
            };
            let quads = quads_of(&Target::Area(area), &sheet, &texts, &mut 0);
            quads.unwrap().first().map(|(_, quad)| quad.bounds())
        };
        assert_eq!(drawn(10.0, 20.0), Some((10.0, 180.0, 60.0, 200.0)));
        assert_eq!(drawn(-10.0, 900.0), Some((0.0, 180.0, 40.0, 230.0)));
        for nowhere in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(drawn(nowhere, 20.0), None);
            assert_eq!(drawn(10.0, nowhere), None);
        }
        assert_eq!(drawn(500.0, 20.0), None);
    }

    #[test]
    fn words_elsewhere_wait_until_a_search_is_left() {
        let (sheet, texts) = page();
        let on = |start: u32| {
            Target::Text(TextSelector {
                exact: "dues".to_owned(),
                start,
                end: start + 4,
                ..TextSelector::default()
            })
        };
        let mut budget = 1;
        let mut look = |target| quads_of(&target, &sheet, &texts, &mut budget).is_some();
        assert!(look(on(8)), "it stands where it should");
        assert!(look(on(3)), "one search");
        assert!(!look(on(3)), "none is left");
        assert!(look(on(8)));
    }
}
