//! Marks and comments stand where they should on every kind of page, and look the same in every
//! reader.

use std::process::Command;
use std::sync::Arc;

use lopdf::{Dictionary, decode_text_string, dictionary};

use super::{assembly, part, run};
use crate::pack::MarkStyle;
use crate::pdf::assemble::{Assembly, PageComment, PageMark, PagePlan};
use crate::pdf::fixtures::{Fixture, rectangle};
use crate::pdf::render::Renderer;
use crate::text::{Point, Quad};
use crate::tools::asked;

pub(super) const YELLOW: (u8, u8, u8) = (0xFF, 0xE9, 0x7A);
pub(super) const RED: (u8, u8, u8) = (0xCC, 0x00, 0x33);

pub(super) fn mark(style: MarkStyle, quads: &[[f32; 4]]) -> PageMark {
    let rectangles = quads
        .iter()
        .map(|[x, y, w, h]| Quad::rectangle(*x, *y, *w, *h));
    PageMark {
        style,
        colour: if style == MarkStyle::Highlight {
            YELLOW
        } else {
            RED
        },
        quads: rectangles.collect(),
    }
}

pub(super) fn highlight(quads: &[[f32; 4]]) -> PageMark {
    mark(MarkStyle::Highlight, quads)
}

/// The first page of a file with this plan.
pub(super) fn planned(source: &Arc<[u8]>, plan: PagePlan) -> Assembly {
    let mut assembly = assembly(vec![part(source, &[])]);
    assembly.parts[0].pages = vec![plan];
    assembly
}

/// A picture of a page.
struct Picture {
    width: usize,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    fn at(&self, x: usize, y: usize) -> [u8; 3] {
        self.pixels[y * self.width + x]
    }

    /// What is at each pixel, with its column and row.
    fn all(&self) -> impl Iterator<Item = (usize, usize, [u8; 3])> {
        let places = self.pixels.iter().enumerate();
        places.map(|(index, colour)| (index % self.width, index / self.width, *colour))
    }
}

/// The first page as hayro draws it, and as poppler does where it is there, a pixel per point.
fn pictures(bytes: &Arc<[u8]>, user_unit: u32) -> Vec<(&'static str, Picture)> {
    let raster = Renderer::open(Arc::clone(bytes), None)
        .unwrap()
        .render(0, 1.0)
        .unwrap();
    let pixels = raster
        .rgba
        .chunks_exact(4)
        .map(|pixel| [pixel[0], pixel[1], pixel[2]]);
    let ours = Picture {
        width: raster.width_px as usize,
        pixels: pixels.collect(),
    };
    let mut all = vec![("hayro", ours)];
    all.extend(poppler(bytes, user_unit).map(|picture| ("poppler", picture)));
    all
}

/// Poppler knows no user unit, so its resolution stands in for it.
fn poppler(bytes: &[u8], user_unit: u32) -> Option<Picture> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let resolution = (72 * user_unit).to_string();
    let output = Command::new("pdftoppm")
        .args(["-cropbox", "-singlefile", "-r", &resolution])
        .arg(file.path())
        .output();
    let output = asked("pdftoppm", output.ok())?;
    // "P6", width and height, and the highest value, each on a line.
    let mut lines = output.stdout.splitn(4, |byte| *byte == b'\n');
    let size = String::from_utf8_lossy(lines.nth(1)?).into_owned();
    let width = size.split(' ').next()?.parse().unwrap();
    let pixels = lines
        .nth(1)?
        .chunks_exact(3)
        .map(|pixel| [pixel[0], pixel[1], pixel[2]]);
    Some(Picture {
        width,
        pixels: pixels.collect(),
    })
}

/// Where a pixel is as to a rectangle, but for those on its edge.
fn is_within(x: usize, y: usize, [left, top, width, height]: [f32; 4]) -> Option<bool> {
    let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
    let far = |room: f32| {
        x > left - room && x < left + width + room && y > top - room && y < top + height + room
    };
    match (far(-1.0), far(1.0)) {
        (true, _) => Some(true),
        (_, false) => Some(false),
        _ => None,
    }
}

fn is_near(found: [u8; 3], expected: [u8; 3]) -> bool {
    found
        .iter()
        .zip(expected)
        .all(|(found, expected)| found.abs_diff(expected) <= 2)
}

