//! The cards of a document, each beside its passage, or as a list where there is no room for that.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::rc::Rc;

use eframe::egui::{Pos2, Rect, ScrollArea, Sense, Shape, Stroke, Ui, pos2, vec2};

use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::state::in_hand::InHand;
use crate::app::state::notes::text::NoteText;
use crate::app::view::notes::Scene;
use crate::app::view::notes::card::{Card, Touch, estimated_height};
use crate::app::view::notes::layout::{self, GAP};
use crate::app::view::notes::writing::Writer;
use crate::edit::Revision;
use crate::pack::{Annotation, AnnotationId, Document, DocumentId};

/// The state of the cards that is not part of the pack.
#[derive(Debug, Default)]
pub struct Cards {
    of: Option<(DocumentId, Revision)>,
    width: f32,
    /// The document's notes in reading order.
    items: Vec<Item>,
    writer: Option<Writer>,
    /// The card that was in hand when the cards were drawn last.
    last_in_hand: Option<AnnotationId>,
}

/// What is known about a card.
#[derive(Debug, Clone)]
struct Item {
    id: AnnotationId,
    /// Where it stands among the document's annotations.
    index: usize,
    /// Tells whether the card must be measured again.
    fingerprint: u64,
    /// As drawn last, or as estimated, in points.
    height: f32,
    /// Its text, understood; made when it is drawn first.
    rendered: Option<Rc<NoteText>>,
}

impl Cards {
    /// Ends writing, as when the cards are no longer shown.
    pub fn put_down(&mut self, desk: &Desk, outbox: &mut Outbox) {
        if let Some(writer) = self.writer.take() {
            writer.end(desk, outbox);
        }
    }

