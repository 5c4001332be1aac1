//! Styles: what a paragraph or a run is by the style it has.

use std::collections::HashMap;

use roxmltree::Node;

use super::super::office::styles::{self, Based, Kind, Look};
use super::super::office::{
    MOST_STOPS, ParagraphSide, Stance, TabKind, TabStop, attribute, child, descendant, letters,
    points, roman,
};
use super::super::{Cell, Edge, Rgb, Script, Stands};

/// What stands before and after a number, in characters.
const LONGEST_AFFIX: usize = 30;
/// The levels of a list.
pub const LEVELS: usize = 10;

/// The styles of a document.
#[derive(Debug, Default)]
pub struct Styles {
    by_name: HashMap<String, Style>,
    lists: HashMap<String, Vec<Option<Level>>>,
    outline: Vec<Option<Level>>,
}

#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    outline: Option<u8>,
    list: Option<String>,
    look: Look,
    stance: Stance,
    /// How much of a picture is cut off.
    clip: Option<String>,
    /// How a cell of this style looks.
    cell: Cell,
    /// How wide a column of this style is, in points.
    column_pt: Option<f32>,
    /// Whether the first column of a table of this style is the one at the right.
    is_mirrored: bool,
}

impl Based for Style {
    fn base(&self) -> Option<&str> {
        self.parent.as_deref()
    }

    fn look(&self) -> Look {
        self.look
    }

    fn stance(&self) -> &Stance {
        &self.stance
    }
}

/// The level of a list that is numbered.
#[derive(Debug, Clone)]
pub struct Level {
    format: String,
    prefix: String,
    suffix: String,
    /// How many levels' numbers are shown.
    shown: usize,
    /// The first number.
    pub start: u64,
    /// Where its paragraphs stand.
    pub stance: Stance,
}

impl Styles {
    /// Reads the styles of a part. Later ones go before earlier ones of the same name.
    pub fn read(&mut self, root: Node<'_, '_>) {
        let groups = ["styles", "automatic-styles"];
        let groups = groups.iter().filter_map(|name| child(root, name));
        for node in groups.flat_map(|group| group.children().collect::<Vec<_>>()) {
            match node.tag_name().name() {
                "style" => self.read_style(node),
                "list-style" => {
                    if let Some(name) = attribute(node, "name") {
                        self.lists.insert(name.to_owned(), levels(node));
                    }
                }
                "outline-style" => self.outline = levels(node),
                _ => {}
            }
        }
    }

    fn read_style(&mut self, node: Node<'_, '_>) {
        let Some(name) = attribute(node, "name") else {
            return;
        };
        let style = Style {
            parent: attribute(node, "parent-style-name").map(str::to_owned),
            outline: attribute(node, "default-outline-level").and_then(|level| level.parse().ok()),
            list: attribute(node, "list-style-name")
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
            look: child(node, "text-properties").map(look).unwrap_or_default(),
            stance: child(node, "paragraph-properties")
                .map(stance)
                .unwrap_or_default(),
            clip: child(node, "graphic-properties")
                .and_then(|properties| attribute(properties, "clip"))
                .filter(|clip| clip.contains(|c| matches!(c, '1'..='9')))
                .map(str::to_owned),
            cell: child(node, "table-cell-properties")
                .map(cell)
                .unwrap_or_default(),
            column_pt: child(node, "table-column-properties")
                .and_then(|properties| attribute(properties, "column-width"))
                .and_then(points),
            is_mirrored: child(node, "table-properties")
                .and_then(|properties| attribute(properties, "writing-mode"))
                .is_some_and(|mode| mode.starts_with("rl")),
        };
        self.by_name.insert(name.to_owned(), style);
    }

