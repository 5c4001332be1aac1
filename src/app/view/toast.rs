//! Short messages that come and go by themselves.

use std::time::Duration;

use eframe::egui::{self, Align2, Frame, Margin, Stroke, vec2};

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
    shown: Vec<Toast>,
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
        const MOST: usize = 4;
        let extra = self.shown.len().saturating_sub(MOST);
        self.shown.drain(..extra);
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

    /// Draws the messages above the status line.
    pub fn ui(&mut self, ctx: &egui::Context, outbox: &mut Outbox) {
        let now = time_of(ctx);
        self.shown.retain_mut(|toast| {
            toast.since.get_or_insert(now);
            toast.time_left(now).is_none_or(|left| !left.is_zero())
        });
        if self.shown.is_empty() {
            return;
        }
        let mut closed = None;
        egui::Area::new(egui::Id::unique("toasts"))
            .order(egui::Order::Foreground)
            .anchor(Align2::CENTER_BOTTOM, vec2(0.0, -44.0))
            .show(ctx, |ui| {
                for (index, toast) in self.shown.iter_mut().enumerate() {
                    if toast_ui(ui, toast, outbox) {
                        closed = Some(index);
                    }
                }
            });
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
