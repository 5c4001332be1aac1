//! Pictures, text boxes and shapes.

use std::sync::Arc;

use roxmltree::Node;

use super::super::holdings::{Holdings, Thing};
use super::super::links::is_safe;
use super::super::office::{
    Blocks, Inline, attribute, chart_of_object, child, cropped, formula_of_object, picture, points,
};
use super::super::{Block, Picture, Problem, Span, Text};
use super::Reader;
use super::crop::crop;

/// Whether an element is a drawing: a frame, a shape, a control, or a group of them. Around one there
/// may be a link.
pub fn is_drawing(node: Node<'_, '_>) -> bool {
    let is_shape = || {
        matches!(
            Thing::of_element(node),
            Some(Thing::Shape | Thing::Sketch | Thing::Control)
        )
    };
    match node.tag_name().name() {
        "frame" | "g" | "caption" | "scene" => true,
        "a" => node.children().any(is_drawing),
        _ => node.is_element() && is_shape(),
    }
}

fn is_group(node: Node<'_, '_>) -> bool {
    matches!(node.tag_name().name(), "g" | "a")
}

/// What a frame is for that shows nothing. Frames without anything in them are decoration.
fn in_frame(frame: Node<'_, '_>) -> Thing {
    let has = |names: &[&str]| {
        let mut inner = frame.children();
        inner.any(|inner| names.contains(&inner.tag_name().name()))
    };
    match () {
        () if has(&["object", "object-ole", "plugin", "applet", "floating-frame"]) => Thing::Object,
        () if has(&["image"]) => Thing::Picture,
        () => Thing::Shape,
    }
}

impl Reader<'_> {
    /// Reads a frame, a shape or a group of them.
    pub fn drawing(&mut self, node: Node<'_, '_>, out: &mut Inline) -> Result<(), Problem> {
        let outer = std::mem::take(&mut self.held);
        let before = out.beside();
        let read = self.drawn(node, out);
        let within = std::mem::replace(&mut self.held, outer);
        if is_group(node) {
            self.held.merge_group(&within);
        } else if out.beside() == before && within == Holdings::default() {
            let thing = Thing::of_element(node).unwrap_or_else(|| in_frame(node));
            self.held.add(thing, 1);
        } else {
            self.held.merge(&within);
        }
        read
    }

    fn drawn(&mut self, node: Node<'_, '_>, out: &mut Inline) -> Result<(), Problem> {
        match node.tag_name().name() {
            "control" => {
                let words = attribute(node, "control").and_then(|id| self.controls.get(id));
                if let Some(words) = words.filter(|words| !words.trim().is_empty()) {
                    let text = vec![Span::plain(words.trim())];
                    out.put_beside([Block::Paragraph(text)]);
                }
            }
            _ if is_group(node) => {
                let inner = node.children().filter(|inner| is_drawing(*inner));
                for inner in inner {
                    self.drawing(inner, out)?;
                }
            }
            "frame" => {
                self.frame(node, out);
                for inner in node.children().filter(Node::is_element) {
                    if matches!(inner.tag_name().name(), "text-box" | "table") {
                        self.boxed(inner, out)?;
                    }
                }
            }
            _ => self.boxed(node, out)?,
        }
        Ok(())
    }

    fn boxed(&mut self, node: Node<'_, '_>, out: &mut Inline) -> Result<(), Problem> {
        let mut blocks = Blocks::default();
        if node.tag_name().name() == "table" {
            self.table(node, &mut blocks)?;
        } else {
            self.blocks(node, &mut blocks)?;
        }
        out.put_beside(blocks.finish());
        Ok(())
    }

    /// The picture of a frame: the first of those it offers that can be shown.
    fn frame(&mut self, node: Node<'_, '_>, out: &mut Inline) {
        let words = |name: &str| child(node, name).and_then(|inner| inner.text());
        let alt = words("desc").or_else(|| words("title")).unwrap_or_default();
        let alt = alt.trim().to_owned();
        let images = node
            .children()
            .filter(|inner| inner.tag_name().name() == "image");
        let mut offered: Option<Result<Picture, String>> = None;
        for image in images {
            let made = self.image(attribute(image, "href").unwrap_or_default());
            if !matches!(offered, Some(Ok(_))) && (offered.is_none() || made.is_ok()) {
                offered = Some(made);
            }
        }
        if !matches!(offered, Some(Ok(_))) {
            let object = child(node, "object").and_then(|object| attribute(object, "href"));
            let chart = object.and_then(|href| chart_of_object(&mut self.package, href));
            if let Some(blocks) = chart {
                out.put_beside(blocks);
                return;
            }
            let formula = object.and_then(|href| formula_of_object(&mut self.package, href));
            if let Some(formula) = formula {
                out.put_beside([Block::Paragraph(vec![Span::plain(formula)])]);
                return;
            }
        }
        if let Some(picture) = offered {
            let length = |name: &str| attribute(node, name).and_then(points);
            let picture = picture.and_then(|picture| self.shown(node, picture));
            out.put_beside([Block::Figure {
                picture: picture.map(|picture| Picture {
                    alt,
                    shown_pt: length("width").filter(|width| *width > 0.0),
                    ..picture
                }),
                caption: Text::new(),
            }]);
        }
    }

    /// What a frame shows of a picture.
    fn shown(&mut self, frame: Node<'_, '_>, picture: Picture) -> Result<Picture, String> {
        let Some(clip) = self.styles.clip(attribute(frame, "style-name")) else {
            return Ok(picture);
        };
        let length = |name: &str| attribute(frame, name).and_then(points).unwrap_or(0.0);
        let picture_px = (picture.width_px, picture.height_px);
        match crop(clip, picture_px, (length("width"), length("height"))) {
            Some(crop) => cropped(&picture, crop),
            None => {
                self.warn("A picture is cropped in the document; all of it is shown here.");
                Ok(picture)
            }
        }
    }

    fn image(&mut self, address: &str) -> Result<Picture, String> {
        if let Some(known) = self.pictures.get(address) {
            return known.clone();
        }
        let made = if is_safe(address) {
            Err(format!("it is at {address} and is not fetched"))
        } else {
            match self.package.part(address.trim_start_matches("./")) {
                Ok(Some(bytes)) => picture(&Arc::from(bytes), ""),
                Ok(None) => Err("the document does not hold it".to_owned()),
                Err(problem) => Err(problem.to_string()),
            }
        };
        self.pictures.insert(address.to_owned(), made.clone());
        made
    }
}
