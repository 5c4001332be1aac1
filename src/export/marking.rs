//! Whether the pack is marked as highly as what is in it.

use super::Copy;
use super::report::Finding;
use crate::pack::{Document, Pack};

/// How many documents are named.
const NAMED: usize = 5;

/// Tells of documents of a copy that are marked higher than the pack. Its marking is on every page
/// and must never be below that of what it holds.
pub(super) fn finding(pack: &Pack, copy: Copy) -> Option<Finding> {
    let above: Vec<&Document> = pack
        .documents()
        .filter(|document| copy.shows(document.audience))
        .filter(|document| !pack.marking.covers(&document.marking))
        .collect();
    let named: Vec<String> = above
        .iter()
        .take(NAMED)
        .map(|one| {
            let marking = one.marking.printed().unwrap_or_default();
            format!("'{}' ({marking})", one.title)
        })
        .collect();
    if named.is_empty() {
        return None;
    }
    let more = match above.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let pack = match pack.marking.printed() {
        Some(marking) => format!("the pack is marked {marking}, which does not cover"),
        None => "the pack has no marking, but it holds".to_owned(),
    };
    let what = format!(
        "{pack} {}{more}. Change the pack's marking, or that of the document if it is wrong.",
        named.join(", ")
    );
    Some(Finding::of_front("The marking", &what))
}
