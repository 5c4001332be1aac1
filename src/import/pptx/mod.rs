//! Presentations of PowerPoint (PPTX): each slide's title, words, tables and pictures in the order
//! in which they are read.

mod diagram;
mod placeholder;
mod shapes;
mod slide;
mod table;
#[cfg(test)]
mod tests;
mod text;

use std::collections::HashMap;

use roxmltree::Node;

use self::placeholder::Template;
use self::shapes::PictureKey;
use self::slide::Slide;
use super::holdings::{Holdings, Thing};
use super::office::{self, Package, child, parse};
use super::relations::{self, Relations, part_of};
use super::{Block, Comment, Paper, Picture, Problem, Span, protected};

/// The most slides that are read.
const MOST_SLIDES: usize = 2_000;

/// Reads a presentation. Hidden slides are left out; what is meant for the speaker alone is no part of the
/// content and offered as comments are.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Protected`], [`Problem::Empty`] and [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let bytes = &*protected::package(bytes)?;
    let mut package = Package::open(bytes)?;
    let main = Relations::read(&mut package, "")?
        .of_kind("officeDocument")
        .map_or_else(|| "ppt/presentation.xml".to_owned(), str::to_owned);
    let (slides, first) = slides(&mut package, &main)?;
    if slides.is_empty() {
        return Err(Problem::Empty);
    }
    let is_alone = slides.len() == 1;
    let authors = authors(&mut package, &main)?;
    let mut reader = Reader {
        package,
        templates: HashMap::new(),
        pictures: HashMap::new(),
        authors,
        paper: Paper::default(),
        held: Holdings::default(),
    };
    let mut hidden = 0;
    let mut has_notes = false;
    let mut has_hidden_shapes = false;
    let mut running: Vec<String> = Vec::new();
    for (number, part) in (first..).zip(slides) {
        let slide = slide::read(&mut reader, &part)?;
        if slide.is_hidden {
            hidden += 1;
            continue;
        }
        has_notes |= !slide.notes.is_empty();
        has_hidden_shapes |= slide.has_hidden_shapes;
        reader.held.merge(&slide.held);
        for line in &slide.running {
            if !running.contains(line) {
                running.push(line.clone());
            }
        }
        reader.add(slide, Some(number).filter(|_| !is_alone));
    }
    let title = core_title(&mut reader.package)?;
    let mut paper = reader.paper;
    paper.running = running.join("\n");
    if paper.title.is_empty() {
        paper.title = title;
    }
    paper.leave_out(match hidden {
        0 => None,
        1 => Some("a hidden slide is left out.".to_owned()),
        count => Some(format!("{count} hidden slides are left out.")),
    });
    if has_hidden_shapes {
        paper.leave_out(["hidden pictures and shapes are left out.".to_owned()]);
    }
    if paper.flow.blocks.is_empty() && paper.flow.summary.is_empty() {
        reader.held.add(Thing::HiddenSlide, hidden);
        reader.held.add(Thing::SpeakerNotes, usize::from(has_notes));
        return reader.held.stand_in(paper);
    }
    paper.leave_out(reader.held.left_out());
    Ok(paper)
}

pub use shapes::is_filled_with_picture;

/// The words of a shape of DrawingML, which other office documents have too.
pub fn words_of_shape(body: Node<'_, '_>, relations: &Relations) -> Vec<Block> {
    text::blocks(text::paragraphs(body, None, &[], relations))
}

/// What is at hand while slides are read.
struct Reader<'a> {
    package: Package<'a>,
    /// The layouts and masters that have been read, by their parts.
    templates: HashMap<String, Template>,
    /// The pictures that were read: a logo may stand on every slide.
    pictures: HashMap<PictureKey, Result<Picture, String>>,
    /// Those who wrote comments, by their numbers.
    authors: HashMap<String, String>,
    paper: Paper,
    /// What stands on the slides and is not read.
    held: Holdings,
}

