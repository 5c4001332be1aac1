//! The pointer on the pages: words and areas are selected, marks are taken in hand.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::style::ScrollAnimation;
use eframe::egui::{CursorIcon, Modifiers, Pos2, Response, Ui, vec2};

use crate::app::message::entry::Entry;
use crate::app::message::request::{Outbox, Request};
use crate::app::message::span::Span;
use crate::app::state::texts::Texts;
use crate::app::view::reader::column::Rows;
use crate::app::view::reader::gesture::Gesture;
use crate::app::view::reader::layout::PageLayout;
use crate::app::view::reader::picked::{Picked, PickedArea, Unit, spanned};
use crate::app::view::reader::{Landed, Reader, Reading, areas};

/// A press that moves less than this is a click, in points of the screen.
const STILL: f32 = 4.0;
/// Presses that follow each other faster than this are a double or triple click, in seconds.
const QUICK: f64 = 0.35;
/// How long the person is told that a page has no text, in seconds.
const TELLS_FOR: f64 = 8.0;

#[derive(Clone, Copy)]
struct Pointer {
    place: Pos2,
    is_pressed: bool,
    is_down: bool,
    time: f64,
    modifiers: Modifiers,
}

impl Pointer {
    fn of(ui: &Ui) -> Option<Self> {
        ui.input(|input| {
            Some(Self {
                place: input.pointer.latest_pos()?,
                is_pressed: input.pointer.primary_pressed(),
                is_down: input.pointer.primary_down(),
                time: input.time,
                modifiers: input.modifiers,
            })
        })
    }
}

/// What stands at a place of the screen, where it is not what is read, and which page of it.
fn other_entry(place: Pos2, layout: &PageLayout, rows: &Rows) -> Option<(Entry, u32)> {
    let row = layout.row_at(place)?;
    let is_on_it = layout.rect_of_row(row)?.contains(place);
    let is_other = is_on_it && layout.page_of_row(row).is_none();
    rows.at(row).filter(|_| is_other)
}

impl Reader {
    /// Follows the pointer.
    pub(super) fn gestures(
        &mut self,
        ui: &Ui,
        canvas: &Response,
        layout: &PageLayout,
        rows: &Rows,
        reading: &Reading<'_>,
        outbox: &mut Outbox,
    ) {
        let Some(pointer) = Pointer::of(ui) else {
            self.gesture = None;
            return;
        };
        let is_on_canvas = canvas.is_pointer_button_down_on() || canvas.clicked();
        if pointer.is_pressed && is_on_canvas {
            canvas.request_focus();
            self.gesture = match other_entry(pointer.place, layout, rows) {
                Some((entry, page)) => {
                    self.picked = None;
                    self.ask_to_read(entry, reading, outbox);
                    self.landed = Some(Landed {
                        entry,
                        page,
                        rest: Some(self.scrolled.y),
                    });
                    let from = pointer.place;
                    Some(Gesture::Later { from })
                }
                None => self.press(&pointer, layout, reading),
            };
        } else if let Some(Gesture::Later { from }) = self.gesture
            && self.texts().is_some()
        {
            let press = Pointer {
                place: from,
                ..pointer
            };
            self.gesture = self.press(&press, layout, reading);
        }
        if self.gesture.is_some() {
            self.draw_on(&pointer, layout);
            if pointer.is_down {
                self.scroll_at_the_edge(ui, &pointer, layout);
            } else {
                self.release(&pointer, layout, reading, outbox);
            }
        }
        if canvas.contains_pointer() || self.gesture.is_some() {
            let is_other = other_entry(pointer.place, layout, rows).is_some();
            if !is_other || self.gesture.is_some() {
                ui.set_cursor_icon(self.cursor(&pointer, layout, reading));
            }
        }
    }

    fn press(
        &mut self,
        pointer: &Pointer,
        layout: &PageLayout,
        reading: &Reading<'_>,
    ) -> Option<Gesture> {
        let (page, point) = layout.point_at(pointer.place)?;
        let clicks = match self.last_press {
            Some((time, place, clicks))
                if pointer.time - time < QUICK && place.distance(pointer.place) < STILL =>
            {
                clicks % 3 + 1
            }
            _ => 1,
        };
        self.last_press = Some((pointer.time, pointer.place, clicks));
        let Some(texts) = self.texts().cloned() else {
            return Some(Gesture::Click);
        };
        let is_document = texts.is_document(page) && self.document(reading.desk).is_some();
        if is_document && !texts.has_text(page) {
            self.tell_of_no_text(pointer.time);
        }
        if self.draws_area(&texts, page, pointer.modifiers) {
            if !is_document || !layout.is_on_page(pointer.place) {
                return Some(Gesture::Click);
            }
            let from = layout.within_page(page, point);
            return Some(Gesture::Area {
                page,
                from,
                to: from,
            });
        }
        if pointer.modifiers.shift
            && let Some(Picked::Text(text)) = &self.picked
        {
            return Some(Gesture::Words {
                piece: text.span.piece,
                anchor: text.anchor.clone(),
                unit: Unit::Letter,
                from: pointer.place,
                has_begun: true,
            });
        }
        let unit = Unit::of_clicks(clicks);
        let words = texts
            .offset_at(page, point, None)
            .and_then(|(piece, offset)| {
                let anchor = unit.around(texts.layer(piece)?, offset);
                Some(Gesture::Words {
                    piece,
                    anchor,
                    unit,
                    from: pointer.place,
                    has_begun: unit != Unit::Letter,
                })
            });
        Some(words.unwrap_or(Gesture::Click))
    }

