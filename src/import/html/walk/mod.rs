//! From a page's tree to blocks.

mod list;
mod look;
mod table;

use std::cell::Cell;

use super::address::resolved;
use super::furniture::Furniture;
use super::style::{declarations, is_block, is_bold};
use super::tree::{Id, Tree};
use super::word_list;
use crate::import::flat::flatten;
use crate::import::office::Blocks;
use crate::import::prose::Prose;
use crate::import::symbols::SymbolFont;
use crate::import::{Block, Destination, Rgb, Script, Span, Text};

/// Lists, quotations and tables nest at most this deep; what is deeper is set at this depth, since
/// blocks are walked and dropped recursively.
const DEEPEST_BLOCKS: usize = 40;
/// How deep elements are followed. The parser's own limit is lower, but for a few that it moves.
const DEEPEST: usize = 1024;

/// Classes of inline elements of GOV.UK, in the lists of files, that its style sheet sets apart.
const PARTED: &[&str] = &[
    "download",
    "file-size",
    "page-length",
    "preview",
    "references",
    "type",
];

/// Finds the bytes of a picture that comes with the page by its address.
pub type Pictures<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// What walks a tree.
pub struct Walker<'a> {
    pub tree: &'a Tree,
    pub furniture: &'a Furniture<'a>,
    pub pictures: Pictures<'a>,
    /// The site that the page comes from, which links may leave out.
    pub site: Option<String>,
    /// How many pictures were left out that may be more than ornaments.
    pub left_out: Cell<usize>,
}

/// Where the walker stands.
#[derive(Clone, Default)]
pub struct WalkState {
    pub style: Span,
    /// How many elements are open.
    depth: usize,
    /// How many blocks that hold blocks are open.
    blocks: usize,
    /// How many tables are open whose cells are kept as such.
    tables: usize,
    /// Whether spaces and line ends count.
    is_preformatted: bool,
    /// The font of symbols that words are set in.
    symbols: Option<SymbolFont>,
    /// The bullet or number of the item, which is not part of its words.
    label: Option<Id>,
}

impl WalkState {
    fn inner(&self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self.clone()
        }
    }

    fn within_block(&self) -> Self {
        Self {
            blocks: self.blocks + 1,
            ..self.clone()
        }
    }
}

