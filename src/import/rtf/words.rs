//! What control words do.

use super::encapsulated::utf16;
use super::form::FormField;
use super::letters::{Letters, code_page, of_character_set};
use super::reader::Reader;
use super::state::{Destination, Opened, Paragraph};
use crate::import::holdings::{Holdings, Thing, is_plain_number};
use crate::import::{Rgb, Script, Span};

/// The most signs that stand in for one letter; more is no honest number.
const MOST_STAND_INS: i32 = 4;

/// Destinations that hold no words of the text.
const NOWHERE: &[&str] = &[
    "filetbl",
    "listtable",
    "listoverridetable",
    "revtbl",
    "rsidtbl",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "xmlnstbl",
    "generator",
    "mmathPr",
    "nonshppict",
    "objclass",
    "bkmkstart",
    "bkmkend",
    "atrfstart",
    "atrfend",
    "atnref",
    "atndate",
    "atntime",
    "atnicn",
    "ftnsep",
    "ftnsepc",
    "ftncn",
    "aftnsep",
    "aftnsepc",
    "aftncn",
    "pgptbl",
    "private",
    "template",
    "operator",
    "author",
    "doccomm",
    "comment",
    "keywords",
    "subject",
    "category",
    "manager",
    "hlinkbase",
    "creatim",
    "revtim",
    "printim",
    "buptim",
    "pn",
    "pnseclvl",
    "picprop",
    "blipuid",
    "fontemb",
    "falt",
    "panose",
    "xe",
    "tc",
    "rxe",
    "fldtype",
    "nonesttables",
    "wgrffmtfilter",
];

/// Optional destinations that hold words of the text, or lead to such.
const READ: &[&str] = &[
    "shppict",
    "pntext",
    "listtext",
    "shpinst",
    "shptxt",
    "do",
    "nesttableprops",
    "fldinst",
    "annotation",
    "atnauthor",
    "atnid",
    "footnote",
    "company",
    "objattph",
    "ffl",
];

/// The property of a shape that says what kind of shape it is, and those by which a line is an arrow.
const SHAPE_KIND: &str = "shapeType";
const SHAPE_KINDS: [&str; 3] = [SHAPE_KIND, "lineStartArrowhead", "lineEndArrowhead"];
/// The property of a shape that holds the picture which the shape shows.
const SHAPE_PICTURE: &str = "pib";
/// The one that holds the words of WordArt, such as those printed across a page.
const SHAPE_WORDS: &str = "gtextUNICODE";

impl Reader {
    pub(super) fn sign(&mut self, sign: u8) {
        match sign {
            b'*' => self.state.is_optional = true,
            b'\\' | b'{' | b'}' => self.text(&[sign]),
            b'~' => self.letter('\u{a0}'),
            b'_' => self.letter('\u{2011}'),
            b'\n' | b'\r' => self.word("par", None),
            b'\t' => self.letter('\t'),
            _ => {}
        }
    }

    fn letter(&mut self, letter: char) {
        self.flush();
        self.letters(letter.encode_utf8(&mut [0; 4]));
    }

    /// Carries out a control word.
    pub(super) fn word(&mut self, word: &str, number: Option<i32>) {
        let was_optional = std::mem::take(&mut self.state.is_optional);
        if self.state.destination == Destination::Nowhere {
            if word == "ud"
                && let Some(destination) = self.state.in_unicode.take()
            {
                self.state.destination = destination;
            }
            return;
        }
        if self.destination(word) {
            return;
        }
        if was_optional && !READ.contains(&word) {
            self.state.destination = Destination::Nowhere;
            return;
        }
        match self.state.destination {
            Destination::Fonts => self.font_word(word, number),
            Destination::Colors => self.color_word(word, number),
            Destination::Styles => self.style_word(word, number),
            Destination::Picture => self.picture_word(word, number),
            Destination::FormField => {
                if let Some(form) = self.form() {
                    form.word(word, number);
                }
            }
            _ => self.text_word(word, number),
        }
    }

    /// Turns the group's text to where a control word says it goes.
    fn destination(&mut self, word: &str) -> bool {
        match word {
            "fonttbl" => self.state.destination = Destination::Fonts,
            "colortbl" => self.state.destination = Destination::Colors,
            "stylesheet" => self.state.destination = Destination::Styles,
            "info" => self.state.destination = Destination::Info,
            "title" => self.state.destination = Destination::Title,
            "company" => self.state.destination = Destination::Company,
            "atnauthor" => self.state.destination = Destination::CommentAuthor,
            "atnid" => self.state.destination = Destination::Nowhere,
            "pict" => {
                self.state.destination = Destination::Picture;
                self.state.opens = Some(Opened::Picture);
            }
            "field" if self.state.opens.is_none() => self.begin_field(),
            "object" if self.state.opens.is_none() => {
                self.state.opens = Some(Opened::Object(self.part.extent()));
            }
            "fldinst" => {
                self.state.destination = Destination::FieldCode;
                self.state.opens = Some(Opened::FieldCode);
            }
            "footnote" => self.begin_part(Destination::Footnote),
            "annotation" => self.begin_part(Destination::Comment),
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr"
            | "footerf" => self.begin_part(Destination::Running),
            "listtext" | "pntext" => self.begin_part(Destination::ListMark),
            "upr" => {
                self.state.in_unicode = Some(self.state.destination);
                self.state.destination = Destination::Nowhere;
            }
            word if self.shape_word(word) => {}
            "objdata" => self.state.destination = Destination::Nowhere,
            "formfield" => {
                if let Some(field) = self.fields.last_mut() {
                    field.form = Some(FormField::default());
                }
                self.state.destination = Destination::FormField;
            }
            "ffl" if self.state.destination == Destination::FormField => {
                self.state.destination = Destination::FormEntry;
                self.form().into_iter().for_each(FormField::begin_entry);
            }
            word if NOWHERE.contains(&word) => self.state.destination = Destination::Nowhere,
            _ => return false,
        }
        true
    }

