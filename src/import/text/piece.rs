//! From the chunks of a body to its pieces: paragraphs, list items, headings, tables.

use super::chunk::Chunk;
use super::line::{Marker, indent, is_rule, is_title_like, marker, numbering_depth, trimmed};
use super::opening::is_capitals;
use super::wrap::{Wrap, join};

/// A heading within a text is shorter than a title.
const HEADING_CHARS: usize = 80;
const HEADING_WORDS: usize = 12;
/// A line this long, in bytes, is a paragraph of its own in a text whose lines are not broken.
const LONG_LINE_BYTES: usize = 90;
/// The longest paragraph kept in one, in bytes; a longer one is cut between words, so that no
/// file can make setting it on pages take forever.
const PARAGRAPH_BYTES: usize = 50_000;

/// A piece of a text's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A paragraph; a line feed is a line break.
    Paragraph {
        /// How far it is moved in, in columns.
        indent: usize,
        text: String,
    },
    /// A list item.
    Item {
        indent: usize,
        /// Its number, or `None` for a bullet.
        number: Option<u64>,
        text: String,
    },
    /// A heading; level 1 is the highest.
    Heading { level: u8, text: String },
    /// Rows of cells parted by tabs.
    Table(Vec<Vec<String>>),
    /// Lines whose spaces draw something.
    Preformatted(String),
    /// A drawn line.
    Rule,
}

pub fn pieces(lines: &[String], body: &[Chunk], wrap: Wrap) -> Vec<Piece> {
    let mut builder = Builder {
        wrap,
        pieces: Vec::new(),
    };
    for (index, chunk) in body.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| body.get(before));
        let next = body.get(index + 1);
        if chunk.rule {
            let underlines = before.is_some_and(|before| before.underlined)
                && matches!(builder.pieces.last(), Some(Piece::Heading { .. }));
            if !underlines {
                builder.pieces.push(Piece::Rule);
            }
        } else if let Some(level) = heading_level(lines, chunk, before, next) {
            builder.pieces.push(Piece::Heading {
                level,
                text: single_spaced(chunk.first_line(lines)),
            });
        } else {
            builder.add(chunk.lines(lines));
        }
    }
    builder.finish()
}

struct Builder {
    wrap: Wrap,
    pieces: Vec<Piece>,
}

impl Builder {
    fn add(&mut self, lines: &[String]) {
        if let Some(rows) = table(lines).or_else(|| drawn_table(lines)) {
            self.pieces.push(Piece::Table(rows));
        } else if is_drawn(lines) {
            let text = lines
                .iter()
                .map(|line| line.trim_end().trim_start_matches('\u{c}'));
            self.pieces
                .push(Piece::Preformatted(text.collect::<Vec<_>>().join("\n")));
        } else {
            let mut previous: Option<&String> = None;
            for line in lines {
                self.add_line(line, previous);
                previous = Some(line);
            }
        }
    }

    fn add_line(&mut self, line: &str, previous: Option<&String>) {
        let text = single_spaced(trimmed(line));
        let runs_on = previous.is_some_and(|previous| self.wrap.continues(previous, line));
        if let Some((kind, rest)) = marker(line)
            && self.begins_item(kind, runs_on, previous)
        {
            let rest = single_spaced(rest);
            self.pieces.push(match kind {
                Marker::Bullet(_) => item(line, None, rest),
                Marker::Number(number) => item(line, Some(number), rest),
                Marker::Label => paragraph(line, text),
            });
            return;
        }
        let Some(previous) = previous else {
            self.pieces.push(paragraph(line, text));
            return;
        };
        if self.heads_in_capitals(previous, &text) {
            self.pieces.push(paragraph(line, text));
            return;
        }
        match self.pieces.last_mut() {
            Some(Piece::Item {
                text: before,
                indent: at,
                ..
            }) if runs_on || indent(line) > *at => {
                join(before, &text);
            }
            Some(Piece::Paragraph { text: before, .. }) if runs_on => join(before, &text),
            Some(Piece::Paragraph {
                text: before,
                indent: at,
            }) if previous.len() <= LONG_LINE_BYTES
                && line.len() <= LONG_LINE_BYTES
                && !(indent(line) > *at && ends_sentence(before)) =>
            {
                before.push('\n');
                before.push_str(&text);
            }
            _ => self.pieces.push(paragraph(line, text)),
        }
    }

    /// Makes the line before a heading, if it is one in capitals that stands directly upon its
    /// text, whose first line is `text`.
    fn heads_in_capitals(&mut self, line: &str, text: &str) -> bool {
        let Some(Piece::Paragraph { text: heading, .. }) = self.pieces.last_mut() else {
            return false;
        };
        // Its length first: a paragraph of very many lines would be read anew for each of them.
        let heads = heading.len() < text.len()
            && is_short_heading(heading)
            && is_capitals(heading)
            && *heading == single_spaced(trimmed(line))
            && !is_capitals(text);
        if heads {
            let text = std::mem::take(heading);
            self.pieces.pop();
            self.pieces.push(Piece::Heading { level: 1, text });
        }
        heads
    }

