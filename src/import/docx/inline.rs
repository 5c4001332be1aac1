//! What stands within a paragraph.

use roxmltree::Node;

use super::super::holdings::Thing;
use super::super::office::{Inline, Marks, PAGE_NUMBER, alternative, attribute, child};
use super::super::symbols::{SymbolFont, symbol};
use super::super::{Destination, Problem, Script, Span};
use super::field::{is_of_the_page, is_short_and_safe, target};
use super::styles::look;
use super::{Reader, math, value};

/// How the characters of a run are set.
struct Style {
    span: Span,
    font: String,
    is_hidden: bool,
    is_capital: bool,
}

impl Reader<'_> {
    /// Reads runs and what holds them.
    pub fn inline(&mut self, node: Node<'_, '_>, out: &mut Inline) -> Result<(), Problem> {
        for inner in node.children().filter(Node::is_element) {
            match inner.tag_name().name() {
                "r" => self.run(inner, out)?,
                "fldSimple" if self.is_running && is_of_the_page(instruction(inner)) => {
                    out.spans.push(&PAGE_NUMBER.to_string(), &Span::default());
                }
                "hyperlink" | "fldSimple" => {
                    let link = self.link(inner).or_else(|| out.link.clone());
                    let outer = std::mem::replace(&mut out.link, link);
                    self.inline(inner, out)?;
                    out.link = outer;
                }
                "ins" | "moveTo" => {
                    self.has_changes = true;
                    self.inline(inner, out)?;
                }
                "del" | "moveFrom" => self.has_changes = true,
                "sdt" | "sdtContent" | "smartTag" | "customXml" | "dir" | "bdo" | "rubyBase" => {
                    self.inline(inner, out)?;
                }
                "AlternateContent" => {
                    if let Some(branch) = alternative(inner) {
                        self.inline(branch, out)?;
                    }
                }
                "oMath" | "oMathPara" if self.fields.shows_text() => {
                    out.spans.push(&math::formula(inner), &Span::default());
                }
                "commentRangeStart" | "commentRangeEnd" => {
                    out.spans.push(&self.comment_mark(inner), &Span::default());
                }
                "subDoc" => self.held.add(Thing::SubDocument, 1),
                "contentPart" => self.held.add(Thing::Ink, 1),
                _ => {}
            }
        }
        Ok(())
    }

    /// Where a link leads, if a pack may lead there.
    fn link(&self, node: Node<'_, '_>) -> Option<Destination> {
        let address = if node.tag_name().name() == "fldSimple" {
            target(attribute(node, "instr")?)?
        } else {
            let id = attribute(node, "id")?;
            let relation = self.relations.get(id).filter(|found| found.is_outside)?;
            match attribute(node, "anchor") {
                Some(anchor) => format!("{}#{anchor}", relation.target),
                None => relation.target.clone(),
            }
        };
        is_short_and_safe(&address).then_some(Destination::Address(address))
    }

    fn run(&mut self, node: Node<'_, '_>, out: &mut Inline) -> Result<(), Problem> {
        let properties = child(node, "rPr");
        let named = properties.and_then(|properties| value(properties, "rStyle"));
        let look = properties
            .map(look)
            .unwrap_or_default()
            .or(self.styles.look(named))
            .or(out.look);
        let fonts = properties.and_then(|properties| child(properties, "rFonts"));
        let font = fonts.and_then(|fonts| attribute(fonts, "ascii"));
        let style = Style {
            span: look.span(out.link.clone()),
            font: font.unwrap_or_default().to_owned(),
            is_hidden: look.hidden.unwrap_or(false),
            is_capital: look.capitals.unwrap_or(false),
        };
        self.run_content(node, &style, out)
    }

    fn run_content(
        &mut self,
        node: Node<'_, '_>,
        style: &Style,
        out: &mut Inline,
    ) -> Result<(), Problem> {
        for inner in node.children().filter(Node::is_element) {
            match inner.tag_name().name() {
                "fldChar" => self.field_mark(inner, style, out),
                "instrText" => self.fields.instruct(inner.text().unwrap_or_default()),
                "commentReference" => {
                    out.spans.push(&self.comment_mark(inner), &Span::default());
                }
                _ if style.is_hidden || !self.fields.shows_text() => {}
                "t" => self.text(inner.text().unwrap_or_default(), style, out),
                "pgNum" if self.is_running => {
                    out.spans.push(&PAGE_NUMBER.to_string(), &style.span);
                }
                "tab" | "ptab" => self.text("\t", style, out),
                "br" if attribute(inner, "type") == Some("page") => self.page_break(style, out),
                "br" | "cr" => self.line_break(style, out),
                "noBreakHyphen" => self.text("\u{2011}", style, out),
                "sym" => {
                    let code = attribute(inner, "char").unwrap_or_default();
                    if let Ok(code) = u32::from_str_radix(code, 16) {
                        let font = attribute(inner, "font").unwrap_or_default();
                        self.text(&symbol(font, code).to_string(), style, out);
                    }
                }
                "drawing" | "pict" | "object" => self.drawing(inner, out)?,
                "footnoteReference" | "endnoteReference" => {
                    if let Some(label) = self.note_label(inner) {
                        let raised = Span {
                            script: Script::Raised,
                            ..Span::default()
                        };
                        out.spans.push(&label, &raised);
                    }
                }
                "ruby" => self.ruby(inner, style, out)?,
                "contentPart" => self.held.add(Thing::Ink, 1),
                "AlternateContent" => {
                    if let Some(branch) = alternative(inner) {
                        self.run_content(branch, style, out)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Words with their reading, which stands in brackets behind them.
    fn ruby(&mut self, node: Node<'_, '_>, style: &Style, out: &mut Inline) -> Result<(), Problem> {
        if let Some(base) = child(node, "rubyBase") {
            self.inline(base, out)?;
        }
        if let Some(reading) = child(node, "rt").filter(|reading| has_words(*reading)) {
            out.spans.push(" (", &style.span);
            self.inline(reading, out)?;
            out.spans.push(")", &style.span);
        }
        Ok(())
    }

    /// The beginning, middle or end of a field. The fields of forms show their state by it.
    fn field_mark(&mut self, node: Node<'_, '_>, style: &Style, out: &mut Inline) {
        let state = attribute(node, "fldCharType") == Some("begin") && !style.is_hidden;
        let shown = if state && self.fields.shows_text() {
            child(node, "ffData").and_then(super::field::form_state)
        } else {
            None
        };
        self.fields
            .mark(attribute(node, "fldCharType").unwrap_or_default());
        if let Some(shown) = shown {
            out.spans.push(&shown, &style.span);
        }
    }

    fn text(&self, text: &str, style: &Style, out: &mut Inline) {
        if self.is_running && self.fields.is_of_the_page() {
            return out.spans.push(&PAGE_NUMBER.to_string(), &style.span);
        }
        let text = Marks::cleaned(text);
        let made: String = match SymbolFont::named(&style.font) {
            Some(font) => font.text(&text),
            None => text.replace(['\n', '\r'], " ").replace('\u{ad}', ""),
        };
        let made = if style.is_capital {
            made.to_uppercase()
        } else {
            made
        };
        match self.fields.link().filter(|_| style.span.link.is_none()) {
            None => out.spans.push(&made, &style.span),
            Some(address) => {
                let linked = Span {
                    link: Some(Destination::Address(address)),
                    ..style.span.clone()
                };
                out.spans.push(&made, &linked);
            }
        }
    }

    /// A page break. One behind words lets the next paragraph begin the page.
    fn page_break(&mut self, style: &Style, out: &mut Inline) {
        if self.is_running {
            return;
        }
        if out.spans.is_blank() {
            out.spans.push(&Marks::new_page(), &Span::default());
        } else {
            self.pending_marks.push_str(&Marks::new_page());
            self.line_break(style, out);
        }
    }

    fn line_break(&self, style: &Style, out: &mut Inline) {
        out.spans.push("\n", &style.span);
    }
}

fn instruction<'a>(field: Node<'a, '_>) -> &'a str {
    attribute(field, "instr").unwrap_or_default()
}

fn has_words(node: Node<'_, '_>) -> bool {
    let mut texts = node
        .descendants()
        .filter(|inner| inner.tag_name().name() == "t");
    texts.any(|text| text.text().is_some_and(|text| !text.trim().is_empty()))
}
