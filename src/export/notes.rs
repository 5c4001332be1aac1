//! Notes as they are printed.

use std::collections::{HashMap, HashSet};

use super::Copy;
use super::located::Located;
use super::plan::Plan;
use crate::import::{Block, Destination, Text, markdown_light};
use crate::pack::{
    Anchoring, Annotation, AnnotationId, Audience, Document, DocumentId, Pack, Target,
};
use crate::typeset::{Citation, Color, NoteEntry, PrintedNote};

/// What is said of a note whose passage was not found.
const LOST: &str = "The passage was not found in the current version of the document.";
/// What is added to a citation of words that were taken out of their document.
const NOT_IN_VERSION: &str = " (not in the current version)";
/// What stands for something that the readers of this copy do not get.
const NOT_IN_COPY: &str = "a paper that is not in this copy";

/// The marks and notes on a document that are in a copy.
pub(super) fn shown(copy: Copy, document: &Document) -> Vec<&Annotation> {
    let annotations = document.annotations.iter();
    annotations
        .filter(|one| copy.shows_annotation(document, one))
        .collect()
}

/// What all notes of an export have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printing<'a> {
    pack: &'a Pack,
    copy: Copy,
    plan: &'a Plan,
    /// Whether notes say who wrote them: in the speaking copy, where there are several people.
    names_authors: bool,
}

/// How a note in a list is told from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// By the number that stands beside its passage; the list is about one document.
    Number(Option<u32>),
    /// By its document; the list is about several.
    Document,
    /// By its document; the list is about one kind of note.
    DocumentOnly,
}

/// What a note in a list says of where its passage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EntryPlace {
    /// Its passage was not found.
    is_lost: bool,
    /// The page that is cited, if one is; `None` within where that is not in this copy.
    page: Option<Option<u32>>,
}

impl EntryPlace {
    /// Whether the two differ in the number of a page alone.
    pub fn is_alike(&self, other: &Self) -> bool {
        let kind = |place: &Self| (place.is_lost, place.page.map(|page| page.is_some()));
        kind(self) == kind(other)
    }
}

impl<'a> Printing<'a> {
    pub fn new(pack: &'a Pack, copy: Copy, plan: &'a Plan) -> Self {
        Self::naming(pack, copy, plan, names_authors(pack, copy))
    }

    /// The same, where it is known whether notes say who wrote them.
    pub fn naming(pack: &'a Pack, copy: Copy, plan: &'a Plan, names_authors: bool) -> Self {
        Self {
            pack,
            copy,
            plan,
            names_authors,
        }
    }

    /// A note as it is printed with its document. Notes are set before pages have numbers, so what
    /// they cite is named without its page.
    pub fn note(&self, annotation: &Annotation) -> PrintedNote {
        PrintedNote {
            label: self.label(annotation, true),
            body: body(self.pack, self.copy, self.plan, &annotation.body),
            is_private: is_private(annotation),
        }
    }

    fn label(&self, annotation: &Annotation, names_kind: bool) -> String {
        let kind = annotation.kind.map_or("Note", |kind| kind.name());
        let kind = names_kind.then_some(kind);
        let initials = annotation.author.initials.trim();
        let author = (self.names_authors && !initials.is_empty()).then_some(initials);
        kind.into_iter()
            .chain(author)
            .collect::<Vec<_>>()
            .join(" · ")
    }

    /// Whether notes say who wrote them.
    pub fn names_authors(&self) -> bool {
        self.names_authors
    }

    /// What a note in a list says of where its passage stands.
    pub fn place(
        &self,
        (document, annotation): (&Document, &Annotation),
        telling: Telling,
    ) -> EntryPlace {
        let place = self.plan.page_of_annotation(annotation.id);
        let is_lost = place.is_none() && annotation.target != Target::Document;
        let names_document = !matches!(telling, Telling::Number(_));
        EntryPlace {
            is_lost,
            page: (names_document || !is_lost)
                .then(|| place.or_else(|| self.plan.page_of_document(document.id))),
        }
    }

    /// A note in a list away from its passage.
    pub fn entry(
        &self,
        (document, annotation): (&Document, &Annotation),
        telling: Telling,
    ) -> NoteEntry {
        let EntryPlace { is_lost, page } = self.place((document, annotation), telling);
        let (number, title) = match telling {
            Telling::Number(number) => (number, ""),
            Telling::Document | Telling::DocumentOnly => (None, document.title.as_str()),
        };
        NoteEntry {
            number,
            label: self.label(annotation, telling != Telling::DocumentOnly),
            is_private: is_private(annotation),
            quote: annotation.quote().to_owned(),
            body: body(self.pack, self.copy, self.plan, &annotation.body),
            citation: page.map(|page| Citation {
                title: title.to_owned(),
                page,
            }),
            remark: is_lost.then(|| LOST.to_owned()),
            colour: Some(line_colour(annotation)),
        }
    }
}

/// Whether the notes of a copy say who wrote them.
pub(super) fn names_authors(pack: &Pack, copy: Copy) -> bool {
    copy == Copy::Speaking && has_several_authors(pack)
}

/// Whether notes of more than one person are in the pack.
pub(super) fn has_several_authors(pack: &Pack) -> bool {
    let mut initials = pack
        .annotations()
        .map(|(_, one)| one.author.initials.trim())
        .filter(|initials| !initials.is_empty());
    let first = initials.next();
    initials.any(|other| Some(other) != first)
}

fn is_private(annotation: &Annotation) -> bool {
    annotation.audience == Audience::Private
}

