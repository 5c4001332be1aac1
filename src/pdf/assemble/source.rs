//! A PDF that parts are taken from, and the copying of its objects into the result.

use std::collections::{BTreeSet, HashMap};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::beyond_crop::Crop;
use super::names::Names;
use super::pictures;
use super::resources::{Usage, only};
use super::streams::mend;
use super::target::Target;
use crate::pdf::lookup::{as_dictionary, dictionary_at, name_at};
use crate::pdf::open::{OpenPdf, SourcePage};

/// Types that are never copied as something that a page needs: they would drag in the rest of
/// their file, or what it says about its makers.
const CUT: [&[u8]; 11] = [
    b"Page",
    b"Pages",
    b"Catalog",
    b"Outlines",
    b"StructTreeRoot",
    b"StructElem",
    b"Metadata",
    b"Filespec",
    b"F",
    b"EmbeddedFile",
    b"Sig",
];

/// Entries of a picture's or drawing's stream that are left out: metadata, private data of the
/// program that made it, files outside, and numbers in the structure tree, which are given anew.
const PRIVATE: [&[u8]; 17] = [
    // Written anew, as a number of its own.
    b"Length",
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
    // Where the file lay that TeX took a drawing from, and who made that when.
    b"PTEX.FileName",
    b"PTEX.PageNumber",
    b"PTEX.InfoDict",
    b"OPI",
    b"AF",
    b"Ref",
    b"F",
    b"FFilter",
    b"FDecodeParms",
    b"DL",
    b"PtData",
    b"StructParent",
    b"StructParents",
];

/// The entries of a form, a picture and a tile that say how it is drawn (PDF 1.7, tables 75, 89 and 95),
/// short names included; whatever else stands there may tell of pages that are left out.
const OF_FORMS: [&[u8]; 10] = [
    b"Type",
    b"Subtype",
    b"FormType",
    b"BBox",
    b"Matrix",
    b"Resources",
    b"Group",
    b"OC",
    b"Filter",
    b"DecodeParms",
];
const OF_PICTURES: [&[u8]; 24] = [
    b"Type",
    b"Subtype",
    b"Width",
    b"Height",
    b"ColorSpace",
    b"BitsPerComponent",
    b"Intent",
    b"ImageMask",
    b"Mask",
    b"Decode",
    b"Interpolate",
    b"SMask",
    b"SMaskInData",
    b"Matte",
    b"OC",
    b"Filter",
    b"DecodeParms",
    b"W",
    b"H",
    b"CS",
    b"BPC",
    b"IM",
    b"D",
    b"I",
];
const OF_TILES: [&[u8]; 11] = [
    b"Type",
    b"PatternType",
    b"PaintType",
    b"TilingType",
    b"BBox",
    b"XStep",
    b"YStep",
    b"Matrix",
    b"Resources",
    b"Filter",
    b"DecodeParms",
];
/// The entries of a transparency group (PDF 1.7, tables 96 and 147).
pub(super) const OF_GROUPS: [&[u8]; 5] = [b"Type", b"S", b"CS", b"I", b"K"];

/// The largest number that every reader takes (PDF 1.7, table C.1).
const LARGEST_NUMBER: f32 = 2_147_483_520.0;

/// How many bytes of a source's streams are unfolded to see whether they are sound: 1 GiB.
const UNFOLD_BUDGET: usize = 1 << 30;

/// Objects whose number is given but which are still to be copied: from where, to where.
type Queue = Vec<(ObjectId, ObjectId)>;

/// A PDF that parts are taken from. Each of its objects goes into the result at most once.
pub(super) struct Source {
    pub pdf: OpenPdf,
    /// The place of each page object in the page order.
    page_numbers: HashMap<ObjectId, u32>,
    /// Where objects have gone.
    copied: HashMap<ObjectId, ObjectId>,
    /// Which names its drawings use.
    usage: Usage,
    /// The resources of pages in the result, by the object that they were and what is left of it.
    resources: HashMap<(ObjectId, Names), ObjectId>,
    /// Takes out what lies outside the visible parts of pages.
    crop: Crop,
    /// For each page, the marked content that something was taken out of.
    cut_marks: HashMap<u32, BTreeSet<i64>>,
    /// How many more bytes of its streams may be unfolded to see whether they are sound.
    budget: usize,
}

