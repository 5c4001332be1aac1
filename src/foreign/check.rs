//! One file read in every way in which an import and an export read it, in a child of its own.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::child::{Child, ChildError};
use super::task::{InspectPdf, OpenPdf, ProbeFile, ReadContent, ReadLayer, Unpack};
use crate::import::{Attachment, Content, GivenUp, Problem};
use crate::pack::ShownPage;
use crate::pdf::error::PdfError;
use crate::progress::Progress;

/// What reading a file came to.
#[derive(Debug)]
pub struct Checked {
    /// The documents it becomes: their titles, and the content of each.
    pub documents: Vec<(String, Content)>,
    /// Why it could not be read to its end.
    pub trouble: Option<CheckError>,
    /// How long it took, with the start of the child.
    pub time: Duration,
    /// The most memory that the child had at once, in bytes.
    pub peak_bytes: u64,
}

/// Why a file could not be read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckError {
    /// It is not something that can be read, and is told so.
    Refused(String),
    /// The child broke a limit, or broke down.
    GivenUp(GivenUp),
    /// No child could be started.
    NoReader(String),
}

/// How deep files may lie in others: in archives, or attached to e-mails.
const DEEPEST: usize = 8;

/// Reads a file, and the files in it, in a child process of the program `exe`: what it is, the
/// content of each document, and for a PDF also what the export asks of it, and all its text.
pub fn check(exe: &Path, name: &str, bytes: &Arc<[u8]>) -> Checked {
    let begun = Instant::now();
    let mut documents = Vec::new();
    let (result, peak_bytes) = match Child::start(exe) {
        Ok(mut child) => {
            let mut reading = Reading {
                child: &mut child,
                documents: &mut documents,
            };
            let result = reading.file(name, bytes, 0);
            let peak_bytes = match result {
                // A process that is gone can't be asked.
                Err(CheckError::GivenUp(GivenUp::Memory { limit_mib })) => limit_mib << 20,
                _ => child.peak_bytes(),
            };
            (result, peak_bytes)
        }
        Err(error) => (Err(CheckError::NoReader(error.to_string())), 0),
    };
    Checked {
        documents,
        trouble: result.err(),
        time: begun.elapsed(),
        peak_bytes,
    }
}

struct Reading<'a> {
    child: &'a mut Child,
    documents: &'a mut Vec<(String, Content)>,
}

impl Reading<'_> {
    fn file(&mut self, name: &str, bytes: &Arc<[u8]>, depth: usize) -> Result<(), CheckError> {
        let go_on = &Progress::default();
        let unpack = Unpack {
            name: name.to_owned(),
        };
        if let Some(members) = self.child.ask(&unpack, &[bytes], go_on)?? {
            return self.files(members.into_iter().flatten().collect(), depth);
        }
        let probe = ProbeFile {
            name: name.to_owned(),
            password: None,
        };
        let found = self.child.ask(&probe, &[bytes], go_on)??;
        for proposal in found.proposals {
            let read = ReadContent {
                media: found.media,
                extent: proposal.extent,
                title: proposal.title.clone(),
                pictures: Vec::new(),
            };
            let content = self.child.ask(&read, &[bytes], go_on)??;
            if matches!(content, Content::Fixed) {
                self.pages(bytes)?;
            }
            self.documents.push((proposal.title, content));
        }
        self.files(found.attachments, depth)
    }

    /// Files in a file. One that can't be read is no fault of the others.
    fn files(&mut self, files: Vec<Attachment>, depth: usize) -> Result<(), CheckError> {
        if depth == DEEPEST {
            return Ok(());
        }
        for file in files {
            match self.file(&file.name, &file.bytes, depth + 1) {
                Ok(()) | Err(CheckError::Refused(_)) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(())
    }

    fn pages(&mut self, bytes: &Arc<[u8]>) -> Result<(), CheckError> {
        let go_on = &Progress::default();
        let password = None;
        let inspect = InspectPdf {
            password: password.clone(),
            with_trial: true,
        };
        self.child.ask(&inspect, &[bytes], go_on)??;
        let key = 0;
        let open = OpenPdf {
            key,
            password,
            as_exported: None,
        };
        let count = self.child.ask(&open, &[bytes], go_on)??;
        let layer = ReadLayer {
            key,
            pages: (1..=count).map(ShownPage::upright).collect(),
        };
        self.child.ask(&layer, &[], go_on)??;
        Ok(())
    }
}

impl From<ChildError> for CheckError {
    fn from(failure: ChildError) -> Self {
        match failure {
            ChildError::GivenUp(why) => Self::GivenUp(why),
            ChildError::NoReader(why) => Self::NoReader(why),
            ChildError::Cancelled => Self::Refused(crate::progress::Cancelled.to_string()),
        }
    }
}

impl From<crate::import::ImportError> for CheckError {
    fn from(error: crate::import::ImportError) -> Self {
        Self::Refused(error.problem.to_string())
    }
}

impl From<PdfError> for CheckError {
    fn from(error: PdfError) -> Self {
        Self::Refused(error.to_string())
    }
}

impl std::fmt::Display for CheckError {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(why) => to.write_str(why),
            Self::GivenUp(why) => Problem::GivenUp(*why).fmt(to),
            Self::NoReader(why) => Problem::NoReader(why.clone()).fmt(to),
        }
    }
}
