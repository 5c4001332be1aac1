//! Which shapes of office documents are mere decoration: lines, frames, rectangles and ellipses. An
//! arrow, a star or a free outline says something.

use roxmltree::Node;

use super::Thing;
use crate::import::office::{attribute, child, descendant};

/// Outlines that are decoration, by the beginnings of their names in DrawingML (ECMA-376 part 1,
/// 20.1.10.56) and in OpenDocument texts of LibreOffice.
const PLAIN: &[&str] = &[
    "rect",
    "round",
    "snip",
    "ellipse",
    "line",
    "straightConnector",
    "bentConnector",
    "curvedConnector",
    "frame",
    "halfFrame",
    "corner",
    "bracket",
    "brace",
    "left-brac",
    "right-brac",
    "leftBrac",
    "rightBrac",
    "plaque",
    "bevel",
    "foldedCorner",
    "paper",
    "flowChartProcess",
    "flowchart-process",
    "ooxml-rect",
    "ooxml-round",
    "ooxml-snip",
    "circle",
    "square",
];

/// Outlines of VML and RTF that are decoration, by their numbers ([MS-ODRAW] 2.4.24): rectangle, round
/// rectangle, ellipse, line, connectors, picture frame, process, text box.
pub fn is_plain_number(number: u32) -> bool {
    matches!(number, 1..=3 | 20 | 32..=40 | 75 | 109 | 202)
}

/// What a shape is; `None` for what is no shape.
pub fn thing(node: Node<'_, '_>) -> Option<Thing> {
    let is_outline_itself = |parent: Node<'_, '_>| parent.tag_name().name() == "custGeom";
    if node.parent().is_some_and(is_outline_itself) {
        return None;
    }
    let is_plain = match node.tag_name().name() {
        "wsp" | "sp" | "cxnSp" => is_plain_drawing(node),
        "custom-shape" => descendant(node, "enhanced-geometry")
            .and_then(|geometry| attribute(geometry, "type"))
            .is_none_or(is_plain_name),
        "shape" => is_plain_vml(node),
        "rect" | "roundrect" | "oval" | "line" | "ellipse" | "circle" | "connector" => true,
        "polyline" | "curve" | "arc" | "polygon" | "regular-polygon" | "measure" => false,
        // In OpenDocument alone it is a shape.
        "path" if attribute(node, "d").is_some() => false,
        _ => return None,
    };
    Some(if is_plain {
        Thing::Shape
    } else {
        Thing::Sketch
    })
}

fn is_plain_name(name: &str) -> bool {
    PLAIN.iter().any(|plain| name.starts_with(plain))
}

fn is_plain_drawing(shape: Node<'_, '_>) -> bool {
    let Some(properties) = child(shape, "spPr") else {
        return true;
    };
    let outline = child(properties, "prstGeom").and_then(|outline| attribute(outline, "prst"));
    let is_plain = match outline {
        Some(name) => is_plain_name(name),
        None => child(properties, "custGeom").is_none(),
    };
    let is_arrow = child(properties, "ln").is_some_and(|line| {
        ["headEnd", "tailEnd"].iter().any(|end| {
            let kind = child(line, end).and_then(|end| attribute(end, "type"));
            kind.is_some_and(|kind| kind != "none")
        })
    });
    is_plain && !is_arrow
}

fn is_plain_vml(shape: Node<'_, '_>) -> bool {
    let kind = attribute(shape, "type").and_then(|kind| kind.rsplit_once("_t"));
    match kind.and_then(|(_, number)| number.parse().ok()) {
        Some(number) => is_plain_number(number),
        None => attribute(shape, "path").is_none(),
    }
}
