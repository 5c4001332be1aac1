//! Strips fill pages.

use std::collections::VecDeque;

use super::page::{Ink, Page, Rect, Shape};
use super::strip::{Frame, Ground, Strip};

/// Fills pages with strips; at least one page comes of it.
pub(super) fn paginate(strips: Vec<Strip>, frame: &Frame) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut running: Vec<Ground> = Vec::new();
    let mut rest: VecDeque<Strip> = with_what_leads(strips).into();
    let turned = frame.turned();
    loop {
        let is_turned = rest.front().is_some_and(|strip| strip.is_turned);
        let frame = if is_turned { &turned } else { frame };
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

/// Turns what must stay on the page of a turned strip as well, such as the heading of a table.
fn with_what_leads(mut strips: Vec<Strip>) -> Vec<Strip> {
    let mut is_led_to = false;
    for strip in strips.iter_mut().rev() {
        strip.is_turned |= is_led_to;
        is_led_to = strip.is_turned && strip.keep;
    }
    strips
}

/// How many strips go on a page of this height: as many as fit, less those that must stay with
/// what follows. At least one, however high it is.
fn first_page(strips: &VecDeque<Strip>, height: f32) -> usize {
    // Sums of many heights come out a hair above the height that they were made to fill.
    let height = height + 0.05;
    let again = strips.front().and_then(|strip| strip.again.as_ref());
    let mut used: f32 = again.map_or(0.0, |again| again.iter().map(full_height).sum());
    let mut fitting = 0;
    let is_turned = strips.front().is_some_and(|strip| strip.is_turned);
    for (index, strip) in strips.iter().enumerate() {
        if strip.is_turned != is_turned || (strip.begins_page && index > 0) {
            return index;
        }
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
    use std::rc::Rc;

    use super::*;
    use crate::typeset::page::Color;

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
    fn what_begins_a_page_stands_at_its_top() {
        let mut all = strips(4, 20.0);
        all[0].begins_page = true;
        all[2].begins_page = true;
        assert_eq!(numbers(&paginate(all, &FRAME)), [vec![0, 1], vec![2, 3]]);
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

    #[test]
    fn what_is_turned_has_pages_of_its_own_with_what_leads_to_it() {
        let mut all = strips(6, 20.0);
        all[3].is_turned = true;
        all[3].keep = true;
        all[4].is_turned = true;
        let pages = paginate(all, &Frame::of_page(400.0, 500.0));
        let widths: Vec<f32> = pages.iter().map(|page| page.width_pt).collect();
        assert_eq!(widths, [400.0, 500.0, 400.0]);
        let filled: Vec<usize> = pages.iter().map(|page| page.ink.len()).collect();
        assert_eq!(filled, [2, 3, 1]);
    }
}
