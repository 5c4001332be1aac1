//! Comments in the margin.

use std::collections::HashMap;

use roxmltree::Node;

use super::super::Comment;
use super::super::office::{Marks, attribute, timestamp};

/// Reads the comments into `marks`. Gives the number of each by its id.
pub fn read(root: Node<'_, '_>, marks: &mut Marks) -> HashMap<String, usize> {
    let mut numbers = HashMap::new();
    for node in root.children().filter(Node::is_element) {
        let Some(id) = attribute(node, "id") else {
            continue;
        };
        let comment = Comment {
            body: body(node),
            author: attribute(node, "author")
                .unwrap_or_default()
                .trim()
                .to_owned(),
            written: attribute(node, "date").and_then(timestamp),
            ..Comment::default()
        };
        if let Some(number) = marks.add(comment) {
            numbers.insert(id.to_owned(), number);
        }
    }
    numbers
}

/// The paragraphs of a comment, a blank line between them.
fn body(node: Node<'_, '_>) -> String {
    let paragraphs = node
        .descendants()
        .filter(|inner| inner.tag_name().name() == "p");
    let words = |paragraph: Node<'_, '_>| -> String {
        let pieces = paragraph
            .descendants()
            .filter(Node::is_element)
            .map(|inner| match inner.tag_name().name() {
                "t" => inner.text().unwrap_or_default(),
                "tab" => " ",
                "br" | "cr" => "\n",
                _ => "",
            });
        pieces.collect::<String>().trim().to_owned()
    };
    let lines: Vec<String> = paragraphs
        .map(words)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n\n")
}
