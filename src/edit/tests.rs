//! What commands do to a pack, and what undo takes back.

use std::sync::Arc;
use std::time::Duration;

use super::{AnnotationChange, Command, EditError, History, NewDocument, PasteFrom, Replacement};
use crate::pack::{
    Audience, Body, BriefingPage, DocumentKind, Extent, Item, ItemId, Location, Media,
    NumberedItem, Pack, PagePart, SectionId, Source, SourceComments, SourceId, citation,
};

/// A pack in a line: sections with their documents in brackets, such as "A [b c] d".
fn outline(pack: &Pack) -> String {
    let item = |item: &Item| match item {
        Item::Document(document) => document.title.clone(),
        Item::Section(section) => {
            let titles: Vec<_> = section.documents.iter().map(|d| d.title.as_str()).collect();
            format!("{} [{}]", section.title, titles.join(" "))
        }
    };
    pack.outline.iter().map(item).collect::<Vec<_>>().join(" ")
}

pub(super) fn source(seed: u8) -> (SourceId, Source) {
    let source = Source {
        name: format!("{seed}.txt"),
        media: Media::PlainText,
        size_bytes: 1,
        origin: None,
        pictures: Default::default(),
        laid_out_from: None,
    };
    (SourceId::from_digest([seed; 32]), source)
}

fn add(titles: &str, at: Location) -> Command {
    let documents: Vec<NewDocument> = titles
        .split(' ')
        .map(|title| NewDocument {
            title: title.to_owned(),
            kind: DocumentKind::Other,
            date: None,
            publisher: String::new(),
            source: source(title.as_bytes()[0]).0,
            extent: Extent::Whole,
            annotations: Vec::new(),
            audience: None,
            marking: crate::pack::Marking::default(),
            reference: String::new(),
        })
        .collect();
    let sources = titles
        .split(' ')
        .map(|title| source(title.as_bytes()[0]))
        .collect();
    Command::AddDocuments {
        at,
        documents,
        sources,
    }
}

struct Desk {
    history: History,
    now: Duration,
}

impl Desk {
    /// "A [b c] d E [f]", made by commands.
    fn new() -> Self {
        let mut desk = Self {
            history: History::saved(Pack::new("Test")),
            now: Duration::ZERO,
        };
        desk.run(Command::AddSection {
            index: 0,
            title: "A".to_owned(),
        });
        desk.run(add("b c", Location::within(desk.section("A"), 0)));
        desk.run(add("d", Location::top(1)));
        desk.run(Command::AddSection {
            index: 2,
            title: "E".to_owned(),
        });
        desk.run(add("f", Location::within(desk.section("E"), 0)));
        assert_eq!(desk.outline(), "A [b c] d E [f]");
        desk
    }

    fn run(&mut self, command: Command) -> Vec<ItemId> {
        self.now += Duration::from_secs(10);
        self.history.run(command, self.now).unwrap()
    }

    fn outline(&self) -> String {
        outline(self.history.pack())
    }

    fn id(&self, title: &str) -> ItemId {
        let rows = self.history.pack().numbered_items();
        let found = rows
            .iter()
            .find(|row| self.history.pack().title_of(row.id()) == Some(title));
        found.unwrap().id()
    }

    fn section(&self, title: &str) -> SectionId {
        match self.id(title) {
            ItemId::Section(id) => id,
            ItemId::Document(_) => panic!("{title} is a document"),
        }
    }

    fn moved(&mut self, titles: &str, to: Location) -> String {
        let items = titles.split(' ').map(|title| self.id(title)).collect();
        self.run(Command::Move { items, to });
        self.outline()
    }
}

#[test]
fn a_document_moves_to_the_place_that_was_pointed_at() {
    let a = Desk::new().section("A");
    let e = Desk::new().section("E");
    for (what, to, expected) in [
        ("b", Location::within(a, 2), "A [c b] d E [f]"),
        ("b", Location::within(a, 1), "A [b c] d E [f]"),
        ("c", Location::within(a, 0), "A [c b] d E [f]"),
        ("b", Location::within(e, 1), "A [c] d E [f b]"),
        ("d", Location::within(a, 1), "A [b d c] E [f]"),
        ("b", Location::top(0), "b A [c] d E [f]"),
        ("f", Location::top(3), "A [b c] d E [] f"),
        ("b f", Location::top(2), "A [c] d b f E []"),
        ("A", Location::top(3), "d E [f] A [b c]"),
        ("A b d", Location::top(3), "E [f] A [b c] d"),
        ("E d", Location::top(0), "d E [f] A [b c]"),
    ] {
        let mut desk = Desk::new();
        let before = desk.history.revision();
        assert_eq!(desk.moved(what, to), expected, "{what} to {to:?}");
        if desk.history.revision() == before {
            continue; // it stood there already: nothing to undo
        }
        desk.history.undo();
        assert_eq!(desk.outline(), "A [b c] d E [f]", "undo of {what}");
        desk.history.redo();
        assert_eq!(desk.outline(), expected, "redo of {what}");
    }
}

