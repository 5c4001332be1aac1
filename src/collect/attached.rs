//! Which documents of a pack are attached to which of its e-mails.
//!
//! A pack does not say so itself: it is known from where its sources came from. An e-mail and what
//! is attached to it came from one file, and [`Origin::within`] says how they lie in it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::pack::{Document, DocumentId, Item, Media, Origin, Pack};

/// The e-mail to which each attachment belongs: the one that it came in and that stands above it in
/// the same section, with no e-mail from another file between them. Where it came in an e-mail that
/// was itself attached, that is the innermost of them that is in the pack.
pub fn mails(pack: &Pack) -> HashMap<DocumentId, DocumentId> {
    let mut mails = HashMap::new();
    let top = pack.outline.iter().filter_map(|item| match item {
        Item::Document(document) => Some(document.as_ref()),
        Item::Section(_) => None,
    });
    find_mails(pack, top, &mut mails);
    for section in pack.sections() {
        find_mails(pack, section.documents.iter().map(Arc::as_ref), &mut mails);
    }
    mails
}

/// Finds the e-mails of the attachments in a list of documents.
fn find_mails<'a>(
    pack: &'a Pack,
    documents: impl Iterator<Item = &'a Document>,
    mails: &mut HashMap<DocumentId, DocumentId>,
) {
    // The last e-mail, after those that it is attached to, outermost first.
    let mut open: Vec<(&Origin, DocumentId)> = Vec::new();
    for document in documents {
        let source = document.source().and_then(|id| pack.sources.get(id));
        let Some((source, origin)) =
            source.and_then(|source| Some((source, source.origin.as_ref()?)))
        else {
            continue;
        };
        let is_mail = matches!(source.media, Media::Eml | Media::Msg);
        let depth = open
            .iter()
            .rposition(|(mail, _)| lies_in(origin, mail))
            .map_or(0, |at| at + 1);
        if let Some((_, mail)) = depth.checked_sub(1).and_then(|last| open.get(last)) {
            mails.insert(document.id, *mail);
        }
        if is_mail {
            open.truncate(depth);
            open.push((origin, document.id));
        }
    }
}

/// Whether what came from `inner` lay in what came from `outer`.
fn lies_in(inner: &Origin, outer: &Origin) -> bool {
    let within = match (&inner.within, &outer.within) {
        (None, _) => None,
        (Some(_), None) => Some(""),
        (Some(inner), Some(outer)) => inner
            .strip_prefix(outer.as_str())
            .filter(|rest| rest.starts_with('/')),
    };
    // Mails of one name are told apart by when they were added.
    let is_one_file = (&inner.file, inner.added) == (&outer.file, outer.added);
    is_one_file && within.is_some()
}

