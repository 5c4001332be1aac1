//! The PDF that is being written.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::output::Output;
use super::streams;
use crate::pdf::error::AssembleError;

/// The objects of the result. Numbers are handed out in order, so the same work gives the same
/// file.
pub(super) struct Target {
    pub document: Document,
    /// Those that were written already.
    output: Output,
}

impl Target {
    pub(super) fn new() -> Self {
        let mut document = Document::new();
        // Attachments are never taken over, so 1.7 says all that the pages can need.
        "1.7".clone_into(&mut document.version);
        Self {
            document,
            output: Output::new(),
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
        let object = object.into();
        self.output.note_references(&object);
        self.write(id, &object)
    }

    /// Writes an object whose references are known.
    pub(super) fn write(
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
    pub(super) fn finish(mut self) -> Result<Vec<u8>, AssembleError> {
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