/// A page with black bars and white ones between them, turned, cropped and scaled.
pub(super) fn bars(rotate: i64, user_unit: u32) -> Arc<[u8]> {
    let mut fixture = Fixture::new();
    let bars: String = (0..15)
        .map(|bar| format!("{} -70 20 700 re f ", bar * 40 - 60))
        .collect();
    fixture.page(
        &bars,
        dictionary! {
            "MediaBox" => rectangle([-50, -70, 500, 600]),
            "CropBox" => rectangle([100, 30, 340, 230]),
            "Rotate" => rotate,
            "UserUnit" => i64::from(user_unit),
        },
    );
    fixture.bytes()
}

/// Every kind of page: turned, and with a user unit.
fn pages() -> impl Iterator<Item = (i64, u32, Arc<[u8]>)> {
    [0, 90, 180, 270]
        .into_iter()
        .flat_map(|rotate| [1, 2].map(|user_unit| (rotate, user_unit, bars(rotate, user_unit))))
}

pub(super) fn extended(marks: Vec<PageMark>) -> PagePlan {
    PagePlan {
        extend_top_pt: 30.0,
        extend_bottom_pt: 10.0,
        marks,
        ..PagePlan::default()
    }
}

#[test]
fn a_highlight_colours_just_its_place_and_keeps_black_black() {
    // One on the page, and one that begins in the strip above it.
    let places = [[50.0, 100.0, 120.0, 40.0], [10.0, 12.0, 25.0, 50.0]];
    for (rotate, user_unit, source) in pages() {
        let plain = run(&planned(&source, extended(Vec::new())));
        let marks = vec![highlight(&places[..1]), highlight(&places[1..])];
        let result = run(&planned(&source, extended(marks)));
        let plain = pictures(&plain.bytes, user_unit);
        for ((reader, plain), (_, picture)) in plain.iter().zip(pictures(&result.bytes, user_unit))
        {
            assert_eq!(plain.pixels.len(), picture.pixels.len());
            let mut counts = [0; 2];
            for (x, y, found) in picture.all() {
                let within = places.map(|place| is_within(x, y, place));
                let expected = match within {
                    [Some(false), Some(false)] => plain.at(x, y),
                    [None, _] | [_, None] => continue,
                    // Between two bars.
                    _ if plain.at(x, y).iter().any(|part| (1..=254).contains(part)) => continue,
                    _ if plain.at(x, y) == [0; 3] => {
                        counts[0] += 1;
                        [0; 3]
                    }
                    _ => {
                        counts[1] += 1;
                        YELLOW.into()
                    }
                };
                assert!(
                    is_near(found, expected),
                    "{reader}, rotated by {rotate}, unit {user_unit}: {found:?} rather than \
                     {expected:?} at {x}, {y}"
                );
            }
            assert!(counts.iter().all(|count| *count > 1000), "{counts:?}");
        }
    }
}

/// Tells how often a colour is within a place, and elsewhere.
fn count(picture: &Picture, colour: (u8, u8, u8), place: [f32; 4]) -> (usize, usize) {
    let mut counts = (0, 0);
    for (x, y, found) in picture.all() {
        if is_near(found, colour.into()) {
            match is_within(x, y, place) {
                Some(false) => counts.1 += 1,
                _ => counts.0 += 1,
            }
        }
    }
    counts
}

#[test]
fn lines_and_frames_stand_upright_on_every_page() {
    // What is marked, and where the line of 4.8 or of 1.2 points is.
    let area = [50.0, 100.0, 120.0, 80.0];
    let cases = [
        (MarkStyle::Underline, [50.0, 168.0, 120.0, 4.8]),
        (MarkStyle::StrikeOut, [50.0, 144.0, 120.0, 4.8]),
        (MarkStyle::Frame, [48.8, 98.8, 122.4, 82.4]),
    ];
    for (rotate, user_unit, source) in pages() {
        for (style, line) in cases {
            let result = run(&planned(&source, extended(vec![mark(style, &[area])])));
            for (reader, picture) in pictures(&result.bytes, user_unit) {
                let what = format!("{reader}: {style:?}, rotated by {rotate}, unit {user_unit}");
                let (within, elsewhere) = count(&picture, RED, line);
                assert_eq!(elsewhere, 0, "{what}");
                // A reader may spread a line of 1.2 points over two pixels on two of four sides.
                assert!(within >= 200, "{what}: {within}");
                let middle = [60.0, 106.0, 100.0, 20.0];
                assert_eq!(count(&picture, RED, middle).0, 0, "{what}");
            }
        }
    }
}

