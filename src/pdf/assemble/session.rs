//! The steps of putting an assembly together.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use lopdf::{Dictionary, Object, ObjectId, dictionary, text_string};
use sha2::{Digest, Sha256};

use super::annotations::Annotations;
use super::destinations::Destinations;
use super::forms::Forms;
use super::glyphs::leave_out_unused;
use super::jumps::{Jumps, page_name};
use super::layers::Layers;
use super::marks::Marks;
use super::outline::{self, Item, pack_items, source_items};
use super::output::Sink;
use super::page::stamps::Stamps;
use super::page::write_page;
use super::places::Places;
use super::plan::{Assembly, Bookmark, Part, PdfBytes};
use super::source::Source;
use super::tags::{Moved, Tags};
use super::target::Target;
use super::trees::write_name_tree;
use super::{metadata, save};
use crate::pdf::error::{AssembleError, PdfError};
use crate::pdf::open::open;
use crate::pdf::page_flaws::FieldLoss;
use crate::pdf::worker::guarded;
use crate::progress::Progress;

/// A source that was read, or why it can't be.
type OpenedSource = Result<(Source, Destinations), PdfError>;

/// How many pages of a part are written before what only they need is freed.
const PAGES_AT_ONCE: usize = 2000;

/// Where the result went, and what its form fields lost.
type Written = (Sink, Vec<FieldLoss>);

/// An assembly on its way into the result.
pub(super) struct Session<'a> {
    assembly: &'a Assembly,
    /// The sources that parts still to come are made from.
    sources: HashMap<usize, (Source, Destinations)>,
    /// The source of each part.
    source_of: Vec<usize>,
    places: Places,
    stamps: Stamps<'a>,
    marks: Marks,
    layers: Layers,
    /// The bookmarks of parts that show their own.
    own_bookmarks: HashMap<usize, Vec<Item>>,
    target: Target,
}

impl<'a> Session<'a> {
    /// Nothing is read yet.
    pub(super) fn new(sink: Sink, assembly: &'a Assembly) -> Result<Self, AssembleError> {
        let source_of = sources_of(&assembly.parts);
        let mut target = Target::new(sink);
        let places = Places::reserve(&assembly.parts, &source_of, &mut target);
        if places.all.is_empty() {
            return Err(AssembleError::Empty);
        }
        Ok(Self {
            assembly,
            sources: HashMap::new(),
            source_of,
            places,
            stamps: Stamps::of(assembly),
            marks: Marks::default(),
            layers: Layers::default(),
            own_bookmarks: HashMap::new(),
            target,
        })
    }

    /// Writes the result. While one source is written, the next one is read.
    pub(super) fn run(self, progress: &Progress) -> Result<Written, AssembleError> {
        let (sender, opened) = sync_channel(0);
        let (assembly, source_of) = (self.assembly, self.source_of.clone());
        thread::scope(move |scope| {
            let reader = thread::Builder::new().name("sources".to_owned());
            let read = move || {
                // Whoever does not wait for it any more has failed or was stopped.
                let is_wanted = |opened| sender.send(opened).is_ok();
                open_sources(&assembly.parts, &source_of, is_wanted);
            };
            reader
                .spawn_scoped(scope, read)
                .map_err(|error| AssembleError::Fault(error.to_string()))?;
            let written = self.write(&opened, progress);
            // Nothing is waited for any more, so the reader ends.
            drop(opened);
            written
        })
    }

