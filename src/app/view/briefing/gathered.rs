//! What the generated parts of briefing pages gather, remembered until the pack changes.

use std::rc::Rc;

use crate::app::state::cite::first_words;
use crate::app::state::desk::Desk;
use crate::edit::Revision;
use crate::pack::{AnnotationId, Audience, Gather, Gathered, Pack, gather, groups};

/// How many lines a list shows before it is unfolded.
pub const FEW: usize = 5;

/// What parts gather, for one state of one pack.
#[derive(Debug, Default)]
pub struct Gatherings {
    of: Option<(u64, Revision)>,
    found: Vec<(Gather, Rc<GatheredNotes>)>,
}

impl Gatherings {
    /// What is found by this wish in the pack as it is now.
    pub fn found(&mut self, desk: &Desk, wanted: &Gather) -> Rc<GatheredNotes> {
        let now = Some((desk.serial, desk.history.revision()));
        if self.of != now {
            self.of = now;
            self.found.clear();
        }
        if let Some((_, found)) = self.found.iter().find(|(known, _)| known == wanted) {
            return Rc::clone(found);
        }
        let found = Rc::new(GatheredNotes::new(desk.pack(), wanted));
        self.found.push((wanted.clone(), Rc::clone(&found)));
        found
    }
}

/// What a part gathers.
#[derive(Debug)]
pub struct GatheredNotes {
    /// The notes, under their headings.
    pub lines: Vec<GatheredLine>,
    /// How many notes there are.
    pub notes: usize,
    /// How many of them are private, or on what is.
    pub private: usize,
}

/// A line of what a part gathers.
#[derive(Debug)]
pub enum GatheredLine {
    /// What the notes below have in common.
    Heading(String),
    Note(GatheredNote),
}

/// A note that a part gathers.
#[derive(Debug)]
pub struct GatheredNote {
    pub id: AnnotationId,
    /// Its first words, or those that it is on.
    pub words: String,
    /// The title of its document.
    pub title: String,
    /// Whether it says something in words of its own.
    pub has_words: bool,
    /// Whether it, or its document, is private.
    pub is_private: bool,
}

impl GatheredNotes {
    fn new(pack: &Pack, wanted: &Gather) -> Self {
        let gathered = gather(pack, wanted);
        let mut lines = Vec::with_capacity(gathered.len());
        for group in groups(&gathered, wanted.grouping) {
            let title = group.heading.title();
            if !title.is_empty() {
                lines.push(GatheredLine::Heading(title.to_owned()));
            }
            lines.extend(
                group
                    .notes
                    .iter()
                    .map(GatheredNote::new)
                    .map(GatheredLine::Note),
            );
        }
        Self {
            lines,
            notes: gathered.len(),
            private: gathered.iter().filter(|note| is_private(note)).count(),
        }
    }

    /// The lines with the first few notes.
    pub fn few(&self) -> &[GatheredLine] {
        let is_note = |(_, line): &(usize, &GatheredLine)| matches!(line, GatheredLine::Note(_));
        let mut notes = self.lines.iter().enumerate().filter(is_note);
        let end = notes
            .nth(FEW - 1)
            .map_or(self.lines.len(), |(index, _)| index + 1);
        self.lines.get(..end).unwrap_or_default()
    }
}

impl GatheredNote {
    fn new(one: &Gathered<'_>) -> Self {
        let (document, note) = one;
        Self {
            id: note.id,
            words: first_words(note),
            title: document.title.clone(),
            has_words: note.has_words(),
            is_private: is_private(one),
        }
    }
}

fn is_private((document, note): &Gathered<'_>) -> bool {
    note.audience.min(document.audience) == Audience::Private
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::edit::{Command, History};
    use crate::pack::{
        Annotation, Body, Document, DocumentId, Grouping, Item, NoteKind, SourceId, Target,
    };
    use crate::store::Session;

    fn document(id: u64, notes: u64) -> Document {
        let note = |index: u64| Annotation {
            body: format!("Note {index}"),
            kind: Some(NoteKind::Question),
            audience: Audience::Circulated,
            ..Annotation::new(AnnotationId(id + index), Target::Document)
        };
        let body = Body::whole(SourceId::from_digest([0; 32]));
        Document {
            annotations: (1..=notes).map(note).collect(),
            ..Document::new(DocumentId(id), format!("Paper {id}"), body)
        }
    }

    fn pack() -> Pack {
        let mut pack = Pack::new("Test");
        let documents = [document(100, 3), document(200, 4)];
        pack.outline = documents.map(Item::from).into();
        pack
    }

    fn titles(lines: &[GatheredLine]) -> Vec<String> {
        let line = |line: &GatheredLine| match line {
            GatheredLine::Heading(title) => format!("# {title}"),
            GatheredLine::Note(note) => note.words.clone(),
        };
        lines.iter().map(line).collect()
    }

    #[test]
    fn a_few_notes_stand_under_their_headings() {
        let mut wanted = Gather {
            grouping: Grouping::ByDocument,
            ..Gather::default()
        };
        let found = GatheredNotes::new(&pack(), &wanted);
        assert_eq!(
            titles(found.few()),
            [
                "# Paper 100",
                "Note 1",
                "Note 2",
                "Note 3",
                "# Paper 200",
                "Note 1",
                "Note 2"
            ]
        );
        assert_eq!((found.lines.len(), found.notes), (9, 7));
        wanted.grouping = Grouping::PackOrder;
        let mut pack = pack();
        pack.outline.pop();
        let found = GatheredNotes::new(&pack, &wanted);
        assert_eq!(titles(found.few()), ["Note 1", "Note 2", "Note 3"]);
    }

    #[test]
    fn what_was_found_is_found_anew_once_the_pack_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let session = Session::begin(folder.path(), None).unwrap();
        let mut desk = Desk::new(History::unsaved(pack()), session);
        let mut gatherings = Gatherings::default();
        let wanted = Gather::default();
        let found = gatherings.found(&desk, &wanted);
        assert_eq!(found.private, 0);
        assert!(Rc::ptr_eq(&found, &gatherings.found(&desk, &wanted)));
        desk.run(
            Command::SetAudience(DocumentId(100), Audience::Private),
            Duration::ZERO,
        )
        .unwrap();
        assert_eq!(gatherings.found(&desk, &wanted).private, 3);
        desk.undo();
        assert_eq!(gatherings.found(&desk, &wanted).private, 0);
    }
}
