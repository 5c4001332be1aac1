//! What comes in which order, and so on which page.

use std::ops::Range;
use std::sync::Arc;

use super::copy::Copy;
use super::copy_pages::CopyPages;
use super::document_parts::DocumentParts;
use super::known::CountedBefore;
use super::notes::has_several_authors;
use super::part::Part;
use super::plan::{Place, Plan, Stretches};
use super::report::{Finding, FindingKind, Report, missing_characters};
use super::stamping::Extension;
use super::texts::TextPiece;
use super::{ExportError, ExportRequest, marking};
use crate::pack::{Audience, DocumentId, Item, Pack};
use crate::pdf::inspect::PageInfo;
use crate::pdf::render::InkMargins;
use crate::progress::Progress;
use crate::typeset::Style;

/// How often pages are counted anew at most: the numbers on pages that name other pages may move
/// pages.
const MOST_ROUNDS: usize = 64;
/// From this round on no place gets fewer pages than before, so that the counting comes to an end.
const GROWING_ROUNDS: usize = 5;

/// A pack with its pages counted.
pub(super) struct CountedPack<'a> {
    pub request: ExportRequest<'a>,
    pub style: Style,
    pub plan: Plan,
    copy_pages: CopyPages<'a>,
}

impl<'a> CountedPack<'a> {
    /// Makes the parts of every document and counts pages.
    pub(super) fn new(
        request: ExportRequest<'a>,
        progress: &Progress,
    ) -> Result<Self, ExportError> {
        let pack = request.pack;
        let style = style_of(pack);
        let twin = twin_of(request);
        let share = if twin.is_some() { 50 } else { 100 };
        let mut copies = vec![CopyPages::new(
            request,
            &style,
            &progress.stretch(0, share),
        )?];
        if let Some(twin) = twin {
            copies.push(CopyPages::new(twin, &style, &progress.stretch(share, 100))?);
        }
        let mut plan = count(pack, &copies, &style, progress)?;
        let copy_pages = copies.swap_remove(0);
        plan.report = report(&copy_pages, &plan, &style, progress)?;
        plan.put_sizes(sizes(&copy_pages, &plan, &style));
        request.cache.known().forget_what_is_gone(pack);
        for document in pack.documents() {
            let document_parts = copy_pages.document_parts(document.id);
            plan.put_comments(
                document.id,
                document_parts.map_or(0, |document_parts| document_parts.comments),
            );
        }
        request.cache.known().put_counted(CountedBefore {
            pack: pack.clone(),
            copy: request.copy,
            passwords: request.passwords.clone(),
            plan: plan.clone(),
            own: copy_pages.own_stretches(),
        });
        Ok(Self {
            request,
            style,
            plan,
            copy_pages,
        })
    }

    /// The pack with what is needed to bind one place: its pages are not counted again where that
    /// was the last that was done.
    pub(super) fn for_place(
        request: ExportRequest<'a>,
        place: Place,
        progress: &Progress,
    ) -> Result<Self, ExportError> {
        let known = request.cache.known();
        let counted = known.counted(&request);
        let counted = counted.map(|counted| (counted.plan.clone(), counted.own.clone()));
        drop(known);
        if let Some((plan, own)) = counted {
            let style = style_of(request.pack);
            let copy_pages = CopyPages::of_place(request, place, &style, progress)?;
            // A file may have gone or come since.
            let mut now = copy_pages.own_stretches().into_iter();
            if now.all(|(id, stretches)| own.get(&id) == Some(&stretches)) {
                return Ok(Self {
                    request,
                    style,
                    plan,
                    copy_pages,
                });
            }
        }
        Self::new(request, progress)
    }

    /// Every place in the order of its pages.
    pub(super) fn places(&self) -> Vec<Place> {
        places(self.request.pack)
    }

    /// What is known of a document's pages.
    pub(super) fn document_parts(&self, id: DocumentId) -> Option<&DocumentParts> {
        self.copy_pages.document_parts(id)
    }

