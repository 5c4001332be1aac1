//! The PDF that is being written.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::equal::Equals;
use super::output::{Output, Sink, for_each_reference};
use super::streams;
use crate::pdf::error::AssembleError;

/// The objects of the result. Numbers are handed out in order, so the same work gives the same
/// file.
pub(super) struct Target {
    pub document: Document,
    /// Those that were written already.
    output: Output,
    /// Which of them stand for others.
    equals: Equals,
    /// Those that are changed when all pages are there.
    pinned: HashSet<ObjectId>,
}

impl Target {
    pub(super) fn new(sink: Sink) -> Self {
        let mut document = Document::new();
        // Attachments are never taken over, so 1.7 says all that the pages can need.
        "1.7".clone_into(&mut document.version);
        Self {
            document,
            output: Output::new(sink),
            equals: Equals::default(),
            pinned: HashSet::new(),
        }
    }

    /// A number for an object that follows later.
    pub(super) fn reserve(&mut self) -> ObjectId {
        self.document.new_object_id()
    }

    /// Stores an object under a number reserved before.
    pub(super) fn put(&mut self, id: ObjectId, object: impl Into<Object>) {
        self.document.objects.insert(id, object.into());
    }

    /// Writes an object that nothing will change or look at any more.
    pub(super) fn put_for_good(
        &mut self,
        id: ObjectId,
        object: impl Into<Object>,
    ) -> Result<(), AssembleError> {
        let mut object = object.into();
        self.equals.turn(&mut object);
        self.output.note_references(&object);
        self.write_turned(id, &object)
    }

    /// Keeps an object in memory until the end, to be changed.
    pub(super) fn pin(&mut self, id: ObjectId) {
        self.pinned.insert(id);
    }

    /// Writes, for good, what these objects and those that were written lead to, and frees it: all
    /// but what is pinned, fields of forms, and what `is_in_use`. What is equal is written once.
    pub(super) fn settle(
        &mut self,
        roots: impl IntoIterator<Item = ObjectId>,
        is_in_use: impl Fn(ObjectId) -> bool,
    ) -> Result<(), AssembleError> {
        let named = self.document.objects.keys().copied();
        let named = named.filter(|(number, _)| self.output.is_named(*number));
        let mut queue: Vec<ObjectId> = named.chain(roots).collect();
        let mut reached = BTreeSet::new();
        while let Some(id) = queue.pop() {
            if is_in_use(id) || reached.contains(&id) {
                continue;
            }
            if let Some(object) = self.document.objects.get(&id) {
                reached.insert(id);
                for_each_reference(object, &mut |id| queue.push(id));
            }
        }
        let mut leaving = BTreeMap::new();
        for id in reached {
            let stays =
                self.pinned.contains(&id) || self.document.objects.get(&id).is_some_and(is_field);
            if !stays && let Some(object) = self.document.objects.remove(&id) {
                leaving.insert(id, object);
            }
        }
        let output = &self.output;
        let is_named = |(number, _): ObjectId| output.is_named(number);
        self.equals.leave_out(&mut leaving, is_named);
        for (id, object) in leaving {
            self.put_for_good(id, object)?;
        }
        Ok(())
    }

    /// All objects that these lead to, themselves included.
    pub(super) fn reached_from(
        &self,
        objects: impl IntoIterator<Item = Object>,
    ) -> HashSet<ObjectId> {
        let mut reached = HashSet::new();
        let mut queue = Vec::new();
        for object in objects {
            for_each_reference(&object, &mut |id| queue.push(id));
        }
        while let Some(id) = queue.pop() {
            if reached.insert(id)
                && let Some(object) = self.document.objects.get(&id)
            {
                for_each_reference(object, &mut |id| queue.push(id));
            }
        }
        reached
    }

    /// Writes an object whose references are known.
    pub(super) fn write(&mut self, id: ObjectId, mut object: Object) -> Result<(), AssembleError> {
        self.equals.turn(&mut object);
        self.write_turned(id, &object)
    }

    fn write_turned(
        &mut self,
        (number, _): ObjectId,
        object: &Object,
    ) -> Result<(), AssembleError> {
        let document = &mut self.document;
        let new_number = || document.new_object_id().0;
        self.output.write(number, object, new_number)
    }

    /// The numbers that objects refer to which were written for good.
    pub(super) fn named(&self) -> impl Iterator<Item = u32> {
        self.output.named()
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> Result<Sink, AssembleError> {
        let trailer = std::mem::take(&mut self.document.trailer);
        let new_number = || self.document.new_object_id().0;
        self.output.finish(trailer, new_number)
    }

    /// Stores an object under a new number.
    pub(super) fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        let id = self.reserve();
        self.put(id, object);
        id
    }

    /// Stores a stream, compressed where that makes it smaller.
    pub(super) fn add_stream(&mut self, dictionary: Dictionary, content: Vec<u8>) -> ObjectId {
        let id = self.reserve();
        self.put_stream(id, dictionary, content);
        id
    }

    /// The same under a number reserved before.
    pub(super) fn put_stream(&mut self, id: ObjectId, dictionary: Dictionary, content: Vec<u8>) {
        let mut stream = Stream::new(dictionary, content);
        streams::compress(&mut stream);
        self.put(id, stream);
    }

    /// The entries of an object of the result, to change them.
    pub(super) fn dictionary_mut(&mut self, id: ObjectId) -> Option<&mut Dictionary> {
        match self.document.objects.get_mut(&id)? {
            Object::Dictionary(dictionary) => Some(dictionary),
            Object::Stream(stream) => Some(&mut stream.dict),
            _ => None,
        }
    }
}

/// Whether an object is a field of a form, or where one is shown.
fn is_field(object: &Object) -> bool {
    let Object::Dictionary(entries) = object else {
        return false;
    };
    let subtype = entries.get(b"Subtype").and_then(Object::as_name);
    subtype.is_ok_and(|subtype| subtype == b"Widget") || entries.has(b"FT")
}
