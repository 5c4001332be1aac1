//! The small toolbar by what is selected.

use eframe::egui::{
    self, Area, Color32, Frame, Id, Margin, Order, Pos2, Rect, Response, Sense, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo, pos2, vec2,
};

use crate::app::message::action::Action;
use crate::app::message::annotating::Pen;
use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request, Writing};
use crate::app::view::briefing::cite_drag::passage_handle;
use crate::app::view::reader::layout::PageLayout;
use crate::app::view::reader::picked::Picked;
use crate::app::view::reader::{Reader, Reading};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{action_icon_button, icon_button, keys_text};
use crate::pack::{Mark, MarkColour, MarkStyle};

/// Between the toolbar and the words, in points of the screen.
const DISTANCE: f32 = 8.0;
const BUTTON: f32 = 28.0;

impl Reader {
    /// Draws the toolbar by what is selected, once the selection is drawn.
    pub(super) fn toolbar(
        &self,
        ui: &Ui,
        layout: &PageLayout,
        reading: &Reading<'_>,
        outbox: &mut Outbox,
    ) {
        let Some(picked) = self.picked.as_ref().filter(|_| self.gesture.is_none()) else {
            return;
        };
        let Some((first, all)) = on_screen(picked, layout) else {
            return;
        };
        let id = Id::unique("reader-toolbar");
        let known = egui::AreaState::load(ui.ctx(), id).and_then(|state| state.size);
        let size = known.unwrap_or(vec2(360.0, 40.0));
        let place = place(size, layout.pane, first, all);
        Area::new(id)
            .fixed_pos(place)
            .order(Order::Middle)
            .constrain_to(layout.pane)
            .accessible_name("Mark the selection")
            .show(ui.ctx(), |ui| {
                let palette = Palette::of(ui);
                Frame::new()
                    .fill(palette.panel)
                    .stroke(Stroke::new(1.0, palette.edge))
                    .corner_radius(8)
                    .shadow(ui.visuals().popup_shadow)
                    .inner_margin(Margin::same(4))
                    .show(ui, |ui| {
                        ui.horizontal(|ui| {
                            ui.spacing_mut().item_spacing.x = 2.0;
                            let is_area = matches!(picked, Picked::Area(_));
                            if self.can_mark(reading.desk) {
                                mark_buttons(ui, reading.pen, is_area, outbox);
                            }
                            if !is_area {
                                copy_buttons(ui, outbox);
                            }
                            let target = self.target(reading.desk);
                            if let Some((document, target)) = target {
                                passage_handle(ui, document, target);
                            }
                        });
                    });
            });
    }
}

fn mark_buttons(ui: &mut Ui, pen: &Pen, is_area: bool, outbox: &mut Outbox) {
    for colour in MarkColour::ALL {
        let name = format!("Highlight in {}", colour.name().to_lowercase());
        let is_last = pen.mark.colour == colour;
        let keys = if is_last { " (H)" } else { "" };
        let response = colour_button(ui, colour, is_last, &name);
        if response.on_hover_text(format!("{name}{keys}")).clicked() {
            let style = MarkStyle::Highlight;
            outbox.push(Request::MarkPicked(Mark { style, colour }, Writing::No));
        }
    }
    ui.add_space(4.0);
    if is_area {
        if icon_button(ui, icons::SQUARE, "Frame").clicked() {
            let mark = Mark {
                style: MarkStyle::Frame,
                colour: pen.mark.colour,
            };
            outbox.push(Request::MarkPicked(mark, Writing::No));
        }
    } else {
        action_icon_button(ui, Action::Underline, outbox);
        action_icon_button(ui, Action::StrikeOut, outbox);
    }
    action_icon_button(ui, Action::AddNote, outbox);
}

fn copy_buttons(ui: &mut Ui, outbox: &mut Outbox) {
    if icon_button(ui, icons::COPY, "Copy words").clicked() {
        outbox.push(Request::CopyPicked);
    }
    action_icon_button(ui, Action::CopyCitation, outbox);
}

