//! What GOV.UK and its like print beside each file that is on a page, and which says nothing of
//! the file: its name, type, size and address are read, the rest is left out.

use super::tree::{DOCUMENT, Id, Tree};

/// How notices of the kind begin, in small letters.
const NOTICES: &[&str] = &[
    "this file may not be suitable for users of assistive technology",
    "this file may not be fully accessible",
    "this file is in an opendocument format",
    "request an accessible format",
    "request a different format",
];
/// A longer paragraph says more than that, in bytes.
const LONGEST_BYTES: usize = 160;

/// The notices in a page.
pub fn notices(tree: &Tree) -> impl Iterator<Item = Id> + '_ {
    let nodes = tree.within(DOCUMENT, |_| false);
    nodes.filter(|id| match tree.name(*id) {
        "p" => is_notice(tree, *id),
        "details" => {
            let mut inner = tree.children(*id);
            inner.any(|child| tree.name(child) == "summary" && is_notice(tree, child))
        }
        _ => false,
    })
}

fn is_notice(tree: &Tree, id: Id) -> bool {
    let length_bytes: usize = tree
        .within(id, |_| false)
        .filter_map(|id| tree.text(id))
        .map(|text| text.trim().len())
        .take(8)
        .sum();
    length_bytes <= LONGEST_BYTES && {
        let words = tree.words(id, |_| false);
        let words = words.to_lowercase();
        words.len() <= LONGEST_BYTES && NOTICES.iter().any(|notice| words.starts_with(notice))
    }
}
