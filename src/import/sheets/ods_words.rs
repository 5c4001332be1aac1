//! The words of an OpenDocument spreadsheet.

use roxmltree::Node;

use crate::import::office::attribute;

/// The most spaces that stand in a row.
const MOST_SPACES: u32 = 1_000;

/// The words of a paragraph, without the comments on it.
pub fn words(paragraph: Node<'_, '_>) -> String {
    let mut out = String::new();
    add_words(paragraph, &mut out);
    out
}

fn add_words(parent: Node<'_, '_>, out: &mut String) {
    for node in parent.children() {
        match node.tag_name().name() {
            _ if node.is_text() => out.push_str(node.text().unwrap_or_default()),
            "s" => {
                let count = repeats(node, "c").min(MOST_SPACES);
                out.extend(std::iter::repeat_n(' ', count as usize));
            }
            "tab" => out.push(' '),
            "line-break" => out.push('\n'),
            "annotation" => {}
            _ => add_words(node, out),
        }
    }
}

/// How often something stands there, by the attribute of this name.
pub fn repeats(node: Node<'_, '_>, name: &str) -> u32 {
    let number = attribute(node, name).and_then(|number| number.parse().ok());
    number.unwrap_or(1).max(1)
}
