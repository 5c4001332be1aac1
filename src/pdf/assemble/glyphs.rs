//! Characters that fonts of type 3 draw and that no shown page has: pages share such fonts, and a
//! character may be a whole picture of what a page says that is left out (PDF 1.7, 9.6.5).

use std::collections::{BTreeSet, HashMap};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::beyond_crop::operands::Operand;
use super::names::decoded;
use super::page::content_streams;
use super::tokens::{Token, Tokens};
use super::unfold::unfolded;
use crate::pdf::lookup::{as_dictionary, dictionary_at, entry, name_at, resolve};
use crate::pdf::open::OpenPdf;

/// How many bytes of operators are looked into to find out: 256 MiB.
const UNFOLD_BUDGET: usize = 256 << 20;

/// The codes that content shows in a font.
type Codes = BTreeSet<u8>;

/// Takes the characters out of fonts of type 3 that no content uses but that of pages which are not
/// among the shown ones, counted from 0. Where it cannot be told, a font stays as it is.
pub(super) fn leave_out_unused(pdf: &mut OpenPdf, shown: &BTreeSet<u32>) {
    let fonts = drawn_fonts(&pdf.document);
    if fonts.is_empty() || shown.len() == pdf.pages.len() {
        return;
    }
    let Some(names) = font_names(pdf) else {
        return;
    };
    let Some(used) = Used::of(pdf, shown) else {
        return;
    };
    for id in fonts {
        let Some(names) = names.get(&id) else {
            continue;
        };
        let mut codes = used.inherited.clone();
        for name in names {
            codes.extend(used.by_name.get(name).into_iter().flatten());
        }
        let font = pdf.document.get_dictionary(id).ok();
        let kept = font.and_then(|font| kept_characters(&pdf.document, font, &codes));
        if let (Some(kept), Ok(font)) = (kept, pdf.document.get_dictionary_mut(id)) {
            font.set("CharProcs", kept);
        }
    }
}

/// The fonts that draw their characters and say by themselves which code is which.
fn drawn_fonts(document: &Document) -> Vec<ObjectId> {
    let fonts = document.objects.iter().filter(|(_, object)| {
        object
            .as_dict()
            .is_ok_and(|font| font.has(b"CharProcs") && font.has(b"Encoding"))
    });
    fonts.map(|(id, _)| *id).collect()
}

/// The names under which resources have each font; `None` where fonts are chosen in another way as
/// well: by a graphics state, or for the values of a form.
fn font_names(pdf: &OpenPdf) -> Option<HashMap<ObjectId, BTreeSet<Vec<u8>>>> {
    let document = &pdf.document;
    let mut names: HashMap<ObjectId, BTreeSet<Vec<u8>>> = HashMap::new();
    let mut queue: Vec<&Object> = document.objects.values().collect();
    let of_pages = pdf.pages.iter().map(|page| &page.dictionary);
    queue.extend(of_pages.flat_map(|page| page.iter().map(|(_, value)| value)));
    while let Some(object) = queue.pop() {
        if let Object::Array(items) = object {
            queue.extend(items);
        }
        let Some(entries) = as_dictionary(object) else {
            continue;
        };
        let by_state = matches!(entry(document, entries, b"Font"), Some(Object::Array(_)));
        if by_state || entries.has(b"DR") {
            return None;
        }
        queue.extend(entries.iter().map(|(_, value)| value));
        for (name, font) in dictionary_at(document, entries, b"Font")
            .into_iter()
            .flatten()
        {
            if let Ok((Some(id), _)) = document.dereference(font) {
                names.entry(id).or_default().insert(name.clone());
            }
        }
    }
    Some(names)
}

/// Which codes content shows.
#[derive(Default)]
struct Used {
    by_name: HashMap<Vec<u8>, Codes>,
    /// Those shown in whatever font was chosen before.
    inherited: Codes,
}

