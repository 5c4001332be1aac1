//! Before and after the PDF is written.

use std::path::PathBuf;

use eframe::egui::{self, RichText, Ui};

use super::problems;
use super::{Stay, buttons};
use crate::app::desk::Desk;
use crate::app::details::settings_form;
use crate::app::icons;
use crate::app::request::{Outbox, Request};
use crate::app::theme::{self, Palette};
use crate::app::widgets::{confirm_button, field_label, muted};

/// Where the PDF goes and how it looks.
pub struct ExportSetup {
    file: PathBuf,
    replaces: bool,
}

impl ExportSetup {
    /// An export to this file.
    pub fn new(file: PathBuf) -> Self {
        Self {
            replaces: file.exists(),
            file,
        }
    }

    pub(super) fn ui(&self, ui: &mut Ui, desk: Option<&Desk>, outbox: &mut Outbox) -> Stay {
        let Some(desk) = desk else {
            return Stay::Closed;
        };
        let pack = desk.pack();
        let pages = desk.plan.as_ref().map(|(_, plan)| plan.total());
        let documents = pack.documents().count();
        let mut about = match documents {
            1 => "1 document".to_owned(),
            many => format!("{many} documents"),
        };
        if let Some(pages) = pages {
            about.push_str(&format!(", {pages} pages"));
        }
        about.push_str(&match pack.marking.printed() {
            Some(marking) => format!(", marked {marking}"),
            None => ", without a marking".to_owned(),
        });
        muted(ui, about);
        let missing = desk
            .plan
            .as_ref()
            .map_or(0, |(_, plan)| plan.report().left_out());
        if missing > 0 {
            let palette = Palette::of(ui);
            let text = match missing {
                1 => {
                    "1 document can't be shown: a page that says so stands in its place.".to_owned()
                }
                many => format!(
                    "{many} documents can't be shown: pages that say so stand in their place."
                ),
            };
            ui.label(RichText::new(text).color(palette.warning));
        }
        settings_form(ui, pack, outbox);
        ui.add_space(4.0);
        field_label(ui, "File");
        ui.horizontal(|ui| {
            let name = self.file.file_name().unwrap_or_default().to_string_lossy();
            ui.add(egui::Label::new(theme::strong(name.as_ref())).truncate())
                .on_hover_text(self.file.display().to_string());
            if ui.button("Change…").clicked() {
                outbox.push(Request::ChooseExportFile);
            }
        });
        if let Some(folder) = self.file.parent() {
            ui.add(
                egui::Label::new(RichText::new(format!("in {}", folder.display())).small())
                    .truncate(),
            );
        }
        if self.replaces {
            let palette = Palette::of(ui);
            ui.label(
                RichText::new("This file is there already and will be replaced.")
                    .small()
                    .color(palette.warning),
            );
        }
        buttons(ui, |ui| {
            let mut stay = Stay::Open;
            if confirm_button(ui, "Export") {
                outbox.push(Request::Export(self.file.clone()));
                stay = Stay::Closed;
            }
            if ui.button("Cancel").clicked() {
                stay = Stay::Closed;
            }
            stay
        })
    }
}

/// The PDF is written.
pub struct ExportDone {
    /// Where it is.
    pub file: PathBuf,
    /// How many pages it has.
    pub pages: u32,
    /// What needs a look.
    pub findings: Vec<String>,
}

impl ExportDone {
    pub(super) fn ui(&self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        let palette = Palette::of(ui);
        ui.horizontal(|ui| {
            ui.label(theme::icon(icons::CIRCLE_CHECK).color(palette.good));
            let name = self.file.file_name().unwrap_or_default().to_string_lossy();
            let pages = if self.pages == 1 {
                "1 page".to_owned()
            } else {
                format!("{} pages", self.pages)
            };
            ui.label(format!("{name}, {pages}"));
        });
        muted(ui, self.file.display().to_string());
        if !self.findings.is_empty() {
            ui.add_space(4.0);
            ui.label(theme::strong("Have a look at"));
            problems::list(ui, &self.findings);
        }
        buttons(ui, |ui| {
            let mut stay = Stay::Open;
            if confirm_button(ui, "Open") {
                outbox.push(Request::OpenOutside(self.file.clone()));
                stay = Stay::Closed;
            }
            if ui.button("Show in folder").clicked() {
                let folder = self.file.parent().unwrap_or(&self.file).to_owned();
                outbox.push(Request::OpenOutside(folder));
                stay = Stay::Closed;
            }
            if ui.button("Close").clicked() {
                stay = Stay::Closed;
            }
            stay
        })
    }
}
