//! Takes the annotations of a page over: links, notes, form fields, stamps.

use std::collections::HashMap;

use lopdf::{Dictionary, Object, ObjectId};

use super::destinations::Destinations;
use super::forms::Forms;
use super::jumps::Jumps;
use super::places::Places;
use super::plan::Maker;
use super::source::Source;
use super::target::Target;
use crate::pdf::lookup::{array_at, as_dictionary, dictionary_at, name_at, resolve};

/// Entries that are given anew, run something, or hold a file.
const SPECIAL: [&[u8]; 14] = [
    b"P",
    b"Parent",
    b"Kids",
    b"Popup",
    b"IRT",
    b"A",
    b"AA",
    b"PA",
    b"Dest",
    b"FS",
    b"AF",
    b"Metadata",
    b"StructParent",
    b"DA",
];

/// The entries that an annotation turned into a plain picture keeps.
const PICTURE: [&[u8]; 9] = [
    b"Rect",
    b"AP",
    b"AS",
    b"OC",
    b"Border",
    b"BS",
    b"C",
    b"Contents",
    b"F",
];

/// Annotation flags: no zoom, rotate and print as they were; read-only and locked besides
/// (PDF 1.7, table 165).
const READ_ONLY_AND_LOCKED: i64 = 1 << 6 | 1 << 7;

/// What is needed to take over the annotations of one part.
pub(super) struct Annotations<'a> {
    pub source: &'a mut Source,
    pub destinations: &'a Destinations,
    pub places: &'a Places,
    pub part: usize,
    pub maker: Maker,
    pub forms: &'a mut Forms,
    pub target: &'a mut Target,
    /// Where each annotation of the source has gone in this part; the first place counts.
    pub moved: HashMap<ObjectId, ObjectId>,
}

/// What becomes of an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is kept.
    Keep,
    /// Only its look is kept: it was a signature, which a merge breaks, or a film.
    Picture,
    /// It is left out: an attached file, or nothing to see.
    Drop,
}

/// An annotation of a page, with its object in the source and its number in the result.
struct Found {
    old: Option<ObjectId>,
    new: ObjectId,
    entries: Dictionary,
    fate: Fate,
}

impl Annotations<'_> {
    /// Takes over the annotations of a page of the source, counted from 0, to a page of the
    /// result.
    pub(super) fn write(&mut self, source_page: u32, page_id: ObjectId) {
        let found = self.find(source_page);
        let on_page: HashMap<ObjectId, ObjectId> = found
            .iter()
            .filter_map(|annotation| Some((annotation.old?, annotation.new)))
            .collect();
        let mut written = Vec::new();
        for annotation in found {
            let mut entries = match annotation.fate {
                Fate::Picture => self.picture(&annotation.entries),
                _ => self.keep(&annotation.entries, &on_page),
            };
            entries.set("P", page_id);
            if annotation.fate == Fate::Keep && is_subtype(&annotation.entries, b"Widget") {
                self.forms.join(
                    self.source,
                    &annotation.entries,
                    (annotation.new, &mut entries),
                    self.target,
                );
            }
            self.target.put(annotation.new, entries);
            if let Some(old) = annotation.old {
                self.moved.entry(old).or_insert(annotation.new);
            }
            written.push(Object::Reference(annotation.new));
        }
        if !written.is_empty()
            && let Some(page) = self.target.dictionary_mut(page_id)
        {
            page.set("Annots", written);
        }
    }

    fn find(&mut self, source_page: u32) -> Vec<Found> {
        let Some(page) = self.source.page(source_page) else {
            return Vec::new();
        };
        let document = &self.source.pdf.document;
        array_at(document, &page.dictionary, b"Annots")
            .iter()
            .filter_map(|object| {
                let entries = as_dictionary(resolve(document, object))?;
                let fate = fate(self.source, entries);
                (fate != Fate::Drop).then(|| Found {
                    old: object.as_reference().ok(),
                    new: self.target.reserve(),
                    entries: entries.clone(),
                    fate,
                })
            })
            .collect()
    }

    fn keep(&mut self, entries: &Dictionary, on_page: &HashMap<ObjectId, ObjectId>) -> Dictionary {
        let mut copy = Dictionary::new();
        for (key, value) in entries {
            if !SPECIAL.contains(&key.as_slice()) {
                self.set_copy(&mut copy, key, value);
            }
        }
        let is_popup = is_subtype(entries, b"Popup");
        for key in [b"Popup".as_slice(), b"IRT", b"Parent"] {
            // A form field's parent is the field, which the form sees to.
            let belongs = key != b"Parent" || is_popup;
            let neighbour = entries.get(key).and_then(Object::as_reference);
            if belongs
                && let Ok(old) = neighbour
                && let Some(new) = on_page.get(&old)
            {
                copy.set(key, *new);
            }
        }
        let jumps = Jumps {
            source: self.source,
            destinations: self.destinations,
            places: self.places,
            part: self.part,
            maker: self.maker,
            stays_within: false,
        };
        match jumps.follow(entries) {
            Some(jump) if is_subtype(entries, b"Link") => jump.write(&mut copy),
            Some(jump) => copy.set("A", jump.into_action()),
            None => {}
        }
        copy
    }

    fn picture(&mut self, entries: &Dictionary) -> Dictionary {
        let mut copy = Dictionary::new();
        copy.set("Type", "Annot");
        copy.set("Subtype", "Stamp");
        for key in PICTURE {
            if let Ok(value) = entries.get(key) {
                self.set_copy(&mut copy, key, value);
            }
        }
        let flags = copy.get(b"F").and_then(Object::as_i64).unwrap_or(0);
        copy.set("F", flags | READ_ONLY_AND_LOCKED);
        copy
    }

    fn set_copy(&mut self, copy: &mut Dictionary, key: &[u8], value: &Object) {
        let value = self.source.copy(value, self.target);
        if !value.is_null() {
            copy.set(key, value);
        }
    }
}

fn is_subtype(entries: &Dictionary, subtype: &[u8]) -> bool {
    let own = entries.get(b"Subtype").and_then(Object::as_name);
    own.is_ok_and(|own| own == subtype)
}

fn fate(source: &Source, entries: &Dictionary) -> Fate {
    let document = &source.pdf.document;
    let picture = if dictionary_at(document, entries, b"AP").is_some() {
        Fate::Picture
    } else {
        Fate::Drop
    };
    match name_at(document, entries, b"Subtype") {
        None | Some(b"FileAttachment" | b"TrapNet") => Fate::Drop,
        Some(b"Movie" | b"Sound" | b"Screen" | b"RichMedia" | b"3D") => picture,
        Some(b"Widget") if Forms::is_signature(source, entries) => picture,
        Some(_) => Fate::Keep,
    }
}
