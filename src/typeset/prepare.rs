//! Text made ready for the line breaker.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::face::{Face, Run};
use super::font_library::Library;
use super::page::{Color, LinkTarget, NodeId};

/// Drawn in place of a character that no font has.
const REPLACEMENT: char = '□';

/// The end of a line. The space keeps the words of two lines apart for those who have the page
/// read out; it hangs beyond the line's end, unseen.
const LINE_END: &str = " \n";

/// The most changes of look within one paragraph; beyond, its text goes on in the last one.
const MOST_FACES: usize = 10_000;

/// What a tab adds to a space where it leads to no stop: an em in all, in points of body text.
pub(super) const PLAIN_GAP_PT: f32 = 9.0;

/// What a glyph carries through the line breaker.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Brush {
    pub(super) color: Color,
    pub(super) node: Option<NodeId>,
    pub(super) target: Option<usize>,
    pub(super) strike: bool,
    pub(super) underline: bool,
    pub(super) ground: Option<Color>,
    pub(super) rise_pt: f32,
}

/// Text as it is handed to the line breaker.
#[derive(Default)]
pub(super) struct Prepared {
    pub(super) text: String,
    pub(super) faces: Vec<(Range<usize>, Face, Brush)>,
    pub(super) targets: Vec<LinkTarget>,
    /// Where the tabs are, for each of which a space stands.
    pub(super) tabs: Vec<usize>,
    /// What is added to each of those spaces, in points.
    pub(super) gaps: Vec<f32>,
    /// The characters that no font has.
    pub(super) missing: BTreeSet<char>,
    /// The characters that others stand in for, by their place in the text.
    replaced: BTreeMap<usize, char>,
}

impl Prepared {
    /// Joins runs to one text, and replaces what no font has.
    pub(super) fn new(runs: &[Run<'_>], library: &Library) -> Self {
        let mut prepared = Self::default();
        for run in runs {
            let start = prepared.text.len();
            let mut characters = run.text.chars().peekable();
            while let Some(character) = characters.next() {
                match character {
                    '\r' if characters.peek() == Some(&'\n') => {}
                    '\r' => prepared.push('\n', run.face.code, library),
                    _ => prepared.push(character, run.face.code, library),
                }
            }
            let target = run.target.clone().map(|target| {
                prepared.targets.push(target);
                prepared.targets.len() - 1
            });
            let brush = Brush {
                color: run.face.color,
                node: run.node,
                target,
                strike: run.face.strike,
                underline: run.face.underline,
                ground: run.face.ground,
                rise_pt: run.face.rise_pt,
            };
            let range = start..prepared.text.len();
            let full = prepared.faces.len() >= MOST_FACES;
            match prepared.faces.last_mut() {
                _ if range.is_empty() => {}
                // The line breaker counts styles in 16 bits; no honest paragraph comes near.
                Some((last, ..)) if full => last.end = range.end,
                _ => prepared.faces.push((range, run.face, brush)),
            }
        }
        // The line breaker would set an empty line after a final line feed.
        let mut kept = prepared.text.as_str();
        while let Some(shorter) = kept.strip_suffix(LINE_END) {
            kept = shorter;
        }
        let kept = kept.len();
        prepared.text.truncate(kept);
        prepared.faces.retain_mut(|(range, ..)| {
            range.end = range.end.min(kept);
            range.start < range.end
        });
        prepared.gaps = vec![PLAIN_GAP_PT; prepared.tabs.len()];
        prepared
    }

    /// Whether there is nothing to set.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn push(&mut self, character: char, code: bool, library: &Library) {
        match character {
            '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' => self.text.push_str(LINE_END),
            '\t' if code => self.text.push_str("    "),
            '\t' => {
                self.tabs.push(self.text.len());
                self.text.push(' ');
            }
            '\u{b}' | '\u{c}' => self.text.push(' '),
            // Without ink and without use on paper: controls, soft hyphen, byte order mark,
            // variation selectors.
            _ if character.is_control() => {}
            '\u{ad}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => {}
            // Invisible as well, but they shape or order what is around them.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => {
                self.text.push(character);
            }
            _ if character.is_ascii() || library.has(character) => {
                self.text.push(character);
            }
            // Spaces of other widths are blank as well.
            _ if character.is_whitespace() => {
                self.replaced.insert(self.text.len(), character);
                let is_fixed = matches!(character, '\u{2007}' | '\u{202f}');
                self.text.push(if is_fixed { '\u{a0}' } else { ' ' });
            }
            _ => {
                self.missing.insert(character);
                self.replaced.insert(self.text.len(), character);
                self.text.push(REPLACEMENT);
            }
        }
    }

    /// The characters of the source that a piece of the text stands for.
    pub(super) fn original(&self, range: Range<usize>) -> Cow<'_, str> {
        let start = range.start;
        let piece = self.text.get(range.clone()).unwrap_or_default();
        if self.replaced.range(range).next().is_none() {
            return piece.into();
        }
        piece
            .char_indices()
            .map(|(at, character)| *self.replaced.get(&(start + at)).unwrap_or(&character))
            .collect()
    }
}
