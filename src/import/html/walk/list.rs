//! Lists as pages number them: by the kind, the first number and the direction that a list says, and the
//! numbers that items say (HTML, 4.4.5 and 4.4.8).

use crate::import::Block;
use crate::import::html::style::declarations;
use crate::import::html::tree::{Id, Tree};
use crate::import::office::{Stance, letters, roman};

/// How the items of a list are numbered.
#[derive(Debug, Clone, Copy)]
pub enum Numbering {
    Bullets,
    Numbers {
        kind: Kind,
        start: Option<i64>,
        is_reversed: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Figures,
    Letters { capital: bool },
    Roman { capital: bool },
}

impl Numbering {
    /// How a list numbers its items.
    pub fn read(tree: &Tree, id: Id) -> Self {
        if tree.name(id) != "ol" {
            return Self::Bullets;
        }
        let of_style = tree.attribute(id, "style").and_then(|css| {
            let mut all = declarations(css);
            let found = all.find(|(property, _)| property.starts_with("list-style"));
            found.and_then(|(_, value)| value.split_whitespace().find_map(kind_of_style))
        });
        let kind = match tree.attribute(id, "type") {
            Some("a") => Kind::Letters { capital: false },
            Some("A") => Kind::Letters { capital: true },
            Some("i") => Kind::Roman { capital: false },
            Some("I") => Kind::Roman { capital: true },
            _ => Kind::Figures,
        };
        Self::Numbers {
            kind: of_style.unwrap_or(kind),
            start: number(tree, id, "start"),
            is_reversed: tree.attribute(id, "reversed").is_some(),
        }
    }

    /// The blocks of a list with these items, some of which say their numbers.
    pub fn blocks(self, items: Vec<Vec<Block>>, values: &[Option<i64>]) -> Vec<Block> {
        let filled = items.iter().filter(|item| !item.is_empty()).count();
        if filled == 0 {
            return Vec::new();
        }
        let Self::Numbers {
            kind,
            start,
            is_reversed,
        } = self
        else {
            let items = items.into_iter().filter(|item| !item.is_empty()).collect();
            return vec![Block::List { start: None, items }];
        };
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let mut number = start.unwrap_or(if is_reversed { count } else { 1 });
        let mut blocks: Vec<Block> = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            number = values.get(index).copied().flatten().unwrap_or(number);
            let own = number;
            number = number.saturating_add(if is_reversed { -1 } else { 1 });
            if !item.is_empty() {
                add(&mut blocks, kind, own, item);
            }
        }
        blocks
    }
}

/// Adds an item of this number to the list that goes on, or begins one.
fn add(blocks: &mut Vec<Block>, kind: Kind, number: i64, mut item: Vec<Block>) {
    let whole = u64::try_from(number).ok();
    let label = match (kind, whole) {
        (Kind::Figures, Some(number)) => {
            if let Some(Block::List { start, items }) = blocks.last_mut()
                && start.is_some_and(|start| start.checked_add(items.len() as u64) == Some(number))
            {
                items.push(item);
            } else {
                blocks.push(Block::List {
                    start: Some(number),
                    items: vec![item],
                });
            }
            return;
        }
        (Kind::Letters { capital }, Some(number @ 1..)) => letters(number, capital),
        (Kind::Roman { capital }, Some(number @ 1..)) => roman(number, capital),
        _ => number.to_string(),
    };
    let label = format!("{label}.");
    match item.first_mut() {
        Some(Block::Paragraph(text)) => {
            let text = std::mem::take(text);
            blocks.push(Stance::default().labelled(&label, text, None));
            item.remove(0);
        }
        _ => blocks.push(Stance::default().labelled(&label, Vec::new(), None)),
    }
    blocks.append(&mut item);
}

fn kind_of_style(word: &str) -> Option<Kind> {
    Some(match word {
        "decimal" => Kind::Figures,
        "lower-alpha" | "lower-latin" => Kind::Letters { capital: false },
        "upper-alpha" | "upper-latin" => Kind::Letters { capital: true },
        "lower-roman" => Kind::Roman { capital: false },
        "upper-roman" => Kind::Roman { capital: true },
        _ => return None,
    })
}

/// The number that an item says it has.
pub fn value(tree: &Tree, item: Id) -> Option<i64> {
    number(tree, item, "value")
}

fn number(tree: &Tree, id: Id, name: &str) -> Option<i64> {
    tree.attribute(id, name)?.trim().parse().ok()
}
