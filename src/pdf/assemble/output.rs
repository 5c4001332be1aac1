//! The bytes of the result. What is written takes a small part of the memory that it took as
//! objects.

use std::io::{self, Write};

use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat, Writer};
use sha2::{Digest, Sha256};

use crate::pdf::deflate::deflated;
use crate::pdf::error::AssembleError;

/// How many objects are compressed together.
const PACK: usize = 100;

/// The head of the file, with a line by which programs know that it is no text (PDF 1.7, 7.5.2).
const HEAD: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";

/// Where an object lies in the file.
#[derive(Debug, Clone, Copy)]
enum ObjectPosition {
    /// It is not written.
    Nowhere,
    /// At this byte.
    At(u32),
    /// The object with this index in the stream of objects with this number.
    In(u32, u16),
}

/// Where the bytes of a result go.
pub enum Sink {
    /// Into the memory.
    Memory(Vec<u8>),
    /// Elsewhere, such as into a file.
    Elsewhere(Box<dyn Write + Send>),
}

impl std::fmt::Debug for Sink {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Memory(bytes) => write!(formatter, "Memory({} bytes)", bytes.len()),
            Self::Elsewhere(_) => formatter.write_str("Elsewhere"),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Memory(memory) => memory.write(bytes),
            Self::Elsewhere(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Memory(_) => Ok(()),
            Self::Elsewhere(out) => out.flush(),
        }
    }
}

