//! Where cards stand, one below the other, each as near to its passage as the others let it. Pure.

/// Room between two cards, in points.
pub const GAP: f32 = 8.0;

/// The upper edge of each card, in points, in their order.
///
/// `wanted` says where each card would like its upper edge; `None` to follow the one before it. No
/// two cards overlap, and their order stays. The card at `in_hand` stands exactly where it wants to
/// and the others give way; without one, a card that has no room moves down.
pub fn tops(wanted: &[Option<f32>], heights: &[f32], in_hand: Option<usize>) -> Vec<f32> {
    let first_wanted = wanted.iter().position(Option::is_some);
    let mut tops = Vec::with_capacity(heights.len());
    // Cards that want nothing and stand first are stacked above the first that wants something.
    let start = match first_wanted {
        Some(index) => {
            let room: f32 = heights.iter().take(index).map(|height| height + GAP).sum();
            wanted.get(index).copied().flatten().unwrap_or_default() - room
        }
        None => 0.0,
    };
    let mut free = f32::NEG_INFINITY;
    for (height, wanted) in heights.iter().zip(wanted) {
        let top = if free == f32::NEG_INFINITY {
            start.min(wanted.unwrap_or(start))
        } else {
            wanted.map_or(free, |wanted| wanted.max(free))
        };
        tops.push(top);
        free = top + height + GAP;
    }
    let pivot = in_hand.and_then(|index| {
        let top = wanted.get(index).copied().flatten()?;
        Some((index, top))
    });
    if let Some((index, top)) = pivot {
        give_way(&mut tops, wanted, heights, index, top);
    }
    tops
}

/// Puts the card at `index` to `top`; those before it move up, those after it down, as far as they
/// have to.
fn give_way(tops: &mut [f32], wanted: &[Option<f32>], heights: &[f32], index: usize, top: f32) {
    let mut limit = top;
    for (own, height) in tops.iter_mut().zip(heights).take(index).rev() {
        let highest = limit - GAP - height;
        *own = own.min(highest);
        limit = *own;
    }
    let mut free = f32::NEG_INFINITY;
    let below = tops.iter_mut().zip(heights).zip(wanted).skip(index);
    for ((own, height), wanted) in below {
        *own = if free == f32::NEG_INFINITY {
            top
        } else {
            wanted.map_or(free, |wanted| wanted.max(free))
        };
        free = *own + height + GAP;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_stand_at_their_passages_and_move_down_where_there_is_no_room() {
        let wanted = [None, Some(100.0), Some(110.0), Some(500.0)];
        let tops = tops(&wanted, &[20.0, 50.0, 50.0, 50.0], None);
        assert_eq!(tops, [72.0, 100.0, 158.0, 500.0]);
    }

    #[test]
    fn the_card_in_hand_stands_at_its_passage_and_the_others_give_way() {
        let wanted = [Some(100.0), Some(110.0), None, Some(120.0)];
        let heights = [40.0, 50.0, 30.0, 20.0];
        assert_eq!(
            tops(&wanted, &heights, Some(1)),
            [62.0, 110.0, 168.0, 206.0]
        );
        assert_eq!(tops(&wanted, &heights, Some(3)), [-24.0, 24.0, 82.0, 120.0]);
        // What has no place of its own stays in the row.
        assert_eq!(
            tops(&wanted, &heights, Some(2)),
            tops(&wanted, &heights, None)
        );
    }

    #[test]
    fn without_passages_cards_stand_one_below_the_other_from_the_top() {
        assert_eq!(tops(&[None, None], &[30.0, 30.0], Some(0)), [0.0, 38.0]);
        assert_eq!(tops(&[], &[], None), [0.0; 0]);
    }

    #[test]
    fn two_thousand_cards_never_overlap_and_keep_their_order() {
        let mut seed = 7u32;
        let mut next = move |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) % below
        };
        let heights: Vec<f32> = (0..2000).map(|_| (20 + next(4981)) as f32).collect();
        let mut place = 0.0;
        let wanted: Vec<Option<f32>> = (0..2000)
            .map(|_| {
                place += next(900) as f32;
                (next(10) > 0).then_some(place)
            })
            .collect();
        for in_hand in [None, Some(0), Some(777), Some(1999), Some(5000)] {
            let tops = tops(&wanted, &heights, in_hand);
            assert_eq!(tops.len(), heights.len());
            for (index, pair) in tops.windows(2).enumerate() {
                let room = pair[1] - (pair[0] + heights[index]);
                // A point of rounding at heights of millions of points.
                assert!(room >= GAP - 1.0, "{room} below card {index}, {in_hand:?}");
            }
            if let Some(index) =
                in_hand.filter(|index| wanted.get(*index).is_some_and(Option::is_some))
            {
                assert_eq!(Some(tops[index]), wanted[index]);
            }
        }
    }
}
