//! Items that were cut or copied, to be pasted into this pack or another.

use std::sync::Arc;

use crate::app::state::desk::Desk;
use crate::edit::{Command, PasteFrom};
use crate::pack::{Item, Location, Source, SourceId};
use crate::store::SourceStore;

/// Items that were cut or copied.
#[derive(Debug, Clone)]
pub struct Clipboard {
    items: Vec<Item>,
    /// What they are made from, pictures and originals included.
    sources: Vec<(SourceId, Source)>,
    /// What the system's clipboard was given in their place.
    text: String,
    /// The pack they are from, and where its bytes lie.
    owner: u64,
    store: SourceStore,
}

impl Clipboard {
    /// Copies what is selected; `None` if nothing is.
    pub fn of_selection(desk: &Desk) -> Option<Self> {
        let pack = desk.pack();
        let chosen = desk.selection.items();
        let mut items = Vec::new();
        for item in &pack.outline {
            if chosen.contains(&item.id()) {
                items.push(item.clone());
            } else {
                let documents = item.documents().iter();
                let chosen = documents.filter(|document| chosen.contains(&document.id.into()));
                items.extend(chosen.cloned().map(Item::Document));
            }
        }
        if items.is_empty() {
            return None;
        }
        Some(Self {
            text: titles(&items).join("\n"),
            sources: sources_of(&items, desk),
            owner: desk.serial,
            store: desk.session.sources().clone(),
            items,
        })
    }

    /// The titles, for the system's clipboard.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the system's clipboard holds what was copied here.
    pub fn is_meant_by(&self, text: &str) -> bool {
        text.replace("\r\n", "\n").trim() == self.text.trim()
    }

    /// Whether the items are from the pack on this desk.
    pub fn is_from(&self, desk: &Desk) -> bool {
        self.owner == desk.serial
    }

    /// Brings the bytes over to another pack's store.
    ///
    /// # Errors
    /// A message that names the source that could not be brought over.
    pub fn carry_to(&self, store: &SourceStore) -> Result<(), String> {
        for (id, source) in &self.sources {
            let bytes = self
                .store
                .read(id, source)
                .map_err(|error| error.to_string())?;
            store
                .put(&bytes, source.media)
                .map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// The command that pastes the items here.
    pub fn paste(&self, desk: &Desk) -> Command {
        let has_section = self
            .items
            .iter()
            .any(|item| matches!(item, Item::Section(_)));
        Command::Paste {
            at: if has_section {
                Location::top(desk.section_insertion_index())
            } else {
                desk.insertion_point()
            },
            items: self.items.clone(),
            sources: self.sources.clone(),
            from: if self.is_from(desk) {
                PasteFrom::ThisPack
            } else {
                PasteFrom::AnotherPack
            },
        }
    }
}

fn titles(items: &[Item]) -> Vec<&str> {
    let mut titles = Vec::new();
    for item in items {
        if let Item::Section(section) = item {
            titles.push(section.title.as_str());
        }
        titles.extend(
            item.documents()
                .iter()
                .map(|document| document.title.as_str()),
        );
    }
    titles
}

fn sources_of(items: &[Item], desk: &Desk) -> Vec<(SourceId, Source)> {
    let pack = desk.pack();
    let needed = pack.sources_needed_by(items.iter().flat_map(Item::documents).map(Arc::as_ref));
    let entries = needed
        .iter()
        .filter_map(|id| pack.sources.get_key_value(id));
    entries
        .map(|(id, source)| (id.clone(), source.clone()))
        .collect()
}
