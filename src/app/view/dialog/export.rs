//! Before and after the PDF is written.

use std::path::PathBuf;

use eframe::egui::{self, RichText, Ui};

use crate::app::message::icons;
use crate::app::message::order::{Copies, Order, WrittenPdf};
use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::state::withheld::Withheld;
use crate::app::view::choice::radio_chosen;
use crate::app::view::details::{raising, settings_form};
use crate::app::view::dialog::{Stay, buttons, problems};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{confirm_button, field_label, icon_label, muted};
use crate::edit::Command;
use crate::pack::{Document, Marking, Pack};

/// Where the PDF goes and how it looks.
pub struct ExportSetup {
    order: Order,
    is_chosen_for_speaking: bool,
    /// Those of the files that are there already.
    replaced: Vec<PathBuf>,
}

impl ExportSetup {
    /// An export of these copies to this file. `is_chosen` says that the person chose the file
    /// while these copies were to be written.
    pub fn new(file: PathBuf, copies: Copies, is_chosen: bool) -> Self {
        let is_chosen_for_speaking = is_chosen && copies == Copies::Speaking;
        let mut setup = Self {
            order: Order::new(file, copies, is_chosen_for_speaking),
            is_chosen_for_speaking,
            replaced: Vec::new(),
        };
        setup.look_at_files();
        setup
    }

    /// Which copies are to be written.
    pub fn copies(&self) -> Copies {
        self.order.copies
    }

    fn choose(&mut self, copies: Copies) {
        let file = self.order.file.clone();
        self.order = Order::new(file, copies, self.is_chosen_for_speaking);
        self.look_at_files();
    }

    fn look_at_files(&mut self) {
        let files = self.order.targets.iter().map(|(_, file)| file.clone());
        self.replaced = files.filter(|file| file.exists()).collect();
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, desk: Option<&Desk>, outbox: &mut Outbox) -> Stay {
        let Some(desk) = desk else {
            return Stay::Closed;
        };
        let room = ui.ctx().content_rect().height() - 240.0;
        egui::ScrollArea::vertical()
            .max_height(room)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                about(ui, desk);
                marking_above(ui, desk.pack(), outbox);
                self.copies_form(ui, desk.pack());
                copies_settings(ui, desk.pack(), outbox);
                egui::CollapsingHeader::new("Paper, dividers, language")
                    .default_open(false)
                    .show(ui, |ui| settings_form(ui, desk.pack(), outbox));
                ui.add_space(4.0);
                self.files(ui, outbox);
            });
        buttons(ui, |ui| {
            let mut stay = Stay::Open;
            if confirm_button(ui, "Export") {
                outbox.push(Request::Export(Box::new(self.order.clone())));
                stay = Stay::Closed;
            }
            if ui.button("Cancel").clicked() {
                stay = Stay::Closed;
            }
            stay
        })
    }

    /// Which copies, each with what is in it.
    fn copies_form(&mut self, ui: &mut Ui, pack: &Pack) {
        let palette = Palette::of(ui);
        let withheld = Withheld::of(pack);
        field_label(ui, "Copies");
        let mut drawn = Vec::new();
        for copies in Copies::ALL {
            drawn.push((copies, ui.radio(self.order.copies == copies, copies.name())));
            let words = withheld.wording();
            let about = match (copies, words) {
                (Copies::Circulation, None) => {
                    "What everybody gets. Nothing is left out.".to_owned()
                }
                (Copies::Circulation, Some(words)) => {
                    let verb = if words.starts_with("1 ") && !words.contains(" and ") {
                        "is"
                    } else {
                        "are"
                    };
                    format!("What everybody gets. {words} {verb} left out.")
                }
                (Copies::Speaking, None) => {
                    "What the speaker uses. The pack has nothing private yet.".to_owned()
                }
                (Copies::Speaking, Some(words)) => {
                    format!("What the speaker uses, with {words}.")
                }
                (Copies::Both, _) => "Two files, one of each.".to_owned(),
            };
            let margin = egui::Margin {
                left: 20,
                top: -8,
                ..egui::Margin::ZERO
            };
            egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                ui.label(RichText::new(about).small().color(palette.muted));
            });
        }
        if let Some(copies) = radio_chosen(ui, self.order.copies, &drawn) {
            self.choose(copies);
        }
        if let Some(what) = withheld.what().filter(|_| self.order.copies.has_speaking()) {
            let text = match self.order.copies {
                Copies::Both => {
                    format!("The speaking copy contains {what}: do not circulate it.")
                }
                _ => format!("Contains {what}: do not circulate."),
            };
            ui.horizontal(|ui| {
                icon_label(ui, icons::TRIANGLE_ALERT, palette.warning, 15.0);
                ui.label(RichText::new(text).color(palette.warning));
            });
        }
    }

    fn files(&self, ui: &mut Ui, outbox: &mut Outbox) {
        let many = self.order.targets.len() > 1;
        field_label(ui, if many { "Files" } else { "File" });
        for (index, (_, file)) in self.order.targets.iter().enumerate() {
            ui.horizontal(|ui| {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                let label = egui::Label::new(theme::strong(name.as_ref())).truncate();
                ui.scope(|ui| {
                    ui.set_max_width(ui.available_width() - 96.0);
                    ui.add(label).on_hover_text(file.display().to_string());
                });
                if index == 0 && ui.button("Change…").clicked() {
                    outbox.push(Request::ChooseExportFile);
                }
            });
        }
        if let Some(folder) = self.order.file.parent() {
            let text = RichText::new(format!("in {}", folder.display())).small();
            ui.add(egui::Label::new(text).truncate());
        }
        let palette = Palette::of(ui);
        let text = match (self.replaced.len(), many) {
            (0, _) => return,
            (1, false) => "This file already exists and will be replaced.".to_owned(),
            (1, true) => {
                let name = self.replaced.first().and_then(|file| file.file_name());
                let name = name.unwrap_or_default().to_string_lossy();
                format!("“{name}” already exists and will be replaced.")
            }
            _ => "These files already exist and will be replaced.".to_owned(),
        };
        ui.label(RichText::new(text).small().color(palette.warning));
    }
}

