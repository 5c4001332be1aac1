//! How cells of tables look: by their attributes, as old pages and mails write them, and by the style
//! attributes of cells, rows and tables.

use crate::import::html::style::declarations;
use crate::import::html::tree::{Id, Tree};
use crate::import::{CellAlign, Edge, Edges, Rgb, Stands};

/// A pixel in points.
const PIXEL_PT: f32 = 0.75;
/// The width of a page in points, which percents are parts of.
const PAGE_PT: f32 = 450.0;
const GREY: Rgb = Rgb(0x80, 0x80, 0x80);
const WHITE: Rgb = Rgb(0xFF, 0xFF, 0xFF);

/// How a cell looks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    pub align: Option<CellAlign>,
    pub stands: Stands,
    pub ground: Option<Rgb>,
    pub edges: Edges,
}

impl Look {
    /// What a table says of its cells.
    pub fn of_table(tree: &Tree, id: Id) -> Self {
        let border = tree.attribute(id, "border").map(str::trim);
        let has_border = border.is_some_and(|border| border.parse::<f32>() != Ok(0.0));
        let edge = has_border.then(|| Edge::new(PIXEL_PT, GREY));
        let look = Self {
            edges: Edges::all(edge.unwrap_or_default()),
            ..Self::default()
        };
        look.with_style(tree, id, false)
    }

    /// What a row says of its cells.
    pub fn of_row(self, tree: &Tree, id: Id) -> Self {
        self.with_attributes(tree, id).with_style(tree, id, false)
    }

    /// What a cell says of itself.
    pub fn of_cell(self, tree: &Tree, id: Id) -> Self {
        self.with_attributes(tree, id).with_style(tree, id, true)
    }

    fn with_attributes(mut self, tree: &Tree, id: Id) -> Self {
        let get = |name: &str| tree.attribute(id, name).map(str::to_ascii_lowercase);
        if let Some(align) = get("align") {
            self.align = align_of(&align).or(self.align);
        }
        if let Some(stands) = get("valign") {
            self.stands = stands_of(&stands).unwrap_or(self.stands);
        }
        if let Some(color) = get("bgcolor").and_then(|value| color(&value)) {
            self.ground = Some(color).filter(|color| *color != WHITE);
        }
        self
    }

    fn with_style(mut self, tree: &Tree, id: Id, has_edges: bool) -> Self {
        let Some(css) = tree.attribute(id, "style") else {
            if let (Some(color), false) = (tree.attribute(id, "bgcolor"), has_edges) {
                self.ground = self.ground.or(color_of_ground(color));
            }
            return self;
        };
        for (property, value) in declarations(css) {
            match property.as_str() {
                "text-align" => self.align = align_of(&value).or(self.align),
                "vertical-align" => self.stands = stands_of(&value).unwrap_or(self.stands),
                "background-color" | "background" if value != "transparent" => {
                    let found = value
                        .split_whitespace()
                        .find_map(color)
                        .or_else(|| color(&value));
                    if let Some(color) = found {
                        self.ground = Some(color).filter(|color| *color != WHITE);
                    }
                }
                _ if has_edges && property.starts_with("border") => {
                    border(&mut self.edges, &property, &value);
                }
                _ => {}
            }
        }
        self
    }
}

fn color_of_ground(value: &str) -> Option<Rgb> {
    color(&value.to_ascii_lowercase()).filter(|color| *color != WHITE)
}

fn align_of(value: &str) -> Option<CellAlign> {
    Some(match value {
        "left" | "start" | "justify" => CellAlign::Start,
        "center" | "middle" => CellAlign::Centre,
        "right" | "end" => CellAlign::End,
        "char" => CellAlign::Decimal,
        _ => return None,
    })
}

fn stands_of(value: &str) -> Option<Stands> {
    Some(match value {
        "top" | "baseline" | "text-top" => Stands::Top,
        "middle" | "center" => Stands::Middle,
        "bottom" | "text-bottom" => Stands::Bottom,
        _ => return None,
    })
}

/// Takes in a declaration such as `border-top: solid windowtext 1.0pt`.
fn border(edges: &mut Edges, property: &str, value: &str) {
    let words = || value.split_whitespace();
    let is_none = words().any(|word| matches!(word, "none" | "hidden" | "0" | "0px" | "0pt"));
    let width = words().find_map(length_pt);
    let edge = match property {
        _ if is_none => Edge::default(),
        "border" | "border-top" | "border-bottom" | "border-left" | "border-right" => {
            if !words().any(|word| LINES.contains(&word)) {
                return;
            }
            let of_channels = || value.find("rgb").and_then(|at| color(value.get(at..)?));
            let color = words().find_map(color).or_else(of_channels);
            Edge::new(width.unwrap_or(2.0), color.unwrap_or_default())
        }
        _ => return,
    };
    for (name, side) in [
        ("border-top", &mut edges.top),
        ("border-bottom", &mut edges.bottom),
        ("border-left", &mut edges.start),
        ("border-right", &mut edges.end),
    ] {
        if matches!(property, "border" | "border-style" | "border-width") || property == name {
            *side = edge;
        }
    }
}

const LINES: &[&str] = &[
    "solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset",
];

/// A length in points.
fn length_pt(value: &str) -> Option<f32> {
    match value {
        "thin" => return Some(PIXEL_PT),
        "medium" => return Some(2.0),
        "thick" => return Some(4.0),
        _ => {}
    }
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number: f32 = value.strip_suffix(unit)?.parse().ok()?;
    let points = match unit {
        "px" | "" => PIXEL_PT,
        "pt" => 1.0,
        "em" | "rem" => 12.0,
        "in" => 72.0,
        "cm" => 72.0 / 2.54,
        "mm" => 72.0 / 25.4,
        "%" => PAGE_PT / 100.0,
        _ => return None,
    };
    Some(number * points).filter(|points| points.is_finite())
}