    /// Turns the group's text to where a control word of shapes says it goes.
    fn shape_word(&mut self, word: &str) -> bool {
        match word {
            "shp" | "shpgrp" if !self.state.is_in_shape => {
                self.state.is_in_shape = true;
                self.state.opens = self.state.opens.or(Some(Opened::Shape));
                self.is_shape_read = false;
                self.shape = Holdings::default();
            }
            "shptxt" | "dptxbxtext" => {
                self.is_shape_read = true;
                self.begin_part(Destination::Body);
            }
            // What stands in the shape, once more for programs that know none.
            "shprslt" if self.is_shape_read => self.state.destination = Destination::Nowhere,
            "sn" => {
                self.shape_property.clear();
                self.state.destination = Destination::ShapeProperty;
            }
            "sv" if self.shape_property.trim() == SHAPE_PICTURE => {
                self.is_shape_read = true;
                self.state.destination = Destination::ShapePicture;
            }
            "sv" if self.shape_property.trim() == SHAPE_WORDS => {
                self.is_shape_read = true;
                self.begin_part(Destination::Body);
            }
            "sv" if SHAPE_KINDS.contains(&self.shape_property.trim()) => {
                self.shape_value.clear();
                self.state.destination = Destination::ShapeValue;
                self.state.opens = Some(Opened::ShapeValue);
            }
            "sv" => self.state.destination = Destination::Nowhere,
            // Drawings of Word 6.
            "dpline" | "dprect" | "dpellipse" => self.read.held.add(Thing::Shape, 1),
            "dppolygon" | "dppolyline" | "dparc" => self.read.held.add(Thing::Sketch, 1),
            _ => return false,
        }
        true
    }

    /// Ends a shape: one in which nothing was read is counted.
    pub(super) fn end_shape(&mut self) {
        let mut shape = std::mem::take(&mut self.shape);
        if self.is_shape_read {
            return;
        }
        if shape == Holdings::default() {
            shape.add(Thing::Shape, 1);
        }
        self.read.held.merge_group(&shape);
    }

    /// Takes what kind of shape it is, or that its line ends in an arrow.
    pub(super) fn end_shape_value(&mut self) {
        let number = self.shape_value.trim().parse().unwrap_or(0_u32);
        match self.shape_property.trim() {
            SHAPE_KIND if is_plain_number(number) => self.shape.add(Thing::Shape, 1),
            SHAPE_KIND => self.shape.add(Thing::Sketch, 1),
            _ if number > 0 => self.shape.add(Thing::Sketch, 1),
            _ => {}
        }
    }

    /// The field of a form that is being read.
    pub(super) fn form(&mut self) -> Option<&mut FormField> {
        self.fields.last_mut()?.form.as_mut()
    }

    fn font_word(&mut self, word: &str, number: Option<i32>) {
        match (word, number) {
            ("f", Some(font)) => self.font = font,
            ("fcharset", Some(set)) => {
                if let Some(letters) = of_character_set(set) {
                    self.fonts.insert(self.font, letters);
                }
            }
            ("cpg", Some(page)) => {
                if let Some(page) = code_page(page) {
                    self.fonts.insert(self.font, Letters::CodePage(page));
                }
            }
            _ => {}
        }
    }

    fn color_word(&mut self, word: &str, number: Option<i32>) {
        let part = u8::try_from(number.unwrap_or_default()).unwrap_or(u8::MAX);
        let color = self.color.get_or_insert_default();
        match word {
            "red" => color.0 = part,
            "green" => color.1 = part,
            "blue" => color.2 = part,
            _ => {}
        }
    }

    fn style_word(&mut self, word: &str, number: Option<i32>) {
        let level = number.and_then(|number| u8::try_from(number).ok());
        match (word, number) {
            ("s", Some(style)) => {
                self.style = style;
                self.style_level = None;
                self.name.clear();
                self.state.opens = Some(Opened::Style);
            }
            ("outlinelevel", _) => {
                self.style_level = level.filter(|level| *level < 9).map(|level| level + 1);
            }
            _ => {}
        }
    }

