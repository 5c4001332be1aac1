//! From a place on a page to a place in the text, and to words and paragraphs.

use std::ops::Range;

use super::{Line, PageText, Point, TextLayer};

/// A point so many heights of a line below the last line of a column is after all of it.
const BELOW: f32 = 0.5;

/// Lines of one direction that follow each other downwards: a column, or a part of one. Places
/// are measured along the direction and across it, downwards, in points.
struct Column<'a> {
    direction: Point,
    lines: Vec<&'a Line>,
    along: Range<f32>,
    across: Range<f32>,
}

impl<'a> Column<'a> {
    fn of(line: &'a Line) -> Self {
        let (along, across) = bounds(line);
        Self {
            direction: line.direction,
            lines: vec![line],
            along,
            across,
        }
    }

    /// Takes a line in that goes on below.
    fn take(&mut self, line: &'a Line) -> bool {
        let (along, across) = bounds(line);
        let (a, b) = (self.direction, line.direction);
        let middle = |range: &Range<f32>| (range.start + range.end) / 2.0;
        let goes_on = (a.x - b.x).abs() + (a.y - b.y).abs() < 0.01
            && self
                .lines
                .last()
                .is_some_and(|last| middle(&across) > middle(&bounds(last).1))
            && along.start < self.along.end
            && self.along.start < along.end;
        if goes_on {
            self.along = self.along.start.min(along.start)..self.along.end.max(along.end);
            self.across = self.across.start.min(across.start)..self.across.end.max(across.end);
            self.lines.push(line);
        }
        goes_on
    }

    /// How far a point is from the column. What is beside it is near; what is neither beside it
    /// nor above or below is far.
    fn distance(&self, point: Point) -> f32 {
        let (along, across) = place(self.direction, point);
        let aside = outside(&self.along, along);
        let beyond = outside(&self.across, across);
        if aside > 0.0 && beyond > 0.0 {
            aside + 4.0 * beyond
        } else {
            aside + beyond
        }
    }

    /// The place in the text that is nearest to a point.
    fn offset_at(&self, point: Point) -> Option<usize> {
        let (along, across) = place(self.direction, point);
        let first = self.lines.first()?;
        let last = self.lines.last()?;
        let slack = |line: &Line| BELOW * (line.ascent + line.descent);
        if across > self.across.end + slack(last) {
            return Some(last.range.end);
        }
        if across < self.across.start - slack(first) {
            return Some(first.range.start);
        }
        let distance = |line: &Line| {
            let (own_along, own_across) = bounds(line);
            (outside(&own_across, across), outside(&own_along, along))
        };
        self.lines
            .iter()
            .min_by(|a, b| {
                let (a, b) = (distance(a), distance(b));
                a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
            })
            .map(|line| line.offset_at(point))
    }
}

/// How far along a direction, and how far across it, downwards, a point is.
fn place(direction: Point, point: Point) -> (f32, f32) {
    (
        point.x * direction.x + point.y * direction.y,
        point.y * direction.x - point.x * direction.y,
    )
}

/// How far out of a range a value is.
fn outside(range: &Range<f32>, value: f32) -> f32 {
    (range.start - value).max(value - range.end).max(0.0)
}

/// From where to where a line reaches along its direction, and across it.
fn bounds(line: &Line) -> (Range<f32>, Range<f32>) {
    let (along, across) = place(line.direction, line.origin);
    let (from, to) = line.extent();
    (
        along + from..along + to,
        across - line.ascent..across + line.descent,
    )
}

impl Line {
    /// The place in its text that is nearest to a point.
    fn offset_at(&self, point: Point) -> usize {
        let (along, _) = self.place_of(point);
        self.glyphs
            .iter()
            .enumerate()
            .flat_map(|(index, glyph)| {
                let range = self.glyph_range(index);
                [(glyph.from, range.start), (glyph.to, range.end)]
            })
            .min_by(|a, b| (a.0 - along).abs().total_cmp(&(b.0 - along).abs()))
            .map_or(self.range.start, |(_, offset)| offset)
    }

    fn holds(&self, point: Point) -> bool {
        let (along, above) = self.place_of(point);
        let (from, to) = self.extent();
        (from..=to).contains(&along) && (-self.descent..=self.ascent).contains(&above)
    }
}

impl PageText {
    fn written(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| !line.glyphs.is_empty())
    }

    fn columns(&self) -> Vec<Column<'_>> {
        let mut columns: Vec<Column<'_>> = Vec::new();
        for line in self.written() {
            if !columns.last_mut().is_some_and(|column| column.take(line)) {
                columns.push(Column::of(line));
            }
        }
        columns
    }
}

