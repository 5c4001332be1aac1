//! Footnotes and endnotes, which come at the end of the text, and headers and footers, which do
//! not.

use roxmltree::Node;

use super::super::office::{Blocks, attribute, labelled, parse, roman};
use super::super::{Block, Problem};
use super::Reader;

/// The notes that the text refers to.
#[derive(Debug, Default)]
pub struct Notes {
    at_foot: Vec<Note>,
    at_end: Vec<Note>,
}

#[derive(Debug)]
struct Note {
    id: String,
    label: String,
}

impl Reader<'_> {
    /// The number of the note that is referred to; `None` where the text has a mark of its own.
    pub fn note_label(&mut self, node: Node<'_, '_>) -> Option<String> {
        if !self.head.is_open {
            return None;
        }
        let is_foot = node.tag_name().name() == "footnoteReference";
        let notes = if is_foot {
            &mut self.notes.at_foot
        } else {
            &mut self.notes.at_end
        };
        let id = attribute(node, "id")?.to_owned();
        let has_own_mark = attribute(node, "customMarkFollows")
            .is_some_and(|value| !matches!(value, "0" | "false" | "off"));
        let numbered = notes.iter().filter(|note| !note.label.is_empty()).count();
        let number = u64::try_from(numbered + 1).unwrap_or(u64::MAX);
        let label = match (has_own_mark, is_foot) {
            (true, _) => String::new(),
            (false, true) => number.to_string(),
            // Word counts endnotes so, unless it is told otherwise.
            (false, false) => roman(number, false),
        };
        notes.push(Note {
            id,
            label: label.clone(),
        });
        (!has_own_mark).then_some(label)
    }

    /// Puts the notes after the text, below a rule.
    pub fn notes(&mut self, out: &mut Blocks) -> Result<(), Problem> {
        self.head.is_open = false;
        let at_foot = std::mem::take(&mut self.notes.at_foot);
        let at_end = std::mem::take(&mut self.notes.at_end);
        let mut blocks = self.notes_of("footnotes", &at_foot)?;
        blocks.extend(self.notes_of("endnotes", &at_end)?);
        if !blocks.is_empty() {
            out.push(Block::Rule);
        }
        blocks.into_iter().for_each(|block| out.push(block));
        Ok(())
    }

    fn notes_of(&mut self, kind: &str, notes: &[Note]) -> Result<Vec<Block>, Problem> {
        let part = self.relations.of_kind(kind).next();
        let Some(name) = part.map(|relation| relation.target.clone()) else {
            return Ok(Vec::new());
        };
        if notes.is_empty() {
            return Ok(Vec::new());
        }
        let text = self.parts.text(&name).ok().flatten().unwrap_or_default();
        let Ok(document) = parse(&text) else {
            self.warn(&format!(
                "The {kind} of the document are damaged and were left out."
            ));
            return Ok(Vec::new());
        };
        let by_id: std::collections::HashMap<&str, Node<'_, '_>> = document
            .root_element()
            .children()
            .filter_map(|node| Some((attribute(node, "id")?, node)))
            .collect();
        let own = self.parts.relations_of(&name);
        let outer = std::mem::replace(&mut self.relations, own);
        let mut blocks = Vec::new();
        for note in notes {
            if let Some(node) = by_id.get(note.id.as_str()) {
                let mut read = Blocks::default();
                self.blocks(*node, &mut read)?;
                self.end_of_story(&mut read);
                blocks.extend(labelled(&note.label, read.finish()));
            }
        }
        self.relations = outer;
        Ok(blocks)
    }

    /// The words of headers and footers, a line for each paragraph.
    pub fn running(&mut self) -> String {
        self.head.is_open = false;
        let kinds = ["header", "footer"];
        let of_kind = |kind| self.relations.of_kind(kind).map(|part| part.target.clone());
        let names: Vec<String> = kinds.into_iter().flat_map(of_kind).collect();
        let mut lines: Vec<String> = Vec::new();
        for name in names {
            // What is wrong with them does not touch the text.
            let Ok(Some(text)) = self.parts.text(&name) else {
                continue;
            };
            let Ok(document) = parse(&text) else {
                continue;
            };
            let own = self.parts.relations_of(&name);
            let outer = std::mem::replace(&mut self.relations, own);
            let mut blocks = Blocks::default();
            let read = self.blocks(document.root_element(), &mut blocks);
            self.relations = outer;
            if read.is_err() {
                continue;
            }
            for block in blocks.finish() {
                for line in block.plain_text().lines().map(str::trim) {
                    if !line.is_empty() && !lines.iter().any(|known| known == line) {
                        lines.push(line.to_owned());
                    }
                }
            }
        }
        lines.join("\n")
    }
}
