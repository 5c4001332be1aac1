//! How comments look that come without a look of their own: viewers each draw these in their own
//! way, and the rasteriser not at all. A look of ours makes all of them show the same.

use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, Stream, decode_text_string, dictionary};

use super::appearance::{
    self, Colour, Corners, ICON, MULTIPLY, Point, THROUGH, UNDER, push_colour, push_path,
};
use super::numbers::push_number;
use super::target::Target;
use crate::pdf::boxes::Rect;
use crate::pdf::lookup::{array_at, dictionary_at, entry, name_at, number, number_at, resolve};

/// The most numbers that one outline may have.
const MOST_NUMBERS: usize = 40_000;
/// How far a circle's control points are from its corners, as a part of its radius.
const KAPPA: f64 = 0.552_284_749_8;
/// Type sizes and leading of words on the page, in units of the page.
const SIZE: f64 = 12.0;
const SIZES: std::ops::RangeInclusive<f64> = 2.0..=200.0;
const LEADING: f64 = 1.2;
/// The room between words and the edge around them.
const PADDING: f64 = 2.0;

const YELLOW: Colour = (0xFF, 0xD9, 0x40);
const RED: Colour = (0xD0, 0x20, 0x20);
const BLACK: Colour = (0, 0, 0);

/// How a comment is drawn, in the page's own coordinates.
pub(super) struct Look {
    /// Left, lower, right and upper edge of what is drawn.
    bounds: [f64; 4],
    operators: String,
    resources: Dictionary,
}

impl Look {
    fn new(bounds: [f64; 4], operators: String) -> Self {
        Self {
            bounds,
            operators,
            resources: Dictionary::new(),
        }
    }

    /// Writes the look into an annotation of the result.
    pub(super) fn write(self, entries: &mut Dictionary, target: &mut Target) {
        let [x0, y0, x1, y1] = self.bounds;
        let rectangle = Rect { x0, y0, x1, y1 }.to_object();
        let form = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => rectangle.clone(),
            "Resources" => self.resources,
        };
        let form = target.add(Stream::new(form, self.operators.into_bytes()));
        entries.set("Rect", rectangle);
        entries.remove(b"AS");
        entries.set("AP", dictionary! { "N" => form });
    }
}

/// How a comment of this kind looks; `None` where it has no place or nothing to show.
pub(super) fn of(document: &Document, entries: &Dictionary) -> Option<Look> {
    let comment = Comment { document, entries };
    let mut look = match name_at(document, entries, b"Subtype")? {
        b"Highlight" => comment.highlight(),
        b"Underline" | b"Squiggly" => comment.lines(UNDER),
        b"StrikeOut" => comment.lines(THROUGH),
        b"Redact" => comment.outlines(),
        b"Square" => comment.shape(rectangle_path),
        b"Circle" => comment.shape(ellipse_path),
        b"Line" => comment.strokes(&[comment.points(b"L")], false),
        b"PolyLine" => comment.strokes(&[comment.points(b"Vertices")], false),
        b"Polygon" => comment.strokes(&[comment.points(b"Vertices")], true),
        b"Ink" => comment.strokes(&comment.strokes_of_pen(), false),
        b"Text" => comment.icon(),
        b"Caret" => comment.caret(),
        b"FreeText" => comment.words(&comment.contents(), comment.style()),
        b"Stamp" => comment.stamp(),
        _ => None,
    }?;
    let opacity = number_at(document, entries, b"CA").unwrap_or(1.0);
    let is_see_through = (0.0..1.0).contains(&opacity);
    let mut state = dictionary! { "Type" => "ExtGState" };
    if is_see_through {
        state.set("ca", opacity as f32);
        state.set("CA", opacity as f32);
    }
    let multiplies = look.operators.contains(MULTIPLY);
    if multiplies {
        state.set("BM", "Multiply");
    } else if is_see_through {
        look.operators.insert_str(0, &format!("/{MULTIPLY} gs\n"));
    }
    if multiplies || is_see_through {
        let mut states = Dictionary::new();
        states.set(MULTIPLY, state);
        look.resources.set("ExtGState", states);
    }
    Some(look)
}

/// A comment of a source.
struct Comment<'a> {
    document: &'a Document,
    entries: &'a Dictionary,
}

