//! Marks, links and comments of our own, as annotations (PDF 1.7, 12.5).
//!
//! They name nobody and bear no date unless the plan does, so that a copy can be handed out and
//! the same assembly gives the same bytes.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary, text_string};

use super::appearance::{self, BUBBLE, Colour, Corners, ICON, MULTIPLY, THROUGH, UNDER};
use super::places::Places;
use super::plan::{PageComment, PageLink, PageMark, PagePlan};
use super::tags::OwnAnnotation;
use super::target::Target;
use crate::pack::MarkStyle;
use crate::pdf::boxes::{PageBoxes, Rotation, to_number};
use crate::text::{Point, Quad};

/// The annotation is printed with the page (PDF 1.7, table 165).
const PRINT: i64 = 1 << 2;
/// It keeps its size and stays upright, as comments do by their nature (PDF 1.7, 12.5.6.4).
const NO_ZOOM_NO_ROTATE: i64 = 1 << 3 | 1 << 4;
/// How far a mark's rectangle reaches beyond what is marked, in points.
const ROOM_PT: f64 = 1.0;
/// The width of a frame's line, in points.
const FRAME_PT: f64 = 1.2;
/// A gap between two lines of a highlight up to this part of their height is closed.
const WIDEST_GAP: f64 = 0.6;
/// In how many quadrilaterals the one in the next line is looked for.
const NEXT_LINE: usize = 8;
/// What is further away than this, in points, is no place on a page.
const FARTHEST_PT: f32 = 1e6;

/// Writes the annotations of an assembly; they share what they can.
#[derive(Default)]
pub(super) struct Marks {
    /// The resources that let an appearance multiply.
    multiply: Option<ObjectId>,
    /// The icons of comments.
    bubbles: BTreeMap<Colour, ObjectId>,
    /// Links to pages that were not measured yet: the link, the page, and the height on it.
    ahead: Vec<(ObjectId, ObjectId, f64)>,
}

/// A page that annotations are written onto.
struct Page<'a> {
    id: ObjectId,
    boxes: &'a PageBoxes,
    places: &'a Places,
    target: &'a mut Target,
    written: Vec<OwnAnnotation>,
}

impl Marks {
    /// Writes the marks, links and comments of a page behind the annotations that it has. What
    /// has no sound place, and a link to a page that does not exist, is left out.
    pub(super) fn write(
        &mut self,
        plan: &PagePlan,
        page_id: ObjectId,
        places: &Places,
        target: &mut Target,
    ) -> Vec<OwnAnnotation> {
        let Some(boxes) = places.boxes(page_id) else {
            return Vec::new();
        };
        let mut page = Page {
            id: page_id,
            boxes,
            places,
            target,
            written: Vec::new(),
        };
        for mark in &plan.marks {
            self.mark(mark, &mut page);
        }
        for link in &plan.links {
            self.ahead.extend(page.link(link));
        }
        // What stands last lies on top, and is what a click meets.
        for comment in &plan.comments {
            self.comment(comment, &mut page);
        }
        page.finish()
    }

    fn mark(&mut self, mark: &PageMark, page: &mut Page) {
        let mut quads = mark.quads.clone();
        quads.retain(|quad| quad.0.iter().all(is_place));
        if mark.style == MarkStyle::Highlight {
            close_gaps(&mut quads);
        }
        let corners: Vec<Corners> = quads
            .iter()
            .map(|quad| quad.0.map(|point| page.place(point)))
            .collect();
        if corners.is_empty() {
            return;
        }
        let unit = page.boxes.user_unit;
        let room = match mark.style {
            MarkStyle::Frame => FRAME_PT,
            _ => ROOM_PT,
        };
        let rectangle = bounds(&corners, room / unit);
        let operators = match mark.style {
            MarkStyle::Highlight => appearance::ground(&corners, mark.colour),
            MarkStyle::Underline => appearance::lines(&corners, UNDER, mark.colour, unit),
            MarkStyle::StrikeOut => appearance::lines(&corners, THROUGH, mark.colour, unit),
            MarkStyle::Frame => {
                let width = FRAME_PT / unit;
                appearance::frame(bounds(&corners, width / 2.0), width, mark.colour)
            }
        };
        let (subtype, name) = match mark.style {
            MarkStyle::Highlight => ("Highlight", "Highlight"),
            MarkStyle::Underline => ("Underline", "Underline"),
            MarkStyle::StrikeOut => ("StrikeOut", "Strike-out"),
            MarkStyle::Frame => ("Square", "Frame"),
        };
        let mut form = form(rectangle);
        if mark.style == MarkStyle::Highlight {
            // Without a transparency group of its own: within one there is nothing to multiply.
            form.set("Resources", self.multiply(page.target));
        }
        let form = page.target.add(Stream::new(form, operators.into_bytes()));
        let mut entries = annotation(subtype, rectangle, PRINT);
        entries.set("C", colour(mark.colour));
        entries.set("AP", dictionary! { "N" => form });
        if mark.style == MarkStyle::Frame {
            let width = to_number(rounded(FRAME_PT / unit));
            entries.set("BS", dictionary! { "W" => width, "S" => "S" });
        } else {
            entries.set("QuadPoints", quad_points(&corners));
        }
        page.add(entries, "Annot", Some(name));
    }

