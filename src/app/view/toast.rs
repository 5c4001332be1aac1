//! Short messages that come and go by themselves.

use std::time::Duration;

use eframe::egui::{self, Align2, Event, Frame, Margin, Rect, Stroke, vec2};

use crate::app::message::action::Action;
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::clock::time_of;
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::icon_label;

/// How long a message stays; one with something to press stays longer.
const STAYS: Duration = Duration::from_secs(5);
const STAYS_WITH_BUTTON: Duration = Duration::from_secs(9);

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something went as it should.
    Good,
    /// Something needs a look.
    Warning,
    /// Something went wrong; stays until it is closed.
    Error,
}

struct Toast {
    tone: Tone,
    text: String,
    button: Option<Button>,
    /// When it was drawn first.
    since: Option<Duration>,
}

struct Button {
    label: String,
    /// What pressing it asks for.
    request: Request,
}

impl Toast {
    /// How long it stays on from `now`; `None` for ever.
    fn time_left(&self, now: Duration) -> Option<Duration> {
        let stays = match (self.tone, &self.button) {
            (Tone::Error, _) => return None,
            (_, None) => STAYS,
            (_, Some(_)) => STAYS_WITH_BUTTON,
        };
        let since = self.since.unwrap_or(now);
        Some((since + stays).saturating_sub(now))
    }
}

/// The messages that are on the screen.
#[derive(Default)]
pub struct Toasts {
    /// The oldest first.
    shown: Vec<Toast>,
    /// Where they were drawn last.
    area: Option<Rect>,
    /// They stay and keep their places, because the pointer is on them.
    is_held: bool,
    /// When they were drawn last.
    last_frame: Duration,
}

impl Toasts {
    /// Shows a message.
    pub fn push(&mut self, tone: Tone, text: impl Into<String>) {
        self.push_with(tone, text, None);
    }

    /// Shows a message with a button beside it.
    pub fn push_with(&mut self, tone: Tone, text: impl Into<String>, button: Option<Action>) {
        let button = button.map(|action| Button {
            label: action.label().to_owned(),
            request: Request::Act(action),
        });
        self.show(tone, text.into(), button);
    }

    /// Shows a message with a button that asks for this.
    pub fn push_asking(&mut self, tone: Tone, text: String, label: &str, request: Request) {
        let button = Button {
            label: label.to_owned(),
            request,
        };
        self.show(tone, text, Some(button));
    }

    fn show(&mut self, tone: Tone, text: String, button: Option<Button>) {
        self.shown.retain(|toast| toast.text != text);
        self.shown.push(Toast {
            tone,
            text,
            button,
            since: None,
        });
    }

    /// Takes away messages whose button no longer does what it says.
    pub fn forget_buttons(&mut self) {
        self.shown.retain(|toast| toast.button.is_none());
    }

    /// Takes away messages that say that all is well, when that is not so any more.
    pub fn forget_good(&mut self) {
        self.shown.retain(|toast| toast.tone != Tone::Good);
    }

    /// Takes away messages about a pack that is no longer open; errors stay until they are read.
    pub fn forget_the_pack(&mut self) {
        self.shown.retain(|toast| toast.tone == Tone::Error);
    }

    /// Draws the messages above the status line, the newest on top: what is new moves none of those
    /// that are there.
    pub fn ui(&mut self, ctx: &egui::Context, outbox: &mut Outbox) {
        const MOST: usize = 4;
        let now = time_of(ctx);
        self.is_held = self.is_pointed_at(ctx);
        let passed = now.saturating_sub(std::mem::replace(&mut self.last_frame, now));
        for toast in &mut self.shown {
            let since = toast.since.get_or_insert(now);
            if self.is_held {
                *since = (*since + passed).min(now);
            }
        }
        if !self.is_held {
            let extra = self.shown.len().saturating_sub(MOST);
            self.shown.drain(..extra);
            self.shown
                .retain(|toast| toast.time_left(now).is_none_or(|left| !left.is_zero()));
        }
        if self.shown.is_empty() {
            self.area = None;
            return;
        }
        let mut closed = None;
        let area = egui::Area::new(egui::Id::unique("toasts"))
            .order(egui::Order::Foreground)
            .anchor(Align2::CENTER_BOTTOM, vec2(0.0, -44.0))
            .show(ctx, |ui| {
                for (index, toast) in self.shown.iter_mut().enumerate().rev() {
                    if toast_ui(ui, toast, outbox) {
                        closed = Some(index);
                    }
                }
            });
        let rect = area.response.rect;
        if self.area.replace(rect).map(|old| old.size()) != Some(rect.size()) {
            // egui places them by their size in the last pass.
            ctx.request_discard("messages came or went");
        }
        if let Some(index) = closed {
            self.shown.remove(index);
        }
        let next = self
            .shown
            .iter()
            .filter_map(|toast| toast.time_left(now))
            .min();
        if let Some(wait) = next {
            ctx.request_repaint_after(wait);
        }
    }

