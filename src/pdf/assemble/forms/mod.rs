//! Brings the form fields of all sources together into one form.

mod field;
mod font;
mod frame;
mod lines;
mod look;
mod style;
mod texts;
mod tree;

use std::collections::{BTreeMap, HashMap, HashSet};

use lopdf::{Dictionary, Object, ObjectId, StringFormat, dictionary};

use self::field::{Field, Kind};
use self::lines::Align;
use self::look::{Known, Looks};
use self::style::{Style, words};
use self::texts::of_bytes;
use self::tree::{Tree, without_field_entries};
use super::names;
use super::source::Source;
use super::target::Target;
use crate::pdf::error::AssembleError;
use crate::pdf::lookup::{array_at, as_dictionary, dictionary_at, entry, name_at, resolve};
use crate::pdf::page_flaws::FieldLoss;

/// The default resources that text needs which is set anew. Others would be dead weight, and may
/// hold words that no page shows.
const SHARED: [&[u8]; 3] = [b"Font", b"Encoding", b"ColorSpace"];

/// The form of the result. Fields are kept apart part by part, so a paper that is in the pack twice
/// can be filled in twice.
#[derive(Default)]
pub(super) struct Forms {
    tree: Tree,
    looks: Looks,
    /// Default resources: category, name, resource.
    resources: BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, Object>>,
    /// How fonts of the source at hand are called in the result, where their name was taken.
    renamed: HashMap<Vec<u8>, Vec<u8>>,
    /// The text style of fields of the source at hand that have none themselves.
    default_style: Option<Vec<u8>>,
    /// The alignment of such fields.
    default_align: Option<Object>,
    /// The buttons of the part at hand that stand apart from their widgets: where they are in the
    /// source and in the tree.
    buttons: HashMap<ObjectId, usize>,
    is_part_open: bool,
    /// Whether the source at hand says that the looks of its fields may be old.
    is_stale: bool,
}

/// What a source says of a widget's field.
struct Said {
    /// Where the field is, if apart from the widget.
    id: Option<ObjectId>,
    kind: Kind,
    flags: i64,
    /// The names that lead to it.
    path: Vec<Vec<u8>>,
    /// Its entries, not copied yet.
    entries: Vec<(&'static [u8], Object)>,
    /// The text style and alignment of the widget, where they are not the field's.
    own_style: Option<Vec<u8>>,
    own_align: Option<Object>,
    /// Those of the field.
    style: Option<Vec<u8>>,
    align: Option<Object>,
}

impl Forms {
    /// Forgets the fields of the part before.
    pub(super) fn start_part(&mut self) {
        self.tree.start_part();
        self.renamed.clear();
        self.buttons.clear();
        self.default_style = None;
        self.default_align = None;
        self.is_part_open = false;
        self.is_stale = false;
    }

    /// Whether a widget shows a signature.
    pub(super) fn is_signature(source: &Source, widget: &Dictionary) -> bool {
        let field = Field::of(&source.pdf.document, widget);
        field.get(b"FT").and_then(|kind| kind.as_name().ok()) == Some(b"Sig")
    }

    /// Makes a widget on a page, counted from 1, whose entries were copied already, part of the form.
    pub(super) fn join(
        &mut self,
        source: &mut Source,
        (page, widget): (u32, &Dictionary),
        (id, entries): (ObjectId, &mut Dictionary),
        target: &mut Target,
    ) {
        self.open_part(source, target);
        let said = self.read(source, widget);
        without_field_entries(entries);
        if let Some(style) = &said.own_style {
            entries.set("DA", self.translated(style));
        }
        let mut field = Dictionary::new();
        for (key, value) in &said.entries {
            let value = source.copy(value, target);
            if !value.is_null() {
                field.set(*key, value);
            }
        }
        if let Some(style) = &said.style {
            field.set("DA", self.translated(style));
        }
        if let Some(align) = &said.align {
            field.set("Q", align.clone());
        }
        let (index, field) = self.tree.put(&said.path, field, id);
        let field = field.clone();
        if matches!(said.kind, Kind::Check | Kind::Radio) {
            self.buttons.extend(said.id.map(|id| (id, index)));
        }
        let style = said.own_style.or(said.style).unwrap_or_default();
        let style = Style::read(&style);
        let align = said.own_align.or(said.align);
        let known = Known {
            kind: said.kind,
            flags: said.flags,
            font: match said.kind {
                Kind::Text | Kind::Choice | Kind::Push => self.font(&style.font, target),
                Kind::Check | Kind::Radio | Kind::Other => Object::Null,
            },
            style,
            align: match align.and_then(|align| align.as_i64().ok()) {
                Some(1) => Align::Centre,
                Some(2) => Align::Right,
                _ => Align::Left,
            },
            field,
            is_stale: self.is_stale,
            page,
            name: said
                .path
                .iter()
                .map(|name| of_bytes(name))
                .collect::<Vec<_>>()
                .join("."),
        };
        self.looks.dress(entries, &known, target);
    }

