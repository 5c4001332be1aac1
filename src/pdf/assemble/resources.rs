//! What a page, form, pattern or font needs of its resources, followed through what it draws
//! (PDF 1.7, 7.8.3). Pages often share one resource dictionary, which then holds what other pages
//! show as well.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::names::{Kind, Names};
use super::pictures::strip_inline;
use super::unfold::unfolded;
use crate::pdf::lookup::{array_at, as_dictionary, dictionary_at, name_at, resolve};

/// How deep colour spaces may be nested.
const MAX_DEPTH: usize = 4;
/// How deep drawings within drawings are followed.
const MAX_DRAWINGS: usize = 64;

/// Which names the drawings of a source use. What was found out stays known: the bytes of a stream
/// leave the source when they are copied.
#[derive(Default)]
pub(super) struct Usage {
    /// The names in the content of each stream.
    drawn: HashMap<ObjectId, Arc<Names>>,
    /// The names that a resource leaves to the resources of whatever draws it.
    open: HashMap<ObjectId, Arc<Names>>,
    /// The content of drawings with pictures in it, where these have lost their metadata.
    clean: HashMap<ObjectId, Vec<u8>>,
    depth: usize,
}

/// What became of names that were looked up in a resource dictionary.
#[derive(Default)]
struct Lookup {
    /// Those that it has.
    found: Names,
    /// Those that it does not have.
    missing: Names,
}

impl Usage {
    /// What content needs of a resource dictionary: those of its entries that the content names,
    /// or something that it draws by name and that has no such resource of its own.
    pub(super) fn needed(
        &mut self,
        document: &Document,
        resources: &Dictionary,
        names: &Names,
    ) -> Names {
        self.look_up(document, resources, names).found
    }

    /// The names in the content of a form or pattern, and those that its group names.
    pub(super) fn of_drawing(&mut self, document: &Document, id: ObjectId) -> Names {
        let mut names = Names::default();
        let Some(Object::Stream(stream)) = document.objects.get(&id) else {
            return names;
        };
        names.extend(&self.drawn(id, stream));
        if let Some(group) = dictionary_at(document, &stream.dict, b"Group") {
            colours(document, group, b"CS", &mut names);
        }
        names
    }

    /// The names in what a font of type 3 draws for its characters.
    pub(super) fn of_characters(&mut self, document: &Document, font: &Dictionary) -> Names {
        let mut names = Names::default();
        let characters = dictionary_at(document, font, b"CharProcs");
        for (_, character) in characters.into_iter().flatten() {
            if let Ok((Some(id), Object::Stream(stream))) = document.dereference(character) {
                names.extend(&self.drawn(id, stream));
            }
        }
        names
    }

    /// The names that the appearances of a page's annotations leave to the page's resources.
    pub(super) fn of_annotations(&mut self, document: &Document, page: &Dictionary) -> Names {
        let mut names = Names::default();
        let annotations = array_at(document, page, b"Annots").iter();
        let appearances = annotations
            .filter_map(|annotation| as_dictionary(resolve(document, annotation)))
            .filter_map(|annotation| dictionary_at(document, annotation, b"AP"))
            .flatten();
        for (_, appearance) in appearances {
            match resolve(document, appearance) {
                Object::Dictionary(states) => {
                    for (_, state) in states {
                        names.extend(&self.open(document, Kind::XObject, state));
                    }
                }
                _ => names.extend(&self.open(document, Kind::XObject, appearance)),
            }
        }
        names
    }

    fn drawn(&mut self, id: ObjectId, stream: &Stream) -> Arc<Names> {
        let clean = &mut self.clean;
        let names = self.drawn.entry(id).or_insert_with(|| {
            let Some(content) = unfolded(stream) else {
                return Arc::new(Names::any());
            };
            clean.extend(strip_inline(&content).map(|clean| (id, clean)));
            Arc::new(Names::of(&content))
        });
        Arc::clone(names)
    }

    /// The content of a drawing that was looked into, where it has to be written anew.
    pub(super) fn take_clean(&mut self, id: ObjectId) -> Option<Vec<u8>> {
        self.clean.remove(&id)
    }

    fn look_up(&mut self, document: &Document, resources: &Dictionary, names: &Names) -> Lookup {
        let mut lookup = Lookup::default();
        let mut seen = BTreeSet::new();
        let mut queue: Vec<_> = names.set.iter().cloned().collect();
        let mut may_be_any = names.may_be_any;
        loop {
            if std::mem::take(&mut may_be_any) && !lookup.missing.may_be_any {
                lookup.missing.may_be_any = true;
                for kind in Kind::ALL {
                    let all = dictionary_at(document, resources, kind.key());
                    queue.extend(
                        all.into_iter()
                            .flatten()
                            .map(|(name, _)| (kind, name.clone())),
                    );
                }
            }
            let Some((kind, name)) = queue.pop() else {
                return lookup;
            };
            if !seen.insert((kind, name.clone())) {
                continue;
            }
            let resource = dictionary_at(document, resources, kind.key())
                .and_then(|all| all.get(&name).ok())
                .filter(|resource| !resolve(document, resource).is_null());
            let Some(resource) = resource else {
                lookup.missing.add(kind, name);
                continue;
            };
            lookup.found.add(kind, name);
            let open = self.open(document, kind, resource);
            queue.extend(open.set.iter().cloned());
            may_be_any = open.may_be_any;
        }
    }

