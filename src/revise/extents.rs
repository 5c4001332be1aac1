//! What an excerpt shows of a new version of its source.

use std::collections::HashMap;
use std::ops::Range;

use super::ReviseError;
use super::parts::LEAST_LIKENESS;
use crate::anchor;
use crate::excerpt::{of_blocks, source_alone};
use crate::export::{self, Pieces};
use crate::pack::{BlockRun, Document, Extent, PageSelection};
use crate::progress::Progress;

/// A block of the new version is taken for one of the old if it is at least so much like it.
const LEAST_LIKENESS_OF_BLOCK: f32 = 0.6;

/// The pages of a new version of so many that a document goes on showing, and those that it shows
/// no longer, where there are some.
pub(super) fn kept_pages(
    shown: &PageSelection,
    count: u32,
) -> (Option<PageSelection>, Option<PageSelection>) {
    let (kept, gone) = shown.pages().iter().partition(|page| page.page <= count);
    (PageSelection::new(kept), PageSelection::new(gone))
}

/// The blocks of a text by their numbers, each as its words.
fn blocks(pieces: &Pieces) -> Vec<String> {
    let content = pieces.layer.content();
    let words = |range: &Range<usize>| content.get(range.clone()).unwrap_or_default().to_owned();
    let mut pieces: Vec<_> = pieces.pieces.iter().collect();
    pieces.sort_by_key(|piece| piece.source);
    let pieces = pieces.into_iter();
    pieces.map(|piece| words(&piece.content)).collect()
}

/// All of a document's source.
fn all_of(
    request: &export::ExportRequest<'_>,
    document: &Document,
    progress: &Progress,
) -> Result<Option<Pieces>, ReviseError> {
    let Some(pack) = source_alone(request.pack, document.id) else {
        return Ok(None);
    };
    let request = export::ExportRequest {
        pack: &pack,
        ..*request
    };
    match pack.documents().next() {
        Some(document) => Ok(export::pieces(&request, document, progress)?),
        None => Ok(None),
    }
}

/// How many pages or pictures the source of a document has; `None` for flowing text.
pub(super) fn count_of(
    request: &export::ExportRequest<'_>,
    document: &Document,
    progress: &Progress,
) -> Result<Option<u32>, ReviseError> {
    let Some(pieces) = export::pieces_without_words(request, document, progress)? else {
        return Ok(None);
    };
    let is_fixed = pieces.pieces.iter().all(|piece| piece.frame.is_some());
    let count = u32::try_from(pieces.pieces.len()).unwrap_or(u32::MAX);
    Ok(is_fixed.then_some(count).filter(|count| *count > 0))
}

/// The blocks of a new version that say what a document showed of the old one. `None` where too
/// little of it is there. Both requests know the document; in the new one all of it is shown.
pub(super) fn kept_blocks(
    (old, new): (&export::ExportRequest<'_>, &export::ExportRequest<'_>),
    document: &Document,
    runs: &[BlockRun],
    lines: Option<(u32, u32)>,
    progress: &Progress,
) -> Result<Option<Extent>, ReviseError> {
    let (Some(old), Some(new)) = (
        all_of(old, document, progress)?,
        all_of(new, document, progress)?,
    ) else {
        return Ok(None);
    };
    let (old, new) = (blocks(&old), blocks(&new));
    let runs: Vec<Range<usize>> = runs
        .iter()
        .map(|run| {
            let from = (run.0 as usize).saturating_sub(1).min(old.len());
            from..(run.1 as usize).clamp(from, old.len())
        })
        .collect();
    let found = matched(&old, &new, &runs);
    let length = |index: usize| old.get(index).map_or(0, String::len);
    let shown: usize = runs.iter().cloned().flatten().map(length).sum();
    let there: usize = found.keys().copied().map(length).sum();
    if found.is_empty() || (there as f32) < LEAST_LIKENESS * shown as f32 {
        return Ok(None);
    }
    let mut blocks: Vec<u32> = Vec::new();
    for run in runs {
        let places: Vec<usize> = run.filter_map(|old| found.get(&old).copied()).collect();
        if let (Some(first), Some(last)) = (places.iter().min(), places.iter().max()) {
            // What was put in between belongs there.
            blocks.extend((first + 1..last + 2).filter_map(|number| u32::try_from(number).ok()));
        }
    }
    let lines = lines.map_or(Extent::Whole, |(first, last)| Extent::Lines { first, last });
    Ok(of_blocks(blocks.into_iter(), &lines, new.len()))
}

