//! How far each character of a font moves, as the PDF says it.

use std::collections::HashMap;
use std::sync::Arc;

use hayro::hayro_interpret::hayro_cmap::{CMap, CMapName, WritingMode, load_embedded};
use hayro::hayro_syntax::Pdf;
use hayro::kurbo::Rect;
use hayro_font::{CMapResolverFn, FontCache, FontQuery, FontResolverFn};
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use crate::pdf::assemble::unfold::unfolded;
use crate::pdf::lookup::{array_at, dictionary_at, entry, name_at, number, number_at, resolve};

/// Fonts are measured in thousandths of the type size.
const UNITS: f64 = 1000.0;
/// What characters of most fonts stay within, in parts of the type size, beside their advance.
const REACH: Rect = Rect::new(-0.15, -0.35, 0.15, 1.05);
/// The same of fonts that do not say how large their characters are.
const WIDE_REACH: Rect = Rect::new(-2.0, -2.0, 2.0, 2.0);
/// The longest list of widths that is read.
const MOST_WIDTHS: usize = 70_000;

/// The fonts that were measured.
#[derive(Default)]
pub(super) struct Fonts {
    known: HashMap<ObjectId, Option<Arc<Metrics>>>,
}

/// What is known of the size of a font's characters.
pub(super) struct Metrics {
    codes: Codes,
    /// How far a character reaches beyond the line from its origin to the next one's, in parts of
    /// the type size.
    pub reach: Rect,
    pub is_vertical: bool,
}

enum Codes {
    /// A byte each.
    Simple(Box<[f64; 256]>),
    /// Of one byte to four.
    Composite {
        cmap: Box<CMap>,
        widths: HashMap<u32, f64>,
        default: f64,
    },
}

/// A character in a string that is shown.
pub(super) struct Character {
    /// How many bytes it is written with.
    pub length: usize,
    /// How far the next one is, in parts of the type size.
    pub advance: f64,
}

impl Fonts {
    /// A font among resources; `None` where it is not there or cannot be measured.
    pub(super) fn get(&mut self, document: &Document, font: &Object) -> Option<Arc<Metrics>> {
        let id = document.dereference(font).ok().and_then(|(id, _)| id);
        if let Some(known) = id.and_then(|id| self.known.get(&id)) {
            return known.clone();
        }
        let entries = resolve(document, font).as_dict().ok()?;
        let found = measured(document, entries).map(Arc::new);
        self.known.extend(id.map(|id| (id, found.clone())));
        found
    }
}

impl Metrics {
    /// The characters of a string.
    pub(super) fn characters(&self, mut bytes: &[u8]) -> Vec<Character> {
        let mut found = Vec::new();
        while let Some(&byte) = bytes.first() {
            let character = match &self.codes {
                Codes::Simple(widths) => Character {
                    length: 1,
                    advance: widths.get(usize::from(byte)).copied().unwrap_or(0.0),
                },
                Codes::Composite {
                    cmap,
                    widths,
                    default,
                } => {
                    let (length, cid) = read_code(cmap, bytes);
                    Character {
                        length,
                        advance: widths.get(&cid).copied().unwrap_or(*default),
                    }
                }
            };
            bytes = bytes.get(character.length..).unwrap_or_default();
            found.push(character);
        }
        found
    }
}

/// How many bytes the first code has, and the character that it stands for.
fn read_code(cmap: &CMap, bytes: &[u8]) -> (usize, u32) {
    let mut code = 0_u32;
    for (length, byte) in (1_u8..=4).zip(bytes) {
        code = code << 8 | u32::from(*byte);
        if let Some(cid) = cmap.lookup_cid_code(code, length) {
            return (usize::from(length), cid);
        }
    }
    (1, 0)
}

fn measured(document: &Document, font: &Dictionary) -> Option<Metrics> {
    match name_at(document, font, b"Subtype")? {
        b"Type0" => composite(document, font),
        b"Type3" => drawn(document, font),
        _ => {
            let widths = match simple_widths(document, font) {
                Some(widths) => widths,
                None => standard_widths(document, font)?,
            };
            Some(Metrics {
                codes: Codes::Simple(widths),
                reach: REACH,
                is_vertical: false,
            })
        }
    }
}

