//! Takes the annotations of a page over: links, form fields, and comments where they are kept.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::comment_look;
use super::destinations::Destinations;
use super::forms::Forms;
use super::jumps::{Jump, Jumps};
use super::places::Places;
use super::plan::Maker;
use super::source::Source;
use super::target::Target;
use crate::pack::SourceComments;
use crate::pdf::boxes::PageBoxes;
use crate::pdf::comments::{self, CommentKind, Role};
use crate::pdf::lookup::{array_at, as_dictionary, dictionary_at, entry, name_at, resolve};

/// Entries that are given anew, run something, hold a file, say who made an annotation and when,
/// or hold words that no page shows.
const SPECIAL: [&[u8]; 22] = [
    b"P",
    b"Parent",
    b"Kids",
    b"Popup",
    b"IRT",
    b"A",
    b"AA",
    b"PA",
    b"Dest",
    b"FS",
    b"AF",
    b"Metadata",
    b"StructParent",
    b"DA",
    b"T",
    b"NM",
    b"M",
    b"CreationDate",
    b"RC",
    b"DS",
    b"ExData",
    b"Subj",
];

/// Those of them that a comment keeps besides: who says it, and the type that its words are set in.
const OF_COMMENTS: [&[u8]; 2] = [b"T", b"DA"];

/// The entries that an annotation turned into a plain picture keeps.
const PICTURE: [&[u8]; 8] = [
    b"Rect",
    b"AS",
    b"OC",
    b"Border",
    b"BS",
    b"C",
    b"Contents",
    b"F",
];

/// What is needed to take over the annotations of one part.
pub(super) struct Annotations<'a> {
    pub source: &'a mut Source,
    pub destinations: &'a Destinations,
    pub places: &'a Places,
    pub part: usize,
    pub maker: Maker,
    /// What becomes of comments.
    pub comments: SourceComments,
    pub forms: &'a mut Forms,
    pub target: &'a mut Target,
    /// Where each annotation of the source has gone in this part; the first place counts.
    pub moved: HashMap<ObjectId, ObjectId>,
}

/// What becomes of an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is kept.
    Keep,
    /// Only its look is kept: it was a signature, which a merge breaks, or a film.
    Picture,
    /// It is left out: a comment, an attached file, a link that leads nowhere, a field or film that
    /// nobody sees.
    Drop,
}

/// An annotation of a page, with its object in the source and its number in the result.
struct AnnotationCopy {
    old: Option<ObjectId>,
    new: ObjectId,
    entries: Dictionary,
    fate: Fate,
}

