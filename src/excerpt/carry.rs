//! Annotations go with what they stand on, when a document shows another part of its source.
//!
//! A page or block says the same wherever it is shown, so nothing is guessed: what an annotation
//! stands on is looked up among what is shown then. What is not shown keeps its words and is lost.
//! A lost area keeps its place as it is on the source as a whole, each page upright, so that it
//! comes back with its page.

use std::ops::Range;

use crate::anchor::{self, Finder, How};
use crate::export::{Frame, Piece, Pieces};
use crate::pack::{Anchoring, Annotation, AreaSelector, Target, TextSelector};
use crate::pdf::turned::{turned_point, turned_size};
use crate::progress::{Cancelled, Progress};
use crate::text::Point;

/// What a document shows, and what that says.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    pub pieces: Vec<Piece>,
    pub content: String,
}

impl From<Pieces> for Shown {
    fn from(pieces: Pieces) -> Self {
        Self {
            content: pieces.layer.content(),
            pieces: pieces.pieces,
        }
    }
}

impl Shown {
    /// The same with some of its pieces alone; places still count in all of its words.
    pub(super) fn only(&self, range: Range<usize>) -> Self {
        Self {
            pieces: self.pieces.get(range).unwrap_or_default().to_vec(),
            content: self.content.clone(),
        }
    }
}

/// Puts annotations that stand on `old` onto `new`; none is dropped. `whole` is all of the source.
///
/// # Errors
/// [`Cancelled`] when the work was asked to stop.
pub(super) fn carried(
    annotations: &[Annotation],
    (old, new): (&Shown, &Shown),
    whole: &[Piece],
    progress: &Progress,
) -> Result<Vec<Annotation>, Cancelled> {
    let has_text = annotations
        .iter()
        .any(|annotation| matches!(annotation.target, Target::Text(_)));
    let finders = has_text.then(|| {
        (
            Finder::new(old.content.as_str()),
            Finder::new(new.content.as_str()),
        )
    });
    let mut all = Vec::with_capacity(annotations.len());
    for (done, annotation) in annotations.iter().enumerate() {
        progress.step(done, annotations.len())?;
        let mut carried = annotation.clone();
        let was_lost = annotation.anchoring == Anchoring::Lost;
        match (&annotation.target, &finders) {
            (Target::Text(selector), Some((in_old, in_new))) => {
                let place = if was_lost {
                    found_again(selector, in_new, new)
                } else {
                    moved_text(selector, in_old, (old, new))
                };
                match place {
                    Some(range) => {
                        carried.target = Target::Text(anchor::describe(&new.content, range));
                        if was_lost {
                            carried.anchoring = Anchoring::Sound;
                        }
                    }
                    None => carried.anchoring = Anchoring::Lost,
                }
            }
            (Target::Text(_) | Target::Area(_) | Target::Document, _) => {}
        }
        all.push(carried);
    }
    moved_areas(&mut all, (&old.pieces, &new.pieces), whole);
    Ok(all)
}

/// Puts the areas among annotations from `old` onto `new`, as [`carried`] does.
pub(crate) fn moved_areas(
    annotations: &mut [Annotation],
    (old, new): (&[Piece], &[Piece]),
    whole: &[Piece],
) {
    for annotation in annotations {
        let Target::Area(area) = &annotation.target else {
            continue;
        };
        let was_lost = annotation.anchoring == Anchoring::Lost;
        let from = if was_lost { whole } else { old };
        if let Some(moved) = moved_area(area, from, new) {
            annotation.target = Target::Area(moved);
            if was_lost {
                annotation.anchoring = Anchoring::Sound;
            }
        } else if !was_lost {
            if let Some(moved) = moved_area(area, from, whole) {
                annotation.target = Target::Area(moved);
            }
            annotation.anchoring = Anchoring::Lost;
        }
    }
}

/// The piece, by its place among those that are shown, that an annotation begins on.
pub(super) fn begins_on(
    annotation: &Annotation,
    finder: &Finder<'_>,
    shown: &Shown,
) -> Option<usize> {
    if annotation.anchoring == Anchoring::Lost {
        return None;
    }
    match &annotation.target {
        Target::Document => None,
        Target::Text(selector) => {
            let range = finder.find(selector)?.range;
            pieces_of(&range, shown).map(|pieces| pieces.start)
        }
        Target::Area(area) => nearest(area, &shown.pieces),
    }
}

/// Where words are that were lost since they were not shown. Nothing has changed them, so only the
/// very same will do.
fn found_again(
    selector: &TextSelector,
    finder: &Finder<'_>,
    shown: &Shown,
) -> Option<Range<usize>> {
    let found = finder
        .find(selector)
        .filter(|found| found.how != How::Fuzzy)?;
    pieces_of(&found.range, shown).map(|_| found.range)
}

