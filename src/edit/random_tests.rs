//! Commands in any order on packs of any shape: what holds for all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::tests::source;
use super::{AnnotationChange, Command, EditError, History, NewAnnotation, NewDocument, PasteFrom};
use crate::pack::{
    AnnotationId, Audience, Author, BriefingPage, Document, DocumentId, DocumentKind, Extent, Item,
    ItemId, Location, Mark, Marking, NoteState, NumberedItem, Pack, SourceId, Target,
};
use crate::store::{from_ron, to_ron};

/// What a person does: a kind of command, two numbers that choose what it is done to, and words.
type Deed = (u8, usize, usize, String);

/// How many kinds of deeds [`command`] knows.
const KINDS: u8 = 16;

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = (0..KINDS, 0..64_usize, 0..64_usize, "(?s).{0,8}");
    prop::collection::vec(deed, 1..40)
}

fn note(body: String) -> NewAnnotation {
    NewAnnotation {
        target: Target::Document,
        mark: Mark::default(),
        body,
        kind: None,
        audience: Audience::Private,
        author: Author::default(),
        created: None,
    }
}

/// The command that a deed stands for in a pack.
fn command(pack: &Pack, (kind, a, b, text): Deed) -> Command {
    let items: Vec<ItemId> = pack.numbered_items().iter().map(NumberedItem::id).collect();
    let documents: Vec<DocumentId> = pack.documents().map(|document| document.id).collect();
    let notes: Vec<AnnotationId> = pack.annotations().map(|(_, note)| note.id).collect();
    let sections: Vec<_> = pack.sections().map(|section| section.id).collect();
    let at = if sections.is_empty() || b % 2 == 0 {
        Location::top(b)
    } else {
        Location::within(sections[b % sections.len()], a)
    };
    let item = items.get(a % items.len().max(1)).copied();
    let document = documents.get(a % documents.len().max(1)).copied();
    let some_notes: Vec<_> = notes
        .iter()
        .copied()
        .skip(a % 4)
        .step_by(1 + b % 3)
        .collect();
    let seed = (a % 5) as u8;
    let add = || Command::AddDocuments {
        at,
        documents: vec![NewDocument {
            title: text.clone(),
            kind: DocumentKind::Other,
            date: None,
            publisher: text.clone(),
            source: source(seed).0,
            extent: Extent::Whole,
            reference: String::new(),
            marking: Marking::default(),
            audience: None,
            annotations: vec![note(text.clone())],
        }],
        sources: vec![source(seed)],
    };
    match (kind, item, document) {
        (0, ..) => Command::SetTitle(text),
        (1, ..) => Command::SetMarking(Marking(text)),
        (2, ..) => Command::AddSection {
            index: b,
            title: text,
        },
        (3, ..) => Command::AddPage {
            at,
            title: text,
            page: BriefingPage::default(),
        },
        (4, Some(item), _) => Command::Rename { item, title: text },
        (5, Some(_), _) => Command::Move {
            items: items.into_iter().skip(a % 5).step_by(1 + b % 3).collect(),
            to: at,
        },
        (6, Some(item), _) => Command::Remove(vec![item]),
        (7, _, Some(document)) => Command::SetNote(document, text),
        (8, _, Some(document)) => Command::Annotate(document, note(text)),
        (9, _, Some(document)) => Command::SetPublisher(document, text),
        (10, ..) => Command::ChangeAnnotations(some_notes, AnnotationChange::Body(text)),
        (11, ..) => {
            Command::ChangeAnnotations(some_notes, AnnotationChange::State(NoteState::Done))
        }
        (12, ..) => Command::RemoveAnnotations(some_notes),
        (13, _, Some(_)) => Command::Reorder {
            by: "date".to_owned(),
            documents: documents.into_iter().rev().skip(a % 3).collect(),
        },
        (14, Some(_), _) => {
            let item = pack.outline[a % pack.outline.len()].clone();
            Command::Paste {
                at,
                sources: BTreeMap::clone(&pack.sources).into_iter().collect(),
                items: vec![item],
                from: if b % 3 == 0 {
                    PasteFrom::AnotherPack
                } else {
                    PasteFrom::ThisPack
                },
            }
        }
        (15, Some(item), Some(document)) => Command::All {
            name: "Do three things".to_owned(),
            commands: vec![
                Command::SetVersion(text.clone()),
                add(),
                // Where the document has gone with the item, nothing of it all may be done.
                Command::Remove(vec![item]),
                Command::SetNote(document, text.clone()),
            ],
        },
        _ => add(),
    }
}

/// The ids of everything in a pack.
fn ids(pack: &Pack) -> Vec<u64> {
    let sections = pack.sections().map(|section| section.id.0);
    let documents = pack.documents().map(|document| document.id.0);
    let notes = pack.annotations().map(|(_, note)| note.id.0);
    sections.chain(documents).chain(notes).collect()
}

