//! What a person can do to a pack.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::pack::{
    Annotation, AnnotationId, Audience, Author, BeyondCrop, BriefingPage, DocumentId, DocumentKind,
    Extent, Item, ItemId, Location, Mark, Marking, Meeting, NoteKind, NoteState, Pack, Settings,
    Source, SourceComments, SourceId, Target,
};

/// One change to a pack.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Change the pack's title.
    SetTitle(String),
    /// Change the pack's version text.
    SetVersion(String),
    /// Change the pack's marking.
    SetMarking(Marking),
    /// Change one or more facts about the meeting.
    SetMeeting(Meeting),
    /// Change how the pack is exported.
    SetSettings(Settings),
    /// Add an empty section before the top-level entry at `index`.
    AddSection {
        /// How many top-level entries stand before it.
        index: usize,
        /// Its title.
        title: String,
    },
    /// Add new documents, and the sources that they are made from.
    AddDocuments {
        /// Where they go, in their order.
        at: Location,
        /// The documents.
        documents: Vec<NewDocument>,
        /// Their sources, and the pictures that those refer to.
        sources: Vec<(SourceId, Source)>,
    },
    /// Add copies of items that were cut or copied before.
    Paste {
        /// Where they go, in their order.
        at: Location,
        /// The items; the copies get ids of their own.
        items: Vec<Item>,
        /// The sources that they are made from.
        sources: Vec<(SourceId, Source)>,
        /// The pack that they are from.
        from: PasteFrom,
    },
    /// Move items, in the order in which they stand in the pack.
    Move {
        /// What moves.
        items: Vec<ItemId>,
        /// Where to; counted before anything has moved.
        to: Location,
    },
    /// Put documents in order. Sections stay where they are: documents are put in order within
    /// theirs, and those of the top level among the places that they have there.
    Reorder {
        /// What they are in order of, for "Undo …", such as "date".
        by: String,
        /// Documents in their new order. Those that are not named stay where they are.
        documents: Vec<DocumentId>,
    },
    /// Take items out of the pack. A section goes with its documents.
    Remove(Vec<ItemId>),
    /// Change the title of a section or document.
    Rename {
        /// Which one.
        item: ItemId,
        /// The new title.
        title: String,
    },
    /// Change what kind of paper a document is.
    SetKind(DocumentId, DocumentKind),
    /// Change the day a document was issued.
    SetDate(DocumentId, Option<Date>),
    /// Change who issued a document.
    SetPublisher(DocumentId, String),
    /// Change what a document's publisher files it under.
    SetReference(DocumentId, String),
    /// Change the marking that a document came with.
    SetDocumentMarking(DocumentId, Marking),
    /// Change what part of its source each document shows; see [`Replacement`].
    SetExtents(Vec<Replacement>),
    /// Make two documents of one. The second stands behind the first, with an id of its own.
    Split {
        /// The first of them; it is the one that there was.
        first: Replacement,
        /// The title of the second.
        title: String,
        /// What the second shows.
        extent: Extent,
        /// The annotations of the second. With those of the first they are all that there were.
        annotations: Vec<Annotation>,
    },
    /// Make one document of several of the same source. What cited one of them cites it then.
    Merge {
        /// The one that stays, with the annotations of all.
        into: Replacement,
        /// The others, which go.
        from: Vec<DocumentId>,
    },
    /// Change who gets a document.
    SetAudience(DocumentId, Audience),
    /// Keep or leave out the comments that others wrote on a document.
    SetSourceComments(DocumentId, SourceComments),
    /// Change what becomes of what a document's pages have outside their visible part.
    SetBeyondCrop(DocumentId, BeyondCrop),
    /// Write, change or (with an empty text) take away the note on a document.
    SetNote(DocumentId, String),
    /// Add a briefing page.
    AddPage {
        /// Where it goes.
        at: Location,
        /// Its title.
        title: String,
        /// What stands on it.
        page: BriefingPage,
    },
    /// Change what stands on a briefing page.
    SetPage(DocumentId, BriefingPage),
    /// Mark a passage or area, or write a note on it. It gets [`Pack::upcoming_id`] as its id.
    Annotate(DocumentId, NewAnnotation),
    /// Change marks or notes, wherever in the pack they are.
    ChangeAnnotations(Vec<AnnotationId>, AnnotationChange),
    /// Take marks or notes away.
    RemoveAnnotations(Vec<AnnotationId>),
    /// Make documents from a new version of their source.
    ReplaceSource {
        /// The new source's id.
        source: SourceId,
        /// The documents that are made from it now.
        documents: Vec<Replacement>,
        /// The new source, and the pictures that it refers to.
        sources: Vec<(SourceId, Source)>,
    },
    /// Do several things as one step: all of them, or none.
    All {
        /// What they do together, for "Undo …".
        name: String,
        /// The steps, in order; each sees what those before it did.
        commands: Vec<Command>,
    },
}

