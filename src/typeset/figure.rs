//! Pictures within the text, with their captions.

use super::column::Column;
use super::face::{Face, Run};
use super::page::{Ink, NodeId, Rect, Role, Shape};
use super::spans::runs;
use super::strip::{Ground, Strip, paragraph};
use super::style;
use super::text::{Typesetter, Wrap};
use crate::import::{Picture, Text};

/// The most of a page's height that a picture within the text takes.
const MOST_OF_PAGE: f32 = 0.62;
/// A pixel's size on paper where there is room: 96 pixels to the inch, as screens show it.
const PIXEL_PT: f32 = 0.75;
/// The least width that a picture is shown with where its document says so: less is the mistake of
/// a program, and would hide it.
const LEAST_SHOWN_PT: f32 = 6.0;
/// The space between a picture and its caption.
const CAPTION_SPACE_PT: f32 = 6.0;

/// The space between the words in place of a picture and the edge of their box.
const BOX_PADDING_PT: f32 = 9.0;

/// The largest size in points that a picture takes within a box, at most `pixel_pt` to the pixel.
pub(super) fn fitted(picture: &Picture, width: f32, height: f32, pixel_pt: f32) -> (f32, f32) {
    let (columns, rows) = picture.upright_px();
    let (columns, rows) = (columns.max(1) as f32, rows.max(1) as f32);
    let scale = (width / columns).min(height / rows).min(pixel_pt);
    (columns * scale, rows * scale)
}

pub(super) fn figure(
    setter: &mut Typesetter,
    picture: &Result<Picture, String>,
    caption: &Text,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let mut strips = match picture {
        Ok(picture) => {
            let most = column.page_height * MOST_OF_PAGE;
            let (columns, _) = picture.upright_px();
            let shown = |width_pt: f32| width_pt / columns.max(1) as f32;
            let shown_pt = picture.shown_pt.filter(|width| *width >= LEAST_SHOWN_PT);
            let pixel_pt = shown_pt.map_or(PIXEL_PT, shown);
            let size = fitted(picture, column.full_width, most, pixel_pt);
            let words: String = caption.iter().map(|span| span.text.as_str()).collect();
            vec![strip(setter, picture, size, column.x, &words, parent)]
        }
        Err(reason) => absent(setter, reason, column, parent),
    };
    let node = setter.node(Role::Caption, parent);
    let face = Face::new(style::SMALL).colored(style::MUTED);
    let runs = runs(setter, caption, face, node);
    let lines = setter.lines(&runs, column.width, Wrap::Words);
    let mut caption = paragraph(lines, column.x, CAPTION_SPACE_PT);
    if let Some(first) = caption.first_mut() {
        first.keep = true;
    }
    strips.append(&mut caption);
    strips
}

/// A picture of this size on a strip of its own. `otherwise` describes a picture that does not
/// bring a description.
pub(super) fn strip(
    setter: &mut Typesetter,
    picture: &Picture,
    (width, height): (f32, f32),
    x: f32,
    otherwise: &str,
    parent: Option<NodeId>,
) -> Strip {
    let alt = [picture.alt.trim(), otherwise.trim(), "Picture"]
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    let node = setter.node(
        Role::Figure {
            alt: alt.to_owned(),
        },
        parent,
    );
    let mut strip = Strip::blank(height);
    strip.ink.push(Ink {
        node: Some(node),
        shape: Shape::Picture {
            picture: picture.clone(),
            rect: Rect {
                x,
                y: 0.0,
                width,
                height,
            },
        },
    });
    strip
}

/// What is printed where a picture could not be had: a quiet box with the reason. Long addresses are
/// broken.
fn absent(
    setter: &mut Typesetter,
    reason: &str,
    column: Column,
    parent: Option<NodeId>,
) -> Vec<Strip> {
    let node = setter.node(Role::Paragraph, parent);
    let face = Face::new(style::SMALL).colored(style::MUTED);
    let text = format!("Picture not shown: {}", reason.trim());
    let width = column.width - 2.0 * BOX_PADDING_PT;
    let lines = setter.lines(&[Run::new(&text, face, Some(node))], width, Wrap::Words);
    let mut strips = paragraph(lines, column.x + BOX_PADDING_PT, 0.0);
    strips.insert(0, Strip::blank(BOX_PADDING_PT));
    strips.push(Strip::blank(BOX_PADDING_PT));
    let ground = Ground {
        x: column.x,
        width: column.width,
        color: style::ABSENT,
        owner: node.0,
        bleed: 0.0,
    };
    for (index, strip) in strips.iter_mut().enumerate() {
        strip.keep = index > 0;
        strip.grounds.insert(0, ground);
    }
    strips
}
