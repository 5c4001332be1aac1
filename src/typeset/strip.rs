//! Strips: horizontal pieces of a page that are never cut, and how they fill pages.

use std::rc::Rc;

use super::page::{Color, Ink, Link, Page, Rect, Shape};
use super::style::{self, LEAST_LINES};
use super::text::Line;

/// A horizontal piece of a page that is never cut. Positions count from the left margin and from
/// the strip's top.
#[derive(Debug, Clone, Default)]
pub(super) struct Strip {
    pub(super) height: f32,
    /// Space above, which falls away at the top of a page.
    pub(super) space: f32,
    /// Whether it stays on the page of the strip before it.
    pub(super) keep: bool,
    /// The first baseline, from the top.
    pub(super) baseline: f32,
    /// Whether it is a line that reads from right to left.
    pub(super) rtl: bool,
    pub(super) ink: Vec<Ink>,
    pub(super) links: Vec<Link>,
    /// The grounds and bars that it stands on.
    pub(super) grounds: Vec<Ground>,
    /// What is set again above it if it begins a page: the head of its table.
    pub(super) again: Option<Rc<Vec<Strip>>>,
}

/// A coloured ground, as high as its strip. Where strips that follow each other have the same
/// ground it runs through the space between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ground {
    pub(super) x: f32,
    pub(super) width: f32,
    pub(super) color: Color,
    /// Tells one box or quotation from the next.
    pub(super) owner: u32,
    /// How far it reaches into the margin where it goes on to another page.
    pub(super) bleed: f32,
}

impl Strip {
    /// A strip of one line.
    pub(super) fn from_line(line: Line, x: f32) -> Self {
        let mut strip = Self {
            height: line.height,
            baseline: line.baseline,
            rtl: line.rtl,
            ..Self::default()
        };
        strip.place(line, x, 0.0);
        strip
    }

    /// Puts a line on the strip.
    pub(super) fn place(&mut self, line: Line, x: f32, y: f32) {
        self.ink
            .extend(line.ink.into_iter().map(|ink| ink.moved(x, y)));
        self.links
            .extend(line.links.into_iter().map(|link| link.moved(x, y)));
    }

    /// The same strip further to the right.
    pub(super) fn moved(mut self, x: f32) -> Self {
        let ink = self.ink.into_iter().map(|ink| ink.moved(x, 0.0));
        self.ink = ink.collect();
        let links = self.links.into_iter().map(|link| link.moved(x, 0.0));
        self.links = links.collect();
        self.grounds.iter_mut().for_each(|ground| ground.x += x);
        self
    }

    /// Empty space that does not fall away.
    pub(super) fn blank(height: f32) -> Self {
        Self {
            height,
            ..Self::default()
        }
    }
}

/// The lines of a paragraph as strips that leave no line alone on a page.
pub(super) fn paragraph(lines: Vec<Line>, x: f32, space: f32) -> Vec<Strip> {
    let mut strips: Vec<Strip> = lines
        .into_iter()
        .map(|line| Strip::from_line(line, x))
        .collect();
    if let Some(first) = strips.first_mut() {
        first.space = space;
    }
    keep_ends_together(&mut strips);
    strips
}

/// Forbids breaks that would leave fewer than [`LEAST_LINES`] strips before or after.
pub(super) fn keep_ends_together(strips: &mut [Strip]) {
    let count = strips.len();
    for (index, strip) in strips.iter_mut().enumerate().skip(1) {
        if index < LEAST_LINES || count - index < LEAST_LINES {
            strip.keep = true;
        }
    }
}

/// The part of a page that is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) page_width: f32,
    pub(super) page_height: f32,
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

impl Frame {
    /// The frame between the margins of a page.
    pub(super) fn of_page(page_width: f32, page_height: f32) -> Self {
        let margin = style::MARGIN_PT;
        Self {
            page_width,
            page_height,
            left: margin,
            top: margin,
            bottom: page_height - margin,
        }
    }

    pub(super) fn of(style: &style::Style) -> Self {
        let (width, height) = style.paper.size_pt();
        Self::of_page(width, height)
    }

    /// The width between the margins.
    pub(super) fn width(&self) -> f32 {
        self.page_width - 2.0 * self.left
    }

    /// The height between the margins.
    pub(super) fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// The width of running text.
    pub(super) fn measure(&self) -> f32 {
        self.width().min(style::MEASURE_PT)
    }

    /// A page without ink.
    pub(super) fn page(&self) -> Page {
        Page {
            width_pt: self.page_width,
            height_pt: self.page_height,
            ..Page::default()
        }
    }
}

