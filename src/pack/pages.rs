//! Which pages of its source a document shows.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// No selection shows more pages than this.
pub const MOST_SHOWN: usize = 100_000;

/// No title tells more runs of pages than this.
const MOST_RUNS: usize = 4;

/// The pages that a document shows, in the order in which it shows them. A page may be left out, or
/// shown twice. Never empty.
///
/// People write it, and it stands in the pack file, as in "1-3, 7, 9 right": runs of pages counted
/// from 1, each with how it is turned.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PageSelection(Vec<ShownPage>);

/// A page of a source, as a document shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ShownPage {
    /// The page of the source, counted from 1.
    pub page: u32,
    /// How it is turned from how it stands in the source.
    pub turn: Turn,
}

/// How a page is turned, clockwise.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub enum Turn {
    /// Not at all.
    #[default]
    None,
    /// By 90 degrees clockwise.
    Right,
    /// By 180 degrees.
    Half,
    /// By 90 degrees anticlockwise.
    Left,
}

impl Turn {
    /// Every turn, each a quarter further clockwise.
    pub const ALL: [Self; 4] = [Self::None, Self::Right, Self::Half, Self::Left];

    /// Degrees clockwise.
    pub fn degrees(self) -> u16 {
        match self {
            Self::None => 0,
            Self::Right => 90,
            Self::Half => 180,
            Self::Left => 270,
        }
    }

    /// This turn, and then another.
    #[must_use]
    pub fn then(self, other: Self) -> Self {
        match (self.degrees() + other.degrees()) % 360 {
            90 => Self::Right,
            180 => Self::Half,
            270 => Self::Left,
            _ => Self::None,
        }
    }

    /// The turn that takes this one back.
    #[must_use]
    pub fn back(self) -> Self {
        match self {
            Self::Right => Self::Left,
            Self::Left => Self::Right,
            same => same,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Right => "right",
            Self::Half => "half",
            Self::Left => "left",
        }
    }
}

/// What was written does not say which pages are meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PagesError {
    /// There is nothing.
    #[error("no page is chosen; write pages such as 1-3, 7")]
    Empty,
    /// A part of it is no page and no run of pages.
    #[error("“{0}” is not a page; write pages such as 1-3, 7")]
    NotPages(String),
    /// It is too much.
    #[error("these are more than {MOST_SHOWN} pages")]
    TooMany,
}

impl PageSelection {
    /// These pages; `None` if there are none, or more than [`MOST_SHOWN`].
    pub fn new(pages: Vec<ShownPage>) -> Option<Self> {
        let is_good = !pages.is_empty()
            && pages.len() <= MOST_SHOWN
            && pages.iter().all(|shown| shown.page > 0);
        is_good.then_some(Self(pages))
    }

    /// All pages of a source of so many, as they stand in it; `None` for no pages.
    pub fn all(count: u32) -> Option<Self> {
        Self::new((1..=count).map(ShownPage::upright).collect())
    }

    /// The pages, in order.
    pub fn pages(&self) -> &[ShownPage] {
        &self.0
    }

    /// The pages as a title tells them: "page 4", "pages 2–4, 7". Of many runs of pages only how
    /// many pages they are, and between which two: "12 of pages 2–40".
    pub fn wording(&self) -> String {
        self.in_words_up_to(MOST_RUNS)
    }

    /// As [`PageSelection::wording`], where more than so many runs of pages are many.
    pub fn in_words_up_to(&self, most_runs: usize) -> String {
        let upright = |shown: &ShownPage| ShownPage::upright(shown.page);
        let upright = Self(self.0.iter().map(upright).collect());
        let runs = upright.to_string().replace('-', "\u{2013}");
        match self.0.as_slice() {
            [_] => format!("page {runs}"),
            all if runs.split(',').count() > most_runs => {
                let numbers = || all.iter().map(|shown| shown.page);
                let (first, last) = (numbers().min().unwrap_or(1), numbers().max().unwrap_or(1));
                format!("{} of pages {first}\u{2013}{last}", all.len())
            }
            _ => format!("pages {runs}"),
        }
    }

    /// Whether it is every page of a source of so many, in order and not turned.
    pub fn is_all_of(&self, count: u32) -> bool {
        Self::all(count).as_ref() == Some(self)
    }
}

impl ShownPage {
    /// A page, counted from 1, as it stands in its source.
    pub fn upright(page: u32) -> Self {
        Self {
            page,
            turn: Turn::None,
        }
    }
}

impl Display for PageSelection {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.as_slice();
        let mut parted = "";
        while let Some(first) = rest.first() {
            let follows = |(index, shown): &(usize, &ShownPage)| {
                let ahead = u32::try_from(*index).unwrap_or(u32::MAX);
                shown.turn == first.turn && first.page.checked_add(ahead) == Some(shown.page)
            };
            let length = rest.iter().enumerate().take_while(follows).count();
            let last = rest.get(length - 1).unwrap_or(first);
            write!(formatter, "{parted}{}", first.page)?;
            if last.page != first.page {
                write!(formatter, "-{}", last.page)?;
            }
            if first.turn != Turn::None {
                write!(formatter, " {}", first.turn.word())?;
            }
            parted = ", ";
            rest = rest.get(length..).unwrap_or_default();
        }
        Ok(())
    }
}