/// What is written, counted and hashed.
struct Counted {
    sink: Sink,
    length: usize,
    hash: Sha256,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sink.write_all(bytes)?;
        self.length += bytes.len();
        self.hash.update(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// The bytes of the result as they are written, object by object.
pub(super) struct Output {
    out: Counted,
    /// Where each object lies, by its number.
    places: Vec<ObjectPosition>,
    /// The objects that wait to be compressed together, one after the other, and the number and
    /// place of each.
    waiting: Vec<u8>,
    members: Vec<(u32, usize)>,
    /// For each number, whether the written objects refer to it.
    named: Vec<bool>,
}

impl Output {
    pub(super) fn new(sink: Sink) -> Self {
        Self {
            out: Counted {
                sink,
                length: 0,
                hash: Sha256::new(),
            },
            places: Vec::new(),
            waiting: Vec::new(),
            members: Vec::new(),
            named: Vec::new(),
        }
    }

    /// Whether a written object refers to this number.
    pub(super) fn is_named(&self, number: u32) -> bool {
        self.named.get(number as usize) == Some(&true)
    }

    /// The numbers of objects that the written ones refer to.
    pub(super) fn named(&self) -> impl Iterator<Item = u32> {
        let numbers = (0..).zip(&self.named);
        numbers.filter_map(|(number, is_named)| is_named.then_some(number))
    }

    /// Writes an object. `new_number` gives a number that no object has.
    pub(super) fn write(
        &mut self,
        number: u32,
        object: &Object,
        new_number: impl FnOnce() -> u32,
    ) -> Result<(), AssembleError> {
        if let Object::Stream(stream) = object {
            return self.write_stream(number, stream);
        }
        self.members.push((number, self.waiting.len()));
        Writer::write_object(&mut self.waiting, object).map_err(fault)?;
        self.waiting.push(b' ');
        if self.members.len() == PACK {
            self.write_waiting(new_number())?;
        }
        Ok(())
    }

    /// Notes what a written object refers to.
    pub(super) fn note_references(&mut self, object: &Object) {
        for_each_reference(object, &mut |(number, _)| {
            let index = number as usize;
            if self.named.len() <= index {
                self.named.resize(index + 1, false);
            }
            if let Some(is_named) = self.named.get_mut(index) {
                *is_named = true;
            }
        });
    }

    fn write_waiting(&mut self, number: u32) -> Result<(), AssembleError> {
        let mut content = Vec::new();
        for (member, place) in &self.members {
            write!(content, "{member} {place} ").map_err(fault)?;
        }
        let mut entries = Dictionary::new();
        entries.set("Type", "ObjStm");
        entries.set("N", integer(self.members.len()));
        entries.set("First", integer(content.len()));
        content.append(&mut self.waiting);
        let members = std::mem::take(&mut self.members);
        for (index, (member, _)) in (0..).zip(members) {
            self.put_place(member, ObjectPosition::In(number, index));
        }
        self.write_stream(number, &compressed(entries, &content))
    }

    fn write_stream(&mut self, number: u32, stream: &Stream) -> Result<(), AssembleError> {
        let mut head = Vec::new();
        let mut write = || {
            if self.out.length == 0 {
                head.extend(HEAD);
            }
            let start = self.out.length + head.len();
            write!(head, "{number} 0 obj\n<<")?;
            for (key, value) in &stream.dict {
                if key == b"Length" {
                    continue;
                }
                Writer::write_object(&mut head, &Object::Name(key.clone()))?;
                head.push(b' ');
                Writer::write_object(&mut head, value)?;
            }
            writeln!(head, "/Length {}>>stream", stream.content.len())?;
            self.out.write_all(&head)?;
            self.out.write_all(&stream.content)?;
            self.out.write_all(b"\nendstream\nendobj\n")?;
            io::Result::Ok(start)
        };
        let start = write().map_err(AssembleError::written)?;
        self.put_place(number, ObjectPosition::At(offset(start)?));
        Ok(())
    }

    fn put_place(&mut self, number: u32, place: ObjectPosition) {
        let index = number as usize;
        if self.places.len() <= index {
            self.places.resize(index + 1, ObjectPosition::Nowhere);
        }
        if let Some(slot) = self.places.get_mut(index) {
            *slot = place;
        }
    }

    /// Ends the file. Its identifier is a hash of what was written: the same content has the same
    /// one, and nothing of the machine or the hour goes into it.
    pub(super) fn finish(
        mut self,
        mut trailer: Dictionary,
        mut new_number: impl FnMut() -> u32,
    ) -> Result<Sink, AssembleError> {
        if !self.members.is_empty() {
            self.write_waiting(new_number())?;
        }
        let digest = self.out.hash.clone().finalize();
        let identifier = digest.get(..16).unwrap_or_default().to_vec();
        let identifier = Object::String(identifier, StringFormat::Hexadecimal);
        trailer.set("ID", vec![identifier.clone(), identifier]);
        let number = new_number();
        let start = self.out.length;
        self.put_place(number, ObjectPosition::At(offset(start)?));
        let mut table = Vec::with_capacity(self.places.len() * 7);
        for place in &self.places {
            let (kind, first, second) = match *place {
                ObjectPosition::Nowhere => (0, 0, u16::MAX),
                ObjectPosition::At(offset) => (1, offset, 0),
                ObjectPosition::In(stream, index) => (2, stream, index),
            };
            table.push(kind);
            table.extend(first.to_be_bytes());
            table.extend(second.to_be_bytes());
        }
        trailer.set("Type", "XRef");
        trailer.set("Size", integer(self.places.len()));
        trailer.set("W", vec![1.into(), 4.into(), 2.into()]);
        let table = compressed(trailer, &table);
        self.write_stream(number, &table)?;
        let end = write!(self.out, "startxref\n{start}\n%%EOF\n").and_then(|()| self.out.flush());
        end.map_err(AssembleError::written)?;
        Ok(self.out.sink)
    }
}

/// Calls `with` for each object that an object refers to.
pub(super) fn for_each_reference(object: &Object, with: &mut impl FnMut(ObjectId)) {
    let mut stack = vec![object];
    while let Some(object) = stack.pop() {
        match object {
            Object::Reference(id) => with(*id),
            Object::Array(items) => stack.extend(items),
            Object::Dictionary(entries) => stack.extend(entries.iter().map(|(_, value)| value)),
            Object::Stream(stream) => stack.extend(stream.dict.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
}

fn compressed(mut entries: Dictionary, content: &[u8]) -> Stream {
    entries.set("Filter", "FlateDecode");
    Stream::new(entries, deflated(content))
}

fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn offset(place: usize) -> Result<u32, AssembleError> {
    u32::try_from(place).map_err(|_| AssembleError::Fault("it is larger than 4 GB".to_owned()))
}

fn fault(error: impl std::fmt::Display) -> AssembleError {
    AssembleError::Fault(error.to_string())
}
