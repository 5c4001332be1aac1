//! A document to its parts.

use std::sync::Arc;

use super::cache::PartKey;
use super::part::Part;
use super::report::{Finding, FindingKind, missing_characters};
use super::{ExportError, Request};
use crate::import::{self, Block, Content, Flow, ImportError};
use crate::pack::{
    Annotation, Audience, Body, Document, Extent, ItemNumber, Media, NoteKind, Source, SourceId,
};
use crate::pdf::error::PdfError;
use crate::pdf::write::WriteError;
use crate::store::SourceError;
use crate::typeset::{self, Head, PrintedNote, Style, side_margin_pt};

/// The most of a page's height that a note may take above it; a longer one gets a page of its own.
const MOST_OF_PAGE: f32 = 0.4;
/// The narrowest box that a note is set in, in points.
const NARROWEST_NOTE_PT: f32 = 200.0;

/// A document, ready to be bound.
#[derive(Debug)]
pub(super) struct Leaves {
    /// What is bound, in order.
    pub parts: Vec<Arc<Part>>,
    /// A note that goes above the first page of the first part.
    pub note: Option<Arc<Part>>,
    /// The one of `parts` that is the document itself, where it can be shown.
    pub main: Option<Arc<Part>>,
    /// What needs a look.
    pub findings: Vec<Finding>,
}

impl Leaves {
    pub(super) fn page_count(&self) -> u32 {
        self.parts.iter().map(|part| part.page_count()).sum()
    }
}

/// Why a document can't be shown.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    /// How it stands with the document.
    pub kind: FindingKind,
    /// What is printed in its place. Never names a folder: the PDF is handed out.
    pub printed: String,
    /// What to do about it.
    pub hint: String,
    /// What the person who exports is told.
    pub told: String,
}

/// Everything about a document that its pages depend on besides its content.
struct Setting<'a> {
    number: String,
    document: &'a Document,
    notes: Vec<PrintedNote>,
    source_line: String,
    style: &'a Style,
}

impl Setting<'_> {
    fn head(&self) -> Head<'_> {
        Head {
            number: &self.number,
            title: &self.document.title,
            source_line: &self.source_line,
            notes: &self.notes,
        }
    }

    fn key(&self, what: &str, inputs: impl std::fmt::Debug) -> PartKey {
        PartKey::of(&(what, inputs, &self.head(), self.style))
    }
}

/// Makes the parts of a document, or a placeholder for it.
pub(super) fn leaves(
    request: &Request<'_>,
    number: ItemNumber,
    document: &Document,
    style: &Style,
) -> Result<Leaves, ExportError> {
    let note = document.note().filter(|note| note.has_words());
    let setting = Setting {
        number: number.to_string(),
        document,
        notes: note.into_iter().map(printed).collect(),
        source_line: document.source_line(),
        style,
    };
    let mut leaves = match try_leaves(request, &setting) {
        Ok(leaves) => leaves,
        Err(Failure::Trouble(trouble)) => placeholder(&setting, &trouble)?,
        Err(Failure::Defect(error)) => return Err(error.into()),
    };
    let parts: Vec<_> = leaves.parts.iter().chain(&leaves.note).cloned().collect();
    for part in parts {
        let missing = missing_characters(&part.missing);
        let told = part.remarks.iter().cloned().chain(missing);
        leaves
            .findings
            .extend(told.map(|what| Finding::of_document(document, &what)));
    }
    Ok(leaves)
}

/// A note as it is printed.
fn printed(note: &Annotation) -> PrintedNote {
    PrintedNote {
        label: note.kind.map_or("Note", NoteKind::name).to_owned(),
        body: import::markdown_light(&note.body),
        is_private: note.audience == Audience::Private,
    }
}

enum Failure {
    Trouble(Trouble),
    Defect(WriteError),
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::Defect(error)
    }
}

