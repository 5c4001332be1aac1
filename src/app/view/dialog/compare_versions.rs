//! What a new version of a source changes, before it is taken.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{self, FontId, Frame, Margin, RichText, ScrollArea, Stroke, Ui};

use crate::anchor::{Change, ChangeKind, Tally};
use crate::app::message::request::{Outbox, Request};
use crate::app::message::revising::Compared;
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{confirm_button, muted};
use crate::revise;

/// A stretch that stayed and is longer than this is folded, in words.
const LONGEST_SAME: usize = 40;
/// How many of its words are shown where it is folded, beside what changed.
const SHOWN_WORDS: usize = 12;
/// How much of what changed in one document is shown, in characters.
const MOST_CHARS: usize = 30_000;

/// Shows what a new version changes, and asks whether it is taken.
pub struct CompareVersions {
    compared: Option<Box<Compared>>,
    documents: Vec<ShownDocument>,
    warnings: Vec<String>,
}

struct ShownDocument {
    title: String,
    tally: String,
    needs_look: bool,
    pieces: Vec<Piece>,
    is_cut: bool,
}

/// A piece of the text as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(ChangeKind, String),
    /// So many words that stayed.
    Folded(usize),
}

impl CompareVersions {
    /// Asks about this version.
    pub fn new(compared: Box<Compared>) -> Self {
        let documents = compared.new_version.documents.iter().map(shown).collect();
        Self {
            documents,
            warnings: compared.new_version.warnings.clone(),
            compared: Some(compared),
        }
    }

    /// The title of the dialog.
    pub fn title(&self) -> String {
        let file = self
            .compared
            .as_ref()
            .and_then(|version| version.file.file_name());
        let name = file.unwrap_or_default().to_string_lossy();
        format!("Replace with “{name}”?")
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        let palette = Palette::of(ui);
        let height = (ui.max_rect().height() - 130.0).clamp(120.0, 520.0);
        ScrollArea::vertical()
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.set_max_width(ui.available_width() - 10.0);
                for warning in &self.warnings {
                    ui.label(RichText::new(warning).color(palette.warning));
                }
                for document in &self.documents {
                    document.ui(ui);
                    ui.add_space(8.0);
                }
            });
        buttons(ui, |ui| {
            let mut stay = Stay::Open;
            if confirm_button(ui, "Replace") {
                if let Some(compared) = self.compared.take() {
                    outbox.push(Request::ReplaceSource(compared));
                }
                stay = Stay::Closed;
            }
            if ui.button("Cancel").clicked() {
                stay = Stay::Closed;
            }
            stay
        })
    }
}

impl ShownDocument {
    fn ui(&self, ui: &mut Ui) {
        let palette = Palette::of(ui);
        ui.label(theme::strong(self.title.as_str()));
        let colour = if self.needs_look {
            palette.warning
        } else {
            palette.muted
        };
        ui.label(RichText::new(&self.tally).color(colour));
        Frame::new()
            .fill(palette.field)
            .stroke(Stroke::new(1.0, palette.line))
            .corner_radius(theme::RADIUS)
            .inner_margin(Margin::symmetric(12, 10))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                let is_changed = self.pieces.iter().any(|piece| {
                    matches!(
                        piece,
                        Piece::Text(ChangeKind::Added | ChangeKind::Removed, _)
                    )
                });
                if !is_changed {
                    muted(ui, "The words are the same.");
                    return;
                }
                ui.add(egui::Label::new(job(&self.pieces, &palette)).wrap());
                if self.is_cut {
                    muted(ui, "There are more changes than are shown here.");
                }
            });
    }
}

fn shown(document: &revise::Revised) -> ShownDocument {
    let pieces = folded(&document.changes);
    let (pieces, is_cut) = cut(pieces);
    ShownDocument {
        title: document.title.clone(),
        tally: wording(document.tally),
        needs_look: document.tally.lost + document.tally.fuzzy + document.tally.areas > 0,
        pieces,
        is_cut,
    }
}

/// What becomes of the notes, such as "12 marks and notes stay, 2 to check".
fn wording(tally: Tally) -> String {
    let stay = (tally.exact, "stays", "stay");
    let check = (tally.fuzzy + tally.areas, "to check", "to check");
    let lost = (
        tally.lost,
        "lost its passage and is kept in the list",
        "lost their passages and are kept in the list",
    );
    let mut parts: Vec<String> = Vec::new();
    for (count, one, many) in [stay, check, lost] {
        let verb = if count == 1 { one } else { many };
        let what = match (parts.is_empty(), count) {
            (_, 0) => continue,
            (true, 1) => " mark or note",
            (true, _) => " marks and notes",
            (false, _) => "",
        };
        parts.push(format!("{count}{what} {verb}"));
    }
    if parts.is_empty() {
        return "There are no marks or notes on its passages.".to_owned();
    }
    format!("{}.", parts.join(", "))
}

