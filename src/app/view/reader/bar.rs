//! The bar above the pages.

use eframe::egui::{self, Align, Layout, Ui, Vec2};

use crate::app::message::action::Action;
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::view::reader::{Reader, Reading};
use crate::app::view::theme;
use crate::app::view::widgets::{action_icon_button, action_tooltip, icon_button, muted};
use crate::export::Copy;

/// The widths of the bar, in points, from which on it has room for words beside its signs and for
/// these buttons. Without them, their keys, the wheel and the menu do the same.
const ROOM_FOR_WORDS: f32 = 720.0;
const ROOM_FOR_ZOOM: f32 = 520.0;
const ROOM_FOR_ARROWS: f32 = 460.0;
const ROOM_FOR_AREAS: f32 = 360.0;

impl Reader {
    /// Draws the bar with page navigation, tools, copy and zoom.
    pub fn bar(&mut self, ui: &mut Ui, reading: &Reading<'_>, outbox: &mut Outbox) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let width = ui.available_width();
            let is_wide = width > ROOM_FOR_WORDS;
            action_icon_button(ui, Action::ShowStrip, outbox);
            action_icon_button(ui, Action::ChoosePages, outbox);
            self.navigation(ui, width, outbox);
            if self.is_waiting {
                ui.add_space(8.0);
                ui.add(egui::Spinner::new().size(16.0));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                action_icon_button(ui, Action::ShowDetails, outbox);
                if width > ROOM_FOR_ZOOM {
                    self.zoom_buttons(ui, is_wide, outbox);
                    ui.add_space(4.0);
                }
                action_icon_button(ui, Action::Find, outbox);
                if width > ROOM_FOR_AREAS {
                    self.area_button(ui, outbox);
                }
                copy_switch(ui, reading.desk.copy, is_wide, outbox);
            });
        });
    }

    fn navigation(&self, ui: &mut Ui, width: f32, outbox: &mut Outbox) {
        let Some(shown) = &self.shown else {
            return;
        };
        let sheet = &shown.sheet;
        let has_arrows = width > ROOM_FOR_ARROWS;
        if has_arrows && icon_button(ui, icons::CHEVRON_LEFT, "Previous page").clicked() {
            outbox.act(Action::PreviousPage);
        }
        if let (Some(numbers), Some(mut page)) = (sheet.numbers, self.number_in_sight()) {
            if width > ROOM_FOR_WORDS {
                ui.label("page");
            }
            let range = 1..=numbers.total_pages;
            let field = egui::DragValue::new(&mut page)
                .range(range)
                .speed(0.1)
                .update_while_editing(false);
            let response = ui.add(field).on_hover_text("Type a page number");
            if response.accessible_name("Page").changed() {
                outbox.push(Request::GoToPage(page));
            }
            ui.label(format!("of {}", numbers.total_pages));
        } else {
            muted(ui, "no page numbers yet");
        }
        if has_arrows && icon_button(ui, icons::CHEVRON_RIGHT, "Next page").clicked() {
            outbox.act(Action::NextPage);
        }
    }

    fn zoom_buttons(&self, ui: &mut Ui, is_wide: bool, outbox: &mut Outbox) {
        // A narrow pane keeps what has no key of its own.
        if is_wide
            && ui
                .button("Fit")
                .on_hover_text("Fit width (Ctrl+0)")
                .clicked()
        {
            outbox.act(Action::FitWidth);
        }
        if icon_button(ui, icons::PLUS, "Zoom in").clicked() {
            outbox.act(Action::ZoomIn);
        }
        if is_wide {
            ui.label(format!("{:.0} %", self.shown_zoom * 100.0));
        }
        if icon_button(ui, icons::MINUS, "Zoom out").clicked() {
            outbox.act(Action::ZoomOut);
        }
    }

    fn area_button(&self, ui: &mut Ui, outbox: &mut Outbox) {
        let action = Action::MarkArea;
        let button = egui::Button::selectable(
            self.is_marking_areas,
            theme::icon(action.icon().unwrap_or_default()),
        )
        .min_size(Vec2::splat(28.0));
        let tooltip = action_tooltip(ui, action, outbox);
        let response = ui
            .add_enabled(outbox.availability(action).is_available(), button)
            .on_hover_text(&tooltip)
            .on_disabled_hover_text(&tooltip)
            .accessible_name(action.label());
        if response.clicked() {
            outbox.act(action);
        }
    }
}

/// Which copy is shown; a click shows the other.
fn copy_switch(ui: &mut Ui, copy: Copy, is_wide: bool, outbox: &mut Outbox) {
    let (icon, other, says) = match copy {
        Copy::Speaking => (
            icons::EYE,
            Copy::Circulation,
            "with private notes and papers",
        ),
        Copy::Circulation => (
            icons::EYE_OFF,
            Copy::Speaking,
            "without private notes and papers",
        ),
    };
    let is_circulation = copy == Copy::Circulation;
    let button = if is_wide {
        egui::Button::selectable(is_circulation, (theme::icon(icon), copy.name()))
    } else {
        egui::Button::selectable(is_circulation, theme::icon(icon))
    };
    let keys = action_tooltip(ui, Action::SwitchCopy, outbox);
    let tooltip = format!(
        "The {} is shown, {says}.\n{keys}: {}",
        copy.name().to_lowercase(),
        other.name().to_lowercase()
    );
    let response = ui
        .add(button.min_size(Vec2::splat(28.0)))
        .on_hover_text(tooltip)
        .accessible_name(copy.name());
    if response.clicked() {
        outbox.act(Action::SwitchCopy);
    }
}