    /// Whether a marker begins an item. Within a sentence that was broken at a fixed width, a
    /// dash or a number may come to stand at the start of a line.
    fn begins_item(&self, kind: Marker, runs_on: bool, previous: Option<&String>) -> bool {
        let follows = match (self.pieces.last(), kind) {
            (Some(Piece::Item { number: None, .. }), Marker::Bullet(_)) => true,
            (
                Some(Piece::Item {
                    number: Some(n), ..
                }),
                Marker::Number(number),
            ) => number == n + 1,
            _ => false,
        };
        let sentence_ended =
            previous.is_none_or(|line| line.trim_end().ends_with(['.', ':', ';', '?', '!']));
        let plain = matches!(kind, Marker::Bullet(mark) if !"-–*+·".contains(mark));
        !runs_on || follows || plain || sentence_ended
    }

    fn finish(self) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(self.pieces.len());
        for piece in self.pieces {
            match piece {
                Piece::Paragraph { indent, text } if text.len() > PARAGRAPH_BYTES => {
                    pieces.extend(cut(&text).map(|text| Piece::Paragraph {
                        indent,
                        text: text.to_owned(),
                    }));
                }
                piece => pieces.push(piece),
            }
        }
        pieces
    }
}

fn item(line: &str, number: Option<u64>, text: String) -> Piece {
    Piece::Item {
        indent: indent(line),
        number,
        text,
    }
}

fn paragraph(line: &str, text: String) -> Piece {
    Piece::Paragraph {
        indent: indent(line),
        text,
    }
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', ':', '”', '"'])
}

/// Spaces and tabs in a row become one space; a space that must not break a line stays.
fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '\t' if out.ends_with(' ') => {}
            '\t' => out.push(' '),
            '\u{c}' => {}
            c => out.push(c),
        }
    }
    out
}

/// A text in parts of at most [`PARAGRAPH_BYTES`], cut at spaces where there are any.
fn cut(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if rest.len() <= PARAGRAPH_BYTES {
            return Some(std::mem::take(&mut rest));
        }
        let most = rest.floor_char_boundary(PARAGRAPH_BYTES);
        let at = rest[..most]
            .rfind([' ', '\n'])
            .filter(|at| *at > 0)
            .unwrap_or(most);
        let (part, after) = rest.split_at(at);
        rest = after.trim_start_matches([' ', '\n']);
        Some(part)
    })
}

/// The level of the heading that a chunk is, if it is one. When in doubt it is none: a heading
/// set as a paragraph is easily read, a paragraph set as a heading is ugly.
fn heading_level(
    lines: &[String],
    chunk: &Chunk,
    before: Option<&Chunk>,
    next: Option<&Chunk>,
) -> Option<u8> {
    let text = chunk.first_line(lines);
    if chunk.len() != 1 || !is_short_heading(text) {
        return None;
    }
    let (head, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let depth = numbering_depth(head);
    let level = u8::try_from(depth.clamp(1, 6)).unwrap_or(1);
    if chunk.underlined {
        return Some(level);
    }
    let next = next.filter(|next| !next.rule)?;
    let next_line = next.first_line(lines);
    let next_is_text = next.len() > 1
        || ends_sentence(next_line)
        || next_line.len() > HEADING_CHARS
        || matches!(marker(next_line), Some((Marker::Bullet(_), _)));
    let numbered = matches!(marker(text), Some((Marker::Number(_) | Marker::Label, _)));
    if numbered {
        let next_is_numbered = matches!(
            marker(next_line),
            Some((Marker::Number(_) | Marker::Label, _))
        );
        let heads = is_title_like(rest)
            && rest.starts_with(char::is_uppercase)
            && (depth >= 2 || !next_is_numbered || numbering_depth(first_word(next_line)) > depth);
        return (heads
            && rest.split_whitespace().count() <= 8
            && (next_is_text || next_is_numbered))
            .then_some(level);
    }
    let introduced = before.is_some_and(|before| {
        !before.rule
            && lines
                .get(before.last)
                .is_some_and(|line| line.trim_end().ends_with([':', ',']))
    });
    (next_is_text && !introduced && !salutes(text)).then_some(level)
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

fn is_short_heading(text: &str) -> bool {
    is_title_like(text)
        && text.chars().count() <= HEADING_CHARS
        && text.split_whitespace().count() <= HEADING_WORDS
        && !text.ends_with(['!', '”', '"', '’', ')'])
        && !text.starts_with(['“', '"', '‘', '\'', '(', '['])
        && !crate::import::facts::is_date_line(text)
        && crate::import::facts::label(text).is_none()
        && !(text.contains('@') || text.contains("://"))
        && !is_page_number(text)
        && !is_detail_of_file_or_telephone(text)
}

/// Whether a line is the number of a page: "Page 2", "Page 2 of 3".
fn is_page_number(text: &str) -> bool {
    let rest = text.to_lowercase();
    let rest = rest
        .strip_prefix("page ")
        .map(|rest| rest.replace("of", ""));
    rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == ' '))
}

