//! The spans of a text to runs.

use super::face::{Face, Run};
use super::page::{LinkTarget, NodeId, Role};
use super::style::{self, Size};
use super::text::Typesetter;
use crate::import::{Destination, Script, Span, Text};

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
    let rise = match span.script {
        Script::Normal => return face,
        Script::Raised => RAISED,
        Script::Lowered => LOWERED,
    };
    face.rise_pt += face.size.size_pt * rise;
    face.size.size_pt *= SCRIPT_SIZE;
    face
}
