//! The fonts of a part, cut down to the glyphs that it uses.

use std::collections::BTreeMap;

use printpdf::{Codepoint, Op, ParsedFont, PdfFont, PdfFontHandle, Pt, TextItem};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::WriteError;
use crate::typeset::{FontId, Glyph, Shape, TextRun, Typeset};

/// The fonts of a part.
pub(super) struct Fonts {
    fonts: BTreeMap<FontId, Subset>,
}

/// A font cut down to the glyphs that are used.
pub(super) struct Subset {
    /// Its name among the pages' resources.
    pub(super) name: printpdf::FontId,
    remapper: GlyphRemapper,
    /// What each glyph stands for when it stands alone, by its old number.
    texts: BTreeMap<u16, String>,
    /// With the font's program.
    program: ParsedFont,
}

/// A glyph with what it stands for, and any further glyphs for the same letters.
pub(super) struct Cluster<'a> {
    pub(super) glyphs: &'a [Glyph],
    pub(super) text: &'a str,
}

/// The clusters of a run, from left to right.
pub(super) fn clusters(run: &TextRun) -> Vec<Cluster<'_>> {
    let mut clusters = Vec::new();
    let mut text = run.text.as_str();
    let mut start = 0;
    while start < run.glyphs.len() {
        let rest = run.glyphs.get(start + 1..).unwrap_or_default();
        let more = rest.iter().take_while(|glyph| glyph.text_len == 0).count();
        let glyphs = run.glyphs.get(start..=start + more).unwrap_or_default();
        let length = glyphs
            .first()
            .map_or(0, |glyph| usize::from(glyph.text_len));
        let (said, tail) = text.split_at_checked(length).unwrap_or((text, ""));
        clusters.push(Cluster { glyphs, text: said });
        text = tail;
        start += 1 + more;
    }
    clusters
}

impl Fonts {
    /// Finds out which glyphs of which fonts are used, and what for.
    pub(super) fn of(typeset: &Typeset) -> Result<Self, WriteError> {
        let mut used: BTreeMap<FontId, BTreeMap<u16, String>> = BTreeMap::new();
        let ink = typeset.pages.iter().flat_map(|page| &page.ink);
        for ink in ink {
            let Shape::Text(run) = &ink.shape else {
                continue;
            };
            let texts = used.entry(run.font).or_default();
            for cluster in clusters(run) {
                for glyph in cluster.glyphs {
                    texts.entry(glyph.id).or_default();
                }
                // A ligature or a variant, unless the font itself knows the glyph's character.
                if let [glyph] = cluster.glyphs
                    && let Some(text) = texts.get_mut(&glyph.id)
                    && better(cluster.text, text)
                {
                    cluster.text.clone_into(text);
                }
            }
        }
        let fonts = used
            .into_iter()
            .map(|(font, texts)| Ok((font, Subset::new(font, texts)?)))
            .collect::<Result<_, WriteError>>()?;
        Ok(Self { fonts })
    }

    pub(super) fn get(&self, font: FontId) -> Option<&Subset> {
        self.fonts.get(&font)
    }

    /// The fonts as they are embedded.
    pub(super) fn embedded(&self) -> BTreeMap<printpdf::FontId, PdfFont> {
        let font = |subset: &Subset| (subset.name.clone(), PdfFont::new(subset.program.clone()));
        self.fonts.values().map(font).collect()
    }

    /// Operations that show every glyph once, with what it stands for when it stands alone. From
    /// these, printpdf learns what to embed.
    pub(super) fn every_glyph(&self) -> Vec<Op> {
        let mut operations = vec![Op::StartTextSection];
        for subset in self.fonts.values() {
            operations.push(Op::SetFont {
                font: PdfFontHandle::External(subset.name.clone()),
                size: Pt(1.0),
            });
            let glyphs = subset
                .texts
                .iter()
                .map(|(glyph, text)| Codepoint::with_cid(subset.glyph(*glyph), 0.0, text.clone()));
            operations.push(Op::ShowText {
                items: vec![TextItem::GlyphIds(glyphs.collect())],
            });
        }
        operations.push(Op::EndTextSection);
        operations
    }
}