/// The menu of a selection without a mark at the pointer.
pub fn menu(ui: &mut Ui, outbox: &mut Outbox) {
    let entry = |ui: &mut Ui, icon: &str, name: &str, keys: String| {
        let button = egui::Button::new((theme::icon(icon), name)).shortcut_text(keys);
        ui.add(button).accessible_name(name).clicked()
    };
    let keys = |ui: &Ui, action: Action| {
        let keys = action.shortcut();
        keys.map_or_else(String::new, |keys| keys_text(ui.ctx(), &keys))
    };
    let copy_keys = keys(ui, Action::Copy);
    if entry(ui, icons::COPY, "Copy words", copy_keys) {
        outbox.push(Request::CopyPicked);
    }
    for action in [
        Action::CopyCitation,
        Action::Highlight,
        Action::Underline,
        Action::StrikeOut,
        Action::AddNote,
    ] {
        let keys = keys(ui, action);
        if entry(ui, action.icon().unwrap_or_default(), action.label(), keys) {
            outbox.act(action);
        }
    }
}

/// A button that is a colour.
pub fn colour_button(ui: &mut Ui, colour: MarkColour, is_chosen: bool, name: &str) -> Response {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(BUTTON), Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_chosen, name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::RADIUS, palette.hover);
    }
    let of = |(red, green, blue): (u8, u8, u8)| Color32::from_rgb(red, green, blue);
    let swatch = Rect::from_center_size(rect.center(), Vec2::splat(17.0));
    ui.painter().rect(
        swatch,
        4,
        of(colour.ground()),
        Stroke::new(1.0, of(colour.line())),
        StrokeKind::Inside,
    );
    if is_chosen {
        let stroke = Stroke::new(1.5, palette.accent);
        ui.painter()
            .rect_stroke(swatch.expand(3.0), 6, stroke, StrokeKind::Inside);
    }
    response
}

/// The first line of a selection, and all of it, as far as it lies on the pages in sight.
/// `None` where none of it is in sight.
fn on_screen(picked: &Picked, layout: &PageLayout) -> Option<(Rect, Rect)> {
    let mut all: Option<Rect> = None;
    for page in layout.pages_in_sight() {
        for quad in picked.on_page(page) {
            let Some(rect) = layout.rect(page, quad.bounds()) else {
                continue;
            };
            if rect.intersects(layout.pane) {
                all = Some(all.map_or(rect, |all| all.union(rect)));
            }
        }
    }
    let page = picked.first_page()?;
    let first = layout.rect(page, picked.on_page(page).next()?.bounds())?;
    Some((first, all?))
}

/// Where the toolbar stands: above the first line, else below the selection, else at the foot of
/// the pane; never on the first line, never off the pane.
fn place(size: Vec2, pane: Rect, first: Rect, all: Rect) -> Pos2 {
    let x = first.left().min(pane.right() - size.x - DISTANCE);
    let x = x.max(pane.left() + DISTANCE);
    let above = first.top() - DISTANCE - size.y;
    let below = all.bottom() + DISTANCE;
    let foot = pane.bottom() - DISTANCE - size.y;
    let y = if above >= pane.top() && above <= foot {
        above
    } else {
        below.clamp(pane.top() + DISTANCE, foot.max(pane.top() + DISTANCE))
    };
    pos2(x, y)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PANE: Rect = Rect {
        min: pos2(100.0, 100.0),
        max: pos2(500.0, 500.0),
    };
    const SIZE: Vec2 = vec2(200.0, 40.0);

    fn line(y: f32) -> Rect {
        Rect::from_min_size(pos2(380.0, y), vec2(100.0, 14.0))
    }

    #[test]
    fn the_toolbar_stands_clear_of_the_first_line_and_within_the_pane() {
        for (first, last) in [
            (200.0, 240.0),
            (110.0, 130.0),
            (110.0, 900.0),
            (-400.0, 120.0),
            (-400.0, 900.0),
            (480.0, 900.0),
        ] {
            let (first, all) = (line(first), line(first).union(line(last)));
            let toolbar = Rect::from_min_size(place(SIZE, PANE, first, all), SIZE);
            assert!(PANE.contains_rect(toolbar), "{first:?}: {toolbar:?}");
            assert!(!toolbar.intersects(first), "{first:?}: {toolbar:?}");
        }
    }
}