impl Used {
    /// What all content shows but that of pages left out; `None` where it cannot be told.
    fn of(pdf: &OpenPdf, shown: &BTreeSet<u32>) -> Option<Self> {
        let document = &pdf.document;
        let contents = pdf
            .pages
            .iter()
            .filter_map(|page| page.dictionary.get(b"Contents").ok());
        let of_pages: BTreeSet<ObjectId> = contents
            .flat_map(|contents| content_streams(document, contents))
            .collect();
        let mut used = Self::default();
        let mut budget = UNFOLD_BUDGET;
        // A page's operators may go on from one stream to the next.
        for (number, page) in (0..).zip(&pdf.pages) {
            let Some(contents) = page.dictionary.get(b"Contents").ok() else {
                continue;
            };
            if !shown.contains(&number) {
                continue;
            }
            let mut content = Vec::new();
            for id in content_streams(document, contents) {
                content.extend(unfolded(document.objects.get(&id)?.as_stream().ok()?)?);
                content.push(b'\n');
            }
            budget = budget.checked_sub(content.len())?;
            used.add(&content)?;
        }
        for (id, object) in &document.objects {
            let Object::Stream(stream) = object else {
                continue;
            };
            if of_pages.contains(id) || is_no_content(document, &stream.dict) {
                continue;
            }
            let content = unfolded(stream)?;
            budget = budget.checked_sub(content.len())?;
            used.add(&content)?;
        }
        Some(used)
    }

    /// Adds what content shows; `None` where it ends within a string.
    fn add(&mut self, content: &[u8]) -> Option<()> {
        let mut tokens = Tokens { content, at: 0 };
        let mut font: Option<Vec<u8>> = None;
        let mut saved = Vec::new();
        let (mut name, mut codes) = (None, Codes::new());
        loop {
            match tokens.next_token() {
                Token::Name(range) => name = content.get(range).map(decoded),
                Token::Operand(range) => {
                    if let Operand::Text(bytes) = Operand::read(content.get(range)?) {
                        codes.extend(bytes);
                    }
                }
                Token::Operator(_, operator) => {
                    match operator {
                        b"q" => saved.push(font.clone()),
                        b"Q" => font = saved.pop().flatten(),
                        b"Tf" => font = name.take(),
                        b"BI" => {
                            tokens.skip_inline_image();
                        }
                        _ => {}
                    }
                    // Whatever the operator, damage may have put another in place of the right one.
                    let shown = std::mem::take(&mut codes);
                    match &font {
                        Some(font) => self.by_name.entry(font.clone()).or_default().extend(shown),
                        None => self.inherited.extend(shown),
                    }
                    name = None;
                }
                Token::Stray(_) | Token::CutOff => return None,
                Token::Open(_) | Token::Close(_) => {}
                Token::End => {
                    self.inherited.extend(codes);
                    return Some(());
                }
            }
        }
    }
}

/// Whether a stream is known to hold no operators.
fn is_no_content(document: &Document, entries: &Dictionary) -> bool {
    let is_file = [
        "Length1",
        "Length2",
        "Length3",
        "N",
        "FunctionType",
        "ShadingType",
    ]
    .iter()
    .any(|key| entries.has(key.as_bytes()));
    let is_other = [b"Type".as_slice(), b"Subtype"].iter().any(|key| {
        let name = name_at(document, entries, key);
        name.is_some_and(|name| !matches!(name, b"XObject" | b"Form" | b"Pattern"))
    });
    is_file || is_other
}

/// The characters of a font that these codes may show; `None` where that cannot be told.
fn kept_characters(document: &Document, font: &Dictionary, codes: &Codes) -> Option<Dictionary> {
    let encoding = dictionary_at(document, font, b"Encoding")?;
    if encoding.has(b"BaseEncoding") {
        return None;
    }
    let Some(Object::Array(differences)) = entry(document, encoding, b"Differences") else {
        return None;
    };
    let mut names: HashMap<i64, &[u8]> = HashMap::new();
    let mut code = 0;
    for item in differences {
        match resolve(document, item) {
            Object::Name(name) => {
                names.insert(code, name);
                code += 1;
            }
            other => code = other.as_i64().ok()?,
        }
    }
    let is_named = |name: &[u8]| names.values().any(|named| *named == name);
    let is_kept = |name: &[u8]| {
        let mut codes = codes.iter();
        name == b".notdef"
            || !is_named(name)
            || codes.any(|&code| match names.get(&i64::from(code)) {
                Some(named) => *named == name,
                // Readers take the character of that name in the encoding of most fonts.
                None => name == [code] || !code.is_ascii_alphabetic() && is_word(name),
            })
    };
    let mut kept = Dictionary::new();
    for (name, character) in dictionary_at(document, font, b"CharProcs")? {
        if is_kept(name) {
            kept.set(name.clone(), character.clone());
        }
    }
    Some(kept)
}

/// Whether a name may be one of a sign's, such as `space`.
fn is_word(name: &[u8]) -> bool {
    name.len() > 1 && name.iter().all(u8::is_ascii_alphabetic)
}