    /// What the source says of a widget's field.
    fn read(&self, source: &Source, widget: &Dictionary) -> Said {
        let field = Field::of(&source.pdf.document, widget);
        let string = |object: Option<&Object>| {
            let text = object.and_then(|object| object.as_str().ok());
            text.map(<[u8]>::to_vec)
        };
        let style = string(field.of_field(b"DA"));
        let align = field.of_field(b"Q").cloned();
        Said {
            id: field.id(),
            kind: field.kind(),
            flags: field.flags(),
            path: field.path(),
            entries: field.entries(),
            own_style: string(field.of_widget(b"DA")),
            style: style.or_else(|| self.default_style.clone()),
            own_align: field.of_widget(b"Q").cloned(),
            align: align.or_else(|| self.default_align.clone()),
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
        self.is_stale = entry(document, form, b"NeedAppearances")
            .is_some_and(|value| *value == Object::Boolean(true));
        let style = entry(document, form, b"DA").and_then(|style| style.as_str().ok());
        self.default_style = style.map(<[u8]>::to_vec);
        self.default_align = entry(document, form, b"Q").cloned();
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

    /// The font that a field of the source at hand calls by this name; one that every reader has
    /// where the form has none of that name.
    fn font(&mut self, name: &[u8], target: &mut Target) -> Object {
        let name = self.renamed.get(name).map_or(name, Vec::as_slice).to_vec();
        let fonts = self.resources.entry(b"Font".to_vec()).or_default();
        let font = fonts.entry(name.clone());
        font.or_insert_with(|| target.add(font::standard(&name)).into())
            .clone()
    }

    /// The text style of a field, with the names that its fonts have in the result.
    fn translated(&self, style: &[u8]) -> Object {
        let words: Vec<Vec<u8>> = words(style)
            .into_iter()
            .map(|word| {
                let name = word.strip_prefix(b"/").map(names::decoded);
                match name.and_then(|name| self.renamed.get(&name)) {
                    Some(renamed) => [b"/", renamed.as_slice()].concat(),
                    None => word,
                }
            })
            .collect();
        Object::String(words.join(&b' '), StringFormat::Literal)
    }

    /// Takes off the buttons of the part at hand what belongs to buttons of the same field on pages
    /// that are left out. `moved` says where the widgets of the source have gone.
    pub(super) fn finish_part(&mut self, source: &Source, moved: &HashMap<ObjectId, ObjectId>) {
        let document = &source.pdf.document;
        for (old, index) in &self.buttons {
            let Ok(field) = document.get_dictionary(*old) else {
                continue;
            };
            let buttons = array_at(document, field, b"Kids");
            let is_shown = |button: &Object| {
                let id = button.as_reference();
                id.is_ok_and(|id| moved.contains_key(&id))
            };
            if !buttons.iter().any(is_shown) || buttons.iter().all(is_shown) {
                continue;
            }
            let mut states: HashSet<&[u8]> = HashSet::new();
            for button in buttons.iter().filter(|button| is_shown(button)) {
                let Some(button) = as_dictionary(resolve(document, button)) else {
                    continue;
                };
                states.extend(name_at(document, button, b"AS"));
                let normal = dictionary_at(document, button, b"AP")
                    .and_then(|looks| dictionary_at(document, looks, b"N"));
                let named = normal.into_iter().flatten();
                states.extend(named.map(|(state, _)| state.as_slice()));
            }
            let Some(entries) = self.tree.entries_mut(*index) else {
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

    /// What fields of parts to come may look at.
    pub(super) fn shared(&self) -> impl Iterator<Item = Object> {
        self.resources.values().flat_map(BTreeMap::values).cloned()
    }

    /// Writes the form, `None` where there are no fields; and says what fields lost.
    ///
    /// Readers are never asked to draw fields themselves: they would draw those of every paper.
    pub(super) fn write(
        self,
        target: &mut Target,
    ) -> Result<(Option<ObjectId>, Vec<FieldLoss>), AssembleError> {
        if self.tree.is_empty() {
            return Ok((None, Vec::new()));
        }
        let losses = self.looks.finish(target).map_err(AssembleError::Fault)?;
        let mut form = dictionary! { "Fields" => self.tree.write(target) };
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
        Ok((Some(target.add(form)), losses))
    }
}
