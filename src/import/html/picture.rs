//! Pictures: written into the page, come with the mail, or elsewhere.

use percent_encoding::percent_decode_str;

use super::style::declarations;
use super::tree::Id;
use super::walk::{WalkState, Walker};
use crate::import::base64::from_base64;
use crate::import::embedded::embedded_picture;
use crate::import::links::is_safe;
use crate::import::prose::Prose;
use crate::import::{Block, Picture, Span, Text};

/// The side up to which there is nothing to be seen of a picture, in pixels.
const DOT_PX: f32 = 2.0;
/// The side up to which a picture is a sign rather than a figure, in pixels.
const SIGN_PX: f32 = 32.0;
/// The side from which a picture is a figure, whatever the page says of it, in pixels.
const FIGURE_PX: f32 = 100.0;

/// What a picture is on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A dot that counts those who open the page, a spacer, a line: nothing to be seen.
    Nothing,
    /// A small sign, for which its description can stand.
    Sign,
    /// The page says that it means nothing.
    Ornament,
    /// The page does not describe it and says nothing of its size: an ornament, or a figure of a
    /// page that takes no care.
    Undescribed,
    Figure,
}

impl Walker<'_> {
    /// Reads a picture.
    pub fn image(&self, id: Id, place: &WalkState, prose: &mut Prose) {
        let attribute = |name: &str| self.tree.attribute(id, name).unwrap_or_default().trim();
        let address = match attribute("src") {
            "" => attribute("data-src"),
            address => address,
        };
        let role = self.role(id);
        if address.is_empty() || role == Role::Nothing {
            return;
        }
        let alt = attribute("alt")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let mut picture = self.picture(address, &alt);
        if let Ok(picture) = &mut picture {
            picture.shown_pt = self.shown_pt(id, picture);
        }
        match (&picture, role) {
            (Err(_), Role::Ornament) => return,
            (Err(_), Role::Undescribed) => return self.left_out.update(|count| count + 1),
            (Err(_), Role::Sign) => return prose.add_collapsed(&alt, &place.style),
            (Ok(picture), Role::Ornament | Role::Undescribed) if is_sign(picture) => return,
            _ => {}
        }
        // Where the picture is missing its description is all there is.
        let caption = match &picture {
            Err(_) if !alt.is_empty() => vec![Span::plain(alt)],
            _ => Text::new(),
        };
        prose.push_figure(Block::Figure { picture, caption });
    }

    fn role(&self, id: Id) -> Role {
        let attribute = |name: &str| self.tree.attribute(id, name);
        let is_ornament = matches!(attribute("role"), Some("presentation" | "none"))
            || attribute("aria-hidden") == Some("true");
        let sides = self.sides_px(id);
        let sides = || sides.into_iter().flatten();
        let (shortest, longest) = (
            sides().fold(f32::INFINITY, f32::min),
            sides().fold(0.0, f32::max),
        );
        let is_figure = || {
            let mut around = self.tree.around(id);
            around.any(|outer| self.tree.name(outer) == "figure")
                || (longest >= FIGURE_PX && shortest >= FIGURE_PX)
        };
        if shortest <= DOT_PX {
            Role::Nothing
        } else if is_ornament {
            Role::Ornament
        } else if shortest <= SIGN_PX {
            Role::Sign
        } else if attribute("alt").is_some_and(|alt| alt.trim().is_empty()) && !is_figure() {
            // A description that is empty says so (HTML, section 4.8.4.4).
            if sides().next().is_some() {
                Role::Ornament
            } else {
                Role::Undescribed
            }
        } else {
            Role::Figure
        }
    }

    /// How wide a picture is shown, in points, where the page says so.
    fn shown_pt(&self, id: Id, picture: &Picture) -> Option<f32> {
        const POINTS_PER_PX: f32 = 0.75;
        let [width, height] = self.sides_px(id);
        let (width_px, height_px) = picture.upright_px();
        let by_height = || Some(height? * width_px as f32 / height_px.max(1) as f32);
        let shown_px = width.or_else(by_height)?;
        (shown_px > 0.0).then_some(shown_px * POINTS_PER_PX)
    }

    /// The width and height that a picture is shown with, in pixels, as far as the page says so.
    fn sides_px(&self, id: Id) -> [Option<f32>; 2] {
        let pixels = |value: &str| {
            let value = value.trim();
            value
                .strip_suffix("px")
                .unwrap_or(value)
                .trim()
                .parse()
                .ok()
        };
        let css = self.tree.attribute(id, "style").unwrap_or_default();
        let of_style = |name: &str| {
            let found = declarations(css).filter(|(property, _)| property == name);
            found.last().map(|(_, value)| pixels(&value))
        };
        let of_attribute = |name: &str| pixels(self.tree.attribute(id, name)?);
        // Pages that fetch their pictures late write a dot and stretch it.
        let is_stretched = ["width", "height"].iter().any(|name| {
            of_style(name) == Some(None) && of_attribute(name).is_some_and(|side| side <= DOT_PX)
        });
        ["width", "height"].map(|name| match of_style(name) {
            Some(side) => side,
            None if is_stretched => None,
            None => of_attribute(name),
        })
    }

    fn picture(&self, address: &str, alt: &str) -> Result<Picture, String> {
        let is_data = address
            .get(..5)
            .is_some_and(|head| head.eq_ignore_ascii_case("data:"));
        if is_data {
            let bytes = data(address).unwrap_or_default();
            return embedded_picture(&bytes, alt);
        }
        match (self.pictures)(address) {
            Some(bytes) => embedded_picture(&bytes, alt),
            None if is_safe(address) => Err(format!(
                "it is at {} and is not part of the file",
                shortened(address)
            )),
            // Other addresses may name the sender's folders.
            None => Err("it is in a file outside the document".to_owned()),
        }
    }
}

/// Whether a picture is no larger than a sign.
fn is_sign(picture: &Picture) -> bool {
    picture.width_px.max(picture.height_px) <= SIGN_PX as u32
}

/// The bytes in an address that begins with "data:" (RFC 2397).
fn data(address: &str) -> Option<Vec<u8>> {
    let (head, body) = address.split_once(',')?;
    let decoded: Vec<u8> = percent_decode_str(body).collect();
    if head.to_ascii_lowercase().ends_with("base64") {
        Some(from_base64(&decoded).0)
    } else {
        Some(decoded)
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
