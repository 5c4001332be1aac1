//! One paper in a pack.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Annotation, AnnotationId, Audience, BriefingPage, DocumentId, Marking, PageSelection, SourceId,
    Target,
};

/// One paper in a pack: a title, and what its pages are made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Stays the same through every move and rename.
    pub id: DocumentId,
    /// The title in the contents, the bookmarks and at the head of the document.
    pub title: String,
    /// What kind of paper it is.
    pub kind: DocumentKind,
    /// The day it was issued, where known.
    #[serde(default)]
    pub date: Option<Date>,
    /// Who issued or wrote it, an organisation or a person, such as "Home Office"; may be empty.
    #[serde(default)]
    pub publisher: String,
    /// What its publisher files it under, such as "HC 123" or "S/2019/612"; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reference: String,
    /// The security marking that it came with; empty where it has none.
    #[serde(default, skip_serializing_if = "Marking::is_empty")]
    pub marking: Marking,
    /// Who gets it. A private document is only in the speaking copy.
    #[serde(default = "circulated")]
    pub audience: Audience,
    /// What its pages are made from.
    pub body: Body,
    /// What becomes of the comments that others wrote on it, where its source is a PDF.
    #[serde(default, skip_serializing_if = "SourceComments::is_default")]
    pub source_comments: SourceComments,
    /// What becomes of what its pages have outside their visible part.
    #[serde(default, skip_serializing_if = "BeyondCrop::is_keep")]
    pub beyond_crop: BeyondCrop,
    /// Marks and notes on the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<Annotation>,
}

fn circulated() -> Audience {
    Audience::Circulated
}

/// What becomes of the comments in a source that is a PDF: what others wrote or drew on its pages,
/// with their names. No viewer needs to show them, so they go to nobody unless somebody says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SourceComments {
    /// They are in no copy.
    #[default]
    LeaveOut,
    /// Those that can be seen are in every copy that the document is in.
    Keep,
}

impl SourceComments {
    /// Whether it is what holds where nothing is said.
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What becomes of words and pictures wholly outside the visible part of a PDF's pages, which its
/// crop boxes hide.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BeyondCrop {
    /// They go along unseen.
    #[default]
    Keep,
    /// They are taken out.
    TakeOut,
}

impl BeyondCrop {
    fn is_keep(&self) -> bool {
        *self == Self::Keep
    }
}

/// What the pages of a document are made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Body {
    /// A file that was added.
    Source {
        /// Its bytes; a key of [`super::Pack::sources`].
        source: SourceId,
        /// What part of it is shown.
        #[serde(default)]
        extent: Extent,
    },
    /// A page written in Briefpack.
    Page(BriefingPage),
}

impl Body {
    /// All of a source.
    pub fn whole(source: SourceId) -> Self {
        Self::Source {
            source,
            extent: Extent::Whole,
        }
    }
}

impl Document {
    /// A circulated document of which nothing else is known.
    pub fn new(id: DocumentId, title: impl Into<String>, body: Body) -> Self {
        Self {
            id,
            title: title.into(),
            kind: DocumentKind::Other,
            date: None,
            publisher: String::new(),
            reference: String::new(),
            marking: Marking::default(),
            audience: Audience::Circulated,
            body,
            source_comments: SourceComments::default(),
            beyond_crop: BeyondCrop::default(),
            annotations: Vec::new(),
        }
    }

    /// The source that it is made from; `None` for a briefing page.
    pub fn source(&self) -> Option<&SourceId> {
        match &self.body {
            Body::Source { source, .. } => Some(source),
            Body::Page(_) => None,
        }
    }

    /// The briefing page, if it is one.
    pub fn page(&self) -> Option<&BriefingPage> {
        match &self.body {
            Body::Page(page) => Some(page),
            Body::Source { .. } => None,
        }
    }

    /// The annotation with this id.
    pub fn annotation(&self, id: AnnotationId) -> Option<&Annotation> {
        self.annotations.iter().find(|one| one.id == id)
    }

    /// The note on the document as a whole, if there is one.
    pub fn note(&self) -> Option<&Annotation> {
        self.annotations
            .iter()
            .find(|annotation| annotation.target == Target::Document)
    }

    /// The line under the title: kind, date, publisher and reference, as far as they are known.
    pub fn source_line(&self) -> String {
        let mut parts = Vec::new();
        // "Agenda" under the title "Agenda" would say nothing.
        let is_said = self.kind.name().eq_ignore_ascii_case(self.title.trim());
        if self.kind != DocumentKind::Other && !is_said {
            parts.push(self.kind.name().to_owned());
        }
        if let Some(date) = self.date {
            parts.push(date.strftime("%-d %B %Y").to_string());
        }
        if !self.publisher.trim().is_empty() {
            parts.push(self.publisher.trim().to_owned());
        }
        if !self.reference.trim().is_empty() {
            parts.push(self.reference.trim().to_owned());
        }
        parts.join(" · ")
    }
}

/// The part of its source that a document shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// Lines `first` to `last` of a text, counted from 1, both included.
    Lines {
        /// The first line.
        first: u32,
        /// The last line.
        last: u32,
    },
    /// Pages of a source that has pages of its own, such as a PDF.
    Pages(PageSelection),
    /// Some of the paragraphs, headings, lists, tables and pictures of flowing text: an excerpt
    /// that stays the same when the text is set on other paper.
    Blocks {
        /// Lines of a text that the blocks are counted in, counted from 1, both included; `None`
        /// for all of the source.
        #[serde(default)]
        lines: Option<(u32, u32)>,
        /// Which blocks, in order, without overlap.
        blocks: Vec<BlockRun>,
    },
}

impl Extent {
    /// The lines of a text that it is in, counted from 1, both included; `None` for all of them.
    pub fn lines(&self) -> Option<(u32, u32)> {
        match self {
            Self::Lines { first, last } => Some((*first, *last)),
            Self::Blocks { lines, .. } => *lines,
            Self::Whole | Self::Pages(_) => None,
        }
    }
}

/// Blocks that follow each other, counted from 1, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BlockRun(
    /// The first block.
    pub u32,
    /// The last block.
    pub u32,
);

/// What kind of paper a document is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DocumentKind {
    /// A news story or press release.
    NewsStory,
    /// A speech or statement.
    Speech,
    /// A list, such as of appointments.
    List,
    /// A letter.
    Letter,
    /// A report or paper.
    Report,
    /// An agenda.
    Agenda,
    /// Minutes of a meeting.
    Minutes,
    /// A briefing or submission.
    Briefing,
    /// An e-mail.
    Email,
    /// Slides.
    Presentation,
    /// Figures in sheets.
    Spreadsheet,
    /// Anything else.
    #[default]
    Other,
}

impl DocumentKind {
    /// Every kind, in the order in which the person chooses.
    pub const ALL: [Self; 12] = [
        Self::NewsStory,
        Self::Speech,
        Self::List,
        Self::Letter,
        Self::Report,
        Self::Agenda,
        Self::Minutes,
        Self::Briefing,
        Self::Email,
        Self::Presentation,
        Self::Spreadsheet,
        Self::Other,
    ];

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::NewsStory => "News story",
            Self::Speech => "Speech or statement",
            Self::List => "List",
            Self::Letter => "Letter",
            Self::Report => "Report",
            Self::Agenda => "Agenda",
            Self::Minutes => "Minutes",
            Self::Briefing => "Briefing or submission",
            Self::Email => "E-mail",
            Self::Presentation => "Presentation",
            Self::Spreadsheet => "Spreadsheet",
            Self::Other => "Other",
        }
    }
}
