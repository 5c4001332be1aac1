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
}
