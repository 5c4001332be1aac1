//! Extents put together and taken apart.

use std::collections::BTreeSet;

use crate::export::Piece;
use crate::pack::{BlockRun, Extent, MediaClass, PageSelection, ShownPage, Turn};

/// All of the source: for a publication of a text of several, all of its lines.
pub(super) fn whole_extent(extent: &Extent) -> Extent {
    match extent.lines() {
        Some((first, last)) => Extent::Lines { first, last },
        None => Extent::Whole,
    }
}

/// The extent of pages of a source of so many.
pub(super) fn of_pages(pages: PageSelection, count: u32) -> Extent {
    if pages.is_all_of(count) {
        Extent::Whole
    } else {
        Extent::Pages(pages)
    }
}

/// Whether pages stand in the order of the source, each once and not turned.
pub(super) fn is_in_order(pages: &PageSelection) -> bool {
    let pages = pages.pages();
    pages.iter().all(|shown| shown.turn == Turn::None)
        && pages.windows(2).all(|pair| match pair {
            [one, next] => one.page < next.page,
            _ => true,
        })
}

/// The blocks that begin on these pages; `None` where none does. `whole` are all blocks. Of a page
/// of which the extent shows some, those: what was left out of it does not come back unasked.
pub(super) fn blocks_on(pages: &PageSelection, whole: &[Piece], extent: &Extent) -> Option<Extent> {
    let pages: BTreeSet<u32> = pages.pages().iter().map(|shown| shown.page).collect();
    let is_shown = |piece: &&Piece| match extent {
        Extent::Blocks { blocks, .. } => {
            let mut runs = blocks.iter();
            runs.any(|run| (run.0..=run.1).contains(&piece.source))
        }
        Extent::Whole | Extent::Lines { .. } | Extent::Pages(_) => true,
    };
    let shown = whole.iter().filter(is_shown);
    let shown_pages: BTreeSet<u32> = shown.map(|piece| piece.page).collect();
    let chosen = whole.iter().filter(|piece| {
        pages.contains(&piece.page) && (is_shown(piece) || !shown_pages.contains(&piece.page))
    });
    of_blocks(chosen.map(|piece| piece.source), extent, whole.len())
}

/// The extent of blocks, of so many that there are, in the lines of another; `None` for none.
pub(crate) fn of_blocks(
    blocks: impl Iterator<Item = u32>,
    lines_of: &Extent,
    count: usize,
) -> Option<Extent> {
    let blocks: BTreeSet<u32> = blocks.collect();
    if blocks.is_empty() {
        return None;
    }
    if blocks.len() >= count {
        return Some(whole_extent(lines_of));
    }
    let mut runs: Vec<BlockRun> = Vec::new();
    for block in blocks {
        match runs.last_mut() {
            Some(run) if run.1.checked_add(1) == Some(block) => run.1 = block,
            _ => runs.push(BlockRun(block, block)),
        }
    }
    Some(Extent::Blocks {
        lines: lines_of.lines(),
        blocks: runs,
    })
}

/// The blocks that begin on each page.
pub(super) fn blocks_by_page(pieces: &[Piece], pages: u32) -> Vec<BTreeSet<u32>> {
    let on = |page: u32| {
        let here = pieces.iter().filter(move |piece| piece.page == page);
        here.map(|piece| piece.source).collect()
    };
    (1..=pages).map(on).collect()
}

/// The extents of what stands before the piece `at` and of what follows; `None` where either is
/// nothing.
pub(super) fn parted(
    extent: &Extent,
    class: MediaClass,
    pieces: &[Piece],
    at: usize,
) -> Option<(Extent, Extent)> {
    let (first, second) = pieces.split_at_checked(at)?;
    let of = |pieces: &[Piece]| match class {
        // A half is never all of the blocks.
        MediaClass::Flow => of_blocks(pieces.iter().map(|piece| piece.source), extent, usize::MAX),
        MediaClass::Pages | MediaClass::Picture => {
            let shown = pieces.iter().map(|piece| ShownPage {
                page: piece.source,
                turn: piece.turn,
            });
            PageSelection::new(shown.collect()).map(Extent::Pages)
        }
    };
    Some((of(first)?, of(second)?))
}

