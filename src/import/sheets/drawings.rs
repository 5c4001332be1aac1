//! What stands over the cells of a sheet of a workbook (XLSX): text boxes, pictures, charts, diagrams
//! and the controls of forms (ECMA-376 part 1, 20.5; controls as VML, part 4, 19.4).

use roxmltree::Node;

use super::Drawn;
use crate::import::holdings::{Holdings, Thing};
use crate::import::office::chart::{cells_of_chart, chart, diagram};
use crate::import::office::{
    Package, alternative, attribute, child, crop_beside, cropped, descendant, parse, picture,
};
use crate::import::pptx::{is_filled_with_picture, words_of_shape};
use crate::import::relations::{self, Relations, part_of};
use crate::import::{Block, Picture, Problem, Span, Text};

const EMU_PT: f32 = 1.0 / 12_700.0;

/// Reads what stands on the sheet of a part. What is anchored above the row `first_row`, the first
/// one with words, comes before the cells. `has_figures` says whether the cells that a chart names
/// are shown, so that it need not show its figures again.
///
/// # Errors
/// [`Problem::BeyondLimit`].
pub fn read(
    package: &mut Package<'_>,
    sheet: &str,
    first_row: Option<u32>,
    has_figures: &dyn Fn(&str) -> bool,
) -> Result<Drawn, Problem> {
    let relations = Relations::read(package, sheet)?;
    let drawing = relations.of_kind("drawing").map(str::to_owned);
    let controls = relations.of_kind("vmlDrawing").map(str::to_owned);
    let mut reading = Reading {
        relations: match &drawing {
            Some(part) => Relations::read(package, part)?,
            None => Relations::default(),
        },
        package,
        has_figures,
        blocks: Vec::new(),
        held: Holdings::default(),
    };
    let mut placed: Vec<(u32, u32, Vec<Block>)> = Vec::new();
    let text = part_of(reading.package, drawing.as_deref())?.unwrap_or_default();
    if let Ok(document) = parse(&text) {
        for anchor in document.root_element().descendants().filter(is_anchor) {
            let (row, column) = place(anchor);
            reading.shapes(anchor)?;
            placed.push((row, column, std::mem::take(&mut reading.blocks)));
        }
    }
    let text = part_of(reading.package, controls.as_deref())?.unwrap_or_default();
    // What Excel writes there is not always XML; what stands there is a form then.
    if let Ok(document) = parse(&text) {
        for shape in document.descendants() {
            placed.extend(control(shape, &mut reading.held));
        }
    }
    placed.sort_by_key(|(row, column, _)| (*row, *column));
    let mut drawn = Drawn {
        held: reading.held,
        ..Drawn::default()
    };
    for (row, _, blocks) in placed {
        let is_above = first_row.is_some_and(|first| row < first);
        if is_above {
            drawn.above.extend(blocks);
        } else {
            drawn.below.extend(blocks);
        }
    }
    Ok(drawn)
}

fn is_anchor(node: &Node<'_, '_>) -> bool {
    matches!(
        node.tag_name().name(),
        "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor"
    )
}

/// The row and the column at which something is anchored, counted from 0.
fn place(anchor: Node<'_, '_>) -> (u32, u32) {
    let from = child(anchor, "from");
    let number = |name: &str| child(from?, name)?.text()?.trim().parse().ok();
    (number("row").unwrap_or(0), number("col").unwrap_or(0))
}

struct Reading<'a, 'b> {
    package: &'a mut Package<'b>,
    relations: Relations,
    has_figures: &'a dyn Fn(&str) -> bool,
    blocks: Vec<Block>,
    held: Holdings,
}

impl Reading<'_, '_> {
    /// Reads the shapes that stand in another node, also those of groups.
    fn shapes(&mut self, node: Node<'_, '_>) -> Result<(), Problem> {
        for shape in node.children().filter(Node::is_element) {
            if is_hidden(shape) {
                continue;
            }
            match shape.tag_name().name() {
                "sp" if is_filled_with_picture(shape) => self.picture(shape)?,
                "sp" => self.shape(shape),
                "grpSp" => {
                    let outer = std::mem::take(&mut self.held);
                    let read = self.shapes(shape);
                    let within = std::mem::replace(&mut self.held, outer);
                    self.held.merge_group(&within);
                    read?;
                }
                "pic" => self.picture(shape)?,
                "graphicFrame" => self.frame(shape)?,
                "AlternateContent" => {
                    if let Some(way) = alternative(shape) {
                        self.shapes(way)?;
                    }
                }
                "cxnSp" | "contentPart" => self.not_read(shape),
                _ => {}
            }
        }
        Ok(())
    }

    fn shape(&mut self, shape: Node<'_, '_>) {
        let body = child(shape, "txBody");
        let words = body.map(|body| words_of_shape(body, &self.relations));
        match words.filter(|words| !words.is_empty()) {
            Some(words) => self.blocks.extend(words),
            None => self.not_read(shape),
        }
    }

    /// Counts a shape in which nothing can be read.
    fn not_read(&mut self, shape: Node<'_, '_>) {
        let thing = Thing::of_element(shape).unwrap_or(Thing::Shape);
        self.held.add(thing, 1);
    }

