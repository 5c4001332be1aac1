//! What the drawing operators of pages tell of them: whether they can be read to their end, and
//! whether they show any text.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::names::{Kind, Names};
use super::page::content_streams;
use super::tokens::{Token, Tokens};
use super::unfold::{Flaw, unfold};
use crate::pdf::lookup::{dictionary_at, name_at};
use crate::pdf::open::OpenPdf;
use crate::progress::Progress;

/// How deep drawings within drawings are followed.
const MAX_DEPTH: usize = 16;
/// How many bytes of a file's operators are unfolded to find out: 1 GiB.
const UNFOLD_BUDGET: usize = 1 << 30;

/// What was found on the pages of a PDF, which count from 1.
#[derive(Default)]
pub(in crate::pdf) struct LookedAt {
    /// Pages of which something is lost since the data of their operators, or of a drawing that
    /// these name, is damaged or coded in an unknown way.
    pub damaged: Vec<u32>,
    /// Pages that show pictures and no text.
    pub without_text: Vec<u32>,
}

/// Looks at the operators of all pages. Where the person stops the work, only what was found until
/// then.
pub(in crate::pdf) fn look_at_pages(pdf: &OpenPdf, progress: &Progress) -> LookedAt {
    let document = &pdf.document;
    let mut search = Search {
        document,
        known: HashMap::new(),
        budget: UNFOLD_BUDGET,
    };
    let mut found = LookedAt::default();
    for (index, page) in pdf.pages.iter().enumerate() {
        if progress.step(index, pdf.pages.len()).is_err() {
            break;
        }
        let contents = page.dictionary.get(b"Contents");
        let streams = contents.map_or_else(|_| Vec::new(), |all| content_streams(document, all));
        let resources = dictionary_at(document, &page.dictionary, b"Resources");
        let drawn = search.drawn_by(&streams, resources, 0);
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        found.damaged.extend(drawn.is_damaged.then_some(number));
        let is_bare = drawn.has_pictures && !drawn.may_have_text;
        found.without_text.extend(is_bare.then_some(number));
    }
    found
}

/// What operators draw.
#[derive(Debug, Clone, Copy, Default)]
struct Drawn {
    /// Something of them is lost.
    is_damaged: bool,
    has_pictures: bool,
    /// They show text, or not all of them could be read.
    may_have_text: bool,
}

impl Drawn {
    fn add(&mut self, other: Self) {
        self.is_damaged |= other.is_damaged;
        self.has_pictures |= other.has_pictures;
        self.may_have_text |= other.may_have_text;
    }

    /// What these operators draw themselves.
    fn of(content: &[u8]) -> Self {
        let mut drawn = Self::default();
        let mut tokens = Tokens { content, at: 0 };
        loop {
            match tokens.next_token() {
                Token::Operator(_, b"Tj" | b"TJ" | b"'" | b"\"") => {
                    drawn.may_have_text = true;
                    return drawn;
                }
                Token::Operator(_, b"BI") => {
                    drawn.has_pictures = true;
                    tokens.skip_inline_image();
                }
                Token::End | Token::CutOff => return drawn,
                _ => {}
            }
        }
    }
}

struct Search<'a> {
    document: &'a Document,
    /// What drawings draw.
    known: HashMap<ObjectId, Drawn>,
    /// How many more bytes may be unfolded.
    budget: usize,
}

impl<'a> Search<'a> {
    fn drawn_by(
        &mut self,
        streams: &[ObjectId],
        resources: Option<&'a Dictionary>,
        depth: usize,
    ) -> Drawn {
        let mut names = Names::default();
        let mut drawn = Drawn::default();
        for id in streams {
            let Some(Object::Stream(stream)) = self.document.objects.get(id) else {
                continue;
            };
            if self.budget == 0 {
                drawn.may_have_text = true;
                return drawn;
            }
            match unfold(stream) {
                Ok(content) => {
                    self.budget = self.budget.saturating_sub(content.len());
                    names.extend(&Names::of(&content));
                    if !drawn.may_have_text {
                        drawn.add(Drawn::of(&content));
                    }
                }
                Err(Flaw::Damaged(_) | Flaw::Unknown) => {
                    drawn.is_damaged = true;
                    drawn.may_have_text = true;
                    return drawn;
                }
                Err(Flaw::TooLarge) => self.budget = 0,
            }
        }
        let Some(resources) = resources.filter(|_| depth < MAX_DEPTH) else {
            return drawn;
        };
        for (kind, name) in &names.set {
            drawn.add(self.drawn_as(resources, (*kind, name), depth + 1));
        }
        drawn
    }

    fn drawn_as(
        &mut self,
        resources: &'a Dictionary,
        (kind, name): (Kind, &[u8]),
        depth: usize,
    ) -> Drawn {
        let document = self.document;
        let nothing = Drawn::default();
        if !matches!(kind, Kind::XObject | Kind::Pattern) {
            return nothing;
        }
        let named = dictionary_at(document, resources, kind.key());
        let Some(Ok((Some(id), Object::Stream(stream)))) = named
            .and_then(|all| all.get(name).ok())
            .map(|drawing| document.dereference(drawing))
        else {
            return nothing;
        };
        if name_at(document, &stream.dict, b"Subtype") == Some(b"Image") {
            return Drawn {
                has_pictures: true,
                ..nothing
            };
        }
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        // A drawing that draws itself ends here.
        self.known.insert(id, nothing);
        let own = dictionary_at(document, &stream.dict, b"Resources").or(Some(resources));
        let drawn = self.drawn_by(&[id], own, depth);
        self.known.insert(id, drawn);
        drawn
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
        assert_eq!(found.flaws.damaged, [2, 3, 4, 5]);
        assert_eq!(inspect(&bytes, None).unwrap().flaws.damaged, [0; 0]);
    }

    #[test]
    fn pages_of_pictures_without_text_are_named() {
        let mut fixture = Fixture::new();
        let mut picture = Stream::new(Dictionary::new(), vec![0]);
        picture.dict.set("Subtype", "Image");
        let picture = fixture.document.add_object(picture);
        let pictures = dictionary! { "X1" => picture };
        let form = |fixture: &mut Fixture, content: &str| {
            let entries = dictionary! {
                "Subtype" => "Form", "BBox" => rectangle([0, 0, 9, 9]),
                "Resources" => dictionary! { "XObject" => pictures.clone() },
            };
            let form = Stream::new(entries, content.as_bytes().to_vec());
            fixture.document.add_object(form)
        };
        let bare = form(&mut fixture, "/X1 Do");
        let hidden_text = form(&mut fixture, "BT 3 Tr (scanned) Tj ET");
        let named = dictionary! {
            "X1" => picture, "Bare" => bare, "Text" => hidden_text,
        };
        let has_drawings = || {
            let resources = dictionary! { "XObject" => named.clone() };
            dictionary! { "Resources" => resources }
        };
        for content in [
            "q 9 0 0 9 0 0 cm /X1 Do Q",
            "/X1 Do /Text Do",
            "/Bare Do",
            "0 0 m 9 9 l S",
            "/X1 Do BT (words) Tj ET",
            "BI /W 1 /H 1 /BPC 8 /CS /G ID x EI",
            "",
        ] {
            fixture.page(content, has_drawings());
        }
        let found = inspect_closely(&fixture.bytes(), None, &Progress::default()).unwrap();
        assert_eq!(found.flaws.without_text, [1, 3, 6]);
    }
}