/// The extent that shows what several show, of a source of `count` pages or blocks. Pages follow
/// each other in the order of the extents, blocks in that of the source. `None` where that is
/// nothing, or too much.
pub(super) fn joined(extents: &[&Extent], class: MediaClass, count: usize) -> Option<Extent> {
    let last = u32::try_from(count).ok()?;
    if class == MediaClass::Flow {
        let blocks = extents.iter().flat_map(|extent| match extent {
            Extent::Blocks { blocks, .. } => blocks.clone(),
            Extent::Whole | Extent::Lines { .. } | Extent::Pages(_) => vec![BlockRun(1, last)],
        });
        // A pack file may claim more blocks than there are.
        let blocks = blocks.flat_map(|run| run.0.max(1)..=run.1.min(last));
        return of_blocks(blocks, extents.first()?, count);
    }
    let shown = extents.iter().flat_map(|extent| match extent {
        Extent::Pages(pages) => pages.pages().to_vec(),
        _ => (1..=last).map(ShownPage::upright).collect(),
    });
    // Pages that the source has lost since would only be told of again.
    let shown = shown.filter(|shown| shown.page <= last).collect();
    Some(of_pages(PageSelection::new(shown)?, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(runs: &[(u32, u32)]) -> Extent {
        Extent::Blocks {
            lines: Some((3, 90)),
            blocks: runs.iter().map(|run| BlockRun(run.0, run.1)).collect(),
        }
    }

    fn pages(text: &str) -> Extent {
        Extent::Pages(text.parse().unwrap())
    }

    #[test]
    fn blocks_join_into_runs_and_into_all() {
        let join = |all: &[&Extent]| joined(all, MediaClass::Flow, 9);
        let (early, late) = (blocks(&[(1, 3), (5, 5)]), blocks(&[(4, 4), (7, 9)]));
        let joined = join(&[&late, &early]);
        assert_eq!(joined, Some(blocks(&[(1, 5), (7, 9)])));
        let rest = blocks(&[(6, 6), (9, 4_000_000_000)]);
        let whole = Extent::Lines { first: 3, last: 90 };
        assert_eq!(join(&[&rest, &early, &late]), Some(whole.clone()));
        assert_eq!(join(&[&whole, &early]), Some(whole));
    }

    #[test]
    fn pages_join_in_the_order_given() {
        let join = |all: &[&Extent]| joined(all, MediaClass::Pages, 4);
        assert_eq!(
            join(&[&pages("3-4"), &pages("1-2")]),
            Some(pages("3-4, 1-2"))
        );
        assert_eq!(join(&[&pages("1-2"), &pages("3-4")]), Some(Extent::Whole));
        assert_eq!(
            join(&[&Extent::Whole, &pages("2 left")]),
            Some(pages("1-4, 2 left"))
        );
        assert_eq!(join(&[&pages("9"), &pages("2")]), Some(pages("2")));
        assert_eq!(join(&[&pages("9")]), None);
    }

    /// Blocks of flowing text, each on this page.
    fn on_pages(pages: &[u32]) -> Vec<Piece> {
        let piece = |(source, page): (u32, &u32)| Piece {
            source,
            turn: Turn::None,
            page: *page,
            content: 0..0,
            frame: None,
        };
        (1..).zip(pages).map(piece).collect()
    }

    #[test]
    fn a_page_that_is_shown_in_part_stands_for_that_part() {
        let whole = on_pages(&[1, 1, 1, 2, 2, 2, 3, 3, 3]);
        let on = |pages: &str, extent: &Extent| {
            super::blocks_on(&pages.parse().unwrap(), &whole, extent).unwrap()
        };
        let shown = blocks(&[(1, 2), (6, 6)]);
        assert_eq!(on("1-2", &shown), shown);
        assert_eq!(on("2-3", &shown), blocks(&[(6, 9)]));
        // What is left out comes in as a whole.
        assert_eq!(on("1, 3", &blocks(&[(2, 2)])), blocks(&[(2, 2), (7, 9)]));
        let all = Extent::Lines { first: 3, last: 90 };
        assert_eq!(on("1, 3", &all), blocks(&[(1, 3), (7, 9)]));
        assert_eq!(on("1-3", &all), all);
    }

    #[test]
    fn a_page_has_the_blocks_that_begin_on_it_and_none_that_is_left_out_between() {
        let mut pieces = on_pages(&[1, 1, 1, 1, 1, 3]);
        pieces.retain(|piece| ![2, 3].contains(&piece.source));
        let pages = [
            BTreeSet::from([1, 4, 5]),
            BTreeSet::new(),
            BTreeSet::from([6]),
        ];
        assert_eq!(super::blocks_by_page(&pieces, 3), pages);
    }

    #[test]
    fn order_and_turns_are_seen() {
        let is_in_order = |text: &str| super::is_in_order(&text.parse().unwrap());
        assert!(is_in_order("1-3, 7"));
        for other in ["2, 1", "1, 1", "1 right"] {
            assert!(!is_in_order(other), "{other}");
        }
    }
}
