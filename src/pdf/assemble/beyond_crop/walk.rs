//! Follows the operators of a page and notes what they draw beyond what the page shows.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use hayro::kurbo::{Affine, Point, Rect};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::fonts::{Fonts, Metrics};
use super::marked::Marked;
use super::operands::{Operand, numbers};
use crate::pdf::assemble::numbers::push_number;
use crate::pdf::assemble::tokens::{Token, Tokens};
use crate::pdf::assemble::unfold::unfolded;
use crate::pdf::lookup::{array_at, dictionary_at, entry, name_at, number, resolve};

/// How deep drawings within drawings are followed.
const MAX_DEPTH: usize = 12;
/// How many bytes of operators are followed on one page.
const MOST_BYTES: usize = 64 << 20;
/// How many different characters make words: one alone may be a space.
const WORD: usize = 2;

/// What is known of one page after its operators were followed.
#[derive(Debug, Default)]
pub(super) struct OutsideFound {
    /// Different characters that stand outside.
    characters: BTreeSet<Vec<u8>>,
    /// Whether a picture stands outside.
    pub pictures: bool,
    /// Whether something could not be followed to the end.
    pub unsure: bool,
    /// The marked content that something was taken out of.
    pub marks: BTreeSet<i64>,
}

impl OutsideFound {
    /// Notes words whose characters are not looked at one by one.
    pub(super) fn note_words(&mut self) {
        self.characters
            .extend((0..=u8::MAX).take(WORD).map(|code| vec![code]));
    }

    pub(super) fn has_words(&self) -> bool {
        self.characters.len() >= WORD
    }
}

/// Content written anew.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    /// The operators; `None` where they stay as they are.
    pub content: Option<Vec<u8>>,
    /// Drawings that take the place of others, with their names in the resources.
    pub drawings: Vec<(Vec<u8>, ObjectId)>,
}

/// What became of drawings at the places where they are drawn: of a form, by its matrix on a page that
/// shows so much. The numbers count to the last bit, so that drawings elsewhere are not taken for it.
pub(super) type Drawn = HashMap<(ObjectId, [u64; 6], [u64; 4]), Option<ObjectId>>;

/// What is needed to follow the pages of a PDF.
pub(super) struct Walk<'a> {
    pub document: &'a Document,
    pub fonts: &'a mut Fonts,
    /// What the page shows.
    pub shown: Rect,
    pub found: OutsideFound,
    /// Objects to add to the document.
    pub added: Vec<(ObjectId, Object)>,
    /// What became of drawings at the places where they are drawn.
    pub drawn: &'a mut Drawn,
    left: usize,
}

