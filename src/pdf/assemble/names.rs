//! The names of resources that content draws with (PDF 1.7, 7.8.3).
//!
//! What is named here is kept, and what is not is left out of the result, so a name too many does
//! no harm to what is shown and a name too few would. Where content is damaged, every name in it
//! counts, whatever stands around it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::tokens::{Token, Tokens, is_regular};

/// A category of a resource dictionary whose entries content names (PDF 1.7, table 33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    ColorSpace,
    ExtGState,
    Font,
    Pattern,
    Properties,
    Shading,
    XObject,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::ColorSpace,
        Self::ExtGState,
        Self::Font,
        Self::Pattern,
        Self::Properties,
        Self::Shading,
        Self::XObject,
    ];

    /// Its key in a resource dictionary.
    pub(super) fn key(self) -> &'static [u8] {
        match self {
            Self::ColorSpace => b"ColorSpace",
            Self::ExtGState => b"ExtGState",
            Self::Font => b"Font",
            Self::Pattern => b"Pattern",
            Self::Properties => b"Properties",
            Self::Shading => b"Shading",
            Self::XObject => b"XObject",
        }
    }
}

/// A resource as content calls it.
pub(super) type Name = (Kind, Vec<u8>);

/// Names of resources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Names {
    pub set: BTreeSet<Name>,
    /// Whether any other may be named as well, since the content could not be read.
    pub may_be_any: bool,
}

impl Names {
    /// What content that cannot be read may name.
    pub(super) fn any() -> Self {
        Self {
            set: BTreeSet::new(),
            may_be_any: true,
        }
    }

    /// The names in content.
    pub(super) fn of(content: &[u8]) -> Self {
        let mut names = Self::default();
        let mut tokens = Tokens { content, at: 0 };
        let mut operands = Vec::new();
        loop {
            match tokens.next_token() {
                Token::Name(range) => operands.push(decoded(at(content, range))),
                Token::Operand(range) => {
                    let word = at(content, range);
                    // A string that never ended would swallow what follows.
                    if word.first() == Some(&b'<') && word.contains(&b'/') {
                        names.add_all_in(word);
                    }
                }
                Token::Operator(_, b"BI") => {
                    operands.clear();
                    names.add_inline_image(&mut tokens);
                }
                Token::Operator(_, operator) => {
                    for name in operands.drain(..) {
                        names.add_operand(operator, name);
                    }
                }
                Token::Stray(_) | Token::CutOff => {
                    names.add_all_in(content);
                    return names;
                }
                Token::Open(_) | Token::Close(_) => {}
                Token::End => break,
            }
        }
        for name in operands {
            names.add_as_any(&name);
        }
        names
    }

    pub(super) fn add(&mut self, kind: Kind, name: impl Into<Vec<u8>>) {
        self.set.insert((kind, name.into()));
    }

    pub(super) fn extend(&mut self, other: &Self) {
        self.set.extend(other.set.iter().cloned());
        self.may_be_any |= other.may_be_any;
    }

    fn add_operand(&mut self, operator: &[u8], name: Vec<u8>) {
        let kind = match operator {
            b"Do" => Kind::XObject,
            b"Tf" => Kind::Font,
            b"gs" => Kind::ExtGState,
            b"cs" | b"CS" => Kind::ColorSpace,
            b"scn" | b"SCN" | b"sc" | b"SC" => Kind::Pattern,
            b"sh" => Kind::Shading,
            b"BDC" | b"DP" => Kind::Properties,
            b"BMC" | b"MP" | b"ri" => return,
            // What a damaged operator would have named.
            _ => return self.add_as_any(&name),
        };
        self.set.insert((kind, name));
    }

    fn add_as_any(&mut self, name: &[u8]) {
        for kind in Kind::ALL {
            self.add(kind, name);
        }
    }

