//! Room beside the text: where notes stand so that none overlaps another.

/// A stretch of a page's height that is free, from its top to its bottom in points.
pub(super) type Stretch = (f32, f32);

/// Rounding, in points.
const SLACK_PT: f32 = 0.01;

/// What is left of a stretch between bands that are taken, in order.
pub(super) fn free(whole: Stretch, taken: &[Stretch]) -> Vec<Stretch> {
    let mut taken = taken.to_vec();
    taken.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut free = Vec::new();
    let mut top = whole.0;
    for (from, to) in taken {
        if from > top {
            free.push((top, from.min(whole.1)));
        }
        top = top.max(to);
    }
    if top < whole.1 {
        free.push((top, whole.1));
    }
    free.retain(|(top, bottom)| top < bottom);
    free
}

/// Tops for things of these wanted tops and heights, in the order given: each within a free
/// stretch, `gap` apart, as near to what is wanted as the others allow. What has no room where it
/// is wanted goes further down, or up where that is nearer; at the foot of the page a whole stack
/// moves up. `None` if they do not all fit.
pub(super) fn arrange(wanted: &[(f32, f32)], free: &[Stretch], gap: f32) -> Option<Vec<f32>> {
    let mut latest = Vec::with_capacity(wanted.len());
    let mut limit = f32::INFINITY;
    for (_, height) in wanted.iter().rev() {
        let top = last_fit(free, limit - height, *height)?;
        latest.push(top);
        limit = top - gap;
    }
    latest.reverse();
    let mut cursor = f32::NEG_INFINITY;
    let tops = wanted.iter().zip(latest).map(|((wanted, height), latest)| {
        let below = first_fit(free, wanted.max(cursor), *height);
        let above = last_fit(free, *wanted, *height).filter(|top| *top >= cursor - SLACK_PT);
        let far = |top: &f32| (top - wanted).abs();
        let nearest = [below, above]
            .into_iter()
            .flatten()
            .filter(|top| *top <= latest + SLACK_PT)
            .min_by(|one, other| far(one).total_cmp(&far(other)));
        let top = nearest.unwrap_or(latest);
        cursor = top + height + gap;
        top
    });
    Some(tops.collect())
}

/// The first top from `from` on at which a height fits.
fn first_fit(free: &[Stretch], from: f32, height: f32) -> Option<f32> {
    free.iter().find_map(|(top, bottom)| {
        let at = top.max(from);
        (at + height <= bottom + SLACK_PT).then_some(at)
    })
}

/// The last top up to `to` at which a height fits.
fn last_fit(free: &[Stretch], to: f32, height: f32) -> Option<f32> {
    free.iter().rev().find_map(|(top, bottom)| {
        let at = (bottom - height).min(to);
        (at >= top - SLACK_PT).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: [Stretch; 1] = [(50.0, 800.0)];

    #[test]
    fn what_is_taken_is_not_free() {
        let taken = [(300.0, 400.0), (0.0, 60.0), (350.0, 380.0), (790.0, 900.0)];
        assert_eq!(free((50.0, 800.0), &taken), [(60.0, 300.0), (400.0, 790.0)]);
        assert_eq!(free((50.0, 800.0), &[(0.0, 1000.0)]), []);
    }

    #[test]
    fn what_has_room_stands_where_it_is_wanted() {
        let tops = arrange(&[(100.0, 50.0), (400.0, 50.0)], &PAGE, 6.0);
        assert_eq!(tops, Some(vec![100.0, 400.0]));
    }

    #[test]
    fn a_stack_goes_down_and_moves_up_at_the_foot() {
        let tops = arrange(&[(100.0, 50.0), (110.0, 50.0)], &PAGE, 6.0);
        assert_eq!(tops, Some(vec![100.0, 156.0]));
        let tops = arrange(&[(700.0, 100.0), (710.0, 100.0)], &PAGE, 6.0);
        assert_eq!(tops, Some(vec![594.0, 700.0]));
    }

    #[test]
    fn what_is_taken_is_passed_by_on_the_nearer_side() {
        let free = [(50.0, 300.0), (500.0, 800.0)];
        assert_eq!(arrange(&[(310.0, 40.0)], &free, 6.0), Some(vec![260.0]));
        assert_eq!(arrange(&[(450.0, 40.0)], &free, 6.0), Some(vec![500.0]));
    }

    #[test]
    fn too_much_does_not_fit() {
        assert_eq!(arrange(&[(50.0, 400.0), (60.0, 400.0)], &PAGE, 6.0), None);
        assert_eq!(arrange(&[(50.0, 10.0)], &[], 6.0), None);
        assert_eq!(arrange(&[], &[], 6.0), Some(Vec::new()));
    }

    #[test]
    fn nothing_ever_overlaps() {
        let mut state: u32 = 1;
        let mut random = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 8) % below) as f32
        };
        let free = [(50.0, 210.0), (260.0, 500.0), (505.0, 800.0)];
        let mut fitted = 0;
        for _ in 0..5_000 {
            let count = 1 + random(12) as usize;
            let mut wanted: Vec<(f32, f32)> = (0..count)
                .map(|_| (random(900), 10.0 + random(90)))
                .collect();
            wanted.sort_by(|one, other| one.0.total_cmp(&other.0));
            let Some(tops) = arrange(&wanted, &free, 6.0) else {
                continue;
            };
            fitted += 1;
            let mut end = 0.0;
            for (top, (_, height)) in tops.iter().zip(&wanted) {
                assert!(*top >= end - 0.02, "{wanted:?}: {tops:?}");
                end = top + height + 6.0;
                let within =
                    |(from, to): &Stretch| *top >= from - 0.02 && top + height <= to + 0.02;
                assert!(free.iter().any(within), "{wanted:?}: {tops:?}");
            }
        }
        assert!(fitted > 1_000);
    }
}