/// The graphics state, as far as it says where things stand.
#[derive(Clone)]
struct State {
    matrix: Affine,
    font: Option<Arc<Metrics>>,
    size: f64,
    character_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// Operators that are being followed.
struct Course<'r> {
    resources: &'r Dictionary,
    depth: usize,
    state: State,
    saved: Vec<State>,
    text: Affine,
    line: Affine,
    marked: Marked,
    edits: Vec<(Range<usize>, Vec<u8>)>,
    drawings: Vec<(Vec<u8>, ObjectId)>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        document: &'a Document,
        fonts: &'a mut Fonts,
        shown: Rect,
        drawn: &'a mut Drawn,
    ) -> Self {
        Self {
            document,
            fonts,
            shown,
            found: OutsideFound::default(),
            added: Vec::new(),
            drawn,
            left: MOST_BYTES,
        }
    }

    /// Follows the operators of a page.
    pub(super) fn page(&mut self, content: &[u8], resources: &Dictionary) -> Rewritten {
        let state = State {
            matrix: Affine::IDENTITY,
            font: None,
            size: 0.0,
            character_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        self.follow(content, resources, state, 0)
    }

    /// Whether a rectangle is wholly outside of what the page shows.
    pub(super) fn is_outside(&self, place: Rect) -> bool {
        place.is_finite()
            && (place.x1 <= self.shown.x0
                || place.x0 >= self.shown.x1
                || place.y1 <= self.shown.y0
                || place.y0 >= self.shown.y1)
    }

    fn follow(
        &mut self,
        content: &[u8],
        resources: &Dictionary,
        state: State,
        depth: usize,
    ) -> Rewritten {
        let Some(left) = self.left.checked_sub(content.len()) else {
            self.found.unsure = true;
            return Rewritten::default();
        };
        self.left = left;
        let mut course = Course {
            resources,
            depth,
            state,
            saved: Vec::new(),
            text: Affine::IDENTITY,
            line: Affine::IDENTITY,
            marked: Marked::default(),
            edits: Vec::new(),
            drawings: Vec::new(),
        };
        let mut tokens = Tokens { content, at: 0 };
        let mut operands: Vec<Operand> = Vec::new();
        let mut start = None;
        loop {
            match tokens.next_token() {
                Token::Name(range) => {
                    start.get_or_insert(range.start);
                    operands.push(Operand::name(content.get(range).unwrap_or_default()));
                }
                Token::Operand(range) => {
                    start.get_or_insert(range.start);
                    operands.push(Operand::read(content.get(range).unwrap_or_default()));
                }
                Token::Open(range) | Token::Close(range) => {
                    start.get_or_insert(range.start);
                    operands.push(Operand::Bracket);
                }
                Token::Operator(at, b"BI") => {
                    tokens.skip_inline_image();
                    self.picture(&mut course, at..tokens.at);
                    operands.clear();
                    start = None;
                }
                Token::Operator(at, operator) => {
                    let range = start.take().unwrap_or(at)..tokens.at;
                    self.operator(&mut course, operator, &operands, range);
                    operands.clear();
                }
                Token::Stray(_) => {}
                Token::CutOff | Token::End => break,
            }
        }
        course.rewritten(content)
    }

    fn operator(
        &mut self,
        course: &mut Course<'_>,
        operator: &[u8],
        operands: &[Operand],
        range: Range<usize>,
    ) {
        match operator {
            b"Do" => self.drawing(course, operands, range),
            b"Tf" => self.font(course, operands),
            b"gs" => self.graphics_state(course, operands),
            b"Tj" | b"TJ" => self.show(course, operands, (b"", range)),
            b"'" => {
                course.next_line();
                self.show(course, operands, (b"T* ", range));
            }
            b"\"" => {
                if let Some([word_space, character_space]) = numbers(operands) {
                    course.state.word_space = word_space;
                    course.state.character_space = character_space;
                    let mut before = String::new();
                    push_number(&mut before, word_space);
                    before.push_str("Tw ");
                    push_number(&mut before, character_space);
                    before.push_str("Tc T* ");
                    course.next_line();
                    let shown = operands.last().cloned();
                    let shown = shown.as_slice();
                    self.show(course, shown, (before.as_bytes(), range));
                }
            }
            b"BDC" | b"BMC" => {
                let document = self.document;
                course
                    .marked
                    .begin(document, course.resources, operands, range);
            }
            b"EMC" => {
                let ended = course.marked.end();
                // Those of drawings are numbered on their own.
                let mark = ended.mark.filter(|_| course.depth == 0);
                self.found.marks.extend(mark);
                course.edits.extend(ended.edit);
            }
            _ => course.place(operator, operands),
        }
    }

    fn font(&mut self, course: &mut Course<'_>, operands: &[Operand]) {
        let name = operands.iter().find_map(|operand| match operand {
            Operand::Name(name) => Some(name),
            _ => None,
        });
        let font = dictionary_at(self.document, course.resources, b"Font")
            .zip(name)
            .and_then(|(fonts, name)| fonts.get(name).ok());
        course.state.font = font.and_then(|font| self.fonts.get(self.document, font));
        if let Some([size]) = numbers(operands) {
            course.state.size = size;
        }
    }

    fn graphics_state(&mut self, course: &mut Course<'_>, operands: &[Operand]) {
        let Some(Operand::Name(name)) = operands.last() else {
            return;
        };
        let font = dictionary_at(self.document, course.resources, b"ExtGState")
            .and_then(|states| dictionary_at(self.document, states, name))
            .map(|state| array_at(self.document, state, b"Font"));
        if let Some([font, size, ..]) = font {
            course.state.font = self.fonts.get(self.document, font);
            let size = number(resolve(self.document, size));
            course.state.size = size.unwrap_or(course.state.size);
        }
    }

    /// A picture that fills the unit square.
    fn picture(&mut self, course: &mut Course<'_>, range: Range<usize>) {
        let place = course
            .state
            .matrix
            .transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0));
        if self.is_outside(place) {
            self.found.pictures = true;
            course.take_out(range);
        }
    }

    fn drawing(&mut self, course: &mut Course<'_>, operands: &[Operand], range: Range<usize>) {
        let document = self.document;
        let Some(Operand::Name(name)) = operands.last() else {
            return;
        };
        let drawing = dictionary_at(document, course.resources, b"XObject")
            .and_then(|drawings| drawings.get(name).ok())
            .and_then(|drawing| document.dereference(drawing).ok());
        let Some((Some(id), Object::Stream(stream))) = drawing else {
            return;
        };
        if name_at(document, &stream.dict, b"Subtype") == Some(b"Image") {
            self.picture(course, range);
            return;
        }
        let mut state = course.state.clone();
        let coefficients = numbers_at(document, &stream.dict, b"Matrix");
        state.matrix *= coefficients.map_or(Affine::IDENTITY, Affine::new);
        let bounds = numbers_at(document, &stream.dict, b"BBox")
            .map(|[x0, y0, x1, y1]| Rect::from_points((x0, y0), (x1, y1)));
        let is_outside =
            bounds.is_some_and(|bounds| self.is_outside(state.matrix.transform_rect_bbox(bounds)));
        let Rect { x0, y0, x1, y1 } = self.shown;
        let matrix = state.matrix.as_coeffs().map(f64::to_bits);
        let place = (id, matrix, [x0, y0, x1, y1].map(f64::to_bits));
        let anew = match self.drawn.get(&place) {
            Some(known) if !is_outside => *known,
            _ => {
                let anew = self.form(course, stream, state);
                self.drawn.insert(place, anew);
                anew
            }
        };
        if is_outside {
            course.take_out(range);
        } else if let Some(anew) = anew {
            let known = dictionary_at(document, course.resources, b"XObject");
            let mut fresh = format!("Shown{}", course.drawings.len() + 1).into_bytes();
            while known.is_some_and(|known| known.has(&fresh)) {
                fresh.push(b'x');
            }
            course.marked.note();
            let operator = [b"/", fresh.as_slice(), b" Do"].concat();
            course.edits.push((range, operator));
            course.drawings.push((fresh, anew));
        }
    }

    /// Follows a form; returns the one that takes its place, if any has to.
    fn form(&mut self, course: &Course<'_>, stream: &Stream, state: State) -> Option<ObjectId> {
        let content = (course.depth < MAX_DEPTH)
            .then(|| unfolded(stream))
            .flatten();
        let Some(content) = content else {
            self.found.unsure = true;
            return None;
        };
        let own = dictionary_at(self.document, &stream.dict, b"Resources");
        let resources = own.unwrap_or(course.resources);
        let rewritten = self.follow(&content, resources, state, course.depth + 1);
        let content = rewritten.content?;
        let mut entries = stream.dict.clone();
        let resources = with_drawings(self.document, resources, rewritten.drawings);
        entries.set("Resources", resources);
        let mut anew = Stream::new(entries, Vec::new());
        anew.set_plain_content(content);
        let number = u32::try_from(self.added.len() + 1).unwrap_or(u32::MAX);
        let number = self.document.max_id.saturating_add(number);
        self.added.push(((number, 0), anew.into()));
        Some((number, 0))
    }

    /// Shows strings, with numbers between them that move what follows.
    fn show(
        &mut self,
        course: &mut Course<'_>,
        operands: &[Operand],
        (before, range): (&[u8], Range<usize>),
    ) {
        let mut line = Line::default();
        for operand in operands {
            match operand {
                Operand::Number(thousandths) => {
                    line.shift(*thousandths);
                    course.advance(-thousandths / 1000.0 * course.state.size);
                }
                Operand::Text(bytes) => self.string(course, bytes, &mut line),
                Operand::Name(_) | Operand::Bracket => {}
            }
        }
        if line.has_less {
            course.marked.note();
            course.edits.push((range, line.operator(before)));
        }
    }

    fn string(&mut self, course: &mut Course<'_>, bytes: &[u8], line: &mut Line) {
        let state = &course.state;
        let Some(font) = state.font.clone() else {
            // Where it ends is not known. Its start decides.
            let at = state.matrix * course.text * Point::new(0.0, state.rise);
            if self.is_outside(Rect::from_center_size(at, (0.0, 0.0))) && !bytes.is_empty() {
                self.found.unsure = true;
                self.found.note_words();
                line.has_less = true;
            } else {
                line.keep(bytes);
            }
            return;
        };
        let mut rest = bytes;
        for character in font.characters(bytes) {
            let (code, after) = rest.split_at(character.length.min(rest.len()));
            rest = after;
            let state = &course.state;
            let mut space = state.character_space;
            if code == b" " {
                space += state.word_space;
            }
            let glyph = character.advance * state.size;
            let along = glyph + space;
            let place = course.glyph_place(&font, glyph);
            // Nothing is seen of text without a size, and nothing could make up for it.
            let is_outside = state.size != 0.0 && state.stretch != 0.0 && self.is_outside(place);
            if is_outside {
                self.note_character(code);
                line.has_less = true;
                line.shift(-along / state.size * 1000.0);
            } else {
                line.keep(code);
            }
            course.advance(along);
        }
    }

    fn note_character(&mut self, code: &[u8]) {
        if code != b" " && !self.found.has_words() {
            self.found.characters.insert(code.to_vec());
        }
    }
}

