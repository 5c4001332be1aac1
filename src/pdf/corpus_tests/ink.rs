//! The boxes around what pages draw, beside their pictures.

use std::sync::Arc;

use super::corpus;
use crate::pdf::ink::InkCache;
use crate::pdf::render::Renderer;

#[test]
#[ignore = "draws every page of the corpus"]
fn corpus_boxes_hold_all_ink() {
    let (mut pages, mut told) = (0, 0);
    for path in corpus() {
        let bytes: Arc<[u8]> = std::fs::read(&path).unwrap().into();
        let Ok(renderer) = Renderer::open(bytes, None) else {
            continue;
        };
        let mut cache = InkCache::default();
        for page in 0..renderer.page_count() {
            let (Some(boxed), Ok(drawn)) = (
                renderer.sides_of_boxes(page, &mut cache),
                renderer.drawn_sides(page),
            ) else {
                continue;
            };
            pages += 1;
            told += usize::from(boxed.suffice(crate::pack::Turn::None, 40.0));
            assert!(
                boxed.is_within(drawn),
                "{} page {}: {boxed:?} {drawn:?}",
                path.display(),
                page + 1
            );
        }
    }
    println!("{told} of {pages} pages need no picture");
}
