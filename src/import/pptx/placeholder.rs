//! What slides take over from their layouts and masters: places and bullets.

use roxmltree::Node;

use super::super::office::{child, descendant};

/// How a paragraph is marked at its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bullet {
    None,
    Sign,
    /// A number, and the first of its list.
    Number(u64),
}

/// The bullets of the nine levels; `None` where it is said elsewhere.
pub type Levels = [Option<Bullet>; 9];

/// The place of a shape: its top and left edge, in EMU (914,400 to the inch).
pub type TopLeft = (i64, i64);

/// What a placeholder is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Its type, such as `title`; `obj` where it says nothing.
    pub name: String,
    pub index: String,
}

impl Kind {
    /// What a shape holds the place of, if it does.
    pub fn of(shape: Node<'_, '_>) -> Option<Self> {
        let properties = shape
            .children()
            .find(|node| node.is_element() && node.tag_name().name().starts_with("nv"))?;
        let node = child(child(properties, "nvPr")?, "ph")?;
        Some(Self {
            name: node.attribute("type").unwrap_or("obj").to_owned(),
            index: node.attribute("idx").unwrap_or("0").to_owned(),
        })
    }

    pub fn is_title(&self) -> bool {
        matches!(self.name.as_str(), "title" | "ctrTitle")
    }

    /// Whether its text follows the master's style for body text.
    fn is_body(&self) -> bool {
        matches!(self.name.as_str(), "body" | "obj" | "subTitle")
    }
}

/// A layout or a master, as far as slides take over from it.
#[derive(Debug, Default)]
pub struct Template {
    placeholders: Vec<(Kind, Option<TopLeft>, Levels)>,
    body: Levels,
    /// The lines that it shows on every slide, such as a marking.
    pub running: Vec<String>,
}

impl Template {
    /// What slides take over from this root element.
    pub fn new(root: Node<'_, '_>) -> Self {
        let shapes = root
            .descendants()
            .filter(|node| node.tag_name().name() == "sp");
        let placeholder = |shape: Node<'_, '_>| {
            let levels = child(shape, "txBody").map(|body| list_style(body));
            Some((Kind::of(shape)?, place(shape), levels.unwrap_or_default()))
        };
        let is_own = |shape: &Node<'_, '_>| Kind::of(*shape).is_none();
        let lines = shapes.clone().filter(is_own).flat_map(|shape| {
            let paragraphs = shape.descendants();
            paragraphs.filter(|node| node.tag_name().name() == "p" && node.is_element())
        });
        let words = |paragraph: Node<'_, '_>| -> String {
            let texts = paragraph.descendants();
            let texts = texts.filter(|node| node.tag_name().name() == "t");
            texts.filter_map(|text| text.text()).collect()
        };
        Self {
            running: lines
                .map(words)
                .filter(|line| !line.trim().is_empty())
                .collect(),
            placeholders: shapes.filter_map(placeholder).collect(),
            body: descendant(root, "bodyStyle")
                .map(levels)
                .unwrap_or_default(),
        }
    }

    /// The placeholder that one on a slide follows: that of the same number, or else of its type.
    fn find(&self, kind: &Kind) -> Option<&(Kind, Option<TopLeft>, Levels)> {
        let mut all = self.placeholders.iter();
        let by_index = all.clone().find(|(other, ..)| other == kind);
        let by_number = || {
            let mut all = self.placeholders.iter();
            all.find(|(other, ..)| other.index == kind.index && kind.index != "0")
        };
        let family = |kind: &Kind| match kind.name.as_str() {
            "ctrTitle" => "title".to_owned(),
            "subTitle" | "obj" => "body".to_owned(),
            name => name.to_owned(),
        };
        by_index
            .or_else(by_number)
            .or_else(|| all.find(|(other, ..)| family(other) == family(kind)))
    }
}

/// Where a placeholder stands that does not say so itself.
pub fn taken_over_place(kind: &Kind, templates: &[&Template]) -> Option<TopLeft> {
    templates.iter().find_map(|template| template.find(kind)?.1)
}

/// The bullet of a paragraph that does not say so itself.
pub fn taken_over_bullet(kind: &Kind, level: usize, templates: &[&Template]) -> Bullet {
    let placed = templates
        .iter()
        .find_map(|template| *template.find(kind)?.2.get(level)?);
    let body = || {
        let mut all = templates.iter().filter(|_| kind.is_body());
        all.find_map(|template| *template.body.get(level)?)
    };
    placed.or_else(body).unwrap_or(Bullet::None)
}

/// The place that a shape says it stands at.
pub fn place(shape: Node<'_, '_>) -> Option<TopLeft> {
    let transform = ["spPr", "grpSpPr"]
        .into_iter()
        .find_map(|name| child(child(shape, name)?, "xfrm"))
        .or_else(|| child(shape, "xfrm"))?;
    let offset = child(transform, "off")?;
    let number = |name| offset.attribute(name)?.parse::<i64>().ok();
    Some((number("y")?, number("x")?))
}

/// The bullets that a text body sets for its own levels.
pub fn list_style(body: Node<'_, '_>) -> Levels {
    child(body, "lstStyle").map(levels).unwrap_or_default()
}

fn levels(style: Node<'_, '_>) -> Levels {
    const NAMES: [&str; 9] = [
        "lvl1pPr", "lvl2pPr", "lvl3pPr", "lvl4pPr", "lvl5pPr", "lvl6pPr", "lvl7pPr", "lvl8pPr",
        "lvl9pPr",
    ];
    NAMES.map(|name| child(style, name).and_then(bullet))
}

/// The bullet that a paragraph's properties set.
pub fn bullet(properties: Node<'_, '_>) -> Option<Bullet> {
    properties
        .children()
        .find_map(|node| match node.tag_name().name() {
            "buNone" => Some(Bullet::None),
            "buChar" | "buBlip" => Some(Bullet::Sign),
            "buAutoNum" => {
                let start = node
                    .attribute("startAt")
                    .and_then(|start| start.parse().ok());
                Some(Bullet::Number(start.unwrap_or(1)))
            }
            _ => None,
        })
}