#[test]
fn lines_of_one_highlight_make_one_calm_band() {
    let mut fixture = Fixture::new();
    fixture.page("", Dictionary::new());
    let source = fixture.bytes();
    let upside_down = Quad([
        Point::new(150.0, 85.0),
        Point::new(40.0, 85.0),
        Point::new(40.0, 70.0),
        Point::new(150.0, 70.0),
    ]);
    // Two lines with a gap, one in two pieces, and a piece over the first once more.
    let mut band = highlight(&[
        [20.0, 20.3, 60.0, 14.0],
        [80.0, 20.3, 80.0, 14.0],
        [20.0, 37.6, 140.0, 14.0],
        [30.0, 20.3, 40.0, 14.0],
        [30.0, 66.0, 140.0, 14.0],
    ]);
    band.quads.push(upside_down);
    let far = highlight(&[[20.0, 200.0, 100.0, 10.0], [20.0, 225.0, 100.0, 10.0]]);
    let result = run(&planned(&source, extended(vec![band, far])));
    for (reader, picture) in pictures(&result.bytes, 1) {
        for (place, expected) in [
            ([20.0, 20.3, 140.0, 31.3], YELLOW.into()),
            ([40.0, 66.0, 110.0, 19.0], YELLOW.into()),
            ([20.0, 211.0, 100.0, 13.0], [255; 3]),
        ] {
            for (x, y, found) in picture.all() {
                if is_within(x, y, place) == Some(true) {
                    assert!(is_near(found, expected), "{reader}: {found:?} at {x}, {y}");
                }
            }
        }
    }
}

fn commented(x: f32, y: f32) -> PagePlan {
    PagePlan {
        comments: vec![PageComment {
            at: Point::new(x, y),
            text: "A remark".to_owned(),
            author: Some("Jo".to_owned()),
            colour: YELLOW,
        }],
        ..PagePlan::default()
    }
}

#[test]
fn a_comment_shows_a_bubble_that_touches_its_place() {
    for (rotate, user_unit, _) in pages() {
        let mut fixture = Fixture::new();
        let entries = dictionary! { "Rotate" => rotate, "UserUnit" => i64::from(user_unit) };
        fixture.page("", entries);
        let result = run(&planned(&fixture.bytes(), commented(100.0, 120.0)));
        let comment = result.annotations(0)[0];
        assert_eq!(
            decode_text_string(comment.get(b"T").unwrap()).unwrap(),
            "Jo"
        );
        for (reader, picture) in pictures(&result.bytes, user_unit) {
            // Poppler keeps the bubble upright, and takes its size for units.
            let (corner, side) = match (reader, rotate) {
                ("poppler", _) => ([100.0, 120.0], 14.0 * user_unit as f32),
                (_, 90) => ([86.0, 120.0], 14.0),
                (_, 180) => ([86.0, 106.0], 14.0),
                (_, 270) => ([100.0, 106.0], 14.0),
                _ => ([100.0, 120.0], 14.0),
            };
            let place = [corner[0], corner[1], side, side];
            let (within, elsewhere) = count(&picture, YELLOW, place);
            let what = format!("{reader}, rotated by {rotate}, unit {user_unit}");
            assert!(within >= 30, "{what}: {within}");
            assert_eq!(elsewhere, 0, "{what}");
        }
    }
}

#[test]
fn a_bubble_at_an_edge_stays_on_the_page() {
    let whole = run(&planned(&bars(0, 1), commented(100.0, 40.0)));
    let area = |picture: &Picture| count(picture, YELLOW, [0.0, 0.0, 900.0, 900.0]).0;
    let expected: Vec<usize> = pictures(&whole.bytes, 1)
        .iter()
        .map(|(_, picture)| area(picture))
        .collect();
    for rotate in [0, 90, 180, 270] {
        for (x, y) in [(0.0, 0.0), (999.0, 0.0), (0.0, 999.0), (999.0, 999.0)] {
            let result = run(&planned(&bars(rotate, 1), commented(x, y)));
            for ((reader, picture), expected) in pictures(&result.bytes, 1).iter().zip(&expected) {
                let found = area(picture);
                assert!(
                    found.abs_diff(*expected) <= expected / 4,
                    "{reader}, rotated by {rotate}, at {x}, {y}: {found} of {expected}"
                );
            }
        }
    }
}
