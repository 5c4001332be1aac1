//! Markdown-light: what notes and briefing pages are written in.
//!
//! Paragraphs, bold, italic, lists, links, citations and two levels of headings; a line feed is a
//! line break. Nothing else is special: it stays as the letters that were typed. The text goes to
//! the CommonMark parser with everything masked that is not wanted of it.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::links::{is_safe, link_addresses, linked};
use super::{Block, Destination, Span, Text};

/// Lists nest at most this deep; what is deeper is set at this depth.
const DEPTH: usize = 12;

/// What a text in Markdown-light says. A link to `@12` becomes [`Destination::Cited`]; its text may
/// be empty.
pub fn markdown_light(text: &str) -> Vec<Block> {
    let masked = masked(text);
    let mut builder = Builder::new(&masked);
    for (event, range) in Parser::new_ext(&masked, Options::empty()).into_offset_iter() {
        builder.event(event, range);
    }
    builder.finish()
}

/// The text with a backslash before each character that would mean something to CommonMark, but
/// does not to us.
fn masked(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len() + 16);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        mask_line(line, &mut out);
    }
    out
}

fn mask_line(line: &str, out: &mut String) {
    let content = line.trim_start_matches([' ', '\t']);
    out.push_str(&line[..line.len() - content.len()]);
    if masks_start(content) {
        out.push('\\');
    }
    let number = content.bytes().take_while(u8::is_ascii_digit).count();
    // A list would drop the zeros before a number.
    let padded = number > 1 && content.starts_with('0');
    let mut before = None;
    for (at, character) in content.char_indices() {
        let rest = &content[at + character.len_utf8()..];
        let after = rest.chars().next();
        let special = match character {
            '\\' | '`' | '<' | '>' | '&' | '~' | '|' => true,
            // A picture, or the definition of a link.
            '[' => before == Some('!'),
            ']' => after == Some(':'),
            // Within a word or a sum a star is a star.
            '*' => {
                let run = rest.trim_start_matches('*');
                let next = run.chars().next();
                let last = content[..at].trim_end_matches('*').chars().next_back();
                last.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)
            }
            '.' | ')' => padded && at == number,
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(character);
        before = Some(character);
    }
}

/// Whether the first character of a line would make something of it that we do not have: an
/// underlined heading, a heading of a third level, a list with plus signs.
fn masks_start(content: &str) -> bool {
    let line = content.trim_end();
    let only = |mark: char| !line.is_empty() && line.chars().all(|other| other == mark);
    only('=') || only('-') || line.starts_with("###") || line.starts_with('+')
}

/// The letters as they were typed.
fn unmasked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.extend(characters.next()),
            _ => out.push(character),
        }
    }
    out
}

enum Frame {
    Blocks(Vec<Block>),
    List {
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    /// Nested too deep: its blocks go to the one around it.
    Flat,
}

struct Builder<'a> {
    masked: &'a str,
    frames: Vec<Frame>,
    spans: Text,
    bold: usize,
    italic: usize,
    /// The links that are open: where each leads, and whether it has words. One that leads nowhere
    /// that a pack may lead stays as it was typed.
    links: Vec<(Option<Destination>, bool)>,
    in_code: bool,
    /// How far the text has been read.
    at: usize,
}

impl<'a> Builder<'a> {
    fn new(masked: &'a str) -> Self {
        Self {
            masked,
            frames: vec![Frame::Blocks(Vec::new())],
            spans: Vec::new(),
            bold: 0,
            italic: 0,
            links: Vec::new(),
            in_code: false,
            at: 0,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => return self.start(tag, &range),
            Event::End(tag) => self.end(tag, &range),
            Event::SoftBreak | Event::HardBreak => self.text("\n"),
            // The parser takes no mask off a text that is set in like code.
            Event::Text(text) if self.in_code => self.text(&unmasked(&text)),
            Event::Text(text) => self.text(&text),
            Event::Rule => {
                self.end_paragraph();
                self.typed(range.clone());
                self.end_paragraph();
            }
            _ => self.typed(range.clone()),
        }
        self.at = range.end;
    }

