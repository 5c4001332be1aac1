//! The open pack: its history, its file, what is selected. No drawing happens here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::selection::{Entry, Selection};
use crate::edit::{Command, EditError, History, Revision};
use crate::export::{FindingKind, PartCache, Passwords, Plan};
use crate::pack::{DocumentId, Item, ItemId, Location, Pack, Section, Source, SourceId};
use crate::store::{PackLock, Session, SourceState};

/// The open pack.
pub struct Desk {
    /// The pack, and the way back.
    pub history: History,
    /// The folder for unsaved work.
    pub session: Session,
    /// Where the pack is saved; `None` before the first save.
    pub file: Option<PathBuf>,
    /// Says to others that the pack is open here; held, not read.
    pub lock: Option<PackLock>,
    /// What is selected in the outline.
    pub selection: Selection,
    /// Sections whose documents are folded away.
    pub folded: std::collections::BTreeSet<ItemId>,
    /// Items that were cut or copied, with their sources.
    pub clipboard: Clipboard,
    /// Sources that are not as they should be.
    pub troubled_sources: BTreeMap<SourceId, SourceState>,
    /// Passwords that the person gave, for as long as the pack is open.
    pub passwords: Passwords,
    /// Parts of the export that were made before.
    pub cache: Arc<PartCache>,
    /// Where the PDF was written last.
    pub exported_to: Option<PathBuf>,
    /// The page numbers, and the state of the pack that they are for.
    pub plan: Option<(Revision, Plan)>,
}

/// Items that were cut or copied.
#[derive(Debug, Clone, Default)]
pub struct Clipboard {
    /// The items.
    pub items: Vec<Item>,
    /// What they are made from.
    pub sources: Vec<(SourceId, Source)>,
    /// What the system clipboard was given in their place.
    pub text: String,
}

impl Desk {
    /// A desk with this pack on it.
    pub fn new(history: History, session: Session, file: Option<PathBuf>) -> Self {
        let first = history.pack().documents().next();
        let selection = first.map_or_else(
            || Selection::only(Entry::Cover),
            |document| Selection::only(Entry::Item(document.id.into())),
        );
        Self {
            history,
            session,
            file,
            lock: None,
            selection,
            folded: std::collections::BTreeSet::new(),
            clipboard: Clipboard::default(),
            troubled_sources: BTreeMap::new(),
            passwords: Passwords::default(),
            cache: Arc::default(),
            exported_to: None,
            plan: None,
        }
    }

    /// Whether a document is a PDF whose password is not known.
    pub fn is_locked(&self, id: DocumentId) -> bool {
        let findings = self
            .plan
            .iter()
            .flat_map(|(_, plan)| &plan.report().findings);
        findings
            .filter(|finding| finding.document == Some(id))
            .any(|finding| finding.kind == FindingKind::Locked)
    }

    /// The source that needs to be located: that of the document at the cursor, else the first.
    pub fn troubled_source_at_cursor(&self) -> Option<SourceId> {
        let selected = self
            .selection
            .document()
            .and_then(|id| self.pack().document(id));
        let selected = selected.map(|document| &document.source);
        selected
            .filter(|id| self.troubled_sources.contains_key(*id))
            .or_else(|| self.troubled_sources.keys().next())
            .cloned()
    }

    /// The pack as it is now.
    pub fn pack(&self) -> &Arc<Pack> {
        self.history.pack()
    }

    /// The name of the pack's file, or what stands in for it.
    pub fn file_name(&self) -> String {
        let name = self.file.as_deref().and_then(Path::file_name);
        name.map_or_else(
            || "Not saved yet".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        )
    }

