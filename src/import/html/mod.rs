//! HTML: saved pages, of which the article is read, and the bodies of mails.
//!
//! Nothing is run and nothing is fetched.

mod address;
mod attachment;
mod furniture;
mod hidden;
mod limits;
mod metadata;
mod picture;
mod style;
#[cfg(test)]
mod tests;
mod tree;
mod walk;
mod word_list;

use std::cell::Cell;

use encoding_rs::Encoding;

use self::furniture::Furniture;
use self::tree::{Id, Tree};
use self::walk::{WalkState, Walker};
use super::encoding::guess;
use super::holdings::{Holdings, Thing};
use super::sniff::{is_email, is_saved_page};
use super::{Block, Paper, Problem, Span, Text, mail};

/// Reads a saved page, or a piece of one, also as browsers save it in one file with its pictures.
///
/// # Errors
/// [`Problem::BeyondLimit`], and [`Problem::Empty`] or [`Problem::HoldsOnly`] for a page in which
/// there is nothing to read.
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    if is_in_mail_form(bytes) {
        return mail::read_saved_page(bytes);
    }
    let (html, had_errors) = decode(bytes, None);
    page(&html, had_errors, &|_| None)
}

/// Whether a page stands in a file that has the form of a mail.
fn is_in_mail_form(bytes: &[u8]) -> bool {
    const HEAD_BYTES: usize = 64 * 1024;
    let head = guess(bytes.get(..HEAD_BYTES).unwrap_or(bytes)).text;
    is_email(&head) || is_saved_page(&head)
}

/// Reads a page. `pictures` finds the pictures that come with it by their addresses.
///
/// # Errors
/// As [`read`].
pub fn page(html: &str, had_errors: bool, pictures: walk::Pictures<'_>) -> Result<Paper, Problem> {
    let tree = parse(html)?;
    let mut furniture = Furniture::new(&tree, false);
    let article = furniture.article();
    let metadata = metadata::read(&tree, article, &mut furniture);
    let (running, mut summary) = lines_of_govuk(&tree, article, &mut furniture);
    summary.extend(metadata.facts.iter().map(|fact| vec![Span::plain(fact)]));
    let walker = Walker {
        tree: &tree,
        furniture: &furniture,
        pictures,
        site: address::site(&tree),
        left_out: Cell::new(0),
    };
    let mut blocks = walker.blocks(article, &WalkState::default());
    let pictures_left_out = walker.left_out.get();
    if blocks.is_empty() && summary.is_empty() && metadata.title.is_empty() {
        let mut held = Holdings::default();
        held.add(Thing::PictureElsewhere, pictures_left_out);
        held.add(Thing::Script, usize::from(html.contains("<script")));
        return Err(held.problem());
    }
    raise_headings(&mut blocks);
    let mut paper = Paper {
        title: metadata.title,
        date: metadata.date,
        publisher: metadata.publisher,
        reference: metadata.reference,
        running,
        ..Paper::default()
    };
    paper.flow.summary = summary;
    paper.flow.blocks = blocks;
    if furniture.hidden_parts() > 0 {
        paper.leave_out(["parts that the page itself hides are left out.".to_owned()]);
    }
    if had_errors {
        let warning = "Some of its letters could not be read; they are shown as \u{fffd}.";
        paper.warnings.push(warning.to_owned());
    }
    match pictures_left_out {
        0 => {}
        1 => paper.warnings.push(
            "A picture without a description is not part of the file and was left out.".to_owned(),
        ),
        count => paper.warnings.push(format!(
            "{count} pictures without a description are not part of the file and were left out."
        )),
    }
    Ok(paper)
}

