//! What somebody else's version of a pack has that this one has not, and the other way about.

use std::collections::BTreeMap;

use crate::pack::{Document, DocumentId, ItemId, NumberedItem, Pack, SectionId};

/// The differences between our version of a pack and theirs, a sentence each. Both come from the
/// same pack, so that documents are known by their ids.
pub fn differences(ours: &Pack, theirs: &Pack) -> Vec<String> {
    let mut found = Vec::new();
    if ours.title != theirs.title {
        found.push(format!("The pack is called “{}”.", theirs.title));
    }
    for (sentence, is_other) in [
        ("The version is different.", ours.version != theirs.version),
        ("The marking is different.", ours.marking != theirs.marking),
        ("The meeting is different.", ours.meeting != theirs.meeting),
        (
            "The export settings are different.",
            ours.settings != theirs.settings,
        ),
    ] {
        if is_other {
            found.push(sentence.to_owned());
        }
    }
    sections(ours, theirs, &mut found);
    documents(ours, theirs, &mut found);
    if common_order(ours, theirs) != common_order(theirs, ours) {
        found.push("The order is different.".to_owned());
    }
    found
}

fn sections(ours: &Pack, theirs: &Pack, found: &mut Vec<String>) {
    let titles = |pack: &Pack| -> BTreeMap<SectionId, String> {
        let sections = pack.sections();
        sections
            .map(|section| (section.id, section.title.clone()))
            .collect()
    };
    let (ours, theirs) = (titles(ours), titles(theirs));
    for (id, title) in &theirs {
        match ours.get(id) {
            None => found.push(format!("Section “{title}” is only in theirs.")),
            Some(our) if our != title => {
                found.push(format!("Section “{our}” is called “{title}”."));
            }
            Some(_) => {}
        }
    }
    let only_ours = ours.iter().filter(|(id, _)| !theirs.contains_key(id));
    found.extend(only_ours.map(|(_, title)| format!("Section “{title}” is only in yours.")));
}

fn documents(ours: &Pack, theirs: &Pack, found: &mut Vec<String>) {
    for their in theirs.documents() {
        match counterpart(ours, their) {
            None => found.push(format!("“{}” is only in theirs.", their.title)),
            Some(our) => found.extend(changes(our, their)),
        }
    }
    let only_ours = ours
        .documents()
        .filter(|our| counterpart(theirs, our).is_none());
    found.extend(only_ours.map(|our| format!("“{}” is only in yours.", our.title)));
}

/// The same document in another version. Two documents that were added on both sides may have been
/// given the same id.
fn counterpart<'a>(pack: &'a Pack, document: &Document) -> Option<&'a Document> {
    let same = pack.document(document.id)?;
    let is_same = same.title == document.title
        || same.source() == document.source() && same.source().is_some()
        || same.page().is_some() && document.page().is_some();
    is_same.then_some(same)
}

/// What is different about a document, in one sentence.
fn changes(our: &Document, their: &Document) -> Option<String> {
    let mut what = Vec::new();
    if our.title != their.title {
        what.push(format!("the title, “{}”", their.title));
    }
    if our.source() != their.source() {
        what.push("the file".to_owned());
    } else if our.body != their.body {
        what.push(if our.page().is_some() {
            "the text".to_owned()
        } else {
            "the pages shown".to_owned()
        });
    }
    if our.annotations != their.annotations {
        what.push("marks and notes".to_owned());
    }
    let details = |document: &Document| Document {
        title: String::new(),
        body: our.body.clone(),
        annotations: Vec::new(),
        ..document.clone()
    };
    if details(our) != details(their) {
        what.push("details".to_owned());
    }
    let last = what.pop()?;
    let what = if what.is_empty() {
        last
    } else {
        format!("{} and {last}", what.join(", "))
    };
    Some(format!("“{}” is different in {what}.", our.title))
}

/// The items of a pack that are in the other one too, in order, each with its section.
fn common_order(pack: &Pack, other: &Pack) -> Vec<(ItemId, Option<SectionId>)> {
    let items = pack.numbered_items();
    let ids = items.iter().map(NumberedItem::id);
    ids.filter(|id| match id {
        ItemId::Section(id) => other.section(*id).is_some(),
        ItemId::Document(id) => is_in_both(pack, other, *id),
    })
    .map(|id| (id, pack.location(id).and_then(|place| place.section)))
    .collect()
}

fn is_in_both(pack: &Pack, other: &Pack, id: DocumentId) -> bool {
    let document = pack.document(id);
    document.is_some_and(|document| counterpart(other, document).is_some())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::pack::{Body, Item, Section, SourceId};

    fn document(id: u64, title: &str, source: u8) -> Item {
        let body = Body::whole(SourceId::from_digest([source; 32]));
        Document::new(DocumentId(id), title, body).into()
    }

    fn pack(items: Vec<Item>) -> Pack {
        let mut pack = Pack::new("P");
        pack.outline = items;
        pack
    }

    #[test]
    fn what_is_in_one_version_alone_is_named() {
        let ours = pack(vec![document(1, "Agenda", 1), document(2, "Brief", 2)]);
        let mut theirs = pack(vec![document(1, "Agenda", 1), document(2, "Annex", 3)]);
        theirs.outline.push(Item::Section(Section {
            id: SectionId(3),
            title: "Later".to_owned(),
            documents: Vec::new(),
        }));
        let expected = [
            "Section “Later” is only in theirs.",
            "“Annex” is only in theirs.",
            "“Brief” is only in yours.",
        ];
        assert_eq!(differences(&ours, &theirs), expected);
        assert!(differences(&ours, &ours).is_empty());
    }

    #[test]
    fn what_changed_is_named() {
        let ours = pack(vec![document(1, "Agenda", 1), document(2, "Brief", 2)]);
        let mut theirs = pack(vec![document(2, "Brief", 2), document(1, "Order", 1)]);
        theirs.title = "Theirs".to_owned();
        theirs.version = "2".to_owned();
        theirs.settings.divider_pages = !ours.settings.divider_pages;
        if let Some(Item::Document(brief)) = theirs.outline.first_mut() {
            let brief = Arc::make_mut(brief);
            brief.publisher = "Home Office".to_owned();
            brief.body = Body::whole(SourceId::from_digest([9; 32]));
        }
        let expected = [
            "The pack is called “Theirs”.",
            "The version is different.",
            "The export settings are different.",
            "“Brief” is different in the file and details.",
            "“Agenda” is different in the title, “Order”.",
            "The order is different.",
        ];
        assert_eq!(differences(&ours, &theirs), expected);
    }
}
