//! Brings the structure trees of all parts together into one, which screen readers follow
//! (PDF 1.7, 14.7).

mod new_annotations;
mod read;

use std::collections::{BTreeMap, HashMap};

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::places::Places;
use super::source::Source;
use super::target::Target;
use super::trees::{write_name_tree, write_number_tree};
use crate::pdf::error::AssembleError;
use crate::pdf::lookup::entry;
use crate::progress::Progress;
pub(super) use new_annotations::OwnAnnotation;
use read::{Element, Kid, Reader, Unsound};

/// The structure tree of the result.
pub(super) struct Tags {
    root: ObjectId,
    document: ObjectId,
    /// What the pack's own element holds: the elements of the parts.
    kids: Vec<Object>,
    /// The annotations of our own, each with how many of the kids stand before it.
    own: Vec<(usize, OwnAnnotation)>,
    /// Under each key of the parent tree: the elements that own what has that key.
    parents: Vec<Object>,
    roles: BTreeMap<Vec<u8>, Vec<u8>>,
    ids: Vec<(Vec<u8>, Object)>,
}

/// Where things of a part's source have gone.
#[derive(Default)]
pub(super) struct Moved {
    pub annotations: HashMap<ObjectId, ObjectId>,
    /// For pages of the result whose content was made into a drawing, that drawing.
    pub drawings: HashMap<ObjectId, ObjectId>,
}

/// The elements of one part on their way into the tree.
struct Graft<'a> {
    tags: &'a mut Tags,
    source: &'a mut Source,
    target: &'a mut Target,
    part: usize,
    /// The drawings that pages' content was made into.
    drawings: &'a HashMap<ObjectId, ObjectId>,
    /// The owner of each piece of content, by page or drawing.
    owners: BTreeMap<ObjectId, Vec<Object>>,
}

impl Tags {
    pub(super) fn new(target: &mut Target) -> Self {
        Self {
            root: target.reserve(),
            document: target.reserve(),
            kids: Vec::new(),
            own: Vec::new(),
            parents: Vec::new(),
            roles: BTreeMap::new(),
            ids: Vec::new(),
        }
    }

    /// Adds the tree of a part's source, as far as its pages go. An unsound tree is left out:
    /// the pages are there all the same, only untagged.
    pub(super) fn merge(
        &mut self,
        (source, part): (&mut Source, usize),
        places: &Places,
        moved: &Moved,
        (target, progress): (&mut Target, &Progress),
    ) -> Result<(), AssembleError> {
        let elements = match Reader::read(source, places, part, &moved.annotations) {
            Ok(elements) => elements,
            Err(Unsound) => return Ok(()),
        };
        let language = source
            .catalog()
            .and_then(|catalog| entry(&source.pdf.document, catalog, b"Lang"))
            .cloned();
        let parent = self.document;
        let mut graft = Graft {
            tags: self,
            source,
            target,
            part,
            drawings: &moved.drawings,
            owners: BTreeMap::new(),
        };
        for mut element in elements {
            progress.check()?;
            // The pack itself is the document now.
            if element.role == b"Document" {
                element.role = b"Part".to_vec();
            }
            let has_language = element.entries.iter().any(|(key, _)| key == b"Lang");
            if let (false, Some(language)) = (has_language, &language) {
                element.entries.push((b"Lang".to_vec(), language.clone()));
            }
            let id = graft.write(element, parent)?;
            graft.tags.kids.push(id.into());
        }
        graft.finish()
    }

    /// Gives something a key in the parent tree, where its owner or owners are found.
    fn key_for(&mut self, owners: Object) -> i64 {
        self.parents.push(owners);
        i64::try_from(self.parents.len() - 1).unwrap_or(i64::MAX)
    }

    /// The name of a role in the result: another one where the name is mapped otherwise already.
    fn role(&mut self, role: Vec<u8>, mapped: Option<Vec<u8>>) -> Vec<u8> {
        let Some(mapped) = mapped else {
            return role;
        };
        let mut name = role;
        while self.roles.get(&name).is_some_and(|other| *other != mapped) {
            name.push(b'x');
        }
        self.roles.insert(name.clone(), mapped);
        name
    }

    /// Writes the tree; `None` where no part has tags.
    pub(super) fn write(mut self, target: &mut Target) -> Option<ObjectId> {
        if self.kids.is_empty() {
            return None;
        }
        self.tag_annotations(target);
        target.put(
            self.document,
            dictionary! {
                "Type" => "StructElem",
                "S" => "Document",
                "P" => self.root,
                "K" => self.kids,
            },
        );
        let next_key = i64::try_from(self.parents.len()).unwrap_or(i64::MAX);
        let mut root = dictionary! {
            "Type" => "StructTreeRoot",
            "K" => self.document,
            "ParentTree" => write_number_tree(self.parents, target),
            "ParentTreeNextKey" => next_key,
        };
        if !self.roles.is_empty() {
            let mut roles = Dictionary::new();
            for (name, mapped) in self.roles {
                roles.set(name, Object::Name(mapped));
            }
            root.set("RoleMap", roles);
        }
        if !self.ids.is_empty() {
            root.set("IDTree", write_name_tree(self.ids, target));
        }
        target.put(self.root, root);
        Some(self.root)
    }
}

