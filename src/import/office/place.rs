//! Where paragraphs stand between the margins, whichever format says it.

use super::super::{Align, Block, ParagraphPlace, Span, Stop, Text};

/// Less than this is no indent that anybody sees, in points.
const LEAST_PT: f32 = 6.0;
/// The furthest that a paragraph is set in, in points: some words must fit beside it.
const FURTHEST_PT: f32 = 240.0;
/// The furthest that the lines after the first are set in further, in points.
const HANGING_PT: f32 = 144.0;
/// The space that a character of a label takes at most, the space for a short label, and the steps in
/// which that grows, in points: what is behind the labels of a list stands in one column.
const CHARACTER_PT: f32 = 7.0;
const SHORT_LABEL_PT: f32 = 30.0;
const COLUMN_PT: f32 = 12.0;
/// The most levels that a paragraph is set in by.
const MOST_LEVELS: usize = 6;
/// Without stops of their own, tabs lead to multiples of this, in points.
const DEFAULT_STOP_PT: f32 = 36.0;
/// The most stops of a paragraph; more are passed over.
pub const MOST_STOPS: usize = 32;

/// Points in a twentieth of a point, in which Word and RTF measure.
pub const TWIP_PT: f32 = 1.0 / 20.0;

/// Which side a paragraph keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParagraphSide {
    Start,
    Centre,
    End,
    /// The right one, whatever the direction of reading.
    Right,
}

/// Where a tab leads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TabStop {
    /// In points, from where the margin is.
    pub at_pt: f32,
    pub kind: TabKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TabKind {
    /// What is behind the tab begins there.
    Start,
    End,
    /// There is none, though a style says that there is.
    Cleared,
}

/// What a paragraph or its style says of where it stands; what it does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stance {
    pub side: Option<ParagraphSide>,
    /// Where its lines begin, in points.
    pub left_pt: Option<f32>,
    /// How much further right its first line begins, in points; less than nothing where it hangs.
    pub first_pt: Option<f32>,
    pub stops: Vec<TabStop>,
}

impl Stance {
    /// This stance, and what it does not say from another.
    pub fn or(mut self, other: &Self) -> Self {
        self.side = self.side.or(other.side);
        self.left_pt = self.left_pt.or(other.left_pt);
        self.first_pt = self.first_pt.or(other.first_pt);
        let is_known = |at_pt: f32| self.stops.iter().any(|own| (own.at_pt - at_pt).abs() < 0.5);
        let more = other.stops.iter().filter(|stop| !is_known(stop.at_pt));
        let more: Vec<TabStop> = more.copied().collect();
        self.stops.extend(more);
        self.stops.truncate(MOST_STOPS);
        self
    }

    /// A paragraph that stands so.
    pub fn paragraph(&self, text: Text) -> Block {
        let place = self.place(&text);
        if place == ParagraphPlace::default() {
            Block::Paragraph(text)
        } else {
            Block::Placed { place, text }
        }
    }

    /// A paragraph that stands so behind a label such as "(a)", and hangs beside it. In an item of a
    /// list it begins where the item does, or so many levels further in.
    pub fn labelled(&self, label: &str, mut text: Text, below_item: Option<usize>) -> Block {
        let is_aligned = !matches!(self.side, None | Some(ParagraphSide::Start));
        let sign = if is_aligned { ' ' } else { '\t' };
        text.insert(0, Span::plain(format!("{label}{sign}")));
        if is_aligned {
            return self.paragraph(text);
        }
        let place = self.place(&text);
        let label_pt = label.chars().count() as f32 * CHARACTER_PT;
        let columns = ((label_pt - SHORT_LABEL_PT) / COLUMN_PT).ceil().max(0.0);
        let least_pt = (SHORT_LABEL_PT + columns * COLUMN_PT).min(HANGING_PT);
        let hanging_pt = place.hanging_pt.max(least_pt);
        let place = ParagraphPlace {
            align: Align::Start,
            indent_pt: below_item.map_or(place.indent_pt, |levels| {
                levels.min(MOST_LEVELS) as f32 * SHORT_LABEL_PT
            }),
            hanging_pt,
            stops: vec![Stop {
                at_pt: hanging_pt,
                is_end: false,
            }],
        };
        Block::Placed { place, text }
    }

    /// The stance of a paragraph before whose words stand this many tabs. One tab sets its first line
    /// in and no more.
    pub fn behind_tabs(mut self, count: usize) -> Self {
        if count > 1 {
            let mut stops: Vec<f32> = self.stops.iter().map(|stop| stop.at_pt).collect();
            stops.sort_by(f32::total_cmp);
            let plain = count.min(MOST_STOPS) as f32 * DEFAULT_STOP_PT;
            let left = stops.get(count - 1).copied().unwrap_or(plain);
            self.left_pt = Some(self.left_pt.unwrap_or(0.0).max(left));
            self.first_pt = None;
        }
        self
    }