impl Annotations<'_> {
    /// Takes over the annotations of a page of the source, counted from 0, to a page of the
    /// result.
    pub(super) fn write(&mut self, source_page: u32, page_id: ObjectId) {
        let found = self.find(source_page);
        let on_page: HashMap<ObjectId, ObjectId> = found
            .iter()
            .filter_map(|annotation| Some((annotation.old?, annotation.new)))
            .collect();
        let mut written = Vec::new();
        for annotation in found {
            let mut entries = match annotation.fate {
                Fate::Picture => self.picture(&annotation.entries),
                _ => self.keep(&annotation.entries, &on_page),
            };
            entries.set("P", page_id);
            if annotation.fate == Fate::Keep && is_subtype(&annotation.entries, b"Widget") {
                self.forms.join(
                    self.source,
                    (source_page + 1, &annotation.entries),
                    (annotation.new, &mut entries),
                    self.target,
                );
            }
            self.target.put(annotation.new, entries);
            if let Some(old) = annotation.old {
                self.moved.entry(old).or_insert(annotation.new);
            }
            written.push(Object::Reference(annotation.new));
        }
        if !written.is_empty()
            && let Some(page) = self.target.dictionary_mut(page_id)
        {
            page.set("Annots", written);
        }
    }

    fn find(&mut self, source_page: u32) -> Vec<AnnotationCopy> {
        let Some(page) = self.source.page(source_page) else {
            return Vec::new();
        };
        let document = &self.source.pdf.document;
        let annotations = array_at(document, &page.dictionary, b"Annots").iter();
        let mut kept: Vec<(Option<ObjectId>, &Dictionary, Fate)> = annotations
            .filter_map(|object| {
                let entries = as_dictionary(resolve(document, object))?;
                let fate = self.fate(entries, &page.boxes);
                (fate != Fate::Drop).then(|| (object.as_reference().ok(), entries, fate))
            })
            .collect();
        // A window goes with its comment.
        let ids: HashSet<ObjectId> = kept.iter().filter_map(|(id, ..)| *id).collect();
        kept.retain(|(_, entries, _)| {
            let parent = entries.get(b"Parent").and_then(Object::as_reference);
            comments::role(document, entries) != Role::Popup
                || parent.is_ok_and(|parent| ids.contains(&parent))
        });
        let found = kept.into_iter().map(|(old, entries, fate)| AnnotationCopy {
            old,
            new: self.target.reserve(),
            entries: entries.clone(),
            fate,
        });
        found.collect()
    }

    fn fate(&self, entries: &Dictionary, boxes: &PageBoxes) -> Fate {
        let document = &self.source.pdf.document;
        let is_hidden = || comments::is_hidden(document, entries, boxes);
        match comments::role(document, entries) {
            Role::Popup | Role::Comment(_) if self.comments == SourceComments::LeaveOut => {
                Fate::Drop
            }
            Role::Comment(CommentKind::File) => Fate::Drop,
            Role::Comment(_) if is_hidden() => Fate::Drop,
            Role::Comment(CommentKind::Sound) => picture_of(document, entries),
            Role::Popup | Role::Comment(_) => Fate::Keep,
            Role::Paper if comments::is_hidden_field(document, entries, boxes) => Fate::Drop,
            Role::Paper => self.fate_of_paper(entries),
        }
    }

    fn fate_of_paper(&self, entries: &Dictionary) -> Fate {
        let document = &self.source.pdf.document;
        match name_at(document, entries, b"Subtype") {
            None | Some(b"TrapNet") => Fate::Drop,
            Some(b"Link") if self.jump(entries).is_none() => Fate::Drop,
            Some(b"Movie" | b"Screen" | b"RichMedia" | b"3D" | b"Stamp") => {
                picture_of(document, entries)
            }
            Some(b"Widget") if Forms::is_signature(self.source, entries) => {
                picture_of(document, entries)
            }
            Some(_) => Fate::Keep,
        }
    }

    /// Where an annotation leads.
    fn jump(&self, entries: &Dictionary) -> Option<Jump> {
        let jumps = Jumps {
            source: self.source,
            destinations: self.destinations,
            places: self.places,
            part: self.part,
            maker: self.maker,
            stays_within: false,
        };
        jumps.follow(entries)
    }

    fn keep(&mut self, entries: &Dictionary, on_page: &HashMap<ObjectId, ObjectId>) -> Dictionary {
        let document = &self.source.pdf.document;
        let is_comment = matches!(comments::role(document, entries), Role::Comment(_));
        let is_widget = name_at(document, entries, b"Subtype") == Some(b"Widget");
        let look = (is_comment && !has_look(document, entries))
            .then(|| comment_look::of(document, entries))
            .flatten();
        let mut copy = Dictionary::new();
        for (key, value) in entries {
            let key = key.as_slice();
            let is_kept = !SPECIAL.contains(&key)
                || is_comment && OF_COMMENTS.contains(&key)
                // The name of a field.
                || is_widget && key == b"T";
            if is_kept && (key != b"AP" || is_widget) {
                self.set_copy(&mut copy, key, value);
            }
        }
        if !is_widget {
            self.set_look(&mut copy, entries);
        }
        let is_popup = is_subtype(entries, b"Popup");
        for key in [b"Popup".as_slice(), b"IRT", b"Parent"] {
            // A form field's parent is the field, which the form sees to.
            let belongs = key != b"Parent" || is_popup;
            let neighbour = entries.get(key).and_then(Object::as_reference);
            if belongs
                && let Ok(old) = neighbour
                && let Some(new) = on_page.get(&old)
            {
                copy.set(key, *new);
            }
        }
        match self.jump(entries) {
            Some(jump) if is_subtype(entries, b"Link") => jump.write(&mut copy),
            Some(jump) => copy.set("A", jump.into_action()),
            None => {}
        }
        if let Some(look) = look {
            look.write(&mut copy, self.target);
        }
        copy
    }

    fn picture(&mut self, entries: &Dictionary) -> Dictionary {
        let mut copy = Dictionary::new();
        copy.set("Type", "Annot");
        copy.set("Subtype", "Stamp");
        for key in PICTURE {
            if let Ok(value) = entries.get(key) {
                self.set_copy(&mut copy, key, value);
            }
        }
        self.set_look(&mut copy, entries);
        comments::mark_as_own_picture(&mut copy);
        copy
    }

    /// Copies how an annotation looks, without how it looks while somebody points at it.
    fn set_look(&mut self, copy: &mut Dictionary, entries: &Dictionary) {
        let looks = dictionary_at(&self.source.pdf.document, entries, b"AP");
        let Some(look) = looks.and_then(|looks| looks.get(b"N").ok()).cloned() else {
            return;
        };
        let look = self.source.copy(&look, self.target);
        if !look.is_null() {
            copy.set("AP", dictionary! { "N" => look });
        }
    }

    fn set_copy(&mut self, copy: &mut Dictionary, key: &[u8], value: &Object) {
        let value = self.source.copy(value, self.target);
        if !value.is_null() {
            copy.set(key, value);
        }
    }
}

fn is_subtype(entries: &Dictionary, subtype: &[u8]) -> bool {
    let own = entries.get(b"Subtype").and_then(Object::as_name);
    own.is_ok_and(|own| own == subtype)
}

fn has_look(document: &Document, entries: &Dictionary) -> bool {
    let looks = dictionary_at(document, entries, b"AP");
    looks.is_some_and(|looks| entry(document, looks, b"N").is_some())
}

/// The look of an annotation alone, if it has one.
fn picture_of(document: &Document, entries: &Dictionary) -> Fate {
    if has_look(document, entries) {
        Fate::Picture
    } else {
        Fate::Drop
    }
}
