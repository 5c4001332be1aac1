//! What the person writes and marks on a document.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::AnnotationId;

/// A mark or note on a document. The names follow the W3C Web Annotation model, in which an
/// annotation joins a body to a target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annotation {
    /// Stays the same through every edit.
    pub id: AnnotationId,
    /// What it is on.
    pub target: Target,
    /// How the passage or area looks; without meaning for [`Target::Document`].
    #[serde(default)]
    pub mark: Mark,
    /// The note's text in Markdown-light (bold, italic, lists, links); empty for a mark without
    /// words.
    #[serde(default)]
    pub body: String,
    /// What the note is for; `None` for a plain mark.
    #[serde(default)]
    pub kind: Option<NoteKind>,
    /// Who may see it. What does not say so is private.
    #[serde(default)]
    pub audience: Audience,
    /// Who wrote it; never part of a circulated copy.
    #[serde(default)]
    pub author: Author,
    /// When it was made.
    #[serde(default)]
    pub created: Option<Timestamp>,
    /// Whether it was dealt with.
    #[serde(default)]
    pub state: NoteState,
    /// How sure its place is since the document's source was last replaced.
    #[serde(default)]
    pub anchoring: Anchoring,
}

impl Annotation {
    /// A private mark on something, with no words yet.
    pub fn new(id: AnnotationId, target: Target) -> Self {
        Self {
            id,
            target,
            mark: Mark::default(),
            body: String::new(),
            kind: None,
            audience: Audience::default(),
            author: Author::default(),
            created: None,
            state: NoteState::default(),
            anchoring: Anchoring::default(),
        }
    }

    /// Whether it says something, in words.
    pub fn has_words(&self) -> bool {
        !self.body.trim().is_empty()
    }

    /// The words that it is on, as they were when it was made or last found.
    pub fn quote(&self) -> &str {
        match &self.target {
            Target::Text(selector) => &selector.exact,
            Target::Document | Target::Area(_) => "",
        }
    }
}

/// What an annotation is on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Target {
    /// The document as a whole; printed in a box above its first page.
    Document,
    /// A passage of the document's text.
    Text(TextSelector),
    /// A rectangle on a page.
    Area(AreaSelector),
}

/// A passage of a document's text: the W3C's TextQuoteSelector and TextPositionSelector in one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSelector {
    /// The words of the passage.
    pub exact: String,
    /// Some words before it.
    #[serde(default)]
    pub prefix: String,
    /// Some words after it.
    #[serde(default)]
    pub suffix: String,
    /// Where it begins: how many characters of the document's text stand before it.
    pub start: u32,
    /// Where it ends: how many characters of the document's text stand before its end.
    pub end: u32,
}

/// A rectangle on a page of the document, as the page is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaSelector {
    /// The page of the document, counted from 1.
    pub page: u32,
    /// Left edge, in points from the page's left edge.
    pub x: f32,
    /// Upper edge, in points from the page's upper edge.
    pub y: f32,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
}

impl AreaSelector {
    /// What of it lies on a page of this width and height in points. `None` if nothing does, or if
    /// a side is no number, as may be in a file that somebody else wrote.
    pub fn within(&self, width_pt: f32, height_pt: f32) -> Option<Self> {
        let sides = [self.x, self.y, self.width, self.height];
        if !sides.into_iter().all(f32::is_finite) {
            return None;
        }
        let left = self.x.max(0.0);
        let top = self.y.max(0.0);
        let right = (self.x + self.width).min(width_pt);
        let bottom = (self.y + self.height).min(height_pt);
        (right > left && bottom > top).then_some(Self {
            page: self.page,
            x: left,
            y: top,
            width: right - left,
            height: bottom - top,
        })
    }
}

/// How a passage or area is marked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// How it is drawn.
    pub style: MarkStyle,
    /// In which colour.
    pub colour: MarkColour,
}

/// How a mark is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MarkStyle {
    /// A ground of colour.
    #[default]
    Highlight,
    /// A line below the words.
    Underline,
    /// A line through the words.
    StrikeOut,
    /// A line around an area.
    Frame,
}

/// The five colours of marks.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub enum MarkColour {
    /// Yellow.
    #[default]
    Yellow,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Pink.
    Pink,
    /// Orange.
    Orange,
}

