//! The open pack: its history, its file, what is selected. No drawing happens here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::app::message::anchor::Anchor;
use crate::app::message::entry::Entry;
use crate::app::message::order::Copies;
use crate::app::state::column::Column;
use crate::app::state::selection::{Heir, Selection};
use crate::edit::{Command, EditError, History, Revision};
use crate::export::{Copy, FindingKind, PartCache, Passwords, Plan};
use crate::origin::Seen;
use crate::pack::{DocumentId, Item, ItemId, Location, NumberedItem, Pack, Section, SourceId};
use crate::store::{FileState, PackLock, Session, SourceState, StoreError};

/// The open pack.
pub struct Desk {
    /// Tells this pack from others that were open before it.
    pub serial: u64,
    /// The pack, and the way back.
    pub history: History,
    /// The folder for unsaved work.
    pub session: Session,
    /// Where the pack is saved; `None` before the first save.
    pub file: Option<PathBuf>,
    /// What that file held when it was last read or saved here.
    pub known: FileState,
    /// Says to others that the pack is open here; held, not read.
    pub lock: Option<PackLock>,
    /// What is selected in the outline.
    pub selection: Selection,
    /// Sections whose documents are folded away.
    pub folded: BTreeSet<ItemId>,
    /// Sources that are not as they should be.
    pub troubled_sources: BTreeMap<SourceId, SourceState>,
    /// How it stands with the files that sources came from, as far as they were looked at.
    pub origins: BTreeMap<SourceId, Seen>,
    /// How often they were looked at.
    pub origins_seen: u64,
    /// Passwords that the person gave, for as long as the pack is open.
    pub passwords: Passwords,
    /// Parts of the export that were made before.
    pub cache: Arc<PartCache>,
    /// The copy that the reader shows.
    pub copy: Copy,
    /// Where the PDF was written last.
    pub exported_to: Option<PathBuf>,
    /// Which copies were written last; not kept beyond the day, so that the default stays safe.
    pub copies: Copies,
    /// The page numbers, and the state of the pack that they are for.
    pub plan: Option<(Revision, Plan)>,
    /// All its pages as they were counted last.
    pub column: Option<Arc<Column>>,
    /// What is selected because its pages were scrolled to: a briefing page is then read, not written.
    pub read_on: Option<Entry>,
    /// The state of the pack whose pages are not counted because the person stopped that.
    pub uncounted: Option<Revision>,
    /// PDFs whose password is not known, by the plan.
    locked: BTreeSet<DocumentId>,
    /// The first and last of several documents that were added at once, and the state of the pack
    /// then.
    added: Option<(Revision, ItemId, ItemId)>,
}

impl Desk {
    /// A desk with this pack on it, which was never saved.
    pub fn new(history: History, session: Session) -> Self {
        let first = history.pack().documents().next();
        let selection = first.map_or_else(
            || Selection::only(Entry::Cover),
            |document| Selection::only(Entry::Item(document.id.into())),
        );
        Self {
            serial: 0,
            history,
            session,
            file: None,
            known: FileState::Missing,
            lock: None,
            selection,
            folded: BTreeSet::new(),
            troubled_sources: BTreeMap::new(),
            origins: BTreeMap::new(),
            origins_seen: 0,
            passwords: Passwords::default(),
            cache: Arc::default(),
            copy: Copy::Speaking,
            exported_to: None,
            copies: Copies::default(),
            plan: None,
            column: None,
            read_on: None,
            uncounted: None,
            locked: BTreeSet::new(),
            added: None,
        }
    }

    /// The same with a pack that lies in a file, which held this when it was last read or saved.
    pub fn in_file(self, file: Option<PathBuf>, known: FileState) -> Self {
        Self {
            file,
            known,
            ..self
        }
    }

    /// Ends its session and tells others that the pack is not open here any more.
    ///
    /// # Errors
    /// [`StoreError`] where the session's folder cannot be removed.
    pub fn close(self) -> Result<(), StoreError> {
        self.session.close()
    }

    /// Whether a document is a PDF whose password is not known.
    pub fn is_locked(&self, id: DocumentId) -> bool {
        self.locked.contains(&id)
    }

    /// Whether the document at the cursor is one that notes are made on.
    pub fn can_take_notes(&self) -> bool {
        let document = self.selection.document();
        let document = document.and_then(|id| self.pack().document(id));
        document.is_some_and(|document| document.page().is_none())
    }

    /// The briefing page at the cursor.
    pub fn briefing_page(&self) -> Option<DocumentId> {
        let document = self.pack().document(self.selection.document()?)?;
        document.page().map(|_| document.id)
    }

    /// The briefing page at the cursor, where it was selected to be written.
    pub fn page_to_write(&self) -> Option<DocumentId> {
        let is_read = self.read_on.is_some() && self.read_on == self.selection.cursor();
        self.briefing_page().filter(|_| !is_read)
    }

    /// Whether the document at the cursor was made from a file, whose pages can be chosen.
    pub fn has_source_at_cursor(&self) -> bool {
        let document = self.selection.document();
        let document = document.and_then(|id| self.pack().document(id));
        document.is_some_and(|document| document.source().is_some())
    }

    /// Whether the page numbers are for the present state of the pack.
    pub fn is_counted(&self) -> bool {
        self.plan
            .as_ref()
            .is_some_and(|(of, _)| *of == self.history.revision())
    }

