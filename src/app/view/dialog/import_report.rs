//! What became of files that were added: which were left out, and what is to be known of the others.

use eframe::egui::{RichText, ScrollArea, Ui};

use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{confirm_button, icon_label, scroll_by_keys};
use crate::collect::LeftOut;

/// Tells what became of files that were added.
#[derive(Default)]
pub struct ImportReport {
    /// How many documents were added.
    pub added: usize,
    /// The files that were not.
    pub left_out: Vec<LeftOut>,
    /// What else was not added, a sentence each: "3 files of kinds that can't be added…".
    pub passed_over: Vec<String>,
    /// Files that were added, each with what is to be known of it.
    pub remarks: Vec<(String, Vec<String>)>,
    /// What is told of papers that were in the pack already.
    pub notice: Option<Notice>,
}

/// Something that is told, with a button beside it.
pub struct Notice {
    /// What is told.
    pub text: String,
    /// What the button says.
    pub button: &'static str,
    /// What it asks for.
    pub request: Request,
}

impl ImportReport {
    /// Whether there is nothing to tell, but for what a short message holds.
    pub fn is_empty(&self) -> bool {
        self.left_out.is_empty() && self.passed_over.is_empty() && self.remarks.is_empty()
    }

    /// "28 added, 2 left out".
    pub(super) fn title(&self) -> String {
        let added = match self.added {
            0 => "Nothing added".to_owned(),
            many => format!("{many} added"),
        };
        match (self.left_out.len(), self.passed_over.is_empty()) {
            (0, true) if self.has_only_remarks() && self.added == 1 => {
                "1 added, with remarks".to_owned()
            }
            (0, true) if self.has_only_remarks() => format!("{added}, each with remarks"),
            (0, true) => format!("{added}, {} with remarks", self.remarks.len()),
            (0, false) => format!("{added}, some left out"),
            (many, _) => format!("{added}, {many} left out"),
        }
    }

    fn head_of_left_out(&self) -> String {
        match self.left_out.len() {
            0 => "Not added".to_owned(),
            many => format!("Not added ({many})"),
        }
    }

    /// Whether the title says all that stands above the remarks.
    fn has_only_remarks(&self) -> bool {
        let is_complete = self.left_out.is_empty() && self.passed_over.is_empty();
        is_complete && self.remarks.len() == self.added
    }

    fn head_of_remarks(&self) -> String {
        format!("Added, with remarks ({})", self.remarks.len())
    }