/// Puts attachments right behind their e-mails, each in the order in which they stand in the pack:
/// it is the e-mail alone that is sorted. See [`mails`] for which belong to which.
pub fn behind_their_mail(pack: &Pack, sorted: &[DocumentId]) -> Vec<DocumentId> {
    let mut mails = mails(pack);
    let known: HashSet<DocumentId> = sorted.iter().copied().collect();
    mails.retain(|document, mail| known.contains(document) && known.contains(mail));
    let mut attached: HashMap<DocumentId, Vec<DocumentId>> = HashMap::new();
    for document in pack.documents() {
        if let Some(mail) = mails.get(&document.id) {
            attached.entry(*mail).or_default().push(document.id);
        }
    }
    let mut order = Vec::with_capacity(sorted.len());
    // What is still to come, the next one last.
    let mut next: Vec<DocumentId> = sorted.iter().rev().copied().collect();
    next.retain(|id| !mails.contains_key(id));
    while let Some(id) = next.pop() {
        order.push(id);
        next.extend(attached.remove(&id).into_iter().flatten().rev());
    }
    order
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;

    use super::*;
    use crate::collect::Collected;
    use crate::edit::{self, Command};
    use crate::pack::{Location, Source, SourceId};

    /// A pack of documents from these origins; "a.eml:b/c.pdf" lay in a.eml as b/c.pdf.
    fn pack(origins: &[&str]) -> Pack {
        let mut pack = Pack::new("Papers");
        add(&mut pack, Location::top(0), origins);
        pack
    }

    fn add(pack: &mut Pack, at: Location, origins: &[&str]) {
        let collected = origins.iter().enumerate().map(|(index, origin)| {
            let (path, within) = match origin.split_once(':') {
                Some((path, within)) => (path, Some(within)),
                None => (*origin, None),
            };
            let is_mail = origin.ends_with(".eml");
            let source = Source {
                name: within.unwrap_or(path).to_owned(),
                media: if is_mail { Media::Eml } else { Media::Pdf },
                size_bytes: 1,
                origin: Some(Origin {
                    file: path.to_owned(),
                    within: within.map(str::to_owned),
                    added: Timestamp::UNIX_EPOCH,
                }),
                pictures: BTreeMap::new(),
                laid_out_from: None,
            };
            let mut digest = [0; 32];
            digest[0] = u8::try_from(pack.documents().count() + index).unwrap();
            Collected::of_source((SourceId::from_digest(digest), source))
        });
        let collected: Vec<Collected> = collected.collect();
        let command = Command::AddDocuments {
            at,
            documents: collected.iter().flat_map(Collected::documents).collect(),
            sources: collected
                .into_iter()
                .flat_map(|file| file.sources)
                .collect(),
        };
        edit::apply(pack, command).unwrap();
    }

    /// For each document the place of the e-mail that it is attached to, counted from 0.
    fn found(pack: &Pack) -> Vec<Option<usize>> {
        let mails = mails(pack);
        let place = |id: &DocumentId| pack.documents().position(|document| document.id == *id);
        pack.documents()
            .map(|document| place(mails.get(&document.id)?))
            .collect()
    }

    #[test]
    fn attachments_belong_to_the_mail_they_came_in() {
        let nested = [
            "m.eml",
            "m.eml:a.pdf",
            "m.eml:n.eml",
            "m.eml:n.eml/b.pdf",
            "m.eml:z.pdf",
        ];
        assert_eq!(
            found(&pack(&nested)),
            [None, Some(0), Some(0), Some(2), Some(0)]
        );
        let without_inner = ["m.eml", "m.eml:n.eml/b.pdf"];
        assert_eq!(found(&pack(&without_inner)), [None, Some(0)]);
        let in_an_archive = [
            "z.zip:a.pdf",
            "z.zip:m.eml",
            "z.zip:m.eml/b.pdf",
            "z.zip:m.emlx/c",
        ];
        assert_eq!(found(&pack(&in_an_archive)), [None, None, Some(1), None]);
    }

    #[test]
    fn another_mail_between_them_parts_them() {
        let parted = ["m.eml", "o.eml", "m.eml:a.pdf", "o.eml:b.pdf"];
        assert_eq!(found(&pack(&parted)), [None, None, None, Some(1)]);
        let paper_between = ["m.eml", "paper.pdf", "m.eml:a.pdf"];
        assert_eq!(found(&pack(&paper_between)), [None, None, Some(0)]);
        let above = ["m.eml:a.pdf", "m.eml"];
        assert_eq!(found(&pack(&above)), [None, None]);
        let twice = ["m.eml", "m.eml:a.pdf", "m.eml", "m.eml:a.pdf"];
        assert_eq!(found(&pack(&twice)), [None, Some(0), None, Some(2)]);
    }

    #[test]
    fn a_mail_in_another_section_is_not_looked_at() {
        let mut pack = pack(&["m.eml"]);
        let command = Command::AddSection {
            index: 1,
            title: "Annexes".to_owned(),
        };
        edit::apply(&mut pack, command).unwrap();
        let section = pack.sections().next().unwrap().id;
        add(&mut pack, Location::within(section, 0), &["m.eml:a.pdf"]);
        assert_eq!(found(&pack), [None, None]);
    }

    #[test]
    fn what_is_attached_follows_its_mail_however_that_is_sorted() {
        let pack = pack(&[
            "m.eml",
            "m.eml:b.pdf",
            "m.eml:n.eml",
            "m.eml:n.eml/c.pdf",
            "a.pdf",
        ]);
        let ids: Vec<DocumentId> = pack.documents().map(|document| document.id).collect();
        let order = |places: &[usize]| -> Vec<usize> {
            let sorted: Vec<DocumentId> = places.iter().map(|place| ids[*place]).collect();
            let order = behind_their_mail(&pack, &sorted);
            let place = |id: &DocumentId| ids.iter().position(|other| other == id).unwrap();
            order.iter().map(place).collect()
        };
        assert_eq!(order(&[4, 3, 2, 1, 0]), [4, 0, 1, 2, 3]);
        assert_eq!(order(&[0, 4, 1, 3, 2]), [0, 1, 2, 3, 4]);
        // Where the e-mail is not among them, what is attached to it is sorted for itself.
        assert_eq!(order(&[4, 3, 1]), [4, 3, 1]);
    }
}