/// The changes with long stretches that stayed folded away.
fn folded(changes: &[Change]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        let words = change.text.split_whitespace().count();
        if change.kind != ChangeKind::Same || words <= LONGEST_SAME {
            pieces.push(Piece::Text(change.kind, change.text.clone()));
            continue;
        }
        let is_first = index == 0;
        let is_last = index + 1 == changes.len();
        let head = if is_first { 0 } else { SHOWN_WORDS };
        let tail = if is_last { 0 } else { SHOWN_WORDS };
        let (start, end) = (end_of(&change.text, head), start_of(&change.text, tail));
        if head > 0 {
            let text = change.text.get(..start).unwrap_or_default();
            pieces.push(Piece::Text(ChangeKind::Same, text.to_owned()));
        }
        pieces.push(Piece::Folded(words - head - tail));
        if tail > 0 {
            let text = change.text.get(end..).unwrap_or_default();
            pieces.push(Piece::Text(ChangeKind::Same, text.to_owned()));
        }
    }
    pieces
}

/// Where the first so many words of a text end, in bytes.
fn end_of(text: &str, words: usize) -> usize {
    let mut left = words;
    let mut is_in_word = false;
    for (at, letter) in text.char_indices() {
        if letter.is_whitespace() {
            if is_in_word && left == 0 {
                return at;
            }
            is_in_word = false;
        } else if !is_in_word {
            if left == 0 {
                return at;
            }
            is_in_word = true;
            left -= 1;
        }
    }
    text.len()
}

/// Where the last so many words of a text begin, in bytes.
fn start_of(text: &str, words: usize) -> usize {
    let total = text.split_whitespace().count();
    let before = end_of(text, total.saturating_sub(words));
    let rest = text.get(before..).unwrap_or_default();
    before + (rest.len() - rest.trim_start().len())
}

/// No more than can be read; says whether something is left out.
fn cut(pieces: Vec<Piece>) -> (Vec<Piece>, bool) {
    let mut length = 0;
    let count = pieces.len();
    let kept: Vec<Piece> = pieces
        .into_iter()
        .take_while(|piece| {
            let is_shown = length < MOST_CHARS;
            if let Piece::Text(_, text) = piece {
                length += text.len();
            }
            is_shown
        })
        .collect();
    let is_cut = kept.len() < count;
    (kept, is_cut)
}

fn job(pieces: &[Piece], palette: &Palette) -> LayoutJob {
    let mut job = LayoutJob::default();
    let font = FontId::proportional(theme::BODY_SIZE);
    let plain = TextFormat::simple(font, palette.text);
    for piece in pieces {
        let (text, format) = match piece {
            Piece::Text(ChangeKind::Same, text) => (text.clone(), plain.clone()),
            Piece::Text(ChangeKind::Removed, text) => {
                let mut format = plain.clone();
                format.color = palette.error;
                format.strikethrough = Stroke::new(1.0, palette.error);
                (text.clone(), format)
            }
            Piece::Text(ChangeKind::Added, text) => {
                let mut format = plain.clone();
                format.color = palette.good;
                format.underline = Stroke::new(1.0, palette.good);
                (text.clone(), format)
            }
            Piece::Folded(words) => {
                let text = match words {
                    1 => "\n… 1 word unchanged …\n".to_owned(),
                    many => format!("\n… {many} words unchanged …\n"),
                };
                let small = FontId::proportional(theme::SMALL_SIZE);
                let mut format = plain.clone();
                format.font_id = small;
                format.color = palette.muted;
                (text, format)
            }
        };
        job.append(&text, 0.0, format);
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(kind: ChangeKind, text: &str) -> Change {
        Change {
            kind,
            text: text.to_owned(),
        }
    }

    fn words(from: usize, to: usize) -> String {
        (from..=to).map(|n| format!("w{n} ")).collect()
    }

    #[test]
    fn long_stretches_that_stayed_are_folded_beside_what_changed() {
        let changes = [
            change(ChangeKind::Same, &words(1, 50)),
            change(ChangeKind::Removed, "old "),
            change(ChangeKind::Added, "new "),
            change(ChangeKind::Same, &words(51, 150)),
            change(ChangeKind::Removed, "gone "),
            change(ChangeKind::Same, &words(151, 160)),
        ];
        let same = |text: String| Piece::Text(ChangeKind::Same, text);
        assert_eq!(
            folded(&changes),
            [
                Piece::Folded(38),
                same(words(39, 50)),
                Piece::Text(ChangeKind::Removed, "old ".to_owned()),
                Piece::Text(ChangeKind::Added, "new ".to_owned()),
                same(words(51, 62).trim_end().to_owned()),
                Piece::Folded(76),
                same(words(139, 150)),
                Piece::Text(ChangeKind::Removed, "gone ".to_owned()),
                same(words(151, 160)),
            ]
        );
    }

    #[test]
    fn what_becomes_of_the_notes_is_told_in_words() {
        let tally = |exact, fuzzy, lost, areas| {
            wording(Tally {
                exact,
                fuzzy,
                lost,
                areas,
            })
        };
        assert_eq!(
            tally(12, 1, 1, 1),
            "12 marks and notes stay, 2 to check, 1 lost its passage and is kept in the list."
        );
        assert_eq!(tally(0, 2, 0, 0), "2 marks and notes to check.");
        assert_eq!(tally(1, 0, 0, 0), "1 mark or note stays.");
        assert_eq!(
            tally(0, 0, 0, 0),
            "There are no marks or notes on its passages."
        );
    }
}
