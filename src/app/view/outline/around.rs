//! What stands above the rows of the outline, and in the place of rows where there are none.

use eframe::egui::{self, Align, CornerRadius, Rect, Stroke, StrokeKind, Ui, vec2};

use crate::app::message::action::Action;
use crate::app::message::icons;
use crate::app::message::request::Outbox;
use crate::app::state::desk::Desk;
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{action_button, action_icon_button, muted};

/// The name of the pane, how much is in it, and the buttons that add to it.
pub(super) fn header(ui: &mut Ui, desk: &Desk, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        ui.label(theme::strong("Outline"));
        let documents = desk.pack().documents().count();
        let count = match documents {
            0 => String::new(),
            1 => "1 document".to_owned(),
            many => format!("{many} documents"),
        };
        muted(ui, count);
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            action_icon_button(ui, Action::AddBriefingPage, outbox);
            action_icon_button(ui, Action::AddSection, outbox);
            action_icon_button(ui, Action::AddDocuments, outbox);
        });
    });
    ui.add_space(4.0);
}

/// Says how documents come into a pack that has none.
pub(super) fn empty_state(ui: &mut Ui, rect: Rect, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    let card = rect.shrink2(vec2(8.0, 12.0));
    let card = Rect::from_min_size(card.min, vec2(card.width(), card.height().min(260.0)));
    ui.painter().rect(
        card,
        CornerRadius::same(8),
        palette.panel,
        Stroke::new(1.0, palette.edge),
        StrokeKind::Inside,
    );
    let mut inner = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(card.shrink(16.0))
            .layout(egui::Layout::top_down(Align::Center)),
    );
    let ui = &mut inner;
    ui.spacing_mut().item_spacing.y = 8.0;
    ui.add_space(16.0);
    ui.label(
        egui::RichText::new(icons::FILES)
            .font(theme::icon_font(32.0))
            .color(palette.muted),
    );
    ui.label(theme::strong("Drop documents here"));
    muted(ui, "PDF, Word, e-mails, web pages, pictures and more");
    ui.add_space(4.0);
    action_button(ui, Action::AddDocuments, outbox);
    action_button(ui, Action::AddSection, outbox);
}