impl Course<'_> {
    /// Operators that only move what follows.
    fn place(&mut self, operator: &[u8], operands: &[Operand]) {
        let one = || numbers(operands).map(|[value]| value);
        let state = &mut self.state;
        match operator {
            b"q" => self.saved.push(state.clone()),
            b"Q" => {
                if let Some(saved) = self.saved.pop() {
                    self.state = saved;
                }
            }
            b"cm" => {
                if let Some(matrix) = numbers(operands) {
                    state.matrix *= Affine::new(matrix);
                }
            }
            b"BT" => {
                self.text = Affine::IDENTITY;
                self.line = Affine::IDENTITY;
            }
            b"Tc" => state.character_space = one().unwrap_or(state.character_space),
            b"Tw" => state.word_space = one().unwrap_or(state.word_space),
            b"Tz" => state.stretch = one().map_or(state.stretch, |percent| percent / 100.0),
            b"TL" => state.leading = one().unwrap_or(state.leading),
            b"Ts" => state.rise = one().unwrap_or(state.rise),
            b"Td" | b"TD" => {
                if let Some([x, y]) = numbers(operands) {
                    if operator == b"TD" {
                        state.leading = -y;
                    }
                    self.move_line(x, y);
                }
            }
            b"Tm" => {
                if let Some(matrix) = numbers(operands) {
                    self.line = Affine::new(matrix);
                    self.text = self.line;
                }
            }
            b"T*" => self.next_line(),
            _ => {}
        }
    }

    fn next_line(&mut self) {
        self.move_line(0.0, -self.state.leading);
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.line *= Affine::translate((x, y));
        self.text = self.line;
    }

    /// Moves on along the line, by so much before it is stretched.
    fn advance(&mut self, along: f64) {
        let is_vertical = self
            .state
            .font
            .as_ref()
            .is_some_and(|font| font.is_vertical);
        self.text *= if is_vertical {
            Affine::translate((0.0, along))
        } else {
            Affine::translate((along * self.state.stretch, 0.0))
        };
    }

    /// What a character that moves on by `glyph` may cover, as the page is shown.
    fn glyph_place(&self, font: &Metrics, glyph: f64) -> Rect {
        let state = &self.state;
        let size = state.size;
        let reach = font.reach.scale_from_origin(size).abs();
        let line = if font.is_vertical {
            Rect::from_points((0.0, 0.0), (0.0, glyph))
        } else {
            Rect::from_points((0.0, 0.0), (glyph, 0.0))
        };
        let place = Rect::new(
            (line.x0 + reach.x0) * state.stretch,
            line.y0 + reach.y0 + state.rise,
            (line.x1 + reach.x1) * state.stretch,
            line.y1 + reach.y1 + state.rise,
        );
        (state.matrix * self.text).transform_rect_bbox(place)
    }

    fn take_out(&mut self, range: Range<usize>) {
        self.marked.note();
        self.edits.push((range, Vec::new()));
    }

    /// The operators with what was changed.
    fn rewritten(mut self, content: &[u8]) -> Rewritten {
        if self.edits.is_empty() {
            return Rewritten::default();
        }
        // The start of marked content is changed when its end is met.
        self.edits.sort_by_key(|(range, _)| range.start);
        let mut anew = Vec::with_capacity(content.len());
        let mut at = 0;
        for (range, instead) in self.edits {
            anew.extend_from_slice(content.get(at..range.start).unwrap_or_default());
            anew.push(b' ');
            anew.extend_from_slice(&instead);
            anew.push(b' ');
            at = range.end;
        }
        anew.extend_from_slice(content.get(at..).unwrap_or_default());
        Rewritten {
            content: Some(anew),
            drawings: self.drawings,
        }
    }
}

