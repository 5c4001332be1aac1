//! What is shown while no pack is open: three doors, and the packs of late.

use eframe::egui::{self, Align, FontId, Layout, RichText, ScrollArea, Ui, vec2};

use crate::app::message::action::Action;
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::preferences::Preferences;
use crate::app::view::theme::{self, BODY_SIZE, Palette, SMALL_SIZE};
use crate::app::view::widgets::{icon_button, muted, one_line, paint_icon, paint_line};

/// Draws the welcome screen.
pub fn ui(ui: &mut Ui, preferences: &Preferences, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    let room = ui.available_size();
    let width = room.x.min(640.0);
    let margin = (room.x - width) / 2.0;
    let list = if preferences.recent.is_empty() {
        0.0
    } else {
        200.0
    };
    ui.add_space(((room.y - 300.0 - list) / 2.5).max(16.0));
    ui.horizontal_top(|ui| {
        ui.add_space(margin);
        ui.vertical(|ui| {
            ui.set_width(width);
            ui.label(RichText::new("Briefpack").font(theme::semibold(32.0)));
            ui.label(
                RichText::new("The papers for a meeting, in order, as one PDF.")
                    .size(16.0)
                    .color(palette.muted),
            );
            ui.add_space(20.0);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                for (action, text) in [
                    (Action::OpenSample, "See how a finished pack looks"),
                    (Action::NewPack, "Gather papers for a meeting"),
                    (Action::OpenPack, "Carry on with one you saved"),
                ] {
                    door(ui, action, text, (width - 24.0) / 3.0, outbox);
                }
            });
            ui.add_space(12.0);
            muted(
                ui,
                "You can also drop documents anywhere in this window to start a pack.",
            );
            if !preferences.recent.is_empty() {
                recent(ui, preferences, outbox);
            }
        });
    });
}

fn door(ui: &mut Ui, action: Action, text: &str, width: f32, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    let button = egui::Button::new("")
        .min_size(vec2(width, 112.0))
        .fill(palette.panel)
        .stroke((1.0, palette.edge));
    let response = ui.add(button).accessible_name(action.label());
    // Painted, not added as labels: a screen reader reads the door as one button.
    let corner = response.rect.min + vec2(16.0, 16.0);
    let icon = action.icon().unwrap_or_default();
    paint_icon(ui, icon, corner + vec2(11.0, 11.0), palette.accent, 22.0);
    let room = width - 32.0;
    let title = one_line(
        ui,
        action.label(),
        theme::semibold(BODY_SIZE),
        palette.text,
        room,
    );
    paint_line(ui, title, corner.x, corner.y + 42.0);
    let text = one_line(
        ui,
        text,
        FontId::proportional(SMALL_SIZE),
        palette.muted,
        room,
    );
    paint_line(ui, text, corner.x, corner.y + 64.0);
    if response.clicked() {
        outbox.act(action);
    }
}

fn recent(ui: &mut Ui, preferences: &Preferences, outbox: &mut Outbox) {
    ui.add_space(12.0);
    ui.label(theme::strong("Recent packs"));
    ScrollArea::vertical()
        .id_salt("recent")
        .max_height(200.0)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for path in &preferences.recent {
                ui.horizontal(|ui| {
                    let name = path.file_stem().unwrap_or_default().to_string_lossy();
                    let button = egui::Button::new((theme::icon(icons::FILE_TEXT), name.as_ref()))
                        .frame_when_inactive(false);
                    if ui
                        .add(button)
                        .on_hover_text(path.display().to_string())
                        .clicked()
                    {
                        outbox.push(Request::Open(path.clone()));
                    }
                    let folder = path.parent().unwrap_or(path).display().to_string();
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if icon_button(ui, icons::X, &format!("Remove {name} from this list"))
                            .clicked()
                        {
                            outbox.push(Request::ForgetRecent(path.clone()));
                        }
                        let palette = Palette::of(ui);
                        ui.add(
                            egui::Label::new(RichText::new(folder).small().color(palette.muted))
                                .truncate(),
                        );
                    });
                });
            }
        });
}