    fn chain<'a>(&'a self, name: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a Style)> {
        styles::chain(&self.by_name, name)
    }

    /// What a paragraph of this style is.
    pub fn kind(&self, name: Option<&str>) -> Kind {
        if let Some(kind) = name.and_then(kind_by_name) {
            return kind;
        }
        for (name, style) in self.chain(name) {
            if let Some(kind) = kind_by_name(name) {
                return kind;
            }
            if let Some(level @ 1..) = style.outline {
                return Kind::Heading(level.min(6));
            }
            // The style that it is based on may be one that the file does not hold.
            if let Some(kind) = style.parent.as_deref().and_then(kind_by_name) {
                return kind;
            }
        }
        Kind::Plain
    }

    /// Where paragraphs of a style stand.
    pub fn stance(&self, name: Option<&str>) -> Stance {
        let mut stance = styles::stance(Stance::default(), &self.by_name, name);
        // LibreOffice counts stops from the indent, unless the settings of an old file say otherwise
        // (TabsRelativeToIndent).
        let left = stance.left_pt.unwrap_or(0.0);
        stance.stops.iter_mut().for_each(|stop| stop.at_pt += left);
        stance
    }

    /// How characters look by a style.
    pub fn look(&self, name: Option<&str>) -> Look {
        styles::look(&self.by_name, name)
    }

    /// How much is cut off a picture of this style, as the file writes it.
    pub fn clip<'a>(&'a self, name: Option<&'a str>) -> Option<&'a str> {
        let (_, style) = self.chain(name).next()?;
        style.clip.as_deref()
    }

    /// How a cell of a style looks, empty.
    pub fn cell(&self, name: Option<&str>) -> Cell {
        let own = name.and_then(|name| self.by_name.get(name));
        own.map(|style| style.cell.clone()).unwrap_or_default()
    }

    /// How wide columns of a style are, in points.
    pub fn column_pt(&self, name: Option<&str>) -> Option<f32> {
        self.by_name.get(name?)?.column_pt
    }

    /// Whether the first column of tables of a style is the one at the right.
    pub fn is_mirrored(&self, name: Option<&str>) -> bool {
        let own = name.and_then(|name| self.by_name.get(name));
        own.is_some_and(|style| style.is_mirrored)
    }

    /// The list that a paragraph of this style is in.
    pub fn list_of<'a>(&'a self, name: Option<&'a str>) -> Option<&'a str> {
        self.chain(name)
            .find_map(|(_, style)| style.list.as_deref())
    }

    /// A level of a list; `None` for a bullet.
    pub fn level(&self, list: &str, level: usize) -> Option<&Level> {
        self.lists.get(list)?.get(level)?.as_ref()
    }

    /// A level of the headings; `None` where they have no numbers.
    pub fn outline(&self, level: usize) -> Option<&Level> {
        let found = self.outline.get(level)?.as_ref()?;
        (!found.format.is_empty()).then_some(found)
    }
}

impl Level {
    /// Whether a list of ours prints the number as it is here.
    pub fn is_plain(&self) -> bool {
        self.format == "1"
            && self.shown <= 1
            && self.prefix.trim().is_empty()
            && self.suffix.trim() == "."
    }

    /// The label, from the numbers of all levels down to this one.
    pub fn label(&self, numbers: &[u64]) -> String {
        if self.format.is_empty() {
            return format!("{}{}", self.prefix, self.suffix).trim().to_owned();
        }
        let from = numbers.len().saturating_sub(self.shown.max(1));
        let numbers = numbers.get(from..).unwrap_or_default();
        let written = |number: &u64| match self.format.as_str() {
            "a" => letters(*number, false),
            "A" => letters(*number, true),
            "i" => roman(*number, false),
            "I" => roman(*number, true),
            _ => number.to_string(),
        };
        let last = numbers.len().saturating_sub(1);
        let parts: Vec<String> = numbers
            .iter()
            .enumerate()
            .map(|(index, number)| {
                if index == last {
                    written(number)
                } else {
                    number.to_string()
                }
            })
            .collect();
        let label = format!("{}{}{}", self.prefix, parts.join("."), self.suffix);
        label.trim().to_owned()
    }
}

fn kind_by_name(name: &str) -> Option<Kind> {
    match name {
        "Title" => return Some(Kind::Title),
        "Subtitle" => return Some(Kind::Subtitle),
        "Quotations" | "Quote" | "Block_20_Text" => return Some(Kind::Quotation),
        "Caption" | "Figure" | "Illustration" => return Some(Kind::Caption),
        _ => {}
    }
    let level: u8 = name.strip_prefix("Heading_20_")?.parse().ok()?;
    (1..=10)
        .contains(&level)
        .then(|| Kind::Heading(level.min(6)))
}