/// How wide an element says that it is, in points.
pub fn width_pt(tree: &Tree, id: Id) -> Option<f32> {
    let of_style = tree.attribute(id, "style").and_then(|css| {
        let width = declarations(css).find(|(property, _)| property == "width");
        length_pt(&width?.1)
    });
    let width = of_style.or_else(|| length_pt(tree.attribute(id, "width")?.trim()));
    width.filter(|width| *width > 0.0)
}

/// A colour as CSS and old pages write it (CSS Color 4, the names most used).
fn color(value: &str) -> Option<Rgb> {
    if let Some(digits) = value.strip_prefix('#') {
        return hex(digits);
    }
    if let Some(parts) = value
        .strip_prefix("rgb")
        .and_then(|rest| rest.split_once('('))
    {
        let inner = parts.1.split(')').next().unwrap_or_default();
        let mut parts = inner.split([',', ' ', '/']);
        let mut next = || {
            let part = parts.find(|part| !part.trim().is_empty())?.trim();
            match part.strip_suffix('%') {
                Some(percent) => percent.parse::<f32>().ok().map(|part| part * 2.55),
                None => part.parse().ok(),
            }
        };
        let channels = [next()?, next()?, next()?];
        let transparent = next() == Some(0.0);
        let [red, green, blue] = channels.map(|part| part.round().clamp(0.0, 255.0) as u8);
        return (!transparent).then_some(Rgb(red, green, blue));
    }
    let named = NAMES.iter().find(|(name, _)| *name == value);
    let number = named.map(|(_, number)| *number);
    let is_hex = value.len() == 6 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    number.map_or_else(
        || is_hex.then(|| hex(value)).flatten(),
        |number| Some(rgb(number)),
    )
}

fn hex(digits: &str) -> Option<Rgb> {
    let number = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        3 => {
            let part = |shift: u32| u8::try_from((number >> shift) & 0xF).map(|part| part * 17);
            Some(Rgb(part(8).ok()?, part(4).ok()?, part(0).ok()?))
        }
        6 => Some(rgb(number)),
        8 => (number & 0xFF != 0).then(|| rgb(number >> 8)),
        _ => None,
    }
}

fn rgb(number: u32) -> Rgb {
    let [_, red, green, blue] = number.to_be_bytes();
    Rgb(red, green, blue)
}

const NAMES: &[(&str, u32)] = &[
    ("aqua", 0x00FFFF),
    ("black", 0x000000),
    ("blue", 0x0000FF),
    ("crimson", 0xDC143C),
    ("cyan", 0x00FFFF),
    ("darkblue", 0x00008B),
    ("darkgray", 0xA9A9A9),
    ("darkgreen", 0x006400),
    ("darkorange", 0xFF8C00),
    ("darkred", 0x8B0000),
    ("forestgreen", 0x228B22),
    ("fuchsia", 0xFF00FF),
    ("gold", 0xFFD700),
    ("gray", 0x808080),
    ("green", 0x008000),
    ("grey", 0x808080),
    ("khaki", 0xF0E68C),
    ("lightblue", 0xADD8E6),
    ("lightgray", 0xD3D3D3),
    ("lightgreen", 0x90EE90),
    ("lightgrey", 0xD3D3D3),
    ("lightpink", 0xFFB6C1),
    ("lightyellow", 0xFFFFE0),
    ("lime", 0x00FF00),
    ("limegreen", 0x32CD32),
    ("maroon", 0x800000),
    ("navy", 0x000080),
    ("olive", 0x808000),
    ("orange", 0xFFA500),
    ("orangered", 0xFF4500),
    ("pink", 0xFFC0CB),
    ("purple", 0x800080),
    ("red", 0xFF0000),
    ("salmon", 0xFA8072),
    ("silver", 0xC0C0C0),
    ("teal", 0x008080),
    ("tomato", 0xFF6347),
    ("white", 0xFFFFFF),
    ("windowtext", 0x000000),
    ("yellow", 0xFFFF00),
    ("yellowgreen", 0x9ACD32),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_pages_write_them() {
        for (written, expected) in [
            ("#f00", Some(Rgb(255, 0, 0))),
            ("#FFC000", Some(Rgb(255, 192, 0))),
            ("rgb(0, 176, 80)", Some(Rgb(0, 176, 80))),
            ("rgba(0,0,0,0)", None),
            ("rgb(100% 0% 0%)", Some(Rgb(255, 0, 0))),
            ("green", Some(Rgb(0, 128, 0))),
            ("ffc000", Some(Rgb(255, 192, 0))),
            ("url(x)", None),
            ("#é", None),
        ] {
            assert_eq!(color(written), expected, "{written}");
        }
    }

    #[test]
    fn lines_are_read_as_word_writes_them() {
        let mut edges = Edges::default();
        border(&mut edges, "border", "solid windowtext 1.0pt");
        border(&mut edges, "border-left", "none");
        assert_eq!((edges.top.tenths_pt, edges.start.tenths_pt), (10, 0));
        border(&mut edges, "border-bottom", "1px solid rgb(255, 0, 0)");
        assert_eq!(edges.bottom, Edge::new(0.75, Rgb(255, 0, 0)));
    }
}