/// The widths that a font of single bytes lists; `None` where it lists none.
fn simple_widths(document: &Document, font: &Dictionary) -> Option<Box<[f64; 256]>> {
    let listed = array_at(document, font, b"Widths");
    if listed.is_empty() {
        return None;
    }
    let missing = dictionary_at(document, font, b"FontDescriptor")
        .and_then(|descriptor| number_at(document, descriptor, b"MissingWidth"));
    let mut widths = Box::new([missing.unwrap_or(0.0) / UNITS; 256]);
    let first = number_at(document, font, b"FirstChar").unwrap_or(0.0) as usize;
    for (slot, width) in widths.iter_mut().skip(first).zip(listed) {
        if let Some(width) = number(resolve(document, width)) {
            *slot = width / UNITS;
        }
    }
    Some(widths)
}

/// A font of which each character is drawn by operators of its own.
fn drawn(document: &Document, font: &Dictionary) -> Option<Metrics> {
    let matrix: Vec<f64> = array_at(document, font, b"FontMatrix")
        .iter()
        .filter_map(|value| number(resolve(document, value)))
        .collect();
    let &[a, b, c, d, e, f] = matrix.as_slice() else {
        return None;
    };
    let mut widths = simple_widths(document, font)?;
    for width in widths.iter_mut() {
        *width *= UNITS * a;
    }
    let bounds: Vec<f64> = array_at(document, font, b"FontBBox")
        .iter()
        .filter_map(|value| number(resolve(document, value)))
        .collect();
    let reach = match bounds.as_slice() {
        &[x0, y0, x1, y1] if x0 != x1 && y0 != y1 => {
            let matrix = hayro::kurbo::Affine::new([a, b, c, d, e, f]);
            matrix
                .transform_rect_bbox(Rect::from_points((x0, y0), (x1, y1)))
                .union(REACH)
        }
        _ => WIDE_REACH,
    };
    Some(Metrics {
        codes: Codes::Simple(widths),
        reach,
        is_vertical: false,
    })
}

fn composite(document: &Document, font: &Dictionary) -> Option<Metrics> {
    let cmap = match entry(document, font, b"Encoding")? {
        Object::Name(name) => match name.as_slice() {
            b"Identity-H" => CMap::identity_h(),
            b"Identity-V" => CMap::identity_v(),
            name => CMap::parse(load_embedded(CMapName::from_bytes(name))?, load_embedded)?,
        },
        Object::Stream(stream) => CMap::parse(&unfolded(stream)?, load_embedded)?,
        _ => return None,
    };
    let descendants = array_at(document, font, b"DescendantFonts");
    let descendant = resolve(document, descendants.first()?).as_dict().ok()?;
    let is_vertical = matches!(cmap.metadata().writing_mode, Some(WritingMode::Vertical));
    let (widths, default) = if is_vertical {
        let default = array_at(document, descendant, b"DW2").get(1);
        let default = default.and_then(|value| number(resolve(document, value)));
        (
            listed_widths(document, descendant, (b"W2", 3)),
            default.unwrap_or(-UNITS),
        )
    } else {
        let default = number_at(document, descendant, b"DW");
        (
            listed_widths(document, descendant, (b"W", 1)),
            default.unwrap_or(UNITS),
        )
    };
    Some(Metrics {
        codes: Codes::Composite {
            cmap: Box::new(cmap),
            widths,
            default: default / UNITS,
        },
        reach: if is_vertical { WIDE_REACH } else { REACH },
        is_vertical,
    })
}

/// The widths of characters by their numbers (PDF 1.7, 9.7.4.3): `c [w ...]` or `first last w`. Of
/// each group of `size` numbers the first is the width.
fn listed_widths(
    document: &Document,
    font: &Dictionary,
    (key, size): (&[u8], usize),
) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    let mut items = array_at(document, font, key)
        .iter()
        .map(|item| resolve(document, item));
    while let Some(first) = items.next().and_then(number) {
        let first = first as u32;
        match items.next() {
            Some(Object::Array(list)) => {
                let groups = list.chunks(size).take(MOST_WIDTHS);
                for (number_of, group) in (first..).zip(groups) {
                    let width = group.first().and_then(|one| number(resolve(document, one)));
                    widths.extend(width.map(|width| (number_of, width / UNITS)));
                }
            }
            Some(last) => {
                let last = number(last).unwrap_or(0.0) as u32;
                let width = items.next().and_then(number);
                for _ in 1..size {
                    items.next();
                }
                let Some(width) = width else { break };
                for number_of in (first..=last).take(MOST_WIDTHS) {
                    widths.insert(number_of, width / UNITS);
                }
            }
            None => break,
        }
    }
    widths
}