/// The pieces that say something of a range, by their places among those that are shown.
fn pieces_of(range: &Range<usize>, shown: &Shown) -> Option<Range<usize>> {
    let says = |piece: &Piece| piece.content.start < range.end && range.start < piece.content.end;
    let first = shown.pieces.iter().position(says)?;
    let last = shown.pieces.iter().rposition(says)?;
    Some(first..last + 1)
}

fn moved_text(
    selector: &TextSelector,
    finder: &Finder<'_>,
    (old, new): (&Shown, &Shown),
) -> Option<Range<usize>> {
    let range = finder.find(selector)?.range;
    let stood_on = pieces_of(&range, old)?;
    let sources = |piece: &Piece| piece.source;
    let pieces: Vec<u32> = old
        .pieces
        .get(stood_on.clone())?
        .iter()
        .map(sources)
        .collect();
    let runs: Vec<usize> = (0..new.pieces.len())
        .filter(|start| {
            let run = new.pieces.get(*start..start + pieces.len());
            run.is_some_and(|run| run.iter().map(sources).eq(pieces.iter().copied()))
        })
        .collect();
    let first = *same_of(&runs, nth(&old.pieces, stood_on.start))?;
    let last = first + pieces.len() - 1;
    let (before_first, before_last) = (
        old.pieces.get(stood_on.start)?.content.start,
        old.pieces.get(stood_on.end - 1)?.content.start,
    );
    let (first, last) = (new.pieces.get(first)?, new.pieces.get(last)?);
    let moved = first.content.start + range.start.saturating_sub(before_first)
        ..last.content.start + range.end.saturating_sub(before_last);
    (new.content.get(moved.clone())? == old.content.get(range)?).then_some(moved)
}

/// How many pieces before this one show the same of the source.
fn nth(pieces: &[Piece], index: usize) -> usize {
    let source = pieces.get(index).map(|piece| piece.source);
    let before = pieces.iter().take(index);
    before.filter(|piece| Some(piece.source) == source).count()
}

/// Of places that show the same, the one with this number, else the first.
fn same_of(places: &[usize], number: usize) -> Option<&usize> {
    places.get(number).or_else(|| places.first())
}

/// The piece that an area is on: of several on its page, the one that its middle is nearest to.
fn nearest(area: &AreaSelector, pieces: &[Piece]) -> Option<usize> {
    let middle = (area.x + area.width / 2.0, area.y + area.height / 2.0);
    let distance = |frame: &Frame| {
        let x = middle.0 - middle.0.clamp(frame.x, frame.x + frame.width.max(0.0));
        let y = middle.1 - middle.1.clamp(frame.y, frame.y + frame.height.max(0.0));
        x.hypot(y)
    };
    pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| piece.page == area.page)
        .filter_map(|(index, piece)| Some((index, distance(piece.frame.as_ref()?))))
        .min_by(|one, other| one.1.total_cmp(&other.1))
        .map(|(index, _)| index)
}

/// An area where its page or picture is shown among `new`.
fn moved_area(area: &AreaSelector, old: &[Piece], new: &[Piece]) -> Option<AreaSelector> {
    let index = nearest(area, old)?;
    let from = old.get(index)?;
    let shown: Vec<usize> = (0..new.len())
        .filter(|place| {
            new.get(*place)
                .is_some_and(|piece| piece.source == from.source)
        })
        .collect();
    let to = new.get(*same_of(&shown, nth(old, index))?)?;
    let (old_frame, new_frame) = (from.frame?, to.frame?);
    // Back to how the page stands in the source, and from there to how it is shown.
    let turn = from.turn.back().then(to.turn);
    let size = (old_frame.width, old_frame.height);
    let corner = |x: f32, y: f32| {
        let point = Point::new(x - old_frame.x, y - old_frame.y);
        turned_point(turn, point, size)
    };
    let (width, height) = turned_size(turn, size);
    let scale = |new: f32, old: f32| if old > 0.0 { new / old } else { 1.0 };
    let scale = (
        scale(new_frame.width, width),
        scale(new_frame.height, height),
    );
    let (one, other) = (
        corner(area.x, area.y),
        corner(area.x + area.width, area.y + area.height),
    );
    Some(AreaSelector {
        page: to.page,
        x: new_frame.x + one.x.min(other.x) * scale.0,
        y: new_frame.y + one.y.min(other.y) * scale.1,
        width: (other.x - one.x).abs() * scale.0,
        height: (other.y - one.y).abs() * scale.1,
    })
}
