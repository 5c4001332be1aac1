//! What came with files: attachments of e-mails, comments that others wrote.

use eframe::egui::{Checkbox, RichText, ScrollArea, Ui};

use super::{Stay, buttons};
use crate::app::request::{Outbox, Request};
use crate::app::theme::{self, Palette};
use crate::app::widgets::{confirm_button, muted};
use crate::collect::Collected;
use crate::library::human_size;

/// How far an attachment of an attachment stands to the right, in points.
const INDENT: f32 = 20.0;

/// Asks what of that came with files is added.
pub struct Offers {
    rows: Vec<Row>,
    comments: usize,
    with_comments: bool,
}

/// A line of the list.
enum Row {
    /// A file that others came with.
    Head(String),
    /// A file that came with another.
    Annex(Annex),
}

struct Annex {
    title: String,
    /// What kind of file it is, and how large.
    about: String,
    /// How many files it lies in, counted from 1.
    depth: usize,
    is_chosen: bool,
}

/// What the person said to the question.
pub enum OffersAnswer {
    /// The files are added with what was chosen.
    Add(Chosen),
    /// Nothing is added, not even the files.
    Cancel,
}

/// What of that came with files is added.
pub struct Chosen {
    /// For each attachment, one in another after it, whether it is added.
    annexes: Vec<bool>,
    /// Whether comments become notes.
    pub with_comments: bool,
}

impl Chosen {
    /// The files with those alone that were chosen of what came with them.
    pub fn of(&self, taken: Vec<Collected>) -> Vec<Collected> {
        let mut answers = self.annexes.iter().copied();
        let mut keep = |file: Collected| with_chosen(file, &mut answers);
        taken.into_iter().map(&mut keep).collect()
    }
}

fn with_chosen(mut file: Collected, answers: &mut dyn Iterator<Item = bool>) -> Collected {
    let mut kept = Vec::new();
    for annex in std::mem::take(&mut file.annexes) {
        let is_chosen = answers.next().unwrap_or(true);
        // What lies in it has answers too, though they do not count without it.
        let annex = with_chosen(annex, answers);
        if is_chosen {
            kept.push(annex);
        }
    }
    file.annexes = kept;
    file
}

impl Offers {
    /// The question about these files; `None` if nothing came with them.
    pub fn of(taken: &[Collected]) -> Option<Self> {
        let mut rows = Vec::new();
        for file in taken.iter().filter(|file| !file.annexes.is_empty()) {
            rows.push(Row::Head(title(file)));
            add_rows(&mut rows, file, 1);
        }
        let comments = taken.iter().map(Collected::comment_count).sum();
        (!rows.is_empty() || comments > 0).then_some(Self {
            rows,
            comments,
            with_comments: true,
        })
    }

    pub(super) fn title(&self) -> String {
        let annexes = self.annexes().count();
        match (annexes, self.comments) {
            (0, _) => "Comments were found".to_owned(),
            (1, 0) => "An attachment came with it".to_owned(),
            (_, 0) => "Attachments came with the files".to_owned(),
            _ => "Attachments and comments came with the files".to_owned(),
        }
    }

    fn annexes(&self) -> impl Iterator<Item = &Annex> {
        self.rows.iter().filter_map(|row| match row {
            Row::Annex(annex) => Some(annex),
            Row::Head(_) => None,
        })
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        if self.annexes().next().is_some() {
            muted(
                ui,
                "Each becomes a document, right below what it came with.",
            );
            self.list(ui);
        }
        if self.comments > 0 {
            ui.add_space(4.0);
            let words = match self.comments {
                1 => "Take 1 comment over as a private note".to_owned(),
                many => format!("Take {many} comments over as private notes"),
            };
            ui.checkbox(&mut self.with_comments, words);
            muted(ui, "Private notes are in the speaking copy only.");
        }
        let answer = |annexes: Vec<bool>, with_comments| {
            Request::AnswerOffers(OffersAnswer::Add(Chosen {
                annexes,
                with_comments,
            }))
        };
        let chosen: Vec<bool> = self.annexes().map(|annex| annex.is_chosen).collect();
        buttons(ui, |ui| {
            let words = match chosen.iter().filter(|is_chosen| **is_chosen).count() {
                0 => "Go on".to_owned(),
                1 => "Add with 1 attachment".to_owned(),
                many => format!("Add with {many} attachments"),
            };
            if confirm_button(ui, &words) {
                outbox.push(answer(chosen, self.with_comments));
                return Stay::Closed;
            }
            if ui.button("Add without them").clicked() {
                let none = self.annexes().map(|_| false).collect();
                outbox.push(answer(none, false));
                return Stay::Closed;
            }
            if ui.button("Cancel").clicked() {
                outbox.push(Request::AnswerOffers(OffersAnswer::Cancel));
                return Stay::Closed;
            }
            Stay::Open
        })
    }

    fn list(&mut self, ui: &mut Ui) {
        let height = (ui.available_height() - 130.0).clamp(80.0, 340.0);
        let muted_colour = Palette::of(ui).muted;
        ScrollArea::vertical()
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                // Without the file it lies in, there is nothing of it.
                let mut left_out_at = usize::MAX;
                for row in &mut self.rows {
                    let annex = match row {
                        Row::Head(title) => {
                            left_out_at = usize::MAX;
                            ui.add_space(4.0);
                            ui.label(theme::strong(title.as_str()));
                            continue;
                        }
                        Row::Annex(annex) => annex,
                    };
                    if annex.depth <= left_out_at {
                        left_out_at = if annex.is_chosen {
                            usize::MAX
                        } else {
                            annex.depth
                        };
                    }
                    let is_possible = annex.depth <= left_out_at;
                    ui.horizontal(|ui| {
                        ui.add_space(INDENT * annex.depth as f32);
                        let label = Checkbox::new(&mut annex.is_chosen, &annex.title);
                        ui.add_enabled(is_possible, label);
                        ui.label(RichText::new(&annex.about).small().color(muted_colour));
                    });
                }
            });
    }
}

fn add_rows(rows: &mut Vec<Row>, file: &Collected, depth: usize) {
    for annex in &file.annexes {
        let source = annex.sources.iter().find(|(id, _)| *id == annex.id);
        let about = source.map(|(_, source)| {
            let size = human_size(source.size_bytes);
            format!("{} · {size}", source.media.name())
        });
        rows.push(Row::Annex(Annex {
            title: annex.name.clone(),
            about: about.unwrap_or_default(),
            depth,
            is_chosen: true,
        }));
        add_rows(rows, annex, depth + 1);
    }
}

fn title(file: &Collected) -> String {
    let title = file.proposals.first().map(|first| first.title.clone());
    title.unwrap_or_else(|| file.name.clone())
}