impl Comment<'_> {
    fn rect(&self) -> Option<Rect> {
        Rect::read(self.document, self.entries, b"Rect")
    }

    fn contents(&self) -> String {
        let contents = entry(self.document, self.entries, b"Contents");
        contents
            .and_then(|contents| decode_text_string(contents).ok())
            .unwrap_or_default()
    }

    fn colour(&self, key: &[u8]) -> Option<Colour> {
        let parts: Vec<f64> = array_at(self.document, self.entries, key)
            .iter()
            .filter_map(|part| number(resolve(self.document, part)))
            .collect();
        let byte = |part: f64| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
        match *parts.as_slice() {
            [grey] => Some((byte(grey), byte(grey), byte(grey))),
            [red, green, blue] => Some((byte(red), byte(green), byte(blue))),
            [cyan, magenta, yellow, black] => {
                let part = |ink: f64| byte(1.0 - (ink + black).min(1.0));
                Some((part(cyan), part(magenta), part(yellow)))
            }
            _ => None,
        }
    }

    /// The width of its line; nothing where it says that there is none.
    fn line_width(&self) -> f64 {
        let style = dictionary_at(self.document, self.entries, b"BS");
        let width = style.and_then(|style| number_at(self.document, style, b"W"));
        let border = array_at(self.document, self.entries, b"Border");
        let border = border
            .get(2)
            .and_then(|width| number(resolve(self.document, width)));
        width.or(border).unwrap_or(1.0).clamp(0.0, 100.0)
    }

    fn points_of(&self, numbers: &[Object]) -> Vec<Point> {
        let numbers: Vec<f64> = numbers
            .iter()
            .take(MOST_NUMBERS)
            .filter_map(|value| number(resolve(self.document, value)))
            .collect();
        let (pairs, _) = numbers.as_chunks::<2>();
        pairs.iter().map(|[x, y]| (*x, *y)).collect()
    }

    fn points(&self, key: &[u8]) -> Vec<Point> {
        self.points_of(array_at(self.document, self.entries, key))
    }

    fn strokes_of_pen(&self) -> Vec<Vec<Point>> {
        let strokes = array_at(self.document, self.entries, b"InkList").iter();
        strokes
            .take(MOST_NUMBERS)
            .filter_map(|stroke| resolve(self.document, stroke).as_array().ok())
            .map(|stroke| self.points_of(stroke))
            .collect()
    }

    /// The corners of what is marked: those of each line of words, or of the whole.
    fn quads(&self) -> Option<Vec<Corners>> {
        let points = self.points(b"QuadPoints");
        let (quads, _) = points.as_chunks::<4>();
        if quads.is_empty() {
            let Rect { x0, y0, x1, y1 } = self.rect()?;
            return Some(vec![[(x0, y1), (x1, y1), (x1, y0), (x0, y0)]]);
        }
        Some(quads.iter().copied().map(in_reading_order).collect())
    }

    fn highlight(&self) -> Option<Look> {
        let quads = self.quads()?;
        let colour = self.colour(b"C").unwrap_or(YELLOW);
        let operators = appearance::ground(&quads, colour);
        Some(Look::new(bounds(quads.as_flattened(), 1.0)?, operators))
    }

    fn lines(&self, at: f64) -> Option<Look> {
        let quads = self.quads()?;
        let colour = self.colour(b"C").unwrap_or(RED);
        let operators = appearance::lines(&quads, at, colour, 1.0);
        Some(Look::new(bounds(quads.as_flattened(), 1.0)?, operators))
    }

    fn outlines(&self) -> Option<Look> {
        let quads = self.quads()?;
        let mut operators = String::new();
        push_colour(&mut operators, self.colour(b"OC").unwrap_or(RED), "RG");
        for quad in &quads {
            push_path(&mut operators, quad);
            operators.push_str("s\n");
        }
        Some(Look::new(bounds(quads.as_flattened(), 1.0)?, operators))
    }

    /// A shape that fills its rectangle.
    fn shape(&self, path: fn(Rect) -> String) -> Option<Look> {
        let rect = self.rect()?;
        let width = self.line_width();
        let inner = Rect {
            x0: rect.x0 + width / 2.0,
            y0: rect.y0 + width / 2.0,
            x1: rect.x1 - width / 2.0,
            y1: rect.y1 - width / 2.0,
        };
        let operators = self.painted(width, &path(inner))?;
        Some(Look::new([rect.x0, rect.y0, rect.x1, rect.y1], operators))
    }

    fn strokes(&self, strokes: &[Vec<Point>], is_closed: bool) -> Option<Look> {
        let width = self.line_width();
        let mut path = String::new();
        for stroke in strokes.iter().filter(|stroke| stroke.len() > 1) {
            push_path(&mut path, stroke);
            path.push_str(if is_closed { "h\n" } else { "\n" });
        }
        let bounds = bounds(strokes.concat().as_slice(), width + 1.0)?;
        let operators = if is_closed {
            self.painted(width, &path)?
        } else {
            self.stroked(width, &path)?
        };
        Some(Look::new(bounds, operators))
    }

    fn stroked(&self, width: f64, path: &str) -> Option<String> {
        if width <= 0.0 || path.is_empty() {
            return None;
        }
        let mut operators = String::from("1 J 1 j ");
        push_number(&mut operators, width);
        operators.push_str("w ");
        push_colour(&mut operators, self.colour(b"C").unwrap_or(BLACK), "RG");
        Some(operators + path + "S\n")
    }

    /// A path filled where a colour for that is given, and drawn along where it has a line.
    fn painted(&self, width: f64, path: &str) -> Option<String> {
        let inside = self.colour(b"IC");
        let has_line = width > 0.0;
        let paint = match (inside, has_line) {
            (Some(_), true) => "B\n",
            (Some(_), false) => "f\n",
            (None, true) => "S\n",
            (None, false) => return None,
        };
        let mut operators = String::new();
        if let Some(inside) = inside {
            push_colour(&mut operators, inside, "rg");
        }
        if has_line {
            push_number(&mut operators, width);
            operators.push_str("w ");
            push_colour(&mut operators, self.colour(b"C").unwrap_or(BLACK), "RG");
        }
        Some(operators + path + paint)
    }

    /// The icon of a note, in the upper left corner of its place.
    fn icon(&self) -> Option<Look> {
        let rect = self.rect()?;
        let colour = self.colour(b"C").unwrap_or(YELLOW);
        let mut operators = String::from("q 1 0 0 1 ");
        push_number(&mut operators, rect.x0);
        push_number(&mut operators, rect.y1 - ICON);
        let _ = writeln!(operators, "cm\n{}Q", appearance::bubble(colour));
        let bounds = [rect.x0, rect.y1 - ICON, rect.x0 + ICON, rect.y1];
        Some(Look::new(bounds, operators))
    }

    fn caret(&self) -> Option<Look> {
        let Rect { x0, y0, x1, y1 } = self.rect()?;
        let mut operators = String::new();
        push_colour(&mut operators, self.colour(b"C").unwrap_or(RED), "rg");
        push_path(&mut operators, &[(x0, y0), (x0.midpoint(x1), y1), (x1, y0)]);
        operators.push_str("f\n");
        Some(Look::new([x0, y0, x1, y1], operators))
    }

    /// A stamp says what it is called, within a frame.
    fn stamp(&self) -> Option<Look> {
        let name = name_at(self.document, self.entries, b"Name").unwrap_or(b"Draft");
        let name = String::from_utf8_lossy(name);
        let rect = self.rect()?;
        let size = (rect.height() * 0.5).clamp(*SIZES.start(), *SIZES.end());
        let mut look = self.words(&name, (size, RED))?;
        push_colour(&mut look.operators, RED, "RG");
        let inner = Rect {
            x0: rect.x0 + 0.5,
            y0: rect.y0 + 0.5,
            x1: rect.x1 - 0.5,
            y1: rect.y1 - 0.5,
        };
        look.operators.push_str(&rectangle_path(inner));
        look.operators.push_str("S\n");
        Some(look)
    }

    /// The type size and colour that its words are to have.
    fn style(&self) -> (f64, Colour) {
        let style = entry(self.document, self.entries, b"DA").and_then(|style| style.as_str().ok());
        let style = String::from_utf8_lossy(style.unwrap_or_default()).into_owned();
        let tokens: Vec<&str> = style.split_ascii_whitespace().collect();
        let before = |operator: &str, count: usize| -> Option<Vec<f64>> {
            let at = tokens.iter().position(|token| *token == operator)?;
            let values = tokens.get(at.checked_sub(count)?..at)?;
            values.iter().map(|value| value.parse().ok()).collect()
        };
        let size = before("Tf", 1).and_then(|values| values.first().copied());
        let byte = |part: f64| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
        let colour = match (before("rg", 3).as_deref(), before("g", 1).as_deref()) {
            (Some([red, green, blue]), _) => (byte(*red), byte(*green), byte(*blue)),
            (None, Some([grey])) => (byte(*grey), byte(*grey), byte(*grey)),
            _ => BLACK,
        };
        let size = size.filter(|size| SIZES.contains(size)).unwrap_or(SIZE);
        (size, colour)
    }

    /// Words set in lines within its rectangle.
    fn words(&self, words: &str, (size, colour): (f64, Colour)) -> Option<Look> {
        let rect = self.rect()?;
        let mut operators = String::new();
        let is_stamp = name_at(self.document, self.entries, b"Subtype") == Some(b"Stamp");
        if let (Some(ground), false) = (self.colour(b"C"), is_stamp) {
            push_colour(&mut operators, ground, "rg");
            operators.push_str(&rectangle_path(rect));
            operators.push_str("f\n");
        }
        operators.push_str("q ");
        operators.push_str(&rectangle_path(rect));
        let _ = write!(operators, "W n BT /Helv ");
        push_number(&mut operators, size);
        operators.push_str("Tf ");
        push_colour(&mut operators, colour, "rg");
        push_number(&mut operators, size * LEADING);
        operators.push_str("TL ");
        push_number(&mut operators, rect.x0 + PADDING);
        push_number(&mut operators, rect.y1 - PADDING - size * 0.9);
        operators.push_str("Td\n");
        let width = (rect.width() - 2.0 * PADDING) / size;
        for line in lines(words, width) {
            let _ = writeln!(operators, "{} Tj T*", literal(line));
        }
        operators.push_str("ET Q\n");
        let font = dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
            "Encoding" => "WinAnsiEncoding",
        };
        let mut look = Look::new([rect.x0, rect.y0, rect.x1, rect.y1], operators);
        look.resources = dictionary! { "Font" => dictionary! { "Helv" => font } };
        Some(look)
    }
}