/// The pack in a line, and what of it can't be shown.
fn about(ui: &mut Ui, desk: &Desk) {
    let pack = desk.pack();
    // Where the copies may differ, no count is right for each of them.
    let is_same = pack.settings.same_page_numbers || Withheld::of(pack).what().is_none();
    let plan = desk.plan.as_ref().filter(|_| is_same);
    let pages = plan.map(|(_, plan)| plan.total());
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
            1 => "1 document can't be shown. A page in its place says so.".to_owned(),
            many => {
                format!("{many} documents can't be shown. Pages in their place say so.")
            }
        };
        ui.label(RichText::new(text).color(palette.warning));
    }
}

/// Says which papers are marked higher than the pack, before they go out below their marking.
fn marking_above(ui: &mut Ui, pack: &Pack, outbox: &mut Outbox) {
    let above: Vec<&Document> = pack
        .documents()
        .filter(|document| !pack.marking.covers(&document.marking))
        .collect();
    let proposed = Marking::highest(above.iter().map(|document| &document.marking));
    let (Some(first), Some(proposed)) = (above.first(), proposed) else {
        return;
    };
    let palette = Palette::of(ui);
    let marking = first.marking.printed().unwrap_or_default();
    let text = match above.len() - 1 {
        0 => format!("“{}” is marked {marking}; the pack is not.", first.title),
        more => format!(
            "“{}” is marked {marking}, and {more} more are marked higher than the pack.",
            first.title
        ),
    };
    ui.horizontal_wrapped(|ui| {
        icon_label(ui, icons::TRIANGLE_ALERT, palette.warning, 15.0);
        ui.label(RichText::new(text).color(palette.warning));
    });
    if ui.button(raising(&pack.marking, &proposed)).clicked() {
        outbox.edit(Command::SetMarking(proposed));
    }
    ui.add_space(4.0);
}

/// The settings that concern notes and the two copies.
fn copies_settings(ui: &mut Ui, pack: &Pack, outbox: &mut Outbox) {
    let mut settings = pack.settings.clone();
    ui.checkbox(
        &mut settings.same_page_numbers,
        "Same page numbers in both copies",
    )
    .on_hover_text("The circulation copy has blank pages in place of those it leaves out");
    if settings.same_page_numbers {
        let message = "Blank pages in the circulation copy show that something was left out.";
        muted(ui, message);
    }
    ui.checkbox(&mut settings.comments, "Notes also as PDF comments")
        .on_hover_text("PDF viewers list the comments. The notes are printed as well");
    if settings != pack.settings {
        outbox.edit(Command::SetSettings(settings));
    }
}

/// The PDFs are written.
pub struct ExportDone {
    pub written: Vec<WrittenPdf>,
    /// What needs a look.
    pub findings: Vec<String>,
    /// Why there is not more.
    pub failure: Option<String>,
}

impl ExportDone {
    pub(super) fn ui(&self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        let palette = Palette::of(ui);
        for pdf in &self.written {
            written_line(ui, pdf, self.written.len() > 1, outbox);
        }
        if let Some(folder) = self.written.first().and_then(|pdf| pdf.file.parent()) {
            muted(ui, format!("in {}", folder.display()));
        }
        if let Some(why) = &self.failure {
            ui.horizontal_wrapped(|ui| {
                ui.label(theme::icon(icons::TRIANGLE_ALERT).color(palette.error));
                ui.label(RichText::new(why).color(palette.error));
            });
        }
        if !self.findings.is_empty() {
            ui.add_space(4.0);
            ui.label(theme::strong("Check before you send"));
            problems::list(ui, &self.findings);
        }
        buttons(ui, |ui| {
            if confirm_button(ui, "Close") {
                Stay::Closed
            } else {
                Stay::Open
            }
        })
    }
}

fn written_line(ui: &mut Ui, pdf: &WrittenPdf, names_copy: bool, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    let name = pdf.file.file_name().unwrap_or_default().to_string_lossy();
    ui.horizontal(|ui| {
        icon_label(ui, icons::CIRCLE_CHECK, palette.good, 16.0);
        let pages = if pdf.pages == 1 {
            "1 page".to_owned()
        } else {
            format!("{} pages", pdf.pages)
        };
        let about = if names_copy {
            format!("{}, {pages}", pdf.copy.name())
        } else {
            pages
        };
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width() - 200.0);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.add(egui::Label::new(theme::strong(name.as_ref())).truncate())
                    .on_hover_text(pdf.file.display().to_string());
                ui.label(RichText::new(about).small().color(palette.muted));
            });
        });
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        ui.with_layout(layout, |ui| {
            let show = ui
                .button("Show in folder")
                .accessible_name(format!("Show {name} in folder"));
            if show.clicked() {
                let folder = pdf.file.parent().unwrap_or(&pdf.file).to_owned();
                outbox.push(Request::OpenOutside(folder));
            }
            let open = ui.button("Open").accessible_name(format!("Open {name}"));
            if open.clicked() {
                outbox.push(Request::OpenOutside(pdf.file.clone()));
            }
        });
    });
}
