//! Where tabs lead.

use parley::Layout;

use super::face::Run;
use super::prepare::{Brush, PLAIN_GAP_PT, Prepared};
use super::text::{Line, Typesetter, Wrap};
use crate::import::ParagraphPlace;

/// Without stops of their own, tabs lead to multiples of this, in points: half an inch, as in Word.
const STEP_PT: f32 = 36.0;
/// The least space that a tab leaves, in points.
const LEAST_PT: f32 = 4.0;
/// A tab and what stands behind it up to the next one or the line's end, in points.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Piece {
    tab: f32,
    behind: f32,
}

impl Typesetter {
    /// The lines of a paragraph that stands at a place of its own, and whose tabs lead to their
    /// stops.
    pub(super) fn placed_lines(
        &mut self,
        runs: &[Run<'_>],
        width: f32,
        place: &ParagraphPlace,
    ) -> Vec<Line> {
        let mut prepared = self.prepare(runs);
        if !prepared.tabs.is_empty() {
            let plain = std::mem::take(&mut prepared.gaps);
            let mut layout = self.layout(&prepared, Wrap::Words);
            layout.break_all_lines(None);
            // Stops are counted from the left.
            prepared.gaps = if layout.is_rtl() {
                plain
            } else {
                gaps(&layout, &prepared, width, place)
            };
        }
        self.broken(&prepared, width, Wrap::Words, place)
    }
}

/// What each tab of a text adds to the space that stands for it, in points, so that it leads to its
/// stop. `layout` is that text with lines as wide as they are, read from left to right.
fn gaps(
    layout: &Layout<Brush>,
    prepared: &Prepared,
    width: f32,
    place: &ParagraphPlace,
) -> Vec<f32> {
    let mut gaps = Vec::with_capacity(prepared.tabs.len());
    for (index, line) in layout.lines().enumerate() {
        let mut before = if index == 0 { 0.0 } else { place.hanging_pt };
        let mut pieces: Vec<Piece> = Vec::new();
        for cluster in line
            .runs()
            .flat_map(|run| run.visual_clusters().collect::<Vec<_>>())
        {
            let is_tab = prepared
                .tabs
                .binary_search(&cluster.text_range().start)
                .is_ok();
            match pieces.last_mut() {
                _ if is_tab => pieces.push(Piece {
                    tab: cluster.advance(),
                    behind: 0.0,
                }),
                Some(last) => last.behind += cluster.advance(),
                None => before += cluster.advance(),
            }
        }
        gaps.extend(gaps_of_line(before, &pieces, width, place));
    }
    gaps
}

fn gaps_of_line(before: f32, pieces: &[Piece], width: f32, place: &ParagraphPlace) -> Vec<f32> {
    let mut x = before;
    let set = |piece: &Piece| {
        let from = x + piece.tab;
        let to = next_stop(x, piece, width, place);
        if x > width || to + LEAST_PT > width {
            // It stands on a later line, and nobody knows yet where on it.
            x = f32::INFINITY;
            return PLAIN_GAP_PT;
        }
        x = to.max(from) + piece.behind;
        to.max(from) - from
    };
    pieces.iter().map(set).collect()
}

/// Where what is behind a tab begins, if the tab begins at `x`.
fn next_stop(x: f32, piece: &Piece, width: f32, place: &ParagraphPlace) -> f32 {
    let least = x + LEAST_PT;
    let found = place.stops.iter().find_map(|stop| {
        let at = stop.at_pt.min(width);
        if stop.is_end {
            // The paper that it was made for may have been narrower.
            let at = if at > width * 0.8 { width } else { at };
            return (at > least).then(|| (at - piece.behind).max(least));
        }
        (at > least).then_some(at)
    });
    found.unwrap_or_else(|| (least / STEP_PT).ceil() * STEP_PT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Stop;

    fn piece(behind: f32) -> Piece {
        Piece { tab: 2.0, behind }
    }

    fn stop(at_pt: f32, is_end: bool) -> Stop {
        Stop { at_pt, is_end }
    }

    #[test]
    fn tabs_lead_to_the_next_stop_that_is_free() {
        let plain = ParagraphPlace::default();
        assert_eq!(gaps_of_line(20.0, &[piece(50.0)], 390.0, &plain), [14.0]);
        // Right before a stop there is no room for a space.
        assert_eq!(gaps_of_line(35.0, &[piece(50.0)], 390.0, &plain), [35.0]);
        let place = ParagraphPlace {
            stops: vec![stop(60.0, false), stop(450.0, true)],
            ..ParagraphPlace::default()
        };
        // The second leads to the right edge: its words end there.
        let made = gaps_of_line(20.0, &[piece(10.0), piece(40.0)], 390.0, &place);
        assert_eq!(made, [38.0, 278.0]);
    }

    #[test]
    fn what_does_not_fit_on_the_line_has_a_plain_gap() {
        let place = ParagraphPlace::default();
        let pieces = [piece(400.0), piece(10.0)];
        assert_eq!(
            gaps_of_line(20.0, &pieces, 390.0, &place),
            [14.0, PLAIN_GAP_PT]
        );
        assert_eq!(
            gaps_of_line(400.0, &[piece(1.0)], 390.0, &place),
            [PLAIN_GAP_PT]
        );
    }
}
