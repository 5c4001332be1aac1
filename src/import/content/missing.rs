//! Pictures within a text that are not there.

use super::{Block, Flow};

impl Flow {
    /// What is to be said of pictures that are not there: why, the end of a sentence each.
    pub fn missing_pictures(&self) -> Vec<String> {
        let mut found = Vec::new();
        search(&self.blocks, &mut found);
        // The same picture may stand at the head of every page.
        let mut counted: Vec<(String, usize)> = Vec::new();
        for message in found {
            match counted.iter_mut().find(|(known, _)| *known == message) {
                Some((_, count)) => *count += 1,
                None => counted.push((message, 1)),
            }
        }
        let with_count = |(message, count): (String, usize)| match count {
            1 => message,
            many => format!("{message} ({many} times)"),
        };
        counted.into_iter().map(with_count).collect()
    }
}

fn search(blocks: &[Block], found: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Figure {
                picture: Err(reason),
                ..
            } => {
                found.push(format!("a picture is not included: {reason}."));
            }
            Block::List { items, .. } => items.iter().for_each(|item| search(item, found)),
            Block::Quotation(blocks) => search(blocks, found),
            Block::Table(table) => table.cells().for_each(|cell| search(&cell.blocks, found)),
            _ => {}
        }
    }
}
