//! The PDF that is being written.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::streams;

/// The objects of the result. Numbers are handed out in order, so the same work gives the same
/// file.
pub(super) struct Target {
    pub document: Document,
}

impl Target {
    pub(super) fn new() -> Self {
        let mut document = Document::new();
        // Attachments are never taken over, so 1.7 says all that the pages can need.
        "1.7".clone_into(&mut document.version);
        Self { document }
    }

    /// A number for an object that follows later.
    pub(super) fn reserve(&mut self) -> ObjectId {
        self.document.new_object_id()
    }

    /// Stores an object under a number reserved before.
    pub(super) fn put(&mut self, id: ObjectId, object: impl Into<Object>) {
        self.document.objects.insert(id, object.into());
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