    /// Whether the person stopped counting the pages of the present state of the pack.
    pub fn is_count_stopped(&self) -> bool {
        self.uncounted == Some(self.history.revision())
    }

    /// Takes in the page numbers for this state of the pack.
    pub fn set_plan(&mut self, revision: Revision, plan: Plan) {
        let findings = plan.report().findings.iter();
        self.locked = findings
            .filter(|finding| finding.kind == FindingKind::Locked)
            .filter_map(|finding| finding.document)
            .collect();
        self.column = Some(Arc::new(Column::of_plan(&plan)));
        self.plan = Some((revision, plan));
        self.uncounted = None;
    }

    /// The source that needs to be located: that of the document at the cursor, else the first.
    pub fn troubled_source_at_cursor(&self) -> Option<SourceId> {
        let selected = self
            .selection
            .document()
            .and_then(|id| self.pack().document(id));
        let selected = selected.and_then(|document| document.source());
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
        if self.pack().settings.provenance {
            entries.push(Entry::Sources);
        }
        entries
    }

    /// Carries out a command at time `now`; what it made or moved becomes the selection.
    ///
    /// # Errors
    /// See [`EditError`].
    pub fn run(&mut self, command: Command, now: Duration) -> Result<(), EditError> {
        let before = self.entries();
        let is_new = matches!(command, Command::AddDocuments { .. });
        let touched = self.history.run(command, now)?;
        if !touched.is_empty() {
            // Of many new documents only the first is selected, so that a drag takes one of them.
            let selected = if is_new {
                touched.get(..1).unwrap_or_default()
            } else {
                &touched
            };
            self.selection = Selection::of_items(selected);
            self.unfold(&touched);
            if let (true, [first, .., last]) = (is_new, touched.as_slice()) {
                self.added = Some((self.history.revision(), *first, *last));
            }
        }
        self.selection
            .keep_only(&before, &self.entries(), Heir::Below);
        Ok(())
    }

    /// Shows the rows of these items.
    pub fn unfold(&mut self, items: &[ItemId]) {
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
        let known = self.item_ids();
        let name = self.history.undo();
        self.select_what_came(&before, &known);
        name
    }

    /// Brings back the step that was last taken back; returns its name.
    pub fn redo(&mut self) -> Option<String> {
        let before = self.entries();
        let known = self.item_ids();
        let name = self.history.redo();
        self.select_what_came(&before, &known);
        name
    }

    fn item_ids(&self) -> BTreeSet<ItemId> {
        self.pack()
            .numbered_items()
            .iter()
            .map(NumberedItem::id)
            .collect()
    }

    /// Selects what an undo or redo brought, and forgets what it took.
    fn select_what_came(&mut self, before: &[Entry], known: &BTreeSet<ItemId>) {
        let came: Vec<ItemId> = self.item_ids().difference(known).copied().collect();
        if !came.is_empty() {
            self.unfold(&came);
            self.selection = Selection::of_items(&came);
        }
        self.selection
            .keep_only(before, &self.entries(), Heir::Above);
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
            Some(Entry::Item(id)) => self.after(id),
            _ => end,
        }
    }

    /// Where files go that are added to what is selected. Of several that were just added the first
    /// is selected; more files follow the last of them.
    pub fn import_point(&self) -> Location {
        let cursor = self.selection.cursor();
        let just_added = self.added.filter(|(revision, first, _)| {
            cursor == Some(Entry::Item(*first)) && *revision == self.history.revision()
        });
        just_added.map_or_else(|| self.insertion_point(), |(_, _, last)| self.after(last))
    }

    /// The place after an item, else the end.
    fn after(&self, id: ItemId) -> Location {
        let pack = self.pack();
        let end = Location::top(pack.outline.len());
        pack.location(id).map_or(end, |here| Location {
            index: here.index + 1,
            ..here
        })
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

    /// The command that moves the selection one place up or down, if there is one. What is
    /// selected must stand in one section, or at the top level.
    pub fn nudge(&self, up: bool) -> Option<Command> {
        let selected = self.selection.items();
        let goes_along = |id: &ItemId| match self.pack().location(*id)?.section {
            Some(section) => Some(selected.contains(&section.into())),
            None => Some(false),
        };
        let items: Vec<ItemId> = selected
            .iter()
            .filter(|id| goes_along(id) == Some(false))
            .copied()
            .collect();
        let places: Vec<Location> = items
            .iter()
            .filter_map(|id| self.pack().location(*id))
            .collect();
        let section = places.first()?.section;
        if places.iter().any(|place| place.section != section) {
            return None;
        }
        let first = places.iter().min_by_key(|place| place.index)?;
        let last = places.iter().max_by_key(|place| place.index)?;
        let to = if up {
            self.place_above(*first, &items)
        } else {
            self.place_below(*last, &items)
        };
        to.map(|to| Command::Move { items, to })
    }

    /// What to hold on to, so that a place is found again after other changes.
    pub fn anchor(&self, place: Location) -> Anchor {
        Anchor::of(self.pack(), place)
    }

    /// Where an anchor is now.
    pub fn place_of(&self, anchor: Anchor) -> Location {
        anchor.place_in(self.pack())
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
}
