//! Pages that are turned, in pixels.

use std::sync::Arc;

use lopdf::{Dictionary, dictionary};

use super::{assembly, part, run};
use crate::pack::{ShownPage, Turn};
use crate::pdf::assemble::{PageMark, PagePlan};
use crate::pdf::fixtures::{Fixture, rectangle};
use crate::pdf::render::{Raster, Renderer};
use crate::pdf::turned::{turned_point, turned_size};
use crate::progress::Progress;
use crate::text::{Point, Quad};

/// A page with a different colour in each of its corners, and these words.
fn source(words: &str, entries: Dictionary) -> Arc<[u8]> {
    let mut fixture = Fixture::new();
    let corners = "1 0 0 rg 0 0 40 40 re f 0 1 0 rg 260 0 40 40 re f \
        0 0 1 rg 0 360 40 40 re f 0 g 260 360 40 40 re f";
    let text = format!("BT /F1 24 Tf 60 200 Td ({words}) Tj ET");
    fixture.page(&format!("{corners} {text}"), entries);
    fixture.bytes()
}

fn draw(bytes: &Arc<[u8]>) -> Raster {
    let renderer = Renderer::open(Arc::clone(bytes), None).unwrap();
    renderer.render(0, 1.0).unwrap()
}

fn pixel(raster: &Raster, x: u32, y: u32) -> [u8; 3] {
    let start = ((y * raster.width_px + x) * 4) as usize;
    raster.rgba[start..start + 3].try_into().unwrap()
}

/// The middle of the picture of a pixel once its page is turned.
fn turned_pixel(turn: Turn, x: u32, y: u32, raster: &Raster) -> (u32, u32) {
    let size = (raster.width_px as f32, raster.height_px as f32);
    let point = turned_point(turn, Point::new(x as f32 + 0.5, y as f32 + 0.5), size);
    (point.x as u32, point.y as u32)
}

fn kinds_of_page() -> Vec<Dictionary> {
    let mut all: Vec<Dictionary> = [0, 90, 180, 270]
        .map(|rotate| dictionary! { "Rotate" => rotate })
        .into();
    all.push(dictionary! { "CropBox" => rectangle([20, 10, 290, 390]), "Rotate" => 90 });
    all
}

#[test]
fn a_page_is_turned_further_than_it_was() {
    for entries in kinds_of_page() {
        let source = source("", entries.clone());
        let before = draw(&source);
        for turn in Turn::ALL {
            let mut assembly = assembly(vec![part(&source, &[0])]);
            assembly.parts[0].pages[0].turn = turn;
            let after = draw(&run(&assembly).bytes);
            let size = turned_size(turn, (before.width_px as f32, before.height_px as f32));
            assert_eq!((after.width_px as f32, after.height_px as f32), size);
            for x in (5..before.width_px).step_by(10) {
                for y in (5..before.height_px).step_by(10) {
                    let (to_x, to_y) = turned_pixel(turn, x, y, &before);
                    let (old, new) = (pixel(&before, x, y), pixel(&after, to_x, to_y));
                    let is_same = old.iter().zip(new).all(|(a, b)| a.abs_diff(b) < 100);
                    assert!(is_same, "{turn:?} {entries:?} {x} {y}: {old:?} {new:?}");
                }
            }
        }
    }
}

#[test]
fn marks_and_strips_are_where_they_are_seen_on_a_turned_page() {
    let quad = Quad::rectangle(150.0, 250.0, 60.0, 20.0);
    for entries in kinds_of_page() {
        let source = source("", entries.clone());
        for turn in Turn::ALL {
            let mut assembly = assembly(vec![part(&source, &[])]);
            assembly.parts[0].pages = vec![PagePlan {
                turn,
                extend_top_pt: 30.0,
                marks: vec![PageMark {
                    colour: (255, 0, 255),
                    quads: vec![quad],
                    ..PageMark::default()
                }],
                ..PagePlan::default()
            }];
            let after = draw(&run(&assembly).bytes);
            let at = |x, y| pixel(&after, x, y);
            assert_eq!(at(180, 260), [255, 0, 255], "{turn:?} {entries:?}");
            let strip = (0..after.width_px).map(|x| at(x, 20));
            assert!(strip.into_iter().all(|colour| colour == [255; 3]));
        }
    }
}

#[test]
fn text_is_found_where_it_is_seen_and_says_the_same() {
    for entries in kinds_of_page() {
        let source = source("Harbour", entries.clone());
        let renderer = Renderer::open(Arc::clone(&source), None).unwrap();
        for turn in Turn::ALL {
            let mut assembly = assembly(vec![part(&source, &[0])]);
            assembly.parts[0].pages[0].turn = turn;
            let result = run(&assembly);
            let turned = Renderer::open(Arc::clone(&result.bytes), None).unwrap();
            let expected = turned.text_layer(&Progress::default()).unwrap();
            let shown = [ShownPage { page: 1, turn }];
            let found = renderer.text_of(&shown, &Progress::default()).unwrap();
            found.assert_sound();
            assert_eq!(found.text(), "Harbour");
            let bounds = |layer: &crate::text::TextLayer| layer.quads(&(0..7))[0].1.bounds();
            let (here, there) = (bounds(&found), bounds(&expected));
            for (a, b) in [
                (here.0, there.0),
                (here.1, there.1),
                (here.2, there.2),
                (here.3, there.3),
            ] {
                assert!(
                    (a - b).abs() < 0.1,
                    "{turn:?} {entries:?}: {here:?} {there:?}"
                );
            }
        }
    }
}

#[test]
fn a_paragraph_goes_on_only_where_the_next_page_follows() {
    let mut fixture = Fixture::new();
    for words in ["and so the work of the harbour went", "on for many years"] {
        fixture.page(
            &format!("BT /F1 9 Tf 20 200 Td ({words}) Tj ET"),
            Dictionary::new(),
        );
    }
    let renderer = Renderer::open(fixture.bytes(), None).unwrap();
    let blocks = |pages: [u32; 2]| {
        let shown = pages.map(ShownPage::upright);
        let layer = renderer.text_of(&shown, &Progress::default()).unwrap();
        let blocks: Vec<u32> = layer
            .pages()
            .iter()
            .map(|page| page.lines[0].block)
            .collect();
        blocks
    };
    assert_eq!(blocks([1, 2]), [0, 0]);
    assert_eq!(blocks([2, 1]), [0, 1]);
    assert_eq!(blocks([1, 1]), [0, 1]);
}
