//! One card: a mark or note of a document.

use super::choices::{audience_button, change, colour_choices, colour_dot, kind_choices};
use super::rendered::Rendered;
use super::words::{cut, kind_name, one_space, quote_or_area, signature, whole_signature};
use super::writing::{Writer, editor};
use crate::app::briefing::cite::DraggedNote;
use crate::app::icons;
use crate::app::request::{Outbox, Request};
use crate::app::theme::{self, Palette, SMALL_SIZE};
use crate::app::widgets::{icon_button, icon_label, one_line, paint_line};
use crate::edit::{AnnotationChange, Command};
use crate::pack::{
    Anchoring, Annotation, AnnotationId, Audience, Document, DocumentId, Mark, NoteState, Pack,
    Target,
};
use eframe::egui::{
    self, Align, Button, CornerRadius, Frame, Id, Label, Layout, Margin, Popup, Rect, RichText,
    Role, Sense, Stroke, Ui, Vec2, WidgetInfo,
    text::{LayoutJob, TextFormat, TextWrapping},
    vec2,
};

/// The height of the card of a mark without words, in points.
pub const LINE_HEIGHT: f32 = 30.0;
/// How many lines of a note its card shows while it is not in hand.
const BODY_ROWS: usize = 5;
const BAR_WIDTH: f32 = 4.0;

