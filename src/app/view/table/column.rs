//! The columns of the table: what stands in them, how they are sorted, which can be changed.

use std::cmp::Ordering;

use crate::app::message::entry::Entry;
use crate::app::state::desk::Desk;
use crate::app::state::origins::origin_of;
use crate::app::view::half_written::DATE;
use crate::edit::Command;
use crate::export::Place;
use crate::origin::OriginState;
use crate::pack::{Audience, Document, DocumentKind, Marking};

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The item number.
    Number,
    Title,
    /// What kind of paper it is.
    Kind,
    /// The day it was issued.
    Date,
    /// Who issued it.
    Publisher,
    /// What it is filed under.
    Reference,
    /// The marking that it came with.
    Marking,
    /// Who gets it.
    Audience,
    /// How many pages it has in the pack.
    Pages,
    /// How it stands with the file that it came from.
    Origin,
}

/// One row: a document with its number, and how many stand before it in the pack.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// How many documents stand before it.
    pub index: usize,
    /// The item number.
    pub number: String,
    pub document: &'a Document,
    /// The e-mail that it is attached to.
    pub mail: Option<&'a Document>,
}

impl Column {
    /// Every column, from the left.
    pub const ALL: [Self; 10] = [
        Self::Number,
        Self::Title,
        Self::Kind,
        Self::Date,
        Self::Publisher,
        Self::Reference,
        Self::Marking,
        Self::Audience,
        Self::Pages,
        Self::Origin,
    ];

    /// The columns that can be set for many documents at once.
    pub const SHARED: [Self; 6] = [
        Self::Kind,
        Self::Date,
        Self::Publisher,
        Self::Reference,
        Self::Marking,
        Self::Audience,
    ];

    /// The name at its head.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "No.",
            Self::Title => "Title",
            Self::Kind => "Kind",
            Self::Date => "Date",
            Self::Publisher => "Author",
            Self::Reference => "Reference",
            Self::Marking => "Marking",
            Self::Audience => "Who gets it",
            Self::Pages => "Pages",
            Self::Origin => "Origin",
        }
    }

    /// What it is called in the middle of a sentence.
    pub fn in_sentence(self) -> String {
        match self {
            Self::Number => "number".to_owned(),
            Self::Audience => "audience".to_owned(),
            other => other.name().to_lowercase(),
        }
    }

    /// Its usual width, in points, where there is no room for more.
    pub fn width(self) -> f32 {
        match self {
            Self::Number => 44.0,
            Self::Title => 168.0,
            Self::Kind => 140.0,
            Self::Publisher => 112.0,
            Self::Reference => 86.0,
            Self::Date | Self::Marking | Self::Audience => 104.0,
            Self::Pages => 62.0,
            Self::Origin => 68.0,
        }
    }

    /// The width below which it never goes, in points: what can be written in it is in sight.
    pub fn least_width(self) -> f32 {
        match self {
            Self::Date => 104.0,
            Self::Number => 44.0,
            Self::Pages => 62.0,
            Self::Origin => 68.0,
            _ => 86.0,
        }
    }

    /// The width beyond which it never goes, in points, but for the title.
    pub fn most_width(self) -> f32 {
        match self {
            Self::Publisher | Self::Marking => 280.0,
            _ => 200.0,
        }
    }

    /// Whether it holds figures, which stand at the right.
    pub fn is_figure(self) -> bool {
        self == Self::Pages
    }

    /// Whether it can be changed for this document. A briefing page has a title and readers; all
    /// else is known of it.
    pub fn is_editable(self, document: &Document) -> bool {
        match self {
            Self::Number | Self::Pages | Self::Origin => false,
            Self::Title | Self::Audience => true,
            _ => document.page().is_none(),
        }
    }

    /// What stands in it.
    pub fn text(self, desk: &Desk, row: &Row<'_>) -> String {
        let document = row.document;
        match self {
            Self::Number => row.number.clone(),
            Self::Title => document.title.clone(),
            Self::Kind if document.page().is_some() => "Briefing page".to_owned(),
            Self::Kind => document.kind.name().to_owned(),
            Self::Date => document
                .date
                .map(|date| date.strftime("%-d %b %Y").to_string())
                .unwrap_or_default(),
            Self::Publisher => document.publisher.clone(),
            Self::Reference => document.reference.clone(),
            Self::Marking => document.marking.0.clone(),
            Self::Audience => audience_name(document.audience).to_owned(),
            Self::Pages => pages(desk, document)
                .map(|count| count.to_string())
                .unwrap_or_default(),
            Self::Origin => origin(desk, document).to_owned(),
        }
    }

    /// How two rows stand to each other; those without a value come last, whichever way.
    pub fn compare(
        self,
        desk: &Desk,
        one: &Row<'_>,
        other: &Row<'_>,
        descending: bool,
    ) -> Ordering {
        let (a, b) = (self.key(desk, one), self.key(desk, other));
        let order = match (&a, &b) {
            (Key::None, Key::None) => Ordering::Equal,
            (Key::None, _) => return Ordering::Greater,
            (_, Key::None) => return Ordering::Less,
            _ => a.compare(&b),
        };
        if descending { order.reverse() } else { order }
    }

    fn key(self, desk: &Desk, row: &Row<'_>) -> Key {
        let number =
            |number: Option<u32>| number.map_or(Key::None, |found| Key::Number(found.into()));
        match self {
            Self::Number => Key::Number(i64::try_from(row.index).unwrap_or(i64::MAX)),
            Self::Pages => number(pages(desk, row.document)),
            Self::Date => row.document.date.map_or(Key::None, Key::Date),
            Self::Marking => match row.document.marking.rank() {
                Some(rank) => Key::Number(i64::try_from(rank).unwrap_or(i64::MAX)),
                None => words(&row.document.marking.0),
            },
            _ => words(&self.text(desk, row)),
        }
    }

    /// The command that puts a value, as it is written, into this column of a document; `None`
    /// where it is not understood.
    pub fn command(self, document: &Document, value: &str) -> Option<Command> {
        let (id, value) = (document.id, value.trim());
        if !self.is_editable(document) {
            return None;
        }
        Some(match self {
            Self::Title if value.is_empty() => return None,
            Self::Title => Command::Rename {
                item: id.into(),
                title: value.to_owned(),
            },
            Self::Kind => Command::SetKind(id, kind_named(value)?),
            Self::Date if value.is_empty() => Command::SetDate(id, None),
            Self::Date => Command::SetDate(id, Some((DATE.read)(value)?)),
            Self::Publisher => Command::SetPublisher(id, value.to_owned()),
            Self::Reference => Command::SetReference(id, value.to_owned()),
            Self::Marking => Command::SetDocumentMarking(id, Marking(value.to_owned())),
            Self::Audience => Command::SetAudience(id, audience_named(value)?),
            Self::Number | Self::Pages | Self::Origin => return None,
        })
    }

    /// The values to choose from, where it holds one of a few; others may be written as well where
    /// [`Column::takes_any`].
    pub fn choices(self) -> Vec<&'static str> {
        match self {
            Self::Kind => DocumentKind::ALL.map(DocumentKind::name).to_vec(),
            Self::Audience => [Audience::Circulated, Audience::Private]
                .map(audience_name)
                .to_vec(),
            Self::Marking => Marking::PRESETS.to_vec(),
            _ => Vec::new(),
        }
    }

    /// Whether any text may be written in it.
    pub fn takes_any(self) -> bool {
        !matches!(self, Self::Kind | Self::Audience)
    }
}