impl TextLayer {
    /// The place in the text that is nearest to a point of a page, counted from 0: on the line
    /// that the point is on or beside, in the column that it is in or next to. Below a column it
    /// is the end of that, above it its beginning. `None` where the page has no text.
    pub fn offset_at(&self, page: u32, point: Point) -> Option<usize> {
        let page = self.page(page)?;
        // Lines may overlap; the one whose middle is nearest is meant.
        let off_middle = |line: &Line| {
            let (_, above) = line.place_of(point);
            (above - (line.ascent - line.descent) / 2.0).abs()
        };
        let hit = page
            .written()
            .filter(|line| line.holds(point))
            .min_by(|a, b| off_middle(a).total_cmp(&off_middle(b)));
        if let Some(line) = hit {
            return Some(line.offset_at(point));
        }
        page.columns()
            .iter()
            .min_by(|a, b| a.distance(point).total_cmp(&b.distance(point)))?
            .offset_at(point)
    }

    /// Whether a point of a page, counted from 0, is on a line of text.
    pub fn is_on_text(&self, page: u32, point: Point) -> bool {
        self.page(page)
            .is_some_and(|page| page.lines.iter().any(|line| line.holds(point)))
    }

    /// The word around a place in the text: letters and digits with the apostrophes and hyphens
    /// between them, a number with its points and commas, or an e-mail address.
    pub fn word_at(&self, offset: usize) -> Range<usize> {
        let address = self.around(offset, |_, letter, _| {
            is_part(letter) || matches!(letter, '.' | '_' | '-' | '+' | '%' | '@')
        });
        if let Some(address) = trimmed_address(self.text(), address)
            && (address.start..=address.end).contains(&offset)
        {
            return address;
        }
        let word = self.around(offset, |before, letter, after| {
            is_part(letter) || is_joint(before, letter, after)
        });
        if !word.is_empty() {
            return word;
        }
        let after = self.text().get(offset..).unwrap_or_default();
        let spaces = after.len() - after.trim_start().len();
        if spaces > 0 && spaces < after.len() {
            // Whoever clicks on the gap after a full stop means a word.
            return self.word_at(offset + spaces);
        }
        offset..offset + after.chars().next().map_or(0, char::len_utf8)
    }

    /// The longest range around a place whose letters all belong together, given the ones before
    /// and after each.
    fn around(
        &self,
        offset: usize,
        belongs: impl Fn(Option<char>, char, Option<char>) -> bool,
    ) -> Range<usize> {
        let before = self.text().get(..offset).unwrap_or_default();
        let after = self.text().get(offset..).unwrap_or_default();
        let mut start = offset;
        let mut next = after.chars().next();
        let mut letters = before.char_indices().rev().peekable();
        while let Some((at, letter)) = letters.next() {
            if !belongs(letters.peek().map(|(_, letter)| *letter), letter, next) {
                break;
            }
            (start, next) = (at, Some(letter));
        }
        let mut end = offset;
        let mut last = before.chars().next_back();
        let mut letters = after.chars().peekable();
        while let Some(letter) = letters.next() {
            if !belongs(last, letter, letters.peek().copied()) {
                break;
            }
            end += letter.len_utf8();
            last = Some(letter);
        }
        start..end
    }

    /// The paragraph around a place in the text, from its first page to its last.
    pub fn paragraph_at(&self, offset: usize) -> Range<usize> {
        let lines = || self.pages().iter().flat_map(|page| &page.lines);
        let Some(block) = lines()
            .find(|line| line.range.contains(&offset) || line.range.end == offset)
            .map(|line| line.block)
        else {
            return offset..offset;
        };
        let mut ranges = lines()
            .filter(|line| line.block == block)
            .map(|line| &line.range);
        let first = ranges.next().cloned().unwrap_or(offset..offset);
        first.start..ranges.next_back().map_or(first.end, |last| last.end)
    }
}

/// Whether a character is of a word wherever it stands.
fn is_part(letter: char) -> bool {
    letter.is_alphanumeric()
        || letter == '\u{AD}'
        || unicode_normalization::char::is_combining_mark(letter)
}

/// Whether a character joins the two beside it to one word.
fn is_joint(before: Option<char>, letter: char, after: Option<char>) -> bool {
    let both = |kind: fn(char) -> bool| before.is_some_and(kind) && after.is_some_and(kind);
    match letter {
        '\'' | '’' | '-' | '‐' | '‑' | '_' => both(is_part),
        '.' | ',' | ':' | '/' => both(|letter| letter.is_ascii_digit()),
        _ => false,
    }
}

