//! Reads the structure tree of a source, as far as it belongs to the pages that are taken.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Object, ObjectId};

use crate::pdf::assemble::places::Places;
use crate::pdf::assemble::source::Source;
use crate::pdf::lookup::{array_at, as_dictionary, dictionary_at, entry, name_at, resolve};

/// The most elements that are read from one source.
const MAX_ELEMENTS: usize = 1_000_000;
/// How deep elements may be nested.
const MAX_DEPTH: usize = 200;
/// The highest number of a piece of marked content on a page.
const MAX_MCID: i64 = 200_000;

/// The entries of an element that are taken over as they are.
const KEPT: [&[u8]; 7] = [b"T", b"Lang", b"Alt", b"E", b"ActualText", b"R", b"ID"];

/// Of these, what may say again what the element holds.
const WORDS: [&[u8]; 4] = [b"T", b"Alt", b"E", b"ActualText"];

/// What an element stood for whose annotation is left out.
#[derive(Debug, Clone, Copy)]
enum Lost {
    Comment,
    /// A link or a form field.
    Other,
}

/// Why a structure tree is left out: readers would be misled by it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unsound;

/// An element of a source's tree.
pub(super) struct Element {
    /// Its role, as the source calls it.
    pub role: Vec<u8>,
    /// What the source's role map makes of that, if it has it.
    pub mapped_role: Option<Vec<u8>>,
    /// The entries that are kept, not copied yet.
    pub entries: Vec<(Vec<u8>, Object)>,
    /// Attribute objects, its classes' included, not copied yet.
    pub attributes: Vec<Object>,
    /// What it holds, in reading order.
    pub kids: Vec<Kid>,
    /// Whether something that it held is left out.
    pub is_incomplete: bool,
}

/// Something that an element holds.
pub(super) enum Kid {
    Element(Element),
    /// Marked content on a page of the result, within a stream of the source where one is named.
    Content {
        page: ObjectId,
        stream: Option<ObjectId>,
        mcid: usize,
    },
    /// An annotation of the result, or a drawing of the source.
    Object {
        page: Option<ObjectId>,
        object: ObjectId,
    },
}

impl Kid {
    fn is_incomplete(&self) -> bool {
        matches!(self, Self::Element(element) if element.is_incomplete)
    }
}

impl Element {
    /// Takes off what may be words of pages that are left out.
    fn forget_words(&mut self) {
        self.entries
            .retain(|(key, _)| !WORDS.contains(&key.as_slice()));
        self.attributes.retain(|attributes| {
            let owner = as_dictionary(attributes).and_then(|own| own.get(b"O").ok());
            owner.and_then(|owner| owner.as_name().ok()) != Some(b"UserProperties")
        });
        for attributes in &mut self.attributes {
            if let Object::Dictionary(entries) = attributes {
                *entries = std::mem::take(entries)
                    .into_iter()
                    .filter(|(_, value)| value.as_str().is_err())
                    .collect();
            }
        }
    }
}

/// What reading an element comes to.
enum Outcome {
    /// It holds something on the pages that are taken.
    Live(Element),
    /// It holds nothing at all, as an empty table cell does.
    Empty(Element),
    /// All that it holds is left out.
    Gone,
}

/// A source, and which of its pages and annotations are taken.
pub(super) struct Reader<'a> {
    source: &'a Source,
    places: &'a Places,
    part: usize,
    /// Whether every page of the source is taken.
    is_whole: bool,
    /// Whether something was taken out of the marked content that was read last.
    is_cut: bool,
    annotations: &'a HashMap<ObjectId, ObjectId>,
    roles: Option<&'a Dictionary>,
    classes: Option<&'a Dictionary>,
    visited: HashSet<ObjectId>,
    count: usize,
}

impl<'a> Reader<'a> {
    /// Reads the elements at the top of a part's tree. `annotations` says where those of the
    /// source have gone.
    pub(super) fn read(
        source: &'a Source,
        places: &'a Places,
        part: usize,
        annotations: &'a HashMap<ObjectId, ObjectId>,
    ) -> Result<Vec<Element>, Unsound> {
        let document = &source.pdf.document;
        let root = source
            .catalog()
            .and_then(|catalog| dictionary_at(document, catalog, b"StructTreeRoot"));
        let Some(root) = root else {
            return Ok(Vec::new());
        };
        let mut reader = Self {
            source,
            places,
            part,
            is_cut: false,
            is_whole: places.has_all_of(part, source),
            annotations,
            roles: dictionary_at(document, root, b"RoleMap"),
            classes: dictionary_at(document, root, b"ClassMap"),
            visited: HashSet::new(),
            count: 0,
        };
        let mut top = Vec::new();
        for object in reader.kid_objects(root) {
            if let Some(Outcome::Live(element)) = reader.element(object, None, 0)? {
                top.push(element);
            }
        }
        Ok(top)
    }

