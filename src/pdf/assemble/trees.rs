//! Name trees and number trees (PDF 1.7, 7.9.6 and 7.9.7).

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::target::Target;

/// How many entries a leaf holds: readers load a leaf at a time.
const LEAF: usize = 64;

/// Writes a name tree; the pairs need not be sorted.
pub(super) fn write_name_tree(mut pairs: Vec<(Vec<u8>, Object)>, target: &mut Target) -> ObjectId {
    pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| (Object::string_literal(name), value));
    write_tree("Names", &pairs.collect::<Vec<_>>(), target)
}

/// Writes a number tree that counts from 0.
pub(super) fn write_number_tree(values: Vec<Object>, target: &mut Target) -> ObjectId {
    let pairs: Vec<_> = (0_i64..).map(Object::Integer).zip(values).collect();
    write_tree("Nums", &pairs, target)
}

fn write_tree(key: &str, pairs: &[(Object, Object)], target: &mut Target) -> ObjectId {
    let flat = |pairs: &[(Object, Object)]| {
        let both = |(key, value): &(Object, Object)| [key.clone(), value.clone()];
        Object::Array(pairs.iter().flat_map(both).collect())
    };
    if pairs.len() <= LEAF {
        let mut root = Dictionary::new();
        root.set(key, flat(pairs));
        return target.add(root);
    }
    let mut kids = Vec::new();
    for leaf in pairs.chunks(LEAF) {
        let (Some((first, _)), Some((last, _))) = (leaf.first(), leaf.last()) else {
            continue;
        };
        let mut entries = dictionary! { "Limits" => vec![first.clone(), last.clone()] };
        entries.set(key, flat(leaf));
        kids.push(Object::Reference(target.add(entries)));
    }
    target.add(dictionary! { "Kids" => kids })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::assemble::output::Sink;

    #[test]
    fn a_large_name_tree_is_sorted_and_has_leaves_with_limits() {
        let mut target = Target::new(Sink::Memory(Vec::new()));
        let pairs = (1..=130).map(|n: i64| (format!("page-{n}").into_bytes(), n.into()));
        let root = write_name_tree(pairs.collect(), &mut target);
        let kids = target.dictionary_mut(root).unwrap().get(b"Kids").unwrap();
        let kids: Vec<ObjectId> = kids
            .as_array()
            .unwrap()
            .iter()
            .map(|kid| kid.as_reference().unwrap())
            .collect();
        assert_eq!(kids.len(), 3);
        let mut names = Vec::new();
        for kid in kids {
            let leaf = target.dictionary_mut(kid).unwrap();
            let pairs = leaf.get(b"Names").unwrap().as_array().unwrap();
            let here: Vec<_> = pairs
                .chunks(2)
                .map(|pair| pair[0].as_str().unwrap().to_vec())
                .collect();
            let limits = leaf.get(b"Limits").unwrap().as_array().unwrap();
            assert_eq!(limits[0].as_str().unwrap(), here[0]);
            assert_eq!(limits[1].as_str().unwrap(), here[here.len() - 1]);
            names.extend(here);
        }
        assert_eq!(names.len(), 130);
        assert!(names.is_sorted());
    }
}
