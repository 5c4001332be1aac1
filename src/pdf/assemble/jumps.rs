//! Where links and bookmarks lead: retargeted to the result, or taken out.

use lopdf::{Dictionary, Object, dictionary};

use super::destinations::Destinations;
use super::places::Places;
use super::plan::Maker;
use super::source::Source;
use crate::pdf::lookup::{dictionary_at, entry, name_at};

/// What a link or bookmark does in the result.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Jump {
    /// Goes to a place: the value of `/Dest`.
    Destination(Object),
    /// Does something else that is harmless: the value of `/A`.
    Action(Dictionary),
}

impl Jump {
    /// Writes it into a link or bookmark.
    pub(super) fn write(self, entries: &mut Dictionary) {
        match self {
            Self::Destination(destination) => entries.set("Dest", destination),
            Self::Action(action) => entries.set("A", action),
        }
    }

    /// The same as an action, for annotations that know no destinations.
    pub(super) fn into_action(self) -> Dictionary {
        match self {
            Self::Destination(destination) => dictionary! { "S" => "GoTo", "D" => destination },
            Self::Action(action) => action,
        }
    }
}

/// What is needed to follow a link of a part.
pub(super) struct Jumps<'a> {
    pub source: &'a Source,
    pub destinations: &'a Destinations,
    pub places: &'a Places,
    pub part: usize,
    pub maker: Maker,
    /// Whether nothing leads out of the part, not even to a page of the same source in another.
    pub stays_within: bool,
}

impl Jumps<'_> {
    /// Where a link or bookmark leads. `None` where it led nowhere, to a page that is left out,
    /// to another file, or ran something.
    pub(super) fn follow(&self, entries: &Dictionary) -> Option<Jump> {
        let document = &self.source.pdf.document;
        if let Some(destination) = entry(document, entries, b"Dest") {
            return self.destination(destination);
        }
        let action = dictionary_at(document, entries, b"A")?;
        match name_at(document, action, b"S")? {
            b"GoTo" => self.destination(entry(document, action, b"D")?),
            b"URI" => self.address(action),
            b"Named" => movement(name_at(document, action, b"N")?),
            _ => None,
        }
    }

    fn destination(&self, destination: &Object) -> Option<Jump> {
        if let Some(found) = self.destinations.find(self.source, destination) {
            let page = if self.stays_within {
                self.places.within(self.part, found.page)?
            } else {
                self.places.find(self.part, found.page)?
            };
            let mut place = vec![Object::Reference(page)];
            place.extend(found.view);
            if place.len() == 1 {
                place.push("Fit".into());
            }
            return Some(Jump::Destination(Object::Array(place)));
        }
        self.page_of_result(destination)
    }

    /// A link of our own to `page-12`, which the result's own names define.
    fn page_of_result(&self, destination: &Object) -> Option<Jump> {
        let (Maker::Briefpack, Object::String(name, _) | Object::Name(name)) =
            (self.maker, destination)
        else {
            return None;
        };
        let number = name.strip_prefix(b"page-")?;
        let number: usize = std::str::from_utf8(number).ok()?.parse().ok()?;
        (1..=self.places.all.len())
            .contains(&number)
            .then(|| Jump::Destination(Object::string_literal(page_name(number))))
    }

    fn address(&self, action: &Dictionary) -> Option<Jump> {
        let document = &self.source.pdf.document;
        let address = entry(document, action, b"URI")?.as_str().ok()?;
        let address = cleaned(address);
        let address = match self.base_address() {
            Some(base) if scheme(&address).is_none() => [base, &address].concat(),
            _ => address,
        };
        is_public(&address).then(|| {
            Jump::Action(dictionary! {
                "S" => "URI",
                "URI" => Object::string_literal(address),
            })
        })
    }

    /// The start of relative addresses in the source, up to its last slash.
    fn base_address(&self) -> Option<&[u8]> {
        let document = &self.source.pdf.document;
        let base = dictionary_at(document, self.source.catalog()?, b"URI")
            .and_then(|entries| entry(document, entries, b"Base"))?
            .as_str()
            .ok()?;
        let slash = base.iter().rposition(|&byte| byte == b'/')?;
        base.get(..=slash)
    }
}

/// The name of a page of the result, counted from 1, among its named destinations.
pub(super) fn page_name(number: usize) -> String {
    format!("page-{number}")
}

/// An action that turns pages.
fn movement(name: &[u8]) -> Option<Jump> {
    let is_known = matches!(name, b"NextPage" | b"PrevPage" | b"FirstPage" | b"LastPage");
    is_known.then(|| {
        Jump::Action(dictionary! {
            "S" => "Named",
            "N" => Object::Name(name.to_vec()),
        })
    })
}

/// The scheme of an address, such as `https`.
fn scheme(address: &[u8]) -> Option<&[u8]> {
    let colon = address.iter().position(|&byte| byte == b':')?;
    let scheme = address.get(..colon)?;
    let is_scheme = scheme.first()?.is_ascii_alphabetic()
        && scheme
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
    is_scheme.then_some(scheme)
}

/// An address without what readers pass over in it: control characters, and blanks around it.
fn cleaned(address: &[u8]) -> Vec<u8> {
    let printing = address.iter().filter(|byte| !byte.is_ascii_control());
    let printing: Vec<u8> = printing.copied().collect();
    printing.trim_ascii().to_vec()
}

/// Schemes of addresses that lead to the web, to a mail or to a telephone.
const PUBLIC: [&[u8]; 6] = [b"http", b"https", b"ftp", b"ftps", b"mailto", b"tel"];

/// Whether an address may stand in a file that is handed out: it neither tells of somebody's
/// disk nor runs anything. One without a scheme is a file beside the reader's own, unless it begins
/// as those of web pages do; one whose scheme is written in codes is none that a person wrote.
pub(in crate::pdf) fn is_public(address: &[u8]) -> bool {
    let address = cleaned(address);
    match scheme(&address) {
        Some(scheme) => PUBLIC
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known)),
        None => {
            let head = address.get(..4);
            head.is_some_and(|head| head.eq_ignore_ascii_case(b"www."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_tell_of_a_disk_are_left_out() {
        for good in [
            "https://www.gov.uk/a?b=c:d",
            " HTTP://example.org",
            "h\nttp://example.org",
            "ftp://example.org/a",
            "mailto:a@b.c",
            "tel:+4420",
            "www.gov.uk",
        ] {
            assert!(is_public(good.as_bytes()), "{good}");
        }
        for bad in [
            "file:///home/jo/x.pdf",
            "FILE:x",
            "C:\\Users\\jo\\x.pdf",
            "\\\\server\\share",
            "/home/jo",
            "../x.pdf",
            "javascript:alert(1)",
            "\tfile:///home",
            "fi\nle:///home",
            "%66ile:///home",
            " C:/Users",
            " javascript:x",
            "javascript\t:x",
            "\0javascript:x",
            "view-source:file:///home",
            "ms-word:ofe|u|file:///home",
            "search-ms:x",
            "smb://server/share",
            "Budget.docx",
            "",
        ] {
            assert!(!is_public(bad.as_bytes()), "{bad}");
        }
    }
}
