//! From the signs of RTF to blocks.

use std::collections::HashMap;

use super::form::{FormField, reading_of};
use super::letters::Letters;
use super::lexer::{Lexer, Token};
use super::part::Part;
use super::picture::Picture;
use super::state::{Destination, Opened, Paragraph, State};
use crate::import::holdings::{Holdings, Thing};
use crate::import::links::is_safe;
use crate::import::office::drop_page_number;
use crate::import::prose::append;
use crate::import::symbols::{SymbolFont, symbol};
use crate::import::{Block, Comment, Problem, Rgb, Span};

/// The most groups within each other.
const DEEPEST: usize = 1000;
/// The most colours of a file.
const MOST_COLORS: usize = 10_000;

/// What has been read.
#[derive(Default)]
pub struct Read {
    pub blocks: Vec<Block>,
    pub title: String,
    pub company: String,
    pub running: String,
    pub comments: Vec<Comment>,
    pub has_deletions: bool,
    /// What stands in it besides words.
    pub held: Holdings,
    /// How many fields of forms nothing was typed in.
    pub empty_fields: usize,
    /// Whether page numbers of a table of contents were left out.
    pub has_left_out_pages: bool,
}

/// A field that is open.
#[derive(Default)]
pub struct Field {
    link: Option<String>,
    is_contents: bool,
    /// What field of a form it is.
    pub(super) form: Option<FormField>,
    /// How much stood in the paragraph before it.
    before: (usize, usize),
}

/// Reads a file.
pub struct Reader {
    pub(super) read: Read,
    pub(super) part: Part,
    pub(super) outer_parts: Vec<Part>,
    pub(super) state: State,
    pub(super) outer_states: Vec<State>,
    /// Bytes whose letters are yet to be read: some code pages need two for one.
    pub(super) bytes: Vec<u8>,
    pub(super) high: Option<u16>,
    /// How many signs are yet to be passed over after `\u`.
    pub(super) skip: usize,
    pub(super) fonts: HashMap<i32, Letters>,
    pub(super) font: i32,
    pub(super) document_letters: Letters,
    /// The colours of the file, of which the first is left to the reader, and the one that is read.
    pub(super) colors: Vec<Option<Rgb>>,
    pub(super) color: Option<Rgb>,
    /// The level of headings of each style, and the style whose name is being read.
    pub(super) headings: HashMap<i32, u8>,
    pub(super) style: i32,
    pub(super) style_level: Option<u8>,
    pub(super) name: String,
    /// The fields that are open: where each leads, and whether it is a table of contents.
    pub(super) fields: Vec<Field>,
    pub(super) code: String,
    /// The name of the property of a shape that is being read.
    pub(super) shape_property: String,
    pub(super) shape_value: String,
    /// Whether something of the shape has been read that is to be seen, and what it is if not.
    pub(super) is_shape_read: bool,
    pub(super) shape: Holdings,
    pub(super) picture: Picture,
    pub(super) picture_bytes: usize,
    pub(super) footnotes: Vec<Block>,
    pub(super) footnote_count: usize,
    pub(super) author: String,
}

