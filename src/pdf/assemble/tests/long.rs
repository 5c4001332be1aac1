//! Very many pages.

use std::sync::Arc;

use super::{assembly, part, run, tool};
use crate::foreign;
use crate::pdf::assemble::assemble;
use crate::pdf::error::AssembleError;
use crate::pdf::fixtures::texts;
use crate::progress::{Cancelled, Progress};

const PAGES: u32 = 300;

fn pdf() -> Arc<[u8]> {
    texts(&vec!["One of many"; PAGES as usize])
}

fn all() -> Vec<u32> {
    (0..PAGES).collect()
}

#[test]
fn the_person_may_stop_at_any_page_and_while_the_bytes_are_written() {
    let assembly = assembly(vec![part(&pdf(), &all())]);
    let whole = Progress::default();
    assemble(&assembly, &whole).unwrap();
    assert_eq!(whole.fraction(), 1.0);
    let looks = whole.looks();
    assert!(looks > 2 * PAGES, "{looks}");
    for stop in [0, 1, looks / 4, looks / 2, looks - 2, looks - 1] {
        let progress = Progress::cancelled_after(stop);
        let result = assemble(&assembly, &progress);
        assert_eq!(result, Err(AssembleError::Cancelled(Cancelled)), "{stop}");
        assert_eq!(progress.looks(), stop + 1, "it goes on no further");
    }
}

#[test]
fn adding_many_pages_tells_how_far_it_is_and_may_be_stopped() {
    let pdf = pdf();
    let whole = Progress::default();
    let found = foreign::admit(&pdf, None, &whole).unwrap().unwrap();
    assert_eq!(found.pages.len(), PAGES as usize);
    assert_eq!(whole.fraction(), 1.0);
    let looks = whole.looks();
    assert!(looks > 3 * PAGES, "{looks}");
    for stop in [1, PAGES / 2, looks / 2, looks - 2] {
        let result = foreign::admit(&pdf, None, &Progress::cancelled_after(stop));
        assert_eq!(result, Err(Cancelled), "{stop}");
    }
}

#[test]
fn the_same_assembly_gives_the_same_bytes_and_packs_its_objects() {
    let assembly = assembly(vec![part(&pdf(), &all()), part(&texts(&["Last"]), &[0])]);
    let result = run(&assembly);
    assert_eq!(result.pages.len(), PAGES as usize + 1);
    let again = assemble(&assembly, &Progress::default()).unwrap();
    assert!(*result.bytes == *again);
    let packs = memchr::memmem::find_iter(&result.bytes, b"/ObjStm").count();
    assert!(packs > 5, "{packs}");
    if let Some(count) = tool("qpdf", &["--show-npages"], &result.bytes) {
        assert_eq!(count.trim(), "301");
    }
}
