//! Fields: an instruction that is left out, and its last result, which is shown.

use roxmltree::Node;

use super::super::links::is_safe;
use super::super::office::{attribute, child};
use super::{is_on, value};

/// Fields are nested at most this deep; the marks of deeper ones are passed over.
const DEEPEST: usize = 32;
/// The longest address that is linked to, in bytes.
const LONGEST_ADDRESS: usize = 2000;

/// The fields that are open, the outermost first.
#[derive(Debug, Default)]
pub struct Fields {
    open: Vec<Field>,
    /// How many page numbers of a table of contents were left out.
    left_out: usize,
}

#[derive(Debug, Default)]
struct Field {
    instruction: String,
    in_result: bool,
}

impl Field {
    fn is(&self, name: &str) -> bool {
        let word = self.instruction.split_whitespace().next();
        word.is_some_and(|word| word.eq_ignore_ascii_case(name))
    }
}

impl Fields {
    /// Takes a mark: where a field begins, where its result begins, and where it ends.
    pub fn mark(&mut self, kind: &str) {
        match kind {
            "begin" if self.open.len() < DEEPEST => self.open.push(Field::default()),
            "separate" => {
                if let Some(field) = self.open.last_mut() {
                    field.in_result = true;
                }
                self.left_out += usize::from(self.is_page_of_contents());
            }
            "end" => drop(self.open.pop()),
            _ => {}
        }
    }

    /// Takes a piece of an instruction.
    pub fn instruct(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut() {
            field.instruction.push_str(text);
        }
    }

    /// Ends a paragraph: an instruction does not go on in the next one. A mark that is missing
    /// must not hide the rest of the text.
    pub fn end_paragraph(&mut self) {
        for field in &mut self.open {
            field.in_result = true;
        }
    }

    /// Whether text is shown here.
    pub fn shows_text(&self) -> bool {
        self.open.iter().all(|field| field.in_result) && !self.is_page_of_contents()
    }

    /// Whether what is shown here changes with the page, the day or the computer.
    pub fn is_of_the_page(&self) -> bool {
        let mut open = self.open.iter();
        open.any(|field| is_of_the_page(&field.instruction))
    }

    /// How many page numbers of a table of contents were left out so far.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Whether this is a table of contents.
    pub fn in_contents(&self) -> bool {
        self.open.iter().any(|field| field.is("TOC"))
    }

    /// Ends a table of contents at the heading behind it, where its own mark is missing: the text
    /// must not lose figures.
    pub fn end_contents(&mut self) {
        for field in self.open.iter_mut().filter(|field| field.is("TOC")) {
            field.instruction.clear();
        }
    }

    /// Whether this is a page number in a table of contents, of pages that the pack does not have.
    fn is_page_of_contents(&self) -> bool {
        self.in_contents() && self.open.last().is_some_and(|field| field.is("PAGEREF"))
    }

    /// Where the text leads here, if a pack may lead there.
    pub fn link(&self) -> Option<String> {
        let mut fields = self.open.iter().rev();
        let address = fields.find_map(|field| target(&field.instruction))?;
        is_short_and_safe(&address).then_some(address)
    }
}

/// Whether a field shows the number of a page or of pages, the name of the file, or where it lies.
pub fn is_of_the_page(instruction: &str) -> bool {
    let name = instruction.split_whitespace().next().unwrap_or_default();
    ["PAGE", "NUMPAGES", "SECTIONPAGES", "FILENAME"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether a pack may lead to this address. One that is very long may stand at many words.
pub fn is_short_and_safe(address: &str) -> bool {
    address.len() <= LONGEST_ADDRESS && is_safe(address)
}

/// The address in the instruction of a link, such as `HYPERLINK "https://example.org"`.
pub fn target(instruction: &str) -> Option<String> {
    let rest = instruction.trim();
    let name = rest.get(.."HYPERLINK".len())?;
    let rest = rest.get(name.len()..)?.trim_start();
    if !name.eq_ignore_ascii_case("HYPERLINK") || rest.starts_with('\\') {
        return None;
    }
    let address = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split_whitespace().next()?,
    };
    Some(address.to_owned())
}

/// What a field of a form shows that has no result: a box, or the choice made in a list.
pub fn form_state(data: Node<'_, '_>) -> Option<String> {
    if let Some(field) = child(data, "checkBox") {
        let state = child(field, "checked").or_else(|| child(field, "default"));
        let sign = if state.is_some_and(is_on) {
            "☒"
        } else {
            "☐"
        };
        return Some(sign.to_owned());
    }
    let list = child(data, "ddList")?;
    let chosen = value(list, "result").or_else(|| value(list, "default"));
    let chosen = chosen.and_then(|index| index.parse().ok()).unwrap_or(0);
    let mut entries = list
        .children()
        .filter(|entry| entry.tag_name().name() == "listEntry");
    entries
        .nth(chosen)
        .and_then(|entry| attribute(entry, "val"))
        .map(str::to_owned)
}
