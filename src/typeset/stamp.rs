//! What is stamped on every page: the marking, the footer, the page number.

use super::face::{Face, Run};
use super::page::Page;
use super::strip::Strip;
use super::style::{self, MARGIN_PT, Size, Style};
use super::text::{Line, Typesetter};
use super::{Stamp, Typeset};

/// The least space between the footer and the page number.
const GAP_PT: f32 = 12.0;
/// The space between the footer's line and the marking below it.
const LINE_SPACE_PT: f32 = 2.0;
/// The height of the two lines at the foot.
const FOOT_PT: f32 = 2.0 * style::STAMP.leading_pt + LINE_SPACE_PT;
/// The most of a page's width that the margin on one side takes.
const MOST_OF_WIDTH: f32 = 0.12;
/// The least of the footer that is worth printing, in points at full size.
const LEAST_FOOTER_PT: f32 = 40.0;

/// Sets a transparent page for each stamp, to be laid over a page of the same size.
///
/// Everything keeps within its strip: on a page too small for it, the type shrinks.
pub fn stamps(stamps: &[Stamp], style: &Style) -> Typeset {
    let mut setter = Typesetter::new(&style.language);
    let pages = stamps.iter().map(|stamp| page(&mut setter, stamp));
    let pages = pages.collect();
    setter.finish(pages)
}

/// The margin left and right of what is added to a page of this width, in points: ours on paper of
/// the usual sizes, narrower on small pages.
pub fn side_margin_pt(page_width_pt: f32) -> f32 {
    MARGIN_PT.min(page_width_pt * MOST_OF_WIDTH)
}

fn page(setter: &mut Typesetter, stamp: &Stamp) -> Page {
    let mut page = Page {
        width_pt: stamp.width_pt,
        height_pt: stamp.height_pt,
        ..Page::default()
    };
    let side = (MARGIN_PT * stamp.scale.max(1.0)).min(stamp.width_pt * MOST_OF_WIDTH);
    let room = (stamp.width_pt - 2.0 * side).max(1.0);
    let marking = one_line(stamp.marking.as_deref().unwrap_or_default());
    let number = format!("Page {} of {}", stamp.page, stamp.pages);
    let face = |scale: f32| {
        Face::new(Size {
            size_pt: style::STAMP.size_pt * scale,
            leading_pt: style::STAMP.leading_pt * scale,
        })
    };
    let needed = {
        let marking = line(setter, &marking, face(1.0).semibold());
        let number = line(setter, &number, number_face(face(1.0)));
        marking.right.max(number.right + GAP_PT + LEAST_FOOTER_PT)
    };
    let fits = |free: f32, wanted: f32| (free / wanted).min(stamp.scale);
    let height =
        fits(stamp.top_strip_pt, style::STAMP.leading_pt).min(fits(stamp.bottom_strip_pt, FOOT_PT));
    let scale = height.min(fits(room, needed)).max(0.0);
    if scale == 0.0 {
        return page;
    }

    let leading = style::STAMP.leading_pt * scale;
    let marking = line(setter, &marking, face(scale).semibold());
    let centred = (stamp.width_pt - marking.right) / 2.0;
    place(
        &mut page,
        marking.clone(),
        centred,
        (stamp.top_strip_pt - leading) / 2.0,
    );
    let foot =
        stamp.height_pt - stamp.bottom_strip_pt + (stamp.bottom_strip_pt - FOOT_PT * scale) / 2.0;
    let number = line(setter, &number, number_face(face(scale)));
    let footer_room = room - number.right - GAP_PT * scale;
    let footer = ellipsised(
        setter,
        &one_line(&stamp.footer),
        face(scale).colored(style::MUTED),
        footer_room,
    );
    let number_x = side + room - number.right;
    place(&mut page, footer, side, foot);
    place(&mut page, number, number_x, foot);
    place(
        &mut page,
        marking,
        centred,
        foot + leading + LINE_SPACE_PT * scale,
    );
    page
}

fn number_face(face: Face) -> Face {
    face.tabular().colored(style::MUTED)
}

fn place(page: &mut Page, line: Line, x: f32, y: f32) {
    let mut strip = Strip::default();
    strip.place(line, x, y);
    page.ink.append(&mut strip.ink);
}

