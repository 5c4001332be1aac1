//! Writing the PDF: which copies, to which files, and what became of them.

use std::path::PathBuf;

use crate::app::control::App;
use crate::app::message::order::{Order, WrittenPdf};
use crate::app::state::export_work::ExportWork;
use crate::app::view::dialog::{Dialog, ExportDone, Problems};
use crate::app::view::toast::Tone;
use crate::export::{self, Copy, ExportError};
use crate::jobs::Label;
use crate::progress::Progress;

/// How an export ended.
#[derive(Debug, Default)]
struct ExportEnd {
    /// What was written, whole.
    written: Vec<WrittenPdf>,
    /// What needs a look in them.
    findings: Vec<String>,
    /// Why there is not more.
    failure: Option<ExportFailure>,
}

/// Why a PDF was not written.
#[derive(Debug)]
enum ExportFailure {
    /// The person stopped it.
    Cancelled(Copy),
    /// Something went wrong.
    Because(Copy, String),
}

impl App {
    /// Writes the PDFs in the background.
    pub(super) fn export(&mut self, order: Order) {
        if self.background.exporting.is_some() {
            let text = "Another PDF is still being written. Try again when it is ready.";
            self.toasts.push(Tone::Warning, text);
            return;
        }
        let Some(work) = self.export_work() else {
            return;
        };
        if let Some(desk) = &mut self.desk {
            desk.copies = order.copies;
            let is_for_speaking_alone = order
                .targets
                .iter()
                .all(|(copy, file)| *copy == Copy::Speaking && *file == order.file);
            // The next circulation copy must not be suggested to go over this one.
            if !is_for_speaking_alone {
                desk.exported_to = Some(order.file.clone());
            }
        }
        let job = self.start_for_pack(
            Label::Stoppable("Exporting"),
            move |progress| write_all(&work, &order.targets, progress),
            |app, _, ended| {
                app.background.exporting = None;
                if let Some(end) = app.unless_crashed(ended.result) {
                    app.exported(end);
                }
            },
        );
        self.background.exporting = Some(job);
    }

    fn exported(&mut self, end: ExportEnd) {
        match (end.written.is_empty(), end.failure) {
            (true, Some(ExportFailure::Cancelled(_))) => {
                self.toasts
                    .push(Tone::Good, "Export cancelled. No file was written.");
            }
            (true, Some(ExportFailure::Because(_, why))) => {
                self.dialogs.push_back(Dialog::Problems(Problems {
                    title: "The PDF could not be written".to_owned(),
                    problems: vec![why],
                }));
            }
            (_, failure) => {
                let failure = failure.map(|failure| match failure {
                    ExportFailure::Cancelled(copy) => {
                        format!(
                            "Cancelled: the {} was not written.",
                            copy.name().to_lowercase()
                        )
                    }
                    ExportFailure::Because(copy, why) => {
                        format!("The {} was not written: {why}", copy.name().to_lowercase())
                    }
                });
                self.dialogs.push_back(Dialog::ExportDone(ExportDone {
                    written: end.written,
                    findings: end.findings,
                    failure,
                }));
            }
        }
    }
}

/// Writes one PDF after another, each whole or not at all; stops at the first that fails.
fn write_all(work: &ExportWork, targets: &[(Copy, PathBuf)], progress: &Progress) -> ExportEnd {
    let mut end = ExportEnd::default();
    // No time is spent on one copy when the other can't be written.
    for (copy, file) in targets {
        if let Err(error) = export::check_target(file, &work.request()) {
            end.failure = Some(ExportFailure::Because(*copy, error.to_string()));
            return end;
        }
    }
    let count = u32::try_from(targets.len()).unwrap_or(1).max(1);
    for (index, (copy, file)) in (0..).zip(targets) {
        let stretch = progress.stretch(index * 100 / count, (index + 1) * 100 / count);
        let request = export::ExportRequest {
            copy: *copy,
            ..work.request()
        };
        let written = export::export_file(&request, file, &stretch);
        match written {
            Ok(exported) => {
                end.written.push(WrittenPdf {
                    file: file.clone(),
                    copy: *copy,
                    pages: exported.pages,
                });
                for finding in exported.report.findings.iter().map(ToString::to_string) {
                    if !end.findings.contains(&finding) {
                        end.findings.push(finding);
                    }
                }
            }
            Err(ExportError::Cancelled(_)) => {
                end.failure = Some(ExportFailure::Cancelled(*copy));
                break;
            }
            Err(error) => {
                end.failure = Some(ExportFailure::Because(*copy, error.to_string()));
                break;
            }
        }
    }
    end
}
