//! hayro's reading of a file, object by object.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use hayro::hayro_syntax::object::{
    Array, Dict, MaybeRef, Number, Object as Read, ObjectIdentifier, Stream as ReadStream,
};
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};

use super::ReadError;
use super::stream_data::stream_data;

/// How deep an object may be nested in another.
const DEEPEST: usize = 100;

/// Real numbers up to here have a whole number next to each other.
const MOST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// A file as hayro reads it.
pub(super) struct Tolerant {
    pdf: Pdf,
    /// How many more bytes may be searched for the end of a stream, or copied as its data: a
    /// hostile file could make each of its streams as long as itself.
    budget: usize,
    is_encrypted: bool,
}

impl Tolerant {
    pub(super) fn open(bytes: &[u8], password: Option<&str>) -> Result<Self, ReadError> {
        let data = Arc::new(bytes.to_vec());
        let load = |password: &str| Pdf::new_with_password(Arc::clone(&data), password);
        let result = match (load(""), password) {
            (Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)), Some(password)) => {
                load(password)
            }
            (result, _) => result,
        };
        let pdf = result.map_err(|error| match error {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) if password.is_some() => {
                ReadError::WrongPassword
            }
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
                ReadError::PasswordNeeded
            }
            LoadPdfError::Decryption(other) => ReadError::UnknownEncryption(format!("{other:?}")),
            LoadPdfError::Invalid => ReadError::Broken("its structure makes no sense".to_owned()),
        })?;
        Ok(Self {
            pdf,
            budget: bytes.len().saturating_mul(4).saturating_add(64 << 20),
            is_encrypted: false,
        })
    }

    /// Whether streams read so far were encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    /// All that the catalog leads to. `info` is what another reading knows of the document; of
    /// that hayro keeps its title and author.
    pub(super) fn document(&mut self, info: Option<Dictionary>) -> Document {
        let mut document = Document::with_version("1.7");
        let root = self.pdf.xref().root_id();
        if let Some(root) = id_of(root.into()) {
            document.trailer.set("Root", root);
            self.copy_into(&mut document, vec![root], |_| true);
        }
        document.max_id = document.objects.keys().map(|id| id.0).max().unwrap_or(0);
        let metadata = self.pdf.metadata();
        let mut info = info.unwrap_or_default();
        for (key, text) in [("Title", &metadata.title), ("Author", &metadata.author)] {
            if let Some(text) = text {
                info.set(key, Object::string_literal(text.to_vec()));
            }
        }
        let info = document.add_object(info);
        document.trailer.set("Info", info);
        document
    }

    /// Takes over the objects that another reading of the file lost, as far as it needs them.
    pub(super) fn fill_in(&mut self, document: &mut Document, lost: &BTreeSet<ObjectId>) {
        let mut needed = Vec::new();
        let mut note = |id| {
            if lost.contains(&id) {
                needed.push(id);
            }
        };
        for (_, object) in &document.trailer {
            each_reference(object, &mut note);
        }
        for (id, object) in &document.objects {
            if lost.contains(id) {
                note(*id);
            }
            each_reference(object, &mut note);
        }
        self.copy_into(document, needed, |id| lost.contains(&id));
    }

    /// Copies objects, and from there on those that they refer to and that `is_wanted`.
    fn copy_into(
        &mut self,
        document: &mut Document,
        mut queue: Vec<ObjectId>,
        is_wanted: impl Fn(ObjectId) -> bool,
    ) {
        let mut seen: BTreeSet<ObjectId> = queue.iter().copied().collect();
        queue.sort_unstable();
        queue.dedup();
        while let Some(id) = queue.pop() {
            let Some(object) = self.object(id) else {
                continue;
            };
            each_reference(&object, &mut |id| {
                if is_wanted(id) && seen.insert(id) {
                    queue.push(id);
                }
            });
            document.objects.insert(id, object);
        }
    }

    fn object(&mut self, id: ObjectId) -> Option<Object> {
        let id = ObjectIdentifier::new(id.0, i32::from(id.1));
        let xref = self.pdf.xref();
        // As a dictionary first: a stream without an end would else be none at all.
        let Some(dict) = xref.get::<Dict<'_>>(id) else {
            return xref.get::<Read<'_>>(id).map(|object| converted(object, 0));
        };
        let entries = converted_dictionary(&dict, 0);
        let Some(range) = range_behind(&self.pdf, &dict, &mut self.budget) else {
            return Some(entries.into());
        };
        let decrypted = match xref
            .get::<ReadStream<'_>>(id)
            .map(|stream| stream.raw_data())
        {
            Some(Cow::Owned(decrypted)) => Some(decrypted),
            _ => None,
        };
        self.is_encrypted |= decrypted.is_some();
        let data = decrypted
            .as_deref()
            .or_else(|| self.pdf.data().as_ref().get(range))?;
        self.budget = self.budget.checked_sub(data.len())?;
        Some(Stream::new(entries, data.to_vec()).into())
    }
}