    /// Adds a piece of the text as it was typed.
    fn typed(&mut self, range: Range<usize>) {
        let piece = self.masked.get(range).unwrap_or_default();
        self.text(&unmasked(piece));
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Emphasis => self.italic += 1,
            Tag::Strong => self.bold += 1,
            Tag::Link {
                dest_url, title, ..
            } => {
                let destination = destination(&dest_url).filter(|_| title.is_empty());
                if destination.is_none() {
                    self.text("[");
                }
                self.links.push((destination, false));
                self.at = range.start + 1;
            }
            Tag::List(start) => {
                self.end_paragraph();
                let items = Vec::new();
                let is_deep = self.frames.len() > 2 * DEPTH;
                self.frames.push(if is_deep {
                    Frame::Flat
                } else {
                    Frame::List { start, items }
                });
            }
            Tag::Item => self.start_item(range.start),
            Tag::CodeBlock(_) => {
                self.end_paragraph();
                self.in_code = true;
            }
            _ => self.end_paragraph(),
        }
    }

    /// Begins an item. Numbers stay as they were typed: one that does not follow the one before
    /// begins a list of its own.
    fn start_item(&mut self, at: usize) {
        self.end_paragraph();
        if let Some(Frame::List {
            start: Some(start),
            items,
        }) = self.frames.last()
        {
            let source = self.masked.get(at..).unwrap_or_default().trim_start();
            let digits = source.bytes().take_while(u8::is_ascii_digit).count();
            let number: Option<u64> = source.get(..digits).and_then(|text| text.parse().ok());
            let next = start.saturating_add(items.len() as u64);
            if let Some(number) = number.filter(|number| *number != next) {
                self.close();
                self.frames.push(Frame::List {
                    start: Some(number),
                    items: Vec::new(),
                });
            }
        }
        let is_flat = matches!(self.frames.last(), Some(Frame::Flat));
        self.frames.push(if is_flat {
            Frame::Flat
        } else {
            Frame::Blocks(Vec::new())
        });
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Link => self.end_link(range.end),
            TagEnd::Heading(level) => {
                let text = self.take_text();
                if !text.is_empty() {
                    let level = level as u8;
                    self.push(Block::Heading { level, text });
                }
            }
            TagEnd::List(_) | TagEnd::Item => {
                self.end_paragraph();
                self.close();
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.end_paragraph();
            }
            _ => self.end_paragraph(),
        }
    }

    fn end_link(&mut self, end: usize) {
        match self.links.last() {
            Some((None, _)) => self.typed(self.at..end),
            // A citation without words still cites; an address without words shows itself.
            Some((Some(destination), false)) => {
                let text = match destination {
                    Destination::Address(address) => address.clone(),
                    Destination::Cited(_) | Destination::Page(_) => String::new(),
                };
                self.text(&text);
            }
            _ => {}
        }
        self.links.pop();
    }

    /// Closes the innermost frame into the one around it.
    fn close(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        match self.frames.pop() {
            Some(Frame::Blocks(blocks)) => {
                if let Some(Frame::List { items, .. }) = self.frames.last_mut() {
                    items.push(blocks);
                }
            }
            Some(Frame::List { start, items }) => self.push(Block::List { start, items }),
            Some(Frame::Flat) | None => {}
        }
    }

    /// Adds a block to the innermost frame that takes blocks.
    fn push(&mut self, block: Block) {
        let frames = self.frames.iter_mut().rev();
        let mut open = frames.filter_map(|frame| match frame {
            Frame::Blocks(blocks) => Some(blocks),
            _ => None,
        });
        if let Some(blocks) = open.next() {
            blocks.push(block);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, has_words)) = self.links.last_mut() {
            *has_words |= !text.is_empty();
        }
        let span = Span {
            text: text.to_owned(),
            bold: self.bold > 0,
            italic: self.italic > 0,
            code: false,
            link: self.links.last().and_then(|(link, _)| link.clone()),
        };
        match self.spans.last_mut() {
            Some(last)
                if (last.bold, last.italic, &last.link) == (span.bold, span.italic, &span.link) =>
            {
                last.text.push_str(text);
            }
            _ => self.spans.push(span),
        }
    }

    fn end_paragraph(&mut self) {
        let text = self.take_text();
        let cites = |span: &Span| matches!(span.link, Some(Destination::Cited(_)));
        if text
            .iter()
            .any(|span| !span.text.trim().is_empty() || cites(span))
        {
            self.push(Block::Paragraph(text));
        }
    }

    /// The text read so far, without space around it, with bare addresses linked.
    fn take_text(&mut self) -> Text {
        let mut spans = std::mem::take(&mut self.spans);
        if let Some(first) = spans.first_mut() {
            first.text = first.text.trim_start().to_owned();
        }
        if let Some(last) = spans.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
        let mut text = Vec::with_capacity(spans.len());
        for span in spans {
            if !span.text.is_empty() || span.link.is_some() {
                link_addresses(span, &mut text);
            }
        }
        text
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        while self.frames.len() > 1 {
            self.close();
        }
        match self.frames.pop() {
            Some(Frame::Blocks(blocks)) => blocks,
            _ => Vec::new(),
        }
    }
}

