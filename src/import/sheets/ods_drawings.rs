//! What stands over the cells of an OpenDocument spreadsheet: text boxes, pictures, charts and the
//! controls of forms (OpenDocument 1.3 part 3, 10 and 13).

use std::collections::HashMap;

use roxmltree::Node;

use super::Drawn;
use super::ods_words::words;
use crate::import::holdings::Thing;
use crate::import::odt::controls;
use crate::import::office::{Package, attribute, chart_of_object, child, picture, points};
use crate::import::{Block, Picture, Problem, Span, Text};

/// Reads what stands on the sheet of a table. A chart is left out where the sheet has cells, since
/// its figures stand in them.
///
/// # Errors
/// [`Problem::BeyondLimit`].
pub fn read(
    package: &mut Package<'_>,
    table: Node<'_, '_>,
    has_cells: bool,
) -> Result<Drawn, Problem> {
    let mut reading = Reading {
        package,
        controls: controls(table),
        has_cells,
        drawn: Drawn::default(),
    };
    reading.look_through(table)?;
    Ok(reading.drawn)
}

struct Reading<'a, 'b> {
    package: &'a mut Package<'b>,
    controls: HashMap<String, String>,
    has_cells: bool,
    drawn: Drawn,
}

impl Reading<'_, '_> {
    fn look_through(&mut self, node: Node<'_, '_>) -> Result<(), Problem> {
        for inner in node.children().filter(Node::is_element) {
            match inner.tag_name().name() {
                "frame" => self.frame(inner)?,
                "custom-shape" | "rect" | "ellipse" | "circle" | "line" | "connector" | "path"
                | "polygon" | "polyline" | "caption" => self.lines(inner, Some(Thing::Shape)),
                "control" => self.control(inner),
                // Comments on cells, and the forms that the controls belong to.
                "annotation" | "forms" => {}
                _ => self.look_through(inner)?,
            }
        }
        Ok(())
    }

    /// The words in a shape.
    fn lines(&mut self, node: Node<'_, '_>, thing: Option<Thing>) {
        let lines = node
            .descendants()
            .filter(|inner| matches!(inner.tag_name().name(), "p" | "h"));
        let lines: Vec<String> = lines
            .map(|line| words(line).trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect();
        if lines.is_empty() {
            thing
                .into_iter()
                .for_each(|thing| self.drawn.held.add(thing, 1));
        }
        let lines = lines.into_iter();
        let blocks = lines.map(|line| Block::Paragraph(vec![Span::plain(line)]));
        self.drawn.below.extend(blocks);
    }

    fn control(&mut self, node: Node<'_, '_>) {
        let words = attribute(node, "control").and_then(|id| self.controls.get(id));
        match words
            .map(|words| words.trim())
            .filter(|words| !words.is_empty())
        {
            Some(words) => {
                let text = vec![Span::plain(words)];
                self.drawn.below.push(Block::Paragraph(text));
            }
            None => self.drawn.held.add(Thing::Control, 1),
        }
    }

    fn frame(&mut self, frame: Node<'_, '_>) -> Result<(), Problem> {
        if let Some(text) = child(frame, "text-box") {
            self.lines(text, Some(Thing::Shape));
            return Ok(());
        }
        if let Some(object) = child(frame, "object") {
            let href = attribute(object, "href").unwrap_or_default();
            let chart = chart_of_object(self.package, href);
            match chart {
                Some(blocks) if !self.has_cells => self.drawn.below.extend(blocks),
                Some(_) => self.drawn.held.add(Thing::Chart, 1),
                None => self.drawn.held.add(Thing::Object, 1),
            }
            return Ok(());
        }
        let href = child(frame, "image").and_then(|image| attribute(image, "href"));
        let part = match href {
            Some(href) => self.package.part(href.trim_start_matches("./"))?,
            None => None,
        };
        let Some(bytes) = part else {
            self.drawn.held.add(Thing::Picture, 1);
            return Ok(());
        };
        let words = |name: &str| child(frame, name).and_then(|inner| inner.text());
        let alt = words("desc").or_else(|| words("title")).unwrap_or_default();
        let shown_pt = attribute(frame, "width").and_then(points);
        self.drawn.below.push(Block::Figure {
            picture: picture(&bytes.into(), alt.trim()).map(|shown| Picture {
                shown_pt: shown_pt.filter(|width| *width > 0.0),
                ..shown
            }),
            caption: Text::new(),
        });
        Ok(())
    }
}
