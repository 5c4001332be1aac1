//! Pages whose drawing operators cannot be read to their end.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::names::{Kind, Names};
use super::page::content_streams;
use super::unfold::{Flaw, unfold};
use crate::pdf::lookup::{dictionary_at, name_at};
use crate::pdf::open::OpenPdf;

/// How deep drawings within drawings are followed.
const MAX_DEPTH: usize = 16;
/// How many bytes of a file's operators are unfolded to find out: 1 GiB.
const UNFOLD_BUDGET: usize = 1 << 30;

/// The pages, counted from 1, of which something is lost since the data of their operators, or of
/// a drawing that these name, is damaged or coded in an unknown way.
pub(in crate::pdf) fn damaged_pages(pdf: &OpenPdf) -> Vec<u32> {
    let document = &pdf.document;
    let mut search = Search {
        document,
        known: HashMap::new(),
        budget: UNFOLD_BUDGET,
    };
    let pages = (1..).zip(&pdf.pages).filter(|(_, page)| {
        let contents = page.dictionary.get(b"Contents");
        let streams = contents.map_or_else(|_| Vec::new(), |all| content_streams(document, all));
        let resources = dictionary_at(document, &page.dictionary, b"Resources");
        search.is_damaged(&streams, resources, 0)
    });
    pages.map(|(number, _)| number).collect()
}

struct Search<'a> {
    document: &'a Document,
    /// Which drawings are damaged.
    known: HashMap<ObjectId, bool>,
    /// How many more bytes may be unfolded.
    budget: usize,
}

impl<'a> Search<'a> {
    fn is_damaged(
        &mut self,
        streams: &[ObjectId],
        resources: Option<&'a Dictionary>,
        depth: usize,
    ) -> bool {
        let mut names = Names::default();
        for id in streams {
            let Some(Object::Stream(stream)) = self.document.objects.get(id) else {
                continue;
            };
            if self.budget == 0 {
                return false;
            }
            match unfold(stream) {
                Ok(content) => {
                    self.budget = self.budget.saturating_sub(content.len());
                    names.extend(&Names::of(&content));
                }
                Err(Flaw::Damaged(_) | Flaw::Unknown) => return true,
                Err(Flaw::TooLarge) => self.budget = 0,
            }
        }
        let Some(resources) = resources.filter(|_| depth < MAX_DEPTH) else {
            return false;
        };
        names
            .set
            .iter()
            .any(|(kind, name)| self.is_drawing_damaged(resources, (*kind, name), depth + 1))
    }

    fn is_drawing_damaged(
        &mut self,
        resources: &'a Dictionary,
        (kind, name): (Kind, &[u8]),
        depth: usize,
    ) -> bool {
        let document = self.document;
        if !matches!(kind, Kind::XObject | Kind::Pattern) {
            return false;
        }
        let named = dictionary_at(document, resources, kind.key());
        let Some(Ok((Some(id), Object::Stream(stream)))) = named
            .and_then(|all| all.get(name).ok())
            .map(|drawing| document.dereference(drawing))
        else {
            return false;
        };
        if name_at(document, &stream.dict, b"Subtype") == Some(b"Image") {
            return false;
        }
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        // A drawing that draws itself ends here.
        self.known.insert(id, false);
        let own = dictionary_at(document, &stream.dict, b"Resources").or(Some(resources));
        let is_damaged = self.is_damaged(&[id], own, depth);
        self.known.insert(id, is_damaged);
        is_damaged
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{Stream, dictionary};

    use super::*;
    use crate::pdf::fixtures::{Fixture, rectangle};
    use crate::pdf::inspect::{inspect, inspect_closely};
    use crate::progress::Progress;

    fn cut(content: &str) -> Stream {
        let mut stream = Stream::new(Dictionary::new(), content.repeat(50).into_bytes());
        stream.compress().unwrap();
        let half = stream.content.len() / 2;
        stream.content.truncate(half);
        stream
    }

    #[test]
    fn pages_are_named_where_they_or_what_they_draw_is_damaged() {
        let mut fixture = Fixture::new();
        let mut form = cut("0 0 m 5 5 l S ");
        form.dict.set("Type", "XObject");
        form.dict.set("Subtype", "Form");
        form.dict.set("BBox", rectangle([0, 0, 9, 9]));
        let form = fixture.document.add_object(form);
        let content = fixture.document.add_object(cut("1 w 0 0 m 5 5 l S "));
        let mut unknown = cut("1 w ");
        unknown.dict.set("Filter", "NoSuchDecode");
        let unknown = fixture.document.add_object(unknown);
        let drawings = dictionary! { "XObject" => dictionary! { "X1" => form } };
        let has_drawing = || dictionary! { "Resources" => drawings.clone() };
        fixture.page("1 w", has_drawing());
        fixture.page("/X1 Do", has_drawing());
        fixture.page("q /X1 Do Q", has_drawing());
        fixture.page("", dictionary! { "Contents" => content });
        fixture.page("", dictionary! { "Contents" => unknown });
        fixture.text_page("sound");
        // A filter may be named elsewhere.
        let mut by_reference = Stream::new(Dictionary::new(), b"1 w ".repeat(50));
        by_reference.compress().unwrap();
        let filter = fixture.document.add_object(Object::from("FlateDecode"));
        by_reference.dict.set("Filter", filter);
        let by_reference = fixture.document.add_object(by_reference);
        fixture.page("", dictionary! { "Contents" => by_reference });
        let bytes = fixture.bytes();
        let found = inspect_closely(&bytes, None, &Progress::default()).unwrap();
        assert_eq!(found.damaged_pages, [2, 3, 4, 5]);
        assert_eq!(inspect(&bytes, None).unwrap().damaged_pages, [0; 0]);
    }
}
