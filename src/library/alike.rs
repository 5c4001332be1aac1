//! Files that say the same: byte for byte, or nearly.

use std::collections::HashMap;

use super::entry::{Entry, SameAs};

/// From this share of runs in common, in hundredths, two texts are nearly the same.
const ALIKE_PERCENT: usize = 80;
/// How many texts with the same band are compared; more are of one template.
const MOST_COMPARED: usize = 16;

/// Says of each file which other one says the same. Of several it is the oldest.
pub fn mark(entries: &mut [Entry]) {
    let mut oldest_first: Vec<usize> = (0..entries.len()).collect();
    oldest_first.sort_by(|one, other| {
        let key = |index: &usize| {
            entries
                .get(*index)
                .map(|entry| (entry.modified, &entry.path))
        };
        key(one).cmp(&key(other))
    });
    let exact = exact(entries, &oldest_first);
    let near = near(entries, &oldest_first, &exact);
    for (index, of) in near.into_iter().chain(exact) {
        let path = entries.get(of).map(|entry| entry.path.clone());
        let is_exact =
            entries.get(index).map(|entry| &entry.hash) == entries.get(of).map(|entry| &entry.hash);
        if let (Some(entry), Some(path)) = (entries.get_mut(index), path) {
            entry.same_as = Some(SameAs { path, is_exact });
        }
    }
}

fn exact(entries: &[Entry], oldest_first: &[usize]) -> HashMap<usize, usize> {
    let mut first_of = HashMap::new();
    let mut pairs = HashMap::new();
    for &index in oldest_first {
        let Some(hash) = entries.get(index).and_then(|entry| entry.hash.as_ref()) else {
            continue;
        };
        match first_of.get(hash) {
            None => {
                first_of.insert(hash, index);
            }
            Some(&first) => {
                pairs.insert(index, first);
                pairs.entry(first).or_insert(index);
            }
        }
    }
    pairs
}

fn near(
    entries: &[Entry],
    oldest_first: &[usize],
    exact: &HashMap<usize, usize>,
) -> HashMap<usize, usize> {
    let mut bands: HashMap<(usize, &[u16]), Vec<usize>> = HashMap::new();
    let mut pairs = HashMap::new();
    let sketch_of = |index: usize| entries.get(index)?.sketch.as_ref();
    for &index in oldest_first {
        let Some(sketch) = sketch_of(index) else {
            continue;
        };
        // Of files that are the same byte for byte, one is compared with others.
        if exact
            .get(&index)
            .is_some_and(|first| exact.get(first) != Some(&index))
        {
            continue;
        }
        let mut best = None;
        for band in sketch.bands() {
            let others = bands.entry(band).or_default();
            for &other in others.iter() {
                let common = sketch_of(other).map_or(0, |other| sketch.in_common_percent(other));
                if common >= ALIKE_PERCENT && best.is_none_or(|(most, _)| common > most) {
                    best = Some((common, other));
                }
            }
            if others.len() < MOST_COMPARED {
                others.push(index);
            }
        }
        if let Some((_, other)) = best {
            pairs.insert(index, other);
            pairs.entry(other).or_insert(index);
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::sketch::Sketch;

    fn text(seed: usize, words: usize) -> Vec<String> {
        (0..words)
            .map(|number| format!("w{}", (seed + number) * 7919 % 1009))
            .collect()
    }

    #[test]
    fn an_edited_text_is_alike_and_another_is_not() {
        let original = text(1, 400);
        let mut edited = original.clone();
        edited[200] = "Madrid".to_owned();
        edited.truncate(390);
        let sketch = |words: &[String]| Sketch::of(&words.join(" ")).unwrap();
        let common = sketch(&original).in_common_percent(&sketch(&edited));
        assert!(common >= ALIKE_PERCENT, "{common}");
        let other: Vec<_> = original.iter().rev().cloned().collect();
        let common = sketch(&original).in_common_percent(&sketch(&other));
        assert!(common < 20, "{common}");
        assert_eq!(Sketch::of("Thank you, Mr President."), None);
    }

    #[test]
    fn what_is_kept_comes_back() {
        let sketch = Sketch::of(&text(3, 100).join(" ")).unwrap();
        assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch));
        assert_eq!(Sketch::from_bytes(&[1, 2, 3]), None);
    }
}