fn look(properties: Node<'_, '_>) -> Look {
    let is_bold = |weight: &str| weight == "bold" || weight.parse().is_ok_and(|w: u32| w >= 600);
    let raised = |position: &str| match position.split_whitespace().next() {
        Some("super") => Script::Raised,
        Some("sub") => Script::Lowered,
        Some(shift) if shift.starts_with('-') => Script::Lowered,
        Some(shift)
            if shift
                .trim_end_matches('%')
                .parse()
                .is_ok_and(|s: f32| s > 0.0) =>
        {
            Script::Raised
        }
        _ => Script::Normal,
    };
    let get = |name: &str| attribute(properties, name);
    Look {
        bold: get("font-weight").map(is_bold),
        italic: get("font-style").map(|style| matches!(style, "italic" | "oblique")),
        strike: get("text-line-through-style")
            .or_else(|| get("text-line-through-type"))
            .map(|style| style != "none"),
        underline: get("text-underline-style").map(|line| line != "none"),
        capitals: get("text-transform").map(|how| how == "uppercase"),
        small_caps: get("font-variant").map(|how| how == "small-caps"),
        color: get("color").map(color),
        ground: get("background-color").map(color),
        hidden: get("display").map(|display| display == "none"),
        script: get("text-position").map(raised),
    }
}

/// Where a paragraph stands by its properties.
fn stance(properties: Node<'_, '_>) -> Stance {
    let get = |name: &str| attribute(properties, name);
    let side = get("text-align").map(|side| match side {
        "center" => ParagraphSide::Centre,
        "end" => ParagraphSide::End,
        "right" => ParagraphSide::Right,
        _ => ParagraphSide::Start,
    });
    let stop = |tab: Node<'_, '_>| {
        Some(TabStop {
            at_pt: attribute(tab, "position").and_then(points)?,
            kind: match attribute(tab, "type") {
                Some("right") => TabKind::End,
                _ => TabKind::Start,
            },
        })
    };
    let stops = child(properties, "tab-stops");
    let stops = stops.iter().flat_map(Node::children);
    Stance {
        side,
        left_pt: get("margin-left").and_then(points),
        first_pt: get("text-indent").and_then(points),
        stops: stops.filter_map(stop).take(MOST_STOPS).collect(),
    }
}

/// How a cell looks by its properties (OpenDocument 1.3 part 3, 17.18).
fn cell(properties: Node<'_, '_>) -> Cell {
    let get = |name: &str| attribute(properties, name);
    let mut cell = Cell {
        ground: get("background-color")
            .and_then(color)
            .filter(|color| *color != Rgb(255, 255, 255)),
        stands: match get("vertical-align") {
            Some("middle") => Stands::Middle,
            Some("bottom") => Stands::Bottom,
            _ => Stands::Top,
        },
        ..Cell::default()
    };
    let line = |name: &str| {
        let own = get(name).or_else(|| get("border"));
        own.map(edge).unwrap_or_default()
    };
    cell.edges.top = line("border-top");
    cell.edges.bottom = line("border-bottom");
    cell.edges.start = line("border-left");
    cell.edges.end = line("border-right");
    cell
}

/// A line as a style writes it: "0.5pt solid #000000".
fn edge(value: &str) -> Edge {
    let mut words = value.split_whitespace();
    if words.clone().any(|word| matches!(word, "none" | "hidden")) {
        return Edge::default();
    }
    let width = words.clone().find_map(points);
    let color = words.find_map(color);
    width.map_or(Edge::default(), |width| {
        Edge::new(width, color.unwrap_or_default())
    })
}

fn color(value: &str) -> Option<Rgb> {
    let digits = value.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some(Rgb(red, green, blue))
}

fn levels(node: Node<'_, '_>) -> Vec<Option<Level>> {
    let mut levels = vec![None; LEVELS];
    for inner in node.children() {
        let number = attribute(inner, "level").and_then(|level| level.parse::<usize>().ok());
        let place = number.and_then(|number| levels.get_mut(number.checked_sub(1)?));
        let is_number = matches!(
            inner.tag_name().name(),
            "list-level-style-number" | "outline-level-style"
        );
        if let (Some(place), true) = (place, is_number) {
            let get = |name: &str| attribute(inner, name).unwrap_or_default();
            *place = Some(Level {
                format: get("num-format").to_owned(),
                prefix: get("num-prefix").chars().take(LONGEST_AFFIX).collect(),
                suffix: get("num-suffix").chars().take(LONGEST_AFFIX).collect(),
                shown: get("display-levels").parse().unwrap_or(1),
                start: get("start-value").parse().unwrap_or(1),
                stance: descendant(inner, "list-level-label-alignment")
                    .map(stance)
                    .unwrap_or_default(),
            });
        }
    }
    levels
}
