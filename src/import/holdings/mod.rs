//! What a document holds besides words. Where there is nothing else in it, this is what is said of
//! it: a paper that shows something is never called empty.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::office::alternative;
use super::{Block, Paper, Problem, Span};

mod outline;

pub use outline::is_plain_number;

/// So many plain shapes in one group are a drawing.
const SHAPES_OF_A_SKETCH: usize = 5;

/// Something in a document that is not words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Chart,
    Picture,
    /// A picture that is not in the file.
    PictureElsewhere,
    Diagram,
    /// A drawing without words that says something: an arrow, a star, a free outline, or a group of
    /// many plain shapes.
    Sketch,
    /// Mere decoration: a line, a frame, a rectangle or an ellipse without words. Beside words none of
    /// them is worth a mention.
    Shape,
    /// What was written or drawn by hand.
    Ink,
    /// A field, a box or a button of a form.
    Control,
    /// A file of another program within the document.
    Object,
    /// Another document that this one takes in.
    SubDocument,
    /// Something that is drawn; it is not known what.
    Drawing,
    /// A table whose cells are all empty.
    Table,
    HeaderOrFooter,
    CellComment,
    HiddenCells,
    HiddenSheet,
    HiddenSlide,
    SpeakerNotes,
    /// A program that makes a page in a browser.
    Script,
}

impl Thing {
    /// What one is called, and what several are.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Chart => ("a chart", "charts"),
            Self::Picture => ("a picture", "pictures"),
            Self::PictureElsewhere => (
                "a picture that is not part of the file",
                "pictures that are not part of the file",
            ),
            Self::Diagram => ("a diagram", "diagrams"),
            Self::Sketch | Self::Shape => ("a drawing without words", "drawings without words"),
            Self::Ink => ("a drawing in ink", "drawings in ink"),
            Self::Control => ("a form field", "form fields"),
            Self::Object => ("an object of another program", "objects of other programs"),
            Self::SubDocument => (
                "another document that it takes in",
                "other documents that it takes in",
            ),
            Self::Drawing => (
                "a chart, picture or drawing",
                "charts, pictures or drawings",
            ),
            Self::Table => ("a table with empty cells", "tables with empty cells"),
            Self::HeaderOrFooter => ("a header or footer", "headers and footers"),
            Self::CellComment => ("a comment on a cell", "comments on cells"),
            Self::HiddenCells => ("hidden rows or columns", "hidden rows or columns"),
            Self::HiddenSheet => ("a hidden sheet", "hidden sheets"),
            Self::HiddenSlide => ("a hidden slide", "hidden slides"),
            Self::SpeakerNotes => ("speaker notes", "speaker notes"),
            Self::Script => (
                "a script that makes the page in a browser",
                "scripts that make the page in a browser",
            ),
        }
    }

    /// What an element of an office document stands for, by its name in the standards
    /// (ECMA-376 part 1 and 4, OpenDocument 1.3 part 3).
    pub fn of_element(node: Node<'_, '_>) -> Option<Self> {
        Some(match node.tag_name().name() {
            "chart" | "chartSpace" => Self::Chart,
            "blip" | "imagedata" | "image" => Self::Picture,
            "relIds" => Self::Diagram,
            "oleObj" | "OLEObject" | "object-ole" | "altChunk" | "plugin" => Self::Object,
            "control" | "ffData" | "sdt" => Self::Control,
            "subDoc" => Self::SubDocument,
            "tbl" | "table" => Self::Table,
            "contentPart" => Self::Ink,
            _ => return outline::thing(node),
        })
    }
}

/// How many of each thing a document holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings(BTreeMap<Thing, usize>);

impl Holdings {
    /// What stands within a node. Of several ways to show the same, the one that is read counts.
    pub fn within(node: Node<'_, '_>) -> Self {
        let mut found = Self::default();
        found.count(node);
        found
    }

    /// Counts what stands within a node.
    pub fn count(&mut self, node: Node<'_, '_>) {
        for inner in node.children().filter(Node::is_element) {
            if inner.tag_name().name() == "AlternateContent" {
                if let Some(way) = alternative(inner) {
                    self.count(way);
                }
                continue;
            }
            match Thing::of_element(inner) {
                // A shape or a table is what stands in it, if something does.
                Some(
                    thing @ (Thing::Sketch
                    | Thing::Shape
                    | Thing::Control
                    | Thing::Object
                    | Thing::Table),
                ) => {
                    let within = Self::within(inner);
                    if within.0.is_empty() {
                        self.add(thing, 1);
                    } else {
                        self.merge(&within);
                    }
                }
                Some(thing) => self.add(thing, 1),
                None => self.count(inner),
            }
        }
    }

    /// Adds so many of a thing.
    pub fn add(&mut self, thing: Thing, count: usize) {
        if count > 0 {
            *self.0.entry(thing).or_default() += count;
        }
    }