fn try_leaves(request: &Request<'_>, setting: &Setting<'_>) -> Result<Leaves, Failure> {
    let document = setting.document;
    let Body::Source { source: id, extent } = &document.body else {
        return Err(Failure::Trouble(Trouble::of_unlisted()));
    };
    if let Some(trouble) = request.cache.refusal(id) {
        return Err(Failure::Trouble(trouble));
    }
    let Some(source) = request.pack.sources.get(id) else {
        return Err(Failure::Trouble(Trouble::of_unlisted()));
    };
    // Before the cache is asked: what is missing shows as missing here as it does in the outline.
    request
        .sources
        .check(id, source)
        .map_err(|error| Failure::Trouble(Trouble::of_source(&error)))?;
    if source.media == Media::Pdf {
        fixed(request, setting, id, source)
    } else {
        let pictures = pictures_at_hand(request, source);
        let inputs = (id, source, extent, pictures);
        let key = setting.key("document", inputs);
        let part = request
            .cache
            .part(key, || set(request, setting, (id, source), extent))?;
        Ok(Leaves {
            main: Some(Arc::clone(&part)),
            parts: vec![part],
            note: None,
            findings: Vec::new(),
        })
    }
}

/// Which of a text's pictures can be had: when one is found again, the text is set anew.
fn pictures_at_hand<'a>(request: &Request<'_>, source: &'a Source) -> Vec<&'a str> {
    let is_at_hand = |id| {
        let picture = request.pack.sources.get(id);
        picture.is_some_and(|picture| request.sources.check(id, picture).is_ok())
    };
    let pictures = source.pictures.iter();
    pictures
        .filter(|(_, id)| is_at_hand(*id))
        .map(|(reference, _)| reference.as_str())
        .collect()
}

/// Sets a document on our own pages.
fn set(
    request: &Request<'_>,
    setting: &Setting<'_>,
    (id, source): (&SourceId, &Source),
    extent: &Extent,
) -> Result<Part, Failure> {
    let document = setting.document;
    let trouble = |error: &SourceError| Failure::Trouble(Trouble::of_source(error));
    let bytes = request
        .sources
        .read(id, source)
        .map_err(|error| trouble(&error))?;
    let pictures = |reference: &str| {
        let id = source.pictures.get(reference)?;
        let picture = request.pack.sources.get(id)?;
        request.sources.read(id, picture).ok()
    };
    let content = import::content(source.media, &bytes, extent, &document.title, &pictures)
        .map_err(|error| Failure::Trouble(Trouble::of_import(&error)))?;
    let (typeset, remarks) = match &content {
        Content::Flow(flow) => (
            typeset::flow(&setting.head(), flow, setting.style),
            missing_pictures(flow),
        ),
        Content::Picture(picture) => (
            typeset::picture(&setting.head(), picture, setting.style),
            Vec::new(),
        ),
        Content::Fixed => return Err(Failure::Trouble(Trouble::of_unlisted())),
    };
    let mut part = Part::own(&typeset, &document.title, &setting.style.language)?;
    part.remarks = remarks;
    Ok(part)
}

/// A PDF, whose pages stay as they are, with its note above or before it.
fn fixed(
    request: &Request<'_>,
    setting: &Setting<'_>,
    id: &SourceId,
    source: &Source,
) -> Result<Leaves, Failure> {
    let passwords: Vec<&str> = request.passwords.candidates(id).collect();
    let part = request
        .cache
        .part(PartKey::of(&("pdf", id, &passwords)), || {
            let bytes = request
                .sources
                .read(id, source)
                .map_err(|error| Trouble::of_source(&error))?;
            Part::foreign(id, bytes, request.passwords).map_err(|error| Trouble::of_pdf(&error))
        });
    let part = part.map_err(Failure::Trouble)?;
    let mut leaves = Leaves {
        main: Some(Arc::clone(&part)),
        parts: vec![part],
        note: None,
        findings: Vec::new(),
    };
    if !setting.notes.is_empty() {
        add_note(request, setting, &mut leaves)?;
    }
    Ok(leaves)
}