    fn kid_objects(&self, entries: &'a Dictionary) -> &'a [Object] {
        let document = &self.source.pdf.document;
        match entries.get(b"K") {
            Err(_) => &[],
            Ok(kids) => match resolve(document, kids) {
                Object::Array(_) => array_at(document, entries, b"K"),
                _ => std::slice::from_ref(kids),
            },
        }
    }

    /// The number of the page in the source that an entry names.
    fn page_number(&self, entries: &Dictionary) -> Option<u32> {
        let page = entries.get(b"Pg").and_then(Object::as_reference).ok()?;
        self.source.page_number(page)
    }

    /// The page of the result that a page of the source has become, within this part.
    fn place(&self, page: Option<u32>) -> Option<ObjectId> {
        self.places.within(self.part, page?)
    }

    /// Reads an element; `None` where the object is none.
    fn element(
        &mut self,
        object: &'a Object,
        page: Option<u32>,
        depth: usize,
    ) -> Result<Option<Outcome>, Unsound> {
        let document = &self.source.pdf.document;
        let Object::Dictionary(entries) = resolve(document, object) else {
            return Ok(None);
        };
        let Some(role) = name_at(document, entries, b"S") else {
            return Ok(None);
        };
        self.count += 1;
        let is_new = object
            .as_reference()
            .map_or(true, |id| self.visited.insert(id));
        if !is_new || depth > MAX_DEPTH || self.count > MAX_ELEMENTS {
            return Err(Unsound);
        }
        let page = self.page_number(entries).or(page);
        let objects = self.kid_objects(entries);
        let mut kids = Vec::new();
        let mut is_live = false;
        let mut is_cut = false;
        for object in objects {
            if let Some((kid, live)) = self.kid(object, page, depth)? {
                is_cut |= std::mem::take(&mut self.is_cut);
                is_live |= live;
                kids.push(kid);
            }
        }
        let is_left_out = match objects {
            [] => page.is_some() && self.place(page).is_none(),
            _ => kids.is_empty(),
        };
        if is_left_out {
            return Ok(Some(Outcome::Gone));
        }
        let is_incomplete = is_cut
            || kids.iter().any(Kid::is_incomplete)
            || (!self.is_whole && kids.len() < objects.len());
        // Of what is on no page, nobody can tell whose words it has.
        let may_be_of_others = is_incomplete || (!self.is_whole && !is_live && page.is_none());
        let lost = self.lost_annotation(role, objects, &kids);
        let said = KEPT.iter().filter(|key| match lost {
            // What describes a comment may repeat it.
            Some(Lost::Comment) => !WORDS.contains(*key),
            Some(Lost::Other) | None => true,
        });
        let (role, mapped_role) = match lost {
            Some(_) => (b"Span".as_slice(), None),
            None => (role, self.mapped_role(role)),
        };
        let mut element = Element {
            role: role.to_vec(),
            mapped_role,
            entries: said
                .filter_map(|key| Some((key.to_vec(), entry(document, entries, key)?.clone())))
                .collect(),
            attributes: self.attributes(entries),
            kids,
            is_incomplete,
        };
        if may_be_of_others {
            element.forget_words();
        }
        Ok(Some(if is_live {
            Outcome::Live(element)
        } else {
            Outcome::Empty(element)
        }))
    }

    /// Reads what an element holds, and whether that is on the pages that are taken.
    fn kid(
        &mut self,
        object: &'a Object,
        page: Option<u32>,
        depth: usize,
    ) -> Result<Option<(Kid, bool)>, Unsound> {
        let document = &self.source.pdf.document;
        let kid = match resolve(document, object) {
            Object::Integer(mcid) => self.content(*mcid, page, None)?,
            Object::Dictionary(entries) => {
                let page = self.page_number(entries).or(page);
                match name_at(document, entries, b"Type") {
                    Some(b"MCR") => {
                        let mcid = entry(document, entries, b"MCID")
                            .and_then(|mcid| mcid.as_i64().ok())
                            .ok_or(Unsound)?;
                        let stream = entries.get(b"Stm").and_then(Object::as_reference);
                        self.content(mcid, page, stream.ok())?
                    }
                    Some(b"OBJR") => self.object(entries, page),
                    _ => {
                        return Ok(match self.element(object, page, depth + 1)? {
                            Some(Outcome::Live(element)) => Some((Kid::Element(element), true)),
                            Some(Outcome::Empty(element)) => Some((Kid::Element(element), false)),
                            Some(Outcome::Gone) | None => None,
                        });
                    }
                }
            }
            _ => None,
        };
        Ok(kid.map(|kid| (kid, true)))
    }

    fn content(
        &mut self,
        mcid: i64,
        page: Option<u32>,
        stream: Option<ObjectId>,
    ) -> Result<Option<Kid>, Unsound> {
        if !(0..=MAX_MCID).contains(&mcid) {
            return Err(Unsound);
        }
        let stream = match stream {
            Some(old) => match self.source.copied(old) {
                Some(new) => Some(new),
                None => return Ok(None),
            },
            None => None,
        };
        let place = self.place(page);
        let is_cut = page.is_some_and(|page| self.source.is_cut(page, mcid));
        self.is_cut = is_cut && stream.is_none() && place.is_some();
        Ok(place.map(|page| Kid::Content {
            page,
            stream,
            mcid: usize::try_from(mcid).unwrap_or(0),
        }))
    }

    fn object(&self, entries: &Dictionary, page: Option<u32>) -> Option<Kid> {
        let old = entries.get(b"Obj").and_then(Object::as_reference).ok()?;
        let annotation = self.annotations.get(&old).copied();
        let object = annotation.or_else(|| self.source.copied(old))?;
        let page = self.place(page);
        (annotation.is_some() || page.is_some()).then_some(Kid::Object { page, object })
    }

    /// What an element stood for that holds nothing but text now, since its annotation is left out.
    fn lost_annotation(&self, role: &[u8], objects: &[Object], kids: &[Kid]) -> Option<Lost> {
        let document = &self.source.pdf.document;
        let mapped = self.mapped_role(role);
        let lost = match mapped.as_deref().unwrap_or(role) {
            b"Annot" => Lost::Comment,
            b"Link" | b"Form" => Lost::Other,
            _ => return None,
        };
        let is_reference = |object: &Object| {
            let entries = as_dictionary(resolve(document, object));
            entries.is_some_and(|entries| name_at(document, entries, b"Type") == Some(b"OBJR"))
        };
        let has_object = |kid: &Kid| matches!(kid, Kid::Object { .. });
        (objects.iter().any(is_reference) && !kids.iter().any(has_object)).then_some(lost)
    }

    /// What the role map makes of a role in the end.
    fn mapped_role(&self, role: &[u8]) -> Option<Vec<u8>> {
        let roles = self.roles?;
        let mut mapped = None;
        let mut current = role;
        for _ in 0..8 {
            match name_at(&self.source.pdf.document, roles, current) {
                Some(next) if next != current => {
                    mapped = Some(next.to_vec());
                    current = next;
                }
                _ => break,
            }
        }
        mapped
    }

    /// The attribute objects of an element, its own first, then those of its classes.
    fn attributes(&self, entries: &'a Dictionary) -> Vec<Object> {
        let document = &self.source.pdf.document;
        let mut found = Vec::new();
        let mut add = |object: &'a Object| {
            let items = match resolve(document, object) {
                Object::Array(items) => items.as_slice(),
                _ => std::slice::from_ref(object),
            };
            // The numbers between them are revisions.
            found.extend(items.iter().filter_map(|item| {
                let attributes = resolve(document, item);
                as_dictionary(attributes).map(|_| attributes.clone())
            }));
        };
        if let Ok(own) = entries.get(b"A") {
            add(own);
        }
        let named = match entry(document, entries, b"C") {
            Some(Object::Array(names)) => names.as_slice(),
            Some(name) => std::slice::from_ref(name),
            None => &[],
        };
        for name in named {
            let class = resolve(document, name).as_name().ok();
            let class = class.zip(self.classes).map(|(name, all)| all.get(name));
            if let Some(Ok(class)) = class {
                add(class);
            }
        }
        found
    }
}