/// The blocks of a mail's body. `pictures` finds the pictures that come with the mail by their
/// addresses.
///
/// # Errors
/// [`Problem::BeyondLimit`].
pub fn mail_body(html: &str, pictures: walk::Pictures<'_>) -> Result<Vec<Block>, Problem> {
    let tree = parse(html)?;
    let furniture = Furniture::new(&tree, true);
    let walker = Walker {
        tree: &tree,
        furniture: &furniture,
        pictures,
        site: None,
        left_out: Cell::new(0),
    };
    let mut blocks = walker.blocks(furniture.article(), &WalkState::default());
    // A line above or below everything, and one below another, parts nothing.
    blocks.dedup_by(|later, earlier| *later == Block::Rule && *earlier == Block::Rule);
    if blocks.first() == Some(&Block::Rule) {
        blocks.remove(0);
    }
    blocks.pop_if(|last| *last == Block::Rule);
    Ok(blocks)
}

fn parse(html: &str) -> Result<Tree, Problem> {
    limits::check(html)?;
    Tree::parse(html)
}

/// Decodes a page: by its byte order mark, as UTF-8 where it is that, by what it was sent or
/// declares itself as, and else by its letters. The second value says whether some bytes could not
/// be read.
pub fn decode(bytes: &[u8], sent_as: Option<&'static Encoding>) -> (String, bool) {
    let guess = guess(bytes);
    let is_certain = match guess.encoding {
        "UTF-8" => !guess.had_errors && !bytes.is_ascii(),
        name => name.starts_with("UTF-"),
    };
    match sent_as.or_else(|| declared(bytes)).filter(|_| !is_certain) {
        Some(encoding) => {
            let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
            (text.into_owned(), had_errors)
        }
        None => (guess.text.into_owned(), guess.had_errors),
    }
}

/// The encoding that a page declares at its head.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    const HEAD_BYTES: usize = 4096;
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let value = ["charset=", "encoding="]
        .iter()
        .find_map(|name| head.split_once(name).map(|(_, value)| value))?;
    let label: String = value
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    let encoding = Encoding::for_label(label.as_bytes())?;
    // A page that can be read so far is not in UTF-16, whatever it says.
    Some(encoding.output_encoding())
}

/// The words above and below the title of a publication on GOV.UK: what kind of page it is, and
/// its summary.
fn lines_of_govuk(tree: &Tree, article: Id, furniture: &mut Furniture<'_>) -> (String, Vec<Text>) {
    const KINDS: &[&str] = &[
        "context",
        "gem-c-heading__context",
        "govuk-title__context",
        "gem-c-title__context",
    ];
    const LEADS: &[&str] = &["lead", "gem-c-lead-paragraph"];
    let find = |furniture: &Furniture<'_>, marks: &[&str]| {
        let mut nodes = tree.within(article, |id| furniture.is_left_out(id));
        let id = nodes.find(|id| tree.is_marked(*id, marks))?;
        let words = tree.words(id, |id| furniture.is_hidden(id));
        (!words.is_empty() && is_near_top(tree, id, article)).then_some((id, words))
    };
    let mut running = String::new();
    if let Some((id, words)) = find(furniture, KINDS) {
        furniture.take(id);
        running = words;
    }
    let mut summary = Vec::new();
    if let Some((id, words)) = find(furniture, LEADS) {
        furniture.take(id);
        summary.push(vec![Span::plain(words)]);
    }
    (running, summary)
}

/// Whether a node stands among the first words of the article.
fn is_near_top(tree: &Tree, id: Id, article: Id) -> bool {
    const TOP_BYTES: usize = 600;
    let before = tree
        .within(article, |_| false)
        .take_while(|node| *node != id);
    let read_bytes: usize = before
        .filter_map(|node| tree.text(node))
        .map(|text| text.trim().len())
        .sum();
    read_bytes <= TOP_BYTES
}

/// Raises the headings so that the highest is of level 1: the title, which was above them, is
/// printed from the pack.
fn raise_headings(blocks: &mut [Block]) {
    fn each(blocks: &mut [Block], change: &mut dyn FnMut(&mut u8)) {
        for block in blocks {
            match block {
                Block::Heading { level, .. } => change(level),
                Block::Quotation(blocks) => each(blocks, change),
                Block::List { items, .. } => items.iter_mut().for_each(|item| each(item, change)),
                _ => {}
            }
        }
    }
    let mut highest = 6;
    each(blocks, &mut |level| highest = highest.min(*level));
    each(blocks, &mut |level| *level -= highest - 1);
}
