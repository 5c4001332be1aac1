//! Brings the form fields of all sources together into one form.

use std::collections::{BTreeMap, HashMap, HashSet};

use lopdf::{Dictionary, Object, ObjectId, StringFormat, dictionary};

use super::source::Source;
use super::target::Target;
use crate::pdf::lookup::{array_at, as_dictionary, dictionary_at, entry, name_at, resolve};

/// How deep fields may be nested.
const MAX_DEPTH: usize = 32;

/// Entries of a field that are given anew, run something, or belong to a signature.
const SPECIAL: [&[u8]; 8] = [
    b"Parent",
    b"Kids",
    b"AA",
    b"A",
    b"DA",
    b"Lock",
    b"SV",
    b"StructParent",
];

/// The default resources that text needs which is set anew. Others would be dead weight, and may
/// hold words that no page shows.
const SHARED: [&[u8]; 3] = [b"Font", b"Encoding", b"ColorSpace"];

/// The form of the result. Field trees are kept apart part by part, so a paper that is in the
/// pack twice can be filled in twice.
#[derive(Default)]
pub(super) struct Forms {
    roots: Vec<Object>,
    names: HashSet<Vec<u8>>,
    /// The fields above the widgets of the part at hand, by their objects in the source.
    fields: HashMap<ObjectId, ObjectId>,
    /// Default resources: category, name, resource.
    resources: BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, Object>>,
    /// How fonts of the source at hand are called in the result, where their name was taken.
    renamed: HashMap<Vec<u8>, Vec<u8>>,
    /// What the form of the source at hand says of fields that do not say it themselves.
    defaults: Vec<(Vec<u8>, Object)>,
    is_part_open: bool,
    needs_appearances: bool,
}

impl Forms {
    /// Forgets the fields of the part before.
    pub(super) fn start_part(&mut self) {
        self.fields.clear();
        self.renamed.clear();
        self.defaults.clear();
        self.is_part_open = false;
    }

    /// Whether a widget shows a signature.
    pub(super) fn is_signature(source: &Source, widget: &Dictionary) -> bool {
        inherited(source, widget, b"FT").and_then(|kind| kind.as_name().ok()) == Some(b"Sig")
    }

    /// Makes a widget, whose entries were copied already, part of the form.
    pub(super) fn join(
        &mut self,
        source: &mut Source,
        widget: &Dictionary,
        (id, entries): (ObjectId, &mut Dictionary),
        target: &mut Target,
    ) {
        self.open_part(source, target);
        if entries.get(b"AP").is_err() {
            self.needs_appearances = true;
        }
        self.copy_style(source, widget, entries);
        let parent = widget.get(b"Parent").and_then(Object::as_reference);
        match parent {
            Ok(parent) => self.hang(source, parent, (id, entries), target),
            Err(_) => self.plant(id, entries),
        }
    }

    /// Takes over what the whole form of a source shares.
    fn open_part(&mut self, source: &mut Source, target: &mut Target) {
        if std::mem::replace(&mut self.is_part_open, true) {
            return;
        }
        let document = &source.pdf.document;
        let Some(form) = source
            .catalog()
            .and_then(|catalog| dictionary_at(document, catalog, b"AcroForm"))
        else {
            return;
        };
        self.needs_appearances |= entry(document, form, b"NeedAppearances")
            .is_some_and(|value| *value == Object::Boolean(true));
        let style = entry(document, form, b"DA").and_then(|style| style.as_str().ok());
        let style = style.map(<[u8]>::to_vec);
        let alignment = entry(document, form, b"Q").cloned();
        let mut found = Vec::new();
        if let Some(resources) = dictionary_at(document, form, b"DR") {
            for (category, names) in resources {
                if SHARED.contains(&category.as_slice())
                    && let Object::Dictionary(names) = resolve(document, names)
                {
                    found.push((category.clone(), names.clone()));
                }
            }
        }
        for (category, names) in found {
            for (name, resource) in &names {
                let resource = source.copy(resource, target);
                self.add_resource(&category, name, resource);
            }
        }
        let style = style.map(|style| self.translate_style(&style));
        self.defaults
            .extend(style.map(|style| (b"DA".to_vec(), style)));
        self.defaults
            .extend(alignment.map(|value| (b"Q".to_vec(), value)));
    }

