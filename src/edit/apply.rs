//! The one place where a pack changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::outline::{
    change_where_needed, check_nesting, document_mut, documents_mut, insert, section_mut, take,
    with_parts_once,
};
use super::{
    Command, EditError, NewDocument, PasteFrom, Replacement, annotations, excerpts, reorder,
};
use crate::pack::{
    AnnotationId, Body, BriefingPage, Document, DocumentId, Item, ItemId, Location, Pack, Section,
    SectionId, Source, SourceComments, SourceId, with_citations,
};

/// Carries out a command and returns the ids of what it made or moved, for the selection.
///
/// # Errors
/// See [`EditError`]; the pack is unchanged then.
pub fn apply(pack: &mut Pack, command: Command) -> Result<Vec<ItemId>, EditError> {
    match command {
        Command::SetTitle(title) => pack.title = title,
        Command::SetVersion(version) => pack.version = version,
        Command::SetMarking(marking) => pack.marking = marking,
        Command::SetMeeting(meeting) => pack.meeting = meeting,
        Command::SetSettings(settings) => pack.settings = settings,
        Command::AddSection { index, title } => {
            let id = SectionId(pack.allocate_id());
            let section = Section {
                id,
                title,
                documents: Vec::new(),
            };
            let index = index.min(pack.outline.len());
            pack.outline.insert(index, Item::Section(section));
            return Ok(vec![id.into()]);
        }
        Command::AddDocuments {
            at,
            documents,
            sources,
        } => return add_documents(pack, at, documents, sources),
        Command::Paste {
            at,
            items,
            sources,
            from,
        } => return paste(pack, at, items, sources, from),
        Command::Move { items, to } => return move_items(pack, &items, to),
        Command::Reorder { documents, .. } => reorder::reorder(pack, &documents)?,
        Command::Remove(items) => remove(pack, &items)?,
        Command::Rename { item, title } => match item {
            ItemId::Section(id) => section_mut(pack, id)?.title = title,
            ItemId::Document(id) => rename_document(pack, id, &title)?,
        },
        Command::SetKind(id, kind) => document_mut(pack, id)?.kind = kind,
        Command::SetDate(id, date) => document_mut(pack, id)?.date = date,
        Command::SetPublisher(id, publisher) => document_mut(pack, id)?.publisher = publisher,
        Command::SetReference(id, reference) => document_mut(pack, id)?.reference = reference,
        Command::SetDocumentMarking(id, marking) => document_mut(pack, id)?.marking = marking,
        Command::SetExtents(documents) => excerpts::set_extents(pack, documents)?,
        Command::Split {
            first,
            title,
            extent,
            annotations,
        } => return excerpts::split(pack, first, title, extent, annotations),
        Command::Merge { into, from } => return excerpts::merge(pack, into, &from),
        Command::SetAudience(id, audience) => document_mut(pack, id)?.audience = audience,
        Command::SetSourceComments(id, comments) => {
            document_mut(pack, id)?.source_comments = comments;
        }
        Command::SetBeyondCrop(id, choice) => document_mut(pack, id)?.beyond_crop = choice,
        Command::SetNote(id, body) => annotations::set_note(pack, id, body)?,
        Command::AddPage { at, title, page } => return add_page(pack, at, title, page),
        Command::SetPage(id, page) => match &mut document_mut(pack, id)?.body {
            Body::Page(old) => *old = page,
            Body::Source { .. } => return Err(EditError::NotAPage(id)),
        },
        Command::Annotate(id, new) => annotations::annotate(pack, id, new)?,
        Command::ChangeAnnotations(ids, change) => annotations::change(pack, &ids, &change)?,
        Command::RemoveAnnotations(ids) => annotations::remove(pack, &ids)?,
        Command::ReplaceSource {
            source,
            documents,
            sources,
        } => replace_source(pack, &source, documents, sources)?,
        Command::All { commands, .. } => return apply_all(pack, commands),
    }
    Ok(Vec::new())
}

fn apply_all(pack: &mut Pack, commands: Vec<Command>) -> Result<Vec<ItemId>, EditError> {
    let mut changed = pack.clone();
    let mut touched = Vec::new();
    for command in commands {
        touched.extend(apply(&mut changed, command)?);
    }
    *pack = changed;
    Ok(touched)
}

