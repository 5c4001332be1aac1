//! The figures behind a chart, as a table; the words of a diagram, as a list.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::super::office::{child, descendant};
use super::super::relations::Relations;
use super::super::{Block, Span, Text};
use super::text;

/// The most rows and series of a chart that are shown.
const MOST_ROWS: usize = 1_000;
const MOST_SERIES: usize = 32;

/// A chart's title and its figures.
pub fn chart(root: Node<'_, '_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let chart = descendant(root, "chart").unwrap_or(root);
    if let Some(title) = child(chart, "title") {
        let words = words(title);
        if !words.is_empty() {
            let words = Span {
                bold: true,
                ..Span::plain(words)
            };
            blocks.push(Block::Paragraph(vec![words]));
        }
    }
    let mut head = vec![Text::new()];
    let mut rows: BTreeMap<usize, (String, Vec<String>)> = BTreeMap::new();
    let series = chart
        .descendants()
        .filter(|node| node.tag_name().name() == "ser");
    for (index, series) in series.take(MOST_SERIES).enumerate() {
        let name = child(series, "tx").and_then(|name| descendant(name, "v"));
        head.push(vec![Span::plain(
            name.and_then(|name| name.text()).unwrap_or_default(),
        )]);
        let labels = ["cat", "xVal"]
            .into_iter()
            .find_map(|name| child(series, name));
        for (row, label) in points(labels) {
            rows.entry(row).or_default().0 = label;
        }
        let values = ["val", "yVal"]
            .into_iter()
            .find_map(|name| child(series, name));
        for (row, value) in points(values) {
            let cells = &mut rows.entry(row).or_default().1;
            cells.resize(cells.len().max(index + 1), String::new());
            if let Some(cell) = cells.get_mut(index) {
                *cell = value;
            }
        }
    }
    let cell = |text: String| {
        if text.is_empty() {
            Text::new()
        } else {
            vec![Span::plain(text)]
        }
    };
    let rows: Vec<Vec<Text>> = rows
        .into_values()
        .map(|(label, values)| std::iter::once(label).chain(values).map(cell).collect())
        .collect();
    if !rows.is_empty() {
        blocks.push(Block::Table { head, rows });
    }
    blocks
}

/// The values that a chart keeps, by their places.
fn points(node: Option<Node<'_, '_>>) -> Vec<(usize, String)> {
    let points = node.into_iter().flat_map(|node| node.descendants());
    points
        .filter(|point| point.tag_name().name() == "pt")
        .filter_map(|point| {
            let place = point.attribute("idx")?.parse().ok()?;
            let value = child(point, "v")?.text()?;
            let number = value.parse().map(super::super::sheets::shown_number);
            Some((place, number.unwrap_or_else(|_| value.to_owned())))
        })
        .filter(|(place, _)| *place < MOST_ROWS)
        .collect()
}

fn words(node: Node<'_, '_>) -> String {
    let words = node
        .descendants()
        .filter(|node| node.tag_name().name() == "t");
    let words: String = words.filter_map(|node| node.text()).collect();
    words.trim().to_owned()
}

/// The words of a diagram, in the order in which they were written.
pub fn diagram(root: Node<'_, '_>, relations: &Relations) -> Vec<Block> {
    let points = root
        .descendants()
        .filter(|node| node.tag_name().name() == "pt");
    let items: Vec<Vec<Block>> = points
        .filter_map(|point| child(point, "t"))
        .map(|body| {
            let lines = body.children().filter(|node| node.tag_name().name() == "p");
            lines
                .map(|line| text::text(line, relations))
                .filter(|line| !text::plain(line).is_empty())
                .map(Block::Paragraph)
                .collect::<Vec<_>>()
        })
        .filter(|item| !item.is_empty())
        .collect();
    if items.is_empty() {
        return Vec::new();
    }
    vec![Block::List { start: None, items }]
}