impl Graft<'_> {
    /// Writes an element with all that is below it.
    fn write(&mut self, element: Element, parent: ObjectId) -> Result<ObjectId, AssembleError> {
        let id = self.target.reserve();
        let role = self.tags.role(element.role, element.mapped_role);
        let mut entries = dictionary! {
            "Type" => "StructElem",
            "S" => Object::Name(role),
            "P" => parent,
        };
        for (key, value) in element.entries {
            if key == b"ID" {
                if let Ok(own) = value.as_str() {
                    let name = self.qualified(own);
                    self.tags.ids.push((name.clone(), id.into()));
                    entries.set("ID", Object::string_literal(name));
                }
            } else {
                entries.set(key, self.source.copy(&value, self.target));
            }
        }
        let attributes: Vec<Object> = element
            .attributes
            .iter()
            .map(|attributes| self.attributes(attributes))
            .collect();
        if !attributes.is_empty() {
            entries.set("A", attributes);
        }
        let page = element.kids.iter().find_map(|kid| match kid {
            Kid::Content { page, .. } => Some(*page),
            _ => None,
        });
        if let Some(page) = page {
            entries.set("Pg", page);
        }
        let kids = element.kids.into_iter();
        let kids = kids.filter_map(|kid| self.kid(kid, id, page).transpose());
        let kids = kids.collect::<Result<Vec<Object>, AssembleError>>()?;
        if !kids.is_empty() {
            entries.set("K", kids);
        }
        self.target.put_for_good(id, entries)?;
        Ok(id)
    }

    fn kid(
        &mut self,
        kid: Kid,
        owner: ObjectId,
        owner_page: Option<ObjectId>,
    ) -> Result<Option<Object>, AssembleError> {
        match kid {
            Kid::Element(element) => Ok(Some(self.write(element, owner)?.into())),
            leaf => Ok(self.leaf(&leaf, owner, owner_page)),
        }
    }

    fn leaf(&mut self, kid: &Kid, owner: ObjectId, owner_page: Option<ObjectId>) -> Option<Object> {
        match *kid {
            Kid::Element(_) => None,
            Kid::Content { page, stream, mcid } => {
                let stream = stream.or_else(|| self.drawings.get(&page).copied());
                let holder = stream.unwrap_or(page);
                // A drawing that another part shows too belongs to that one.
                if stream.is_some() && self.is_owned(holder) {
                    return None;
                }
                self.own(holder, mcid, owner);
                let number = i64::try_from(mcid).ok()?;
                if stream.is_none() && owner_page == Some(page) {
                    return Some(number.into());
                }
                let mut reference = dictionary! { "Type" => "MCR", "Pg" => page, "MCID" => number };
                if let Some(stream) = stream {
                    reference.set("Stm", stream);
                }
                Some(reference.into())
            }
            Kid::Object { page, object } => {
                if self.is_owned(object) {
                    return None;
                }
                let key = self.tags.key_for(owner.into());
                self.target.dictionary_mut(object)?.set("StructParent", key);
                let mut reference = dictionary! { "Type" => "OBJR", "Obj" => object };
                if let Some(page) = page {
                    reference.set("Pg", page);
                }
                Some(reference.into())
            }
        }
    }

    fn is_owned(&mut self, holder: ObjectId) -> bool {
        self.target
            .dictionary_mut(holder)
            .is_none_or(|entries| entries.has(b"StructParent") || entries.has(b"StructParents"))
    }

    /// Notes the owner of a piece of marked content; the first to claim it has it.
    fn own(&mut self, holder: ObjectId, mcid: usize, owner: ObjectId) {
        let owners = self.owners.entry(holder).or_default();
        if owners.len() <= mcid {
            owners.resize(mcid + 1, Object::Null);
        }
        if let Some(slot @ Object::Null) = owners.get_mut(mcid) {
            *slot = owner.into();
        }
    }

    /// Enters the pages and drawings of the part into the parent tree.
    fn finish(self) -> Result<(), AssembleError> {
        for (page, drawing) in self.drawings {
            if self.owners.contains_key(drawing)
                && let Some(page) = self.target.dictionary_mut(*page)
            {
                page.set("Tabs", "S");
            }
        }
        for (holder, owners) in self.owners {
            let list = self.target.reserve();
            self.target.put_for_good(list, Object::Array(owners))?;
            let key = self.tags.key_for(list.into());
            if let Some(entries) = self.target.dictionary_mut(holder) {
                entries.set("StructParents", key);
                if entries.has_type(b"Page") {
                    // Tab order follows the tags (PDF/UA-1, 7.18.3).
                    entries.set("Tabs", "S");
                }
            }
        }
        Ok(())
    }

    /// An identifier that no other part uses.
    fn qualified(&self, own: &[u8]) -> Vec<u8> {
        [format!("{}-", self.part + 1).as_bytes(), own].concat()
    }

    /// Copies an attribute object. Table cells name their headers by identifier.
    fn attributes(&mut self, attributes: &Object) -> Object {
        let mut copy = self.source.copy(attributes, self.target);
        let headers = copy
            .as_dict_mut()
            .and_then(|entries| entries.get_mut(b"Headers"))
            .and_then(Object::as_array_mut);
        if let Ok(headers) = headers {
            for header in headers {
                if let Ok(own) = header.as_str() {
                    *header = Object::string_literal(self.qualified(own));
                }
            }
        }
        copy
    }
}