    fn write(
        mut self,
        opened: &Receiver<OpenedSource>,
        progress: &Progress,
    ) -> Result<Written, AssembleError> {
        let tree = self.target.reserve();
        let mut forms = Forms::default();
        let mut tags = Tags::new(&mut self.target);
        let mut wanted = HashSet::new();
        parts_of_bookmarks(&self.assembly.bookmarks, &mut wanted);
        let mut first = 0;
        for part in 0..self.assembly.parts.len() {
            progress.check()?;
            self.take_source_of(part, opened)?;
            let count = self.write_part((part, first), tree, (&mut forms, &mut tags), progress)?;
            if wanted.contains(&part) {
                let items = self.bookmarks_of(part);
                self.own_bookmarks.insert(part, items);
            }
            self.finish_part(part, first..first + count, &forms)?;
            first += count;
        }
        let kids: Vec<Object> = self.places.all.iter().map(|id| (*id).into()).collect();
        let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
        self.target.put(
            tree,
            dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count },
        );
        self.marks.finish(&self.places, &mut self.target);
        let bookmarks = self.bookmarks();
        let outline = outline::write(bookmarks, &mut self.target);
        let layers = std::mem::take(&mut self.layers);
        let (form, losses) = forms.write(&mut self.target)?;
        let extras = [
            ("Outlines", outline),
            ("AcroForm", form),
            ("OCProperties", layers.write(&mut self.target)),
            ("StructTreeRoot", tags.write(&mut self.target)),
        ];
        self.write_catalog(tree, extras);
        progress.check()?;
        let sink = save::save(self.target, &progress.stretch(90, 100))?;
        progress.step(1, 1)?;
        Ok((sink, losses))
    }

    /// Takes the source of a part from those that are being read, unless an earlier part has the same.
    fn take_source_of(
        &mut self,
        part: usize,
        opened: &Receiver<OpenedSource>,
    ) -> Result<(), AssembleError> {
        let parts = &self.assembly.parts;
        let (Some(plan), Some(&index)) = (parts.get(part), self.source_of.get(part)) else {
            return Ok(());
        };
        let (source, _) = match self.sources.entry(index) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let gone =
                    |_| AssembleError::Fault("the reading of the parts broke down".to_owned());
                let opened = opened.recv().map_err(gone)?;
                place.insert(opened.map_err(|error| AssembleError::Part { part, error })?)
            }
        };
        let count = source.pdf.pages.len();
        let missing = plan
            .pages
            .iter()
            .find(|page| page.source_page as usize >= count);
        match missing {
            Some(page) => Err(AssembleError::Part {
                part,
                error: PdfError::NoSuchPage {
                    page: page.source_page,
                    count: u32::try_from(count).unwrap_or(u32::MAX),
                },
            }),
            None => Ok(()),
        }
    }

    /// Writes for good what the pages of a part need and no later part does. What was read of its
    /// source is freed where no later part is made from it.
    fn finish_part(
        &mut self,
        part: usize,
        pages: Range<usize>,
        forms: &Forms,
    ) -> Result<(), AssembleError> {
        let Some(index) = self.source_of.get(part) else {
            return Ok(());
        };
        let later = self.source_of.get(part + 1..).unwrap_or_default();
        if !later.contains(index)
            && let Some((source, _)) = self.sources.remove(index)
        {
            self.layers.merge(&source, &mut self.target);
        }
        let in_use = in_use(&self.sources, forms, &self.target);
        let pages = self.places.all.get(pages).unwrap_or_default();
        self.target
            .settle(pages.iter().copied(), |id| in_use.contains(&id))
    }

    /// Writes the pages of a part; returns how many. `first` is the place of its first page. Of a long
    /// part, what only the pages so far need is written for good in between; where it has tags, they
    /// are still to be told which element they belong to.
    fn write_part(
        &mut self,
        (part, first): (usize, usize),
        tree: ObjectId,
        (forms, tags): (&mut Forms, &mut Tags),
        progress: &Progress,
    ) -> Result<usize, AssembleError> {
        let (Some(plan), Some(index)) = (self.assembly.parts.get(part), self.source_of.get(part))
        else {
            return Ok(0);
        };
        let has_tags = self.sources.get(index).is_some_and(|(source, _)| {
            let catalog = source.catalog();
            catalog.is_some_and(|catalog| catalog.has(b"StructTreeRoot"))
        });
        let at_once = if has_tags { usize::MAX } else { PAGES_AT_ONCE };
        let total = self.places.all.len();
        let places = self.places.all.iter().skip(first).take(plan.pages.len());
        let places: Vec<ObjectId> = places.copied().collect();
        let mut moved = Moved::default();
        forms.start_part();
        let ahead = plan.pages.chunks(at_once).zip(places.chunks(at_once));
        for (chunk, (pages, ids)) in ahead.enumerate() {
            let Some((source, destinations)) = self.sources.get_mut(index) else {
                return Ok(0);
            };
            if chunk == 0 {
                self.places.measure(source, &plan.pages, &places);
            }
            let begun = first + chunk.saturating_mul(at_once);
            for (offset, (page, &id)) in pages.iter().zip(ids).enumerate() {
                // The last tenth is writing the bytes.
                progress.step((begun + offset) * 9, total * 10)?;
                let stamps = &mut self.stamps;
                let drawing = write_page(source, page, (id, tree), stamps, &mut self.target)?;
                moved.drawings.extend(drawing.map(|drawing| (id, drawing)));
            }
            let mut annotations = Annotations {
                source,
                destinations,
                places: &self.places,
                part,
                maker: plan.maker,
                comments: plan.comments,
                forms,
                target: &mut self.target,
                moved: std::mem::take(&mut moved.annotations),
            };
            for (page, &id) in pages.iter().zip(ids) {
                progress.check()?;
                annotations.write(page.source_page, id);
            }
            moved.annotations = annotations.moved;
            if has_tags || pages.len() == plan.pages.len() {
                continue;
            }
            for (page, &id) in pages.iter().zip(ids) {
                let written = self.marks.write(page, id, &self.places, &mut self.target);
                tags.add_annotations(written);
            }
            let in_use = in_use(&self.sources, forms, &self.target);
            self.target
                .settle(ids.iter().copied(), |id| in_use.contains(&id))?;
        }
        let Some((source, _)) = self.sources.get_mut(index) else {
            return Ok(0);
        };
        forms.finish_part(source, &moved.annotations);
        let to = (&mut self.target, progress);
        tags.merge((source, part), &self.places, &moved, to)?;
        if has_tags || plan.pages.len() <= at_once {
            for (page, &id) in plan.pages.iter().zip(&places) {
                let written = self.marks.write(page, id, &self.places, &mut self.target);
                tags.add_annotations(written);
            }
        }
        Ok(plan.pages.len())
    }

    /// The bookmarks of a part's own source.
    fn bookmarks_of(&self, part: usize) -> Vec<Item> {
        let jumps = || {
            let (source, destinations) = self.sources.get(self.source_of.get(part)?)?;
            Some(Jumps {
                source,
                destinations,
                places: &self.places,
                part,
                maker: self.assembly.parts.get(part)?.maker,
                // An excerpt has the bookmarks of its own pages.
                stays_within: true,
            })
        };
        jumps().map_or_else(Vec::new, |jumps| source_items(&jumps))
    }

    fn bookmarks(&mut self) -> Vec<Item> {
        let places = &self.places;
        let place = |page: u32| {
            let page = places.all.get(page as usize)?;
            Some(places.top_of(*page))
        };
        let own = &mut self.own_bookmarks;
        let mut below = |part: usize| own.remove(&part).unwrap_or_default();
        pack_items(&self.assembly.bookmarks, &place, &mut below)
    }

    fn write_catalog(&mut self, tree: ObjectId, extras: [(&str, Option<ObjectId>); 4]) {
        let names = (1..)
            .zip(&self.places.all)
            .map(|(number, page)| (page_name(number).into_bytes(), self.places.top_of(*page)))
            .collect();
        let names = write_name_tree(names, &mut self.target);
        let mut catalog = dictionary! {
            "Type" => "Catalog",
            "Pages" => tree,
            "Names" => dictionary! { "Dests" => names },
            "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
            "Metadata" => metadata::write_xmp(self.assembly, &mut self.target),
        };
        for (key, id) in extras {
            if let Some(id) = id {
                catalog.set(key, id);
            }
        }
        if catalog.has(b"Outlines") {
            catalog.set("PageMode", "UseOutlines");
        }
        if catalog.has(b"StructTreeRoot") {
            catalog.set("MarkInfo", dictionary! { "Marked" => true });
        }
        if !self.assembly.language.is_empty() {
            catalog.set("Lang", text_string(&self.assembly.language));
        }
        let catalog = self.target.add(catalog);
        let info = metadata::write_info(self.assembly, &mut self.target);
        let trailer: &mut Dictionary = &mut self.target.document.trailer;
        trailer.set("Root", catalog);
        trailer.set("Info", info);
    }
}