    /// The parts of a place, page numbers and all, and the note above the first of the document's
    /// own.
    pub(super) fn parts(&self, place: Place) -> Result<PlaceParts, ExportError> {
        let stretches = self.plan.stretches(place);
        let made = self.copy_pages.parts(place, &self.plan, &self.style)?;
        let mut parts = PlaceParts {
            note: made.note,
            ..PlaceParts::default()
        };
        let wanted = [stretches.front, stretches.main, stretches.notes];
        let roles = [PartRole::Front, PartRole::Main, PartRole::Notes];
        for ((part, wanted), role) in made.parts.into_iter().zip(wanted).zip(roles) {
            let count = part.as_ref().map_or(0, |part| part.page_count());
            let lacking = wanted.checked_sub(count).ok_or_else(|| {
                ExportError::Defect(format!("{wanted} pages were planned and {count} made"))
            })?;
            parts.parts.extend(part.map(|part| (role, part)));
            if lacking > 0 {
                let blank = self.copy_pages.blank(&self.style)?;
                let blanks = std::iter::repeat_n(blank, lacking as usize);
                parts
                    .parts
                    .extend(blanks.map(|part| (PartRole::Blank, part)));
            }
        }
        Ok(parts)
    }

    /// The text of a place's pages, and where it stands on them.
    pub(super) fn texts(
        &self,
        place: Place,
        progress: &Progress,
    ) -> Result<Vec<TextPiece>, ExportError> {
        let parts = self.parts(place)?;
        let mut pieces = self.words_of(place, &parts.parts, progress)?;
        let mut extensions = self.extensions_of(&parts, progress)?.into_iter();
        for piece in &mut pieces {
            for top_pt in &mut piece.tops_pt {
                *top_pt = extensions.next().unwrap_or_default().top_pt;
            }
        }
        Ok(pieces)
    }

    /// How much taller each page of a place is made for what is stamped on it.
    pub(super) fn extensions(
        &self,
        place: Place,
        progress: &Progress,
    ) -> Result<Vec<Extension>, ExportError> {
        self.extensions_of(&self.parts(place)?, progress)
    }

    /// The size of each page of a place, made taller by so much.
    pub(super) fn sizes(
        &self,
        place: Place,
        extensions: &[Extension],
    ) -> Result<Vec<PageInfo>, ExportError> {
        let parts = self.parts(place)?.parts;
        let pages = parts.iter().flat_map(|(_, part)| part.pages.iter());
        let sizes = pages.zip(extensions).map(|(page, extension)| PageInfo {
            height_pt: page.height_pt + extension.top_pt + extension.bottom_pt,
            ..*page
        });
        Ok(sizes.collect())
    }

    fn extensions_of(
        &self,
        PlaceParts { parts, note }: &PlaceParts,
        progress: &Progress,
    ) -> Result<Vec<Extension>, ExportError> {
        let has_marking = self.request.pack.marking.printed().is_some();
        let note_height = note
            .as_ref()
            .and_then(|note| Some(note.pages.first()?.height_pt));
        let mut extensions = Vec::new();
        for (role, part) in parts {
            let note = note_height.filter(|_| *role == PartRole::Main);
            let margins = part.margins(self.request.cache.facts(), progress)?;
            extensions.extend(part.extensions(margins, has_marking, note));
        }
        Ok(extensions)
    }

    /// The text of a place's pages, without a look at how far pages were made taller.
    pub(super) fn words(
        &self,
        place: Place,
        progress: &Progress,
    ) -> Result<Vec<TextPiece>, ExportError> {
        self.words_of(place, &self.parts(place)?.parts, progress)
    }

    fn words_of(
        &self,
        place: Place,
        parts: &[(PartRole, Arc<Part>)],
        progress: &Progress,
    ) -> Result<Vec<TextPiece>, ExportError> {
        let mut first_page = 0;
        let mut pieces = Vec::with_capacity(parts.len());
        for (role, part) in parts {
            let layer = part.text(progress)?;
            pieces.push(TextPiece {
                tops_pt: vec![0.0; layer.pages().len()],
                layer,
                first_page,
                is_document: *role == PartRole::Main && self.is_shown(place),
            });
            first_page += part.page_count();
        }
        Ok(pieces)
    }

    /// Which pages of a place are a document's own, counted from 0.
    pub(super) fn document_pages(&self, place: Place) -> Result<Option<Range<u32>>, ExportError> {
        let mut first = 0;
        for (role, part) in &self.parts(place)?.parts {
            let end = first + part.page_count();
            if *role == PartRole::Main && self.is_shown(place) {
                return Ok(Some(first..end));
            }
            first = end;
        }
        Ok(None)
    }

