//! A slide, with what belongs to it.

use roxmltree::Node;

use super::super::holdings::Holdings;
use super::super::office::{child, descendant, parse};
use super::super::relations::{Relations, part_of};
use super::super::{Block, Comment, Problem, Text};
use super::placeholder::{Kind, Template};
use super::shapes::{Shapes, SlideContents};
use super::{Reader, damaged};

/// What a slide shows.
#[derive(Default)]
pub struct Slide {
    pub is_hidden: bool,
    /// What the speaker is to say.
    pub notes: String,
    pub has_hidden_shapes: bool,
    pub is_title_slide: bool,
    pub title: Text,
    pub subtitle: Vec<Text>,
    pub blocks: Vec<Block>,
    pub running: Vec<String>,
    pub comments: Vec<Comment>,
    /// What stands on it and is not read.
    pub held: Holdings,
}

/// Reads the slide of a part.
///
/// # Errors
/// [`Problem::Damaged`] and [`Problem::BeyondLimit`].
pub fn read(reader: &mut Reader<'_>, part: &str) -> Result<Slide, Problem> {
    let text = reader
        .package
        .text(part)?
        .ok_or_else(|| damaged("one of its slides is not in it"))?;
    let document = parse(&text)?;
    let root = document.root_element();
    if matches!(root.attribute("show"), Some("0" | "false")) {
        return Ok(Slide {
            is_hidden: true,
            ..Slide::default()
        });
    }
    let relations = Relations::read(&mut reader.package, part)?;
    let layout = relations.of_kind("slideLayout").map(str::to_owned);
    let master = load(reader, layout.as_deref())?;
    load(reader, master.as_deref())?;
    let templates: Vec<&Template> = [layout, master]
        .iter()
        .flatten()
        .filter_map(|part| reader.templates.get(part))
        .collect();
    let mut shapes = Shapes {
        package: &mut reader.package,
        pictures: &mut reader.pictures,
        relations: &relations,
        templates: &templates,
        found: SlideContents::default(),
    };
    if let Some(tree) = descendant(root, "spTree") {
        shapes.read(tree)?;
    }
    if let Some(list) = descendant(root, "controls") {
        shapes.controls(list)?;
    }
    let mut found = shapes.found;
    let lines = templates.iter().flat_map(|template| &template.running);
    found.running.extend(lines.cloned());
    Ok(Slide {
        is_hidden: false,
        notes: notes(reader, &relations)?,
        has_hidden_shapes: found.has_hidden_shapes,
        is_title_slide: found.is_title_slide,
        title: found.title,
        subtitle: found.subtitle,
        blocks: found.blocks,
        running: found.running,
        comments: comments(reader, &relations)?,
        held: found.held,
    })
}

/// Reads a layout or a master unless that has been done, and returns its own master.
fn load(reader: &mut Reader<'_>, part: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(part) = part else {
        return Ok(None);
    };
    if !reader.templates.contains_key(part) {
        let template = match reader.package.text(part)? {
            Some(text) => Template::new(parse(&text)?.root_element()),
            None => Template::default(),
        };
        reader.templates.insert(part.to_owned(), template);
    }
    let relations = Relations::read(&mut reader.package, part)?;
    Ok(relations.of_kind("slideMaster").map(str::to_owned))
}

/// The words for the speaker, a line for each paragraph.
fn notes(reader: &mut Reader<'_>, relations: &Relations) -> Result<String, Problem> {
    let Some(text) = part_of(&mut reader.package, relations.of_kind("notesSlide"))? else {
        return Ok(String::new());
    };
    let document = parse(&text)?;
    let named = |node: &Node<'_, '_>, name: &str| node.tag_name().name() == name;
    let shapes = document.descendants().filter(|node| {
        named(node, "sp") && Kind::of(*node).is_some_and(|kind| kind.name == "body")
    });
    let lines = shapes.flat_map(|shape| shape.descendants().filter(|node| named(node, "p")));
    let words = |line: Node<'_, '_>| -> String {
        let parts = line
            .descendants()
            .filter_map(|node| match node.tag_name().name() {
                "t" => node.text(),
                "br" => Some("\n"),
                _ => None,
            });
        parts.collect()
    };
    let lines: Vec<String> = lines.map(words).collect();
    Ok(lines.join("\n").trim().to_owned())
}

/// Comments on a slide, in the form of PowerPoint 2010 and in the present one.
fn comments(reader: &mut Reader<'_>, relations: &Relations) -> Result<Vec<Comment>, Problem> {
    let Some(text) = part_of(&mut reader.package, relations.of_kind("comments"))? else {
        return Ok(Vec::new());
    };
    let document = parse(&text)?;
    let nodes = document.descendants();
    let nodes = nodes.filter(|node| matches!(node.tag_name().name(), "cm" | "reply"));
    let comments = nodes.filter_map(|node| {
        let body = match child(node, "text") {
            Some(text) => text.text().unwrap_or_default().to_owned(),
            None => child(node, "txBody")?
                .descendants()
                .filter(|node| node.tag_name().name() == "t")
                .filter_map(|node| node.text())
                .collect(),
        };
        let author = node.attribute("authorId");
        let written = node.attribute("dt").or_else(|| node.attribute("created"));
        let written = written.and_then(|written| {
            let zoned = written.parse().ok();
            zoned.or_else(|| format!("{written}Z").parse().ok())
        });
        (!body.trim().is_empty()).then(|| Comment {
            body: body.trim().to_owned(),
            author: author
                .and_then(|author| reader.authors.get(author).cloned())
                .unwrap_or_default(),
            written,
            ..Comment::default()
        })
    });
    Ok(comments.collect())
}
