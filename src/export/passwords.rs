//! What opens protected PDFs.

use std::collections::BTreeMap;
use std::fmt;

use crate::pack::SourceId;

/// What opens protected PDFs. Kept in memory alone, never with the pack.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Passwords {
    of_source: BTreeMap<SourceId, String>,
    of_any: Vec<String>,
}

impl Passwords {
    /// Passwords that are tried, in this order, on every protected PDF.
    pub fn for_any(passwords: Vec<String>) -> Self {
        Self {
            of_source: BTreeMap::new(),
            of_any: passwords,
        }
    }

    /// Sets the password of one source.
    pub fn set(&mut self, source: SourceId, password: impl Into<String>) {
        self.of_source.insert(source, password.into());
    }

    /// Those to try on a source.
    pub fn candidates(&self, source: &SourceId) -> impl Iterator<Item = &str> {
        self.of_source
            .get(source)
            .into_iter()
            .chain(&self.of_any)
            .map(String::as_str)
    }
}

/// Tells how many there are, and none of them.
impl fmt::Debug for Passwords {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Passwords({} of sources, {} of any)",
            self.of_source.len(),
            self.of_any.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_stay_out_of_logs() {
        let mut passwords = Passwords::for_any(vec!["swordfish".to_owned()]);
        let source = SourceId::from_digest([1; 32]);
        passwords.set(source.clone(), "opensesame");
        let tried: Vec<_> = passwords.candidates(&source).collect();
        assert_eq!(tried, ["opensesame", "swordfish"]);
        assert_eq!(
            format!("{passwords:?}"),
            "Passwords(1 of sources, 1 of any)"
        );
    }
}
