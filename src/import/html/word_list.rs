//! Lists as Word and Outlook write them: paragraphs that name a list and a level, with the bullet or
//! number written out.

use super::style::declarations;
use super::tree::{Id, Tree};

/// A paragraph that is an item.
pub struct Item {
    /// How deep it is set in, 0 being the outermost.
    pub level: usize,
    /// Its number, `None` for a bullet.
    pub number: Option<u64>,
    /// The element in which the bullet or number is written out.
    pub label: Id,
}

/// The item that an element is, if it is one with a bullet or a plain number. Others, such as
/// "(iv)", stay as they are written.
pub fn item(tree: &Tree, id: Id) -> Option<Item> {
    if tree.name(id) != "p" {
        return None;
    }
    // "mso-list: l0 level1 lfo1"
    let list = list_of(tree, id)?;
    let level = list
        .split_whitespace()
        .find_map(|word| word.strip_prefix("level"))?;
    let level: usize = level.parse().ok()?;
    let mut inner = tree.within(id, |_| false).skip(1);
    let label = inner.find(|inner| list_of(tree, *inner).as_deref() == Some("ignore"))?;
    let words = tree.words(label, |_| false);
    let words = words.trim_matches(|c: char| c.is_whitespace());
    let number = words.trim_end_matches(['.', ')']).parse().ok();
    let is_sign = words == "o" || !words.contains(|c: char| c.is_alphanumeric());
    (number.is_some() || is_sign).then_some(Item {
        level: level.saturating_sub(1),
        number,
        label,
    })
}

fn list_of(tree: &Tree, id: Id) -> Option<String> {
    let css = tree.attribute(id, "style")?;
    declarations(css).find_map(|(property, value)| (property == "mso-list").then_some(value))
}