impl MarkColour {
    /// Every colour, in the order in which the person chooses.
    pub const ALL: [Self; 5] = [
        Self::Yellow,
        Self::Green,
        Self::Blue,
        Self::Pink,
        Self::Orange,
    ];

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yellow => "Yellow",
            Self::Green => "Green",
            Self::Blue => "Blue",
            Self::Pink => "Pink",
            Self::Orange => "Orange",
        }
    }

    /// Red, green and blue of a ground in this colour, under black text.
    pub fn ground(self) -> (u8, u8, u8) {
        match self {
            Self::Yellow => (0xFF, 0xE9, 0x7A),
            Self::Green => (0xB5, 0xE8, 0xB0),
            Self::Blue => (0xB3, 0xD9, 0xFF),
            Self::Pink => (0xFF, 0xC2, 0xDD),
            Self::Orange => (0xFF, 0xCF, 0x99),
        }
    }

    /// Red, green and blue of a mark in this colour that is drawn so.
    pub fn ground_or_line(self, style: MarkStyle) -> (u8, u8, u8) {
        match style {
            MarkStyle::Highlight => self.ground(),
            MarkStyle::Underline | MarkStyle::StrikeOut | MarkStyle::Frame => self.line(),
        }
    }

    /// Red, green and blue of a line in this colour, on white.
    pub fn line(self) -> (u8, u8, u8) {
        match self {
            Self::Yellow => (0xB8, 0x8A, 0x00),
            Self::Green => (0x1A, 0x7F, 0x37),
            Self::Blue => (0x1F, 0x5F, 0xA8),
            Self::Pink => (0xB8, 0x2A, 0x6B),
            Self::Orange => (0xC2, 0x5B, 0x00),
        }
    }
}

/// What a note is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NoteKind {
    /// What matters most.
    KeyPoint,
    /// What to say.
    LineToTake,
    /// What to ask, or what may be asked.
    Question,
    /// What to know.
    Background,
    /// How to deal with people and papers.
    Handling,
}

impl NoteKind {
    /// Every kind, in the order in which the person chooses.
    pub const ALL: [Self; 5] = [
        Self::KeyPoint,
        Self::LineToTake,
        Self::Question,
        Self::Background,
        Self::Handling,
    ];

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::KeyPoint => "Key point",
            Self::LineToTake => "Line to take",
            Self::Question => "Question",
            Self::Background => "Background",
            Self::Handling => "Handling",
        }
    }

    /// The heading of a list of such notes.
    pub fn plural(self) -> &'static str {
        match self {
            Self::KeyPoint => "Key points",
            Self::LineToTake => "Lines to take",
            Self::Question => "Questions",
            Self::Background => "Background",
            Self::Handling => "Handling",
        }
    }
}

/// Who may see a note or document.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub enum Audience {
    /// Only who has the speaking copy.
    #[default]
    Private,
    /// Everybody who gets the pack.
    Circulated,
}

impl Audience {
    /// Both, in the order in which the person chooses.
    pub const ALL: [Self; 2] = [Self::Private, Self::Circulated];

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Private => "Private",
            Self::Circulated => "Circulated",
        }
    }
}

/// Who wrote a note.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Author {
    /// The name, such as "Jo Smith"; may be empty.
    pub name: String,
    /// The initials, such as "JS"; may be empty.
    pub initials: String,
}

/// Whether a note was dealt with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NoteState {
    /// It is still to be dealt with.
    #[default]
    Open,
    /// It was dealt with.
    Done,
}

/// How sure an annotation's place is since the document's source was last replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Anchoring {
    /// It stands where the person put it, or at the very same words.
    #[default]
    Sound,
    /// It was moved to words that are much the same, or is an area of a page that may show
    /// something else now. To be looked at.
    Check,
    /// Its words were not found; the selector is the old one. An orphan.
    Lost,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_keeps_to_its_page() {
        let area = |x, width| AreaSelector {
            page: 1,
            x,
            y: 10.0,
            width,
            height: 20.0,
        };
        let within = |area: AreaSelector| area.within(100.0, 200.0);
        assert_eq!(within(area(5.0, 30.0)), Some(area(5.0, 30.0)));
        assert_eq!(within(area(-5.0, 500.0)), Some(area(0.0, 100.0)));
        assert_eq!(within(area(5.0, f32::MAX)), Some(area(5.0, 95.0)));
        for nowhere in [
            area(300.0, 5.0),
            area(5.0, 0.0),
            area(5.0, -1.0),
            area(f32::NAN, 5.0),
            area(5.0, f32::NAN),
            area(5.0, f32::INFINITY),
            area(f32::NEG_INFINITY, 5.0),
        ] {
            assert_eq!(within(nowhere), None, "{nowhere:?}");
        }
    }
}
