//! What is selected on the pages: words or an area.

use std::ops::Range;

use crate::app::message::span::Span;
use crate::app::state::texts::Texts;
use crate::pack::{AreaSelector, Target, TextSelector};
use crate::text::{Quad, TextLayer};

/// What is selected on the pages.
#[derive(Debug, Clone, PartialEq)]
pub enum Picked {
    /// Words.
    Text(PickedText),
    /// A rectangle on a page.
    Area(PickedArea),
}

/// Words that are selected.
#[derive(Debug, Clone, PartialEq)]
pub struct PickedText {
    /// The passage.
    pub span: Span,
    /// What was selected first, which stays selected however far the selection is drawn.
    pub anchor: Range<usize>,
    /// Where it stands, by pages of the sheet.
    pub quads: Vec<(u32, Quad)>,
    /// The part of it that is the document's own words, which can be marked.
    selector: Option<TextSelector>,
}

/// A rectangle that was drawn on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PickedArea {
    /// The page of the sheet, counted from 0.
    pub page: u32,
    /// The rectangle, in points of that page.
    pub quad: Quad,
}

/// By what a selection grows while it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Letter,
    /// Word by word, after a double click.
    Word,
    /// Paragraph by paragraph, after a triple click.
    Paragraph,
}

impl Unit {
    /// What so many clicks select by.
    pub fn of_clicks(clicks: u8) -> Self {
        match clicks {
            0 | 1 => Self::Letter,
            2 => Self::Word,
            _ => Self::Paragraph,
        }
    }

    /// What is selected at a place of the text.
    pub fn around(self, layer: &TextLayer, offset: usize) -> Range<usize> {
        match self {
            Self::Letter => offset..offset,
            Self::Word => layer.word_at(offset),
            Self::Paragraph => layer.paragraph_at(offset),
        }
    }
}

impl Picked {
    /// A passage.
    pub fn words(span: Span, texts: &Texts) -> Self {
        let anchor = span.range.clone();
        Self::drawn(span, anchor, texts)
    }

    /// A passage that was drawn from `anchor`.
    pub fn drawn(span: Span, anchor: Range<usize>, texts: &Texts) -> Self {
        Self::Text(PickedText {
            quads: texts.quads(&span),
            selector: texts.selector(&span),
            span,
            anchor,
        })
    }

    /// The same on pages that were made anew, if they say the same.
    pub fn on(self, old: &Texts, new: &Texts) -> Option<Self> {
        match self {
            Self::Text(text) => Some(Self::words(old.carried(&text.span, new)?, new)),
            Self::Area(area) => Some(Self::Area(area)),
        }
    }

    /// What a mark on it is on. `None` where nothing of it is the document's own.
    pub fn target(&self, texts: &Texts) -> Option<Target> {
        match self {
            Self::Text(text) => text.selector.clone().map(Target::Text),
            Self::Area(area) => {
                let (page, top) = texts.document_page(area.page)?;
                let (left, upper, right, lower) = area.quad.bounds();
                let upper = upper.max(top);
                Some(Target::Area(AreaSelector {
                    page,
                    x: left,
                    y: upper - top,
                    width: right - left,
                    height: lower - upper,
                }))
            }
        }
    }

    /// Whether any of it can be marked.
    pub fn is_content(&self, texts: &Texts) -> bool {
        match self {
            Self::Text(text) => text.selector.is_some(),
            Self::Area(area) => texts.is_document(area.page),
        }
    }

    /// The page of the sheet on which it begins.
    pub fn first_page(&self) -> Option<u32> {
        match self {
            Self::Text(text) => text.quads.first().map(|(page, _)| *page),
            Self::Area(area) => Some(area.page),
        }
    }

    /// Its quadrilaterals on a page of the sheet.
    pub fn on_page(&self, page: u32) -> impl Iterator<Item = &Quad> {
        let pieces = match self {
            Self::Text(text) => {
                let start = text.quads.partition_point(|(of, _)| *of < page);
                let end = text.quads.partition_point(|(of, _)| *of <= page);
                text.quads.get(start..end).unwrap_or_default()
            }
            Self::Area(_) => &[],
        };
        let area = match self {
            Self::Area(area) if area.page == page => Some(&area.quad),
            _ => None,
        };
        pieces.iter().map(|(_, quad)| quad).chain(area)
    }
}

/// From what was selected first to where the pointer is.
pub fn spanned(anchor: &Range<usize>, head: &Range<usize>) -> Range<usize> {
    anchor.start.min(head.start)..anchor.end.max(head.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_selected_first_stays_selected() {
        assert_eq!(spanned(&(10..14), &(30..36)), 10..36);
        assert_eq!(spanned(&(10..14), &(2..5)), 2..14);
        assert_eq!(spanned(&(10..14), &(12..12)), 10..14);
    }
}
