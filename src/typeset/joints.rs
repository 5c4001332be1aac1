//! What joins notes in the margin to their passages: lines, and numbers in circles.

use super::bands::Band;
use super::markers::{Circle, circled};
use super::page::{Color, Ink, Rect, Shape};
use super::room::{Stretch, arrange};
use super::style::{HAIR_PT, NOTES_COLUMN_PT, TEXT_EDGE_PT};
use super::text::Typesetter;

/// How far joining lines keep from the text and from the bars of the notes.
const LINE_SPACE_PT: f32 = 2.0;
/// How far a note is from its passage before a line joins the two.
const NEAR_PT: f32 = 9.0;
/// How far from its end a line meets a note's bar.
const BAR_END_PT: f32 = 3.0;
/// The diameter of a circle beside the text, and the least distance of two.
const CIRCLE_PT: f32 = 10.5;
const CIRCLE_SPACE_PT: f32 = 1.0;

/// A note in its place and its passage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joint {
    /// The height of the passage's first line.
    pub(super) passage: f32,
    /// The ends of the note's bar.
    pub(super) top: f32,
    pub(super) bottom: f32,
    pub(super) colour: Color,
}

impl Joint {
    /// Where the line meets the bar; `None` if the note is so near that it needs none.
    fn end(&self) -> Option<f32> {
        if self.passage < self.top + NEAR_PT && self.passage > self.top - NEAR_PT {
            return None;
        }
        let end = self.passage.min(self.bottom - BAR_END_PT);
        Some(end.max(self.top + BAR_END_PT))
    }
}

/// A line from its passage across, up or down, and across to its note.
#[derive(Debug, Clone, Copy)]
struct Path {
    from: f32,
    to: f32,
    lane: f32,
    colour: Color,
}

impl Path {
    fn goes_down(&self) -> bool {
        self.to > self.from
    }
}

/// Hair lines from passages to notes that were pushed away from them; given from top to bottom. No
/// line crosses another. There is none where something else is in its way.
pub(super) fn joined(joints: &[Joint], bands: &[Band]) -> Vec<Ink> {
    let mut paths: Vec<Path> = joints
        .iter()
        .filter_map(|joint| {
            Some(Path {
                from: joint.passage,
                to: joint.end()?,
                lane: 0.0,
                colour: joint.colour,
            })
        })
        .collect();
    choose_lanes(&mut paths);
    let is_free = |path: &&Path| {
        let (top, bottom) = (path.from.min(path.to), path.from.max(path.to));
        !bands
            .iter()
            .any(|band| band.top < bottom + 1.0 && band.bottom > top - 1.0)
    };
    paths.iter().filter(is_free).flat_map(line).collect()
}

/// Gives lines that run beside each other lanes of their own, so that none crosses another: of
/// those that go down, the first is the farthest from the text; of those that go up, the last.
fn choose_lanes(paths: &mut [Path]) {
    let beside = |one: &Path, other: &Path| {
        let same_way = one.goes_down() == other.goes_down();
        same_way && (one.from.max(one.to) + 1.0 >= other.from.min(other.to))
    };
    let (left, right) = (
        TEXT_EDGE_PT + LINE_SPACE_PT + 1.5,
        NOTES_COLUMN_PT - LINE_SPACE_PT,
    );
    for group in paths.chunk_by_mut(beside) {
        let step = (right - left) / group.len() as f32;
        let count = group.len();
        for (index, path) in group.iter_mut().enumerate() {
            let lane = if path.goes_down() {
                count - 1 - index
            } else {
                index
            };
            path.lane = left + (lane as f32 + 0.5) * step;
        }
    }
}

fn line(path: &Path) -> Vec<Ink> {
    let fill = |x: f32, y: f32, width: f32, height: f32| Ink {
        node: None,
        shape: Shape::Fill {
            rect: Rect {
                x,
                y,
                width,
                height,
            },
            color: path.colour,
        },
    };
    let across = |from: f32, to: f32, y: f32| fill(from, y, to - from, HAIR_PT);
    let left = TEXT_EDGE_PT + LINE_SPACE_PT;
    if (path.from - path.to).abs() < HAIR_PT {
        return vec![across(left, NOTES_COLUMN_PT, path.from)];
    }
    let (top, bottom) = (path.from.min(path.to), path.from.max(path.to));
    vec![
        across(left, path.lane, path.from),
        fill(path.lane, top, HAIR_PT, bottom - top + HAIR_PT),
        across(path.lane, NOTES_COLUMN_PT, path.to),
    ]
}

/// A passage whose note stands elsewhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference {
    /// The height of the passage's first line.
    pub(super) y: f32,
    pub(super) number: Option<u32>,
    pub(super) colour: Color,
}

/// Numbers in circles between the text and the column of notes, or to the right of what reaches
/// into it; given from top to bottom. What has no room within the page's height is left out.
pub(super) fn reference_marks(
    setter: &mut Typesetter,
    references: &[Reference],
    bands: &[Band],
    whole: Stretch,
    page_width_pt: f32,
) -> (Vec<Ink>, Vec<(f32, f32)>) {
    let half = CIRCLE_PT / 2.0;
    let most = ((whole.1 - whole.0) / (CIRCLE_PT + CIRCLE_SPACE_PT)).max(0.0) as usize;
    let wanted: Vec<(f32, f32)> = references
        .iter()
        .take(most)
        .map(|reference| (reference.y - half, CIRCLE_PT))
        .collect();
    let tops = arrange(&wanted, &[whole], CIRCLE_SPACE_PT).unwrap_or_default();
    let mut ink = Vec::new();
    let mut centres = Vec::new();
    for (reference, top) in references.iter().zip(tops) {
        let beside = bands
            .iter()
            .filter(|band| band.top < top + CIRCLE_PT && band.bottom > top)
            .map(|band| band.right + CIRCLE_SPACE_PT)
            .fold(TEXT_EDGE_PT + CIRCLE_SPACE_PT, f32::max);
        let circle = Circle {
            centre: ((beside + half).min(page_width_pt - half), top + half),
            diameter: CIRCLE_PT,
            colour: reference.colour,
        };
        centres.push(circle.centre);
        let figures = reference.number.map(|number| number.to_string());
        ink.append(&mut circled(
            setter,
            &figures.unwrap_or_default(),
            circle,
            None,
        ));
    }
    (ink, centres)
}
