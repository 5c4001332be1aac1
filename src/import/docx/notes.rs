//! Footnotes and endnotes, which come at the end of the text.

use std::collections::HashMap;

use roxmltree::Node;

use super::super::office::{Blocks, attribute, labelled, parse, roman};
use super::super::{Block, Problem};
use super::Reader;

/// The notes that the text refers to.
#[derive(Debug, Default)]
pub struct Notes {
    at_foot: Referred,
    at_end: Referred,
}

/// Notes of one kind, in the order in which the text refers to them.
#[derive(Debug, Default)]
struct Referred {
    notes: Vec<Note>,
    by_id: HashMap<String, usize>,
    numbered: u64,
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
        let known = notes
            .by_id
            .get(&id)
            .and_then(|index| notes.notes.get(*index));
        if let Some(note) = known {
            return Some(note.label.clone()).filter(|_| !has_own_mark);
        }
        notes.numbered += u64::from(!has_own_mark);
        let label = match (has_own_mark, is_foot) {
            (true, _) => String::new(),
            (false, true) => notes.numbered.to_string(),
            // Word counts endnotes so, unless it is told otherwise.
            (false, false) => roman(notes.numbered, false),
        };
        notes.by_id.insert(id.clone(), notes.notes.len());
        notes.notes.push(Note {
            id,
            label: label.clone(),
        });
        (!has_own_mark).then_some(label)
    }

    /// Puts the notes after the text, below a rule.
    pub fn notes(&mut self, out: &mut Blocks) -> Result<(), Problem> {
        self.head.is_open = false;
        let at_foot = std::mem::take(&mut self.notes.at_foot).notes;
        let at_end = std::mem::take(&mut self.notes.at_end).notes;
        let mut blocks = self.notes_of("footnotes", &at_foot)?;
        blocks.extend(self.notes_of("endnotes", &at_end)?);
        if !blocks.is_empty() {
            out.push(Block::Rule);
        }
        blocks.into_iter().for_each(|block| out.push(block));
        Ok(())
    }

    fn notes_of(&mut self, kind: &str, notes: &[Note]) -> Result<Vec<Block>, Problem> {
        let Some(name) = self.relations.of_kind(kind).map(str::to_owned) else {
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
        let by_id: HashMap<&str, Node<'_, '_>> = document
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
}
