//! RTF, the rich text of former office programs and of Outlook.

mod encapsulated;
mod form;
mod letters;
mod lexer;
mod lists;
mod part;
mod parts;
mod picture;
mod pictures;
mod places;
mod reader;
mod row;
mod signs;
mod state;
mod tables;
#[cfg(test)]
mod tests;
mod words;

pub use encapsulated::html;
pub use letters::code_page;
pub use signs::layout_signs;

use self::reader::Reader;
use super::holdings::Thing;
use super::office::PAGES_LEFT_OUT;
use super::prose::plain;
use super::{Block, Paper, Problem};

/// Reads a text in RTF.
///
/// # Errors
/// [`Problem::BeyondLimit`], and [`Problem::Empty`] where there is nothing to read.
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let mut read = Reader::read(bytes)?;
    let mut title = std::mem::take(&mut read.title);
    // A title at the head of the text is truer than the one in the file's properties, which may
    // stem from the file that this one was made of.
    if let Some(Block::Heading { level: 1, text }) = read.blocks.first() {
        let is_only = !read
            .blocks
            .iter()
            .skip(1)
            .any(|block| matches!(block, Block::Heading { level: 1, .. }));
        if is_only {
            title = plain(text).replace('\n', " ");
            read.blocks.remove(0);
            raise_headings(&mut read.blocks);
        }
    }
    let mut paper = Paper {
        title,
        publisher: read.company,
        running: read.running,
        comments: read.comments,
        ..Paper::default()
    };
    if read.blocks.is_empty() {
        read.held.add(Thing::Control, read.empty_fields);
        let has_running = !paper.running.trim().is_empty();
        read.held
            .add(Thing::HeaderOrFooter, usize::from(has_running));
        return read.held.stand_in(paper);
    }
    paper.flow.blocks = read.blocks;
    paper.leave_out(read.held.left_out());
    if read.has_deletions {
        paper
            .warnings
            .push("Changes to it were tracked; it is shown as if all were accepted.".to_owned());
    }
    if read.has_left_out_pages {
        paper.warnings.push(PAGES_LEFT_OUT.to_owned());
    }
    Ok(paper)
}

/// The blocks of a text that is part of another file.
///
/// # Errors
/// [`Problem::BeyondLimit`].
pub fn blocks(bytes: &[u8]) -> Result<Vec<Block>, Problem> {
    Reader::read(bytes).map(|read| read.blocks)
}

/// Raises headings by a level, now that the one above them is the title.
fn raise_headings(blocks: &mut [Block]) {
    for block in blocks {
        if let Block::Heading { level, .. } = block {
            *level = level.saturating_sub(1).max(1);
        }
    }
}