#[test]
fn a_section_is_refused_inside_a_section_and_nothing_changes() {
    let mut desk = Desk::new();
    let command = Command::Move {
        items: vec![desk.id("A")],
        to: Location::within(desk.section("E"), 0),
    };
    let before = desk.history.revision();
    assert_eq!(
        desk.history.run(command, desk.now),
        Err(EditError::SectionInSection)
    );
    assert_eq!(desk.history.revision(), before);
}

#[test]
fn what_is_deleted_takes_its_source_along_and_undo_brings_both_back() {
    let mut desk = Desk::new();
    let item = desk.id("b");
    desk.run(Command::Remove(vec![item]));
    assert_eq!(desk.outline(), "A [c] d E [f]");
    assert!(!desk.history.pack().sources.contains_key(&source(b'b').0));
    assert_eq!(desk.history.undo_name(), Some("Delete “b”"));
    desk.history.undo();
    assert!(desk.history.pack().sources.contains_key(&source(b'b').0));
}

#[test]
fn pasted_copies_have_ids_of_their_own() {
    let mut desk = Desk::new();
    let copied = desk.history.pack().outline.clone();
    desk.run(Command::Paste {
        from: PasteFrom::ThisPack,
        at: Location::top(3),
        items: copied,
        sources: Vec::new(),
    });
    assert_eq!(desk.outline(), "A [b c] d E [f] A [b c] d E [f]");
    let rows = desk.history.pack().numbered_items();
    let ids: std::collections::BTreeSet<_> = rows.iter().map(NumberedItem::id).collect();
    assert_eq!(ids.len(), rows.len());
}

#[test]
fn what_was_cut_comes_back_as_itself_once() {
    let mut desk = Desk::new();
    let item = desk.id("d");
    let cut = desk.history.pack().outline[1].clone();
    assert_eq!(cut.id(), item);
    desk.run(Command::Remove(vec![item]));
    for _ in 0..2 {
        desk.run(Command::Paste {
            from: PasteFrom::ThisPack,
            at: Location::top(0),
            items: vec![cut.clone()],
            sources: Vec::new(),
        });
    }
    assert_eq!(desk.outline(), "d d A [b c] E [f]");
    let first = desk.history.pack().outline[0].id();
    let second = desk.history.pack().outline[1].id();
    assert!(first != item && second == item, "{first:?} {second:?}");
}

#[test]
fn citations_of_another_pack_lead_nowhere_here() {
    let mut desk = Desk::new();
    let ItemId::Document(id) = desk.id("d") else {
        panic!("d is a document")
    };
    let text = format!("{} and {}", citation("D", id.0), citation("Self", 900));
    let mut page = desk.history.pack().document(id).unwrap().clone();
    page.id = crate::pack::DocumentId(900);
    page.body = Body::Page(BriefingPage {
        parts: vec![PagePart::Text(text)],
    });
    let mut paste = |from| {
        let pasted = desk.history.run(
            Command::Paste {
                from,
                at: Location::top(0),
                items: vec![page.clone().into()],
                sources: Vec::new(),
            },
            desk.now,
        );
        let Some(ItemId::Document(new)) = pasted.unwrap().first().copied() else {
            panic!("it was pasted")
        };
        let page = desk.history.pack().document(new).unwrap().page().cloned();
        (new.0, page.unwrap().parts)
    };
    let (new, parts) = paste(PasteFrom::AnotherPack);
    let expected = format!("D and {}", citation("Self", new));
    assert_eq!(parts, [PagePart::Text(expected)]);
    let (new, parts) = paste(PasteFrom::ThisPack);
    let expected = format!("{} and {}", citation("D", id.0), citation("Self", new));
    assert_eq!(parts, [PagePart::Text(expected)]);
}

