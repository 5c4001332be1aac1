//! Pictures: written into the page, come with the mail, or elsewhere.

use super::tree::Id;
use super::walk::Walker;
use crate::import::embedded::{embedded_picture, from_base64};
use crate::import::links::is_safe;
use crate::import::prose::Prose;
use crate::import::{Block, Picture, Span, Text};

impl Walker<'_> {
    /// Reads a picture.
    pub fn image(&self, id: Id, prose: &mut Prose) {
        let attribute = |name: &str| self.tree.attribute(id, name).unwrap_or_default().trim();
        let is_dot = |name: &str| matches!(attribute(name).trim_end_matches("px"), "0" | "1" | "2");
        let address = match attribute("src") {
            "" => attribute("data-src"),
            address => address,
        };
        // A dot counts those who open the page.
        if address.is_empty() || is_dot("width") || is_dot("height") {
            return;
        }
        let alt = attribute("alt")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let picture = self.picture(address, &alt);
        // Where the picture is missing its description is all there is.
        let caption = match &picture {
            Err(_) if !alt.is_empty() => vec![Span::plain(alt)],
            _ => Text::new(),
        };
        prose.push_figure(Block::Figure { picture, caption });
    }

    fn picture(&self, address: &str, alt: &str) -> Result<Picture, String> {
        let is_data = address
            .get(..5)
            .is_some_and(|head| head.eq_ignore_ascii_case("data:"));
        if is_data {
            let bytes = data(address).unwrap_or_default();
            return embedded_picture(&bytes, "A picture written into the page", alt);
        }
        match (self.pictures)(address) {
            Some(bytes) if is_safe(address) => embedded_picture(&bytes, address, alt),
            Some(bytes) => embedded_picture(&bytes, "A picture in the text", alt),
            None if is_safe(address) => Err(format!(
                "The picture at {} is not part of the file.",
                shortened(address)
            )),
            // Other addresses may name the sender's folders.
            None => Err("The picture is in a file outside the document.".to_owned()),
        }
    }
}

/// The bytes in an address that begins with "data:" (RFC 2397).
fn data(address: &str) -> Option<Vec<u8>> {
    let (head, body) = address.split_once(',')?;
    let decoded = || -> Vec<u8> {
        let mut bytes = Vec::with_capacity(body.len());
        let mut rest = body.as_bytes();
        while let Some((byte, after)) = rest.split_first() {
            let digits = after.get(..2).filter(|_| *byte == b'%');
            let value = digits
                .and_then(|digits| std::str::from_utf8(digits).ok())
                .and_then(|digits| u8::from_str_radix(digits, 16).ok());
            bytes.push(value.unwrap_or(*byte));
            rest = match value {
                Some(_) => after.get(2..).unwrap_or_default(),
                None => after,
            };
        }
        bytes
    };
    if head.to_ascii_lowercase().ends_with("base64") {
        Some(from_base64(&decoded()).0)
    } else {
        Some(decoded())
    }
}

/// An address short enough to stand in a sentence.
fn shortened(address: &str) -> String {
    const LONGEST_CHARS: usize = 200;
    if address.chars().count() <= LONGEST_CHARS {
        return address.to_owned();
    }
    let head: String = address.chars().take(LONGEST_CHARS).collect();
    format!("{head}…")
}
