//! What lies outside the visible parts of the corpus's pages is found and can be taken out; what is
//! shown stays as it was.

use std::sync::Arc;

use super::{assembly, corpus, difference};
use crate::pdf::assemble::assemble;
use crate::pdf::inspect::inspect_closely;
use crate::pdf::render::Renderer;
use crate::progress::Progress;

#[test]
#[ignore = "reads the corpus"]
fn pages_look_the_same_without_what_lies_outside() {
    let mut bad = Vec::new();
    let mut found_in = 0;
    for path in corpus() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes: Arc<[u8]> = std::fs::read(&path).unwrap().into();
        let start = std::time::Instant::now();
        let Ok(inspection) = inspect_closely(&bytes, None, &Progress::default()) else {
            continue;
        };
        let took = start.elapsed();
        if took.as_millis() > 500 {
            println!(
                "{name}: {} pages, looked at in {took:?}",
                inspection.pages.len()
            );
        }
        let cropped = inspection.cropped;
        if cropped == Default::default() {
            continue;
        }
        found_in += 1;
        println!("{name}: {cropped:?}");
        let mut plan = assembly(&bytes, inspection.pages.len());
        let whole: Arc<[u8]> = assemble(&plan, &Progress::default()).unwrap().into();
        for page in &mut plan.parts[0].pages {
            page.takes_out_cropped = true;
        }
        let result: Arc<[u8]> = assemble(&plan, &Progress::default()).unwrap().into();
        if let Ok(folder) = std::env::var("BRIEFPACK_CORPUS_PICTURES") {
            std::fs::write(format!("{folder}/{name}"), &result).unwrap();
        }
        let left = inspect_closely(&result, None, &Progress::default())
            .unwrap()
            .cropped;
        let sure = |pages: Vec<u32>| {
            pages
                .into_iter()
                .filter(|page| !cropped.unsure.contains(page))
        };
        let left: Vec<u32> = sure([left.words, left.pictures].concat()).collect();
        if !left.is_empty() {
            bad.push(format!(
                "{name}: something is left outside of pages {left:?}"
            ));
        }
        let (Ok(before), Ok(after)) = (Renderer::open(whole, None), Renderer::open(result, None))
        else {
            continue;
        };
        // Where it cannot be told what lies outside, what is taken out may be seen, and is told.
        let touched = sure([cropped.words.clone(), cropped.pictures.clone()].concat());
        for page in touched.take(6) {
            if let (Ok(a), Ok(b)) = (before.render(page, 1.0), after.render(page, 1.0)) {
                bad.extend(difference(&a, &b).map(|text| format!("{name}, page {page}: {text}")));
            }
        }
    }
    println!("{found_in} files with something outside");
    for line in &bad {
        println!("  {line}");
    }
    assert!(bad.is_empty());
}