/// Whether a line gives a telephone number or the size of a file, as pages of the web do.
fn is_detail_of_file_or_telephone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let has_size = ["KB", "MB", "kB"].iter().any(|unit| {
        text.match_indices(unit).any(|(at, _)| {
            let before = text[..at].trim_end();
            before.ends_with(|c: char| c.is_ascii_digit())
        })
    });
    digits >= 7 || has_size
}

/// Whether a line addresses or thanks somebody, as speeches and letters do.
fn salutes(text: &str) -> bool {
    [
        "Dear ",
        "Thank you",
        "Thanks",
        "Mr ",
        "Madam",
        "Ladies",
        "Good ",
        "Yours",
        "Kind regards",
        "Best wishes",
        "My Lords",
        "Excellenc",
        "Colleagues",
        "Friends",
        "Hello",
        "Hi ",
    ]
    .iter()
    .any(|word| text.starts_with(word))
}

/// Rows of a table: every line has the same number of cells parted by tabs, two or more.
fn table(lines: &[String]) -> Option<Vec<Vec<String>>> {
    const COLUMNS: usize = 64;
    let first = lines.first()?;
    if lines.len() < 2 || !trimmed(first).contains('\t') {
        return None;
    }
    let rows = lines
        .iter()
        .map(|line| {
            let line = line.trim_start_matches('\u{c}').trim_end();
            line.split('\t')
                .map(|cell| single_spaced(trimmed(cell)))
                .collect::<Vec<_>>()
        })
        .collect::<Vec<_>>();
    let columns = rows.first()?.len();
    let even = rows.iter().all(|row| row.len() == columns);
    let is_list = lines.iter().any(|line| marker(line).is_some());
    (even && (2..=COLUMNS).contains(&columns) && !is_list).then_some(rows)
}

/// Rows of cells that stand below each other in columns, which a line of hyphens below the head draws:
/// "------  -----  ---".
fn drawn_table(lines: &[String]) -> Option<Vec<Vec<String>>> {
    let drawn = lines.get(1).filter(|line| is_rule(line))?;
    let mut starts = Vec::new();
    let mut before = ' ';
    for (at, letter) in drawn.chars().enumerate() {
        if !letter.is_whitespace() && before.is_whitespace() {
            starts.push(at);
        }
        before = letter;
    }
    if starts.len() < 2 || drawn.contains('\t') {
        return None;
    }
    let row = |line: &String| -> Option<Vec<String>> {
        let letters: Vec<char> = line.trim_end().chars().collect();
        let ends = starts.iter().skip(1).copied().chain([letters.len()]);
        let cells = starts
            .iter()
            .enumerate()
            .zip(ends)
            .map(|((column, start), end)| {
                // What stands before the first column belongs to it.
                let start = if column == 0 { 0 } else { *start };
                let is_cut = start > 0
                    && [start - 1, start].iter().all(|at| {
                        letters
                            .get(*at)
                            .is_some_and(|letter| !letter.is_whitespace())
                    });
                let end = end.max(start).min(letters.len());
                let cell: String = letters.get(start.min(end)..end)?.iter().collect();
                (!is_cut).then(|| single_spaced(trimmed(&cell)))
            });
        cells.collect()
    };
    let rows = lines.iter().filter(|line| !is_rule(line)).map(row);
    rows.collect::<Option<Vec<_>>>()
        .filter(|rows| rows.len() > 1)
}

/// Whether the spaces in these lines draw something, such as columns or a box.
fn is_drawn(lines: &[String]) -> bool {
    let draws = |line: &&String| {
        let text = trimmed(line);
        text.len() < 400
            && (text.contains("   ") && !text.contains(". ")
                || text.matches('\t').count() >= 2
                || text.matches(['|', '│', '┃']).count() >= 2
                || text.contains(['┌', '└', '├', '╔', '╚']))
    };
    let drawn = lines.iter().filter(draws).count();
    drawn >= 2
        && drawn * 10 >= lines.len() * 6
        && !lines
            .iter()
            .any(|line| matches!(marker(line), Some((Marker::Bullet(_), _))))
}
