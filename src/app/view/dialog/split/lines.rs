//! The lines of the text, and the bars between them where documents begin.

use std::collections::BTreeSet;

use eframe::egui::{
    self, CornerRadius, FontId, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::message::icons;
use crate::app::view::dialog::split::{Change, Split, first_line};
use crate::app::view::theme::{self, Palette, SMALL_SIZE};
use crate::app::view::widgets::{icon_button, one_line, paint_icon, paint_line};

/// Height of a line of the text, in points.
const LINE_HEIGHT: f32 = 22.0;

/// A row on the right: the head of a document, or a line of the text (counted from 1).
#[derive(Clone, Copy)]
enum Row {
    Head(usize),
    Line(u32),
}

impl Split {
    /// Draws the lines of the text, with a bar where each document begins.
    pub(super) fn lines(&mut self, ui: &mut Ui, height: f32, changes: &mut Vec<Change>) {
        let rows = self.rows();
        let omitted: BTreeSet<u32> = self
            .proposals
            .iter()
            .flat_map(|proposal| proposal.omissions.iter().map(|omission| omission.line))
            .collect();
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::vertical()
            .id_salt("split-lines")
            .max_height(height)
            .auto_shrink(false);
        if let Some(line) = self.scroll_to.take() {
            let starts_here = |row: &Row| matches!(row, Row::Head(index) if self.proposals.get(*index).is_some_and(|proposal| first_line(proposal) == line));
            if let Some(index) = rows.iter().position(starts_here) {
                area = area.vertical_scroll_offset(index as f32 * LINE_HEIGHT);
            }
        }
        area.show_rows(ui, LINE_HEIGHT, rows.len(), |ui, range| {
            for row in rows.get(range).unwrap_or_default() {
                match row {
                    Row::Head(index) => self.head(ui, *index, changes),
                    Row::Line(line) => self.line(ui, *line, omitted.contains(line), changes),
                }
            }
        });
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::with_capacity(self.text.lines.len() + self.proposals.len());
        for (index, proposal) in self.proposals.iter().enumerate() {
            let (first, last) = self.lines_of(proposal);
            rows.push(Row::Head(index));
            rows.extend((first..=last).map(Row::Line));
        }
        rows
    }

    /// The bar where a document begins, with what can be done to the split.
    fn head(&self, ui: &mut Ui, index: usize, changes: &mut Vec<Change>) {
        let Some(proposal) = self.proposals.get(index) else {
            return;
        };
        let palette = Palette::of(ui);
        let line = first_line(proposal);
        let size = vec2(ui.available_width(), LINE_HEIGHT);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        ui.painter().rect_filled(
            rect.shrink2(vec2(0.0, 1.0)),
            CornerRadius::same(4),
            palette.accent_soft,
        );
        let title = self.titles.get(&line).unwrap_or(&proposal.title);
        let text = format!("{}  {title}", index + 1);
        let galley = one_line(
            ui,
            &text,
            theme::semibold(13.0),
            palette.accent,
            rect.width() - 120.0,
        );
        paint_line(ui, galley, rect.left() + 8.0, rect.center().y);
        if index == 0 {
            return;
        }
        let tools = Rect::from_min_max(pos2(rect.right() - 108.0, rect.top()), rect.max);
        let mut tools = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(tools)
                .layout(egui::Layout::right_to_left(egui::Align::Center)),
        );
        let ui = &mut tools;
        ui.spacing_mut().item_spacing.x = 0.0;
        let number = index + 1;
        if icon_button(
            ui,
            icons::X,
            &format!("Join document {number} to the one before"),
        )
        .clicked()
        {
            changes.push(Change::Remove(line));
        }
        let previous = self.proposals.get(index - 1).map_or(1, first_line);
        if let Some(to) = self.text_line_after(line, self.lines_of(proposal).1)
            && icon_button(
                ui,
                icons::ARROW_DOWN,
                &format!("Start document {number} further down"),
            )
            .clicked()
        {
            changes.push(Change::Move(line, to));
        }
        if let Some(to) = self.text_line_before(line, previous)
            && icon_button(
                ui,
                icons::ARROW_UP,
                &format!("Start document {number} further up"),
            )
            .clicked()
        {
            changes.push(Change::Move(line, to));
        }
    }

    fn has_text(&self, line: u32) -> bool {
        let index = (line as usize).saturating_sub(1);
        self.text
            .lines
            .get(index)
            .is_some_and(|text| !text.trim().is_empty())
    }

    fn text_line_before(&self, line: u32, after: u32) -> Option<u32> {
        (after + 1..line).rev().find(|line| self.has_text(*line))
    }

    fn text_line_after(&self, line: u32, last: u32) -> Option<u32> {
        (line + 1..=last).find(|line| self.has_text(*line))
    }

    fn line(&self, ui: &mut Ui, line: u32, is_omitted: bool, changes: &mut Vec<Change>) {
        let text = self
            .text
            .lines
            .get(line as usize - 1)
            .map(String::as_str)
            .unwrap_or_default();
        let size = vec2(ui.available_width(), LINE_HEIGHT);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let can_begin = self.has_text(line)
            && !self
                .proposals
                .iter()
                .any(|proposal| first_line(proposal) == line);
        response.widget_info(|| {
            WidgetInfo::labeled(
                Role::Button,
                can_begin,
                format!("Start a document at line {line}"),
            )
        });
        let palette = Palette::of(ui);
        let mut width = rect.width() - 52.0;
        let is_hovered = response.hovered() && can_begin;
        if is_hovered {
            ui.painter()
                .rect_filled(rect, CornerRadius::same(4), palette.hover);
        }
        if is_hovered || can_begin && self.suggested.contains(&line) {
            let (colour, size) = if is_hovered {
                (palette.accent, 15.0)
            } else {
                (palette.edge, 13.0)
            };
            let centre = pos2(rect.right() - 14.0, rect.center().y);
            paint_icon(ui, icons::SPLIT, centre, colour, size);
            width -= 24.0;
        }
        let number = one_line(
            ui,
            &line.to_string(),
            FontId::proportional(11.0),
            palette.muted,
            36.0,
        );
        let number_x = rect.left() + 32.0 - number.size().x;
        paint_line(ui, number, number_x, rect.center().y);
        let colour = if is_omitted {
            palette.muted
        } else {
            palette.text
        };
        let galley = one_line(
            ui,
            text,
            FontId::proportional(SMALL_SIZE + 1.0),
            colour,
            width,
        );
        let end = rect.left() + 44.0 + galley.size().x;
        paint_line(ui, galley, rect.left() + 44.0, rect.center().y);
        if is_omitted {
            let stroke = egui::Stroke::new(1.0, palette.muted);
            ui.painter()
                .hline(rect.left() + 44.0..=end, rect.center().y, stroke);
        }
        if can_begin && response.on_hover_text("Start a document here").clicked() {
            changes.push(Change::Add(line));
        }
    }
}
