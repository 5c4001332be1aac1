//! What is equal is stored once: twenty letters of one office hold one logo, one font file and one
//! colour profile.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use lopdf::{Dictionary, Object, ObjectId, Writer};
use sha2::{Digest, Sha256};

use super::output::for_each_reference;

/// How deep objects that are equal may name each other: a form names a font, this its descendant, this
/// its descriptor, and this its file.
const MAX_DEPTH: usize = 12;

/// The types of dictionaries that say how something is drawn and are nothing by themselves. Pages,
/// annotations, fields, layers and elements of tags stay apart, however equal they are.
const SHARED: [&[u8]; 4] = [b"Font", b"FontDescriptor", b"Encoding", b"ExtGState"];

/// What was written, to be used again.
#[derive(Default)]
pub(super) struct Equals {
    /// The first object with each content, by its hash.
    known: HashMap<[u8; 32], ObjectId>,
    /// Objects that were left out, and what stands for each.
    replaced: HashMap<ObjectId, ObjectId>,
}

impl Equals {
    /// Takes out of these objects, which nothing will change any more, those that are equal to one
    /// before, in them or written.
    /// Those that `is_named` by something written stay. Leaves come first: what differs only in what
    /// it names becomes equal when that has.
    pub(super) fn leave_out(
        &mut self,
        objects: &mut BTreeMap<ObjectId, Object>,
        is_named: impl Fn(ObjectId) -> bool,
    ) {
        let shared = objects.iter().filter(|(_, object)| may_be_shared(object));
        let mut open: BTreeSet<ObjectId> = shared.map(|(id, _)| *id).collect();
        for _ in 0..MAX_DEPTH {
            let ready: Vec<ObjectId> = open
                .iter()
                .filter(|id| objects.get(id).is_some_and(|one| !names_any(one, &open)))
                .copied()
                .collect();
            for id in &ready {
                open.remove(id);
                let Some(object) = objects.get_mut(id) else {
                    continue;
                };
                self.turn(object);
                match hash(object).map(|hash| self.known.entry(hash)) {
                    Some(Entry::Vacant(place)) => {
                        place.insert(*id);
                    }
                    Some(Entry::Occupied(known)) if !is_named(*id) => {
                        self.replaced.insert(*id, *known.get());
                        objects.remove(id);
                    }
                    _ => {}
                }
            }
            if ready.is_empty() || open.is_empty() {
                break;
            }
        }
    }

    /// Turns what an object names to what is stored of it.
    pub(super) fn turn(&self, object: &mut Object) {
        if self.replaced.is_empty() {
            return;
        }
        let mut stack = vec![object];
        while let Some(object) = stack.pop() {
            match object {
                Object::Reference(id) => {
                    if let Some(known) = self.replaced.get(id) {
                        *id = *known;
                    }
                }
                Object::Array(items) => stack.extend(items),
                Object::Dictionary(entries) => {
                    stack.extend(entries.iter_mut().map(|(_, value)| value));
                }
                Object::Stream(stream) => {
                    stack.extend(stream.dict.iter_mut().map(|(_, value)| value));
                }
                _ => {}
            }
        }
    }
}

fn may_be_shared(object: &Object) -> bool {
    match object {
        Object::Stream(_) | Object::Array(_) => true,
        Object::Dictionary(entries) => {
            let named = entries.get(b"Type").and_then(Object::as_name);
            named.is_ok_and(|named| SHARED.contains(&named)) || entries.has(b"FunctionType")
        }
        _ => false,
    }
}

fn names_any(object: &Object, ids: &BTreeSet<ObjectId>) -> bool {
    let mut names_any = false;
    for_each_reference(object, &mut |id| names_any |= ids.contains(&id));
    names_any
}

/// A hash of all that an object is; `None` where it cannot be written.
fn hash(object: &Object) -> Option<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut add = |object: &Object| {
        let mut bytes = Vec::new();
        Writer::write_object(&mut bytes, object).ok()?;
        // Where one ends and the next begins is part of it.
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
        Some(())
    };
    // The entries of a dictionary are no array.
    add(&object.enum_variant().into())?;
    match object {
        Object::Stream(stream) => {
            add(&sorted(&stream.dict))?;
            hash.update(&stream.content);
        }
        Object::Dictionary(entries) => add(&sorted(entries))?,
        plain => add(plain)?,
    }
    Some(hash.finalize().into())
}

/// Entries in the order of their names, but for the length, which the content tells.
fn sorted(entries: &Dictionary) -> Object {
    let mut entries: Vec<_> = entries
        .iter()
        .filter(|(key, _)| *key != b"Length")
        .collect();
    entries.sort_by_key(|(key, _)| *key);
    let values = entries
        .into_iter()
        .flat_map(|(key, value)| [Object::Name(key.clone()), value.clone()]);
    Object::Array(values.collect())
}

#[cfg(test)]
mod tests {
    use lopdf::{Stream, dictionary};

    use super::*;

    fn left(objects: impl IntoIterator<Item = (u32, Object)>, named: &[u32]) -> Vec<u32> {
        let objects = objects
            .into_iter()
            .map(|(number, object)| ((number, 0), object));
        let mut objects = objects.collect();
        let is_named = |(number, _): ObjectId| named.contains(&number);
        Equals::default().leave_out(&mut objects, is_named);
        objects.keys().map(|(number, _)| *number).collect()
    }

    fn stream(entries: Dictionary) -> Object {
        Stream::new(entries, b"pixels".to_vec()).into()
    }

    #[test]
    fn what_names_equal_things_is_equal_and_what_names_others_is_not() {
        let picture = |mask: u32| stream(dictionary! { "SMask" => (mask, 0) });
        let mask = |width: u32| stream(dictionary! { "Width" => width });
        // The picture comes before its mask in one file and behind it in another.
        let objects = [
            (1, picture(2)),
            (2, mask(5)),
            (3, mask(5)),
            (4, picture(3)),
            (5, picture(6)),
            (6, mask(7)),
        ];
        assert_eq!(left(objects, &[]), [1, 2, 5, 6]);
    }

    #[test]
    fn what_something_written_names_stays() {
        let same = || stream(dictionary! { "Width" => 5 });
        assert_eq!(left([(1, same()), (2, same()), (3, same())], &[2]), [1, 2]);
    }

    #[test]
    fn what_is_something_by_itself_stays() {
        let field = || Object::from(dictionary! { "Type" => "Annot", "Subtype" => "Text" });
        let layer = |number: u32| stream(dictionary! { "OC" => (number, 0) });
        let group = || Object::from(dictionary! { "Type" => "OCG" });
        let objects = [
            (1, field()),
            (2, field()),
            (3, group()),
            (4, group()),
            (5, layer(3)),
            (6, layer(4)),
        ];
        assert_eq!(left(objects, &[]), [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn entries_and_a_list_of_the_same_words_are_two_things() {
        let function = dictionary! { "FunctionType" => 2 };
        let list = vec!["FunctionType".into(), 2.into()];
        assert_eq!(left([(1, function.into()), (2, list.into())], &[]), [1, 2]);
    }

    #[test]
    fn circles_stay() {
        let circle = |next: u32| stream(dictionary! { "Next" => (next, 0) });
        assert_eq!(left([(1, circle(2)), (2, circle(1))], &[]), [1, 2]);
    }
}