    /// Draws the cards of a document; returns whether they stand at their passages.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        document: &Document,
        in_hand: &mut InHand,
        outbox: &mut Outbox,
    ) -> bool {
        self.take_in(scene, document, ui.available_width());
        self.take_up(scene, in_hand, outbox);
        let anchors: HashMap<AnnotationId, (usize, Rect, f32)> = scene
            .anchors
            .iter()
            .enumerate()
            .map(|(place, anchor)| (anchor.annotation, (place, anchor.rect, anchor.page_right)))
            .collect();
        let is_beside =
            scene.is_beside && self.items.iter().any(|item| anchors.contains_key(&item.id));
        if is_beside {
            // What stands nowhere on the pages comes first: the document's own note, lost notes.
            self.items
                .sort_by_key(|item| anchors.get(&item.id).map(|(place, ..)| *place));
            self.beside(ui, scene, document, &anchors, in_hand, outbox);
        } else {
            self.list(ui, scene, document, in_hand, outbox);
        }
        self.last_in_hand = in_hand.annotation;
        self.end_writing(ui, scene, outbox);
        is_beside
    }

    /// Brings what is known about the cards up to the present state of the pack.
    fn take_in(&mut self, scene: &Scene<'_>, document: &Document, width: f32) {
        let of = Some((document.id, scene.desk.history.revision()));
        if self.of == of && (self.width - width).abs() < 0.5 {
            return;
        }
        let is_same_width = (self.width - width).abs() < 0.5;
        let mut known: HashMap<(AnnotationId, u64), Item> = std::mem::take(&mut self.items)
            .into_iter()
            .map(|item| ((item.id, item.fingerprint), item))
            .collect();
        self.items = document
            .in_reading_order()
            .map(|(index, annotation)| {
                let fingerprint = fingerprint(annotation);
                match known.remove(&(annotation.id, fingerprint)) {
                    Some(item) if is_same_width => Item { index, ..item },
                    _ => Item {
                        id: annotation.id,
                        index,
                        fingerprint,
                        height: estimated_height(annotation, width),
                        rendered: None,
                    },
                }
            })
            .collect();
        self.of = of;
        self.width = width;
    }

    /// Begins or ends writing, as what is in hand says.
    fn take_up(&mut self, scene: &Scene<'_>, in_hand: &mut InHand, outbox: &mut Outbox) {
        let is_other = |writer: &Writer| in_hand.annotation != Some(writer.id);
        if self.writer.as_ref().is_some_and(is_other) {
            self.put_down(scene.desk, outbox);
        }
        if let Some(id) = in_hand.annotation
            && std::mem::take(&mut in_hand.is_to_write)
        {
            self.writer = Some(Writer::new(id));
        }
        let is_gone = |writer: &Writer| !self.items.iter().any(|item| item.id == writer.id);
        if self.writer.as_ref().is_some_and(is_gone) {
            self.writer = None;
        }
    }

    fn end_writing(&mut self, ui: &Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
        let is_done = self.writer.is_some_and(|writer| writer.is_done);
        if is_done {
            self.put_down(scene.desk, outbox);
            ui.ctx().request_repaint();
        }
    }

    fn place_in_hand(&self, in_hand: &InHand) -> Option<usize> {
        let id = in_hand.annotation?;
        self.items.iter().position(|item| item.id == id)
    }

    /// Draws each card at the height of its passage.
    fn beside(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        document: &Document,
        anchors: &HashMap<AnnotationId, (usize, Rect, f32)>,
        in_hand: &InHand,
        outbox: &mut Outbox,
    ) {
        let area = ui.available_rect_before_wrap();
        ui.allocate_rect(area, Sense::hover());
        ui.set_clip_rect(area.intersect(ui.clip_rect()));
        let place_in_hand = self.place_in_hand(in_hand);
        let wanted: Vec<Option<f32>> = self
            .items
            .iter()
            .enumerate()
            .map(|(place, item)| {
                let is_in_hand = place_in_hand == Some(place);
                match anchors.get(&item.id) {
                    Some((_, passage, _)) => {
                        Some(wanted_top(passage, item.height, area, is_in_hand))
                    }
                    // What stands nowhere on the pages comes into sight when it is taken in hand.
                    None => is_in_hand.then_some(area.top()),
                }
            })
            .collect();
        let heights: Vec<f32> = self.items.iter().map(|item| item.height).collect();
        let tops = layout::tops(&wanted, &heights, place_in_hand);
        let rects: Vec<Rect> = tops
            .iter()
            .zip(&heights)
            .map(|(top, height)| {
                Rect::from_min_size(pos2(area.left(), *top), vec2(area.width(), *height))
            })
            .collect();
        for (place, rect) in rects.iter().enumerate() {
            let is_written = self.is_written(place);
            if !rect.intersects(area) && !is_written {
                continue;
            }
            if let Some(item) = self.items.get(place)
                && let Some((_, passage, page_right)) = anchors.get(&item.id)
                && let Some(annotation) = document.annotations.get(item.index)
            {
                join(
                    ui,
                    scene,
                    (passage, *page_right),
                    rect,
                    annotation,
                    place_in_hand == Some(place),
                );
            }
            self.card(ui, scene, document, place, *rect, in_hand, outbox);
        }
    }

    /// Draws the cards one below the other.
    fn list(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        document: &Document,
        in_hand: &InHand,
        outbox: &mut Outbox,
    ) {
        let wanted = vec![None; self.items.len()];
        let heights: Vec<f32> = self.items.iter().map(|item| item.height).collect();
        let tops = layout::tops(&wanted, &heights, None);
        let bottom = tops
            .last()
            .zip(heights.last())
            .map_or(0.0, |(top, height)| top + height);
        let is_newly_in_hand = in_hand.annotation != self.last_in_hand;
        let place_in_hand = self.place_in_hand(in_hand);
        ScrollArea::vertical()
            .id_salt(("note-cards", document.id))
            .auto_shrink(false)
            .show_viewport(ui, |ui, viewport| {
                let origin = ui.cursor().min;
                // Room for the scroll bar, which lies over the content.
                let width = self.width - 8.0;
                ui.allocate_space(vec2(width, bottom + GAP));
                for (place, (top, height)) in tops.iter().zip(&heights).enumerate() {
                    let is_wanted = place_in_hand == Some(place) && is_newly_in_hand;
                    let is_near = top + height > viewport.min.y && *top < viewport.max.y;
                    let rect = Rect::from_min_size(origin + vec2(0.0, *top), vec2(width, *height));
                    if is_wanted {
                        ui.scroll_to_rect(rect, None);
                    }
                    if is_near || is_wanted || self.is_written(place) {
                        self.card(ui, scene, document, place, rect, in_hand, outbox);
                    }
                }
            });
    }

    fn is_written(&self, place: usize) -> bool {
        let item = self.items.get(place);
        self.writer
            .is_some_and(|writer| item.is_some_and(|item| item.id == writer.id))
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what a card needs, and where it stands"
    )]
    fn card(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        document: &Document,
        place: usize,
        rect: Rect,
        in_hand: &InHand,
        outbox: &mut Outbox,
    ) {
        let Some(item) = self.items.get_mut(place) else {
            return;
        };
        let Some(annotation) = document.annotations.get(item.index) else {
            return;
        };
        let rendered = item
            .rendered
            .get_or_insert_with(|| Rc::new(NoteText::new(&annotation.body)));
        let rendered = Rc::clone(rendered);
        let card = Card {
            pack: scene.desk.pack(),
            document,
            annotation,
            rendered: &rendered,
            is_in_hand: in_hand.annotation == Some(annotation.id),
            passage: scene.passage.as_ref(),
            is_nameless: scene.pen.author.name.trim().is_empty(),
        };
        let writer = self
            .writer
            .as_mut()
            .filter(|writer| writer.id == annotation.id);
        let is_written = writer.is_some();
        let (height, touch) = card.ui(ui, rect, writer, outbox);
        if (item.height - height).abs() > 0.5 {
            item.height = height;
            // Drawn again before anybody sees the others overlap or stand apart.
            ui.ctx()
                .request_discard("a card has another height than was thought");
        }
        let is_pressed_elsewhere = ui.input(|input| {
            let pointer = &input.pointer;
            pointer.any_pressed() && pointer.interact_pos().is_some_and(|at| !rect.contains(at))
        });
        if is_written
            && is_pressed_elsewhere
            && !eframe::egui::Popup::is_any_open(ui.ctx())
            && let Some(writer) = &mut self.writer
        {
            writer.is_done = true;
        }
        match touch {
            Touch::None => {}
            Touch::Pick if card.is_in_hand => {}
            Touch::Pick => outbox.push(Request::ShowNote(annotation.id)),
            Touch::Write => outbox.push(Request::WriteNote(annotation.id)),
        }
    }
}

