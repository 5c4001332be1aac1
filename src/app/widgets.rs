//! Small pieces that several panels are drawn with.

use std::sync::Arc;

use eframe::egui::{
    self, Align2, Color32, FontId, Galley, Id, Pos2, Response, RichText, Ui, Vec2, pos2,
    text::{LayoutJob, TextFormat, TextWrapping},
};

use super::action::Action;
use super::request::Outbox;
use super::theme::{self, Palette};

/// Lays text out on one line, cut with "…" where it is wider than `width` points.
pub fn one_line(ui: &Ui, text: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let format = TextFormat::simple(font, colour);
    let mut job = LayoutJob::single_section(text.replace('\n', " "), format);
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    ui.painter().layout_job(job)
}

/// Paints a line of text that was laid out by [`one_line`], its middle at height `y`.
pub fn paint_line(ui: &Ui, galley: Arc<Galley>, x: f32, y: f32) {
    let top = y - galley.size().y / 2.0;
    ui.painter()
        .galley(pos2(x, top), galley, Color32::PLACEHOLDER);
}

/// Paints an icon with its middle at `centre`.
pub fn paint_icon(ui: &Ui, icon: &str, centre: Pos2, colour: Color32, size: f32) {
    ui.painter().text(
        centre,
        Align2::CENTER_CENTER,
        icon,
        theme::icon_font(size),
        colour,
    );
}

/// A button that is only an icon; its name and shortcut are in the tooltip.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str) -> Response {
    let button = egui::Button::new(theme::icon(icon))
        .frame_when_inactive(false)
        .min_size(Vec2::splat(28.0));
    ui.add(button).on_hover_text(name).accessible_name(name)
}

/// The tooltip of an action: its name and shortcut.
pub fn action_tooltip(ui: &Ui, action: Action) -> String {
    let label = action.label().trim_end_matches('…');
    match action.shortcut() {
        Some(keys) => format!("{label} ({})", ui.ctx().format_shortcut(&keys)),
        None => label.to_owned(),
    }
}

/// A button for an action, only an icon.
pub fn action_icon_button(ui: &mut Ui, action: Action, enabled: bool, outbox: &mut Outbox) {
    let icon = action.icon().unwrap_or_default();
    let button = egui::Button::new(theme::icon(icon))
        .frame_when_inactive(false)
        .min_size(Vec2::splat(28.0));
    let tooltip = action_tooltip(ui, action);
    let response = ui
        .add_enabled(enabled, button)
        .on_hover_text(&tooltip)
        .on_disabled_hover_text(&tooltip)
        .accessible_name(action.label());
    if response.clicked() {
        outbox.act(action);
    }
}

/// A button for an action, icon and words.
pub fn action_button(ui: &mut Ui, action: Action, enabled: bool, outbox: &mut Outbox) {
    let tooltip = action_tooltip(ui, action);
    let atoms = (
        theme::icon(action.icon().unwrap_or_default()),
        action.label(),
    );
    let response = ui
        .add_enabled(enabled, egui::Button::new(atoms))
        .on_hover_text(tooltip)
        .accessible_name(action.label());
    if response.clicked() {
        outbox.act(action);
    }
}

/// The button that a dialog or screen expects to be pressed.
pub fn primary_button(ui: &mut Ui, text: &str) -> Response {
    let palette = Palette::of(ui);
    primary_button_enabled(ui, text, true, palette)
}

/// As [`primary_button`], greyed while it cannot be pressed.
pub fn primary_button_if(ui: &mut Ui, text: &str, enabled: bool) -> Response {
    let palette = Palette::of(ui);
    primary_button_enabled(ui, text, enabled, palette)
}

fn primary_button_enabled(ui: &mut Ui, text: &str, enabled: bool, palette: Palette) -> Response {
    let label = RichText::new(text).color(palette.on_accent);
    let button = egui::Button::new(label)
        .fill(palette.accent)
        .stroke((1.0, palette.accent));
    ui.add_enabled(enabled, button)
}

/// The name of a field, above it.
pub fn field_label(ui: &mut Ui, text: &str) -> Response {
    let palette = Palette::of(ui);
    ui.add(egui::Label::new(RichText::new(text).small().color(palette.muted)).selectable(false))
}

/// Secondary text.
pub fn muted(ui: &mut Ui, text: impl Into<String>) -> Response {
    let palette = Palette::of(ui);
    ui.label(RichText::new(text).color(palette.muted))
}

/// The id under which the text field `name` is known, so that it keeps the cursor.
pub fn field_id(name: &str) -> Id {
    Id::unique(("field", name))
}
