//! What is known from earlier counts of a pack, so that a count costs what has changed since.
//!
//! Architecture invariant: whatever is kept here stands beside all that it was made from, and is
//! taken only where that is the same. So a count comes to the same whatever is known.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::document_parts::DocumentParts;
use super::notes::{EntryPlace, Printing, Telling};
use super::parallel;
use super::passwords::Passwords;
use super::plan::{Place, Plan, Stretches};
use super::provenance;
use super::{Copy, ExportRequest};
use crate::pack::{
    Annotation, AnnotationId, Document, DocumentId, ItemId, ItemNumber, Pack, Source,
};
use crate::progress::{Cancelled, Progress};
use crate::typeset::{
    self, ContentsEntry, CountedPages, DividerEntry, EntryForm, Head, MeasuredBlock, MeasuredEntry,
    NoteEntry, Provenance, Style, measure_entries,
};

/// How many states of a note are remembered.
const MOST_OF_NOTE: usize = 4;
/// How many states of a place are remembered: two copies, before and after an edit.
const MOST_OF_PLACE: usize = 6;
/// How many notes a thread measures at once.
const CHUNK: usize = 32;

/// What is known from earlier counts.
#[derive(Debug, Default)]
pub(super) struct Known {
    documents: HashMap<(DocumentId, Copy), (MadeFrom, DocumentParts)>,
    notes: HashMap<(AnnotationId, Form), Vec<KnownNote>>,
    pages: HashMap<Place, Vec<(PagesOf, CountedPages)>>,
    counted: Vec<CountedBefore>,
}

/// A pack with the pages that were counted of it.
#[derive(Debug)]
pub(super) struct CountedBefore {
    pub pack: Pack,
    pub copy: Copy,
    pub passwords: Passwords,
    pub plan: Plan,
    /// How many pages each document has that do not name other pages.
    pub own: HashMap<DocumentId, Stretches>,
}

/// All that the parts of a document are made from, where its notes cite nothing.
#[derive(Debug, Clone)]
pub(super) struct MadeFrom {
    pub document: Arc<Document>,
    pub number: ItemNumber,
    pub style: Style,
    pub names_authors: bool,
    pub source: Source,
    /// Those of its pictures that can be had.
    pub pictures: Vec<String>,
    pub passwords: Vec<String>,
}

impl PartialEq for MadeFrom {
    fn eq(&self, other: &Self) -> bool {
        // Packs that are states of one share the documents that are the same in them.
        (Arc::ptr_eq(&self.document, &other.document) || self.document == other.document)
            && self.number == other.number
            && self.style == other.style
            && self.names_authors == other.names_authors
            && self.source == other.source
            && self.pictures == other.pictures
            && self.passwords == other.passwords
    }
}

/// How an entry is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    Numbered,
    Spoken,
    SpokenOfOneKind,
}

impl Form {
    fn of(telling: Telling) -> Self {
        match telling {
            Telling::Number(_) => Self::Numbered,
            Telling::Document => Self::Spoken,
            Telling::DocumentOnly => Self::SpokenOfOneKind,
        }
    }

    fn of_entry(self) -> EntryForm {
        match self {
            Self::Numbered => EntryForm::Numbered,
            Self::Spoken | Self::SpokenOfOneKind => EntryForm::Spoken,
        }
    }
}

/// A note that was measured, and what it was then.
#[derive(Debug)]
struct KnownNote {
    annotation: Annotation,
    /// The title of its document.
    title: String,
    names_authors: bool,
    style: Style,
    place: EntryPlace,
    /// All of it, where it may cite something, which changes by itself.
    entry: Option<NoteEntry>,
    measured: Arc<MeasuredEntry>,
}

/// A note that is to be measured.
pub(super) type Wanted<'a> = ((&'a Document, &'a Annotation), Telling);

/// What pages are made from of which it is known how many they are. Page numbers that move nothing
/// are left out.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PagesOf {
    Notes {
        title: String,
        entries: Vec<Arc<MeasuredEntry>>,
        style: Style,
    },
    Briefing {
        number: String,
        title: String,
        source_line: String,
        blocks: Vec<MeasuredBlock>,
        style: Style,
    },
    Contents(Vec<ContentsEntry>, Style),
    Divider {
        number: String,
        title: String,
        entries: Vec<DividerEntry>,
        style: Style,
    },
    Sources(Vec<Provenance>, Style),
}

impl PagesOf {
    fn count(&self) -> CountedPages {
        match self {
            Self::Notes {
                title,
                entries,
                style,
            } => typeset::count_notes_page(title, entries, style),
            Self::Briefing {
                number,
                title,
                source_line,
                blocks,
                style,
            } => {
                let head = Head {
                    number,
                    title,
                    source_line,
                    notes: &[],
                };
                typeset::count_briefing_page(&head, blocks, style)
            }
            Self::Contents(entries, style) => CountedPages::of(typeset::contents(entries, style)),
            Self::Divider {
                number,
                title,
                entries,
                style,
            } => CountedPages::of(typeset::divider(number, title, entries, style)),
            Self::Sources(entries, style) => {
                CountedPages::of(typeset::provenance(provenance::TITLE, entries, style))
            }
        }
    }
}

impl Known {
    /// The parts of a document that were made from the same.
    pub fn document(&self, id: DocumentId, copy: Copy, from: &MadeFrom) -> Option<&DocumentParts> {
        let (of, made) = self.documents.get(&(id, copy))?;
        (of == from).then_some(made)
    }

    /// Remembers the parts of a document; they must not hold the parts themselves, for which there
    /// may be no room.
    pub fn put_document(
        &mut self,
        id: DocumentId,
        copy: Copy,
        from: MadeFrom,
        made: DocumentParts,
    ) {
        self.documents.insert((id, copy), (from, made));
    }

