//! A picture on a page of its own.

use super::document::{append_body, head_strips};
use super::figure::{fitted, strip};
use super::paginate::paginate;
use super::strip::{Frame, Strip};
use super::style::Style;
use super::text::Typesetter;
use super::{Head, Typeset};
use crate::import::Picture;

/// The largest that a pixel becomes: beyond, a small picture only shows its pixels.
const PIXEL_PT: f32 = 1.0;
/// The paper is turned if that shows the picture larger by this factor.
const CLEARLY_LARGER: f32 = 1.25;
/// The least of a page's height that a picture shares with its head; otherwise it goes on the
/// next page.
const LEAST_OF_PAGE: f32 = 0.45;
/// What is left free between head and picture, and for rounding.
const GAP_PT: f32 = 23.0;

/// Sets a picture below its head, upright and as large as margins allow; on landscape paper if
/// that shows it clearly larger.
pub fn picture(head: &Head<'_>, picture: &Picture, style: &Style) -> Typeset {
    let upright = Frame::of(style);
    let turned = Frame::of_page(upright.page_height, upright.page_width);
    let (portrait_width, portrait) = set(head, picture, &upright);
    let (landscape_width, landscape) = set(head, picture, &turned);
    if landscape_width > portrait_width * CLEARLY_LARGER {
        landscape
    } else {
        portrait
    }
}

/// The pages, and the width of the picture on them in points.
fn set(head: &Head<'_>, picture: &Picture, frame: &Frame) -> (f32, Typeset) {
    let mut setter = Typesetter::new();
    let mut strips = head_strips(&mut setter, head, &[], frame);
    let used: f32 = strips.iter().map(|strip| strip.height + strip.space).sum();
    let left = frame.height() - used - GAP_PT;
    let shares_page = left >= frame.height() * LEAST_OF_PAGE;
    let room = if shares_page { left } else { frame.height() };
    let size = fitted(picture, frame.width(), room, PIXEL_PT);
    let body: Vec<Strip> = vec![strip(&mut setter, picture, size, 0.0, head.title, None)];
    if shares_page {
        append_body(&mut strips, body);
    } else {
        strips.extend(body);
    }
    (size.0, setter.finish(paginate(strips, frame)))
}
