//! One card: a mark or note of a document.

mod contents;

use eframe::egui::{
    self, Align, CornerRadius, Frame, Id, Layout, Margin, Rect, Role, Sense, Stroke, Ui,
    WidgetInfo, vec2,
};

use crate::app::message::dragged::DraggedNote;
use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::state::notes::text::NoteText;
use crate::app::state::notes::words::{cut, kind_name, quote_or_area};
use crate::app::view::notes::writing::Writer;
use crate::app::view::theme::{self, Palette, SMALL_SIZE};
use crate::app::view::widgets::{one_line, paint_icon, paint_line};
use crate::pack::{
    Anchoring, Annotation, AnnotationId, Audience, Document, DocumentId, NoteState, Pack, Target,
};

/// The height of the card of a mark without words, in points.
pub const LINE_HEIGHT: f32 = 30.0;
/// How many lines of a note its card shows while it is not in hand.
const BODY_ROWS: usize = 5;
const BAR_WIDTH: f32 = 4.0;

/// What a card shows, and where it is drawn.
pub struct Card<'a> {
    pub pack: &'a Pack,
    /// The document that it is on.
    pub document: &'a Document,
    /// The mark or note.
    pub annotation: &'a Annotation,
    /// Its text, understood.
    pub rendered: &'a NoteText,
    pub is_in_hand: bool,
    /// The passage that is selected in the reader, to which a note that lost its own can go.
    pub passage: Option<&'a (DocumentId, Target)>,
    /// Whether nobody has said who writes.
    pub is_nameless: bool,
}

/// What the person did to a card as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch {
    /// Nothing.
    None,
    /// Take it in hand.
    Pick,
    /// Write its text.
    Write,
}

/// About how high a card is that is not in hand, in points, before it was ever drawn.
pub fn estimated_height(annotation: &Annotation, width: f32) -> f32 {
    if is_plain(annotation) {
        return LINE_HEIGHT;
    }
    let per_row = (width / 7.0).max(8.0);
    let rows = |text: &str, most: usize| {
        let letters = text.chars().take(most * 200).count() as f32;
        (letters / per_row).ceil().min(most as f32)
    };
    64.0 + rows(annotation.quote(), 2) * 16.0 + rows(&annotation.body, BODY_ROWS) * 19.0
}

/// Whether it is a mark without words, and nothing is amiss with it.
fn is_plain(annotation: &Annotation) -> bool {
    annotation.kind.is_none()
        && !annotation.has_words()
        && annotation.anchoring == Anchoring::Sound
        && annotation.target != Target::Document
}

/// The id under which a card takes clicks and the keyboard.
pub fn card_id(id: AnnotationId) -> Id {
    Id::unique(("note-card", id))
}