/// Where the data of a stream stands in the file, if `dict` is one's dictionary.
fn range_behind(pdf: &Pdf, dict: &Dict<'_>, budget: &mut usize) -> Option<Range<usize>> {
    let file = pdf.data().as_ref();
    let read = dict.data();
    // What comes out of a stream of objects does not lie within the file's bytes.
    let start = read.as_ptr().addr().checked_sub(file.as_ptr().addr())?;
    let end = start
        .checked_add(read.len())
        .filter(|end| *end <= file.len())?;
    let length = dict.get::<u32>(b"Length").map(|length| length as usize);
    stream_data(file, end, length, budget)
}

fn id_of(reference: hayro::hayro_syntax::object::ObjRef) -> Option<ObjectId> {
    let generation = u16::try_from(reference.gen_number).ok()?;
    Some((reference.obj_number, generation))
}

fn converted(object: Read<'_>, depth: usize) -> Object {
    match object {
        _ if depth > DEEPEST => Object::Null,
        Read::Null(_) => Object::Null,
        Read::Boolean(value) => Object::Boolean(value),
        Read::Number(number) => converted_number(number),
        Read::String(string) => {
            Object::String(string.as_bytes().to_vec(), StringFormat::Hexadecimal)
        }
        Read::Name(name) => Object::Name(name.to_vec()),
        Read::Dict(dict) => converted_dictionary(&dict, depth).into(),
        Read::Array(array) => converted_array(&array, depth),
        // A stream is an object by itself, which `Tolerant::object` sees to.
        Read::Stream(stream) => converted_dictionary(stream.dict(), depth).into(),
    }
}

fn converted_item(item: MaybeRef<Read<'_>>, depth: usize) -> Object {
    match item {
        MaybeRef::Ref(reference) => id_of(reference).map_or(Object::Null, Object::Reference),
        MaybeRef::NotRef(object) => converted(object, depth + 1),
    }
}

fn converted_dictionary(dict: &Dict<'_>, depth: usize) -> Dictionary {
    let mut entries = Dictionary::new();
    for (key, value) in dict.entries() {
        entries.set(key.to_vec(), converted_item(value, depth));
    }
    entries
}

fn converted_array(array: &Array<'_>, depth: usize) -> Object {
    let items = array.raw_iter().map(|item| converted_item(item, depth));
    Object::Array(items.collect())
}

fn converted_number(number: Number) -> Object {
    let value = number.as_f64();
    if value.fract() == 0.0 && value.abs() < MOST_WHOLE {
        Object::Integer(number.as_i64())
    } else {
        Object::Real(number.as_f32())
    }
}

fn each_reference(object: &Object, found: &mut impl FnMut(ObjectId)) {
    match object {
        Object::Reference(id) => found(*id),
        Object::Array(items) => items.iter().for_each(|item| each_reference(item, found)),
        Object::Dictionary(entries) => {
            entries
                .iter()
                .for_each(|(_, item)| each_reference(item, found));
        }
        Object::Stream(stream) => {
            stream
                .dict
                .iter()
                .for_each(|(_, item)| each_reference(item, found));
        }
        _ => {}
    }
}