    /// Every name in bytes of whatever kind.
    fn add_all_in(&mut self, bytes: &[u8]) {
        let mut pieces = bytes.split(|&byte| byte == b'/');
        pieces.next();
        for piece in pieces {
            let end = piece.iter().position(|&byte| !is_regular(byte));
            let name = piece.get(..end.unwrap_or(piece.len())).unwrap_or_default();
            self.add_as_any(&decoded_name(name));
        }
    }

    /// Reads an inline image, whose entries may name a colour space. Where its data ends is a
    /// guess, so names in it count as well.
    fn add_inline_image(&mut self, tokens: &mut Tokens<'_>) {
        let start = tokens.at;
        loop {
            match tokens.next_token() {
                Token::Name(range) => {
                    let name = decoded(at(tokens.content, range));
                    self.add(Kind::ColorSpace, name);
                }
                Token::End | Token::CutOff | Token::Operator(_, b"ID") => break,
                _ => {}
            }
        }
        let data = tokens.at;
        tokens.at = start;
        tokens.skip_inline_image();
        self.add_all_in(tokens.content.get(data..tokens.at).unwrap_or_default());
    }
}

fn at(content: &[u8], range: Range<usize>) -> &[u8] {
    content.get(range).unwrap_or_default()
}

/// A name as written in content, its slash included.
pub(super) fn decoded(written: &[u8]) -> Vec<u8> {
    decoded_name(written.strip_prefix(b"/").unwrap_or(written))
}

/// A name as it is written in content, its slash included.
pub(super) fn written(name: &[u8]) -> Vec<u8> {
    let mut written = b"/".to_vec();
    for &byte in name {
        if is_regular(byte) && byte.is_ascii_graphic() && byte != b'#' {
            written.push(byte);
        } else {
            written.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
    written
}

/// A name without its slash, with the characters that `#` and two digits stand for
/// (PDF 1.7, 7.3.5).
fn decoded_name(written: &[u8]) -> Vec<u8> {
    let mut name = Vec::with_capacity(written.len());
    let mut rest = written;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let code = after.get(..2).filter(|_| byte == b'#').and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok()?;
            u8::from_str_radix(digits, 16).ok()
        });
        if code.is_some() {
            rest = after.get(2..).unwrap_or_default();
        }
        name.push(code.unwrap_or(byte));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(content: &str) -> Vec<String> {
        let found = Names::of(content.as_bytes());
        assert!(!found.may_be_any);
        let written = found.set.iter().map(|(kind, name)| {
            let name = String::from_utf8_lossy(name);
            format!("{kind:?} {name}")
        });
        written.collect()
    }

    #[test]
    fn each_operator_names_its_kind() {
        let content = "/GS0 gs /Cs1 cs /P#31 scn /S1 sh /OC /MC0 BDC /Perceptual ri \
                       BT /F1 12 Tf (/No Tj) Tj ET % /Not Do\n EMC /X1 Do";
        assert_eq!(
            names(content),
            [
                "ColorSpace Cs1",
                "ExtGState GS0",
                "Font F1",
                "Pattern P1",
                "Properties MC0",
                "Properties OC",
                "Shading S1",
                "XObject X1"
            ]
        );
    }

    #[test]
    fn an_inline_image_may_name_a_colour_space() {
        let found = names("q BI /W 2 /H 1 /CS /Own ID ab\nEI Q /X1 Do");
        assert!(found.contains(&"ColorSpace Own".to_owned()));
        assert!(found.contains(&"XObject X1".to_owned()));
        assert!(!found.iter().any(|name| name.starts_with("Font")));
    }

    #[test]
    fn every_name_in_damaged_content_counts() {
        for damaged in [
            "/X1 Dof 1 w",
            "(never ended /X1 Do",
            "1 w } /X1 x",
            "<41 /X1 Do 1 w>",
            "1 w /X1",
            "BI /W 2 ID ab /X1 Do",
        ] {
            assert!(
                names(damaged).contains(&"XObject X1".to_owned()),
                "{damaged}"
            );
        }
        assert_eq!(names("/X1 Do"), ["XObject X1"]);
    }
}