/// The corners as the words are read. Programs give them line by line rather than around, and some
/// around after all; most stand upright.
fn in_reading_order(points: [Point; 4]) -> Corners {
    let [x0, y0, x1, y1] = bounds(&points, 0.0).unwrap_or_default();
    let is_corner = |(x, y): &Point| (*x == x0 || *x == x1) && (*y == y0 || *y == y1);
    if points.iter().all(is_corner) {
        return [(x0, y1), (x1, y1), (x1, y0), (x0, y0)];
    }
    let [upper_left, upper_right, lower_left, lower_right] = points;
    [upper_left, upper_right, lower_right, lower_left]
}

/// The edges of the rectangle around points, and some room; `None` where there are none.
fn bounds(points: &[Point], room: f64) -> Option<[f64; 4]> {
    let (first, rest) = points.split_first()?;
    let edges = rest.iter().fold(
        [first.0, first.1, first.0, first.1],
        |[x0, y0, x1, y1], (x, y)| [x0.min(*x), y0.min(*y), x1.max(*x), y1.max(*y)],
    );
    let [x0, y0, x1, y1] = edges;
    Some([x0 - room, y0 - room, x1 + room, y1 + room])
}

fn rectangle_path(rect: Rect) -> String {
    let mut path = String::new();
    for value in [rect.x0, rect.y0, rect.width(), rect.height()] {
        push_number(&mut path, value);
    }
    path + "re\n"
}

