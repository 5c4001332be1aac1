//! The steps of putting an assembly together.

use std::collections::HashMap;
use std::sync::Arc;

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
use super::page::stamps::Stamps;
use super::page::write_page;
use super::places::Places;
use super::plan::{Assembly, Part};
use super::source::Source;
use super::tags::{Moved, Tags};
use super::target::Target;
use super::trees::write_name_tree;
use super::{metadata, save};
use crate::pdf::error::{AssembleError, PdfError};
use crate::pdf::open::open;
use crate::pdf::worker::guarded;
use crate::progress::Progress;

/// An assembly whose sources are read.
pub(super) struct Session<'a> {
    assembly: &'a Assembly,
    sources: Vec<Source>,
    destinations: Vec<Destinations>,
    /// The source of each part.
    source_of: Vec<usize>,
    places: Places,
    stamps: Stamps<'a>,
    marks: Marks,
    target: Target,
}

impl<'a> Session<'a> {
    /// Reads every source, each once.
    pub(super) fn open(assembly: &'a Assembly, progress: &Progress) -> Result<Self, AssembleError> {
        let (sources, source_of) = open_parts(&assembly.parts, progress)?;
        let mut target = Target::new();
        let places = Places::reserve(&assembly.parts, &sources, &source_of, &mut target);
        if places.all.is_empty() {
            return Err(AssembleError::Empty);
        }
        Ok(Self {
            assembly,
            destinations: sources.iter().map(Destinations::read).collect(),
            sources,
            source_of,
            places,
            stamps: Stamps::of(assembly),
            marks: Marks::default(),
            target,
        })
    }

