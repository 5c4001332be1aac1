//! A document that a file is proposed to become, and what it leaves out of the file.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Comment;
use crate::pack::{DocumentKind, Extent, Marking};

/// A document that a file is proposed to become.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The part of the file it shows.
    pub extent: Extent,
    /// Its title, from the content or else from the file's name.
    pub title: String,
    /// Its kind, judged by the content.
    pub kind: DocumentKind,
    /// The day it was issued, where the content says so.
    pub date: Option<Date>,
    /// Who issued it, where the content says so; empty otherwise.
    pub publisher: String,
    /// What its publisher files it under, where the content says so; empty otherwise.
    pub reference: String,
    /// The security marking found in it; empty where there is none.
    pub marking: Marking,
    /// Comments that somebody wrote on it, offered as notes.
    pub comments: Vec<Comment>,
    /// What of the file the document leaves out.
    pub omissions: Vec<Omission>,
}

/// Words of a file that its document leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Omission {
    /// The line of the file, counted from 1.
    pub line: u32,
    /// The words.
    pub text: String,
    /// Why they are left out.
    pub reason: OmissionReason,
}

/// Why words of a file are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OmissionReason {
    /// They give the title a second time.
    RepeatedTitle,
    /// They give the summary a second time.
    RepeatedSummary,
    /// They are metadata above a Markdown text.
    FrontMatter,
}