    /// The whole report as plain text, for the clipboard.
    fn as_text(&self) -> String {
        let mut text = format!("{}\n", self.title());
        if !self.left_out.is_empty() || !self.passed_over.is_empty() {
            text.push_str(&format!("\n{}\n", self.head_of_left_out()));
            for left_out in &self.left_out {
                text.push_str(&format!("- {}\n", left_out.wording()));
            }
            for sentence in &self.passed_over {
                text.push_str(&format!("- {sentence}\n"));
            }
        }
        if !self.remarks.is_empty() {
            text.push('\n');
            if !self.has_only_remarks() {
                text.push_str(&format!("{}\n", self.head_of_remarks()));
            }
            for (name, remarks) in &self.remarks {
                text.push_str(&format!("- {name}: {}\n", remarks.join(" ")));
            }
        }
        if let Some(notice) = &self.notice {
            text.push_str(&format!("\n{}\n", notice.text));
        }
        text
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        let height = (ui.available_height() - 60.0).clamp(60.0, 480.0);
        ScrollArea::vertical()
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                scroll_by_keys(ui, height);
                // Room for the scroll bar, which lies over the content.
                ui.set_max_width(ui.available_width() - 12.0);
                self.left_out_ui(ui);
                self.remarks_ui(ui);
                self.notice_ui(ui, outbox);
            });
        buttons(ui, |ui| {
            if confirm_button(ui, "OK") {
                return Stay::Closed;
            }
            let copy = ui.button((theme::icon(icons::COPY), "Copy list"));
            if copy.accessible_name("Copy list").clicked() {
                ui.ctx().copy_text(self.as_text());
            }
            Stay::Open
        })
    }

    fn left_out_ui(&self, ui: &mut Ui) {
        if self.left_out.is_empty() && self.passed_over.is_empty() {
            return;
        }
        let palette = Palette::of(ui);
        ui.label(theme::strong(self.head_of_left_out()));
        for left_out in &self.left_out {
            entry(ui, icons::CIRCLE_ALERT, palette.error, |ui| {
                ui.label(theme::strong(left_out.name()))
                    .on_hover_text(left_out.file.as_str());
                ui.label(left_out.reason.as_str());
                if !left_out.hint.is_empty() {
                    ui.label(RichText::new(left_out.hint.as_str()).color(palette.muted));
                }
            });
        }
        for sentence in &self.passed_over {
            entry(ui, icons::CIRCLE_ALERT, palette.error, |ui| {
                ui.label(sentence.as_str());
            });
        }
        ui.add_space(8.0);
    }

    fn notice_ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) {
        let pressed = self.notice.take_if(|notice| {
            ui.label(theme::strong("Already in the pack"));
            let mut is_pressed = false;
            entry(ui, icons::INFO, Palette::of(ui).muted, |ui| {
                ui.label(notice.text.as_str());
                is_pressed = ui.button(notice.button).clicked();
            });
            is_pressed
        });
        if let Some(notice) = pressed {
            outbox.push(notice.request);
        }
    }

    fn remarks_ui(&self, ui: &mut Ui) {
        if self.remarks.is_empty() {
            return;
        }
        let palette = Palette::of(ui);
        if !self.has_only_remarks() {
            ui.label(theme::strong(self.head_of_remarks()));
        }
        for (name, remarks) in &self.remarks {
            entry(ui, icons::INFO, palette.muted, |ui| {
                ui.label(theme::strong(name.as_str()));
                for remark in remarks {
                    ui.label(remark.as_str());
                }
            });
        }
        ui.add_space(8.0);
    }
}

fn entry(ui: &mut Ui, icon: &str, colour: eframe::egui::Color32, add: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        icon_label(ui, icon, colour, 15.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            add(ui);
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(added: usize, left_out: usize) -> ImportReport {
        let file = |index: usize| LeftOut {
            file: format!("/papers/{index}.pdf"),
            reason: "The file is empty.".to_owned(),
            hint: "Check that it was saved or copied to the end.".to_owned(),
        };
        ImportReport {
            added,
            left_out: (1..=left_out).map(file).collect(),
            ..ImportReport::default()
        }
    }

    #[test]
    fn the_title_says_the_result() {
        assert_eq!(report(28, 2).title(), "28 added, 2 left out");
        assert_eq!(report(0, 1).title(), "Nothing added, 1 left out");
        let mut passed_over = report(3, 0);
        passed_over.passed_over.push("Too many.".to_owned());
        assert_eq!(passed_over.title(), "3 added, some left out");
        let mut remarks = report(3, 0);
        remarks.remarks.push(("a.docx".to_owned(), Vec::new()));
        assert_eq!(remarks.title(), "3 added, 1 with remarks");
        remarks.added = 1;
        assert_eq!(remarks.title(), "1 added, with remarks");
        assert_eq!(remarks.as_text(), "1 added, with remarks\n\n- a.docx: \n");
        remarks.added = 2;
        remarks.remarks.push(("b.docx".to_owned(), Vec::new()));
        assert_eq!(remarks.title(), "2 added, each with remarks");
    }

    #[test]
    fn the_list_that_is_copied_holds_all_of_it() {
        let mut report = report(1, 1);
        let remark = "It has changes.".to_owned();
        report.remarks.push(("a.docx".to_owned(), vec![remark]));
        assert_eq!(
            report.as_text(),
            "1 added, 1 left out\n\nNot added (1)\n- /papers/1.pdf: The file is empty. Check that \
             it \
             was saved or copied to the end.\n\nAdded, with remarks (1)\n- a.docx: It has changes.\n"
        );
    }
}