/// Where a link leads: to what it cites, or to an address on the web or for mail.
fn destination(address: &str) -> Option<Destination> {
    if let Some(id) = address.strip_prefix('@')
        && id.bytes().all(|byte| byte.is_ascii_digit())
    {
        return id.parse().ok().map(Destination::Cited);
    }
    if is_safe(address) {
        return Some(Destination::Address(address.to_owned()));
    }
    // An address without its scheme, such as "www.gov.uk".
    match linked(address).as_slice() {
        [span] => span.link.clone(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(blocks: &[Block]) -> String {
        let lines: Vec<String> = blocks.iter().map(Block::plain_text).collect();
        lines.concat().trim_end().to_owned()
    }

    fn only_paragraph(text: &str) -> Text {
        match markdown_light(text).as_slice() {
            [Block::Paragraph(text)] => text.clone(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn paragraphs_line_breaks_and_emphasis() {
        let blocks = markdown_light("One **bold** and *italic*\nsecond line\r\n\r\n_Two_");
        let [Block::Paragraph(first), Block::Paragraph(second)] = blocks.as_slice() else {
            panic!("{blocks:?}")
        };
        let words: Vec<(&str, bool, bool)> = first
            .iter()
            .map(|span| (span.text.as_str(), span.bold, span.italic))
            .collect();
        assert_eq!(
            words,
            [
                ("One ", false, false),
                ("bold", true, false),
                (" and ", false, false),
                ("italic", false, true),
                ("\nsecond line", false, false)
            ]
        );
        assert!(second[0].italic);
    }

    #[test]
    fn lists_nest_and_keep_their_numbers() {
        let blocks = markdown_light("- aid\n  1. in Geneva\n  2. in Astana\n- talks\n\n7. seven");
        let [
            Block::List {
                start: None,
                items: outer,
            },
            Block::List {
                start: Some(7),
                items: later,
            },
        ] = blocks.as_slice()
        else {
            panic!("{blocks:?}")
        };
        assert_eq!((outer.len(), later.len()), (2, 1));
        assert!(matches!(&outer[0][1], Block::List { start: Some(1), items } if items.len() == 2));
        let dates = markdown_light("30. July\n1. August\n2. August");
        let starts: Vec<_> = dates
            .iter()
            .map(|block| match block {
                Block::List { start, items } => (*start, items.len()),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(starts, [(Some(30), 1), (Some(1), 2)]);
    }

    #[test]
    fn links_lead_to_the_web_to_mail_and_to_what_is_cited() {
        let link = |text: &str| only_paragraph(text)[0].link.clone();
        let address = |text: &str| Some(Destination::Address(text.to_owned()));
        assert_eq!(
            link("[Guidance](https://www.gov.uk/a_b?x=1&y=2)"),
            address("https://www.gov.uk/a_b?x=1&y=2")
        );
        assert_eq!(link("[me](a@b.org)"), address("mailto:a@b.org"));
        assert_eq!(link("[it](www.gov.uk)"), address("https://www.gov.uk"));
        assert_eq!(link("https://a.org."), address("https://a.org"));
        assert_eq!(link("[Agenda, *item*](@12)"), Some(Destination::Cited(12)));
        assert_eq!(link("[](@12)"), Some(Destination::Cited(12)));
        let bracketed = only_paragraph("see [**Agenda** of it](@7) there");
        assert_eq!(bracketed[1].text, "Agenda");
        assert!(bracketed[1].bold && bracketed[2].link == Some(Destination::Cited(7)));
    }

    #[test]
    fn what_is_not_special_stays_as_it_was_typed() {
        for text in [
            "<b>not bold</b> &amp; ~~struck~~ `code` a\\*b",
            "```rust\nfn main() {}\n```",
            "~~~\nx\n~~~",
            "![a picture](map.png) and ![other](https://a.org/x.png)",
            "[a file](annex.pdf) [run](javascript:alert(1)) [lost](@x) [no](@1a)",
            "[a](https://a.org \"a title\") [b](https://b.org (other))",
            "[note]: https://a.org 'title'",
            "> quoted\n> more",
            "| a | b |\n|---|---|\n| 1 | 2 |",
            "A line\n===\nand\n---",
            "### third\n+ plus",
            "***",
            "2*3*4 = 24, a * b, snake_case_name, 5* and 6*, [sic], 1. in the middle, #tag",
            "007. Bond",
            "<!-- a comment -->",
            "<div>\n\nwords\n\n</div>",
            "In\n1986. A great year",
        ] {
            let blocks = markdown_light(text);
            let said: String = plain(&blocks).split_whitespace().collect();
            let typed: String = text.split_whitespace().collect();
            assert_eq!(said, typed, "{blocks:?}");
        }
        let set_in = markdown_light("    set in, <b> and \\ kept");
        assert_eq!(plain(&set_in), "set in, <b> and \\ kept");
    }

    #[test]
    fn headings_are_of_two_levels() {
        let blocks = markdown_light("# One\ntext\n## Two\n");
        let level = |block: &Block| match block {
            Block::Heading { level, .. } => *level,
            _ => 0,
        };
        assert_eq!(blocks.iter().map(level).collect::<Vec<_>>(), [1, 0, 2]);
    }

    #[test]
    fn lists_nested_without_end_are_flattened_and_nothing_is_lost() {
        let text: String = (0..200)
            .map(|depth| format!("{}- item{depth}\n", "  ".repeat(depth)))
            .collect();
        let said = plain(&markdown_light(&text));
        for depth in 0..200 {
            assert!(said.contains(&format!("item{depth}")), "{depth}");
        }
    }

    /// The letters and figures of blocks, with the numbers of their lists.
    fn letters(blocks: &[Block], out: &mut Vec<char>) {
        for block in blocks {
            match block {
                Block::List { start, items } => {
                    for (index, item) in items.iter().enumerate() {
                        if let Some(start) = start {
                            out.extend((start + index as u64).to_string().chars());
                        }
                        letters(item, out);
                    }
                }
                other => out.extend(other.plain_text().chars()),
            }
        }
        out.retain(|character| character.is_alphanumeric());
    }

    #[test]
    fn no_letter_and_no_figure_is_ever_lost() {
        const PIECES: [&str; 40] = [
            "word", "7", "**", "*", "_", "__", "[", "]", "(", ")", "](x)", "!", "<b>", "</b>",
            "\n", "\n\n", "\n- ", "\n* ", "\n1. ", "\n12) ", "\n    ", "\t", " ", "`", "```",
            "\n# ", "\n## ", "\n#### ", "~~", "&amp;", "\\", "> ", "\n---\n", "\n===\n", "|",
            "]: q", "\"t\"", "بيان", "é", "\n  - ",
        ];
        let mut state: u32 = 7;
        let mut random = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        for _ in 0..20_000 {
            let count = 1 + random(14);
            let text: String = (0..count).map(|_| PIECES[random(PIECES.len())]).collect();
            let blocks = markdown_light(&text);
            let mut said = Vec::new();
            letters(&blocks, &mut said);
            let typed: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
            assert_eq!(said, typed, "{text:?}: {blocks:?}");
        }
    }
}
