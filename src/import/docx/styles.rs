//! Styles: what a paragraph or a run is by the style it has.

use std::collections::HashMap;

use roxmltree::Node;

use super::super::office::styles::{self, Based, Kind, Look};
use super::super::office::{
    MOST_STOPS, ParagraphSide, Stance, TWIP_PT, TabKind, TabStop, attribute, child,
};
use super::super::{Rgb, Script};
use super::table_style::{self, TableStyle};
use super::{is_on, value};

/// The styles of a document.
#[derive(Debug, Default)]
pub struct Styles {
    by_id: HashMap<String, Style>,
    default_paragraph: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: Option<ListPlace>,
    look: Look,
    stance: Stance,
    /// How it sets tables, if it is for them.
    table: Option<TableStyle>,
}

/// What puts a paragraph into a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListPlace {
    /// The list; "0" takes it out of the one of its style.
    pub list: Option<String>,
    /// Its level in it, 0 being the outermost.
    pub level: Option<usize>,
}

impl Based for Style {
    fn base(&self) -> Option<&str> {
        self.based_on.as_deref()
    }

    fn look(&self) -> Look {
        self.look
    }

    fn stance(&self) -> &Stance {
        &self.stance
    }
}

impl Styles {
    /// Reads the part that holds the styles.
    pub fn read(root: Node<'_, '_>) -> Self {
        let mut styles = Self::default();
        for node in root.children() {
            let Some(id) = attribute(node, "styleId") else {
                continue;
            };
            let is_paragraph = attribute(node, "type") == Some("paragraph");
            if is_paragraph && matches!(attribute(node, "default"), Some("1" | "true" | "on")) {
                styles.default_paragraph = Some(id.to_owned());
            }
            let properties = child(node, "pPr");
            let style = Style {
                name: value(node, "name").unwrap_or_default().to_lowercase(),
                based_on: value(node, "basedOn").map(str::to_owned),
                outline: properties.and_then(outline),
                list: properties.and_then(list_place),
                look: child(node, "rPr").map(look).unwrap_or_default(),
                stance: properties.map(stance).unwrap_or_default(),
                table: (attribute(node, "type") == Some("table")).then(|| TableStyle::read(node)),
            };
            styles.by_id.insert(id.to_owned(), style);
        }
        styles
    }

    /// A style and those it is based on, itself first.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a Style)> {
        styles::chain(&self.by_id, id)
    }

    /// What a paragraph of this style is. A file without that style may still tell by its name.
    pub fn kind(&self, id: Option<&str>) -> Kind {
        if let Some(id) = id
            && !self.by_id.contains_key(id)
        {
            return kind_by_name(&id.to_lowercase()).unwrap_or(Kind::Plain);
        }
        for (_, style) in self.chain(id) {
            if let Some(kind) = kind_by_name(&style.name) {
                return kind;
            }
            match style.outline {
                Some(level @ 0..=8) => return Kind::Heading((level + 1).min(6)),
                Some(_) => return Kind::Plain,
                None => {}
            }
        }
        Kind::Plain
    }

    /// The place in a list that a paragraph has by its style, and the style that says so.
    pub fn list_place<'a>(&'a self, id: Option<&'a str>) -> Option<(ListPlace, &'a str)> {
        let id = id.or(self.default_paragraph.as_deref());
        let own = |id: Option<&str>| -> Option<String> {
            self.chain(id)
                .find_map(|(_, style)| style.list.as_ref()?.list.clone())
        };
        let list = own(id)?;
        let mut chain = self.chain(id);
        let (first, style) = chain.find(|(_, style)| style.list.is_some())?;
        let level = style.list.as_ref().and_then(|place| place.level);
        let level = level.or_else(|| chain.find_map(|(_, style)| style.list.as_ref()?.level));
        Some((
            ListPlace {
                list: Some(list),
                level,
            },
            first,
        ))
    }

    /// How deep a style such as "List Bullet 2" sets its lists, 0 being the outermost: each of them
    /// names a list of its own.
    pub fn nesting(&self, id: Option<&str>) -> usize {
        let depth = |name: &str| {
            let kinds = ["list bullet ", "list number "];
            let depth = kinds.iter().find_map(|kind| name.strip_prefix(kind))?;
            depth.trim().parse::<usize>().ok()?.checked_sub(1)
        };
        self.chain(id)
            .find_map(|(_, style)| depth(&style.name))
            .unwrap_or(0)
    }

    /// Whether there is a style of this name.
    pub fn has(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// How a style sets tables.
    pub fn table(&self, id: Option<&str>) -> TableStyle {
        let chain = self.chain(id).filter_map(|(_, style)| style.table.as_ref());
        chain.fold(TableStyle::default(), TableStyle::over)
    }

    /// The list that a style for lists stands for.
    pub fn list_of(&self, id: &str) -> Option<&str> {
        self.by_id.get(id)?.list.as_ref()?.list.as_deref()
    }

    /// Where a paragraph stands that says this itself and has this style.
    pub fn stance(&self, own: Stance, id: Option<&str>) -> Stance {
        let id = id.or(self.default_paragraph.as_deref());
        styles::stance(own, &self.by_id, id)
    }

    /// How characters look by a style.
    pub fn look(&self, id: Option<&str>) -> Look {
        styles::look(&self.by_id, id)
    }
}

