//! Content that a document holds in several forms (`mc:AlternateContent`, ECMA-376 part 3, 9.3).

use roxmltree::Node;

use super::attribute;

/// The form that is read: the first in which there is anything that we can read, else the first.
pub fn alternative<'a, 'input>(node: Node<'a, 'input>) -> Option<Node<'a, 'input>> {
    let forms = || node.children().filter(Node::is_element);
    let is_read = |form: &Node<'_, '_>| form.descendants().any(is_readable);
    forms().find(is_read).or_else(|| forms().next())
}

fn is_readable(node: Node<'_, '_>) -> bool {
    let refers = |names: &[&str]| {
        let mut targets = names.iter().filter_map(|name| attribute(node, name));
        targets.any(|target| !target.is_empty())
    };
    match node.tag_name().name() {
        "t" => node.text().is_some_and(|text| !text.is_empty()),
        "blip" => refers(&["embed", "link"]),
        "imagedata" => refers(&["id", "relid"]),
        "tbl" | "chart" | "relIds" | "sym" | "tab" | "br" => true,
        _ => false,
    }
}