impl Walker<'_> {
    /// The blocks in a node.
    pub fn blocks(&self, id: Id, place: &WalkState) -> Vec<Block> {
        let mut prose = Prose::default();
        self.children(id, place, &mut prose);
        prose.finish()
    }

    fn children(&self, id: Id, place: &WalkState, prose: &mut Prose) {
        if place.depth > DEEPEST {
            prose.add_collapsed(
                &self.tree.words(id, |id| self.furniture.is_hidden(id)),
                &place.style,
            );
            return;
        }
        let mut was_parted = false;
        let mut items = Blocks::default();
        for child in self.tree.children(id) {
            if let Some(item) = word_list::item(self.tree, child)
                && !self.furniture.is_left_out(child)
            {
                self.item(child, &item, place, &mut items);
                continue;
            }
            if !self.is_blank(child) {
                end_list(&mut items, prose);
            }
            let is_parted = self.is_parted(child);
            let is_apart = is_parted && !prose.ends_with(['(', '[']);
            if is_apart || was_parted && !self.is_sign(child) {
                prose.add_collapsed(" ", &place.style);
            }
            self.node(child, place, prose);
            was_parted = is_parted;
        }
        end_list(&mut items, prose);
        if was_parted {
            prose.add_collapsed(" ", &place.style);
        }
    }

    fn node(&self, id: Id, place: &WalkState, prose: &mut Prose) {
        if let Some(text) = self.tree.text(id) {
            if let Some(font) = place.symbols {
                prose.add_collapsed(&font.text(text), &place.style);
            } else if place.is_preformatted {
                prose.add(text, &place.style);
            } else {
                prose.add_collapsed(text, &place.style);
            }
        } else if let Some(shown) = self.control(id) {
            prose.add(&shown, &place.style);
        } else if !self.tree.name(id).is_empty()
            && !self.furniture.is_left_out(id)
            && place.label != Some(id)
        {
            self.element(id, &place.inner(), prose);
        }
    }

    /// What a control of a form shows: whether it is ticked, what is chosen or typed.
    fn control(&self, id: Id) -> Option<String> {
        let get = |name: &str| self.tree.attribute(id, name);
        let css = get("style").unwrap_or_default();
        let mut declared = declarations(css);
        if get("hidden").is_some()
            || declared.any(|(name, value)| name == "display" && value == "none")
        {
            return None;
        }
        let is_on = get("checked").is_some();
        let shown = match self.tree.name(id) {
            "input" => match get("type").unwrap_or("text").to_ascii_lowercase().as_str() {
                "checkbox" => if is_on { "☑" } else { "☐" }.to_owned(),
                "radio" => if is_on { "●" } else { "○" }.to_owned(),
                "hidden" | "submit" | "button" | "reset" | "image" | "file" | "password"
                | "search" => return None,
                _ => get("value")?.trim().to_owned(),
            },
            "textarea" => self.tree.words(id, |_| false).trim().to_owned(),
            "select" => {
                let options = || {
                    let inner = self.tree.within(id, |_| false);
                    inner.filter(|inner| self.tree.name(*inner) == "option")
                };
                let is_chosen = |option: &Id| self.tree.attribute(*option, "selected").is_some();
                let chosen = options().find(is_chosen)?;
                self.tree.words(chosen, |_| false).trim().to_owned()
            }
            _ => return None,
        };
        (!shown.is_empty()).then_some(shown)
    }

    fn element(&self, id: Id, place: &WalkState, prose: &mut Prose) {
        match self.tree.name(id) {
            "br" if place.tables > 0 => prose.break_line_in_cell(&place.style),
            "br" => prose.break_line(&place.style),
            "hr" => prose.push(Block::Rule),
            "img" | "image" => self.image(id, place, prose),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(id, place, prose),
            "ul" | "ol" | "menu" | "dir" => self.list(id, place, prose),
            "blockquote" => self.quotation(id, place, prose),
            "pre" | "xmp" | "listing" | "plaintext" => self.preformatted(id, prose),
            "figure" => self.figure(id, place, prose),
            "table" => table::read(self, id, place, prose),
            "q" => {
                prose.add("“", &place.style);
                self.children(id, place, prose);
                prose.add("”", &place.style);
            }
            "td" | "th" => {
                // A cell without its table.
                self.children(id, place, prose);
                prose.add_collapsed(" ", &place.style);
            }
            name if is_block(name) => {
                prose.end_paragraph();
                if self.begins_quotation(id) {
                    prose.push(Block::Rule);
                }
                self.children(id, &self.styled(id, place), prose);
                if place.tables > 0 && name == "p" {
                    // Editors write an empty line as a paragraph with a space that is not broken.
                    prose.end_line();
                }
                prose.end_paragraph();
            }
            _ => self.children(id, &self.styled(id, place), prose),
        }
    }

    /// Whether a heading is the name of a file on a page of GOV.UK, which begins no part of it.
    fn is_name_of_file(&self, id: Id) -> bool {
        let mut around = self.tree.around(id).take(2);
        self.tree.is_marked(id, &["gem-c-attachment__title"])
            || self.tree.is_marked(id, &["title"])
                && around.any(|outer| self.tree.is_marked(outer, &["attachment-details"]))
    }

    /// Whether a mail that is answered begins here: Outlook draws a line above it.
    fn begins_quotation(&self, id: Id) -> bool {
        let css = self.tree.attribute(id, "style").unwrap_or_default();
        self.furniture.is_mail()
            && self.tree.name(id) == "div"
            && declarations(css).any(|(property, value)| {
                property == "border-top" && value.contains("solid") && !value.starts_with('0')
            })
    }

    /// Adds an item of a list as Word writes it.
    fn item(&self, id: Id, item: &word_list::Item, place: &WalkState, items: &mut Blocks) {
        let mut place = self.styled(id, &place.inner());
        place.label = Some(item.label);
        let mut blocks = self.blocks(id, &place).into_iter();
        if let Some(first) = blocks.next() {
            items.push_item(item.level, item.number, first);
            blocks.for_each(|block| items.push_within(block));
        }
    }

    /// Whether there is nothing to be read in a node.
    fn is_blank(&self, id: Id) -> bool {
        match self.tree.text(id) {
            Some(text) => text.trim().is_empty(),
            None => self.tree.name(id).is_empty(),
        }
    }

    /// Whether a text begins with a sign that belongs to the word before it.
    fn is_sign(&self, id: Id) -> bool {
        self.tree
            .text(id)
            .is_some_and(|text| text.starts_with([',', '.', ';', ':', ')']))
    }

    /// Whether a style sheet sets an inline element apart from what is beside it.
    fn is_parted(&self, id: Id) -> bool {
        if is_block(self.tree.name(id)) {
            return false;
        }
        // <span class="download"><a><strong>Download CSV</strong>1.74KB</a></span>
        let is_in_download = || {
            let mut around = self.tree.around(id).take(2);
            around.any(|outer| self.tree.is_marked(outer, &["download"]))
        };
        self.tree.is_marked(id, PARTED) || (self.tree.name(id) == "strong" && is_in_download())
    }

    /// The place within an element that changes the style of what is in it.
    fn styled(&self, id: Id, place: &WalkState) -> WalkState {
        let mut place = place.clone();
        let style = &mut place.style;
        match self.tree.name(id) {
            "b" | "strong" | "legend" | "summary" | "dt" => style.bold = true,
            "i" | "em" | "cite" | "dfn" | "var" => style.italic = true,
            "code" | "kbd" | "samp" | "tt" => style.code = true,
            "del" | "s" | "strike" => style.strike = true,
            "u" | "ins" => style.underline = true,
            "mark" => style.ground = Some(Rgb(255, 255, 0)),
            "sup" => style.script = Script::Raised,
            "sub" => style.script = Script::Lowered,
            "font" => {
                if let Some(face) = self.tree.attribute(id, "face") {
                    place.symbols = face.split(',').next().and_then(SymbolFont::named);
                }
            }
            "a" => {
                let address = self.tree.attribute(id, "href");
                style.link = address
                    .and_then(|address| resolved(address, self.site.as_deref()))
                    .map(Destination::Address);
            }
            _ => {}
        }
        if let Some(css) = self.tree.attribute(id, "style") {
            for (property, value) in declarations(css) {
                match property.as_str() {
                    "font-weight" => style.bold = is_bold(&value, style.bold),
                    "font-style" => style.italic = matches!(value.as_str(), "italic" | "oblique"),
                    "text-decoration" | "text-decoration-line" => {
                        style.strike |= value.contains("line-through");
                        style.underline |= value.contains("underline");
                    }
                    "font-family" => {
                        place.symbols = value.split(',').next().and_then(SymbolFont::named);
                    }
                    "white-space" => {
                        place.is_preformatted = value.starts_with("pre") && value != "pre-line";
                    }
                    _ => {}
                }
            }
        }
        place
    }

    /// The text in an element, whatever blocks it holds, and the pictures in it.
    pub fn text(&self, id: Id, place: &WalkState) -> (Text, Vec<Block>) {
        let mut text = Text::new();
        let mut figures = Vec::new();
        flatten(self.blocks(id, place), "", &mut text, &mut figures);
        (crate::import::prose::tidy(text), figures)
    }

    fn heading(&self, id: Id, place: &WalkState, prose: &mut Prose) {
        let digit = self.tree.name(id).bytes().last().unwrap_or(b'6');
        let (mut text, figures) = self.text(id, place);
        prose.end_paragraph();
        if !text.is_empty() && self.is_name_of_file(id) {
            text.iter_mut().for_each(|span| span.bold = true);
            prose.push(Block::Paragraph(text));
        } else if !text.is_empty() {
            prose.push(Block::Heading {
                level: digit.saturating_sub(b'0').clamp(1, 6),
                text,
            });
        }
        prose.push_all(figures);
    }

    fn list(&self, id: Id, place: &WalkState, prose: &mut Prose) {
        prose.end_paragraph();
        if place.blocks >= DEEPEST_BLOCKS {
            self.children(id, place, prose);
            prose.end_paragraph();
            return;
        }
        let inner = place.within_block();
        let mut items: Vec<Vec<Block>> = Vec::new();
        let mut values: Vec<Option<i64>> = Vec::new();
        for child in self.tree.children(id) {
            if self.tree.name(child) == "li" {
                if !self.furniture.is_left_out(child) {
                    items.push(self.blocks(child, &self.styled(child, &inner)));
                    values.push(list::value(self.tree, child));
                }
                continue;
            }
            // A list right in a list belongs to the item before it.
            let mut rest = Prose::default();
            self.node(child, &inner, &mut rest);
            let blocks = rest.finish();
            match items.last_mut() {
                Some(item) => item.extend(blocks),
                None if blocks.is_empty() => {}
                None => {
                    items.push(blocks);
                    values.push(None);
                }
            }
        }
        let numbering = list::Numbering::read(self.tree, id);
        prose.push_all(numbering.blocks(items, &values));
    }

    fn quotation(&self, id: Id, place: &WalkState, prose: &mut Prose) {
        prose.end_paragraph();
        if place.blocks >= DEEPEST_BLOCKS {
            self.children(id, place, prose);
            prose.end_paragraph();
            return;
        }
        let blocks = self.blocks(id, &place.within_block());
        if !blocks.is_empty() {
            prose.push(Block::Quotation(blocks));
        }
    }

    fn preformatted(&self, id: Id, prose: &mut Prose) {
        let mut inner = Prose::default();
        let mut text = String::new();
        for node in self.tree.within(id, |id| self.furniture.is_left_out(id)) {
            match self.tree.text(node) {
                Some(words) => text.push_str(words),
                None if self.tree.name(node) == "br" => text.push('\n'),
                None if self.tree.name(node) == "img" => {
                    self.image(node, &WalkState::default(), &mut inner);
                }
                None => {}
            }
        }
        let text = text.replace("\r\n", "\n");
        let code = text.trim_start_matches('\n').trim_end();
        if !code.trim().is_empty() {
            prose.push(Block::Preformatted(code.to_owned()));
        }
        prose.push_all(inner.finish());
    }

    fn figure(&self, id: Id, place: &WalkState, prose: &mut Prose) {
        let mut inner = Prose::default();
        let mut caption = Text::new();
        for child in self.tree.children(id) {
            if self.tree.name(child) == "figcaption" {
                let (text, figures) = self.text(child, place);
                caption.extend(text);
                inner.push_all(figures);
            } else {
                self.node(child, place, &mut inner);
            }
        }
        let mut blocks = inner.finish();
        let figure = blocks.iter_mut().rev().find_map(|block| match block {
            Block::Figure { caption, .. } => Some(caption),
            _ => None,
        });
        match figure {
            Some(place) if !caption.is_empty() => *place = caption,
            _ if !caption.is_empty() => blocks.push(Block::Paragraph(caption)),
            _ => {}
        }
        prose.push_all(blocks);
    }
}

/// Adds the lists that have been read, if there are any.
fn end_list(items: &mut Blocks, prose: &mut Prose) {
    let lists = std::mem::take(items).finish();
    if !lists.is_empty() {
        prose.push_all(lists);
    }
}