/// What the English name of a style says, which Word keeps in the file whatever the language.
fn kind_by_name(name: &str) -> Option<Kind> {
    match name {
        "title" => return Some(Kind::Title),
        "subtitle" => return Some(Kind::Subtitle),
        "quote" | "intense quote" | "intensequote" | "block text" => return Some(Kind::Quotation),
        "caption" => return Some(Kind::Caption),
        _ => {}
    }
    let level: u8 = name.strip_prefix("heading")?.trim().parse().ok()?;
    (1..=9)
        .contains(&level)
        .then(|| Kind::Heading(level.min(6)))
}

/// The outline level that properties of a paragraph give: 0 to 8, or 9 for none.
pub fn outline(properties: Node<'_, '_>) -> Option<u8> {
    value(properties, "outlineLvl")?.parse().ok()
}

/// The place in a list that properties of a paragraph give.
pub fn list_place(properties: Node<'_, '_>) -> Option<ListPlace> {
    let place = child(properties, "numPr")?;
    Some(ListPlace {
        list: value(place, "numId").map(str::to_owned),
        level: value(place, "ilvl").and_then(|level| level.parse().ok()),
    })
}

/// Where a paragraph stands by its properties (ECMA-376 part 1, 17.3.1.12, 13 and 38).
pub fn stance(properties: Node<'_, '_>) -> Stance {
    let reads_left = child(properties, "bidi").is_some_and(is_on);
    let side = value(properties, "jc").map(|side| match side {
        "center" => ParagraphSide::Centre,
        "end" => ParagraphSide::End,
        "right" if reads_left => ParagraphSide::End,
        "right" => ParagraphSide::Right,
        _ => ParagraphSide::Start,
    });
    let points = |value: &str| value.parse::<f32>().ok().map(|twips| twips * TWIP_PT);
    let indent = child(properties, "ind");
    let get = |name: &str| {
        indent
            .and_then(|indent| attribute(indent, name))
            .and_then(points)
    };
    let tabs = child(properties, "tabs");
    let tabs = tabs.iter().flat_map(Node::children);
    let stop = |tab: Node<'_, '_>| {
        Some(TabStop {
            at_pt: attribute(tab, "pos").and_then(points)?,
            kind: match attribute(tab, "val")? {
                "clear" => TabKind::Cleared,
                "right" | "end" => TabKind::End,
                _ => TabKind::Start,
            },
        })
    };
    Stance {
        side,
        left_pt: get("left").or_else(|| get("start")),
        first_pt: get("hanging").map(|by| -by).or_else(|| get("firstLine")),
        stops: tabs.filter_map(stop).take(MOST_STOPS).collect(),
    }
}

/// The colours that words can be highlighted in (ECMA-376 part 1, 17.18.40).
fn highlight(name: &str) -> Option<Rgb> {
    Some(match name {
        "yellow" => Rgb(255, 255, 0),
        "green" => Rgb(0, 255, 0),
        "cyan" => Rgb(0, 255, 255),
        "magenta" => Rgb(255, 0, 255),
        "blue" => Rgb(0, 0, 255),
        "red" => Rgb(255, 0, 0),
        "darkBlue" => Rgb(0, 0, 128),
        "darkCyan" => Rgb(0, 128, 128),
        "darkGreen" => Rgb(0, 128, 0),
        "darkMagenta" => Rgb(128, 0, 128),
        "darkRed" => Rgb(128, 0, 0),
        "darkYellow" => Rgb(128, 128, 0),
        "darkGray" => Rgb(128, 128, 128),
        "lightGray" => Rgb(192, 192, 192),
        "black" => Rgb(0, 0, 0),
        _ => return None,
    })
}

/// How characters look by properties of a run.
pub fn look(properties: Node<'_, '_>) -> Look {
    let on = |name: &str| child(properties, name).map(is_on);
    let raised = |value: &str| match value {
        "superscript" => Script::Raised,
        "subscript" => Script::Lowered,
        _ => Script::Normal,
    };
    Look {
        bold: on("b"),
        italic: on("i"),
        strike: on("strike").or_else(|| on("dstrike")),
        underline: value(properties, "u").map(|line| line != "none"),
        capitals: on("caps"),
        small_caps: on("smallCaps"),
        color: value(properties, "color").map(table_style::color),
        ground: value(properties, "highlight")
            .map(highlight)
            .or_else(|| child(properties, "shd").map(|_| table_style::ground(properties))),
        hidden: on("vanish"),
        script: value(properties, "vertAlign").map(raised),
    }
}
