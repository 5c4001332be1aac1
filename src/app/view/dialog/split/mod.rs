//! A text of several publications: which lines become which document.

mod lines;

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{self, RichText, ScrollArea, TextEdit, Ui, vec2};

use crate::app::message::request::{Outbox, Request};
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::outline::row::kind_icon;
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{confirm_button, muted};
use crate::import::{DecodedText, Proposal, split_at, split_suggestions};

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
            "Each becomes a document. Check the titles. Click a line of the text to start a \
             document there.",
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

    /// The first and last line of a document, counted from 1.
    fn lines_of(&self, proposal: &Proposal) -> (u32, u32) {
        let all = || (1, u32::try_from(self.text.lines.len()).unwrap_or(u32::MAX));
        proposal.extent.lines().unwrap_or_else(all)
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
}

fn first_line(proposal: &Proposal) -> u32 {
    proposal.extent.lines().map_or(1, |(first, _)| first)
}