    fn draws_area(&self, texts: &Texts, page: u32, modifiers: Modifiers) -> bool {
        self.is_marking_areas || modifiers.alt || texts.is_document(page) && !texts.has_text(page)
    }

    fn tell_of_no_text(&mut self, now: f64) {
        if self.told_of_no_text != self.entry() {
            self.told_of_no_text = self.entry();
            self.tells_until = now + TELLS_FOR;
        }
    }

    /// Draws the selection on to where the pointer is.
    fn draw_on(&mut self, pointer: &Pointer, layout: &PageLayout) {
        let Some((page, point)) = layout.point_at(pointer.place) else {
            return;
        };
        let texts = self.texts().cloned();
        match (&mut self.gesture, texts) {
            (Some(Gesture::Area { page, to, .. }), _) => {
                if let Some(point) = layout.point_of(*page, pointer.place) {
                    *to = layout.within_page(*page, point);
                }
            }
            (
                Some(Gesture::Words {
                    piece,
                    anchor,
                    unit,
                    from,
                    has_begun,
                }),
                Some(texts),
            ) => {
                *has_begun |= from.distance(pointer.place) >= STILL;
                if *has_begun {
                    let head = texts.offset_at(page, point, Some(*piece));
                    let layer = texts.layer(*piece);
                    if let (Some((piece, offset)), Some(layer)) = (head, layer) {
                        let range = spanned(anchor, &unit.around(layer, offset));
                        let span = Span { piece, range };
                        let anchor = anchor.clone();
                        self.select(span, anchor, &texts);
                    }
                }
            }
            _ => {}
        }
    }

    fn select(&mut self, span: Span, anchor: Range<usize>, texts: &Arc<Texts>) {
        if span.range.is_empty() {
            self.picked = None;
            return;
        }
        let is_same = matches!(&self.picked, Some(Picked::Text(text)) if text.span == span);
        if !is_same {
            self.picked = Some(Picked::drawn(span, anchor, texts));
        }
    }

    /// A selection that is drawn beyond the edge takes the pages along.
    fn scroll_at_the_edge(&self, ui: &Ui, pointer: &Pointer, layout: &PageLayout) {
        let is_selecting = match &self.gesture {
            Some(Gesture::Words { has_begun, .. }) => *has_begun,
            Some(Gesture::Area { .. }) => true,
            _ => false,
        };
        let (pane, place) = (layout.pane, pointer.place);
        if !is_selecting || pane.contains(place) {
            return;
        }
        const FASTEST: f32 = 40.0;
        let beyond = |at: f32, from: f32, to: f32| {
            let out = (from - at).max(0.0) - (at - to).max(0.0);
            (out * 0.4).clamp(-FASTEST, FASTEST)
        };
        let delta = vec2(
            beyond(place.x, pane.left(), pane.right()),
            beyond(place.y, pane.top(), pane.bottom()),
        );
        ui.scroll_with_delta_animation(delta, ScrollAnimation::none());
        ui.ctx().request_repaint();
    }

    fn release(
        &mut self,
        pointer: &Pointer,
        layout: &PageLayout,
        reading: &Reading<'_>,
        outbox: &mut Outbox,
    ) {
        match self.gesture.take() {
            Some(Gesture::Words {
                has_begun: true, ..
            }) => {}
            Some(Gesture::Area { page, from, to }) => match areas::rectangle(from, to) {
                Some(quad) => {
                    self.picked = Some(Picked::Area(PickedArea { page, quad }));
                    self.is_marking_areas = false;
                }
                None => self.click(pointer, layout, reading, outbox),
            },
            _ => self.click(pointer, layout, reading, outbox),
        }
    }

    /// A click takes the mark at the pointer in hand; elsewhere it drops what was selected.
    fn click(
        &mut self,
        pointer: &Pointer,
        layout: &PageLayout,
        reading: &Reading<'_>,
        outbox: &mut Outbox,
    ) {
        self.picked = None;
        match self.mark_at(pointer.place, layout) {
            Some(mark) => outbox.push(Request::ShowNote(mark)),
            None if reading.in_hand.annotation.is_some() => outbox.push(Request::DropNote),
            None => {}
        }
    }

    /// The mark at a place of the screen.
    pub(super) fn mark_at(
        &self,
        place: Pos2,
        layout: &PageLayout,
    ) -> Option<crate::pack::AnnotationId> {
        let (page, point) = layout.point_at(place)?;
        self.marks.at(page, point)
    }

    fn cursor(&self, pointer: &Pointer, layout: &PageLayout, reading: &Reading<'_>) -> CursorIcon {
        match &self.gesture {
            Some(Gesture::Area { .. }) => return CursorIcon::Crosshair,
            Some(Gesture::Words { .. }) => return CursorIcon::Text,
            _ => {}
        }
        let (Some((page, point)), Some(texts)) = (layout.point_at(pointer.place), self.texts())
        else {
            return CursorIcon::Default;
        };
        let can_draw = self.document(reading.desk).is_some() && texts.is_document(page);
        if can_draw && self.draws_area(texts, page, pointer.modifiers) {
            CursorIcon::Crosshair
        } else if self.marks.at(page, point).is_some() {
            CursorIcon::PointingHand
        } else if texts.is_on_text(page, point) {
            CursorIcon::Text
        } else {
            CursorIcon::Default
        }
    }
}