/// Fills pages with strips; at least one page comes of it.
pub(super) fn paginate(strips: Vec<Strip>, frame: &Frame) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut running: Vec<Ground> = Vec::new();
    let mut rest: std::collections::VecDeque<Strip> = strips.into();
    loop {
        let count = first_page(&rest, frame.height());
        let mut page = Filling::new(frame);
        if let Some(again) = rest.front().and_then(|strip| strip.again.clone())
            && !pages.is_empty()
        {
            for strip in again.iter() {
                page.add(strip.clone());
            }
        }
        for strip in rest.drain(..count) {
            page.add(strip);
        }
        running = page.bleed(&running, rest.front());
        pages.push(page.page);
        if rest.is_empty() {
            return pages;
        }
    }
}

/// How many strips go on a page of this height: as many as fit, less those that must stay with
/// what follows. At least one, however high it is.
fn first_page(strips: &std::collections::VecDeque<Strip>, height: f32) -> usize {
    // Sums of many heights come out a hair above the height that they were made to fill.
    let height = height + 0.05;
    let again = strips.front().and_then(|strip| strip.again.as_ref());
    let mut used: f32 = again.map_or(0.0, |again| again.iter().map(full_height).sum());
    let mut fitting = 0;
    for (index, strip) in strips.iter().enumerate() {
        used += if index == 0 {
            strip.height
        } else {
            full_height(strip)
        };
        if used > height {
            break;
        }
        fitting = index + 1;
    }
    if fitting == strips.len() {
        return fitting;
    }
    let fitting = fitting.max(1);
    let allowed = (1..=fitting)
        .rev()
        .find(|index| strips.get(*index).is_none_or(|strip| !strip.keep));
    allowed.unwrap_or(fitting)
}

fn full_height(strip: &Strip) -> f32 {
    strip.height + strip.space
}

/// A page on which strips are put one below the other.
struct Filling<'a> {
    frame: &'a Frame,
    page: Page,
    y: f32,
    /// The grounds that reach down to `y`, with their places among the page's ink.
    open: Vec<(Ground, usize)>,
    /// The grounds at the top of the page.
    first: Vec<(Ground, usize)>,
}

impl<'a> Filling<'a> {
    fn new(frame: &'a Frame) -> Self {
        Self {
            frame,
            page: frame.page(),
            y: frame.top,
            open: Vec::new(),
            first: Vec::new(),
        }
    }

    fn add(&mut self, strip: Strip) {
        if self.y > self.frame.top {
            self.y += strip.space;
        }
        self.spread(&strip.grounds, strip.height);
        let (x, y) = (self.frame.left, self.y);
        let ink = strip.ink.into_iter().map(|ink| ink.moved(x, y));
        self.page.ink.extend(ink);
        let links = strip.links.into_iter().map(|link| link.moved(x, y));
        self.page.links.extend(links);
        self.y += strip.height;
    }

    /// Draws the grounds of the next strip: one that is there already grows, so that no seam
    /// shows.
    fn spread(&mut self, grounds: &[Ground], height: f32) {
        let bottom = self.y + height;
        let mut open = Vec::with_capacity(grounds.len());
        for ground in grounds {
            let before = self.open.iter().find(|(other, _)| other == ground);
            let index = before.map(|(_, index)| *index);
            let known = index.and_then(|index| self.page.ink.get_mut(index));
            if let (
                Some(index),
                Some(Ink {
                    shape: Shape::Fill { rect, .. },
                    ..
                }),
            ) = (index, known)
            {
                rect.height = bottom - rect.y;
                open.push((*ground, index));
                continue;
            }
            open.push((*ground, self.page.ink.len()));
            self.page.ink.push(Ink {
                node: None,
                shape: Shape::Fill {
                    rect: Rect {
                        x: self.frame.left + ground.x,
                        y: self.y,
                        width: ground.width,
                        height,
                    },
                    color: ground.color,
                },
            });
        }
        if self.y == self.frame.top {
            self.first.clone_from(&open);
        }
        self.open = open;
    }

