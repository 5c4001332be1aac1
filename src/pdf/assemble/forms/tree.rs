//! The fields of all parts below each other, by their names.
//!
//! A field is known by the names that lead to it (PDF 1.7, 12.7.3.2): what has the same ones in one
//! file is one field, however many dictionaries it was written in. Between two papers it is a
//! clash, and the later one is called otherwise. Names that only lead on are shared.

use std::collections::HashMap;

use lopdf::{Dictionary, Object, ObjectId};

use super::field::ENTRIES;
use super::texts::of_bytes;
use crate::pdf::assemble::target::Target;

/// A name, and what is below it.
struct Node {
    name: Vec<u8>,
    kids: Vec<usize>,
}

/// What a field says, and the widgets that show it.
#[derive(Default)]
struct Own {
    entries: Dictionary,
    widgets: Vec<ObjectId>,
}

/// The place of a name: what it is below, and what it says.
type NamePath = (Option<usize>, String);

#[derive(Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    roots: Vec<usize>,
    /// What the nodes say that are fields.
    fields: HashMap<usize, Own>,
    /// The node that has a name.
    names: HashMap<NamePath, usize>,
    /// What the part at hand means by a name.
    of_part: HashMap<NamePath, usize>,
}

impl Tree {
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Forgets what the part before called its fields.
    pub(super) fn start_part(&mut self) {
        self.of_part.clear();
    }

    /// Puts a widget below the field of the part at hand to which these names lead, and returns
    /// its number and what it says. What was said of it first counts.
    pub(super) fn put(
        &mut self,
        path: &[Vec<u8>],
        entries: Dictionary,
        widget: ObjectId,
    ) -> (usize, &Dictionary) {
        let mut at = None;
        for (index, name) in path.iter().enumerate() {
            at = Some(self.step(at, name, index + 1 == path.len()));
        }
        let index = at.unwrap_or_else(|| self.add(None, Vec::new()));
        let own = self.fields.entry(index).or_default();
        own.widgets.push(widget);
        for (key, value) in entries {
            if !own.entries.has(&key) {
                own.entries.set(key, value);
            }
        }
        (index, &own.entries)
    }

    /// What a field says, to change it.
    pub(super) fn entries_mut(&mut self, index: usize) -> Option<&mut Dictionary> {
        Some(&mut self.fields.get_mut(&index)?.entries)
    }

    /// The node of a name below another; `is_field` says that no name follows.
    fn step(&mut self, above: Option<usize>, written: &[u8], is_field: bool) -> usize {
        let own = of_bytes(written);
        if let Some(&known) = self.of_part.get(&(above, own.clone())) {
            return known;
        }
        let is_wide = written.starts_with(b"\xFE\xFF");
        let (mut name, mut said) = (written.to_vec(), own.clone());
        let mut number = 1;
        let index = loop {
            let place = (above, said);
            match self.names.get(&place) {
                None => {
                    let index = self.add(above, name);
                    self.names.insert(place, index);
                    break index;
                }
                Some(&index) if !is_field && !self.fields.contains_key(&index) => break index,
                Some(_) => {}
            }
            number += 1;
            let ending = format!("_{number}");
            said = own.clone() + &ending;
            name = written.to_vec();
            for byte in ending.bytes() {
                name.extend(is_wide.then_some(0));
                name.push(byte);
            }
        };
        self.of_part.insert((above, own), index);
        index
    }

    fn add(&mut self, above: Option<usize>, name: Vec<u8>) -> usize {
        let index = self.nodes.len();
        self.nodes.push(Node {
            name,
            kids: Vec::new(),
        });
        match above.and_then(|above| self.nodes.get_mut(above)) {
            Some(above) => above.kids.push(index),
            None => self.roots.push(index),
        }
        index
    }

    /// Writes the fields; returns those at the top.
    pub(super) fn write(mut self, target: &mut Target) -> Vec<Object> {
        let roots = std::mem::take(&mut self.roots);
        let roots = roots.into_iter();
        roots
            .map(|root| self.write_node(root, None, target).into())
            .collect()
    }

    fn write_node(
        &mut self,
        index: usize,
        above: Option<ObjectId>,
        target: &mut Target,
    ) -> ObjectId {
        let Some(node) = self.nodes.get_mut(index) else {
            return target.reserve();
        };
        let kids = std::mem::take(&mut node.kids);
        let mut entries = Dictionary::new();
        if !node.name.is_empty() {
            entries.set("T", Object::string_literal(std::mem::take(&mut node.name)));
        }
        if let Some(above) = above {
            entries.set("Parent", above);
        }
        let own = self.fields.remove(&index).unwrap_or_default();
        for (key, value) in own.entries {
            entries.set(key, value);
        }
        if let ([widget], []) = (own.widgets.as_slice(), kids.as_slice())
            && let Some(merged) = target.dictionary_mut(*widget)
        {
            for (key, value) in entries {
                // What the widget says of its style counts.
                if !merged.has(&key) {
                    merged.set(key, value);
                }
            }
            return *widget;
        }
        let id = target.reserve();
        let mut below: Vec<Object> = Vec::new();
        for widget in own.widgets {
            if let Some(widget) = target.dictionary_mut(widget) {
                widget.set("Parent", id);
            }
            below.push(widget.into());
        }
        for kid in kids {
            below.push(self.write_node(kid, Some(id), target).into());
        }
        entries.set("Kids", below);
        target.put(id, entries);
        id
    }
}

/// Leaves to a widget what is its own, and takes out what its field says.
pub(super) fn without_field_entries(widget: &mut Dictionary) {
    for key in ENTRIES {
        widget.remove(key);
    }
    widget.remove(b"Parent");
}
