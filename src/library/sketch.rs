//! Texts in short, to tell how much two have in common.
//!
//! A sketch holds min-hashes over runs of three words (Broder, On the resemblance and containment of
//! documents, 1997), one hash for all 64 places (Li, Owen and Zhang, One permutation hashing, 2012):
//! the share of places in which two sketches agree is about the share of runs that the texts have in
//! common.

/// How many min-hashes a sketch holds.
const PLACES: usize = 64;
/// How many neighbouring places must agree for two texts to be compared at all. Texts with 8 of 10
/// runs in common are missed once in 3,000 times.
const BAND: usize = 4;
/// A text with fewer words is too short to be nearly like another.
const FEWEST_WORDS: usize = 50;
/// A place that no run fell into.
const EMPTY: u16 = u16::MAX;

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
    pub fn in_common_percent(&self, other: &Self) -> usize {
        let pairs = self.0.iter().zip(&other.0);
        let (mut counted, mut equal) = (0, 0);
        for (left, right) in pairs.filter(|(left, right)| **left != EMPTY || **right != EMPTY) {
            counted += 1;
            equal += usize::from(left == right);
        }
        equal * 100 / usize::max(counted, 1)
    }

    /// Its bands of neighbouring places, each with its number, but for those with an empty place.
    pub fn bands(&self) -> impl Iterator<Item = (usize, &[u16])> {
        let bands = self.0.chunks(BAND).enumerate();
        bands.filter(|(_, band)| !band.contains(&EMPTY))
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
