//! Pages of our own as drawings that are laid over other pages.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::balanced_content;
use crate::pdf::assemble::names::Names;
use crate::pdf::assemble::plan::{Assembly, PdfBytes};
use crate::pdf::assemble::source::Source;
use crate::pdf::assemble::target::Target;
use crate::pdf::boxes::Rect;
use crate::pdf::error::PdfError;
use crate::pdf::open::open;

/// A page of our own, stored as a form XObject.
#[derive(Debug, Clone, Copy)]
pub(in crate::pdf::assemble) struct Stamp {
    /// The drawing.
    pub form: ObjectId,
    /// What it covers, in its own coordinates.
    pub bounds: Rect,
    /// A number of its own, for its name in a page's resources.
    pub number: usize,
}

/// The stamps of one export; each page of theirs is stored once, however often it is used. Their
/// PDFs are read as they are needed.
pub(in crate::pdf::assemble) struct Stamps<'a> {
    pdfs: &'a [PdfBytes],
    /// How many more times a page of each PDF is laid over one.
    uses: Vec<usize>,
    /// The PDFs that were read and are still needed.
    sources: HashMap<usize, Source>,
    made: HashMap<(usize, u32), Stamp>,
}

impl<'a> Stamps<'a> {
    pub(in crate::pdf::assemble) fn of(assembly: &'a Assembly) -> Self {
        let mut uses = vec![0; assembly.overlay_pdfs.len()];
        let pages = assembly.parts.iter().flat_map(|part| &part.pages);
        for overlay in pages.flat_map(|page| &page.overlays) {
            if let Some(count) = uses.get_mut(overlay.pdf) {
                *count += 1;
            }
        }
        Self::new(&assembly.overlay_pdfs, uses)
    }

    /// Stamps that are asked for so many times of each of these PDFs.
    pub(in crate::pdf::assemble) fn new(pdfs: &'a [PdfBytes], uses: Vec<usize>) -> Self {
        Self {
            pdfs,
            uses,
            sources: HashMap::new(),
            made: HashMap::new(),
        }
    }

    /// The stamp that is a page of one of the PDFs, counted from 0; to be asked for once for each
    /// overlay.
    pub(in crate::pdf::assemble) fn get(
        &mut self,
        pdf: usize,
        page: u32,
        target: &mut Target,
    ) -> Result<Stamp, PdfError> {
        let stamp = self.find_or_make(pdf, page, target)?;
        if let Some(count) = self.uses.get_mut(pdf) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.sources.remove(&pdf);
            }
        }
        Ok(stamp)
    }

    fn find_or_make(
        &mut self,
        pdf: usize,
        page: u32,
        target: &mut Target,
    ) -> Result<Stamp, PdfError> {
        if let Some(stamp) = self.made.get(&(pdf, page)) {
            return Ok(*stamp);
        }
        let missing = |count: usize| PdfError::NoSuchPage {
            page,
            count: u32::try_from(count).unwrap_or(u32::MAX),
        };
        let source = match self.sources.entry(pdf) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let bytes = self.pdfs.get(pdf).ok_or_else(|| missing(0))?;
                place.insert(Source::new(open(&bytes.read()?, None)?))
            }
        };
        let count = source.pdf.pages.len();
        let found = source.page(page).ok_or_else(|| missing(count))?;
        let bounds = found.boxes.crop;
        let entry = |key: &[u8]| found.dictionary.get(key).cloned().unwrap_or(Object::Null);
        let (contents, group) = (entry(b"Contents"), entry(b"Group"));

        let content = balanced_content(&source.pdf.document, &contents);
        let resources = source.copy_resources(page, Names::of(&content), target);
        let mut entries = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => bounds.to_object(),
            "Resources" => resources,
        };
        let group = source.copy(&group, target);
        if !group.is_null() {
            entries.set("Group", group);
        }
        let stamp = Stamp {
            form: target.add_stream(entries, content),
            bounds,
            number: self.made.len() + 1,
        };
        self.made.insert((pdf, page), stamp);
        Ok(stamp)
    }
}

/// Makes a stamp known to a page's resources, and returns its name there; `None` where they are
/// no dictionary.
pub(super) fn name_in_resources(
    target: &mut Target,
    resources: ObjectId,
    stamp: Stamp,
) -> Option<String> {
    let names = xobject_names(target, resources)?;
    let names = target.dictionary_mut(names)?;
    let reference = Object::Reference(stamp.form);
    let mut name = format!("Stamp{}", stamp.number);
    while names
        .get(name.as_bytes())
        .is_ok_and(|other| *other != reference)
    {
        name.push('x');
    }
    names.set(name.clone(), reference);
    Some(name)
}

/// The dictionary of drawings among a page's resources, as an object of its own.
fn xobject_names(target: &mut Target, resources: ObjectId) -> Option<ObjectId> {
    let found = target
        .dictionary_mut(resources)?
        .get(b"XObject")
        .cloned()
        .unwrap_or(Object::Null);
    if let Object::Reference(id) = found
        && target.dictionary_mut(id).is_some()
    {
        return Some(id);
    }
    let names = match found {
        Object::Dictionary(names) => names,
        _ => Dictionary::new(),
    };
    let id = target.add(names);
    target.dictionary_mut(resources)?.set("XObject", id);
    Some(id)
}