    fn picture(&mut self, shape: Node<'_, '_>) -> Result<(), Problem> {
        let blip = descendant(shape, "blip");
        let part = blip.and_then(|blip| self.relations.part(relations::id(blip, "embed")?));
        let (Some(blip), Some(part)) = (blip, part) else {
            self.held.add(Thing::Picture, 1);
            return Ok(());
        };
        let made = match self.package.part(part)? {
            Some(bytes) => picture(&bytes.into(), &description(shape)),
            None => Err("it is not in the file".to_owned()),
        };
        let shown = made.and_then(|whole| match crop_beside(blip) {
            crop if crop.is_nothing() => Ok(whole),
            crop => cropped(&whole, crop).map(|part| Picture {
                alt: whole.alt,
                ..part
            }),
        });
        self.blocks.push(Block::Figure {
            picture: shown.map(|shown| Picture {
                shown_pt: width_pt(shape),
                ..shown
            }),
            caption: Text::new(),
        });
        Ok(())
    }

    fn frame(&mut self, frame: Node<'_, '_>) -> Result<(), Problem> {
        let (node, name, thing) = if let Some(node) = descendant(frame, "chart") {
            (node, "id", Thing::Chart)
        } else if let Some(node) = descendant(frame, "relIds") {
            (node, "dm", Thing::Diagram)
        } else {
            self.held.add(Thing::Object, 1);
            return Ok(());
        };
        let part = relations::id(node, name).and_then(|id| self.relations.part(id));
        let text = part_of(self.package, part)?.unwrap_or_default();
        let Ok(document) = parse(&text) else {
            self.held.add(thing, 1);
            return Ok(());
        };
        let root = document.root_element();
        let blocks: Vec<Block> = match thing {
            Thing::Diagram => diagram(root).into_iter().collect(),
            _ if self.is_in_cells(root) => Vec::new(),
            _ => chart(root),
        };
        if blocks.is_empty() {
            self.held.add(thing, 1);
        }
        self.blocks.extend(blocks);
        Ok(())
    }

    /// Whether all cells that a chart names are shown.
    fn is_in_cells(&self, chart: Node<'_, '_>) -> bool {
        let mut cells = cells_of_chart(chart).peekable();
        cells.peek().is_some() && cells.all(|cells| (self.has_figures)(cells))
    }
}

/// How wide a picture is shown, in points, where it does not stand in a group: sizes are in units of
/// the group there.
fn width_pt(shape: Node<'_, '_>) -> Option<f32> {
    let is_in_group = shape
        .ancestors()
        .any(|outer| outer.tag_name().name() == "grpSp");
    let size = child(child(child(shape, "spPr")?, "xfrm")?, "ext")?;
    let width: f32 = attribute(size, "cx")?.parse().ok()?;
    (width > 0.0 && !is_in_group).then_some(width * EMU_PT)
}

/// What says how a shape is called and whether it is hidden.
fn own<'a, 'b>(shape: Node<'a, 'b>) -> Option<Node<'a, 'b>> {
    let mut parts = shape.children();
    let held = parts.find(|part| part.tag_name().name().starts_with("nv"))?;
    child(held, "cNvPr")
}

fn description(shape: Node<'_, '_>) -> String {
    let words = own(shape).and_then(|own| own.attribute("descr"));
    words.unwrap_or_default().trim().to_owned()
}

/// Whether a shape is not shown. Those that stand for the controls of forms are not: the controls
/// are drawn by what is written for older programs.
fn is_hidden(shape: Node<'_, '_>) -> bool {
    own(shape)
        .and_then(|own| own.attribute("hidden"))
        .is_some_and(|hidden| matches!(hidden, "1" | "true"))
}

/// A control of a form, with where it stands. Comments on cells are drawn in the same way and are
/// left out.
fn control(shape: Node<'_, '_>, held: &mut Holdings) -> Option<(u32, u32, Vec<Block>)> {
    let data = child(shape, "ClientData")?;
    let kind = attribute(data, "ObjectType")?;
    if kind == "Note" {
        return None;
    }
    let value = |name: &str| child(data, name)?.text().map(str::trim);
    let mark = match kind {
        "Checkbox" | "Radio" if value("Checked").is_some_and(|state| state != "0") => "☒ ",
        "Checkbox" | "Radio" => "☐ ",
        _ => "",
    };
    let words = child(shape, "textbox").map(words).unwrap_or_default();
    if words.is_empty() {
        held.add(Thing::Control, 1);
        return None;
    }
    // The column, a distance, the row and so on.
    let mut anchor = value("Anchor").unwrap_or_default().split(',');
    let mut number = || anchor.next()?.trim().parse().ok();
    let (column, _, row) = (number(), number(), number());
    let text = vec![Span::plain(format!("{mark}{words}"))];
    Some((
        row.unwrap_or(0),
        column.unwrap_or(0),
        vec![Block::Paragraph(text)],
    ))
}

fn words(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    let words: Vec<&str> = texts
        .filter_map(|node| node.text())
        .flat_map(str::split_whitespace)
        .collect();
    words.join(" ")
}