/// What a card shows, and where it is drawn.
pub struct Card<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The document that it is on.
    pub document: &'a Document,
    /// The mark or note.
    pub annotation: &'a Annotation,
    /// Its text, understood.
    pub rendered: &'a Rendered,
    /// Whether it is in hand.
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
    Take,
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
            touch = Touch::Take;
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
            one_space(annotation.quote())
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
            crate::app::widgets::paint_icon(ui, icons::USERS, at, palette.accent, 13.0);
        }
    }

    fn contents(&self, ui: &mut Ui, writer: Option<&mut Writer>, outbox: &mut Outbox) -> Touch {
        let mut touch = Touch::None;
        self.head(ui, outbox);
        self.warning(ui, outbox);
        if self.annotation.anchoring != Anchoring::Lost {
            self.quote(ui, if self.is_in_hand { 4 } else { 2 });
        }
        let is_writing = writer.is_some();
        if let Some(writer) = writer {
            editor(ui, self.document, self.annotation, writer, outbox);
        } else if self.annotation.has_words() {
            if self.is_in_hand {
                self.rendered.ui(ui, self.pack, outbox);
            } else {
                let job = self.rendered.beginning(ui, ui.available_width(), BODY_ROWS);
                ui.add(Label::new(job).selectable(false));
            }
        } else if self.is_in_hand {
            let palette = Palette::of(ui);
            let words = RichText::new("Write a note…").color(palette.muted);
            let button = Button::new(words).frame(false);
            if ui.add(button).accessible_name("Write a note").clicked() {
                touch = Touch::Write;
            }
        }
        self.foot(ui, outbox);
        if self.is_in_hand && self.tools(ui, is_writing, outbox) {
            touch = Touch::Write;
        }
        touch
    }

    /// What kind of note it is and who sees it; both can be changed by a click.
    fn head(&self, ui: &mut Ui, outbox: &mut Outbox) {
        let id = self.annotation.id;
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 22.0;
            ui.spacing_mut().button_padding = vec2(0.0, 1.0);
            // The words stand in line with those below; only what is pressed is wider.
            let widgets = &mut ui.visuals_mut().widgets;
            for state in [&mut widgets.hovered, &mut widgets.active, &mut widgets.open] {
                state.expansion = 4.0;
            }
            let palette = Palette::of(ui);
            let name = RichText::new(kind_name(self.annotation)).font(theme::semibold(SMALL_SIZE));
            let more = RichText::new(icons::CHEVRON_DOWN)
                .font(theme::icon_font(12.0))
                .color(palette.muted);
            let button = Button::new((name, more)).frame_when_inactive(false);
            let response = ui
                .add(button)
                .on_hover_text("What this note is for. Click to change it.")
                .accessible_name(format!("Kind: {}", kind_name(self.annotation)));
            Popup::menu(&response).show(|ui| {
                kind_choices(ui, &[self.annotation.kind], &mut |kind| {
                    change(outbox, id, AnnotationChange::Kind(kind));
                });
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                audience_button(ui, self.annotation, outbox);
            });
        });
    }

    /// Says that the passage is lost or was moved, and what can be done about it.
    fn warning(&self, ui: &mut Ui, outbox: &mut Outbox) {
        let palette = Palette::of(ui);
        let words = match self.annotation.anchoring {
            Anchoring::Sound => return,
            Anchoring::Check => "Its place may have changed",
            Anchoring::Lost => "Its passage was not found",
        };
        Frame::new()
            .fill(palette.hover)
            .corner_radius(4)
            .inner_margin(Margin::symmetric(8, 4))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.horizontal(|ui| {
                    icon_label(ui, icons::TRIANGLE_ALERT, palette.warning, 14.0);
                    let text = RichText::new(words).small().color(palette.warning);
                    ui.add(Label::new(text).wrap().selectable(false));
                });
                if self.annotation.anchoring == Anchoring::Lost {
                    self.quote(ui, usize::MAX);
                }
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().button_padding = vec2(8.0, 2.0);
                    self.attach_button(ui, outbox);
                    if self.annotation.anchoring == Anchoring::Check
                        && ui
                            .button(RichText::new("Looks right").small())
                            .on_hover_text("It is on the right words")
                            .clicked()
                    {
                        change(outbox, self.annotation.id, AnnotationChange::Confirm);
                    }
                });
            });
    }

    fn attach_button(&self, ui: &mut Ui, outbox: &mut Outbox) {
        let passage = self
            .passage
            .filter(|(document, _)| *document == self.document.id);
        let button = Button::new(RichText::new("Attach to selection").small());
        let response = ui
            .add_enabled(passage.is_some(), button)
            .on_hover_text("Put it on the passage that is selected in the pages")
            .on_disabled_hover_text("First select the new passage in the pages");
        if response.clicked()
            && let Some((_, target)) = passage
        {
            let target = AnnotationChange::Target(target.clone());
            change(outbox, self.annotation.id, target);
        }
    }

    fn quote(&self, ui: &mut Ui, most_rows: usize) {
        let text = quote_or_area(self.annotation);
        if text.is_empty() {
            return;
        }
        let palette = Palette::of(ui);
        let format = TextFormat {
            line_height: Some(16.0),
            ..TextFormat::simple(egui::FontId::proportional(SMALL_SIZE), palette.muted)
        };
        let mut job = LayoutJob::single_section(text, format);
        job.wrap = TextWrapping {
            max_width: ui.available_width(),
            max_rows: most_rows,
            ..TextWrapping::default()
        };
        ui.add(Label::new(job).selectable(false));
    }

    /// Who wrote it and when, and whether it was dealt with.
    fn foot(&self, ui: &mut Ui, outbox: &mut Outbox) {
        let annotation = self.annotation;
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 20.0;
            let palette = Palette::of(ui);
            let text = RichText::new(signature(annotation))
                .small()
                .color(palette.muted);
            let label = ui.add(Label::new(text).selectable(false));
            if let Some(tip) = whole_signature(annotation) {
                label.on_hover_text(tip);
            }
            if self.is_nameless && self.is_in_hand && annotation.author.name.is_empty() {
                let link = RichText::new("Set your name…").small();
                if ui.link(link).clicked() {
                    outbox.act(crate::app::action::Action::Settings);
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let mut is_done = annotation.state == NoteState::Done;
                if ui
                    .checkbox(&mut is_done, RichText::new("Done").small())
                    .changed()
                {
                    let state = if is_done {
                        NoteState::Done
                    } else {
                        NoteState::Open
                    };
                    change(outbox, annotation.id, AnnotationChange::State(state));
                }
            });
        });
    }

    /// What can be done with the card in hand; returns whether its text is to be written.
    fn tools(&self, ui: &mut Ui, is_writing: bool, outbox: &mut Outbox) -> bool {
        let annotation = self.annotation;
        let mut writes = false;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            if !is_writing && icon_button(ui, icons::PENCIL, "Edit note").clicked() {
                writes = true;
            }
            if annotation.target != Target::Document {
                let colour = theme::mark_colour(annotation.mark.colour, ui.visuals().dark_mode);
                let dot = colour_dot(colour);
                let button = Button::new(dot)
                    .frame_when_inactive(false)
                    .min_size(Vec2::splat(28.0));
                let name = format!("Colour: {}", annotation.mark.colour.name());
                let response = ui.add(button).on_hover_text("Colour").accessible_name(name);
                Popup::menu(&response).show(|ui| {
                    colour_choices(ui, &mut |colour| {
                        let mark = Mark {
                            colour,
                            ..annotation.mark
                        };
                        change(outbox, annotation.id, AnnotationChange::Mark(mark));
                    });
                });
            }
            if icon_button(ui, icons::TRASH, "Delete note").clicked() {
                outbox.edit(Command::RemoveAnnotations(vec![annotation.id]));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, icons::X, "Put down").clicked() {
                    outbox.push(Request::DropNote);
                }
            });
        });
        writes
    }
}
