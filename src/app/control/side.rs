//! What stands beside the pages: tabs, and below them the pane that was chosen.

use eframe::egui::{self, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

use crate::app::control::App;
use crate::app::message::annotating::SidePane;
use crate::app::message::request::{Outbox, Request};
use crate::app::view::notes::Scene;
use crate::app::view::theme::{self, Palette, SMALL_SIZE};

/// The height of the tabs, in points.
const TABS_HEIGHT: f32 = 28.0;

impl App {
    /// Draws what stands beside the pages, which are at `pages`.
    pub(super) fn side(&mut self, ui: &mut Ui, pages: Rect, is_beside: bool) {
        let Some(desk) = &self.desk else {
            return;
        };
        let is_pressed = ui.input(|input| input.pointer.any_pressed());
        if is_pressed && self.outline.has_keyboard() && ui.rect_contains_pointer(ui.max_rect()) {
            // Whoever works here does not mean the outline by the keys that follow.
            ui.memory_mut(|memory| {
                if let Some(row) = memory.focused() {
                    memory.surrender_focus(row);
                }
            });
        }
        let pane = self.preferences.side_pane;
        let of_document = desk.selection.document();
        let of_document = of_document.and_then(|id| desk.pack().document(id));
        let here = of_document.map_or(0, |document| document.annotations.len());
        let all = desk.pack().annotations().count();
        let takes_keyboard = std::mem::take(&mut self.side_takes_keyboard);
        tabs(ui, pane, (here, all), takes_keyboard, &mut self.outbox);
        if pane != SidePane::Notes {
            self.notes.put_down(desk, &mut self.outbox);
        }
        match pane {
            SidePane::Details => self.details.ui(ui, desk, &mut self.outbox),
            SidePane::Notes => {
                let anchors = self.reader.anchors();
                let has_pointer = is_beside && ui.rect_contains_pointer(ui.max_rect());
                let scene = Scene {
                    desk,
                    pen: &self.preferences.pen,
                    anchors: &anchors,
                    pages,
                    is_beside,
                    passage: self.reader.target(desk),
                };
                let is_at_passages =
                    self.notes
                        .cards(ui, &scene, &mut self.in_hand, &mut self.outbox);
                // Cards that stand at their passages move with the pages.
                if has_pointer && is_at_passages {
                    let turned = ui.input(|input| input.smooth_scroll_delta().y);
                    self.reader.scroll(turned);
                }
            }
            SidePane::AllNotes => self.notes.list(ui, desk, &self.in_hand, &mut self.outbox),
            SidePane::Find => self.find_pane.ui(ui, &mut self.outbox),
        }
    }
}

/// Draws the tabs, with how many notes there are on the document and in the pack.
fn tabs(
    ui: &mut Ui,
    chosen: SidePane,
    (here, all): (usize, usize),
    takes_keyboard: bool,
    outbox: &mut Outbox,
) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        ui.set_min_height(TABS_HEIGHT);
        let mut panes = vec![
            ("Details", None, SidePane::Details),
            ("Notes", Some(here), SidePane::Notes),
            ("All notes", Some(all), SidePane::AllNotes),
        ];
        if chosen == SidePane::Find {
            panes.push(("Find", None, SidePane::Find));
        }
        for (name, count, pane) in panes {
            let response = tab(ui, name, count, pane == chosen);
            if response.clicked() {
                outbox.push(Request::ShowSide(pane));
            }
            if takes_keyboard && pane == chosen {
                response.request_focus();
            }
        }
    });
    ui.add_space(2.0);
}

fn tab(ui: &mut Ui, name: &str, count: Option<usize>, is_chosen: bool) -> Response {
    let palette = Palette::of(ui);
    let colour = if is_chosen {
        palette.text
    } else {
        palette.muted
    };
    let font = if is_chosen {
        theme::semibold(13.0)
    } else {
        egui::FontId::proportional(13.0)
    };
    let words = ui.painter().layout_no_wrap(name.to_owned(), font, colour);
    let number = count.filter(|count| *count > 0).map(|count| {
        let font = egui::FontId::proportional(SMALL_SIZE);
        ui.painter()
            .layout_no_wrap(count.to_string(), font, palette.muted)
    });
    let number_width = number.as_ref().map_or(0.0, |number| number.size().x + 4.0);
    let size = vec2(words.size().x + number_width, TABS_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let spoken = match count {
        Some(count) => format!("{name}: {count}"),
        None => name.to_owned(),
    };
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_chosen, &spoken));
    let middle = rect.center().y;
    let number_x = rect.left() + words.size().x + 4.0;
    crate::app::view::widgets::paint_line(ui, words, rect.left(), middle);
    if let Some(number) = number {
        crate::app::view::widgets::paint_line(ui, number, number_x, middle);
    }
    if is_chosen || response.hovered() || response.has_focus() {
        let colour = if is_chosen || response.has_focus() {
            palette.accent
        } else {
            palette.line
        };
        let line = Rect::from_min_max(
            egui::pos2(rect.left(), rect.bottom() - 2.0),
            rect.right_bottom(),
        );
        ui.painter().rect_filled(line, 1, colour);
    }
    response
}
