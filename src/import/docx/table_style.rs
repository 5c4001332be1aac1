//! How tables look: lines, grounds, and the parts that a style sets apart (ECMA-376 part 1, 17.4 and
//! 17.7.6).

use roxmltree::Node;

use super::super::office::{attribute, child};
use super::super::{Edge, Rgb};
use super::{is_on, value};

/// The lines that something says; `None` where it says nothing, and no line where it says that there
/// is none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Borders {
    pub top: Option<Edge>,
    pub bottom: Option<Edge>,
    pub start: Option<Edge>,
    pub end: Option<Edge>,
    /// Between its rows, and between its columns.
    pub rows: Option<Edge>,
    pub columns: Option<Edge>,
}

impl Borders {
    /// These, and what they do not say from others.
    pub fn or(self, other: Self) -> Self {
        Self {
            top: self.top.or(other.top),
            bottom: self.bottom.or(other.bottom),
            start: self.start.or(other.start),
            end: self.end.or(other.end),
            rows: self.rows.or(other.rows),
            columns: self.columns.or(other.columns),
        }
    }

    /// Reads `tblBorders` or `tcBorders`.
    pub fn read(node: Node<'_, '_>) -> Self {
        let get = |name: &str| child(node, name).map(edge);
        Self {
            top: get("top"),
            bottom: get("bottom"),
            start: get("start").or_else(|| get("left")),
            end: get("end").or_else(|| get("right")),
            rows: get("insideH"),
            columns: get("insideV"),
        }
    }
}

/// A line. Its thickness is in eighths of a point.
fn edge(node: Node<'_, '_>) -> Edge {
    let kind = attribute(node, "val").unwrap_or("single");
    if matches!(kind, "nil" | "none") {
        return Edge::default();
    }
    let size = attribute(node, "sz").and_then(|size| size.parse::<f32>().ok());
    let lines = match kind {
        "double" | "thinThickSmallGap" | "thickThinSmallGap" => 2.0,
        "triple" => 3.0,
        _ => 1.0,
    };
    let color = attribute(node, "color").and_then(color).unwrap_or_default();
    Edge::new(size.unwrap_or(4.0) / 8.0 * lines, color)
}

/// A colour as six digits; `None` for `auto`.
pub fn color(value: &str) -> Option<Rgb> {
    let number = u32::from_str_radix(value.trim_start_matches('#'), 16).ok();
    let [_, red, green, blue] = number.filter(|_| value.len() >= 6)?.to_be_bytes();
    Some(Rgb(red, green, blue))
}

/// The ground that `shd` in these properties gives: a colour, or a pattern of two.
pub fn ground(properties: Node<'_, '_>) -> Option<Rgb> {
    let shading = child(properties, "shd")?;
    let of = |name: &str| attribute(shading, name).and_then(color);
    let fill = of("fill");
    match attribute(shading, "val") {
        Some("solid") => of("color").or(Some(Rgb(0, 0, 0))),
        Some(pattern) if pattern.starts_with("pct") => {
            let percent: u32 = pattern
                .trim_start_matches("pct")
                .parse()
                .unwrap_or(0)
                .min(100);
            let Rgb(red, green, blue) = of("color").unwrap_or_default();
            let Rgb(r, g, b) = fill.unwrap_or(Rgb(255, 255, 255));
            let mixed = |ink: u8, paper: u8| {
                let sum = u32::from(ink) * percent + u32::from(paper) * (100 - percent);
                u8::try_from(sum / 100).unwrap_or(u8::MAX)
            };
            Some(Rgb(mixed(red, r), mixed(green, g), mixed(blue, b)))
        }
        _ => fill.filter(|color| *color != Rgb(255, 255, 255)),
    }
}

/// How a style sets its tables, or some of their cells.
#[derive(Debug, Clone, Default)]
pub struct TableStyle {
    pub borders: Borders,
    pub ground: Option<Rgb>,
    pub is_bold: Option<bool>,
    /// What it sets apart, such as `firstRow`.
    pub parts: Vec<(String, TableStyle)>,
}

impl TableStyle {
    /// Reads a style of a table, or the part of one.
    pub fn read(node: Node<'_, '_>) -> Self {
        let of_table = child(node, "tblPr").and_then(|properties| child(properties, "tblBorders"));
        let of_cells = child(node, "tcPr");
        let own = of_cells.and_then(|properties| child(properties, "tcBorders"));
        let own = own.map(Borders::read).unwrap_or_default();
        let bold = child(node, "rPr").and_then(|properties| child(properties, "b"));
        let parts = node
            .children()
            .filter(|part| part.tag_name().name() == "tblStylePr");
        Self {
            borders: own.or(of_table.map(Borders::read).unwrap_or_default()),
            ground: of_cells.and_then(ground),
            is_bold: bold.map(is_on),
            parts: parts
                .filter_map(|part| Some((attribute(part, "type")?.to_owned(), Self::read(part))))
                .collect(),
        }
    }

    /// This style over the one that it is based on.
    pub fn over(mut self, base: &Self) -> Self {
        self.borders = self.borders.or(base.borders);
        self.ground = self.ground.or(base.ground);
        self.is_bold = self.is_bold.or(base.is_bold);
        for (name, part) in &base.parts {
            match self.parts.iter_mut().find(|(own, _)| own == name) {
                Some((_, own)) => *own = std::mem::take(own).over(part),
                None => self.parts.push((name.clone(), part.clone())),
            }
        }
        self
    }

    /// The part of this name.
    pub fn part(&self, name: &str) -> Option<&Self> {
        let mut parts = self.parts.iter();
        parts.find(|(own, _)| own == name).map(|(_, part)| part)
    }
}

/// Which parts of its style a table asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    pub first_row: bool,
    pub last_row: bool,
    pub first_column: bool,
    pub last_column: bool,
    pub bands: bool,
}

impl Asked {
    /// Reads `tblLook` in the properties of a table.
    pub fn read(properties: Node<'_, '_>) -> Self {
        let Some(look) = child(properties, "tblLook") else {
            return Self::default();
        };
        let bits = attribute(look, "val").and_then(|bits| u32::from_str_radix(bits, 16).ok());
        let bits = bits.unwrap_or(0);
        let asks = |name: &str, bit: u32| match attribute(look, name) {
            Some(value) => matches!(value, "1" | "true" | "on"),
            None => bits & bit != 0,
        };
        Self {
            first_row: asks("firstRow", 0x20),
            last_row: asks("lastRow", 0x40),
            first_column: asks("firstColumn", 0x80),
            last_column: asks("lastColumn", 0x100),
            bands: !asks("noHBand", 0x200),
        }
    }
}

/// The style that a table names, if it does.
pub fn style_of<'a>(properties: Node<'a, '_>) -> Option<&'a str> {
    value(properties, "tblStyle")
}