    /// Whether the pointer is on the messages, and was moved or pressed there. One that only happens
    /// to be where they appear keeps nothing.
    fn is_pointed_at(&self, ctx: &egui::Context) -> bool {
        ctx.input(|input| {
            let pointer = input.pointer.hover_pos();
            let is_on = pointer.is_some_and(|at| self.area.is_some_and(|area| area.contains(at)));
            let was_used = input
                .events
                .iter()
                .any(|event| matches!(event, Event::PointerMoved(_) | Event::PointerButton { .. }));
            is_on && (self.is_held || was_used)
        })
    }
}

/// Draws one message; returns whether it was closed.
fn toast_ui(ui: &mut egui::Ui, toast: &mut Toast, outbox: &mut Outbox) -> bool {
    let palette = Palette::of(ui);
    let (icon, colour) = match toast.tone {
        Tone::Good => (icons::CIRCLE_CHECK, palette.good),
        Tone::Warning => (icons::TRIANGLE_ALERT, palette.warning),
        Tone::Error => (icons::CIRCLE_ALERT, palette.error),
    };
    let mut closed = false;
    Frame::new()
        .fill(palette.panel)
        .stroke(Stroke::new(1.0, palette.edge))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(12, 8))
        .shadow(ui.visuals().popup_shadow)
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                icon_label(ui, icon, colour, 16.0);
                ui.scope(|ui| {
                    ui.set_max_width(460.0);
                    ui.add(egui::Label::new(toast.text.as_str()).wrap());
                });
                let is_pressed = |button: &mut Button| ui.button(&button.label).clicked();
                if let Some(button) = toast.button.take_if(is_pressed) {
                    outbox.push(button.request);
                    closed = true;
                }
                let close = egui::Button::new(theme::icon(icons::X)).frame(false);
                closed |= ui.add(close).accessible_name("Close message").clicked();
            });
        });
    closed
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Context, Pos2, RawInput, pos2};

    use super::*;

    /// Draws the messages `seconds` after the start, with the pointer moved to `pointer`. Returns
    /// where each stands by its height, the oldest first.
    fn draw(ctx: &Context, toasts: &mut Toasts, seconds: f64, pointer: Option<Pos2>) -> Vec<f32> {
        let input = RawInput {
            time: Some(seconds),
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(800.0, 600.0))),
            events: pointer.into_iter().map(Event::PointerMoved).collect(),
            ..RawInput::default()
        };
        let mut output = ctx.run_ui(input, |ui| toasts.ui(ui.ctx(), &mut Outbox::default()));
        let texts = toasts.shown.iter().map(|toast| {
            let found = output.shapes.iter().find_map(|shape| match &shape.shape {
                egui::Shape::Text(text) if text.galley.text() == toast.text => Some(text.pos.y),
                _ => None,
            });
            found.unwrap_or(f32::NAN)
        });
        let heights = texts.collect();
        output.textures_delta.clear();
        heights
    }

    #[test]
    fn messages_stay_where_they_are_while_the_pointer_is_on_them() {
        let ctx = Context::default();
        let mut toasts = Toasts::default();
        toasts.push(Tone::Good, "First");
        draw(&ctx, &mut toasts, 1.0, None);
        toasts.push_with(Tone::Good, "Second", Some(Action::Undo));
        let before = draw(&ctx, &mut toasts, 2.0, None);
        assert!(before[1] < before[0], "the newest is on top");
        let on_them = pos2(400.0, before[1]);
        draw(&ctx, &mut toasts, 3.0, Some(on_them));
        toasts.push(Tone::Good, "Third");
        for seconds in [5.0, 7.0, 60.0] {
            let now = draw(&ctx, &mut toasts, seconds, None);
            assert_eq!(now[..2], before[..], "after {seconds} seconds");
        }
        draw(&ctx, &mut toasts, 60.1, Some(pos2(400.0, 20.0)));
        draw(&ctx, &mut toasts, 80.0, None);
        assert!(toasts.shown.is_empty());
    }

    #[test]
    fn a_message_that_goes_leaves_the_others_in_place_at_once() {
        let ctx = Context::default();
        let mut toasts = Toasts::default();
        toasts.push_with(Tone::Good, "First", Some(Action::Undo));
        toasts.push(Tone::Good, "Second");
        let before = draw(&ctx, &mut toasts, 1.0, None);
        let after = draw(&ctx, &mut toasts, 7.0, None);
        assert_eq!(after, before[..1], "no frame shows it elsewhere");
    }

    #[test]
    fn a_pointer_that_only_happens_to_be_there_keeps_nothing() {
        let ctx = Context::default();
        let mut toasts = Toasts::default();
        draw(&ctx, &mut toasts, 0.5, Some(pos2(400.0, 540.0)));
        toasts.push(Tone::Good, "Saved");
        draw(&ctx, &mut toasts, 1.0, None);
        draw(&ctx, &mut toasts, 7.0, None);
        assert!(toasts.shown.is_empty());
    }
}