/// Changes a document's title, and the citations that bear it.
fn rename_document(pack: &mut Pack, id: DocumentId, title: &str) -> Result<(), EditError> {
    let document = document_mut(pack, id)?;
    let old = std::mem::replace(&mut document.title, title.to_owned());
    let mut ids: BTreeSet<u64> = document
        .annotations
        .iter()
        .map(|annotation| annotation.id.0)
        .collect();
    ids.insert(id.0);
    for document in documents_mut(pack) {
        let cites = |page: &BriefingPage| page.citations().iter().any(|id| ids.contains(id));
        if document.page().is_some_and(cites) {
            change_where_needed(document, |document| {
                if let Body::Page(page) = &mut document.body {
                    page.rename_cited(&ids, &old, title);
                }
            });
        }
    }
    Ok(())
}

fn add_documents(
    pack: &mut Pack,
    at: Location,
    documents: Vec<NewDocument>,
    sources: Vec<(SourceId, Source)>,
) -> Result<Vec<ItemId>, EditError> {
    if let Some(section) = at.section {
        section_mut(pack, section)?;
    }
    let items = documents
        .into_iter()
        .map(|new| {
            Item::from(Document {
                source_comments: SourceComments::default(),
                audience: new
                    .audience
                    .unwrap_or_else(|| excerpts::audience_of(pack, &new.source)),
                beyond_crop: excerpts::beyond_crop_of(pack, &new.source),
                id: DocumentId(pack.allocate_id()),
                title: new.title,
                kind: new.kind,
                date: new.date,
                publisher: new.publisher,
                reference: new.reference,
                marking: new.marking,
                body: Body::Source {
                    source: new.source,
                    extent: new.extent,
                },
                annotations: new
                    .annotations
                    .into_iter()
                    .map(|annotation| annotations::made(pack, annotation))
                    .collect(),
            })
        })
        .collect();
    add_sources(pack, sources);
    insert(pack, at, items)
}

fn add_page(
    pack: &mut Pack,
    at: Location,
    title: String,
    page: BriefingPage,
) -> Result<Vec<ItemId>, EditError> {
    if let Some(section) = at.section {
        section_mut(pack, section)?;
    }
    let id = DocumentId(pack.allocate_id());
    let document = Document::new(id, title, Body::Page(page));
    insert(pack, at, vec![document.into()])
}

fn replace_source(
    pack: &mut Pack,
    source: &SourceId,
    documents: Vec<Replacement>,
    sources: Vec<(SourceId, Source)>,
) -> Result<(), EditError> {
    for replacement in &documents {
        if document_mut(pack, replacement.document)?.source().is_none() {
            return Err(EditError::NoSuchItem(replacement.document.into()));
        }
    }
    // The new version is remembered with where it came from, even if the pack knew its bytes.
    for (id, new) in sources {
        if pack.sources.get(&id) != Some(&new) {
            Arc::make_mut(&mut pack.sources).insert(id, new);
        }
    }
    for replacement in documents {
        let document = document_mut(pack, replacement.document)?;
        document.body = Body::Source {
            source: source.clone(),
            extent: replacement.extent,
        };
        document.annotations = replacement.annotations;
    }
    forget_unused_sources(pack);
    Ok(())
}

/// Keeps what the pack already remembers of a source: the first origin that is known stays.
fn add_sources(pack: &mut Pack, sources: Vec<(SourceId, Source)>) {
    for (id, source) in sources {
        let known = pack.sources.get(&id);
        if known.is_some_and(|known| known.origin.is_some() || source.origin.is_none()) {
            continue;
        }
        let origin = source.origin.clone();
        let known = Arc::make_mut(&mut pack.sources).entry(id).or_insert(source);
        known.origin = known.origin.take().or(origin);
    }
}

