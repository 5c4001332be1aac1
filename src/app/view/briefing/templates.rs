//! The choice of what a new briefing page begins with.

use eframe::egui::{self, CornerRadius, Key, Modifiers, Role, Sense, Ui, WidgetInfo, vec2};

use crate::app::message::request::{Outbox, Request};
use crate::app::view::theme::{self, Palette, SMALL_SIZE};
use crate::app::view::widgets::{one_line, paint_line};
use crate::pack::Template;

/// What a template makes, in a few words.
pub fn hint(template: Template) -> &'static str {
    match template {
        Template::Blank => "An empty page",
        Template::MeetingBrief => "Objectives, agenda and key points",
        Template::LinesToTake => "Every line to take of the pack",
        Template::QuestionsAndAnswers => "Every question of the pack",
        Template::Background => "A text, and every background note",
        Template::Digest => "All notes and marks, by kind",
    }
}

/// The name of a template in menus.
pub fn name(template: Template) -> &'static str {
    match template {
        Template::Blank => "Blank",
        other => other.name(),
    }
}

/// The choice as a list, for keys and mouse.
#[derive(Debug, Default)]
pub struct Choice {
    marked: usize,
}

impl Choice {
    /// Draws the list; says whether something was chosen.
    pub fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> bool {
        let count = Template::ALL.len();
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowDown) {
            self.marked = (self.marked + 1) % count;
        }
        if pressed(Key::ArrowUp) {
            self.marked = self.marked.checked_sub(1).unwrap_or(count - 1);
        }
        let is_entered = pressed(Key::Enter);
        ui.spacing_mut().item_spacing.y = 2.0;
        for (index, template) in Template::ALL.into_iter().enumerate() {
            let is_marked = index == self.marked;
            if row(ui, template, is_marked) || is_marked && is_entered {
                outbox.push(Request::AddBriefingPage(template));
                return true;
            }
        }
        false
    }
}

fn row(ui: &mut Ui, template: Template, is_marked: bool) -> bool {
    let palette = Palette::of(ui);
    let size = vec2(ui.available_width(), 46.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_marked, name(template)));
    let fill = if is_marked {
        palette.accent_soft
    } else if response.hovered() {
        palette.hover
    } else {
        egui::Color32::TRANSPARENT
    };
    let corners = CornerRadius::same(theme::RADIUS);
    ui.painter().rect_filled(rect, corners, fill);
    let left = rect.left() + 12.0;
    let room = rect.width() - 24.0;
    let font = theme::semibold(theme::BODY_SIZE);
    let title = one_line(ui, name(template), font, palette.text, room);
    paint_line(ui, title, left, rect.top() + 15.0);
    let small = egui::FontId::proportional(SMALL_SIZE);
    let words = one_line(ui, hint(template), small, palette.muted, room);
    paint_line(ui, words, left, rect.bottom() - 13.0);
    response.clicked()
}
