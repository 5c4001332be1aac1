//! Optional content: what a source hides stays hidden in the result (PDF 1.7, 8.11).

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::source::Source;
use super::target::Target;
use crate::pdf::lookup::{array_at, dictionary_at, entry, name_at, resolve};

/// How deep the list of layers that a reader shows may be nested.
const MAX_DEPTH: usize = 16;

/// Tells layers of the same name apart. MuPDF takes layers for one whose dictionaries are equal, and
/// then shows one paper's as another's says. Readers pass over a key that they do not know.
const IDENTITY: &str = "BPCK_Layer";

/// The layers of the result.
#[derive(Default)]
pub(super) struct Layers {
    all: Vec<Object>,
    hidden: Vec<Object>,
    locked: Vec<Object>,
    order: Vec<Object>,
    exclusive: Vec<Object>,
    automatic: Vec<Object>,
    names: HashSet<Vec<u8>>,
    /// How many there were, with those that are not listed.
    count: i64,
}

impl Layers {
    /// Takes over the layers that pages of a source need. All its pages were copied already.
    pub(super) fn merge(&mut self, source: &Source, target: &mut Target) {
        let document = &source.pdf.document;
        let Some(properties) = source
            .catalog()
            .and_then(|catalog| dictionary_at(document, catalog, b"OCProperties"))
        else {
            return;
        };
        let moved = moved_groups(source, target);
        if moved.is_empty() {
            return;
        }
        let nothing = Dictionary::new();
        let default = dictionary_at(document, properties, b"D").unwrap_or(&nothing);
        let listed = |key: &[u8]| -> HashSet<ObjectId> {
            array_at(document, default, key)
                .iter()
                .filter_map(|group| group.as_reference().ok())
                .collect()
        };
        // A group that the catalog does not list is shown, whatever else is said of it.
        let known: HashSet<ObjectId> = array_at(document, properties, b"OCGs")
            .iter()
            .filter_map(|group| group.as_reference().ok())
            .collect();
        let (on, off, locked) = (listed(b"ON"), listed(b"OFF"), listed(b"Locked"));
        let starts_off = name_at(document, default, b"BaseState") == Some(b"OFF");
        let mut groups: Vec<(ObjectId, ObjectId)> =
            moved.iter().map(|(old, new)| (*old, *new)).collect();
        groups.sort_by_key(|(_, new)| *new);
        for (old, new) in groups {
            self.identify(new, target);
            if !known.contains(&old) {
                continue;
            }
            self.all.push(new.into());
            if off.contains(&old) || (starts_off && !on.contains(&old)) {
                self.hidden.push(new.into());
            }
            if locked.contains(&old) {
                self.locked.push(new.into());
            }
        }
        let moved = moved.into_iter().filter(|(old, _)| known.contains(old));
        let moved: HashMap<ObjectId, ObjectId> = moved.collect();
        let walk = Walk {
            source,
            moved: &moved,
        };
        self.order.extend(walk.list(default, b"Order"));
        self.exclusive.extend(walk.list(default, b"RBGroups"));
        self.automatic.extend(walk.automatic(default));
    }

    /// Makes a layer differ from those before it.
    fn identify(&mut self, group: ObjectId, target: &mut Target) {
        self.count += 1;
        let number = self.count;
        let document = &target.document;
        let entries = document.get_dictionary(group).ok();
        let name = entries.and_then(|entries| entry(document, entries, b"Name")?.as_str().ok());
        let is_new = self.names.insert(name.unwrap_or_default().to_vec());
        if !is_new && let Some(entries) = target.dictionary_mut(group) {
            entries.set(IDENTITY, number);
        }
    }

    /// Writes the layers; `None` where there are none.
    pub(super) fn write(self, target: &mut Target) -> Option<ObjectId> {
        if self.all.is_empty() {
            return None;
        }
        let mut default = dictionary! { "Order" => self.order };
        for (key, groups) in [
            ("OFF", self.hidden),
            ("Locked", self.locked),
            ("RBGroups", self.exclusive),
            ("AS", self.automatic),
        ] {
            if !groups.is_empty() {
                default.set(key, groups);
            }
        }
        Some(target.add(dictionary! { "OCGs" => self.all, "D" => default }))
    }
}

/// The optional content groups that pages brought along: from the source to the result.
fn moved_groups(source: &Source, target: &Target) -> HashMap<ObjectId, ObjectId> {
    source
        .moves()
        .filter(|(_, new)| {
            target
                .document
                .get_dictionary(*new)
                .is_ok_and(|group| group.has_type(b"OCG"))
        })
        .collect()
}

/// Reads lists of groups, leaving out those that no page needs.
struct Walk<'a> {
    source: &'a Source,
    moved: &'a HashMap<ObjectId, ObjectId>,
}

impl Walk<'_> {
    fn list(&self, entries: &Dictionary, key: &[u8]) -> Vec<Object> {
        let items = array_at(&self.source.pdf.document, entries, key);
        self.filter(items, MAX_DEPTH)
    }

    fn filter(&self, items: &[Object], depth: usize) -> Vec<Object> {
        let mut kept = Vec::new();
        for item in items {
            let moved = item.as_reference().ok().and_then(|id| self.moved.get(&id));
            if let Some(new) = moved {
                kept.push(Object::Reference(*new));
                continue;
            }
            match resolve(&self.source.pdf.document, item) {
                Object::Array(inner) if depth > 0 => {
                    let mut some = self.filter(inner, depth - 1);
                    if some.is_empty() {
                        continue;
                    }
                    // A label of layers of which some are left out may tell of those.
                    if let Some(label @ Object::String(..)) = inner.first()
                        && some.len() + 1 == inner.len()
                    {
                        some.insert(0, label.clone());
                    }
                    kept.push(Object::Array(some));
                }
                _ => {}
            }
        }
        kept
    }

    /// The rules by which readers show groups on screen or on paper.
    fn automatic(&self, default: &Dictionary) -> Vec<Object> {
        let document = &self.source.pdf.document;
        array_at(document, default, b"AS")
            .iter()
            .filter_map(|rule| {
                let rule = resolve(document, rule).as_dict().ok()?;
                let groups = self.list(rule, b"OCGs");
                let event = entry(document, rule, b"Event")?.as_name().ok()?;
                let category = array_at(document, rule, b"Category").to_vec();
                let is_plain = category.iter().all(|name| name.as_name().is_ok());
                (is_plain && !groups.is_empty()).then(|| {
                    Object::Dictionary(dictionary! {
                        "Event" => Object::Name(event.to_vec()),
                        "Category" => category,
                        "OCGs" => groups,
                    })
                })
            })
            .collect()
    }
}
