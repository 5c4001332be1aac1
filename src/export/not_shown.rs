//! Why a document can't be shown, in words for those who export and for those who read.

use super::report::FindingKind;
use crate::capitals::{capitalised, decapitalised};
use crate::import::ImportError;
use crate::pdf::error::PdfError;
use crate::store::SourceError;

/// Why a document can't be shown.
#[derive(Debug, Clone)]
pub(super) struct NotShown {
    /// How it stands with the document.
    pub kind: FindingKind,
    /// What is printed in its place. Never names a folder: the PDF is handed out.
    pub printed: String,
    /// What to do about it.
    pub hint: String,
    /// What the person who exports is told.
    pub message: String,
}

impl NotShown {
    pub(super) fn of_unlisted() -> Self {
        let printed = "The pack does not list the file that this document is made from.";
        let hint = "Add the file again.";
        Self {
            kind: FindingKind::LeftOut,
            printed: printed.to_owned(),
            hint: hint.to_owned(),
            message: format!("{} {hint}", decapitalised(printed)),
        }
    }

    pub(super) fn of_no_page() -> Self {
        let printed = "The file that this document is made from has none of the pages that the document shows.";
        let hint = "Choose its pages again.";
        Self {
            kind: FindingKind::LeftOut,
            printed: printed.to_owned(),
            hint: hint.to_owned(),
            message: format!("{} {hint}", decapitalised(printed)),
        }
    }

    pub(super) fn of_source(error: &SourceError) -> Self {
        let printed = match error {
            SourceError::Missing { .. } => "The file that this document is made from is missing.",
            SourceError::Altered { .. } => {
                "The file that this document is made from was changed since it was added."
            }
            _ => "The file that this document is made from can't be read.",
        };
        Self {
            kind: FindingKind::LeftOut,
            printed: printed.to_owned(),
            hint: "Use Locate… in Briefpack to point to the original, then export again."
                .to_owned(),
            message: format!("{error}."),
        }
    }

    pub(super) fn of_import(error: &ImportError) -> Self {
        let printed = format!("{}.", capitalised(&error.problem.to_string()));
        Self {
            kind: FindingKind::LeftOut,
            message: format!("{} {}", decapitalised(&printed), error.hint()),
            printed,
            hint: error.hint().to_owned(),
        }
    }

    pub(super) fn of_pdf(error: &PdfError) -> Self {
        // The messages of these errors tell what to do after a semicolon.
        let message = error.to_string();
        let (what, hint) = message
            .rsplit_once("; ")
            .unwrap_or((&message, "export again"));
        let kind = match error {
            PdfError::PasswordNeeded | PdfError::WrongPassword => FindingKind::Locked,
            _ => FindingKind::LeftOut,
        };
        Self {
            kind,
            printed: format!("{}.", capitalised(what)),
            hint: format!("{}.", capitalised(hint)),
            message: format!("{message}."),
        }
    }
}