    fn add_resource(&mut self, category: &[u8], name: &[u8], resource: Object) {
        let known = self.resources.entry(category.to_vec()).or_default();
        let mut free = name.to_vec();
        while known.get(&free).is_some_and(|other| *other != resource) {
            free.push(b'x');
        }
        if category == b"Font" && free != name {
            self.renamed.insert(name.to_vec(), free.clone());
        }
        known.insert(free, resource);
    }

    /// Copies the text style of a field, with the names that its fonts have in the result.
    fn copy_style(&self, source: &Source, field: &Dictionary, entries: &mut Dictionary) {
        let style = entry(&source.pdf.document, field, b"DA");
        if let Some(Object::String(style, _)) = style {
            entries.set("DA", self.translate_style(style));
        }
    }

    fn translate_style(&self, style: &[u8]) -> Object {
        let words: Vec<Vec<u8>> = style
            .split(u8::is_ascii_whitespace)
            .map(|word| {
                let name = word.strip_prefix(b"/");
                match name.and_then(|name| self.renamed.get(name)) {
                    Some(renamed) => [b"/", renamed.as_slice()].concat(),
                    None => word.to_vec(),
                }
            })
            .collect();
        Object::String(words.join(&b' '), StringFormat::Literal)
    }

    /// Puts a widget below its parent field. The fields above are copied when they are met first.
    fn hang(
        &mut self,
        source: &mut Source,
        parent: ObjectId,
        (widget, widget_entries): (ObjectId, &mut Dictionary),
        target: &mut Target,
    ) {
        let mut chain: Vec<(ObjectId, Dictionary)> = Vec::new();
        let mut above = None;
        let mut next = Some(parent);
        while let Some(old) = next
            && chain.len() < MAX_DEPTH
        {
            if let Some(&known) = self.fields.get(&old) {
                let is_cycle = chain.iter().any(|(new, _)| *new == known);
                above = (!is_cycle).then_some(known);
                break;
            }
            let Some(field) = source.pdf.document.get_dictionary(old).ok().cloned() else {
                break;
            };
            next = field.get(b"Parent").and_then(Object::as_reference).ok();
            let new = target.reserve();
            self.fields.insert(old, new);
            chain.push((new, field));
        }
        for (new, field) in chain.into_iter().rev() {
            let mut entries = self.copy_field(source, &field, target);
            match above {
                Some(parent) => add_kid(target, parent, new, &mut entries),
                None => self.plant(new, &mut entries),
            }
            target.put(new, entries);
            above = Some(new);
        }
        match above {
            Some(parent) => add_kid(target, parent, widget, widget_entries),
            None => self.plant(widget, widget_entries),
        }
    }

    fn copy_field(
        &self,
        source: &mut Source,
        field: &Dictionary,
        target: &mut Target,
    ) -> Dictionary {
        let mut entries = Dictionary::new();
        for (key, value) in field {
            if !SPECIAL.contains(&key.as_slice()) {
                let value = source.copy(value, target);
                if !value.is_null() {
                    entries.set(key.clone(), value);
                }
            }
        }
        self.copy_style(source, field, &mut entries);
        entries
    }