    /// Whether the main pages of a place are those of a document that notes can be made on.
    pub(super) fn is_shown(&self, place: Place) -> bool {
        match place {
            Place::Document(id) => self
                .document_parts(id)
                .is_some_and(|document_parts| document_parts.is_shown),
            Place::Cover | Place::Contents | Place::Section(_) | Place::Sources => false,
        }
    }

    /// Pages that were made taller for what is stamped on them; known once they were bound.
    pub(super) fn grown_pages(&self) -> Vec<Finding> {
        let pack = self.request.pack;
        let has_marking = pack.marking.printed().is_some();
        let grows = |(page, margins): &(&PageInfo, &InkMargins)| {
            Extension::of(**page, **margins, has_marking, None) != Extension::default()
        };
        let count = |document_parts: &DocumentParts| -> usize {
            let parts = document_parts.main.iter();
            let pages = parts.flat_map(|part| part.pages.iter().zip(part.measured_margins()));
            pages.filter(grows).count()
        };
        pack.documents()
            .filter_map(|document| {
                let grown = count(self.document_parts(document.id)?);
                let pages = match grown {
                    0 => return None,
                    1 => "1 page is".to_owned(),
                    many => format!("{many} pages are"),
                };
                let what = format!(
                    "{pages} taller than before, so that nothing is printed over its content. \
                     Print with 'fit to page'."
                );
                Some(Finding::of_document(document, &what))
            })
            .collect()
    }
}

fn style_of(pack: &Pack) -> Style {
    Style {
        paper: pack.settings.paper,
        language: pack.settings.language.clone(),
    }
}

/// What a part of a place is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartRole {
    /// A page before the document with the note on it.
    Front,
    /// The document itself, or pages that Briefpack makes.
    Main,
    /// Notes on the document's passages.
    Notes,
    /// A page that keeps the page numbers of both copies the same.
    Blank,
}

/// The parts of one place.
#[derive(Debug, Clone, Default)]
pub(super) struct PlaceParts {
    /// What is bound, in order.
    pub parts: Vec<(PartRole, Arc<Part>)>,
    /// A note that goes above the first page of the document.
    pub note: Option<Arc<Part>>,
}