/// Whether a character that a font has a glyph for says less than the text that the glyph was used
/// for. Latin ligatures and the shapes of Arabic letters have characters of their own, for old
/// software: the letters themselves are better. Only where several Arabic letters share a glyph is
/// the one character needed, by readers that turn right-to-left text around.
fn is_worse(character: char, text: &str) -> bool {
    match character {
        '\u{fb00}'..='\u{fb17}' => !text.is_empty(),
        '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => text.chars().count() == 1,
        _ => false,
    }
}

/// Whether a glyph should rather stand for this text: the shorter and lower stands in the font,
/// any other is said where it occurs.
fn better(text: &str, than: &str) -> bool {
    than.is_empty() || (text.chars().count(), text) < (than.chars().count(), than)
}

impl Subset {
    fn new(font: FontId, mut texts: BTreeMap<u16, String>) -> Result<Self, WriteError> {
        let error = |reason: String| WriteError::Font {
            name: font.postscript_name(),
            reason,
        };
        let whole = ParsedFont::from_bytes(font.bytes(), 0, &mut Vec::new())
            .ok_or_else(|| error("it is not readable".to_owned()))?;
        // From the highest character down, so that the lowest of those that share a glyph stays.
        for (character, glyph) in whole.codepoint_to_glyph.iter().rev() {
            if let (Some(text), Some(character)) =
                (texts.get_mut(glyph), char::from_u32(*character))
                && !is_worse(character, text)
            {
                *text = character.to_string();
            }
        }
        let glyphs: Vec<u16> = texts.keys().copied().collect();
        let remapper = GlyphRemapper::new_from_glyphs_sorted(&glyphs);
        let bytes = subsetter::subset(font.bytes(), 0, &remapper)
            .map_err(|reason| error(reason.to_string()))?;
        let mut program = ParsedFont::from_bytes(&bytes, 0, &mut Vec::new())
            .ok_or_else(|| error("the cut font is not readable".to_owned()))?;
        // Six capitals mark a subset (ISO 32000-1, 9.6.4). Taken from the content, so that they
        // tell subsets apart and yet never change.
        let tag: String = Sha256::digest(&bytes)
            .iter()
            .take(6)
            .map(|byte| char::from(b'A' + byte % 26))
            .collect();
        program.font_name = Some(format!("{tag}+{}", font.postscript_name()));
        Ok(Self {
            name: printpdf::FontId(format!("T{}", font.0)),
            remapper,
            texts,
            program,
        })
    }

    /// Whether the font knows a text for each of these glyphs.
    pub(super) fn knows(&self, cluster: &Cluster<'_>) -> bool {
        let known = |glyph: &Glyph| self.texts.get(&glyph.id).is_some_and(|own| !own.is_empty());
        cluster.glyphs.iter().all(known)
    }

    /// A glyph's number in the cut font.
    pub(super) fn glyph(&self, glyph: u16) -> u16 {
        self.remapper.get(glyph).unwrap_or_default()
    }

    /// Whether the font says of itself what these glyphs stand for.
    pub(super) fn says(&self, cluster: &Cluster<'_>) -> bool {
        // Copied as a plain space, a no-break space does its work all the same.
        let mut rest = match cluster.text {
            "\u{a0}" => " ",
            text => text,
        };
        for glyph in cluster.glyphs {
            let own = self.texts.get(&glyph.id).map_or("", String::as_str);
            let Some(tail) = rest.strip_prefix(own) else {
                return false;
            };
            rest = tail;
        }
        rest.is_empty()
    }

    /// How far a reader moves on after a glyph, in thousandths of the type size: rounded as
    /// printpdf rounds it.
    pub(super) fn width(&self, glyph: u16) -> f32 {
        let width = self.program.get_glyph_width(self.glyph(glyph));
        let units = f32::from(self.program.pdf_font_metrics.units_per_em.max(1));
        (f32::from(width.unwrap_or_default()) * 1000.0 / units).trunc()
    }
}
