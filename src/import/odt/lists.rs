//! Lists and the numbers of headings.

use std::collections::HashMap;

use roxmltree::Node;

use super::super::office::{Blocks, Stance, attribute};
use super::super::{Block, Problem};
use super::Reader;
use super::block::numbered_heading;
use super::styles::LEVELS;

/// How far each level of a list whose labels are written out is set in, in points.
const LEVEL_PT: f32 = 18.0;

/// How far lists and headings have been counted.
#[derive(Debug, Default)]
pub struct Counts {
    /// The last number of each level, by the list's style.
    lists: HashMap<String, [Option<u64>; LEVELS]>,
    headings: [Option<u64>; LEVELS],
    /// The style of each list that has a name, for those that go on with it.
    styles: HashMap<String, String>,
}

/// A list while it is read.
#[derive(Debug, Clone)]
struct List<'a> {
    style: &'a str,
    level: usize,
}

impl Reader<'_> {
    /// Reads a list at the outermost level.
    pub fn list(&mut self, node: Node<'_, '_>, out: &mut Blocks) -> Result<(), Problem> {
        let goes_on_with = attribute(node, "continue-list");
        let known = goes_on_with.and_then(|name| self.counts.styles.get(name).cloned());
        let by_paragraph = || {
            let paragraph = node
                .descendants()
                .find(|inner| inner.tag_name().name() == "p");
            let style = paragraph.and_then(|paragraph| attribute(paragraph, "style-name"));
            self.styles.list_of(style).map(str::to_owned)
        };
        let style = attribute(node, "style-name").map(str::to_owned);
        let style = style.or(known).or_else(by_paragraph).unwrap_or_default();
        if let Some(name) = attribute(node, "id") {
            self.counts.styles.insert(name.to_owned(), style.clone());
        }
        let goes_on =
            goes_on_with.is_some() || attribute(node, "continue-numbering") == Some("true");
        if !goes_on {
            self.counts.lists.insert(style.clone(), [None; LEVELS]);
        }
        let list = List {
            style: &style,
            level: 0,
        };
        self.items(node, &list, out)
    }

    fn items(
        &mut self,
        node: Node<'_, '_>,
        list: &List<'_>,
        out: &mut Blocks,
    ) -> Result<(), Problem> {
        for item in node.children().filter(Node::is_element) {
            let has_label = match item.tag_name().name() {
                "list-item" => true,
                "list-header" => false,
                _ => continue,
            };
            let start = attribute(item, "start-value").and_then(|start| start.parse().ok());
            let mut is_first = has_label;
            for inner in item.children().filter(Node::is_element) {
                if inner.tag_name().name() == "list" {
                    let own = attribute(inner, "style-name").unwrap_or(list.style);
                    let list = List {
                        style: own,
                        level: list.level + 1,
                    };
                    self.items(inner, &list, out)?;
                    continue;
                }
                let mut blocks = Blocks::default();
                self.block(inner, &mut blocks)?;
                for block in blocks.finish() {
                    // An item stands where its list says.
                    let block = match block {
                        Block::Placed { text, .. } => Block::Paragraph(text),
                        block => block,
                    };
                    let is_words = matches!(block, Block::Paragraph(_) | Block::Quotation(_));
                    if is_first && is_words {
                        is_first = false;
                        self.put_item(list, start, block, out);
                    } else if let Block::Heading { level, text } = block {
                        let is_counted = std::mem::take(&mut is_first)
                            && self.styles.outline(usize::from(level.max(1)) - 1).is_none();
                        let label = if is_counted {
                            self.item_label(list, start)
                        } else {
                            String::new()
                        };
                        out.push(numbered_heading(level, &label, text));
                    } else {
                        out.push_within(block);
                    }
                }
            }
        }
        Ok(())
    }

    /// The label of an item that is a heading; empty for a bullet.
    fn item_label(&mut self, list: &List<'_>, start: Option<u64>) -> String {
        let depth = list.level.min(LEVELS - 1);
        let Some(level) = self.styles.level(list.style, depth) else {
            return String::new();
        };
        let counts = self.counts.lists.entry(list.style.to_owned()).or_default();
        level.label(&counted(counts, depth, start, level.start))
    }

    fn put_item(&mut self, list: &List<'_>, start: Option<u64>, block: Block, out: &mut Blocks) {
        let depth = list.level.min(LEVELS - 1);
        let Some(level) = self.styles.level(list.style, depth) else {
            out.push_item(list.level, None, block);
            return;
        };
        let counts = self.counts.lists.entry(list.style.to_owned()).or_default();
        let numbers = counted(counts, depth, start, level.start);
        if level.is_plain() {
            out.push_item(list.level, numbers.last().copied(), block);
        } else {
            let label = level.label(&numbers);
            let block = match block {
                Block::Paragraph(text) if !label.is_empty() => {
                    let stance = level.stance.clone().or(&Stance {
                        left_pt: Some(depth as f32 * LEVEL_PT),
                        ..Stance::default()
                    });
                    stance.labelled(&label, text, out.levels_below_item(list.level))
                }
                block => block,
            };
            out.push_labelled(list.level, block);
        }
    }

    /// The number of the next heading at a level, 1 being the highest; empty where it has none.
    pub fn heading_label(&mut self, node: Node<'_, '_>, level: usize) -> String {
        let depth = level.clamp(1, LEVELS) - 1;
        let Some(look) = self.styles.outline(depth) else {
            return String::new();
        };
        if attribute(node, "is-list-header") == Some("true") {
            return String::new();
        }
        let start = attribute(node, "start-value").and_then(|start| start.parse().ok());
        let numbers = counted(&mut self.counts.headings, depth, start, look.start);
        look.label(&numbers)
    }
}

/// Counts on at a level, and gives the numbers of all levels down to it.
fn counted(
    counts: &mut [Option<u64>; LEVELS],
    depth: usize,
    start: Option<u64>,
    first: u64,
) -> Vec<u64> {
    let (outer, inner) = counts.split_at_mut(depth);
    if let Some((own, deeper)) = inner.split_first_mut() {
        let next = own.map_or(first, |last| last.saturating_add(1));
        *own = Some(start.unwrap_or(next));
        deeper.fill(None);
    }
    outer.iter_mut().for_each(|count| {
        count.get_or_insert(1);
    });
    counts.iter().take(depth + 1).flatten().copied().collect()
}
