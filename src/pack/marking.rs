//! The security marking of a pack.

use serde::{Deserialize, Serialize};

/// A security marking: the classification, with handling instructions and descriptors.
///
/// Free text, since departments and countries differ; [`Marking::PRESETS`] lists the usual ones.
/// Government Security Classifications Policy (August 2024), paragraph 4: a marking stands in
/// capitals, centred, at the top and bottom of every page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marking(pub String);

impl Marking {
    /// The markings of the Government Security Classifications Policy, lowest first.
    /// OFFICIAL-SENSITIVE is a marking within OFFICIAL.
    pub const PRESETS: [&'static str; 4] =
        ["OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET"];

    /// Whether there is no marking.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The marking as it is printed: in capitals, without stray space. `None` where there is none.
    pub fn printed(&self) -> Option<String> {
        let text = self.0.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then(|| text.to_uppercase())
    }

    /// How high it is among [`Marking::PRESETS`], counted from 1, whatever handling instructions
    /// follow; `None` for one of another scheme, and for none.
    pub fn rank(&self) -> Option<usize> {
        let printed = self.printed()?;
        let words: Vec<&str> = printed
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .skip_while(|word| *word == "UK")
            .collect();
        // OFFICIAL-SENSITIVE begins as OFFICIAL does: the longest that fits is meant.
        Self::PRESETS
            .iter()
            .enumerate()
            .filter(|(_, preset)| {
                let mut preset = preset.split(['-', ' ']);
                let mut words = words.iter();
                preset.all(|word| words.next() == Some(&word))
            })
            .max_by_key(|(_, preset)| preset.len())
            .map(|(index, _)| index + 1)
    }

    /// Whether what is marked `other` may be in something that is marked with this one. Markings of
    /// different schemes can't be compared; then only the same one covers.
    pub fn covers(&self, other: &Self) -> bool {
        if other.is_empty() || self.printed() == other.printed() {
            return true;
        }
        match (self.rank(), other.rank()) {
            (Some(own), Some(other)) => own >= other,
            _ => false,
        }
    }

    /// The marking of what holds parts that are marked with these: the highest of those that can
    /// be compared. Those of other schemes may be higher still, so they stand before it, and what
    /// is joined so can't be compared either. `None` where there is none.
    pub fn highest<'a>(markings: impl Iterator<Item = &'a Self>) -> Option<Self> {
        let mut highest: Option<&Self> = None;
        let mut others: Vec<&Self> = Vec::new();
        for marking in markings.filter(|marking| !marking.is_empty()) {
            if marking.rank().is_none() {
                if !others.iter().any(|one| one.printed() == marking.printed()) {
                    others.push(marking);
                }
            } else if highest.is_none_or(|highest| marking.rank() > highest.rank()) {
                highest = Some(marking);
            }
        }
        let all = others.into_iter().chain(highest);
        let texts: Vec<&str> = all.map(|one| one.0.trim()).collect();
        (!texts.is_empty()).then(|| Self(texts.join(" / ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marking_is_printed_in_capitals() {
        assert_eq!(
            Marking(" Official-Sensitive  personnel ".to_owned()).printed(),
            Some("OFFICIAL-SENSITIVE PERSONNEL".to_owned())
        );
        assert_eq!(Marking("  ".to_owned()).printed(), None);
    }

    fn marking(text: &str) -> Marking {
        Marking(text.to_owned())
    }

    #[test]
    fn markings_of_one_scheme_have_ranks() {
        let cases = [
            ("Official", Some(1)),
            ("OFFICIAL – FOR PUBLIC RELEASE", Some(1)),
            ("OFFICIAL-SENSITIVE", Some(2)),
            ("OFFICIAL: SENSITIVE COMMERCIAL", Some(2)),
            ("UK SECRET", Some(3)),
            ("TOP SECRET STRAP 1", Some(4)),
            ("RESTRICTED", None),
            ("NATO SECRET", None),
            ("OFFICIALLY", None),
            ("", None),
        ];
        for (text, rank) in cases {
            assert_eq!(marking(text).rank(), rank, "{text}");
        }
    }

    #[test]
    fn a_pack_covers_what_is_marked_no_higher() {
        let covers = |pack: &str, paper: &str| marking(pack).covers(&marking(paper));
        assert!(covers("SECRET", "OFFICIAL-SENSITIVE"));
        assert!(covers("", "") && covers("OFFICIAL", ""));
        assert!(covers("restricted", "RESTRICTED"));
        assert!(!covers("", "OFFICIAL"));
        assert!(!covers("OFFICIAL", "OFFICIAL-SENSITIVE"));
        assert!(!covers("OFFICIAL", "NATO RESTRICTED") && !covers("RESTRICTED", "OFFICIAL"));
    }

    #[test]
    fn the_highest_never_hides_what_cannot_be_compared() {
        let of = |texts: &[&str]| {
            let all: Vec<Marking> = texts.iter().map(|text| marking(text)).collect();
            Marking::highest(all.iter()).map(|one| one.0)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(of(&["SECRET", "", "OFFICIAL"]), some("SECRET"));
        assert_eq!(
            of(&["OFFICIAL", "NATO SECRET"]),
            some("NATO SECRET / OFFICIAL")
        );
        assert_eq!(of(&["", "LIMITE", "limite"]), some("LIMITE"));
        assert_eq!(of(&[""]), None);
        let joined = marking("NATO SECRET / OFFICIAL");
        assert!(!marking("TOP SECRET").covers(&joined), "nobody can tell");
    }
}