    /// Takes off the buttons of the part at hand what belongs to buttons of the same field on pages
    /// that are left out. `moved` says where the widgets of the source have gone.
    pub(super) fn finish_part(
        &self,
        source: &Source,
        moved: &HashMap<ObjectId, ObjectId>,
        target: &mut Target,
    ) {
        let document = &source.pdf.document;
        for (old, new) in &self.fields {
            let Ok(field) = document.get_dictionary(*old) else {
                continue;
            };
            let kind = inherited(source, field, b"FT").and_then(|kind| kind.as_name().ok());
            let buttons = array_at(document, field, b"Kids");
            let is_shown = |button: &Object| {
                let id = button.as_reference();
                id.is_ok_and(|id| moved.contains_key(&id))
            };
            let has_some = buttons.iter().any(is_shown);
            if kind != Some(b"Btn") || !has_some || buttons.iter().all(is_shown) {
                continue;
            }
            let mut states: HashSet<&[u8]> = HashSet::new();
            for button in buttons.iter().filter(|button| is_shown(button)) {
                let Some(button) = as_dictionary(resolve(document, button)) else {
                    continue;
                };
                states.extend(name_at(document, button, b"AS"));
                let normal = dictionary_at(document, button, b"AP")
                    .and_then(|appearances| dictionary_at(document, appearances, b"N"));
                states.extend(
                    normal
                        .into_iter()
                        .flatten()
                        .map(|(state, _)| state.as_slice()),
                );
            }
            let Some(entries) = target.dictionary_mut(*new) else {
                continue;
            };
            for key in ["V", "DV"] {
                let value = entries.get(key.as_bytes());
                let value = value.and_then(|value| value.as_name().or_else(|_| value.as_str()));
                if value.is_ok_and(|value| !states.contains(value)) {
                    entries.set(key, "Off");
                }
            }
            if let Ok(names) = entries.get_mut(b"Opt").and_then(Object::as_array_mut) {
                for (name, button) in names.iter_mut().zip(buttons) {
                    if !is_shown(button) {
                        *name = Object::string_literal("");
                    }
                }
            }
        }
    }

    /// Puts a field at the top of the form, under a name that is not taken.
    fn plant(&mut self, id: ObjectId, entries: &mut Dictionary) {
        let own = entries.get(b"T").and_then(Object::as_str);
        let own = own.unwrap_or_default().to_vec();
        let is_wide = own.starts_with(b"\xFE\xFF");
        let mut name = own.clone();
        let mut number = 1;
        while !self.names.insert(name.clone()) {
            number += 1;
            name.clone_from(&own);
            for byte in format!("_{number}").bytes() {
                name.extend(is_wide.then_some(0));
                name.push(byte);
            }
        }
        entries.set("T", Object::string_literal(name));
        for (key, value) in &self.defaults {
            if entries.get(key).is_err() {
                entries.set(key.clone(), value.clone());
            }
        }
        self.roots.push(id.into());
    }

    /// Writes the form; `None` where there are no fields.
    pub(super) fn write(self, target: &mut Target) -> Option<ObjectId> {
        if self.roots.is_empty() {
            return None;
        }
        let mut form = dictionary! { "Fields" => self.roots };
        if self.needs_appearances {
            form.set("NeedAppearances", true);
        }
        let mut resources = Dictionary::new();
        for (category, names) in self.resources {
            let mut entries = Dictionary::new();
            for (name, resource) in names {
                entries.set(name, resource);
            }
            resources.set(category, entries);
        }
        if !resources.is_empty() {
            form.set("DR", resources);
        }
        Some(target.add(form))
    }
}

/// Hangs a field or widget below a field of the result.
fn add_kid(target: &mut Target, parent: ObjectId, kid: ObjectId, entries: &mut Dictionary) {
    entries.set("Parent", parent);
    let Some(parent) = target.dictionary_mut(parent) else {
        return;
    };
    if let Ok(kids) = parent.get_mut(b"Kids").and_then(Object::as_array_mut) {
        kids.push(kid.into());
    } else {
        parent.set("Kids", vec![Object::Reference(kid)]);
    }
}

/// An entry of a field, or of the nearest field above that has it.
fn inherited<'a>(source: &'a Source, field: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let document = &source.pdf.document;
    let mut current = field;
    for _ in 0..MAX_DEPTH {
        if let Some(value) = entry(document, current, key) {
            return Some(value);
        }
        current = dictionary_at(document, current, b"Parent")?;
    }
    None
}
