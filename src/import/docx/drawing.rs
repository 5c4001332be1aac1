//! Pictures, text boxes, diagrams and charts.

use roxmltree::Node;

use super::super::holdings::{Holdings, Thing};
use super::super::links::is_safe;
use super::super::office::chart::{chart, diagram};
use super::super::office::{
    Blocks, Inline, alternative, attribute, child, crop_beside, crop_of_vml, cropped, descendant,
    parse, picture, points,
};
use super::super::picture::Crop;
use super::super::{Block, Picture, Problem, Span, Text};
use super::Reader;

/// The longest description of a picture, in characters: one may serve many pictures.
const LONGEST_DESCRIPTION: usize = 2000;

const HIDDEN: &str = "Hidden pictures and shapes are left out.";

impl Reader<'_> {
    /// Reads a drawing, in the present form or the one of old.
    pub fn drawing(&mut self, node: Node<'_, '_>, out: &mut Inline) -> Result<(), Problem> {
        let of_whole = descendant(node, "docPr");
        if of_whole.is_some_and(is_hidden) {
            self.warn(HIDDEN);
            return Ok(());
        }
        let alt = of_whole.map(description).unwrap_or_default();
        if let Some(control) = descendant(node, "control")
            && let Some(words) = self.words_of_control(control)
        {
            out.put_beside([Block::Paragraph(vec![Span::plain(words)])]);
            return Ok(());
        }
        if node.tag_name().name() != "object" {
            return self.shapes(node, &alt, out);
        }
        let (before, held) = (out.beside(), self.held.clone());
        self.shapes(node, &alt, out)?;
        if out.beside() == before {
            // The shape that holds it is no drawing of its own.
            self.held = held;
            self.held.add(
                match descendant(node, "control") {
                    Some(_) => Thing::Control,
                    None => Thing::Object,
                },
                1,
            );
        }
        Ok(())
    }

    /// What a control of ActiveX shows.
    fn words_of_control(&mut self, control: Node<'_, '_>) -> Option<String> {
        let part = self.relations.part(attribute(control, "id")?)?.to_owned();
        self.parts.words_of_control(&part)
    }

    /// Reads a shape or a group of them; what gives nothing to read is counted.
    fn shape(
        &mut self,
        (node, thing): (Node<'_, '_>, Option<Thing>),
        alt: &str,
        out: &mut Inline,
    ) -> Result<(), Problem> {
        let before = out.beside();
        let outer = std::mem::take(&mut self.held);
        let read = self.shapes(node, alt, out);
        let within = std::mem::replace(&mut self.held, outer);
        match thing {
            Some(thing) if out.beside() == before && within == Holdings::default() => {
                self.held.add(thing, 1);
            }
            Some(_) => self.held.merge(&within),
            None => self.held.merge_group(&within),
        }
        read
    }

    fn shapes(&mut self, node: Node<'_, '_>, alt: &str, out: &mut Inline) -> Result<(), Problem> {
        for inner in node.children().filter(Node::is_element) {
            if own_properties(inner).is_some_and(is_hidden) {
                self.warn(HIDDEN);
                continue;
            }
            match inner.tag_name().name() {
                "txbxContent" => {
                    let mut blocks = Blocks::default();
                    self.blocks(inner, &mut blocks)?;
                    self.end_of_story(&mut blocks);
                    out.put_beside(blocks.finish());
                }
                "AlternateContent" => {
                    if let Some(branch) = alternative(inner) {
                        self.shapes(branch, alt, out)?;
                    }
                }
                "blip" => {
                    let embedded = attribute(inner, "embed").filter(|id| !id.is_empty());
                    match embedded.or_else(|| attribute(inner, "link")) {
                        Some(id) => {
                            let figure = (id, crop_beside(inner), width_of_blip(inner));
                            self.figure(figure, alt, out);
                        }
                        None => self.held.add(Thing::Picture, 1),
                    }
                }
                "imagedata" => {
                    let own = inner.parent().and_then(|shape| attribute(shape, "alt"));
                    let id = attribute(inner, "id").or_else(|| attribute(inner, "relid"));
                    if let Some(id) = id {
                        let figure = (id, crop_of_vml(inner), width_of_vml(inner));
                        self.figure(figure, own.unwrap_or(alt), out);
                    }
                }
                "chart" => {
                    let blocks = self.chart(inner);
                    out.put_beside(blocks);
                }
                "relIds" => self.diagram(inner, out),
                "textpath" => {
                    let words = attribute(inner, "string").unwrap_or_default().trim();
                    if !words.is_empty() {
                        out.put_beside([Block::Paragraph(vec![Span::plain(words)])]);
                    }
                }
                "rect" if attribute(inner, "hr").is_some_and(|hr| hr.starts_with('t')) => {
                    out.put_beside([Block::Rule]);
                }
                "pic" => {
                    let own = descendant(inner, "cNvPr")
                        .map(description)
                        .unwrap_or_default();
                    let alt = if own.is_empty() { alt } else { &own };
                    self.shapes(inner, alt, out)?;
                }
                "wgp" | "wpc" | "grpSp" | "group" => self.shape((inner, None), alt, out)?,
                _ => match Thing::of_element(inner) {
                    Some(thing @ (Thing::Shape | Thing::Sketch | Thing::Ink)) => {
                        self.shape((inner, Some(thing)), alt, out)?;
                    }
                    _ => self.shapes(inner, alt, out)?,
                },
            }
        }
        Ok(())
    }

    fn figure(
        &mut self,
        (id, crop, shown_pt): (&str, Crop, Option<f32>),
        alt: &str,
        out: &mut Inline,
    ) {
        let picture = match self.relations.get(id) {
            None => Err("the document does not hold it".to_owned()),
            Some(relation) if relation.is_outside => Err(if is_safe(&relation.target) {
                format!("it is at {} and is not fetched", relation.target)
            } else {
                "it is in a file outside the document".to_owned()
            }),
            Some(relation) => {
                let name = relation.target.clone();
                self.picture(&name, crop)
            }
        };
        out.put_beside([Block::Figure {
            picture: picture.map(|picture| Picture {
                alt: alt.to_owned(),
                shown_pt,
                ..picture
            }),
            caption: Text::new(),
        }]);
    }

    fn picture(&mut self, name: &str, crop: Crop) -> Result<Picture, String> {
        let key = (name.to_owned(), crop);
        if let Some(known) = self.pictures.get(&key) {
            return known.clone();
        }
        let made = if crop.is_nothing() {
            match self.parts.bytes(name) {
                Ok(Some(bytes)) => picture(&bytes, ""),
                Ok(None) => Err("the document does not hold it".to_owned()),
                Err(problem) => Err(problem.to_string()),
            }
        } else {
            let whole = self.picture(name, Crop::default());
            whole.and_then(|whole| cropped(&whole, crop))
        };
        self.pictures.insert(key, made.clone());
        made
    }

    /// The title of a chart and its figures.
    fn chart(&mut self, node: Node<'_, '_>) -> Vec<Block> {
        let data = attribute(node, "id").and_then(|id| self.relations.part(id));
        let name = data.map(str::to_owned).unwrap_or_default();
        let text = self.parts.text(&name).ok().flatten().unwrap_or_default();
        let blocks = parse(&text).map(|document| chart(document.root_element()));
        match blocks {
            Ok(blocks) if !blocks.is_empty() => blocks,
            _ => vec![absent("it is a chart, which only Office programs can draw")],
        }
    }

    /// The words of a diagram, as a list.
    fn diagram(&mut self, node: Node<'_, '_>, out: &mut Inline) {
        let data = attribute(node, "dm").and_then(|id| self.relations.get(id));
        let Some(name) = data.map(|relation| relation.target.clone()) else {
            self.held.add(Thing::Diagram, 1);
            return;
        };
        let text = self.parts.text(&name).ok().flatten().unwrap_or_default();
        let Ok(document) = parse(&text) else {
            self.warn("A diagram in the document is damaged and was left out.");
            return;
        };
        match diagram(document.root_element()) {
            Some(list) => out.put_beside([list]),
            None => out.put_beside([absent("it is a diagram without words")]),
        }
    }
}

