//! The list of what can be cited, at the caret.

use eframe::egui::{
    self, Area, CornerRadius, FontId, Frame, Id, Key, Margin, Modifiers, Order, Rect, Role, Sense,
    Stroke, Ui, WidgetInfo, vec2,
};

use crate::app::message::icons;
use crate::app::state::cite::Candidate;
use crate::app::view::theme::{self, Palette, ROW_HEIGHT, SMALL_SIZE};
use crate::app::view::widgets::{muted, one_line, paint_icon, paint_line};

/// How many rows are shown at once.
const MOST_ROWS: usize = 8;
/// Width of the list, in points.
const WIDTH: f32 = 420.0;

/// What the person did with the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet; this row is marked.
    Marked(usize),
    /// This row is cited.
    Chosen(usize),
    /// The list is to go.
    Closed,
}

/// Takes the keys that are for the list before the text field does. `count` is how many rows there
/// are, `marked` the row that is marked.
pub fn take_keys(ui: &Ui, count: usize, marked: usize) -> Answer {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::Escape) {
        return Answer::Closed;
    }
    if count == 0 {
        return Answer::Marked(0);
    }
    let marked = marked.min(count - 1);
    if pressed(Key::Enter) || pressed(Key::Tab) {
        Answer::Chosen(marked)
    } else if pressed(Key::ArrowDown) {
        Answer::Marked((marked + 1) % count)
    } else if pressed(Key::ArrowUp) {
        Answer::Marked(marked.checked_sub(1).unwrap_or(count - 1))
    } else {
        Answer::Marked(marked)
    }
}

/// Draws the list by the caret; returns the row that was clicked, and where the list lies.
pub fn show(
    ui: &Ui,
    caret: Rect,
    candidates: &[Candidate],
    marked: usize,
) -> (Option<usize>, Rect) {
    let palette = Palette::of(ui);
    let screen = ui.ctx().content_rect();
    // Above the line where there is no room below it.
    let is_below = caret.bottom() < screen.bottom() - (MOST_ROWS + 2) as f32 * ROW_HEIGHT;
    let (pivot, place) = if is_below {
        (
            egui::Align2::LEFT_TOP,
            caret.left_bottom() + vec2(-8.0, 4.0),
        )
    } else {
        (egui::Align2::LEFT_BOTTOM, caret.left_top() - vec2(8.0, 4.0))
    };
    let mut clicked = None;
    let area = Area::new(Id::unique("cite-list"))
        .order(Order::Foreground)
        .pivot(pivot)
        .fixed_pos(place)
        .show(ui.ctx(), |ui| {
            let frame = Frame::popup(ui.style()).inner_margin(Margin::same(6));
            frame.show(ui, |ui| {
                ui.set_width(WIDTH);
                ui.spacing_mut().item_spacing.y = 0.0;
                if candidates.is_empty() {
                    muted(ui, "No document or note has these words.");
                }
                let first = marked.saturating_sub(MOST_ROWS - 1);
                let rows = candidates.iter().enumerate().skip(first).take(MOST_ROWS);
                for (index, candidate) in rows {
                    if row(ui, candidate, index == marked, &palette) {
                        clicked = Some(index);
                    }
                }
                let below = candidates.len().saturating_sub(first + MOST_ROWS);
                if below > 0 {
                    ui.add_space(4.0);
                    muted(
                        ui,
                        format!("and {below} more: keep typing to narrow the list"),
                    );
                }
            });
        });
    (clicked, area.response.rect)
}

fn row(ui: &mut Ui, candidate: &Candidate, is_marked: bool, palette: &Palette) -> bool {
    let size = vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = if candidate.detail.is_empty() {
        format!("Cite {}", candidate.title)
    } else {
        format!("Cite {}, {}", candidate.title, candidate.detail)
    };
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_marked, &name));
    let fill = if is_marked {
        palette.accent_soft
    } else if response.hovered() {
        palette.hover
    } else {
        egui::Color32::TRANSPARENT
    };
    let corners = CornerRadius::same(theme::RADIUS);
    ui.painter()
        .rect(rect, corners, fill, Stroke::NONE, egui::StrokeKind::Inside);
    let y = rect.center().y;
    let icon = if candidate.is_note {
        icons::MESSAGE_SQUARE_TEXT
    } else {
        icons::FILE_TEXT
    };
    let centre = egui::pos2(rect.left() + 16.0, y);
    paint_icon(ui, icon, centre, palette.muted, 15.0);
    let small = FontId::proportional(SMALL_SIZE);
    let side = if candidate.is_note {
        &candidate.detail
    } else {
        &candidate.number
    };
    let side = one_line(ui, side, small, palette.muted, 150.0);
    let right = rect.right() - 8.0 - side.size().x;
    paint_line(ui, side, right, y);
    let left = rect.left() + 32.0;
    let body = FontId::proportional(theme::BODY_SIZE);
    let title = one_line(
        ui,
        &candidate.title,
        body,
        palette.text,
        right - left - 12.0,
    );
    paint_line(ui, title, left, y);
    response.clicked()
}