    /// Lets links lead to where their pages turned out to be.
    pub(super) fn finish(&mut self, places: &Places, target: &mut Target) {
        for (link, page, top_pt) in self.ahead.drain(..) {
            if let Some(entries) = target.dictionary_mut(link) {
                entries.set("Dest", places.height_on(page, top_pt));
            }
        }
    }

    /// The resources of every highlight.
    fn multiply(&mut self, target: &mut Target) -> ObjectId {
        *self.multiply.get_or_insert_with(|| {
            let state = dictionary! { "Type" => "ExtGState", "BM" => "Multiply" };
            let mut states = Dictionary::new();
            states.set(MULTIPLY, state);
            target.add(dictionary! { "ExtGState" => states })
        })
    }

    fn comment(&mut self, comment: &PageComment, page: &mut Page) {
        if !is_place(&comment.at) {
            return;
        }
        let at = page.inside(comment.at);
        // Readers keep the icon upright and hold it by the corner that is the upper left one
        // before the page is turned. Those that turn it all the same show it at that corner too.
        let (x, y) = page.place(at);
        let side = ICON / page.boxes.user_unit;
        let rectangle = [x, y - side, x + side, y].map(rounded);
        let icon = *self.bubbles.entry(comment.colour).or_insert_with(|| {
            let operators = appearance::bubble(comment.colour);
            let form = form([0.0, 0.0, ICON, ICON]);
            page.target.add_stream(form, operators.into_bytes())
        });
        let mut entries = annotation("Text", rectangle, PRINT | NO_ZOOM_NO_ROTATE);
        entries.set("C", colour(comment.colour));
        entries.set("AP", dictionary! { "N" => icon });
        entries.set("Name", "Comment");
        entries.set("Open", false);
        entries.set("Contents", text_string(&comment.text));
        if let Some(author) = &comment.author {
            entries.set("T", text_string(author));
        }
        page.add(entries, "Annot", None);
    }
}

impl Page<'_> {
    /// A point as displayed in the page's own coordinates.
    fn place(&self, point: Point) -> (f64, f64) {
        self.boxes.point(f64::from(point.x), f64::from(point.y))
    }

    /// The place nearest to `at` where a comment's bubble is on the page, whichever corner of it a
    /// reader puts there.
    fn inside(&self, at: Point) -> Point {
        let (width, height) = self.boxes.displayed_pt();
        let least = match self.boxes.rotation {
            Rotation::None => 0.0,
            _ => BUBBLE as f32,
        };
        let within = |value: f32, length: f64| value.min((length - BUBBLE) as f32).max(least);
        Point::new(within(at.x, width), within(at.y, height))
    }

    /// Writes a link. Where its page was not measured yet, the height on that page follows.
    fn link(&mut self, link: &PageLink) -> Option<(ObjectId, ObjectId, f64)> {
        let corners = [
            Point::new(link.left, link.top),
            Point::new(link.right, link.bottom),
        ];
        let page = self.places.all.get(link.page as usize).copied();
        let page = page.filter(|_| corners.iter().all(is_place))?;
        let top = link.top_pt.filter(|top| top.is_finite()).unwrap_or(0.0);
        let [a, b] = corners.map(|corner| self.place(corner));
        let mut entries = annotation("Link", bounds(&[[a, b, a, b]], 0.0), PRINT);
        entries.set("Border", vec![0.into(), 0.into(), 0.into()]);
        entries.set("Dest", self.places.height_on(page, f64::from(top)));
        entries.set("Contents", text_string(&link.description));
        let id = self.add(entries, "Link", None);
        let is_ahead = self.places.boxes(page).is_none();
        is_ahead.then_some((id, page, f64::from(top)))
    }

    fn add(
        &mut self,
        mut entries: Dictionary,
        role: &'static str,
        alternative: Option<&'static str>,
    ) -> ObjectId {
        entries.set("P", self.id);
        let id = self.target.add(entries);
        self.written.push(OwnAnnotation {
            page: self.id,
            id,
            role,
            alternative,
        });
        // The structure tree is told of it when all pages are there.
        self.target.pin(id);
        self.target.pin(self.id);
        id
    }

    /// Puts what was written behind the page's other annotations.
    fn finish(self) -> Vec<OwnAnnotation> {
        if !self.written.is_empty()
            && let Some(page) = self.target.dictionary_mut(self.id)
        {
            let mut all = match page.remove(b"Annots") {
                Some(Object::Array(items)) => items,
                _ => Vec::new(),
            };
            all.extend(self.written.iter().map(|own| Object::Reference(own.id)));
            page.set("Annots", all);
        }
        self.written
    }
}

