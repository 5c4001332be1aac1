//! What a card that is not a line shows, from its head to its buttons.

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    self, Align, Button, Frame, Label, Layout, Margin, Popup, RichText, Ui, Vec2, vec2,
};

use crate::app::message::action::Action;
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::notes::words::{kind_name, quote_or_area, signature, whole_signature};
use crate::app::view::notes::card::{BODY_ROWS, Card, Touch};
use crate::app::view::notes::choices::{
    audience_button, change, colour_choices, colour_dot, kind_choices,
};
use crate::app::view::notes::rendered;
use crate::app::view::notes::writing::{Writer, editor};
use crate::app::view::theme::{self, Palette, SMALL_SIZE};
use crate::app::view::widgets::{icon_button, icon_label};
use crate::edit::{AnnotationChange, Command};
use crate::pack::{Anchoring, Mark, NoteState, Target};

impl Card<'_> {
    /// Draws what it shows, and returns what the person did to it.
    pub(super) fn contents(
        &self,
        ui: &mut Ui,
        writer: Option<&mut Writer>,
        outbox: &mut Outbox,
    ) -> Touch {
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
                rendered::show(self.rendered, ui, self.pack, outbox);
            } else {
                let job = rendered::beginning(self.rendered, ui, ui.available_width(), BODY_ROWS);
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
                            .on_hover_text("Confirm that the note is on the right words")
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
            .on_hover_text("Move the note to the words selected in the pages")
            .on_disabled_hover_text("First select the new words in the pages");
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
                    outbox.act(Action::Settings);
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
                if icon_button(ui, icons::X, "Close note").clicked() {
                    outbox.push(Request::DropNote);
                }
            });
        });
        writes
    }
}