/// The height at which a card would like to stand: its first line at the passage's first line. The
/// card in hand stays whole in sight as long as its passage is.
fn wanted_top(passage: &Rect, height: f32, area: Rect, is_in_hand: bool) -> f32 {
    const HEAD: f32 = 6.0;
    let top = passage.top() - HEAD;
    if is_in_hand && area.y_range().intersects(passage.y_range()) {
        top.min(area.bottom() - height).max(area.top())
    } else {
        top
    }
}

/// Draws a hair line from a passage in sight, or from the edge of its page, to its card.
fn join(
    ui: &Ui,
    scene: &Scene<'_>,
    (passage, page_right): (&Rect, f32),
    card: &Rect,
    annotation: &Annotation,
    is_in_hand: bool,
) {
    const INTO_CARD: f32 = 12.0;
    if !scene.pages.y_range().intersects(passage.y_range()) {
        return;
    }
    let (red, green, blue) = annotation.mark.colour.line();
    let colour = eframe::egui::Color32::from_rgb(red, green, blue);
    let stroke = if is_in_hand {
        Stroke::new(1.5, colour)
    } else {
        Stroke::new(1.0, colour.gamma_multiply(0.6))
    };
    let bend = scene.pages.right() - 10.0;
    // Only the line of the note in hand runs over the page, below its words to the right.
    let start = if is_in_hand {
        passage.right()
    } else {
        page_right.max(passage.right())
    };
    let from = pos2(start.min(bend), passage.bottom() + 1.0);
    let to = pos2(card.left(), card.top() + INTO_CARD);
    let points: Vec<Pos2> = vec![from, pos2(bend, from.y), pos2(bend + 6.0, to.y), to];
    let mut painter = ui.painter().clone();
    painter.set_clip_rect(scene.pages.union(ui.clip_rect()));
    painter.add(Shape::line(points, stroke));
}

/// Changes when what a card shows changes.
fn fingerprint(annotation: &Annotation) -> u64 {
    let mut hasher = DefaultHasher::new();
    annotation.body.hash(&mut hasher);
    annotation.quote().hash(&mut hasher);
    (annotation.kind, annotation.anchoring, annotation.audience).hash(&mut hasher);
    annotation.author.hash(&mut hasher);
    hasher.finish()
}