#[test]
fn what_is_added_is_as_private_as_any_of_its_source() {
    let mut desk = Desk::new();
    desk.run(add("Alpha Apple", Location::top(0)));
    let audience = |desk: &Desk, title: &str| {
        let mut documents = desk.history.pack().documents();
        documents
            .find(|document| document.title == title)
            .map(|document| document.audience)
    };
    assert_eq!(audience(&desk, "Apple"), Some(Audience::Circulated));
    let alpha = desk.history.pack().documents().next().unwrap().id;
    desk.run(Command::SetAudience(alpha, Audience::Private));
    desk.run(add("Axe Bridge", Location::top(0)));
    assert_eq!(audience(&desk, "Axe"), Some(Audience::Private));
    assert_eq!(audience(&desk, "Bridge"), Some(Audience::Circulated));
}

#[test]
fn a_private_note_stays_private_while_its_words_are_typed_anew() {
    let mut desk = Desk::new();
    let ItemId::Document(id) = desk.id("d") else {
        panic!("d is a document")
    };
    let note = |desk: &Desk| desk.history.pack().document(id).unwrap().note().cloned();
    desk.run(Command::SetNote(id, "Secret".to_owned()));
    let made = note(&desk).unwrap();
    assert_eq!(made.audience, Audience::Circulated, "its field says so");
    let private = AnnotationChange::Audience(Audience::Private);
    desk.run(Command::ChangeAnnotations(vec![made.id], private));
    for words in ["", "N", "New"] {
        desk.run(Command::SetNote(id, words.to_owned()));
        assert_eq!(note(&desk).unwrap().audience, Audience::Private);
    }
    desk.run(Command::RemoveAnnotations(vec![made.id]));
    desk.run(Command::SetNote(id, "a".to_owned()));
    desk.run(Command::SetNote(id, String::new()));
    assert_eq!(note(&desk), None);
}

#[test]
fn typing_is_one_step_until_a_pause() {
    let mut desk = Desk::new();
    let ItemId::Document(id) = desk.id("d") else {
        panic!("d is a document")
    };
    let type_note = |desk: &mut Desk, text: &str, pause_ms: u64| {
        desk.now += Duration::from_millis(pause_ms);
        let command = Command::SetNote(id, text.to_owned());
        desk.history.run(command, desk.now).unwrap();
    };
    type_note(&mut desk, "S", 5000);
    type_note(&mut desk, "Se", 200);
    type_note(&mut desk, "See", 200);
    type_note(&mut desk, "See 4", 3000);
    let note = |desk: &Desk| {
        let document = desk.history.pack().document(id).cloned().unwrap();
        document.note().map(|note| note.body.clone())
    };
    desk.history.undo();
    assert_eq!(note(&desk).as_deref(), Some("See"));
    desk.history.undo();
    assert_eq!(note(&desk), None);
    desk.history.redo();
    assert_eq!(note(&desk).as_deref(), Some("See"));
}

#[test]
fn each_field_of_the_meeting_is_a_step_of_its_own() {
    let mut desk = Desk::new();
    let mut meeting = desk.history.pack().meeting.clone();
    let mut type_it = |desk: &mut Desk, change: &dyn Fn(&mut crate::pack::Meeting)| {
        change(&mut meeting);
        desk.now += Duration::from_millis(100);
        let command = Command::SetMeeting(meeting.clone());
        desk.history.run(command, desk.now).unwrap();
    };
    type_it(&mut desk, &|meeting| meeting.title = "B".to_owned());
    type_it(&mut desk, &|meeting| meeting.title = "Board".to_owned());
    type_it(&mut desk, &|meeting| meeting.place = "Room 4".to_owned());
    desk.history.undo();
    assert_eq!(desk.history.pack().meeting.title, "Board");
    assert_eq!(desk.history.pack().meeting.place, "");
}

#[test]
fn undo_back_to_the_saved_state_is_saved_again() {
    let mut desk = Desk::new();
    desk.history.mark_saved(desk.history.revision());
    assert!(!desk.history.has_unsaved_changes());
    desk.run(Command::SetTitle("Other".to_owned()));
    assert!(desk.history.has_unsaved_changes());
    desk.history.undo();
    assert!(!desk.history.has_unsaved_changes());
}

#[test]
fn an_id_is_not_used_again_after_an_undo() {
    let mut desk = Desk::new();
    let first = desk.run(add("g", Location::top(0)));
    desk.history.undo();
    let second = desk.run(add("h", Location::top(0)));
    assert_ne!(first, second);
}