fn paste(
    pack: &mut Pack,
    at: Location,
    items: Vec<Item>,
    sources: Vec<(SourceId, Source)>,
    from: PasteFrom,
) -> Result<Vec<ItemId>, EditError> {
    check_nesting(at, items.iter().map(Item::id))?;
    if let Some(section) = at.section {
        section_mut(pack, section)?;
    }
    let mut ids = PastedIds {
        from,
        taken: ids_of(pack),
        new_ids: BTreeMap::new(),
    };
    let mut items: Vec<Item> = items
        .into_iter()
        .map(|item| match item {
            Item::Document(document) => Item::Document(ids.document(pack, document)),
            Item::Section(section) => Item::Section(Section {
                id: SectionId(ids.id(pack, section.id.0)),
                title: section.title,
                documents: section
                    .documents
                    .into_iter()
                    .map(|document| ids.document(pack, document))
                    .collect(),
            }),
        })
        .collect();
    // Copies that cite each other go on doing so.
    for item in &mut items {
        let documents = match item {
            Item::Section(section) => section.documents.as_mut_slice(),
            Item::Document(document) => std::slice::from_mut(document),
        };
        documents
            .iter_mut()
            .for_each(|document| ids.map_citations(Arc::make_mut(document)));
    }
    add_sources(pack, sources);
    insert(pack, at, items)
}

/// Every number that is in use in a pack.
fn ids_of(pack: &Pack) -> BTreeSet<u64> {
    let items = pack
        .numbered_items()
        .into_iter()
        .map(|item| match item.id() {
            ItemId::Section(id) => id.0,
            ItemId::Document(id) => id.0,
        });
    let annotations = pack.annotations().map(|(_, note)| note.id.0);
    items.chain(annotations).collect()
}

/// The ids of what is being pasted.
struct PastedIds {
    from: PasteFrom,
    taken: BTreeSet<u64>,
    /// What the ids were before.
    new_ids: BTreeMap<u64, u64>,
}

impl PastedIds {
    /// What was cut comes back as itself; a copy is something new.
    fn id(&mut self, pack: &mut Pack, old: u64) -> u64 {
        let was_cut = self.from == PasteFrom::ThisPack
            && old < pack.upcoming_id()
            && !self.taken.contains(&old);
        let id = if was_cut { old } else { pack.allocate_id() };
        self.taken.insert(id);
        self.new_ids.insert(old, id);
        id
    }

    fn document(&mut self, pack: &mut Pack, mut shared: Arc<Document>) -> Arc<Document> {
        let document = Arc::make_mut(&mut shared);
        document.id = DocumentId(self.id(pack, document.id.0));
        for annotation in &mut document.annotations {
            annotation.id = AnnotationId(self.id(pack, annotation.id.0));
        }
        shared
    }

    fn map_citations(&self, document: &mut Document) {
        let is_from_here = self.from == PasteFrom::ThisPack;
        let change = |id: u64| {
            let new = self.new_ids.get(&id).copied();
            new.or(is_from_here.then_some(id))
        };
        if let Body::Page(page) = &mut document.body {
            page.map_citations(change);
        }
        for annotation in &mut document.annotations {
            annotation.body = with_citations(&annotation.body, &change);
        }
    }
}

fn move_items(pack: &mut Pack, items: &[ItemId], to: Location) -> Result<Vec<ItemId>, EditError> {
    let moving = with_parts_once(pack, items)?;
    check_nesting(to, moving.iter().copied())?;
    let mut index = to.index;
    // The place is counted before anything moves: entries that leave from before it shift it.
    for id in &moving {
        if let Some(from) = pack.location(*id)
            && from.section == to.section
            && from.index < to.index
        {
            index -= 1;
        }
    }
    if let Some(section) = to.section {
        section_mut(pack, section)?;
    }
    let taken = take(pack, &moving);
    insert(pack, Location { index, ..to }, taken)
}

fn remove(pack: &mut Pack, items: &[ItemId]) -> Result<(), EditError> {
    let gone = with_parts_once(pack, items)?;
    take(pack, &gone);
    forget_unused_sources(pack);
    Ok(())
}

/// A paper that was taken out must not travel on with the pack's folder.
fn forget_unused_sources(pack: &mut Pack) {
    let needed = pack.needed_sources();
    // Asked first: the list is shared with the snapshots for undo as long as nothing leaves it.
    if pack.sources.keys().any(|id| !needed.contains(id)) {
        Arc::make_mut(&mut pack.sources).retain(|id, _| needed.contains(id));
    }
}