/// The colour of what belongs to an annotation.
pub(super) fn line_colour(annotation: &Annotation) -> Color {
    let (red, green, blue) = annotation.mark.colour.line();
    Color(red, green, blue)
}

/// What a note or text says, with what it cites looked up.
pub(super) fn body(pack: &Pack, copy: Copy, plan: &Plan, text: &str) -> Vec<Block> {
    let mut blocks = markdown_light(text);
    let cite = |id: u64| match (copy, cited(pack, copy, plan, id)) {
        // What was taken out of the pack may have been private.
        (Copy::Circulation, Cited::Gone) => Cited::Withheld,
        (_, cited) => cited,
    };
    for block in &mut blocks {
        resolve(block, &cite);
    }
    blocks
}

/// The same without any style, for where there is none.
pub(super) fn plain(pack: &Pack, copy: Copy, plan: &Plan, text: &str) -> String {
    let blocks = body(pack, copy, plan, text);
    let said: Vec<String> = blocks.iter().map(Block::plain_text).collect();
    said.concat().trim().to_owned()
}

/// What has an id that a text cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cited {
    /// It is on this page of the pack.
    Page(u32),
    /// It is in the pack, and not in this copy.
    Withheld,
    /// It is in the pack, and has no page yet.
    Unnumbered,
    /// It is a passage that is not in the present version of its document.
    Lost,
    /// It is no longer in the pack.
    Gone,
}

pub(super) fn cited(pack: &Pack, copy: Copy, plan: &Plan, id: u64) -> Cited {
    let page = |page: Option<u32>| page.map_or(Cited::Unnumbered, Cited::Page);
    if let Some(document) = pack.document(DocumentId(id)) {
        if copy.shows(document.audience) {
            page(plan.page_of_document(document.id))
        } else {
            Cited::Withheld
        }
    } else if let Some((document, annotation)) = pack.annotation(AnnotationId(id)) {
        // A page may be named to whoever has that page, whether or not it is marked there.
        if !copy.shows(document.audience) {
            Cited::Withheld
        } else if annotation.anchoring == Anchoring::Lost {
            Cited::Lost
        } else {
            let own = plan.page_of_annotation(annotation.id);
            page(own.or_else(|| plan.page_of_document(document.id)))
        }
    } else {
        Cited::Gone
    }
}

fn resolve(block: &mut Block, cite: &impl Fn(u64) -> Cited) {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) | Block::Placed { text, .. } => {
            resolve_text(text, cite);
        }
        Block::List { items, .. } => items
            .iter_mut()
            .flatten()
            .for_each(|block| resolve(block, cite)),
        Block::Quotation(blocks) => blocks.iter_mut().for_each(|block| resolve(block, cite)),
        Block::Table { .. } | Block::Figure { .. } | Block::Preformatted(_) | Block::Rule => {}
    }
}

/// "Statement on Syria" becomes "Statement on Syria, page 12".
fn resolve_text(text: &mut Text, cite: &impl Fn(u64) -> Cited) {
    let mut out: Text = Vec::with_capacity(text.len());
    let mut spans = std::mem::take(text).into_iter().peekable();
    while let Some(mut span) = spans.next() {
        let Some(Destination::Cited(id)) = span.link else {
            out.push(span);
            continue;
        };
        // A citation in several styles is several spans.
        let goes_on = spans
            .peek()
            .is_some_and(|next| next.link == Some(Destination::Cited(id)));
        match cite(id) {
            Cited::Page(page) => {
                span.link = Some(Destination::Page(page));
                if !goes_on {
                    span.text.push_str(&format!(", page {page}"));
                }
                out.push(span);
            }
            // What it is called may itself be none of the reader's business.
            Cited::Withheld if goes_on => {}
            Cited::Withheld => {
                span.text = NOT_IN_COPY.to_owned();
                span.link = None;
                out.push(span);
            }
            Cited::Lost => {
                span.link = None;
                if !goes_on {
                    span.text.push_str(NOT_IN_VERSION);
                }
                out.push(span);
            }
            Cited::Unnumbered | Cited::Gone => {
                span.link = None;
                out.push(span);
            }
        }
    }
    *text = out;
}

/// The notes of a document that are printed away from its pages or beside them: what has words,
/// and is not on the document as a whole. Those that were found come first, in the order of the
/// page, with their number; then those that have lost their passage.
pub(super) fn numbered<'a>(
    annotations: &[&'a Annotation],
    located: &[Located],
) -> Vec<(Option<u32>, &'a Annotation)> {
    let by_id: HashMap<AnnotationId, &Annotation> = annotations
        .iter()
        .map(|annotation| (annotation.id, *annotation))
        .collect();
    let is_found: HashSet<AnnotationId> = located.iter().map(|one| one.annotation).collect();
    let found = located
        .iter()
        .filter_map(|one| by_id.get(&one.annotation).copied())
        .filter(|annotation| annotation.has_words());
    let mut all: Vec<(Option<u32>, &Annotation)> = (1u32..)
        .zip(found)
        .map(|(number, annotation)| (Some(number), annotation))
        .collect();
    let is_lost = |annotation: &&&Annotation| {
        annotation.target != Target::Document && !is_found.contains(&annotation.id)
    };
    let lost = annotations
        .iter()
        .filter(|annotation| annotation.has_words() || annotation.anchoring == Anchoring::Lost);
    all.extend(lost.filter(is_lost).map(|annotation| (None, *annotation)));
    all
}