#[test]
fn several_commands_are_one_step_or_nothing() {
    let mut desk = Desk::new();
    let before = desk.outline();
    let rename = |desk: &Desk, title: &str, new: &str| Command::Rename {
        item: desk.id(title),
        title: new.to_owned(),
    };
    let fails = Command::All {
        name: "Tidy up".to_owned(),
        commands: vec![
            rename(&desk, "b", "B"),
            Command::Remove(vec![desk.id("d")]),
            Command::Remove(vec![desk.id("d")]),
        ],
    };
    let error = desk.history.run(fails, desk.now).unwrap_err();
    assert_eq!(error, EditError::NoSuchItem(desk.id("d")));
    assert_eq!(desk.outline(), before);

    let works = Command::All {
        name: "Tidy up".to_owned(),
        commands: vec![rename(&desk, "b", "B"), Command::Remove(vec![desk.id("d")])],
    };
    desk.run(works);
    assert_eq!(desk.outline(), "A [B c] E [f]");
    assert_eq!(desk.history.undo(), Some("Tidy up".to_owned()));
    assert_eq!(desk.outline(), before);
}

#[test]
fn documents_are_put_in_order_within_their_sections() {
    let mut pack = Pack::new("P");
    super::apply(&mut pack, add("c b", Location::top(0))).unwrap();
    let section = Command::AddSection {
        index: 1,
        title: "S".to_owned(),
    };
    super::apply(&mut pack, section).unwrap();
    let id = pack.sections().next().unwrap().id;
    super::apply(&mut pack, add("z y a", Location::within(id, 0))).unwrap();
    assert_eq!(outline(&pack), "c S [z y a] b");
    let mut all: Vec<_> = pack
        .documents()
        .map(|document| (document.title.clone(), document.id))
        .collect();
    all.sort();
    let documents: Vec<_> = all.iter().map(|(_, id)| *id).collect();
    let reorder = |documents| Command::Reorder {
        by: "title".to_owned(),
        documents,
    };
    let mut history = History::saved(pack.clone());
    history.run(reorder(documents), Duration::ZERO).unwrap();
    assert_eq!(outline(history.pack()), "b S [a y z] c");
    assert_eq!(
        history.undo().as_deref(),
        Some("Put documents in order of title")
    );
    assert_eq!(**history.pack(), pack);
    // What is not named stays where it is.
    let some = vec![all[4].1, all[0].1];
    super::apply(&mut pack, reorder(some)).unwrap();
    assert_eq!(outline(&pack), "c S [z y a] b");
    let stranger = crate::pack::DocumentId(99);
    let refused = super::apply(&mut pack, reorder(vec![stranger]));
    assert_eq!(refused, Err(EditError::NoSuchItem(stranger.into())));
}

#[test]
fn a_document_is_split_and_merged_in_one_step_each() {
    let mut desk = Desk::new();
    let ItemId::Document(b) = desk.id("b") else {
        panic!("b is a document");
    };
    let before = desk.history.pack().clone();
    let pages = |text: &str| Extent::Pages(text.parse().unwrap());
    let shows = |extent| Replacement {
        document: b,
        extent,
        annotations: Vec::new(),
    };
    let split = Command::Split {
        first: shows(pages("1")),
        title: "rest".to_owned(),
        extent: pages("2"),
        annotations: Vec::new(),
    };
    assert_eq!(split.name(&before), "Split “b”");
    let made = desk.run(split);
    assert_eq!(desk.outline(), "A [b rest c] d E [f]");
    let [_, ItemId::Document(second)] = made.as_slice() else {
        panic!("two documents: {made:?}");
    };
    let merge = Command::Merge {
        into: shows(Extent::Whole),
        from: vec![*second],
    };
    assert_eq!(merge.name(desk.history.pack()), "Merge 2 documents");
    desk.run(merge);
    assert_eq!(desk.history.pack().outline, before.outline);
    assert!(desk.history.undo().is_some());
    assert_eq!(desk.outline(), "A [b rest c] d E [f]");
    assert!(desk.history.undo().is_some());
    assert_eq!(desk.history.pack().outline, before.outline);
}