/// How wide a picture is shown, in points, by what holds its `blip`: its own shape or, where that
/// does not say so, the drawing. Within a group that is not known: sizes are in units of the group
/// there (ECMA-376 part 1, 20.1.7.5).
fn width_of_blip(blip: Node<'_, '_>) -> Option<f32> {
    const EMU_PT: f32 = 1.0 / 12_700.0;
    let is_group = |node: Node<'_, '_>| matches!(node.tag_name().name(), "wgp" | "grpSp");
    if blip.ancestors().any(is_group) {
        return None;
    }
    let shape = blip
        .ancestors()
        .find(|node| node.tag_name().name() == "pic");
    let own = shape.and_then(|shape| child(shape, "spPr"));
    let own = own.and_then(|properties| child(child(properties, "xfrm")?, "ext"));
    let mut drawing = blip.ancestors();
    let size = own.or_else(|| drawing.find_map(|node| child(node, "extent")))?;
    let width: f32 = attribute(size, "cx")?.parse().ok()?;
    (width > 0.0).then_some(width * EMU_PT)
}

/// How wide a picture in VML is shown, in points.
fn width_of_vml(image: Node<'_, '_>) -> Option<f32> {
    let style = attribute(image.parent()?, "style")?;
    let mut words = style.split(';').filter_map(|word| word.split_once(':'));
    let (_, width) = words.find(|(name, _)| name.trim() == "width")?;
    points(width).filter(|width| *width > 0.0)
}

/// What says how a shape is called and whether it is hidden: in it, or in its `nvPicPr` or such.
fn own_properties<'a, 'b>(shape: Node<'a, 'b>) -> Option<Node<'a, 'b>> {
    let mut parts = shape.children();
    let held = parts.find(|part| part.tag_name().name().starts_with("nv"));
    child(held.unwrap_or(shape), "cNvPr")
}

/// Whether a shape is hidden in the list of what is on the page.
fn is_hidden(properties: Node<'_, '_>) -> bool {
    matches!(attribute(properties, "hidden"), Some("1" | "true"))
}

fn absent(reason: &str) -> Block {
    Block::Figure {
        picture: Err(reason.to_owned()),
        caption: Text::new(),
    }
}

/// What a drawing shows, for those who cannot see it.
fn description(properties: Node<'_, '_>) -> String {
    let words = attribute(properties, "descr").filter(|words| !words.trim().is_empty());
    let words = words.or_else(|| attribute(properties, "title"));
    let words = words.unwrap_or_default().trim();
    words.chars().take(LONGEST_DESCRIPTION).collect()
}