/// A line of text that is left of a longer one.
#[derive(Default)]
struct Line {
    /// Strings, and numbers as in `TJ` between them.
    written: String,
    kept: Vec<u8>,
    shift: f64,
    has_less: bool,
}

impl Line {
    fn keep(&mut self, code: &[u8]) {
        if self.shift != 0.0 {
            self.flush();
            push_number(&mut self.written, std::mem::take(&mut self.shift));
        }
        self.kept.extend_from_slice(code);
    }

    fn shift(&mut self, thousandths: f64) {
        self.shift += thousandths;
    }

    fn flush(&mut self) {
        use std::fmt::Write as _;
        let kept = std::mem::take(&mut self.kept);
        if !kept.is_empty() {
            self.written.push('<');
            for byte in kept {
                // Writing to a string cannot fail.
                let _ = write!(self.written, "{byte:02X}");
            }
            self.written.push('>');
        }
    }

    fn operator(mut self, before: &[u8]) -> Vec<u8> {
        self.flush();
        push_number(&mut self.written, self.shift);
        let line = format!("[{}] TJ", self.written.trim_end());
        [before, line.as_bytes()].concat()
    }
}

/// Resources with more drawings.
pub(super) fn with_drawings(
    document: &Document,
    resources: &Dictionary,
    drawings: Vec<(Vec<u8>, ObjectId)>,
) -> Dictionary {
    let mut resources = resources.clone();
    let mut all = dictionary_at(document, &resources, b"XObject")
        .cloned()
        .unwrap_or_default();
    for (name, id) in drawings {
        all.set(name, id);
    }
    resources.set("XObject", all);
    resources
}

/// An entry that is so many numbers.
pub(super) fn numbers_at<const COUNT: usize>(
    document: &Document,
    entries: &Dictionary,
    key: &[u8],
) -> Option<[f64; COUNT]> {
    let all = entry(document, entries, key)?.as_array().ok()?;
    let all: Vec<f64> = all
        .iter()
        .filter_map(|value| number(resolve(document, value)))
        .collect();
    all.first_chunk().copied()
}
