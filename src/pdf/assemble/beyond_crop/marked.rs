//! Marked content, whose properties may say again what stands in it (PDF 1.7, 14.6).

use std::ops::Range;

use lopdf::{Dictionary, Document};

use super::operands::Operand;
use crate::pdf::assemble::names::written;
use crate::pdf::lookup::{dictionary_at, number_at};

/// Properties that say what stands in marked content.
const WORDS: [&[u8]; 3] = [b"ActualText", b"Alt", b"E"];

/// The marked content that is open.
#[derive(Default)]
pub(super) struct Marked {
    open: Vec<Mark>,
}

struct Mark {
    /// The operator that began it, with its operands.
    range: Range<usize>,
    tag: Vec<u8>,
    /// Its number in the structure tree.
    mark: Option<i64>,
    has_words: bool,
    /// Whether something in it is taken out.
    has_less: bool,
}

/// What follows from the end of marked content.
#[derive(Default)]
pub(super) struct Ended {
    /// Its number in the structure tree, where something in it is taken out.
    pub mark: Option<i64>,
    /// What takes the place of its beginning.
    pub edit: Option<(Range<usize>, Vec<u8>)>,
}

impl Marked {
    pub(super) fn begin(
        &mut self,
        document: &Document,
        resources: &Dictionary,
        operands: &[Operand],
        range: Range<usize>,
    ) {
        let tag = match operands.first() {
            Some(Operand::Name(tag)) => tag.clone(),
            _ => Vec::new(),
        };
        let named = match operands {
            [_, Operand::Name(name)] => dictionary_at(document, resources, b"Properties")
                .and_then(|properties| dictionary_at(document, properties, name)),
            _ => None,
        };
        let has_words = |word: &&[u8]| match named {
            Some(properties) => properties.has(word),
            None => operands
                .iter()
                .skip(1)
                .any(|operand| matches!(operand, Operand::Name(name) if name == word)),
        };
        let mark = match named {
            Some(properties) => number_at(document, properties, b"MCID"),
            None => operands.windows(2).find_map(|pair| match pair {
                [Operand::Name(name), Operand::Number(mark)] if name == b"MCID" => Some(*mark),
                _ => None,
            }),
        };
        self.open.push(Mark {
            range,
            has_words: tag != b"OC" && WORDS.iter().any(has_words),
            tag,
            mark: mark.map(|mark| mark as i64),
            has_less: false,
        });
    }

    /// Notes that something is taken out here.
    pub(super) fn note(&mut self) {
        for mark in &mut self.open {
            mark.has_less = true;
        }
    }

    pub(super) fn end(&mut self) -> Ended {
        let Some(mark) = self.open.pop().filter(|mark| mark.has_less) else {
            return Ended::default();
        };
        let edit = mark.has_words.then(|| {
            let mut written = written(&mark.tag);
            written.extend(match mark.mark {
                Some(number) => format!(" <</MCID {number}>> BDC").into_bytes(),
                None => b" BMC".to_vec(),
            });
            (mark.range, written)
        });
        Ended {
            mark: mark.mark,
            edit,
        }
    }
}
