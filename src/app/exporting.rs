//! Writing the PDF: which copies, to which files, and what became of them.

use std::path::PathBuf;

use super::App;
use super::dialog::{Dialog, ExportDone, Problems};
use super::events::Event;
use super::toast::Tone;
use super::upkeep::ExportWork;
use crate::export::{self, Copy, ExportError};
use crate::jobs::Label;
use crate::pack::{Audience, Pack};
use crate::progress::Progress;

/// Which copies of the pack are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Copies {
    /// What everybody gets. The default, so that nothing private goes out by accident.
    #[default]
    Circulation,
    /// What the speaker has in hand.
    Speaking,
    /// One file of each.
    Both,
}

impl Copies {
    /// Every choice, in the order in which the person chooses.
    pub const ALL: [Self; 3] = [Self::Circulation, Self::Speaking, Self::Both];

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Circulation => Copy::Circulation.name(),
            Self::Speaking => Copy::Speaking.name(),
            Self::Both => "Both",
        }
    }

    /// Whether the speaking copy is among them.
    pub fn has_speaking(self) -> bool {
        self != Self::Circulation
    }
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The file that was chosen or suggested; the circulation copy goes there.
    pub file: PathBuf,
    /// Which copies.
    pub copies: Copies,
    /// Each copy with the file that it goes to, in the order in which they are written.
    pub targets: Vec<(Copy, PathBuf)>,
}

impl Order {
    /// These copies to `file`. A speaking copy gets a name of its own beside it, unless `file` was
    /// chosen for that very copy.
    pub fn new(file: PathBuf, copies: Copies, is_chosen_for_speaking: bool) -> Self {
        let speaking = if is_chosen_for_speaking {
            file.clone()
        } else {
            export::speaking_file(&file)
        };
        let targets = match copies {
            Copies::Circulation => vec![(Copy::Circulation, file.clone())],
            Copies::Speaking => vec![(Copy::Speaking, speaking)],
            Copies::Both => export::both_files(&file).into(),
        };
        Self {
            file,
            copies,
            targets,
        }
    }
}

/// What of a pack is only in the speaking copy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Withheld {
    notes: usize,
    marks: usize,
    documents: usize,
    pages: usize,
}

impl Withheld {
    /// Counts what the circulation copy of `pack` leaves out.
    pub fn of(pack: &Pack) -> Self {
        let mut withheld = Self::default();
        for document in pack.documents() {
            if document.audience == Audience::Private {
                match document.page() {
                    Some(_) => withheld.pages += 1,
                    None => withheld.documents += 1,
                }
            }
            for note in &document.annotations {
                if Copy::Circulation.shows_annotation(document, note) {
                    continue;
                }
                if note.has_words() || note.kind.is_some() {
                    withheld.notes += 1;
                } else {
                    withheld.marks += 1;
                }
            }
        }
        withheld
    }

    /// What it is, such as "3 private notes and 1 private page"; `None` for nothing.
    pub fn in_words(self) -> Option<String> {
        let counted = |count: usize, what: &str| match count {
            0 => None,
            1 => Some(format!("1 private {what}")),
            many => Some(format!("{many} private {what}s")),
        };
        let parts: Vec<String> = [
            (self.notes, "note"),
            (self.marks, "mark"),
            (self.documents, "document"),
            (self.pages, "page"),
        ]
        .into_iter()
        .filter_map(|(count, what)| counted(count, what))
        .collect();
        match parts.split_last()? {
            (last, []) => Some(last.clone()),
            (last, others) => Some(format!("{} and {last}", others.join(", "))),
        }
    }

    /// What it is without numbers, such as "private notes".
    pub fn what(self) -> Option<&'static str> {
        match self {
            Self {
                notes: 0,
                marks: 0,
                documents: 0,
                pages: 0,
            } => None,
            Self { notes: 1.., .. } => Some("private notes"),
            Self { marks: 1.., .. } => Some("private marks"),
            Self { documents: 1.., .. } => Some("private documents"),
            Self { .. } => Some("private pages"),
        }
    }
}

/// A PDF that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenPdf {
    /// Where it is.
    pub file: PathBuf,
    /// Which copy it is.
    pub copy: Copy,
    /// How many pages it has.
    pub pages: u32,
}

/// How an export ended.
#[derive(Debug, Default)]
pub struct ExportEnd {
    /// What was written, whole.
    pub written: Vec<WrittenPdf>,
    /// What needs a look in them.
    pub findings: Vec<String>,
    /// Why there is not more.
    pub failure: Option<ExportFailure>,
}

/// Why a PDF was not written.
#[derive(Debug)]
pub enum ExportFailure {
    /// The person stopped it.
    Cancelled(Copy),
    /// Something went wrong.
    Because(Copy, String),
}

impl App {
    /// Writes the PDFs in the background.
    pub(super) fn export(&mut self, order: Order) {
        if self.upkeep.exporting.is_some() {
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
        let job = self.start_for_pack(Label::Stoppable("Exporting"), move |progress| {
            Event::Exported(write_all(&work, &order.targets, progress))
        });
        self.upkeep.exporting = Some(job);
    }

    pub(super) fn exported(&mut self, end: ExportEnd) {
        self.upkeep.exporting = None;
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
        let request = export::Request {
            copy: *copy,
            ..work.request()
        };
        let written = export::export(&request, &stretch).and_then(|exported| {
            export::write_pdf(file, &exported.bytes, &request)?;
            Ok(exported)
        });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speaking_copy_does_not_take_the_name_of_the_other() {
        let file = PathBuf::from("/a/Council 30.7.pdf");
        let names = |copies, chosen| -> Vec<String> {
            let order = Order::new(file.clone(), copies, chosen);
            let files = order.targets.iter();
            files.map(|(_, file)| file.display().to_string()).collect()
        };
        assert_eq!(names(Copies::Circulation, false), ["/a/Council 30.7.pdf"]);
        assert_eq!(
            names(Copies::Speaking, false),
            ["/a/Council 30.7 – speaking copy.pdf"]
        );
        assert_eq!(names(Copies::Speaking, true), ["/a/Council 30.7.pdf"]);
        let both = ["/a/Council 30.7.pdf", "/a/Council 30.7 – speaking copy.pdf"];
        assert_eq!(names(Copies::Both, false), both);
        assert_eq!(names(Copies::Both, true), both);
    }

    #[test]
    fn what_is_left_out_is_told_in_words() {
        let told = |notes, marks, documents, pages| {
            let withheld = Withheld {
                notes,
                marks,
                documents,
                pages,
            };
            (withheld.in_words(), withheld.what())
        };
        assert_eq!(told(0, 0, 0, 0), (None, None));
        assert_eq!(
            told(3, 0, 0, 1),
            (
                Some("3 private notes and 1 private page".to_owned()),
                Some("private notes")
            )
        );
        assert_eq!(
            told(0, 1, 2, 2),
            (
                Some("1 private mark, 2 private documents and 2 private pages".to_owned()),
                Some("private marks")
            )
        );
    }
}