/// What of the result later pages may share.
fn in_use(
    sources: &HashMap<usize, (Source, Destinations)>,
    forms: &Forms,
    target: &Target,
) -> HashSet<ObjectId> {
    let mut in_use = target.reached_from(forms.shared());
    for (source, _) in sources.values() {
        in_use.extend(source.in_use());
    }
    in_use
}

/// Which source each part is made from: those with the same bytes have the same one, but for what is
/// taken out of a source for one part and kept for another.
fn sources_of(parts: &[Part]) -> Vec<usize> {
    let mut by_address: HashMap<(*const u8, bool), usize> = HashMap::new();
    let mut by_digest: HashMap<([u8; 32], bool), usize> = HashMap::new();
    let mut source_of = Vec::with_capacity(parts.len());
    for part in parts {
        let takes_out = part.pages.iter().any(|plan| plan.takes_out_cropped);
        let mut of_digest = |digest| {
            let next = by_digest.len();
            *by_digest.entry((digest, takes_out)).or_insert(next)
        };
        source_of.push(match &part.bytes {
            PdfBytes::Held(bytes) => {
                let address = (Arc::as_ptr(bytes).cast::<u8>(), takes_out);
                let known = by_address.entry(address);
                *known.or_insert_with(|| of_digest(Sha256::digest(bytes).into()))
            }
            PdfBytes::Stored { digest, .. } => of_digest(*digest),
        });
    }
    source_of
}