    /// Writes the result.
    pub(super) fn run(mut self, progress: &Progress) -> Result<Vec<u8>, AssembleError> {
        let tree = self.target.reserve();
        let mut forms = Forms::default();
        let mut tags = Tags::new(&mut self.target);
        let mut first = 0;
        for part in 0..self.assembly.parts.len() {
            first += self.write_part((part, first), tree, (&mut forms, &mut tags), progress)?;
            self.forget_source_of(part);
        }
        let kids: Vec<Object> = self.places.all.iter().map(|id| (*id).into()).collect();
        let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
        self.target.put(
            tree,
            dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count },
        );
        let mut layers = Layers::default();
        for source in &self.sources {
            layers.merge(source, &mut self.target);
        }
        let outline = outline::write(self.bookmarks(), &mut self.target);
        // The sources' objects are not needed any more; the bytes to come need room.
        self.sources.clear();
        let extras = [
            ("Outlines", outline),
            ("AcroForm", forms.write(&mut self.target)?),
            ("OCProperties", layers.write(&mut self.target)),
            ("StructTreeRoot", tags.write(&mut self.target)),
        ];
        self.write_catalog(tree, extras);
        progress.check()?;
        let bytes = save::save(self.target, &progress.stretch(90, 100))?;
        progress.step(1, 1)?;
        Ok(bytes)
    }

    /// Frees what was read of the source of a part, where no later part is made from it and it has
    /// no bookmarks or layers, which are looked at when all pages are written.
    fn forget_source_of(&mut self, part: usize) {
        let later = self.source_of.get(part + 1..).unwrap_or_default();
        let Some(index) = self
            .source_of
            .get(part)
            .filter(|index| !later.contains(index))
        else {
            return;
        };
        if let Some(source) = self.sources.get_mut(*index) {
            let has_more = source
                .catalog()
                .is_some_and(|catalog| catalog.has(b"Outlines") || catalog.has(b"OCProperties"));
            if !has_more {
                source.forget();
            }
        }
    }

    /// Writes the pages of a part; returns how many. `first` is the place of its first page.
    fn write_part(
        &mut self,
        (part, first): (usize, usize),
        tree: ObjectId,
        (forms, tags): (&mut Forms, &mut Tags),
        progress: &Progress,
    ) -> Result<usize, AssembleError> {
        let (Some(plan), Some(&index)) = (self.assembly.parts.get(part), self.source_of.get(part))
        else {
            return Ok(0);
        };
        let (Some(source), Some(destinations)) =
            (self.sources.get_mut(index), self.destinations.get(index))
        else {
            return Ok(0);
        };
        let total = self.places.all.len();
        let places: Vec<ObjectId> = self
            .places
            .all
            .iter()
            .skip(first)
            .take(plan.pages.len())
            .copied()
            .collect();
        let mut drawings = HashMap::new();
        for (offset, (page, &id)) in plan.pages.iter().zip(&places).enumerate() {
            // The last tenth is writing the bytes.
            progress.step((first + offset) * 9, total * 10)?;
            let stamps = &mut self.stamps;
            let drawing = write_page(source, page, (id, tree), stamps, &mut self.target)?;
            drawings.extend(drawing.map(|drawing| (id, drawing)));
        }
        forms.start_part();
        let mut annotations = Annotations {
            source,
            destinations,
            places: &self.places,
            part,
            maker: plan.maker,
            comments: plan.comments,
            forms,
            target: &mut self.target,
            moved: HashMap::new(),
        };
        for (page, &id) in plan.pages.iter().zip(&places) {
            progress.check()?;
            annotations.write(page.source_page, id);
        }
        let moved = Moved {
            annotations: annotations.moved,
            drawings,
        };
        forms.finish_part(source, &moved.annotations);
        let to = (&mut self.target, progress);
        tags.merge((source, part), &self.places, &moved, to)?;
        for (page, &id) in plan.pages.iter().zip(&places) {
            let written = self.marks.write(page, id, &self.places, &mut self.target);
            tags.add_annotations(written);
        }
        Ok(plan.pages.len())
    }

    fn bookmarks(&self) -> Vec<Item> {
        let place = |page: u32| {
            let page = self.places.all.get(page as usize)?;
            Some(self.places.top_of(*page))
        };
        let below = |part: usize| {
            let jumps = || {
                let index = *self.source_of.get(part)?;
                Some(Jumps {
                    source: self.sources.get(index)?,
                    destinations: self.destinations.get(index)?,
                    places: &self.places,
                    part,
                    maker: self.assembly.parts.get(part)?.maker,
                    // An excerpt has the bookmarks of its own pages.
                    stays_within: true,
                })
            };
            jumps().map_or_else(Vec::new, |jumps| source_items(&jumps))
        };
        pack_items(&self.assembly.bookmarks, &place, &below)
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

/// Reads the PDFs of the parts. Returns them, and which of them each part is made from.
fn open_parts(
    parts: &[Part],
    progress: &Progress,
) -> Result<(Vec<Source>, Vec<usize>), AssembleError> {
    let mut sources: Vec<Source> = Vec::new();
    let mut source_of = Vec::new();
    // What is taken out of a source for one part is kept for another.
    let mut by_address: HashMap<(*const u8, bool), usize> = HashMap::new();
    let mut by_hash: HashMap<([u8; 32], bool), usize> = HashMap::new();
    for (index, part) in parts.iter().enumerate() {
        progress.check()?;
        let fails = |error| AssembleError::Part { part: index, error };
        let takes_out = part.pages.iter().any(|plan| plan.takes_out_cropped);
        let address = (Arc::as_ptr(&part.bytes).cast::<u8>(), takes_out);
        let known = by_address.get(&address).copied();
        let hash = || (<[u8; 32]>::from(Sha256::digest(&part.bytes)), takes_out);
        let source = match known.or_else(|| by_hash.get(&hash()).copied()) {
            Some(source) => source,
            None => {
                // Guarded on its own, so that a panic names the part.
                let pdf = guarded(|| open(&part.bytes, part.password.as_deref()))
                    .unwrap_or_else(|reason| Err(PdfError::Fault(reason)))
                    .map_err(fails)?;
                sources.push(Source::new(pdf));
                by_hash.insert(hash(), sources.len() - 1);
                sources.len() - 1
            }
        };
        by_address.insert(address, source);
        source_of.push(source);
        if let Some(source) = sources.get_mut(source).filter(|_| takes_out) {
            guarded(|| take_out_cropped(source, part))
                .map_err(|reason| fails(PdfError::Fault(reason)))?;
        }
        let count = sources
            .get(source)
            .map_or(0, |source| source.pdf.pages.len());
        let missing = part
            .pages
            .iter()
            .find(|plan| plan.source_page as usize >= count);
        if let Some(plan) = missing {
            return Err(fails(PdfError::NoSuchPage {
                page: plan.source_page,
                count: u32::try_from(count).unwrap_or(u32::MAX),
            }));
        }
    }
    for (index, source) in sources.iter_mut().enumerate() {
        let parts = parts.iter().zip(&source_of);
        let parts = parts.filter(|(_, of)| **of == index);
        let pages = parts.flat_map(|(part, _)| part.pages.iter().map(|plan| plan.source_page));
        let shown = pages.collect();
        guarded(|| leave_out_unused(&mut source.pdf, &shown)).map_err(AssembleError::Fault)?;
    }
    Ok((sources, source_of))
}

fn take_out_cropped(source: &mut Source, part: &Part) {
    let pages = part.pages.iter().filter(|plan| plan.takes_out_cropped);
    for plan in pages {
        source.take_out_cropped(plan.source_page);
    }
}
