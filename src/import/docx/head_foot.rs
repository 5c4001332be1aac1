//! The head and foot of a document's pages: a letterhead, a registered office, a marking. They stand
//! once, at the top and at the end of the text, without their page numbers.

use std::collections::HashMap;

use roxmltree::Node;

use super::super::office::{
    Blocks, HeadFoot, RunningLines, attribute, child, parse, without_page_numbers,
};
use super::super::{Block, Problem};
use super::{Reader, is_on};

impl Reader<'_> {
    /// Reads the heads and feet of all pages: those of the first page, and what others say besides.
    pub fn head_and_foot(&mut self, body: Node<'_, '_>) -> HeadFoot {
        self.head.is_open = false;
        self.is_running = true;
        // What waits for a paragraph after the last one of the text finds none here.
        self.pending_marks.clear();
        let names = ["header", "footer"].into_iter();
        let names = names.flat_map(|kind| self.relations.all_of_kind(kind).map(str::to_owned));
        let names: Vec<String> = names.collect();
        let mut parts: HashMap<String, Vec<Block>> = HashMap::new();
        let mut running = RunningLines::default();
        // A marking may also stand where no page shows it.
        for name in names {
            // What is wrong with them does not touch the text.
            let blocks = self.part(&name).unwrap_or_default();
            for line in blocks.iter().map(Block::plain_text) {
                let lines = line.lines().map(without_page_numbers);
                lines.for_each(|line| running.add(&line));
            }
            parts.insert(name, blocks);
        }
        let mut made = HeadFoot::default();
        for (id, is_head) in shown(body) {
            let name = self.relations.part(&id);
            let blocks = name.and_then(|name| parts.get(name));
            made.add(blocks.cloned().unwrap_or_default(), is_head);
        }
        self.is_running = false;
        made.running = running.finish();
        made
    }

    fn part(&mut self, name: &str) -> Result<Vec<Block>, Problem> {
        let text = self.parts.text(name)?.unwrap_or_default();
        let document = parse(&text)?;
        let own = self.parts.relations_of(name);
        let outer = std::mem::replace(&mut self.relations, own);
        let mut blocks = Blocks::default();
        let read = self.blocks(document.root_element(), &mut blocks);
        self.end_of_story(&mut blocks);
        self.relations = outer;
        read.map(|()| blocks.finish())
    }
}

/// The relations of the heads and feet that pages show, in the order of the sections, the first page's
/// before the others'; whether each is a head.
fn shown(body: Node<'_, '_>) -> Vec<(String, bool)> {
    let mut found: Vec<(String, bool)> = Vec::new();
    let is_section = |node: &Node<'_, '_>| {
        let parent = node.parent().map(|parent| parent.tag_name().name());
        node.tag_name().name() == "sectPr" && matches!(parent, Some("pPr" | "body"))
    };
    for section in body.descendants().filter(is_section) {
        let has_first = child(section, "titlePg").is_some_and(is_on);
        let references = || section.children().filter(Node::is_element);
        for wanted in ["first", "default", "even"] {
            for reference in references() {
                let is_head = match reference.tag_name().name() {
                    "headerReference" => true,
                    "footerReference" => false,
                    _ => continue,
                };
                let kind = attribute(reference, "type").unwrap_or("default");
                let is_shown = kind == wanted && (kind != "first" || has_first);
                if let Some(id) = attribute(reference, "id").filter(|_| is_shown)
                    && !found.iter().any(|(known, _)| known == id)
                {
                    found.push((id.to_owned(), is_head));
                }
            }
        }
    }
    found
}
