//! Identities: numbers for what the person makes, hashes for bytes.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Identifies a document within its pack, through every move and rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentId(pub u64);

/// Identifies a section within its pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SectionId(pub u64);

/// Identifies an annotation within its pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnnotationId(pub u64);

/// Anything that has a row of its own in the outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ItemId {
    /// A section.
    Section(SectionId),
    /// A document.
    Document(DocumentId),
}

impl From<SectionId> for ItemId {
    fn from(id: SectionId) -> Self {
        Self::Section(id)
    }
}

impl From<DocumentId> for ItemId {
    fn from(id: DocumentId) -> Self {
        Self::Document(id)
    }
}

/// The SHA-256 of a source's bytes, as 64 lower-case hexadecimal digits.
///
/// The only way to make one checks the digits, so a name built from it can never leave the
/// pack's folder, whatever a pack file says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceId(String);

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a SHA-256 in 64 lower-case hexadecimal digits")]
pub struct InvalidSourceId(String);

impl SourceId {
    /// The id of a source whose SHA-256 is `digest`.
    pub fn from_digest(digest: [u8; 32]) -> Self {
        Self(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The SHA-256 that it stands for.
    pub fn digest(&self) -> [u8; 32] {
        let mut digest = [0; 32];
        let pairs = (0..self.0.len()).step_by(2);
        let bytes = pairs.map(|at| self.0.get(at..at + 2));
        for (byte, pair) in digest.iter_mut().zip(bytes) {
            let pair = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
            *byte = pair.unwrap_or_default();
        }
        digest
    }

    /// The 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SourceId {
    type Error = InvalidSourceId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() == 64 && text.bytes().all(is_digit) {
            Ok(Self(text))
        } else {
            Err(InvalidSourceId(text))
        }
    }
}

impl From<SourceId> for String {
    fn from(id: SourceId) -> Self {
        id.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_id_takes_only_a_sha256() {
        let id = SourceId::from_digest([0xab; 32]);
        assert_eq!(id.digest(), [0xab; 32]);
        assert_eq!(SourceId::try_from("ab".repeat(32)), Ok(id));
        for bad in ["", "../../etc/passwd", &"AB".repeat(32), &"a".repeat(63)] {
            assert!(SourceId::try_from(bad.to_owned()).is_err(), "{bad:?}");
        }
    }
}