/// What rows are sorted by.
#[derive(Debug, PartialEq)]
enum Key {
    None,
    Number(i64),
    Date(jiff::civil::Date),
    Words(String),
}

impl Key {
    /// In a column are values of one sort, but for markings of other schemes, which come last.
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => one.cmp(other),
            (Self::Date(one), Self::Date(other)) => one.cmp(other),
            // A number in a text counts as one: "S/2019/9" comes before "S/2019/612".
            (Self::Words(one), Self::Words(other)) => natord::compare_ignore_case(one, other),
            (Self::Number(_), _) => Ordering::Less,
            (_, Self::Number(_)) => Ordering::Greater,
            _ => Ordering::Equal,
        }
    }
}

fn words(text: &str) -> Key {
    match text.trim() {
        "" => Key::None,
        text => Key::Words(text.to_owned()),
    }
}

fn pages(desk: &Desk, document: &Document) -> Option<u32> {
    let (_, plan) = desk.plan.as_ref()?;
    Some(plan.span(Place::Document(document.id))?.count)
}

fn origin(desk: &Desk, document: &Document) -> &'static str {
    match origin_of(desk, Entry::Item(document.id.into())) {
        Some(OriginState::Same) => "Same",
        Some(OriginState::Changed) => "Changed",
        Some(OriginState::Gone) => "Gone",
        Some(OriginState::Unknown) | None => "",
    }
}

pub(super) fn audience_name(audience: Audience) -> &'static str {
    match audience {
        Audience::Circulated => "Everybody",
        Audience::Private => "Speaking copy",
    }
}

pub(super) fn audience_named(name: &str) -> Option<Audience> {
    let all = Audience::ALL.into_iter();
    all.into_iter()
        .find(|audience| audience_name(*audience) == name)
}

fn kind_named(name: &str) -> Option<DocumentKind> {
    DocumentKind::ALL
        .into_iter()
        .find(|kind| kind.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_text_count_as_numbers() {
        let compare = |one: &str, other: &str| words(one).compare(&words(other));
        assert_eq!(compare("S/2019/9", "s/2019/612"), Ordering::Less);
        assert_eq!(compare("Annex 10", "annex 2"), Ordering::Greater);
        assert_eq!(words("  "), Key::None);
    }

    #[test]
    fn every_choice_is_understood() {
        for name in Column::Kind.choices() {
            assert!(kind_named(name).is_some(), "{name}");
        }
        for name in Column::Audience.choices() {
            assert!(audience_named(name).is_some(), "{name}");
        }
    }
}
