//! OpenDocument texts, as ISO 26300 describes them.
//!
//! Headers and footers are not part of the text; their words are kept apart, since a marking may
//! stand there.

mod block;
mod crop;
mod inline;
mod lists;
mod pictures;
mod styles;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use roxmltree::Node;

use self::lists::Counts;
pub use self::styles::Styles;
use self::table::Copies;
use super::bounds::Allowance;
use super::holdings::{Holdings, Thing};
use super::office::{
    Blocks, Head, HeadFoot, Marks, Outcome, Package, RunningLines, Warnings, attribute, child,
    core_title, parse,
};
use super::protected::needs_password;
use super::{Block, Paper, Picture, Problem};

/// Reads an OpenDocument text.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Protected`] and [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let mut package = Package::open(bytes)?;
    if is_protected(&mut package) {
        return Err(needs_password());
    }
    let text = package
        .text("content.xml")?
        .ok_or_else(|| Problem::Damaged {
            reason: "the part that holds its text is missing".to_owned(),
            hint: "Open it in the program it was made with and save it again.".into(),
        })?;
    let document = parse(&text)?;
    let root = document.root_element();
    let mut styles = Styles::default();
    let mut warnings = Warnings::default();
    let of_styles = package.text("styles.xml").and_then(|text| {
        let text = text.unwrap_or_else(|| "<none/>".to_owned());
        let document = parse(&text)?;
        styles.read(document.root_element());
        Ok(running(document.root_element()))
    });
    let running = of_styles.unwrap_or_else(|_| {
        warnings.add("The part of the document that holds its styles is damaged and was left out.");
        String::new()
    });
    styles.read(root);
    let properties = package.text("meta.xml").ok().flatten();
    let core_title = properties.as_deref().map(core_title).unwrap_or_default();
    let mut reader = Reader {
        package,
        styles,
        counts: Counts::default(),
        marks: Marks::default(),
        comments: HashMap::new(),
        comment_ends: comment_ends(root),
        controls: controls(root),
        pictures: HashMap::new(),
        notes: [Vec::new(), Vec::new()],
        pending_marks: String::new(),
        head: Head::default(),
        copies: Copies::default(),
        cells_open: 0,
        in_contents: false,
        has_changes: false,
        held: Holdings::default(),
        allowance: Allowance::default(),
        warnings,
    };
    let mut blocks = Blocks::default();
    if let Some(text) = child(root, "body").and_then(|body| child(body, "text")) {
        reader.blocks(text, &mut blocks)?;
    }
    reader.put_notes(&mut blocks);
    let outcome = Outcome {
        core_title,
        pages: HeadFoot {
            running,
            ..HeadFoot::default()
        },
        blocks: reader.allowance.with_notice(blocks.finish()),
        marks: reader.marks,
        has_changes: reader.has_changes,
        warnings: reader.warnings,
    };
    let mut paper = reader.head.paper(outcome);
    if paper.flow.blocks.is_empty() && paper.flow.summary.is_empty() {
        let mut held = child(root, "body")
            .map(Holdings::within)
            .unwrap_or_default();
        held.add(
            Thing::HeaderOrFooter,
            usize::from(!paper.running.is_empty()),
        );
        return Ok(held.stand_in_or_blank(paper));
    }
    paper.leave_out(reader.held.left_out());
    Ok(paper)
}

/// Whether the parts of an OpenDocument file are encrypted, which its list of parts says
/// (OpenDocument 1.3 part 2, 4.4).
pub fn is_protected(package: &mut Package<'_>) -> bool {
    let manifest = package.text("META-INF/manifest.xml").ok().flatten();
    manifest.is_some_and(|manifest| manifest.contains("encryption-data"))
}

/// What is known while a document is read.
struct Reader<'a> {
    package: Package<'a>,
    styles: Styles,
    counts: Counts,
    marks: Marks,
    /// The number of each comment among the marks, by its name.
    comments: HashMap<String, usize>,
    /// The names of the comments whose words have an end.
    comment_ends: HashSet<String>,
    /// What the controls of forms say, by their ids.
    controls: HashMap<String, String>,
    pictures: HashMap<String, Result<Picture, String>>,
    /// The blocks of the footnotes and of the endnotes.
    notes: [Vec<Block>; 2],
    /// Marks that stand between paragraphs, for the next one.
    pending_marks: String,
    head: Head,
    copies: Copies,
    /// How many cells of tables are open.
    cells_open: usize,
    in_contents: bool,
    has_changes: bool,
    /// What was met beside the words and is not read.
    held: Holdings,
    /// How much more there may be.
    allowance: Allowance,
    warnings: Warnings,
}

impl Reader<'_> {
    fn put_notes(&mut self, out: &mut Blocks) {
        let notes = std::mem::take(&mut self.notes);
        let mut notes = notes.into_iter().flatten().peekable();
        if notes.peek().is_some() {
            out.push(Block::Rule);
        }
        notes.for_each(|block| out.push(block));
    }

    fn warn(&mut self, warning: &str) {
        self.warnings.add(warning);
    }
}

/// The words of headers and footers, a line for each paragraph.
fn running(root: Node<'_, '_>) -> String {
    let Some(pages) = child(root, "master-styles") else {
        return String::new();
    };
    let mut lines = RunningLines::default();
    let is_running = |node: &Node<'_, '_>| {
        let name = node.tag_name().name();
        name.starts_with("header") || name.starts_with("footer")
    };
    for part in pages.descendants().filter(is_running) {
        let is_paragraph = |node: &Node<'_, '_>| matches!(node.tag_name().name(), "p" | "h");
        for paragraph in part.descendants().filter(is_paragraph) {
            let texts = paragraph
                .descendants()
                .filter_map(|node| match node.text() {
                    Some(text) if node.is_text() => Some(text),
                    _ => None,
                });
            let words: String = texts.collect();
            lines.add(&words);
        }
    }
    lines.finish()
}

/// The names of the comments whose words have an end.
fn comment_ends(root: Node<'_, '_>) -> HashSet<String> {
    root.descendants()
        .filter(|node| node.tag_name().name() == "annotation-end")
        .filter_map(|node| attribute(node, "name").map(str::to_owned))
        .collect()
}

/// What the controls of forms say, by their ids: their label or what was filled in.
pub fn controls(root: Node<'_, '_>) -> HashMap<String, String> {
    let forms = root
        .descendants()
        .filter(|node| node.tag_name().name() == "forms");
    forms
        .flat_map(|forms| forms.descendants())
        .filter_map(|control| {
            let words = ["label", "current-value", "value"]
                .iter()
                .find_map(|name| attribute(control, name))
                .or_else(|| chosen(control));
            let words = format!("{}{}", box_of(control), words?);
            Some((attribute(control, "id")?.to_owned(), words))
        })
        .collect()
}

/// What is chosen in a list of a form.
fn chosen<'a>(control: Node<'a, '_>) -> Option<&'a str> {
    let is_chosen = |option: &Node<'_, '_>| {
        ["current-selected", "selected"]
            .iter()
            .any(|name| attribute(*option, name) == Some("true"))
    };
    attribute(control.children().find(is_chosen)?, "label")
}

/// The box before a choice, ticked or not; nothing before other controls.
fn box_of(control: Node<'_, '_>) -> &'static str {
    let is = |name: &str, value: &str| attribute(control, name) == Some(value);
    match control.tag_name().name() {
        "checkbox" if is("current-state", "checked") => "☒ ",
        "radio" if is("current-selected", "true") => "☒ ",
        "checkbox" | "radio" => "☐ ",
        _ => "",
    }
}
