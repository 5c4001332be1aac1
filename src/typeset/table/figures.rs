//! Which cells hold figures, and which are never broken into lines.

use crate::import::{Block, Text};

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    figures: usize,
    words: usize,
}

impl Tally {
    /// Counts a cell.
    pub(super) fn add(&mut self, cell: &Text) {
        if is_figure(cell) {
            self.figures += 1;
        } else if cell.iter().any(|span| !span.text.trim().is_empty()) && !is_gap(cell) {
            self.words += 1;
        }
    }

    /// Counts a cell of several lines, or of more than words.
    pub(super) fn add_cell(&mut self, blocks: &[Block]) {
        match blocks {
            [] => {}
            [Block::Paragraph(text) | Block::Placed { text, .. }] if !is_of_lines(text) => {
                self.add(text);
            }
            blocks => {
                let is_of_figures = blocks.iter().all(|block| match block {
                    Block::Paragraph(text) | Block::Placed { text, .. } => {
                        let words: String = text.iter().map(|span| span.text.as_str()).collect();
                        words
                            .lines()
                            .all(|line| line.trim().is_empty() || is_figure_or_gap_line(line))
                    }
                    _ => false,
                });
                self.figures += usize::from(is_of_figures);
                self.words += usize::from(!is_of_figures);
            }
        }
    }

    /// Whether most cells hold figures: a few words among them, such as "n/a", change nothing.
    pub(super) fn is_of_figures(self) -> bool {
        self.figures > 0 && self.words * 5 <= self.figures
    }
}

/// The most letters of a cell that is never broken.
const MOST_WHOLE: usize = 24;
const DATE_WORDS: [&str; 21] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon",
    "tue", "wed", "thu", "fri", "sat", "sun", "am", "pm",
];

/// Whether a cell is a number, a date or a reference such as "PQ-12", which are never broken: a
/// line breaker would take a hyphen for the end of a word.
pub(super) fn is_whole(cell: &Text) -> bool {
    let words: String = cell.iter().map(|span| span.text.as_str()).collect();
    let words = words.trim();
    if words.contains('\n')
        || words.chars().count() > MOST_WHOLE
        || !words.contains(|c: char| c.is_ascii_digit())
    {
        return false;
    }
    let is_date_word = |word: &str| {
        let word = word.trim_end_matches([',', '.']).to_lowercase();
        word.chars().all(char::is_alphabetic)
            && DATE_WORDS.iter().any(|known| word.starts_with(known))
    };
    let is_number = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    let mut parts = words.split_whitespace();
    !words.contains(char::is_whitespace)
        || is_figure(cell)
        || parts.all(|word| is_number(word) || is_date_word(word))
}

/// Whether a cell only says that there is no figure.
fn is_gap(cell: &Text) -> bool {
    let words: String = cell.iter().map(|span| span.text.trim()).collect();
    is_gap_line(&words)
}

fn is_gap_line(words: &str) -> bool {
    matches!(words.trim(), "-" | "–" | "—" | ".." | "…" | "n/a" | "N/A")
}

fn is_of_lines(text: &Text) -> bool {
    text.iter().any(|span| span.text.contains('\n'))
}

/// Whether a line holds an amount, or says that there is none.
pub(super) fn is_figure_or_gap(line: &Text) -> bool {
    let words: String = line.iter().map(|span| span.text.as_str()).collect();
    is_figure_or_gap_line(&words)
}

fn is_figure_or_gap_line(words: &str) -> bool {
    is_gap_line(words) || is_figure_line(words)
}

/// Whether a cell holds a number or an amount.
pub(super) fn is_figure(cell: &Text) -> bool {
    let words: String = cell.iter().map(|span| span.text.as_str()).collect();
    is_figure_line(&words)
}

fn is_figure_line(words: &str) -> bool {
    let words = without_currency(words.trim());
    let mut letters = 0;
    for character in words.chars() {
        match character {
            '0'..='9'
            | '.'
            | ','
            | '%'
            | '-'
            | '–'
            | '−'
            | '+'
            | '('
            | ')'
            | '/'
            | ' '
            | '\u{a0}'
            | '£'
            | '$'
            | '€'
            | '¥' => {}
            // A unit such as m, bn or pp.
            _ if character.is_ascii_lowercase() => letters += 1,
            _ => return false,
        }
    }
    words.contains(|c: char| c.is_ascii_digit()) && letters <= 2
}

/// An amount without the code of its currency, such as "EUR" (ISO 4217).
fn without_currency(words: &str) -> &str {
    const CODES: [&str; 10] = [
        "GBP", "EUR", "USD", "CHF", "JPY", "CNY", "SEK", "NOK", "DKK", "PLN",
    ];
    let mut rests = CODES.iter().filter_map(|code| {
        words
            .strip_prefix(code)
            .or_else(|| words.strip_suffix(code))
    });
    rests.next().map_or(words, str::trim)
}
