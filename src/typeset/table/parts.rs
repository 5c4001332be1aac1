//! Which columns of a table that is too wide for the paper are set together.

use std::ops::Range;

use super::columns::{Wanted, least, longest_word, room, scale};
use crate::typeset::style;
use crate::typeset::text::Widths;

/// How wide a column of a table that is set on turned paper or in parts should be, if its text is as
/// long, in points at the largest type size.
const COMFORTABLE_PT: f32 = 130.0;
/// The columns of a table of more are not shared out alike, which takes long.
const MOST_ALIKE: usize = 200;

/// All columns together, if their words fit in the smallest type; otherwise as few parts as
/// can be, alike in width, each with the first column, which says what a row is about.
pub(super) fn parts(wanted: &[Wanted], width: f32) -> Vec<Vec<usize>> {
    let smallest = scale(style::TABLE[style::TABLE.len() - 1]);
    let fits = |own: &Range<usize>| {
        let first = wanted.first().into_iter();
        let own = wanted.get(own.clone()).unwrap_or_default();
        let part: Vec<Wanted> = first.chain(own).copied().collect();
        let (_, room) = room(part.len(), width);
        least(&part, longest_word(part.len(), room)) * smallest <= room
    };
    // Without the first column, which is in every part.
    let mut owns = as_few(wanted.len(), &fits);
    if wanted.len() <= MOST_ALIKE {
        owns = alike(wanted, &owns, &fits);
    }
    let part = |own: Range<usize>| std::iter::once(0).chain(own).collect();
    owns.into_iter().map(part).collect()
}

/// As few runs of columns as can be, each filled before the next; the first column is in none.
fn as_few(count: usize, fits: &impl Fn(&Range<usize>) -> bool) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = 1;
    for end in 2..=count {
        if end - start > 1 && !fits(&(start..end)) {
            runs.push(start..end - 1);
            start = end - 1;
        }
    }
    runs.push(start..count.max(1));
    runs
}

/// As many runs as these, with the columns shared out so that their widths differ least: the sum of
/// their squares is smallest.
fn alike(
    wanted: &[Wanted],
    runs: &[Range<usize>],
    fits: &impl Fn(&Range<usize>) -> bool,
) -> Vec<Range<usize>> {
    let width = |run: &Range<usize>| -> f32 {
        let own = wanted.get(run.clone()).unwrap_or_default();
        own.iter().map(|wanted| wanted.widths.min).sum()
    };
    // For each number of runs and each end, the best runs up to it: their sum, and where the last of
    // them begins.
    let mut best: Vec<Option<(f32, usize)>> = vec![None; wanted.len() + 1];
    if let Some(start) = best.get_mut(1) {
        *start = Some((0.0, 0));
    }
    let mut steps = Vec::with_capacity(runs.len());
    for _ in runs {
        let mut longer: Vec<Option<(f32, usize)>> = vec![None; best.len()];
        for (start, before) in best.iter().enumerate() {
            let Some((sum, _)) = before else {
                continue;
            };
            for (end, longer) in longer.iter_mut().enumerate().skip(start + 1) {
                let run = start..end;
                if run.len() > 1 && !fits(&run) {
                    break;
                }
                let sum = sum + width(&run).powi(2);
                if longer.is_none_or(|(least, _)| sum < least) {
                    *longer = Some((sum, start));
                }
            }
        }
        steps.push(longer.clone());
        best = longer;
    }
    let mut shared = Vec::with_capacity(runs.len());
    let mut end = wanted.len();
    for step in steps.iter().rev() {
        let Some(Some((_, start))) = step.get(end) else {
            return runs.to_vec();
        };
        shared.push(*start..end);
        end = *start;
    }
    shared.reverse();
    shared
}

/// What columns want where their number can still be chosen: enough for their words not to stand one
/// below the other.
pub(super) fn comfortable(wanted: &[Wanted]) -> Vec<Wanted> {
    let comfortable = |wanted: &Wanted| Wanted {
        widths: Widths {
            min: wanted.widths.min.max(wanted.widths.max.min(COMFORTABLE_PT)),
            ..wanted.widths
        },
        ..*wanted
    };
    wanted.iter().map(comfortable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(min: f32) -> Wanted {
        Wanted {
            widths: Widths { min, max: min },
            figures: false,
        }
    }

    #[test]
    fn a_table_too_wide_for_the_paper_is_set_in_parts() {
        assert_eq!(parts(&[wanted(40.0); 4], 450.0), [vec![0, 1, 2, 3]]);
        let many = parts(&[wanted(60.0); 20], 450.0);
        assert!(many.len() > 1);
        assert!(many.iter().all(|part| part[0] == 0));
        let mut columns: Vec<usize> = many.concat();
        columns.sort_unstable();
        columns.dedup();
        assert_eq!(columns, (0..20).collect::<Vec<_>>());
    }

    #[test]
    fn a_table_of_very_many_columns_is_parted_without_delay() {
        let started = std::time::Instant::now();
        let columns = parts(&[wanted(60.0); 20_000], 450.0).concat();
        let own = columns.iter().filter(|column| **column > 0);
        assert!(own.copied().eq(1..20_000));
        assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
    }

    #[test]
    fn parts_are_alike_in_width() {
        // Eight columns, of which four go on a page: not one over on a page of its own.
        let lengths = |wanted: &[Wanted]| -> Vec<usize> {
            let parts = parts(wanted, 450.0);
            let mut lengths: Vec<usize> = parts.iter().map(Vec::len).collect();
            lengths.sort_unstable();
            lengths
        };
        assert_eq!(lengths(&[wanted(150.0); 8]), [3, 3, 4]);
        let mut uneven = [wanted(60.0); 14];
        uneven[13] = wanted(200.0);
        let lengths = lengths(&uneven);
        assert_eq!(lengths.len(), 2);
        assert!(lengths[0] > 3, "{lengths:?}");
    }
}
