//! The model: a briefing pack as plain data.
//!
//! Architecture invariant: nothing here knows the window, PDF or the disk. Every type is plain serde
//! data. A pack holds no document bytes, and clones of it share their documents, so cloning one is
//! cheap enough to keep hundreds of snapshots for undo.

mod annotation;
mod briefing;
mod document;
mod gathering;
mod id;
mod marking;
mod meeting;
mod needed_sources;
mod outline;
mod pages;
mod reading_order;
mod settings;
mod source;

pub use annotation::{
    Anchoring, Annotation, AreaSelector, Audience, Author, Mark, MarkColour, MarkStyle, NoteKind,
    NoteState, Target, TextSelector,
};
pub use briefing::{
    BriefingPage, Gather, GatherStates, Grouping, PagePart, Template, citation, with_citations,
};
pub use document::{BeyondCrop, BlockRun, Body, Document, DocumentKind, Extent, SourceComments};
pub use gathering::{Gathered, GatheredGroup, GroupHeading, gather, groups};
pub use id::{AnnotationId, DocumentId, InvalidSourceId, ItemId, SectionId, SourceId};
pub use marking::Marking;
pub use meeting::Meeting;
pub use outline::{Item, ItemNumber, Location, NumberedItem, Section};
pub use pages::{MOST_SHOWN, PageSelection, PagesError, ShownPage, Turn};
pub use settings::{Paper, Settings};
pub use source::{Media, MediaClass, Origin, Source, last_part};

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The version of the pack file format that this program writes, and the newest it reads.
pub const FORMAT_VERSION: u32 = 4;

/// A briefing pack: the papers for one meeting, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Always first in the file, so that a reader can tell the version before anything else.
    pub format_version: u32,
    /// The title on the cover, in the footer of every page, and of the exported PDF.
    pub title: String,
    /// The version shown on the cover and in the footer, such as "2" or "draft 3"; may be empty.
    #[serde(default)]
    pub version: String,
    /// The security marking printed at the top and bottom of every page.
    #[serde(default)]
    pub marking: Marking,
    /// What the pack is for.
    #[serde(default)]
    pub meeting: Meeting,
    /// How the pack is exported.
    #[serde(default)]
    pub settings: Settings,
    /// Sections and documents, in the order in which they are printed.
    #[serde(default)]
    pub outline: Vec<Item>,
    /// The bytes that documents are made from, by their SHA-256.
    #[serde(default)]
    pub sources: Arc<BTreeMap<SourceId, Source>>,
    /// The next number to hand out as an id; ids are never used twice within a pack.
    #[serde(default = "first_id")]
    pub next_id: u64,
}

fn first_id() -> u64 {
    1
}

impl Default for Pack {
    fn default() -> Self {
        Self::new("Untitled pack")
    }
}

impl Pack {
    /// An empty pack with this title and default settings.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            title: title.into(),
            version: String::new(),
            marking: Marking::default(),
            meeting: Meeting::default(),
            settings: Settings::default(),
            outline: Vec::new(),
            sources: Arc::default(),
            next_id: first_id(),
        }
    }

    /// The id number that [`Self::allocate_id`] hands out next.
    pub fn upcoming_id(&self) -> u64 {
        self.next_id.max(first_id())
    }

    /// Hands out an id number that this pack has not used before.
    pub fn allocate_id(&mut self) -> u64 {
        let id = self.upcoming_id();
        self.next_id = id.saturating_add(1);
        id
    }
}
