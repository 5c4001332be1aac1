//! What the readers of flowing formats make of a file.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Flow;
use crate::capitals::capitalised;
use crate::pack::Mark;

/// What a reader of a flowing format makes of a file. What the file does not say is left empty; it
/// is then proposed from the words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Paper {
    /// The title it gives itself. Where it also stands at the head of the text, the reader leaves
    /// it out of `flow`: the title is printed from the pack.
    pub title: String,
    /// The day it was issued or sent, where it says so for sure.
    pub date: Option<Date>,
    /// Who issued or wrote it, an organisation or a person.
    pub publisher: String,
    /// What its publisher files it under.
    pub reference: String,
    /// Words of its headers and footers, which are not part of `flow`: a marking may stand there.
    pub running: String,
    /// The text.
    pub flow: Flow,
    /// Comments on passages of the text, in reading order.
    pub comments: Vec<Comment>,
    /// Files that come with it, in order.
    pub attachments: Vec<Attachment>,
    /// What the person should know, a sentence each.
    pub warnings: Vec<String>,
}

impl Paper {
    /// Says what of the file is not shown, when it is added and in the report of each export. Takes the
    /// end of a sentence: "a chart is left out."
    pub fn leave_out(&mut self, sentences: impl IntoIterator<Item = String>) {
        for sentence in sentences {
            self.warnings.push(capitalised(&sentence));
            self.flow.left_out.push(sentence);
        }
    }
}

/// A comment that somebody wrote on a passage of a file; offered as a note.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// The words that it is on, as they stand in the text; empty for one on a place or on the whole.
    pub quote: String,
    /// What stands right before the words, at most some 30 characters.
    pub prefix: String,
    /// What stands right after them, at most some 30 characters.
    pub suffix: String,
    /// The comment's text, in Markdown-light.
    pub body: String,
    /// Who wrote it; may be empty.
    pub author: String,
    /// When, where it says so.
    pub written: Option<Timestamp>,
    /// How many characters of the text stand before its words, where that is known.
    pub start: Option<u32>,
    /// Where on a page it stands, if it is on no words.
    pub area: Option<CommentArea>,
    /// How its words or area are marked.
    pub mark: Mark,
}

/// A place on a page as it is shown, in whole points from the page's upper left corner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentArea {
    /// The page, counted from 1.
    pub page: u32,
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// A file that comes with another: attached to an e-mail, or in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name as it was given, without any folder; for a file in an archive, its path there,
    /// parted by `/`. Never used as a path on the disk.
    pub name: String,
    /// Its bytes.
    #[serde(with = "crate::bytes")]
    pub bytes: Arc<[u8]>,
}
