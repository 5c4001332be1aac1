//! The pages before and between the documents: cover, contents, dividers.

use std::sync::Arc;

use super::cache::PartKey;
use super::part::Part;
use super::plan::{Place, Plan};
use super::{Copy, ExportError, ExportRequest, provenance};
use crate::pack::{Document, NumberedItem, Pack, Section};
use crate::typeset::{self, ContentsEntry, Cover, DividerEntry, Style, Typeset};

/// Sets the cover.
pub(super) fn cover(request: &ExportRequest<'_>, style: &Style) -> Result<Arc<Part>, ExportError> {
    let pack = request.pack;
    let marking = pack.marking.printed();
    let cover = Cover {
        title: &pack.title,
        version: &pack.version,
        marking: marking.as_deref(),
        meeting: &pack.meeting,
    };
    let key = PartKey::of(&("cover", &cover, style));
    let make = || Part::own(&typeset::cover(&cover, style), &pack.title, &style.language);
    Ok(request.cache.part(key, make)?)
}

/// Sets the contents. Before the page numbers are known, an empty plan gives as many pages.
pub(super) fn contents(pack: &Pack, copy: Copy, plan: &Plan, style: &Style) -> Typeset {
    let mut entries = entries(pack, copy, plan);
    if provenance::has_sources(pack, copy) {
        entries.push(ContentsEntry {
            title: provenance::TITLE.to_owned(),
            page: plan.target(Place::Sources),
            ..ContentsEntry::default()
        });
    }
    typeset::contents(&entries, style)
}

/// The sections and documents that are in a copy, with their pages.
pub(super) fn entries(pack: &Pack, copy: Copy, plan: &Plan) -> Vec<ContentsEntry> {
    pack.numbered_items()
        .iter()
        .filter(|item| match item {
            NumberedItem::Section(_, section) => copy.shows_section(section),
            NumberedItem::Document(_, document) => copy.shows(document.audience),
        })
        .map(|item| contents_entry(item, copy, plan))
        .collect()
}

/// The same without briefing pages: what is on the table in the meeting.
pub(super) fn papers(pack: &Pack, copy: Copy, plan: &Plan) -> Vec<ContentsEntry> {
    let is_paper = |item: &NumberedItem<'_>| match item {
        NumberedItem::Section(_, section) => copy.shows_section(section),
        NumberedItem::Document(_, document) => {
            copy.shows(document.audience) && document.page().is_none()
        }
    };
    let items = pack.numbered_items();
    let papers = items.iter().filter(|item| is_paper(item));
    papers
        .map(|item| contents_entry(item, copy, plan))
        .collect()
}

fn contents_entry(item: &NumberedItem<'_>, copy: Copy, plan: &Plan) -> ContentsEntry {
    let (title, has_note) = match item {
        NumberedItem::Section(_, section) => (&section.title, false),
        NumberedItem::Document(_, document) => (&document.title, is_noted(copy, document)),
    };
    ContentsEntry {
        level: match item.number() {
            crate::pack::ItemNumber::Top(_) => 0,
            crate::pack::ItemNumber::Nested(..) => 1,
        },
        is_section: matches!(item, NumberedItem::Section(..)),
        number: item.number().to_string(),
        title: title.clone(),
        page: plan.target(item.id().into()),
        has_note,
    }
}

/// Whether any note is printed with the document.
fn is_noted(copy: Copy, document: &Document) -> bool {
    let mut annotations = document.annotations.iter();
    annotations.any(|one| one.has_words() && copy.shows_annotation(document, one))
}

/// Sets the page that begins a section. As with [`contents`], the plan may be empty at first.
pub(super) fn divider(
    pack: &Pack,
    copy: Copy,
    section: &Section,
    plan: &Plan,
    style: &Style,
) -> Typeset {
    let items = pack.numbered_items();
    let number = items
        .iter()
        .find(|item| item.id() == section.id.into())
        .map(|item| item.number().to_string())
        .unwrap_or_default();
    let entries: Vec<_> = items
        .iter()
        .filter(|item| {
            section
                .documents
                .iter()
                .any(|document| item.id() == document.id.into() && copy.shows(document.audience))
        })
        .map(|item| {
            let entry = contents_entry(item, copy, plan);
            DividerEntry {
                number: entry.number,
                title: entry.title,
                page: entry.page,
            }
        })
        .collect();
    typeset::divider(&number, &section.title, &entries, style)
}