#[test]
fn comments_of_others_are_kept_or_left_out_by_a_step_of_its_own() {
    let mut desk = Desk::new();
    let ItemId::Document(b) = desk.id("b") else {
        panic!("b is a document");
    };
    let chosen = |desk: &Desk, id| desk.history.pack().document(id).unwrap().source_comments;
    assert_eq!(chosen(&desk, b), SourceComments::LeaveOut);
    let keep = Command::SetSourceComments(b, SourceComments::Keep);
    assert_eq!(keep.name(desk.history.pack()), "Keep comments in “b”");
    desk.run(keep);
    let shows = |pages: &str| Replacement {
        document: b,
        extent: Extent::Pages(pages.parse().unwrap()),
        annotations: Vec::new(),
    };
    let made = desk.run(Command::Split {
        first: shows("1"),
        title: "rest".to_owned(),
        extent: Extent::Pages("2".parse().unwrap()),
        annotations: Vec::new(),
    });
    let [_, ItemId::Document(second)] = *made.as_slice() else {
        panic!("two documents: {made:?}");
    };
    assert_eq!(chosen(&desk, second), SourceComments::Keep);
    let leave_out = Command::SetSourceComments(second, SourceComments::LeaveOut);
    assert_eq!(
        leave_out.name(desk.history.pack()),
        "Leave out comments in “rest”"
    );
    desk.run(leave_out);
    desk.run(Command::Merge {
        into: shows("1-2"),
        from: vec![second],
    });
    assert_eq!(
        chosen(&desk, b),
        SourceComments::LeaveOut,
        "nothing more goes out"
    );
    assert!(desk.history.undo().is_some());
    assert_eq!(chosen(&desk, b), SourceComments::Keep);
}

#[test]
fn documents_of_different_sources_do_not_merge() {
    let mut desk = Desk::new();
    let (ItemId::Document(b), ItemId::Document(c)) = (desk.id("b"), desk.id("c")) else {
        panic!("both are documents");
    };
    let into = Replacement {
        document: b,
        extent: Extent::Whole,
        annotations: Vec::new(),
    };
    for (from, wrong) in [(vec![c], c), (vec![b], b)] {
        let into = into.clone();
        let merge = Command::Merge { into, from };
        let refused = desk.history.run(merge, desk.now);
        assert_eq!(refused, Err(EditError::OtherSource(wrong)));
    }
    assert_eq!(desk.outline(), "A [b c] d E [f]");
}

#[test]
fn a_command_clones_no_document_but_the_one_it_changes() {
    let mut desk = Desk::new();
    let document = |desk: &Desk, title: &str| match desk.id(title) {
        ItemId::Document(id) => id,
        ItemId::Section(_) => panic!("{title} is a section"),
    };
    let [b, c, d, f] = ["b", "c", "d", "f"].map(|title| document(&desk, title));
    for (title, cited) in [("Cites", ("b", b)), ("Other", ("elsewhere", b))] {
        desk.run(Command::AddPage {
            at: Location::top(9),
            title: title.to_owned(),
            page: BriefingPage {
                parts: vec![PagePart::Text(citation(cited.0, cited.1.0))],
            },
        });
    }
    desk.run(Command::SetNote(c, "Note".to_owned()));
    let note = desk.history.pack().document(c).unwrap().annotations[0].id;
    let words = AnnotationChange::Body("Words".to_owned());
    let rename = |id: crate::pack::DocumentId, title: &str| Command::Rename {
        item: id.into(),
        title: title.to_owned(),
    };
    let moved = Command::Move {
        items: vec![desk.id("E"), b.into()],
        to: Location::top(0),
    };
    for (command, changed) in [
        (Command::SetTitle("Other".to_owned()), vec![]),
        (Command::SetPublisher(d, "P".to_owned()), vec![d]),
        (Command::SetNote(d, "A".to_owned()), vec![d]),
        (Command::ChangeAnnotations(vec![note], words), vec![c]),
        (Command::RemoveAnnotations(vec![note]), vec![c]),
        (rename(f, "g"), vec![f]),
        // What cites it by its title says the new one; other words stay.
        (rename(b, "h"), vec![b, document(&desk, "Cites")]),
        (moved, vec![]),
        (Command::Remove(vec![f.into()]), vec![]),
    ] {
        let before = Arc::clone(desk.history.pack());
        let name = command.name(&before);
        desk.run(command);
        for document in desk.history.pack().documents() {
            let old = before.document(document.id).unwrap();
            let is_cloned = !std::ptr::eq(old, document);
            let is_changed = changed.contains(&document.id);
            assert_eq!(is_cloned, is_changed, "{name}: {}", document.title);
        }
        desk.history.undo();
        let (now, then) = (desk.history.pack().documents(), before.documents());
        assert!(now.zip(then).all(|(now, then)| std::ptr::eq(now, then)));
        desk.history.redo();
    }
}
