//! The figures behind a chart, as a table; the words of a diagram, as a list.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::super::{Block, Span, Table, Text};
use super::{child, descendant};

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
    let data = root
        .children()
        .find(|node| node.tag_name().name() == "chartData");
    let (head, rows) = match data {
        Some(data) => chart_of_2016(chart, data),
        None => series_of(chart),
    };
    let row = |(label, values): (String, Vec<String>)| {
        let values = values.iter().map(|value| cell(value));
        std::iter::once(cell(&label)).chain(values).collect()
    };
    let rows: Vec<Vec<Text>> = rows.into_values().map(row).collect();
    if !rows.is_empty() {
        blocks.push(Block::Table(Table::of_texts(head, rows)));
    }
    blocks
}

fn series_of(chart: Node<'_, '_>) -> (Vec<Text>, Rows) {
    let axis = |names: &[&str]| -> String {
        let mut axes = chart.descendants();
        let axis = axes.find(|node| names.contains(&node.tag_name().name()));
        axis.and_then(|axis| child(axis, "title"))
            .map(words)
            .unwrap_or_default()
    };
    let values = axis(&["valAx"]);
    let mut head = vec![cell(&axis(&["catAx", "dateAx"]))];
    let mut rows = Rows::new();
    let series = chart
        .descendants()
        .filter(|node| node.tag_name().name() == "ser");
    for (index, series) in series.take(MOST_SERIES).enumerate() {
        let name = child(series, "tx").and_then(|name| descendant(name, "v"));
        let name = name.and_then(|name| name.text()).unwrap_or_default();
        // What the values are stands with each of their names.
        head.push(vec![Span::plain(match (name, values.as_str()) {
            (name, "") => name.to_owned(),
            ("", values) => values.to_owned(),
            (name, values) => format!("{name} ({values})"),
        })]);
        let of = |names: [&str; 2]| points(names.into_iter().find_map(|name| child(series, name)));
        add_series(&mut rows, index, of(["cat", "xVal"]), of(["val", "yVal"]));
    }
    (head, rows)
}

/// The values that a chart keeps, by their places.
fn points(node: Option<Node<'_, '_>>) -> Vec<(usize, String)> {
    let points = node.into_iter().flat_map(|node| node.descendants());
    points
        .filter(|point| point.tag_name().name() == "pt")
        .filter_map(|point| {
            let place = point.attribute("idx")?.parse().ok()?;
            let value = child(point, "v")?.text()?;
            Some((place, shown(value)))
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
pub fn diagram(root: Node<'_, '_>) -> Option<Block> {
    let points = root
        .descendants()
        .filter(|node| node.tag_name().name() == "pt");
    let items: Vec<Vec<Block>> = points
        .map(words)
        .filter(|words| !words.is_empty())
        .map(|words| vec![Block::Paragraph(vec![Span::plain(words)])])
        .collect();
    (!items.is_empty()).then_some(Block::List { start: None, items })
}

/// The cells that a chart shows, as it names them: "Costs!$B$2:$B$9".
pub fn cells_of_chart<'a>(root: Node<'a, '_>) -> impl Iterator<Item = &'a str> {
    root.descendants()
        .filter(|node| node.tag_name().name() == "f")
        .filter_map(|node| node.text())
}

/// The figures of a chart of the kinds that came with Office 2016, such as waterfalls, as
/// [`chart`] gives those of the others ([MS-ODRAWXML] 2.24.3).
fn chart_of_2016(chart: Node<'_, '_>, data: Node<'_, '_>) -> (Vec<Text>, Rows) {
    let mut head = vec![Text::new()];
    let mut rows = Rows::new();
    let columns = data
        .children()
        .filter(|node| node.tag_name().name() == "data");
    for (index, column) in columns.take(MOST_SERIES).enumerate() {
        let id = column.attribute("id");
        let is_its = |series: &Node<'_, '_>| {
            series.tag_name().name() == "series"
                && child(*series, "dataId").and_then(|of| of.attribute("val")) == id
        };
        let series = chart.descendants().find(is_its);
        let name = series.and_then(|series| descendant(child(series, "tx")?, "v"));
        head.push(cell(name.and_then(|name| name.text()).unwrap_or_default()));
        let level = |name: &str| child(column, name).and_then(|of| child(of, "lvl"));
        let points = |level: Option<Node<'_, '_>>| -> Vec<(usize, String)> {
            let points = level.into_iter().flat_map(|level| level.children());
            let points = points.filter(|point| point.tag_name().name() == "pt");
            let point = |point: Node<'_, '_>| {
                let place = point.attribute("idx")?.parse().ok()?;
                Some((place, shown(point.text()?)))
            };
            let found = points.filter_map(point);
            found.filter(|(place, _)| *place < MOST_ROWS).collect()
        };
        add_series(
            &mut rows,
            index,
            points(level("strDim")),
            points(level("numDim")),
        );
    }
    (head, rows)
}

/// The rows of a table of figures, by their places: the label of each, and its values.
type Rows = BTreeMap<usize, (String, Vec<String>)>;

fn add_series(
    rows: &mut Rows,
    index: usize,
    labels: Vec<(usize, String)>,
    values: Vec<(usize, String)>,
) {
    for (row, label) in labels {
        rows.entry(row).or_default().0 = label;
    }
    for (row, value) in values {
        let cells = &mut rows.entry(row).or_default().1;
        cells.resize(cells.len().max(index + 1), String::new());
        if let Some(cell) = cells.get_mut(index) {
            *cell = value;
        }
    }
}

/// A value as a cell shows it.
fn shown(value: &str) -> String {
    let number = value.parse().map(super::super::sheets::shown_number);
    number.unwrap_or_else(|_| value.to_owned())
}

fn cell(text: &str) -> Text {
    match text {
        "" => Text::new(),
        text => vec![Span::plain(text)],
    }
}
