//! Lists from items that come one after the other.

use crate::import::{Block, Text};

/// The deepest level of a list.
const DEEPEST: usize = 8;

/// The sign before an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Bullet,
    Number(u64),
}

/// What the sign before an item means; `None` for one that must be kept as it is, such as "(a)".
pub fn mark(sign: &str) -> Option<Mark> {
    let sign = sign.trim();
    let digits = sign.strip_suffix('.').unwrap_or(sign);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits.parse().ok().map(Mark::Number);
    }
    let is_dot =
        sign == "o" || (sign.chars().count() == 1 && !sign.contains(char::is_alphanumeric));
    is_dot.then_some(Mark::Bullet)
}

/// Adds an item to the list that ends the blocks, or begins a new one.
pub fn add(blocks: &mut Vec<Block>, level: usize, mark: Mark, text: Text) {
    if let (Some(Block::List { items, .. }), 1..) = (blocks.last_mut(), level.min(DEEPEST))
        && let Some(item) = items.last_mut()
    {
        add(item, level.min(DEEPEST) - 1, mark, text);
        return;
    }
    let item = vec![Block::Paragraph(text)];
    if let Some(Block::List { start, items }) = blocks.last_mut() {
        let goes_on = match (*start, mark) {
            (None, Mark::Bullet) => true,
            (Some(start), Mark::Number(number)) => {
                start.checked_add(items.len() as u64) == Some(number)
            }
            _ => false,
        };
        if goes_on {
            items.push(item);
            return;
        }
    }
    blocks.push(Block::List {
        start: match mark {
            Mark::Bullet => None,
            Mark::Number(number) => Some(number),
        },
        items: vec![item],
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Span;

    #[test]
    fn signs_tell_bullets_from_numbers() {
        for (sign, meaning) in [
            ("1.", Some(Mark::Number(1))),
            ("12.", Some(Mark::Number(12))),
            ("12)", None),
            ("•", Some(Mark::Bullet)),
            ("o\t", Some(Mark::Bullet)),
            ("-", Some(Mark::Bullet)),
            ("(a)", None),
            ("iv.", None),
            ("1.2", None),
            ("", None),
        ] {
            assert_eq!(mark(sign), meaning, "{sign:?}");
        }
    }

    #[test]
    fn items_nest_by_their_level_and_numbers_stay_true() {
        let mut blocks = Vec::new();
        for (level, mark, text) in [
            (0, Mark::Number(1), "a"),
            (1, Mark::Bullet, "b"),
            (9, Mark::Bullet, "c"),
            (0, Mark::Number(2), "d"),
            (0, Mark::Number(7), "e"),
        ] {
            add(&mut blocks, level, mark, vec![Span::plain(text)]);
        }
        let [
            Block::List {
                start: Some(1),
                items,
            },
            Block::List { start: Some(7), .. },
        ] = blocks.as_slice()
        else {
            panic!("{blocks:?}");
        };
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].len(), 2, "{items:?}");
    }
}