fn ellipse_path(rect: Rect) -> String {
    let (x, y) = (rect.x0.midpoint(rect.x1), rect.y0.midpoint(rect.y1));
    let (right, up) = (rect.width() / 2.0, rect.height() / 2.0);
    let at = |across: f64, along: f64| (x + across * right, y + along * up);
    let mut path = String::new();
    push_path(&mut path, &[at(1.0, 0.0)]);
    for [a, b, c] in [
        [at(1.0, KAPPA), at(KAPPA, 1.0), at(0.0, 1.0)],
        [at(-KAPPA, 1.0), at(-1.0, KAPPA), at(-1.0, 0.0)],
        [at(-1.0, -KAPPA), at(-KAPPA, -1.0), at(0.0, -1.0)],
        [at(KAPPA, -1.0), at(1.0, -KAPPA), at(1.0, 0.0)],
    ] {
        for (x, y) in [a, b, c] {
            push_number(&mut path, x);
            push_number(&mut path, y);
        }
        path.push_str("c\n");
    }
    path + "h\n"
}

/// Words broken into lines of a width in ems, in the characters that the font has.
fn lines(words: &str, width: f64) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    for paragraph in words.lines() {
        let mut line: Vec<u8> = Vec::new();
        for word in paragraph.split(' ') {
            let word = in_windows_characters(word);
            let longer = [line.as_slice(), b" ", &word].concat();
            if line.is_empty() {
                line = word;
            } else if em_width(&longer) <= width {
                line = longer;
            } else {
                lines.push(std::mem::replace(&mut line, word));
            }
        }
        lines.push(line);
    }
    lines
}

fn in_windows_characters(word: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(word.len());
    for character in word.chars() {
        let mut buffer = [0; 4];
        let (encoded, _, is_lost) =
            encoding_rs::WINDOWS_1252.encode(character.encode_utf8(&mut buffer));
        match is_lost || character.is_control() {
            true => bytes.push(b'?'),
            false => bytes.extend_from_slice(&encoded),
        }
    }
    bytes
}

/// The widths of Helvetica's characters from the blank to the tilde, in thousandths of the size.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

fn em_width(line: &[u8]) -> f64 {
    let width = |byte: &u8| {
        let index = byte.checked_sub(b' ').map(usize::from);
        index
            .and_then(|index| WIDTHS.get(index))
            .map_or(556, |width| u32::from(*width))
    };
    f64::from(line.iter().map(width).sum::<u32>()) / 1000.0
}

/// A string as it is written in a content stream, in hexadecimal digits.
fn literal(bytes: Vec<u8>) -> String {
    let mut text = String::from("<");
    for byte in bytes {
        let _ = write!(text, "{byte:02X}");
    }
    text + ">"
}