/// An annotation that is about to be made; it has no id yet.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAnnotation {
    /// What it is on.
    pub target: Target,
    /// How it looks.
    pub mark: Mark,
    /// The note's text; may be empty.
    pub body: String,
    /// What the note is for.
    pub kind: Option<NoteKind>,
    /// Who may see it.
    pub audience: Audience,
    /// Who writes it.
    pub author: Author,
    /// When.
    pub created: Option<Timestamp>,
}

/// One change to annotations.
#[derive(Debug, Clone, PartialEq)]
pub enum AnnotationChange {
    /// Write or change the text.
    Body(String),
    /// Change what they are for.
    Kind(Option<NoteKind>),
    /// Change who may see them.
    Audience(Audience),
    /// Change how they look.
    Mark(Mark),
    /// Say whether they were dealt with.
    State(NoteState),
    /// Put them on something else of the same document; their place is then sure.
    Target(Target),
    /// Say that the place that was found for them is right.
    Confirm,
}

/// A document that shows another part of its source, or is made from a new version of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement {
    /// The document.
    pub document: DocumentId,
    /// What part of the source it shows then.
    pub extent: Extent,
    /// Its annotations, each with its place in what is shown then. None is missing.
    pub annotations: Vec<Annotation>,
}

/// Which pack pasted items are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasteFrom {
    /// This one: what was cut comes back as itself, and citations lead where they did.
    ThisPack,
    /// Another: its ids mean nothing here.
    AnotherPack,
}

/// A document that is about to be added; it has no id yet.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDocument {
    /// The title.
    pub title: String,
    /// What kind of paper it is.
    pub kind: DocumentKind,
    /// The day it was issued, where known.
    pub date: Option<Date>,
    /// Who issued it; may be empty.
    pub publisher: String,
    /// The bytes it is made from.
    pub source: SourceId,
    /// What part of the source it shows.
    pub extent: Extent,
    /// What its publisher files it under; may be empty.
    pub reference: String,
    /// The marking that it came with; may be empty.
    pub marking: Marking,
    /// Who gets it. Where `None`, it is private if any document of its source is.
    pub audience: Option<Audience>,
    /// Notes that it comes with.
    pub annotations: Vec<NewAnnotation>,
}

/// Says which changes are one act: changes with the same key in quick succession, such as the
/// letters of a word, are undone together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeKey {
    /// Typing the pack's title.
    Title,
    /// Typing the pack's version.
    Version,
    /// Typing the marking.
    Marking,
    /// Filling in one field of the meeting.
    Meeting(MeetingPart),
    /// Typing the title of an item.
    ItemTitle(ItemId),
    /// Typing who issued a document.
    Publisher(DocumentId),
    /// Typing what a document is filed under.
    Reference(DocumentId),
    /// Typing the marking that a document came with.
    DocumentMarking(DocumentId),
    /// Typing the note on a document.
    Note(DocumentId),
    /// Typing in one part of a briefing page, counted from 0.
    Page(DocumentId, usize),
    /// Typing the text of a note on a passage or area.
    Annotation(AnnotationId),
}

/// A field of the meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeetingPart {
    /// Its title.
    Title,
    /// Its day.
    Date,
    /// When it begins.
    Time,
    /// Where it is held.
    Place,
    /// Who chairs it.
    Chair,
    /// Who attends.
    Attendees,
    /// What it is to achieve.
    Objectives,
}

