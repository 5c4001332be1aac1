//! The spans of a text to runs.

use super::face::{Face, Run};
use super::markers::{LEAST_CONTRAST, contrast, luminance};
use super::page::{Color, LinkTarget, NodeId, Role};
use super::style::{self, Size};
use super::text::Typesetter;
use crate::import::{Destination, Rgb, Script, Span, Text};

/// The size of raised and lowered words, and how far they stand above the line, as parts of the type
/// size.
const SCRIPT_SIZE: f32 = 0.66;
const RAISED: f32 = 0.33;
const LOWERED: f32 = -0.14;

/// A text's runs. Each link becomes a part of its own within `node`.
pub(super) fn runs<'a>(
    setter: &mut Typesetter,
    text: &'a Text,
    face: Face,
    node: NodeId,
) -> Vec<Run<'a>> {
    let mut runs = Vec::with_capacity(text.len());
    let mut open: Option<(&Destination, NodeId)> = None;
    for span in text {
        let face = spanned(face, span);
        let link = span
            .link
            .as_ref()
            .and_then(|destination| Some((destination, target(destination)?)));
        let mut run = Run::new(&span.text, face, Some(node));
        if let Some((destination, target)) = link {
            // Bold and plain words of one link stand in spans of their own.
            let link_node = match open {
                Some((before, link_node)) if before == destination => link_node,
                _ => setter.node(Role::Link, Some(node)),
            };
            open = Some((destination, link_node));
            run.node = Some(link_node);
            run.face = run.face.colored(style::ACCENT);
            run.target = Some(target);
        } else {
            open = None;
        }
        runs.push(run);
    }
    runs
}

/// Where a link leads on a page. What is cited must have been looked up before.
fn target(destination: &Destination) -> Option<LinkTarget> {
    match destination {
        Destination::Address(address) => LinkTarget::from_address(address),
        Destination::Page(page) => Some(LinkTarget::Page(*page)),
        Destination::Cited(_) => None,
    }
}

/// The face in the colours of a span, where its words can be read in them: a colour that is too light
/// for paper is darkened, one that is all but white or black is left.
fn coloured(mut face: Face, span: &Span) -> Face {
    const LIGHT: f32 = 0.8;
    const DARK: f32 = 0.02;
    const ALL_BUT_WHITE: f32 = 0.97;
    const PAPER: Color = Color(255, 255, 255);
    if face.is_on_ground || face.color != style::INK {
        return face;
    }
    let ground = span.ground.map(color);
    let ground = ground.filter(|ground| luminance(*ground) < ALL_BUT_WHITE);
    if let Some(own) = span.color.map(color)
        && (DARK..LIGHT).contains(&luminance(own))
    {
        let behind = ground.unwrap_or(PAPER);
        face.color = readable(own, behind).unwrap_or(face.color);
    }
    face.ground = ground.filter(|ground| contrast(face.color, *ground) >= LEAST_CONTRAST);
    face
}

fn color(Rgb(red, green, blue): Rgb) -> Color {
    Color(red, green, blue)
}

/// A colour as dark as it must be to be read on a ground; `None` if no shade of it can.
fn readable(mut own: Color, behind: Color) -> Option<Color> {
    const STEPS: usize = 24;
    for _ in 0..STEPS {
        if contrast(own, behind) >= LEAST_CONTRAST {
            return Some(own);
        }
        let darker = |part: u8| (f32::from(part) * 0.9) as u8;
        own = Color(darker(own.0), darker(own.1), darker(own.2));
    }
    None
}

/// The face of a span within a text of this face.
pub(super) fn spanned(mut face: Face, span: &Span) -> Face {
    if span.bold {
        face = face.semibold();
    }
    face.italic |= span.italic;
    if span.code {
        // The typewriter face looks larger than the text face at the same size.
        face.code = true;
        face.size = Size {
            size_pt: face.size.size_pt * 0.88,
            ..face.size
        };
    }
    face.strike |= span.strike;
    // Links have a colour and a line of their own.
    if span.link.is_none() {
        face.underline |= span.underline;
        face = coloured(face, span);
    }
    face.small_caps |= span.small_caps;
    let rise = match span.script {
        Script::Normal => return face,
        Script::Raised => RAISED,
        Script::Lowered => LOWERED,
    };
    face.rise_pt += face.size.size_pt * rise;
    face.size.size_pt *= SCRIPT_SIZE;
    face
}