/// The address in a range: letters, one `@`, letters, without a full stop after it.
fn trimmed_address(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let found = text.get(range.clone())?;
    let kept = found.trim_matches(|letter: char| !is_part(letter));
    let (name, host) = kept.split_once('@')?;
    let is_address = !name.is_empty() && host.contains('.') && !host.contains('@');
    let start = range.start + found.find(kept)?;
    is_address.then_some(start..start + kept.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::GlyphSpan;

    /// Lines at these places (left edge and baseline), ten points high, each letter five points
    /// wide; an empty text begins a new page.
    fn laid(lines: &[(f32, f32, u32, &str)]) -> TextLayer {
        let mut text = String::new();
        let mut pages = vec![PageText::default()];
        for (x, y, block, words) in lines {
            if words.is_empty() {
                pages.push(PageText::default());
                continue;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            let start = text.len();
            let glyphs = words
                .char_indices()
                .enumerate()
                .map(|(index, (at, _))| GlyphSpan {
                    start: start + at,
                    from: index as f32 * 5.0,
                    to: index as f32 * 5.0 + 5.0,
                });
            let glyphs = glyphs.collect();
            text.push_str(words);
            let page = pages.last_mut().unwrap();
            if page.lines.is_empty() {
                page.range.start = start;
            }
            page.range.end = text.len();
            page.lines.push(Line {
                range: start..text.len(),
                block: *block,
                origin: Point::new(*x, *y),
                direction: Point::new(1.0, 0.0),
                ascent: 8.0,
                descent: 2.0,
                glyphs,
            });
        }
        let layer = TextLayer::new(text, Vec::new(), pages);
        layer.assert_sound();
        layer
    }

    fn two_columns() -> TextLayer {
        laid(&[
            (0.0, 100.0, 0, "left first line"),
            (0.0, 112.0, 0, "short"),
            (0.0, 136.0, 1, "left second one"),
            (100.0, 100.0, 2, "right first one"),
            (100.0, 112.0, 2, "right second li"),
            (100.0, 124.0, 2, "right third lin"),
        ])
    }

    #[test]
    fn a_point_leads_to_the_line_it_is_beside() {
        let layer = two_columns();
        let at = |x: f32, y: f32| {
            let offset = layer.offset_at(0, Point::new(x, y)).unwrap();
            (&layer.text()[..offset], &layer.text()[offset..])
        };
        assert!(at(11.0, 98.0).1.starts_with("ft first"));
        // Right of a short line, in its column.
        assert!(at(70.0, 110.0).0.ends_with("short"));
        // In the margins.
        assert!(at(-40.0, 110.0).1.starts_with("short"));
        assert!(at(250.0, 110.0).0.ends_with("right second li"));
        // Between the columns, nearer to one or the other.
        assert!(at(80.0, 98.0).0.ends_with("left first line"));
        assert!(at(95.0, 98.0).1.starts_with("right first"));
        // Between the paragraphs of the left column, where the right one has a line.
        assert!(at(74.0, 123.0).0.ends_with("left second one"));
        // Above and below all.
        assert_eq!(at(30.0, 10.0).0, "");
        assert!(at(30.0, 300.0).0.ends_with("left second one"));
        assert_eq!(at(130.0, 300.0).1, "");
        assert_eq!(layer.offset_at(1, Point::new(0.0, 0.0)), None);
    }

    #[test]
    fn words_are_taken_whole() {
        let word = |text: &str, inside: &str| {
            let layer = TextLayer::new(text.to_owned(), Vec::new(), Vec::new());
            layer
                .words(&layer.word_at(text.find(inside).unwrap() + 1))
                .to_owned()
        };
        assert_eq!(word("the délégués’ vote", "lég"), "délégués");
        assert_eq!(word("they don’t know", "n’"), "don’t");
        assert_eq!(word("cost 1,234.5, or so", "34"), "1,234.5");
        assert_eq!(word("at 12:30.", "12"), "12:30");
        assert_eq!(word("a well-known one", "kn"), "well-known");
        assert_eq!(word("to j.doe@un.org.", "un"), "j.doe@un.org");
        assert_eq!(word("e.g. this.", "his"), "this");
        assert_eq!(word("cafe\u{301} au", "af"), "cafe\u{301}");
        assert_eq!(word("a word", "word"), "word");
        assert_eq!(word("end. Next", ". N"), "Next");
    }

    #[test]
    fn a_paragraph_goes_over_pages_and_no_further() {
        let layer = laid(&[
            (0.0, 100.0, 0, "Heading"),
            (0.0, 120.0, 1, "begins here"),
            (0.0, 0.0, 0, ""),
            (0.0, 100.0, 1, "and ends"),
            (0.0, 120.0, 2, "Another"),
        ]);
        let whole = layer.paragraph_at(layer.text().find("here").unwrap());
        assert_eq!(layer.words(&whole), "begins here and ends");
        assert_eq!(layer.words(&layer.paragraph_at(2)), "Heading");
        let quads = layer.quads(&whole);
        assert_eq!(
            quads.iter().map(|(page, _)| *page).collect::<Vec<_>>(),
            [0, 1]
        );
        assert_eq!(quads[0].1.bounds(), (0.0, 112.0, 55.0, 122.0));
    }
}
