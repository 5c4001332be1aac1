//! Titles that tell which part of its source a document shows, until a person gives another.
//!
//! Nothing is kept of whether a title was made here: it was if it ends in just what is shown.

use crate::edit::Command;
use crate::pack::{Body, Document, Extent, Pack};

/// What a part of flowing text is called: its pages are only where it happens to break.
const EXCERPT: &str = ", excerpt";

/// The title of a new document that shows this of the source of another.
pub(super) fn of_part(pack: &Pack, of: &Document, extent: &Extent) -> String {
    made(pack, bare(of).unwrap_or(&of.title), extent, &[])
}

/// The title of a document when it shows this: another only where it was made here.
pub(crate) fn following(pack: &Pack, document: &Document, extent: &Extent) -> String {
    match bare(document) {
        // It stays as true as it was.
        Some(_) if is_excerpt(document) && matches!(extent, Extent::Blocks { .. }) => {
            document.title.clone()
        }
        Some(bare) => made(pack, bare, extent, &[document]),
        None => document.title.clone(),
    }
}

/// The title of a document that others go into, when it shows this: that of the source again,
/// where the title was made here.
pub(super) fn of_merged(
    pack: &Pack,
    document: &Document,
    others: &[&Document],
    extent: &Extent,
) -> String {
    let Some(bare) = bare(document) else {
        return document.title.clone();
    };
    if others.iter().any(|other| other.title == bare) {
        return bare.to_owned();
    }
    let gone: Vec<&Document> = others.iter().copied().chain([document]).collect();
    made(pack, bare, extent, &gone)
}

/// The command, with the title that the document has then.
pub(super) fn with_title(
    pack: &Pack,
    document: &Document,
    title: String,
    command: Command,
) -> Command {
    if title == document.title {
        return command;
    }
    let rename = Command::Rename {
        item: document.id.into(),
        title,
    };
    Command::All {
        name: command.name(pack),
        commands: vec![command, rename],
    }
}

/// The title without what was added to it here; `None` where a person gave it.
fn bare(document: &Document) -> Option<&str> {
    let extent = match &document.body {
        Body::Source { extent, .. } => extent,
        Body::Page(_) => return None,
    };
    match extent {
        Extent::Whole | Extent::Lines { .. } => None,
        Extent::Pages(pages) => document
            .title
            .strip_suffix(&pages.wording())?
            .strip_suffix(", "),
        Extent::Blocks { .. } => {
            let (bare, number) = document.title.rsplit_once(EXCERPT)?;
            let number = number.strip_prefix(' ').unwrap_or(number);
            number
                .chars()
                .all(|one| one.is_ascii_digit())
                .then_some(bare)
        }
    }
}

fn is_excerpt(document: &Document) -> bool {
    matches!(
        document.body,
        Body::Source {
            extent: Extent::Blocks { .. },
            ..
        }
    )
}

/// The title of a document without what was added to tell which part of its source it shows, and
/// what was added.
pub fn title_parts(document: &Document) -> (&str, &str) {
    let length = bare(document).map_or(document.title.len(), str::len);
    let parts = document.title.split_at_checked(length);
    parts.unwrap_or((&document.title, ""))
}

/// A title for this part. Those of flowing text are numbered, as nothing else tells them apart;
/// the titles of documents that are `gone` are free.
fn made(pack: &Pack, bare: &str, extent: &Extent, gone: &[&Document]) -> String {
    match extent {
        Extent::Whole | Extent::Lines { .. } => bare.to_owned(),
        Extent::Pages(pages) => format!("{bare}, {}", pages.wording()),
        Extent::Blocks { .. } => {
            let numbered = (1_u32..).map(|number| match number {
                1 => format!("{bare}{EXCERPT}"),
                many => format!("{bare}{EXCERPT} {many}"),
            });
            let is_taken = |title: &String| {
                let mut documents = pack.documents();
                documents
                    .any(|one| one.title == *title && gone.iter().all(|other| other.id != one.id))
            };
            let mut free = numbered.filter(|title| !is_taken(title));
            free.next().unwrap_or_else(|| bare.to_owned())
        }
    }
}