impl Reader<'_> {
    /// Adds a slide below those before it. Each but the title slide is told by its number, if it
    /// has one, as it is spoken of: "Slide 3: Lamps".
    fn add(&mut self, slide: Slide, number: Option<u64>) {
        let is_first = self.paper.flow.blocks.is_empty()
            && self.paper.flow.summary.is_empty()
            && self.paper.title.is_empty();
        let title = text::plain(&slide.title);
        let mut heading = String::new();
        if is_first && slide.is_title_slide {
            self.paper.title = title;
            self.paper.flow.summary = slide.subtitle;
        } else {
            let text: Vec<Span> = match number.map(|number| format!("Slide {number}")) {
                Some(number) if title.is_empty() => vec![Span::plain(number)],
                Some(number) => {
                    let number = std::iter::once(Span::plain(format!("{number}: ")));
                    number.chain(slide.title).collect()
                }
                None => slide.title,
            };
            heading = text::plain(&text);
            let is_empty = title.is_empty() && slide.subtitle.is_empty() && slide.blocks.is_empty();
            if !is_empty && !text.is_empty() {
                let blocks = &mut self.paper.flow.blocks;
                blocks.push(Block::Heading { level: 1, text });
            }
            let subtitle = slide.subtitle.into_iter().map(Block::Paragraph);
            self.paper.flow.blocks.extend(subtitle);
        }
        self.paper.flow.blocks.extend(slide.blocks);
        if !slide.notes.is_empty() {
            self.paper.comments.push(Comment {
                quote: heading,
                body: slide.notes,
                ..Comment::default()
            });
        }
        self.paper.comments.extend(slide.comments);
    }
}

/// The parts of the slides, in the order in which they are shown, and the number of the first one.
/// Hidden slides are counted as well.
fn slides(package: &mut Package<'_>, main: &str) -> Result<(Vec<String>, u64), Problem> {
    let text = package
        .text(main)?
        .ok_or_else(|| damaged("the list of its slides is missing"))?;
    let document = parse(&text)?;
    let relations = Relations::read(package, main)?;
    let first = document.root_element().attribute("firstSlideNum");
    let first = first.and_then(|first| first.parse::<u32>().ok());
    let first = first.map_or(1, u64::from);
    let list = child(document.root_element(), "sldIdLst");
    let ids = list.iter().flat_map(Node::children);
    let parts: Vec<String> = ids
        .filter_map(|id| relations.part(relations::id(id, "id")?))
        .map(str::to_owned)
        .collect();
    if parts.len() > MOST_SLIDES {
        return Err(Problem::BeyondLimit {
            what: format!("it has {} slides", parts.len()),
            limit: format!("{MOST_SLIDES} slides"),
        });
    }
    Ok((parts, first))
}

fn authors(package: &mut Package<'_>, main: &str) -> Result<HashMap<String, String>, Problem> {
    let relations = Relations::read(package, main)?;
    let mut authors = HashMap::new();
    for kind in ["commentAuthors", "authors"] {
        let Some(text) = part_of(package, relations.of_kind(kind))? else {
            continue;
        };
        for author in parse(&text)?.root_element().children() {
            if let (Some(id), Some(name)) = (author.attribute("id"), author.attribute("name")) {
                authors.insert(id.to_owned(), name.to_owned());
            }
        }
    }
    Ok(authors)
}

/// The title in the file's properties, unless the program gave it.
fn core_title(package: &mut Package<'_>) -> Result<String, Problem> {
    let Some(text) = package.text("docProps/core.xml")? else {
        return Ok(String::new());
    };
    let title = office::core_title(&text);
    let is_made_up = [
        "PowerPoint Presentation",
        "Presentation",
        "Slide 1",
        "Title",
    ]
    .iter()
    .any(|made_up| made_up.eq_ignore_ascii_case(&title));
    Ok(if is_made_up { String::new() } else { title })
}

fn damaged(reason: &str) -> Problem {
    Problem::Damaged {
        reason: reason.to_owned(),
        hint: "Open it in the program it was made with and save it again.".into(),
    }
}