    fn place(&self, text: &Text) -> ParagraphPlace {
        let align = match self.side {
            Some(ParagraphSide::Centre) => Align::Centre,
            Some(ParagraphSide::End) => Align::End,
            Some(ParagraphSide::Right) if !is_right_to_left(text) => Align::End,
            _ => Align::Start,
        };
        if align != Align::Start {
            return ParagraphPlace {
                align,
                ..ParagraphPlace::default()
            };
        }
        let left = self.left_pt.unwrap_or(0.0);
        let first = self.first_pt.unwrap_or(0.0).min(0.0);
        let hanging_pt = seen(-first, HANGING_PT);
        ParagraphPlace {
            align,
            indent_pt: seen(left + first, FURTHEST_PT),
            hanging_pt,
            stops: if text.iter().any(|span| span.text.contains('\t')) {
                self.stops_from(left + first, hanging_pt)
            } else {
                Vec::new()
            },
        }
    }

    /// The stops, counted from where the first line begins. Where lines hang there is one.
    fn stops_from(&self, begin_pt: f32, hanging_pt: f32) -> Vec<Stop> {
        let own_stops = self
            .stops
            .iter()
            .filter(|stop| stop.kind != TabKind::Cleared);
        let mut stops: Vec<Stop> = own_stops
            .map(|stop| Stop {
                at_pt: stop.at_pt - begin_pt,
                is_end: stop.kind == TabKind::End,
            })
            .chain((hanging_pt > 0.0).then_some(Stop {
                at_pt: hanging_pt,
                is_end: false,
            }))
            .filter(|stop| stop.at_pt > 0.0 && stop.at_pt.is_finite())
            .collect();
        stops.sort_by(|one, other| one.at_pt.total_cmp(&other.at_pt));
        stops
    }
}

/// A measure that is seen and does no harm; else nothing.
fn seen(points: f32, most: f32) -> f32 {
    if points >= LEAST_PT {
        points.min(most)
    } else {
        0.0
    }
}

/// Whether the first letter of a text is Hebrew, Arabic or the like.
fn is_right_to_left(text: &Text) -> bool {
    let mut characters = text.iter().flat_map(|span| span.text.chars());
    let first = characters.find(|character| character.is_alphabetic());
    first.is_some_and(|first| {
        matches!(first, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Text {
        vec![Span::plain(words)]
    }

    #[test]
    fn what_keeps_to_the_start_is_a_plain_paragraph() {
        let stops = vec![TabStop {
            at_pt: 72.0,
            kind: TabKind::Start,
        }];
        for side in [None, Some(ParagraphSide::Start)] {
            let stance = Stance {
                side,
                first_pt: Some(36.0),
                stops: stops.clone(),
                ..Stance::default()
            };
            assert_eq!(stance.paragraph(text("a")), Block::Paragraph(text("a")));
        }
    }

    #[test]
    fn a_paragraph_hangs_beside_its_label() {
        let stance = Stance {
            left_pt: Some(72.0),
            first_pt: Some(-36.0),
            ..Stance::default()
        };
        for (label, below_item, indent_pt, hanging_pt) in [
            ("(a)", None, 36.0, 36.0),
            ("(a)", Some(0), 0.0, 36.0),
            ("(i)", Some(1), 30.0, 36.0),
            ("10.11.12", None, 36.0, 66.0),
        ] {
            let Block::Placed { place, text: said } =
                stance.labelled(label, text("Words"), below_item)
            else {
                panic!("it has no place")
            };
            assert_eq!((place.indent_pt, place.hanging_pt), (indent_pt, hanging_pt));
            assert_eq!(place.stops[0].at_pt, hanging_pt);
            assert_eq!(said[0].text, format!("{label}\t"));
        }
    }

    #[test]
    fn tabs_before_the_words_set_a_paragraph_in() {
        let left = |count| {
            Stance::default()
                .behind_tabs(count)
                .place(&text("a"))
                .indent_pt
        };
        assert_eq!([left(0), left(1), left(5)], [0.0, 0.0, 180.0]);
        assert_eq!(left(5000), FURTHEST_PT);
    }

    #[test]
    fn the_right_side_is_the_start_of_right_to_left_text() {
        let right = Stance {
            side: Some(ParagraphSide::Right),
            ..Stance::default()
        };
        assert_eq!(right.place(&text("12 May")).align, Align::End);
        assert_eq!(right.place(&text("12 \u{645}")).align, Align::Start);
        let end = Stance {
            side: Some(ParagraphSide::End),
            ..Stance::default()
        };
        assert_eq!(end.place(&text("\u{645}")).align, Align::End);
    }

    #[test]
    fn own_words_go_before_those_of_a_style_and_stops_are_counted_from_the_first_line() {
        let stop = |at_pt, kind| TabStop { at_pt, kind };
        let own = Stance {
            first_pt: Some(-36.0),
            stops: vec![stop(100.0, TabKind::Cleared), stop(90.0, TabKind::Start)],
            ..Stance::default()
        };
        let style = Stance {
            side: Some(ParagraphSide::Start),
            left_pt: Some(56.0),
            first_pt: Some(0.0),
            stops: vec![stop(100.0, TabKind::Start), stop(420.0, TabKind::End)],
        };
        let place = own.or(&style).place(&text("a\tb"));
        let stops: Vec<(f32, bool)> = place.stops.iter().map(|s| (s.at_pt, s.is_end)).collect();
        assert_eq!((place.indent_pt, place.hanging_pt), (20.0, 36.0));
        assert_eq!(stops, [(36.0, false), (70.0, false), (400.0, true)]);
    }
}
