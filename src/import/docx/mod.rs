//! Word documents, as ECMA-376 describes them.
//!
//! Headers and footers stand once at the top and the end of the text; their words are kept apart as
//! well, since a marking may stand there. Sizes of words are left out.

mod block;
mod chunk;
mod comments;
mod drawing;
mod field;
mod head_foot;
mod inline;
mod math;
mod notes;
mod numbering;
mod parts;
mod styles;
mod table;
mod table_style;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use self::field::Fields;
use self::notes::Notes;
use self::numbering::Numbering;
use self::parts::Parts;
use self::styles::Styles;
use super::bounds::Allowance;
use super::holdings::{Holdings, Thing};
use super::office::{Blocks, Head, HeadFoot, Marks, Outcome, Warnings, attribute, child, parse};
use super::picture::Crop;
use super::protected::package;
use super::relations::Relations;
use super::{Paper, Picture, Problem, Text};

/// Reads a Word document.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Protected`] and [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let bytes = &*package(bytes)?;
    let mut parts = Parts::open(bytes)?;
    let text = parts.main()?;
    let document = parse(&text)?;
    let mut warnings = Warnings::default();
    let relations = parts.relations_of_main(&mut warnings);
    let styles = side_part(
        &mut parts,
        &relations,
        "styles",
        &mut warnings,
        Styles::read,
    );
    let numbering = side_part(&mut parts, &relations, "numbering", &mut warnings, |root| {
        Numbering::read(root, &styles)
    });
    let mut marks = Marks::default();
    let comments = side_part(&mut parts, &relations, "comments", &mut warnings, |root| {
        comments::read(root, &mut marks)
    });
    let mut reader = Reader {
        parts,
        relations,
        styles,
        numbering,
        comments,
        pictures: HashMap::new(),
        notes: Notes::default(),
        fields: Fields::default(),
        pending_marks: String::new(),
        carried: Text::new(),
        cells_open: 0,
        head: Head::default(),
        has_changes: false,
        is_running: false,
        held: Holdings::default(),
        allowance: Allowance::default(),
        warnings,
    };
    let mut blocks = Blocks::default();
    if let Some(body) = child(document.root_element(), "body") {
        reader.blocks(body, &mut blocks)?;
        reader.end_of_story(&mut blocks);
    }
    reader.notes(&mut blocks)?;
    let held = std::mem::take(&mut reader.held);
    let pages = match child(document.root_element(), "body") {
        Some(body) => reader.head_and_foot(body),
        None => HeadFoot::default(),
    };
    let outcome = Outcome {
        core_title: reader.parts.core_title(),
        pages,
        blocks: reader.allowance.with_notice(blocks.finish()),
        marks,
        has_changes: reader.has_changes,
        warnings: reader.warnings,
    };
    let mut paper = reader.head.paper(outcome);
    if paper.flow.blocks.is_empty() && paper.flow.summary.is_empty() {
        let mut held = Holdings::within(document.root_element());
        held.add(
            Thing::HeaderOrFooter,
            usize::from(!paper.running.is_empty()),
        );
        return Ok(held.stand_in_or_blank(paper));
    }
    paper.leave_out(held.left_out());
    Ok(paper)
}

/// What is known while a document is read.
struct Reader<'a> {
    parts: Parts<'a>,
    /// The relations of the part that is being read.
    relations: Relations,
    styles: Styles,
    numbering: Numbering,
    /// The number of each comment among the marks, by its id.
    comments: HashMap<String, usize>,
    /// The pictures that were read, by the name of their part and what is cut off: a logo may stand
    /// on every page.
    pictures: HashMap<(String, Crop), Result<Picture, String>>,
    notes: Notes,
    fields: Fields,
    /// Marks that stand between paragraphs, for the next one.
    pending_marks: String,
    /// The words of a paragraph whose end was deleted, for the next one.
    carried: Text,
    /// How many cells of tables are open.
    cells_open: usize,
    head: Head,
    has_changes: bool,
    /// Whether a head or foot of pages is read.
    is_running: bool,
    /// What was met beside the words and is not read.
    held: Holdings,
    /// How much more there may be.
    allowance: Allowance,
    warnings: Warnings,
}

impl Reader<'_> {
    fn warn(&mut self, warning: &str) {
        self.warnings.add(warning);
    }
}

/// Reads a part that the text can do without: where it is broken, the person is told.
fn side_part<T: Default>(
    parts: &mut Parts<'_>,
    relations: &Relations,
    kind: &str,
    warnings: &mut Warnings,
    read: impl FnOnce(roxmltree::Node<'_, '_>) -> T,
) -> T {
    let Some(target) = relations.of_kind(kind) else {
        return T::default();
    };
    let text = parts.text(target);
    let made = match &text {
        Ok(None) => return T::default(),
        Ok(Some(text)) => parse(text).map(|document| read(document.root_element())),
        Err(problem) => Err(problem.clone()),
    };
    made.unwrap_or_else(|_| {
        warnings.add(&format!(
            "The part of the document that holds its {kind} is damaged and was left out."
        ));
        T::default()
    })
}

/// Whether a property that is on or off is on: `<w:b/>`, `<w:b w:val="0"/>`.
fn is_on(property: roxmltree::Node<'_, '_>) -> bool {
    !matches!(
        attribute(property, "val"),
        Some("0" | "false" | "off" | "none")
    )
}

/// The `val` of a property among these.
fn value<'a>(properties: roxmltree::Node<'a, '_>, name: &str) -> Option<&'a str> {
    attribute(child(properties, name)?, "val")
}