/// The ids that a command takes out of a pack.
fn taken_out(pack: &Pack, command: &Command) -> BTreeSet<u64> {
    let of_item = |id: ItemId| {
        let item = match id {
            ItemId::Section(id) => pack.section(id).cloned().map(Item::Section),
            ItemId::Document(id) => pack.document(id).cloned().map(Item::from),
        };
        let mut of_it = Pack::default();
        of_it.outline.extend(item);
        ids(&of_it)
    };
    match command {
        Command::Remove(items) => items.iter().copied().flat_map(of_item).collect(),
        Command::RemoveAnnotations(notes) => notes.iter().map(|id| id.0).collect(),
        // A note that is emptied goes.
        Command::SetNote(id, text) if text.trim().is_empty() => {
            let document = pack.document(*id).into_iter();
            let notes = document.flat_map(|document| &document.annotations);
            let whole = notes.filter(|note| note.target == Target::Document);
            whole.map(|note| note.id.0).collect()
        }
        Command::All { commands, .. } => commands
            .iter()
            .flat_map(|command| taken_out(pack, command))
            .collect(),
        _ => BTreeSet::new(),
    }
}

/// A pack but for the next id, which goes on growing so that none is used twice.
fn but_for_next_id(pack: &Pack) -> Pack {
    Pack {
        next_id: 0,
        ..pack.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn undo_brings_back_every_state_and_redo_the_later_ones(deeds in deeds(), is_fast: bool) {
        let mut history = History::saved(Pack::new("Test"));
        let mut states = vec![but_for_next_id(history.pack())];
        let mut now = Duration::ZERO;
        for deed in deeds {
            // Whoever types fast changes many things in one step of undo.
            now += Duration::from_secs(if is_fast { 0 } else { 10 });
            let command = command(history.pack(), deed);
            // What can't be done is another test's matter; here it must have changed nothing.
            let _: Result<_, EditError> = history.run(command, now);
            let state = but_for_next_id(history.pack());
            if states.last() != Some(&state) {
                states.push(state);
            }
        }
        let mut passed = vec![but_for_next_id(history.pack())];
        while history.undo().is_some() {
            passed.push(but_for_next_id(history.pack()));
        }
        passed.reverse();
        prop_assert_eq!(passed.first(), states.first());
        if !is_fast {
            prop_assert_eq!(&passed, &states);
        }
        let mut again = vec![but_for_next_id(history.pack())];
        while history.redo().is_some() {
            again.push(but_for_next_id(history.pack()));
        }
        prop_assert_eq!(again, passed);
    }

    #[test]
    fn no_id_is_lost_or_used_twice_whatever_is_done(deeds in deeds()) {
        let mut history = History::saved(Pack::new("Test"));
        let mut ever: BTreeSet<u64> = BTreeSet::new();
        for (step, deed) in deeds.into_iter().enumerate() {
            let before = Arc::clone(history.pack());
            let command = command(&before, deed);
            let may_go = taken_out(&before, &command);
            let is_paste = matches!(command, Command::Paste { .. });
            let result = history.run(command, Duration::ZERO);
            let pack = Arc::clone(history.pack());
            if result.is_err() {
                prop_assert_eq!(&before, &pack);
            }
            let now = ids(&pack);
            let unique: BTreeSet<u64> = now.iter().copied().collect();
            prop_assert_eq!(unique.len(), now.len(), "an id stands for two things");
            prop_assert!(now.iter().all(|id| *id < pack.upcoming_id()));
            let lost = ids(&before).into_iter().filter(|id| !unique.contains(id));
            let lost: Vec<u64> = lost.filter(|id| !may_go.contains(id)).collect();
            prop_assert_eq!(lost, Vec::<u64>::new());
            // What was cut and is pasted comes back as itself; all else that is new is new.
            let known: BTreeSet<u64> = ids(&before).into_iter().collect();
            let reused = unique.difference(&known).filter(|id| ever.contains(id)).count();
            prop_assert!(is_paste || reused == 0, "an id was used again");
            ever.extend(unique);
            let has_source = |id: &SourceId| pack.sources.contains_key(id);
            let mut used = pack.documents().filter_map(|document| document.source());
            prop_assert!(used.all(has_source));
            if step % 7 == 6 {
                history.undo();
            }
        }
    }

    #[test]
    fn what_a_command_leaves_as_it_was_is_shared_with_the_state_before(deeds in deeds()) {
        let mut history = History::saved(Pack::new("Test"));
        for deed in deeds {
            let before = Arc::clone(history.pack());
            let command = command(&before, deed);
            // A step of several may write what another of them takes back.
            let is_several = matches!(command, Command::All { .. });
            let _: Result<_, EditError> = history.run(command, Duration::ZERO);
            let (old, new) = (&before.sources, &history.pack().sources);
            prop_assert!(old != new || Arc::ptr_eq(old, new) || is_several, "sources were cloned");
            for document in history.pack().documents() {
                let is_same = |old: &&Document| *old == document;
                let old = before.document(document.id).filter(is_same);
                let is_shared = old.is_none_or(|old| std::ptr::eq(old, document));
                prop_assert!(is_shared || is_several, "{} was cloned", document.title);
            }
        }
    }

    #[test]
    fn a_pack_is_read_as_it_was_written(deeds in deeds()) {
        let mut history = History::saved(Pack::new("Test"));
        for deed in deeds {
            let command = command(history.pack(), deed);
            let _: Result<_, EditError> = history.run(command, Duration::ZERO);
        }
        let text = to_ron(history.pack()).unwrap();
        let read = from_ron(&text, Path::new("test.ron")).unwrap();
        prop_assert_eq!(&read.pack, &**history.pack());
        prop_assert_eq!(read.warnings, Vec::<String>::new());
        prop_assert_eq!(to_ron(&read.pack).unwrap(), text);
    }
}
