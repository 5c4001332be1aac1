//! What the named destinations of a source stand for.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Document, Object};

use super::source::Source;
use crate::pdf::lookup::{array_at, as_dictionary, dictionary_at, entry, resolve};

/// The most named destinations that are read from one source.
const MAX_NAMES: usize = 200_000;

/// The named destinations of a source, in both of their homes: the dictionary of PDF 1.1 and the
/// name tree of PDF 1.2 (PDF 1.7, 12.3.2.3).
#[derive(Default)]
pub(super) struct Destinations {
    names: HashMap<Vec<u8>, Object>,
}

/// A place in a source.
pub(super) struct Destination {
    /// The page of the source, counted from 0.
    pub page: u32,
    /// How to show it: `/XYZ` or the like, with its numbers.
    pub view: Vec<Object>,
}

impl Destinations {
    pub(super) fn read(source: &Source) -> Self {
        let mut found = Self::default();
        let document = &source.pdf.document;
        let Some(catalog) = source.catalog() else {
            return found;
        };
        if let Some(old) = dictionary_at(document, catalog, b"Dests") {
            for (name, value) in old.iter().take(MAX_NAMES) {
                found.add(document, name, value);
            }
        }
        let tree = dictionary_at(document, catalog, b"Names")
            .and_then(|names| dictionary_at(document, names, b"Dests"));
        if let Some(tree) = tree {
            found.read_tree(document, tree);
        }
        found
    }

    fn read_tree(&mut self, document: &Document, root: &Dictionary) {
        let mut visited = HashSet::new();
        let mut stack = vec![root];
        while let Some(node) = stack.pop() {
            for pair in array_at(document, node, b"Names").chunks_exact(2) {
                if let [name, value] = pair
                    && let Ok(name) = resolve(document, name).as_str()
                {
                    self.add(document, name, value);
                }
            }
            for kid in array_at(document, node, b"Kids") {
                let is_new = kid.as_reference().is_ok_and(|id| visited.insert(id));
                if is_new && let Some(kid) = as_dictionary(resolve(document, kid)) {
                    stack.push(kid);
                }
            }
        }
    }

    fn add(&mut self, document: &Document, name: &[u8], value: &Object) {
        let place = match resolve(document, value) {
            Object::Dictionary(dictionary) => entry(document, dictionary, b"D"),
            place => Some(place),
        };
        if let Some(place @ Object::Array(_)) = place
            && self.names.len() < MAX_NAMES
        {
            self.names.entry(name.to_vec()).or_insert(place.clone());
        }
    }

    /// What a destination stands for, be it explicit or a name.
    pub(super) fn find(&self, source: &Source, destination: &Object) -> Option<Destination> {
        let document = &source.pdf.document;
        let place = match resolve(document, destination) {
            Object::String(name, _) | Object::Name(name) => self.names.get(name)?,
            Object::Dictionary(dictionary) => entry(document, dictionary, b"D")?,
            place => place,
        };
        let (page, view) = place.as_array().ok()?.split_first()?;
        let page = match page {
            Object::Reference(id) => source.page_number(*id)?,
            // Not allowed within a document, but written and understood all the same.
            number => u32::try_from(number.as_i64().ok()?).ok()?,
        };
        let plain = view
            .iter()
            .take(5)
            .map(|object| match resolve(document, object) {
                plain @ (Object::Integer(_) | Object::Real(_) | Object::Name(_)) => plain.clone(),
                _ => Object::Null,
            });
        Some(Destination {
            page,
            view: plain.collect(),
        })
    }
}