impl Reader {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Problem::BeyondLimit`].
    pub fn read(bytes: &[u8]) -> Result<Read, Problem> {
        let mut reader = Self::new();
        for token in Lexer::new(bytes) {
            reader.token(token)?;
        }
        Ok(reader.finish())
    }

    fn new() -> Self {
        let letters = Letters::CodePage(encoding_rs::WINDOWS_1252);
        Self {
            read: Read::default(),
            part: Part::default(),
            outer_parts: Vec::new(),
            state: State {
                destination: Destination::Body,
                style: Span::default(),
                is_hidden: false,
                is_deleted: false,
                stand_ins: 1,
                letters,
                opens: None,
                is_optional: false,
                in_unicode: None,
                is_in_shape: false,
                paragraph: Paragraph::default(),
            },
            outer_states: Vec::new(),
            bytes: Vec::new(),
            high: None,
            skip: 0,
            fonts: HashMap::new(),
            font: 0,
            document_letters: letters,
            colors: Vec::new(),
            color: None,
            headings: HashMap::new(),
            style: 0,
            style_level: None,
            name: String::new(),
            fields: Vec::new(),
            code: String::new(),
            shape_property: String::new(),
            shape_value: String::new(),
            is_shape_read: false,
            shape: Holdings::default(),
            picture: Picture::default(),
            picture_bytes: 0,
            footnotes: Vec::new(),
            footnote_count: 0,
            author: String::new(),
        }
    }

    fn token(&mut self, token: Token<'_>) -> Result<(), Problem> {
        match token {
            Token::Open => {
                self.flush();
                if self.outer_states.len() >= DEEPEST {
                    return Err(Problem::BeyondLimit {
                        what: "its groups are nested too deeply".to_owned(),
                        limit: format!("{DEEPEST} levels"),
                    });
                }
                self.state.paragraph = self.part.paragraph.clone();
                self.outer_states.push(self.state.clone());
                self.state.opens = None;
                self.state.is_optional = false;
            }
            Token::Close => self.close(),
            Token::Byte(_) | Token::Sign(_) if self.skip > 0 => self.skip -= 1,
            Token::Byte(byte) => self.text(&[byte]),
            Token::Text(digits) if self.state.destination == Destination::Picture => {
                self.picture_digits(digits)?;
            }
            Token::Text(text) => {
                let from = self.skip.min(text.len());
                self.skip -= from;
                self.text(text.get(from..).unwrap_or_default());
            }
            Token::Sign(sign) => self.sign(sign),
            Token::Binary(bytes) => {
                if self.state.destination == Destination::Picture {
                    self.picture_data(bytes)?;
                }
            }
            Token::Word(word, number) => {
                self.flush();
                if self.skip > 0 {
                    self.skip -= 1;
                }
                self.word(word, number);
                self.part.tables.check()?;
            }
        }
        Ok(())
    }

    /// Ends a group.
    pub(super) fn close(&mut self) {
        self.flush();
        self.skip = 0;
        self.high = None;
        let Some(outer) = self.outer_states.pop() else {
            return;
        };
        let ended = std::mem::replace(&mut self.state, outer);
        if ended.opens != Some(Opened::Part) {
            self.part.paragraph = self.state.paragraph.clone();
        }
        match ended.opens {
            Some(Opened::Field) => self.end_field(),
            Some(Opened::FieldCode) => {
                let code = std::mem::take(&mut self.code);
                if let Some(sign) = symbol_of(&code) {
                    self.words(sign.encode_utf8(&mut [0; 4]));
                }
                if let Some(words) = reading_of(&code) {
                    self.words(&words);
                }
                if let Some(field) = self.fields.last_mut() {
                    let name = code.split_whitespace().next();
                    field.is_contents = name == Some("TOC");
                    field.link = address_of(&code);
                    self.part.in_contents |= field.is_contents;
                }
            }
            Some(Opened::Picture) => self.end_picture(),
            Some(Opened::Part) => self.end_part(),
            Some(Opened::Style) => self.end_style(),
            Some(Opened::Shape) => self.end_shape(),
            Some(Opened::ShapeValue) => self.end_shape_value(),
            Some(Opened::Object(before)) if self.part.extent() == before => {
                self.read.held.add(Thing::Object, 1);
            }
            Some(Opened::Object(_)) | None => {}
        }
    }

    /// Begins a field.
    pub(super) fn begin_field(&mut self) {
        self.fields.push(Field {
            before: self.part.extent(),
            ..Field::default()
        });
        self.state.opens = Some(Opened::Field);
    }

    fn end_field(&mut self) {
        let Some(field) = self.fields.pop() else {
            return;
        };
        let is_empty = field.before == self.part.extent();
        if let Some(form) = field.form.filter(|_| is_empty) {
            match form.shown() {
                Some(words) => self.words(&words),
                None => self.read.empty_fields += 1,
            }
        }
        if field.is_contents {
            // Its last paragraph ends behind it.
            self.part.left_out += usize::from(drop_page_number(&mut self.part.spans));
            self.part.in_contents = false;
        }
    }

    /// Takes bytes of text.
    pub(super) fn text(&mut self, bytes: &[u8]) {
        if !matches!(
            self.state.destination,
            Destination::Nowhere | Destination::Picture
        ) {
            self.bytes.extend(bytes);
        }
    }

    /// Reads the letters of the bytes taken so far.
    pub(super) fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            let text = self.state.letters.read(&bytes);
            self.letters(&text);
        }
    }

    /// Takes letters to where the group's text goes.
    pub(super) fn letters(&mut self, text: &str) {
        match self.state.destination {
            Destination::Nowhere
            | Destination::Picture
            | Destination::Info
            | Destination::FormField
            | Destination::ShapePicture => {}
            Destination::Fonts => {
                if let Some(font) = SymbolFont::named(text) {
                    self.fonts.insert(self.font, Letters::Symbols(Some(font)));
                }
            }
            Destination::Colors => {
                for _ in text
                    .matches(';')
                    .take(MOST_COLORS.saturating_sub(self.colors.len()))
                {
                    self.colors.push(self.color.take());
                }
            }
            Destination::Styles => self.name.push_str(text),
            Destination::Title => self.read.title.push_str(text),
            Destination::Company => self.read.company.push_str(text),
            Destination::CommentAuthor => self.author.push_str(text),
            Destination::FieldCode => self.code.push_str(text),
            Destination::ShapeProperty => self.shape_property.push_str(text),
            Destination::ShapeValue => self.shape_value.push_str(text),
            Destination::FormEntry => {
                if let Some(form) = self.form() {
                    form.push_to_entry(text);
                }
            }
            Destination::Body
            | Destination::Running
            | Destination::Footnote
            | Destination::Comment
            | Destination::ListMark => self.words(text),
        }
    }

    fn words(&mut self, text: &str) {
        if self.state.is_hidden {
            return;
        }
        if self.state.is_deleted {
            self.read.has_deletions = true;
            return;
        }
        let link = self.fields.last().and_then(|field| field.link.clone());
        let style = Span {
            link: link.map(crate::import::Destination::Address),
            ..self.state.style.clone()
        };
        append(&mut self.part.spans, text, &style);
    }
}

/// The sign that a field shows: `SYMBOL 254 \f "Wingdings"`.
fn symbol_of(code: &str) -> Option<char> {
    let (_, after) = code.split_once("SYMBOL")?;
    let number = after.split_whitespace().next()?;
    let number = match number.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    let font = after.split_once("\\f").map_or("", |(_, font)| font.trim());
    let font = match font.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => font.split_whitespace().next().unwrap_or_default(),
    };
    Some(symbol(font, number))
}

/// The address that a field leads to: `HYPERLINK "https://example.org"`.
fn address_of(code: &str) -> Option<String> {
    let (_, after) = code.split_once("HYPERLINK")?;
    let address = match after.split_once('"') {
        Some((_, quoted)) => quoted.split('"').next()?,
        None => after.split_whitespace().next()?,
    };
    is_safe(address).then(|| address.to_owned())
}
