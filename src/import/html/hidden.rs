//! Classes that a page's own style sheet hides. Only rules of a single class count, and only where no
//! other rule shows what has that class: a script may show it, and words must not be lost.

use std::collections::HashSet;

use super::style::declarations;
use super::tree::{DOCUMENT, Tree};

/// The classes that are not displayed.
pub fn hidden_classes(tree: &Tree) -> HashSet<String> {
    let sheets = tree.within(DOCUMENT, |_| false);
    let sheets = sheets.filter(|id| tree.name(*id) == "style");
    let texts = sheets.flat_map(|id| tree.within(id, |_| false));
    let css: String = texts.filter_map(|id| tree.text(id)).collect();
    let rules = rules(&css);
    let class = |selector: &str| {
        let name = selector.strip_prefix('.')?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        (!name.is_empty() && name.chars().all(is_name)).then(|| name.to_owned())
    };
    let mut hidden = HashSet::new();
    for (selectors, body) in &rules {
        if display(body).as_deref() == Some("none") {
            hidden.extend(selectors.split(',').filter_map(|one| class(one.trim())));
        }
    }
    for (selectors, body) in &rules {
        if display(body).is_some_and(|value| value != "none") {
            hidden.retain(|class| !selectors.contains(&format!(".{class}")));
        }
    }
    hidden
}

fn display(body: &str) -> Option<String> {
    let found = declarations(body).filter(|(property, _)| property == "display");
    found.last().map(|(_, value)| value)
}

/// The rules that always hold: selectors and declarations. What stands in blocks such as `@media` only
/// shows: it is read as well, so that what it shows is not taken for hidden.
fn rules(css: &str) -> Vec<(String, String)> {
    let mut rest = css;
    let mut plain = String::new();
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let mut rules = Vec::new();
    let mut is_conditional = false;
    for piece in plain.split('}') {
        // An empty piece ends a block of rules.
        let Some((mut selectors, body)) = piece.rsplit_once('{') else {
            is_conditional = false;
            continue;
        };
        if let Some((_, inner)) = selectors.rsplit_once('{') {
            is_conditional = true;
            selectors = inner;
        }
        let is_hiding = display(body).as_deref() == Some("none");
        if !(is_conditional && is_hiding) {
            rules.push((selectors.trim().to_owned(), body.to_owned()));
        }
    }
    rules
}