impl Source {
    pub(super) fn new(pdf: OpenPdf) -> Self {
        let mut page_numbers = HashMap::new();
        for (number, page) in (0..).zip(&pdf.pages) {
            if let Some(id) = page.id {
                // What leads to a page that is listed twice leads to its first place.
                page_numbers.entry(id).or_insert(number);
            }
        }
        Self {
            pdf,
            page_numbers,
            copied: HashMap::new(),
            usage: Usage::default(),
            resources: HashMap::new(),
            crop: Crop::default(),
            cut_marks: HashMap::new(),
            budget: UNFOLD_BUDGET,
        }
    }

    /// Everything of it in the result that later pages may share.
    pub(super) fn in_use(&self) -> impl Iterator<Item = ObjectId> {
        let copied = self.copied.values();
        copied.chain(self.resources.values()).copied()
    }

    pub(super) fn page(&self, number: u32) -> Option<&SourcePage> {
        self.pdf.pages.get(number as usize)
    }

    /// The number of the page that an object is, counted from 0.
    pub(super) fn page_number(&self, id: ObjectId) -> Option<u32> {
        self.page_numbers.get(&id).copied()
    }

    /// Takes out of a page what lies wholly outside its visible part. Nothing of the source is
    /// copied yet.
    pub(super) fn take_out_cropped(&mut self, page: u32) {
        let marks = self.crop.take_out(&mut self.pdf, page);
        self.cut_marks.entry(page).or_default().extend(marks);
    }

    /// Whether something was taken out of this marked content of a page.
    pub(super) fn is_cut(&self, page: u32, mark: i64) -> bool {
        let marks = self.cut_marks.get(&page);
        marks.is_some_and(|marks| marks.contains(&mark))
    }

    /// The entries of the document's catalog.
    pub(super) fn catalog(&self) -> Option<&Dictionary> {
        self.pdf.document.catalog().ok()
    }

    /// Where an object has gone in the result, if anything needed it.
    pub(super) fn copied(&self, id: ObjectId) -> Option<ObjectId> {
        self.copied.get(&id).copied()
    }

    /// Where objects have gone: from the source to the result, in no particular order.
    pub(super) fn moves(&self) -> impl Iterator<Item = (ObjectId, ObjectId)> {
        self.copied.iter().map(|(old, new)| (*old, *new))
    }

    /// A page's resources in the result, as an object of its own: those that its content, which
    /// uses these names, and its annotations draw with. Pages that shared theirs and need the
    /// same of them still do.
    pub(super) fn copy_resources(
        &mut self,
        page: u32,
        mut names: Names,
        target: &mut Target,
    ) -> ObjectId {
        let document = &self.pdf.document;
        let page = self.pdf.pages.get(page as usize);
        let Some((page, resources)) = page.and_then(|page| {
            let resources = dictionary_at(document, &page.dictionary, b"Resources")?;
            Some((page, resources))
        }) else {
            return target.add(Dictionary::new());
        };
        names.extend(&self.usage.of_annotations(document, &page.dictionary));
        let needed = self.usage.needed(document, resources, &names);
        let needed_only = Object::from(only(document, resources, &needed));
        let shared = page.dictionary.get(b"Resources");
        let key = shared.and_then(Object::as_reference).ok();
        let key = key.map(|shared| (shared, needed));
        if let Some(known) = key.as_ref().and_then(|key| self.resources.get(key)) {
            return *known;
        }
        let copy = self.copy(&needed_only, target);
        let id = target.add(copy);
        self.resources.extend(key.map(|key| (key, id)));
        id
    }

    /// Copies an object with all that it refers to, but for pages and the like, which become
    /// null, and for resources that nothing draws with.
    pub(super) fn copy(&mut self, object: &Object, target: &mut Target) -> Object {
        let mut queue = Vec::new();
        let copy = self.translate(object.clone(), target, &mut queue);
        while let Some((from, to)) = queue.pop() {
            let object = self.take(from);
            let object = self.translate(object, target, &mut queue);
            target.put(to, object);
        }
        copy
    }

    /// An object of the source. The bytes of a stream leave it, since each goes out only once.
    fn take(&mut self, id: ObjectId) -> Object {
        let resources = self.resources_of_drawing(id);
        match self.pdf.document.objects.get_mut(&id) {
            Some(Object::Stream(stream)) => {
                let content = std::mem::take(&mut stream.content);
                let mut entries = stream.dict.clone();
                if let Some(resources) = resources {
                    entries.set("Resources", resources);
                }
                let mut copy = Stream::new(entries, content);
                if let Some(clean) = self.usage.take_clean(id) {
                    copy.set_plain_content(clean);
                }
                copy.into()
            }
            Some(object) => object.clone(),
            None => Object::Null,
        }
    }

