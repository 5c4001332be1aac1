//! The text of a shape: paragraphs, and lists by their levels.

use roxmltree::Node;

use super::super::links::is_safe;
use super::super::office::child;
use super::super::relations::{self, Relations};
use super::super::{Block, Destination, Script, Span, Text};
use super::placeholder::{self, Bullet, Kind, Levels, Template, taken_over_bullet};

/// The deepest level of a list.
const DEEPEST: usize = 8;

/// A paragraph of a shape with its bullet.
pub struct Paragraph {
    level: usize,
    bullet: Bullet,
    pub text: Text,
}

/// The paragraphs of a text body that hold words.
pub fn paragraphs(
    body: Node<'_, '_>,
    kind: Option<&Kind>,
    templates: &[&Template],
    relations: &Relations,
) -> Vec<Paragraph> {
    let own: Levels = placeholder::list_style(body);
    let nodes = body.children().filter(|node| node.tag_name().name() == "p");
    nodes
        .map(|node| {
            let properties = child(node, "pPr");
            let level = properties
                .and_then(|properties| properties.attribute("lvl")?.parse().ok())
                .unwrap_or(0)
                .min(DEEPEST);
            let bullet = properties
                .and_then(placeholder::bullet)
                .or_else(|| own.get(level).copied().flatten())
                .or_else(|| Some(taken_over_bullet(kind?, level, templates)))
                .unwrap_or(Bullet::None);
            Paragraph {
                level,
                bullet,
                text: text(node, relations),
            }
        })
        .filter(|paragraph| !plain(&paragraph.text).is_empty())
        .collect()
}

/// The words of a text without their looks.
pub fn plain(text: &Text) -> String {
    let all: String = text.iter().map(|span| span.text.as_str()).collect();
    all.trim().to_owned()
}

/// A paragraph's text. The number of the slide is no part of it.
pub fn text(paragraph: Node<'_, '_>, relations: &Relations) -> Text {
    let mut text = Text::new();
    for node in paragraph.children().filter(Node::is_element) {
        match node.tag_name().name() {
            "r" => text.extend(span(node, relations)),
            "fld" if node.attribute("type") != Some("slidenum") => {
                text.extend(span(node, relations));
            }
            "br" => text.push(Span::plain("\n")),
            // Formulas, with the words that stand for them elsewhere.
            "m" | "AlternateContent" => {
                let words = node
                    .descendants()
                    .filter(|node| node.tag_name().name() == "t");
                let words: String = words.filter_map(|node| node.text()).collect();
                text.push(Span::plain(words));
            }
            _ => {}
        }
    }
    text
}

fn span(run: Node<'_, '_>, relations: &Relations) -> Option<Span> {
    let words = child(run, "t")?.text()?;
    // A vertical tab is a line break within a title.
    let mut span = Span::plain(words.replace(['\u{b}', '\r'], "\n"));
    let Some(properties) = child(run, "rPr") else {
        return Some(span);
    };
    let is = |name: &str| matches!(properties.attribute(name), Some("1" | "true"));
    span.bold = is("b");
    span.italic = is("i");
    span.underline = properties.attribute("u").is_some_and(|line| line != "none");
    span.strike = matches!(
        properties.attribute("strike"),
        Some("sngStrike" | "dblStrike")
    );
    let baseline = properties.attribute("baseline");
    let baseline = baseline.and_then(|percent| percent.trim_end_matches('%').parse::<i32>().ok());
    span.script = match baseline.unwrap_or(0) {
        0 => Script::Normal,
        1.. => Script::Raised,
        _ => Script::Lowered,
    };
    let link = child(properties, "hlinkClick").and_then(|link| relations::id(link, "id"));
    let address = link.and_then(|id| relations.address(id));
    span.link = address
        .filter(|address| is_safe(address))
        .map(|address| Destination::Address(address.to_owned()));
    Some(span)
}

/// Paragraphs as blocks: those with bullets become lists, nested by their levels.
pub fn blocks(paragraphs: Vec<Paragraph>) -> Vec<Block> {
    let mut out = Vec::new();
    let mut rest = paragraphs.into_iter().peekable();
    while let Some(paragraph) = rest.next() {
        if paragraph.bullet == Bullet::None {
            out.push(Block::Paragraph(paragraph.text));
            continue;
        }
        let mut items = vec![paragraph];
        while let Some(next) = rest.next_if(|next| next.bullet != Bullet::None) {
            items.push(next);
        }
        out.extend(lists(items));
    }
    out
}

/// Lists of consecutive paragraphs, none of them without a bullet.
fn lists(paragraphs: Vec<Paragraph>) -> Vec<Block> {
    let Some(level) = paragraphs.iter().map(|paragraph| paragraph.level).min() else {
        return Vec::new();
    };
    let mut lists: Vec<Block> = Vec::new();
    let mut deeper: Vec<Paragraph> = Vec::new();
    let mut was_number = None;
    for paragraph in paragraphs {
        if paragraph.level > level {
            deeper.push(paragraph);
            continue;
        }
        nest(&mut lists, std::mem::take(&mut deeper));
        let item = vec![Block::Paragraph(paragraph.text)];
        let is_number = matches!(paragraph.bullet, Bullet::Number(_));
        match lists.last_mut() {
            Some(Block::List { items, .. }) if was_number == Some(is_number) => items.push(item),
            _ => lists.push(Block::List {
                start: match paragraph.bullet {
                    Bullet::Number(start) => Some(start),
                    _ => None,
                },
                items: vec![item],
            }),
        }
        was_number = Some(is_number);
    }
    nest(&mut lists, deeper);
    lists
}

/// Puts deeper paragraphs below the last item.
fn nest(lists: &mut Vec<Block>, deeper: Vec<Paragraph>) {
    if deeper.is_empty() {
        return;
    }
    let inner = self::lists(deeper);
    match lists.last_mut() {
        Some(Block::List { items, .. }) if !items.is_empty() => {
            if let Some(item) = items.last_mut() {
                item.extend(inner);
            }
        }
        _ => lists.extend(inner),
    }
}