/// The other copy, where its page numbers have to be the same, and could be others.
fn twin_of(request: ExportRequest<'_>) -> Option<ExportRequest<'_>> {
    let pack = request.pack;
    let is_private = |audience| audience == Audience::Private;
    let has_private = pack.documents().any(|document| {
        let mut annotations = document.annotations.iter();
        is_private(document.audience) || annotations.any(|one| is_private(one.audience))
    });
    // Where notes are of several people, the speaking copy has initials, which may move a line.
    let has_differences = has_private || has_several_authors(pack);
    let is_needed = pack.settings.same_page_numbers && has_differences;
    is_needed.then_some(ExportRequest {
        copy: match request.copy {
            Copy::Circulation => Copy::Speaking,
            Copy::Speaking => Copy::Circulation,
        },
        ..request
    })
}

fn places(pack: &Pack) -> Vec<Place> {
    let items = pack.numbered_items();
    [Place::Cover, Place::Contents]
        .into_iter()
        .chain(items.iter().map(|item| item.id().into()))
        .chain(pack.settings.provenance.then_some(Place::Sources))
        .collect()
}

/// Counts the pages of every place until the numbers on the pages and the pages agree.
fn count(
    pack: &Pack,
    copies: &[CopyPages<'_>],
    style: &Style,
    progress: &Progress,
) -> Result<Plan, ExportError> {
    let places = places(pack);
    // Nothing is told of how far this is: it is short as a rule.
    let silent = progress.stretch(100, 100);
    // Always from the same: where several countings are true, it must be the same one every time.
    let mut before: Vec<Stretches> = Vec::new();
    for copy_pages in copies {
        let least = places.iter().map(|place| copy_pages.least(*place, style));
        before = or_more(before, least.collect());
    }
    let plans = |counted: &[Stretches]| -> Vec<Plan> {
        let plans = copies
            .iter()
            .map(|copy_pages| plan_of(pack, counted, copy_pages));
        plans.collect()
    };
    let mut now = plans(&before);
    for round in 0..MOST_ROUNDS {
        let mut counted: Vec<Stretches> = Vec::new();
        for (copy_pages, plan) in copies.iter().zip(&now) {
            let own = places
                .iter()
                .map(|place| copy_pages.count(*place, plan, style, &silent))
                .collect::<Result<Vec<_>, _>>()?;
            counted = or_more(counted, own);
        }
        if round >= GROWING_ROUNDS {
            counted = or_more(counted, before.clone());
        }
        if counted == before {
            return Ok(now.swap_remove(0));
        }
        now = plans(&counted);
        before = counted;
    }
    Err(ExportError::Defect(
        "the page numbers could not be settled".to_owned(),
    ))
}

fn or_more(some: Vec<Stretches>, others: Vec<Stretches>) -> Vec<Stretches> {
    if some.is_empty() {
        return others;
    }
    some.into_iter()
        .zip(others)
        .map(|(one, other)| one.or_more(other))
        .collect()
}

/// The plan in which places have so many pages, in the order of [`places`].
fn plan_of(pack: &Pack, counted: &[Stretches], copy_pages: &CopyPages<'_>) -> Plan {
    let mut plan = Plan::default();
    let mut counts = counted.iter().copied();
    let mut next = || counts.next().unwrap_or_default();
    plan.push(Place::Cover, next(), None);
    plan.push(Place::Contents, next(), None);
    for item in &pack.outline {
        let mut within = None;
        if let Item::Section(section) = item {
            within = Some(section.id);
            plan.push(Place::Section(section.id), next(), None);
        }
        for document in item.documents() {
            let stretches = next();
            let main = plan.total() + 1 + stretches.front;
            plan.push(Place::Document(document.id), stretches, within);
            if stretches.front > 0 && !copy_pages.has_front(document.id) {
                // The pages before the document are blank in this copy.
                plan.put_beginning(Place::Document(document.id), main);
            }
            let located = copy_pages
                .document_parts(document.id)
                .map(|document_parts| &document_parts.located);
            for mark in located.into_iter().flat_map(|located| located.iter()) {
                plan.put_annotation(mark.annotation, main + mark.page());
            }
        }
    }
    if pack.settings.provenance {
        plan.push(Place::Sources, next(), None);
    }
    plan
}

/// The size of each page: what Briefpack makes is on the pack's paper.
fn sizes(copy_pages: &CopyPages<'_>, plan: &Plan, style: &Style) -> Arc<[PageInfo]> {
    let (width_pt, height_pt) = style.paper.size_pt();
    let paper = PageInfo {
        width_pt,
        height_pt,
    };
    let mut sizes = vec![paper; plan.total() as usize];
    for (place, pages) in plan.places() {
        let Place::Document(id) = place else {
            continue;
        };
        let main = copy_pages
            .document_parts(id)
            .and_then(|parts| parts.main.as_ref());
        let first = pages.first - 1 + plan.stretches(place).front;
        let of_document = sizes.get_mut(first as usize..).unwrap_or_default();
        for (size, page) in of_document
            .iter_mut()
            .zip(main.iter().flat_map(|main| &main.pages))
        {
            *size = *page;
        }
    }
    sizes.into()
}

/// What needs a look, in the order of the pack.
fn report(
    copy_pages: &CopyPages<'_>,
    plan: &Plan,
    style: &Style,
    progress: &Progress,
) -> Result<Report, ExportError> {
    let pack = copy_pages.request.pack;
    let front = [
        ("The cover", Place::Cover),
        ("The contents", Place::Contents),
        ("The list of sources", Place::Sources),
    ];
    let front = front.into_iter().filter_map(|(name, place)| {
        let missing = copy_pages.front(place, style).missing;
        Some(Finding::of_front(name, &missing_characters(&missing)?))
    });
    let mut findings: Vec<Finding> = marking::finding(pack, copy_pages.request.copy)
        .into_iter()
        .chain(front)
        .collect();
    let silent = progress.stretch(100, 100);
    for document in pack.documents() {
        findings.extend(copy_pages.findings(document, plan, style, &silent)?);
    }
    findings.sort_by_key(|finding| finding.kind != FindingKind::Warning);
    Ok(Report { findings })
}
