//! Excerpts of every PDF of the corpus: the words of pages that are left out are in no string and
//! in no drawing.

use std::collections::HashSet;
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::{assembly, corpus, words};
use crate::pdf::assemble::{Bookmark, PagePlan, assemble};
use crate::pdf::error::AssembleError;
use crate::pdf::fixtures::strings;
use crate::pdf::render::Renderer;
use crate::progress::Progress;

/// What can be read as words by chance, or stands on every page, is shorter.
const SHORTEST: usize = 5;

fn long_words(text: &str) -> HashSet<String> {
    words(text)
        .into_keys()
        .filter(|word| word.chars().count() >= SHORTEST)
        .collect()
}

/// The words on each page.
fn words_by_page(bytes: &Arc<[u8]>) -> Option<Vec<HashSet<String>>> {
    let renderer = Renderer::open(Arc::clone(bytes), None).ok()?;
    let layer = renderer.text_layer(&Progress::default()).ok()?;
    let pages = layer.pages().iter();
    Some(
        pages
            .map(|page| long_words(&layer.text()[page.range.clone()]))
            .collect(),
    )
}

/// A PDF that shows every form, tile and character that is in another, used or not.
fn everything_drawn(document: &Document) -> Option<Arc<[u8]>> {
    let mut shown = document.clone();
    let drawings: Vec<ObjectId> = document
        .objects
        .iter()
        .filter(|(_, object)| {
            object.as_stream().is_ok_and(|stream| {
                let subtype = stream.dict.get(b"Subtype").and_then(Object::as_name);
                subtype.is_ok_and(|name| name == b"Form") || stream.dict.has(b"PatternType")
            })
        })
        .map(|(id, _)| *id)
        .collect();
    if drawings.is_empty() {
        return None;
    }
    let tree = shown.new_object_id();
    let content = shown.add_object(Stream::new(Dictionary::new(), b"/X Do".to_vec()));
    let mut kids = Vec::new();
    for id in drawings {
        let entries = &mut shown
            .get_object_mut(id)
            .unwrap()
            .as_stream_mut()
            .unwrap()
            .dict;
        entries.set("Subtype", "Form");
        entries.remove(b"OC");
        let bounds = entries.get(b"BBox").cloned().unwrap_or(Object::Null);
        entries.remove(b"Matrix");
        let page = dictionary! {
            "Type" => "Page", "Parent" => tree, "MediaBox" => bounds, "Contents" => content,
            "Resources" => dictionary! { "XObject" => dictionary! { "X" => id } },
        };
        kids.push(Object::from(shown.add_object(page)));
    }
    let count = kids.len() as i64;
    let pages = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    shown.objects.insert(tree, pages.into());
    shown.catalog_mut().unwrap().set("Pages", tree);
    let mut bytes = Vec::new();
    shown.save_to(&mut bytes).unwrap();
    Some(bytes.into())
}

/// Of the words that only pages left out show, those that an excerpt of these pages still has;
/// `None` where the pages cannot be assembled.
fn words_left(
    bytes: &Arc<[u8]>,
    pages: &[HashSet<String>],
    shown: &[usize],
) -> Option<Vec<String>> {
    let mut plan = assembly(bytes, 0);
    plan.parts[0].pages = shown
        .iter()
        .map(|page| PagePlan {
            source_page: *page as u32,
            ..PagePlan::default()
        })
        .collect();
    plan.bookmarks = vec![Bookmark {
        // No word, which the paper might have as well.
        title: "-".to_owned(),
        outline_of_part: Some(0),
        ..Bookmark::default()
    }];
    let result = assemble(&plan, &Progress::default());
    if let Err(AssembleError::Part { error, .. }) = &result {
        println!("refused: {error}");
        return None;
    }
    let result: Arc<[u8]> = result.unwrap().into();
    let mut document = Document::load_mem(&result).unwrap();
    for object in document.objects.values_mut() {
        if let Object::Dictionary(entries) = object {
            // Names of glyphs, such as "eight", are no words of a page.
            entries.remove(b"CharSet");
        }
    }
    let mut allowed: HashSet<String> = words_by_page(&result)
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    allowed.extend(shown.iter().flat_map(|page| pages[*page].iter().cloned()));
    let mut found = long_words(&strings(&document));
    if let Some(drawn) = everything_drawn(&document) {
        found.extend(words_by_page(&drawn).into_iter().flatten().flatten());
    }
    let mut left: Vec<String> = pages
        .iter()
        .enumerate()
        .filter(|(page, _)| !shown.contains(page))
        .flat_map(|(_, words)| words.iter())
        .filter(|word| found.contains(*word) && !allowed.contains(*word))
        .cloned()
        .collect();
    left.sort();
    left.dedup();
    Some(left)
}

#[test]
#[ignore = "reads the corpus"]
fn no_word_of_a_page_left_out_is_in_an_excerpt() {
    let mut bad = Vec::new();
    let mut tried = 0;
    for path in corpus() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes: Arc<[u8]> = std::fs::read(&path).unwrap().into();
        let Some(pages) = words_by_page(&bytes).filter(|pages| pages.len() > 1) else {
            continue;
        };
        let last = pages.len() - 1;
        for shown in [vec![0], vec![last], vec![0, last / 2]] {
            let Some(left) = words_left(&bytes, &pages, &shown) else {
                continue;
            };
            tried += 1;
            if !left.is_empty() {
                let line = format!("{name}, pages {shown:?} from 0: {left:?}");
                println!("{line}");
                bad.push(line);
            }
        }
    }
    println!("{tried} excerpts, {} with words of other pages", bad.len());
    assert!(bad.is_empty());
}
