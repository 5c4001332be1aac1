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

/// Sets pictures, each on a page of its own, the first below the head.
pub fn pictures(head: &Head<'_>, pictures: &[Picture], style: &Style) -> Typeset {
    let set = pictures.first().map(|first| picture(head, first, style));
    set.unwrap_or_default()
}

/// Sets a picture below its head, upright and as large as margins allow; on landscape paper if
/// that shows it clearly larger.
fn picture(head: &Head<'_>, picture: &Picture, style: &Style) -> Typeset {
    let upright = Frame::of(style);
    let turned = Frame::of_page(upright.page_height, upright.page_width);
    let (portrait_width, portrait) = set(head, picture, &upright, &style.language);
    let (landscape_width, landscape) = set(head, picture, &turned, &style.language);
    if landscape_width > portrait_width * CLEARLY_LARGER {
        landscape
    } else {
        portrait
    }
}

/// The pages, and the width of the picture on them in points.
fn set(head: &Head<'_>, picture: &Picture, frame: &Frame, language: &str) -> (f32, Typeset) {
    let mut setter = Typesetter::new(language);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Media;
    use crate::typeset::page::{Page, Rect, Shape};
    use crate::typeset::testing;

    fn placed(page: &Page) -> Option<Rect> {
        page.ink.iter().find_map(|ink| match &ink.shape {
            Shape::Picture { rect, .. } => Some(*rect),
            _ => None,
        })
    }

    fn set(width: u32, height: u32, orientation: u8) -> Typeset {
        let picture = testing::picture(width, height, Media::Jpeg, orientation);
        super::picture(&Head::default(), &picture, &Style::default())
    }

    #[test]
    fn a_picture_is_shown_upright_and_within_margins() {
        for orientation in 1..=8 {
            let set = set(300, 200, orientation);
            let rect = placed(&set.pages[0]).unwrap();
            let expected = if orientation >= 5 { 2.0 / 3.0 } else { 1.5 };
            assert!((rect.width / rect.height - expected).abs() < 0.01);
            assert!(rect.right() <= set.pages[0].width_pt - crate::typeset::MARGIN_PT + 0.1);
        }
    }

    #[test]
    fn paper_is_turned_only_for_pictures_that_gain_by_it() {
        let turned = |set: &Typeset| set.pages[0].width_pt > set.pages[0].height_pt;
        assert!(turned(&set(3000, 1000, 1)));
        assert!(!turned(&set(1000, 3000, 1)));
        assert!(turned(&set(1000, 3000, 6)));
        assert!(!turned(&set(200, 100, 1)), "small enough for either");
    }

    #[test]
    fn a_small_picture_is_not_blown_up() {
        let rect = placed(&set(64, 32, 1).pages[0]).unwrap();
        assert_eq!((rect.width, rect.height), (64.0, 32.0));
    }

    #[test]
    fn long_notes_send_the_picture_to_the_next_page() {
        let note = testing::note(&testing::PROSE.repeat(6));
        let head = Head {
            notes: &[note],
            ..Head::default()
        };
        let picture = testing::picture(800, 800, Media::Png, 1);
        let set = super::picture(&head, &picture, &Style::default());
        assert_eq!(set.pages.len(), 2);
        assert_eq!(placed(&set.pages[0]), None);
        assert!(placed(&set.pages[1]).unwrap().height > 400.0);
    }
}