impl MeetingPart {
    /// The one field in which two meetings differ, if it is one.
    fn of_change(old: &Meeting, new: &Meeting) -> Option<Self> {
        let parts = [
            (Self::Title, old.title != new.title),
            (Self::Date, old.date != new.date),
            (Self::Time, old.time != new.time),
            (Self::Place, old.place != new.place),
            (Self::Chair, old.chair != new.chair),
            (Self::Attendees, old.attendees != new.attendees),
            (Self::Objectives, old.objectives != new.objectives),
        ];
        let mut changed = parts.into_iter().filter(|(_, differs)| *differs);
        match (changed.next(), changed.next()) {
            (Some((part, _)), None) => Some(part),
            _ => None,
        }
    }
}

impl Command {
    /// What the command does, for "Undo …", such as "Move 'Statement on Syria'".
    pub fn name(&self, pack: &Pack) -> String {
        let title = |id: ItemId| quoted(pack.title_of(id).unwrap_or_default());
        match self {
            Self::SetTitle(_) => "Change pack title".to_owned(),
            Self::SetVersion(_) => "Change version".to_owned(),
            Self::SetMarking(_) => "Change marking".to_owned(),
            Self::SetMeeting(_) => "Edit meeting".to_owned(),
            Self::SetSettings(_) => "Change export settings".to_owned(),
            Self::AddSection { title, .. } => format!("Add section {}", quoted(title)),
            Self::AddDocuments { documents, .. } => match documents.as_slice() {
                [document] => format!("Add {}", quoted(&document.title)),
                many => format!("Add {} documents", many.len()),
            },
            Self::Paste { items, .. } => match items.as_slice() {
                [Item::Document(document)] => format!("Paste {}", quoted(&document.title)),
                [Item::Section(section)] => format!("Paste {}", quoted(&section.title)),
                many => format!("Paste {} items", many.len()),
            },
            Self::Move { items, .. } => match items.as_slice() {
                [item] => format!("Move {}", title(*item)),
                many => format!("Move {} items", many.len()),
            },
            Self::Reorder { by, .. } => format!("Put documents in order of {by}"),
            Self::Remove(_) | Self::RemoveAnnotations(_) => {
                format!("Delete {}", self.removed(pack).unwrap_or_default())
            }
            Self::Rename { item, .. } => format!("Rename {}", title(*item)),
            Self::SetKind(id, _) => format!("Change kind of {}", title((*id).into())),
            Self::SetDate(id, _) => format!("Change date of {}", title((*id).into())),
            Self::SetPublisher(id, _) => format!("Change publisher of {}", title((*id).into())),
            Self::SetReference(id, _) => format!("Change reference of {}", title((*id).into())),
            Self::SetDocumentMarking(id, _) => format!("Change marking of {}", title((*id).into())),
            Self::SetExtents(documents) => match documents.as_slice() {
                [one] => format!("Change pages of {}", title(one.document.into())),
                many => format!("Change pages of {} documents", many.len()),
            },
            Self::Split { first, .. } => format!("Split {}", title(first.document.into())),
            Self::Merge { from, .. } => format!("Merge {} documents", from.len() + 1),
            Self::SetNote(id, body) if body.trim().is_empty() => {
                format!("Delete note on {}", title((*id).into()))
            }
            Self::SetNote(id, _) => format!("Edit note on {}", title((*id).into())),
            Self::SetAudience(id, _) => format!("Change who gets {}", title((*id).into())),
            Self::SetSourceComments(id, SourceComments::Keep) => {
                format!("Keep comments in {}", title((*id).into()))
            }
            Self::SetSourceComments(id, SourceComments::LeaveOut) => {
                format!("Leave out comments in {}", title((*id).into()))
            }
            Self::SetBeyondCrop(id, _) => {
                format!("Change what is kept of {}", title((*id).into()))
            }
            Self::AddPage { title, .. } => format!("Add {}", quoted(title)),
            Self::SetPage(id, _) => format!("Edit {}", title((*id).into())),
            Self::Annotate(id, new) if new.body.is_empty() && new.kind.is_none() => {
                format!("Mark passage of {}", title((*id).into()))
            }
            Self::Annotate(id, _) => format!("Add note on {}", title((*id).into())),
            Self::ChangeAnnotations(ids, change) => change.name(ids.len()),
            Self::ReplaceSource { documents, .. } => match documents.as_slice() {
                [one] => format!("Replace source of {}", title(one.document.into())),
                many => format!("Replace source of {} documents", many.len()),
            },
            Self::All { name, .. } => name.clone(),
        }
    }