    /// A colour of the file by its number, of which the first is left to the reader.
    fn color_of(&self, number: Option<i32>) -> Option<Rgb> {
        let number = usize::try_from(number?).ok()?;
        *self.colors.get(number)?
    }

    fn text_word(&mut self, word: &str, number: Option<i32>) {
        let is_on = number != Some(0);
        match word {
            "b" => self.state.style.bold = is_on,
            "i" => self.state.style.italic = is_on,
            "strike" | "striked" => self.state.style.strike = is_on,
            "ul" | "uld" | "uldash" | "uldb" | "ulth" | "ulw" | "ulwave" => {
                self.state.style.underline = is_on;
            }
            "ulnone" => self.state.style.underline = false,
            "scaps" => self.state.style.small_caps = is_on,
            "cf" => self.state.style.color = self.color_of(number),
            "highlight" | "cb" | "chcbpat" => self.state.style.ground = self.color_of(number),
            "super" => self.state.style.script = script(is_on, Script::Raised),
            "sub" => self.state.style.script = script(is_on, Script::Lowered),
            "nosupersub" => self.state.style.script = Script::Normal,
            "v" => self.state.is_hidden = is_on,
            "deleted" => self.state.is_deleted = is_on,
            "revised" => self.read.has_deletions |= is_on,
            "plain" => {
                self.state.style = Span::default();
                self.state.is_hidden = false;
                self.state.is_deleted = false;
                self.state.letters = self.document_letters;
            }
            "u" => {
                if let Some(letter) = utf16(&mut self.high, number.unwrap_or_default()) {
                    let letter = match letter {
                        '\u{f000}'..='\u{f0ff}' => {
                            let byte = u8::try_from(u32::from(letter) & 0xff).unwrap_or_default();
                            self.state.letters.symbol(byte)
                        }
                        letter => letter,
                    };
                    self.letter(letter);
                }
                self.skip = self.state.stand_ins;
            }
            "uc" => {
                let count = number.filter(|count| (0..=MOST_STAND_INS).contains(count));
                self.state.stand_ins = count
                    .and_then(|count| usize::try_from(count).ok())
                    .unwrap_or(1);
            }
            "ansicpg" | "mac" | "pc" | "pca" => self.set_code_page(word, number),
            "f" => self.set_font(number.unwrap_or_default()),
            _ => self.paragraph_word(word, number),
        }
    }

    fn set_code_page(&mut self, word: &str, number: Option<i32>) {
        let number = match word {
            "mac" => 10000,
            "pc" | "pca" => 437,
            _ => number.unwrap_or_default(),
        };
        if let Some(page) = code_page(number) {
            self.document_letters = Letters::CodePage(page);
            self.state.letters = self.document_letters;
        }
    }

    fn set_font(&mut self, font: i32) {
        let letters = self.fonts.get(&font).copied();
        self.state.letters = letters.unwrap_or(self.document_letters);
    }

    fn paragraph_word(&mut self, word: &str, number: Option<i32>) {
        let level = number.and_then(|number| usize::try_from(number).ok());
        match word {
            "par" | "sect" | "page" => self.part.end_paragraph(),
            "line" | "softline" | "lbr" => self.letter('\n'),
            "tab" => self.letter('\t'),
            "emdash" => self.letter('—'),
            "endash" => self.letter('–'),
            "lquote" => self.letter('‘'),
            "rquote" => self.letter('’'),
            "ldblquote" => self.letter('“'),
            "rdblquote" => self.letter('”'),
            "bullet" => self.letter('•'),
            "emspace" | "enspace" | "qmspace" => self.letter(' '),
            "pard" => self.part.paragraph = Paragraph::default(),
            "s" => {
                self.part.paragraph.heading =
                    self.headings.get(&number.unwrap_or_default()).copied();
            }
            "outlinelevel" => {
                let level = level
                    .filter(|level| *level < 6)
                    .and_then(|level| u8::try_from(level).ok());
                self.part.paragraph.heading = level.map(|level| level + 1);
            }
            word if self.part.paragraph.place_word(word, number) => {}
            "ilvl" => self.part.paragraph.list_level = level.unwrap_or_default(),
            "intbl" => {
                self.part.paragraph.is_in_table = true;
                self.part.paragraph.table_depth = self.part.paragraph.table_depth.max(1);
            }
            "itap" => {
                self.part.paragraph.table_depth = level.unwrap_or_default();
                self.part.paragraph.is_in_table = level.unwrap_or_default() > 0;
            }
            "cell" | "nestcell" => {
                self.part.paragraph.is_in_table = true;
                self.part.paragraph.table_depth = if word == "cell" { 1 } else { 2 };
                self.part.end_paragraph();
                if word == "cell" {
                    self.part.tables.end_cell();
                } else {
                    self.part.tables.end_nested_cell();
                }
            }
            "row" => self.part.tables.end_row(),
            "nestrow" => self.part.tables.end_nested_row(),
            _ if self.part.paragraph.table_depth < 2 => {
                self.part.tables.look.word(word, number, &self.colors);
            }
            _ => {}
        }
    }
}

fn script(is_on: bool, script: Script) -> Script {
    if is_on { script } else { Script::Normal }
}