fn is_place(point: &Point) -> bool {
    [point.x, point.y]
        .iter()
        .all(|value| value.abs() <= FARTHEST_PT)
}

/// Lets the lines of a passage touch: each reaches down to the next one, where that is near and
/// runs the same way.
fn close_gaps(quads: &mut [Quad]) {
    for index in 0..quads.len() {
        let Some((quad, following)) = quads.get_mut(index..).and_then(<[_]>::split_first_mut)
        else {
            return;
        };
        let [upper_left, upper_right, lower_right, lower_left] = quad.0;
        let (across, along) = (away(upper_left, lower_left), away(upper_left, upper_right));
        let (height, length) = (across.0.hypot(across.1), along.0.hypot(along.1));
        if height < f64::EPSILON || length < f64::EPSILON {
            continue;
        }
        let (down_x, down_y) = (across.0 / height, across.1 / height);
        let gap = following.iter().take(NEXT_LINE).find_map(|next| {
            let [start, end, _, below] = next.0;
            let (next_along, next_across) = (away(start, end), away(start, below));
            let next_length = next_along.0.hypot(next_along.1);
            let turn = (along.0 * next_along.1 - along.1 * next_along.0).abs();
            let is_parallel = turn <= 0.02 * length * next_length
                && along.0 * next_along.0 + along.1 * next_along.1 > 0.0;
            let to_next = away(lower_left, start);
            let gap = to_next.0 * down_x + to_next.1 * down_y;
            let widest = WIDEST_GAP * height.min(next_across.0.hypot(next_across.1));
            // Pieces of the same line stand beside it, not below.
            (is_parallel && gap > 0.0).then_some((gap <= widest).then_some(gap))
        });
        if let Some(Some(gap)) = gap {
            let lowered = |point: Point| {
                Point::new(
                    point.x + (down_x * gap) as f32,
                    point.y + (down_y * gap) as f32,
                )
            };
            quad.0 = [
                upper_left,
                upper_right,
                lowered(lower_right),
                lowered(lower_left),
            ];
        }
    }
}

/// How far one point is from another, to the right and downwards.
fn away(from: Point, to: Point) -> (f64, f64) {
    (
        f64::from(to.x) - f64::from(from.x),
        f64::from(to.y) - f64::from(from.y),
    )
}

/// Left, lower, right and upper edge of the rectangle around quadrilaterals, and so much further.
fn bounds(quads: &[Corners], room: f64) -> [f64; 4] {
    let mut edges = [
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    ];
    for &(x, y) in quads.iter().flatten() {
        edges = [
            edges[0].min(x - room),
            edges[1].min(y - room),
            edges[2].max(x + room),
            edges[3].max(y + room),
        ];
    }
    edges.map(rounded)
}

/// A coordinate without the digits that nobody can see.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn numbers(values: impl IntoIterator<Item = f64>) -> Object {
    Object::Array(values.into_iter().map(to_number).collect())
}

/// The corners in the order that readers go by, which is not the one that the standard names:
/// upper left, upper right, lower left, lower right.
fn quad_points(quads: &[Corners]) -> Object {
    let values = quads
        .iter()
        .flat_map(|[upper_left, upper_right, lower_right, lower_left]| {
            [upper_left, upper_right, lower_left, lower_right]
        })
        .flat_map(|(x, y)| [rounded(*x), rounded(*y)]);
    numbers(values)
}

fn colour((red, green, blue): Colour) -> Object {
    numbers([red, green, blue].map(|part| (f64::from(part) / 255.0 * 1e4).round() / 1e4))
}

fn annotation(subtype: &str, rectangle: [f64; 4], flags: i64) -> Dictionary {
    dictionary! {
        "Type" => "Annot",
        "Subtype" => subtype,
        "Rect" => numbers(rectangle),
        "F" => flags,
    }
}

/// A form XObject that draws in the coordinates of its rectangle.
fn form(rectangle: [f64; 4]) -> Dictionary {
    dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => numbers(rectangle),
    }
}