    /// What this takes out of `pack`, in words, where that is all it does.
    pub fn removed(&self, pack: &Pack) -> Option<String> {
        match self {
            Self::Remove(items) => Some(match items.as_slice() {
                [item] => quoted(pack.title_of(*item).unwrap_or_default()),
                many => format!("{} items", many.len()),
            }),
            Self::RemoveAnnotations(ids) => Some(match ids.len() {
                1 => "note".to_owned(),
                many => format!("{many} notes"),
            }),
            _ => None,
        }
    }

    /// The act that this change to `pack` is part of, where it may be one of several.
    pub fn merge_key(&self, pack: &Pack) -> Option<MergeKey> {
        match self {
            Self::SetTitle(_) => Some(MergeKey::Title),
            Self::SetVersion(_) => Some(MergeKey::Version),
            Self::SetMarking(_) => Some(MergeKey::Marking),
            Self::SetMeeting(meeting) => {
                MeetingPart::of_change(&pack.meeting, meeting).map(MergeKey::Meeting)
            }
            Self::Rename { item, .. } => Some(MergeKey::ItemTitle(*item)),
            Self::SetPublisher(id, _) => Some(MergeKey::Publisher(*id)),
            Self::SetReference(id, _) => Some(MergeKey::Reference(*id)),
            Self::SetDocumentMarking(id, _) => Some(MergeKey::DocumentMarking(*id)),
            Self::SetNote(id, _) => Some(MergeKey::Note(*id)),
            Self::SetPage(id, page) => {
                let old = pack.document(*id)?.page()?;
                old.rewritten_text(page)
                    .map(|part| MergeKey::Page(*id, part))
            }
            Self::ChangeAnnotations(ids, AnnotationChange::Body(_)) => match ids.as_slice() {
                [id] => Some(MergeKey::Annotation(*id)),
                _ => None,
            },
            Self::SetSettings(_)
            | Self::AddSection { .. }
            | Self::AddDocuments { .. }
            | Self::Paste { .. }
            | Self::Move { .. }
            | Self::Reorder { .. }
            | Self::Remove(_)
            | Self::SetKind(..)
            | Self::SetDate(..)
            | Self::SetAudience(..)
            | Self::SetSourceComments(..)
            | Self::SetBeyondCrop(..)
            | Self::AddPage { .. }
            | Self::Annotate(..)
            | Self::ChangeAnnotations(..)
            | Self::RemoveAnnotations(_)
            | Self::ReplaceSource { .. }
            | Self::SetExtents(_)
            | Self::Split { .. }
            | Self::Merge { .. }
            | Self::All { .. } => None,
        }
    }
}

impl AnnotationChange {
    /// What the change to so many annotations does, for "Undo …".
    fn name(&self, count: usize) -> String {
        let notes = match count {
            1 => "note".to_owned(),
            many => format!("{many} notes"),
        };
        match self {
            Self::Body(_) => format!("Edit {notes}"),
            Self::Kind(_) => format!("Change kind of {notes}"),
            Self::Audience(_) => format!("Change who sees {notes}"),
            Self::Mark(_) => format!("Change mark of {notes}"),
            Self::State(NoteState::Done) => format!("Set {notes} done"),
            Self::State(NoteState::Open) => format!("Set {notes} open"),
            Self::Target(_) => format!("Move {notes}"),
            Self::Confirm => format!("Confirm place of {notes}"),
        }
    }
}

/// A title in quotation marks, cut to what fits a menu.
fn quoted(title: &str) -> String {
    const LONGEST_CHARS: usize = 32;
    let title = title.trim();
    if title.is_empty() {
        return "untitled".to_owned();
    }
    if title.chars().count() <= LONGEST_CHARS {
        return format!("“{title}”");
    }
    let cut: String = title.chars().take(LONGEST_CHARS - 1).collect();
    format!("“{}…”", cut.trim_end())
}