impl Card<'_> {
    /// Draws the card at the top of `rect`; `rect` is as high as the card was when it was drawn
    /// last. Returns how high it is now, and what the person did to it.
    pub fn ui(
        &self,
        ui: &mut Ui,
        rect: Rect,
        writer: Option<&mut Writer>,
        outbox: &mut Outbox,
    ) -> (f32, Touch) {
        let id = card_id(self.annotation.id);
        let response = ui.interact(rect, id, Sense::click_and_drag());
        if writer.is_none() {
            response.dnd_set_drag_payload(DraggedNote(self.annotation.id));
        }
        let spoken = self.spoken();
        response
            .widget_info(|| WidgetInfo::selected(Role::ListItem, true, self.is_in_hand, &spoken));
        let is_line = is_plain(self.annotation) && !self.is_in_hand && writer.is_none();
        let mut touch = Touch::None;
        let height = if is_line {
            self.line(ui, rect, response.hovered());
            LINE_HEIGHT
        } else {
            let writes = writer.is_some();
            let mut child = ui.new_child(
                egui::UiBuilder::new()
                    .id_salt(id)
                    .max_rect(Rect::from_min_size(
                        rect.min,
                        vec2(rect.width(), f32::INFINITY),
                    ))
                    .layout(Layout::top_down(Align::Min)),
            );
            let frame = self.frame(&child, response.hovered() || writes);
            let shown = frame.show(&mut child, |ui| {
                ui.set_width(rect.width() - 2.0 - BAR_WIDTH - 18.0);
                ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
                self.contents(ui, writer, outbox)
            });
            touch = shown.inner;
            self.bar(ui, shown.response.rect);
            shown.response.rect.height()
        };
        if response.has_focus() {
            let stroke = Stroke::new(1.5, Palette::of(ui).accent);
            let around = Rect::from_min_size(rect.min, vec2(rect.width(), height));
            let corners = CornerRadius::same(theme::RADIUS);
            ui.painter()
                .rect_stroke(around, corners, stroke, egui::StrokeKind::Inside);
        }
        let enters = response.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if response.double_clicked() || enters {
            touch = Touch::Write;
        } else if response.clicked() && touch == Touch::None {
            touch = Touch::Pick;
        }
        (height, touch)
    }

    /// The card in words.
    pub fn spoken(&self) -> String {
        let annotation = self.annotation;
        let mut words = vec![kind_name(annotation).to_owned()];
        words.push(annotation.audience.name().to_lowercase());
        if annotation.state == NoteState::Done {
            words.push("done".to_owned());
        }
        match annotation.anchoring {
            Anchoring::Sound => {}
            Anchoring::Check => words.push("to check".to_owned()),
            Anchoring::Lost => words.push("its passage was not found".to_owned()),
        }
        let text = if annotation.has_words() {
            self.rendered.words()
        } else {
            annotation.quote().to_owned()
        };
        format!("{}: {}", words.join(", "), cut(&text, 120))
    }

    fn frame(&self, ui: &Ui, is_lively: bool) -> Frame {
        let palette = Palette::of(ui);
        let edge = if self.is_in_hand {
            palette.accent
        } else if is_lively {
            palette.edge
        } else {
            palette.line
        };
        Frame::new()
            .fill(palette.field)
            .stroke(Stroke::new(1.0, edge))
            .corner_radius(theme::RADIUS)
            .inner_margin(Margin {
                left: 8 + BAR_WIDTH as i8,
                right: 8,
                top: 4,
                bottom: 6,
            })
    }

    /// The colour of the mark, along the left edge.
    fn bar(&self, ui: &Ui, rect: Rect) {
        let bar = Rect::from_min_size(rect.min, vec2(BAR_WIDTH, rect.height()));
        let corners = CornerRadius {
            nw: theme::RADIUS,
            sw: theme::RADIUS,
            ne: 0,
            se: 0,
        };
        let colour = theme::mark_colour(self.annotation.mark.colour, ui.visuals().dark_mode);
        let colour = match self.annotation.target {
            Target::Document => Palette::of(ui).edge,
            Target::Text(_) | Target::Area(_) => colour,
        };
        ui.painter().rect_filled(bar, corners, colour);
    }

    /// A mark without words: a dot and the words that it is on.
    fn line(&self, ui: &Ui, rect: Rect, is_hovered: bool) {
        let palette = Palette::of(ui);
        let rect = Rect::from_min_size(rect.min, vec2(rect.width(), LINE_HEIGHT));
        if is_hovered {
            let corners = CornerRadius::same(theme::RADIUS);
            ui.painter().rect_filled(rect, corners, palette.hover);
        }
        let y = rect.center().y;
        let colour = theme::mark_colour(self.annotation.mark.colour, ui.visuals().dark_mode);
        let dot = egui::pos2(rect.left() + 10.0, y);
        ui.painter().circle_filled(dot, 4.0, colour);
        let text = quote_or_area(self.annotation);
        let font = egui::FontId::proportional(SMALL_SIZE);
        let room = rect.width() - 20.0 - 28.0;
        let galley = one_line(ui, &text, font, palette.muted, room);
        paint_line(ui, galley, rect.left() + 20.0, y);
        if self.annotation.audience == Audience::Circulated {
            let at = egui::pos2(rect.right() - 12.0, y);
            paint_icon(ui, icons::USERS, at, palette.accent, 13.0);
        }
    }
}