/// Which new block each of the old blocks in these runs has become: the very same, else one that is
/// much like it and stands between those that are the same.
fn matched(old: &[String], new: &[String], runs: &[Range<usize>]) -> HashMap<usize, usize> {
    let only = |all: &[String]| {
        let mut places: HashMap<String, Option<usize>> = HashMap::new();
        for (index, words) in all.iter().enumerate() {
            let place = places.entry(words.clone());
            place
                .and_modify(|twice| *twice = None)
                .or_insert(Some(index));
        }
        places
    };
    let (old_places, new_places) = (only(old), only(new));
    let mut same: Vec<(usize, usize)> = old_places
        .iter()
        .filter_map(|(words, old)| Some(((*old)?, (*new_places.get(words)?)?)))
        .collect();
    same.sort_unstable();
    let same = rising(&same);
    let mut found: HashMap<usize, usize> = HashMap::new();
    for index in runs.iter().cloned().flatten() {
        let at = same.partition_point(|(old, _)| *old < index);
        if let Some((_, place)) = same.get(at).filter(|(old, _)| *old == index) {
            found.insert(index, *place);
            continue;
        }
        let from = at
            .checked_sub(1)
            .and_then(|before| same.get(before))
            .map_or(0, |(_, new)| new + 1);
        let to = same.get(at).map_or(new.len(), |(_, new)| *new);
        let likeness = |place: usize| {
            let (old, new) = (old.get(index), new.get(place));
            old.zip(new)
                .map_or(0.0, |(old, new)| anchor::likeness(old, new))
        };
        let best = (from..to)
            .rev()
            .map(|place| (likeness(place), place))
            .max_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((_, place)) = best.filter(|(like, _)| *like >= LEAST_LIKENESS_OF_BLOCK) {
            found.insert(index, place);
        }
    }
    found
}

/// The most pairs, of pairs in the order of their first numbers, whose second numbers rise too.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length, the pair that ends a rising sequence of it with the least second number.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |index: usize| pairs.get(index).map_or(0, |pair| pair.1);
    for index in 0..pairs.len() {
        let at = ends.partition_point(|end| second(*end) < second(index));
        before.push(at.checked_sub(1).and_then(|at| ends.get(at)).copied());
        match ends.get_mut(at) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut next = ends.last().copied();
    let mut found = Vec::with_capacity(ends.len());
    while let Some(index) = next {
        found.extend(pairs.get(index).copied());
        next = before.get(index).copied().flatten();
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(all: &[&str]) -> Vec<String> {
        all.iter().map(|words| (*words).to_owned()).collect()
    }

    #[test]
    fn blocks_are_found_again_by_their_words_and_place() {
        let old = words(&[
            "Head",
            "The lamps of the harbour are old and dim",
            "Rest",
            "End",
        ]);
        let new = words(&[
            "New",
            "Head",
            "The lamps of the harbour are very old and dim",
            "Rest",
            "More",
            "End",
        ]);
        let found = matched(&old, &new, std::slice::from_ref(&(1..4)));
        assert_eq!(found, HashMap::from([(1, 2), (2, 3), (3, 5)]));
        assert_eq!(
            matched(&old, &words(&["Other"]), std::slice::from_ref(&(0..4))),
            HashMap::new()
        );
    }

    #[test]
    fn pages_that_are_gone_are_named() {
        let shown: PageSelection = "3, 9, 1".parse().unwrap();
        let (kept, gone) = kept_pages(&shown, 5);
        assert_eq!(kept.unwrap().to_string(), "3, 1");
        assert_eq!(gone.unwrap().to_string(), "9");
        assert_eq!(kept_pages(&shown, 9), (Some(shown), None));
    }
}