/// Reads the sources of parts in the order in which they are needed, as long as `take` says that
/// more are wanted.
fn open_sources(parts: &[Part], source_of: &[usize], take: impl Fn(OpenedSource) -> bool) {
    let mut seen = HashSet::new();
    for (part, index) in parts.iter().zip(source_of) {
        if seen.insert(index) {
            let same = parts.iter().zip(source_of);
            let same = same.filter(|(_, other)| *other == index);
            let same: Vec<&Part> = same.map(|(part, _)| part).collect();
            if !take(open_source(part, &same)) {
                return;
            }
        }
    }
}

/// Reads the PDF of a part, and takes out what none of `parts` shows: those that are made from it.
fn open_source(part: &Part, parts: &[&Part]) -> OpenedSource {
    let bytes = part.bytes.read()?;
    let takes_out = part.pages.iter().any(|plan| plan.takes_out_cropped);
    let pages = parts.iter().flat_map(|part| &part.pages);
    let shown = pages.map(|plan| plan.source_page).collect();
    // Guarded on its own, so that a panic names the part.
    let opened = guarded(|| {
        let pdf = open(&bytes, part.password.as_deref())?;
        let mut source = Source::new(pdf);
        if takes_out {
            for part in parts {
                take_out_cropped(&mut source, part);
            }
        }
        leave_out_unused(&mut source.pdf, &shown);
        let destinations = Destinations::read(&source);
        Ok((source, destinations))
    });
    opened.unwrap_or_else(|reason| Err(PdfError::Fault(reason)))
}

/// The parts whose own bookmarks are shown.
fn parts_of_bookmarks(bookmarks: &[Bookmark], parts: &mut HashSet<usize>) {
    for bookmark in bookmarks {
        parts.extend(bookmark.outline_of_part);
        parts_of_bookmarks(&bookmark.children, parts);
    }
}

fn take_out_cropped(source: &mut Source, part: &Part) {
    let pages = part.pages.iter().filter(|plan| plan.takes_out_cropped);
    for plan in pages {
        source.take_out_cropped(plan.source_page);
    }
}
