//! A form field as its source has it: its name, and what it takes from the fields above it.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::texts::decoded;
use crate::pdf::lookup::{as_dictionary, entry, resolve};

/// How deep fields may be nested.
const MAX_DEPTH: usize = 32;

/// What belongs to a field rather than to the widgets that show it. What runs something, and what
/// belongs to a signature, is left out.
pub(super) const ENTRIES: [&[u8]; 14] = [
    b"FT", b"T", b"TU", b"TM", b"Ff", b"V", b"DV", b"DS", b"RV", b"Opt", b"MaxLen", b"TI", b"I",
    b"Kids",
];

/// What a field does not take from those above it.
const ITS_OWN: [&[u8]; 4] = [b"T", b"TU", b"TM", b"Kids"];

/// What kind of field it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Choice,
    Check,
    Radio,
    Push,
    Other,
}

/// A field as one of its widgets shows it.
pub(super) struct Field<'a> {
    document: &'a Document,
    /// The widget, and what it hangs below, up to the top.
    chain: Vec<&'a Dictionary>,
    /// The objects of what is above the widget.
    ids: Vec<Option<ObjectId>>,
    /// Which of these is the field: the lowest one that has a name.
    own: usize,
}

impl<'a> Field<'a> {
    pub(super) fn of(document: &'a Document, widget: &'a Dictionary) -> Self {
        let mut chain = vec![widget];
        let mut met = HashSet::new();
        let mut ids = Vec::new();
        let mut node = widget;
        while chain.len() < MAX_DEPTH
            && let Ok(parent) = node.get(b"Parent")
            && parent.as_reference().map_or(true, |id| met.insert(id))
            && let Some(above) = as_dictionary(resolve(document, parent))
            && !is_of_the_page_tree(above)
        {
            chain.push(above);
            ids.push(parent.as_reference().ok());
            node = above;
        }
        let own = chain
            .iter()
            .position(|node| !name(document, node).is_empty())
            .unwrap_or(chain.len() - 1);
        Self {
            document,
            chain,
            ids,
            own,
        }
    }

    /// The object of the field, where it is not the widget itself.
    pub(super) fn id(&self) -> Option<ObjectId> {
        *self.ids.get(self.own.checked_sub(1)?)?
    }

    /// An entry of the widget, or of the nearest field above that has it.
    pub(super) fn get(&self, key: &[u8]) -> Option<&'a Object> {
        self.chain
            .iter()
            .find_map(|node| entry(self.document, node, key))
    }

    /// The same, for what the widget has beside the field.
    pub(super) fn of_widget(&self, key: &[u8]) -> Option<&'a Object> {
        let below = self.chain.get(..self.own).unwrap_or_default();
        below
            .iter()
            .find_map(|node| entry(self.document, node, key))
    }

    /// An entry of the field, or of the nearest field above.
    pub(super) fn of_field(&self, key: &[u8]) -> Option<&'a Object> {
        let from = self.chain.get(self.own..).unwrap_or_default();
        from.iter().find_map(|node| entry(self.document, node, key))
    }

    /// The names that lead to it from the top, as they are written; none where it has no name.
    pub(super) fn path(&self) -> Vec<Vec<u8>> {
        let from = self.chain.get(self.own..).unwrap_or_default();
        let names = from.iter().rev().map(|node| name(self.document, node));
        names.filter(|name| !name.is_empty()).collect()
    }

    /// What the field itself says, that which it takes from above included, as it is written: not
    /// copied yet, and by reference where it stands elsewhere.
    pub(super) fn entries(&self) -> Vec<(&'static [u8], Object)> {
        let written = |node: &&'a Dictionary, key: &[u8]| {
            entry(self.document, node, key)?;
            node.get(key).ok().cloned()
        };
        let found = |key: &'static [u8]| {
            let value = if ITS_OWN.contains(&key) {
                written(self.chain.get(self.own)?, key)
            } else {
                let (below, from) = self.chain.split_at_checked(self.own)?;
                let mut nodes = from.iter().chain(below);
                nodes.find_map(|node| written(node, key))
            };
            Some((key, value?))
        };
        let kept = ENTRIES
            .into_iter()
            .filter(|key| !matches!(*key, b"T" | b"Kids"));
        kept.filter_map(found).collect()
    }

    pub(super) fn flags(&self) -> i64 {
        let flags = self.get(b"Ff").and_then(|flags| flags.as_i64().ok());
        flags.unwrap_or_default()
    }

    pub(super) fn kind(&self) -> Kind {
        const RADIO: i64 = 1 << 15;
        const PUSH_BUTTON: i64 = 1 << 16;
        match self.get(b"FT").and_then(|kind| kind.as_name().ok()) {
            Some(b"Tx") => Kind::Text,
            Some(b"Ch") => Kind::Choice,
            Some(b"Btn") if self.flags() & PUSH_BUTTON != 0 => Kind::Push,
            Some(b"Btn") if self.flags() & RADIO != 0 => Kind::Radio,
            Some(b"Btn") => Kind::Check,
            _ => Kind::Other,
        }
    }
}

/// The name of a field as it is written; empty where it says nothing.
fn name(document: &Document, field: &Dictionary) -> Vec<u8> {
    let name = entry(document, field, b"T").filter(|name| !decoded(document, name).is_empty());
    let name = name.and_then(|name| name.as_str().ok());
    name.map(<[u8]>::to_vec).unwrap_or_default()
}

/// Some writers name the page as the field above.
fn is_of_the_page_tree(node: &Dictionary) -> bool {
    [b"Page".as_slice(), b"Pages", b"Catalog"]
        .iter()
        .any(|kind| node.has_type(kind))
}
