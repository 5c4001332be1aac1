//! What paragraphs and characters are by their styles.

use std::collections::HashMap;

use super::super::{Destination, Rgb, Script, Span};
use super::place::Stance;

/// A style is based on another at most this often.
const LONGEST_CHAIN: usize = 32;

/// What a paragraph is by its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Title,
    Subtitle,
    /// 1 to 6.
    Heading(u8),
    Quotation,
    Caption,
    Plain,
}

/// What a run or style says of how characters look; what it does not say is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    pub bold: Option<bool>,
    pub italic: Option<bool>,
    pub strike: Option<bool>,
    pub underline: Option<bool>,
    pub capitals: Option<bool>,
    pub small_caps: Option<bool>,
    /// The colour of its letters and of what is behind them; `Some(None)` for none of its own.
    pub color: Option<Option<Rgb>>,
    pub ground: Option<Option<Rgb>>,
    pub hidden: Option<bool>,
    pub script: Option<Script>,
}

impl Kind {
    /// How the characters of such a paragraph look, where `by_style` is what its style says: ours
    /// sets headings apart by itself.
    pub fn look(self, by_style: Look) -> Look {
        match self {
            Self::Heading(_) | Self::Title | Self::Subtitle => Look {
                bold: Some(false),
                ..Look::default()
            },
            _ => by_style,
        }
    }
}

impl Look {
    /// This look, and what it does not say from another.
    pub fn or(self, other: Self) -> Self {
        Self {
            bold: self.bold.or(other.bold),
            italic: self.italic.or(other.italic),
            strike: self.strike.or(other.strike),
            underline: self.underline.or(other.underline),
            capitals: self.capitals.or(other.capitals),
            small_caps: self.small_caps.or(other.small_caps),
            color: self.color.or(other.color),
            ground: self.ground.or(other.ground),
            hidden: self.hidden.or(other.hidden),
            script: self.script.or(other.script),
        }
    }

    /// An empty span that looks like this.
    pub fn span(self, link: Option<Destination>) -> Span {
        Span {
            bold: self.bold.unwrap_or(false),
            italic: self.italic.unwrap_or(false),
            strike: self.strike.unwrap_or(false),
            underline: self.underline.unwrap_or(false),
            small_caps: self.small_caps.unwrap_or(false),
            color: self.color.flatten(),
            ground: self.ground.flatten(),
            script: self.script.unwrap_or_default(),
            link,
            ..Span::default()
        }
    }
}

/// A style that may be based on another.
pub trait Based {
    /// The name of the style that it is based on.
    fn base(&self) -> Option<&str>;
    /// What it says itself of how characters look.
    fn look(&self) -> Look;
    /// What it says itself of where paragraphs stand.
    fn stance(&self) -> &Stance;
}

/// A style and those it is based on, itself first.
pub fn chain<'a, S: Based>(
    styles: &'a HashMap<String, S>,
    name: Option<&'a str>,
) -> impl Iterator<Item = (&'a str, &'a S)> {
    let style = |name: &'a str| styles.get(name).map(|style| (name, style));
    std::iter::successors(name.and_then(style), move |(_, last)| {
        last.base().and_then(style)
    })
    .take(LONGEST_CHAIN)
}

/// How characters look by a style and those it is based on.
pub fn look<S: Based>(styles: &HashMap<String, S>, name: Option<&str>) -> Look {
    chain(styles, name).fold(Look::default(), |look, (_, style)| look.or(style.look()))
}

/// Where a paragraph stands that says so itself, or by its style and those that is based on.
pub fn stance<S: Based>(own: Stance, styles: &HashMap<String, S>, name: Option<&str>) -> Stance {
    chain(styles, name).fold(own, |stance, (_, style)| stance.or(style.stance()))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Style(Option<&'static str>, Look, Stance);

    impl Based for Style {
        fn base(&self) -> Option<&str> {
            self.0
        }

        fn look(&self) -> Look {
            self.1
        }

        fn stance(&self) -> &Stance {
            &self.2
        }
    }

    #[test]
    fn a_style_says_more_than_the_one_below_it_and_circles_end() {
        let look_of = |bold, italic| Look {
            bold,
            italic,
            ..Look::default()
        };
        let style = |name: &str, base, look| {
            let stance = Stance::default();
            (name.to_owned(), Style(Some(base), look, stance))
        };
        let styles = HashMap::from([
            style("a", "b", look_of(Some(false), None)),
            style("b", "a", look_of(Some(true), Some(true))),
        ]);
        assert_eq!(look(&styles, Some("a")), look_of(Some(false), Some(true)));
        assert_eq!(look(&styles, Some("none")), Look::default());
        assert_eq!(chain(&styles, Some("a")).count(), LONGEST_CHAIN);
    }
}
