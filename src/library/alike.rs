//! Files that say the same: byte for byte, or nearly.
//!
//! Near duplicates are found by min-hashes over runs of three words (Broder, On the resemblance and
//! containment of documents, 1997), one hash for all 64 places (Li, Owen and Zhang, One permutation
//! hashing, 2012): the share of places in which two sketches agree is about the share of runs that
//! the texts have in common.

use std::collections::HashMap;
use std::path::PathBuf;

use super::entry::Entry;

/// How many min-hashes a sketch holds.
const PLACES: usize = 64;
/// How many neighbouring places must agree for two texts to be compared at all. Texts with 8 of 10
/// runs in common are missed once in 3,000 times.
const BAND: usize = 4;
/// A text with fewer words is too short to be nearly like another.
const FEWEST_WORDS: usize = 50;
/// From this share of runs in common, in hundredths, two texts are nearly the same.
const ALIKE_PERCENT: usize = 80;
/// How many texts with the same band are compared; more are of one template.
const MOST_COMPARED: usize = 16;
/// A place that no run fell into.
const EMPTY: u16 = u16::MAX;

/// Another file that says the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameAs {
    /// That file.
    pub path: PathBuf,
    /// Whether it is the same byte for byte.
    pub is_exact: bool,
}

/// A text in short, to tell how much two have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch([u16; PLACES]);

impl Sketch {
    /// The sketch of a text; none for a short one.
    pub fn of(text: &str) -> Option<Self> {
        let words: Vec<u64> = text
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| {
                let letters = word.chars().flat_map(char::to_lowercase);
                letters.fold(0, |hash, letter| mixed(hash ^ u64::from(u32::from(letter))))
            })
            .collect();
        if words.len() < FEWEST_WORDS {
            return None;
        }
        let mut places = [EMPTY; PLACES];
        for run in words.windows(3) {
            let hash = run.iter().fold(0, |hash, word| mixed(hash ^ word));
            let value = u16::try_from(hash & 0xFFFF).unwrap_or(EMPTY).min(EMPTY - 1);
            let place = usize::try_from(hash >> 58).unwrap_or(0);
            if let Some(least) = places.get_mut(place) {
                *least = value.min(*least);
            }
        }
        Some(Self(places))
    }

    /// About how much of two texts is common to both, in hundredths.
    fn in_common_percent(&self, other: &Self) -> usize {
        let pairs = self.0.iter().zip(&other.0);
        let (mut counted, mut equal) = (0, 0);
        for (one, other) in pairs.filter(|(one, other)| **one != EMPTY || **other != EMPTY) {
            counted += 1;
            equal += usize::from(one == other);
        }
        equal * 100 / usize::max(counted, 1)
    }

    /// As it is kept in the index.
    pub fn to_bytes(self) -> Vec<u8> {
        self.0
            .iter()
            .flat_map(|place| place.to_le_bytes())
            .collect()
    }

    /// From what is kept in the index.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut places = [EMPTY; PLACES];
        let (pairs, rest) = bytes.as_chunks::<2>();
        if pairs.len() != PLACES || !rest.is_empty() {
            return None;
        }
        for (place, pair) in places.iter_mut().zip(pairs) {
            *place = u16::from_le_bytes(*pair);
        }
        Some(Self(places))
    }
}

/// Spreads what differs in a few bits over all of them (the end of Steele, Lea and Flood's
/// SplitMix). Sketches are kept, so that this must stay as it is on every machine.
fn mixed(bits: u64) -> u64 {
    let bits = bits.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

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
        for (place, band) in sketch.0.chunks(BAND).enumerate() {
            if band.contains(&EMPTY) {
                continue;
            }
            let others = bands.entry((place, band)).or_default();
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
