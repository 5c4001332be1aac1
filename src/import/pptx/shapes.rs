//! The shapes of a slide, in the order in which they are read.

use std::collections::HashMap;

use roxmltree::Node;

use super::super::holdings::{Holdings, Thing};
use super::super::links::is_safe;
use super::super::office::chart::chart;
use super::super::office::{
    Package, alternative, child, crop_beside, cropped, descendant, parse, picture, words_of_control,
};
use super::super::picture::{Crop, shrunk};
use super::super::relations::{self, Relations};
use super::super::{Block, Picture, Problem, Span, Text};
use super::diagram::diagram;
use super::placeholder::{Kind, Template, TopLeft, place, taken_over_place};
use super::text;

/// Shapes whose tops are this near to each other stand in one row, in EMU (a third of an inch).
const ONE_ROW_EMU: i64 = 300_000;

/// A picture that a slide shows no longer than this is a sign or a logo, which must not fill a page,
/// in EMU (2 inches).
const SIGN_EMU: u64 = 1_828_800;
/// How many pixels of a sign are kept for each inch on the slide.
const SIGN_PX_PER_INCH: u64 = 144;
const EMU_PER_INCH: u64 = 914_400;

/// A picture as a slide shows it: its part, what is cut off, and how long it may be in pixels.
pub type PictureKey = (String, Crop, Option<u32>);

/// What is found on a slide.
#[derive(Default)]
pub struct SlideContents {
    pub title: Text,
    pub is_title_slide: bool,
    pub subtitle: Vec<Text>,
    pub blocks: Vec<Block>,
    /// Footers: words that stand on every slide.
    pub running: Vec<String>,
    /// Whether shapes were left out because they are hidden.
    pub has_hidden_shapes: bool,
    /// What is not read.
    pub held: Holdings,
}

/// Reads the shapes of a slide.
pub struct Shapes<'a, 'b> {
    pub package: &'a mut Package<'b>,
    pub pictures: &'a mut HashMap<PictureKey, Result<Picture, String>>,
    pub relations: &'a Relations,
    /// The slide's layout and master.
    pub templates: &'a [&'a Template],
    pub found: SlideContents,
}