    /// The rows of the outline as they are shown: those of folded sections are not.
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = vec![Entry::Cover, Entry::Contents];
        for item in &self.pack().outline {
            entries.push(Entry::Item(item.id()));
            if let Item::Section(section) = item
                && !self.folded.contains(&item.id())
            {
                let documents = section.documents.iter();
                entries.extend(documents.map(|document| Entry::Item(document.id.into())));
            }
        }
        entries
    }

    /// Carries out a command; what it made or moved becomes the selection.
    ///
    /// # Errors
    /// See [`EditError`].
    pub fn run(&mut self, command: Command) -> Result<(), EditError> {
        let before = self.entries();
        let is_new = matches!(command, Command::AddDocuments { .. });
        let touched = self.history.run(command, Instant::now())?;
        if !touched.is_empty() {
            // Of many new documents only the first is selected, so that a drag takes one of them.
            let selected = if is_new {
                touched.get(..1).unwrap_or_default()
            } else {
                &touched
            };
            self.selection = Selection::of_items(selected);
            self.unfold(&touched);
        }
        self.selection.keep_only(&before, &self.entries());
        Ok(())
    }

    fn unfold(&mut self, items: &[ItemId]) {
        for id in items {
            if let Some(Location {
                section: Some(section),
                ..
            }) = self.pack().location(*id)
            {
                self.folded.remove(&section.into());
            }
        }
    }

    /// Takes back the last step; returns its name.
    pub fn undo(&mut self) -> Option<String> {
        let before = self.entries();
        let name = self.history.undo();
        self.selection.keep_only(&before, &self.entries());
        name
    }

    /// Brings back the step that was last taken back; returns its name.
    pub fn redo(&mut self) -> Option<String> {
        let before = self.entries();
        let name = self.history.redo();
        self.selection.keep_only(&before, &self.entries());
        name
    }

    /// Where new documents go: after the selected document, into the selected section, else at
    /// the end.
    pub fn insertion_point(&self) -> Location {
        let pack = self.pack();
        let end = Location::top(pack.outline.len());
        match self.selection.cursor() {
            Some(Entry::Item(ItemId::Section(id))) => pack
                .section(id)
                .map_or(end, |section| Location::within(id, section.documents.len())),
            Some(Entry::Item(id)) => pack.location(id).map_or(end, |here| Location {
                index: here.index + 1,
                ..here
            }),
            _ => end,
        }
    }

    /// Where a new section goes: after the entry at the cursor, else at the end.
    pub fn section_insertion_index(&self) -> usize {
        let pack = self.pack();
        let Some(Entry::Item(id)) = self.selection.cursor() else {
            return pack.outline.len();
        };
        let holds = |item: &Item| {
            item.id() == id
                || item
                    .documents()
                    .iter()
                    .any(|document| ItemId::from(document.id) == id)
        };
        let index = pack.outline.iter().position(holds);
        index.map_or(pack.outline.len(), |index| index + 1)
    }

    /// The command that moves the selection one place up or down, if there is one.
    pub fn nudge(&self, up: bool) -> Option<Command> {
        let items = self.selection.items();
        let places: Vec<Location> = items
            .iter()
            .filter_map(|id| self.pack().location(*id))
            .collect();
        let first = places.iter().min_by_key(|place| place.index)?;
        let last = places.iter().max_by_key(|place| place.index)?;
        if first.section != last.section {
            return None;
        }
        let to = if up {
            self.place_above(*first, &items)
        } else {
            self.place_below(*last, &items)
        };
        to.map(|to| Command::Move { items, to })
    }

    /// The section at this place of the top level, where all of `items` may go into it.
    fn section_to_enter(&self, index: usize, items: &[ItemId]) -> Option<&Section> {
        let all_documents = items.iter().all(|id| matches!(id, ItemId::Document(_)));
        match self.pack().outline.get(index) {
            Some(Item::Section(section)) if all_documents => Some(section),
            _ => None,
        }
    }

    fn place_above(&self, first: Location, items: &[ItemId]) -> Option<Location> {
        match (first.section, first.index.checked_sub(1)) {
            (None, Some(index)) => Some(match self.section_to_enter(index, items) {
                Some(section) => Location::within(section.id, section.documents.len()),
                None => Location::top(index),
            }),
            (_, Some(index)) => Some(Location { index, ..first }),
            // Out of the section, to just before it.
            (Some(section), None) => self.pack().location(section.into()),
            (None, None) => None,
        }
    }

    fn place_below(&self, last: Location, items: &[ItemId]) -> Option<Location> {
        let pack = self.pack();
        let next = last.index + 1;
        match last.section {
            None if next >= pack.outline.len() => None,
            None => Some(match self.section_to_enter(next, items) {
                Some(section) => Location::within(section.id, 0),
                None => Location::top(next + 1),
            }),
            Some(id) if next < pack.section(id)?.documents.len() => {
                Some(Location::within(id, next + 1))
            }
            // Out of the section, to just after it.
            Some(id) => Some(Location::top(pack.location(id.into())?.index + 1)),
        }
    }

    /// Copies the selected items to the clipboard; returns the text for the system clipboard.
    pub fn copy(&mut self) -> Option<String> {
        let pack = Arc::clone(self.pack());
        let chosen = self.selection.items();
        let mut items = Vec::new();
        for item in &pack.outline {
            if chosen.contains(&item.id()) {
                items.push(item.clone());
            } else {
                let documents = item.documents().iter();
                items.extend(
                    documents
                        .filter(|document| chosen.contains(&document.id.into()))
                        .map(|document| Item::Document(document.clone())),
                );
            }
        }
        if items.is_empty() {
            return None;
        }
        let titles = items.iter().flat_map(|item| match item {
            Item::Document(document) => vec![document.title.clone()],
            Item::Section(section) => std::iter::once(section.title.clone())
                .chain(
                    section
                        .documents
                        .iter()
                        .map(|document| document.title.clone()),
                )
                .collect(),
        });
        let text = titles.collect::<Vec<_>>().join("\n");
        let sources = pack.sources.iter();
        self.clipboard = Clipboard {
            items,
            sources: sources
                .map(|(id, source)| (id.clone(), source.clone()))
                .collect(),
            text: text.clone(),
        };
        Some(text)
    }

    /// The command that pastes what was cut or copied here.
    pub fn paste(&self) -> Option<Command> {
        let items = self.clipboard.items.clone();
        if items.is_empty() {
            return None;
        }
        let has_section = items.iter().any(|item| matches!(item, Item::Section(_)));
        let at = if has_section {
            Location::top(self.section_insertion_index())
        } else {
            self.insertion_point()
        };
        let used: std::collections::BTreeSet<SourceId> = items
            .iter()
            .flat_map(Item::documents)
            .map(|document| document.source.clone())
            .collect();
        let pictures: std::collections::BTreeSet<&SourceId> = self
            .clipboard
            .sources
            .iter()
            .filter(|(id, _)| used.contains(id))
            .flat_map(|(_, source)| source.pictures.values())
            .collect();
        let needed = |id: &SourceId| used.contains(id) || pictures.contains(id);
        let sources = self
            .clipboard
            .sources
            .iter()
            .filter(|(id, _)| needed(id))
            .cloned()
            .collect();
        Some(Command::Paste { at, items, sources })
    }
}