    /// Forgets all documents: what was said of a source may not hold any more.
    pub fn forget_documents(&mut self) {
        self.documents.clear();
        self.counted.clear();
    }

    /// Remembers how the pages of a pack were counted.
    pub fn put_counted(&mut self, counted: CountedBefore) {
        self.counted.retain(|one| one.copy != counted.copy);
        self.counted.push(counted);
    }

    /// How the pages of a pack were counted last, if that was the same pack.
    pub fn counted(&self, request: &ExportRequest<'_>) -> Option<&CountedBefore> {
        self.counted.iter().find(|one| {
            one.copy == request.copy
                && one.passwords == *request.passwords
                && one.pack == *request.pack
        })
    }

    /// Forgets what is no longer in the pack, once that is much.
    pub fn forget_what_is_gone(&mut self, pack: &Pack) {
        let notes: usize = pack.documents().map(|one| one.annotations.len()).sum();
        let documents = pack.documents().count();
        if self.documents.len() > 4 * documents + 100 || self.notes.len() > 4 * notes + 1_000 {
            let there: HashSet<DocumentId> = pack.documents().map(|one| one.id).collect();
            self.documents.retain(|(id, _), _| there.contains(id));
            let there: HashSet<AnnotationId> = pack.annotations().map(|(_, one)| one.id).collect();
            self.notes.retain(|(id, _), _| there.contains(id));
            self.pages.retain(|place, _| match place {
                Place::Document(id) => pack.location(ItemId::Document(*id)).is_some(),
                Place::Section(id) => pack.location(ItemId::Section(*id)).is_some(),
                Place::Cover | Place::Contents | Place::Sources => true,
            });
        }
    }

    /// How many pages are made of this.
    pub fn pages(&mut self, place: Place, of: PagesOf) -> CountedPages {
        let known = self.pages.entry(place).or_default();
        if let Some((_, counted)) = known.iter().find(|(known, _)| *known == of) {
            return counted.clone();
        }
        let counted = of.count();
        if known.len() == MOST_OF_PLACE {
            known.remove(0);
        }
        known.push((of, counted.clone()));
        counted
    }

    /// How much room notes take, in this order.
    pub fn notes(
        &mut self,
        printing: &Printing<'_>,
        wanted: &[Wanted<'_>],
        style: &Style,
        progress: &Progress,
    ) -> Result<Vec<Arc<MeasuredEntry>>, Cancelled> {
        let known: Vec<Option<Arc<MeasuredEntry>>> = wanted
            .iter()
            .map(|wanted| self.note(printing, wanted, style))
            .collect();
        let new = wanted
            .iter()
            .zip(&known)
            .filter(|(_, known)| known.is_none());
        let new: Vec<&Wanted<'_>> = new.map(|(wanted, _)| wanted).collect();
        let chunks: Vec<&[&Wanted<'_>]> = new
            .chunk_by(|(_, one), (_, other)| Form::of(*one) == Form::of(*other))
            .flat_map(|alike| alike.chunks(CHUNK))
            .collect();
        let measured = parallel::map(&chunks, progress, |chunk| {
            let form = chunk
                .first()
                .map_or(Form::Numbered, |(_, telling)| Form::of(*telling));
            let entries: Vec<NoteEntry> = chunk
                .iter()
                .map(|(on, telling)| printing.entry(*on, *telling))
                .collect();
            let measured = measure_entries(&entries, form.of_entry(), style);
            Ok::<_, Cancelled>(entries.into_iter().zip(measured).collect::<Vec<_>>())
        })?;
        let mut measured = measured.into_iter().flatten();
        let all = wanted.iter().zip(known).filter_map(|(wanted, known)| {
            if known.is_some() {
                return known;
            }
            let (entry, measured) = measured.next()?;
            Some(self.put_note(printing, wanted, style, (entry, measured)))
        });
        Ok(all.collect())
    }

    fn note(
        &self,
        printing: &Printing<'_>,
        (on, telling): &Wanted<'_>,
        style: &Style,
    ) -> Option<Arc<MeasuredEntry>> {
        let (document, annotation) = *on;
        let known = self.notes.get(&(annotation.id, Form::of(*telling)))?;
        let place = printing.place(*on, *telling);
        let may_cite = may_cite(annotation);
        let entry = may_cite.then(|| printing.entry(*on, *telling));
        let is_same = |known: &&KnownNote| {
            let is_placed =
                known.place == place || known.measured.is_settled && known.place.is_alike(&place);
            is_placed
                && known.annotation == *annotation
                && known.title == document.title
                && known.names_authors == printing.names_authors()
                && known.style == *style
                && known.entry == entry
        };
        known
            .iter()
            .find(is_same)
            .map(|known| Arc::clone(&known.measured))
    }

    fn put_note(
        &mut self,
        printing: &Printing<'_>,
        (on, telling): &Wanted<'_>,
        style: &Style,
        (entry, measured): (NoteEntry, MeasuredEntry),
    ) -> Arc<MeasuredEntry> {
        let (document, annotation) = *on;
        let measured = Arc::new(measured);
        let known = self
            .notes
            .entry((annotation.id, Form::of(*telling)))
            .or_default();
        if known.len() == MOST_OF_NOTE {
            known.remove(0);
        }
        known.push(KnownNote {
            annotation: annotation.clone(),
            title: document.title.clone(),
            names_authors: printing.names_authors(),
            style: style.clone(),
            place: printing.place(*on, *telling),
            entry: may_cite(annotation).then_some(entry),
            measured: Arc::clone(&measured),
        });
        measured
    }
}

/// Whether a note may cite something of the pack, by whose title or page it is then changed.
pub(super) fn may_cite(annotation: &Annotation) -> bool {
    annotation.body.contains('@')
}
