//! The line at the foot of the window: what is in the pack, whether it is saved, what is running.

use std::time::Duration;

use eframe::egui::{self, Align, Layout, ProgressBar, RichText, Ui};

use crate::app::message::icons;
use crate::app::message::request::{Outbox, Request};
use crate::app::state::desk::Desk;
use crate::app::view::theme::Palette;
use crate::app::view::widgets::{icon_button, icon_label, muted};
use crate::jobs::Jobs;

/// Draws the status line.
pub fn ui<L: Send + 'static>(
    ui: &mut Ui,
    desk: Option<&Desk>,
    jobs: &Jobs<L>,
    outbox: &mut Outbox,
) {
    ui.horizontal_centered(|ui| {
        ui.style_mut().override_text_style = Some(egui::TextStyle::Small);
        if let Some(desk) = desk {
            pack_status(ui, desk, outbox);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if jobs.shown().next().is_some() {
                ui.ctx().request_repaint_after(Duration::from_millis(100));
            }
            if let Some(wait) = jobs.shows_more_in() {
                ui.ctx().request_repaint_after(wait);
            }
            for job in jobs.shown() {
                let Some(label) = &job.label else {
                    continue;
                };
                let name = format!("Cancel: {label}");
                if job.can_stop && icon_button(ui, icons::X, &name).clicked() {
                    outbox.push(Request::CancelJob(job.id));
                }
                let bar = ProgressBar::new(job.progress.fraction())
                    .fill(Palette::of(ui).accent)
                    .desired_width(120.0)
                    .desired_height(6.0);
                ui.add(bar).accessible_name(label.as_str());
                let words = if job.progress.is_cancelled() {
                    "Stopping…"
                } else {
                    label
                };
                muted(ui, words);
            }
        });
    });
}

fn pack_status(ui: &mut Ui, desk: &Desk, outbox: &mut Outbox) {
    let palette = Palette::of(ui);
    let documents = match desk.pack().documents().count() {
        1 => "1 document".to_owned(),
        many => format!("{many} documents"),
    };
    muted(ui, documents);
    if desk.is_count_stopped() {
        muted(ui, "Pages not counted");
        let link = ui.link("Count pages");
        let why = "You stopped the count. Page numbers are not known until it is done.";
        if link.on_hover_text(why).clicked() {
            outbox.push(Request::CountPages);
        }
    } else if let Some((revision, plan)) = &desk.plan {
        let pages = if plan.total() == 1 {
            "1 page".to_owned()
        } else {
            format!("{} pages", plan.total())
        };
        let is_current = *revision == desk.history.revision();
        muted(
            ui,
            if is_current {
                pages
            } else {
                format!("{pages}, counting…")
            },
        );
    }
    let explanation = if desk.history.has_unsaved_changes() {
        "Briefpack keeps a recovery copy on this computer. Save to write the changes to the \
         pack's file."
    } else if desk.file.is_none() {
        "This pack has not been saved to a file."
    } else {
        "All changes are in the pack's file."
    };
    let (icon, text, colour) = if desk.file.is_none() {
        (icons::CIRCLE_ALERT, "Not saved yet", palette.muted)
    } else if desk.history.has_unsaved_changes() {
        (icons::PENCIL, "Unsaved changes", palette.muted)
    } else {
        (icons::CHECK, "Saved", palette.good)
    };
    icon_label(ui, icon, colour, 13.0);
    muted(ui, text).on_hover_text(explanation);
    let findings = desk
        .plan
        .as_ref()
        .map_or(0, |(_, plan)| plan.report().findings.len());
    if findings > 0 {
        let words = format!("{findings} to check");
        icon_label(ui, icons::TRIANGLE_ALERT, palette.warning, 13.0);
        let link = ui.link(RichText::new(words).color(palette.warning));
        if link
            .on_hover_text("What to check before you send the PDF")
            .clicked()
        {
            outbox.push(Request::ShowFindings);
        }
    }
}
