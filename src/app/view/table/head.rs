//! The heads of the columns.

use eframe::egui::{Id, Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2};

use crate::app::message::icons;
use crate::app::view::table::TableView;
use crate::app::view::table::column::Column;
use crate::app::view::table::grid::{HEAD_HEIGHT, cells};
use crate::app::view::table::order::Sort;
use crate::app::view::table::widths::{ARROW_WIDTH, PADDING, Widths};
use crate::app::view::theme::{self, Palette, SMALL_SIZE};
use crate::app::view::widgets::{is_clicked_not_by_key, one_line, paint_icon, paint_line};

impl TableView {
    /// The heads of the columns: a click sorts.
    pub(super) fn head(&mut self, ui: &mut Ui, clip: Rect, left: f32, widths: &Widths) {
        let palette = Palette::of(ui);
        let mut ui = ui.new_child(UiBuilder::new().id_salt("table-head").max_rect(clip));
        ui.set_clip_rect(clip.intersect(ui.clip_rect()));
        ui.painter().rect_filled(clip, 0, palette.panel);
        for (column, rect) in cells(left, clip.top(), HEAD_HEIGHT, widths) {
            if !clip.intersects(rect) {
                continue;
            }
            self.column_head(&mut ui, column, rect, clip);
        }
        let line = Stroke::new(1.0, palette.line);
        ui.painter()
            .hline(clip.x_range(), clip.bottom() - 0.5, line);
    }

    fn column_head(&mut self, ui: &mut Ui, column: Column, rect: Rect, clip: Rect) {
        let id = Id::unique(("table-head", column));
        let response = ui.interact(rect.intersect(clip), id, Sense::click());
        let sorted = self.sort.filter(|sort| sort.column == column);
        let spoken = match sorted {
            None => format!("Sort by {}", column.in_sentence()),
            Some(Sort {
                descending: false, ..
            }) => format!("Sorted by {}, upwards", column.in_sentence()),
            Some(_) => format!("Sorted by {}, downwards", column.in_sentence()),
        };
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &spoken));
        let is_lit = response.hovered() || response.has_focus();
        paint_head(ui, column, rect, sorted, is_lit);
        if response.clicked() {
            self.sort = Sort::after_click(self.sort, column);
            // The row in hand stays in sight, and keys go to the table. By a key, to the head.
            self.follow_cursor |= is_clicked_not_by_key(ui, &response);
        }
        response.on_hover_text(column.name());
    }
}

fn paint_head(ui: &Ui, column: Column, rect: Rect, sorted: Option<Sort>, is_lit: bool) {
    let palette = Palette::of(ui);
    let colour = if sorted.is_some() || is_lit {
        palette.text
    } else {
        palette.muted
    };
    let room = rect.width() - 2.0 * PADDING - if sorted.is_some() { ARROW_WIDTH } else { 0.0 };
    let words = one_line(ui, column.name(), theme::semibold(SMALL_SIZE), colour, room);
    let x = if column.is_figure() {
        rect.right() - PADDING - words.size().x
    } else {
        rect.left() + PADDING
    };
    let arrow_x = if column.is_figure() {
        x - 10.0
    } else {
        x + words.size().x + 10.0
    };
    paint_line(ui, words, x, rect.center().y);
    if let Some(sort) = sorted {
        let icon = if sort.descending {
            icons::ARROW_DOWN
        } else {
            icons::ARROW_UP
        };
        paint_icon(
            ui,
            icon,
            pos2(arrow_x, rect.center().y),
            palette.accent,
            12.0,
        );
    }
}
