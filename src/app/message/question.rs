//! What is asked of a file dialog, and what came of it.

use std::path::PathBuf;

use crate::pack::SourceId;

/// What files are being asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A pack to open.
    OpenPack,
    /// Where to save the pack.
    SavePack,
    /// Where to save the pack beside somebody else's version of it.
    SaveCopy,
    /// Documents to add.
    AddDocuments,
    /// Where to write the PDF.
    ExportPdf,
    /// A folder for the library.
    LibraryFolder,
    /// The file that a source was made from.
    LocateSource,
    /// A new version of a source.
    ReplaceSource,
    /// The file that a source came from, whose place is not known on this machine.
    LocateOrigin,
}

impl Purpose {
    /// Whether the answer is meant for the pack that was open when it was asked for.
    pub fn is_of_the_pack(self) -> bool {
        match self {
            Self::SavePack
            | Self::SaveCopy
            | Self::AddDocuments
            | Self::ExportPdf
            | Self::LocateSource
            | Self::LocateOrigin
            | Self::ReplaceSource => true,
            Self::OpenPack | Self::LibraryFolder => false,
        }
    }

    /// The title of the dialog.
    pub fn title(self) -> &'static str {
        match self {
            Self::OpenPack => "Open pack",
            Self::SavePack => "Save pack as",
            Self::SaveCopy => "Save mine as a copy",
            Self::AddDocuments => "Add documents",
            Self::ExportPdf => "Export PDF",
            Self::LibraryFolder => "Add folder to the library",
            Self::ReplaceSource => "Replace source",
            Self::LocateSource => "Locate missing file",
            Self::LocateOrigin => "Locate original file",
        }
    }
}

/// What is asked of a file dialog.
#[derive(Debug, Clone)]
pub struct Question {
    /// What files are asked for.
    pub purpose: Purpose,
    /// The folder to begin in.
    pub folder: Option<PathBuf>,
    /// The file name to suggest.
    pub file_name: Option<String>,
    /// The source that is to be located.
    pub about: Option<SourceId>,
}

/// What came of a file dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The files that were chosen; none if the person thought better of it.
    Files(Vec<PathBuf>),
    /// No dialog could be shown on this system.
    NoDialog,
}