/// The widths of a font that every reader has, and that a PDF need not list.
fn standard_widths(document: &Document, font: &Dictionary) -> Option<Box<[f64; 256]>> {
    let bytes = alone(document, font)?;
    let pdf = Pdf::new(bytes).ok()?;
    let page = pdf.pages().first()?;
    let entries = page.resources().fonts.get(b"F".as_slice())?;
    let programs: FontResolverFn = Arc::new(|query: &FontQuery| match query {
        FontQuery::Standard(font) => Some(font.get_font_data()),
        FontQuery::Fallback(fallback) => Some(fallback.pick_standard_font().get_font_data()),
    });
    let cmaps: CMapResolverFn = Arc::new(load_embedded);
    let found = FontCache::new().font(&entries, &programs, &cmaps)?;
    let mut widths = Box::new([0.0; 256]);
    for (code, width) in (0..).zip(widths.iter_mut()) {
        *width = found.code_advance(code).x / UNITS;
    }
    Some(widths)
}

/// A PDF with nothing but a font of single bytes, of which only its name and encoding are kept.
fn alone(document: &Document, font: &Dictionary) -> Option<Vec<u8>> {
    let mut kept = dictionary! { "Type" => "Font", "Subtype" => "Type1" };
    kept.set(
        "BaseFont",
        Object::Name(name_at(document, font, b"BaseFont")?.to_vec()),
    );
    match entry(document, font, b"Encoding") {
        Some(Object::Dictionary(encoding)) => {
            let mut entries = Dictionary::new();
            if let Some(base) = name_at(document, encoding, b"BaseEncoding") {
                entries.set("BaseEncoding", Object::Name(base.to_vec()));
            }
            let differences = array_at(document, encoding, b"Differences")
                .iter()
                .map(|item| resolve(document, item).clone());
            entries.set("Differences", differences.collect::<Vec<_>>());
            kept.set("Encoding", entries);
        }
        Some(name @ Object::Name(_)) => kept.set("Encoding", name.clone()),
        _ => {}
    }
    let mut alone = Document::with_version("1.7");
    let tree = alone.new_object_id();
    let page = alone.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => tree,
        "MediaBox" => vec![0.into(), 0.into(), 9.into(), Object::Integer(9)],
        "Resources" => dictionary! { "Font" => dictionary! { "F" => kept } },
    });
    let pages = dictionary! { "Type" => "Pages", "Kids" => vec![Object::from(page)], "Count" => 1 };
    alone.objects.insert(tree, pages.into());
    let catalog = alone.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    alone.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    alone.save_to(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advances(font: Dictionary, text: &[u8]) -> Vec<i64> {
        let document = Document::new();
        let metrics = Fonts::default().get(&document, &font.into()).unwrap();
        let characters = metrics.characters(text).into_iter();
        characters
            .map(|one| (one.advance * UNITS).round() as i64)
            .collect()
    }

    #[test]
    fn standard_fonts_need_no_list() {
        let font = dictionary! { "Subtype" => "Type1", "BaseFont" => "Helvetica" };
        assert_eq!(advances(font, b"iW "), [222, 944, 278]);
        let differences = vec![105.into(), Object::from("W")];
        let font = dictionary! {
            "Subtype" => "Type1", "BaseFont" => "Times-Roman",
            "Encoding" => dictionary! { "Differences" => differences },
        };
        assert_eq!(advances(font, b"i"), [944]);
    }

    #[test]
    fn lists_of_widths_count() {
        let font = dictionary! {
            "Subtype" => "TrueType", "FirstChar" => 65, "Widths" => vec![700.into(), 10.into()],
            "FontDescriptor" => dictionary! { "MissingWidth" => 5 },
        };
        assert_eq!(advances(font, b"AB!"), [700, 10, 5]);
        let list: Vec<Object> = vec![1.into(), 2.into()];
        let widths = vec![3.into(), list.into(), 7.into(), 8.into(), 9.into()];
        let descendant = dictionary! { "W" => widths, "DW" => 100 };
        let font = dictionary! {
            "Subtype" => "Type0", "Encoding" => "Identity-H",
            "DescendantFonts" => vec![Object::from(descendant)],
        };
        let codes = [0, 3, 0, 4, 0, 5, 0, 8];
        assert_eq!(advances(font, &codes), [1, 2, 100, 9]);
    }

    #[test]
    fn drawn_characters_are_measured_by_their_matrix() {
        let font = dictionary! {
            "Subtype" => "Type3", "FirstChar" => 97, "Widths" => vec![Object::from(9)],
            "FontMatrix" => vec![0.1.into(), 0.into(), 0.into(), 0.1.into(), 0.into(), 0.into()],
        };
        assert_eq!(advances(font, b"a"), [900]);
    }
}