fn line(setter: &mut Typesetter, text: &str, face: Face) -> Line {
    setter.single(&[Run::new(text, face, None)])
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A line of text, shortened with an ellipsis if it is wider than the room.
fn ellipsised(setter: &mut Typesetter, text: &str, face: Face, room: f32) -> Line {
    let whole = line(setter, text, face);
    if whole.right <= room {
        return whole;
    }
    let ends: Vec<usize> = text.char_indices().map(|(index, _)| index).collect();
    let shortened = |count: usize| {
        let end = ends.get(count).copied().unwrap_or(text.len());
        format!("{}…", text.get(..end).unwrap_or_default().trim_end())
    };
    // The more characters, the wider: so the most that fits can be found by halving.
    let (mut fits, mut too_many) = (0, ends.len());
    while too_many - fits > 1 {
        let middle = fits.midpoint(too_many);
        if line(setter, &shortened(middle), face).right <= room {
            fits = middle;
        } else {
            too_many = middle;
        }
    }
    if fits == 0 {
        return Line::default();
    }
    line(setter, &shortened(fits), face)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::page::Shape;
    use crate::typeset::testing::lines;

    fn stamp(width_pt: f32, height_pt: f32, strip_pt: f32) -> Stamp {
        Stamp {
            width_pt,
            height_pt,
            scale: 1.0,
            top_strip_pt: strip_pt,
            bottom_strip_pt: strip_pt,
            marking: Some("OFFICIAL-SENSITIVE".to_owned()),
            footer: "A title that goes on and on ".repeat(8) + "version 2",
            page: 12,
            pages: 148,
        }
    }

    #[test]
    fn stamps_keep_within_their_strips_on_pages_of_any_size() {
        let sizes = [
            (595.276, 841.89, style::STAMP_STRIP_PT),
            (612.0, 792.0, 30.0),
            (841.89, 595.276, 70.0),
            (2384.0, 1684.0, 42.0),
            (100.0, 150.0, 10.0),
            (10.0, 10.0, 1.0),
        ];
        for (width, height, strip) in sizes {
            let set = stamps(&[stamp(width, height, strip)], &Style::default());
            let page = &set.pages[0];
            assert_eq!((page.width_pt, page.height_pt), (width, height));
            assert_eq!(page.ink.len(), 4, "{width} by {height}");
            for ink in &page.ink {
                let Shape::Text(run) = &ink.shape else {
                    panic!("text")
                };
                assert_eq!(ink.node, None);
                assert!(
                    run.x >= 0.0 && run.x + run.width() <= width,
                    "{width} by {height}"
                );
                let (top, bottom) = (run.y - 0.75 * run.size_pt, run.y + 0.3 * run.size_pt);
                let above = top >= -0.01 && bottom <= strip;
                let below = top >= height - strip && bottom <= height;
                assert!(above || below, "{width} by {height}: {top} to {bottom}");
            }
        }
    }

    #[test]
    fn type_is_at_full_size_wherever_there_is_room() {
        let set = stamps(
            &[stamp(595.0, 842.0, style::STAMP_STRIP_PT)],
            &Style::default(),
        );
        for ink in &set.pages[0].ink {
            if let Shape::Text(run) = &ink.shape {
                assert_eq!(run.size_pt, 9.0);
            }
        }
    }

    #[test]
    fn type_is_as_large_as_the_page_asks_for() {
        let large = Stamp {
            scale: 3.0,
            ..stamp(2384.0, 3370.0, 3.0 * style::STAMP_STRIP_PT)
        };
        for ink in &stamps(&[large], &Style::default()).pages[0].ink {
            if let Shape::Text(run) = &ink.shape {
                assert_eq!(run.size_pt, 27.0);
            }
        }
    }

    #[test]
    fn a_long_footer_ends_in_an_ellipsis_before_the_page_number() {
        let set = stamps(&[stamp(595.0, 842.0, 42.0)], &Style::default());
        let said = lines(&set.pages[0]);
        assert_eq!(said[0], "OFFICIAL-SENSITIVE");
        assert!(
            said[1].starts_with("A title that goes on") && said[1].ends_with("…Page 12 of 148")
        );
        assert_eq!(said[2], "OFFICIAL-SENSITIVE");
    }

    #[test]
    fn a_pack_without_marking_has_its_footer_alone() {
        let plain = Stamp {
            marking: None,
            footer: "Short".to_owned(),
            ..stamp(595.0, 842.0, 42.0)
        };
        let set = stamps(&[plain], &Style::default());
        assert_eq!(lines(&set.pages[0]), ["ShortPage 12 of 148"]);
    }

    #[test]
    fn a_strip_without_height_is_left_alone() {
        let set = stamps(&[stamp(595.0, 842.0, 0.0)], &Style::default());
        assert!(set.pages[0].ink.is_empty());
    }
}