impl FromStr for PageSelection {
    type Err = PagesError;

    /// Reads what a person wrote: commas or semicolons between runs, any dash within them. A run
    /// may count down.
    fn from_str(text: &str) -> Result<Self, PagesError> {
        let mut pages = Vec::new();
        for part in text.split([',', ';']).map(str::trim) {
            if part.is_empty() {
                continue;
            }
            let not_pages = || PagesError::NotPages(part.to_owned());
            let (numbers, turn) = Turn::ALL
                .into_iter()
                .filter(|turn| *turn != Turn::None)
                .find_map(|turn| Some((part.strip_suffix(turn.word())?, turn)))
                .unwrap_or((part, Turn::None));
            let (first, last) = numbers
                .split_once(['-', '\u{2013}', '\u{2014}'])
                .unwrap_or((numbers, numbers));
            let page = |text: &str| text.trim().parse::<u32>().ok().filter(|page| *page > 0);
            let (first, last) = page(first).zip(page(last)).ok_or_else(not_pages)?;
            if pages.len() + first.abs_diff(last) as usize >= MOST_SHOWN {
                return Err(PagesError::TooMany);
            }
            let shown = |page| ShownPage { page, turn };
            if first <= last {
                pages.extend((first..=last).map(shown));
            } else {
                pages.extend((last..=first).rev().map(shown));
            }
        }
        Self::new(pages).ok_or(PagesError::Empty)
    }
}

impl TryFrom<String> for PageSelection {
    type Error = PagesError;

    fn try_from(text: String) -> Result<Self, PagesError> {
        text.parse()
    }
}

impl From<PageSelection> for String {
    fn from(pages: PageSelection) -> Self {
        pages.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back_shorter() {
        for (written, shown) in [
            ("1-3, 7", "1-3, 7"),
            (" 1,2 ,3;7 ", "1-3, 7"),
            ("1\u{2013}2", "1-2"),
            ("5 right, 6 right, 7", "5-6 right, 7"),
            ("3-1", "3, 2, 1"),
            ("4,4", "4, 4"),
            ("9 half,2-2left", "9 half, 2 left"),
        ] {
            let pages: PageSelection = written.parse().unwrap();
            assert_eq!(pages.to_string(), shown);
            assert_eq!(shown.parse(), Ok(pages));
        }
    }

    #[test]
    fn what_is_no_page_is_named() {
        for wrong in ["0", "x", "1-", "-3", "1 2", "1 round", "2-0", "99999999999"] {
            let error = wrong.parse::<PageSelection>().unwrap_err();
            assert_eq!(error, PagesError::NotPages(wrong.to_owned()));
        }
        assert_eq!(" , ".parse::<PageSelection>(), Err(PagesError::Empty));
        let too_many = "1-4000000000".parse::<PageSelection>();
        assert_eq!(too_many, Err(PagesError::TooMany));
        assert_eq!(
            "1-100000, 1".parse::<PageSelection>(),
            Err(PagesError::TooMany)
        );
    }

    #[test]
    fn turns_add_up() {
        assert_eq!(Turn::Right.then(Turn::Right), Turn::Half);
        assert_eq!(Turn::Left.then(Turn::Right), Turn::None);
        assert_eq!(Turn::Half.then(Turn::Left), Turn::Right);
        for turn in Turn::ALL {
            assert_eq!(turn.then(turn.back()), Turn::None);
        }
    }

    #[test]
    fn a_title_tells_pages_as_long_as_they_are_few() {
        for (written, words) in [
            ("4", "page 4"),
            ("4 right", "page 4"),
            ("2, 3 left, 4, 7", "pages 2\u{2013}4, 7"),
            ("1, 3, 5, 7", "pages 1, 3, 5, 7"),
            ("9, 1, 3, 5, 7-8", "6 of pages 1\u{2013}9"),
        ] {
            let pages: PageSelection = written.parse().unwrap();
            assert_eq!(pages.wording(), words);
        }
        let pages: PageSelection = "1, 3, 5, 7, 9".parse().unwrap();
        assert_eq!(pages.in_words_up_to(5), "pages 1, 3, 5, 7, 9");
    }

    #[test]
    fn all_pages_are_known_as_such() {
        let all: PageSelection = "1-4".parse().unwrap();
        assert!(all.is_all_of(4) && !all.is_all_of(5));
        let turned: PageSelection = "1-3, 4 right".parse().unwrap();
        assert!(!turned.is_all_of(4));
        assert_eq!(PageSelection::all(0), None);
    }
}