impl Shapes<'_, '_> {
    /// Reads a tree of shapes, row by row from the top and from left to right.
    ///
    /// # Errors
    /// [`Problem::BeyondLimit`] and [`Problem::Damaged`] of the archive.
    pub fn read(&mut self, tree: Node<'_, '_>) -> Result<(), Problem> {
        for shape in self.in_reading_order(tree) {
            if is_ornament(shape) && is_small(shape) {
                continue;
            }
            if is_hidden(shape) {
                self.found.has_hidden_shapes = true;
                continue;
            }
            match shape.tag_name().name() {
                "sp" if is_filled_with_picture(shape) => self.picture(shape)?,
                "sp" => self.shape(shape),
                "grpSp" => {
                    let outer = std::mem::take(&mut self.found.held);
                    let read = self.read(shape);
                    let within = std::mem::replace(&mut self.found.held, outer);
                    self.found.held.merge_group(&within);
                    read?;
                }
                "pic" => self.picture(shape)?,
                "graphicFrame" => self.frame(shape)?,
                "cxnSp" | "contentPart" => self.not_read(shape),
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads the controls of ActiveX on a slide: what they say, or else their pictures.
    ///
    /// # Errors
    /// As [`Shapes::read`].
    pub fn controls(&mut self, list: Node<'_, '_>) -> Result<(), Problem> {
        for control in list.children().filter(Node::is_element).flat_map(chosen) {
            let part = relations::id(control, "id").and_then(|id| self.relations.part(id));
            let words = part.and_then(|part| words_of_control(self.package, part));
            match (words, descendant(control, "pic")) {
                (Some(words), _) => {
                    let text = vec![Span::plain(words)];
                    self.found.blocks.push(Block::Paragraph(text));
                }
                (None, Some(picture)) => self.picture(picture)?,
                (None, None) => self.found.held.add(Thing::Control, 1),
            }
        }
        Ok(())
    }

    /// Counts a shape in which nothing can be read.
    fn not_read(&mut self, shape: Node<'_, '_>) {
        let thing = Thing::of_element(shape).unwrap_or(Thing::Shape);
        self.found.held.add(thing, 1);
    }

    fn in_reading_order<'c, 'd>(&self, tree: Node<'c, 'd>) -> Vec<Node<'c, 'd>> {
        let mut placed: Vec<(TopLeft, Node<'c, 'd>)> = Vec::new();
        let mut before = (0, 0);
        for shape in tree.children().filter(Node::is_element).flat_map(chosen) {
            let kind = Kind::of(shape);
            let taken_over = || taken_over_place(kind.as_ref()?, self.templates);
            // A shape without a place follows the one before it.
            before = place(shape).or_else(taken_over).unwrap_or(before);
            placed.push((before, shape));
        }
        placed.sort_by_key(|(place, _)| place.0);
        let mut rows: Vec<Vec<(TopLeft, Node<'c, 'd>)>> = Vec::new();
        for item in placed {
            let top = rows
                .last()
                .and_then(|row| row.first())
                .map(|(place, _)| place.0);
            match rows.last_mut() {
                Some(row) if top.is_some_and(|top| item.0.0 - top <= ONE_ROW_EMU) => row.push(item),
                _ => rows.push(vec![item]),
            }
        }
        for row in &mut rows {
            row.sort_by_key(|(place, _)| place.1);
        }
        let mut order = Vec::new();
        let mut rows = rows.into_iter().peekable();
        while let Some(row) = rows.next() {
            match rows.next_if(|below| heads(&row, below)) {
                // What is below each head comes after it.
                Some(below) => {
                    let pairs = row.into_iter().zip(below);
                    order.extend(pairs.flat_map(|(head, below)| [head.1, below.1]));
                }
                None => order.extend(row.into_iter().map(|(_, shape)| shape)),
            }
        }
        order
    }

    fn shape(&mut self, shape: Node<'_, '_>) {
        let kind = Kind::of(shape);
        let Some(body) = child(shape, "txBody") else {
            self.not_read(shape);
            return;
        };
        let paragraphs = text::paragraphs(body, kind.as_ref(), self.templates, self.relations);
        if paragraphs.is_empty() && kind.is_none() {
            self.not_read(shape);
        }
        let name = kind.as_ref().map_or("", |kind| kind.name.as_str());
        match name {
            "sldNum" => {}
            "ftr" | "hdr" | "dt" => {
                let lines = paragraphs
                    .iter()
                    .map(|paragraph| text::plain(&paragraph.text));
                self.found.running.extend(lines);
            }
            "subTitle" => {
                let lines = paragraphs.into_iter().map(|paragraph| paragraph.text);
                self.found.subtitle.extend(lines);
            }
            _ if kind.as_ref().is_some_and(Kind::is_title) && self.found.title.is_empty() => {
                self.found.is_title_slide = name == "ctrTitle";
                for paragraph in paragraphs {
                    if !self.found.title.is_empty() {
                        self.found.title.push(Span::plain(" "));
                    }
                    self.found
                        .title
                        .extend(paragraph.text.into_iter().map(on_one_line));
                }
            }
            _ => self.found.blocks.extend(text::blocks(paragraphs)),
        }
    }

    fn picture(&mut self, shape: Node<'_, '_>) -> Result<(), Problem> {
        let Some(blip) = descendant(shape, "blip") else {
            self.found.held.add(Thing::Picture, 1);
            return Ok(());
        };
        let embedded = relations::id(blip, "embed").and_then(|id| self.relations.part(id));
        let linked = relations::id(blip, "link").and_then(|id| self.relations.address(id));
        let picture = match (embedded, linked) {
            (Some(part), _) => {
                let key = (part.to_owned(), crop_beside(blip), sign_px(shape));
                self.embedded(key)?
            }
            (None, Some(address)) => Err(if is_safe(address) {
                format!("it is at {address} and is not fetched")
            } else {
                "it is in a file outside the presentation".to_owned()
            }),
            (None, None) => Err("it is not in the file".to_owned()),
        };
        let alt = descendant(shape, "cNvPr").and_then(|node| node.attribute("descr"));
        let picture = picture.map(|picture| Picture {
            alt: alt.unwrap_or_default().trim().to_owned(),
            ..picture
        });
        self.found.blocks.push(Block::Figure {
            picture,
            caption: Text::new(),
        });
        Ok(())
    }

    fn embedded(&mut self, key: PictureKey) -> Result<Result<Picture, String>, Problem> {
        if let Some(known) = self.pictures.get(&key) {
            return Ok(known.clone());
        }
        let (part, crop, longest_px) = &key;
        let made = if let Some(longest_px) = longest_px {
            let large = self.embedded((part.clone(), *crop, None))?;
            large.map(|large| shrunk(&large, *longest_px).unwrap_or(large))
        } else if crop.is_nothing() {
            match self.package.part(part)? {
                Some(bytes) => picture(&bytes.into(), ""),
                None => Err("it is not in the file".to_owned()),
            }
        } else {
            let whole = self.embedded((part.clone(), Crop::default(), None))?;
            whole.and_then(|whole| cropped(&whole, *crop))
        };
        self.pictures.insert(key, made.clone());
        Ok(made)
    }

    /// A table, a chart or a diagram.
    fn frame(&mut self, frame: Node<'_, '_>) -> Result<(), Problem> {
        if let Some(table) = descendant(frame, "tbl") {
            match super::table::read(table, self.relations) {
                Some(table) => self.found.blocks.push(Block::Table(table)),
                None => self.found.held.add(Thing::Table, 1),
            }
            return Ok(());
        }
        if let Some(node) = descendant(frame, "chart") {
            return self.part_of((node, "id", Thing::Chart), |root, _| chart(root));
        }
        if let Some(node) = descendant(frame, "relIds") {
            return self.part_of((node, "dm", Thing::Diagram), diagram);
        }
        if let Some(picture) = descendant(frame, "pic") {
            return self.picture(picture);
        }
        self.found.held.add(Thing::Object, 1);
        Ok(())
    }

    fn part_of(
        &mut self,
        (node, name, thing): (Node<'_, '_>, &str, Thing),
        blocks: impl Fn(Node<'_, '_>, &Relations) -> Vec<Block>,
    ) -> Result<(), Problem> {
        let part = relations::id(node, name).and_then(|id| self.relations.part(id));
        if let Some(text) = relations::part_of(self.package, part)? {
            let document = parse(&text)?;
            let more = blocks(document.root_element(), self.relations);
            if !more.is_empty() {
                self.found.blocks.extend(more);
                return Ok(());
            }
        }
        self.found.held.add(thing, 1);
        Ok(())
    }
}

/// Whether each shape of a row heads the one below it: the heads of two columns that are compared,
/// or pictures with words below them.
fn heads(row: &[(TopLeft, Node<'_, '_>)], below: &[(TopLeft, Node<'_, '_>)]) -> bool {
    let is_head = |(head, below): (&(TopLeft, Node<'_, '_>), &(TopLeft, Node<'_, '_>))| {
        let kind = |shape| Kind::of(shape).map(|kind| kind.name);
        let is_of_columns =
            kind(head.1).as_deref() == Some("body") && kind(below.1).as_deref() == Some("obj");
        let is_picture = head.1.tag_name().name() == "pic" && below.1.tag_name().name() == "sp";
        (is_of_columns || is_picture) && (head.0.1 - below.0.1).abs() <= ONE_ROW_EMU
    };
    row.len() > 1 && row.len() == below.len() && row.iter().zip(below).all(is_head)
}

/// The shapes that an element stands for: of several ways to show the same, the one that is read.
fn chosen<'c, 'd>(node: Node<'c, 'd>) -> Vec<Node<'c, 'd>> {
    if node.tag_name().name() != "AlternateContent" {
        return vec![node];
    }
    alternative(node)
        .into_iter()
        .flat_map(|way| way.children().filter(Node::is_element))
        .collect()
}

/// How wide and high the slide shows a picture, in EMU. Within a group that is not known: sizes are
/// in units of the group there.
fn size_emu(shape: Node<'_, '_>) -> Option<(u64, u64)> {
    let mut around = shape.ancestors();
    if around.any(|outer| outer.tag_name().name() == "grpSp") {
        return None;
    }
    let extent = child(child(child(shape, "spPr")?, "xfrm")?, "ext")?;
    let side = |name| extent.attribute(name)?.parse::<u64>().ok();
    Some((side("cx")?, side("cy")?))
}

/// The most pixels that the longer side of a picture keeps, if the slide shows it as a sign.
fn sign_px(shape: Node<'_, '_>) -> Option<u32> {
    let (width, height) = size_emu(shape)?;
    let longest = width.max(height);
    if longest > SIGN_EMU {
        return None;
    }
    let pixels = longest * SIGN_PX_PER_INCH / EMU_PER_INCH;
    u32::try_from(pixels).ok().filter(|pixels| *pixels > 0)
}

/// Whether a picture covers no more of the slide than the largest sign: a logo, or a thin stripe.
fn is_small(shape: Node<'_, '_>) -> bool {
    let area = |(width, height): (u64, u64)| u128::from(width) * u128::from(height);
    size_emu(shape).is_some_and(|size| area(size) <= area((SIGN_EMU, SIGN_EMU)))
}

/// Whether a shape shows a picture and no words; behind words a picture is a ground.
pub fn is_filled_with_picture(shape: Node<'_, '_>) -> bool {
    let fill = child(shape, "spPr").and_then(|properties| child(properties, "blipFill"));
    let words = child(shape, "txBody").is_some_and(has_words);
    fill.and_then(|fill| child(fill, "blip")).is_some() && !words
}

fn has_words(body: Node<'_, '_>) -> bool {
    let mut texts = body
        .descendants()
        .filter(|node| node.tag_name().name() == "t");
    texts.any(|text| text.text().is_some_and(|text| !text.trim().is_empty()))
}

/// Whether a shape is hidden in the list of what is on the slide, as its `nvSpPr` or such says.
fn is_hidden(shape: Node<'_, '_>) -> bool {
    let mut parts = shape.children();
    let own = parts.find(|part| part.tag_name().name().starts_with("nv"));
    let own = own.and_then(|own| child(own, "cNvPr"));
    own.and_then(|own| own.attribute("hidden"))
        .is_some_and(|hidden| matches!(hidden, "1" | "true"))
}

/// Whether whoever made the slide said that a picture means nothing ("mark as decorative"). Some
/// mark a chart so as well, to be done with the check of what lacks a description.
fn is_ornament(shape: Node<'_, '_>) -> bool {
    let own = child(shape, "nvPicPr").and_then(|own| child(own, "cNvPr"));
    own.and_then(|own| descendant(own, "decorative"))
        .and_then(|mark| mark.attribute("val"))
        .is_some_and(|mark| matches!(mark, "1" | "true"))
}

fn on_one_line(span: Span) -> Span {
    Span {
        text: span.text.replace('\n', " "),
        ..span
    }
}