    /// Lets grounds that go over from page to page reach into the margins, and returns those that
    /// go on to the next.
    fn bleed(&mut self, before: &[Ground], next: Option<&Strip>) -> Vec<Ground> {
        for (ground, index) in &self.first {
            if before.contains(ground)
                && let Some(Shape::Fill { rect, .. }) =
                    self.page.ink.get_mut(*index).map(|ink| &mut ink.shape)
            {
                rect.y -= ground.bleed;
                rect.height += ground.bleed;
            }
        }
        let goes_on = |ground: &Ground| next.is_some_and(|strip| strip.grounds.contains(ground));
        let mut running = Vec::new();
        for (ground, index) in self.open.iter().filter(|(ground, _)| goes_on(ground)) {
            if let Some(Shape::Fill { rect, .. }) =
                self.page.ink.get_mut(*index).map(|ink| &mut ink.shape)
            {
                rect.height += ground.bleed;
            }
            running.push(*ground);
        }
        running
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame {
        page_width: 100.0,
        page_height: 120.0,
        left: 10.0,
        top: 10.0,
        bottom: 110.0,
    };

    fn strips(count: usize, height: f32) -> Vec<Strip> {
        (0..count)
            .map(|index| {
                let mut strip = Strip::blank(height);
                let rect = Rect {
                    y: 0.0,
                    width: index as f32,
                    ..Rect::default()
                };
                strip.ink.push(Ink {
                    node: None,
                    shape: Shape::Fill {
                        rect,
                        color: Color::default(),
                    },
                });
                strip
            })
            .collect()
    }

    /// The numbers of the strips on each page.
    fn numbers(pages: &[Page]) -> Vec<Vec<usize>> {
        let number = |ink: &Ink| match &ink.shape {
            Shape::Fill { rect, .. } if rect.x == 10.0 => Some(rect.width as usize),
            _ => None,
        };
        pages
            .iter()
            .map(|page| page.ink.iter().filter_map(number).collect())
            .collect()
    }

    #[test]
    fn pages_are_filled_in_order() {
        let pages = paginate(strips(5, 40.0), &FRAME);
        assert_eq!(numbers(&pages), [vec![0, 1], vec![2, 3], vec![4]]);
        assert_eq!(paginate(Vec::new(), &FRAME).len(), 1);
    }

    #[test]
    fn space_falls_away_at_the_top_of_a_page() {
        let mut all = strips(4, 45.0);
        all.iter_mut().for_each(|strip| strip.space = 10.0);
        let pages = paginate(all, &FRAME);
        assert_eq!(numbers(&pages), [vec![0, 1], vec![2, 3]]);
        for page in &pages {
            let Shape::Fill { rect, .. } = &page.ink[0].shape else {
                panic!("a fill")
            };
            assert_eq!(rect.y, 10.0);
        }
    }

    #[test]
    fn what_must_stay_together_goes_over_together() {
        let mut all = strips(4, 30.0);
        all[3].keep = true;
        all[2].keep = true;
        assert_eq!(numbers(&paginate(all, &FRAME)), [vec![0], vec![1, 2, 3]]);
    }

    #[test]
    fn what_cannot_stay_together_is_broken_all_the_same() {
        let mut all = strips(5, 30.0);
        all.iter_mut().for_each(|strip| strip.keep = true);
        assert_eq!(numbers(&paginate(all, &FRAME)), [vec![0, 1, 2], vec![3, 4]]);
    }

    #[test]
    fn a_strip_higher_than_a_page_does_not_hold_up_the_rest() {
        let pages = paginate(strips(3, 500.0), &FRAME);
        assert_eq!(numbers(&pages), [vec![0], vec![1], vec![2]]);
    }

    #[test]
    fn a_paragraph_leaves_no_line_alone() {
        let line = || Line {
            height: 30.0,
            ..Line::default()
        };
        let four = paragraph((0..4).map(|_| line()).collect(), 0.0, 8.0);
        let keeps: Vec<_> = four.iter().map(|strip| strip.keep).collect();
        assert_eq!(keeps, [false, true, false, true]);
        let three = paragraph((0..3).map(|_| line()).collect(), 0.0, 8.0);
        let keeps: Vec<_> = three.iter().map(|strip| strip.keep).collect();
        assert_eq!(keeps, [false, true, true]);
    }

    #[test]
    fn the_head_of_a_table_is_set_again() {
        let mut all = strips(4, 40.0);
        let head = all.remove(0);
        let again = Rc::new(vec![head.clone()]);
        all.iter_mut()
            .for_each(|strip| strip.again = Some(again.clone()));
        all.insert(0, head);
        assert_eq!(
            numbers(&paginate(all, &FRAME)),
            [vec![0, 1], vec![0, 2], vec![0, 3]]
        );
    }

    #[test]
    fn a_ground_runs_through_and_begins_again_on_the_next_page() {
        let ground = Ground {
            x: 5.0,
            width: 2.0,
            color: Color::default(),
            owner: 1,
            bleed: 3.0,
        };
        let mut all = strips(3, 40.0);
        for strip in &mut all {
            strip.space = 8.0;
            strip.grounds = vec![ground];
        }
        let pages = paginate(all, &FRAME);
        let bars = |page: &Page| -> Vec<(f32, f32)> {
            let bar = |ink: &Ink| match &ink.shape {
                Shape::Fill { rect, .. } if rect.x == 15.0 => Some((rect.y, rect.height)),
                _ => None,
            };
            page.ink.iter().filter_map(bar).collect()
        };
        assert_eq!(bars(&pages[0]), [(10.0, 91.0)]);
        assert_eq!(bars(&pages[1]), [(7.0, 43.0)]);
    }
}
