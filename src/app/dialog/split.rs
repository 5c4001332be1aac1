//! A text of several publications: which lines become which document.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{
    self, CornerRadius, FontId, Rect, RichText, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo,
    pos2, vec2,
};

use super::{Stay, buttons};
use crate::app::icons;
use crate::app::outline_row::kind_icon;
use crate::app::request::{Outbox, Request};
use crate::app::theme::{self, Palette, SMALL_SIZE};
use crate::app::widgets::{confirm_button, icon_button, muted, one_line, paint_icon, paint_line};
use crate::import::{DecodedText, Proposal, split_at, split_suggestions};

/// Height of a line of the text, in points.
const LINE_HEIGHT: f32 = 22.0;
/// Width of the list of documents, in points.
const LIST_WIDTH: f32 = 300.0;

/// Shows how a file is proposed to be split, to be changed or accepted.
pub struct Split {
    /// The file's name.
    pub name: String,
    text: DecodedText,
    proposals: Vec<Proposal>,
    /// Titles that the person changed, by the first line of their document.
    titles: BTreeMap<u32, String>,
    suggested: BTreeSet<u32>,
    scroll_to: Option<u32>,
}

/// What to do to the splits, once everything is drawn.
enum Change {
    Add(u32),
    Remove(u32),
    Move(u32, u32),
    Title(u32, String),
}

/// A row on the right: the head of a document, or a line of the text (counted from 1).
#[derive(Clone, Copy)]
enum Row {
    Head(usize),
    Line(u32),
}

impl Split {
    /// Offers these proposals for this text.
    pub fn new(name: String, text: DecodedText, proposals: Vec<Proposal>) -> Self {
        let suggested = split_suggestions(&text).into_iter().collect();
        Self {
            name,
            text,
            proposals,
            titles: BTreeMap::new(),
            suggested,
            scroll_to: None,
        }
    }

    pub(super) fn title(&self) -> String {
        format!("“{}” holds several publications", self.name)
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        muted(
            ui,
            "Each becomes a document. Check the titles; click a line of the text to begin a document there.",
        );
        let height = (ui.available_height() - 70.0).clamp(180.0, 520.0);
        let mut changes = Vec::new();
        let size = vec2(ui.available_width(), height);
        let layout = egui::Layout::left_to_right(egui::Align::Min);
        ui.allocate_ui_with_layout(size, layout, |ui| {
            ui.allocate_ui(vec2(LIST_WIDTH, height), |ui| {
                ui.vertical(|ui| self.documents(ui, height, &mut changes));
            });
            ui.separator();
            ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
                ui.vertical(|ui| self.lines(ui, height, &mut changes));
            });
        });
        for change in changes {
            self.change(change);
        }
        self.foot(ui, outbox)
    }

    fn foot(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        let count = self.proposals.len();
        buttons(ui, |ui| {
            let label = if count == 1 {
                "Add 1 document".to_owned()
            } else {
                format!("Add {count} documents")
            };
            if confirm_button(ui, &label) {
                outbox.push(Request::AnswerSplit(Some(self.answer())));
                return Stay::Closed;
            }
            if ui
                .button("Cancel")
                .on_hover_text("Leave this file out")
                .clicked()
            {
                outbox.push(Request::AnswerSplit(None));
                return Stay::Closed;
            }
            if count > 1 && ui.button("Keep as one document").clicked() {
                self.proposals = split_at(&self.text, &[1]);
                outbox.push(Request::AnswerSplit(Some(self.answer())));
                return Stay::Closed;
            }
            Stay::Open
        })
    }

    /// The proposals with the titles that the person gave.
    fn answer(&self) -> Vec<Proposal> {
        let mut answer = self.proposals.clone();
        for proposal in &mut answer {
            if let Some(title) = self.titles.get(&first_line(proposal))
                && !title.trim().is_empty()
            {
                proposal.title = title.trim().to_owned();
            }
        }
        answer
    }

    fn change(&mut self, change: Change) {
        let mut starts: BTreeSet<u32> = self.proposals.iter().map(first_line).collect();
        match change {
            Change::Add(line) => {
                starts.insert(line);
            }
            Change::Remove(line) => {
                starts.remove(&line);
            }
            Change::Move(from, to) => {
                starts.remove(&from);
                starts.insert(to);
                if let Some(title) = self.titles.remove(&from) {
                    self.titles.insert(to, title);
                }
            }
            Change::Title(line, title) => {
                self.titles.insert(line, title);
                return;
            }
        }
        let starts: Vec<u32> = starts.into_iter().collect();
        self.proposals = split_at(&self.text, &starts);
    }

    fn documents(&mut self, ui: &mut Ui, height: f32, changes: &mut Vec<Change>) {
        let mut scroll_to = None;
        ScrollArea::vertical()
            .id_salt("split-documents")
            .max_height(height)
            .auto_shrink(false)
            .show(ui, |ui| {
                for (index, proposal) in self.proposals.iter().enumerate() {
                    let line = first_line(proposal);
                    ui.horizontal(|ui| {
                        ui.label(theme::strong(format!("{}", index + 1)));
                        ui.label(theme::icon(kind_icon(proposal.kind)));
                        let lines = self.lines_of(proposal);
                        let about = format!(
                            "{} · lines {} to {}",
                            proposal.kind.name(),
                            lines.0,
                            lines.1
                        );
                        let link = ui.link(RichText::new(about).small());
                        if link.on_hover_text("Show in the text").clicked() {
                            scroll_to = Some(line);
                        }
                    });
                    let mut title = self.titles.get(&line).unwrap_or(&proposal.title).clone();
                    // Two lines, so that a long title is read in whole; Enter ends no title.
                    let field = TextEdit::multiline(&mut title)
                        .desired_rows(2)
                        .return_key(None)
                        .desired_width(LIST_WIDTH - 24.0);
                    let name = format!("Title of document {}", index + 1);
                    if ui.add(field).accessible_name(name).changed() {
                        changes.push(Change::Title(line, title));
                    }
                    for omission in &proposal.omissions {
                        let palette = Palette::of(ui);
                        let text = format!(
                            "Line {} repeats this and is printed once: “{}”",
                            omission.line, omission.text
                        );
                        ui.label(RichText::new(text).small().color(palette.muted));
                    }
                    ui.add_space(8.0);
                }
            });
        if scroll_to.is_some() {
            self.scroll_to = scroll_to;
        }
    }

    fn lines(&mut self, ui: &mut Ui, height: f32, changes: &mut Vec<Change>) {
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
                &format!("Begin document {number} further down"),
            )
            .clicked()
        {
            changes.push(Change::Move(line, to));
        }
        if let Some(to) = self.text_line_before(line, previous)
            && icon_button(
                ui,
                icons::ARROW_UP,
                &format!("Begin document {number} further up"),
            )
            .clicked()
        {
            changes.push(Change::Move(line, to));
        }
    }

    /// The first and last line of a document, counted from 1.
    fn lines_of(&self, proposal: &Proposal) -> (u32, u32) {
        let all = || (1, u32::try_from(self.text.lines.len()).unwrap_or(u32::MAX));
        proposal.extent.lines().unwrap_or_else(all)
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
                format!("Begin a document at line {line}"),
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
        if can_begin && response.on_hover_text("Begin a document here").clicked() {
            changes.push(Change::Add(line));
        }
    }
}

fn first_line(proposal: &Proposal) -> u32 {
    proposal.extent.lines().map_or(1, |(first, _)| first)
}