    /// Adds what a group of shapes holds: many plain shapes together are a drawing.
    pub fn merge_group(&mut self, group: &Self) {
        let mut group = group.clone();
        if group.0.get(&Thing::Shape).copied().unwrap_or(0) >= SHAPES_OF_A_SKETCH {
            group.0.remove(&Thing::Shape);
            group.add(Thing::Sketch, 1);
        }
        self.merge(&group);
    }

    /// Adds what something else holds.
    pub fn merge(&mut self, other: &Self) {
        other
            .0
            .iter()
            .for_each(|(thing, count)| self.add(*thing, *count));
    }

    /// "a chart, 2 pictures and a form field"; `None` if there is nothing.
    fn wording(&self) -> Option<String> {
        let name = |(thing, count): (&Thing, &usize)| {
            let (one, many) = thing.names();
            match count {
                1 => one.to_owned(),
                _ if one == many => one.to_owned(),
                count => format!("{count} {many}"),
            }
        };
        let mut held = self.clone();
        // For a person they are the same.
        let plain = held.0.remove(&Thing::Shape).unwrap_or(0);
        held.add(Thing::Sketch, plain);
        let mut names: Vec<String> = held.0.iter().map(name).collect();
        let last = names.pop()?;
        Some(match names.as_slice() {
            [] => last,
            others => format!("{} and {last}", others.join(", ")),
        })
    }

    /// Why there is no paper of a document in which nothing can be read.
    pub fn problem(&self) -> Problem {
        match self.wording() {
            Some(what) => Problem::HoldsOnly { what },
            None => Problem::Empty,
        }
    }

    /// The paper of a document without text, with a line that names what is in it: so it has a
    /// place in the pack and can be laid out by the program that shows it.
    ///
    /// # Errors
    /// [`Problem::Empty`] if there is nothing in it, nor a title.
    pub fn stand_in(&self, mut paper: Paper) -> Result<Paper, Problem> {
        let Some(what) = self.wording() else {
            return if paper.title.is_empty() {
                Err(Problem::Empty)
            } else {
                Ok(paper)
            };
        };
        paper.flow.blocks.push(Block::Paragraph(vec![Span {
            italic: true,
            ..Span::plain(format!("Not shown here: {what}."))
        }]));
        paper.warnings.push(format!(
            "There are no words in it that can be read: it holds only {what}. {WAY_OUT}"
        ));
        Ok(paper)
    }

    /// The same for a page of a document on which there may be nothing: a blank one is taken as it
    /// is.
    pub fn stand_in_or_blank(&self, mut paper: Paper) -> Paper {
        match self.stand_in(paper.clone()) {
            Ok(paper) => paper,
            Err(_) => {
                paper.warnings.push("There is nothing in it.".to_owned());
                paper
            }
        }
    }

    /// "a chart and 2 pictures are left out.", for what is not read beside the text; decoration and
    /// empty tables are not worth a mention there.
    pub fn left_out(&self) -> Option<String> {
        let mut held = self.clone();
        held.0.remove(&Thing::Shape);
        held.0.remove(&Thing::Table);
        let count: usize = held.0.values().sum();
        let what = held.wording()?;
        Some(match count {
            1 => format!("{what} is left out."),
            _ => format!("{what} are left out."),
        })
    }
}

/// What to do about a document that is shown by its own program alone.
const WAY_OUT: &str = "Keep its layout, if LibreOffice is installed, or save it as PDF in the \
    program it was made with and add that.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::office::parse;

    fn said(xml: &str) -> String {
        let document = parse(xml).unwrap();
        let held = Holdings::within(document.root_element());
        held.problem().to_string()
    }

    #[test]
    fn what_a_document_holds_is_named_and_counted() {
        for (xml, what) in [
            ("<a/>", "the file is empty"),
            ("<a><chart/></a>", "it holds only a chart"),
            (
                "<a><chart/><pic><blip/></pic><sp><pic><blip/></pic></sp><sdt/></a>",
                "it holds only a chart, 2 pictures and a form field",
            ),
            (
                "<a><AlternateContent><Choice><sp/></Choice><Fallback><rect/></Fallback>\
                 </AlternateContent><oval/></a>",
                "it holds only 2 drawings without words",
            ),
        ] {
            assert!(said(xml).ends_with(what), "{}", said(xml));
        }
    }

    #[test]
    fn a_paper_with_nothing_to_read_names_what_it_holds_and_the_way_out() {
        let mut held = Holdings::default();
        assert_eq!(held.stand_in(Paper::default()), Err(Problem::Empty));
        held.add(Thing::Chart, 2);
        held.add(Thing::Shape, 1);
        assert_eq!(held.left_out().as_deref(), Some("2 charts are left out."));
        let paper = held.stand_in(Paper::default()).unwrap();
        assert_eq!(paper.flow.blocks.len(), 1);
        assert!(paper.warnings[0].contains("holds only 2 charts and a drawing"));
    }
}
