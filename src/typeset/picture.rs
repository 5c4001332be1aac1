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
    let mut setter = Typesetter::new(&style.language);
    let mut pages = Vec::new();
    for (index, picture) in pictures.iter().enumerate() {
        let head_above = (index == 0).then_some(head);
        let frame = frame(head_above, picture, style);
        let (_, strips) = set(&mut setter, head_above, picture, head.title, &frame);
        pages.append(&mut paginate(strips, &frame));
    }
    setter.finish(pages)
}

/// The paper that a picture is set on: landscape if that shows it clearly larger.
fn frame(head: Option<&Head<'_>>, picture: &Picture, style: &Style) -> Frame {
    let upright = Frame::of(style);
    let turned = upright.turned();
    let width = |frame: &Frame| {
        let mut setter = Typesetter::new(&style.language);
        set(&mut setter, head, picture, "", frame).0
    };
    if width(&turned) > width(&upright) * CLEARLY_LARGER {
        turned
    } else {
        upright
    }
}

/// A picture below its head, upright and as large as margins allow: its width in points, and the
/// strips. `otherwise` describes a picture that does not bring a description.
fn set(
    setter: &mut Typesetter,
    head: Option<&Head<'_>>,
    picture: &Picture,
    otherwise: &str,
    frame: &Frame,
) -> (f32, Vec<Strip>) {
    let mut strips = head.map_or_else(Vec::new, |head| head_strips(setter, head, &[], frame));
    let used: f32 = strips.iter().map(|strip| strip.height + strip.space).sum();
    let gap = if strips.is_empty() { 0.0 } else { GAP_PT };
    let left = frame.height() - used - gap;
    let shares_page = left >= frame.height() * LEAST_OF_PAGE;
    let room = if shares_page { left } else { frame.height() };
    let size = fitted(picture, frame.width(), room, PIXEL_PT);
    let body: Vec<Strip> = vec![strip(setter, picture, size, 0.0, otherwise, None)];
    if shares_page {
        append_body(&mut strips, body);
    } else {
        strips.extend(body);
    }
    (size.0, strips)
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
        pictures(&Head::default(), &[picture], &Style::default())
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
        let set = pictures(&head, &[picture], &Style::default());
        assert_eq!(set.pages.len(), 2);
        assert_eq!(placed(&set.pages[0]), None);
        assert!(placed(&set.pages[1]).unwrap().height > 400.0);
    }

    #[test]
    fn each_picture_has_a_page_of_its_own_turned_for_itself() {
        let sizes = [(1000, 2000), (3000, 1000), (1000, 2000)];
        let all = sizes.map(|(width, height)| testing::picture(width, height, Media::Png, 1));
        let head = Head {
            title: "Scans",
            ..Head::default()
        };
        let set = pictures(&head, &all, &Style::default());
        let turned: Vec<bool> = set
            .pages
            .iter()
            .map(|page| page.width_pt > page.height_pt)
            .collect();
        assert_eq!(turned, [false, true, false]);
        assert!(set.pages.iter().all(|page| placed(page).is_some()));
        assert_eq!(testing::all_lines(&set), ["Scans"]);
        let (first, third) = (placed(&set.pages[0]), placed(&set.pages[2]));
        assert!(
            first.unwrap().height < third.unwrap().height,
            "below its head"
        );
    }
}