fn add_note(
    request: &Request<'_>,
    setting: &Setting<'_>,
    leaves: &mut Leaves,
) -> Result<(), WriteError> {
    let first = leaves.parts.first().and_then(|part| part.pages.first());
    let Some(first) = first.copied() else {
        return Ok(());
    };
    let (title, language) = (&setting.document.title, &setting.style.language);
    let width = note_width(first.width_pt);
    let highest = first.height_pt * MOST_OF_PAGE;
    let boxed = (width >= NARROWEST_NOTE_PT)
        .then(|| typeset::note_box(&setting.notes, width, highest, setting.style))
        .flatten();
    if let Some(boxed) = boxed {
        let key = setting.key("note box", (width, highest));
        let make = || Part::own(&boxed, title, language);
        leaves.note = Some(request.cache.part(key, make)?);
    } else {
        let key = setting.key("note page", ());
        let make = || {
            let page = typeset::note_page(&setting.head(), setting.style);
            Part::own(&page, title, language)
        };
        leaves.parts.insert(0, request.cache.part(key, make)?);
    }
    Ok(())
}

/// The width of a note above a page of this width, in points.
pub(super) fn note_width(page_width_pt: f32) -> f32 {
    page_width_pt - 2.0 * side_margin_pt(page_width_pt)
}

fn placeholder(setting: &Setting<'_>, trouble: &Trouble) -> Result<Leaves, WriteError> {
    let page = typeset::placeholder(
        &setting.head(),
        &trouble.printed,
        &trouble.hint,
        setting.style,
    );
    let part = Part::own(&page, &setting.document.title, &setting.style.language)?;
    Ok(Leaves {
        parts: vec![Arc::new(part)],
        main: None,
        note: None,
        findings: vec![Finding::left_out(
            setting.document,
            trouble.kind,
            &trouble.told,
        )],
    })
}

/// Pictures within a text that are not there.
fn missing_pictures(flow: &Flow) -> Vec<String> {
    fn search(blocks: &[Block], found: &mut Vec<String>) {
        for block in blocks {
            match block {
                Block::Figure {
                    picture: Err(reason),
                    ..
                } => found.push(format!("a picture is not included: {reason}.")),
                Block::List { items, .. } => {
                    items.iter().for_each(|item| search(item, found));
                }
                Block::Quotation(blocks) => search(blocks, found),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    search(&flow.blocks, &mut found);
    found
}

impl Trouble {
    fn of_unlisted() -> Self {
        let printed = "The pack does not list the file that this document is made from.";
        let hint = "Add the file again.";
        Self {
            kind: FindingKind::LeftOut,
            printed: printed.to_owned(),
            hint: hint.to_owned(),
            told: format!("{} {hint}", decapitalised(printed)),
        }
    }

    fn of_source(error: &SourceError) -> Self {
        let printed = match error {
            SourceError::Missing { .. } => "The file that this document is made from is missing.",
            SourceError::Altered { .. } => {
                "The file that this document is made from was changed since it was added."
            }
            _ => "The file that this document is made from can't be read.",
        };
        Self {
            kind: FindingKind::LeftOut,
            printed: printed.to_owned(),
            hint: "Use Locate… in Briefpack to point to the original, then export again."
                .to_owned(),
            told: format!("{error}."),
        }
    }

    fn of_import(error: &ImportError) -> Self {
        let printed = format!("{}.", capitalised(&error.problem.to_string()));
        Self {
            kind: FindingKind::LeftOut,
            told: format!("{} {}", decapitalised(&printed), error.hint()),
            printed,
            hint: error.hint().to_owned(),
        }
    }

    pub(super) fn of_pdf(error: &PdfError) -> Self {
        // The messages of these errors tell what to do after a semicolon.
        let message = error.to_string();
        let (what, hint) = message
            .rsplit_once("; ")
            .unwrap_or((&message, "export again"));
        let kind = match error {
            PdfError::PasswordNeeded | PdfError::WrongPassword => FindingKind::Locked,
            _ => FindingKind::LeftOut,
        };
        Self {
            kind,
            printed: format!("{}.", capitalised(what)),
            hint: format!("{}.", capitalised(hint)),
            told: format!("{message}."),
        }
    }
}

fn capitalised(text: &str) -> String {
    with_first_letter(text, |letter| letter.to_uppercase().collect())
}

fn decapitalised(text: &str) -> String {
    with_first_letter(text, |letter| letter.to_lowercase().collect())
}

fn with_first_letter(text: &str, change: impl Fn(char) -> String) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| change(first) + letters.as_str())
        .unwrap_or_default()
}
