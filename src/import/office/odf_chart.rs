//! Charts of OpenDocument files: objects with a part of their own, which holds the figures as a
//! table (OpenDocument 1.3 part 3, 11.1).

use roxmltree::Node;

use super::super::{Block, Span, Table, Text};
use super::{Package, attribute, child, descendant, parse};

/// The most rows and columns of a chart that are shown.
const MOST_ROWS: usize = 1_000;
const MOST_COLUMNS: usize = 33;

/// The title of a chart and its figures, by what the object is called in the document; `None` if it
/// is no chart with figures.
pub fn chart_of_object(package: &mut Package<'_>, href: &str) -> Option<Vec<Block>> {
    let folder = href.trim_start_matches("./").trim_end_matches('/');
    let text = package.text(&format!("{folder}/content.xml")).ok()??;
    let document = parse(&text).ok()?;
    let chart = child(descendant(document.root_element(), "body")?, "chart")?;
    let chart = child(chart, "chart")?;
    let table = child(chart, "table")?;
    let mut rows: Vec<Vec<Text>> = Vec::new();
    let is_row = |node: &Node<'_, '_>| node.tag_name().name() == "table-row";
    for row in table.descendants().filter(is_row).take(MOST_ROWS) {
        let cells = row
            .children()
            .filter(|node| node.tag_name().name() == "table-cell");
        rows.push(cells.take(MOST_COLUMNS).map(cell).collect());
    }
    if rows.iter().flatten().all(Vec::is_empty) {
        return None;
    }
    let has_head = child(table, "table-header-rows").is_some() && rows.len() > 1;
    let head = if has_head { rows.remove(0) } else { Vec::new() };
    let title = child(chart, "title").map(words).unwrap_or_default();
    let title = (!title.is_empty()).then(|| {
        Block::Paragraph(vec![Span {
            bold: true,
            ..Span::plain(title)
        }])
    });
    let table = Block::Table(Table::of_texts(head, rows));
    Some(title.into_iter().chain([table]).collect())
}

/// The formula of an object, as it was typed; `None` if it is no formula.
pub fn formula_of_object(package: &mut Package<'_>, href: &str) -> Option<String> {
    let folder = href.trim_start_matches("./").trim_end_matches('/');
    let text = package.text(&format!("{folder}/content.xml")).ok()??;
    let document = parse(&text).ok()?;
    let typed = descendant(document.root_element(), "annotation")?.text()?;
    let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    (document.root_element().tag_name().name() == "math" && !typed.is_empty()).then_some(typed)
}

fn cell(cell: Node<'_, '_>) -> Text {
    let words = words(cell);
    let words = match attribute(cell, "value") {
        Some(value) if words.is_empty() => value.to_owned(),
        _ => words,
    };
    if words.is_empty() || words == "NaN" {
        return Text::new();
    }
    vec![Span::plain(words)]
}

fn words(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    let words: String = texts.filter_map(|node| node.text()).collect();
    words.trim().to_owned()
}