    /// What a form or pattern draws with of its own resources; `None` where it has none.
    fn resources_of_drawing(&mut self, id: ObjectId) -> Option<Dictionary> {
        let document = &self.pdf.document;
        let entries = &document.objects.get(&id)?.as_stream().ok()?.dict;
        let is_form = name_at(document, entries, b"Subtype") == Some(b"Form");
        let own = dictionary_at(document, entries, b"Resources");
        if own.is_none() && !is_form && !entries.has(b"PatternType") {
            return None;
        }
        let names = self.usage.of_drawing(document, id);
        let own = own?;
        let needed = self.usage.needed(document, own, &names);
        Some(only(document, own, &needed))
    }

    /// What a font draws its characters with, of its own resources; `None` for fonts that are not
    /// drawn so.
    fn resources_of_font(&mut self, entries: &Dictionary) -> Option<Dictionary> {
        let document = &self.pdf.document;
        dictionary_at(document, entries, b"CharProcs")?;
        let own = dictionary_at(document, entries, b"Resources")?;
        let names = self.usage.of_characters(document, entries);
        let needed = self.usage.needed(document, own, &names);
        Some(only(document, own, &needed))
    }

    fn translate(&mut self, object: Object, target: &mut Target, queue: &mut Queue) -> Object {
        match object {
            Object::Reference(id) => self.translate_reference(id, target, queue),
            Object::Array(items) => Object::Array(
                items
                    .into_iter()
                    .map(|item| self.translate(item, target, queue))
                    .collect(),
            ),
            Object::Dictionary(dictionary) => {
                self.translate_dictionary(dictionary, target, queue).into()
            }
            Object::Stream(mut stream) => {
                for key in PRIVATE {
                    stream.dict.remove(key);
                }
                stream.dict = without_unknown(&self.pdf.document, stream.dict);
                pictures::strip(&self.pdf.document, &mut stream);
                let dictionary = self.translate_dictionary(stream.dict, target, queue);
                let mut copy = Stream::new(dictionary, stream.content);
                mend(&mut copy, &mut self.budget);
                copy.into()
            }
            Object::Real(value) if value.is_nan() => Object::Integer(0),
            // A whole real is written without a point, and readers refuse an integer of that size.
            Object::Real(value) if value.abs() > LARGEST_NUMBER => {
                LARGEST_NUMBER.copysign(value).into()
            }
            plain => plain,
        }
    }

    fn translate_dictionary(
        &mut self,
        mut dictionary: Dictionary,
        target: &mut Target,
        queue: &mut Queue,
    ) -> Dictionary {
        let mut copy = Dictionary::new();
        if is_cut(&dictionary) {
            return copy;
        }
        if let Some(resources) = self.resources_of_font(&dictionary) {
            dictionary.set("Resources", resources);
        }
        for (key, value) in dictionary {
            let value = self.translate(value, target, queue);
            if !value.is_null() {
                copy.set(key, value);
            }
        }
        copy
    }

    fn translate_reference(
        &mut self,
        id: ObjectId,
        target: &mut Target,
        queue: &mut Queue,
    ) -> Object {
        if let Some(to) = self.copied(id) {
            return to.into();
        }
        let is_wanted = self.page_number(id).is_none()
            && self.pdf.document.objects.get(&id).is_some_and(|object| {
                !object.is_null() && !as_dictionary(object).is_some_and(is_cut)
            });
        if !is_wanted {
            return Object::Null;
        }
        let to = target.reserve();
        self.copied.insert(id, to);
        queue.push((id, to));
        to.into()
    }
}

/// The entries of a stream without those that no reader knows, where it is a drawing.
fn without_unknown(document: &Document, entries: Dictionary) -> Dictionary {
    let known: &[&[u8]] = match name_at(document, &entries, b"Subtype") {
        Some(b"Form") => &OF_FORMS,
        Some(b"Image") => &OF_PICTURES,
        _ if entries.has(b"PatternType") => &OF_TILES,
        _ => return entries,
    };
    let mut known = only_known(&entries, known);
    if let Some(group) = dictionary_at(document, &entries, b"Group") {
        known.set("Group", only_known(group, &OF_GROUPS));
    }
    known
}

/// Those of some entries that have these keys.
pub(super) fn only_known(entries: &Dictionary, known: &[&[u8]]) -> Dictionary {
    let mut kept = Dictionary::new();
    for (key, value) in entries {
        if known.contains(&key.as_slice()) {
            kept.set(key.clone(), value.clone());
        }
    }
    kept
}

fn is_cut(dictionary: &Dictionary) -> bool {
    let type_name = dictionary.get(b"Type").and_then(Object::as_name);
    type_name.is_ok_and(|name| CUT.contains(&name))
}