    /// The names that a resource leaves to the resources of whatever draws it.
    fn open(&mut self, document: &Document, kind: Kind, resource: &Object) -> Arc<Names> {
        let Ok((id, _)) = document.dereference(resource) else {
            return Arc::default();
        };
        if let Some(known) = id.and_then(|id| self.open.get(&id)) {
            return Arc::clone(known);
        }
        if self.depth == MAX_DRAWINGS {
            return Arc::new(Names::any());
        }
        if let Some(id) = id {
            // A drawing that draws itself ends here.
            self.open.insert(id, Arc::default());
        }
        self.depth += 1;
        let found = Arc::new(self.find_open(document, kind, (id, resource)));
        self.depth -= 1;
        if let Some(id) = id {
            self.open.insert(id, Arc::clone(&found));
        }
        found
    }

    fn find_open(
        &mut self,
        document: &Document,
        kind: Kind,
        (id, resource): (Option<ObjectId>, &Object),
    ) -> Names {
        let mut names = Names::default();
        if kind == Kind::ColorSpace {
            colour_names(document, resource, MAX_DEPTH, &mut names);
            return names;
        }
        let resource = resolve(document, resource);
        let Some(entries) = as_dictionary(resource) else {
            return names;
        };
        match kind {
            Kind::XObject | Kind::Pattern => {
                let is_picture = name_at(document, entries, b"Subtype") == Some(b"Image");
                let drawing = id.filter(|_| !is_picture && resource.as_stream().is_ok());
                if let Some(id) = drawing {
                    let drawn = self.of_drawing(document, id);
                    return self.left_open(document, entries, drawn);
                }
                colours(document, entries, b"ColorSpace", &mut names);
                if let Some(shading) = dictionary_at(document, entries, b"Shading") {
                    colours(document, shading, b"ColorSpace", &mut names);
                }
                if let Ok(state) = entries.get(b"ExtGState") {
                    names.extend(&self.open(document, Kind::ExtGState, state));
                }
            }
            Kind::Font => {
                let drawn = self.of_characters(document, entries);
                return self.left_open(document, entries, drawn);
            }
            Kind::ExtGState => {
                if let Some(mask) = dictionary_at(document, entries, b"SMask")
                    && let Ok(group) = mask.get(b"G")
                {
                    names.extend(&self.open(document, Kind::XObject, group));
                }
                if let Some(font) = array_at(document, entries, b"Font").first() {
                    names.extend(&self.open(document, Kind::Font, font));
                }
            }
            Kind::Shading => colours(document, entries, b"ColorSpace", &mut names),
            Kind::ColorSpace | Kind::Properties => {}
        }
        names
    }

    /// Of the names that something draws with, those that its own resources do not have.
    fn left_open(&mut self, document: &Document, drawing: &Dictionary, names: Names) -> Names {
        match dictionary_at(document, drawing, b"Resources") {
            Some(own) => self.look_up(document, own, &names).missing,
            None => names,
        }
    }
}

/// A resource dictionary with these of its entries only, and with what is used without being
/// named: default colour spaces and procedure sets.
pub(super) fn only(document: &Document, resources: &Dictionary, kept: &Names) -> Dictionary {
    let mut pruned = Dictionary::new();
    for kind in Kind::ALL {
        let Some(all) = dictionary_at(document, resources, kind.key()) else {
            continue;
        };
        let mut some = Dictionary::new();
        for (name, resource) in all {
            let is_default = kind == Kind::ColorSpace
                && matches!(
                    name.as_slice(),
                    b"DefaultGray" | b"DefaultRGB" | b"DefaultCMYK"
                );
            if is_default || kept.set.contains(&(kind, name.clone())) {
                some.set(name.clone(), resource.clone());
            }
        }
        if !some.is_empty() {
            pruned.set(kind.key(), some);
        }
    }
    let sets = array_at(document, resources, b"ProcSet");
    if !sets.is_empty() && sets.iter().all(|set| set.as_name().is_ok()) {
        pruned.set("ProcSet", sets.to_vec());
    }
    pruned
}

/// The colour spaces that an entry names, by itself or within another.
fn colours(document: &Document, entries: &Dictionary, key: &[u8], names: &mut Names) {
    if let Ok(space) = entries.get(key) {
        colour_names(document, space, MAX_DEPTH, names);
    }
}

fn colour_names(document: &Document, space: &Object, depth: usize, names: &mut Names) {
    match resolve(document, space) {
        Object::Name(name) => names.add(Kind::ColorSpace, name.as_slice()),
        Object::Array(items) if depth > 0 => {
            for item in items {
                colour_names(document, item, depth - 1, names);
            }
        }
        _ => {}
    }
}
