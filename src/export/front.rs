//! The pages before and between the documents: cover, contents, dividers.

use std::sync::Arc;

use super::part::Part;
use super::part_key::PartKey;
use super::plan::{Place, Plan};
use super::{Copy, ExportError, ExportRequest, provenance};
use crate::pack::{Document, ItemNumber, NumberedItem, Pack, Section};
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
    typeset::contents(&contents_entries(pack, copy, plan), style)
}

/// What the contents list.
pub(super) fn contents_entries(pack: &Pack, copy: Copy, plan: &Plan) -> Vec<ContentsEntry> {
    let mut entries = entries(pack, copy, plan);
    if provenance::has_sources(pack, copy) {
        entries.push(ContentsEntry {
            title: provenance::TITLE.to_owned(),
            page: plan.target(Place::Sources),
            ..ContentsEntry::default()
        });
    }
    entries
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
    let (number, entries) = divider_entries(pack, copy, section, plan);
    typeset::divider(&number, &section.title, &entries, style)
}

/// The number of a section, and what is listed on the page that begins it.
pub(super) fn divider_entries(
    pack: &Pack,
    copy: Copy,
    section: &Section,
    plan: &Plan,
) -> (String, Vec<DividerEntry>) {
    let Some(index) = pack
        .location(section.id.into())
        .map(|place| place.index + 1)
    else {
        return (String::new(), Vec::new());
    };
    let documents = (1..).zip(&section.documents);
    let entries = documents
        .filter(|(_, document)| copy.shows(document.audience))
        .map(|(inner, document)| DividerEntry {
            number: ItemNumber::Nested(index, inner).to_string(),
            title: document.title.clone(),
            page: plan.target(Place::Document(document.id)),
        });
    (ItemNumber::Top(index).to_string(), entries.collect())
}
